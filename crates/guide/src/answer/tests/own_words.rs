//! Questions in the asker's own words. The search results are arranged here, so that they stay the same.

use super::*;

/// What a search may have found: entries best first, and those that the parts of the question ask for.
fn ranked(outcome: Outcome, hits: &[&str], parts: &[&str]) -> Ranked {
    let hits: Vec<Hit> = hits.iter().map(|hit| Hit { id: id(hit), score: 1.0, likeness: 1.0 }).collect();
    let parts = parts.iter().map(|part| id(part)).collect();
    Ranked { outcome, confidence: 0.504, near: hits.len().min(2), hits, unknown_company: None, parts }
}

/// The answer to these words, for which this was found.
fn made_of(text: &str, outcome: Outcome, hits: &[&str], parts: &[&str]) -> Answer {
    let shown = ask::made_of(shipped().into(), text, &ranked(outcome, hits, parts));
    sound(&shown).unwrap();
    shown
}

/// What was asked for by the options of an answer's menu.
fn options(answer: &Answer) -> Vec<&Question> {
    answer.menu.iter().flat_map(|menu| &menu.options).map(|option| &option.question).collect()
}

/// An answer as plain text, in the order in which it is read.
fn outline(answer: &Answer) -> String {
    let mut text = format!("{}\n", answer.headline());
    let lines = answer.sections.iter().flat_map(|section| {
        let lines = section.lines.iter().map(|line| format!("- {}", line.text));
        [format!("# {}", section.heading)].into_iter().chain(lines)
    });
    let small_print = answer.small_print(|source| source.name.clone()).into_iter().map(|print| format!("({print})"));
    let menu = answer.menu.iter().flat_map(|menu| {
        let options = menu.options.iter().map(|option| format!("  v {}", option.label));
        [format!("[{}]", menu.prompt)].into_iter().chain(options)
    });
    let links = answer.links.iter().map(|link| format!("[{}]", link.label));
    let said = answer.note.clone().into_iter().chain(answer.repeated(str::to_owned));
    let said = said.chain(answer.lead.iter().map(|lead| lead.text.clone())).chain(lines).chain(answer.caution.clone());
    for line in said.chain(small_print).chain(menu).chain(links) {
        writeln!(text, "{line}").unwrap();
    }
    text
}

const CODE: [&str; 3] = ["faq/do-tpms-code", "topic/misconceptions", "skill/technical-expertise"];

#[test]
fn every_outcome_of_a_question_reads_as_before() {
    let several = ["compare/tpm-vs-product-manager", "faq/degree-required"];
    let roles = ["role/product-manager", "role/project-manager", "role/program-manager", "role/tpm"];
    let asked = [
        ("do i need to code", Outcome::Found, &CODE[..], &[][..]),
        ("coding?", Outcome::Unsure, &CODE, &[]),
        ("best pizza in town", Outcome::Unknown, &CODE, &[]),
        ("qwrt zxcv", Outcome::Unknown, &[], &[]),
        ("", Outcome::Unknown, &[], &[]),
        ("tpm vs pm, and do i need a degree", Outcome::Found, &several, &several),
        ("tpm vs pm, and a degree?", Outcome::Unsure, &CODE, &several),
        ("PM", Outcome::Found, &roles, &[]),
    ]
    .map(|(text, outcome, hits, parts)| (format!("/ask {text} ({outcome:?})"), made_of(text, outcome, hits, parts)));
    let mut text = String::new();
    for (asked, answer) in &asked {
        write!(text, "> {asked}\n\n{}────\n", outline(answer)).unwrap();
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("asked", text) });
}

#[test]
fn what_is_found_is_the_entrys_own_answer_with_another_menu() {
    let shown = made_of("do i need to code", Outcome::Found, &CODE, &[]);
    let entry = answer(shipped(), &Question::entry(&id("faq/do-tpms-code")));
    assert_eq!((shown.note.as_deref(), shown.quoted.as_deref()), (None, Some("do i need to code")));
    assert_eq!(
        shown.repeated(str::to_owned).as_deref(),
        Some("Question: “do i need to code”"),
        "others see no more of it"
    );
    let menu = shown.menu.clone().expect("a menu");
    assert_eq!(menu.prompt, "Not what you meant?");
    assert_eq!(
        options(&shown),
        CODE[1..].iter().map(|hit| Question::entry(&id(hit))).collect::<Vec<_>>().iter().collect::<Vec<_>>()
    );
    assert!(menu.options.iter().all(|option| !option.current), "the prompt is seen");
    assert_eq!(Answer { quoted: None, searched: None, menu: entry.menu.clone(), ..shown }, entry);
}

#[test]
fn what_is_found_alone_keeps_the_menu_of_its_kind() {
    let shown = made_of("do i need to code", Outcome::Found, &CODE[..1], &[]);
    assert_eq!(shown.menu, answer(shipped(), &Question::entry(&id(CODE[0]))).menu);
}

#[test]
fn only_what_is_like_the_question_can_be_picked_instead() {
    let offered = |second: (f32, f32), third: (f32, f32)| {
        let mut ranked = ranked(Outcome::Found, &CODE, &[]);
        for (hit, (score, likeness)) in ranked.hits.iter_mut().zip([(10.0, 1.0), second, third]) {
            (hit.score, hit.likeness) = (score, likeness);
        }
        let shown = ask::made_of(shipped().into(), "do i need to code", &ranked);
        sound(&shown).unwrap();
        shown
    };
    let [second, third] = [1, 2].map(|place| Question::entry(&id(CODE[place])));
    assert_eq!(options(&offered((5.0, 0.3), (5.0, 0.3))), [&second, &third]);
    assert_eq!(options(&offered((4.9, 1.0), (5.0, 0.3))), [&third], "it fits half as well");
    assert_eq!(options(&offered((9.9, 0.29), (5.0, 0.3))), [&third], "it is about something else");
    let none = offered((1.0, 1.0), (1.0, 1.0));
    assert_eq!(none.menu, answer(shipped(), &Question::entry(&id(CODE[0]))).menu, "the menu of its kind");
}

#[test]
fn no_more_than_five_others_can_be_picked() {
    let all: Vec<&str> = shipped().knowledge.entries().iter().map(|entry| entry.id.as_str()).take(10).collect();
    assert_eq!(options(&made_of("x", Outcome::Found, &all, &[])).len(), 5);
}

#[test]
fn a_longer_answer_to_a_question_has_its_pages() {
    let long =
        shipped().knowledge.entries().iter().find(|entry| pages(shipped(), &Question::entry(&entry.id)).len() > 1);
    let long = long.expect("an answer of several pages");
    let shown = made_of("x", Outcome::Found, &[long.id.as_str()], &[]);
    let next = shown.paging.and_then(|paging| paging.next).expect("another page");
    assert_eq!(next, Question::Entry { id: long.id.clone(), page: 1 });
}

#[test]
fn where_it_is_unsure_nothing_is_asserted_and_the_likeliest_three_are_offered() {
    let hits = [CODE[0], CODE[1], CODE[2], "faq/degree-required"];
    let shown = made_of("coding?", Outcome::Unsure, &hits, &[]);
    assert_eq!((shown.about, shown.title.as_str()), (About::Missing, "I'm not sure what you mean"));
    let offered: Vec<&Question> = shown.links.iter().map(|link| &link.question).collect();
    let expected: Vec<Question> =
        hits[..3].iter().map(|hit| Question::entry(&id(hit))).chain([Question::Help]).collect();
    assert_eq!(offered, expected.iter().collect::<Vec<_>>());
    let titles: Vec<&str> = shown.sections[0].lines.iter().map(|line| line.text.as_str()).collect();
    let entries = hits[..3].iter().map(|hit| shipped().knowledge.get(&id(hit)).unwrap().title.as_str());
    assert_eq!(titles, entries.collect::<Vec<_>>());
    assert!(shown.attribution.is_none(), "what is not said needs no source");
}

#[test]
fn what_is_unknown_offers_only_what_is_near() {
    let shown = made_of("best pizza in town", Outcome::Unknown, &CODE, &[]);
    assert_eq!((shown.about, shown.title.as_str(), shown.links.len()), (About::Missing, "I don't know that", 3));
    let alone = made_of("qwrt zxcv", Outcome::Unknown, &[], &[]);
    assert_eq!((labels(&alone), alone.sections.is_empty()), (vec!["What can I ask?"], true));
    assert_eq!(alone.menu, answer(shipped(), &Question::Help).menu, "the overview");
    assert_eq!(shown.menu, None);
}

#[test]
fn a_question_of_several_parts_gets_the_first_answer_and_the_others_first_among_the_links() {
    let parts = ["compare/tpm-vs-product-manager", "faq/degree-required", "topic/salary-us"];
    let shown = made_of("x", Outcome::Found, &[parts[1], parts[0], CODE[0]], &parts);
    assert_eq!(shown.question, Question::entry(&id(parts[0])));
    let offered: Vec<Question> = shown.links[..2].iter().map(|link| link.question.clone()).collect();
    assert_eq!(offered, [Question::entry(&id(parts[1])), Question::entry(&id(parts[2]))]);
    let note = shown.note.as_deref().unwrap();
    assert!(note.contains("You also asked about: Do I need a degree to be a TPM? and TPM salary"), "{note}");
    assert_eq!(options(&shown), [&Question::entry(&id(CODE[0]))], "the menu holds what was not asked");
    for outcome in [Outcome::Unsure, Outcome::Unknown] {
        let shown = made_of("x", outcome, &[CODE[0]], &parts);
        let offered: Vec<Question> = shown.links[..3].iter().map(|link| link.question.clone()).collect();
        assert_eq!(offered, parts.map(|part| Question::entry(&id(part))), "{outcome:?}");
    }
    let one = made_of("x", Outcome::Found, &[CODE[0], CODE[1]], &parts[..1]);
    assert_eq!(one.question, Question::entry(&id(CODE[0])), "one part is the whole question");
}

#[test]
fn a_name_that_roles_share_is_explained_unless_the_question_says_which() {
    let roles = ["role/product-manager", "role/project-manager", "role/program-manager", "role/tpm"];
    for text in ["pm", "PM?", "what does a pm do", "**PM** @everyone https://evil.example"] {
        let shown = made_of(text, Outcome::Found, &roles, &[]);
        let note = shown.note.as_deref().unwrap();
        assert_eq!(note, "“PM” can also mean: Project manager or Program manager (non-technical).");
        assert_eq!(labels(&shown)[..2], ["Project manager", "Program manager"]);
        assert_eq!(options(&shown), [&Question::entry(&id("role/tpm"))]);
    }
    for text in ["what does a product manager do", "is a product manager (PM) a manager", "npm"] {
        let shown = made_of(text, Outcome::Found, &roles, &[]);
        assert_eq!(shown.note, None, "{text}");
    }
    let other = made_of("pm", Outcome::Found, &["role/tpm", "role/product-manager"], &[]);
    assert_eq!(other.note, None, "the answer is about something else");
}

#[test]
fn how_it_was_found_is_told_for_the_log() {
    let searched = made_of("x", Outcome::Unsure, &CODE, &[]).searched.unwrap();
    assert_eq!((searched.outcome, searched.confidence, searched.best), (Outcome::Unsure, 50, Some(id(CODE[0]))));
    for (confidence, percent) in [(-1.0, 0), (0.0, 0), (0.999, 100), (7.0, 100), (f32::NAN, 0)] {
        let odd = Ranked { confidence, ..ranked(Outcome::Unknown, &[], &[]) };
        assert_eq!(ask::made_of(shipped().into(), "x", &odd).searched.unwrap().confidence, percent);
    }
}

#[test]
fn what_was_found_and_is_gone_is_not_offered() {
    let shown = made_of("x", Outcome::Found, &["role/gone", CODE[0]], &[]);
    assert_eq!(shown.question, Question::entry(&id(CODE[0])));
    assert_eq!(made_of("x", Outcome::Found, &["role/gone"], &[]).title, "I don't know that");
}

#[test]
fn titles_and_names_find_their_entry_and_gibberish_nothing() {
    for (text, found) in [
        ("Healthcare and life sciences", "industry/healthcare"),
        ("Do I need a degree to be a TPM?", "faq/degree-required"),
        ("TPM salary in the United States", "topic/salary-us"),
    ] {
        assert_eq!(answer(shipped(), &Question::ask(text)).question, Question::entry(&id(found)), "{text}");
    }
    for text in ["", " ", "?", "🦀🦀", "qwrt zxcv", "\u{200b}\u{202e}", &"x".repeat(6_000)] {
        assert_eq!(answer(shipped(), &Question::ask(text)).about, About::Missing, "{text}");
    }
}

#[test]
fn another_companys_interviews_are_not_answered_with_what_holds_for_one() {
    for text in ["oracle tpm interview", "whats the interview loop at databricks like", "interview at snowflake"] {
        let shown = answer(shipped(), &Question::ask(text));
        assert_eq!(shown.title, "I don't know that company's interviews", "{text}");
        assert_eq!(shown.links[0].question, Question::entry(&id("interview/loop")));
        sound(&shown).unwrap();
    }
    for (text, entry) in [("google interview", "interview/google-loop"), ("amazon tpm loop", "interview/amazon-loop")] {
        assert_eq!(answer(shipped(), &Question::ask(text)).question, Question::entry(&id(entry)), "{text}");
    }
}
