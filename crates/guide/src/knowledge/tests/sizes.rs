//! How long a text is, and how many of them there are: each at its limit and one beyond.

use super::*;

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
    at_most(150, "asked_as", "asked_as", |text| questions(&text));
}

#[test]
fn a_question_has_at_least_8_characters() {
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
fn an_entry_is_asked_for_in_at_least_ten_ways() {
    let mut questions = questions("What is it all?");
    assert_eq!(problems_with("asked_as", questions.clone()), NOTHING);
    questions.as_array_mut().unwrap().pop();
    assert_eq!(
        problems_with("asked_as", questions),
        tested("asked_as", "has 9 questions; write at least 10 different ones")
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
