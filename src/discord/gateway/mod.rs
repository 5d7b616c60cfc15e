//! Client of Discord's gateway: connections in, the raw JSON of every interaction out, and, where it is asked for, which
//! servers come and go.
//!
//! twilight-gateway speaks the protocol (Hello, heartbeats, IDENTIFY, RESUME). This module decides when to connect again,
//! with which session, and when to give up. Each of twilight's shards is used for one connection only, because its own
//! reconnecting can storm or sleep for minutes. What an interaction means is decided in `payload` and the guide; callbacks
//! leave by `rest`.
//!
//! `shard_manager` runs all shards of the process, `shard_runner` runs one, and `connection` is one connection of a shard.

mod shards;

mod shard_manager;
mod shard_runner;
mod connection;
mod shared;

mod identify_queue;
mod backoff;
mod liveness;
mod outage;
mod close_reason;
mod payload;
mod guild_event;
mod session;
mod address;
mod counters;

pub use self::backoff::BackoffPauses;
pub use self::counters::GatewayCounters;
pub use self::guild_event::GuildEvent;
pub use self::session::{SavedSession, warn_if_shared};
pub use self::shard_manager::receive;
pub use self::shards::{Shards, ShardsError};

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::SecretString;
use tokio::sync::mpsc;

use crate::discord::rest::{GatewayBot, SessionStartLimit};

/// What [`receive`] needs to know.
#[derive(Debug)]
pub struct Setup {
    /// The bot's token, with or without the prefix `Bot `.
    pub token: SecretString,
    /// The bot's application: a saved session of another one is never resumed.
    pub application_id: u64,
    /// The gateway's address and the session start limit, as `/gateway/bot` has just returned them.
    pub gateway: GatewayBot,
    /// The shards to serve, which may differ from the number that `gateway` recommends.
    pub shards: Shards,
    /// Sessions saved by an earlier run.
    pub sessions: Vec<SavedSession>,
    /// Time limits; tests shorten them.
    pub timeouts: GatewayTimeouts,
    /// Counters to keep up to date.
    pub counters: Arc<GatewayCounters>,
    /// Where to tell which servers come and go. Without it, the GUILDS intent is not asked for, and Discord tells nothing.
    ///
    /// What does not fit is dropped and counted: interactions never wait for it, and a listing of all servers corrects it.
    pub guild_events: Option<mpsc::Sender<GuildEvent>>,
}

impl Setup {
    /// A setup for all the shards that Discord recommends, without saved sessions, with the default timeouts.
    #[must_use]
    pub fn new(token: SecretString, application_id: u64, gateway: GatewayBot) -> Self {
        Self {
            token,
            application_id,
            shards: Shards::all(gateway.shards),
            gateway,
            sessions: Vec::new(),
            timeouts: GatewayTimeouts::default(),
            counters: Arc::default(),
            guild_events: None,
        }
    }
}

/// Time limits of a shard.
#[derive(Clone, Debug)]
pub struct GatewayTimeouts {
    /// From dialling to Hello. (twilight limits connecting alone to 10 s.)
    pub hello: Duration,
    /// From Hello to READY or RESUMED. Events restart it, acknowledged heartbeats do not.
    pub session: Duration,
    /// Nothing received for this long: an extra heartbeat asks whether the connection is alive, at most four times a
    /// minute.
    pub silence: Duration,
    /// Nothing received for this long after the extra heartbeat: the connection is dead, whatever TCP says.
    pub heartbeat_reply: Duration,
    /// A shard without a session for this long is an outage, and logged as one.
    pub outage: Duration,
    /// A shard that has not started a session after this long passes its turn to the next shard of its bucket. Dialling,
    /// Hello and the 5 s between two IDENTIFYs take 20 s at worst.
    pub turn: Duration,
    /// A full channel holds an interaction back for this long at most. Discord waits 3 s for the answer anyway.
    pub hand_over: Duration,
    /// Pauses between attempts.
    pub backoff: BackoffPauses,
}

impl Default for GatewayTimeouts {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(15),
            session: Duration::from_secs(90),
            silence: Duration::from_secs(15),
            heartbeat_reply: Duration::from_secs(10),
            outage: Duration::from_secs(30),
            turn: Duration::from_secs(30),
            hand_over: Duration::from_secs(3),
            backoff: BackoffPauses::default(),
        }
    }
}

/// An interaction exactly as Discord sent it.
#[derive(Clone)]
pub struct RawInteraction {
    /// The interaction's JSON. It holds a token that allows answering in the bot's name: never log it.
    pub json: Box<str>,
    /// When it arrived; Discord waits 3 s for the answer.
    pub received: Instant,
}

impl fmt::Debug for RawInteraction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RawInteraction").field("bytes", &self.json.len()).finish_non_exhaustive()
    }
}

/// Errors after which receiving cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// A close code after which connecting again cannot help.
    #[error("Discord closed the connection for good (close code {code}): {remedy}")]
    Fatal {
        /// Discord's close code.
        code: u16,
        /// What to change, and where.
        remedy: &'static str,
    },
    /// Connecting now could cost the bot its token.
    #[error(
        "Discord allows this bot only {} more session starts of {} before its limit is reset in {} minutes, and this \
         start takes {needed}; something restarts it too often. Not starting, because Discord resets the token of a bot \
         that exceeds them",
        .starts.remaining, .starts.total, .starts.reset_after.as_secs().div_ceil(60)
    )]
    FewStartsLeft {
        /// The session start limit, as Discord gave it.
        starts: SessionStartLimit,
        /// Shards without a session to resume.
        needed: u32,
    },
    /// The address in `/gateway/bot` is no WebSocket address.
    #[error("the address of Discord's gateway is not a ws:// or wss:// URL; is DISCORD_API_URL right?")]
    BadAddress,
    /// The receiver of the interactions was dropped.
    #[error("the receiver of the interactions is gone")]
    ReceiverDropped,
}

#[cfg(test)]
mod tests;
