//! Channels, threads and forums, and what the app may do in them.

use serde_json::{Value, json};

use super::super::clock::iso8601;
use super::super::ids::Id;
use super::super::world::{Channel, Forum, Thread, World, permissions};
use super::entities::user;
use super::extend;

/// After how many minutes without a message a thread is put away, which the fake Discord leaves to tests.
const AUTO_ARCHIVE_MINUTES: u64 = 4320;

/// What the app may do in a channel: by its roles and overwrites if the server installed it, otherwise what every app may.
pub(in super::super) fn app_permissions(world: &World, channel: &Channel) -> u64 {
    let guild = channel.guild.and_then(|guild| world.guilds.get(&guild));
    match guild {
        Some(guild) if guild.installed => world.permissions_in(channel.id, world.application.id),
        _ => permissions::APP,
    }
}

/// A channel object as interactions and `GUILD_CREATE` show it; `permissions` are those of the person who acts.
pub(in super::super) fn channel(world: &World, channel: &Channel, permissions: u64) -> Value {
    let mut shown = json!({
        "id": channel.id,
        "type": channel.kind,
        "flags": 0,
        "last_message_id": null,
        "last_pin_timestamp": null,
    });
    if let Some(guild) = channel.guild {
        let more = json!({
            "guild_id": guild,
            "icon_emoji": null,
            "name": channel.name,
            "nsfw": false,
            "parent_id": channel.parent,
            "permissions": permissions.to_string(),
            "position": 0,
            "rate_limit_per_user": 0,
            "theme_color": null,
            "topic": null,
        });
        extend(&mut shown, more);
    } else {
        shown["recipients"] = channel.recipients.iter().map(|&id| user(world, id)).collect();
    }
    if let Some(thread) = &channel.thread {
        extend(&mut shown, of_thread(thread));
    }
    if let Some(forum) = &channel.forum {
        extend(&mut shown, of_forum(forum));
    }
    shown
}

/// A channel object as the REST API shows it to the bot.
pub(in super::super) fn whole_channel(world: &World, found: &Channel) -> Value {
    let bot = world.application.id;
    let mut shown = channel(world, found, 0);
    if let Some(map) = shown.as_object_mut() {
        map.remove("permissions");
    }
    let latest = world.messages.values().rev().find(|message| message.channel == found.id);
    shown["last_message_id"] = json!(latest.map(|message| message.id));
    if found.is_direct() {
        let others = found.recipients.iter().filter(|recipient| **recipient != bot);
        shown["recipients"] = others.map(|&id| user(world, id)).collect();
    } else if let Some(thread) = &found.thread {
        let messages = world.messages.values().filter(|message| message.channel == found.id);
        // The starter message of a forum post does not count.
        let count = messages.filter(|message| message.id != found.id).count();
        shown["message_count"] = json!(count);
        shown["total_message_sent"] = json!(count);
        shown["member_count"] = json!(1);
        shown["member"] = thread_member(found.id, bot, thread);
    } else {
        shown["permission_overwrites"] = overwrites(found);
    }
    shown
}

/// The overwrites of a channel.
pub(in super::super) fn overwrites(channel: &Channel) -> Value {
    let overwrites = channel.overwrites.iter().map(|overwrite| {
        json!({
            "id": overwrite.id,
            "type": u8::from(overwrite.is_member),
            "allow": overwrite.allow.to_string(),
            "deny": overwrite.deny.to_string(),
        })
    });
    overwrites.collect()
}

/// The bot as a member of a thread.
pub(in super::super) fn thread_member(thread_id: Id, user: Id, thread: &Thread) -> Value {
    json!({ "id": thread_id, "user_id": user, "join_timestamp": iso8601(thread.created), "flags": 1 })
}

fn of_thread(thread: &Thread) -> Value {
    json!({
        "owner_id": thread.owner,
        "applied_tags": thread.applied_tags,
        "thread_metadata": {
            "archived": thread.archived,
            "archive_timestamp": iso8601(thread.created),
            "auto_archive_duration": AUTO_ARCHIVE_MINUTES,
            "create_timestamp": iso8601(thread.created),
            "locked": thread.locked,
        },
    })
}

fn of_forum(forum: &Forum) -> Value {
    /// The flag of a forum that requires a tag for each post.
    const REQUIRE_TAG: u64 = 1 << 4;
    let tags = forum
        .tags
        .iter()
        .map(|(id, name)| json!({ "id": id, "name": name, "moderated": false, "emoji_id": null, "emoji_name": null }));
    json!({
        "available_tags": tags.collect::<Vec<_>>(),
        "default_forum_layout": 0,
        "default_reaction_emoji": null,
        "default_sort_order": null,
        "flags": if forum.requires_tag { REQUIRE_TAG } else { 0 },
        "template": "",
    })
}
