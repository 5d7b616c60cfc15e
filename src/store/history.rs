//! The history of an entry.

use sqlx::Row as _;
use tracing::warn;

use super::Store;
use super::connect::within;
use super::error::StoreError;
use super::publication::number_of;
use super::records::{Reason, RevisionRecord};

impl Store {
    /// The revisions of an entry that are kept, the latest first. A revision that cannot be read has no content.
    pub async fn history(&self, guild: u64, slug: &str) -> Result<Vec<RevisionRecord>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let rows = sqlx::query(
                "SELECT revision, snapshot, author, made_at, reason FROM revision WHERE guild = $1 AND slug = $2 \
                 ORDER BY revision DESC",
            )
            .bind(guild.cast_signed())
            .bind(slug)
            .fetch_all(&mut *work)
            .await?;
            work.release();
            let mut history = Vec::new();
            for row in &rows {
                let snapshot: Option<String> = row.try_get("snapshot").unwrap_or_default();
                let content = snapshot.as_deref().map(serde_json::from_str).transpose();
                let revision = number_of(row.try_get("revision")?);
                if content.is_err() {
                    warn!(
                        guild,
                        slug, revision, "a revision cannot be read: `tpm-guide store check` says what is wrong"
                    );
                }
                history.push(RevisionRecord {
                    revision,
                    by: row.try_get::<i64, _>("author")?.cast_unsigned(),
                    at: row.try_get("made_at")?,
                    reason: Reason::named(row.try_get("reason")?).unwrap_or(Reason::Edited),
                    content: content.unwrap_or_default(),
                });
            }
            Ok(history)
        })
        .await
    }
}
