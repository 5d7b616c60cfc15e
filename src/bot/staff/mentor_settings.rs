//! The settings of questions to mentors, and of votes. Only members who manage the server change them.

use tpm_guide_core::community::{MentorsChannel, Settings};
use tpm_guide_core::mentors::{self, MentorSettings};
use tpm_guide_core::staff::{Action, PickedChannel, Press};

use super::{Answered, Desk, panel};
use crate::store::{Outage, Roles, Stored};

impl Desk<'_> {
    /// Changes one of these settings, and shows them all.
    pub(super) async fn press_mentor_setting(
        &self,
        press: &Press,
        picked: &[String],
        channels: &[PickedChannel],
    ) -> Answered {
        self.may_change()?;
        let ids: Vec<u64> = picked.iter().filter_map(|id| id.parse().ok()).collect();
        match press {
            Press::SetMentorsChannel => self.set_mentors_channel(channels.first()).await,
            Press::EndMentors => {
                let said = "Members can't ask the mentors any more. What waits is kept.";
                self.change_mentors(said, |settings, _| settings.mentors = None).await
            }
            Press::SetMentors => {
                let said = match ids.len() {
                    0 => "Only the staff of this server answer from now on.".to_owned(),
                    1 => "Members with that role may answer from now on.".to_owned(),
                    count => format!("Members with one of these {count} roles may answer from now on."),
                };
                self.change_mentors(&said, move |_, roles| roles.mentors = ids).await
            }
            Press::SetPing => {
                let role = ids.first().copied();
                let said = match role {
                    Some(_) => "A new question pings that role, at most once in 6 hours.",
                    None => "A new question pings no one.",
                };
                self.change_mentors(said, move |settings, _| settings.ping = role).await
            }
            Press::SetPaused => {
                let paused = self.store.set_paused(self.guild(), self.by(), &ids, self.now).await;
                self.communities.reached(paused)?;
                let said =
                    if ids.is_empty() { "All members can ask again." } else { "These members can't ask for now." };
                self.mentor_settings(Some(said.to_owned()), None).await
            }
            Press::SetVotes(are_on) => {
                let are_on = *are_on;
                let said =
                    if are_on { "Answers to `/ask` carry 👍 and 👎." } else { "Answers carry no votes any more." };
                self.change_mentors(said, move |settings, _| settings.no_votes = !are_on).await
            }
            _ => self.mentor_settings(None, None).await,
        }
    }

    /// Names the mentors' channel, unless the bot cannot work there; the same one again is tried anew.
    async fn set_mentors_channel(&self, channel: Option<&PickedChannel>) -> Answered {
        let Some(channel) = channel else { return self.mentor_settings(None, None).await };
        if !channel.missing.is_empty() {
            return self.mentor_settings(None, Some(channel)).await;
        }
        let named = MentorsChannel { id: channel.id, is_forum: channel.is_forum };
        if self.held.stored().settings.mentors == Some(named) {
            self.communities.reached(self.store.mended(self.guild()).await)?;
            self.changed();
            self.communities.wake();
        }
        let said = "Members can ask the mentors: a button stands below what `/ask` doesn't know.";
        let reply = self.change_mentors(said, move |settings, _| settings.mentors = Some(named)).await;
        self.communities.wake();
        reply
    }

    async fn change_mentors(&self, said: &str, change: impl FnOnce(&mut Settings, &mut Roles) + Send) -> Answered {
        self.store_settings(said, change).await?;
        self.mentor_settings(Some(said.to_owned()), None).await
    }

    /// The settings as they are stored now; `unusable` is a channel that was picked in vain.
    async fn mentor_settings(&self, changed: Option<String>, unusable: Option<&PickedChannel>) -> Answered {
        let stored: Stored = self.communities.reached(self.store.load(self.guild()).await)?;
        let paused = self.communities.reached(self.store.paused(self.guild()).await)?;
        let outage = stored.outage.as_ref().map(outage);
        let shown = MentorSettings {
            settings: &stored.settings,
            mentors: &stored.mentors,
            paused: &paused,
            outage: outage.as_ref(),
            unusable,
            can_send: self.communities.sends(),
            can_count_votes: self.communities.voter(self.by()).is_some(),
        };
        Ok(panel(mentors::mentor_settings(&shown, changed)))
    }
}

/// Whether an action is about these settings, which say themselves when the channel cannot be used.
pub(super) fn is_one(action: &Action) -> bool {
    let Action::Press { press, .. } = action else { return false };
    matches!(
        press,
        Press::MentorSettings
            | Press::SetMentorsChannel
            | Press::EndMentors
            | Press::SetMentors
            | Press::SetPing
            | Press::SetPaused
            | Press::SetVotes(_)
    )
}

/// What staff are told of a mentors' channel that cannot be used.
pub(super) fn outage(Outage { channel, since, why }: &Outage) -> mentors::Outage {
    mentors::Outage { channel: *channel, since: *since, why: why.clone() }
}
