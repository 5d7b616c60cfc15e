//! What people call users and channels.

use super::super::ids::Id;
use super::{Guild, World};

impl World {
    /// The user called `@ada`, `<@id>`, by an id, or by a display name; the case of letters does not matter.
    pub(in super::super) fn find_user(&self, text: &str, guild: Option<&Guild>) -> Option<Id> {
        let inside = text.strip_prefix("<@").and_then(|rest| rest.strip_suffix('>'));
        let by_id = inside.unwrap_or(text).parse().ok().filter(|id| self.users.contains_key(id));
        let name = text.trim_start_matches('@');
        by_id.or_else(|| self.user_named(name).map(|user| user.id)).or_else(|| {
            let wanted = name.to_lowercase();
            let is_meant = |name: &str| name.to_lowercase() == wanted;
            let nick = |id| guild.and_then(|guild| guild.members.get(id)?.nick.as_deref());
            let by_username = self.users.iter().find(|(_, user)| is_meant(&user.name));
            let by_display_name =
                || self.users.iter().find(|(id, user)| is_meant(nick(id).unwrap_or(&user.display_name)));
            by_username.or_else(by_display_name).map(|(id, _)| *id)
        })
    }

    /// The channel of a server called `#general`, `<#id>`, or by an id.
    pub(in super::super) fn find_channel(&self, guild: Id, text: &str) -> Option<Id> {
        let inside = text.strip_prefix("<#").and_then(|rest| rest.strip_suffix('>'));
        let id = inside.unwrap_or(text).parse().ok();
        let by_id = id.and_then(|id| self.channels.get(&id)).filter(|channel| channel.guild == Some(guild));
        by_id.or_else(|| self.channel_named(guild, text.trim_start_matches('#'))).map(|channel| channel.id)
    }
}
