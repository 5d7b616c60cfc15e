//! What the reading of the files accepts, and how it says what it does not. Each test
//! alters the small valid guide of the fixtures in one place.

use serde_json::{Value, json};

use super::*;
use crate::fixtures::knowledge::{EntryText, Files, SOURCES, comparison, groups, row, shipped};

mod sizes;
mod texts;
mod shapes;
mod several;
mod between;
mod names;
mod words;
mod reviews;
mod style;
mod harm;
mod question_locations;
mod shipped;

/// The file and entry that most tests alter.
const TESTED: &str = "en/topics/tested.yaml";

/// A valid topic, to be altered.
fn topic() -> EntryText {
    EntryText::new("topic/tested")
}

/// What is wrong with a guide that has this topic as well.
fn problems_of(entry: EntryText) -> Vec<String> {
    Files::valid().entry(TESTED, entry).problems()
}

/// What is wrong with a topic whose `key` holds `value`.
fn problems_with(key: &str, value: Value) -> Vec<String> {
    problems_of(topic().with(key, value))
}

/// The one problem of the tested topic, at the line of its key `path`.
fn tested(path: &str, message: &str) -> Vec<String> {
    let key = path.split(['.', '[']).next().unwrap();
    let line = topic().with(key, Value::Null).line(key);
    vec![format!("{TESTED}:{line}: topic/tested.{path}: {message}")]
}

/// What is wrong with a guide whose tested file holds just this text.
fn problems_of_text(text: &str) -> Vec<String> {
    Files::valid().file(TESTED, text).problems()
}

/// Checks that `limit` characters fit in the `value` of a topic's `key`, and one more does not.
fn at_most(limit: usize, key: &str, path: &str, value: impl Fn(String) -> Value) {
    assert_eq!(problems_with(key, value(letters(limit))), Vec::<String>::new());
    let message = format!("has {} characters; at most {limit} fit", limit + 1);
    assert_eq!(problems_with(key, value(letters(limit + 1))), tested(path, &message));
}

/// Nothing is wrong.
const NOTHING: [String; 0] = [];

/// As many questions as an entry needs, the last of them this one.
fn questions(last: &str) -> Value {
    let mut questions: Vec<String> =
        (1..limits::Limits::QUESTIONS).map(|number| format!("What is it, {number}?")).collect();
    questions.push(last.to_owned());
    json!(questions)
}

/// A text of `length` characters, some of them longer than a byte.
fn letters(length: usize) -> String {
    "é".repeat(length)
}

/// A topic's section with these statements.
fn section(heading: &str, statements: &Value) -> Value {
    json!([{"heading": heading, "statements": statements}])
}

#[test]
fn the_small_guide_of_these_tests_is_valid_and_whole() {
    assert_eq!(Files::valid().entry(TESTED, topic()).problems(), NOTHING);
    let knowledge = Files::valid().knowledge();
    for kind in Kind::ALL {
        assert!(knowledge.entries().iter().any(|entry| entry.kind() == kind), "{kind:?}");
    }
}

#[test]
fn a_problem_says_where_and_what() {
    let problem = Problem {
        file: "en/x.yaml".to_owned(),
        line: 3,
        path: String::new(),
        message: "is odd".to_owned(),
        severity: Severity::Warning,
    };
    assert_eq!(problem.to_string(), "en/x.yaml:3: warning: is odd");
}
