//! Removed entries: kept so that a removal can be undone, and so many at most that adding and removing cannot fill the disk.

use sqlx::AnyConnection;

use super::error::StoreError;
use super::publication::{EntryChange, Locked};

/// How many removed entries of a server are kept. Beyond them, the oldest are deleted with their history.
pub const REMOVED_KEPT: usize = 200;

impl Locked {
    /// Deletes the oldest removed entries beyond those that are kept, as they are once the changes are applied.
    pub(super) async fn forget_removed(
        &self,
        connection: &mut AnyConnection,
        changes: &[EntryChange],
        at: i64,
    ) -> Result<(), StoreError> {
        let changed = |slug: &str| changes.iter().find(|change| change.slug == slug);
        let is_removed = |slug: &str, was_published: bool| match changed(slug) {
            Some(change) => change.content.is_none(),
            None => !was_published,
        };
        let removed = self.entries.iter().filter(|(slug, entry)| is_removed(slug, entry.is_published));
        let mut removed: Vec<(i64, &str)> = removed.map(|(slug, entry)| (entry.number, slug.as_str())).collect();
        removed.sort_unstable();
        let beyond = removed.len().saturating_sub(REMOVED_KEPT);
        for (_, slug) in &removed[..beyond] {
            // An import that it was part of can be taken back no more.
            sqlx::query(
                "UPDATE batch SET undone_at = $3 WHERE guild = $1 AND undone_at IS NULL \
                 AND number IN (SELECT number FROM batch_entry WHERE guild = $1 AND slug = $2)",
            )
            .bind(self.guild)
            .bind(slug)
            .bind(at)
            .execute(&mut *connection)
            .await?;
            for statement in FORGET {
                sqlx::query(statement).bind(self.guild).bind(slug).execute(&mut *connection).await?;
            }
        }
        Ok(())
    }
}

/// Deletes an entry: what refers to it first.
const FORGET: [&str; 7] = [
    // Another entry may have its slug later.
    "DELETE FROM vote WHERE guild = $1 AND entry = 'own/' || $2",
    "DELETE FROM usage_count WHERE guild = $1 AND what = 'own/' || $2",
    "DELETE FROM shown WHERE guild = $1 AND slug = $2",
    "DELETE FROM batch_entry WHERE guild = $1 AND slug = $2",
    "DELETE FROM revision WHERE guild = $1 AND slug = $2",
    "DELETE FROM phrase WHERE guild = $1 AND slug = $2",
    "DELETE FROM entry WHERE guild = $1 AND slug = $2",
];
