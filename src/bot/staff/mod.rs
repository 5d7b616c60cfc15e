//! What members, mentors and staff do on panels and forms: rights, then what it takes from the store, then what the core
//! decides, then what it changes.
//!
//! What they see is decided in the core ([`tpm_guide_core::staff`], [`tpm_guide_core::mentors`]); here stand the store and the
//! clock. Every click and every form is checked anew: a control may be old, forged, or another server's.

mod drafts;
mod entries;
mod exchange;
mod insights;
mod settings;
mod members;
mod mentors;
mod mentor_settings;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use time::{Date, OffsetDateTime};
use tpm_guide_core::answer::View;
use tpm_guide_core::community::OwnEntry;
use tpm_guide_core::knowledge::{Reviewer, fold};
use tpm_guide_core::staff::{self, Action, Call, DraftId, Notice, Panel, PickedChannel, Press, Reply, Rights};

use super::communities::{Communities, GuideVersion, Held};
use crate::discord::rest::Rest;
use crate::store::{Store, StoreError, Stored};

/// How a call of a member without the right to it ends, in the log.
pub(super) const REFUSED: &str = "refused";

/// Answers what staff ask for.
#[derive(Debug)]
pub(super) struct Staff {
    communities: Arc<Communities>,
    rest: Arc<Rest>,
}

impl From<StoreError> for Notice {
    /// What the operator should know of it is in the log already.
    fn from(_: StoreError) -> Self {
        Self::Unreachable
    }
}

/// A reply, or what staff are told instead.
type Answered = Result<Reply, Notice>;

/// One call with what it takes to answer it.
struct Desk<'a> {
    communities: &'a Communities,
    rest: &'a Rest,
    store: &'a Store,
    guide: &'a Arc<GuideVersion>,
    held: &'a Held,
    call: &'a Call,
    reviewer: Reviewer,
    /// Seconds since 1970.
    now: i64,
}

impl Staff {
    pub fn new(communities: Arc<Communities>, rest: Arc<Rest>) -> Self {
        Self { communities, rest }
    }

    /// What is sent back, and how it ended in one word for the log.
    pub async fn answer(&self, call: &Call, guide: &Arc<GuideVersion>) -> (Reply, &'static str) {
        match self.try_answer(call, guide).await {
            Ok(reply) => (reply, "done"),
            Err(notice) => {
                if matches!(notice, Notice::Unreachable) {
                    return (panel(unreachable(&call.action)), "unreachable");
                }
                let word = match notice {
                    Notice::NoRights | Notice::NoRightsToSettings | Notice::NoRightsToAnswer => REFUSED,
                    _ => "told",
                };
                (panel(notice.panel()), word)
            }
        }
    }

    async fn try_answer(&self, call: &Call, guide: &Arc<GuideVersion>) -> Answered {
        if !call.is_installed {
            return Err(Notice::NotInstalled);
        }
        let guild = call.guild.get();
        let store = self.communities.store()?;
        let desk = call.action.desk();
        let held = match desk {
            // What is kept does for members, who need no rights: many may ask at once.
            staff::Desk::Members => self.communities.of(guild, guide).await,
            // What another process changed a moment ago counts, above all who may edit.
            _ => Some(self.communities.fresh(guild, guide).await?),
        };
        let held = held.unwrap_or_else(|| Arc::new(Held::build(guide, Stored::default())));
        let standing = Standing::of(&call.rights, held.stored());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed());
        let reviewer = if standing == Standing::Manager { Reviewer::Manager } else { Reviewer::Editor };
        let desk_of =
            Desk { communities: &self.communities, rest: &self.rest, store, guide, held: &held, call, reviewer, now };
        match desk {
            staff::Desk::Members => desk_of.answer_member().await,
            staff::Desk::Mentors if standing < Standing::Mentor => Err(Notice::NoRightsToAnswer),
            staff::Desk::Mentors => desk_of.answer_mentor(standing >= Standing::Editor).await,
            // A mentor's draft is theirs to discard.
            _ if standing == Standing::Mentor && call.action.discards() => desk_of.answer_mentor(false).await,
            _ if standing < Standing::Editor => Err(Notice::NoRights),
            _ => {
                // Wherever staff look next, they see that questions do not reach the mentors.
                let outage = held.stored().outage.as_ref().map(mentor_settings::outage);
                match desk_of.answer().await? {
                    Reply::Panel(told) if !mentor_settings::is_one(&call.action) => {
                        Ok(panel(told.with_outage(outage.as_ref())))
                    }
                    reply => Ok(reply),
                }
            }
        }
    }
}

/// What a member may do in a server: each may do what the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Member,
    Mentor,
    Editor,
    Manager,
}

impl Standing {
    fn of(rights: &Rights, stored: &Stored) -> Self {
        let has_one = |roles: &[u64]| roles.iter().any(|role| rights.roles.contains(role));
        if rights.manages_server {
            Self::Manager
        } else if has_one(&stored.editors) {
            Self::Editor
        } else if has_one(&stored.mentors) {
            Self::Mentor
        } else {
            Self::Member
        }
    }
}

impl Desk<'_> {
    async fn answer(&self) -> Answered {
        match &self.call.action {
            Action::Add { replaces } => self.add(replaces.as_deref()),
            Action::AddFrom { text, message } => self.add_from(text, *message),
            Action::Edit(typed) => Ok(drafts::form_of(self.entry_named(typed)?)),
            Action::Remove(typed) => Ok(entries::ask_removal(self.entry_named(typed)?)),
            Action::History(typed) => self.history(&self.slug_named(typed).await?, 0).await,
            Action::List => self.list(0).await,
            Action::Export => self.export().await,
            Action::Import(file) => self.import(file.as_ref()).await,
            Action::Settings => self.settings(None),
            Action::Submit { form, filled } => self.submit(form, filled).await,
            Action::Press { press, picked, channels } => self.press(press, picked, channels).await,
            Action::Insights { days } => self.insights(*days).await,
            Action::Review => self.review(0).await,
            Action::Unknown => Err(Notice::Unknown),
        }
    }

    async fn press(&self, press: &Press, picked: &[String], channels: &[PickedChannel]) -> Answered {
        match press {
            Press::Publish(draft) => self.publish(*draft, false).await,
            Press::Overwrite(draft) => self.publish(*draft, true).await,
            Press::EditDraft(draft) => self.edit_draft(*draft).await,
            Press::Discard(draft) => self.discard(*draft).await,
            Press::Edit(slug) => self.standing(slug).await.map(|entry| drafts::form_of(&entry)),
            Press::Remove(slug) => self.standing(slug).await.map(|entry| entries::ask_removal(&entry)),
            Press::ConfirmRemove(slug, revision) => self.remove(slug, *revision).await,
            Press::History(slug, page) => match picked.first().and_then(|picked| picked.parse().ok()) {
                Some(revision) => self.revision(slug, revision).await,
                None => self.history(slug, *page).await,
            },
            Press::Revision(slug, revision) => self.revision(slug, *revision).await,
            Press::Restore(slug, revision) => self.restore(slug, *revision).await,
            Press::Undo(slug, revision) => self.undo(slug, *revision).await,
            Press::List(page) => self.list(*page).await,
            Press::Open => self.open(picked.first().map_or("", String::as_str)).await,
            Press::ApplyImport(draft) => self.apply_import(*draft).await,
            Press::UndoImport(import) => self.undo_import(*import).await,
            Press::Settings
            | Press::SetPrivate(_)
            | Press::SetEditors
            | Press::SetHiddenKinds
            | Press::PickKind
            | Press::SetHidden(..)
            | Press::TurnHidden(..)
            | Press::Rules => self.press_setting(press, picked).await,
            Press::Insights(days) => self.insights(u16::from(*days)).await,
            Press::Review(page) => self.review(*page).await,
            Press::OpenReview => self.open_review(picked.first().map_or("", String::as_str)).await,
            Press::StillRight(slug, revision) => self.still_right(slug, *revision).await,
            _ if mentor_settings::is_one(&self.call.action) => self.press_mentor_setting(press, picked, channels).await,
            _ => Err(Notice::Unknown),
        }
    }

    fn guild(&self) -> u64 {
        self.call.guild.get()
    }

    fn by(&self) -> u64 {
        self.call.by.get()
    }

    fn today(&self) -> Date {
        OffsetDateTime::from_unix_timestamp(self.now).unwrap_or(OffsetDateTime::UNIX_EPOCH).date()
    }

    /// The guide as members of this server see it.
    fn view(&self) -> View<'_> {
        View::new(&self.guide.guide, Some(self.held.community()))
    }

    /// The published entry with this slug.
    fn entry(&self, slug: &str) -> Result<&OwnEntry, Notice> {
        let entry = self.held.stored().entries.iter().find(|entry| entry.slug == slug);
        entry.ok_or(Notice::Gone)
    }

    /// The published entry that was typed or picked: by id, slug, title or name.
    fn entry_named(&self, typed: &str) -> Result<&OwnEntry, Notice> {
        let slug = typed.trim().strip_prefix("own/").unwrap_or(typed.trim());
        let folded = fold(typed);
        let entries = &self.held.stored().entries;
        let by_slug = entries.iter().find(|entry| entry.slug == slug);
        let named = |entry: &&OwnEntry| {
            let content = &entry.content;
            fold(&content.title) == folded || content.also_known_as.iter().any(|name| fold(name) == folded)
        };
        let found = by_slug.or_else(|| entries.iter().find(named).filter(|_| !folded.is_empty()));
        found.ok_or_else(|| Notice::NoSuchEntry(typed.to_owned()))
    }

    /// Tells answers of this process what changed.
    fn changed(&self) {
        self.communities.forget(self.guild());
    }
}

/// What is told while the store cannot be reached: nothing that was written is lost.
pub(super) fn unreachable(action: &Action) -> Panel {
    match action.desk() {
        staff::Desk::Members | staff::Desk::Mentors => tpm_guide_core::mentors::not_now(action),
        staff::Desk::Staff | staff::Desk::Privacy => staff::unreachable(action),
    }
}

fn panel(panel: Panel) -> Reply {
    Reply::Panel(Box::new(panel))
}

/// A new draft's id.
fn new_draft() -> DraftId {
    DraftId(getrandom::u64().unwrap_or_else(|_| fastrand::u64(..)))
}
