//! Suggestions for an option while a member types it.

use super::Guide;
use crate::knowledge::{Body, Entry, EntryId, Shelf, fold};
use crate::search::{Meaning, Side, suggest_questions};

/// Most suggestions at a time.
const MOST: usize = 25;

/// The value that opens the list of all FAQs.
const ALL: &str = "all";

/// The most characters of a suggestion. A longer question is not suggested: cut, it would not be the question.
const LONGEST: usize = 100;

/// What is being filled in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// A question in the asker's own words.
    Question,
    /// The name of an entry on a shelf.
    Name(Shelf),
    /// One side of a comparison, and what the other side holds so far.
    Side {
        /// Unchecked.
        other: Option<String>,
    },
}

impl Field {
    /// How many typed bytes it holds.
    pub fn typed_bytes(&self) -> usize {
        match self {
            Self::Side { other: Some(other) } => other.len(),
            Self::Question | Self::Name(_) | Self::Side { other: None } => 0,
        }
    }
}

/// One thing to pick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is shown.
    pub name: String,
    /// What is sent.
    pub value: String,
}

/// What fits `typed`, best first, at most 25; for nothing, what people need most.
pub fn suggest(guide: &Guide, field: &Field, typed: &str) -> Vec<Suggestion> {
    match field {
        Field::Question => questions(guide, typed),
        Field::Name(shelf) => {
            let mut suggestions: Vec<Suggestion> =
                guide.names.suggest(*shelf, typed, MOST).iter().filter_map(|id| named(guide, id)).collect();
            if *shelf == Shelf::Faq && means_all(typed) {
                suggestions.insert(0, Suggestion { name: "Browse all questions".to_owned(), value: ALL.to_owned() });
                suggestions.truncate(MOST);
            }
            suggestions
        }
        Field::Side { other } => {
            let other = other.as_deref().and_then(|other| match guide.names.side(other) {
                Meaning::One(side) => Some(side),
                Meaning::Several(sides) => sides.into_iter().next(),
                Meaning::Nothing => None,
            });
            guide
                .names
                .suggest_sides(typed, other.as_ref(), MOST)
                .into_iter()
                .filter_map(|side| match side {
                    Side::Role(id) => named(guide, &id),
                    Side::Job { name, .. } => Some(Suggestion { value: name.clone(), name }),
                })
                .collect()
        }
    }
}

/// Whole questions, each in the words that are sent.
fn questions(guide: &Guide, typed: &str) -> Vec<Suggestion> {
    let questions: Vec<&str> = if fold(typed).is_empty() {
        most_needed(guide)
    } else {
        suggest_questions(&guide.knowledge, &guide.index, typed, is_whole_question)
    };
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for question in questions {
        if suggestions.len() < MOST && suggestions.iter().all(|taken| fold(&taken.name) != fold(question)) {
            suggestions.push(Suggestion { value: question.to_owned(), name: question.to_owned() });
        }
    }
    suggestions
}

/// A question for each of the entries that members need most, of each command in turn.
fn most_needed(guide: &Guide) -> Vec<&str> {
    let shelves = Shelf::ALL.map(|shelf| guide.knowledge.most_needed_first(shelf));
    let longest = shelves.iter().map(Vec::len).max().unwrap_or_default();
    (0..longest)
        .flat_map(|place| shelves.iter().filter_map(move |entries| entries.get(place)))
        .filter_map(|entry| as_question(entry))
        .take(MOST)
        .collect()
}

/// The title if it is a question, or else the first example question.
fn as_question(entry: &Entry) -> Option<&str> {
    let texts = std::iter::once(&entry.title).chain(&entry.asked_as);
    texts.map(String::as_str).find(|text| is_whole_question(text))
}

/// Whether a text of the guide can be suggested as a question: example questions also hold bare keywords, such as
/// "user testing code testing", which the search learns from but no member would pick.
fn is_whole_question(text: &str) -> bool {
    text.ends_with('?') && text.chars().count() <= LONGEST
}

/// Whether this asks for the whole list of FAQs.
pub(super) fn means_all(typed: &str) -> bool {
    let typed = fold(typed);
    typed.is_empty() || ["all", "browse all", "browse all questions", "list"].contains(&typed.as_str())
}

fn named(guide: &Guide, id: &EntryId) -> Option<Suggestion> {
    let entry = guide.knowledge.get(id)?;
    let (name, value) = match &entry.body {
        Body::Faq(faq) => (format!("{} · {}", faq.number, entry.title), faq.number.to_string()),
        Body::Career(career) => match career.step {
            Some(step) => (format!("{step} · {}", entry.title), id.as_str().to_owned()),
            None => (entry.title.clone(), id.as_str().to_owned()),
        },
        _ => (entry.title.clone(), id.as_str().to_owned()),
    };
    Some(Suggestion { name, value })
}
