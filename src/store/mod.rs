//! The store: what staff write for their servers, in SQLite or PostgreSQL. Records go in and come out; nothing here has heard
//! of Discord, and what time it is arrives as an argument, in seconds since 1970.
//!
//! One text of SQL serves both engines, through sqlx's `Any`. Every statement that serves a server's interaction names the
//! server (`guild = $1`); those that serve the operator or the worker of the outbox stand in `maintenance`, `worker`,
//! `migration`, `backup`, `copy`, `check` and `check_mentors`. What a member of staff can cause is a [`Refusal`] and not an error; a [`StoreError`] means that the database did
//! not do what it was asked, and nothing of it was done.

mod address;
mod error;
mod records;
mod connect;
mod migration;
mod rows;
mod publication;
mod removed;
mod entries;
mod drafts;
mod imports;
mod history;
mod settings;
mod inquiries;
mod asking;
mod claims;
mod answers;
mod wordings;
mod paused;
mod deliveries;
mod enqueue;
mod outbox;
mod mentors_channel;
mod worker;
mod notes;
mod digests;
mod votes;
mod counts;
mod insights;
mod review;
mod about;
mod members;
mod retention;
mod maintenance;
mod changes;
mod tables;
mod copy;
mod backup;
mod check;
mod check_mentors;

pub use self::about::{
    AboutAnswer, AboutChange, AboutDraft, AboutInServer, AboutMember, AboutQuestion, AboutRevision, AboutVote,
};
pub use self::address::{AddressProblem, DatabaseUrl, Engine};
pub use self::answers::{AnswerPublished, AnswerRefusal};
pub use self::asking::{AskRefusal, Joined, Sent};
pub use self::backup::backup;
pub use self::changes::Changes;
pub use self::check::{Problem, check, stats};
pub use self::claims::Late;
pub use self::connect::{Timeouts, WhenMissing};
pub use self::copy::copy;
pub use self::counts::SHOWN_DAYS;
pub use self::deliveries::{Delivery, Load, Purpose};
pub use self::digests::{DIGEST_OLDEST, DIGEST_SECONDS, DigestNumbers};
pub use self::drafts::{DRAFT_SECONDS, DRAFTS_KEPT};
pub use self::error::StoreError;
pub use self::insights::{DayAsked, Insights, Missed};
pub use self::maintenance::LEFT_DAYS;
pub use self::members::{Forget, Forgotten};
pub use self::mentors_channel::OUTAGE_SECONDS;
pub use self::migration::Schema;
pub use self::notes::{NOTES_AT_ONCE, Note};
pub use self::publication::REVISIONS_KEPT;
pub use self::records::{
    Change, Draft, Imported, Listed, Outage, Outcome, Published, Reason, Refusal, RevisionRecord, Roles, State, Stored,
    Target,
};
pub use self::removed::REMOVED_KEPT;
pub use self::retention::{Retention, Swept};
pub use self::review::{DueEntry, REVIEW_DAYS};
pub use self::votes::EntryVotes;
pub use self::wordings::{WORDINGS_PER_ENTRY, WORDINGS_PER_SERVER};
pub use self::worker::{DUE_PER_DESTINATION, OUTBOX};

use std::fmt;
use std::sync::Arc;

use tokio::sync::broadcast;

use self::connect::Connections;

/// The most entries of a server, unless the operator says otherwise.
pub const ENTRIES_PER_SERVER: usize = 200;

/// How many changes a slow listener may lag behind before it asks for all of them at once.
const CHANGES_KEPT: usize = 1_024;

/// How a store is opened.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The most entries of a server. What is beyond a lowered limit is switched off and not deleted.
    pub entries_per_server: usize,
    /// How long it may take.
    pub timeouts: Timeouts,
}

impl Default for Options {
    fn default() -> Self {
        Self { entries_per_server: ENTRIES_PER_SERVER, timeouts: Timeouts::default() }
    }
}

/// What staff write for their servers. Copies share their connections.
#[derive(Clone)]
pub struct Store {
    connections: Arc<Connections>,
    entries_per_server: usize,
    changes: broadcast::Sender<Change>,
    url: DatabaseUrl,
}

impl Store {
    /// Opens the database: creates a file that is missing, and runs the migrations that have not run.
    ///
    /// # Errors
    ///
    /// When the database cannot be used, in one line that names the setting to change.
    pub async fn open(url: &DatabaseUrl, options: Options) -> Result<Self, StoreError> {
        let Options { entries_per_server, timeouts } = options;
        let connections = Connections::new(url, timeouts)?;
        if url.is_memory() {
            // It ends with its connection, so that one is kept.
            let mut work = connections.read().await?;
            migration::migrate(&mut work, url.engine()).await?;
            work.release();
        } else {
            Self::migrate(url, timeouts).await?;
        }
        let (changes, _) = broadcast::channel(CHANGES_KEPT);
        Ok(Self { connections: Arc::new(connections), entries_per_server, changes, url: url.clone() })
    }

    /// Runs the migrations that have not run, after creating a file that is missing, and returns their names.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub async fn migrate(url: &DatabaseUrl, timeouts: Timeouts) -> Result<Vec<&'static str>, StoreError> {
        let mut connection = connect::connect(url, WhenMissing::Create, timeouts).await?;
        let migrating = async {
            let names = migration::migrate(&mut connection, url.engine()).await?;
            connect::check_writable(&mut connection, url.engine()).await?;
            Ok(names)
        };
        let names = connect::within(timeouts.long, migrating).await?;
        // A graceful end may wait for a server that does not answer.
        drop(connection);
        Ok(names)
    }

    /// What keeps the data.
    pub fn engine(&self) -> Engine {
        self.connections.engine
    }

    /// Ends every connection. What is asked of the store afterwards fails.
    pub async fn close(&self) {
        self.connections.close().await;
    }

    /// The most entries of a server.
    pub fn limit(&self) -> usize {
        self.entries_per_server
    }

    fn limit_as_number(&self) -> i64 {
        i64::try_from(self.entries_per_server).unwrap_or(i64::MAX)
    }

    fn timeouts(&self) -> Timeouts {
        self.connections.timeouts
    }

    /// Tells those who follow the changes in this process.
    fn changed(&self, guild: u64, revision: i64) {
        // Without a listener, sending fails, and that is fine.
        let _ = self.changes.send(Change { guild, revision });
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Store({})", self.engine())
    }
}
