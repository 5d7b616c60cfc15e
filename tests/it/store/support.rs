//! The words of the store's tests: a database of its own for each case, on each engine, and what staff do in a few words.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use tempfile::TempDir;
use tpm_guide::store::{DatabaseUrl, Draft, Engine, Options, Outcome, Published, Store, Target, Timeouts};
use tpm_guide_core::community::Content;
use tpm_guide_core::knowledge::Reviewer;

/// Two servers.
pub const GUILD: u64 = 900_000_000_000_000_001;
pub const OTHER: u64 = 18_000_000_000_000_000_002;

/// Two members of staff.
pub const ADA: u64 = 11;
pub const BOB: u64 = 12;

/// When it all happens.
pub const NOW: i64 = 1_790_000_000;

/// An empty database, and what is known about it.
pub struct Database {
    pub engine: Engine,
    address: String,
    folder: TempDir,
}

/// Runs a case on SQLite, and on PostgreSQL if it is there.
pub async fn on_each_engine(case: impl AsyncFn(&Database)) {
    for database in [Some(Database::sqlite()), Database::postgres().await].iter().flatten() {
        // Seen if the case fails.
        println!("on {}", database.engine);
        case(database).await;
    }
}

impl Database {
    /// A file that does not exist yet.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = format!("sqlite:{}", folder.path().join("guide.db").display());
        Self { engine: Engine::Sqlite, address, folder }
    }

    /// The database at this address, which is there already.
    #[cfg_attr(not(feature = "playground"), expect(dead_code, reason = "its tests need the fake Discord"))]
    pub fn at(engine: Engine, address: String) -> Self {
        Self { engine, address, folder: tempfile::tempdir().expect("a folder") }
    }

    /// A database of its own on the server for tests.
    pub async fn postgres() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = postgres_server()?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("case_{}_{number}", std::process::id());
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(server).await.expect("the server for tests");
        let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::raw_sql(create).execute(&mut connection).await.expect("a database");
        let address = server.replacen("/postgres?", &format!("/{name}?"), 1);
        assert_ne!(address, server, "TEST_DATABASE_URL must be postgres:///postgres?host=…");
        Some(Self { engine: Engine::Postgres, address, folder: tempfile::tempdir().expect("a folder") })
    }

    /// Its address.
    pub fn url(&self) -> DatabaseUrl {
        self.address.parse().expect("an address")
    }

    /// Its address as it is set.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A path in a folder of its own.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A store on it: each has its own connections, as that of another process has.
    pub async fn store(&self) -> Store {
        Store::open(&self.url(), patient()).await.expect("a store")
    }

    /// A store with another limit.
    pub async fn store_with_limit(&self, entries_per_server: usize) -> Store {
        let options = Options { entries_per_server, ..patient() };
        Store::open(&self.url(), options).await.expect("a store")
    }

    /// Changes the database behind the store's back.
    pub async fn tamper(&self, statement: &'static str) {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(&self.address).await.expect("a connection");
        let off = if self.engine == Engine::Sqlite { "PRAGMA foreign_keys = OFF" } else { "SELECT 1" };
        sqlx::raw_sql(off).execute(&mut connection).await.expect("a setting");
        sqlx::raw_sql(statement).execute(&mut connection).await.expect(statement);
        connection.close().await.expect("it ends");
    }
}

/// How a store is opened whose calls must succeed, however busy the machine is.
pub fn patient() -> Options {
    let long = Duration::from_mins(1);
    Options { timeouts: Timeouts { call: long, statement: long, long }, ..Options::default() }
}

/// The server for tests: that of `TEST_DATABASE_URL`, or one that ends with this process.
fn postgres_server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    // Its standard input is closed when this process ends, however it ends.
    static PROCESS: Mutex<Option<Child>> = Mutex::new(None);
    let server = SERVER.get_or_init(|| {
        if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
            return Some(url);
        }
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/postgres");
        let started = Command::new(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut url = String::new();
        if let Ok(mut child) = started {
            let output = child.stdout.take().expect("it is piped");
            let _ = BufReader::new(output).read_line(&mut url);
            *PROCESS.lock().unwrap_or_else(PoisonError::into_inner) = Some(child);
        }
        let url = url.trim();
        if url.is_empty() {
            eprintln!(
                "PostgreSQL is not there: the store is tested on SQLite alone (tests/postgres says how to have it)"
            );
            return None;
        }
        Some(url.to_owned())
    });
    server.as_deref()
}

/// An entry with this title.
pub fn content(title: &str) -> Content {
    Content { title: title.to_owned(), body: format!("About {title}."), ..Content::default() }
}

/// An entry with this title and these other names.
pub fn named(title: &str, names: &[&str]) -> Content {
    Content { also_known_as: names.iter().map(|name| (*name).to_owned()).collect(), ..content(title) }
}

/// A draft's id, new each time.
pub fn draft_id() -> u64 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    u64::MAX - u64::from(NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Ada saves a draft; its id.
pub async fn drafts(store: &Store, guild: u64, target: Target) -> u64 {
    let id = draft_id();
    store.save_draft(guild, ADA, &Draft { id, target }, NOW).await.expect("it is saved");
    id
}

/// Ada publishes what she drafts.
pub async fn publishes(store: &Store, guild: u64, target: Target) -> Outcome<Published> {
    let id = drafts(store, guild, target).await;
    store.publish(guild, ADA, Reviewer::Manager, id, NOW, false).await.expect("the store works")
}

/// Ada adds an entry; its slug.
pub async fn adds(store: &Store, guild: u64, content: Content) -> String {
    publishes(store, guild, Target::New { content }).await.expect("it is published").slug
}

/// Ada edits an entry.
pub async fn edits(store: &Store, guild: u64, slug: &str, base: u32, content: Content) -> Outcome<Published> {
    publishes(store, guild, Target::Edit { slug: slug.to_owned(), base_revision: base, content }).await
}

/// The titles that members of a server can read, in their order.
pub async fn titles(store: &Store, guild: u64) -> Vec<String> {
    let stored = store.load(guild).await.expect("the store works");
    stored.entries.into_iter().map(|entry| entry.content.title).collect()
}
