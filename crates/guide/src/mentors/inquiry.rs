//! A question that a member sent to the mentors of a server, and what became of it. Plain data.

use serde::{Deserialize, Serialize};

use crate::knowledge::EntryId;

/// A question that a member sent to the mentors. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// Its number: they count in each server.
    pub number: u64,
    /// What the asker wants to know, in their words. Unchecked text of a member.
    pub question: String,
    /// What helps to answer it, if the asker wrote anything.
    pub context: Option<String>,
    /// The entry that was not good enough, for a question that came with a vote.
    pub about: Option<EntryId>,
    /// When it was sent.
    pub asked_at: i64,
    /// How many members wait for the answer.
    pub waiting: u32,
    /// What became of it. A claim that ended is not told.
    pub state: State,
    /// Entries that the search found nearest when it was sent, best first.
    pub nearest: Vec<EntryId>,
}

/// What became of an [`Inquiry`]. Members are ids; `None` for one who had their name deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// No mentor has taken it.
    Waiting,
    /// A mentor has taken it, until [`Limits::CLAIM_SECONDS`] later.
    Taken {
        /// The mentor.
        by: Option<u64>,
        /// When.
        at: i64,
    },
    /// A mentor answered it.
    Answered {
        /// The mentor.
        by: Option<u64>,
        /// When.
        at: i64,
        /// With what.
        with: Resolution,
    },
    /// A mentor declined it.
    Declined {
        /// The mentor.
        by: Option<u64>,
        /// When.
        at: i64,
        /// Why, as the askers read it. Unchecked text of a mentor.
        reason: String,
    },
}

impl State {
    /// Whether it can still be answered.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Waiting | Self::Taken { .. })
    }
}

/// What a mentor answered with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// An entry that was published for it; its slug.
    Published {
        /// The slug of the own entry.
        slug: String,
    },
    /// An answer for the askers alone. Unchecked text of a mentor.
    Told {
        /// Its title.
        title: String,
        /// What it says, in the Markdown of entries.
        body: String,
        /// Where it comes from.
        source: Option<String>,
    },
    /// An entry that was there already, shipped or own.
    Pointed {
        /// Which.
        entry: EntryId,
    },
}

/// How an asker wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tell {
    /// In the channel where they asked.
    Channel,
    /// By direct message.
    Direct,
    /// With their next answer.
    Next,
}

impl Tell {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Channel, Self::Direct, Self::Next];

    /// One word, for a form and for the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Direct => "direct",
            Self::Next => "next",
        }
    }

    /// What [`as_str`](Self::as_str) says.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tell| tell.as_str() == word)
    }
}

/// What a member sends, as they typed it and checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInquiry {
    /// What they want to know: [`Limits::QUESTION_LEAST`] to [`Limits::QUESTION`] characters.
    pub question: String,
    /// What helps to answer it.
    pub context: Option<String>,
    /// The entry that was not good enough.
    pub about: Option<EntryId>,
    /// How they want to be told.
    pub tell: Tell,
    /// The channel in which they asked.
    pub channel: Option<u64>,
    /// Entries that the search finds nearest, best first.
    pub nearest: Vec<EntryId>,
}

/// Why a question was not sent, or not joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// The member has [`Limits::OPEN`] open questions.
    Open,
    /// The member sent [`Limits::DAILY`] in a day.
    Daily,
    /// Staff paused the member.
    Paused,
    /// The server has [`Limits::SERVER_OPEN`] open questions.
    Server,
    /// The question was answered or declined meanwhile, or its askers withdrew it.
    Closed,
    /// The server names no mentors' channel.
    NoMentors,
}

/// The limits of questions to mentors. Lengths are characters.
#[derive(Clone, Copy, Debug)]
pub struct Limits;

impl Limits {
    /// The shortest question.
    pub const QUESTION_LEAST: usize = 8;
    /// The longest question.
    pub const QUESTION: usize = 1_000;
    /// The longest context.
    pub const CONTEXT: usize = 1_000;
    /// The longest reason of a mentor who declines.
    pub const REASON: usize = 500;
    /// Open questions of a member, those joined included.
    pub const OPEN: u32 = 3;
    /// Questions that a member sends or joins in 24 hours.
    pub const DAILY: u32 = 5;
    /// Open questions of a server.
    pub const SERVER_OPEN: u32 = 300;
    /// How long a mentor's claim lasts, in seconds: 3 days.
    pub const CLAIM_SECONDS: i64 = 3 * 86_400;
    /// How long the role that settings name is not pinged again, in seconds: 6 hours.
    pub const PING_SECONDS: i64 = 6 * 3_600;
    /// Members that one message mentions.
    pub const MENTIONS: usize = 80;
    /// Members that staff can pause in a server.
    pub const PAUSED: usize = 25;
    /// How long a `nonce` keeps a message from being posted twice, in seconds. Discord says "the past few minutes"; this stays
    /// below. See <https://docs.discord.com/developers/resources/message#create-message>.
    pub const NONCE_SECONDS: i64 = 120;
    /// How long a note that may have been shown is not shown again, in seconds.
    pub const NOTE_SECONDS: i64 = 300;
}
