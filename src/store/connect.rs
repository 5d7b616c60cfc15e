//! Connections: how they are set up, how long anything may take, and transactions.
//!
//! A statement that fails or is given up leaves a connection in an unknown state. PostgreSQL's is closed at once then, so that
//! the next caller gets a new one; SQLite's rolls back, since a database in memory ends with its connection.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::{Arc, Once};
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, ConnectOptions as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::address::{DatabaseUrl, Engine};
use super::error::StoreError;

/// How long the store may take.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// One call, waiting for a connection and for locks included: Discord waits three seconds for its answer.
    pub call: Duration,
    /// A lock, or one statement.
    pub statement: Duration,
    /// A call that changes many rows, or a migration.
    pub long: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { call: Duration::from_secs(2), statement: Duration::from_millis(1_500), long: Duration::from_secs(20) }
    }
}

/// Connections of one process to PostgreSQL, beside the one that listens. Its default allows 100 to all processes.
const POSTGRES_CONNECTIONS: u32 = 6;

/// Connections to a file: readers do not wait for the writer.
const FILE_CONNECTIONS: u32 = 4;

/// Whether a file that does not exist is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenMissing {
    /// It is, readable by its owner alone.
    Create,
    /// It is an error.
    Refuse,
}

/// A pool of connections.
pub(super) struct Connections {
    pool: AnyPool,
    pub(super) engine: Engine,
    pub(super) timeouts: Timeouts,
    /// SQLite has one writer. In the queue of a semaphore the first waits least; SQLite itself lets waiters poll.
    writer: Arc<Semaphore>,
}

/// One connection for as long as one call takes, perhaps with a transaction.
pub(super) struct Work {
    connection: Option<PoolConnection<Any>>,
    engine: Engine,
    is_open: bool,
    writer: Option<OwnedSemaphorePermit>,
}

/// Runs `future`, at most for `longest`.
pub(super) async fn within<T>(
    longest: Duration,
    future: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    timeout(longest, future).await.unwrap_or(Err(StoreError::TooSlow))
}

/// Connects outside of any pool, so that the reason of a failure is known.
pub(super) async fn connect(
    url: &DatabaseUrl,
    when_missing: WhenMissing,
    timeouts: Timeouts,
) -> Result<AnyConnection, StoreError> {
    if let Some(path) = url.path() {
        prepare_file(path, when_missing)?;
    }
    let options = options(url)?;
    let connecting = async {
        let mut connection = options.connect().await?;
        prepare(&mut connection, url.engine(), timeouts.statement).await?;
        if url.path().is_some() && when_missing == WhenMissing::Create {
            // Lasts in the file: readers go on while one writes.
            sqlx::raw_sql("PRAGMA journal_mode = WAL").execute(&mut connection).await?;
        }
        Ok(connection)
    };
    // All of it: a server can fall silent after its greeting as well as before it.
    let (longest, silence) = match url.engine() {
        Engine::Sqlite => (timeouts.long, StoreError::Locked),
        Engine::Postgres => (timeouts.call, StoreError::Unreachable),
    };
    timeout(longest, connecting).await.unwrap_or(Err(silence))
}

/// Creates an empty file that its owner alone can read. SQLite gives the files beside it the same mode.
fn prepare_file(path: &Path, when_missing: WhenMissing) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(StoreError::NoFolder);
    }
    if path.exists() {
        return Ok(());
    }
    if when_missing == WhenMissing::Refuse {
        return Err(StoreError::Missing);
    }
    match create_private(path) {
        // Another process was faster.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Err(StoreError::Full),
        Err(error) if error.kind() == std::io::ErrorKind::ReadOnlyFilesystem => Err(StoreError::ReadOnly),
        Err(_) => Err(StoreError::CannotOpen),
        Ok(()) => Ok(()),
    }
}

/// Creates a file that must not exist, with mode 600.
pub(super) fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// How sqlx connects. It logs nothing: not every statement, and not how long one took.
fn options(url: &DatabaseUrl) -> Result<AnyConnectOptions, StoreError> {
    static DRIVERS: Once = Once::new();
    DRIVERS.call_once(sqlx::any::install_default_drivers);
    let options: AnyConnectOptions = url.for_sqlx().parse()?;
    Ok(options.disable_statement_logging())
}

/// Sets a new connection up, with statements that cannot fail: sqlx would try again and again.
async fn prepare(connection: &mut AnyConnection, engine: Engine, longest: Duration) -> Result<(), sqlx::Error> {
    let longest = longest.as_millis();
    let statements = match engine {
        Engine::Sqlite => {
            format!("PRAGMA busy_timeout = {longest}; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL")
        }
        // A transaction that its process forgot must not hold its locks.
        Engine::Postgres => format!(
            "SET statement_timeout = {longest}; SET lock_timeout = {longest}; \
             SET idle_in_transaction_session_timeout = 10000"
        ),
    };
    sqlx::raw_sql(sqlx::AssertSqlSafe(statements)).execute(connection).await.map(drop)
}

impl Connections {
    /// A pool that connects when it is used first.
    pub(super) fn new(url: &DatabaseUrl, timeouts: Timeouts) -> Result<Self, StoreError> {
        let engine = url.engine();
        let pool = AnyPoolOptions::new().acquire_timeout(timeouts.call).max_lifetime(None);
        let pool = match engine {
            // A connection that PostgreSQL closed is found out before it is used.
            Engine::Postgres => pool.max_connections(POSTGRES_CONNECTIONS).idle_timeout(Duration::from_mins(10)),
            Engine::Sqlite if url.is_memory() => pool.max_connections(1).idle_timeout(None).test_before_acquire(false),
            Engine::Sqlite => pool.max_connections(FILE_CONNECTIONS).idle_timeout(None).test_before_acquire(false),
        };
        let pool = pool.after_connect(move |connection, _| {
            Box::pin(async move { prepare(connection, engine, timeouts.statement).await })
        });
        let pool = pool.connect_lazy_with(options(url)?);
        Ok(Self { pool, engine, timeouts, writer: Arc::new(Semaphore::new(1)) })
    }

    /// A connection for statements that each stand alone.
    pub(super) async fn read(&self) -> Result<Work, StoreError> {
        let connection = self.pool.acquire().await?;
        Ok(Work { connection: Some(connection), engine: self.engine, is_open: false, writer: None })
    }

    /// A transaction that writes. What is not committed did not happen.
    pub(super) async fn write(&self) -> Result<Work, StoreError> {
        let writer = match self.engine {
            Engine::Sqlite => {
                let permit = Arc::clone(&self.writer).acquire_owned().await;
                Some(permit.map_err(|_| StoreError::failed("the store is closed"))?)
            }
            Engine::Postgres => None,
        };
        let connection = self.pool.acquire().await?;
        let mut work = Work { connection: Some(connection), engine: self.engine, is_open: true, writer };
        begin(&mut work, self.engine).await?;
        Ok(work)
    }

    /// Closes every connection.
    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

/// Begins a transaction that writes. On SQLite it must say so at once: one that reads first cannot wait for another's lock.
pub(super) async fn begin(connection: &mut AnyConnection, engine: Engine) -> Result<(), sqlx::Error> {
    let statement = match engine {
        Engine::Sqlite => "BEGIN IMMEDIATE",
        Engine::Postgres => "BEGIN",
    };
    sqlx::raw_sql(statement).execute(connection).await.map(drop)
}

/// Fails where a file can be read but not written to: a file of the current schema is opened without writing.
pub(super) async fn check_writable(connection: &mut AnyConnection, engine: Engine) -> Result<(), StoreError> {
    if engine == Engine::Postgres {
        return Ok(());
    }
    match begin(connection, engine).await.map_err(StoreError::from) {
        Ok(()) => Ok(roll_back(connection).await?),
        // Another process writes, so that this one can later.
        Err(StoreError::Locked) => Ok(()),
        Err(problem) => Err(problem),
    }
}

/// Commits the transaction of a connection.
pub(super) async fn commit(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("COMMIT").execute(connection).await.map(drop)
}

/// Undoes the transaction of a connection.
async fn roll_back(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("ROLLBACK").execute(connection).await.map(drop)
}

impl Work {
    /// Makes what was written last.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        commit(&mut self).await?;
        self.is_open = false;
        self.release();
        Ok(())
    }

    /// Leaves everything as it was.
    pub(super) async fn roll_back(mut self) -> Result<(), StoreError> {
        roll_back(&mut self).await?;
        self.is_open = false;
        self.release();
        Ok(())
    }

    /// Gives the connection back, after statements that ended well.
    pub(super) fn release(mut self) {
        self.connection = None;
    }
}

impl Deref for Work {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        self.connection.as_ref().expect("it is taken only at the end")
    }
}

impl DerefMut for Work {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        self.connection.as_mut().expect("it is taken only at the end")
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        match self.engine {
            // At once: a graceful end may wait for a server that does not answer.
            Engine::Postgres => drop(connection.detach()),
            Engine::Sqlite if self.is_open => {
                let writer = self.writer.take();
                tokio::spawn(async move {
                    // Fails where the transaction did not begin, or ended by itself.
                    let _ = roll_back(&mut connection).await;
                    drop((connection, writer));
                });
            }
            Engine::Sqlite => {}
        }
    }
}
