//! Threads: posts of forums, and those that are active: rules T04 to T07.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::checks::messages as checks;
use super::super::checks::{given, list, required_text};
use super::super::errors::{Problems, Refusal, join};
use super::super::ids::Id;
use super::super::posting;
use super::super::state::State;
use super::super::wire;
use super::super::world::{Channel, Forum, channel_kind, permissions};
use super::channels::{missing_access, permitted, visible};
use super::messages::{may_show, note};
use super::{Answer, Body};

/// The most tags of a forum post.
const MOST_TAGS: usize = 5;

/// T04 to T06: posts in a forum. The first message has the id of the thread.
pub(super) fn create(state: &mut State, channel: &str, body: &Body, now: Duration) -> Result<Answer, Refusal> {
    let forum = visible(&state.world, channel)?.clone();
    let Some(settings) = forum.forum.as_ref().filter(|_| forum.kind == channel_kind::FORUM) else {
        // Discord has threads without a first message; the fake Discord adds those by `World::add_thread`.
        return Err(Refusal::new("T04", 400, 50024, "Cannot execute action on this channel type"));
    };
    permitted(&state.world, &forum, permissions::SEND_MESSAGES)?;
    let mut problems = Problems::default();
    let name = required_text(&mut problems, "T04", &body.json, "", "name", (1, 100)).unwrap_or_default().to_owned();
    let minutes = given(&body.json, "auto_archive_duration").map(Value::as_u64);
    if minutes.is_some_and(|minutes| !matches!(minutes, Some(60 | 1440 | 4320 | 10080))) {
        problems.choices("T04", "auto_archive_duration", &[60, 1440, 4320, 10080]);
    }
    let tags = tags(&mut problems, &body.json, settings);
    if given(&body.json, "message").is_none() {
        problems.required("T04", "message");
    }
    problems.finish()?;
    let tags = tags?;
    let draft = checks::create("message", &body.json["message"], &body.files)?;
    may_show(&state.world, &forum, &draft)?;
    if settings.requires_tag && tags.is_empty() {
        let message = "A tag is required to create a forum post in this channel";
        return Err(Refusal::unforeseen("T06", 400, 40067, message));
    }

    let bot = state.world.application.id;
    let id = state.world.mint(now);
    state.world.put_thread(id, forum.id, &name, bot, now);
    let post = state.world.channels.get_mut(&id);
    if let Some(thread) = post.and_then(|post| post.thread.as_mut()) {
        thread.applied_tags = tags;
    }
    posting::start(&mut state.world, id, draft, now);
    let Some(post) = state.world.channels.get(&id).cloned() else { return Err(missing_access()) };
    note(state, &post, id, "starts a post with", now);
    let mut shown = wire::whole_channel(&state.world, &post);
    if let Some(message) = state.world.messages.get(&id) {
        shown["message"] = wire::message(&state.world, message);
    }
    Ok(Answer::json(201, shown))
}

/// T05: at most five tags, all of them the forum's.
fn tags(problems: &mut Problems, body: &Value, forum: &Forum) -> Result<Vec<Id>, Refusal> {
    let wanted = list(problems, "T05", body, "", "applied_tags").unwrap_or_default();
    if wanted.len() > MOST_TAGS {
        problems.too_long("T05", "applied_tags", MOST_TAGS);
    }
    let mut tags = Vec::new();
    for (index, tag) in wanted.iter().enumerate() {
        match Id::from_json(tag) {
            Some(id) if forum.tags.iter().any(|(known, _)| *known == id) => tags.push(id),
            Some(_) => return Err(Refusal::unforeseen("T05", 404, 10087, "Unknown tag")),
            None => {
                let path = join("applied_tags", index);
                problems.add("T05", &path, "NUMBER_TYPE_COERCE", "Value is not snowflake.");
            }
        }
    }
    Ok(tags)
}

/// T07: the threads of a server that were not put away and that the bot sees, the newest first.
pub(super) fn list_active(state: &State, guild: &str) -> Result<Answer, Refusal> {
    let world = &state.world;
    let found = guild.parse().ok().and_then(|id: Id| world.guilds.get(&id));
    let guild = found.ok_or_else(|| Refusal::unforeseen("T07", 404, 10004, "Unknown Guild"))?;
    if !guild.installed {
        return Err(missing_access());
    }
    let bot = world.application.id;
    let is_active = |channel: &&Channel| {
        channel.guild == Some(guild.id)
            && channel.thread.as_ref().is_some_and(|thread| !thread.archived)
            && world.can_view(channel.id, bot)
    };
    let active: Vec<&Channel> = world.channels.values().rev().filter(is_active).collect();
    let members = active.iter().filter_map(|channel| {
        let thread = channel.thread.as_ref().filter(|thread| thread.owner == bot)?;
        Some(wire::thread_member(channel.id, bot, thread))
    });
    let threads: Vec<Value> = active.iter().map(|channel| wire::whole_channel(world, channel)).collect();
    Ok(Answer::json(200, json!({ "threads": threads, "members": members.collect::<Vec<_>>() })))
}
