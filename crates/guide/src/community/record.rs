//! What is remembered of own entries: revisions, and how each stands.

use time::Date;

use super::content::Content;

/// One revision of an own entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its number, counted from 1.
    pub revision: u32,
    /// The member who made it; `None` where that was deleted.
    pub by: Option<u64>,
    /// When, in seconds since 1970.
    pub at: i64,
    /// What made it.
    pub reason: Reason,
    /// What it says; `None` for a removal.
    pub content: Option<Content>,
}

/// What made a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The entry was new.
    Added,
    /// It was changed.
    Edited,
    /// It was removed.
    Removed,
    /// An earlier revision was published again.
    Restored,
    /// It came from a file.
    Imported,
}

impl Reason {
    /// The word for it in a list.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Edited => "edited",
            Self::Removed => "removed",
            Self::Restored => "restored",
            Self::Imported => "imported",
        }
    }

    /// Reads what [`as_str`](Self::as_str) writes.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Added, Self::Edited, Self::Removed, Self::Restored, Self::Imported]
            .into_iter()
            .find(|reason| reason.as_str() == word)
    }
}

/// An own entry in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its lasting name.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// How it stands.
    pub state: State,
    /// The shipped entry that it replaces.
    pub replaces: Option<crate::knowledge::EntryId>,
    /// Whether it names a source.
    pub has_source: bool,
    /// The day on which staff wrote or confirmed it.
    pub reviewed: Date,
    /// Its latest revision.
    pub revision: u32,
    /// How often members were shown it in the last 90 days.
    pub shown: u64,
}

/// How an own entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Members see it.
    Published,
    /// It is beyond the number of entries that the operator allows, and switched off.
    Off,
    /// It was damaged outside of the program, and cannot be read.
    Damaged,
    /// It was removed, and can be restored.
    Removed,
}
