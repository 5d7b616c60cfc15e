//! Changes of entries: what publishing, removing, restoring and importing have in common. Each is one transaction.

use std::collections::{HashMap, HashSet};

use sqlx::AnyConnection;
use tpm_guide_core::community::{Content, Settings};
use tpm_guide_core::knowledge::{Reviewer, fold};

use super::address::Engine;
use super::error::StoreError;
use super::maintenance::record_change;
use super::records::{Outcome, Reason, Refusal};
use super::rows::{Value, insert};
use super::settings::settings_of;

/// How many revisions of an entry are kept.
pub const REVISIONS_KEPT: i64 = 50;

/// Who changes something, when, and as what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Author {
    pub(super) by: u64,
    pub(super) reviewer: Reviewer,
    pub(super) at: i64,
}

/// A change of an entry.
#[derive(Debug)]
pub(super) struct EntryChange {
    pub(super) slug: String,
    /// What it will say; `None` removes it.
    pub(super) content: Option<Content>,
    pub(super) reason: Reason,
}

/// An entry as the transaction found it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Existing {
    pub(super) number: i64,
    pub(super) is_published: bool,
    pub(super) revision: i64,
}

/// A server, locked until the end of the transaction.
#[derive(Debug)]
pub(super) struct Locked {
    pub(super) guild: i64,
    pub(super) revision: i64,
    pub(super) settings: String,
    pub(super) entries: HashMap<String, Existing>,
    next_number: i64,
}

/// What was applied.
#[derive(Debug)]
pub(super) struct Applied {
    /// The server's revision.
    pub(super) guild_revision: i64,
    /// The entries' revisions, in the order of the changes.
    pub(super) revisions: Vec<i64>,
}

impl Locked {
    /// Locks a server, so that no other transaction changes it, and reads what it has.
    pub(super) async fn lock(connection: &mut AnyConnection, guild: u64) -> Result<Self, StoreError> {
        let guild = guild.cast_signed();
        // Writing the row locks it, on both engines, and whether or not it was there. A server with staff has not left.
        let (revision, settings, next_number): (i64, String, i64) = sqlx::query_as(
            "INSERT INTO guild (guild, revision, settings, next_number) VALUES ($1, 0, '{}', 1) \
             ON CONFLICT (guild) DO UPDATE SET left_at = NULL, missing_at = NULL \
             RETURNING revision, settings, next_number",
        )
        .bind(guild)
        .fetch_one(&mut *connection)
        .await?;
        let rows: Vec<(String, i64, String, i64)> =
            sqlx::query_as("SELECT slug, number, state, revision FROM entry WHERE guild = $1")
                .bind(guild)
                .fetch_all(&mut *connection)
                .await?;
        let entries = rows.into_iter().map(|(slug, number, state, revision)| {
            (slug, Existing { number, is_published: state == "published", revision })
        });
        Ok(Self { guild, revision, settings, entries: entries.collect(), next_number })
    }

    /// The settings of the server.
    pub(super) fn settings(&self) -> Settings {
        settings_of(self.guild.cast_unsigned(), &self.settings)
    }

    /// Applies changes of different entries, all or none.
    pub(super) async fn apply(
        mut self,
        connection: &mut AnyConnection,
        engine: Engine,
        author: Author,
        limit: usize,
        changes: &[EntryChange],
        what: &str,
    ) -> Result<Outcome<Applied>, StoreError> {
        if self.is_beyond(limit, changes) {
            return Ok(Err(Refusal::Full { limit }));
        }
        if let Err(taken) = self.check_names(connection, changes).await? {
            return Ok(Err(taken));
        }
        // All names first, so that entries can exchange theirs.
        for change in changes {
            sqlx::query("DELETE FROM phrase WHERE guild = $1 AND slug = $2")
                .bind(self.guild)
                .bind(&change.slug)
                .execute(&mut *connection)
                .await?;
        }
        let mut revisions = Vec::new();
        for change in changes {
            revisions.push(self.write_entry(connection, author, change).await?);
        }
        self.write_phrases(connection, changes).await?;
        self.write_revisions(connection, author, changes, &revisions).await?;
        self.forget_removed(connection, changes, author.at).await?;
        sqlx::query("UPDATE guild SET next_number = $2 WHERE guild = $1")
            .bind(self.guild)
            .bind(self.next_number)
            .execute(&mut *connection)
            .await?;
        let guild_revision = record_change(connection, engine, self.guild, author, what).await?;
        Ok(Ok(Applied { guild_revision, revisions }))
    }

    /// Whether the changes add entries beyond the limit.
    fn is_beyond(&self, limit: usize, changes: &[EntryChange]) -> bool {
        let published = self.entries.values().filter(|entry| entry.is_published).count();
        let was = |change: &&EntryChange| self.entries.get(&change.slug).is_some_and(|entry| entry.is_published);
        let added = changes.iter().filter(|change| change.content.is_some() && !was(change)).count();
        let removed = changes.iter().filter(|change| change.content.is_none() && was(change)).count();
        added > removed && published + added - removed > limit
    }

    /// Checks that no name is another entry's.
    async fn check_names(
        &self,
        connection: &mut AnyConnection,
        changes: &[EntryChange],
    ) -> Result<Outcome<()>, StoreError> {
        let names: Vec<(String, String)> =
            sqlx::query_as("SELECT folded, slug FROM phrase WHERE guild = $1 AND kind = 'name'")
                .bind(self.guild)
                .fetch_all(connection)
                .await?;
        let changed: HashSet<&str> = changes.iter().map(|change| change.slug.as_str()).collect();
        let mut taken: HashMap<String, String> =
            names.into_iter().filter(|(_, slug)| !changed.contains(slug.as_str())).collect();
        for change in changes {
            for (name, folded) in change.content.iter().flat_map(names_of) {
                if let Some(slug) = taken.get(&folded) {
                    return Ok(Err(Refusal::NameTaken { name, slug: slug.clone() }));
                }
                taken.insert(folded, change.slug.clone());
            }
        }
        Ok(Ok(()))
    }

    /// Writes an entry, and returns its revision.
    async fn write_entry(
        &mut self,
        connection: &mut AnyConnection,
        author: Author,
        change: &EntryChange,
    ) -> Result<i64, StoreError> {
        let existing = self.entries.get(&change.slug).copied();
        let revision = existing.map_or(0, |entry| entry.revision) + 1;
        let Some(content) = &change.content else {
            sqlx::query("UPDATE entry SET state = 'removed', revision = $3 WHERE guild = $1 AND slug = $2")
                .bind(self.guild)
                .bind(&change.slug)
                .bind(revision)
                .execute(connection)
                .await?;
            return Ok(revision);
        };
        let number = existing.map_or(self.next_number, |entry| entry.number);
        self.next_number = self.next_number.max(number + 1);
        sqlx::query(
            "INSERT INTO entry (guild, slug, number, state, content, reviewed_at, reviewer, revision) \
             VALUES ($1, $2, $3, 'published', $4, $5, $6, $7) \
             ON CONFLICT (guild, slug) DO UPDATE SET state = excluded.state, content = excluded.content, \
             reviewed_at = excluded.reviewed_at, reviewer = excluded.reviewer, revision = excluded.revision, \
             cited = NULL",
        )
        .bind(self.guild)
        .bind(&change.slug)
        .bind(number)
        .bind(to_json(content)?)
        .bind(author.at)
        .bind(reviewer_text(author.reviewer))
        .bind(revision)
        .execute(connection)
        .await?;
        Ok(revision)
    }

    async fn write_phrases(&self, connection: &mut AnyConnection, changes: &[EntryChange]) -> Result<(), StoreError> {
        let mut rows: Vec<[Value; 5]> = Vec::new();
        for change in changes {
            let Some(content) = &change.content else { continue };
            let questions = content.asked_as.iter().map(|question| (question.clone(), fold(question)));
            for (kind, phrases) in [("name", names_of(content)), ("question", questions.collect())] {
                for (place, (phrase, folded)) in (0_i64..).zip(phrases) {
                    rows.push([change.slug.as_str().into(), kind.into(), place.into(), phrase.into(), folded.into()]);
                }
            }
        }
        Ok(insert(connection, "phrase", ["slug", "kind", "place", "phrase", "folded"], self.guild, rows).await?)
    }

    /// Appends the revisions, and drops those beyond what is kept.
    async fn write_revisions(
        &self,
        connection: &mut AnyConnection,
        author: Author,
        changes: &[EntryChange],
        revisions: &[i64],
    ) -> Result<(), StoreError> {
        let mut rows: Vec<[Value; 6]> = Vec::new();
        for (change, revision) in changes.iter().zip(revisions) {
            let snapshot = change.content.as_ref().map(to_json).transpose()?;
            rows.push([
                change.slug.as_str().into(),
                (*revision).into(),
                snapshot.into(),
                author.by.cast_signed().into(),
                author.at.into(),
                change.reason.as_str().into(),
            ]);
        }
        let columns = ["slug", "revision", "snapshot", "author", "made_at", "reason"];
        insert(&mut *connection, "revision", columns, self.guild, rows).await?;
        for (change, revision) in changes.iter().zip(revisions).filter(|(_, revision)| **revision > REVISIONS_KEPT) {
            sqlx::query("DELETE FROM revision WHERE guild = $1 AND slug = $2 AND revision <= $3")
                .bind(self.guild)
                .bind(&change.slug)
                .bind(revision - REVISIONS_KEPT)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}

/// The names of an entry, its title first, each as written and folded; without repetitions and what folds to nothing.
pub(super) fn names_of(content: &Content) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = Vec::new();
    for name in std::iter::once(&content.title).chain(&content.also_known_as) {
        let folded = fold(name);
        if !folded.is_empty() && names.iter().all(|(_, known)| *known != folded) {
            names.push((name.clone(), folded));
        }
    }
    names
}

/// A value as JSON.
pub(super) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::failed("a value cannot be written as JSON"))
}

/// A revision's number.
pub(super) fn number_of(revision: i64) -> u32 {
    u32::try_from(revision).unwrap_or(u32::MAX)
}

/// A role as it is stored.
pub(super) fn reviewer_text(reviewer: Reviewer) -> &'static str {
    match reviewer {
        Reviewer::Manager => "manager",
        Reviewer::Editor => "editor",
    }
}

/// The role that was stored.
pub(super) fn reviewer_of(text: &str) -> Option<Reviewer> {
    [Reviewer::Manager, Reviewer::Editor].into_iter().find(|reviewer| reviewer_text(*reviewer) == text)
}
