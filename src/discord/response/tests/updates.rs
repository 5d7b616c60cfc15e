//! Updates of a message.

use super::*;

#[test]
fn an_update_keeps_the_line_above_the_answer() {
    let response = replace(&healthcare(), OWN);
    assert_eq!((&response["type"], response["data"].get("content")), (&json!(7), None));
    assert_eq!(response["data"].get("flags"), None, "what is private stays so");
}

#[test]
fn an_answer_in_place_of_plain_text_leaves_none_of_it() {
    let response = replace(&healthcare(), Pressed { plain_text: true, ..OWN });
    assert_eq!(response["data"]["content"], "");
    assert_eq!(response["data"]["embeds"].as_array().map(Vec::len), Some(1));
}

#[test]
fn help_in_place_of_an_answer_leaves_no_embed() {
    let response = replace(&asked(shipped(), "/help"), OWN);
    assert_eq!(response["data"]["embeds"], json!([]));
    assert!(length(&response["data"]["content"]) > 0);
}

#[test]
fn help_is_plain_text_that_fits() {
    let response = show(&asked(shipped(), "/help"), false, None);
    let content = response["data"]["content"].as_str().unwrap();
    assert!(content.chars().count() <= limits::CONTENT, "{} characters", content.chars().count());
    assert!(response["data"]["embeds"].as_array().is_none_or(Vec::is_empty));
    for command in Command::ALL.into_iter().filter(|command| *command != Command::Help) {
        assert!(content.contains(&format!("`{}`", command.usage())), "{command:?}");
    }
    // A phone shows about 45 characters a line and 34 lines.
    let lines: usize = content.lines().map(|line| line.chars().count().div_ceil(45).max(1)).sum();
    assert!(lines <= 34, "{lines} lines on a phone");
    assert!(content.contains(ASK_ABOUT), "the command that is not typed");
    assert!(content.contains("stored") && content.contains("log"), "it says what is kept");
}

#[test]
fn help_says_what_is_logged_of_the_words_and_fits_either_way() {
    let quiet = asked(shipped(), "/help");
    let telling = asked(&Guide { logs_questions: true, ..shipped().clone() }, "/help");
    for (help, logged) in [(quiet, false), (telling, true)] {
        let response = show(&help, false, None);
        lawful(&response).unwrap();
        let content = response["data"]["content"].as_str().unwrap();
        assert_eq!(content.contains("and not what you typed."), !logged, "{content}");
        assert_eq!(content.contains("their words are logged."), logged, "{content}");
    }
}

#[test]
fn removing_is_an_acknowledgement() {
    assert_eq!(sent(&Reply::Remove), json!({"type": 6, "data": null}));
}
