//! Who may start a session, and when: all shards of the process share Discord's pace.
//!
//! twilight's queue lets one shard of each bucket identify every 5 s, but it is asked only once a connection stands. With
//! many shards most connections would then wait in vain, until they count as dead. So a shard without a session dials
//! only when it is its turn, and hands the turn on as soon as it has its session.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::Instant;
use twilight_gateway::ShardId;
use twilight_gateway::queue::{InMemoryQueue, LIMIT_PERIOD, Queue};

use super::Counters;
use crate::discord::rest::SessionStartLimit;

/// The turns of all buckets. A bucket is what has the same `shard % max_concurrency`.
pub(super) struct Turns {
    queue: InMemoryQueue,
    buckets: Vec<Arc<Semaphore>>,
    longest: Duration,
}

impl Turns {
    /// The pace that Discord allows, with turns that are over after `longest`. Resuming is not bound by it.
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
    pub(super) async fn take(&self, shard: ShardId) -> Turn {
        let buckets = self.buckets.len() as u64;
        let bucket = usize::try_from(u64::from(shard.number()) % buckets).unwrap_or_default();
        let permit = Arc::clone(&self.buckets[bucket]).acquire_owned().await;
        Turn { _permit: permit.expect("no bucket is ever closed"), until: Instant::now() + self.longest }
    }

    /// The queue that one connection asks before its IDENTIFY.
    pub(super) fn for_connection(&self, counters: &Arc<Counters>) -> IdentifyPermits {
        IdentifyPermits { queue: self.queue.clone(), counters: Arc::clone(counters), granted: Arc::default() }
    }
}

/// The identify queue as one connection sees it. twilight sends an IDENTIFY as soon as it has the permit, and says so
/// nowhere else, so that the permits are what is counted.
#[derive(Clone, Debug)]
pub(super) struct IdentifyPermits {
    queue: InMemoryQueue,
    counters: Arc<Counters>,
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

/// A shard's turn in its bucket; over when it is dropped.
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
    /// When it is over at the latest.
    pub(super) until: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn one_shard_of_a_bucket_has_its_turn_at_a_time() {
        let starts = SessionStartLimit { total: 9, remaining: 9, reset_after: Duration::MAX, max_concurrency: 2 };
        let turns = Turns::new(starts, Duration::from_secs(30));
        let shard = |number| ShardId::new(number, 4);
        let first = turns.take(shard(0)).await;
        let _of_the_other_bucket = turns.take(shard(1)).await;
        assert!(turns.take(shard(2)).now_or_never().is_none());
        drop(first);
        assert!(turns.take(shard(2)).now_or_never().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn every_identify_is_counted_once_and_one_that_nobody_sends_is_not() {
        let starts = SessionStartLimit { total: 9, remaining: 9, reset_after: Duration::MAX, max_concurrency: 1 };
        let (turns, counters) = (Turns::new(starts, Duration::from_secs(30)), Arc::default());
        let (first, second) = (turns.for_connection(&counters), turns.for_connection(&counters));
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
