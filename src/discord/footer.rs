//! The footer of an answer that holds the whole question: drawn by `response`, read back by `payload` when a control below it
//! is pressed. Nothing else remembers the question.
//!
//! Discord draws no Markdown, links no address and mentions no one in a footer
//! (<https://docs.discord.com/developers/resources/message#embed-object-embed-footer-structure>), so that nothing needs to be
//! escaped, and what is read back is what was asked.

use tpm_guide_core::mentors::Limits;
use tpm_guide_core::text::{on_one_line, says_nothing};

/// What stands before the question. Every version must read it: messages outlive a release.
const ASKED: &str = "You asked: ";

/// The footer for a question, on one line and without invisible characters; `None` for words that show nothing.
pub(super) fn footer(question: &str) -> Option<String> {
    let words = on_one_line(question, Limits::QUESTION);
    (!words.is_empty()).then(|| format!("{ASKED}{words}"))
}

/// The question in the text of a footer; `None` where it holds none.
pub(super) fn asked(footer: &str) -> Option<String> {
    let words = footer.strip_prefix(ASKED)?;
    let words: String = words.chars().take(Limits::QUESTION).collect();
    (!says_nothing(&words)).then_some(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::discord::limits;

    fn comes_back(question: &str) -> Option<String> {
        asked(&footer(question)?)
    }

    #[test]
    fn a_question_comes_back_as_it_was_asked() {
        for question in [
            "do i need a degree?",
            "what is **bold** <@1> @everyone `code`",
            "健康 é مرحبا 🏥",
            "You asked: You asked: x",
        ] {
            assert_eq!(comes_back(question).as_deref(), Some(question));
        }
    }

    #[test]
    fn direction_marks_and_lines_do_not_come_back() {
        assert_eq!(comes_back("a\u{202e}b\u{2066}\nc\u{200b}\u{7}").as_deref(), Some("ab c"));
        for nothing in ["", " \n", "\u{202e}\u{200b}", "\u{3164}"] {
            assert_eq!((footer(nothing), comes_back(nothing)), (None, None), "{nothing:?}");
        }
    }

    #[test]
    fn a_thousand_characters_stay_and_one_more_is_cut() {
        let length = |length: usize| comes_back(&"é".repeat(length)).map(|words| words.chars().count());
        assert_eq!((length(999), length(1000), length(1001)), (Some(999), Some(1000), Some(1000)));
        assert!(!comes_back(&"é".repeat(1000)).unwrap().contains('…'));
        assert!(comes_back(&"é".repeat(1001)).unwrap().ends_with('…'));
    }

    #[test]
    fn other_footers_hold_no_question() {
        for footer in
            ["", "You asked:", "You asked: ", "You asked: \u{200b}", "you asked: x", " You asked: x", "Sources: x"]
        {
            assert_eq!(asked(footer), None, "{footer:?}");
        }
        assert_eq!(asked(&format!("You asked: {}", "x".repeat(5000))).map(|words| words.len()), Some(1000));
    }

    proptest! {
        #[test]
        fn whatever_is_drawn_comes_back(
            question in "\\PC{0,200}|.{0,200}|[a-z\u{301}\u{202a}-\u{202e}\u{200b}\u{fe0f}\n <@>*`]{0,60}",
        ) {
            let drawn = footer(&question);
            let shown = on_one_line(&question, Limits::QUESTION);
            prop_assert_eq!(drawn.as_deref().and_then(asked), Some(shown).filter(|shown| !shown.is_empty()));
            prop_assert!(drawn.is_none_or(|drawn| drawn.chars().count() <= limits::EMBED_FOOTER));
        }

        #[test]
        fn no_footer_makes_it_panic(written in "(You asked: )?.{0,80}") {
            if let Some(question) = asked(&written) {
                prop_assert!(written.ends_with(&question));
            }
        }
    }
}
