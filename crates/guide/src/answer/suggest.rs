//! Suggestions for an option while a member types it.

use super::Guide;
use crate::knowledge::{Body, Entry, EntryId, Shelf, fold};
use crate::search::{Meaning, Side, exact_words, suggest_entries};
use crate::text::{cut_at_word, on_one_line};

/// Most suggestions at a time.
const MOST: usize = 25;

/// The value that opens the list of all FAQs.
const ALL: &str = "all";

/// Most entries that are suggested for a question.
const MOST_ENTRIES: usize = 5;

/// The most characters of a choice that Discord takes
/// (<https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure>).
const LONGEST: usize = 100;

/// The fewest characters of a question, and the most, which are those that are looked at.
const SHORTEST: usize = 2;
const LONGEST_TYPED: usize = 300;

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

/// The member's own words, then the titles of the entries that are like them. What is picked is asked like any question.
fn questions(guide: &Guide, typed: &str) -> Vec<Suggestion> {
    let words = on_one_line(typed, LONGEST_TYPED);
    if fold(&words).is_empty() {
        return most_needed(guide).into_iter().map(|entry| titled(guide, entry)).collect();
    }
    if words.chars().count() < SHORTEST {
        return Vec::new();
    }
    let beginning = beginning_with(guide, &words);
    let alike =
        suggest_entries(&guide.index, &words, MOST_ENTRIES).into_iter().filter_map(|id| guide.knowledge.get(id));
    let mut entries: Vec<&Entry> = Vec::new();
    for entry in beginning.into_iter().chain(alike) {
        // Words that are a title ask for it already.
        if entries.iter().all(|known| known.id != entry.id) && fold(&entry.title) != fold(&words) {
            entries.push(entry);
        }
    }
    let entries = entries.into_iter().take(MOST_ENTRIES).map(|entry| titled(guide, entry));
    // A choice can hold no more; what is sent without a choice is whole.
    let own = cut_at_word(&words, LONGEST);
    std::iter::once(Suggestion { name: own.clone(), value: own }).chain(entries).collect()
}

/// An entry, by the words that ask for it.
fn titled(guide: &Guide, entry: &Entry) -> Suggestion {
    let value = cut_at_word(exact_words(&guide.index, entry), LONGEST);
    Suggestion { name: entry.title.clone(), value }
}

/// The entries with a title that begins with these words; none where too many do, as with "what is".
fn beginning_with<'g>(guide: &'g Guide, words: &str) -> Vec<&'g Entry> {
    const SHORTEST: usize = 3;
    let begins = |title: &str| {
        let mut title = title.chars().flat_map(char::to_lowercase);
        words.chars().flat_map(char::to_lowercase).all(|typed| title.next() == Some(typed))
    };
    if words.chars().count() < SHORTEST {
        return Vec::new();
    }
    let found: Vec<&Entry> = guide.knowledge.entries().iter().filter(|entry| begins(&entry.title)).collect();
    if found.len() > MOST_ENTRIES { Vec::new() } else { found }
}

/// The entries that members need most, of one command after the other.
fn most_needed(guide: &Guide) -> Vec<&Entry> {
    let shelves = Shelf::ALL.map(|shelf| guide.knowledge.most_needed_first(shelf));
    let longest = shelves.iter().map(Vec::len).max().unwrap_or_default();
    (0..longest)
        .flat_map(|place| shelves.iter().filter_map(move |entries| entries.get(place).copied()))
        .take(MOST_ENTRIES)
        .collect()
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
