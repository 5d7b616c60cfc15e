//! Drafts: what a member of staff prepares, for an hour.

use sqlx::AnyConnection;

use super::Store;
use super::connect::within;
use super::error::StoreError;
use super::publication::to_json;
use super::records::{Draft, Target};

/// How long a draft lives, in seconds.
pub const DRAFT_SECONDS: i64 = 3_600;

/// How many drafts of one member are kept in a server: the oldest goes for one more.
pub const DRAFTS_KEPT: i64 = 20;

impl Store {
    /// Saves a draft, anew or in place of the one with its id. It lives an hour from `at`.
    pub async fn save_draft(&self, guild: u64, by: u64, draft: &Draft, at: i64) -> Result<(), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            // Another member's draft is left as it is: its id was guessed.
            sqlx::query(
                "INSERT INTO draft (guild, draft, author, content, expires_at) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (guild, draft) DO UPDATE SET content = excluded.content, expires_at = excluded.expires_at \
                 WHERE draft.author = excluded.author",
            )
            .bind(guild.cast_signed())
            .bind(draft.id.cast_signed())
            .bind(by.cast_signed())
            .bind(to_json(&draft.target)?)
            .bind(at + DRAFT_SECONDS)
            .execute(&mut *work)
            .await?;
            sqlx::query(
                "DELETE FROM draft WHERE guild = $1 AND author = $2 AND draft NOT IN (SELECT draft FROM draft \
                 WHERE guild = $1 AND author = $2 ORDER BY expires_at DESC, draft LIMIT $3)",
            )
            .bind(guild.cast_signed())
            .bind(by.cast_signed())
            .bind(DRAFTS_KEPT)
            .execute(&mut *work)
            .await?;
            work.commit().await
        })
        .await
    }

    /// A member's draft, unless it expired.
    pub async fn draft(&self, guild: u64, by: u64, draft: u64, at: i64) -> Result<Option<Draft>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let target = read_draft(&mut work, guild, by, draft, at).await?;
            work.release();
            Ok(target.map(|target| Draft { id: draft, target }))
        })
        .await
    }

    /// Discards a member's draft, and says whether there was one.
    pub async fn discard_draft(&self, guild: u64, by: u64, draft: u64) -> Result<bool, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let was_there = delete_draft(&mut work, guild, by, draft).await?;
            work.commit().await?;
            Ok(was_there)
        })
        .await
    }
}

/// What a member's draft changes; `None` if it expired, is another member's or cannot be read.
pub(super) async fn read_draft(
    connection: &mut AnyConnection,
    guild: u64,
    by: u64,
    draft: u64,
    at: i64,
) -> Result<Option<Target>, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT content FROM draft WHERE guild = $1 AND draft = $2 AND author = $3 AND expires_at > $4")
            .bind(guild.cast_signed())
            .bind(draft.cast_signed())
            .bind(by.cast_signed())
            .bind(at)
            .fetch_optional(connection)
            .await?;
    Ok(row.and_then(|(content,)| serde_json::from_str(&content).ok()))
}

/// Deletes a member's draft, and says whether there was one.
pub(super) async fn delete_draft(
    connection: &mut AnyConnection,
    guild: u64,
    by: u64,
    draft: u64,
) -> Result<bool, StoreError> {
    let deleted = sqlx::query("DELETE FROM draft WHERE guild = $1 AND draft = $2 AND author = $3")
        .bind(guild.cast_signed())
        .bind(draft.cast_signed())
        .bind(by.cast_signed())
        .execute(connection)
        .await?;
    Ok(deleted.rows_affected() > 0)
}
