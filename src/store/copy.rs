//! Copies of a whole database, from any engine to any, each verified row by row.

use futures_util::TryStreamExt as _;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use super::address::{DatabaseUrl, Engine};
use super::connect::{Timeouts, WhenMissing, begin, commit, connect};
use super::error::StoreError;
use super::migration::{Schema, migrate, schema};
use super::rows::{Value, insert_all};
use super::tables::{TABLES, Table};

/// How many rows are read before they are written.
const PART: usize = 500;

/// A connection for long work, and its engine.
pub(super) struct Side {
    pub(super) connection: AnyConnection,
    pub(super) engine: Engine,
}

impl Side {
    /// Connects for work that may take long.
    pub(super) async fn open(url: &DatabaseUrl, when_missing: WhenMissing) -> Result<Self, StoreError> {
        // The bot may hold a lock for a moment, and no member waits for an answer here.
        let longest = Timeouts::default().long;
        let timeouts = Timeouts { call: longest, statement: longest, long: longest };
        let mut connection = connect(url, when_missing, timeouts).await?;
        if url.engine() == Engine::Postgres {
            sqlx::raw_sql("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
                .execute(&mut connection)
                .await?;
        }
        Ok(Self { connection, engine: url.engine() })
    }

    /// Fails unless the schema is this program's.
    pub(super) async fn require_current(&mut self) -> Result<(), StoreError> {
        match schema(&mut self.connection, self.engine).await? {
            Schema::Current => Ok(()),
            Schema::Older(_) | Schema::Newer(_) => Err(StoreError::OtherSchema),
        }
    }

    /// Begins a transaction that sees one moment of the whole database.
    pub(super) async fn begin_snapshot(&mut self) -> Result<(), StoreError> {
        let statement = match self.engine {
            // With a write-ahead log, the first read fixes the moment.
            Engine::Sqlite => "BEGIN",
            Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        sqlx::raw_sql(statement).execute(&mut self.connection).await?;
        Ok(())
    }

    /// How many rows a table has.
    pub(super) async fn count(&mut self, table: &Table) -> Result<u64, StoreError> {
        let statement = format!("SELECT COUNT(*) FROM {}", table.name);
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(&mut self.connection).await?;
        Ok(rows.unsigned_abs())
    }
}

/// Copies everything from one database to an empty one, which is migrated first. `progress` hears of each table and its rows.
///
/// # Errors
///
/// When either database cannot be used, the target holds something, or a row that was written reads differently: then the
/// target is as empty as before.
pub async fn copy(
    from: &DatabaseUrl,
    to: &DatabaseUrl,
    progress: &mut (dyn FnMut(&str, u64) + Send),
) -> Result<(), StoreError> {
    let mut source = Side::open(from, WhenMissing::Refuse).await?;
    source.require_current().await?;
    let mut target = Side::open(to, WhenMissing::Create).await?;
    migrate(&mut target.connection, target.engine).await?;
    target.require_current().await?;
    transfer(&mut source, &mut target, progress).await?;
    // Both ended well: what is left is to say goodbye.
    let _ = source.connection.close().await;
    let _ = target.connection.close().await;
    Ok(())
}

/// Copies every table in one transaction on either side, and compares them.
pub(super) async fn transfer(
    source: &mut Side,
    target: &mut Side,
    progress: &mut (dyn FnMut(&str, u64) + Send),
) -> Result<(), StoreError> {
    source.begin_snapshot().await?;
    begin(&mut target.connection, target.engine).await?;
    for table in &TABLES {
        // The migration wrote the counter's row.
        let rows = target.count(table).await?;
        let is_used = if table.name == "counter" { counter(target).await? > 0 } else { rows > 0 };
        if is_used {
            return Err(StoreError::Target(format!(
                "the target is not empty: its table {} has rows. Name an empty database",
                table.name
            )));
        }
    }
    sqlx::raw_sql("DELETE FROM counter").execute(&mut target.connection).await?;
    for table in &TABLES {
        let rows = copy_table(table, source, target).await?;
        progress(table.name, rows);
    }
    for table in &TABLES {
        compare_table(table, source, target).await?;
    }
    commit(&mut target.connection).await?;
    sqlx::raw_sql("COMMIT").execute(&mut source.connection).await?;
    Ok(())
}

/// The revision that the counter of a database has reached.
async fn counter(side: &mut Side) -> Result<i64, StoreError> {
    let latest = sqlx::query_scalar("SELECT COALESCE(MAX(latest), 0) FROM counter").fetch_one(&mut side.connection);
    Ok(latest.await?)
}

/// Copies the rows of a table, and returns how many there were.
async fn copy_table(table: &Table, source: &mut Side, target: &mut Side) -> Result<u64, StoreError> {
    let statement = table.select_all(source.engine);
    let mut rows = sqlx::query(AssertSqlSafe(statement)).fetch(&mut source.connection);
    let (mut copied, mut part) = (0, Vec::new());
    while let Some(row) = rows.try_next().await? {
        part.push(table.read(&row).map_err(|column| damaged(table, column))?);
        copied += 1;
        if part.len() == PART {
            insert_all(&mut target.connection, table.name, &table.names(), std::mem::take(&mut part)).await?;
        }
    }
    insert_all(&mut target.connection, table.name, &table.names(), part).await?;
    Ok(copied)
}

/// Compares a table row by row.
async fn compare_table(table: &Table, source: &mut Side, target: &mut Side) -> Result<(), StoreError> {
    let (here, there) = (table.select_all(source.engine), table.select_all(target.engine));
    let mut here = sqlx::query(AssertSqlSafe(here)).fetch(&mut source.connection);
    let mut there = sqlx::query(AssertSqlSafe(there)).fetch(&mut target.connection);
    let read = |row| table.read(&row).map_err(|column| damaged(table, column));
    loop {
        let (left, right) = (here.try_next().await?, there.try_next().await?);
        let left: Option<Vec<Value>> = left.map(read).transpose()?;
        let right = right.map(read).transpose()?;
        if left != right {
            let text = format!("the copy of the table {} differs from it: nothing was copied", table.name);
            return Err(StoreError::Target(text));
        }
        if left.is_none() {
            return Ok(());
        }
    }
}

fn damaged(table: &Table, column: &str) -> StoreError {
    let name = table.name;
    StoreError::failed(format!(
        "the table {name} holds something else in its column {column}: `tpm-guide store check` names the row"
    ))
}
