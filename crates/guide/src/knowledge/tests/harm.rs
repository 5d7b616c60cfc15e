//! Files that mean harm.

use std::fmt::Write as _;

use super::*;

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
fn the_usual_mistakes_of_yaml_have_a_hint() {
    for (text, hint) in [
        (
            "- id: topic/tested\n  title: \"It begins\n  short: and never ends\n",
            "; is a closing quote missing on a line above?",
        ),
        (
            "- id: topic/tested\n  title: 'It begins\n  short: and never ends\n",
            "; is a closing quote missing on a line above?",
        ),
        ("- id: topic/tested\n\ttitle: After a tab\n", "; indent with spaces, not with tabs"),
        ("- id: topic/tested\n  title: One: two\n", "; put a text that holds \": \" in quotes"),
    ] {
        let problems = problems_of_text(text);
        assert!(problems.len() == 1 && problems[0].ends_with(hint), "{text}: {problems:?}");
    }
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
            let _ = Files::new(vec![File { path: path.to_owned(), text: text.clone() }]).problems();
        }
    }
}
