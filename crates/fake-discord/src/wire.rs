//! The JSON that the fake Discord sends, as Discord sends it.
//!
//! It shares no type with a bot or a library: with shared types, a mistake in them would cancel itself out.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::clock::iso8601;
use super::ids::Id;
use super::interaction::Interaction;
use super::message::{Message, Origin, flags};
use super::settings::Settings;
use super::world::{Application, Channel, Guild, Member, World, permissions};

/// The date on which every member joined every server.
const LONG_AGO: &str = "2024-01-01T00:00:00.000000+00:00";
/// The largest file that may be attached.
pub(super) const ATTACHMENT_SIZE_LIMIT: u64 = 10 * 1024 * 1024;

/// A user object.
pub(super) fn user(world: &World, id: Id) -> Value {
    let Some(user) = world.users.get(&id) else {
        return json!({ "id": id, "username": "deleted_user", "discriminator": "0", "avatar": null });
    };
    let mut shown = json!({
        "id": user.id,
        "username": user.name,
        "global_name": user.display_name,
        "discriminator": "0",
        "avatar": null,
        "avatar_decoration_data": null,
        "clan": null,
        "collectibles": null,
        "primary_guild": null,
        "public_flags": 0,
    });
    if user.bot {
        shown["bot"] = json!(true);
        shown["global_name"] = Value::Null;
    }
    shown
}

/// The bot's own user, as `/users/@me` and READY show it.
pub(super) fn me(world: &World) -> Value {
    let mut me = user(world, world.application.id);
    me["bot"] = json!(true);
    me["email"] = Value::Null;
    me["flags"] = json!(0);
    me["mfa_enabled"] = json!(true);
    me["verified"] = json!(true);
    me
}

/// A member object without its user, as in resolved data.
fn partial_member(member: &Member) -> Value {
    json!({
        "avatar": null,
        "banner": null,
        "communication_disabled_until": null,
        "flags": 0,
        "joined_at": LONG_AGO,
        "nick": member.nick,
        "pending": false,
        "permissions": member.permissions.to_string(),
        "premium_since": null,
        "roles": member.roles,
        "unusual_dm_activity_until": null,
    })
}

/// The member who acts.
fn member(world: &World, id: Id, member: &Member) -> Value {
    let mut shown = partial_member(member);
    shown["user"] = user(world, id);
    shown["deaf"] = json!(false);
    shown["mute"] = json!(false);
    shown
}

/// A channel object; `permissions` are those of the person who acts.
pub(super) fn channel(world: &World, channel: &Channel, permissions: u64) -> Value {
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
            "parent_id": null,
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
    shown
}

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
        "attachments": [],
        "embeds": message.embeds,
        "components": message.components,
        "pinned": false,
        "type": 0,
        "flags": message.flags,
    });
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

/// Who acts, where, and in which language.
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
    let mut payload = json!({
        "id": scene.id,
        "application_id": world.application.id,
        "type": scene.kind,
        "token": scene.token,
        "version": 1,
        "data": scene.data,
        "channel": channel(world, scene.channel, here.map_or(0, |member| member.permissions)),
        "channel_id": scene.channel.id,
        "locale": scene.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": scene.owners,
        "context": scene.context,
        "attachment_size_limit": ATTACHMENT_SIZE_LIMIT,
        "app_permissions": permissions::APP.to_string(),
    });
    match (scene.guild, here) {
        (Some(guild), Some(here)) => {
            payload["guild_id"] = json!(guild.id);
            payload["guild"] = json!({ "id": guild.id, "locale": guild.locale, "features": [] });
            payload["guild_locale"] = json!(guild.locale);
            payload["member"] = member(world, scene.user, here);
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

/// `data.resolved`: the users, members, channels and roles whose ids are among the values.
pub(super) fn resolved(
    world: &World,
    guild: Option<&Guild>,
    users: &[Id],
    channels: &[Id],
    roles: &[Id],
) -> Option<Value> {
    let mut resolved = Map::new();
    let mut put = |kind: &str, id: Id, value: Value| {
        let entries = resolved.entry(kind).or_insert_with(|| json!({}));
        entries[id.to_string().as_str()] = value;
    };
    for &id in users {
        put("users", id, user(world, id));
        if let Some(here) = guild.and_then(|guild| guild.members.get(&id)) {
            put("members", id, partial_member(here));
        }
    }
    for &id in channels {
        if let Some(found) = world.channels.get(&id) {
            put("channels", id, channel(world, found, permissions::MEMBER));
        }
    }
    for &id in roles {
        if let Some(role) = guild.and_then(|guild| guild.roles.iter().find(|role| role.id == id)) {
            put("roles", id, self::role(role.id, &role.name, role.mentionable));
        }
    }
    (!resolved.is_empty()).then_some(Value::Object(resolved))
}

fn role(id: Id, name: &str, mentionable: bool) -> Value {
    json!({
        "id": id,
        "name": name,
        "color": 0,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "description": null,
        "flags": 0,
        "hoist": false,
        "icon": null,
        "managed": false,
        "mentionable": mentionable,
        "permissions": permissions::MEMBER.to_string(),
        "position": 0,
        "unicode_emoji": null,
    })
}

/// `/applications/@me`.
pub(super) fn application(world: &World, verify_key: &str, endpoint: Option<&str>) -> Value {
    let application = &world.application;
    json!({
        "id": application.id,
        "name": application.name,
        "icon": null,
        "description": "An application of the fake Discord.",
        "summary": "",
        "type": null,
        "is_monetized": false,
        "is_verified": false,
        "is_discoverable": false,
        "bot": me(world),
        "bot_public": true,
        "bot_require_code_grant": false,
        "terms_of_service_url": null,
        "privacy_policy_url": null,
        "verify_key": verify_key,
        "flags": 0,
        "hook": true,
        "storefront_available": false,
        "redirect_uris": [],
        "interactions_endpoint_url": endpoint,
        "role_connections_verification_url": null,
        "event_webhooks_url": null,
        "event_webhooks_status": 1,
        "integration_types_config": integration_types_config(application),
        "approximate_guild_count": world.guilds.values().filter(|guild| guild.installed).count(),
        "approximate_user_install_count": 0,
        "team": null,
        "owner": world.guilds.get(&world.home).map(|home| user(world, home.owner)),
    })
}

fn integration_types_config(application: &Application) -> Value {
    let mut config = json!({});
    for kind in application.integration_types() {
        config[kind.to_string().as_str()] = if kind == 0 {
            json!({ "oauth2_install_params": { "scopes": ["applications.commands", "bot"], "permissions": "0" } })
        } else {
            json!({})
        };
    }
    config
}

/// `/gateway/bot`.
pub(super) fn gateway_bot(settings: &Settings, url: &str, remaining: u32) -> Value {
    json!({
        "url": url,
        "shards": settings.shards,
        "session_start_limit": {
            "total": settings.identifies_total,
            "remaining": remaining,
            "reset_after": millis(settings.identifies_reset_after),
            "max_concurrency": settings.max_concurrency,
        },
    })
}

/// Hello.
pub(super) fn hello(interval: Duration) -> Value {
    let trace = json!(["[\"playground-gateway\",{\"micros\":0.0}]"]);
    let hello = json!({ "heartbeat_interval": millis(interval), "_trace": trace });
    frame(10, &hello)
}

/// A frame that is no dispatch.
pub(super) fn frame(op: u64, data: &Value) -> Value {
    json!({ "op": op, "d": data, "s": null, "t": null })
}

/// READY's data.
pub(super) fn ready(world: &World, session: &str, resume_url: &str, shard: (u64, u64)) -> Value {
    let guilds: Vec<Value> = world
        .guilds
        .values()
        .filter(|guild| guild.installed && shard_of(Some(guild.id), shard.1) == shard.0)
        .map(|guild| json!({ "id": guild.id, "unavailable": true }))
        .collect();
    json!({
        "v": 10,
        "user_settings": {},
        "user": me(world),
        "session_type": "normal",
        "session_id": session,
        "resume_gateway_url": resume_url,
        "shard": [shard.0, shard.1],
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guilds": guilds,
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": [],
        "game_relationships": [],
        "auth": {},
        "application": { "id": world.application.id, "flags": 0 },
        "_trace": ["[\"playground-gateway\",{\"micros\":0.0}]"],
    })
}

/// Which shard hears of a server; direct messages go to the first.
pub(super) fn shard_of(guild: Option<Id>, shards: u64) -> u64 {
    guild.map_or(0, |guild| (guild.0 >> 22) % shards.max(1))
}

/// The data of `GUILD_CREATE`.
pub(super) fn guild_create(world: &World, guild: &Guild) -> Value {
    let members: Vec<Value> = guild.members.iter().map(|(&id, here)| member(world, id, here)).collect();
    let of_guild = world.channels.values().filter(|channel| channel.guild == Some(guild.id));
    let channels: Vec<Value> = of_guild
        .map(|found| {
            let mut shown = channel(world, found, permissions::MEMBER);
            shown["permission_overwrites"] = json!([]);
            shown
        })
        .collect();
    let roles: Vec<Value> = guild.roles.iter().map(|found| role(found.id, &found.name, found.mentionable)).collect();
    let mut shown = json!({
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.owner,
        "preferred_locale": guild.locale,
        "member_count": members.len(),
        "members": members,
        "channels": channels,
        "roles": roles,
        "joined_at": LONG_AGO,
        "unavailable": false,
        "large": false,
    });
    for key in [
        "icon",
        "splash",
        "discovery_splash",
        "afk_channel_id",
        "application_id",
        "system_channel_id",
        "rules_channel_id",
        "vanity_url_code",
        "description",
        "banner",
        "public_updates_channel_id",
        "safety_alerts_channel_id",
        "incidents_data",
        "inventory_settings",
        "max_presences",
    ] {
        shown[key] = Value::Null;
    }
    for key in [
        "verification_level",
        "default_message_notifications",
        "explicit_content_filter",
        "mfa_level",
        "system_channel_flags",
        "premium_tier",
        "nsfw_level",
        "premium_subscription_count",
    ] {
        shown[key] = json!(0);
    }
    for key in [
        "emojis",
        "features",
        "stickers",
        "voice_states",
        "threads",
        "presences",
        "stage_instances",
        "guild_scheduled_events",
        "soundboard_sounds",
    ] {
        shown[key] = json!([]);
    }
    shown["afk_timeout"] = json!(300);
    shown["nsfw"] = json!(false);
    shown["premium_progress_bar_enabled"] = json!(false);
    shown
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

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Adds the fields of one object to another, nulls included.
fn extend(target: &mut Value, more: Value) {
    if let (Value::Object(target), Value::Object(more)) = (target, more) {
        target.extend(more);
    }
}
