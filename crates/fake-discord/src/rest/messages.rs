//! Messages that the bot posts, edits, deletes and reads by itself: rules P03 to P10, D02, D03, T01 and T02.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::checks::messages::{self as checks, Draft};
use super::super::errors::{Problems, Refusal};
use super::super::faults::DirectMessageFault;
use super::super::ids::Id;
use super::super::message::Message;
use super::super::posting;
use super::super::sessions::intents::MESSAGE_CONTENT;
use super::super::settings::Settings;
use super::super::state::State;
use super::super::wire;
use super::super::world::{Channel, World, channel_kind, permissions};
use super::channels::{archived_thread, may, missing_access, permitted, visible};
use super::{Answer, Body, query};

/// The most messages of a list, and how many it has unless asked otherwise.
const MOST: usize = 100;
const USUAL: usize = 50;

pub(super) fn create(
    state: &mut State,
    settings: &Settings,
    channel: &str,
    body: &Body,
    now: Duration,
) -> Result<Answer, Refusal> {
    let channel = visible(&state.world, channel)?.clone();
    if channel.kind == channel_kind::FORUM {
        return Err(Refusal::new("P08", 400, 50008, "Cannot send messages in a non-text channel"));
    }
    let draft = checks::create("", &body.json, &body.files)?;
    let sending = checks::sending(&body.json)?;
    takes_messages(state, &channel)?;
    may_show(&state.world, &channel, &draft)?;
    let reply_to = replied_to(&state.world, &channel, &body.json)?;
    if sending.enforce_nonce
        && let Some(nonce) = &sending.nonce
        && let Some(posted) = state.world.posted_with(channel.id, nonce, settings.nonce_window, now)
    {
        let shown = wire::message(&state.world, posted);
        state.journal.note(now, &format!("nonce {nonce}: the message was posted before"));
        return Ok(Answer::json(200, shown));
    }
    state.world.archive(channel.id, false);
    let id = posting::send(&mut state.world, channel.id, draft, sending.nonce, reply_to, now);
    note(state, &channel, id, "posts", now);
    shown(&state.world, id)
}

pub(super) fn edit(
    state: &mut State,
    channel: &str,
    message: &str,
    body: &Body,
    now: Duration,
) -> Result<Answer, Refusal> {
    let channel = visible(&state.world, channel)?.clone();
    let message = in_channel(&state.world, &channel, message)?.clone();
    if message.author != state.world.application.id {
        return Err(Refusal::new("P05", 403, 50005, "Cannot edit a message authored by another user"));
    }
    is_open(&state.world, &channel)?;
    let draft = checks::edit("", &body.json, &body.files, &message)?;
    may_show(&state.world, &channel, &draft)?;
    posting::edit(&mut state.world, message.id, draft, now);
    note(state, &channel, message.id, "edits", now);
    shown(&state.world, message.id)
}

/// P03: other people's messages are deleted by those who may.
pub(super) fn delete(state: &mut State, channel: &str, message: &str, now: Duration) -> Result<Answer, Refusal> {
    let channel = visible(&state.world, channel)?.clone();
    let message = in_channel(&state.world, &channel, message)?.clone();
    if message.author != state.world.application.id {
        permitted(&state.world, &channel, permissions::MANAGE_MESSAGES)?;
    }
    is_open(&state.world, &channel)?;
    state.world.delete_message(message.id);
    state.journal.note(now, &format!("the bot deletes message {} in {}", message.id, named(&channel)));
    Ok(Answer::nothing())
}

pub(super) fn get(state: &State, settings: &Settings, channel: &str, message: &str) -> Result<Answer, Refusal> {
    let channel = visible(&state.world, channel)?;
    permitted(&state.world, channel, permissions::READ_MESSAGE_HISTORY)?;
    let message = in_channel(&state.world, channel, message)?;
    Ok(Answer::json(200, readable(&state.world, settings, channel, message)))
}

/// P10: the newest first; none without "Read Message History".
pub(super) fn list(state: &State, settings: &Settings, channel: &str, query: &str) -> Result<Answer, Refusal> {
    let mut problems = Problems::default();
    let limit = query::limit(&mut problems, "P10", query, MOST, USUAL);
    let before = query::id(&mut problems, "P10", query, "before");
    let after = query::id(&mut problems, "P10", query, "after");
    problems.finish()?;
    let world = &state.world;
    let channel = visible(world, channel)?;
    if !may(world, channel, permissions::READ_MESSAGE_HISTORY) {
        return Ok(Answer::json(200, json!([])));
    }
    let is_there = |message: &&Message| {
        message.channel == channel.id
            && message.ephemeral_for.is_none()
            && before.is_none_or(|before| message.id < before)
            && after.is_none_or(|after| message.id > after)
    };
    let found = world.messages.values().filter(is_there);
    // After an id, the page begins there; otherwise it begins with the newest.
    let mut page: Vec<&Message> = match (before, after) {
        (None, Some(_)) => found.take(limit).collect(),
        _ => found.rev().take(limit).collect(),
    };
    page.sort_by_key(|message| std::cmp::Reverse(message.id));
    let shown: Vec<Value> = page.into_iter().map(|message| readable(world, settings, channel, message)).collect();
    Ok(Answer::json(200, json!(shown)))
}

/// P04: the message of this channel with this id. Private ones are out of reach.
fn in_channel<'a>(world: &'a World, channel: &Channel, message: &str) -> Result<&'a Message, Refusal> {
    let found = message.parse().ok().and_then(|id: Id| world.messages.get(&id));
    let found = found.filter(|found| found.channel == channel.id && found.ephemeral_for.is_none());
    found.ok_or_else(|| Refusal::unforeseen("P04", 404, 10008, "Unknown Message"))
}

/// P03, T02, D02, D03: whether the bot may post here.
fn takes_messages(state: &State, channel: &Channel) -> Result<(), Refusal> {
    let world = &state.world;
    if channel.is_direct() {
        return takes_direct_messages(state, channel);
    }
    let needed =
        if channel.thread.is_some() { permissions::SEND_MESSAGES_IN_THREADS } else { permissions::SEND_MESSAGES };
    permitted(world, channel, needed)?;
    if channel.is_locked() && !may(world, channel, permissions::MANAGE_THREADS) {
        return Err(locked_thread());
    }
    Ok(())
}

/// T01, T02: whether messages can still be changed here.
fn is_open(world: &World, channel: &Channel) -> Result<(), Refusal> {
    if channel.is_archived() {
        return Err(archived_thread());
    }
    if channel.is_locked() && !may(world, channel, permissions::MANAGE_THREADS) {
        return Err(locked_thread());
    }
    Ok(())
}

fn locked_thread() -> Refusal {
    Refusal::unforeseen("T02", 403, 160_005, "Thread is locked")
}

/// D02, D03: a person may take no direct messages, and takes none of apps with which they share no server.
fn takes_direct_messages(state: &State, channel: &Channel) -> Result<(), Refusal> {
    let world = &state.world;
    let Some(person) = channel.other_than(world.application.id) else { return Err(missing_access()) };
    let mut shared = world.guilds.values().filter(|guild| guild.installed);
    let fault = state.faults.direct_message_fault(person);
    let is_stranger = !shared.any(|guild| guild.members.contains_key(&person));
    if is_stranger || fault == Some(DirectMessageFault::NoMutualServers) {
        let message = "Cannot send messages to this user due to having no mutual guilds";
        return Err(Refusal::unforeseen("D03", 403, 50278, message));
    }
    let is_bot = world.users.get(&person).is_some_and(|user| user.bot);
    if is_bot || fault == Some(DirectMessageFault::Closed) {
        return Err(Refusal::unforeseen("D02", 403, 50007, "Cannot send messages to this user"));
    }
    Ok(())
}

/// P03: embeds and files need permissions of their own.
pub(super) fn may_show(world: &World, channel: &Channel, draft: &Draft) -> Result<(), Refusal> {
    if draft.embeds.as_ref().is_some_and(|embeds| !embeds.is_empty()) {
        permitted(world, channel, permissions::EMBED_LINKS)?;
    }
    if draft.files.is_empty() { Ok(()) } else { permitted(world, channel, permissions::ATTACH_FILES) }
}

/// P09: the message that is replied to: one of this channel, which the bot may read.
fn replied_to(world: &World, channel: &Channel, body: &Value) -> Result<Option<Id>, Refusal> {
    let reference = &body["message_reference"];
    // A reference of type 1 forwards a message, which the fake Discord does not play.
    if !reference.is_object() || reference["type"] == 1 {
        return Ok(None);
    }
    if !may(world, channel, permissions::READ_MESSAGE_HISTORY) {
        let message = "Cannot reply without permission to read message history";
        return Err(Refusal::unforeseen("P09", 403, 160_002, message));
    }
    let wanted = Id::from_json(&reference["message_id"]).map(|id| id.to_string()).unwrap_or_default();
    match in_channel(world, channel, &wanted) {
        Ok(message) => Ok(Some(message.id)),
        Err(_) if reference["fail_if_not_exists"] == false => Ok(None),
        Err(_) => Err(Refusal {
            avoidable: false,
            ..Refusal::form("P09", "message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        }),
    }
}

/// A message as the bot may read it: what others wrote is empty without the intent of message contents, unless it
/// mentions the bot or is a direct message to it.
fn readable(world: &World, settings: &Settings, channel: &Channel, message: &Message) -> Value {
    let bot = world.application.id;
    let mut shown = wire::message(world, message);
    let is_open = message.author == bot || channel.is_direct() || message.mentions.contains(&bot);
    if !is_open && settings.privileged_intents & MESSAGE_CONTENT == 0 {
        shown["content"] = json!("");
        for key in ["embeds", "attachments", "components"] {
            shown[key] = json!([]);
        }
    }
    shown
}

fn shown(world: &World, message: Id) -> Result<Answer, Refusal> {
    let message = world.messages.get(&message);
    let message = message.ok_or_else(|| Refusal::unforeseen("P04", 404, 10008, "Unknown Message"))?;
    Ok(Answer::json(200, wire::message(world, message)))
}

/// Writes down a message as it reads now.
pub(super) fn note(state: &mut State, channel: &Channel, message: Id, verb: &str, now: Duration) {
    let seen = state.world.messages.get(&message).map(Message::as_seen).unwrap_or_default();
    let line = format!("the bot {verb} message {message} in {}:\n{}", named(channel), posting::indented(&seen));
    state.journal.note(now, &line);
}

fn named(channel: &Channel) -> String {
    if channel.is_direct() { "direct messages".to_owned() } else { format!("#{}", channel.name) }
}
