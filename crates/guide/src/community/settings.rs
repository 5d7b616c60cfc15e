//! What staff set for their server.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::knowledge::{EntryId, Kind};

/// What staff set for their server. What a newer release adds is passed over, so that an older one can read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whether answers are for the asker alone, unless the asker says otherwise.
    pub private_by_default: bool,
    /// Kinds of shipped entries that are switched off.
    pub hidden_kinds: BTreeSet<Kind>,
    /// Shipped entries that are switched off one by one.
    pub hidden: BTreeSet<EntryId>,
    /// An `https` link to the rules of the server, for the help.
    pub rules: Option<String>,
    /// Where questions to mentors go; `None` where members cannot ask any.
    pub mentors: Option<MentorsChannel>,
    /// The one role that a new question pings, at most once in 6 hours.
    pub ping: Option<u64>,
    /// Whether answers carry no buttons to vote.
    pub no_votes: bool,
}

/// The channel in which mentors answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MentorsChannel {
    /// Its id.
    pub id: u64,
    /// Whether each question is a post of its own in it.
    pub is_forum: bool,
}
