//! Suggestions for options.

use super::*;

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
fn only_whole_questions_are_suggested() {
    let typed = ["", "testing", "user testing code testing", "tpm", "nurs", "salary", "what is", "industr", "degree?"];
    for typed in typed {
        let suggested = values(&Field::Question, typed);
        assert!(!suggested.is_empty(), "{typed}");
        for question in suggested {
            assert!(question.ends_with('?') && question.chars().count() <= 100, "{typed}: {question}");
        }
    }
}

#[test]
fn before_anything_is_typed_the_questions_are_those_members_need_most_of_every_command() {
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
    let beside = |other: &str| values(&Field::Side { other: Some(other.to_owned()) }, "");
    assert!(beside("tpm").contains(&"IT support specialist".to_owned()), "{:?}", beside("tpm"));
    assert!(!beside("product manager").contains(&"IT support specialist".to_owned()));
    assert!(!beside("IT support specialist").contains(&"role/product-manager".to_owned()));
    let typed = asked(shipped(), "/compare \"IT support specialist\" \"product manager\"");
    assert_eq!(typed.title, "The guide doesn't compare these two");
    assert_eq!(typed.links.len(), 3, "its comparison, the role and help: {:?}", labels(&typed));
}
