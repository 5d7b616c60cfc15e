//! What the page shows: commands, and the messages as one person sees them in one place.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};

use super::super::action::is_visible;
use super::super::attachment::Attachment;
use super::super::checks::commands::option;
use super::super::context::Context;
use super::super::errors::Refusal;
use super::super::ids::Id;
use super::super::interaction::{Interaction, kind};
use super::super::message::{Message, Origin, flags};
use super::super::outcome::CannotAct;
use super::super::person::Person;
use super::super::pings;
use super::super::state::{Shared, State};
use super::super::world::{Channel, World};
use super::PageState;
use super::clues::Clues;
use super::inspect;
use super::people::{color, name_of};

/// How many messages a page holds; older ones scroll out of reach.
const REACH: usize = 100;

/// How many deleted messages a page can still inspect.
const REMOVED: usize = 10;

/// The commands that are offered to the person there.
pub(super) fn commands(person: &Person) -> Result<Value, CannotAct> {
    person.looks(|state, context, _| {
        let offered = context.offered(&state.world);
        let commands = offered.iter().map(|command| {
            let body = command.to_json(&state.world.application, false);
            json!({
                "name": command.name,
                "type": command.kind,
                "description": body["description"],
                // What asks for permissions may change something: the page does not send it again by itself.
                "restricted": !body["default_member_permissions"].is_null(),
                "options": command.options().iter().map(shown_option).collect::<Vec<_>>(),
            })
        });
        json!({ "commands": commands.collect::<Vec<_>>() })
    })
}

/// An option with every member that the page reads.
fn shown_option(option: &Value) -> Value {
    let mut shown = option.clone();
    if let Some(options) = option["options"].as_array() {
        shown["options"] = options.iter().map(shown_option).collect();
    }
    for (key, unless_given) in [("required", json!(false)), ("autocomplete", json!(false)), ("choices", json!([]))] {
        if shown[key].is_null() {
            shown[key] = unless_given;
        }
    }
    shown
}

/// Everything that the person sees there, oldest first.
pub(super) fn messages(page: &PageState, person: &Person, place: &str) -> Result<Value, CannotAct> {
    person.looks(|state, context, now| {
        let clues = Clues::gather(state);
        let is_open = |id: &Id| !page.is_dismissed(*id);
        let visible = state.world.messages.values().filter(|message| is_visible(message, context));
        let visible = visible.rev().filter(|message| is_open(&message.id)).take(REACH);
        let mut seen: BTreeMap<Id, Value> = BTreeMap::new();
        for message in visible {
            seen.insert(message.id, shown(page, state, &clues, message, now));
        }
        for failed in failures(&page.discord, state, context, now).filter(|failed| is_open(&failed.id)).take(REACH) {
            seen.insert(failed.id, failure(state, &clues, failed));
        }
        let surplus = seen.len().saturating_sub(REACH);
        let messages: Vec<Value> = seen.into_values().skip(surplus).collect();
        let removed = removed(state, context, &clues);
        json!({ "messages": { "person": person.name(), "place": place, "messages": messages, "removed": removed } })
    })
}

/// The messages that the person's interactions here posted or used and that are deleted, latest first.
fn removed(state: &State, context: &Context, clues: &Clues<'_>) -> Vec<Value> {
    let own = state.world.interactions.values().rev();
    let own = own.filter(|interaction| interaction.user == context.user && interaction.channel == context.channel);
    let removed = own.filter_map(|interaction| {
        let shown = interaction.response.as_ref()?.shown.as_ref().map(|message| message.id);
        let id = shown.or(interaction.source).filter(|id| !state.world.messages.contains_key(id))?;
        Some(json!({ "id": id, "inspect": inspect::inspect(clues, interaction, None) }))
    });
    removed.take(REMOVED).collect()
}

/// The person's interactions here that came to nothing, latest first: refused, or not answered in time.
pub(super) fn failures<'a>(
    discord: &'a Shared,
    state: &'a State,
    context: &'a Context,
    now: Duration,
) -> impl Iterator<Item = &'a Interaction> {
    let refused = |interaction: &Interaction| {
        interaction.callbacks > 0 && {
            let mut requests = state.journal.requests.iter().rev();
            requests.any(|request| request.interaction == Some(interaction.id) && request.refusal.is_some())
        }
    };
    let deadline = discord.settings.deadline;
    state.world.interactions.values().rev().filter(move |interaction| {
        let is_here = interaction.user == context.user && interaction.channel == context.channel;
        let is_open = interaction.response.is_none() && interaction.kind != kind::AUTOCOMPLETE;
        is_here && is_open && (now.saturating_sub(interaction.created) >= deadline || refused(interaction))
    })
}

fn shown(page: &PageState, state: &State, clues: &Clues<'_>, message: &Message, now: Duration) -> Value {
    let world = &state.world;
    let answers = message.origin.as_ref().and_then(|origin| world.interactions.get(&origin.interaction));
    let interaction = clues.changed_by.get(&message.id).copied().or(answers);
    let age = now.saturating_sub(answers.map_or(now, |interaction| interaction.created));
    let gave_up = message.is_loading() && age > page.discord.settings.token_lifetime;
    json!({
        "id": message.id,
        "author": author(world, message.author),
        "content": message.content,
        "attachments": message.attachments.iter().map(file).collect::<Vec<_>>(),
        "embeds": message.embeds,
        "components": message.components,
        "flags": message.flags,
        "mentions": mentions(world, message),
        "ephemeral": message.is_ephemeral(),
        "loading": message.is_loading() && !gave_up,
        "failed": gave_up,
        "created": message.created,
        "edited": message.edited,
        "replies_to": message.origin.as_ref().and_then(|origin| origin.clicked_message),
        "interaction": message.origin.as_ref().map(|origin| origin_of(world, origin, answers)),
        "inspect": interaction.map(|interaction| inspect::inspect(clues, interaction, Some(message))),
    })
}

/// Whom a message calls: the users that it mentions, and the holders of roles. Direct messages call no one in particular.
fn mentions(world: &World, message: &Message) -> BTreeSet<Id> {
    let is_direct = world.channels.get(&message.channel).is_some_and(Channel::is_direct);
    let notified = if is_direct { Vec::new() } else { pings::notified(world, message) };
    message.mentions.iter().copied().chain(notified).collect()
}

/// A file of a message, with its address on the page's own server.
fn file(file: &Attachment) -> Value {
    json!({
        "id": file.id,
        "filename": file.filename,
        "description": file.description,
        "size": file.bytes.len(),
        "url": file.address(),
    })
}

/// A message that only the page shows: what Discord's client says when nothing comes.
fn failure(state: &State, clues: &Clues<'_>, interaction: &Interaction) -> Value {
    let world = &state.world;
    let words = match interaction.kind {
        kind::COMPONENT => "This interaction failed",
        kind::MODAL => "Something went wrong. Try again.",
        _ => "The application did not respond",
    };
    let refusal = clues.refused(interaction.id).rev().find_map(|request| request.refusal.as_ref());
    let because = refusal.map(|refusal| {
        let Refusal { rule, status, message, .. } = refusal;
        format!("\nDiscord refused the bot's answer: {status} {message} ({rule})")
    });
    let (command, command_type) = interaction.command.as_ref().map(|(name, kind)| (name, kind)).unzip();
    json!({
        "id": interaction.id,
        "author": author(world, world.application.id),
        "content": format!("{words}{}", because.unwrap_or_default()),
        "attachments": [],
        "embeds": [],
        "components": [],
        "flags": flags::EPHEMERAL,
        "mentions": [],
        "ephemeral": true,
        "loading": false,
        "failed": true,
        "created": world.unix_ms(interaction.created),
        "edited": null,
        "replies_to": interaction.source,
        "interaction": {
            "id": interaction.id,
            "user": { "id": interaction.user, "name": name_of(world, interaction.user) },
            "name": command.map(|name| named(name, Some(interaction))),
            "command_type": command_type,
            "kind": interaction.kind,
            "options": options(interaction),
        },
        "inspect": inspect::inspect(clues, interaction, None),
    })
}

fn origin_of(world: &World, origin: &Origin, interaction: Option<&Interaction>) -> Value {
    json!({
        "id": origin.interaction,
        "user": { "id": origin.user, "name": name_of(world, origin.user) },
        "name": origin.command.as_ref().map(|name| named(name, interaction)),
        "command_type": origin.command.as_ref().map(|_| origin.command_kind),
        "kind": origin.kind,
        "options": interaction.map(options),
    })
}

/// The name of a command with its sub-command: `guide add`.
fn named(command: &str, interaction: Option<&Interaction>) -> String {
    let subs = interaction.map(|interaction| path(interaction).0).unwrap_or_default();
    [&[command], subs.as_slice()].concat().join(" ")
}

/// With which options a command, or its sub-command, was sent.
fn options(interaction: &Interaction) -> &Value {
    path(interaction).1
}

/// The names of the group and the sub-command that were used, and the options below them.
fn path(interaction: &Interaction) -> (Vec<&str>, &Value) {
    let mut options = &interaction.payload["data"]["options"];
    let mut names = Vec::new();
    while matches!(options[0]["type"].as_u64(), Some(option::SUB_COMMAND | option::SUB_COMMAND_GROUP)) {
        names.extend(options[0]["name"].as_str());
        options = &options[0]["options"];
    }
    (names, options)
}

fn author(world: &World, id: Id) -> Value {
    let is_bot = world.users.get(&id).is_some_and(|user| user.bot);
    let is_app = id == world.application.id;
    json!({ "id": id, "name": name_of(world, id), "bot": is_bot, "app": is_app, "color": color(world, id) })
}
