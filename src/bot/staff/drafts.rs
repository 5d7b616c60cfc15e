//! From a form to a published entry: drafts, their preview, and publishing.

use tpm_guide_core::answer::{Answer, Question, View, answer};
use tpm_guide_core::community::{Community, Content, ContentLimits, ContentProblem, OwnEntry, slug_of};
use tpm_guide_core::knowledge::{Entry, EntryId, Shelf};
use tpm_guide_core::reply::MessageRef;
use tpm_guide_core::search::Meaning;
use tpm_guide_core::staff::{self, DraftId, Filled, FormId, Notice, Reply};
use tpm_guide_core::text::cut_at_word;

use super::{Answered, Desk, new_draft, panel};
use crate::store::{Draft, Published, Refusal, Target};

impl Desk<'_> {
    /// The form of a new entry. Where an own entry replaces the shipped one already, that is edited instead.
    pub(super) fn add(&self, replaces: Option<&str>) -> Answered {
        let Some(typed) = replaces.filter(|typed| !typed.trim().is_empty()) else {
            return Ok(form(FormId::New { replaces: None }, &Content::default()));
        };
        let shipped = self.shipped(typed).ok_or_else(|| Notice::NoSuchShipped(typed.to_owned()))?;
        let replacing = |entry: &&OwnEntry| entry.content.replaces.as_ref() == Some(&shipped.id);
        if let Some(own) = self.held.stored().entries.iter().find(replacing) {
            return Ok(form_of(own));
        }
        let content = Content { title: shipped.title.clone(), ..Content::default() };
        Ok(form(FormId::New { replaces: Some(shipped.id.clone()) }, &content))
    }

    /// The same filled with a message, and a link to it.
    pub(super) fn add_from(&self, text: &str, message: MessageRef) -> Answered {
        const TITLE: usize = 60;
        let link = format!("https://discord.com/channels/{}/{}/{}", self.guild(), message.channel, message.message);
        let body = text.trim().chars().take(ContentLimits::BODY).collect();
        let mut content = Content { body, source: Some(link), ..Content::default() }.cleaned();
        let Some(first) = content.body.lines().find(|line| !line.is_empty()) else { return Err(Notice::NoText) };
        content.title = cut_at_word(first.trim_start_matches(['#', ' ']), TITLE);
        Ok(form(FormId::New { replaces: None }, &content.cleaned()))
    }

    /// The shipped entry that was typed or picked, on any shelf.
    fn shipped(&self, typed: &str) -> Option<&Entry> {
        let guide = &self.guide.guide;
        let by_id = EntryId::new(typed.trim()).and_then(|id| guide.knowledge.get(&id));
        let names = View::from(guide).names();
        let exactly = || names.exactly(typed).and_then(|id| guide.knowledge.get(id));
        let on_shelf = |shelf| match names.entry(shelf, typed) {
            Meaning::One(id) => guide.knowledge.get(&id),
            Meaning::Several(_) | Meaning::Nothing => None,
        };
        by_id.or_else(exactly).or_else(|| Shelf::ALL.into_iter().find_map(on_shelf))
    }

    /// Keeps what was filled in, and shows how it would look.
    pub(super) async fn submit(&self, form: &FormId, filled: &Filled) -> Answered {
        let (id, target) = match form {
            FormId::Rules => return self.set_rules(filled).await,
            // Forms of other desks.
            FormId::AskMentors
            | FormId::Missing(_)
            | FormId::Answer(_)
            | FormId::AnswerDraft(_)
            | FormId::SearchEntry(_)
            | FormId::Decline(_) => return Err(Notice::Unknown),
            FormId::New { replaces } => {
                (new_draft(), Target::New { content: staff::content_of(filled, replaces.clone()) })
            }
            FormId::Edit { slug, revision } => {
                // Also where the entry was removed while the form was open: what was written must not be lost.
                let replaces = match self.entry(slug) {
                    Ok(entry) => entry.content.replaces.clone(),
                    Err(_) => self.last_content(slug).await?.and_then(|content| content.replaces),
                };
                let content = staff::content_of(filled, replaces);
                (new_draft(), Target::Edit { slug: slug.clone(), base_revision: *revision, content })
            }
            FormId::Draft(id) => {
                let target = match self.draft(*id).await? {
                    Target::New { content } => Target::New { content: staff::content_of(filled, content.replaces) },
                    Target::Edit { slug, base_revision, content } => {
                        let content = staff::content_of(filled, content.replaces);
                        Target::Edit { slug, base_revision, content }
                    }
                    Target::Import { .. } | Target::Inquiry { .. } | Target::Answer { .. } => {
                        return Err(Notice::NoDraft);
                    }
                };
                (*id, target)
            }
        };
        let draft = Draft { id: id.0, target };
        // Before the preview: a form cannot follow a form, so that what was written must not be lost.
        self.communities.reached(self.store.save_draft(self.guild(), self.by(), &draft, self.now).await)?;
        Ok(panel(self.preview(id, &draft.target)))
    }

    /// How a draft would look to members, and what to look at before.
    fn preview(&self, id: DraftId, target: &Target) -> staff::Panel {
        let (slug, content) = match target {
            Target::New { content } | Target::Answer { content, .. } => (None, content),
            Target::Edit { slug, content, .. } => (Some(slug.as_str()), content),
            Target::Import { .. } | Target::Inquiry { .. } => return Notice::NoDraft.panel(),
        };
        let (shown, problems, warnings) = self.previewed(slug, content);
        staff::preview(id, shown, &problems, warnings)
    }

    /// A content as members would see it, what keeps it from being published, and what to look at before; `slug` is that of
    /// the entry that it changes.
    pub(super) fn previewed(
        &self,
        slug: Option<&str>,
        content: &Content,
    ) -> (Option<Answer>, Vec<ContentProblem>, Vec<String>) {
        let others: Vec<OwnEntry> =
            self.held.stored().entries.iter().filter(|entry| Some(entry.slug.as_str()) != slug).cloned().collect();
        let mut problems = content.problems();
        problems.extend(staff::taken_names(content, &others));
        let warnings = staff::warnings(self.view(), slug, content);
        let slug = slug.map_or_else(
            || slug_of(&content.title, |slug| others.iter().any(|entry| entry.slug == slug)),
            str::to_owned,
        );
        (self.shown(slug, content, others), problems, warnings)
    }

    /// A content as members would see it among the others.
    fn shown(&self, slug: String, content: &Content, mut others: Vec<OwnEntry>) -> Option<Answer> {
        let id = OwnEntry::id_of(&slug)?;
        let (reviewed, reviewer) = (self.today(), self.reviewer);
        others.push(OwnEntry { slug, content: content.clone(), reviewed, reviewer, revision: 1 });
        let community = Community::build(&self.guide.guide, &others, self.held.stored().settings.clone());
        let view = View::new(&self.guide.guide, Some(&community));
        view.get(&id).is_some().then(|| answer(view, &Question::entry(&id)))
    }

    /// The draft of this member.
    pub(super) async fn draft(&self, id: DraftId) -> Result<Target, Notice> {
        let found = self.communities.reached(self.store.draft(self.guild(), self.by(), id.0, self.now).await)?;
        found.map(|draft| draft.target).ok_or(Notice::NoDraft)
    }

    pub(super) async fn edit_draft(&self, id: DraftId) -> Answered {
        let target = self.draft(id).await?;
        target.content().map(|content| form(FormId::Draft(id), content)).ok_or(Notice::NoDraft)
    }

    pub(super) async fn discard(&self, id: DraftId) -> Answered {
        let discarded = self.communities.reached(self.store.discard_draft(self.guild(), self.by(), id.0).await)?;
        if discarded { Ok(panel(staff::discarded())) } else { Err(Notice::NoDraft) }
    }

    /// Publishes a draft; with `overwrite`, on top of what another editor changed meanwhile.
    pub(super) async fn publish(&self, id: DraftId, overwrite: bool) -> Answered {
        let target = self.draft(id).await?;
        let Some(content) = target.content().filter(|content| content.problems().is_empty()) else {
            return Ok(panel(self.preview(id, &target)));
        };
        let published = self.store.publish(self.guild(), self.by(), self.reviewer, id.0, self.now, overwrite).await;
        match self.communities.reached(published)? {
            Ok(Published { slug, revision }) => {
                self.changed();
                let was_there = matches!(target, Target::Edit { .. });
                Ok(panel(staff::published(&slug, &content.title, revision, was_there)))
            }
            Err(Refusal::Conflict { current, changed_by, at }) => {
                Ok(panel(staff::conflict(id, content, &current, Some(changed_by), at)))
            }
            Err(refusal) => Err(self.told(refusal, Some(id))),
        }
    }

    /// What a refusal of the store means to staff.
    pub(super) fn told(&self, refusal: Refusal, draft: Option<DraftId>) -> Notice {
        match refusal {
            Refusal::NoDraft => Notice::NoDraft,
            Refusal::Removed => draft.map_or(Notice::Gone, Notice::RemovedMeanwhile),
            Refusal::Gone => Notice::Gone,
            Refusal::Changed(slugs) => {
                Notice::ImportChanged(slugs.into_iter().map(|slug| self.title_of(slug)).collect())
            }
            Refusal::Conflict { .. } | Refusal::Stale => Notice::ChangedMeanwhile,
            Refusal::Full { limit } => Notice::Full { limit, draft },
            Refusal::NameTaken { name, slug } => Notice::NameTaken { name, by: self.title_of(slug), draft },
        }
    }

    /// The title of a published entry; the slug of any other.
    fn title_of(&self, slug: String) -> String {
        self.entry(&slug).map(|entry| entry.content.title.clone()).unwrap_or(slug)
    }
}

/// The form of a published entry.
pub(super) fn form_of(entry: &OwnEntry) -> Reply {
    form(FormId::Edit { slug: entry.slug.clone(), revision: entry.revision }, &entry.content)
}

fn form(id: FormId, content: &Content) -> Reply {
    Reply::Form(Box::new(staff::entry_form(id, content)))
}
