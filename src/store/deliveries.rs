//! Deliveries: what the worker of the outbox reads of a message that must be sent.

use tpm_guide_core::community::Settings;
use tpm_guide_core::mentors::Inquiry;

/// A message that must be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The server.
    pub guild: u64,
    /// Its id: random, and also the message's nonce.
    pub delivery: u64,
    /// What it is for.
    pub purpose: Purpose,
    /// The question; `None` for a digest, and for the message of a question that is no more.
    pub number: Option<u64>,
    /// The channel; for [`Purpose::Direct`], the member; for [`Purpose::Delete`], the channel of the message.
    pub destination: u64,
    /// For [`Purpose::Delete`]: the message. It is the same as the channel where that is a post of a forum. `None` for one that
    /// an attempt may have posted, which is looked for by the number of its question.
    pub message: Option<u64>,
    /// The role that it pings when it is posted.
    pub ping: Option<u64>,
    /// When it became necessary.
    pub made_at: i64,
    /// How many attempts began.
    pub attempts: u32,
    /// When the first of them began.
    pub started_at: Option<i64>,
}

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The message of a question in the mentors' channel: posted once, and edited afterwards.
    Queue,
    /// Askers are told in a channel.
    Channel,
    /// An asker is told directly.
    Direct,
    /// The weekly digest in the mentors' channel.
    Digest,
    /// A message of a question is deleted from a channel that is the mentors' no more.
    Delete,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Queue, Self::Channel, Self::Direct, Self::Digest, Self::Delete];

    /// One word, for the store, logs and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Channel => "channel",
            Self::Direct => "direct",
            Self::Digest => "digest",
            Self::Delete => "delete",
        }
    }

    /// What [`as_str`](Self::as_str) says.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// What a message says, as of the moment at which an attempt to send it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// The question.
    pub inquiry: Option<Inquiry>,
    /// The version of the question, for [`Store::delivered`](super::Store::delivered).
    pub version: i64,
    /// The settings of the server.
    pub settings: Settings,
    /// Of a question: its message in the mentors' channel, as channel and message; `None` if it is to be posted, or looked
    /// for after an attempt that may have posted it.
    pub posted: Option<(u64, u64)>,
    /// The askers that the message tells.
    pub members: Vec<u64>,
    /// How many attempts began, this one included.
    pub attempts: u32,
    /// When the first of them began.
    pub started_at: i64,
}
