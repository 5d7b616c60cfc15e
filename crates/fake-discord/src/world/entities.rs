//! What a world is made of: users, servers, members, roles and channels.

use std::collections::{BTreeMap, BTreeSet};

use super::super::ids::Id;

/// An account: a person or a bot.
#[derive(Clone, Debug)]
pub struct User {
    /// The account's id.
    pub id: Id,
    /// The unique name, as in `@ada`.
    pub name: String,
    /// The name that is displayed.
    pub display_name: String,
    /// Whether this is a bot.
    pub bot: bool,
}

/// A user's place in one server.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name in this server, if it differs.
    pub nick: Option<String>,
    /// The roles, without `@everyone`.
    pub roles: Vec<Id>,
    /// What they may do in every channel of the server, apart from what their roles grant.
    pub permissions: u64,
}

/// A role of a server.
#[derive(Clone, Debug)]
pub struct Role {
    /// The role's id; that of `@everyone` is the server's.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Whether every member may mention it.
    pub mentionable: bool,
    /// What it grants its holders in every channel of the server, besides what they may do without it.
    pub permissions: u64,
}

/// The roles for which administrators allow a command, whatever permissions it asks for.
pub type CommandOverrides = BTreeMap<String, BTreeSet<Id>>;

/// A server.
#[derive(Clone, Debug)]
pub struct Guild {
    /// The server's id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The owner.
    pub owner: Id,
    /// Its preferred language.
    pub locale: String,
    /// Whether the app is installed there. Without, only people who installed the app themselves can use it.
    pub installed: bool,
    /// The members.
    pub members: BTreeMap<Id, Member>,
    /// The roles, `@everyone` first.
    pub roles: Vec<Role>,
    /// Whether an outage at Discord keeps it away.
    pub unavailable: bool,
    /// What makes its `GUILD_CREATE` larger than its members, channels and roles do.
    pub size: GuildSize,
    /// What administrators set under Server Settings > Integrations, by the command's name.
    pub command_overrides: CommandOverrides,
}

/// What a server's `GUILD_CREATE` holds besides what is in the world: fillers of no meaning, which cannot be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GuildSize {
    /// Members that the payload spells out, as it does with those in voice channels.
    pub members: usize,
    /// Channels, each with overwrites for five roles.
    pub channels: usize,
    /// Roles.
    pub roles: usize,
    /// Emoji.
    pub emojis: usize,
}

impl GuildSize {
    /// As large as Discord lets a server be, with 100 members in voice channels: about 450 kB of JSON.
    pub const LARGEST: Self = Self { members: 100, channels: 500, roles: 250, emojis: 500 };
}

impl Guild {
    /// The role with this name, with or without its `@`; or with this id, alone or as `<@&id>`.
    #[must_use]
    pub fn role_named(&self, name: &str) -> Option<&Role> {
        let inside = name.strip_prefix("<@&").and_then(|rest| rest.strip_suffix('>'));
        let id = inside.unwrap_or(name).parse().ok();
        let plain = name.trim_start_matches('@');
        let mut roles = self.roles.iter();
        roles.find(|role| Some(role.id) == id || role.name.trim_start_matches('@') == plain)
    }
}
