//! Gateway counters, read by tests and metrics.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::outage::Presence;

/// Counters since the start, over all shards of the process.
#[derive(Debug, Default)]
pub struct GatewayCounters {
    /// Connections on which Hello arrived.
    pub connects: AtomicU64,
    /// IDENTIFYs sent, whether READY came or not; Discord allows a bot about 1000 a day.
    pub identifies: AtomicU64,
    /// Sessions resumed (RESUMED).
    pub resumes: AtomicU64,
    /// Interactions handed over.
    pub interactions: AtomicU64,
    /// Interactions dropped because too many others were waiting.
    pub dropped: AtomicU64,
    /// Events about servers dropped because too many others were waiting.
    pub dropped_guild_events: AtomicU64,
    /// Shards that have a session now.
    pub sessions: AtomicU64,
    /// Shards of this process; 0 before there are any.
    pub shards: AtomicU64,
    /// Session starts left today, as `/gateway/bot` said at the start, less the IDENTIFYs sent since. Those of other
    /// processes and the next day's allowance are not in it.
    pub identifies_left: AtomicU64,
}

impl GatewayCounters {
    /// Whether every shard of the process has a session.
    pub fn is_ready(&self) -> bool {
        let shards = self.shards.load(Ordering::Relaxed);
        shards > 0 && self.sessions.load(Ordering::Relaxed) >= shards
    }

    /// Counts an IDENTIFY.
    pub(super) fn identified(&self) {
        self.identifies.fetch_add(1, Ordering::Relaxed);
        let less = |left: u64| Some(left.saturating_sub(1));
        let _ = self.identifies_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }
}

/// A session while it is connected: counted, and its shard present, until it is dropped.
pub(super) struct Established<'a> {
    since: Instant,
    counters: &'a GatewayCounters,
    presence: &'a watch::Sender<Presence>,
}

impl<'a> Established<'a> {
    /// A session since `since`.
    pub(super) fn new(since: Instant, counters: &'a GatewayCounters, presence: &'a watch::Sender<Presence>) -> Self {
        counters.sessions.fetch_add(1, Ordering::Relaxed);
        presence.send_replace(Presence::Present);
        Self { since, counters, presence }
    }

    /// How long the session has lasted.
    pub(super) fn lasted(&self) -> Duration {
        self.since.elapsed()
    }
}

impl Drop for Established<'_> {
    fn drop(&mut self) {
        self.counters.sessions.fetch_sub(1, Ordering::Relaxed);
        self.presence.send_replace(Presence::Absent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_ready_while_every_shard_has_a_session() {
        let counters = GatewayCounters::default();
        let (presence, _) = watch::channel(Presence::Expected);
        let session = || Established::new(Instant::now(), &counters, &presence);
        assert!(!counters.is_ready(), "no shards yet");
        counters.shards.store(2, Ordering::Relaxed);
        let first = session();
        assert!(!counters.is_ready(), "one of two");
        assert_eq!(*presence.borrow(), Presence::Present);
        let second = session();
        assert!(counters.is_ready());
        drop(first);
        assert!(!counters.is_ready());
        assert_eq!(*presence.borrow(), Presence::Absent);
        drop(second);
        assert_eq!(counters.sessions.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn session_starts_left_do_not_pass_below_none() {
        let counters = GatewayCounters::default();
        counters.identifies_left.store(1, Ordering::Relaxed);
        counters.identified();
        counters.identified();
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        assert_eq!((read(&counters.identifies), read(&counters.identifies_left)), (2, 0));
    }
}
