//! Discord's gateway: a connection in, the raw JSON of every interaction out.
//!
//! twilight-gateway speaks the protocol (hello, heartbeats, identify, resume). What is here is when to connect again,
//! with which session, and when to give up: one of twilight's shards lives exactly as long as one connection, so that
//! its own reconnecting, which can storm or sleep for minutes, does not get a turn. What an interaction *means* is
//! decided elsewhere, and answers leave by `rest`.
//!
//! `fleet` is all shards of this process, `life` is one of them, `connection` is one connection of its life.

mod shards;

mod connection;
mod fleet;
mod life;

mod address;
mod backoff;
mod counters;
mod ending;
mod frame;
mod liveness;
mod outage;
mod session;
mod turns;

pub use self::backoff::Pauses;
pub use self::counters::Counters;
pub use self::fleet::receive;
pub use self::session::{SavedSession, warn_if_shared};
pub use self::shards::{Shards, ShardsError};

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::SecretString;

use crate::discord::rest::{GatewayBot, SessionStartLimit};

/// What [`receive`] needs to know.
#[derive(Debug)]
pub struct Setup {
    /// The bot's token, with or without the prefix `Bot `.
    pub token: SecretString,
    /// Whose session it is: another application's saved session is never resumed.
    pub application_id: u64,
    /// Where to connect, and how often, as Discord said just now.
    pub gateway: GatewayBot,
    /// Which shards to serve: not necessarily as many as `gateway` recommends.
    pub shards: Shards,
    /// The sessions that an earlier run left behind.
    pub sessions: Vec<SavedSession>,
    /// How long to wait for what; tests shorten it.
    pub patience: Patience,
    /// What happened so far.
    pub counters: Arc<Counters>,
}

impl Setup {
    /// A setup for all the shards that Discord recommends, without saved sessions, as patient as Discord calls for.
    #[must_use]
    pub fn new(token: SecretString, application_id: u64, gateway: GatewayBot) -> Self {
        Self {
            token,
            application_id,
            shards: Shards::all(gateway.shards),
            gateway,
            sessions: Vec::new(),
            patience: Patience::default(),
            counters: Arc::default(),
        }
    }
}

/// How long to wait for what.
#[derive(Clone, Debug)]
pub struct Patience {
    /// How long connecting may take, until Hello. (twilight gives connecting alone 10 s.)
    pub hello: Duration,
    /// From Hello to READY or RESUMED. Each event begins it anew; acknowledged heartbeats do not.
    pub session: Duration,
    /// Nothing received for this long: an extra heartbeat asks whether the connection is alive, at most four times a
    /// minute.
    pub silence: Duration,
    /// Nothing received for this long after the extra heartbeat: the connection is dead, whatever TCP says.
    pub heartbeat_reply: Duration,
    /// A shard without a session for this long is an outage, and logged as one.
    pub outage: Duration,
    /// How long a shard may take to start a session before the next one of its bucket has its turn. Dialling, Discord's
    /// greeting and the 5 s between two sessions take 20 s at worst.
    pub turn: Duration,
    /// How long to wait before the next attempt.
    pub pauses: Pauses,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(15),
            session: Duration::from_secs(90),
            silence: Duration::from_secs(15),
            heartbeat_reply: Duration::from_secs(10),
            outage: Duration::from_secs(30),
            turn: Duration::from_secs(30),
            pauses: Pauses::default(),
        }
    }
}

/// An interaction exactly as Discord sent it, for whoever understands it.
#[derive(Clone)]
pub struct RawInteraction {
    /// The interaction's JSON. It holds a token that answers in the bot's name: never log it.
    pub json: Box<str>,
    /// When it arrived; Discord waits 3 s for the answer.
    pub received: Instant,
}

impl fmt::Debug for RawInteraction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RawInteraction").field("bytes", &self.json.len()).finish_non_exhaustive()
    }
}

/// Why receiving cannot go on.
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
        "Discord allows this bot only {} more session starts of {} before its count begins anew in {} minutes, and this \
         start takes {needed}; something restarts it too often. Not starting, because Discord resets the token of a bot \
         that exceeds them",
        .starts.remaining, .starts.total, .starts.reset_after.as_secs().div_ceil(60)
    )]
    FewStartsLeft {
        /// What Discord said.
        starts: SessionStartLimit,
        /// How many shards have no session to go on with.
        needed: u32,
    },
    /// `/gateway/bot` named something that is no WebSocket address.
    #[error("the address of Discord's gateway is not a ws:// or wss:// URL; is DISCORD_API_URL right?")]
    BadAddress,
    /// The receiver of the interactions was dropped.
    #[error("nothing takes the interactions any more")]
    NobodyListens,
}

#[cfg(test)]
mod tests;
