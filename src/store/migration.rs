//! The schema: the files of `migrations`, run in their order under a lock, once each.
//!
//! Forward only and additive: a migration adds tables, columns with a default and indexes, and takes nothing away. Each
//! belongs to a release of the program, counted from 1. A program works with the schema of its own release, and with that of
//! the next one, so that replicas can be replaced one by one; what would break the program of the release before has to wait
//! for the release after. The table `migration` says what has run.

use sqlx::AnyConnection;

use super::address::Engine;
use super::connect::{begin, commit};
use super::error::StoreError;

/// A file of `migrations`.
pub(super) struct Migration {
    /// Its number, from 1.
    pub(super) version: i64,
    /// The release whose program needs it.
    pub(super) release: i64,
    /// Its name.
    pub(super) name: &'static str,
    sql: &'static str,
}

/// All of them, in their order.
pub(super) const MIGRATIONS: [Migration; 2] = [
    Migration { version: 1, release: 1, name: "entries", sql: include_str!("../../migrations/0001_entries.sql") },
    Migration { version: 2, release: 2, name: "mentors", sql: include_str!("../../migrations/0002_mentors.sql") },
];

/// The latest release of this program that changed the schema.
pub(super) const RELEASE: i64 = MIGRATIONS[MIGRATIONS.len() - 1].release;

/// The lock of PostgreSQL that one migrating process holds: "TPMGUIDE" in ASCII.
const LOCK: i64 = 0x5450_4d47_5549_4445;

/// What has run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Everything of this program, and nothing else.
    Current,
    /// Not everything of this program: the number of the migrations that have run.
    Older(i64),
    /// More than this program has, by one release at most.
    Newer(i64),
}

/// Runs the migrations that have not run, all of them or none, and returns their names.
pub(super) async fn migrate(connection: &mut AnyConnection, engine: Engine) -> Result<Vec<&'static str>, StoreError> {
    if let Schema::Current | Schema::Newer(_) = schema(connection, engine).await? {
        return Ok(Vec::new());
    }
    // On SQLite, this is the lock: no other process writes until the commit.
    begin(connection, engine).await?;
    if engine == Engine::Postgres {
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *connection).await?;
    }
    // Another process may have been faster.
    let applied = applied(connection, engine).await?.map_or(0, |(version, _)| version);
    let mut names = Vec::new();
    if applied == 0 {
        sqlx::raw_sql(
            "CREATE TABLE IF NOT EXISTS migration \
             (version BIGINT NOT NULL PRIMARY KEY, release BIGINT NOT NULL, name TEXT NOT NULL)",
        )
        .execute(&mut *connection)
        .await?;
    }
    for migration in MIGRATIONS.iter().filter(|migration| migration.version > applied) {
        sqlx::raw_sql(migration.sql).execute(&mut *connection).await?;
        sqlx::query("INSERT INTO migration (version, release, name) VALUES ($1, $2, $3)")
            .bind(migration.version)
            .bind(migration.release)
            .bind(migration.name)
            .execute(&mut *connection)
            .await?;
        names.push(migration.name);
    }
    commit(connection).await?;
    Ok(names)
}

/// How the schema compares to this program's.
pub(super) async fn schema(connection: &mut AnyConnection, engine: Engine) -> Result<Schema, StoreError> {
    let Some((version, release)) = applied(connection, engine).await? else { return Ok(Schema::Older(0)) };
    let known = MIGRATIONS[MIGRATIONS.len() - 1].version;
    if release > RELEASE + 1 {
        return Err(StoreError::Newer { found: release, readable: RELEASE + 1 });
    }
    Ok(match version.cmp(&known) {
        std::cmp::Ordering::Equal => Schema::Current,
        std::cmp::Ordering::Less => Schema::Older(version),
        std::cmp::Ordering::Greater => Schema::Newer(version),
    })
}

/// The latest version and release that have run; `None` for a database without any.
async fn applied(connection: &mut AnyConnection, engine: Engine) -> Result<Option<(i64, i64)>, StoreError> {
    let exists = match engine {
        Engine::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'migration'",
        Engine::Postgres => {
            "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migration'"
        }
    };
    let tables: i64 = sqlx::query_scalar(exists).fetch_one(&mut *connection).await?;
    if tables == 0 {
        return Ok(None);
    }
    let latest: (i64, i64) =
        sqlx::query_as("SELECT COALESCE(MAX(version), 0), COALESCE(MAX(release), 0) FROM migration")
            .fetch_one(connection)
            .await?;
    Ok(Some(latest))
}
