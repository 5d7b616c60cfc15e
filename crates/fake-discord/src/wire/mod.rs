//! The JSON that the fake Discord sends, as Discord sends it.
//!
//! It shares no type with a bot or a library: with shared types, a mistake in them would cancel itself out.

mod entities;
mod channels;
mod filler;
mod gateway;

pub(super) use self::channels::{app_permissions, thread_member, whole_channel};
pub(super) use self::entities::{application, attachment, me, partial_guild, resolved};
pub(super) use self::gateway::{frame, gateway_bot, guild_create, hello, ready};

use serde_json::{Value, json};

use self::channels::channel;
use self::entities::{member, user};
use super::attachment::MAX_FILE;
use super::clock::iso8601;
use super::ids::Id;
use super::interaction::Interaction;
use super::message::{Message, Origin, flags};
use super::world::{Channel, Guild, World, permissions};

/// A message object.
pub(super) fn message(world: &World, message: &Message) -> Value {
    let mut shown = json!({
        "id": message.id,
        "channel_id": message.channel,
        "author": user(world, message.author),
        "content": message.content,
        "timestamp": iso8601(message.created),
        "edited_timestamp": message.edited.map(iso8601),
        "tts": false,
        "mention_everyone": message.mention_everyone,
        "mentions": message.mentions.iter().map(|&id| user(world, id)).collect::<Vec<_>>(),
        "mention_roles": message.mention_roles,
        "attachments": message.attachments.iter().map(|file| attachment(world, file)).collect::<Vec<_>>(),
        "embeds": message.embeds,
        "components": message.components,
        "pinned": false,
        "type": 0,
        "flags": message.flags,
    });
    if let Some(nonce) = &message.nonce {
        shown["nonce"] = nonce.clone();
    }
    if let Some(replied_to) = message.reply_to {
        shown["type"] = json!(19);
        shown["message_reference"] = json!({
            "type": 0, "channel_id": message.channel, "message_id": replied_to,
        });
    }
    if let Some(origin) = &message.origin {
        shown["application_id"] = json!(world.application.id);
        shown["webhook_id"] = json!(world.application.id);
        shown["type"] = json!(match (&origin.command, origin.command_kind) {
            (None, _) => 0,
            (Some(_), 1) => 20,
            // Used from a menu.
            (Some(_), _) => 23,
        });
        shown["interaction_metadata"] = interaction_metadata(world, origin);
        if let Some(command) = &origin.command {
            // Deprecated, and still sent.
            shown["interaction"] = json!({
                "id": origin.interaction,
                "type": origin.kind,
                "name": command,
                "user": user(world, origin.user),
            });
        }
        if origin.clicked_message.is_some() {
            shown["type"] = json!(19);
        }
        if let Some(about) = origin.clicked_message.or(origin.target_message) {
            shown["message_reference"] = json!({
                "type": 0, "channel_id": message.channel, "message_id": about,
            });
        }
    }
    shown
}

fn interaction_metadata(world: &World, origin: &Origin) -> Value {
    let mut metadata = json!({
        "id": origin.interaction,
        "type": origin.kind,
        "user": user(world, origin.user),
        "authorizing_integration_owners": origin.owners,
    });
    if let Some(command) = &origin.command {
        metadata["name"] = json!(command);
        metadata["command_type"] = json!(origin.command_kind);
    }
    if let Some(target) = origin.target_message {
        metadata["target_message_id"] = json!(target);
    }
    if let Some(clicked) = origin.clicked_message {
        metadata["interacted_message_id"] = json!(clicked);
    }
    if let Some(opener) = &origin.triggered_by {
        metadata["triggering_interaction_metadata"] = interaction_metadata(world, opener);
    }
    metadata
}

/// The context of an interaction: the user, the place and the language.
pub(super) struct Scene<'a> {
    pub id: Id,
    pub token: &'a str,
    pub kind: u64,
    pub user: Id,
    pub channel: &'a Channel,
    pub guild: Option<&'a Guild>,
    pub locale: &'a str,
    /// 0 server, 1 the bot's direct messages, 2 other private channels.
    pub context: u64,
    pub owners: &'a Value,
    pub message: Option<&'a Message>,
    pub data: Value,
}

/// The payload of `INTERACTION_CREATE`.
pub(super) fn interaction(world: &World, scene: &Scene<'_>) -> Value {
    let here = scene.guild.and_then(|guild| guild.members.get(&scene.user));
    let held = world.permissions_in(scene.channel.id, scene.user);
    let mut payload = json!({
        "id": scene.id,
        "application_id": world.application.id,
        "type": scene.kind,
        "token": scene.token,
        "version": 1,
        "data": scene.data,
        "channel": channel(world, scene.channel, here.map_or(0, |_| held)),
        "channel_id": scene.channel.id,
        "locale": scene.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": scene.owners,
        "context": scene.context,
        "attachment_size_limit": MAX_FILE,
        "app_permissions": app_permissions(world, scene.channel).to_string(),
    });
    match (scene.guild, here) {
        (Some(guild), Some(here)) => {
            payload["guild_id"] = json!(guild.id);
            payload["guild"] = json!({ "id": guild.id, "locale": guild.locale, "features": [] });
            payload["guild_locale"] = json!(guild.locale);
            payload["member"] = member(world, scene.user, here, held);
        }
        _ => payload["user"] = user(world, scene.user),
    }
    if let Some(clicked) = scene.message {
        payload["message"] = message(world, clicked);
    }
    payload
}

/// The payload of a PING, which the owner of the application causes.
pub(super) fn ping(world: &World, id: Id) -> Value {
    let owner = world.guilds.get(&world.home).map_or(world.application.id, |home| home.owner);
    json!({
        "id": id,
        "application_id": world.application.id,
        "type": 1,
        "token": Interaction::new_token(id),
        "version": 1,
        "user": user(world, owner),
        "entitlements": [],
        "authorizing_integration_owners": {},
        "app_permissions": permissions::APP.to_string(),
    })
}

/// The answer to a callback that asked for it.
pub(super) fn callback_response(
    world: &World,
    interaction: Id,
    kind: u64,
    callback: u64,
    shown: Option<&Message>,
) -> Value {
    let mut body = json!({ "interaction": { "id": interaction, "type": kind } });
    if let Some(shown) = shown {
        body["interaction"]["response_message_id"] = json!(shown.id);
        body["interaction"]["response_message_loading"] = json!(shown.is_loading());
        body["interaction"]["response_message_ephemeral"] = json!(shown.flags & flags::EPHEMERAL != 0);
        body["resource"] = json!({ "type": callback, "message": message(world, shown) });
    }
    body
}

/// Patches `target` as RFC 7396 says: objects are merged, null removes, everything else replaces.
pub(super) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (key, value) in patch {
        if value.is_null() {
            if let Some(map) = target.as_object_mut() {
                map.remove(key);
            }
        } else {
            merge(&mut target[key.as_str()], value);
        }
    }
}

/// Adds the fields of one object to another, nulls included.
fn extend(target: &mut Value, more: Value) {
    if let (Value::Object(target), Value::Object(more)) = (target, more) {
        target.extend(more);
    }
}
