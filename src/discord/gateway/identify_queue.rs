//! Identify queue: decides which shard may start a session, and when, at the pace that Discord allows the whole process.
//!
//! twilight's queue lets one shard of each bucket identify every 5 s, but is asked only once a connection stands. With many
//! shards, most connections would wait for it until they count as dead. So a shard without a session dials only when it has
//! the turn in its bucket, and passes the turn on as soon as it has its session.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::Instant;
use twilight_gateway::ShardId;
use twilight_gateway::queue::{InMemoryQueue, LIMIT_PERIOD, Queue};

use super::GatewayCounters;
use crate::discord::rest::SessionStartLimit;

/// The turns of all buckets. A bucket is the shards with the same `shard % max_concurrency`.
pub(super) struct IdentifyQueue {
    queue: InMemoryQueue,
    buckets: Vec<Arc<Semaphore>>,
    longest: Duration,
}

impl IdentifyQueue {
    /// A queue at the pace that Discord allows, with turns that end after `longest`. Resuming needs no turn.
    pub(super) fn new(starts: SessionStartLimit, longest: Duration) -> Self {
        let max_concurrency = starts.max_concurrency.max(1);
        let queue = InMemoryQueue::new(
            max_concurrency,
            starts.remaining,
            starts.reset_after.min(LIMIT_PERIOD), // a longer one would overflow twilight's clock
            starts.total.max(starts.remaining),   // twilight insists
        );
        let buckets = (0..max_concurrency).map(|_| Arc::new(Semaphore::new(1))).collect();
        Self { queue, buckets, longest }
    }

    /// Waits until `shard` may dial for a new session.
    pub(super) async fn turn(&self, shard: ShardId) -> Turn {
        let buckets = self.buckets.len() as u64;
        let bucket = usize::try_from(u64::from(shard.number()) % buckets).unwrap_or_default();
        let permit = Arc::clone(&self.buckets[bucket]).acquire_owned().await;
        Turn { _permit: permit.expect("no bucket is ever closed"), until: Instant::now() + self.longest }
    }

    /// The queue that one connection asks before its IDENTIFY.
    pub(super) fn for_connection(&self, counters: &Arc<GatewayCounters>) -> IdentifyPermits {
        IdentifyPermits { queue: self.queue.clone(), counters: Arc::clone(counters), granted: Arc::default() }
    }
}

/// The identify queue as one connection sees it. twilight sends an IDENTIFY as soon as it has the permit and reports it
/// nowhere, so the permits are counted.
#[derive(Clone, Debug)]
pub(super) struct IdentifyPermits {
    queue: InMemoryQueue,
    counters: Arc<GatewayCounters>,
    granted: Arc<AtomicBool>,
}

impl IdentifyPermits {
    /// Whether the connection has sent an IDENTIFY.
    pub(super) fn granted(&self) -> bool {
        self.granted.load(Ordering::Relaxed)
    }
}

impl Queue for IdentifyPermits {
    fn enqueue(&self, shard: u32) -> oneshot::Receiver<()> {
        let permit = self.queue.enqueue(shard);
        let (mut sender, receiver) = oneshot::channel();
        let Self { counters, granted, .. } = self.clone();
        // Ends with the connection: then the receiver is dropped.
        tokio::spawn(async move {
            let permitted = tokio::select! {
                () = sender.closed() => false,
                permitted = permit => permitted.is_ok(),
            };
            if permitted {
                // Counted first: when the IDENTIFY is out, it is in the counters.
                granted.store(true, Ordering::Relaxed);
                counters.identified();
                let _ = sender.send(());
            }
        });
        receiver
    }
}

/// A shard's turn in its bucket, which ends when it is dropped.
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
    /// When it ends at the latest.
    pub(super) until: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn one_shard_of_a_bucket_has_its_turn_at_a_time() {
        let starts = SessionStartLimit { total: 9, remaining: 9, reset_after: Duration::MAX, max_concurrency: 2 };
        let queue = IdentifyQueue::new(starts, Duration::from_secs(30));
        let shard = |number| ShardId::new(number, 4);
        let first = queue.turn(shard(0)).await;
        let _of_the_other_bucket = queue.turn(shard(1)).await;
        assert!(queue.turn(shard(2)).now_or_never().is_none());
        drop(first);
        assert!(queue.turn(shard(2)).now_or_never().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn every_identify_is_counted_once_and_one_that_nobody_sends_is_not() {
        let starts = SessionStartLimit { total: 9, remaining: 9, reset_after: Duration::MAX, max_concurrency: 1 };
        let (queue, counters) = (IdentifyQueue::new(starts, Duration::from_secs(30)), Arc::default());
        let (first, second) = (queue.for_connection(&counters), queue.for_connection(&counters));
        first.enqueue(0).await.unwrap();
        assert!(first.granted() && !second.granted());
        let waiting = second.enqueue(0);
        assert_eq!(counters.identifies.load(Ordering::Relaxed), 1, "the second has to wait for 5 s");
        drop(waiting);
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert!(!second.granted());
        assert_eq!(counters.identifies.load(Ordering::Relaxed), 1, "its connection ended before");
        second.enqueue(0).await.unwrap();
        assert_eq!(counters.identifies.load(Ordering::Relaxed), 2);
    }
}
