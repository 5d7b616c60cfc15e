//! What can be asked. Every button carries one of these.

use crate::knowledge::{EntryId, Shelf};
use crate::text;

/// A page of a long answer, counted from 0.
pub type Page = u8;

/// A question to the guide.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// Anything, in the asker's own words.
    Ask {
        /// What was written, unchecked.
        text: String,
    },
    /// A name as the asker typed it, on the shelf of the command.
    Find {
        /// Where to look.
        shelf: Shelf,
        /// What was typed, unchecked.
        name: String,
    },
    /// Two roles as the asker typed them.
    Compare {
        /// The first, unchecked.
        first: String,
        /// The second, unchecked.
        second: String,
    },
    /// An entry by its id, as a button remembers it; it may be gone.
    Entry {
        /// Which.
        id: EntryId,
        /// Which page.
        page: Page,
    },
    /// Two roles by their ids, as a button remembers them.
    Pair {
        /// The role that is shown first.
        first: EntryId,
        /// The other.
        second: EntryId,
        /// Which page.
        page: Page,
    },
    /// The career path at a glance.
    CareerPath,
    /// The list of all FAQs.
    FaqList {
        /// Which page.
        page: Page,
    },
    /// What can be asked.
    Help,
}

impl Question {
    /// The first page of an entry.
    pub fn entry(id: &EntryId) -> Self {
        Self::Entry { id: id.clone(), page: 0 }
    }

    /// The asker's own words.
    pub fn ask(text: impl Into<String>) -> Self {
        Self::Ask { text: text.into() }
    }

    /// Whether it is in the asker's own words, and none of them is visible.
    pub fn says_nothing(&self) -> bool {
        matches!(self, Self::Ask { text } if text::says_nothing(text))
    }

    /// How many typed bytes it holds.
    pub fn typed_bytes(&self) -> usize {
        match self {
            Self::Ask { text } => text.len(),
            Self::Find { name, .. } => name.len(),
            Self::Compare { first, second } => first.len() + second.len(),
            Self::Entry { .. } | Self::Pair { .. } | Self::CareerPath | Self::FaqList { .. } | Self::Help => 0,
        }
    }

    /// A typed name on a shelf.
    pub fn find(shelf: Shelf, name: impl Into<String>) -> Self {
        Self::Find { shelf, name: name.into() }
    }
}
