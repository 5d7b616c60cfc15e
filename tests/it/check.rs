//! `tpm-guide check` for editors: warnings, what is old, links, and the figures of labelled questions.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::cli::{Ran, anywhere, knowledge};

/// Adds lines to a file of a folder of knowledge, and gives the number of the first.
fn add(folder: &Path, file: &str, lines: &str) -> usize {
    let path = folder.join(file);
    let mut text = fs::read_to_string(&path).unwrap_or_default();
    let first = text.lines().count() + 1;
    text.push_str(lines);
    fs::write(path, text).expect("written");
    first
}

fn path(folder: &TempDir) -> &str {
    folder.path().to_str().expect("UTF-8")
}

/// The shipped knowledge with an entry whose lead is of 2019.
fn with_a_statement_of_2019() -> TempDir {
    let folder = knowledge();
    let asked: String = ["age", "size", "price", "crew", "range", "speed", "fuel", "maker", "shape", "color"]
        .map(|what| format!("      - what is the {what} of a zeppelin\n"))
        .concat();
    let entry = format!(
        "- id: topic/zeppelin\n  title: Zeppelin\n  tagline: Airships\n  also_known_as: [airship]\n  asked_as:\n{asked}  \
         lead: {{say: A zeppelin is an airship., sources: [editors], as_of: 2019}}\n  related: [role/tpm]\n  \
         reviewed: 2026-11-21\n"
    );
    add(folder.path(), "en/topics/zeppelin.yaml", &entry);
    folder
}

#[test]
fn what_an_editor_may_mend_is_a_warning_with_file_and_line() {
    let folder = knowledge();
    let rest = "title: A, publisher: P, label: L, date: undated, kind: book, accessed: 2026-11-21";
    let sources: String =
        ["one", "other"].map(|id| format!("- {{id: zz-{id}, url: \"https://example.org/zz\", {rest}}}\n")).concat();
    let line = add(folder.path(), "en/sources.yaml", &format!("\n{sources}")) + 1;
    let file = folder.path().join("en/sources.yaml");
    let ran = anywhere(&["check", path(&folder), "--offline-links"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for told in [
        format!("{}:{line}: warning: zz-one.id: is cited by nothing: ", file.display()),
        format!("{}:{}: warning: zz-other.url: is the address of \"zz-one\" too, at ", file.display(), line + 1),
        "(none was fetched)".to_owned(),
        "without a link: book ".to_owned(),
    ] {
        assert!(ran.out.contains(&told), "{told}: {}", ran.out);
    }
    let plain = anywhere(&["check", path(&folder)]);
    assert!(plain.out.contains("zz-other.url: ") && !plain.out.contains("fetched"), "{}", plain.out);
}

#[test]
fn a_link_that_is_not_https_is_a_mistake() {
    let folder = knowledge();
    let rest = "title: A, publisher: P, label: L, date: undated, kind: book, accessed: 2026-11-21";
    let source = format!("\n- {{id: zz, url: \"http://example.org/zz\", {rest}}}\n");
    let line = add(folder.path(), "en/sources.yaml", &source) + 1;
    let ran = anywhere(&["check", path(&folder), "--offline-links"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(&format!("en/sources.yaml:{line}: zz.url: does not begin with https://")), "{}", ran.out);
}

#[test]
fn what_is_old_is_listed_when_it_is_asked_for_and_fails_when_it_shall() {
    let folder = with_a_statement_of_2019();
    let file = folder.path().join("en/topics/zeppelin.yaml");
    let line = 16;
    let plain = anywhere(&["check", path(&folder)]);
    assert_eq!(plain.code, 0, "{}{}", plain.out, plain.err);
    assert!(!plain.out.contains("topic/zeppelin"), "{}", plain.out);
    let listed = anywhere(&["check", "--stale", path(&folder)]);
    assert_eq!(listed.code, 0, "{}{}", listed.out, listed.err);
    let told = "topic/zeppelin.lead.as_of: is dated 2019, more than 12 months ago: look for a newer source";
    assert!(listed.out.contains(&format!("{}:{line}: warning: {told}", file.display())), "{}", listed.out);
    let failed = anywhere(&["check", "--stale=error", path(&folder)]);
    assert_eq!(failed.code, 1, "{}{}", failed.out, failed.err);
    assert!(failed.out.contains(&format!("{}:{line}: {told}", file.display())), "{}", failed.out);
    assert!(failed.err.contains("of statements and reviews more than 12 months old"), "{}", failed.err);
    assert_eq!(anywhere(&["check", "--stale=sometimes"]).code, 2);
}

/// Checks the shipped knowledge by the questions of a file with this text.
fn asked(text: &str, more: &[&str]) -> Ran {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("questions.jsonl");
    fs::write(&file, text).expect("written");
    anywhere(&[&["check", "--questions", file.to_str().expect("UTF-8")], more].concat())
}

const QUESTIONS: &str = r#"{"q": "technical program manager", "family": "roles", "style": "keyword", "entries": ["role/tpm"]}
{"q": "product manager", "family": "roles", "style": "long", "entries": ["role/tpm"]}

{"q": "🎉", "family": "out of scope", "style": "long", "entries": []}
{"q": "project manager", "style": "keyword", "expect": ["role/project-manager"]}
"#;

#[test]
fn labelled_questions_are_asked_and_their_figures_are_printed() {
    let ran = asked(QUESTIONS, &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    for line in [
        "group                     n  covered  right/asserted   wrong    well  well+offered  out asserted",
        "all                       4    1.000           0.667   0.333   0.667         0.667       0 of 1",
        "family roles              2    1.000           0.500   0.500   0.500         0.500       0 of 0",
        "family out of scope       1    0.000           0.000   0.000   0.000         0.000       0 of 1",
        "family ?                  1    1.000           1.000   0.000   1.000         1.000       0 of 0",
        "style keyword             2    1.000           1.000   0.000   1.000         1.000       0 of 0",
        "  1.00 to 1.00  n    1  said 1.00  right 0.00",
        "expected calibration error 0.250 (95 % ",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
    assert!(!ran.out.contains("example questions"), "not its own: {}", ran.out);
}

#[test]
fn a_half_of_the_lines_is_asked_by_itself() {
    let all = |more: &[&str]| {
        let ran = asked(QUESTIONS, more);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        ran.out.lines().find(|line| line.starts_with("all ")).expect("a line of all").to_owned()
    };
    assert!(all(&["--half", "1/2"]).ends_with("0 of 1") && all(&["--half", "2/2"]).ends_with("0 of 0"));
    assert_eq!(asked(QUESTIONS, &["--half", "3/2"]).code, 2);
    assert_eq!(anywhere(&["check", "--half", "1/2"]).code, 2, "of which file?");
}

#[test]
fn a_broken_label_is_told_and_nothing_is_asked() {
    let ran = asked("{\"q\": \"tpm\", \"entries\": []}\n\n{\"q\": \"tpm\"}\nwhat is a tpm\n", &[]);
    assert_eq!(ran.code, 1);
    for told in ["questions.jsonl:3: has no \"entries\"", "questions.jsonl:4: is no labelled question"] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
    assert!(!ran.out.contains("right/asserted"), "{}", ran.out);
    assert_eq!(asked("\n", &[]).code, 1, "no question at all");
    assert_eq!(anywhere(&["check", "--questions", "/nowhere.jsonl"]).code, 1);
    let unknown = asked("{\"q\": \"tpm\", \"entries\": [\"role/gone\"]}\n", &[]);
    assert_eq!(unknown.code, 0);
    assert!(unknown.err.contains("there is no entry \"role/gone\""), "{}", unknown.err);
}
