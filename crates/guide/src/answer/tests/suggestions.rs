//! Suggestions for options.

use super::*;

/// The values that are suggested.
fn values(field: &Field, typed: &str) -> Vec<String> {
    suggest(shipped(), field, typed).into_iter().map(|suggestion| suggestion.value).collect()
}

#[test]
fn the_members_own_words_come_first_then_entries_by_title() {
    let suggested = suggest(shipped(), &Field::Question, "need a  degree ");
    assert_eq!((suggested[0].name.as_str(), suggested[0].value.as_str()), ("need a degree", "need a degree"));
    let titles: Vec<&str> = suggested[1..].iter().map(|suggestion| suggestion.name.as_str()).collect();
    assert!(titles.contains(&"Do I need a degree to be a TPM?"), "{titles:?}");
}

#[test]
fn no_more_than_five_entries_are_suggested_each_by_words_that_ask_for_it() {
    let guide = shipped();
    for typed in ["", "tpm", "salary", "interview", "what is", "nurs", "degree?", "do i need", "testing", "qwrt zxcv"] {
        let suggested = suggest(guide, &Field::Question, typed);
        let entries = if typed.is_empty() { &suggested[..] } else { &suggested[1..] };
        assert!(entries.len() <= 5, "{typed}: {suggested:?}");
        for Suggestion { name, value } in entries {
            let shown = answer(guide, &Question::ask(value));
            let Question::Entry { id, .. } = &shown.question else { panic!("{typed}: {value} asks for no entry") };
            assert_eq!(&guide.knowledge.get(id).unwrap().title, name, "{typed}");
        }
    }
}

#[test]
fn a_title_is_suggested_from_its_beginning_though_its_words_say_little() {
    assert!(values(&Field::Question, "do i need a").contains(&"Do I need a degree to be a TPM?".to_owned()));
    assert_eq!(values(&Field::Question, "do i need a degree to be a tpm?")[0], "do i need a degree to be a tpm?");
    let again = values(&Field::Question, "Do I need a degree to be a TPM?");
    assert_eq!(again.iter().filter(|value| value.contains("Do I need a degree")).count(), 1, "{again:?}");
}

#[test]
fn what_has_nothing_to_do_with_the_guide_suggests_only_itself() {
    for typed in ["qwrt zxcv", "best pizza in town", "what would a", "健康"] {
        assert_eq!(values(&Field::Question, typed), [typed]);
    }
}

#[test]
fn own_words_are_shown_on_one_line_and_cut_where_discord_would_refuse_them() {
    assert_eq!(values(&Field::Question, "qwrt\n\u{202e}zxcv\u{200b}"), ["qwrt zxcv"]);
    let long = "qwrt zxcv ".repeat(30);
    let suggested = suggest(shipped(), &Field::Question, &long);
    let [own] = &suggested[..] else { panic!("{suggested:?}") };
    assert!(own.name.chars().count() <= 100 && own.name.ends_with("zxcv…"), "{}", own.name);
    assert!(values(&Field::Question, "x").is_empty(), "shorter than a question may be");
}

#[test]
fn before_anything_is_typed_the_entries_are_those_members_need_most_of_every_command() {
    let first = |shelf| shipped().knowledge.most_needed_first(shelf)[0].title.clone();
    let expected: Vec<String> = Shelf::ALL.into_iter().take(5).map(first).collect();
    for nothing in ["", "  ", "?!"] {
        assert_eq!(values(&Field::Question, nothing), expected, "{nothing:?}");
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

#[test]
fn every_side_that_is_offered_can_be_compared() {
    let guide = shipped();
    let mut sides = suggest(guide, &Field::Side { other: None }, "");
    let jobs = suggest(guide, &Field::Side { other: None }, "it support");
    assert!(jobs.iter().any(|job| job.value == "IT support specialist"), "jobs without an entry are offered too");
    sides.extend(jobs);
    for side in &sides {
        for written in [&side.name, &side.value] {
            let found = answer(guide, &Question::Compare { first: written.clone(), second: written.clone() });
            assert_eq!(found.title, "That is the same role twice", "{written}");
        }
    }
}

#[test]
fn every_pair_of_suggestions_is_answered() {
    let guide = shipped();
    let mut pairs = 0;
    for first in suggest(guide, &Field::Side { other: None }, "") {
        let seconds = suggest(guide, &Field::Side { other: Some(first.value.clone()) }, "");
        assert!(!seconds.is_empty(), "{} can be compared with nothing", first.name);
        for second in seconds {
            for (first, second) in [(&first, &second), (&second, &first)] {
                let shown =
                    answer(guide, &Question::Compare { first: first.value.clone(), second: second.value.clone() });
                assert_eq!(shown.about, About::Comparison, "{} and {}: {}", first.name, second.name, shown.title);
                pairs += 1;
            }
        }
    }
    assert!(pairs > 100, "{pairs} pairs");
}

#[test]
fn a_job_without_an_entry_is_suggested_only_beside_what_it_is_compared_with() {
    let beside = |other: &str| values(&Field::Side { other: Some(other.to_owned()) }, "it support");
    assert!(beside("tpm").contains(&"IT support specialist".to_owned()), "{:?}", beside("tpm"));
    assert!(!beside("product manager").contains(&"IT support specialist".to_owned()));
    assert!(!beside("IT support specialist").contains(&"role/product-manager".to_owned()));
    let typed = asked(shipped(), "/compare \"IT support specialist\" \"product manager\"");
    assert_eq!(typed.title, "The guide doesn't compare these two");
    assert_eq!(typed.links.len(), 3, "its comparison, the role and help: {:?}", labels(&typed));
}

#[test]
fn what_an_own_entry_replaces_is_completed_from_every_shelf() {
    let guide = shipped();
    let all = suggest(guide, &Field::Shipped, "");
    assert_eq!(all.len(), 25);
    let ids: Vec<EntryId> = all.iter().map(|suggestion| id(&suggestion.value)).collect();
    let shelves: HashSet<Shelf> =
        ids.iter().map(|id| guide.knowledge.get(id).expect("an entry").kind().shelf()).collect();
    assert_eq!(shelves.len(), Shelf::ALL.len(), "{all:?}");
    assert_eq!(values(&Field::Shipped, "healthcare")[0], "industry/healthcare");
    let different: HashSet<&EntryId> = ids.iter().collect();
    assert_eq!(different.len(), ids.len());
    assert_eq!(suggest(guide, &Field::Own, ""), []);
}
