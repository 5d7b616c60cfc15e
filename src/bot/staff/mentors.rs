//! What mentors do with a question: take it, answer it, point to an entry, or decline it.
//!
//! The first mentor wins; a second one is shown what the first did, and keeps what they wrote.

use tpm_guide_core::answer::{Answer, Question, answer};
use tpm_guide_core::community::Content;
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::mentors::{self, DraftAnswer, Inquiry};
use tpm_guide_core::search::search;
use tpm_guide_core::staff::{self, Action, DraftId, Filled, FormId, Notice, Panel, Press, Reply};

use super::{Answered, Desk, new_draft, panel};
use crate::store::{AnswerRefusal, Draft, Late, Target};

/// How many entries are offered to a mentor who looks for one that answers.
const OFFERED: usize = 10;

/// A value, or the panel that says why there is none.
type Found<T> = Result<T, Refused>;

/// Why there is nothing to go on with.
enum Refused {
    Notice(Notice),
    Panel(Box<Panel>),
}

impl From<Notice> for Refused {
    fn from(notice: Notice) -> Self {
        Self::Notice(notice)
    }
}

impl From<crate::store::StoreError> for Refused {
    fn from(problem: crate::store::StoreError) -> Self {
        Self::Notice(problem.into())
    }
}

impl Desk<'_> {
    /// Answers a mentor; `is_editor` may release what another one has taken.
    pub(super) async fn answer_mentor(&self, is_editor: bool) -> Answered {
        let answered = match &self.call.action {
            Action::Press { press, picked, .. } => self.press_of_mentor(press, picked, is_editor).await,
            Action::Submit { form, filled } => self.submit_of_mentor(form, filled).await,
            _ => Err(Notice::Unknown.into()),
        };
        match answered {
            Ok(reply) => Ok(reply),
            Err(Refused::Panel(told)) => Ok(Reply::Panel(told)),
            Err(Refused::Notice(notice)) => Err(notice),
        }
    }

    async fn press_of_mentor(&self, press: &Press, picked: &[String], is_editor: bool) -> Found<Reply> {
        match press {
            Press::Take(number) => {
                let taken = self.store.take(self.guild(), self.by(), *number, self.now).await;
                self.redrawn(*number, self.communities.reached(taken)?)
            }
            Press::Release(number) => {
                let released = self.store.release(self.guild(), self.by(), is_editor, *number, self.now).await;
                self.redrawn(*number, self.communities.reached(released)?)
            }
            Press::Answer(number) => Ok(form(mentors::answer_form(&self.open_inquiry(*number).await?))),
            Press::EditAnswer(draft) => {
                let (number, content) = self.answer_draft(*draft).await?;
                Ok(form(mentors::edit_form(*draft, &content, &self.inquiry(number).await?)))
            }
            Press::PublishAnswer(draft) => self.publish_answer(*draft).await,
            Press::PublishAlone(draft) => self.publish_alone(*draft).await,
            Press::Discard(draft) => {
                self.answer_draft(*draft).await?;
                self.communities.reached(self.store.discard_draft(self.guild(), self.by(), draft.0).await)?;
                Ok(panel(mentors::discarded()))
            }
            Press::TellAnswer(draft) => self.tell_answer(*draft).await,
            Press::InGuide(number) => {
                let inquiry = self.open_inquiry(*number).await?;
                Ok(self.offer_entries(&inquiry, &inquiry.question))
            }
            Press::SearchEntry(number) => Ok(form(mentors::search_form(*number))),
            Press::PickEntry(number) => {
                let inquiry = self.open_inquiry(*number).await?;
                let id = picked.first().and_then(|id| EntryId::new(id)).ok_or(Notice::Unknown)?;
                let shown = self.shown_entry(&id).ok_or(Notice::Gone)?;
                Ok(panel(mentors::pick_preview(self.view(), &inquiry, &id, shown)))
            }
            Press::PointTo(number, id) => self.point_to(*number, id).await,
            Press::Decline(number) => Ok(form(mentors::decline_form(&self.open_inquiry(*number).await?))),
            _ => Err(Notice::Unknown.into()),
        }
    }

    async fn submit_of_mentor(&self, submitted: &FormId, filled: &Filled) -> Found<Reply> {
        match submitted {
            FormId::Answer(number) => self.preview_answer(new_draft(), *number, filled).await,
            FormId::AnswerDraft(draft) => {
                let (number, _) = self.answer_draft(*draft).await?;
                self.preview_answer(*draft, number, filled).await
            }
            FormId::SearchEntry(number) => {
                let inquiry = self.open_inquiry(*number).await?;
                Ok(self.offer_entries(&inquiry, mentors::searched_words(filled)))
            }
            FormId::Decline(number) => {
                let Some(reason) = mentors::reason_of(filled) else {
                    return Ok(panel(mentors::no_reason(*number, filled)));
                };
                let declined = self.store.decline(self.guild(), self.by(), *number, &reason, self.now).await;
                match self.communities.reached(declined)? {
                    Ok(inquiry) => Ok(self.on_its_way(mentors::declined(&inquiry)).await),
                    Err(refusal) => Err(self.refused(*number, refusal, None)),
                }
            }
            _ => Err(Notice::Unknown.into()),
        }
    }

    /// Saves an answer as a draft, and shows it as the askers will see it.
    async fn preview_answer(&self, id: DraftId, number: u64, filled: &Filled) -> Found<Reply> {
        let content = staff::content_of(filled, None);
        let draft = Draft { id: id.0, target: Target::Answer { number, content: content.clone() } };
        // Before the preview: a form cannot follow a form, so that what was written must not be lost.
        self.communities.reached(self.store.save_draft(self.guild(), self.by(), &draft, self.now).await)?;
        Ok(self.answer_preview(id, &self.inquiry(number).await?, &content))
    }

    fn answer_preview(&self, draft: DraftId, inquiry: &Inquiry, content: &Content) -> Reply {
        let (shown, all, warnings) = self.previewed(None, content);
        let problems = content.problems();
        let unpublishable: Vec<_> = all.into_iter().filter(|problem| !problems.contains(problem)).collect();
        let answer = DraftAnswer { draft, inquiry, problems: &problems, unpublishable: &unpublishable };
        panel(mentors::answer_preview(&answer, shown, warnings))
    }

    async fn publish_answer(&self, id: DraftId) -> Found<Reply> {
        let (number, content) = self.answer_draft(id).await?;
        if !self.previewed(None, &content).1.is_empty() {
            return Ok(self.answer_preview(id, &self.inquiry(number).await?, &content));
        }
        let published = self.store.publish_answer(self.guild(), self.by(), self.reviewer, id.0, self.now).await;
        match self.communities.reached(published)? {
            Ok(published) => {
                self.changed();
                Ok(self.on_its_way(mentors::published(&content.title, Some(&published.inquiry))).await)
            }
            Err(refusal) => Err(self.refused(number, refusal, Some(id))),
        }
    }

    /// Publishes an answer for which another mentor was faster as an entry of its own.
    async fn publish_alone(&self, id: DraftId) -> Found<Reply> {
        let (number, content) = self.answer_draft(id).await?;
        if !self.previewed(None, &content).1.is_empty() {
            return Ok(self.answer_preview(id, &self.inquiry(number).await?, &content));
        }
        let published = self.store.publish(self.guild(), self.by(), self.reviewer, id.0, self.now, false).await;
        match self.communities.reached(published)? {
            Ok(_) => {
                self.changed();
                Ok(panel(mentors::published(&content.title, None)))
            }
            Err(refusal) => Err(self.told(refusal, Some(id)).into()),
        }
    }

    async fn tell_answer(&self, id: DraftId) -> Found<Reply> {
        let (number, content) = self.answer_draft(id).await?;
        if !content.problems().is_empty() {
            return Ok(self.answer_preview(id, &self.inquiry(number).await?, &content));
        }
        let told = self.store.tell_answer(self.guild(), self.by(), id.0, self.now).await;
        match self.communities.reached(told)? {
            Ok(inquiry) => Ok(self.on_its_way(mentors::told_askers(&inquiry)).await),
            Err(refusal) => Err(self.refused(number, refusal, Some(id))),
        }
    }

    async fn point_to(&self, number: u64, id: &EntryId) -> Found<Reply> {
        self.view().get(id).ok_or(Notice::Gone)?;
        let pointed = self.store.point_to(self.guild(), self.by(), self.reviewer, number, id, self.now).await;
        match self.communities.reached(pointed)? {
            Ok(inquiry) => {
                self.changed();
                Ok(self.on_its_way(mentors::pointed(self.view(), &inquiry, id)).await)
            }
            Err(refusal) => Err(self.refused(number, refusal, None)),
        }
    }

    /// The entries that may answer a question: those that these words find.
    fn offer_entries(&self, inquiry: &Inquiry, words: &str) -> Reply {
        let found = search(self.view().corpus(), words);
        let ids: Vec<EntryId> = found.hits.into_iter().map(|hit| hit.id).take(OFFERED).collect();
        panel(mentors::in_guide(self.view(), inquiry, &ids))
    }

    /// An entry as members see it.
    fn shown_entry(&self, id: &EntryId) -> Option<Answer> {
        let view = self.view();
        view.get(id).is_some().then(|| answer(view, &Question::entry(id)))
    }

    /// The question with this number, whatever became of it.
    async fn inquiry(&self, number: u64) -> Found<Inquiry> {
        let inquiry = self.communities.reached(self.store.inquiry(self.guild(), number, self.now).await)?;
        inquiry.ok_or_else(|| Refused::Panel(Box::new(mentors::gone(number))))
    }

    /// The question with this number, or what was done with it.
    async fn open_inquiry(&self, number: u64) -> Found<Inquiry> {
        let inquiry = self.inquiry(number).await?;
        if inquiry.state.is_open() {
            Ok(inquiry)
        } else {
            Err(self.late(number, Late::NotOpen(Box::new(inquiry)), None))
        }
    }

    async fn answer_draft(&self, id: DraftId) -> Found<(u64, Content)> {
        match self.draft(id).await {
            Ok(Target::Answer { number, content }) => Ok((number, content)),
            Ok(_) | Err(Notice::NoDraft) => Err(Refused::Panel(Box::new(mentors::no_answer_draft()))),
            Err(notice) => Err(notice.into()),
        }
    }

    /// The message of a question, drawn anew.
    fn redrawn(&self, number: u64, changed: Result<Inquiry, Late>) -> Found<Reply> {
        match changed {
            Ok(inquiry) => Ok(Reply::Redraw(Box::new(mentors::queue_message(self.view(), &inquiry)))),
            Err(late) => Err(self.late(number, late, None)),
        }
    }

    fn refused(&self, number: u64, refusal: AnswerRefusal, draft: Option<DraftId>) -> Refused {
        match refusal {
            AnswerRefusal::Late(late) => self.late(number, late, draft),
            AnswerRefusal::Refusal(refusal) => Refused::Notice(self.told(refusal, draft)),
        }
    }

    /// What another mentor did first; `draft` is what this one wrote.
    fn late(&self, number: u64, late: Late, draft: Option<DraftId>) -> Refused {
        Refused::Panel(Box::new(match late {
            Late::Gone => mentors::gone(number),
            Late::NotOpen(inquiry) => mentors::too_late(self.view(), &inquiry, draft),
            Late::TakenBy { by, at } => mentors::taken_by(number, by, at),
        }))
    }

    /// What a mentor is told whose answer is on its way: it is sent at once where this process sends, and those who see it with
    /// their next answer may ask right away.
    async fn on_its_way(&self, told: Panel) -> Reply {
        self.communities.wake();
        self.communities.refresh_notes().await;
        panel(told)
    }
}

fn form(form: staff::Form) -> Reply {
    Reply::Form(Box::new(form))
}
