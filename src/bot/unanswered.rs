//! The unanswered-question log: what is logged of questions in the asker's own words that found no answer.

use tpm_guide_core::answer::{Question, Searched};
use tpm_guide_core::reply::Request;
use tpm_guide_core::search::Outcome;
use tpm_guide_core::text::on_one_line;

/// The most characters of a question that are logged: as many as `/ask` takes.
const LOGGED: usize = 300;

/// What the log says of a question without an answer, for curators.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Unanswered {
    /// The chance that the nearest entry answers, from 0 to 1.
    pub confidence: Option<f64>,
    /// The entry that came nearest.
    pub nearest: Option<String>,
    /// What was typed, where that may be logged.
    pub question: Option<String>,
}

impl Unanswered {
    /// Nothing for a question that was answered, or was not in the asker's own words. The words are kept only where
    /// `logs_questions`, and never those of a message: its author asked nothing.
    pub fn of(request: &Request, searched: Option<&Searched>, logs_questions: bool) -> Self {
        let Some(searched) = searched.filter(|searched| searched.outcome != Outcome::Found) else {
            return Self::default();
        };
        let typed = match request {
            Request::Ask { question: Question::Ask { text }, .. } if logs_questions => Some(on_one_line(text, LOGGED)),
            _ => None,
        };
        Self {
            confidence: Some(f64::from(searched.confidence) / 100.0),
            nearest: searched.best.as_ref().map(ToString::to_string),
            question: typed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tpm_guide_core::fixtures::answers::id;

    fn searched(outcome: Outcome) -> Searched {
        Searched { outcome, confidence: 37, best: Some(id("faq/degree-required")) }
    }

    fn typed(text: &str) -> Request {
        Request::Ask { question: Question::ask(text), addressee: None, private: None }
    }

    #[test]
    fn a_miss_is_told_without_a_word_of_what_was_typed() {
        for outcome in [Outcome::Unsure, Outcome::Unknown] {
            let unanswered = Unanswered::of(&typed("my secret"), Some(&searched(outcome)), false);
            let nearest = Some("faq/degree-required".to_owned());
            assert_eq!(unanswered, Unanswered { confidence: Some(0.37), nearest, question: None });
        }
    }

    #[test]
    fn of_what_was_answered_and_of_other_commands_nothing_is_told() {
        for logs_questions in [false, true] {
            let found = Unanswered::of(&typed("x"), Some(&searched(Outcome::Found)), logs_questions);
            assert_eq!(found, Unanswered::default());
            assert_eq!(Unanswered::of(&typed("x"), None, logs_questions), Unanswered::default());
        }
    }

    #[test]
    fn the_words_are_logged_on_one_line_where_that_is_wanted() {
        let words =
            |text: &str| Unanswered::of(&typed(text), Some(&searched(Outcome::Unknown)), true).question.unwrap();
        assert_eq!(words("is it\n\u{1b}[31m hard\u{202e}?"), "is it [31m hard?");
        assert_eq!(words(&"x".repeat(6_000)).chars().count(), 300);
    }

    #[test]
    fn the_words_of_a_message_are_never_logged() {
        let about = Request::AskAbout { text: "not asked by its author".to_owned() };
        assert_eq!(Unanswered::of(&about, Some(&searched(Outcome::Unknown)), true).question, None);
    }
}
