//! The context of an action: the channel, and by which installation the app is there.

use serde_json::{Value, json};

use super::commands::Command;
use super::ids::Id;
use super::outcome::CannotAct;
use super::world::{World, permissions};

/// The place in which a person acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A channel of a server; the home server unless another is named.
    Server { server: Option<String>, channel: String },
    /// The direct messages with the bot.
    WithBot,
    /// Direct messages with another user, where the app is present because the person installed it.
    Private,
}

/// A place of the world, and how the app comes to be there.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub user: Id,
    pub channel: Id,
    pub guild: Option<Id>,
    /// 0 server, 1 the bot's direct messages, 2 other private channels.
    pub kind: u64,
    /// `authorizing_integration_owners`.
    pub owners: Value,
    pub only_user_installed: bool,
    pub forced_ephemeral: bool,
}

impl Context {
    /// Finds the place, opening direct messages if need be.
    pub(super) fn find(world: &mut World, name: &str, place: &Place) -> Result<Self, CannotAct> {
        let user = world.user_named(name).map(|user| user.id);
        let user = user.ok_or_else(|| CannotAct::UnknownPerson(name.to_owned()))?;
        match place {
            Place::Server { server, channel } => Self::in_server(world, user, server.as_deref(), channel),
            Place::WithBot => Self::with_bot(world, user),
            Place::Private => Self::in_private(world, user),
        }
    }

    fn in_server(world: &World, user: Id, server: Option<&str>, channel: &str) -> Result<Self, CannotAct> {
        let guild = match server {
            Some(name) => world.guild_named(name),
            None => world.guilds.get(&world.home),
        };
        let unknown = |name: &str| CannotAct::UnknownPlace(name.to_owned());
        let guild = guild.ok_or_else(|| unknown(server.unwrap_or("the home server")))?;
        if !guild.members.contains_key(&user) {
            return Err(unknown(&guild.name));
        }
        let found = world.find_channel(guild.id, channel).filter(|found| world.can_view(*found, user));
        let channel = found.ok_or_else(|| unknown(channel))?;
        let app = &world.application;
        let by_guild = guild.installed && app.guild_install;
        if !by_guild && !app.user_install {
            return Err(CannotAct::NotInstalled);
        }
        let external_allowed = world.permissions_in(channel, user) & permissions::USE_EXTERNAL_APPS != 0;
        Ok(Self {
            user,
            channel,
            guild: Some(guild.id),
            kind: 0,
            owners: if by_guild { json!({ "0": guild.id }) } else { json!({ "1": user }) },
            only_user_installed: !by_guild,
            forced_ephemeral: !by_guild && !external_allowed,
        })
    }

    fn with_bot(world: &mut World, user: Id) -> Result<Self, CannotAct> {
        let app = world.application.clone();
        let mut owners = json!({});
        if app.guild_install {
            owners["0"] = json!("0");
        }
        if app.user_install {
            owners["1"] = json!(user);
        }
        if !app.guild_install && !app.user_install {
            return Err(CannotAct::NotInstalled);
        }
        Ok(Self {
            user,
            channel: world.direct_messages(user, app.id),
            guild: None,
            kind: 1,
            owners,
            only_user_installed: !app.guild_install,
            forced_ephemeral: false,
        })
    }

    fn in_private(world: &mut World, user: Id) -> Result<Self, CannotAct> {
        if !world.application.user_install {
            return Err(CannotAct::NotInstalled);
        }
        let bot = world.application.id;
        let friend = world.users.values().find(|other| other.id != user && other.id != bot && !other.bot);
        let friend = friend.map(|friend| friend.id);
        let friend = friend.ok_or_else(|| CannotAct::UnknownPlace("a private channel".to_owned()))?;
        Ok(Self {
            user,
            channel: world.direct_messages(user, friend),
            guild: None,
            kind: 2,
            owners: json!({ "1": user }),
            only_user_installed: true,
            forced_ephemeral: false,
        })
    }

    /// The same for an action: on a message, or in a modal, the app is there by the installation that authorized the
    /// interaction before. Who clicks need not be who installed it; a server that removed the app takes no clicks.
    pub(super) fn authorized(
        self,
        world: &World,
        message: Option<Id>,
        opened_by: Option<Id>,
    ) -> Result<Self, CannotAct> {
        let clicked = message.and_then(|id| world.messages.get(&id));
        // What the bot posted by itself is the server's, not the person's.
        let by_itself = clicked.is_some_and(|clicked| clicked.origin.is_none());
        if by_itself && self.guild.is_some() && self.only_user_installed {
            return Err(CannotAct::NotInstalled);
        }
        let posted = clicked.and_then(|clicked| clicked.origin.as_ref());
        let opened = || opened_by.and_then(|id| world.interactions.get(&id));
        let Some(owners) = posted.map(|origin| &origin.owners).or_else(|| opened().map(|known| &known.owners)) else {
            return Ok(self);
        };
        let is_removed =
            |guild: Id| owners["0"] == json!(guild) && !world.guilds.get(&guild).is_some_and(|guild| guild.installed);
        if self.guild.is_some_and(is_removed) {
            return Err(CannotAct::NotInstalled);
        }
        Ok(Self { only_user_installed: owners.get("0").is_none(), owners: owners.clone(), ..self })
    }

    /// Whether the person may post here: they have the permission, and the thread is not locked for them.
    pub(super) fn takes_messages(&self, world: &World) -> Result<(), CannotAct> {
        let Some(channel) = world.channels.get(&self.channel).filter(|channel| !channel.is_direct()) else {
            return Ok(());
        };
        let held = world.permissions_in(self.channel, self.user);
        let needed = match channel.thread {
            Some(_) => permissions::SEND_MESSAGES_IN_THREADS,
            None => permissions::SEND_MESSAGES,
        };
        let is_locked = channel.is_locked() && held & permissions::MANAGE_THREADS == 0;
        if held & needed == 0 || is_locked || channel.forum.is_some() {
            return Err(CannotAct::CannotPost(channel.name.clone()));
        }
        Ok(())
    }

    /// The commands that the client offers here: a server's own first, then those for everywhere.
    pub(super) fn offered(&self, world: &World) -> Vec<Command> {
        let mut offered: Vec<Command> =
            world.commands.all().iter().filter(|command| self.is_offered(world, command)).cloned().collect();
        offered.sort_by_key(|command| command.guild.is_none());
        offered
    }

    /// Why a command is not offered here: unknown, out of place, or hidden from members without its permissions.
    pub(super) fn objection(&self, world: &World, name: &str, kind: u64) -> CannotAct {
        let mut commands = world.commands.all().iter();
        let is_hidden =
            commands.any(|known| known.kind == kind && known.name == name && self.is_in_place(world, known));
        if is_hidden { CannotAct::NotPermitted(name.to_owned()) } else { CannotAct::UnknownCommand(name.to_owned()) }
    }

    fn is_offered(&self, world: &World, command: &Command) -> bool {
        self.is_in_place(world, command) && self.is_permitted(world, command)
    }

    /// Whether the member has the permissions that the command asks for, or a role for which administrators allow it.
    fn is_permitted(&self, world: &World, command: &Command) -> bool {
        let guild = self.guild.and_then(|id| world.guilds.get(&id));
        let member = guild.and_then(|guild| guild.members.get(&self.user));
        let held = member.map_or(u64::MAX, |_| world.permissions_in(self.channel, self.user));
        let is_administrator = held & permissions::ADMINISTRATOR != 0;
        let needed = command.body.get("default_member_permissions").and_then(Value::as_str);
        let needed = needed.and_then(|bits| bits.parse::<u64>().ok());
        let permitted = match needed {
            None => true,
            Some(0) => is_administrator,
            Some(bits) => held & bits == bits || is_administrator,
        };
        let allowed_by_role = || {
            let allowed = guild.and_then(|guild| guild.command_overrides.get(&command.name));
            let mut roles = member.into_iter().flat_map(|member| &member.roles);
            allowed.is_some_and(|allowed| roles.any(|role| allowed.contains(role)))
        };
        let may_type = held & permissions::USE_APPLICATION_COMMANDS != 0 || is_administrator;
        may_type && (permitted || allowed_by_role())
    }

    fn is_in_place(&self, world: &World, command: &Command) -> bool {
        match command.guild {
            Some(guild) => self.guild == Some(guild),
            None => {
                let contexts = numbers(command, "contexts");
                let types = numbers(command, "integration_types");
                let types = types.unwrap_or_else(|| world.application.integration_types());
                contexts.is_none_or(|contexts| contexts.contains(&self.kind))
                    && types.iter().any(|kind| self.owners.get(kind.to_string()).is_some())
            }
        }
    }
}

fn numbers(command: &Command, key: &str) -> Option<Vec<u64>> {
    let list = command.body.get(key)?.as_array()?;
    Some(list.iter().filter_map(Value::as_u64).collect())
}
