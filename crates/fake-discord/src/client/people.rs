//! Who and what there is: people, places and languages, and as whom a browser may act.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::ids::Id;
use super::super::person::Person;
use super::super::state::{Shared, State};
use super::super::world::{Role, World, permissions};

/// The place where a person is alone with the bot. Others are channels of the home server.
const DIRECT_MESSAGES: &str = "dm";

/// What people may set their client to, as Discord names languages.
const LOCALES: [&str; 32] = [
    "en-US", "en-GB", "id", "da", "de", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
];

/// Colours of people's names, in which Discord's own palette is recognised.
const COLORS: [&str; 6] = ["#e67e22", "#1abc9c", "#e91e63", "#3498db", "#9b59b6", "#f1c40f"];
const APP_COLOR: &str = "#5865f2";

/// The people and places of the world.
pub(super) fn welcome(discord: &Shared) -> Value {
    discord.look(|state| {
        let world = &state.world;
        let people = people(world).map(|(name, id)| {
            json!({
                "name": name,
                "id": id,
                "display_name": name_of(world, id),
                "bot": false,
                "color": color(world, id),
                "role": standing(world, id),
                "roles": roles_of(world, id),
            })
        });
        let channels = world.channels.values().filter(|channel| channel.guild == Some(world.home));
        let channels = channels.map(
            |channel| json!({ "id": channel.name, "name": channel.name, "kind": "channel", "channel": channel.id }),
        );
        let app = &world.application;
        let dm = json!({ "id": DIRECT_MESSAGES, "name": app.name, "kind": "dm" });
        json!({ "welcome": {
            "people": people.collect::<Vec<_>>(),
            "places": channels.chain([dm]).collect::<Vec<_>>(),
            "roles": roles(world).map(|role| json!({ "id": role.id, "name": role.name })).collect::<Vec<_>>(),
            "server": { "name": world.guilds.get(&world.home).map(|guild| &guild.name) },
            "app": { "id": app.id, "name": app.name, "color": APP_COLOR },
            "locales": LOCALES,
            "deadline_ms": u64::try_from(discord.settings.deadline.as_millis()).unwrap_or(u64::MAX),
        } })
    })
}

/// The roles of the home server, without that of everyone.
fn roles(world: &World) -> impl Iterator<Item = &Role> {
    let home = world.guilds.get(&world.home);
    home.into_iter().flat_map(|home| home.roles.iter().filter(|role| role.id != home.id))
}

/// The names of a member's roles.
fn roles_of(world: &World, id: Id) -> Vec<&str> {
    let held = world.guilds.get(&world.home).and_then(|home| home.members.get(&id)).map(|member| &member.roles);
    roles(world)
        .filter(|role| held.is_some_and(|held| held.contains(&role.id)))
        .map(|role| role.name.as_str())
        .collect()
}

/// What a member is by permissions.
fn standing(world: &World, id: Id) -> &'static str {
    let home = world.guilds.get(&world.home).and_then(|home| home.members.get(&id));
    let may = |bits: u64| home.is_some_and(|member| member.permissions & bits != 0);
    if may(permissions::ADMINISTRATOR) {
        "administrator"
    } else if may(permissions::MANAGE_GUILD) {
        "server manager"
    } else if may(permissions::MANAGE_MESSAGES) {
        "moderator"
    } else {
        "member"
    }
}

/// The names and ids of the people as whom a browser may act: members of the home server who are no bots.
fn people(world: &World) -> impl Iterator<Item = (&str, Id)> {
    let members = world.guilds.get(&world.home).map(|guild| &guild.members);
    let users = world.users.values().filter(|user| !user.bot);
    users
        .filter(move |user| members.is_some_and(|members| members.contains_key(&user.id)))
        .map(|user| (user.name.as_str(), user.id))
}

/// Whether a visitor of the page may act as this person in this place, with this language.
pub(super) fn exists(state: &State, person: &str, place: &str, locale: &str) -> Result<(), String> {
    let world = &state.world;
    if !people(world).any(|(name, _)| name == person) {
        return Err(format!("there is no user named \"{person}\" here"));
    }
    if place != DIRECT_MESSAGES && world.channel_named(world.home, place).is_none() {
        return Err(format!("there is no place \"{place}\""));
    }
    if !LOCALES.contains(&locale) {
        return Err(format!("Discord has no language \"{locale}\""));
    }
    Ok(())
}

/// This person in this place.
pub(super) fn person_at(discord: &Arc<Shared>, person: &str, place: &str) -> Person {
    let person = Person::new(Arc::clone(discord), person);
    if place == DIRECT_MESSAGES { person.in_dm() } else { person.in_channel(place) }
}

/// The name that a user has in the home server.
pub(super) fn name_of(world: &World, id: Id) -> &str {
    let home = world.guilds.get(&world.home);
    let nick = home.and_then(|guild| guild.members.get(&id)?.nick.as_deref());
    let own = if id == world.application.id {
        Some(world.application.name.as_str())
    } else {
        world.users.get(&id).map(|user| user.display_name.as_str())
    };
    nick.or(own).unwrap_or("deleted user")
}

pub(super) fn color(world: &World, id: Id) -> &'static str {
    if id == world.application.id {
        return APP_COLOR;
    }
    let place = world.users.keys().position(|known| *known == id).unwrap_or_default();
    COLORS[place % COLORS.len()]
}
