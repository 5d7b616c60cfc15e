//! The entries that a server has: the list of them, their history, removal and restoring.

use std::borrow::Cow;

use tpm_guide_core::answer::{Question, answer};
use tpm_guide_core::community::{Content, Listed, OwnEntry, Revision, State};
use tpm_guide_core::knowledge::fold;
use tpm_guide_core::staff::{self, Notice, Reply};

use super::{Answered, Desk, panel};
use crate::store::{self, Refusal};

impl Desk<'_> {
    pub(super) async fn list(&self, page: u8) -> Answered {
        let entries = self.listed().await?;
        Ok(panel(staff::list(&entries, page, self.store.limit(), self.today())))
    }

    /// Every entry, removed ones among them.
    async fn listed(&self) -> Result<Vec<Listed>, Notice> {
        let listed = self.communities.reached(self.store.list(self.guild(), self.now).await)?;
        let known = &self.held.stored().entries;
        let line = |line: store::Listed| {
            let content = known.iter().find(|entry| entry.slug == line.slug).map(|entry| &entry.content);
            Listed {
                title: line.title,
                state: match line.state {
                    store::State::Published => State::Published,
                    store::State::Off => State::Off,
                    store::State::Damaged => State::Damaged,
                    store::State::Removed => State::Removed,
                },
                replaces: content.and_then(|content| content.replaces.clone()),
                has_source: content.is_none_or(|content| content.source.is_some()),
                reviewed: time::OffsetDateTime::from_unix_timestamp(line.reviewed_at)
                    .map_or_else(|_| self.today(), time::OffsetDateTime::date),
                revision: line.revision,
                shown: u64::try_from(line.shown).unwrap_or_default(),
                slug: line.slug,
            }
        };
        Ok(listed.into_iter().map(line).collect())
    }

    /// One entry, removed or not, with what can be done to it.
    pub(super) async fn open(&self, slug: &str) -> Answered {
        let listed = self.listed().await?;
        let entry = listed.iter().find(|entry| entry.slug == slug).ok_or(Notice::Gone)?;
        let id = OwnEntry::id_of(slug).filter(|_| entry.state == State::Published);
        let shown = id.filter(|id| self.view().get(id).is_some());
        let shown = shown.map(|id| answer(self.view(), &Question::entry(&id)));
        Ok(panel(staff::opened(entry, shown, self.today())))
    }

    /// The slug of the entry that was typed or picked, which may be removed.
    pub(super) async fn slug_named(&self, typed: &str) -> Result<String, Notice> {
        if let Ok(entry) = self.entry_named(typed) {
            return Ok(entry.slug.clone());
        }
        let (slug, folded) = (typed.trim().strip_prefix("own/").unwrap_or(typed.trim()), fold(typed));
        let listed = self.listed().await?;
        let is_meant = |entry: &&Listed| entry.slug == slug || !folded.is_empty() && fold(&entry.title) == folded;
        let found = listed.iter().find(is_meant).map(|entry| entry.slug.clone());
        found.ok_or_else(|| Notice::NoSuchEntry(typed.to_owned()))
    }

    /// An entry that is not removed, also one that members do not see: beyond the limit, or damaged. Of that, what its
    /// history says last.
    pub(super) async fn standing(&self, slug: &str) -> Result<Cow<'_, OwnEntry>, Notice> {
        if let Ok(entry) = self.entry(slug) {
            return Ok(Cow::Borrowed(entry));
        }
        let listed = self.listed().await?;
        let is_meant = |entry: &Listed| entry.slug == slug && entry.state != State::Removed;
        let Listed { slug, title, reviewed, revision, .. } = listed.into_iter().find(is_meant).ok_or(Notice::Gone)?;
        let last = self.last_content(&slug).await?;
        let content = last.unwrap_or_else(|| Content { title, ..Content::default() });
        Ok(Cow::Owned(OwnEntry { slug, content, reviewed, reviewer: self.reviewer, revision }))
    }

    pub(super) async fn remove(&self, slug: &str, revision: u32) -> Answered {
        let title = self.standing(slug).await?.content.title.clone();
        let removed = self.store.remove(self.guild(), self.by(), self.reviewer, slug, revision, self.now).await;
        match self.communities.reached(removed)? {
            Ok(removed) => {
                self.changed();
                Ok(panel(staff::removed(slug, &title, removed.revision)))
            }
            Err(refusal) => Err(self.told(refusal, None)),
        }
    }

    /// The revisions of an entry, the oldest first.
    async fn revisions(&self, slug: &str) -> Result<Vec<Revision>, Notice> {
        let records = self.communities.reached(self.store.history(self.guild(), slug).await)?;
        let mut revisions: Vec<Revision> = records.into_iter().map(revision).collect();
        revisions.sort_by_key(|revision| revision.revision);
        if revisions.is_empty() { Err(Notice::Gone) } else { Ok(revisions) }
    }

    /// What an entry said last, removed or not.
    pub(super) async fn last_content(&self, slug: &str) -> Result<Option<Content>, Notice> {
        Ok(self.revisions(slug).await?.into_iter().rev().find_map(|revision| revision.content))
    }

    pub(super) async fn history(&self, slug: &str, page: u8) -> Answered {
        let revisions = self.revisions(slug).await?;
        let title = revisions.iter().rev().find_map(|revision| revision.content.as_ref());
        let title = title.map_or(slug, |content| content.title.as_str());
        Ok(panel(staff::history(slug, title, &revisions, page)))
    }

    pub(super) async fn revision(&self, slug: &str, number: u32) -> Answered {
        let revisions = self.revisions(slug).await?;
        let at = revisions.iter().position(|revision| revision.revision == number).ok_or(Notice::NoRevision)?;
        let before = revisions[..at].iter().rev().find_map(|revision| revision.content.as_ref());
        let latest = revisions.last().map_or(number, |latest| latest.revision);
        Ok(panel(staff::revision(slug, &revisions[at], before, latest)))
    }

    /// Publishes again what an entry said before this revision, unless another editor changed it since.
    pub(super) async fn undo(&self, slug: &str, revision: u32) -> Answered {
        let revisions = self.revisions(slug).await?;
        let mut newest_first = revisions.iter().rev();
        if newest_first.next().is_none_or(|latest| latest.revision != revision) {
            return Err(Notice::ChangedMeanwhile);
        }
        match newest_first.next().filter(|before| before.content.is_some()) {
            Some(before) => self.restore(slug, before.revision).await,
            None => Err(Notice::NoRevision),
        }
    }

    pub(super) async fn restore(&self, slug: &str, revision: u32) -> Answered {
        let restored = self.store.restore(self.guild(), self.by(), self.reviewer, slug, revision, self.now).await;
        match self.communities.reached(restored)? {
            Ok(published) => {
                self.changed();
                let revisions = self.revisions(slug).await?;
                let title = revisions.iter().rev().find_map(|revision| revision.content.as_ref());
                let title = title.map_or(slug, |content| content.title.as_str());
                // What brings an entry back has no earlier text to go back to.
                let is_before = |revision: &Revision| revision.revision + 1 == published.revision;
                let was_there = revisions.iter().any(|revision| is_before(revision) && revision.content.is_some());
                Ok(panel(staff::published(slug, title, published.revision, was_there)))
            }
            // Told apart by what is kept: an entry without a revision is none of this server's.
            Err(Refusal::Gone) => Err(self.revisions(slug).await.map_or_else(|gone| gone, |_| Notice::NoRevision)),
            Err(refusal) => Err(self.told(refusal, None)),
        }
    }
}

/// The question before an entry is removed.
pub(super) fn ask_removal(entry: &OwnEntry) -> Reply {
    panel(staff::removal(&entry.slug, &entry.content.title, entry.revision))
}

fn revision(record: store::RevisionRecord) -> Revision {
    Revision {
        revision: record.revision,
        by: Some(record.by).filter(|by| *by != 0),
        at: record.at,
        reason: record.reason,
        content: record.content,
    }
}
