//! Statements over all servers: none of them serves a server's interaction, so they alone need not name one.

use sqlx::AnyConnection;

use super::Store;
use super::address::Engine;
use super::connect::within;
use super::error::StoreError;
use super::publication::Author;
use super::records::Change;

/// The channel on which PostgreSQL tells of changes.
pub(super) const CHANNEL: &str = "tpm_guide";

/// Gives a server the next revision, records who changed it, and tells the other processes once the transaction is committed.
///
/// The revision counts over all servers. Its row stays locked until the commit, so revisions are committed in their order: a
/// process that has seen one has seen all below it, and asks only for what is above. It is taken last, so that the lock is
/// short.
pub(super) async fn record_change(
    connection: &mut AnyConnection,
    engine: Engine,
    guild: i64,
    author: Author,
    what: &str,
) -> Result<i64, StoreError> {
    let (revision,): (i64,) =
        sqlx::query_as("UPDATE counter SET latest = latest + 1 WHERE name = 'revision' RETURNING latest")
            .fetch_one(&mut *connection)
            .await?;
    sqlx::query("UPDATE guild SET revision = $2 WHERE guild = $1")
        .bind(guild)
        .bind(revision)
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO audit (guild, revision, made_at, author, what) VALUES ($1, $2, $3, $4, $5)")
        .bind(guild)
        .bind(revision)
        .bind(author.at)
        .bind(author.by.cast_signed())
        .bind(what)
        .execute(&mut *connection)
        .await?;
    if engine == Engine::Postgres {
        // `NOTIFY` takes no parameters, and the type of `pg_notify` itself is none that both engines have.
        sqlx::query("SELECT COUNT(*) FROM pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(format!("{} {revision}", guild.cast_unsigned()))
            .execute(&mut *connection)
            .await?;
    }
    Ok(revision)
}

impl Store {
    /// Every server that has entries or settings, or had them, with its revision.
    pub async fn known(&self) -> Result<Vec<Change>, StoreError> {
        self.changes_above(0, self.timeouts().long).await
    }

    /// The servers that changed after this revision, in the order of their changes.
    pub async fn changed_since(&self, revision: i64) -> Result<Vec<Change>, StoreError> {
        self.changes_above(revision, self.timeouts().call).await
    }

    async fn changes_above(&self, revision: i64, longest: std::time::Duration) -> Result<Vec<Change>, StoreError> {
        within(longest, async {
            let mut work = self.connections.read().await?;
            let rows: Vec<(i64, i64)> =
                sqlx::query_as("SELECT guild, revision FROM guild WHERE revision > $1 ORDER BY revision")
                    .bind(revision)
                    .fetch_all(&mut *work)
                    .await?;
            work.release();
            let change = |(guild, revision): (i64, i64)| Change { guild: guild.cast_unsigned(), revision };
            Ok(rows.into_iter().map(change).collect())
        })
        .await
    }
}
