//! What the reading of the files accepts, and how it says what it does not. The words first: a small valid guide as
//! text, which each test alters in one place.

use std::fmt::{self, Write as _};
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};
use time::macros::date;

use super::*;

mod words;

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

// Lengths, each at its limit and one beyond.

#[test]
fn a_title_has_at_most_100_characters() {
    at_most(100, "title", "title", |text| json!(text));
}

#[test]
fn a_short_title_has_at_most_25_characters() {
    at_most(25, "short", "short", |text| json!(text));
}

#[test]
fn a_title_of_25_characters_needs_no_short_one_and_a_longer_title_does() {
    assert_eq!(problems_of(topic().without("short").with("title", json!(letters(25)))), NOTHING);
    assert_eq!(
        problems_of(topic().without("short").with("title", json!(letters(26)))),
        [format!("{TESTED}:2: topic/tested.short: is missing: the title has 26 characters, and a button shows 25")]
    );
}

#[test]
fn a_tagline_has_at_most_60_characters() {
    at_most(60, "tagline", "tagline", |text| json!(text));
}

#[test]
fn a_lead_has_at_most_300_characters() {
    at_most(300, "lead", "lead.say", |text| json!({"say": text, "sources": ["a.txt"]}));
}

#[test]
fn a_statement_has_at_most_500_characters() {
    at_most(500, "disagreement", "disagreement[0].say[0]", |text| groups(&[&text]));
}

#[test]
fn a_caution_has_at_most_300_characters() {
    at_most(300, "caution", "caution", |text| json!(text));
}

#[test]
fn an_alias_has_at_most_60_characters() {
    at_most(60, "also_known_as", "also_known_as", |text| json!([text]));
}

#[test]
fn a_question_has_at_most_150_characters() {
    let questions = |text| json!(["What is this one?", "What is that one?", "What is neither?", text]);
    at_most(150, "asked_as", "asked_as", questions);
}

#[test]
fn a_question_has_at_least_8_characters() {
    let questions = |text: &str| json!(["What is this one?", "What is that one?", "What is neither?", text]);
    assert_eq!(problems_with("asked_as", questions("Or what?")), NOTHING);
    assert_eq!(
        problems_with("asked_as", questions("Or wha?")),
        tested("asked_as", "\"Or wha?\" is too short for a question")
    );
}

#[test]
fn a_heading_has_at_most_40_characters() {
    at_most(40, "sections", "sections[0].heading", |text| section(&text, &groups(&["Said."])));
}

#[test]
fn a_cell_of_a_comparison_has_at_most_160_characters() {
    let problems = |length| {
        let entry =
            comparison("compare/tested", "role/tpm", "role/third").with("rows", json!([row("this", &letters(length))]));
        Files::valid()
            .entry("en/roles/third.yaml", EntryText::new("role/third"))
            .entry("en/comparisons/tested.yaml", entry)
            .problems()
    };
    assert_eq!(problems(160), NOTHING);
    assert_eq!(
        problems(161),
        ["en/comparisons/tested.yaml:12: compare/tested.rows[0].second: has 161 characters; at most 160 fit"]
    );
}

#[test]
fn an_id_has_at_most_44_characters() {
    let id = |length: usize| json!(format!("topic/{}", "x".repeat(length - "topic/".len())));
    assert_eq!(problems_with("id", id(44)), NOTHING);
    let problems = problems_with("id", id(45));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].ends_with("in lower-case letters, digits and hyphens, at most 44 characters"), "{problems:?}");
}

#[test]
fn spaces_around_a_text_do_not_count() {
    assert_eq!(problems_with("tagline", json!(format!("  {}\t ", letters(60)))), NOTHING);
}

// How many of them.

#[test]
fn an_entry_has_one_to_six_related_ones() {
    let ids = ["role/tpm", "role/pm", "skill/talk", "faq/one", "topic/base", "career/first", "company/maker"];
    assert_eq!(problems_with("related", json!(ids[..1])), NOTHING);
    assert_eq!(problems_with("related", json!(ids[..6])), NOTHING);
    assert_eq!(problems_with("related", json!(ids[..7])), tested("related", "has 7 ids; name 1 to 6, best first"));
    let none = format!("{TESTED}:1: topic/tested.related: has 0 ids; name 1 to 6, best first");
    assert_eq!(problems_with("related", json!([])), [none]);
}

#[test]
fn an_entry_is_asked_for_in_at_least_four_ways() {
    let questions = ["What is this one?", "What is that one?", "What is neither?", "What is it all?"];
    assert_eq!(problems_with("asked_as", json!(questions)), NOTHING);
    assert_eq!(
        problems_with("asked_as", json!(questions[..3])),
        tested("asked_as", "has 3 questions; write at least 4 different ones")
    );
}

#[test]
fn an_entry_has_an_alias() {
    let missing = format!("{TESTED}:1: topic/tested.also_known_as: is empty: list the names that people type");
    assert_eq!(problems_with("also_known_as", json!([])), [missing]);
}

#[test]
fn an_industry_has_at_most_six_neighbours() {
    let names: Vec<String> = (1..=7).map(|number| format!("industry/near-{number}")).collect();
    let problems = |count: usize| {
        let mut files = Files::valid()
            .entry("en/industries/x.yaml", EntryText::new("industry/x").with("neighbours", json!(names[..count])));
        for name in &names {
            files = files.entry("en/industries/near.yaml", EntryText::new(name));
        }
        files.problems()
    };
    assert_eq!(problems(6), NOTHING);
    assert_eq!(problems(7), ["en/industries/x.yaml:10: industry/x.neighbours: has 7 ids; name at most 6"]);
}

#[test]
fn a_heading_has_at_most_12_statements_in_however_many_groups() {
    let group = |count: usize| json!({"say": vec!["Said."; count], "sources": ["a.txt"]});
    assert_eq!(problems_with("disagreement", json!([group(12)])), NOTHING);
    assert_eq!(problems_with("disagreement", json!([group(6), group(6)])), NOTHING);
    let message = "has more than 12 statements: tighten or split the entry";
    assert_eq!(problems_with("disagreement", json!([group(13)])), tested("disagreement", message));
    assert_eq!(problems_with("disagreement", json!([group(6), group(7), group(1)])), tested("disagreement", message));
}

#[test]
fn a_comparison_has_one_to_ten_rows() {
    let problems = |rows: usize| {
        let entry =
            comparison("compare/tested", "role/tpm", "role/third").with("rows", json!(vec![row("this", "that"); rows]));
        Files::valid()
            .entry("en/roles/third.yaml", EntryText::new("role/third"))
            .entry("en/comparisons/tested.yaml", entry)
            .problems()
    };
    assert_eq!(problems(1), NOTHING);
    assert_eq!(problems(10), NOTHING);
    for rows in [0, 11] {
        let message = format!("en/comparisons/tested.yaml:1: compare/tested.rows: has {rows} rows; write 1 to 10");
        assert_eq!(problems(rows), [message]);
    }
}

#[test]
fn a_group_says_something_and_names_who_says_it() {
    let empty = json!([{"say": [], "sources": ["a.txt"]}]);
    let place = format!("{TESTED}:1: topic/tested");
    assert_eq!(
        problems_with("disagreement", empty),
        [format!("{place}.disagreement[0].say: is empty: write a statement")]
    );
    let nobody = json!({"say": "The answer.", "sources": []});
    assert_eq!(problems_with("lead", nobody), tested("lead.sources", "is empty: name the documents that say so"));
}

// What a text may hold.

#[test]
fn an_empty_text_is_told_from_a_missing_one() {
    for empty in ["", "   ", "\u{3000}"] {
        assert_eq!(
            problems_with("tagline", json!(empty)),
            tested("tagline", "is empty: write a text or leave the key out")
        );
    }
    assert_eq!(problems_with("tagline", Value::Null), tested("tagline", "is empty: write a text or leave the key out"));
}

#[test]
fn bold_italic_and_code_are_welcome() {
    assert_eq!(problems_with("tagline", json!("**Bold**, *italic* and `code`, 2 < 3 and a_b")), NOTHING);
}

#[test]
fn other_markdown_is_refused() {
    for text in
        ["# Title", "### Title", "- item", "> quote", "-# small", "||spoiler||", "~~gone~~", "__line__", "```block```"]
    {
        let message = "holds markdown that is not allowed: only **bold**, *italic* and `code`";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn what_is_opened_is_closed() {
    for text in ["**bold", "*italic", "`code", "**bold*"] {
        let message = "opens **bold**, *italic* or `code` without closing it";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn links_are_refused() {
    for text in ["see https://example.org", "[here](x)"] {
        let message = "holds a link: statements cite their sources, and links are not shown";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn mentions_are_refused() {
    for text in ["ask <@123>", "in <#123>", "<:smile:1>", "<t:1700000000>", "</role:1>", "hi @everyone", "hi @here"] {
        let message = "holds a mention: write names as plain words";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn html_is_refused_and_not_called_a_mention() {
    for text in ["<b>x</b>", "a <br> b", "</p>", "<!-- x -->"] {
        let message = "holds HTML or another mark that begins with <: write it without";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn templates_are_refused() {
    for text in ["Hello {{ name }}", "{% if x %}"] {
        let message = "holds a template, which nothing fills in: write the words";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text}");
    }
}

#[test]
fn characters_that_are_not_seen_are_refused() {
    for text in ["a\u{202e}b", "a\u{200b}b", "a\u{2066}b", "a\u{ad}b", "a\u{2028}b", "\u{3164}"] {
        let message = "holds a character that is not seen or turns the direction of the text: type the text anew";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text:?}");
    }
}

#[test]
fn a_tagline_and_a_side_of_a_row_end_without_a_full_stop() {
    let message = "ends in a full stop: leave it out here";
    assert_eq!(problems_with("tagline", json!("What to expect.")), tested("tagline", message));
    let entry = comparison("compare/tested", "role/tpm", "role/third").with("rows", json!([row("this.", "that")]));
    let files = Files::valid()
        .entry("en/roles/third.yaml", EntryText::new("role/third"))
        .entry("en/comparisons/tested.yaml", entry);
    assert_eq!(files.problems(), [format!("en/comparisons/tested.yaml:12: compare/tested.rows[0].first: {message}")]);
}

#[test]
fn line_breaks_and_control_characters_are_refused() {
    for text in ["two\nlines", "a\ttab", "a\u{85}b"] {
        let message = "holds a line break or control character: write one plain sentence (in YAML, use `>-`)";
        assert_eq!(problems_with("tagline", json!(text)), tested("tagline", message), "{text:?}");
    }
}

#[test]
fn an_emoji_is_one_picture() {
    for emoji in ["🏥", "⚖️", "⚖", "❓", "↔️", "1️⃣", "👩🏽‍💻", "🏳️‍🌈", "🇩🇪", "❤️‍🔥", "🗂️", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"]
    {
        assert_eq!(problems_with("emoji", json!(emoji)), NOTHING, "{emoji}");
    }
    for emoji in [
        "",
        "x",
        "1",
        "!",
        ":)",
        "🏥🏥",
        "🏥 ",
        "🇩",
        "🇩🇪🇫🇷",
        "\u{200d}",
        "🏥\u{200d}",
        "é",
        ":smile:",
        "∑",
        "←",
        "🇩🇩",
        "🏥\u{fe0f}\u{fe0f}",
    ] {
        assert_eq!(problems_with("emoji", json!(emoji)), tested("emoji", &format!("\"{emoji}\" is not one emoji")));
    }
}

// The shape of the files.

#[test]
fn an_unknown_key_is_told_with_what_was_probably_meant() {
    assert_eq!(problems_with("titel", json!(1)), tested("titel", "unknown key \"titel\"; did you mean \"title\"?"));
    let lead = json!({"say": "x", "source": ["a.txt"]});
    assert_eq!(problems_with("lead", lead), tested("lead.source", "unknown key \"source\"; did you mean \"sources\"?"));
}

#[test]
fn an_unknown_key_like_none_is_told_with_the_known_ones() {
    let known = "id, also_id, title, short, tagline, emoji, also_known_as, asked_as, lead, sections, disagreement, \
                 caution, sources_say_no_more, related, reviewed";
    assert_eq!(
        problems_with("xyzzy", json!(1)),
        tested("xyzzy", &format!("unknown key \"xyzzy\"; known here: {known}"))
    );
}

#[test]
fn a_key_of_another_kind_is_unknown() {
    let problems = problems_with("number", json!(3));
    assert!(problems[0].contains("topic/tested.number: unknown key \"number\""), "{problems:?}");
}

#[test]
fn a_missing_key_is_named() {
    for key in ["title", "tagline", "also_known_as", "asked_as", "lead", "related", "reviewed"] {
        let problems = problems_of(topic().without(key));
        assert_eq!(problems, [format!("{TESTED}:1: topic/tested: the key \"{key}\" is missing")]);
    }
    let nameless = problems_of(topic().without("id"));
    assert_eq!(nameless, [format!("{TESTED}:1: the key \"id\" is missing")]);
}

#[test]
fn a_faq_without_its_number_is_refused() {
    let problems = Files::valid().entry("en/faqs/two.yaml", EntryText::new("faq/two")).problems();
    assert_eq!(problems, ["en/faqs/two.yaml:1: faq/two: the key \"number\" is missing"]);
}

#[test]
fn a_value_of_another_type_is_told_in_plain_words() {
    let wrong = |path: &str, value, wanted: &str| {
        let key = path.split(['.', '[']).next().unwrap();
        assert_eq!(problems_with(key, value), tested(path, &format!("does not fit: here belongs {wanted}")));
    };
    wrong("title", json!(["x"]), "a text, not a list");
    wrong("title", json!({"x": 1}), "a text; put a text that holds \": \" in quotes");
    wrong("title", json!(42), "a text; put 42 in quotes");
    wrong("tagline", json!(true), "a text; put true in quotes");
    wrong("also_known_as", json!("x"), "a list");
    wrong("also_known_as[1]", json!(["x", 4.5]), "a text; put 4.5 in quotes");
    wrong("also_known_as", json!("x"), "a list");
    wrong("lead", json!("x"), "keys with their values");
    wrong("lead.say", json!({"say": ["x"], "sources": ["a.txt"]}), "a text, not a list");
    wrong("sources_say_no_more", json!("perhaps"), "true or false");
    let sections = section("x", &json!([{"say": "x", "sources": ["a.txt"]}]));
    wrong("sections[0].statements[0].say", sections, "a list");
}

#[test]
fn an_unknown_aspect_is_told_with_the_known_ones() {
    let rows = json!([{"aspect": "stakeholder", "first": "a", "second": "b", "sources": ["a.txt"]}]);
    let entry = comparison("compare/tested", "role/tpm", "role/pm").with("rows", rows);
    let problems = Files::valid().entry("en/comparisons/tested.yaml", entry).problems();
    let known = "focus, scope, horizon, background, skills, goal, stakeholders, technical-depth, day-to-day";
    let message = format!("\"stakeholder\" is not one of {known}; did you mean \"stakeholders\"?");
    assert_eq!(problems, [format!("en/comparisons/tested.yaml:12: compare/tested.rows[0].aspect: {message}")]);
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let text = format!("{}  title: Again\n", topic());
    assert_eq!(problems_of_text(&text), [format!("{TESTED}:10: topic/tested: the key \"title\" stands twice")]);
}

#[test]
fn text_that_is_no_yaml_is_told_with_its_line() {
    assert_eq!(
        problems_of_text("# A comment\n- id: topic/tested\n  title: [x\n"),
        [format!("{TESTED}:3: topic/tested.title: unclosed bracket '['")]
    );
    let control = format!("{}  caution: \"\0\"\n", topic());
    assert_eq!(problems_of_text(&control), [format!("{TESTED}:10: topic/tested: unexpected character: `\\u{{0}}'")]);
    let anchor = format!("{}  caution: *nothing\n", topic());
    assert_eq!(problems_of_text(&anchor), [format!("{TESTED}:10: topic/tested: alias references unknown anchor")]);
}

#[test]
fn a_file_is_one_list() {
    for text in ["id: topic/tested\n", "hello", "42\n"] {
        assert_eq!(problems_of_text(text), [format!("{TESTED}:1: does not fit: here belongs a list")], "{text}");
    }
    let second = EntryText::new("topic/second");
    assert_eq!(
        problems_of_text(&format!("---\n{}---\n{second}", topic())),
        [format!("{TESTED}:11: topic/tested: starts a second list: a file holds one, without `---`")]
    );
}

#[test]
fn an_entry_is_keys_with_their_values() {
    let message = "does not fit: here belongs keys with their values";
    assert_eq!(problems_of_text("- a\n- b\n"), [format!("{TESTED}:1: {message}"), format!("{TESTED}:2: {message}")]);
}

#[test]
fn an_empty_file_and_one_of_comments_hold_nothing_wrong() {
    for text in ["", "\n\n", "# nothing yet\n", "---\n", "[]\n"] {
        assert_eq!(problems_of_text(text), NOTHING, "{text:?}");
    }
}

#[test]
fn comments_a_mark_of_the_encoding_and_windows_lines_make_no_difference() {
    let wrong = topic().with("title", json!("")).to_string();
    let message = "topic/tested.title: is empty: write a text or leave the key out";
    for (text, line) in [
        (format!("\u{feff}{wrong}"), 2),
        (wrong.replace('\n', "\r\n"), 2),
        (wrong.replace('\n', "\r"), 2),
        (format!("# yaml-language-server: $schema=x\n\n{wrong}# end\n"), 4),
        (format!("---\n{wrong}"), 3),
        (wrong.lines().fold(String::new(), |text, line| text + "  " + line + "\n"), 2),
    ] {
        assert_eq!(problems_of_text(&text), [format!("{TESTED}:{line}: {message}")], "{text}");
    }
}

#[test]
fn a_file_lies_in_the_folder_of_its_kind() {
    let problems = |path| Files::valid().file(path, "").problems();
    assert_eq!(problems("en/role/x.yaml"), ["en/role/x.yaml:0: \"role\" is no kind of entry; did you mean \"roles\"?"]);
    assert_eq!(problems("en/xyz/x.yaml"), ["en/xyz/x.yaml:0: \"xyz\" is no kind of entry"]);
    for path in ["en/x.yaml", "x.yaml", "de/roles/x.yaml", "english/roles/x.yaml"] {
        assert_eq!(problems(path), [format!("{path}:0: lies outside the folders of the kinds, such as en/topics")]);
    }
}

#[test]
fn a_kind_may_have_folders_of_its_own() {
    let files = Files::valid().entry("en/topics/pay/tested.yaml", topic());
    assert_eq!(files.problems(), NOTHING);
}

#[test]
fn no_entry_at_all_is_a_mistake() {
    let message = ["en:0: holds no entries: is this the folder that holds `en/`?"];
    assert_eq!(Files::empty().problems(), message);
    assert_eq!(Files::empty().file("en/sources.yaml", SOURCES).problems(), message);
}

// Several mistakes at once.

#[test]
fn every_mistake_is_reported_at_once_in_the_order_of_files_and_lines() {
    let files = Files::valid()
        .topic(topic().with("titel", json!(1)))
        .topic(EntryText::new("topic/fine"))
        .topic(EntryText::new("topic/bad").with("title", json!("")).with("related", json!(["role/tmp"])))
        .file("en/roles/broken.yaml", "- id: [\n");
    let problems = files.problems();
    let places: Vec<&str> = problems.iter().map(|problem| problem.rsplit_once(": ").unwrap().0).collect();
    assert_eq!(
        places,
        [
            "en/roles/broken.yaml:1: id",
            "en/topics/tested.yaml:10: topic/tested.titel",
            "en/topics/tested.yaml:21: topic/bad.title: is empty",
            "en/topics/tested.yaml:27: topic/bad.related",
        ],
        "{problems:#?}"
    );
}

#[test]
fn what_refers_to_a_broken_entry_is_not_reported_as_well() {
    let files = Files::valid()
        .topic(topic().with("titel", json!(1)))
        .topic(EntryText::new("topic/other").with("related", json!(["topic/tested"])));
    assert_eq!(files.problems(), tested("titel", "unknown key \"titel\"; did you mean \"title\"?"));
}

#[test]
fn what_refers_into_a_file_that_is_no_yaml_is_not_reported_as_well() {
    let broken = format!("{}{}  caution: [\n", topic(), EntryText::new("topic/second"));
    let files = Files::valid()
        .file(TESTED, &broken)
        .entry("en/topics/x.yaml", EntryText::new("topic/x").with("related", json!(["topic/tested", "topic/second"])));
    let problems = files.problems();
    assert!(problems.len() == 1 && problems[0].starts_with(TESTED), "{problems:?}");
}

#[test]
fn a_slip_in_one_entry_leaves_the_others_of_its_file_to_be_read() {
    let second = EntryText::new("topic/second").with("title", json!("")).to_string();
    let broken = topic().to_string();
    for (slip, message) in [
        (
            "  caution: a: b\n",
            "topic/tested: mapping values are not allowed in this context; put a text that holds \": \" in quotes",
        ),
        ("  caution: [\n", "topic/tested.caution: unclosed bracket '['"),
        ("  title: Again\n", "topic/tested: the key \"title\" stands twice"),
        ("  caution: *nothing\n", "topic/tested: alias references unknown anchor"),
    ] {
        let problems = problems_of_text(&format!("# Both\n{broken}{slip}{second}"));
        let empty = format!("{TESTED}:13: topic/second.title: is empty: write a text or leave the key out");
        assert_eq!(problems.len(), 2, "{slip}: {problems:#?}");
        assert!(problems[0].starts_with(TESTED) && problems[0].ends_with(message), "{problems:#?}");
        assert_eq!(problems[1], empty);
    }
}

#[test]
fn an_anchor_of_another_entry_is_not_missing_where_a_third_one_is_broken() {
    let anchor = topic().to_string().replace("tagline: ", "tagline: &same ");
    let alias = EntryText::new("topic/second").without("tagline");
    let broken = EntryText::new("topic/third");
    let problems = problems_of_text(&format!("{anchor}{alias}  tagline: *same\n{broken}  caution: [\n"));
    assert_eq!(problems, [format!("{TESTED}:28: topic/third.caution: unclosed bracket '['")]);
}

#[test]
fn what_is_missing_is_told_once_with_how_often_it_is_named() {
    let gone = json!(["topic/departed"]);
    let files = Files::valid()
        .topic(EntryText::new("topic/one").with("related", gone.clone()))
        .topic(EntryText::new("topic/two").with("related", gone.clone()))
        .entry("en/skills/x.yaml", EntryText::new("skill/x").with("related", gone));
    let place = "en/skills/x.yaml:8: skill/x.related";
    assert_eq!(files.problems(), [format!("{place}: there is no entry \"topic/departed\"; named 3 times")]);
    let lead = json!({"say": "The answer.", "sources": ["gone.txt"]});
    let files = Files::valid()
        .topic(EntryText::new("topic/one").with("lead", lead.clone()))
        .topic(EntryText::new("topic/two").with("lead", lead));
    let place = format!("{TESTED}:7: topic/one.lead.sources");
    assert_eq!(files.problems(), [format!("{place}: sources.yaml has no \"gone.txt\"; named 2 times")]);
}

#[test]
fn what_is_suggested_is_really_like_what_is_missing() {
    let suggested = |missing: &str, known: &str| {
        let files = Files::valid()
            .entry("en/industries/x.yaml", EntryText::new(known))
            .topic(topic().with("related", json!([missing])));
        files.problems()[0].contains(&format!("did you mean \"{known}\"?"))
    };
    assert!(suggested("industry/health-care", "industry/healthcare"));
    assert!(suggested("industry/telcom", "industry/telecom"));
    assert!(suggested("topic/telecom", "industry/telecom"));
    assert!(!suggested("industry/healthcare", "industry/tech"));
    assert!(!suggested("industry/edtech", "industry/tech"));
    // An industry is wanted here, so no interview tip of that name is suggested.
    let near = EntryText::new("industry/x").with("neighbours", json!(["industry/cars"]));
    let files = Files::valid()
        .entry("en/interview-tips/x.yaml", EntryText::new("interview/cars"))
        .entry("en/industries/x.yaml", near);
    let place = "en/industries/x.yaml:10: industry/x.neighbours";
    assert_eq!(files.problems(), [format!("{place}: there is no entry \"industry/cars\"")]);
}

#[test]
fn an_id_that_is_written_wrong_is_told_only_where_it_stands() {
    let files = Files::valid()
        .topic(topic().with("id", json!("topic/Health Care")))
        .topic(EntryText::new("topic/other").with("related", json!(["topic/health-care"])));
    let problems = files.problems();
    assert!(problems.len() == 1 && problems[0].contains("is no id"), "{problems:?}");
}

#[test]
fn broken_sources_are_reported_one_by_one_and_not_again_where_they_are_cited() {
    let sources = "- {file: a.txt}\n- {file: b.txt, title: B, publisher: B, label: B, kind: B, link: B}\n";
    let problems = Files::valid().file("en/sources.yaml", sources).problems();
    let unknown = "link: unknown key \"link\"; known here: file, title, publisher, label, kind";
    let missing = "the key \"title\" is missing";
    assert_eq!(problems, [format!("en/sources.yaml:1: {missing}"), format!("en/sources.yaml:2: {unknown}")]);
    assert_eq!(Files::valid().file("en/sources.yaml", "- [").problems().len(), 1);
}

#[test]
fn missing_or_empty_sources_are_one_mistake() {
    let mut files = Files::valid();
    files.0.retain(|file| file.path != "en/sources.yaml");
    let missing = "en/sources.yaml:0: is missing: it lists the documents that statements cite";
    assert_eq!(files.problems(), [missing]);
    let empty = "en/sources.yaml:1: lists no document: statements cite one by its `file`";
    assert_eq!(files.file("en/sources.yaml", "# none yet\n").problems(), [empty]);
}

#[test]
fn missing_commands_are_a_warning() {
    let mut files = Files::valid();
    files.0.retain(|file| file.path != "en/commands.yaml");
    let message = "is missing: it says what each command shows first and which names mean several things";
    assert_eq!(files.problems(), [format!("en/commands.yaml:0: warning: {message}")]);
    assert!(files.parsed().is_ok());
}

// What holds between entries.

#[test]
fn an_id_is_taken_once() {
    let taken = "the id \"topic/base\" is taken already, at en/topics/base.yaml:1";
    let twice = topic().with("id", json!("topic/base"));
    assert_eq!(problems_of(twice), [format!("{TESTED}:1: topic/base.id: {taken}")]);
    assert_eq!(problems_with("also_id", json!(["topic/base"])), tested("also_id", taken));
}

#[test]
fn an_older_id_leads_to_its_entry() {
    let files = Files::valid()
        .topic(topic().with("also_id", json!(["topic/older"])))
        .topic(EntryText::new("topic/other").with("related", json!(["topic/older"])));
    let knowledge = files.knowledge();
    let found = knowledge.get(&EntryId::new("topic/older").unwrap()).unwrap();
    assert_eq!(found.id.as_str(), "topic/tested");
}

#[test]
fn an_id_is_lower_case_words_with_a_slash() {
    for id in ["topic", "Topic/x", "topic/", "/x", "topic//x", "topic/ä", "topic/a_b", "topic/a b", "topic:x/y"] {
        let problems = problems_with("id", json!(id));
        let message = format!("\"{id}\" is no id: write kind/name in lower-case letters, digits and hyphens");
        assert!(problems.len() == 1 && problems[0].contains(&message), "{problems:?}");
    }
}

#[test]
fn an_id_begins_as_its_folder_asks() {
    let problems = |path: &str, id: &str| Files::valid().entry(path, EntryText::new(id)).problems();
    assert_eq!(
        problems("en/industries/x.yaml", "role/x"),
        ["en/industries/x.yaml:1: role/x.id: in the folder industries ids begin with \"industry/\"; did you mean \
          \"industry/x\"?"]
    );
    assert_eq!(
        problems("en/skills/x.yaml", "responsibility/x/y"),
        ["en/skills/x.yaml:1: responsibility/x/y.id: in the folder skills ids begin with \"skill/\" or \"topic/\"; \
          did you mean \"skill/x/y\"?"]
    );
    for kind in Kind::ALL {
        for prefix in kind.prefixes() {
            let place = format!("en/{}/x.yaml", kind.folder());
            let told = problems(&place, &format!("{prefix}/x"));
            assert!(!told.iter().any(|problem| problem.contains("ids begin with")), "{told:?}");
        }
    }
}

#[test]
fn a_reference_leads_to_an_entry() {
    let message = "there is no entry \"topic/bace\"; did you mean \"topic/base\"?";
    assert_eq!(problems_with("related", json!(["topic/bace"])), tested("related", message));
    assert_eq!(problems_with("related", json!(["xyzzy/1"])), tested("related", "there is no entry \"xyzzy/1\""));
}

#[test]
fn related_entries_are_others_and_different() {
    assert_eq!(problems_with("related", json!(["topic/tested"])), tested("related", "names the entry itself"));
    let twice = json!(["topic/base", "topic/base"]);
    assert_eq!(problems_with("related", twice), tested("related", "names \"topic/base\" twice"));
}

#[test]
fn a_reference_leads_to_the_right_kind() {
    let industry = EntryText::new("industry/x")
        .with("interview", json!("industry/health"))
        .with("neighbours", json!(["role/tpm"]));
    let files = Files::valid()
        .entry("en/industries/x.yaml", industry)
        .entry("en/interview-tips/x.yaml", EntryText::new("interview/x").with("industry", json!("interview/health")));
    assert_eq!(
        files.problems(),
        [
            "en/industries/x.yaml:10: industry/x.interview: \"industry/health\" is one of the industries, not of the \
             interview-tips",
            "en/industries/x.yaml:11: industry/x.neighbours: \"role/tpm\" is one of the roles, not of the industries",
            "en/interview-tips/x.yaml:10: interview/x.industry: \"interview/health\" is one of the interview-tips, not \
             of the industries",
        ]
    );
}

#[test]
fn a_citation_leads_to_a_source() {
    let lead = json!({"say": "x", "sources": ["a.text"]});
    assert_eq!(
        problems_with("lead", lead),
        tested("lead.sources", "sources.yaml has no \"a.text\"; did you mean \"a.txt\"?")
    );
}

#[test]
fn a_source_is_listed_once_and_whole() {
    let again = format!("{SOURCES}{}", SOURCES.lines().next().unwrap());
    let problems = Files::valid().file("en/sources.yaml", &again).problems();
    assert_eq!(problems, ["en/sources.yaml:3: a.txt.file: is listed twice"]);
    let thin = format!("{SOURCES}- {{file: c.txt, title: C, publisher: C, label: C}}\n");
    let problems = Files::valid().file("en/sources.yaml", &thin).problems();
    assert_eq!(problems, ["en/sources.yaml:3: the key \"kind\" is missing"]);
}

#[test]
fn an_alias_is_taken_once_on_a_shelf_after_folding() {
    let taken = "the name \"alias of topic base\" is taken already, at en/topics/base.yaml:5 \
                 (topic/base.also_known_as); list it under shared_names in commands.yaml when it means both";
    for alias in ["alias of topic base", "ALIAS of  tópic-base!"] {
        assert_eq!(problems_with("also_known_as", json!([alias])), tested("also_known_as", taken));
    }
    // A skill stands on the same shelf as a topic, a role on another.
    let skill = EntryText::new("skill/x").with("also_known_as", json!(["alias of topic base"]));
    assert_eq!(Files::valid().entry("en/skills/x.yaml", skill).problems().len(), 1);
    let role = EntryText::new("role/x").with("also_known_as", json!(["alias of topic base"]));
    assert_eq!(Files::valid().entry("en/roles/x.yaml", role).problems(), NOTHING);
}

/// What is told of a name that something else has.
fn taken(name: &str, place: &str) -> String {
    format!(
        "the name \"{name}\" is taken already, at {place}; list it under shared_names in commands.yaml when it means \
         both"
    )
}

#[test]
fn an_alias_is_not_what_another_entry_is_called() {
    for (alias, name, place) in [
        ("The topic, base", "the topic base", "en/topics/base.yaml:2 (topic/base.title)"),
        ("SHORT: base", "short base", "en/topics/base.yaml:3 (topic/base.short)"),
        ("base", "base", "en/topics/base.yaml:1 (topic/base.id)"),
        ("topic base", "topic base", "en/topics/base.yaml:1 (topic/base.id)"),
    ] {
        assert_eq!(problems_with("also_known_as", json!([alias])), tested("also_known_as", &taken(name, place)));
    }
    assert_eq!(problems_with("also_known_as", json!(["The topic tested", "tested"])), NOTHING);
}

#[test]
fn an_alias_is_not_another_entrys_number() {
    let problems = |file: &str, id: &str, number: &str, alias: &str| {
        let entry = EntryText::new(id).with("also_known_as", json!([alias])).with(number, json!(2));
        Files::valid().entry(file, entry).problems()
    };
    for alias in ["1", "FAQ 1", "question 1"] {
        let message = taken(&alias.to_lowercase(), "en/faqs/one.yaml:10 (faq/one.number)");
        let place = "en/faqs/two.yaml:5: faq/two.also_known_as";
        assert_eq!(problems("en/faqs/two.yaml", "faq/two", "number", alias), [format!("{place}: {message}")]);
    }
    let message = taken("step 1", "en/career-steps/first.yaml:10 (career/first.step)");
    let place = "en/career-steps/x.yaml:5: career/x.also_known_as";
    assert_eq!(problems("en/career-steps/x.yaml", "career/x", "step", "Step 1"), [format!("{place}: {message}")]);
    assert_eq!(problems("en/faqs/two.yaml", "faq/two", "number", "2"), NOTHING);
}

#[test]
fn of_a_name_and_an_alias_the_alias_is_told_wherever_it_stands() {
    let role = EntryText::new("role/tpm").with("related", json!(["role/pm"])).with("also_known_as", json!(["pm"]));
    let files = Files::valid().file("en/roles/roles.yaml", &format!("{role}{}", EntryText::new("role/pm")));
    let message = taken("pm", "en/roles/roles.yaml:10 (role/pm.id)");
    assert_eq!(files.problems(), [format!("en/roles/roles.yaml:5: role/tpm.also_known_as: {message}")]);
}

#[test]
fn a_job_without_an_entry_has_names_of_its_own_beside_the_roles() {
    let problems = |name: &str, label: &str| {
        let entry =
            comparison("compare/tested", "role/tpm", "role/pm").with("second", json!({"name": name, "label": label}));
        Files::valid().entry("en/comparisons/tested.yaml", entry).problems()
    };
    assert_eq!(problems("Support", "Help"), NOTHING);
    let place = "en/comparisons/tested.yaml:11: compare/tested.second";
    let title = "the name \"the role pm\" is taken already, at en/roles/roles.yaml:11 (role/pm.title)";
    assert_eq!(problems("The role PM", "Help"), [format!("{place}.name: {title}")]);
    let id = "the name \"pm\" is taken already, at en/roles/roles.yaml:10 (role/pm.id)";
    assert_eq!(problems("Support", "PM"), [format!("{place}.label: {id}")]);
}

#[test]
fn an_alias_stands_once_in_its_entry() {
    assert_eq!(
        problems_with("also_known_as", json!(["one name", "One-name"])),
        tested("also_known_as", "holds the name \"one name\" twice")
    );
}

#[test]
fn a_name_that_two_entries_have_leads_to_neither_and_is_told_before_that() {
    let one = EntryText::new("faq/two").with("also_known_as", json!(["3"])).with("number", json!(2));
    let three = EntryText::new("faq/three").with("number", json!(3));
    let files = Files::valid().entry("en/faqs/x.yaml", one).entry("en/faqs/x.yaml", three);
    assert_eq!(files.problems().len(), 1);
    let commands = "faq:\n  shared_names:\n    - {name: '3', means: [faq/three, faq/two]}\n";
    assert_eq!(files.file("en/commands.yaml", commands).problems(), NOTHING);
}

#[test]
fn an_alias_holds_a_letter_or_digit() {
    assert_eq!(
        problems_with("also_known_as", json!(["?!"])),
        tested("also_known_as", "\"?!\" holds no letter or digit")
    );
}

#[test]
fn titles_on_a_shelf_differ_after_folding() {
    let problems = problems_with("title", json!("THE topic – base"));
    let message = taken("the topic base", "en/topics/base.yaml:2 (topic/base.title)");
    assert_eq!(problems, [format!("{TESTED}:2: topic/tested.title: {message}")]);
}

#[test]
fn a_question_is_asked_once_in_the_whole_guide() {
    let questions =
        json!(["What is this one?", "What is that one?", "What is neither?", "what is SKILL talk, asked 1 times"]);
    let message = "the same question stands at en/skills/talk.yaml:6 (skill/talk.asked_as)";
    assert_eq!(problems_with("asked_as", questions), tested("asked_as", message));
}

#[test]
fn a_faq_number_is_taken_once_and_in_range() {
    let problems = |number: u16| {
        Files::valid().entry("en/faqs/two.yaml", EntryText::new("faq/two").with("number", json!(number))).problems()
    };
    let place = "en/faqs/two.yaml:10: faq/two.number:";
    assert_eq!(problems(2), NOTHING);
    assert_eq!(problems(99), NOTHING);
    assert_eq!(problems(1), [format!("{place} FAQ 1 is taken already, at en/faqs/one.yaml:10")]);
    assert_eq!(problems(0), [format!("{place} 0 is not between 1 and 99")]);
    assert_eq!(problems(100), [format!("{place} 100 is not between 1 and 99")]);
    assert_eq!(problems(256), [format!("{place} does not fit: here belongs a whole number from 1 to 99")]);
}

#[test]
fn a_step_of_the_path_is_taken_once_and_in_range() {
    let problems = |step: u8| {
        Files::valid().entry("en/career-steps/x.yaml", EntryText::new("career/x").with("step", json!(step))).problems()
    };
    let place = "en/career-steps/x.yaml:10: career/x.step:";
    assert_eq!(problems(9), NOTHING);
    assert_eq!(problems(1), [format!("{place} step 1 is taken already, at en/career-steps/first.yaml:10")]);
    assert_eq!(problems(10), [format!("{place} 10 is not between 1 and 9")]);
}

#[test]
fn a_pair_of_roles_is_compared_once() {
    let problems = |first: &str, second: &str| {
        let entry = comparison("compare/tested", first, second);
        Files::valid().entry("en/comparisons/tested.yaml", entry).problems()
    };
    let place = "en/comparisons/tested.yaml:1: compare/tested.id: compares";
    assert_eq!(problems("role/pm", "role/tpm"), [format!("{place} the same two roles as \"compare/pair\"")]);
    assert_eq!(problems("role/pm", "role/pm"), [format!("{place} a role with itself")]);
}

#[test]
fn a_side_is_a_role_or_a_job_with_a_name() {
    let side = |side: Value| {
        let entry = comparison("compare/tested", "role/tpm", "role/pm").with("second", side);
        Files::valid().entry("en/comparisons/tested.yaml", entry).problems()
    };
    assert_eq!(side(json!({"name": "Support", "label": "Help", "also_known_as": ["helpdesk"]})), NOTHING);
    let place = "en/comparisons/tested.yaml:11: compare/tested.second";
    assert_eq!(side(json!({"label": "Help"})), [format!("{place}: give either role or name")]);
    // Then the pair stands twice as well.
    let both = side(json!({"role": "role/pm", "name": "x", "label": "Help"}));
    assert!(both.contains(&format!("{place}: give either role or name")), "{both:?}");
    let taken = side(json!({"name": "Support", "label": "Help", "also_known_as": ["alias of role tpm"]}));
    assert!(taken.len() == 1 && taken[0].starts_with(&format!("{place}.also_known_as: the name")), "{taken:?}");
}

// What commands.yaml says.

#[test]
fn shared_names_mean_several_and_each_that_has_the_name() {
    let commands = "role:\n  first: [role/tmp, industry/health]\n  shared_names:\n    - name: pms\n      \
                    means: [role/tpm]\n    - {name: Alias of role-TPM, means: [role/tpm, role/pm]}\n    \
                    - {name: short pm, means: [role/tpm, role/tpm]}\n    - {name: PMs, means: [role/pm, role/tpm]}\n";
    assert_eq!(
        Files::valid().file("en/commands.yaml", commands).problems(),
        [
            "en/commands.yaml:2: role.first: \"industry/health\" is one of the industries, not of the roles",
            "en/commands.yaml:2: role.first: there is no entry \"role/tmp\"; did you mean \"role/tpm\"?",
            "en/commands.yaml:4: role.shared_names[0]: means fewer than two entries: make it an alias",
            "en/commands.yaml:8: role.shared_names[3].name: the name \"pms\" is listed already, at line 4",
            "en/roles/roles.yaml:12: role/pm.short: the name \"short pm\" means only the entries listed at \
             en/commands.yaml:7 (role.shared_names[2].name): add this entry there, or leave it out here",
        ]
    );
}

#[test]
fn an_unknown_command_is_told_with_what_was_probably_meant() {
    let problems = Files::valid().file("en/commands.yaml", "rol: {}\n").problems();
    assert_eq!(problems, ["en/commands.yaml:1: rol: unknown key \"rol\"; did you mean \"role\"?"]);
}

#[test]
fn a_topic_command_may_start_with_any_kind_on_its_shelf() {
    let commands = "topic:\n  first: [skill/talk, company/maker, topic/base]\n";
    let files = Files::valid().file("en/commands.yaml", commands);
    assert_eq!(files.problems(), NOTHING);
    let knowledge = files.knowledge();
    let first: Vec<&str> = knowledge.most_needed_first(Shelf::Topic).iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(first[..3], ["skill/talk", "company/maker", "topic/base"]);
    assert_eq!(first.len(), knowledge.on(Shelf::Topic).count());
}

// The day of the review.

#[test]
fn a_review_of_365_days_ago_is_recent_and_one_of_366_days_is_not() {
    assert_eq!(problems_with("reviewed", json!("2025-11-21")), NOTHING);
    let files = Files::valid().topic(topic().with("reviewed", json!("2025-11-20")));
    let message = "was last compared with its sources on 2025-11-20, more than 12 months ago";
    assert_eq!(files.problems(), [format!("{TESTED}:9: warning: topic/tested.reviewed: {message}")]);
    assert!(files.parsed().is_ok(), "a warning keeps nothing from being used");
}

#[test]
fn a_review_of_a_day_to_come_is_a_warning() {
    assert_eq!(problems_with("reviewed", json!("2026-11-22")), NOTHING);
    let files = Files::valid().topic(topic().with("reviewed", json!("2026-11-23")));
    let message = "says 2026-11-23, which is still to come";
    assert_eq!(files.problems(), [format!("{TESTED}:9: warning: topic/tested.reviewed: {message}")]);
    assert!(files.parsed().is_ok());
}

#[test]
fn a_review_has_a_day() {
    for day in ["yesterday", "21.11.2026", "2026-13-01", "2026-02-30", "2026-1-1"] {
        let message = format!("\"{day}\" is no day: write it like 2026-11-21");
        assert_eq!(problems_with("reviewed", json!(day)), tested("reviewed", &message));
    }
}

#[test]
fn warnings_are_listed_with_the_mistakes() {
    let problems = problems_of(topic().with("reviewed", json!("2020-01-01")).with("title", json!("")));
    assert_eq!(problems.len(), 2, "{problems:?}");
}

// Files that mean harm.

#[test]
fn deep_nesting_is_refused() {
    for text in
        [format!("- id: {}{}\n", "[".repeat(5_000), "]".repeat(5_000)), "- ".repeat(5_000), "{a: ".repeat(5_000)]
    {
        let problems = problems_of_text(&text);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(&format!("{TESTED}:1: ")), "{problems:?}");
    }
}

#[test]
fn a_bomb_of_anchors_is_refused() {
    let mut text = "- a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (last, next) in ('a'..='i').zip('b'..='j') {
        let _ = writeln!(text, "- {next}: &{next} [{}]", vec![format!("*{last}"); 10].join(","));
    }
    let problems = problems_of_text(&text);
    assert!(problems.len() == 1 && problems[0].ends_with(": is nested too deeply, or too large"), "{problems:?}");
}

#[test]
fn a_text_of_a_megabyte_is_refused_without_repeating_it() {
    let long = "x".repeat(1_000_000);
    for key in ["id", "title", "emoji", "reviewed"] {
        let problems = problems_with(key, json!(long));
        assert_eq!(problems.len(), 1);
        assert!(problems[0].len() < 300, "{key} repeats {} characters", problems[0].len());
    }
    let problems = problems_with("also_known_as", json!([long]));
    assert!(problems.iter().all(|problem| problem.len() < 300));
}

#[test]
fn thousands_of_broken_entries_are_all_reported() {
    assert_eq!(problems_of_text(&"- a\n".repeat(2_000)).len(), 2_000);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_of_a_file_makes_the_reader_panic(text in "[-:\\[\\]{}&*!|>'\"%@`#,? \\n\\ta-z0-9é]{0,200}|\\PC{0,80}") {
        for path in [TESTED, "en/sources.yaml", "en/commands.yaml", "en/vocabulary.yaml", "en/refusals.yaml"] {
            let _ = Files(vec![File { path: path.to_owned(), text: text.clone() }]).problems();
        }
    }
}

// Where the files lie.

mod on_disk {
    use std::fs;
    use std::path::Path;

    use tempfile::TempDir;

    use super::super::disk::{LoadError, Place, load};
    use super::*;

    /// A folder with the files of the small guide.
    fn folder(files: &Files) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in &files.0 {
            write(folder.path(), &file.path, file.text.as_bytes());
        }
        folder
    }

    fn write(folder: &Path, path: &str, bytes: &[u8]) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// How many entries a folder holds, or what is wrong, with the files as they lie in the folder.
    fn loaded(folder: &Path) -> Result<usize, String> {
        let inside = format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR);
        let said = |error: LoadError| {
            error.to_string().lines().map(|line| line.replacen(&inside, "", 1) + "\n").collect::<String>()
        };
        let parsed = load(&Place::Folder(folder.to_owned()), TODAY).map_err(said)?;
        Ok(parsed.knowledge.entries().len())
    }

    #[test]
    fn a_mistake_is_told_with_its_file_as_it_is_found_from_here() {
        let folder = folder(&Files::valid().topic(topic().with("title", json!(""))));
        let error = load(&Place::Folder(folder.path().to_owned()), TODAY).unwrap_err().to_string();
        let file = folder.path().join("en/topics/tested.yaml");
        assert!(error.starts_with(&format!("{}:2: topic/tested.title: is empty", file.display())), "{error}");
        let old = self::folder(&Files::valid().topic(topic().with("reviewed", json!("2020-01-01"))));
        let warnings = load(&Place::Folder(old.path().to_owned()), TODAY).unwrap().warnings.clone();
        assert_eq!(warnings[0].file, old.path().join("en/topics/tested.yaml").display().to_string());
    }

    #[test]
    fn a_folder_is_read_with_all_its_folders() {
        let folder = folder(&Files::valid().entry("en/topics/more/tested.yml", topic()));
        assert_eq!(loaded(folder.path()), Ok(Files::valid().knowledge().entries().len() + 1));
    }

    #[test]
    fn other_files_and_hidden_ones_are_passed_over() {
        let folder = folder(&Files::valid());
        for path in [
            "README.md",
            "en/notes.txt",
            "en/topics/.base.yaml.swp",
            "en/topics/.#base.yaml",
            "en/.git/x.yaml",
            "schema/x.yaml",
        ] {
            write(folder.path(), path, b"\xff nonsense: [");
        }
        assert!(loaded(folder.path()).is_ok());
    }

    #[test]
    fn every_file_that_is_no_text_is_named() {
        let folder = folder(&Files::valid());
        write(folder.path(), "en/topics/latin.yaml", b"- id: topic/latin\n  title: Caf\xe9\n");
        write(folder.path(), "en/skills/wide.yaml", b"\xff\xfe-\0");
        write(folder.path(), "en/topics/tested.yaml", topic().with("title", json!("")).to_string().as_bytes());
        let names_it = EntryText::new("topic/x").with("related", json!(["topic/latin"])).to_string();
        write(folder.path(), "en/topics/x.yaml", names_it.as_bytes());
        assert_eq!(
            loaded(folder.path()).unwrap_err(),
            "en/skills/wide.yaml:1: is not UTF-8 text from here: save it as UTF-8\n\
             en/topics/latin.yaml:2: is not UTF-8 text from here: save it as UTF-8\n\
             en/topics/tested.yaml:2: topic/tested.title: is empty: write a text or leave the key out\n"
        );
        let sources = self::folder(&Files::valid());
        write(sources.path(), "en/sources.yaml", b"- {file: a.txt, title: \xff}\n");
        assert_eq!(loaded(sources.path()).unwrap_err().lines().count(), 1);
    }

    #[test]
    fn a_file_whose_name_ends_otherwise_is_told() {
        let folder = folder(&Files::valid());
        write(folder.path(), "en/topics/x.YAML", b"");
        write(folder.path(), "en/notes.txt", b"");
        let warnings = &load(&Place::Folder(folder.path().to_owned()), TODAY).unwrap().warnings;
        let files: Vec<_> =
            warnings.iter().map(|warning| Path::new(&warning.file).strip_prefix(folder.path())).collect();
        assert_eq!(files, [Ok(Path::new("en/notes.txt")), Ok(Path::new("en/topics/x.YAML"))]);
        for warning in warnings {
            assert_eq!(warning.message, "is passed over: only files that end in .yaml or .yml are read");
            assert_eq!(warning.severity, Severity::Warning);
        }
    }

    #[test]
    fn the_mistakes_of_a_folder_are_listed_a_line_each() {
        let files = Files::valid().topic(topic().with("title", json!("")).with("tagline", json!("")));
        let said = loaded(folder(&files).path()).unwrap_err();
        assert_eq!(said.lines().count(), 2, "{said}");
        assert!(said.starts_with("en/topics/tested.yaml:2: topic/tested.title: is empty"), "{said}");
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        for place in [folder.path(), &missing] {
            let error = load(&Place::Folder(place.to_owned()), TODAY).unwrap_err();
            assert!(matches!(&error, LoadError::Unreadable { path, .. } if *path == place.join("en")), "{error}");
            assert!(error.to_string().starts_with(&format!("cannot read {}", place.join("en").display())), "{error}");
        }
        write(folder.path(), "en", b"a file where a folder belongs");
        assert!(matches!(load(&Place::Folder(folder.path().to_owned()), TODAY), Err(LoadError::Unreadable { .. })));
    }

    #[test]
    fn an_empty_folder_says_so() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("en")).unwrap();
        assert_eq!(
            loaded(folder.path()).unwrap_err(),
            "en:0: holds no entries: is this the folder that holds `en/`?\n"
        );
    }

    #[test]
    fn a_place_says_what_it_is() {
        assert_eq!(Place::Embedded.to_string(), "the knowledge inside the program");
        assert_eq!(Place::Folder("some/where".into()).to_string(), "the folder some/where");
    }

    #[test]
    fn the_shipped_knowledge_is_valid_and_the_same_in_its_folder_and_in_the_binary() {
        let embedded = load(&Place::Embedded, TODAY).unwrap_or_else(|error| panic!("{error}"));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
        let read = load(&Place::Folder(folder), TODAY).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(embedded.knowledge.entries(), read.knowledge.entries());
        assert!(embedded.knowledge.sources().eq(read.knowledge.sources()));
        for shelf in Shelf::ALL {
            assert_eq!(embedded.knowledge.guide(shelf), read.knowledge.guide(shelf));
        }
        assert_eq!(embedded.knowledge.vocabulary(), read.knowledge.vocabulary());
        assert_eq!(embedded.knowledge.refusals(), read.knowledge.refusals());
        assert_eq!(embedded.warnings, []);
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

#[test]
fn the_numbers_of_the_shipped_questions_and_steps_have_no_gap() {
    let numbers: Vec<u8> = shipped().faqs().iter().map(|(_, faq)| faq.number).collect();
    assert_eq!(numbers, (1..=20).collect::<Vec<u8>>());
    let steps: Vec<u8> = shipped().career_steps().iter().map(|(_, step, _)| *step).collect();
    assert_eq!(steps, (1..=7).collect::<Vec<u8>>());
}

#[test]
fn the_readme_names_the_numbers_that_are_allowed() {
    let readme = include_str!("../../knowledge/README.md");
    for (key, range) in [("number", limits::Limits::FAQS), ("step", limits::Limits::STEPS)] {
        assert!(readme.contains(&format!("`{key}` ({} to {}", range.start(), range.end())), "{key}");
    }
}
