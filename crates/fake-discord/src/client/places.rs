//! The places of a server: channels, forums and threads, who sees them, and what a person has not seen there.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::ids::Id;
use super::super::message::Message;
use super::super::outcome::CannotAct;
use super::super::person::Person;
use super::super::pings;
use super::super::world::{Channel, Guild, World};
use super::people::{people, roles, standing};

/// The place where a person is alone with the bot. Others are channels.
pub(super) const DIRECT_MESSAGES: &str = "dm";

/// How many messages are looked through for what a person has not seen.
const REACH: usize = 500;

/// The channels of a server in which some of the people are, with what they are there.
pub(super) fn of_server(world: &World, guild: &Guild) -> Vec<Value> {
    let members: Map<String, Value> = people(world)
        .filter_map(|(name, id)| {
            let member = guild.members.get(&id)?;
            let held = roles(guild).filter(|role| member.roles.contains(&role.id)).map(|role| &role.name);
            let held: Vec<&String> = held.collect();
            Some((name.to_owned(), json!({ "role": standing(member), "roles": held })))
        })
        .collect();
    if members.is_empty() {
        return Vec::new();
    }
    let roles: Vec<Value> = roles(guild).map(|role| json!({ "id": role.id, "name": role.name })).collect();
    let channels = world.channels.values().filter(|channel| channel.guild == Some(guild.id));
    let shown = channels.map(|channel| {
        let hidden_from = people(world).filter(|(_, id)| !world.can_view(channel.id, *id)).map(|(name, _)| name);
        let parent = channel.parent.and_then(|parent| world.channels.get(&parent));
        json!({
            "id": id_of(world, channel), "name": channel.name, "kind": kind(channel), "channel": channel.id,
            "type": channel.kind, "parent": parent.map(|parent| id_of(world, parent)),
            "archived": channel.is_archived(), "server": guild.name, "roles": roles, "people": members,
            "hidden_from": hidden_from.collect::<Vec<_>>(),
        })
    });
    shown.collect()
}

/// What has been posted lately in each place, as a person sees it: the latest message of others, and those that notified
/// the person.
pub(super) fn activity(person: &Person) -> Result<Value, CannotAct> {
    person.looks(|state, context, _| {
        let (world, user) = (&state.world, context.user);
        let mut places: BTreeMap<String, (Id, Vec<Id>)> = BTreeMap::new();
        let is_news = |message: &&Message| {
            let answers = message.origin.as_ref().is_some_and(|origin| origin.user == user);
            let is_visible = message.ephemeral_for.is_none_or(|only| only == user);
            message.author != user && !answers && is_visible && world.can_view(message.channel, user)
        };
        for message in world.messages.values().rev().take(REACH).filter(is_news) {
            let Some(channel) = world.channels.get(&message.channel) else { continue };
            if channel.is_direct() && !channel.recipients.contains(&world.application.id) {
                continue;
            }
            let (_, pings) = places.entry(id_of(world, channel)).or_insert_with(|| (message.id, Vec::new()));
            if pings::notified(world, message).contains(&user) {
                pings.push(message.id);
            }
        }
        let places: Map<String, Value> = places
            .into_iter()
            .map(|(place, (latest, pings))| (place, json!({ "latest": latest, "pings": pings })))
            .collect();
        json!({ "activity": { "person": person.name(), "places": places } })
    })
}

/// The id of a place: a channel's name, after that of its server if that is not the first; of a thread its number.
fn id_of(world: &World, channel: &Channel) -> String {
    let Some(guild) = channel.guild.and_then(|guild| world.guilds.get(&guild)) else {
        return DIRECT_MESSAGES.to_owned();
    };
    let own = if channel.thread.is_some() { channel.id.to_string() } else { channel.name.clone() };
    if guild.id == world.home { own } else { format!("{}/{own}", guild.name) }
}

fn kind(channel: &Channel) -> &'static str {
    match channel {
        Channel { thread: Some(_), .. } => "thread",
        Channel { forum: Some(_), .. } => "forum",
        _ => "channel",
    }
}
