//! The servers: some with a mentors' channel, some without; and what the product stored of them.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::ensure;
use loadtest::database::{SETTINGS, add_guilds, connect, migrate, runtime};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};

/// The first of the servers with a mentors' channel.
pub const FIRST: u64 = 950_000_000_000_000_000;
/// The first of their channels: each server has the one of its number.
pub const FIRST_CHANNEL: u64 = 960_000_000_000_000_000;
/// The first of the servers without one, in which others ask.
pub const FIRST_OTHER: u64 = 970_000_000_000_000_000;
/// How many of those there are.
pub const OTHERS: u32 = 50;

/// A database that only this program and the servers that it starts use.
#[derive(Debug)]
pub struct Database {
    pub url: String,
}

/// What is stored of questions.
#[derive(Debug, PartialEq, Eq)]
pub struct Stored {
    /// Questions.
    pub inquiries: u64,
    /// Those whose message is known.
    pub posted: u64,
    /// Messages that wait.
    pub waiting: u64,
}

impl Database {
    /// Has the product create its tables in an empty database, and adds servers.
    pub fn fill(product: &Path, url: String, servers: u32) -> anyhow::Result<Self> {
        migrate(product, &url)?;
        let settings =
            format!("'{{\"mentors\":{{\"id\":' || CAST({FIRST_CHANNEL} + number AS TEXT) || ',\"is_forum\":false}}}}'");
        runtime()?.block_on(async {
            let mut connection = connect(&url).await?;
            let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM guild").fetch_one(&mut connection).await?;
            ensure!(known == 0, "the database is not empty");
            add_guilds(&mut connection, FIRST, u64::from(servers), &settings).await?;
            add_guilds(&mut connection, FIRST_OTHER, u64::from(OTHERS), SETTINGS).await?;
            connection.execute("ANALYZE").await?;
            Ok(connection.close().await?)
        })?;
        Ok(Self { url })
    }

    /// What is stored of questions.
    pub fn stored(&self) -> anyhow::Result<Stored> {
        self.read(async |connection| {
            Ok(Stored {
                inquiries: count(connection, "SELECT COUNT(*) FROM inquiry").await?,
                posted: count(connection, "SELECT COUNT(*) FROM inquiry WHERE message IS NOT NULL").await?,
                waiting: count(connection, "SELECT COUNT(*) FROM outbox").await?,
            })
        })
    }

    /// How many questions each channel must show.
    pub fn inquiries(&self) -> anyhow::Result<BTreeMap<u64, u64>> {
        self.read(async |connection| {
            let rows: Vec<(i64, i64)> =
                sqlx::query_as("SELECT guild, COUNT(*) FROM inquiry GROUP BY guild").fetch_all(connection).await?;
            let channel = |guild: i64| guild.cast_unsigned() - FIRST + FIRST_CHANNEL;
            Ok(rows.into_iter().map(|(guild, inquiries)| (channel(guild), inquiries.cast_unsigned())).collect())
        })
    }

    /// How many questions to the guide were counted.
    pub fn counted(&self) -> anyhow::Result<u64> {
        self.read(async |connection| {
            let outcomes = "SELECT COALESCE(CAST(SUM(times) AS BIGINT), 0) FROM usage_count \
                            WHERE what IN ('found', 'unsure', 'unknown')";
            count(connection, outcomes).await
        })
    }

    fn read<T>(&self, read: impl AsyncFnOnce(&mut AnyConnection) -> anyhow::Result<T>) -> anyhow::Result<T> {
        runtime()?.block_on(async {
            let mut connection = connect(&self.url).await?;
            let found = read(&mut connection).await?;
            connection.close().await?;
            Ok(found)
        })
    }
}

async fn count(connection: &mut AnyConnection, statement: &'static str) -> anyhow::Result<u64> {
    let counted: i64 = sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(connection).await?;
    Ok(counted.cast_unsigned())
}
