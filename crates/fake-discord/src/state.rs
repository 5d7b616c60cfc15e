//! Everything behind one lock, and the change notification.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::caller::{Endpoint, Keys, Poster};
use super::faults::Armed;
use super::journal::Journal;
use super::limits::Buckets;
use super::listener::ListenerControl;
use super::sessions::Gateway;
use super::settings::Settings;
use super::token;
use super::world::World;

/// What changes while the fake Discord runs.
#[derive(Debug)]
pub(super) struct State {
    pub world: World,
    pub gateway: Gateway,
    pub endpoint: Endpoint,
    pub journal: Journal,
    pub faults: Armed,
    pub identifies_remaining: u32,
    /// When the latest requests came that count for the global limit.
    pub counted_requests: VecDeque<Duration>,
    /// When sessions identified lately, with the key of their concurrency bucket.
    pub recent_identifies: Vec<(u64, Duration)>,
    /// The rate limits of routes that are in use.
    pub buckets: Buckets,
    /// By how much the clock was put forward.
    pub advanced: Duration,
}

/// A running fake Discord, as its sockets and its people share it.
#[derive(Debug)]
pub(super) struct Shared {
    pub settings: Settings,
    /// The token that the bot has to show.
    pub token: String,
    pub port: u16,
    pub listener: ListenerControl,
    pub poster: Poster,
    state: Mutex<State>,
    changes: watch::Sender<u64>,
    started: Instant,
    /// By how many milliseconds the clock was put forward.
    advanced: AtomicU64,
}

impl Shared {
    /// # Errors
    ///
    /// If the system has no random bytes for a key or the token, or no HTTP client can be built.
    pub(super) fn new(settings: Settings, port: u16, listener: ListenerControl, unix_ms: u64) -> io::Result<Self> {
        let (keys, poster) = (Keys::new()?, Poster::new(settings.deadline)?);
        let mut world = settings.world.clone();
        world.started_unix_ms = unix_ms;
        world.files_at = origin(port);
        let state = State {
            world,
            gateway: Gateway::default(),
            endpoint: Endpoint { keys, address: None },
            journal: Journal::default(),
            faults: Armed::default(),
            identifies_remaining: settings.identifies_remaining,
            counted_requests: VecDeque::new(),
            recent_identifies: Vec::new(),
            buckets: Buckets::default(),
            advanced: Duration::ZERO,
        };
        Ok(Self {
            token: token::new(settings.world.application.id)?,
            settings,
            port,
            listener,
            poster,
            state: Mutex::new(state),
            changes: watch::Sender::new(0),
            started: Instant::now(),
            advanced: AtomicU64::new(0),
        })
    }

    /// Time since the fake Discord started, and what tests added to it.
    pub(super) fn now(&self) -> Duration {
        self.started.elapsed() + self.advanced()
    }

    /// Puts the clock forward.
    pub(super) fn advance(&self, by: Duration) {
        let millis = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.advanced.fetch_add(millis, Ordering::SeqCst);
        self.change(|state, now| {
            state.advanced = self.advanced();
            state.journal.note(now, &format!("the clock is put forward by {by:?}"));
        });
    }

    fn advanced(&self) -> Duration {
        Duration::from_millis(self.advanced.load(Ordering::SeqCst))
    }

    /// The moment at which [`now`](Self::now) says `at`.
    pub(super) fn instant(&self, at: Duration) -> Instant {
        self.started + at.saturating_sub(self.advanced())
    }

    /// Reads the state.
    pub(super) fn look<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state and sends the change notification.
    pub(super) fn change<T>(&self, write: impl FnOnce(&mut State, Duration) -> T) -> T {
        let result = self.change_quietly(write);
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
        result
    }

    /// Changes the state without a notification, where nothing waits for the change.
    pub(super) fn change_quietly<T>(&self, write: impl FnOnce(&mut State, Duration) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.now();
        write(&mut state, now)
    }

    /// Receives the change notifications.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Where the API is, and what a page of the fake Discord itself would send as `Origin`.
    pub(super) fn origin(&self) -> String {
        origin(self.port)
    }

    /// Where the gateway is.
    pub(super) fn gateway_url(&self) -> String {
        format!("ws://127.0.0.1:{}/gateway", self.port)
    }

    /// Where a session is resumed: elsewhere, to see whether the bot heeds READY.
    pub(super) fn resume_url(&self) -> String {
        format!("ws://127.0.0.1:{}/resume", self.port)
    }
}

fn origin(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}
