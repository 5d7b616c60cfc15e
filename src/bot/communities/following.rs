//! Follows the store: connects to it, however long that takes, learns which servers changed, and stores counts.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustc_hash::FxHashMap;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tpm_guide_core::knowledge::{Entry, EntryId};
use tracing::{info, warn};

use super::{Communities, GuideVersion};
use crate::bot::forgotten::DeletionList;
use crate::config::KeySource;
use crate::failure::Failure;
use crate::store::{Change, DatabaseUrl, Engine, Options, Retention, Store, StoreError};

/// How often counts are stored: what a crash loses at most.
const COUNTS: Duration = Duration::from_secs(10);

/// How often is asked which members have notes.
const NOTES: Duration = Duration::from_secs(10);

/// How often what is kept no longer is deleted, drafts that expired among it, and what servers had that are long left. Every
/// process does so: what one has deleted, the next does not find.
const SWEEPS: Duration = Duration::from_hours(1);

/// How long the start waits for `PostgreSQL`: shipped answers do not need it.
const OPENING: Duration = Duration::from_secs(5);

/// How long the last counts may take once the process is told to stop.
const FLUSH: Duration = Duration::from_secs(1);

/// The pause before a PostgreSQL that could not be reached at the start is tried again.
const PAUSE: Duration = Duration::from_secs(2);

/// How often changes are asked for, where no notice comes through.
const ASK: Duration = Duration::from_secs(30);

/// How the store is opened, and what is kept of it.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Where the database is.
    pub url: DatabaseUrl,
    /// How it is opened.
    pub options: Options,
    /// The most bytes of what servers have that are kept in memory.
    pub cache_bytes: u64,
    /// Where the key is by which members vote; without one, they cannot.
    pub member_key: KeySource,
    /// Where deletions are recorded.
    pub forgotten: Option<PathBuf>,
    /// How long what members leave is kept.
    pub retention: Retention,
}

impl Communities {
    /// Opens the store and follows its changes for as long as the handle is held. A `PostgreSQL` that cannot be reached is
    /// tried again in the background: shipped answers do not wait for it.
    ///
    /// # Errors
    /// When a setting must be changed before the store can be used.
    pub async fn open(
        opening: Opening,
        stop: &CancellationToken,
    ) -> Result<(Arc<Self>, AbortOnDropHandle<()>), Failure> {
        let Opening { url, options, cache_bytes, member_key, forgotten, retention } = opening;
        let communities = Arc::new(Self { retention, ..Self::new(cache_bytes) });
        let opening = async { communities.connect(Store::open(&url, options).await?).await };
        let opened = match url.engine() {
            Engine::Postgres => timeout(OPENING, opening).await.unwrap_or(Err(StoreError::TooSlow)),
            Engine::Sqlite => opening.await,
        };
        match opened {
            Ok(()) => {}
            Err(problem @ (StoreError::Unreachable | StoreError::TooSlow)) if url.engine() == Engine::Postgres => {
                communities.counters.failed.fetch_add(1, Ordering::Relaxed);
                warn!("{problem}; the shipped guide answers meanwhile");
            }
            Err(problem) => return Err(problem.into()),
        }
        // After the database, beside which it may be.
        match member_key.open_or_make()? {
            Some(key) => {
                match forgotten {
                    Some(path) => {
                        let _ = communities.deletions.set(DeletionList::new(path, key.clone()));
                    }
                    None => info!(
                        "FORGOTTEN_FILE is not set: deletions of members are not recorded, and not done again after a restore"
                    ),
                }
                let _ = communities.member_key.set(key);
            }
            None => info!("MEMBER_KEY is not set: members cannot vote on answers, and deletions are not recorded"),
        }
        let following = Arc::clone(&communities).follow(url, options, stop.clone());
        Ok((communities, AbortOnDropHandle::new(tokio::spawn(following))))
    }

    /// Uses this store from now on.
    ///
    /// # Errors
    /// When it cannot be asked which servers it knows.
    pub async fn connect(&self, store: Store) -> Result<(), StoreError> {
        let known = store.known().await?;
        info!(servers = known.len(), engine = %store.engine(), "the store is open");
        for Change { guild, revision } in known {
            self.note(guild, revision);
            self.read_up_to.fetch_max(revision, Ordering::Relaxed);
        }
        // Another task was faster: then there is a store already.
        let _ = self.store.set(store);
        self.failed_at.store(0, Ordering::Relaxed);
        Ok(())
    }

    async fn follow(self: Arc<Self>, url: DatabaseUrl, options: Options, stop: CancellationToken) {
        let store = self.opened(&url, options).await;
        // Side by side: a call that the database leaves unanswered must not hold up the changes.
        tokio::select! {
            () = self.note_changes(&store) => {}
            () = self.keep_up(&store) => {}
            () = stop.cancelled() => {}
        }
    }

    /// The store, opened as soon as that works.
    async fn opened(&self, url: &DatabaseUrl, options: Options) -> Store {
        let mut told = None;
        loop {
            if let Some(store) = self.store.get() {
                return store.clone();
            }
            sleep(PAUSE).await;
            let opening = async { self.connect(Store::open(url, options).await?).await };
            let Err(problem) = opening.await else { continue };
            self.counters.failed.fetch_add(1, Ordering::Relaxed);
            let is_away = matches!(problem, StoreError::Unreachable | StoreError::TooSlow);
            // Once, and not every two seconds.
            if !is_away && told.as_ref() != Some(&problem) {
                warn!("the store: {problem}");
                told = Some(problem);
            }
        }
    }

    /// Notes which servers changed. Never ends.
    async fn note_changes(&self, store: &Store) {
        // Revisions grow over all servers: what changed since what is known was read has a greater one.
        let mut changes = store.follow(self.read_up_to.load(Ordering::Relaxed), ASK);
        loop {
            let Change { guild, revision } = changes.next().await;
            self.note(guild, revision);
        }
    }

    /// Stores counts, and deletes what is no longer kept. Never ends.
    async fn keep_up(&self, store: &Store) {
        let mut settling = FxHashMap::default();
        let (mut counts, mut notes, mut sweeps) = (interval(COUNTS), interval(NOTES), interval(SWEEPS));
        for ticks in [&mut counts, &mut notes, &mut sweeps] {
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        loop {
            tokio::select! {
                _ = notes.tick() => self.refresh_notes().await,
                _ = counts.tick() => {
                    self.store_counts(store).await;
                    self.record_cited(store, &mut settling).await;
                }
                _ = sweeps.tick() => self.sweep(store).await,
            }
        }
    }

    /// Stores what was counted. Call it once more before the process ends.
    pub async fn flush(&self) {
        if let Some(store) = self.store.get()
            && timeout(FLUSH, self.store_counts(store)).await.is_err()
        {
            warn!("the store does not answer: what was counted in the last seconds is lost");
        }
    }

    /// Records what shipped entries say that own entries cite, of servers that this process changed.
    /// `settling` are those that were changed before the last time: whatever staff did there is stored by now.
    async fn record_cited(&self, store: &Store, settling: &mut FxHashMap<u64, Arc<GuideVersion>>) {
        let changed = std::mem::take(&mut *self.changed.lock().unwrap_or_else(PoisonError::into_inner));
        for (guild, guide) in std::mem::replace(settling, changed) {
            let fingerprint = |id: &EntryId| guide.guide.knowledge.get(id).map(Entry::fingerprint);
            if self.reached(store.record_cited(guild, fingerprint).await).is_err() {
                settling.entry(guild).or_insert(guide);
            }
        }
    }

    async fn store_counts(&self, store: &Store) {
        let counts = self.usage.take();
        if !counts.is_empty()
            && let Err(problem) = self.reached(store.count(&counts.rows(), now()).await)
        {
            tracing::debug!("counts are kept for later: {problem}");
            self.usage.put_back(counts);
        }
    }

    async fn sweep(&self, store: &Store) {
        let swept = async {
            store.sweep(now(), &self.retention).await?;
            if store.end_claims(now()).await? + store.make_digests(now()).await? > 0 {
                self.wake();
            }
            store.purge(now()).await
        };
        for guild in swept.await.unwrap_or_default() {
            info!(guild, "what this server had is deleted: the bot was removed from it 30 days ago");
            self.note_loaded(guild, self.revision(guild), 0);
            self.held.remove(&guild);
        }
    }
}

/// Seconds since 1970.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_that_is_away_at_the_start_is_counted_and_does_not_stop_the_start() {
        let (stop, url) = (CancellationToken::new(), "postgres://nobody@127.0.0.1:1/none".parse().unwrap());
        let opening = Opening {
            url,
            options: Options::default(),
            cache_bytes: 1,
            member_key: KeySource::None,
            forgotten: None,
            retention: Retention::default(),
        };
        let (communities, _following) = Communities::open(opening, &stop).await.unwrap();
        assert_eq!(communities.counters().read(), (0, 1));
        assert!(communities.store().is_err());
    }
}
