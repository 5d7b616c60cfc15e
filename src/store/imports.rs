//! Imports: many entries at once, whole or not at all, and taken back as a whole while none of them changed since.

use std::collections::HashSet;

use sqlx::AnyConnection;
use tpm_guide_core::community::{OwnEntry, slug_of};
use tpm_guide_core::knowledge::Reviewer;

use super::Store;
use super::connect::{Work, within};
use super::drafts::{delete_draft, read_draft};
use super::entries::snapshot;
use super::error::StoreError;
use super::publication::{Author, EntryChange, Locked};
use super::records::{Imported, Outcome, Reason, Refusal, Target};
use super::rows::{Value, insert};

impl Store {
    /// Applies the draft of an import, and discards it. Entries that already say the same are left as they are.
    pub async fn import(
        &self,
        guild: u64,
        by: u64,
        reviewer: Reviewer,
        draft: u64,
        at: i64,
    ) -> Result<Outcome<Imported>, StoreError> {
        let author = Author { by, reviewer, at };
        within(self.timeouts().long, async {
            let mut work = self.connections.write().await?;
            let locked = Locked::lock(&mut work, guild).await?;
            let Some(Target::Import { base_revision, entries }) = read_draft(&mut work, guild, by, draft, at).await?
            else {
                return refuse(work, Refusal::NoDraft).await;
            };
            if locked.revision != base_revision {
                return refuse(work, Refusal::Stale).await;
            }
            let (total, mut taken) = (entries.len(), HashSet::new());
            let mut changes = Vec::new();
            let mut before = Vec::new();
            for (slug, content) in entries {
                let asked = slug.filter(|slug| !taken.contains(slug) && OwnEntry::id_of(slug).is_some());
                let is_taken = |slug: &str| locked.entries.contains_key(slug) || taken.contains(slug);
                let slug = asked.unwrap_or_else(|| slug_of(&content.title, is_taken));
                taken.insert(slug.clone());
                let existing = locked.entries.get(&slug);
                if let Some(entry) = existing.filter(|entry| entry.is_published)
                    && snapshot(&mut work, guild, &slug, entry.revision).await?.as_ref() == Some(&content)
                {
                    continue;
                }
                before.push(existing.map(|entry| entry.revision));
                changes.push(EntryChange { slug, content: Some(content), reason: Reason::Imported });
            }
            delete_draft(&mut work, guild, by, draft).await?;
            let added = before.iter().filter(|before| before.is_none()).count();
            let changed = changes.len() - added;
            let mut imported = Imported { id: 0, added, changed, unchanged: total - changes.len() };
            if changes.is_empty() {
                work.commit().await?;
                return Ok(Ok(imported));
            }
            let what = format!("imported {} entries", changes.len());
            let applied = locked.apply(&mut work, self.engine(), author, self.limit(), &changes, &what).await?;
            let applied = match applied {
                Ok(applied) => applied,
                Err(refusal) => return refuse(work, refusal).await,
            };
            let number = applied.guild_revision;
            let batch = [number.into(), by.cast_signed().into(), at.into()];
            insert(&mut work, "batch", ["number", "author", "made_at"], guild.cast_signed(), vec![batch]).await?;
            let rows = changes.iter().zip(before).zip(&applied.revisions).map(|((change, before), after)| {
                [number.into(), change.slug.as_str().into(), Value::from(before), (*after).into()]
            });
            let columns = ["number", "slug", "revision_before", "revision_after"];
            insert(&mut work, "batch_entry", columns, guild.cast_signed(), rows.collect()).await?;
            work.commit().await?;
            self.changed(guild, number);
            imported.id = number.cast_unsigned();
            Ok(Ok(imported))
        })
        .await
    }

    /// Takes an import back: entries that it added are removed, and the others say again what they said.
    pub async fn undo_import(
        &self,
        guild: u64,
        by: u64,
        reviewer: Reviewer,
        id: u64,
        at: i64,
    ) -> Result<Outcome<()>, StoreError> {
        let author = Author { by, reviewer, at };
        within(self.timeouts().long, async {
            let mut work = self.connections.write().await?;
            let locked = Locked::lock(&mut work, guild).await?;
            // Only one that was not undone, and only once.
            let undone =
                sqlx::query("UPDATE batch SET undone_at = $3 WHERE guild = $1 AND number = $2 AND undone_at IS NULL")
                    .bind(locked.guild)
                    .bind(id.cast_signed())
                    .bind(at)
                    .execute(&mut *work)
                    .await?;
            if undone.rows_affected() == 0 {
                return refuse(work, Refusal::Gone).await;
            }
            let changes = match backwards(&mut work, &locked, id).await? {
                Ok(changes) => changes,
                Err(refusal) => return refuse(work, refusal).await,
            };
            let what = format!("took back the import of {} entries", changes.len());
            // A limit that was lowered since does not stand in the way.
            let applied = locked.apply(&mut work, self.engine(), author, usize::MAX, &changes, &what).await?;
            match applied {
                Ok(applied) => {
                    work.commit().await?;
                    self.changed(guild, applied.guild_revision);
                    Ok(Ok(()))
                }
                Err(refusal) => refuse(work, refusal).await,
            }
        })
        .await
    }
}

/// The changes that take an import back, if no entry of it changed since.
async fn backwards(
    connection: &mut AnyConnection,
    locked: &Locked,
    id: u64,
) -> Result<Outcome<Vec<EntryChange>>, StoreError> {
    let items: Vec<(String, Option<i64>, i64)> = sqlx::query_as(
        "SELECT slug, revision_before, revision_after FROM batch_entry WHERE guild = $1 AND number = $2",
    )
    .bind(locked.guild)
    .bind(id.cast_signed())
    .fetch_all(&mut *connection)
    .await?;
    let mut changed = Vec::new();
    let mut changes = Vec::new();
    for (slug, before, after) in items {
        if locked.entries.get(&slug).is_none_or(|entry| entry.revision != after) {
            changed.push(slug);
            continue;
        }
        let content = match before {
            Some(before) => snapshot(connection, locked.guild.cast_unsigned(), &slug, before).await?,
            None => None,
        };
        let reason = if content.is_some() { Reason::Restored } else { Reason::Removed };
        changes.push(EntryChange { slug, content, reason });
    }
    changed.sort();
    Ok(if changed.is_empty() { Ok(changes) } else { Err(Refusal::Changed(changed)) })
}

/// Leaves everything as it was.
async fn refuse<T>(work: Work, refusal: Refusal) -> Result<Outcome<T>, StoreError> {
    work.roll_back().await.map(|()| Err(refusal))
}
