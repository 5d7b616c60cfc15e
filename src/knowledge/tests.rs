//! What the reading of the files accepts, and how it says what it does not. The words first: a small valid guide as
//! text, which each test alters in one place.

use std::fmt::{self, Write as _};

use serde_json::{Value, json};
use time::macros::date;

use super::*;

/// The day on which all of this is read.
pub(crate) const TODAY: Date = date!(2026 - 11 - 21);

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
        let questions: Vec<String> = (1..=4).map(|number| format!("What is {name}, asked {number} times?")).collect();
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
    /// A small guide with an entry of each kind and nothing wrong.
    pub(crate) fn valid() -> Self {
        Self(Vec::new())
            .file("en/sources.yaml", SOURCES)
            .file("en/commands.yaml", "role:\n  first: [role/tpm]\n")
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
    #[allow(clippy::needless_pass_by_value, reason = "reads better at the hundred places that call it")]
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
        self.parsed().unwrap_or_else(|problems| panic!("{}", in_lines(&problems))).knowledge
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

fn in_lines(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

const SOURCES: &str = "\
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

/// The one problem of the tested topic, at `line`, under `path`.
fn tested(line: usize, path: &str, message: &str) -> Vec<String> {
    vec![format!("{TESTED}:{line}: topic/tested.{path}: {message}")]
}

/// A text of `length` characters, some of them longer than a byte.
fn letters(length: usize) -> String {
    "é".repeat(length)
}

#[test]
fn explore() {
    let show = |what: &str, problems: Vec<String>| println!("== {what}\n{}", problems.join("\n"));
    show("valid", Files::valid().problems());
    show("valid+topic", problems_of(topic()));
    show("title 101", problems_with("title", json!(letters(101))));
    show("unknown key", problems_with("titel", json!("x")));
    show("unknown far", problems_with("xyzzy", json!("x")));
    show("missing", problems_of(topic().without("tagline")));
    show("wrong type", problems_with("title", json!(["x"])));
    show("wrong type2", problems_with("also_known_as", json!("x")));
    show("wrong type3", problems_with("lead", json!("x")));
    show("wrong type4", problems_with("lead", json!({"say": ["x"], "sources": ["a.txt"]})));
    show(
        "wrong type5",
        problems_with("sections", json!([{"heading": "x", "statements": [{"say": "x", "sources": ["a.txt"]}]}])),
    );
    show("num title", problems_with("title", json!(5)));
    show("bool", problems_with("sources_say_no_more", json!("maybe")));
    show("null title", problems_with("title", json!(null)));
    let raw = |text: &str| Files::valid().file(TESTED, text).problems();
    show("syntax", raw("- id: topic/tested\n  title: [x\n"));
    show("syntax tab", raw("- id: topic/tested\n\ttitle: x\n"));
    show("dup key", raw(&format!("{}  title: again\n", topic())));
    show("map file", raw("id: topic/tested\n"));
    show("scalar", raw("hello"));
    show("empty", raw(""));
    show("comment", raw("# nothing\n"));
    show("list of scalars", raw("- a\n- b\n"));
    show("nulls", raw("-\n-\n"));
    show("multi", raw(&format!("---\n{}---\n{}", topic(), EntryText::new("topic/second"))));
    show("doc start", raw(&format!("---\n{}", topic())));
    show("bom", raw(&format!("\u{feff}{}", topic())));
    show("bom bad", raw(&format!("\u{feff}{}", topic().with("title", json!("")))));
    show("crlf", raw(&topic().to_string().replace('\n', "\r\n")));
    show("crlf bad", raw(&topic().with("title", json!("")).to_string().replace('\n', "\r\n")));
    show("cr", raw(&topic().with("title", json!("")).to_string().replace('\n', "\r")));
    show(
        "indented",
        raw(&topic().with("title", json!("")).to_string().lines().map(|l| format!("  {l}\n")).collect::<String>()),
    );
    show("nul", raw(&format!("{}  emoji: \"\0\"\n", topic())));
    show("anchor", raw(&format!("{}  caution: *nothing\n", topic())));
    show("deep", raw(&format!("- id: {}{}\n", "[".repeat(5000), "]".repeat(5000))));
    show("deep nested", raw(&"- ".repeat(5000)));
    show(
        "bomb",
        raw(&{
            let mut t = String::from("- a: &a [x,x,x,x,x,x,x,x,x,x]\n");
            for (i, c) in ('b'..='j').enumerate() {
                let p = (b'a' + i as u8) as char;
                t += &format!("- {c}: &{c} [*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p}]\n");
            }
            t
        }),
    );
    show(
        "1MB",
        problems_with("title", json!("x".repeat(1_000_000))).iter().map(|p| p.chars().take(300).collect()).collect(),
    );
    show(
        "1MB id",
        problems_with("id", json!("x".repeat(1_000_000))).iter().map(|p| p.chars().take(300).collect()).collect(),
    );
    show("many", raw(&"- a\n".repeat(3000)).into_iter().take(3).collect());
    show("unknown folder", Files::valid().file("en/role/x.yaml", "").problems());
    show("outside", Files::valid().file("de/roles/x.yaml", "").problems());
    show("outside2", Files::valid().file("en/x.yaml", "").problems());
    show("nothing", Files(vec![]).problems());
    show("no entries", Files(vec![]).file("en/sources.yaml", SOURCES).problems());
    show("dup id", problems_with("id", json!("topic/base")));
    show("related", problems_with("related", json!(["topic/bace"])));
    show("sources", problems_with("lead", json!({"say": "x", "sources": ["a.text"]})));
    show(
        "kind",
        Files::valid()
            .entry(
                "en/industries/x.yaml",
                EntryText::new("industry/x")
                    .with("interview", json!("industry/health"))
                    .with("neighbours", json!(["role/tpm"])),
            )
            .problems(),
    );
    show(
        "broken among good",
        Files::valid()
            .topic(topic().with("titel", json!(1)))
            .topic(EntryText::new("topic/good").with("related", json!(["topic/tested"])))
            .topic(EntryText::new("topic/bad").with("title", json!("")))
            .problems(),
    );
    show("commands", Files::valid().file("en/commands.yaml", "role:\n  first: [role/tmp, industry/health]\n  shared_names:\n    - name: pm\n      means: [role/tpm]\n    - {name: alias of role tpm, means: [role/tpm, role/pm]}\nrol: {}\n").problems());
    show("commands2", Files::valid().file("en/commands.yaml", "role:\n  first: [role/tmp, industry/health]\n  shared_names:\n    - name: pm\n      means: [role/tpm]\n    - {name: alias of role tpm, means: [role/tpm, role/pm]}\n").problems());
    show(
        "same title",
        Files::valid()
            .topic(topic())
            .topic(EntryText::new("topic/second").with("title", json!("The topic TESTED!")))
            .problems(),
    );
    show("emoji", problems_with("emoji", json!("🏥🏥")));
    show("emoji", problems_with("emoji", json!("!!")));
}
