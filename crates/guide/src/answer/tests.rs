//! What is answered. The words first: the shipped guide, what a member sees of it, and what holds for every answer.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::fixtures::answers::{
    asked, clicked_through, controls, everything, id, pages, questions, shipped, sound, words,
};
use crate::fixtures::knowledge::{EntryText, Files, SOURCES, groups};
use crate::knowledge::Body;
use crate::reply::{Reply, line, respond};
use crate::search::{Hit, Outcome, Ranked};

/// The labels of an answer's links.
fn labels(answer: &Answer) -> Vec<&str> {
    answer.links.iter().map(|link| link.label.as_str()).collect()
}

/// The headings of an answer.
fn headings(answer: &Answer) -> Vec<&str> {
    answer.sections.iter().map(|section| section.heading.as_str()).collect()
}

// What holds for all of it.

#[test]
fn every_answer_is_sound() {
    let complaints: Vec<String> = everything(shipped()).iter().filter_map(|answer| sound(answer).err()).collect();
    assert!(complaints.is_empty(), "{} complaints, the first: {}", complaints.len(), complaints[0]);
}

#[test]
fn an_answer_comes_back_from_the_question_it_carries() {
    for shown in everything(shipped()).iter().filter(|answer| answer.about != About::Missing && answer.note.is_none()) {
        assert_eq!(&answer(shipped(), &shown.question), shown);
    }
}

#[test]
fn every_entry_can_be_reached_by_clicks_from_the_help() {
    let guide = shipped();
    let reached: BTreeSet<EntryId> = clicked_through(guide)
        .into_iter()
        .inspect(|answer| assert_ne!(answer.about, About::Missing, "{:?}", answer.question))
        .filter_map(|answer| match answer.question {
            Question::Entry { id, .. } => Some(id),
            _ => None,
        })
        .collect();
    let all: BTreeSet<EntryId> = guide.knowledge.entries().iter().map(|entry| entry.id.clone()).collect();
    assert_eq!(reached, all);
}

#[test]
fn every_page_of_every_entry_can_be_reached_by_clicks() {
    let reached: HashSet<Question> = clicked_through(shipped()).into_iter().map(|answer| answer.question).collect();
    for entry in shipped().knowledge.entries() {
        for page in pages(shipped(), &Question::entry(&entry.id)) {
            assert!(reached.contains(&page.question), "{:?}", page.question);
        }
    }
}

#[test]
fn every_entry_can_be_asked_for_by_its_command() {
    let guide = shipped();
    for entry in guide.knowledge.entries() {
        let command = as_command(guide, &Question::entry(&entry.id));
        let request = line::read(&command).unwrap_or_else(|error| panic!("{command}: {error}"));
        let (Reply::Show { answer, private: false, .. }, _) = respond(guide, &request) else {
            panic!("{command} is not answered in public");
        };
        assert_eq!(answer.question, Question::entry(&entry.id), "{command}");
    }
}

#[test]
fn every_command_that_an_answer_shows_leads_where_its_button_leads() {
    let guide = shipped();
    for question in everything(guide).iter().flat_map(|answer| &answer.links).map(|link| &link.question) {
        let command = as_command(guide, question);
        assert_eq!(asked(guide, &command).question, answer(guide, question).question, "{command}");
    }
}

#[test]
fn every_displayed_choice_and_its_value_lead_to_the_same_entry() {
    let guide = shipped();
    for shelf in Shelf::ALL {
        let typed: Vec<&str> = guide.knowledge.on(shelf).map(|entry| entry.title.as_str()).collect();
        for typed in typed {
            let first = suggest(guide, &Field::Name(shelf), typed).into_iter().next().expect("the title finds it");
            let by_value = answer(guide, &Question::find(shelf, &first.value));
            let by_name = answer(guide, &Question::find(shelf, &first.name));
            assert_eq!(by_value.question, by_name.question, "{} = {}", first.name, first.value);
            assert!(matches!(by_value.question, Question::Entry { .. }), "{} finds nothing", first.value);
        }
    }
}

#[test]
fn every_side_that_is_offered_can_be_compared() {
    let guide = shipped();
    let sides = suggest(guide, &Field::Side { other: None }, "");
    assert!(sides.len() > guide.knowledge.on(Shelf::Role).count(), "jobs without an entry are offered too");
    for side in &sides {
        for written in [&side.name, &side.value] {
            let found = answer(guide, &Question::Compare { first: written.clone(), second: written.clone() });
            assert_eq!(found.title, "That is the same role twice", "{written}");
        }
    }
}

// Questions in somebody's own words. What a search finds is arranged here, so that it stays the same.

/// What a search may have found: entries best first, and those that the parts of the question ask for.
fn ranked(outcome: Outcome, hits: &[&str], parts: &[&str]) -> Ranked {
    let hits: Vec<Hit> = hits.iter().map(|hit| Hit { id: id(hit), score: 1.0 }).collect();
    let parts = parts.iter().map(|part| id(part)).collect();
    Ranked { outcome, confidence: 0.504, near: hits.len().min(2), hits, parts }
}

/// The answer to these words, for which this was found.
fn made_of(text: &str, outcome: Outcome, hits: &[&str], parts: &[&str]) -> Answer {
    let shown = ask::made_of(shipped(), text, &ranked(outcome, hits, parts));
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
    let small_print = answer.small_print().into_iter().map(|print| format!("({print})"));
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
    assert_eq!(shown.note.as_deref(), Some("Answering: Do TPMs write code?"));
    let menu = shown.menu.clone().expect("a menu");
    assert_eq!(menu.prompt, "Not what you meant?");
    assert_eq!(
        options(&shown),
        CODE[1..].iter().map(|hit| Question::entry(&id(hit))).collect::<Vec<_>>().iter().collect::<Vec<_>>()
    );
    assert!(menu.options.iter().all(|option| !option.current), "the prompt is seen");
    assert_eq!(Answer { note: None, searched: None, menu: entry.menu.clone(), ..shown }, entry);
}

#[test]
fn what_is_found_alone_keeps_the_menu_of_its_kind() {
    let shown = made_of("do i need to code", Outcome::Found, &CODE[..1], &[]);
    assert_eq!(shown.menu, answer(shipped(), &Question::entry(&id(CODE[0]))).menu);
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
    assert_eq!((shown.about, shown.title.as_str()), (About::Missing, "I'm not sure what is meant"));
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
}

#[test]
fn a_question_of_several_parts_gets_the_first_answer_and_the_others_first_among_the_links() {
    let parts = ["compare/tpm-vs-product-manager", "faq/degree-required", "topic/salary-us"];
    let shown = made_of("x", Outcome::Found, &[parts[1], parts[0], CODE[0]], &parts);
    assert_eq!(shown.question, Question::entry(&id(parts[0])));
    let offered: Vec<Question> = shown.links[..2].iter().map(|link| link.question.clone()).collect();
    assert_eq!(offered, [Question::entry(&id(parts[1])), Question::entry(&id(parts[2]))]);
    let note = shown.note.as_deref().unwrap();
    assert!(note.contains("you also asked: Do I need a degree to be a TPM? and TPM salary"), "{note}");
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
        assert!(note.ends_with("“PM” can also mean: Project manager or Program manager (non-technical)."), "{note}");
        assert_eq!(labels(&shown)[..2], ["Project manager", "Program manager"]);
        assert_eq!(options(&shown), [&Question::entry(&id("role/tpm"))]);
    }
    for text in ["what does a product manager do", "is a product manager (PM) a manager", "npm"] {
        let shown = made_of(text, Outcome::Found, &roles, &[]);
        assert_eq!(shown.note.as_deref(), Some("Answering: Product manager (PM)"), "{text}");
    }
    let other = made_of("pm", Outcome::Found, &["role/tpm", "role/product-manager"], &[]);
    assert!(!other.note.unwrap().contains("can also mean"), "the answer is about something else");
}

#[test]
fn how_it_was_found_is_told_to_whoever_counts() {
    let searched = made_of("x", Outcome::Unsure, &CODE, &[]).searched.unwrap();
    assert_eq!((searched.outcome, searched.confidence, searched.best), (Outcome::Unsure, 50, Some(id(CODE[0]))));
    for (confidence, percent) in [(-1.0, 0), (0.0, 0), (0.999, 100), (7.0, 100), (f32::NAN, 0)] {
        let odd = Ranked { confidence, ..ranked(Outcome::Unknown, &[], &[]) };
        assert_eq!(ask::made_of(shipped(), "x", &odd).searched.unwrap().confidence, percent);
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

// Comparisons.

#[test]
fn tpm_against_product_manager_is_the_documented_comparison() {
    let shown = asked(shipped(), "/tpm-vs-pm");
    assert_eq!(shown.question, Question::entry(&id("compare/tpm-vs-product-manager")));
    assert_eq!(shown, asked(shipped(), "/compare tpm \"product manager\""));
}

#[test]
fn a_documented_pair_is_the_same_in_either_order() {
    let guide = shipped();
    for entry in guide.knowledge.on(Shelf::Comparison) {
        let Body::Comparison(comparison) = &entry.body else { panic!("{} compares nothing", entry.id) };
        let (first, second) = (comparison.first.name.clone(), comparison.second.name.clone());
        let forth = answer(guide, &Question::Compare { first: first.clone(), second: second.clone() });
        let back = answer(guide, &Question::Compare { first: second, second: first });
        assert_eq!(forth, back);
        assert_eq!(forth.question, Question::entry(&entry.id));
    }
}

#[test]
fn another_pair_is_composed_of_both_profiles_and_says_so() {
    let guide = shipped();
    let shown = asked(guide, "/compare \"product owner\" \"senior tpm\"");
    assert_eq!(shown.about, About::Comparison);
    assert_eq!(
        shown.note.as_deref(),
        Some("This guide has no comparison of these two, so here are both profiles, part by part.")
    );
    assert_eq!(headings(&shown)[0], "In short");
    let parts = pages(guide, &shown.question)
        .iter()
        .flat_map(|page| page.sections.iter().map(|section| section.heading.clone()))
        .collect::<Vec<_>>();
    for part in ["Senior TPM · what they do", "Product owner · what they do", "Product owner · for example"] {
        assert!(parts.iter().any(|heading| heading == part), "{part}: {parts:?}");
    }
    assert!(shown.caution.as_deref().is_some_and(|caution| caution.contains("senior is a level")), "{shown:?}");
    assert_eq!(labels(&shown).len(), 2);
    let (Question::Pair { first, second, .. }, Question::Pair { first: other_first, second: other_second, .. }) =
        (shown.question, asked(guide, "/compare \"senior tpm\" \"product owner\"").question)
    else {
        panic!("not composed")
    };
    assert_eq!((first, second), (other_second, other_first), "the first that was named stands first");
}

#[test]
fn a_role_is_not_compared_with_itself_whatever_it_is_called() {
    let guide = shipped();
    for command in ["/compare tpm tpm", "/compare tpm \"technical program manager\"", "/compare role/tpm TPM"] {
        let shown = asked(guide, command);
        assert_eq!((shown.about, shown.title.as_str()), (About::Missing, "That is the same role twice"), "{command}");
        assert_eq!(shown.links[0].question, Question::entry(&id("role/tpm")));
        assert_eq!(shown.links.last().unwrap().question, Question::Help);
    }
    let pair = Question::Pair { first: id("role/tpm"), second: id("role/tpm"), page: 0 };
    assert_eq!(answer(guide, &pair).title, "That is the same role twice");
}

#[test]
fn an_unknown_side_is_named_whichever_it_is() {
    for command in ["/compare tpm xyzzy", "/compare xyzzy tpm", "/compare xyzzy plugh"] {
        let shown = asked(shipped(), command);
        assert_eq!((shown.about, shown.quoted.as_deref()), (About::Missing, Some("xyzzy")), "{command}");
    }
}

#[test]
fn a_name_of_several_roles_is_compared_as_the_likeliest_and_says_so() {
    let shown = asked(shipped(), "/compare pm tpm");
    assert_eq!(shown.question, Question::entry(&id("compare/tpm-vs-product-manager")));
    let note = shown.note.expect("a note");
    assert!(note.starts_with("“PM” can also mean: ") && note.contains("Project manager"), "{note}");
}

#[test]
fn a_pair_of_what_are_no_roles_is_gone() {
    let pair = Question::Pair { first: id("role/tpm"), second: id("industry/healthcare"), page: 0 };
    assert_eq!(answer(shipped(), &pair).about, About::Missing);
    let gone = Question::Pair { first: id("role/gone"), second: id("role/tpm"), page: 0 };
    assert_eq!(answer(shipped(), &gone).about, About::Missing);
}

// The career path.

#[test]
fn a_step_leads_back_to_the_whole_path_and_on() {
    let guide = shipped();
    let steps = guide.knowledge.career_steps();
    for (place, (entry, number, _)) in steps.iter().enumerate() {
        let shown = asked(guide, &format!("/career {number}"));
        let mut expected = Vec::new();
        expected.extend(place.checked_sub(1).map(|before| Question::entry(&steps[before].0.id)));
        expected.push(Question::CareerPath);
        expected.extend(steps.get(place + 1).map(|(after, ..)| Question::entry(&after.id)));
        assert_eq!(shown.links.iter().map(|link| link.question.clone()).collect::<Vec<_>>(), expected, "{}", entry.id);
        assert_eq!(shown.links.iter().filter(|link| link.label.contains(['◀', '▶'])).count(), expected.len() - 1);
    }
}

#[test]
fn the_path_names_every_step_in_order() {
    let shown = asked(shipped(), "/career");
    let numbers: Vec<String> = shown.sections[0].lines.iter().map(|line| line.text.chars().take(3).collect()).collect();
    assert_eq!(numbers, ["`1`", "`2`", "`3`", "`4`", "`5`", "`6`", "`7`"]);
    assert_eq!(shown.sections[0].lines.iter().filter(|line| line.text.contains("(optional)")).count(), 2);
}

#[test]
fn a_step_with_a_long_name_still_fits_its_arrow() {
    let step = |name: &str, number: u8, short: &str| {
        EntryText::new(&format!("career/{name}")).with("step", json!(number)).with("short", json!(short))
    };
    let files = Files::valid()
        .entry("en/career-steps/x.yaml", step("a", 2, "Internationalization-yes!"))
        .entry("en/career-steps/x.yaml", step("b", 3, "Words and more words here"))
        .entry("en/career-steps/x.yaml", step("c", 4, "Exactly of 23 letters x"));
    let guide = Guide::new(files.knowledge());
    assert_eq!(labels(&asked(&guide, "/career 3"))[0], "◀ Internationalization-y…");
    assert_eq!(labels(&asked(&guide, "/career 4"))[0], "◀ Words and more words…");
    assert_eq!(labels(&asked(&guide, "/career 3"))[2], "Exactly of 23 letters x ▶");
    for answer in clicked_through(&guide) {
        sound(&answer).unwrap();
    }
}

// FAQs.

#[test]
fn the_list_of_questions_has_pages_of_ten() {
    let guide = shipped();
    let first = asked(guide, "/faq all");
    assert_eq!(first.sections[0].lines.len(), 10);
    assert_eq!(headings(&first), ["1 to 10"]);
    let second = answer(guide, &Question::FaqList { page: 1 });
    assert_eq!(headings(&second), ["11 to 20"]);
    assert_eq!(second.paging.as_ref().map(|paging| (paging.page, paging.pages)), Some((2, 2)));
    assert_eq!(answer(guide, &Question::FaqList { page: 200 }), second);
    for command in ["/faq", "/faq list", "/faq browse all", "/faq Browse all questions", "/faq ?"] {
        assert_eq!(asked(guide, command), first, "{command}");
    }
}

#[test]
fn a_question_is_found_by_its_number_however_it_is_written() {
    let third = asked(shipped(), "/faq 3");
    assert_eq!(third.title, "FAQ 3 · Will technical expectations change across industries?");
    for written in ["#3", " 3 ", "FAQ 3", "question 3", "3."] {
        assert_eq!(asked(shipped(), &format!("/faq {written}")), third, "{written}");
    }
}

#[test]
fn a_number_that_no_question_has_is_missing() {
    for written in ["0", "-1", "21", "9007199254740992", "3.5", "1e3", "no such words at all"] {
        let shown = asked(shipped(), &format!("/faq {written}"));
        assert_eq!((shown.about, shown.title.as_str()), (About::Missing, "I don't have that question"), "{written}");
        assert_eq!(shown.quoted.as_deref(), Some(written));
    }
}

// What is not there.

#[test]
fn what_is_not_there_gets_the_nearest_three_and_help() {
    for shelf in Shelf::ALL {
        let shown = answer(shipped(), &Question::find(shelf, "xyzzy plugh"));
        assert_eq!(shown.about, About::Missing);
        assert_eq!(shown.quoted.as_deref(), Some("xyzzy plugh"));
        assert_eq!(shown.links.len(), 4, "{shelf:?}");
        assert_eq!(shown.links[3].question, Question::Help);
    }
    let near = asked(shipped(), "/industry healthcare things");
    assert_eq!(near.links[0].question, Question::entry(&id("industry/healthcare")));
}

#[test]
fn nothing_is_quoted_when_nothing_was_typed() {
    assert_eq!(answer(shipped(), &Question::find(Shelf::Role, "  ")).quoted, None);
}

#[test]
fn an_entry_that_is_gone_offers_what_is_near_its_name() {
    let shown = answer(shipped(), &Question::entry(&id("industry/health-care")));
    assert_eq!((shown.about, shown.quoted.clone()), (About::Missing, None));
    assert_eq!(shown.title, "That answer is no longer in the guide");
    assert!(labels(&shown).contains(&"Healthcare"), "{:?}", labels(&shown));
}

#[test]
fn a_page_beyond_the_last_is_the_last() {
    for entry in shipped().knowledge.entries() {
        let last = pages(shipped(), &Question::entry(&entry.id)).pop().unwrap();
        assert_eq!(answer(shipped(), &Question::Entry { id: entry.id.clone(), page: Page::MAX }), last);
    }
}

#[test]
fn an_older_id_leads_to_the_same_answer() {
    for entry in shipped().knowledge.entries() {
        for older in &entry.also_id {
            assert_eq!(answer(shipped(), &Question::entry(older)), answer(shipped(), &Question::entry(&entry.id)));
        }
    }
}

// Names that mean several things.

#[test]
fn a_name_of_several_entries_shows_the_likeliest_and_offers_the_others() {
    let shown = asked(shipped(), "/role pm");
    assert_eq!(shown.question, Question::entry(&id("role/product-manager")));
    assert_eq!(labels(&shown)[..2], ["Project manager", "Program manager"]);
    let note = shown.note.as_deref().unwrap();
    assert_eq!(note, "“PM” can also mean: Project manager or Program manager (non-technical).");
}

#[test]
fn a_note_never_repeats_what_was_typed_as_it_was_typed() {
    let padded = format!("pm{}@everyone https://evil.example **now**", " ".repeat(200));
    for typed in ["**pm**", "`PM`", "||pm||", "\u{202e}pm", "pm\u{1b}", &padded] {
        let note = answer(shipped(), &Question::find(Shelf::Role, typed)).note.unwrap();
        assert!(note.starts_with("“PM” can also mean: Project manager"), "{typed:?}: {note:?}");
        let compare = Question::Compare { first: typed.to_owned(), second: "tpm".to_owned() };
        let note = answer(shipped(), &compare).note.unwrap();
        assert!(note.starts_with("“PM” can also mean: Project manager"), "{typed:?}: {note:?}");
    }
}

// Suggestions.

/// The values that are suggested.
fn values(field: &Field, typed: &str) -> Vec<String> {
    suggest(shipped(), field, typed).into_iter().map(|suggestion| suggestion.value).collect()
}

#[test]
fn questions_are_suggested_in_the_words_that_are_sent() {
    let suggested = suggest(shipped(), &Field::Question, "need a degree");
    assert!(!suggested.is_empty());
    assert!(suggested.iter().all(|suggestion| suggestion.name == suggestion.value), "{suggested:?}");
}

#[test]
fn before_anything_is_typed_the_questions_are_those_people_need_most_of_every_command() {
    for nothing in ["", "  ", "?!"] {
        let suggested = suggest(shipped(), &Field::Question, nothing);
        assert_eq!(suggested.len(), 25, "{nothing:?}");
        let found = |suggestion: &Suggestion| answer(shipped(), &Question::ask(&suggestion.value)).about;
        assert!(suggested.iter().take(6).all(|suggestion| found(suggestion) != About::Missing), "{suggested:?}");
    }
}

#[test]
fn browsing_comes_first_when_no_question_is_typed_yet() {
    let suggested = suggest(shipped(), &Field::Name(Shelf::Faq), "");
    assert_eq!((suggested[0].name.as_str(), suggested[0].value.as_str()), ("Browse all questions", "all"));
    assert_eq!(suggested.len(), 21);
}

#[test]
fn a_question_is_suggested_with_its_number_as_the_value() {
    let suggested = suggest(shipped(), &Field::Name(Shelf::Faq), "#3");
    assert_eq!(suggested[0].value, "3");
    assert!(suggested[0].name.starts_with("3 · Will technical expectations change"), "{}", suggested[0].name);
    assert!(!values(&Field::Name(Shelf::Faq), "degree").is_empty());
}

#[test]
fn a_step_is_suggested_with_its_number() {
    let suggested = suggest(shipped(), &Field::Name(Shelf::Career), "degree");
    assert!(suggested[0].name.starts_with("1 · "), "{}", suggested[0].name);
    assert_eq!(suggested[0].value, "career/step/degree");
}

#[test]
fn the_other_side_of_a_comparison_is_not_suggested_again() {
    let side = |other: &str, typed: &str| values(&Field::Side { other: Some(other.to_owned()) }, typed);
    assert!(values(&Field::Side { other: None }, "").contains(&"role/tpm".to_owned()));
    assert!(!side("tpm", "").contains(&"role/tpm".to_owned()));
    assert!(!side("Technical program manager", "tpm").contains(&"role/tpm".to_owned()));
    assert!(!side("pm", "product").contains(&"role/product-manager".to_owned()), "pm is the likeliest of its meanings");
    assert!(side("xyzzy", "").contains(&"role/tpm".to_owned()));
}

#[test]
fn a_long_choice_is_cut_at_a_word_and_still_finds_its_question() {
    let title =
        "Whether a question that goes on and on, as some do, can be asked here and found again when it is so long";
    let title: String = title.chars().take(100).collect();
    let files = Files::valid()
        .entry("en/faqs/x.yaml", EntryText::new("faq/long").with("number", json!(12)).with("title", json!(title)));
    let guide = Guide::new(files.knowledge());
    let suggested = suggest(&guide, &Field::Name(Shelf::Faq), "12");
    let shown = crate::text::cut_at_word(&suggested[0].name, 100);
    assert!(shown.chars().count() <= 100 && shown.ends_with('…'), "{shown}");
    assert_eq!(answer(&guide, &Question::find(Shelf::Faq, &shown)).question, Question::entry(&id("faq/long")));
}

// Small guides, for what the shipped one does not show.

#[test]
fn a_menu_of_many_shows_those_around_the_open_one() {
    let mut files = Files::valid();
    for number in 0..40 {
        files = files.entry("en/industries/x.yaml", EntryText::new(&format!("industry/field-{number:02}")));
    }
    let guide = Guide::new(files.knowledge());
    for number in [0, 20, 39] {
        let shown = answer(&guide, &Question::entry(&id(&format!("industry/field-{number:02}"))));
        assert_eq!(shown.menu.as_ref().unwrap().options.len(), 25);
        sound(&shown).unwrap();
    }
    let reached: HashSet<Question> = clicked_through(&guide).into_iter().map(|answer| answer.question).collect();
    assert!(guide.knowledge.entries().iter().all(|entry| reached.contains(&Question::entry(&entry.id))));
}

#[test]
fn the_only_entry_of_its_kind_has_no_menu() {
    let guide = Guide::new(Files::valid().knowledge());
    assert_eq!(answer(&guide, &Question::entry(&id("industry/health"))).menu, None);
    assert_eq!(answer(&guide, &Question::entry(&id("faq/one"))).menu, None);
}

#[test]
fn sources_are_numbered_in_the_order_of_their_first_use() {
    let skill = EntryText::new("skill/x")
        .with("lead", json!({"say": "Lead.", "sources": ["b.txt"]}))
        .with("matters", json!([{"say": ["Both say so."], "sources": ["a.txt", "b.txt"]}]));
    let guide = Guide::new(Files::valid().entry("en/skills/x.yaml", skill).knowledge());
    let shown = answer(&guide, &Question::entry(&id("skill/x")));
    assert_eq!(shown.lead.unwrap().marks, [1]);
    assert_eq!(shown.sections[0].lines[0].marks, [1, 2]);
    assert_eq!(shown.attribution.unwrap().in_words(), "Sources: ¹ House B · ² House A · reviewed Nov 2026");
}

#[test]
fn a_single_source_needs_no_number() {
    let guide = Guide::new(Files::valid().knowledge());
    let shown = answer(&guide, &Question::entry(&id("skill/talk")));
    assert_eq!(shown.attribution.unwrap().in_words(), "Source: House A · reviewed Nov 2026");
}

#[test]
fn the_oldest_review_of_all_parts_counts() {
    let files = Files::valid()
        .entry("en/industries/x.yaml", EntryText::new("industry/x").with("interview", json!("interview/x")))
        .entry(
            "en/interview-tips/x.yaml",
            EntryText::new("interview/x").with("reviewed", json!("2026-03-01")).with("prepare", groups(&["Read."])),
        );
    let guide = Guide::new(files.knowledge());
    let shown = answer(&guide, &Question::entry(&id("industry/x")));
    assert_eq!(headings(&shown), ["In the interview"]);
    assert!(shown.attribution.unwrap().in_words().ends_with("reviewed Mar 2026"));
}

#[test]
fn raised_numbers_are_written_digit_by_digit() {
    assert_eq!([contents::raised(0), contents::raised(12), contents::raised(389)], ["⁰", "¹²", "³⁸⁹"]);
}

#[test]
fn a_guide_of_one_entry_answers_everything() {
    // References may lead to a broken entry only while it is broken, so the smallest guide has two.
    let text = format!(
        "{}{}",
        EntryText::new("topic/one").with("related", json!(["topic/two"])),
        EntryText::new("topic/two").with("related", json!(["topic/one"]))
    );
    let files = Files::empty().file("en/sources.yaml", SOURCES).file("en/topics/x.yaml", &text);
    let guide = Guide::new(files.knowledge());
    for command in ["/help", "/career", "/faq all", "/faq 1", "/tpm-vs-pm", "/compare a b", "/role x", "/topic one"] {
        sound(&asked(&guide, command)).unwrap_or_else(|complaint| panic!("{command}: {complaint}"));
    }
    assert_eq!(asked(&guide, "/tpm-vs-pm").about, About::Missing);
}

// Any question whatever.

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn any_question_has_a_sound_answer(question in questions()) {
        let shown = answer(shipped(), &question);
        prop_assert_eq!(sound(&shown), Ok(()));
        let typed = controls(&shown).iter().any(|question| matches!(question, Question::Ask { .. } | Question::Find { .. } | Question::Compare { .. }));
        prop_assert!(!typed, "a control in somebody's own words");
    }

    #[test]
    fn any_typing_has_few_and_short_suggestions(typed in words(), other in words()) {
        let fields = Shelf::ALL.map(Field::Name).into_iter().chain([Field::Question, Field::Side { other: Some(other) }, Field::Side { other: None }]);
        for field in fields {
            let suggestions = suggest(shipped(), &field, &typed);
            prop_assert!(suggestions.len() <= 25);
            let values: HashSet<&str> = suggestions.iter().map(|suggestion| suggestion.value.as_str()).collect();
            prop_assert_eq!(values.len(), suggestions.len());
            for suggestion in &suggestions {
                prop_assert!((1..=100).contains(&suggestion.name.chars().count()));
                prop_assert!((1..=100).contains(&suggestion.value.chars().count()));
            }
        }
    }
}
