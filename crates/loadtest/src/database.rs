//! A database that is filled past the product: in its schema, and in few statements.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use tokio::runtime::{Builder, Runtime};

/// The settings of a server that changed none, as SQL.
pub const SETTINGS: &str = "'{}'";

/// Has the product create its tables.
pub fn migrate(product: &Path, url: &str) -> anyhow::Result<()> {
    let mut command = Command::new(product);
    let output = command.args(["store", "migrate"]).env_clear().env("DATABASE_URL", url).output();
    let output = output.with_context(|| format!("starting {}", product.display()))?;
    ensure!(output.status.success(), "`store migrate` failed: {}", String::from_utf8_lossy(&output.stderr).trim_end());
    Ok(())
}

/// Connects to a database.
pub async fn connect(url: &str) -> anyhow::Result<AnyConnection> {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(url).await.context("connecting to the database")
}

/// Adds servers with ids from `first` on, each changed once. `settings` is SQL, in which `number` counts them from 0.
pub async fn add_guilds(connection: &mut AnyConnection, first: u64, count: u64, settings: &str) -> anyhow::Result<()> {
    if count == 0 {
        return Ok(());
    }
    let latest: i64 =
        sqlx::query_scalar("SELECT latest FROM counter WHERE name = 'revision'").fetch_one(&mut *connection).await?;
    let last = count - 1;
    let guilds = format!(
        "INSERT INTO guild (guild, revision, settings, next_number) WITH RECURSIVE numbers (number) AS \
         (SELECT CAST(0 AS BIGINT) UNION ALL SELECT number + 1 FROM numbers WHERE number < {last}) \
         SELECT {first} + number, {latest} + 1 + number, {settings}, 1 FROM numbers"
    );
    connection.execute(AssertSqlSafe(guilds)).await.context("filling guild")?;
    sqlx::query("UPDATE counter SET latest = latest + $1 WHERE name = 'revision'")
        .bind(count.cast_signed())
        .execute(connection)
        .await?;
    Ok(())
}

/// What database calls run on.
pub fn runtime() -> anyhow::Result<Runtime> {
    Builder::new_current_thread().enable_all().build().context("starting a runtime")
}
