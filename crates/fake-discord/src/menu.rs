//! Selects, in messages and in modals: what a person reads in them, and what their choice becomes.

use serde_json::Value;

use super::context::Context;
use super::ids::Id;
use super::interaction::Named;
use super::world::World;

/// Types of selects.
pub(super) mod kind {
    pub(in super::super) const STRING: u64 = 3;
    pub(in super::super) const USER: u64 = 5;
    pub(in super::super) const ROLE: u64 = 6;
    pub(in super::super) const MENTIONABLE: u64 = 7;
    pub(in super::super) const CHANNEL: u64 = 8;
}

/// One line of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuOption {
    /// What is written on it.
    pub label: String,
    /// What it sends.
    pub value: String,
    /// The small print under the label.
    pub description: Option<String>,
    /// Whether it is chosen already.
    pub default: bool,
}

/// A select as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// 3 strings, 5 users, 6 roles, 7 users and roles, 8 channels.
    pub kind: u64,
    /// What it sends.
    pub custom_id: String,
    /// What it says while nothing is chosen.
    pub placeholder: Option<String>,
    /// Its lines; none if it selects users, roles or channels.
    pub options: Vec<MenuOption>,
    /// The types of channels that it takes; all of them if it names none.
    pub channel_types: Vec<u64>,
    /// The users, roles or channels that are chosen already.
    pub default_values: Vec<Id>,
    /// The fewest that can be chosen.
    pub min_values: usize,
    /// The most that can be chosen.
    pub max_values: usize,
    /// Whether it is greyed out.
    pub disabled: bool,
    /// The component's number in the message.
    pub id: u64,
}

impl Menu {
    /// Reads a select of any kind.
    pub(super) fn read(component: &Value) -> Self {
        let list = |key: &str| component[key].as_array().into_iter().flatten();
        let count = |key: &str| component[key].as_u64().and_then(|count| usize::try_from(count).ok());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let option = |option: &Value| MenuOption {
            label: text(&option["label"]),
            value: text(&option["value"]),
            description: option["description"].as_str().map(str::to_owned),
            default: option["default"] == true,
        };
        Self {
            kind: component["type"].as_u64().unwrap_or_default(),
            custom_id: text(&component["custom_id"]),
            placeholder: component["placeholder"].as_str().map(str::to_owned),
            options: list("options").map(option).collect(),
            channel_types: list("channel_types").filter_map(Value::as_u64).collect(),
            default_values: list("default_values").filter_map(|default| Id::from_json(&default["id"])).collect(),
            min_values: count("min_values").unwrap_or(1),
            max_values: count("max_values").unwrap_or(1),
            disabled: component["disabled"] == true,
            id: component["id"].as_u64().unwrap_or_default(),
        }
    }

    /// The values that are chosen already.
    pub(super) fn defaults(&self) -> Vec<String> {
        let lines = self.options.iter().filter(|option| option.default).map(|option| option.value.clone());
        lines.chain(self.default_values.iter().map(ToString::to_string)).collect()
    }

    /// Whether a channel is of a type that it takes.
    pub(super) fn takes_channel(&self, world: &World, channel: Id) -> bool {
        let kind = world.channels.get(&channel).map(|channel| u64::from(channel.kind));
        self.channel_types.is_empty() || kind.is_some_and(|kind| self.channel_types.contains(&kind))
    }

    /// The value that is sent for what a person calls it: a line's value or label, or the name or id of a user, role or
    /// channel that the person sees, which is added to `named`. The error says what there is not.
    pub(super) fn value(
        &self,
        wanted: &str,
        world: &World,
        context: &Context,
        named: &mut Named,
    ) -> Result<String, &'static str> {
        let guild = context.guild.and_then(|guild| world.guilds.get(&guild));
        let role = || Some(guild?.role_named(wanted)?.id);
        match self.kind {
            kind::STRING => {
                let lines = &self.options;
                let line = lines.iter().find(|line| line.value == wanted);
                let line = line.or_else(|| lines.iter().find(|line| line.label == wanted));
                line.map(|line| line.value.clone()).ok_or("there is no such line")
            }
            kind::USER => put(world.find_user(wanted, guild), &mut named.users, "there is no such user"),
            kind::ROLE => put(role(), &mut named.roles, "there is no such role"),
            kind::MENTIONABLE => put(world.find_user(wanted, guild), &mut named.users, "")
                .or_else(|_| put(role(), &mut named.roles, "there is no such user or role")),
            kind::CHANNEL => {
                let channel = guild.and_then(|guild| world.find_channel(guild.id, wanted));
                let channel = channel.filter(|channel| world.can_view(*channel, context.user));
                if channel.is_some_and(|channel| !self.takes_channel(world, channel)) {
                    return Err("it takes no channels of this type");
                }
                put(channel, &mut named.channels, "there is no such channel")
            }
            _ => Err("nothing can be chosen there"),
        }
    }
}

/// Names what was found.
fn put(found: Option<Id>, names: &mut Vec<Id>, otherwise: &'static str) -> Result<String, &'static str> {
    let id = found.ok_or(otherwise)?;
    names.push(id);
    Ok(id.to_string())
}
