//! What the fake Discord sends has at least what the clients in the field need (the fixtures of the project's notes).

use serde_json::{Value, json};

use super::support::{Bot, Gateway, Rest, discord, identify, says, some_commands};

/// Every key of `least` is in `full`, with a value of the same JSON type unless one is null.
fn covers(full: &Value, least: &Value, path: &str) {
    match (full, least) {
        (Value::Object(full), Value::Object(least)) => {
            for (key, value) in least {
                let here = format!("{path}.{key}");
                let found = full.get(key).unwrap_or_else(|| panic!("{here} is missing"));
                covers(found, value, &here);
            }
        }
        (Value::Array(full), Value::Array(least)) => {
            if let (Some(full), Some(least)) = (full.first(), least.first()) {
                covers(full, least, &format!("{path}[]"));
            }
        }
        (full, least) => {
            let same = std::mem::discriminant(full) == std::mem::discriminant(least);
            assert!(same || full.is_null() || least.is_null(), "{path}: {full} for {least}");
        }
    }
}

fn user() -> Value {
    json!({ "id": "7", "username": "u", "discriminator": "0", "avatar": null, "global_name": null })
}

fn message() -> Value {
    json!({
        "id": "6", "channel_id": "5", "author": { "id": "9", "username": "bot", "discriminator": "0", "avatar": null },
        "content": "hello", "timestamp": "t", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": false, "type": 20, "flags": 0,
        "components": [],
    })
}

#[tokio::test]
async fn interactions_are_fuller_than_the_least_that_parses() {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let row = json!([{ "type": 1, "components": [{ "type": 2, "style": 1, "label": "b", "custom_id": "b" }] }]);
    let _bot = Bot::start(&discord, move |_| json!({ "type": 4, "data": { "content": "x", "components": row } })).await;
    let ada = discord.member("ada").locale("de");
    let shared = json!({
        "id": "1", "application_id": "9", "token": "t", "version": 1, "type": 2, "channel_id": "5", "locale": "de",
        "channel": { "id": "5", "type": 0 }, "entitlements": [], "app_permissions": "0", "context": 0,
        "authorizing_integration_owners": {}, "attachment_size_limit": 1,
    });
    let in_guild = json!({
        "guild_id": "1", "guild_locale": "en-US", "guild": { "id": "1", "locale": "en-US", "features": [] },
        "channel": { "name": "general" },
        "member": {
            "user": user(), "roles": [], "joined_at": "t", "deaf": false, "mute": false, "flags": 0, "permissions": "1",
            "avatar": null, "nick": null, "pending": false, "premium_since": null, "communication_disabled_until": null,
        },
    });
    let outcome = ada.types("/industry name:x for:@bob").await.unwrap();
    let payload = discord.payload(outcome.interaction).unwrap();
    covers(&payload, &shared, "command");
    covers(&payload, &in_guild, "command");
    assert_eq!((&payload["locale"], payload.get("user")), (&json!("de"), None));
    let bob = discord.member("bob").id().unwrap().to_string();
    covers(&payload["data"]["resolved"]["users"][&bob], &user(), "resolved user");
    let partial = json!({ "roles": [], "joined_at": "t", "flags": 0, "permissions": "0" });
    covers(&payload["data"]["resolved"]["members"][&bob], &partial, "resolved member");
    assert!(payload["data"]["resolved"]["members"][&bob].get("user").is_none());

    let clicked = ada.clicks(outcome.answered().unwrap(), "b").await.unwrap();
    let payload = discord.payload(clicked.interaction).unwrap();
    covers(&payload["data"], &json!({ "custom_id": "b", "component_type": 2, "id": 2 }), "component");
    covers(&payload["message"], &message(), "message");
    let metadata = json!({ "id": "1", "type": 2, "user": user(), "authorizing_integration_owners": {}, "name": "x", "command_type": 1 });
    covers(&payload["message"]["interaction_metadata"], &metadata, "metadata");

    let dm = ada.in_dm().types("/industry name:x").await.unwrap();
    let payload = discord.payload(dm.interaction).unwrap();
    covers(&payload, &shared, "dm");
    covers(&payload["user"], &user(), "dm user");
    assert!(payload.get("member").is_none() && payload.get("guild_id").is_none());
    assert_eq!((&payload["context"], &payload["channel"]["type"]), (&json!(1), &json!(1)));
    let beep = ada.types("/industry name:x for:@beep").await.unwrap();
    let payload = discord.payload(beep.interaction).unwrap();
    let users = payload["data"]["resolved"]["users"].as_object().unwrap();
    assert!(users.values().all(|user| user["bot"] == true));
    let _ = says("");
}

#[tokio::test]
async fn the_gateways_payloads_are_fuller_than_the_least_that_parses() {
    let discord = discord().await;
    let mut gateway = Gateway::dial(&discord).await;
    covers(
        &gateway.hello().await,
        &json!({ "op": 10, "d": { "heartbeat_interval": 1 }, "s": null, "t": null }),
        "hello",
    );
    let mut data = identify(discord.token());
    data["intents"] = json!(1);
    gateway.send(2, data).await;
    let least = json!({ "op": 0, "s": 1, "t": "READY", "d": {
        "v": 10, "user": { "id": "9", "username": "bot", "discriminator": "0", "avatar": null, "bot": true },
        "guilds": [{ "id": "1", "unavailable": true }], "session_id": "s", "resume_gateway_url": "u", "shard": [0, 1],
        "application": { "id": "9", "flags": 0 }, "session_type": "normal", "private_channels": [],
    } });
    covers(&gateway.dispatch("READY").await, &least, "ready");
    let least = json!({ "id": "1", "name": "G", "owner_id": "7", "verification_level": 0, "default_message_notifications": 0,
        "explicit_content_filter": 0, "roles": [{ "id": "1", "name": "e", "color": 0, "colors": { "primary_color": 0 }, "hoist": false,
        "managed": false, "permissions": "1", "position": 0, "mentionable": false }], "emojis": [], "features": [], "mfa_level": 0,
        "system_channel_flags": 0, "premium_tier": 0, "preferred_locale": "en-US", "nsfw_level": 0, "stickers": [],
        "premium_progress_bar_enabled": false, "joined_at": "t", "large": false, "member_count": 1, "voice_states": [],
        "members": [{ "user": user(), "roles": [], "deaf": false, "mute": false, "flags": 0, "joined_at": "t" }],
        "channels": [{ "id": "5", "type": 0, "name": "general", "position": 0, "permission_overwrites": [] }], "threads": [],
        "presences": [], "stage_instances": [], "guild_scheduled_events": [], "unavailable": false });
    covers(&gateway.dispatch("GUILD_CREATE").await["d"], &least, "guild");
}
