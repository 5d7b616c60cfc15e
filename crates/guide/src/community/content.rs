//! What staff write about an own entry, and what of it cannot be published.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::markup::{plain_line, plain_text, plain_title};
use crate::knowledge::{EntryId, fold};

/// The limits of an own entry, in characters unless they say otherwise.
#[derive(Clone, Copy, Debug)]
pub struct ContentLimits;

impl ContentLimits {
    /// The title.
    pub const TITLE: usize = 100;
    /// The answer.
    pub const BODY: usize = 3_500;
    /// How many other names there are, and how long each is.
    pub const NAMES: usize = 10;
    /// One of the other names.
    pub const NAME: usize = 60;
    /// How many questions there are, and how long each is.
    pub const QUESTIONS: usize = 20;
    /// One of the questions.
    pub const QUESTION: usize = 140;
    /// The source: a link or a name.
    pub const SOURCE: usize = 300;
}

/// What staff write about an own entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The subject.
    pub title: String,
    /// The answer, in the light Markdown of entries: paragraphs, headings, lists, bold, italics, code and links.
    pub body: String,
    /// Other names that members type.
    #[serde(default)]
    pub also_known_as: Vec<String>,
    /// Questions that it answers.
    #[serde(default)]
    pub asked_as: Vec<String>,
    /// Where it comes from: an `https` link or a name.
    #[serde(default)]
    pub source: Option<String>,
    /// The shipped entry that it replaces.
    #[serde(default)]
    pub replaces: Option<EntryId>,
}

/// A part of a [`Content`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The title.
    Title,
    /// The answer.
    Body,
    /// The other names.
    Names,
    /// The questions.
    Questions,
    /// The source.
    Source,
}

impl Field {
    /// What the form calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Body => "Answer",
            Self::Names => "Other names",
            Self::Questions => "Questions it answers",
            Self::Source => "Source",
        }
    }
}

/// Why a content cannot be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentProblem {
    /// The part with the problem.
    pub field: Field,
    /// What is wrong with it and what to do; it follows the label of the field and a colon.
    pub message: String,
}

impl fmt::Display for ContentProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.field.label(), self.message)
    }
}

impl Content {
    /// The content without characters that are not seen, surrounding space, empty lines of a list and repetitions.
    #[must_use]
    pub fn cleaned(&self) -> Self {
        let list = |lines: &[String], clean: fn(&str) -> String| {
            let mut seen: Vec<String> = Vec::new();
            let mut kept = Vec::new();
            for line in lines.iter().map(|line| clean(line)) {
                let folded = fold(&line);
                if !folded.is_empty() && !seen.contains(&folded) {
                    seen.push(folded);
                    kept.push(line);
                }
            }
            kept
        };
        let title = plain_title(&self.title);
        let mut also_known_as = list(&self.also_known_as, plain_title);
        also_known_as.retain(|name| fold(name) != fold(&title));
        Self {
            body: plain_text(&self.body),
            also_known_as,
            asked_as: list(&self.asked_as, plain_line),
            source: self.source.as_deref().map(plain_line).filter(|source| !source.is_empty()),
            replaces: self.replaces.clone(),
            title,
        }
    }

    /// Everything that keeps it from being published; nothing for a content that is in order.
    pub fn problems(&self) -> Vec<ContentProblem> {
        let mut problems = Vec::new();
        let mut problem = |field, message: String| problems.push(ContentProblem { field, message });
        let length = |text: &str| text.chars().count();
        if fold(&self.title).is_empty() {
            problem(Field::Title, "it holds no letter or digit. Name the subject in a few words.".to_owned());
        }
        let mut too_long = |field, text: &str, most: usize| {
            let long = length(text);
            if long > most {
                problem(field, format!("{long} characters, and {most} fit. Shorten it."));
            }
        };
        too_long(Field::Title, &self.title, ContentLimits::TITLE);
        too_long(Field::Body, &self.body, ContentLimits::BODY);
        too_long(Field::Source, self.source.as_deref().unwrap_or_default(), ContentLimits::SOURCE);
        if fold(&self.body).is_empty() {
            problem(Field::Body, "it is empty. Write what members should read.".to_owned());
        }
        let mut list = |field, lines: &[String], most: usize, longest: usize| {
            if lines.len() > most {
                problem(field, format!("{} lines, and {most} fit. Leave some out.", lines.len()));
            }
            for line in lines.iter().filter(|line| length(line) > longest) {
                let begin: String = line.chars().take(20).collect();
                problem(field, format!("“{begin}…” has more than {longest} characters. Shorten it."));
            }
        };
        list(Field::Names, &self.also_known_as, ContentLimits::NAMES, ContentLimits::NAME);
        list(Field::Questions, &self.asked_as, ContentLimits::QUESTIONS, ContentLimits::QUESTION);
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        Content { title: "Standup".to_owned(), body: "At ten.".to_owned(), ..Content::default() }
    }

    #[test]
    fn a_title_and_an_answer_are_enough() {
        assert_eq!(content().problems(), []);
    }

    #[test]
    fn nothing_to_read_is_a_problem_of_its_field() {
        let empty = Content { title: "*".to_owned(), body: "\u{200b} ".to_owned(), ..Content::default() }.cleaned();
        let fields: Vec<Field> = empty.problems().iter().map(|problem| problem.field).collect();
        assert_eq!(fields, [Field::Title, Field::Body]);
    }

    #[test]
    fn each_limit_holds_and_one_more_is_a_problem() {
        let text = |length: usize| "é".repeat(length);
        let full = Content {
            title: text(ContentLimits::TITLE),
            body: text(ContentLimits::BODY),
            also_known_as: vec![text(ContentLimits::NAME); ContentLimits::NAMES],
            asked_as: vec![text(ContentLimits::QUESTION); ContentLimits::QUESTIONS],
            source: Some(text(ContentLimits::SOURCE)),
            replaces: None,
        };
        assert_eq!(full.problems(), []);
        let more = Content {
            title: text(ContentLimits::TITLE + 1),
            body: text(ContentLimits::BODY + 1),
            also_known_as: vec![text(ContentLimits::NAME); ContentLimits::NAMES + 1],
            asked_as: vec![text(ContentLimits::QUESTION); ContentLimits::QUESTIONS + 1],
            source: Some(text(ContentLimits::SOURCE + 1)),
            replaces: None,
        };
        assert_eq!(more.problems().len(), 5);
        let long = |length| vec![text(length)];
        assert_eq!(Content { also_known_as: long(ContentLimits::NAME + 1), ..content() }.problems().len(), 1);
        assert_eq!(Content { asked_as: long(ContentLimits::QUESTION + 1), ..content() }.problems().len(), 1);
    }

    #[test]
    fn cleaning_drops_what_is_repeated_empty_or_not_seen() {
        let typed = Content {
            title: " Stand\u{200b}up ".to_owned(),
            body: "\u{202e}At ten.\r\n\r\n\r\n\r\nDaily. ".to_owned(),
            also_known_as: vec!["Daily".to_owned(), "daily!".to_owned(), String::new(), "standup".to_owned()],
            asked_as: vec![" when  is standup? ".to_owned()],
            source: Some("  ".to_owned()),
            replaces: None,
        };
        let cleaned = Content {
            title: "Standup".to_owned(),
            body: "At ten.\n\nDaily.".to_owned(),
            also_known_as: vec!["Daily".to_owned()],
            asked_as: vec!["when is standup?".to_owned()],
            source: None,
            replaces: None,
        };
        assert_eq!(typed.cleaned(), cleaned);
        assert_eq!(cleaned.cleaned(), cleaned);
    }
}
