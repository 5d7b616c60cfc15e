//! Suggestions for an option while a member types it.

use super::View;
use crate::knowledge::{Body, Entry, EntryId, Kind, Shelf, fold};
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
    /// A shipped entry of any shelf, which an own entry replaces.
    Shipped,
    /// An own entry.
    Own,
}

impl Field {
    /// How many typed bytes it holds.
    pub fn typed_bytes(&self) -> usize {
        match self {
            Self::Side { other: Some(other) } => other.len(),
            Self::Question | Self::Name(_) | Self::Side { other: None } | Self::Shipped | Self::Own => 0,
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
pub fn suggest<'g>(view: impl Into<View<'g>>, field: &Field, typed: &str) -> Vec<Suggestion> {
    let view = view.into();
    match field {
        Field::Question => questions(view, typed),
        Field::Name(shelf) => {
            let mut suggestions: Vec<Suggestion> =
                view.names().suggest(*shelf, typed, MOST).iter().filter_map(|id| named(view, id)).collect();
            if *shelf == Shelf::Faq && means_all(typed) {
                suggestions.insert(0, Suggestion { name: "Browse all questions".to_owned(), value: ALL.to_owned() });
                suggestions.truncate(MOST);
            }
            suggestions
        }
        Field::Side { other } => {
            let other = other.as_deref().and_then(|other| match view.names().side(other) {
                Meaning::One(side) => Some(side),
                Meaning::Several(sides) => sides.into_iter().next(),
                Meaning::Nothing => None,
            });
            view.names()
                .suggest_sides(typed, other.as_ref(), MOST)
                .into_iter()
                .filter_map(|side| match side {
                    Side::Role(id) => named(view, &id),
                    Side::Job { name, .. } => Some(Suggestion { value: name.clone(), name }),
                })
                .collect()
        }
        Field::Shipped => shipped(view, typed),
        Field::Own => own(view, typed),
    }
}

/// The shipped entries with names like `typed`, of one shelf after the other, so that no shelf fills the list alone.
fn shipped(view: View<'_>, typed: &str) -> Vec<Suggestion> {
    // As they are shipped: what the server switched off can be replaced too.
    let guide = view.guide;
    let shelves = Shelf::ALL.map(|shelf| View::from(guide).names().suggest(shelf, typed, MOST));
    let mut ids: Vec<&EntryId> = Vec::new();
    for id in (0..MOST).flat_map(|place| shelves.iter().filter_map(move |ids| ids.get(place))) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let entries = ids.into_iter().filter_map(|id| guide.knowledge.get(id)).take(MOST);
    entries.map(|entry| Suggestion { name: entry.title.clone(), value: entry.id.as_str().to_owned() }).collect()
}

/// The server's own entries with a title or name that holds what was typed, by title.
fn own(view: View<'_>, typed: &str) -> Vec<Suggestion> {
    let typed = fold(typed);
    let holds = |entry: &&Entry| {
        std::iter::once(&entry.title).chain(&entry.also_known_as).any(|name| fold(name).contains(&typed))
    };
    let mut found: Vec<&Entry> = view.own().iter().filter(holds).collect();
    found.sort_by_key(|entry| entry.title.to_lowercase());
    let suggestion = |entry: &Entry| Suggestion { name: entry.title.clone(), value: entry.id.as_str().to_owned() };
    found.into_iter().take(MOST).map(suggestion).collect()
}

/// The member's own words, then the titles of the entries that are like them. What is picked is asked like any question.
fn questions(view: View<'_>, typed: &str) -> Vec<Suggestion> {
    let words = on_one_line(typed, LONGEST_TYPED);
    if fold(&words).is_empty() {
        return most_needed(view).into_iter().map(|entry| titled(view, entry)).collect();
    }
    if words.chars().count() < SHORTEST {
        return Vec::new();
    }
    let beginning = beginning_with(view, &words);
    let alike = suggest_entries(view.corpus(), &words, MOST_ENTRIES).into_iter().filter_map(|id| view.get(id));
    let mut entries: Vec<&Entry> = Vec::new();
    for entry in beginning.into_iter().chain(alike) {
        // Words that are a title ask for it already.
        if entries.iter().all(|known| known.id != entry.id) && fold(&entry.title) != fold(&words) {
            entries.push(entry);
        }
    }
    let entries = entries.into_iter().take(MOST_ENTRIES).map(|entry| titled(view, entry));
    // A choice can hold no more; what is sent without a choice is whole.
    let own = cut_at_word(&words, LONGEST);
    std::iter::once(Suggestion { name: own.clone(), value: own }).chain(entries).collect()
}

/// An entry, by the words that ask for it.
fn titled(view: View<'_>, entry: &Entry) -> Suggestion {
    let value = cut_at_word(exact_words(view.corpus(), entry), LONGEST);
    Suggestion { name: entry.title.clone(), value }
}

/// The entries with a title that begins with these words; none where too many do, as with "what is".
fn beginning_with<'g>(view: View<'g>, words: &str) -> Vec<&'g Entry> {
    const SHORTEST: usize = 3;
    let begins = |title: &str| {
        let mut title = title.chars().flat_map(char::to_lowercase);
        words.chars().flat_map(char::to_lowercase).all(|typed| title.next() == Some(typed))
    };
    if words.chars().count() < SHORTEST {
        return Vec::new();
    }
    let found: Vec<&Entry> = view.entries().filter(|entry| begins(&entry.title)).collect();
    if found.len() > MOST_ENTRIES { Vec::new() } else { found }
}

/// Own entries first, then those that members need most, of one command after the other.
fn most_needed(view: View<'_>) -> Vec<&Entry> {
    const OWN: usize = 2;
    let shelves = Shelf::ALL.map(|shelf| view.most_needed_first(shelf));
    let longest = shelves.iter().map(Vec::len).max().unwrap_or_default();
    let shipped = (0..longest).flat_map(|place| shelves.iter().filter_map(move |entries| entries.get(place).copied()));
    let own = view.own().iter().take(OWN);
    own.chain(shipped.filter(|entry| entry.kind() != Kind::Own)).take(MOST_ENTRIES).collect()
}

/// Whether this asks for the whole list of FAQs.
pub(super) fn means_all(typed: &str) -> bool {
    let typed = fold(typed);
    typed.is_empty() || ["all", "browse all", "browse all questions", "list"].contains(&typed.as_str())
}

fn named(view: View<'_>, id: &EntryId) -> Option<Suggestion> {
    let entry = view.get(id)?;
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
