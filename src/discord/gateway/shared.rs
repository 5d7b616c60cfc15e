//! State that all shards of the process share.

use std::sync::Arc;

use secrecy::SecretString;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::identify_queue::IdentifyQueue;
use super::{GatewayCounters, GatewayTimeouts, RawInteraction};

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
    /// Cancelled at shutdown, and when a shard fails for good.
    pub(super) stop: CancellationToken,
}
