//! What a server's own entry holds besides what every entry has.

use serde::{Deserialize, Serialize};

use super::EntryId;

/// What a server wrote itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// The text below the lead.
    pub blocks: Vec<Block>,
    /// Where it comes from, where its authors say so.
    pub source: Option<OwnSource>,
    /// In which role it was reviewed last.
    pub reviewer: Reviewer,
    /// How many times it was published.
    pub revision: u32,
    /// The shipped entry that it replaces.
    pub replaces: Option<EntryId>,
}

/// A part of an own entry's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its heading; empty where it has none.
    pub heading: String,
    /// How its lines are set.
    pub set: Set,
    /// Its lines as written, without the marks of a list. At least one.
    pub lines: Vec<String>,
}

/// How the lines of a [`Block`] are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// One below the other.
    Lines,
    /// As a list without order.
    Bullets,
    /// As a numbered list.
    Steps,
    /// As they are, to be copied.
    Verbatim,
}

/// The role in which a member of staff publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reviewer {
    /// A member who manages the server.
    Manager,
    /// A member with a role that the settings name.
    Editor,
}

impl Reviewer {
    /// Who that is, in small print.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manager => "a server manager",
            Self::Editor => "an editor",
        }
    }
}

/// Where an own entry comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSource {
    /// What small print calls it: the name, or the host of the link.
    pub name: String,
    /// Where it can be read: an `https` address.
    pub url: Option<String>,
}
