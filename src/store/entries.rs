//! Entries: reading them, listing them, and publishing, removing and restoring one.

use std::collections::HashMap;

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};
use tpm_guide_core::community::{Content, OwnEntry, slug_of};
use tpm_guide_core::knowledge::Reviewer;
use tracing::warn;

use super::Store;
use super::connect::within;
use super::counts::read_shown;
use super::drafts::{delete_draft, read_draft};
use super::error::StoreError;
use super::mentors_channel::read_outage;
use super::publication::{Author, EntryChange, Locked, number_of, reviewer_of};
use super::records::{Listed, Outcome, Published, Reason, Refusal, Roles, State, Stored, Target};
use super::settings::{read_roles, settings_of};
use super::wordings::read_wordings;

/// The columns that [`own_entry`] reads.
macro_rules! select_entries {
    ($rest:literal) => {
        concat!("SELECT slug, content, reviewed_at, reviewer, revision, state FROM entry WHERE guild = $1", $rest)
    };
}

impl Store {
    /// What a server has of its own, as answers need it: without what was removed, what is beyond the limit, and rows that
    /// were damaged.
    pub async fn load(&self, guild: u64) -> Result<Stored, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let id = guild.cast_signed();
            // Before the entries: what changes between the two is told by a greater revision.
            let row: Option<(i64, String)> = sqlx::query_as("SELECT revision, settings FROM guild WHERE guild = $1")
                .bind(id)
                .fetch_optional(&mut *work)
                .await?;
            let Some((revision, settings)) = row else {
                work.release();
                return Ok(Stored::default());
            };
            let Roles { editors, mentors } = read_roles(&mut work, id).await?;
            let rows = sqlx::query(select_entries!(" AND state = 'published' ORDER BY number LIMIT $2"))
                .bind(id)
                .bind(self.limit_as_number())
                .fetch_all(&mut *work)
                .await?;
            let wordings = read_wordings(&mut work, id).await?;
            let outage = read_outage(&mut work, id).await?;
            work.release();
            let entries = rows.iter().filter_map(|row| own_entry(guild, row)).collect();
            let settings = settings_of(guild, &settings);
            Ok(Stored { revision, settings, editors, mentors, entries, wordings, outage })
        })
        .await
    }

    /// Every entry of a server in the order in which they were added, removed ones among them, with how often each was shown in
    /// the [`SHOWN_DAYS`](super::SHOWN_DAYS) up to `at`.
    pub async fn list(&self, guild: u64, at: i64) -> Result<Vec<Listed>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let id = guild.cast_signed();
            let rows = sqlx::query(select_entries!(" ORDER BY number")).bind(id).fetch_all(&mut *work).await?;
            let shown = read_shown(&mut work, id, at).await?;
            work.release();
            let mut published = 0;
            let mut listed = Vec::new();
            for row in &rows {
                let is_published = row.try_get::<&str, _>("state").is_ok_and(|state| state == "published");
                published += usize::from(is_published);
                let is_off = published > self.limit();
                listed.extend(listed_of(row, is_published, is_off, &shown));
            }
            Ok(listed)
        })
        .await
    }

    /// Publishes a draft of one entry, and discards it. With `overwrite`, on top of what another member changed meanwhile.
    pub async fn publish(
        &self,
        guild: u64,
        by: u64,
        reviewer: Reviewer,
        draft: u64,
        at: i64,
        overwrite: bool,
    ) -> Result<Outcome<Published>, StoreError> {
        let author = Author { by, reviewer, at };
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let locked = Locked::lock(&mut work, guild).await?;
            let outcome = match read_draft(&mut work, guild, by, draft, at).await? {
                Some(target) => change_of(&mut work, &locked, guild, target, overwrite).await?,
                None => Err(Refusal::NoDraft),
            };
            let change = match outcome {
                Ok(change) => change,
                Err(refusal) => return work.roll_back().await.map(|()| Err(refusal)),
            };
            delete_draft(&mut work, guild, by, draft).await?;
            self.apply_one(work, locked, author, change).await
        })
        .await
    }

    /// Removes an entry in this revision from what members see. [`restore`](Self::restore) brings it back.
    pub async fn remove(
        &self,
        guild: u64,
        by: u64,
        reviewer: Reviewer,
        slug: &str,
        revision: u32,
        at: i64,
    ) -> Result<Outcome<Published>, StoreError> {
        let author = Author { by, reviewer, at };
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let locked = Locked::lock(&mut work, guild).await?;
            let outcome = match locked.entries.get(slug) {
                Some(entry) if !entry.is_published => Err(Refusal::Removed),
                Some(entry) if entry.revision == i64::from(revision) => Ok(()),
                Some(_) => conflict(&mut work, guild, slug).await?,
                None => Err(Refusal::Gone),
            };
            if let Err(refusal) = outcome {
                return work.roll_back().await.map(|()| Err(refusal));
            }
            let change = EntryChange { slug: slug.to_owned(), content: None, reason: Reason::Removed };
            self.apply_one(work, locked, author, change).await
        })
        .await
    }

    /// Publishes an earlier revision of an entry again, as a new one. For the last revision before a removal, that undoes it.
    pub async fn restore(
        &self,
        guild: u64,
        by: u64,
        reviewer: Reviewer,
        slug: &str,
        revision: u32,
        at: i64,
    ) -> Result<Outcome<Published>, StoreError> {
        let author = Author { by, reviewer, at };
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let locked = Locked::lock(&mut work, guild).await?;
            let content = snapshot(&mut work, guild, slug, i64::from(revision)).await?;
            let Some(content) = content else { return work.roll_back().await.map(|()| Err(Refusal::Gone)) };
            let change = EntryChange { slug: slug.to_owned(), content: Some(content), reason: Reason::Restored };
            self.apply_one(work, locked, author, change).await
        })
        .await
    }

    /// Applies a change of one entry, and ends the transaction.
    async fn apply_one(
        &self,
        mut work: super::connect::Work,
        locked: Locked,
        author: Author,
        change: EntryChange,
    ) -> Result<Outcome<Published>, StoreError> {
        let guild = locked.guild.cast_unsigned();
        let what = format!("{} {}", change.reason.as_str(), change.slug);
        let changes = [change];
        let applied = locked.apply(&mut work, self.engine(), author, self.limit(), &changes, &what).await?;
        let [EntryChange { slug, .. }] = changes;
        match applied {
            Ok(applied) => {
                work.commit().await?;
                self.changed(guild, applied.guild_revision);
                Ok(Ok(Published { slug, revision: number_of(applied.revisions[0]) }))
            }
            Err(refusal) => work.roll_back().await.map(|()| Err(refusal)),
        }
    }
}

/// What a draft of one entry changes, unless another editor changed it meanwhile.
async fn change_of(
    connection: &mut AnyConnection,
    locked: &Locked,
    guild: u64,
    target: Target,
    overwrite: bool,
) -> Result<Outcome<EntryChange>, StoreError> {
    let (slug, content, reason) = match target {
        // The answer to a question that another mentor answered first is still worth an entry.
        Target::New { content } | Target::Answer { content, .. } => {
            let slug = slug_of(&content.title, |slug| locked.entries.contains_key(slug));
            (slug, content, Reason::Added)
        }
        Target::Edit { slug, base_revision, content } => {
            match locked.entries.get(&slug) {
                None => return Ok(Err(Refusal::Gone)),
                Some(_) if overwrite => {}
                Some(entry) if !entry.is_published => return Ok(Err(Refusal::Removed)),
                Some(entry) if entry.revision == i64::from(base_revision) => {}
                Some(_) => {
                    if let Err(refusal) = conflict(connection, guild, &slug).await? {
                        return Ok(Err(refusal));
                    }
                }
            }
            (slug, content, Reason::Edited)
        }
        Target::Import { .. } | Target::Inquiry { .. } => return Ok(Err(Refusal::NoDraft)),
    };
    Ok(Ok(EntryChange { slug, content: Some(content), reason }))
}

/// Who changed an entry last, and what it says. An entry that cannot be read is no conflict: nothing is lost.
pub(super) async fn conflict(
    connection: &mut AnyConnection,
    guild: u64,
    slug: &str,
) -> Result<Outcome<()>, StoreError> {
    let row = sqlx::query(select_entries!(" AND slug = $2"))
        .bind(guild.cast_signed())
        .bind(slug)
        .fetch_one(&mut *connection)
        .await?;
    let last: Option<(i64, i64)> = sqlx::query_as(
        "SELECT author, made_at FROM revision WHERE guild = $1 AND slug = $2 ORDER BY revision DESC LIMIT 1",
    )
    .bind(guild.cast_signed())
    .bind(slug)
    .fetch_optional(connection)
    .await?;
    let Some(current) = own_entry(guild, &row).map(Box::new) else { return Ok(Ok(())) };
    let (author, at) = last.unwrap_or_default();
    Ok(Err(Refusal::Conflict { current, changed_by: author.cast_unsigned(), at }))
}

/// What an entry said in a revision; `None` if that is not kept, was a removal or cannot be read.
pub(super) async fn snapshot(
    connection: &mut AnyConnection,
    guild: u64,
    slug: &str,
    revision: i64,
) -> Result<Option<Content>, StoreError> {
    let row: Option<(Option<String>,)> =
        sqlx::query_as("SELECT snapshot FROM revision WHERE guild = $1 AND slug = $2 AND revision = $3")
            .bind(guild.cast_signed())
            .bind(slug)
            .bind(revision)
            .fetch_optional(connection)
            .await?;
    Ok(row.and_then(|(snapshot,)| serde_json::from_str(&snapshot?).ok()))
}

/// The entry in a row; `None`, and a line in the log, for a row that was damaged outside of this program.
fn own_entry(guild: u64, row: &AnyRow) -> Option<OwnEntry> {
    let read = || {
        let reviewed = time::OffsetDateTime::from_unix_timestamp(row.try_get("reviewed_at").ok()?).ok()?.date();
        Some(OwnEntry {
            slug: row.try_get("slug").ok()?,
            content: serde_json::from_str(row.try_get("content").ok()?).ok()?,
            reviewed,
            reviewer: reviewer_of(row.try_get("reviewer").ok()?)?,
            revision: u32::try_from(row.try_get::<i64, _>("revision").ok()?).ok()?,
        })
    };
    let entry = read();
    if entry.is_none() {
        let slug = row.try_get::<&str, _>("slug").unwrap_or("?");
        warn!(
            guild,
            slug, "an entry cannot be read and is left out: `tpm-guide store check` says what is wrong with it"
        );
    }
    entry
}

/// The line of a row in a list; `None` without a slug.
fn listed_of(row: &AnyRow, is_published: bool, is_off: bool, shown: &HashMap<String, i64>) -> Option<Listed> {
    let slug: String = row.try_get("slug").ok()?;
    let content = row.try_get::<&str, _>("content").ok().and_then(|text| serde_json::from_str::<Content>(text).ok());
    let state = match (is_published, &content) {
        (false, _) => State::Removed,
        (true, None) => State::Damaged,
        (true, Some(_)) if is_off => State::Off,
        (true, Some(_)) => State::Published,
    };
    Some(Listed {
        title: content.map_or_else(|| slug.clone(), |content| content.title),
        state,
        reviewed_at: row.try_get("reviewed_at").unwrap_or_default(),
        revision: number_of(row.try_get("revision").unwrap_or_default()),
        shown: shown.get(&slug).copied().unwrap_or_default(),
        slug,
    })
}
