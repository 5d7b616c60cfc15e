//! Who is connected, what they are doing, and who has to go.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use super::{BREATH, Counters, Limits};

/// What a client asks follows its connection at once: one that is older than this and silent has nothing to ask.
const NEWCOMER: Duration = Duration::from_millis(250);

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The other side closed it, or asked for that.
    Done,
    /// A request's head, or any request at all, took too long.
    Idle,
    /// Somebody else needed the place.
    Displaced,
    /// The server leaves.
    Drained,
    /// It broke, or what came was no HTTP.
    Failed,
}

impl Closing {
    /// All of them, as they are counted.
    pub const ALL: [Self; 5] = [Self::Done, Self::Idle, Self::Displaced, Self::Drained, Self::Failed];

    /// One word for metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Idle => "idle",
            Self::Displaced => "displaced",
            Self::Drained => "drained",
            Self::Failed => "failed",
        }
    }
}

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// New: nothing was heard yet.
    Fresh = 0,
    /// A request's head is on its way.
    Heading = 1,
    /// A request is being answered.
    Serving = 2,
    /// Between requests.
    Waiting = 3,
    /// Its last answer is on its way: it ends by itself.
    Leaving = 4,
}

/// What one connection is doing, and since when. Written by its task, read by whoever looks for the idle.
#[derive(Debug)]
pub(super) struct Activity {
    /// From here its milliseconds are counted.
    start: Instant,
    /// Milliseconds since `start`, times eight, plus the phase: read and written as one.
    state: AtomicU64,
    told: OnceLock<Closing>,
    tell: Notify,
}

impl Activity {
    fn new(start: Instant) -> Self {
        let activity = Self { start, state: AtomicU64::new(0), told: OnceLock::new(), tell: Notify::new() };
        activity.enter(Phase::Fresh);
        activity
    }

    /// Bytes have arrived.
    pub(super) fn hears(&self) {
        if matches!(self.phase(), Phase::Fresh | Phase::Waiting) {
            self.enter(Phase::Heading);
        }
    }

    /// A request has arrived and is being answered.
    pub(super) fn serves(&self) {
        self.enter(Phase::Serving);
    }

    /// The answer is on its way.
    pub(super) fn waits(&self) {
        self.enter(Phase::Waiting);
    }

    /// The answer is on its way, and says that the connection ends with it.
    pub(super) fn leaves(&self) {
        self.enter(Phase::Leaving);
    }

    /// Whether it can end for this reason without a word: nobody is being answered, nor, when the server leaves, about
    /// to ask.
    pub(super) fn can_end(&self, closing: Closing) -> bool {
        match self.phase() {
            Phase::Serving => false,
            Phase::Heading => closing != Closing::Drained,
            Phase::Fresh => closing != Closing::Drained || self.age() > NEWCOMER,
            Phase::Waiting | Phase::Leaving => true,
        }
    }

    /// Whether its place is about to be free, so that no other connection has to go for a newcomer.
    fn is_about_to_go(&self) -> bool {
        match self.phase() {
            Phase::Serving => false,
            // A client that does not take its last answer goes like any other.
            Phase::Leaving => self.age() < NEWCOMER,
            _ => self.told().is_some(),
        }
    }

    /// For how long it has been doing what it does.
    fn age(&self) -> Duration {
        self.start.elapsed().saturating_sub(self.look().1)
    }

    fn is_serving(&self) -> bool {
        self.phase() == Phase::Serving
    }

    /// Why it was shown out, if it was.
    pub(super) fn told(&self) -> Option<Closing> {
        self.told.get().copied()
    }

    /// Waits until it is shown out.
    pub(super) async fn shown_out(&self) -> Closing {
        loop {
            let told = self.tell.notified();
            if let Some(closing) = self.told() {
                return closing;
            }
            told.await;
        }
    }

    fn show_out(&self, closing: Closing) {
        let _ = self.told.set(closing);
        self.tell.notify_one();
    }

    fn enter(&self, phase: Phase) {
        let millis = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX >> 3);
        self.state.store(millis << 3 | phase as u64, Ordering::Relaxed);
    }

    fn phase(&self) -> Phase {
        self.look().0
    }

    /// What it is doing, and since when.
    fn look(&self) -> (Phase, Duration) {
        let state = self.state.load(Ordering::Relaxed);
        let phase = match state & 7 {
            0 => Phase::Fresh,
            1 => Phase::Heading,
            2 => Phase::Serving,
            3 => Phase::Waiting,
            _ => Phase::Leaving,
        };
        (phase, Duration::from_millis(state >> 3))
    }
}

/// Everybody who is connected.
#[derive(Debug)]
pub(super) struct Connections {
    limits: Limits,
    counters: Arc<Counters>,
    start: Instant,
    inside: Mutex<Inside>,
    left: Notify,
}

#[derive(Debug, Default)]
struct Inside {
    next: u64,
    guests: HashMap<u64, Arc<Activity>>,
}

impl Inside {
    fn show_out_the_longest_idle(&self) {
        let idle = self.guests.values().filter(|guest| guest.told().is_none() && !guest.is_serving());
        if let Some(longest) = idle.min_by_key(|guest| guest.look().1) {
            longest.show_out(Closing::Displaced);
        }
    }
}

impl Connections {
    pub(super) fn new(limits: Limits, counters: Arc<Counters>) -> Self {
        Self { limits, counters, start: Instant::now(), inside: Mutex::default(), left: Notify::new() }
    }

    /// Lets somebody in.
    pub(super) fn enter(self: &Arc<Self>) -> Guest {
        let activity = Arc::new(Activity::new(self.start));
        let mut inside = self.inside();
        let number = inside.next;
        inside.next += 1;
        inside.guests.insert(number, Arc::clone(&activity));
        self.counters.enters();
        drop(inside);
        Guest { number, activity, connections: Arc::clone(self), closing: Closing::Failed }
    }

    /// Waits until one more can come in; whoever has been idle longest goes, if that is what it takes. While everybody
    /// is being served, that is when the first has been answered.
    pub(super) async fn make_room(&self) {
        while !self.has_room() {
            let _ = timeout(BREATH, self.left.notified()).await;
        }
    }

    /// Whether one more can come in at once. If not, somebody is on the way out unless everybody is being served.
    pub(super) fn has_room(&self) -> bool {
        let inside = self.inside();
        if inside.guests.len() < self.limits.connections {
            return true;
        }
        if !inside.guests.values().any(|guest| guest.is_about_to_go()) {
            inside.show_out_the_longest_idle();
        }
        false
    }

    /// Shows out whoever has been idle longest, if anybody is idle.
    pub(super) fn show_out_the_longest_idle(&self) {
        self.inside().show_out_the_longest_idle();
    }

    /// Shows out everybody whose time is up.
    pub(super) fn sweep(&self) {
        let now = self.start.elapsed();
        for guest in self.inside().guests.values() {
            let (phase, since) = guest.look();
            let limit = match phase {
                Phase::Waiting => self.limits.idle,
                Phase::Fresh | Phase::Heading | Phase::Leaving => self.limits.header,
                Phase::Serving => continue,
            };
            if now.saturating_sub(since) > limit {
                guest.show_out(Closing::Idle);
            }
        }
    }

    /// Shows out everybody; what is being answered is answered first.
    pub(super) fn close_all(&self, closing: Closing) {
        for guest in self.inside().guests.values() {
            guest.show_out(closing);
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody's place, given up when this is dropped.
#[derive(Debug)]
pub(super) struct Guest {
    number: u64,
    activity: Arc<Activity>,
    connections: Arc<Connections>,
    closing: Closing,
}

impl Guest {
    pub(super) fn activity(&self) -> &Arc<Activity> {
        &self.activity
    }

    /// Gives up the place, and says why.
    pub(super) fn leave(mut self, closing: Closing) {
        self.closing = closing;
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.connections.counters.leaves(self.closing);
        self.connections.inside().guests.remove(&self.number);
        self.connections.left.notify_one();
    }
}

#[cfg(test)]
#[path = "connections_tests.rs"]
mod tests;
