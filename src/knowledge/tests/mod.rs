//! What the reading of the files accepts, and how it says what it does not. The words first: a small valid guide as
//! text, which each test alters in one place.

use std::fmt::{self, Write as _};
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};
use time::macros::date;

use super::*;

mod sizes;
mod texts;
mod shapes;
mod several;
mod between;
mod names;
mod words;
mod reviews;
mod harm;
mod on_disk;
mod places;
mod shipped;

/// The day on which all of this is read.
pub(crate) const TODAY: Date = date!(2026 - 11 - 21);

/// The knowledge that is shipped inside the program.
pub(crate) fn shipped() -> &'static Knowledge {
    static SHIPPED: LazyLock<Arc<Parsed>> = LazyLock::new(|| {
        disk::load(&disk::Place::Embedded, TODAY).unwrap_or_else(|error| panic!("the shipped knowledge:\n{error}"))
    });
    &SHIPPED.knowledge
}

/// One entry as it stands in a file: a key a line, in this order.
#[derive(Clone, Debug)]
pub(crate) struct EntryText(Vec<(String, Value)>);

impl EntryText {
    /// An entry with all that every kind needs, and names and questions of its own.
    pub(crate) fn new(id: &str) -> Self {
        let name = id.replace('/', " ");
        let mut entry = Self(Vec::new());
        entry.push("id", json!(id));
        entry.push("title", json!(format!("The {name}")));
        entry.push("short", json!(format!("Short {}", id.rsplit('/').next().unwrap())));
        entry.push("tagline", json!("What to expect"));
        entry.push("also_known_as", json!([format!("alias of {name}")]));
        let questions: Vec<String> = (1..=10).map(|number| format!("What is {name}, asked {number} times?")).collect();
        entry.push("asked_as", json!(questions));
        entry.push("lead", json!({"say": "The answer outright.", "sources": ["a.txt"]}));
        entry.push("related", json!(["role/tpm"]));
        entry.push("reviewed", json!("2026-11-21"));
        entry
    }

    /// The same with this key, added at the end or in place of the old value.
    pub(crate) fn with(mut self, key: &str, value: Value) -> Self {
        self.push(key, value);
        self
    }

    /// The same without this key.
    fn without(mut self, key: &str) -> Self {
        self.0.retain(|(known, _)| known != key);
        self
    }

    fn push(&mut self, key: &str, value: Value) {
        match self.0.iter_mut().find(|(known, _)| known == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// The line that a key stands on, when the entry is the first of its file.
    fn line(&self, key: &str) -> usize {
        self.0.iter().position(|(known, _)| known == key).expect("a key of this entry") + 1
    }
}

impl fmt::Display for EntryText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // JSON in one line is YAML as well.
        for (place, (key, value)) in self.0.iter().enumerate() {
            writeln!(f, "{} {key}: {value}", if place == 0 { "-" } else { " " })?;
        }
        Ok(())
    }
}

/// Statements with one source, as most keys take them.
pub(crate) fn groups(statements: &[&str]) -> Value {
    json!([{ "say": statements, "sources": ["a.txt"] }])
}

/// A comparison of two roles with one row.
fn comparison(id: &str, first: &str, second: &str) -> EntryText {
    EntryText::new(id)
        .with("first", json!({"role": first, "label": "One"}))
        .with("second", json!({"role": second, "label": "Other"}))
        .with("rows", json!([row("this", "that")]))
}

/// A row of a comparison.
fn row(first: &str, second: &str) -> Value {
    json!({"aspect": "focus", "first": first, "second": second, "sources": ["a.txt"]})
}

/// The files of a guide.
#[derive(Clone, Debug)]
pub(crate) struct Files(Vec<File>);

impl Files {
    /// No file at all.
    pub(crate) fn empty() -> Self {
        Self(Vec::new())
    }

    /// A small guide with an entry of each kind and nothing wrong.
    pub(crate) fn valid() -> Self {
        Self::empty()
            .file("en/sources.yaml", SOURCES)
            .file("en/commands.yaml", "role:\n  first: [role/tpm]\n")
            .file("en/vocabulary.yaml", "synonyms:\n  - [pay, wage]\n")
            .file("en/refusals.yaml", "- {about: Cooking, questions: [how long do I boil an egg]}\n")
            .entry("en/roles/roles.yaml", EntryText::new("role/tpm").with("related", json!(["role/pm"])))
            .entry("en/roles/roles.yaml", EntryText::new("role/pm"))
            .entry("en/comparisons/pair.yaml", comparison("compare/pair", "role/tpm", "role/pm"))
            .entry("en/industries/health.yaml", EntryText::new("industry/health"))
            .entry("en/interview-tips/tip.yaml", EntryText::new("interview/health"))
            .entry("en/responsibilities/scope.yaml", EntryText::new("responsibility/scope"))
            .entry("en/skills/talk.yaml", EntryText::new("skill/talk"))
            .entry("en/companies/maker.yaml", EntryText::new("company/maker"))
            .entry("en/career-steps/first.yaml", EntryText::new("career/first").with("step", json!(1)))
            .entry("en/faqs/one.yaml", EntryText::new("faq/one").with("number", json!(1)))
            .entry("en/topics/base.yaml", EntryText::new("topic/base"))
    }

    /// The same with this file, in place of one of the same name.
    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.0.retain(|file| file.path != path);
        self.0.push(File { path: path.to_owned(), text: text.to_owned() });
        self
    }

    /// The same with this entry at the end of a file, which may be new.
    #[expect(clippy::needless_pass_by_value, reason = "reads better at the hundred places that call it")]
    pub(crate) fn entry(mut self, path: &str, entry: EntryText) -> Self {
        match self.0.iter_mut().find(|file| file.path == path) {
            Some(file) => write!(file.text, "{entry}").unwrap(),
            None => self.0.push(File { path: path.to_owned(), text: entry.to_string() }),
        }
        self
    }

    /// The same with this topic, alone in the file that the tests below speak of.
    fn topic(self, entry: EntryText) -> Self {
        self.entry(TESTED, entry)
    }

    /// What reading them gives.
    pub(crate) fn parsed(&self) -> Result<Parsed, Vec<Problem>> {
        parse(&self.0, TODAY)
    }

    /// The knowledge, where nothing is wrong.
    pub(crate) fn knowledge(&self) -> Knowledge {
        self.parsed().unwrap_or_else(|_| panic!("{:#?}", self.problems())).knowledge
    }

    /// Everything that is wrong, warnings included, as an editor reads it.
    fn problems(&self) -> Vec<String> {
        let problems = match self.parsed() {
            Ok(parsed) => parsed.warnings,
            Err(problems) => problems,
        };
        problems.iter().map(ToString::to_string).collect()
    }
}

/// The documents that the small guide cites.
pub(crate) const SOURCES: &str = "\
- {file: a.txt, title: A, publisher: A house, label: House A, kind: article}
- {file: b.txt, title: B, publisher: B house, label: House B, kind: article}
";

/// The file and entry that most tests alter.
const TESTED: &str = "en/topics/tested.yaml";

/// A valid topic, to be altered.
fn topic() -> EntryText {
    EntryText::new("topic/tested")
}

/// What is wrong with a guide that has this topic as well.
fn problems_of(entry: EntryText) -> Vec<String> {
    Files::valid().topic(entry).problems()
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
    assert_eq!(Files::valid().topic(topic()).problems(), NOTHING);
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
