//! Arranging a world: what a test adds, gives and takes.

use std::time::Duration;

use super::super::ids::Id;
use super::{Channel, Forum, GuildSize, Member, Role, Thread, World, channel_kind};

impl World {
    /// Adds an account which is in no server yet.
    pub fn add_user(&mut self, name: &str, bot: bool) -> Id {
        let id = self.mint_now();
        self.put_user(id, name, bot);
        id
    }

    /// Adds a server with a channel `#general`. The app may be absent from it.
    ///
    /// Each is founded a millisecond after the one before: servers added in a row belong to shards in a row.
    pub fn add_guild(&mut self, name: &str, owner: Id, installed: bool) -> Id {
        let founded = Duration::from_millis(self.guilds.len() as u64);
        let id = self.mint(founded);
        self.put_guild(id, name, owner, installed);
        self.add_channel(id, "general");
        id
    }

    /// Makes the `GUILD_CREATE` of a server as large as that of a large one.
    pub fn enlarge(&mut self, guild: Id, size: GuildSize) {
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.size = size;
        }
    }

    /// Adds a text channel to a server.
    pub fn add_channel(&mut self, guild: Id, name: &str) -> Id {
        let id = self.mint_now();
        self.put_channel(id, guild, name);
        id
    }

    /// Adds a thread to a text channel, created by `owner`.
    pub fn add_thread(&mut self, channel: Id, name: &str, owner: Id) -> Id {
        let id = self.mint_now();
        self.put_thread(id, channel, name, owner, Duration::ZERO);
        id
    }

    /// Adds a forum to a server, with tags for its posts.
    pub fn add_forum(&mut self, guild: Id, name: &str, tags: &[&str], requires_tag: bool) -> Id {
        let id = self.mint_now();
        let tags = tags.iter().map(|tag| (self.mint_now(), (*tag).to_owned())).collect();
        let forum = Some(Forum { tags, requires_tag });
        self.channels.insert(id, Channel { forum, ..Channel::new(id, channel_kind::FORUM, name, Some(guild)) });
        id
    }

    /// Deletes a channel with its threads, and every message in them.
    pub fn delete_channel(&mut self, channel: Id) {
        let is_gone = |known: &Channel| known.id == channel || known.parent == Some(channel);
        let gone: Vec<Id> = self.channels.values().filter(|known| is_gone(known)).map(|known| known.id).collect();
        self.channels.retain(|id, _| !gone.contains(id));
        self.messages.retain(|_, message| !gone.contains(&message.channel));
    }

    /// Puts a thread below a channel.
    pub(in super::super) fn put_thread(&mut self, id: Id, parent: Id, name: &str, owner: Id, now: Duration) {
        let guild = self.channels.get(&parent).and_then(|parent| parent.guild);
        let created = self.unix_ms(now);
        let thread = Thread { owner, archived: false, locked: false, applied_tags: Vec::new(), created };
        let channel = Channel::new(id, channel_kind::THREAD, name, guild);
        self.channels.insert(id, Channel { parent: Some(parent), thread: Some(thread), ..channel });
    }

    /// Adds a role to a server.
    pub fn add_role(&mut self, guild: Id, name: &str, mentionable: bool) -> Id {
        let id = self.mint_now();
        if let Some(guild) = self.guilds.get_mut(&guild) {
            let name = name.to_owned();
            guild.roles.push(Role { id, name, mentionable, permissions: 0 });
        }
        id
    }

    /// Lets a user join a server, or changes what they may do there. Who is a member keeps nickname and roles.
    pub fn add_member(&mut self, guild: Id, user: Id, permissions: u64) {
        if let Some(guild) = self.guilds.get_mut(&guild) {
            let joining = || Member { nick: None, roles: Vec::new(), permissions };
            guild.members.entry(user).or_insert_with(joining).permissions = permissions;
        }
    }

    /// Adds [`permissions`](super::permissions) to those that a role grants its holders.
    pub fn grant_role(&mut self, guild: Id, role: Id, permissions: u64) {
        let roles = self.guilds.get_mut(&guild).into_iter().flat_map(|guild| &mut guild.roles);
        for known in roles.filter(|known| known.id == role) {
            known.permissions |= permissions;
        }
    }

    /// Gives a member a role. What is no member of the server, or no role of it, changes nothing.
    pub fn give_role(&mut self, guild: Id, user: Id, role: Id) {
        if let Some(guild) = self.guilds.get_mut(&guild)
            && guild.roles.iter().any(|known| known.id == role)
            && let Some(member) = guild.members.get_mut(&user)
            && !member.roles.contains(&role)
        {
            member.roles.push(role);
        }
    }

    /// Takes a role from a member.
    pub fn take_role(&mut self, guild: Id, user: Id, role: Id) {
        if let Some(member) = self.member_mut(guild, user) {
            member.roles.retain(|held| *held != role);
        }
    }

    /// Adds [`permissions`](super::permissions) to those of a member.
    pub fn grant(&mut self, guild: Id, user: Id, permissions: u64) {
        if let Some(member) = self.member_mut(guild, user) {
            member.permissions |= permissions;
        }
    }

    /// Takes [`permissions`](super::permissions) from a member.
    pub fn revoke(&mut self, guild: Id, user: Id, permissions: u64) {
        if let Some(member) = self.member_mut(guild, user) {
            member.permissions &= !permissions;
        }
    }

    /// Does what an administrator does under Server Settings > Integrations: members with the role are offered the
    /// command, whatever its `default_member_permissions`.
    pub fn allow_command(&mut self, guild: Id, command: &str, role: Id) {
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.command_overrides.entry(command.to_owned()).or_default().insert(role);
        }
    }

    fn member_mut(&mut self, guild: Id, user: Id) -> Option<&mut Member> {
        self.guilds.get_mut(&guild)?.members.get_mut(&user)
    }
}
