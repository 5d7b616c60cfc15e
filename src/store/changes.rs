//! Changes of servers as they happen: those of this process at once, those of others by PostgreSQL's `LISTEN` and, where a
//! pooler swallows that or the engine is SQLite, by asking now and then.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use sqlx::postgres::{PgListener, PgNotification};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use tracing::{debug, info, warn};

use super::Store;
use super::address::Engine;
use super::maintenance::CHANNEL;
use super::records::Change;

/// How long after a failure the listener connects again.
const PAUSE: Duration = Duration::from_secs(1);

/// How long connecting may take.
const CONNECTING: Duration = Duration::from_secs(5);

/// The changes of all servers, from some revision on. A change may come twice, and never not at all: what counts is that a
/// server's revision is greater than the one that is known.
pub struct Changes {
    store: Store,
    local: broadcast::Receiver<Change>,
    listener: Option<PgListener>,
    /// When to connect the listener again.
    reconnect: Interval,
    ask: Interval,
    /// Everything up to here was told.
    asked: i64,
    /// What was told since.
    told: HashMap<u64, i64>,
    queue: VecDeque<Change>,
    is_reached: bool,
}

/// What made the waiting end.
enum Event {
    Told(Change),
    Lagged,
    Heard(Option<PgNotification>),
    Reconnect,
    Ask,
}

impl Store {
    /// Follows the changes of all servers after this revision, and asks for them at least every `ask_every`.
    pub fn follow(&self, after: i64, ask_every: Duration) -> Changes {
        let timer = |period| {
            let mut timer = interval_at(Instant::now(), period);
            timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
            timer
        };
        Changes {
            local: self.changes.subscribe(),
            listener: None,
            reconnect: timer(PAUSE),
            ask: timer(ask_every),
            asked: after,
            told: HashMap::new(),
            queue: VecDeque::new(),
            is_reached: true,
            store: self.clone(),
        }
    }
}

impl Changes {
    /// Waits for the next change. When the caller stops waiting, nothing is lost.
    pub async fn next(&mut self) -> Change {
        loop {
            if let Some(change) = self.queue.pop_front() {
                return change;
            }
            let wants_listener = self.listener.is_none() && self.store.engine() == Engine::Postgres;
            let event = tokio::select! {
                told = self.local.recv() => match told {
                    Ok(change) => Event::Told(change),
                    // The store keeps a sender, so it does not close.
                    Err(RecvError::Lagged(_) | RecvError::Closed) => Event::Lagged,
                },
                heard = heard(&mut self.listener) => Event::Heard(heard),
                _ = self.reconnect.tick(), if wants_listener => Event::Reconnect,
                _ = self.ask.tick() => Event::Ask,
            };
            match event {
                Event::Told(change) => self.tell(change),
                Event::Heard(Some(notice)) => match read(notice.payload()) {
                    Some(change) => self.tell(change),
                    None => debug!("a notice of another program on the channel {CHANNEL}"),
                },
                Event::Heard(None) => {
                    debug!("the connection that listens for changes ended");
                    self.listener = None;
                    self.reconnect.reset();
                }
                Event::Reconnect => self.connect().await,
                Event::Lagged | Event::Ask => self.ask().await,
            }
        }
    }

    /// Queues a change that was not told yet.
    fn tell(&mut self, change: Change) {
        let told = self.told.entry(change.guild).or_insert(self.asked);
        if change.revision > *told {
            *told = change.revision;
            self.queue.push_back(change);
        }
    }

    /// Connects the listener, and asks for what changed while there was none.
    async fn connect(&mut self) {
        let url = self.store.url.for_sqlx();
        let connecting = async {
            let mut listener = PgListener::connect(&url).await?;
            // Connecting again is decided here, where it is known that something may have been missed.
            listener.eager_reconnect(false);
            listener.listen(CHANNEL).await?;
            Ok::<_, sqlx::Error>(listener)
        };
        if let Ok(Ok(listener)) = timeout(CONNECTING, connecting).await {
            self.listener = Some(listener);
            self.ask().await;
        }
    }

    /// Asks for everything that changed.
    async fn ask(&mut self) {
        // What was committed is complete up to the greatest revision: none below it can come later. What this process or
        // PostgreSQL told before does not move the mark, since notices of others may have been swallowed.
        match self.store.changed_since(self.asked).await {
            Ok(changes) => {
                if !std::mem::replace(&mut self.is_reached, true) {
                    info!("the database can be reached again");
                }
                let latest = changes.last().map(|change| change.revision);
                for change in changes {
                    self.tell(change);
                }
                self.told.clear();
                self.asked = latest.unwrap_or(self.asked);
            }
            Err(error) => {
                if std::mem::replace(&mut self.is_reached, false) {
                    warn!(%error, "changes cannot be read now");
                }
            }
        }
    }
}

/// The next notice; `None` when the connection ended.
async fn heard(listener: &mut Option<PgListener>) -> Option<PgNotification> {
    match listener {
        Some(listener) => listener.try_recv().await.unwrap_or_default(),
        None => std::future::pending().await,
    }
}

/// A change in a notice: the server and its revision.
fn read(notice: &str) -> Option<Change> {
    let (guild, revision) = notice.split_once(' ')?;
    Some(Change { guild: guild.parse().ok()?, revision: revision.parse().ok()? })
}
