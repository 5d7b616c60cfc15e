//! What makes a large server's `GUILD_CREATE` large: members, channels, roles and emoji of no meaning.

use serde_json::{Value, json};

use super::super::ids::Id;
use super::super::world::{Guild, Role, World, permissions};
use super::entities::{LONG_AGO, role as role_object};

/// Ids of fillers begin here, below those of everything else.
const FIRST: u64 = 1_000_000_000_000_000_000;

fn id(kind: u64, index: usize) -> Id {
    Id(FIRST + kind * 1_000_000_000 + index as u64)
}

pub(super) fn member(world: &World, index: usize) -> Value {
    let user = id(1, index);
    let mut roles = Vec::new();
    roles.extend((0..5).map(|role| id(3, (index + role) % 250)));
    json!({
        "user": {
            "id": user, "username": format!("member_{index}"), "global_name": format!("Member {index}"),
            "discriminator": "0", "avatar": format!("{index:032x}"), "public_flags": 0,
        },
        "avatar": null,
        "communication_disabled_until": null,
        "deaf": false,
        "flags": 0,
        "joined_at": LONG_AGO,
        "mute": false,
        "nick": format!("Member {index} of {}", world.application.name),
        "pending": false,
        "premium_since": null,
        "roles": roles,
    })
}

pub(super) fn channel(guild: &Guild, index: usize) -> Value {
    let overwrites: Vec<Value> = (0..5)
        .map(|role| json!({ "id": id(3, role), "type": 0, "allow": "0", "deny": permissions::MEMBER.to_string() }))
        .collect();
    json!({
        "id": id(2, index),
        "type": 0,
        "flags": 0,
        "guild_id": guild.id,
        "last_message_id": id(4, index),
        "name": format!("channel-{index}"),
        "nsfw": false,
        "parent_id": null,
        "permission_overwrites": overwrites,
        "position": index + 1,
        "rate_limit_per_user": 0,
        "topic": "What this channel is for, and what its members agreed not to post in it.",
    })
}

pub(super) fn role(guild: &Guild, index: usize) -> Value {
    let name = format!("Role {index}");
    let mut shown = role_object(guild, &Role { id: id(3, index), name, mentionable: false, permissions: 0 });
    shown["position"] = json!(guild.roles.len() + index);
    shown
}

pub(super) fn emoji(index: usize) -> Value {
    json!({
        "id": id(5, index),
        "name": format!("emoji_{index}"),
        "roles": [],
        "require_colons": true,
        "managed": false,
        "animated": false,
        "available": true,
    })
}
