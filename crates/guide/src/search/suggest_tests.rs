//! Which entries are suggested while a question is typed, by the shipped knowledge.

use super::*;
use crate::fixtures::knowledge::{EntryText, Files, shipped};
use crate::search::{Outcome, search};
use serde_json::json;

fn index() -> &'static Index {
    static INDEX: std::sync::LazyLock<Index> = std::sync::LazyLock::new(|| Index::build(shipped()));
    &INDEX
}

fn suggested(typed: &str) -> Vec<&'static str> {
    suggest_entries(index(), typed, 5).into_iter().map(EntryId::as_str).collect()
}

#[test]
fn the_last_word_is_completed_and_several_entries_are_suggested() {
    assert!(suggested("what is the sal").iter().filter(|id| id.starts_with("topic/salary")).count() > 1);
    assert!(suggested("interview hea").contains(&"interview/healthcare"));
}

#[test]
fn a_name_comes_first_though_it_says_little() {
    assert_eq!(suggested("tpm"), ["role/tpm"]);
    assert_eq!(suggested("PM")[..3], ["role/product-manager", "role/project-manager", "role/program-manager"]);
}

#[test]
fn words_that_say_nothing_or_something_else_suggest_nothing() {
    for typed in ["", " ", "?!", "🎉", "what is a", "how do i", "a", "do", "qwrt zxcv", "pizza", "weather tomorrow"] {
        assert_eq!(suggested(typed), Vec::<&str>::new(), "{typed:?}");
    }
}

#[test]
fn no_more_are_suggested_than_wanted() {
    assert_eq!(suggest_entries(index(), "salary", 2).len(), 2);
    assert!(suggested("interview").len() <= 5);
}

#[test]
fn the_exact_words_of_every_entry_find_it() {
    for entry in shipped().entries() {
        let ranked = search(index(), exact_words(index(), entry));
        assert_eq!((ranked.outcome, &ranked.hits[0].id), (Outcome::Found, &entry.id));
        assert!(ranked.parts.is_empty(), "{} asks several things", entry.title);
    }
}

#[test]
fn an_entry_with_the_title_of_another_is_asked_for_by_its_id() {
    let titled = |id: &str| EntryText::new(id).with("title", json!("One for both"));
    let files =
        Files::valid().entry("en/industries/x.yaml", titled("industry/x")).entry("en/topics/x.yaml", titled("topic/x"));
    let knowledge = files.knowledge();
    let index = Index::build(&knowledge);
    for id in ["industry/x", "topic/x"] {
        let entry = knowledge.get(&EntryId::new(id).unwrap()).unwrap();
        assert_eq!(search(&index, exact_words(&index, entry)).hits[0].id.as_str(), id);
    }
}
