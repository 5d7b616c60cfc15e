//! What users may do where: what a member may do, what their roles grant, then the overwrites of the channel.

use super::super::ids::Id;
use super::channels::{Channel, Overwrite};
use super::entities::{Guild, Member};
use super::{Thread, World, permissions};

/// What the two users of a direct message channel may do there.
const DIRECT: u64 = permissions::VIEW_CHANNEL
    | permissions::SEND_MESSAGES
    | permissions::READ_MESSAGE_HISTORY
    | permissions::EMBED_LINKS
    | permissions::ATTACH_FILES
    | permissions::MENTION_EVERYONE
    | permissions::USE_APPLICATION_COMMANDS;

impl Guild {
    /// What a member may do in every channel that has no overwrites.
    #[must_use]
    pub fn permissions_of(&self, user: Id) -> u64 {
        let Some(member) = self.members.get(&user) else { return 0 };
        let held = self.roles.iter().filter(|role| role.id == self.id || member.roles.contains(&role.id));
        let all = held.fold(member.permissions, |all, role| all | role.permissions);
        if all & permissions::ADMINISTRATOR != 0 { permissions::ALL } else { all }
    }
}

impl World {
    /// What a user may do in a channel: nothing, if they are not there.
    #[must_use]
    pub fn permissions_in(&self, channel: Id, user: Id) -> u64 {
        let Some(channel) = self.channels.get(&channel) else { return 0 };
        let Some(guild) = channel.guild else {
            return if channel.recipients.contains(&user) { DIRECT } else { 0 };
        };
        let Some(guild) = self.guilds.get(&guild) else { return 0 };
        let Some(member) = guild.members.get(&user) else { return 0 };
        let base = guild.permissions_of(user);
        if base & permissions::ADMINISTRATOR != 0 {
            return base;
        }
        let owner = channel.parent.and_then(|parent| self.channels.get(&parent)).unwrap_or(channel);
        overwritten(base, owner, guild, user, member)
    }

    /// Whether a user sees a channel.
    #[must_use]
    pub fn can_view(&self, channel: Id, user: Id) -> bool {
        self.permissions_in(channel, user) & permissions::VIEW_CHANNEL != 0
    }

    /// Allows [`permissions`] in a channel: to a role, the server's id for everyone, or to a member.
    pub fn allow_in(&mut self, channel: Id, whom: Id, permissions: u64) {
        self.overwrite(channel, whom, |overwrite| {
            overwrite.allow |= permissions;
            overwrite.deny &= !permissions;
        });
    }

    /// Denies [`permissions`] in a channel: to a role, the server's id for everyone, or to a member.
    pub fn deny_in(&mut self, channel: Id, whom: Id, permissions: u64) {
        self.overwrite(channel, whom, |overwrite| {
            overwrite.deny |= permissions;
            overwrite.allow &= !permissions;
        });
    }

    /// Takes back what was allowed and denied to a role or member in a channel.
    pub fn reset_in(&mut self, channel: Id, whom: Id) {
        if let Some(channel) = self.channels.get_mut(&channel) {
            channel.overwrites.retain(|overwrite| overwrite.id != whom);
        }
    }

    /// Puts a thread away, or brings it back.
    pub fn archive(&mut self, thread: Id, archived: bool) {
        self.change_thread(thread, |thread| thread.archived = archived);
    }

    /// Locks a thread, so that only those with "Manage Threads" may post in it, or unlocks it.
    pub fn lock(&mut self, thread: Id, locked: bool) {
        self.change_thread(thread, |thread| thread.locked = locked);
    }

    fn change_thread(&mut self, thread: Id, change: impl FnOnce(&mut Thread)) {
        if let Some(thread) = self.channels.get_mut(&thread).and_then(|channel| channel.thread.as_mut()) {
            change(thread);
        }
    }

    fn overwrite(&mut self, channel: Id, whom: Id, change: impl FnOnce(&mut Overwrite)) {
        let Some(channel) = self.channels.get_mut(&channel) else { return };
        let guild = channel.guild.and_then(|guild| self.guilds.get(&guild));
        let is_member = guild.is_none_or(|guild| guild.roles.iter().all(|role| role.id != whom));
        let known = channel.overwrites.iter().position(|overwrite| overwrite.id == whom);
        let index = known.unwrap_or_else(|| {
            channel.overwrites.push(Overwrite { id: whom, is_member, allow: 0, deny: 0 });
            channel.overwrites.len() - 1
        });
        change(&mut channel.overwrites[index]);
    }
}

/// Discord's order: the overwrite of everyone, then those of roles together, then that of the member.
fn overwritten(base: u64, channel: &Channel, guild: &Guild, user: Id, member: &Member) -> u64 {
    let apply = |held: u64, allow: u64, deny: u64| (held & !deny) | allow;
    let one = |id: Id| channel.overwrites.iter().find(|overwrite| overwrite.id == id);
    let everyone = one(guild.id).map_or(base, |overwrite| apply(base, overwrite.allow, overwrite.deny));
    let of_roles = channel.overwrites.iter().filter(|overwrite| member.roles.contains(&overwrite.id));
    let (allow, deny) =
        of_roles.fold((0, 0), |(allow, deny), overwrite| (allow | overwrite.allow, deny | overwrite.deny));
    let by_roles = apply(everyone, allow, deny);
    one(user).map_or(by_roles, |overwrite| apply(by_roles, overwrite.allow, overwrite.deny))
}
