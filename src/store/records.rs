//! Records: what goes into the store and comes out of it.

use serde::{Deserialize, Serialize};
pub use tpm_guide_core::community::Reason;
use tpm_guide_core::community::{Content, OwnEntry, Settings};
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::mentors::NewInquiry;

/// What a server has of its own, as answers need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// The server's revision: it grows with each change of it, and over all servers. 0 for a server that has nothing.
    pub revision: i64,
    /// Its settings.
    pub settings: Settings,
    /// The roles that may edit.
    pub editors: Vec<u64>,
    /// The roles of its mentors.
    pub mentors: Vec<u64>,
    /// Its published entries in the order in which they were added, up to the operator's limit.
    pub entries: Vec<OwnEntry>,
    /// Words that its mentors kept as ones that find a shipped entry.
    pub wordings: Vec<(EntryId, String)>,
    /// Why its mentors' channel cannot be used; `None` while it can.
    pub outage: Option<Outage>,
}

/// What the roles of a server may do. Ids of roles, sorted once they are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Those that may edit entries.
    pub editors: Vec<u64>,
    /// Those that may answer questions to the mentors.
    pub mentors: Vec<u64>,
}

/// Why questions and digests do not reach the mentors of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The mentors' channel.
    pub channel: u64,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// The reason, in words for staff.
    pub why: String,
}

/// A line of a list of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its slug.
    pub slug: String,
    /// Its title; the slug of an entry that cannot be read.
    pub title: String,
    /// Whether members see it.
    pub state: State,
    /// When staff wrote or confirmed it last, in seconds since 1970.
    pub reviewed_at: i64,
    /// How many times it was changed.
    pub revision: u32,
    /// How often it was shown in the days that are kept.
    pub shown: i64,
}

/// Whether members see an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// They do.
    Published,
    /// It is beyond the operator's limit.
    Off,
    /// It was damaged outside of the program, and cannot be read.
    Damaged,
    /// Staff removed it.
    Removed,
}

/// What a member prepares. It expires an hour after it was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its id: random, so that it cannot be guessed.
    pub id: u64,
    /// What is to be changed.
    pub target: Target,
}

/// What a draft changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A new entry.
    New {
        /// What it says.
        content: Content,
    },
    /// An entry.
    Edit {
        /// Which.
        slug: String,
        /// The revision that was edited.
        base_revision: u32,
        /// What it will say.
        content: Content,
    },
    /// Many entries at once.
    Import {
        /// The server's revision when the import was compared with it.
        base_revision: i64,
        /// Each with the slug of the entry that it changes, or that it is to have; `None` for one from its title.
        entries: Vec<(Option<String>, Content)>,
    },
    /// A question to the mentors, while the member looks at one that means the same.
    Inquiry {
        /// What the member typed.
        new: NewInquiry,
    },
    /// A mentor's answer to a question.
    Answer {
        /// The question.
        number: u64,
        /// What it will say, as an entry.
        content: Content,
    },
}

impl Target {
    /// The content of one entry; `None` for an import and for a question.
    pub fn content(&self) -> Option<&Content> {
        match self {
            Self::New { content } | Self::Edit { content, .. } | Self::Answer { content, .. } => Some(content),
            Self::Import { .. } | Self::Inquiry { .. } => None,
        }
    }
}

/// What a server's staff were told, instead of what they asked for. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The draft expired, was published or discarded, or is another member's.
    NoDraft,
    /// Another member changed the entry meanwhile.
    Conflict {
        /// What it says now.
        current: Box<OwnEntry>,
        /// Who changed it.
        changed_by: u64,
        /// When, in seconds since 1970.
        at: i64,
    },
    /// The server changed since an import was compared with it.
    Stale,
    /// Entries of an import changed since, so that it cannot be taken back: their slugs.
    Changed(Vec<String>),
    /// The entry was removed meanwhile.
    Removed,
    /// There is no such entry, revision or import any more.
    Gone,
    /// Another entry has the name already.
    NameTaken {
        /// The name, as it was written.
        name: String,
        /// The entry that has it.
        slug: String,
    },
    /// The server has as many entries as the operator allows.
    Full {
        /// How many.
        limit: usize,
    },
}

/// What was done, or why not.
pub type Outcome<T> = Result<T, Refusal>;

/// An entry that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its slug.
    pub slug: String,
    /// Its revision.
    pub revision: u32,
}

/// An import that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// What it is undone by.
    pub id: u64,
    /// How many entries are new.
    pub added: usize,
    /// How many entries changed.
    pub changed: usize,
    /// How many entries are as they were.
    pub unchanged: usize,
}

/// What an entry was after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionRecord {
    /// Its number.
    pub revision: u32,
    /// Who made it.
    pub by: u64,
    /// When, in seconds since 1970.
    pub at: i64,
    /// By doing what.
    pub reason: Reason,
    /// What the entry said; `None` for a removal, and for a row that cannot be read.
    pub content: Option<Content>,
}

/// The revision of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The server.
    pub guild: u64,
    /// Its revision.
    pub revision: i64,
}
