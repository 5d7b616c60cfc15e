//! The outbox worker: posts to channels and members what the store says must be sent.
//!
//! Of all processes, the one that holds a lease works, so that one pace holds for all of them, and what goes to one channel
//! keeps its order. What is sent is stored as begun before it leaves, and carries a nonce: after a crash or an answer that
//! got lost, the same is sent again with the same nonce, and Discord posts it once. A message that is unconfirmed when its nonce
//! is too old is not repeated. `decision` says what follows which answer.

mod decision;
mod sending;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::Live;
use super::communities::{Communities, now};
use crate::discord::rest::Rest;
use crate::store::{Delivery, Store, StoreError};

/// The name of the lease.
const LEASE: &str = "outbox";

/// How long a lease holds, in seconds: another process takes over this long after a crash.
const LEASE_SECONDS: i64 = 30;

/// How often it is renewed.
const RENEWALS: Duration = Duration::from_secs(10);

/// How often the store is asked for what other processes want sent.
const ASK: Duration = Duration::from_secs(2);

/// How often a process without the lease asks for it.
const TRY: Duration = Duration::from_secs(5);

/// The pause between two messages: 40 a second. Discord allows 50 requests a second to a bot, and other parts need some.
const PACE: Duration = Duration::from_millis(25);

/// Channels and members that messages are sent to at a time.
const LANES: usize = 32;

/// The most deliveries that are read at a time.
const BATCH: usize = 400;

/// How long messages in flight may take once the process is told to stop.
const DRAIN: Duration = Duration::from_secs(3);

/// What posts messages.
#[derive(Debug)]
struct Worker {
    communities: Arc<Communities>,
    live: Arc<Live>,
    rest: Arc<Rest>,
    /// This process among those that could hold the lease.
    holder: u64,
    pace: Mutex<Interval>,
}

/// Posts messages until `stop`, while this process holds the lease. From now on, members can ask mentors.
pub async fn work_outbox(communities: Arc<Communities>, live: Arc<Live>, rest: Arc<Rest>, stop: CancellationToken) {
    communities.start_sending();
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let holder = getrandom::u64().unwrap_or_else(|_| fastrand::u64(..)) >> 1;
    let worker = Arc::new(Worker { communities, live, rest, holder, pace: Mutex::new(pace) });
    let mut is_holding = false;
    while !stop.is_cancelled() {
        let Ok(store) = worker.communities.store().cloned() else {
            pause(&stop, TRY).await;
            continue;
        };
        match worker.renew(&store).await {
            Ok(true) => {
                if !is_holding {
                    info!("this process posts messages for all");
                    is_holding = true;
                }
                worker.drain(&store, &stop).await;
            }
            Ok(false) => {
                is_holding = false;
                pause(&stop, TRY).await;
            }
            Err(_) => pause(&stop, TRY).await,
        }
    }
    if let Ok(store) = worker.communities.store() {
        // Another process goes on at once, and not in half a minute.
        let _ = timeout(DRAIN, store.release_lease(LEASE, worker.holder)).await;
    }
}

async fn pause(stop: &CancellationToken, longest: Duration) {
    tokio::select! {
        () = sleep(longest) => {}
        () = stop.cancelled() => {}
    }
}

/// Where messages keep their order: a channel or a member.
type Lane = (u64, u64);

impl Worker {
    /// Takes the lease, or renews it.
    async fn renew(&self, store: &Store) -> Result<bool, StoreError> {
        let now = now();
        self.communities.reached(store.take_lease(LEASE, self.holder, now, now + LEASE_SECONDS).await)
    }

    /// Sends what is due until the lease is lost, the store is away, or the process is told to stop.
    async fn drain(self: &Arc<Self>, store: &Store, stop: &CancellationToken) {
        let mut sending: JoinSet<Lane> = JoinSet::new();
        let mut busy: HashSet<Lane> = HashSet::new();
        let mut renewed = Instant::now();
        while !stop.is_cancelled() {
            if renewed.elapsed() >= RENEWALS {
                match self.renew(store).await {
                    Ok(true) => renewed = Instant::now(),
                    _ => break,
                }
            }
            let Ok(due) = self.communities.reached(store.due(now(), BATCH).await) else { break };
            let mut lanes: HashMap<Lane, Vec<Delivery>> = HashMap::new();
            for delivery in due {
                lanes.entry((delivery.guild, delivery.destination)).or_default().push(delivery);
            }
            for (lane, deliveries) in lanes {
                if busy.len() < LANES && busy.insert(lane) {
                    let (worker, store) = (Arc::clone(self), store.clone());
                    sending.spawn(async move {
                        worker.send_all(&store, deliveries).await;
                        lane
                    });
                }
            }
            tokio::select! {
                Some(done) = sending.join_next() => match done {
                    Ok(lane) => {
                        busy.remove(&lane);
                    }
                    // It panicked: its lane stays out of use until the next turn of the lease.
                    Err(problem) => warn!("sending a message failed: {problem}"),
                },
                () = self.communities.woken() => {}
                () = sleep(ASK) => {}
                () = stop.cancelled() => {}
            }
        }
        // What is cut off here is sent again with the same nonce.
        let _ = timeout(DRAIN, async { while sending.join_next().await.is_some() {} }).await;
    }

    /// Sends what goes to one channel or member, in order, until one has to wait.
    async fn send_all(&self, store: &Store, deliveries: Vec<Delivery>) {
        for delivery in deliveries {
            self.pace.lock().await.tick().await;
            match self.send(store, &delivery).await {
                Ok(true) => {}
                Ok(false) | Err(_) => return,
            }
        }
    }
}
