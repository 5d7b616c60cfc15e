//! What servers add to the guide, held ready for answers: which servers have something, and the latest of it.
//!
//! A server without anything of its own costs nothing: whether it has is known in memory, and the store is not asked. What a
//! server has is loaded with its first question, and kept within a bound of memory, the least recently used goes first. Where
//! the store cannot be reached, what is kept goes on answering, and the shipped guide answers for the rest.

mod following;
mod held;
mod members;
mod notes;
mod presence;
mod usage;

pub use self::following::Opening;
pub use self::following::now;
pub(super) use self::held::Held;
pub use self::presence::follow_presence;

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use quick_cache::sync::Cache;
use rustc_hash::FxHashMap;
use tokio::sync::Notify;
use tpm_guide_core::answer::{Guide, Offers};
use tpm_guide_core::community::Settings;
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::{mentors, search};
use tracing::warn;

use self::held::Weight;
use self::notes::Notes;
use self::usage::Usage;
use super::forgotten::DeletionList;
use super::response_cache::Rendered;
use crate::config::MemberKey;
use crate::store::{Retention, Store, StoreError};

/// The pause after a call that could not reach the store. Meanwhile, answers do not wait for it.
const REST: Duration = Duration::from_secs(1);

/// About how many servers are kept; more where they are smaller.
const KEPT: usize = 4_096;

/// What the servers of this process have of their own.
#[derive(Debug)]
pub struct Communities {
    /// Set once the store was reached for the first time.
    store: OnceLock<Store>,
    /// Servers that have something, with their revision.
    known: RwLock<FxHashMap<u64, i64>>,
    /// The greatest revision of those that were read when the store was opened. What is loaded since may have a greater one,
    /// while a smaller one of another server is still to be told.
    read_up_to: AtomicI64,
    held: Cache<u64, Arc<Held>, Weight>,
    usage: Usage,
    /// Servers in which staff did something a moment ago in this process, with the guide that they saw.
    changed: Mutex<FxHashMap<u64, Arc<GuideVersion>>>,
    notes: Notes,
    waking: Notify,
    /// Whether this process posts messages.
    sends: AtomicBool,
    /// The key by which members vote; not set where they cannot.
    member_key: OnceLock<MemberKey>,
    /// Where deletions are recorded, if anywhere.
    deletions: OnceLock<DeletionList>,
    /// How long what members leave is kept.
    retention: Retention,
    /// When the store could not be reached, in milliseconds since `began`; 0 for never.
    failed_at: AtomicU64,
    began: Instant,
    counters: CommunityCounters,
}

/// Counters of the cache and the store, for metrics.
#[derive(Debug, Default)]
pub struct CommunityCounters {
    /// How often what a server has was loaded.
    loaded: AtomicU64,
    /// How often the store could not be reached.
    failed: AtomicU64,
}

impl CommunityCounters {
    /// How often what a server has was loaded, and how often the store could not be reached.
    pub fn read(&self) -> (u64, u64) {
        (self.loaded.load(Ordering::Relaxed), self.failed.load(Ordering::Relaxed))
    }
}

impl Communities {
    /// Keeps what servers have within `bytes` of memory. Nothing is known until the store is [connected](Self::connect).
    pub fn new(bytes: u64) -> Self {
        Self {
            store: OnceLock::new(),
            known: RwLock::default(),
            read_up_to: AtomicI64::new(0),
            held: Cache::with_weighter(KEPT, bytes, Weight),
            usage: Usage::default(),
            changed: Mutex::default(),
            notes: Notes::default(),
            waking: Notify::new(),
            sends: AtomicBool::new(false),
            member_key: OnceLock::new(),
            deletions: OnceLock::new(),
            retention: Retention::default(),
            failed_at: AtomicU64::new(0),
            began: Instant::now(),
            counters: CommunityCounters::default(),
        }
    }

    /// The store, once it was reached.
    ///
    /// # Errors
    /// Where it was not, or could not be reached a moment ago: then it is not worth waiting for.
    pub fn store(&self) -> Result<&Store, StoreError> {
        let failed = self.failed_at.load(Ordering::Relaxed);
        if failed > 0 && self.millis() < failed + u64::try_from(REST.as_millis()).unwrap_or(u64::MAX) {
            return Err(StoreError::Unreachable);
        }
        self.store.get().ok_or(StoreError::Unreachable)
    }

    /// What a server has, built for `guide`; `None` for a server without anything, and where it cannot be loaded.
    pub(super) async fn of(&self, guild: u64, guide: &Arc<GuideVersion>) -> Option<Arc<Held>> {
        let revision = self.revision(guild)?;
        let kept = self.held.get(&guild);
        if let Some(held) = kept.as_ref().filter(|held| held.revision() >= revision) {
            return Some(self.fitting(guild, held, guide));
        }
        match self.load(guild, guide).await {
            Ok(held) => Some(held),
            // What was true a moment ago is better than nothing.
            Err(_) => kept.map(|held| self.fitting(guild, &held, guide)),
        }
    }

    /// The same read from the store, whatever is kept: for staff, who change it.
    pub(super) async fn fresh(&self, guild: u64, guide: &Arc<GuideVersion>) -> Result<Arc<Held>, StoreError> {
        // For what they publish now.
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).insert(guild, Arc::clone(guide));
        self.load(guild, guide).await
    }

    async fn load(&self, guild: u64, guide: &Arc<GuideVersion>) -> Result<Arc<Held>, StoreError> {
        let before = self.revision(guild);
        let stored = self.reached(self.store()?.load(guild).await)?;
        self.counters.loaded.fetch_add(1, Ordering::Relaxed);
        let held = Arc::new(Held::build(guide, stored));
        self.note_loaded(guild, before, held.revision());
        self.held.insert(guild, Arc::clone(&held));
        Ok(held)
    }

    /// What is kept, built anew where the shipped guide was reloaded meanwhile.
    fn fitting(&self, guild: u64, held: &Arc<Held>, guide: &Arc<GuideVersion>) -> Arc<Held> {
        if held.is_for(guide) {
            return Arc::clone(held);
        }
        let built = Arc::new(held.rebuilt(guide));
        self.held.insert(guild, Arc::clone(&built));
        built
    }

    /// Passes on what the store said, and remembers whether it could be reached.
    pub(super) fn reached<T>(&self, said: Result<T, StoreError>) -> Result<T, StoreError> {
        match &said {
            Ok(_) => self.failed_at.store(0, Ordering::Relaxed),
            Err(problem) => {
                self.failed_at.store(self.millis().max(1), Ordering::Relaxed);
                self.counters.failed.fetch_add(1, Ordering::Relaxed);
                warn!("the store: {problem}");
            }
        }
        said
    }

    /// Whether a server has something of its own.
    pub(super) fn is_known(&self, guild: u64) -> bool {
        self.revision(guild).is_some()
    }

    /// The revision of a server that has something.
    fn revision(&self, guild: u64) -> Option<i64> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).get(&guild).copied()
    }

    /// Remembers that a server has something in this revision.
    fn note(&self, guild: u64, revision: i64) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let latest = known.entry(guild).or_insert(revision);
        *latest = revision.max(*latest);
    }

    /// Remembers what was loaded. It can be less than what was known `before` the load where a server was purged, or a backup
    /// restored; what was told since then is newer than the load, and stays.
    fn note_loaded(&self, guild: u64, before: Option<i64>, revision: i64) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let latest = known.get(&guild).copied();
        if latest != before && latest.is_some_and(|latest| latest > revision) {
            return;
        }
        if revision == 0 {
            known.remove(&guild);
        } else {
            known.insert(guild, revision);
        }
    }

    /// Forgets what is kept of a server that this process changed: the next question loads it.
    pub(super) fn forget(&self, guild: u64) {
        self.held.remove(&guild);
        self.note(guild, 0);
    }

    /// Counts what was answered to members of a server.
    pub(super) fn count(&self, guild: u64, rendered: &Rendered) {
        if let Some(searched) = &rendered.searched {
            self.count_asked(guild, searched.outcome);
        }
        if let Some(entry) = &rendered.shown {
            self.count_shown(guild, entry);
        }
    }

    /// Counts a question in a member's own words.
    pub(super) fn count_asked(&self, guild: u64, outcome: search::Outcome) {
        self.usage.count_asked(guild, outcome);
    }

    /// Counts that members of a server were shown an entry.
    pub(super) fn count_shown(&self, guild: u64, entry: &EntryId) {
        self.usage.count_shown(guild, entry);
    }

    /// What answers offer besides, in a server with these settings; the defaults where it has none.
    pub(super) fn offers(&self, settings: Option<&Settings>) -> Offers {
        Offers {
            mentors: self.sends() && settings.is_some_and(|settings| settings.mentors.is_some()),
            votes: self.member_key.get().is_some() && settings.is_none_or(|settings| !settings.no_votes),
        }
    }

    /// How long questions to mentors are kept.
    pub(super) fn kept_days(&self) -> mentors::Kept {
        mentors::Kept { answered: self.retention.answered_days, waiting: self.retention.waiting_days }
    }

    /// This process can post messages from now on, so that mentors can be asked.
    pub fn start_sending(&self) {
        self.sends.store(true, Ordering::Relaxed);
    }

    /// Whether this process can post messages.
    pub(super) fn sends(&self) -> bool {
        self.sends.load(Ordering::Relaxed)
    }

    /// Messages wait to be sent: has the outbox looked at, where this process works it.
    pub(super) fn wake(&self) {
        self.waking.notify_one();
    }

    /// Waits until messages wait to be sent.
    pub(super) async fn woken(&self) {
        self.waking.notified().await;
    }

    /// Members who are told something after their next answer.
    pub(super) fn notes(&self) -> &Notes {
        &self.notes
    }

    /// Servers that have something.
    pub fn servers(&self) -> usize {
        self.known.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Bytes and servers that are kept.
    pub fn kept(&self) -> (u64, usize) {
        (self.held.weight(), self.held.len())
    }

    /// How often the store was asked and could not be reached.
    pub fn counters(&self) -> &CommunityCounters {
        &self.counters
    }

    fn millis(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A shipped guide, and its number: each reload has a greater one.
#[derive(Debug)]
pub struct GuideVersion {
    /// The guide.
    pub guide: Guide,
    /// Its number.
    pub version: u64,
}

#[cfg(test)]
mod tests;
