//! Channels as the bot reaches them, and opening direct messages: rules P01 to P03, D01, D04 and T03.

use std::time::Duration;

use serde_json::Value;

use super::super::checks::{boolean, given, text};
use super::super::errors::{Problems, Refusal};
use super::super::faults::DirectMessageFault;
use super::super::ids::Id;
use super::super::state::State;
use super::super::wire;
use super::super::world::{Channel, World, permissions};
use super::Answer;

/// P01, P02: the channel, if it is there and the bot sees it.
pub(super) fn visible<'a>(world: &'a World, channel: &str) -> Result<&'a Channel, Refusal> {
    let id: Option<Id> = channel.parse().ok();
    let Some(id) = id else {
        let message = format!("Value \"{channel}\" is not snowflake.");
        return Err(Refusal::form("R02", "channel_id", "NUMBER_TYPE_COERCE", &message));
    };
    let found = world.channels.get(&id);
    let found = found.ok_or_else(|| Refusal::unforeseen("P01", 404, 10003, "Unknown Channel"))?;
    if world.can_view(id, world.application.id) { Ok(found) } else { Err(missing_access()) }
}

/// 403 50001: the bot is not there, or does not see it.
pub(super) fn missing_access() -> Refusal {
    Refusal::unforeseen("P02", 403, 50001, "Missing Access")
}

/// P03: the permissions that the bot needs in a channel that it sees.
pub(super) fn permitted(world: &World, channel: &Channel, needed: u64) -> Result<(), Refusal> {
    if may(world, channel, needed) {
        return Ok(());
    }
    Err(Refusal::unforeseen("P03", 403, 50013, "Missing Permissions"))
}

/// Whether the bot has all of these permissions in a channel.
pub(super) fn may(world: &World, channel: &Channel, needed: u64) -> bool {
    world.permissions_in(channel.id, world.application.id) & needed == needed
}

pub(super) fn get(state: &State, channel: &str) -> Result<Answer, Refusal> {
    let found = visible(&state.world, channel)?;
    Ok(Answer::json(200, wire::whole_channel(&state.world, found)))
}

/// T03: a thread is brought back by those who may post in it; everything else needs "Manage Threads", and a thread that is
/// not put away. Of other channels only the name can be changed.
pub(super) fn edit(state: &mut State, channel: &str, body: &Value, now: Duration) -> Result<Answer, Refusal> {
    let found = visible(&state.world, channel)?.clone();
    let mut problems = Problems::default();
    if !body.is_object() {
        problems.wrong_type("R02", "", "object");
    }
    let name = text(&mut problems, "T03", body, "", "name", (1, 100)).map(str::to_owned);
    boolean(&mut problems, "T03", body, "", "archived");
    boolean(&mut problems, "T03", body, "", "locked");
    problems.finish()?;
    let (archived, locked) = (body["archived"].as_bool(), body["locked"].as_bool());
    let Some(thread) = &found.thread else {
        permitted(&state.world, &found, permissions::MANAGE_CHANNELS)?;
        return Ok(changed(state, found.id, |channel| channel.name = name.unwrap_or(found.name.clone())));
    };
    let only_brings_back = archived == Some(false)
        && locked.is_none_or(|locked| locked == thread.locked)
        && !thread.locked
        && body.as_object().is_some_and(|body| body.keys().all(|key| key == "archived" || key == "locked"));
    if only_brings_back {
        permitted(&state.world, &found, permissions::SEND_MESSAGES_IN_THREADS)?;
    } else {
        let is_own = thread.owner == state.world.application.id && locked.is_none() && !thread.locked;
        if !is_own {
            permitted(&state.world, &found, permissions::MANAGE_THREADS)?;
        }
        if thread.archived && archived != Some(false) {
            return Err(archived_thread());
        }
    }
    state.journal.note(now, &format!("the thread {} is changed: {body}", found.name));
    Ok(changed(state, found.id, |channel| {
        channel.name = name.unwrap_or(found.name.clone());
        if let Some(thread) = &mut channel.thread {
            thread.archived = archived.unwrap_or(thread.archived);
            thread.locked = locked.unwrap_or(thread.locked);
        }
    }))
}

/// 400 50083: a thread that was put away takes no edits.
pub(super) fn archived_thread() -> Refusal {
    Refusal::unforeseen("T01", 400, 50083, "Thread is archived")
}

/// D01, D04: the direct messages with a person, the same ones each time.
pub(super) fn open_direct_messages(state: &mut State, body: &Value, now: Duration) -> Result<Answer, Refusal> {
    let wanted = given(body, "recipient_id");
    let Some(recipient) = wanted.and_then(Id::from_json) else {
        let mut problems = Problems::default();
        match wanted {
            None => problems.required("D01", "recipient_id"),
            Some(_) => problems.add("D01", "recipient_id", "NUMBER_TYPE_COERCE", "Value is not snowflake."),
        }
        return Err(problems.into_refusal());
    };
    let bot = state.world.application.id;
    if recipient == bot || !state.world.users.contains_key(&recipient) {
        return Err(Refusal::new("D01", 400, 50033, "Invalid Recipient(s)"));
    }
    if state.faults.direct_message_fault(recipient) == Some(DirectMessageFault::OpenedTooFast) {
        let message = "You are opening direct messages too fast.";
        return Err(Refusal::unforeseen("D04", 403, 40003, message));
    }
    let id = state.world.direct_messages_at(recipient, bot, now);
    let Some(channel) = state.world.channels.get(&id) else {
        return Err(Refusal::unforeseen("P01", 404, 10003, "Unknown Channel"));
    };
    Ok(Answer::json(200, wire::whole_channel(&state.world, channel)))
}

fn changed(state: &mut State, id: Id, change: impl FnOnce(&mut Channel)) -> Answer {
    let Some(channel) = state.world.channels.get_mut(&id) else { return Answer::nothing() };
    change(channel);
    let shown = channel.clone();
    Answer::json(200, wire::whole_channel(&state.world, &shown))
}
