//! Answers as text. The words first: the shipped guide in a terminal of some width.

use tpm_guide_core::answer::Suggestion;
use tpm_guide_core::fixtures::answers::{asked, everything, shipped};
use tpm_guide_core::reply::line::{LineError, read};
use tpm_guide_core::reply::{Addressee, Request, UserId, respond};

use super::*;

/// What is shown for a command, escape codes and all.
fn shown(command: &str, width: usize) -> String {
    let request = read(command).unwrap_or_else(|error| panic!("{command}: {error}"));
    draw(&respond(shipped(), &request).0, shipped(), width)
}

/// The same as it reads where there are no colours.
fn plain(drawn: &str) -> String {
    anstream::adapter::strip_str(drawn).to_string()
}

#[test]
fn an_answer_stands_in_the_order_of_its_design() {
    let text = plain(&shown("/industry healthcare", 80));
    let places: Vec<usize> =
        ["🏥 Healthcare and life sciences", "What the work looks like", "In the interview", "! ", "Sources: ¹ ", "→ /"]
            .map(|part| text.find(part).unwrap_or_else(|| panic!("no {part} in {text}")))
            .into();
    assert!(places.is_sorted(), "{text}");
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{text:?}");
}

#[test]
fn titles_are_bold_headings_underlined_and_small_print_dim() {
    let text = shown("/industry healthcare", 80);
    assert!(text.starts_with("\u{1b}[1m🏥 Healthcare and life sciences\u{1b}[0m\n"), "{text:?}");
    assert!(text.contains("\u{1b}[4mWhat the work looks like\u{1b}[0m\n"), "{text:?}");
    assert!(text.contains("\u{1b}[2mSources: "), "{text:?}");
}

#[test]
fn lines_keep_to_the_width() {
    for width in [40, 80] {
        for answer in everything(shipped()) {
            let reply = Reply::Show { answer: Box::new(answer), private: false, addressee: None };
            let text = plain(&draw(&reply, shipped(), width));
            let long = text.lines().find(|line| textwrap::core::display_width(line) > width);
            // A single word may be longer than a narrow line.
            assert!(long.is_none_or(|line| !line.trim().contains(' ')), "{width}: {long:?}");
        }
    }
}

#[test]
fn the_commands_at_the_end_lead_on() {
    let text = plain(&shown("/industry healthcare", 80));
    let (_, commands) = text.rsplit_once("→ ").expect("a last line");
    for command in commands.replace("\n  ", " ").trim().split(" · ") {
        assert!(matches!(read(command), Ok(Request::Ask { .. })), "{command}");
    }
}

#[test]
fn what_was_typed_controls_no_terminal() {
    for typed in [
        "\u{1b}[31mred\u{1b}]0;title\u{7}",
        "a\rb\nc",
        "\u{202e}abc",
        &"x".repeat(6_000),
        &format!("pm{}\u{1b}[31m", " ".repeat(200)),
    ] {
        for command in ["role", "topic"] {
            let text = shown(&format!("/{command} \"{typed}\""), 80);
            let ours = ["\u{1b}[1m", "\u{1b}[2m", "\u{1b}[3m", "\u{1b}[4m", "\u{1b}[0m"];
            let rest = ours.iter().fold(text.clone(), |rest, code| rest.replace(code, ""));
            assert!(!rest.chars().any(|character| character.is_control() && character != '\n'), "{rest:?}");
            assert!(!rest.contains('\u{202e}') && rest.len() < 6_000, "{rest:?}");
        }
    }
}

#[test]
fn markdown_becomes_bold_and_italic_and_loses_its_marks() {
    assert_eq!(plain(&marks_drawn("**Bold**, *italic* and `code`")), "Bold, italic and code");
    assert_eq!(marks_drawn("**a** b"), "\u{1b}[1ma\u{1b}[0m b");
    assert_eq!(marks_drawn("*a* b"), "\u{1b}[3ma\u{1b}[0m b");
    for answer in everything(shipped()) {
        let reply = Reply::Show { answer: Box::new(answer), private: false, addressee: None };
        let text = plain(&draw(&reply, shipped(), 80));
        assert!(!text.contains("**") && !text.contains('`'), "{text}");
    }
}

#[test]
fn replacing_looks_like_showing() {
    let answer = Box::new(asked(shipped(), "/role tpm"));
    let pressed = tpm_guide_core::reply::Pressed {
        own: true,
        audience: tpm_guide_core::reply::Audience::Channel,
        plain_text: false,
    };
    let replace = Reply::Replace { answer: answer.clone(), pressed };
    let show = Reply::Show { answer, private: false, addressee: None };
    assert_eq!(draw(&replace, shipped(), 80), draw(&show, shipped(), 80));
}

#[test]
fn removals_and_suggestions_can_be_seen_too() {
    assert_eq!(draw(&Reply::Remove, shipped(), 80), "(the answer is removed)\n");
    let suggestion = Suggestion { name: "Healthcare".to_owned(), value: "industry/healthcare".to_owned() };
    assert_eq!(draw(&Reply::Suggest(vec![suggestion]), shipped(), 80), "Healthcare = industry/healthcare\n");
}

#[test]
fn a_page_says_which_it_is() {
    let text = plain(&shown("/faq all", 80));
    assert!(text.contains("❓ Frequently asked questions"), "{text}");
    let paged =
        everything(shipped()).into_iter().find(|answer| answer.paging.is_some() && answer.attribution.is_some());
    let paged = paged.expect("a long answer");
    let pages = paged.paging.as_ref().unwrap().pages;
    let reply = Reply::Show { answer: Box::new(paged), private: false, addressee: None };
    let text = plain(&draw(&reply, shipped(), 200));
    assert!(text.contains(&format!(" of {pages}")), "{text}");
}

// Lines.

#[test]
fn a_person_is_an_id_that_is_not_zero() {
    let addressee = |line: &str| match read(line) {
        Ok(Request::Ask { addressee, .. }) => addressee,
        other => panic!("{line}: {other:?}"),
    };
    let ben = Some(Addressee { user: UserId::new(42).unwrap(), bot: false, asks: false });
    assert_eq!(addressee("/role tpm for:42"), ben);
    assert_eq!(addressee("/role tpm for:<@42>"), ben);
    assert_eq!(addressee("/role tpm"), None);
    assert_eq!(addressee("/faq for: or against coding"), None, "a word of the question");
    assert_eq!(addressee("/faq \"for:42\""), None, "in quotes it is a value");
    for bad in ["0", "ben", "-1"] {
        let line = format!("/role tpm for:{bad}");
        assert!(matches!(read(&line), Err(LineError::Value { option: "for", .. })), "{line}");
    }
}

#[test]
fn a_mistake_repeats_what_was_typed_without_control_characters() {
    let error = read(&format!("/\u{1b}[31m{}", "x".repeat(500))).unwrap_err().to_string();
    assert!(!error.contains('\u{1b}') && error.len() < 300, "{error:?}");
    assert!(error.contains("/ask, /tpm-vs-pm, /compare"), "{error}");
}

proptest::proptest! {
    #[test]
    fn any_line_is_a_request_or_a_mistake(line in "\\PC{0,60}|/(role|compare|help|faq)( |:|\"|“|for|private|name|tpm|[0-9]){0,12}") {
        let _ = read(&line);
    }
}
