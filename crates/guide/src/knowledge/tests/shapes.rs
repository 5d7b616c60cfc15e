//! The shape of the files.

use super::*;

#[test]
fn an_unknown_key_is_told_with_what_was_probably_meant() {
    assert_eq!(problems_with("titel", json!(1)), tested("titel", "unknown key \"titel\"; did you mean \"title\"?"));
    let lead = json!({"say": "x", "source": ["a.txt"]});
    assert_eq!(problems_with("lead", lead), tested("lead.source", "unknown key \"source\"; did you mean \"sources\"?"));
}

#[test]
fn an_unknown_key_like_none_is_told_with_the_known_ones() {
    let known = "id, also_id, title, short, tagline, emoji, also_known_as, asked_as, lead, steps, template, sections, \
                 questions, disagreement, caution, sources_say_no_more, related, reviewed";
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
    let known = "focus, scope, horizon, background, skills, goal, stakeholders, technical-depth, day-to-day, people, \
                 decisions, success, pay";
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
