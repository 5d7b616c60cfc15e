//! The asker's words in a response.

use super::*;

#[test]
fn what_was_typed_renders_nothing_and_links_nothing() {
    for (typed, shown) in [
        ("**bold** `code`", r"You asked for “\*\*bold\*\* \`code\`”."),
        ("@everyone", "You asked for “\\@\u{200b}everyone”."),
        ("<@123> <#4> </x:5>", "You asked for “\\<\\@\u{200b}123\\> \\<\\#4\\> \\<\\/x\\:5\\>”."),
        ("[click](https://evil.example)", r"You asked for “\[click\]\(https\:\/\/evil.example\)”."),
        ("a\u{202e}b\u{200b}c\u{7}d\ne", "You asked for “abcd e”."),
        ("# Heading", r"You asked for “\# Heading”."),
        ("'; DROP TABLE roles; --", r"You asked for “'; DROP TABLE roles; \-\-”."),
        ("مرحبا 🏥", "You asked for “مرحبا 🏥”."),
    ] {
        let response = show(&unheard_of(typed), true, None);
        let description = response["data"]["embeds"][0]["description"].as_str().unwrap();
        assert_eq!(description.lines().next(), Some(shown));
        lawful(&response).unwrap();
    }
}

#[test]
fn six_thousand_typed_characters_are_cut_at_sixty() {
    for typed in ["x".repeat(6_000), "*".repeat(6_000), "🏥".repeat(6_000), "@everyone ".repeat(600)] {
        let response = show(&unheard_of(&typed), true, None);
        lawful(&response).unwrap();
        let description = response["data"]["embeds"][0]["description"].as_str().unwrap();
        assert!(description.lines().next().unwrap().contains('…'), "{description}");
    }
}

#[test]
fn what_shows_nothing_is_not_quoted() {
    let response = show(&unheard_of("\u{200b}\u{202e}"), true, None);
    assert!(!response.to_string().contains("You asked for"));
}

#[test]
fn a_name_of_several_things_carries_nothing_that_was_typed_after_it() {
    let typed = format!("pm{}<@1> @everyone [x](https://evil.example){}", " ".repeat(150), "y".repeat(5_800));
    let compare = Question::Compare { first: typed.clone(), second: "tpm".to_owned() };
    for question in [Question::find(Shelf::Role, &typed), compare] {
        let response = show(&answer(shipped(), &question), false, None);
        lawful(&response).unwrap();
        assert!(!response.to_string().contains("evil"), "{response}");
    }
}
