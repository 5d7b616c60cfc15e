//! What every member does: asks the mentors, waits for an answer with others, and votes.

use tpm_guide_core::community::OwnEntry;
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::mentors::{self, Inquiry, Limited};
use tpm_guide_core::search::{OpenQuestion, same_question};
use tpm_guide_core::staff::{Action, DraftId, Filled, FormId, Notice, Press, Reply};

use super::{Answered, Desk, new_draft, panel};
use crate::store::{AskRefusal, Draft, Target};

impl Desk<'_> {
    pub(super) async fn answer_member(&self) -> Answered {
        match &self.call.action {
            Action::Press { press, .. } => self.press_of_member(press).await,
            Action::Submit { form, filled } => self.submit_of_member(form, filled).await,
            _ => Err(Notice::Unknown),
        }
    }

    async fn press_of_member(&self, press: &Press) -> Answered {
        let place = &self.call.place;
        match press {
            Press::AskMentors | Press::Missing(_) if !self.has_mentors() => {
                Ok(panel(mentors::limited(Limited::NoMentors, None, None)))
            }
            Press::AskMentors => {
                let form = mentors::ask_form(place.asked.as_deref(), place.can_post, self.communities.kept_days());
                Ok(Reply::Form(Box::new(form)))
            }
            Press::SendInquiry(draft) => self.send_draft(*draft).await,
            Press::JoinInquiry(number, draft) => self.join(*number, *draft).await,
            Press::Vote(id, revision, is_for) => self.vote(id, *revision, *is_for).await,
            Press::Missing(id) => {
                let entry = self.view().get(id).ok_or(Notice::Gone)?;
                let kept = self.communities.kept_days();
                let form = mentors::missing_form(id.clone(), &entry.title, place.can_post, kept);
                Ok(Reply::Form(Box::new(form)))
            }
            _ => Err(Notice::Unknown),
        }
    }

    /// Sends a question, or asks first whether it means the same as one that waits already.
    async fn submit_of_member(&self, form: &FormId, filled: &Filled) -> Answered {
        let about = match form {
            FormId::AskMentors => None,
            FormId::Missing(id) => Some(id.clone()),
            _ => return Err(Notice::Unknown),
        };
        let limited = |limit| Ok(panel(mentors::limited(limit, Some(filled), None)));
        if !self.has_mentors() {
            return limited(Limited::NoMentors);
        }
        let new = match mentors::new_inquiry(self.view(), filled, &self.call.place, about.clone()) {
            Ok(new) => new,
            Err(problem) => return Ok(panel(mentors::not_sent(problem, filled, about))),
        };
        if about.is_none()
            && let Some(same) = self.same(&new.question).await?
        {
            let id = new_draft();
            let draft = Draft { id: id.0, target: Target::Inquiry { new } };
            self.communities.reached(self.store.save_draft(self.guild(), self.by(), &draft, self.now).await)?;
            return Ok(panel(mentors::similar(&same, id)));
        }
        let interaction = self.call.interaction;
        let sent = self.store.send_inquiry(self.guild(), self.by(), interaction, &new, self.now).await;
        match self.communities.reached(sent)? {
            Ok(sent) => {
                self.communities.wake();
                Ok(panel(mentors::sent(sent.number, new.tell)))
            }
            Err(limit) => limited(limit),
        }
    }

    async fn send_draft(&self, id: DraftId) -> Answered {
        let Some(tell) = self.how_told(id).await? else { return Ok(panel(mentors::no_draft())) };
        let sent = self.store.send_draft(self.guild(), self.by(), id.0, self.call.interaction, self.now).await;
        match self.communities.reached(sent)? {
            Ok(sent) => {
                self.communities.wake();
                Ok(panel(mentors::sent(sent.number, tell)))
            }
            Err(refusal) => Ok(panel(refused(refusal, id))),
        }
    }

    async fn join(&self, number: u64, id: DraftId) -> Answered {
        let Some(tell) = self.how_told(id).await? else { return Ok(panel(mentors::no_draft())) };
        let joined = self.store.join_inquiry(self.guild(), self.by(), number, id.0, self.now).await;
        match self.communities.reached(joined)? {
            Ok(joined) => {
                self.communities.wake();
                Ok(panel(mentors::joined(joined.number, joined.waiting, tell)))
            }
            Err(refusal) => Ok(panel(refused(refusal, id))),
        }
    }

    /// How the member who wrote a draft wants to be told; `None` where the draft is gone.
    async fn how_told(&self, id: DraftId) -> Result<Option<mentors::Tell>, Notice> {
        match self.draft(id).await {
            Ok(Target::Inquiry { new }) => Ok(Some(new.tell)),
            Ok(_) | Err(Notice::NoDraft) => Ok(None),
            Err(notice) => Err(notice),
        }
    }

    /// The open question that means the same.
    async fn same(&self, question: &str) -> Result<Option<Inquiry>, Notice> {
        let open = self.communities.reached(self.store.open_inquiries(self.guild(), self.now).await)?;
        let texts: Vec<OpenQuestion<'_>> =
            open.iter().map(|inquiry| OpenQuestion { number: inquiry.number, text: &inquiry.question }).collect();
        let same = same_question(self.view().corpus(), &texts, question);
        Ok(same.and_then(|same| open.into_iter().find(|inquiry| inquiry.number == same.number)))
    }

    /// Whether this server has mentors, and this process can tell them.
    fn has_mentors(&self) -> bool {
        self.communities.sends() && self.held.stored().settings.mentors.is_some()
    }

    /// Votes on what an entry says now; another vote of the same member takes the place of an earlier one.
    async fn vote(&self, id: &EntryId, revision: u32, is_for: bool) -> Answered {
        let are_on = !self.held.stored().settings.no_votes;
        let Some(voter) = self.communities.voter(self.by()).filter(|_| are_on) else {
            return Ok(panel(mentors::no_votes()));
        };
        let entry = self.view().get(id).ok_or(Notice::Gone)?;
        // Ids and revisions can be forged: only what members can see, or could a moment ago, is voted on.
        let is_known = match OwnEntry::slug_in(id) {
            Some(slug) => revision <= self.entry(slug)?.revision,
            None => revision == entry.fingerprint(),
        };
        if !is_known {
            return Err(Notice::Gone);
        }
        let voted = self.store.vote(self.guild(), id, revision, &voter, Some(is_for), self.now).await;
        self.communities.reached(voted)?;
        Ok(panel(mentors::voted(Some(is_for), id.clone(), self.has_mentors())))
    }
}

fn refused(refusal: AskRefusal, draft: DraftId) -> tpm_guide_core::staff::Panel {
    match refusal {
        AskRefusal::NoDraft => mentors::no_draft(),
        AskRefusal::Limited(limit) => mentors::limited(limit, None, Some(draft)),
    }
}
