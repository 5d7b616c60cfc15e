//! Everything that is stored about one member. Plain data, written as JSON for them.

use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Everything that is stored about one member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AboutMember {
    /// The member.
    #[serde(serialize_with = "id")]
    pub member: u64,
    /// By servers; only those in which anything is stored.
    pub servers: Vec<ServerData>,
}

/// What is stored in one server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ServerData {
    /// The server.
    #[serde(serialize_with = "id")]
    pub server: u64,
    /// Questions to the mentors that the member sent, or waits for together with others.
    pub questions: Vec<KeptQuestion>,
    /// Votes.
    pub votes: Vec<KeptVote>,
    /// Drafts, which are kept for an hour.
    pub drafts: Vec<KeptDraft>,
    /// Revisions of entries that the member wrote.
    pub revisions: Vec<KeptRevision>,
    /// Questions that the member took, answered or declined as a mentor.
    pub answered_as_mentor: Vec<KeptWork>,
    /// What the member changed as staff.
    pub changes: Vec<LoggedChange>,
    /// Since when staff do not let the member ask the mentors.
    #[serde(serialize_with = "optional_time")]
    pub paused_since: Option<i64>,
}

impl ServerData {
    /// Whether nothing is stored.
    pub fn is_empty(&self) -> bool {
        let Self { server: _, questions, votes, drafts, revisions, answered_as_mentor, changes, paused_since } = self;
        questions.is_empty()
            && votes.is_empty()
            && drafts.is_empty()
            && revisions.is_empty()
            && answered_as_mentor.is_empty()
            && changes.is_empty()
            && paused_since.is_none()
    }
}

/// A question to the mentors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KeptQuestion {
    /// Its number in the server.
    pub number: u64,
    /// The question in the member's words.
    pub question: String,
    /// What they wrote to help to answer it.
    pub context: Option<String>,
    /// The entry in which something was missing.
    pub about: Option<String>,
    /// When they sent or joined it.
    #[serde(serialize_with = "time")]
    pub at: i64,
    /// Whether they joined a question of another member.
    pub is_joined: bool,
    /// How they want to be told: channel, direct or next.
    pub tell: String,
    /// How it stands: waiting, taken, answered or declined.
    pub state: String,
    /// Whether they were told: waiting, due, note or told.
    pub told: String,
}

impl KeptQuestion {
    /// Whether it can still be answered.
    pub fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "waiting" | "taken")
    }
}

/// A vote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KeptVote {
    /// The entry.
    pub entry: String,
    /// Its revision; of a shipped entry, the hash of its content.
    pub revision: u32,
    /// Whether it is for the entry.
    pub is_for: bool,
    /// When.
    #[serde(serialize_with = "time")]
    pub at: i64,
}

/// A draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KeptDraft {
    /// What it is: an entry, an import, a question or an answer.
    pub what: String,
    /// What it holds, as it is stored.
    pub content: serde_json::Value,
    /// When it was saved.
    #[serde(serialize_with = "time")]
    pub at: i64,
}

/// A revision of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KeptRevision {
    /// The slug of the entry.
    pub entry: String,
    /// The revision.
    pub revision: u32,
    /// What made it: added, edited, removed, restored or imported.
    pub reason: String,
    /// When.
    #[serde(serialize_with = "time")]
    pub at: i64,
}

/// What the member did with a question as a mentor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KeptWork {
    /// The question's number.
    pub number: u64,
    /// What: taken, answered or declined.
    pub what: String,
    /// When.
    #[serde(serialize_with = "time")]
    pub at: i64,
}

/// What the member changed as staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LoggedChange {
    /// What.
    pub what: String,
    /// When.
    #[serde(serialize_with = "time")]
    pub at: i64,
}

/// An id as a text: not every reader of JSON keeps such large numbers exactly.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn id<S: Serializer>(id: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

/// A time as people and programs read it, such as `2026-11-22T09:33:20Z`.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn time<S: Serializer>(at: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    let written = OffsetDateTime::from_unix_timestamp(*at).ok().and_then(|time| time.format(&Rfc3339).ok());
    match written {
        Some(written) => serializer.serialize_str(&written),
        None => serializer.serialize_none(),
    }
}

#[expect(clippy::ref_option, reason = "serde hands it over so")]
fn optional_time<S: Serializer>(at: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => time(at, serializer),
        None => serializer.serialize_none(),
    }
}
