//! State that all shards of the process share.

use std::sync::Arc;

use secrecy::SecretString;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use twilight_gateway::Intents;

use super::identify_queue::IdentifyQueue;
use super::{GatewayCounters, GatewayTimeouts, GuildEvent, RawInteraction};

/// What every shard of the process needs.
pub(super) struct Shared {
    pub(super) token: SecretString,
    pub(super) application_id: u64,
    /// The gateway's address.
    pub(super) url: String,
    pub(super) identify_queue: IdentifyQueue,
    pub(super) timeouts: GatewayTimeouts,
    pub(super) counters: Arc<GatewayCounters>,
    pub(super) interactions: mpsc::Sender<RawInteraction>,
    pub(super) guild_events: Option<mpsc::Sender<GuildEvent>>,
    /// Cancelled at shutdown, and when a shard fails for good.
    pub(super) stop: CancellationToken,
}

impl Shared {
    /// The events that sessions ask for; interactions come without any.
    pub(super) fn intents(&self) -> Intents {
        intents(self.guild_events.is_some())
    }
}

/// The events that sessions ask for.
pub(super) const fn intents(with_guilds: bool) -> Intents {
    if with_guilds { Intents::GUILDS } else { Intents::empty() }
}
