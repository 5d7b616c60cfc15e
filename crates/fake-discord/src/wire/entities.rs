//! Users, members, channels and roles, and the application.

use serde_json::{Map, Value, json};

use super::super::application::Application;
use super::super::attachment::Attachment;
use super::super::context::Context;
use super::super::ids::Id;
use super::super::interaction::Named;
use super::super::world::{Guild, Member, Role, World, permissions};
use super::channels::{app_permissions, channel};

/// The date on which every member joined every server.
pub(super) const LONG_AGO: &str = "2024-01-01T00:00:00.000000+00:00";

/// A user object.
pub(in super::super) fn user(world: &World, id: Id) -> Value {
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
pub(in super::super) fn me(world: &World) -> Value {
    let mut me = user(world, world.application.id);
    me["bot"] = json!(true);
    me["email"] = Value::Null;
    me["flags"] = json!(0);
    me["mfa_enabled"] = json!(true);
    me["verified"] = json!(true);
    me
}

/// A member object without its user, as in resolved data; `permissions` are theirs in the channel.
fn partial_member(member: &Member, permissions: u64) -> Value {
    json!({
        "avatar": null,
        "banner": null,
        "communication_disabled_until": null,
        "flags": 0,
        "joined_at": LONG_AGO,
        "nick": member.nick,
        "pending": false,
        "permissions": permissions.to_string(),
        "premium_since": null,
        "roles": member.roles,
        "unusual_dm_activity_until": null,
    })
}

/// A member with what they may do: in the channel where they act, or in the whole server.
pub(super) fn member(world: &World, id: Id, member: &Member, permissions: u64) -> Value {
    let mut shown = partial_member(member, permissions);
    shown["user"] = user(world, id);
    shown["deaf"] = json!(false);
    shown["mute"] = json!(false);
    shown
}

/// A server as a list of the bot's own shows it.
pub(in super::super) fn partial_guild(world: &World, guild: &Guild, with_counts: bool) -> Value {
    let mut shown = json!({
        "id": guild.id,
        "name": guild.name,
        "icon": null,
        "banner": null,
        "owner": guild.owner == world.application.id,
        "permissions": guild.permissions_of(world.application.id).to_string(),
        "features": [],
    });
    if with_counts {
        shown["approximate_member_count"] = json!(guild.members.len());
        shown["approximate_presence_count"] = json!(1);
    }
    shown
}

/// A role object. What everyone may do stands in the `permissions` of members, and in the role of everyone too.
pub(super) fn role(guild: &Guild, role: &Role) -> Value {
    let is_everyone = role.id == guild.id;
    let position = guild.roles.iter().position(|known| known.id == role.id);
    json!({
        "id": role.id,
        "name": role.name,
        "color": 0,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "description": null,
        "flags": 0,
        "hoist": false,
        "icon": null,
        "managed": false,
        "mentionable": role.mentionable,
        "permissions": (role.permissions | if is_everyone { permissions::MEMBER } else { 0 }).to_string(),
        "position": position,
        "unicode_emoji": null,
    })
}

/// An attachment object.
pub(in super::super) fn attachment(world: &World, file: &Attachment) -> Value {
    let url = format!("{}{}", world.files_at, file.address());
    let mut shown = json!({
        "id": file.id,
        "filename": file.filename,
        "size": file.size(),
        "url": url,
        "proxy_url": url,
    });
    if let Some(kind) = &file.content_type {
        shown["content_type"] = json!(kind);
    }
    if let Some(description) = &file.description {
        shown["description"] = json!(description);
    }
    if file.ephemeral {
        shown["ephemeral"] = json!(true);
    }
    shown
}

/// `data.resolved`: the users, members, channels, roles and files that the values name by id, in the channel where they
/// are named.
pub(in super::super) fn resolved(world: &World, context: &Context, named: &Named) -> Option<Value> {
    let guild = context.guild.and_then(|guild| world.guilds.get(&guild));
    let mut resolved = Map::new();
    let mut put = |kind: &str, id: Id, value: Value| {
        let entries = resolved.entry(kind).or_insert_with(|| json!({}));
        entries[id.to_string().as_str()] = value;
    };
    for &id in &named.users {
        put("users", id, user(world, id));
        if let Some(here) = guild.and_then(|guild| guild.members.get(&id)) {
            put("members", id, partial_member(here, world.permissions_in(context.channel, id)));
        }
    }
    for &id in &named.channels {
        if let Some(found) = world.channels.get(&id) {
            let mut shown = channel(world, found, world.permissions_in(id, context.user));
            shown["app_permissions"] = json!(app_permissions(world, found).to_string());
            put("channels", id, shown);
        }
    }
    for &id in &named.attachments {
        if let Some(file) = world.attachments.get(&id) {
            put("attachments", id, attachment(world, file));
        }
    }
    for &id in &named.roles {
        let Some(guild) = guild else { continue };
        if let Some(found) = guild.roles.iter().find(|role| role.id == id) {
            put("roles", id, role(guild, found));
        }
    }
    (!resolved.is_empty()).then_some(Value::Object(resolved))
}

/// `/applications/@me`.
pub(in super::super) fn application(world: &World, verify_key: &str, endpoint: Option<&str>) -> Value {
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
