//! Tracks open connections: closes the expired ones, and evicts the longest idle one at the limit.

use std::collections::HashMap;
use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::{Instant, timeout};

use super::counters::{Closing, ServerCounters};
use super::limits::Limits;

/// Pause before another connection is evicted, while all are in flight or the evicted one is still open.
const EVICTION_RETRY: Duration = Duration::from_millis(10);

/// How long a last response may keep other connections from being evicted.
const LAST_RESPONSE: Duration = Duration::from_millis(250);

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// It is new, or a request's head is arriving.
    Head,
    /// A request is in flight.
    InFlight,
    /// It is between two requests.
    Idle,
    /// Its last response is on its way.
    Closing,
}

/// What one connection is doing, and since when.
#[derive(Debug)]
pub(super) struct Activity(Mutex<(Phase, Instant)>);

impl Default for Activity {
    fn default() -> Self {
        Self(Mutex::new((Phase::Head, Instant::now())))
    }
}

impl Activity {
    /// Notes that bytes have arrived: between two requests, they begin the next one's head.
    pub(super) fn read(&self) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now.0 == Phase::Idle {
            *now = (Phase::Head, Instant::now());
        }
    }

    /// Notes that a request has arrived.
    pub(super) fn begin_request(&self) {
        self.enter(Phase::InFlight);
    }

    /// Notes that its response is ready, and whether that closes the connection.
    pub(super) fn end_request(&self, closes: bool) {
        self.enter(if closes { Phase::Closing } else { Phase::Idle });
    }

    fn enter(&self, phase: Phase) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (phase, Instant::now());
    }

    fn now(&self) -> (Phase, Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All open connections, each in a task that ends with the connection. Aborting the task closes the connection.
#[derive(Debug)]
pub(super) struct Connections {
    limits: Limits,
    counters: Arc<ServerCounters>,
    tasks: JoinSet<Closing>,
    open: HashMap<Id, OpenConnection>,
}

#[derive(Debug)]
struct OpenConnection {
    activity: Arc<Activity>,
    task: AbortHandle,
    /// Why the task was aborted.
    aborted: Option<Closing>,
}

impl OpenConnection {
    /// Whether it is about to be closed. A client that does not read its last response can delay that.
    fn is_closing(&self) -> bool {
        let (phase, since) = self.activity.now();
        self.aborted.is_some() || (phase == Phase::Closing && since.elapsed() < LAST_RESPONSE)
    }

    fn abort(&mut self, closing: Closing) {
        self.aborted.get_or_insert(closing);
        self.task.abort();
    }
}

impl Connections {
    pub(super) fn new(limits: Limits, counters: Arc<ServerCounters>) -> Self {
        Self { limits, counters, tasks: JoinSet::new(), open: HashMap::new() }
    }

    /// How many are open.
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// Whether the limit allows one more.
    pub(super) fn has_room(&self) -> bool {
        self.open.len() < self.limits.connections
    }

    /// Runs `connection`, which reports to `activity` and ends with the reason why it was closed.
    pub(super) fn spawn(
        &mut self,
        activity: Arc<Activity>,
        connection: impl Future<Output = Closing> + Send + 'static,
    ) {
        let task = self.tasks.spawn(connection);
        self.open.insert(task.id(), OpenConnection { activity, task, aborted: None });
        self.counters.count_opened();
    }

    /// Waits until the limit allows one more connection, and evicts the longest idle one if need be. While all have a
    /// request in flight, that is the first one that is answered.
    pub(super) async fn make_room(&mut self) {
        self.remove_closed();
        while !self.has_room() {
            self.evict_longest_idle();
            let _ = timeout(EVICTION_RETRY, self.next_closed()).await;
        }
    }

    /// Closes the longest idle connection, unless one is closing already. Otherwise, while many bodies are refused, their
    /// clients' next connections evict Discord's: beside 1000 heads without bodies, that lost 4 to 13 of 60 signed requests.
    pub(super) fn evict_longest_idle(&mut self) {
        self.remove_closed();
        if self.open.values().any(OpenConnection::is_closing) {
            return;
        }
        let idle = self.open.values_mut().filter_map(|connection| match connection.activity.now() {
            (Phase::InFlight, _) => None,
            (_, since) => Some((since, connection)),
        });
        if let Some((_, connection)) = idle.min_by_key(|(since, _)| *since) {
            connection.abort(Closing::Displaced);
        }
    }

    /// Closes the connections whose phase takes longer than it may.
    pub(super) fn close_expired(&mut self) {
        for connection in self.open.values_mut() {
            let (phase, since) = connection.activity.now();
            let limit = match phase {
                Phase::Head | Phase::Closing => self.limits.header,
                Phase::Idle => self.limits.idle,
                Phase::InFlight => continue,
            };
            if since.elapsed() > limit {
                connection.abort(Closing::Idle);
            }
        }
    }

    fn remove_closed(&mut self) {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.remove(ended);
        }
    }

    /// Waits until a connection is closed; for ever while none is open.
    pub(super) async fn next_closed(&mut self) {
        match self.tasks.join_next_with_id().await {
            Some(ended) => self.remove(ended),
            None => pending().await,
        }
    }

    /// Waits until all are closed.
    pub(super) async fn all_closed(&mut self) {
        while let Some(ended) = self.tasks.join_next_with_id().await {
            self.remove(ended);
        }
    }

    /// Closes all of them, whatever they are doing.
    pub(super) async fn abort_all(&mut self) {
        self.tasks.abort_all();
        self.all_closed().await;
    }

    fn remove(&mut self, ended: Result<(Id, Closing), JoinError>) {
        let (id, closing) = match ended {
            Ok((id, closing)) => (id, Some(closing)),
            Err(aborted) => (aborted.id(), None),
        };
        if let Some(connection) = self.open.remove(&id) {
            self.counters.count_closed(closing.or(connection.aborted).unwrap_or(Closing::Failed));
        }
    }
}

#[cfg(test)]
#[path = "connections_tests.rs"]
mod tests;
