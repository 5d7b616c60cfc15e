//! Where an interaction was used, and what the bot may do there, in the same shape.

use std::num::NonZeroU64;

use serde::Deserialize;
use serenity::model::Permissions;
use tpm_guide_core::staff::{PickedChannel, Place};

use super::super::forgiving::{forgiving, scalar};
use super::{Interaction, Snowflake};
use crate::discord::footer;

/// A channel: the one in which it was used, or one that was picked.
#[derive(Default, Deserialize)]
pub(super) struct Channel {
    #[serde(default, rename = "type", deserialize_with = "scalar")]
    kind: Option<u64>,
    /// What the bot may do there. Only where it was picked.
    #[serde(default, deserialize_with = "scalar")]
    app_permissions: Option<Snowflake>,
}

/// An embed of the message that a component stands on.
#[derive(Deserialize)]
pub(super) struct Embed {
    #[serde(default, deserialize_with = "forgiving")]
    footer: Option<Footer>,
}

#[derive(Deserialize)]
struct Footer {
    #[serde(default, deserialize_with = "scalar")]
    text: Option<String>,
}

/// What the bot posts in a channel of some type
/// (<https://docs.discord.com/developers/resources/channel#channel-object-channel-types>).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Posting {
    /// Messages.
    Messages,
    /// Messages in a thread: types 10, 11 and 12.
    InThread,
    /// Posts of a forum, or of a media channel: types 15 and 16.
    Posts,
}

impl Channel {
    fn posting(&self) -> Posting {
        match self.kind {
            Some(10..=12) => Posting::InThread,
            Some(15 | 16) => Posting::Posts,
            _ => Posting::Messages,
        }
    }
}

impl Posting {
    /// The permission to post, and its name in the settings of such a channel.
    fn permission(self) -> (Permissions, &'static str) {
        match self {
            Self::Messages => (Permissions::SEND_MESSAGES, "Send Messages"),
            Self::InThread => (Permissions::SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
            Self::Posts => (Permissions::SEND_MESSAGES, "Create Posts"),
        }
    }
}

/// What the bot may do, as Discord says; nothing where it does not say.
fn held(permissions: Option<Snowflake>) -> Permissions {
    let held = permissions.map_or(Permissions::empty(), |Snowflake(bits)| Permissions::from_bits_truncate(bits));
    if held.contains(Permissions::ADMINISTRATOR) { Permissions::all() } else { held }
}

impl Interaction<'_> {
    /// Where it was used, and what the message says that a component stands on. The bot posts only where the server itself added
    /// the application.
    pub fn place(&self, is_installed: bool) -> Place {
        let channel = self.channel.and_then(|channel| serde_json::from_str::<Channel>(channel.get()).ok());
        let (send, _) = channel.unwrap_or_default().posting().permission();
        let needed = Permissions::VIEW_CHANNEL | send | Permissions::EMBED_LINKS;
        Place {
            channel: self.channel_id.and_then(|Snowflake(id)| NonZeroU64::new(id)),
            can_post: is_installed && held(self.app_permissions).contains(needed),
            asked: self.asked(),
        }
    }

    /// The whole question that the message repeats.
    fn asked(&self) -> Option<String> {
        let embed = self.message.as_ref()?.embeds.as_ref()?.first()?.0.as_ref()?;
        footer::asked(embed.footer.as_ref()?.text.as_deref()?)
    }

    /// The channels that were picked from the menu, as far as Discord tells of them, in the order in which they were picked.
    pub fn picked_channels(&self) -> Vec<PickedChannel> {
        let resolved = self.data.as_ref().and_then(|data| data.resolved.as_ref());
        let Some(channels) = resolved.and_then(|resolved| resolved.channels.as_ref()) else { return Vec::new() };
        let known = |picked: String| {
            let channel = channels.get(&picked)?.0.as_ref()?;
            let id = picked.parse().ok().filter(|id| *id != 0)?;
            Some(PickedChannel { id, is_forum: channel.posting() == Posting::Posts, missing: channel.missing() })
        };
        self.all_picked().into_iter().filter_map(known).collect()
    }
}

impl Channel {
    /// The permissions that the mentors' channel needs and the bot lacks, by the names that people know.
    fn missing(&self) -> Vec<&'static str> {
        let held = held(self.app_permissions);
        let needed = [
            (Permissions::VIEW_CHANNEL, "View Channel"),
            self.posting().permission(),
            (Permissions::EMBED_LINKS, "Embed Links"),
            (Permissions::READ_MESSAGE_HISTORY, "Read Message History"),
        ];
        needed.into_iter().filter(|(permission, _)| !held.contains(*permission)).map(|(_, name)| name).collect()
    }
}
