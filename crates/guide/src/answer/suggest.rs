//! What to offer while somebody types.

use super::Guide;
use crate::knowledge::{Body, Entry, EntryId, Shelf, fold};
use crate::search::{Meaning, Side, suggest_questions};
use crate::text::cut_at_word;

/// Most suggestions at a time.
const MOST: usize = 25;

/// The value that opens the list of all FAQs.
const ALL: &str = "all";

/// The most characters of a suggestion: a longer question is suggested without its end.
const LONGEST: usize = 100;

/// What is being filled in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// A question in somebody's own words.
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
    /// How many bytes of what somebody typed it holds.
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
            let taken = other.as_deref().and_then(|other| match guide.names.side(other) {
                Meaning::One(side) => Some(side),
                Meaning::Several(sides) => sides.into_iter().next(),
                Meaning::Nothing => None,
            });
            guide
                .names
                .suggest_sides(typed, taken.as_ref(), MOST)
                .into_iter()
                .filter_map(|side| match side {
                    Side::Role(id) => named(guide, &id),
                    Side::Job { name, .. } => Some(Suggestion { value: name.clone(), name }),
                })
                .collect()
        }
    }
}

/// Questions as somebody could ask them, each in just the words that are sent.
fn questions(guide: &Guide, typed: &str) -> Vec<Suggestion> {
    let questions: Vec<&str> = if fold(typed).is_empty() {
        asked_most(guide)
    } else {
        suggest_questions(&guide.knowledge, &guide.index, typed, MOST)
            .into_iter()
            .map(|(question, _)| question)
            .collect()
    };
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for question in questions {
        let name = cut_at_word(question, LONGEST);
        if suggestions.len() < MOST && suggestions.iter().all(|taken| fold(&taken.name) != fold(&name)) {
            suggestions.push(Suggestion { value: name.clone(), name });
        }
    }
    suggestions
}

/// What people need most, of each command in turn, as a question.
fn asked_most(guide: &Guide) -> Vec<&str> {
    let shelves = Shelf::ALL.map(|shelf| guide.knowledge.most_needed_first(shelf));
    let longest = shelves.iter().map(Vec::len).max().unwrap_or_default();
    (0..longest)
        .flat_map(|place| shelves.iter().filter_map(move |entries| entries.get(place)))
        .map(|entry| as_question(entry))
        .take(MOST)
        .collect()
}

/// A title that asks, or else the first way in which the entry is asked for.
fn as_question(entry: &Entry) -> &str {
    let asks = entry.title.ends_with('?');
    entry.asked_as.first().filter(|_| !asks).unwrap_or(&entry.title)
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
