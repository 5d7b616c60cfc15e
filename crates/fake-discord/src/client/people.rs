//! Who and what there is: people, places and languages, and as whom a browser may act.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::ids::Id;
use super::super::person::Person;
use super::super::state::{Shared, State};
use super::super::world::{Guild, Member, Role, World, permissions};
use super::places::{self, DIRECT_MESSAGES};

/// What people may set their client to, as Discord names languages.
const LOCALES: [&str; 32] = [
    "en-US", "en-GB", "id", "da", "de", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
];

/// Colours of people's names, in which Discord's own palette is recognised.
const COLORS: [&str; 6] = ["#e67e22", "#1abc9c", "#e91e63", "#3498db", "#9b59b6", "#f1c40f"];
const APP_COLOR: &str = "#5865f2";

/// The people and places of the world, as a browser is told first, and whenever they change.
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
            })
        });
        let home = world.guilds.get(&world.home);
        let others = world.guilds.values().filter(|guild| guild.id != world.home);
        let channels = home.into_iter().chain(others).flat_map(|guild| places::of_server(world, guild));
        let app = &world.application;
        let dm = json!({ "id": DIRECT_MESSAGES, "name": app.name, "kind": "dm" });
        json!({
            "people": people.collect::<Vec<_>>(),
            "places": channels.chain([dm]).collect::<Vec<_>>(),
            "server": { "name": home.map(|guild| &guild.name) },
            "app": { "id": app.id, "name": app.name, "color": APP_COLOR },
            "locales": LOCALES,
            "deadline_ms": u64::try_from(discord.settings.deadline.as_millis()).unwrap_or(u64::MAX),
        })
    })
}

/// The roles of a server, without that of everyone.
pub(super) fn roles(guild: &Guild) -> impl Iterator<Item = &Role> {
    guild.roles.iter().filter(|role| role.id != guild.id)
}

/// What a member is by permissions.
pub(super) fn standing(member: &Member) -> &'static str {
    let may = |bits: u64| member.permissions & bits != 0;
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
pub(super) fn people(world: &World) -> impl Iterator<Item = (&str, Id)> {
    let members = world.guilds.get(&world.home).map(|guild| &guild.members);
    let users = world.users.values().filter(|user| !user.bot);
    users
        .filter(move |user| members.is_some_and(|members| members.contains_key(&user.id)))
        .map(|user| (user.name.as_str(), user.id))
}

/// The parts of a place: `general` is at home, `Elsewhere/general` is not.
fn server_and_channel(place: &str) -> (Option<&str>, &str) {
    place.rsplit_once('/').map_or((None, place), |(server, channel)| (Some(server), channel))
}

/// Whether a visitor of the page may act as this person in this place, with this language.
pub(super) fn exists(state: &State, person: &str, place: &str, locale: &str) -> Result<(), String> {
    let world = &state.world;
    if !people(world).any(|(name, _)| name == person) {
        return Err(format!("there is no user named \"{person}\" here"));
    }
    if place != DIRECT_MESSAGES {
        let (server, channel) = server_and_channel(place);
        let guild = server.map_or_else(|| world.guilds.get(&world.home), |server| world.guild_named(server));
        let user = world.user_named(person).map(|user| user.id);
        let channel = guild.and_then(|guild| world.find_channel(guild.id, channel));
        let sees = |channel| user.is_some_and(|user| world.can_view(channel, user));
        if !channel.is_some_and(sees) {
            return Err(format!("there is no place \"{place}\""));
        }
    }
    if !LOCALES.contains(&locale) {
        return Err(format!("Discord has no language \"{locale}\""));
    }
    Ok(())
}

/// This person in this place.
pub(super) fn person_at(discord: &Arc<Shared>, person: &str, place: &str) -> Person {
    let person = Person::new(Arc::clone(discord), person);
    match server_and_channel(place) {
        _ if place == DIRECT_MESSAGES => person.in_dm(),
        (None, channel) => person.in_channel(channel),
        (Some(server), channel) => person.in_channel_of(server, channel),
    }
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
