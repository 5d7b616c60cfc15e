//! Notes: what mentors answered, told to a member in private after their next answer.
//!
//! Which members have notes is known in memory, so that an answer to anyone else asks nothing of the store.

use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashSet;
use secrecy::SecretString;
use tpm_guide_core::answer::View;
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::mentors::{self, Inquiry, State};
use tpm_guide_core::staff::Reply;
use tracing::warn;

use super::{Communities, GuideVersion, Held, now};
use crate::discord::response::{self, AfterStep};
use crate::discord::rest::Rest;
use crate::store::StoreError;

/// Members, each with their server, for whom the store keeps a note.
#[derive(Debug, Default)]
pub struct Notes(RwLock<FxHashSet<(u64, u64)>>);

impl Notes {
    /// Whether a member of a server has a note.
    pub fn has(&self, guild: u64, member: u64) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&(guild, member))
    }

    /// These members have notes, and no others.
    pub fn replace(&self, members: impl IntoIterator<Item = (u64, u64)>) {
        let members = members.into_iter().collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = members;
    }

    /// A member was shown theirs.
    pub fn remove(&self, guild: u64, member: u64) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&(guild, member));
    }
}

impl Communities {
    /// What a server has, with the entry that answered a question: another process may have published it a moment ago, of which
    /// this one did not hear yet.
    pub(in crate::bot) async fn with_answer(
        &self,
        guild: u64,
        guide: &Arc<GuideVersion>,
        inquiry: &Inquiry,
    ) -> Option<Arc<Held>> {
        let held = self.of(guild, guide).await;
        let State::Answered { with, .. } = &inquiry.state else { return held };
        let is_there = |id: &EntryId| View::new(&guide.guide, held.as_deref().map(Held::community)).get(id).is_some();
        match mentors::entry_in(with) {
            Some(id) if !is_there(&id) => self.load(guild, guide).await.ok().or(held),
            _ => held,
        }
    }

    /// Reads which members have notes.
    pub(in crate::bot) async fn refresh_notes(&self) {
        let Ok(store) = self.store() else { return };
        if let Ok(members) = self.reached(store.members_with_notes().await) {
            self.notes.replace(members);
        }
    }

    /// Tells a member in private what mentors did with their questions, by the token of an interaction that was answered.
    ///
    /// What is claimed is shown by no other process for some minutes, and is done with once Discord confirms it: after a crash in
    /// between it is shown again, but not at once.
    pub(in crate::bot) async fn bring_notes(
        &self,
        rest: &Rest,
        guide: &Arc<GuideVersion>,
        (guild, member): (u64, u64),
        (application, token): (u64, &SecretString),
    ) {
        if let Err(problem) = self.try_bring_notes(rest, guide, (guild, member), (application, token)).await {
            warn!(guild, "a note to a member waits: {problem}");
        }
    }

    async fn try_bring_notes(
        &self,
        rest: &Rest,
        guide: &Arc<GuideVersion>,
        (guild, member): (u64, u64),
        (application, token): (u64, &SecretString),
    ) -> Result<(), StoreError> {
        let store = self.store()?;
        let notes = self.reached(store.claim_notes(guild, member, now()).await)?;
        let mut is_done = true;
        for note in notes {
            let held = self.with_answer(guild, guide, &note.inquiry).await;
            let view = View::new(&guide.guide, held.as_deref().map(Held::community));
            let reply = Reply::Panel(Box::new(mentors::note(view, &note.inquiry)));
            let Some(AfterStep::FollowUp(body)) = response::staff::follow_up(&reply) else { continue };
            match rest.follow_up(application, token, body).await {
                Ok(()) => self.reached(store.confirm_notes(guild, member, &[note.number]).await)?,
                Err(problem) => {
                    is_done = false;
                    warn!(guild, "a note was not confirmed, and is shown again in some minutes: {problem}");
                }
            }
        }
        if is_done {
            self.notes.remove(guild, member);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_a_members_in_one_server() {
        let notes = Notes::default();
        notes.replace([(1, 7), (2, 8)]);
        assert!(notes.has(1, 7) && notes.has(2, 8) && !notes.has(1, 8) && !notes.has(2, 7));
        notes.remove(1, 7);
        assert!(!notes.has(1, 7) && notes.has(2, 8));
        notes.replace([(1, 7)]);
        assert!(notes.has(1, 7) && !notes.has(2, 8));
    }
}
