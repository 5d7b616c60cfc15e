//! Who may start a session, and when: all shards of the process share Discord's pace.
//!
//! twilight's queue lets one shard of each bucket identify every 5 s, but it is asked only once a connection stands. With
//! many shards most connections would then wait in vain, until they count as dead. So a shard without a session dials
//! only when it is its turn, and hands the turn on as soon as it has its session.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use twilight_gateway::ShardId;
use twilight_gateway::queue::{InMemoryQueue, LIMIT_PERIOD};

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

    /// The pace itself, for twilight to ask when it identifies.
    pub(super) fn queue(&self) -> InMemoryQueue {
        self.queue.clone()
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
}
