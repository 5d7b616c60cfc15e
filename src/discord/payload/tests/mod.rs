//! What Discord sends, understood. The words first: interactions as they come over the wire, which tests alter.

mod commands;
mod messages;
mod autocomplete;
mod controls;
mod staff;
mod mentors;
mod strange;

use proptest::prelude::*;
use secrecy::ExposeSecret;
use serde_json::{Value as Json, json};
use tpm_guide_core::answer::{Field, Page};
use tpm_guide_core::fixtures::answers::{id, shipped};
use tpm_guide_core::knowledge::Shelf;
use tpm_guide_core::reply::{MessageRef, Reply, respond};

use super::*;
use crate::discord::response;

/// What every interaction in a server has, but for its type and data.
const IN_A_SERVER: &str = r#"{
    "id": "1320000000000000001", "application_id": "1310000000000000001", "version": 1,
    "token": "aW50ZXJhY3Rpb246MTMyMDAwMDAwMDAwMDAwMDAwMTpzZWNyZXQ",
    "guild_id": "900000000000000001",
    "guild": {"id": "900000000000000001", "locale": "en-US", "features": ["COMMUNITY"]},
    "channel_id": "800000000000000001",
    "channel": {"id": "800000000000000001", "guild_id": "900000000000000001", "type": 0, "name": "general", "position": 0,
        "permissions": "2251799813685247", "topic": null, "nsfw": false, "flags": 0, "last_message_id": "1319999999999999999",
        "parent_id": null, "rate_limit_per_user": 0},
    "member": {
        "user": {"id": "700000000000000001", "username": "ada", "discriminator": "0", "global_name": "Ada", "avatar": null,
            "public_flags": 0, "avatar_decoration_data": null, "clan": null, "primary_guild": null},
        "roles": [], "nick": null, "avatar": null, "banner": null, "joined_at": "2024-01-01T00:00:00.000000+00:00",
        "premium_since": null, "communication_disabled_until": null, "deaf": false, "mute": false, "pending": false,
        "flags": 0, "unusual_dm_activity_until": null, "permissions": "2248473465835073"},
    "app_permissions": "2248473465835073", "locale": "en-US", "guild_locale": "en-US",
    "entitlements": [], "entitlement_sku_ids": [], "authorizing_integration_owners": {"0": "900000000000000001"},
    "context": 0, "attachment_size_limit": 10485760
}"#;

/// The same in the bot's own DM, or where the application came with a person.
const IN_A_DM: &str = r#"{
    "id": "1320000000000000002", "application_id": "1310000000000000001", "version": 1,
    "token": "aW50ZXJhY3Rpb246MTMyMDAwMDAwMDAwMDAwMDAwMjpzZWNyZXQ",
    "channel_id": "800000000000000002",
    "channel": {"id": "800000000000000002", "type": 1, "flags": 0, "last_message_id": null,
        "recipients": [{"id": "700000000000000001", "username": "ada", "discriminator": "0", "avatar": null, "global_name": "Ada"}]},
    "user": {"id": "700000000000000001", "username": "ada", "discriminator": "0", "global_name": "Ada", "avatar": null,
        "public_flags": 0},
    "app_permissions": "180224", "locale": "de",
    "entitlements": [], "authorizing_integration_owners": {"1": "700000000000000001"},
    "context": 2, "attachment_size_limit": 10485760
}"#;

/// `/industry name:healthcare for:@Ben private:False`
const COMMAND: &str = r#"{"type": 2, "data": {
    "id": "1330000000000000001", "name": "industry", "type": 1, "guild_id": null,
    "resolved": {
        "users": {"700000000000000002": {"id": "700000000000000002", "username": "ben", "discriminator": "0", "bot": false,
            "global_name": null, "avatar": null}},
        "members": {"700000000000000002": {"roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "permissions": "0"}}},
    "options": [
        {"name": "name", "type": 3, "value": "healthcare"},
        {"name": "for", "type": 6, "value": "700000000000000002"},
        {"name": "private", "type": 5, "value": false}]
}}"#;

/// `/help`, which has no options.
const BARE_COMMAND: &str = r#"{"type": 2, "data": {"id": "1330000000000000008", "name": "help", "type": 1}}"#;

/// Typing in the second option of `/compare`.
const AUTOCOMPLETE: &str = r#"{"type": 4, "data": {
    "id": "1330000000000000002", "name": "compare", "type": 1,
    "options": [{"name": "first", "type": 3, "value": "tpm"}, {"name": "second", "type": 3, "value": "prod", "focused": true}]
}}"#;

/// A button on a public answer that Ada asked for.
const BUTTON: &str = r#"{"type": 3,
    "data": {"custom_id": "t1:e:industry/healthcare:1", "component_type": 2, "id": 3},
    "message": {
        "id": "1320000000000000000", "channel_id": "800000000000000001", "type": 20, "content": "", "flags": 0,
        "author": {"id": "1310000000000000001", "username": "guide", "discriminator": "0001", "bot": true, "avatar": null},
        "timestamp": "2026-11-21T00:00:00+00:00", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "pinned": false,
        "embeds": [{"type": "rich", "title": "Healthcare", "description": "…", "color": 1096065}],
        "components": [{"type": 1, "id": 1, "components": [
            {"type": 2, "id": 3, "style": 2, "custom_id": "t1:e:industry/healthcare:1", "label": "2/2 ▶"}]}],
        "application_id": "1310000000000000001",
        "interaction": {"id": "1319999999999999990", "type": 2, "name": "industry",
            "user": {"id": "700000000000000001", "username": "ada", "discriminator": "0", "avatar": null}},
        "interaction_metadata": {"id": "1319999999999999990", "type": 2,
            "user": {"id": "700000000000000001", "username": "ada", "discriminator": "0", "avatar": null},
            "authorizing_integration_owners": {"0": "900000000000000001"}, "name": "industry", "command_type": 1}
    }}"#;

/// A pick from the menu of the same message.
const SELECT: &str = r#"{"type": 3,
    "data": {"custom_id": "t1:m", "component_type": 3, "id": 2, "values": ["t1:e:industry/fintech:0"]}}"#;

/// A form, which we never open.
const MODAL: &str = r#"{"type": 5, "data": {"custom_id": "feedback", "components": [
    {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "text", "value": "abc"}}]}}"#;

/// "Ask TPM Guide" on a message of Ben's.
const ASK_MESSAGE: &str = r#"{"type": 2, "data": {"id": "1330000000000000010", "name": "Ask TPM Guide", "type": 3,
    "target_id": "600000000000000001", "resolved": {"messages": {
        "600000000000000001": {"id": "600000000000000001", "channel_id": "800000000000000001", "type": 0, "flags": 0,
            "content": "do i need a degree?", "embeds": [], "attachments": [], "mentions": [], "components": [],
            "author": {"id": "700000000000000002", "username": "ben", "discriminator": "0", "avatar": null},
            "timestamp": "2026-11-20T00:00:00+00:00", "edited_timestamp": null, "pinned": false, "tts": false,
            "mention_everyone": false, "mention_roles": []}}}}}"#;

/// "Share in channel" on the private answer to it.
const SHARE: &str = r#"{"type": 3,
    "data": {"custom_id": "t1:s:e:faq/degree-required:0", "component_type": 2, "id": 3},
    "message": {
        "id": "1320000000000000000", "channel_id": "800000000000000001", "type": 23, "content": "", "flags": 64,
        "author": {"id": "1310000000000000001", "username": "guide", "discriminator": "0001", "bot": true, "avatar": null},
        "timestamp": "2026-11-21T00:00:00+00:00", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "embeds": [{"type": "rich", "title": "FAQ 12", "description": "…", "color": 1096065}],
        "components": [{"type": 1, "id": 1, "components": [
            {"type": 2, "id": 3, "style": 2, "custom_id": "t1:s:e:faq/degree-required:0", "label": "Share in channel"}]}],
        "application_id": "1310000000000000001",
        "interaction_metadata": {"id": "1319999999999999990", "type": 2,
            "user": {"id": "700000000000000001", "username": "ada", "discriminator": "0", "avatar": null},
            "authorizing_integration_owners": {"0": "900000000000000001"}, "name": "Ask TPM Guide", "command_type": 3,
            "target_message_id": "600000000000000001"}
    }}"#;

/// A command on a message, which we do not register.
const MESSAGE_COMMAND: &str = r#"{"type": 2, "data": {"id": "1330000000000000009", "name": "industry", "type": 3,
    "target_id": "600", "resolved": {"messages": {"600": {"id": "600", "content": "hello", "embeds": [], "flags": 0}}}}}"#;

/// Discord asking an endpoint whether it is there.
const PING: &str = r#"{"id": "1", "application_id": "1310000000000000001", "type": 1, "token": "t", "version": 1,
    "user": {"id": "7", "username": "u", "discriminator": "0", "avatar": null}, "entitlements": []}"#;

fn parsed(text: &str) -> Json {
    serde_json::from_str(text).expect("a fixture is JSON")
}

/// An interaction: where it happens, and what it is.
fn sent(place: &str, what: &str) -> Json {
    let mut sent = parsed(place);
    for (key, value) in parsed(what).as_object().expect("an object") {
        sent[key] = value.clone();
    }
    sent
}

/// A pick from the menu of the message that [`BUTTON`] stands on.
fn select() -> Json {
    let mut select = sent(IN_A_SERVER, BUTTON);
    select["data"] = parsed(SELECT)["data"].clone();
    select
}

/// Every kind of interaction.
fn all() -> Vec<Json> {
    let mut all: Vec<Json> = [IN_A_SERVER, IN_A_DM]
        .into_iter()
        .flat_map(|place| {
            [COMMAND, BARE_COMMAND, AUTOCOMPLETE, BUTTON, MODAL, ASK_MESSAGE, SHARE, MESSAGE_COMMAND]
                .map(|what| sent(place, what))
        })
        .collect();
    all.push(select());
    all.push(parsed(PING));
    all
}

/// The same with the value at `path` changed.
fn with(mut json: Json, path: &str, value: Json) -> Json {
    *json.pointer_mut(path).unwrap_or_else(|| panic!("{path} is in no fixture")) = value;
    json
}

/// The same without the last key of `path`.
fn without(mut json: Json, path: &str) -> Json {
    let (parent, key) = path.rsplit_once('/').expect("a path");
    match json.pointer_mut(parent).unwrap_or_else(|| panic!("{path} is in no fixture")) {
        Json::Object(object) => drop(object.remove(key)),
        Json::Array(array) => drop(array.remove(key.parse().expect("an index"))),
        _ => panic!("{path} is in no fixture"),
    }
    json
}

fn understood(json: &Json) -> Incoming {
    read(&json.to_string()).unwrap_or_else(|reason| panic!("{reason}: {json}"))
}

/// What is wanted, with the command's name.
fn wanted(json: &Json) -> (&'static str, Wanted) {
    let incoming = understood(json);
    let About { kind, command, .. } = incoming.about;
    let name = match kind {
        InteractionKind::Command => command.map_or("unknown", CommandUsed::name),
        other => other.as_str(),
    };
    (name, incoming.wanted)
}

/// What is asked of the guide, with the command's name.
fn request(json: &Json) -> (&'static str, Request) {
    match wanted(json) {
        (name, Wanted::Answer(request)) => (name, request),
        (name, wanted) => panic!("{name} asks for no answer: {wanted:?}"),
    }
}

/// The question of a command, and whether it is private.
fn question(json: &Json) -> (Question, bool) {
    match request(json).1 {
        Request::Ask { question, private, .. } => (question, private == Some(true)),
        other => panic!("asks nothing: {other:?}"),
    }
}

/// A command with these options, and nothing else special.
fn command(name: &str, options: Json) -> Json {
    with(with(sent(IN_A_SERVER, COMMAND), "/data/name", json!(name)), "/data/options", options)
}

/// Whether the presser's own message was pressed, whether it is private, and whether plain.
fn pressed(json: &Json) -> Pressed {
    match request(json).1 {
        Request::Press { pressed, .. } => pressed,
        other => panic!("presses nothing: {other:?}"),
    }
}

fn may_remove(json: &Json) -> bool {
    match request(&with(json.clone(), "/data/custom_id", json!("t1:x"))) {
        ("remove", Request::Remove { allowed }) => allowed,
        other => panic!("removes nothing: {other:?}"),
    }
}

/// Every path to a value inside, from the outside in.
fn paths(json: &Json) -> Vec<String> {
    fn collect(json: &Json, path: &str, found: &mut Vec<String>) {
        let children: Vec<(String, &Json)> = match json {
            Json::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Json::Array(array) => array.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect(),
            _ => Vec::new(),
        };
        for (key, value) in children {
            let path = format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
            collect(value, &path, found);
            found.push(path);
        }
    }
    let mut found = Vec::new();
    collect(json, "", &mut found);
    found
}

/// Reads without a panic, and answers what is not among `answered` yet; and tells whether it can be answered.
fn survives(text: &str, answered: &mut Vec<Request>) -> bool {
    let Ok(incoming) = read(text) else { return false };
    // What staff want is answered elsewhere; reading it must not fail.
    let Wanted::Answer(request) = incoming.wanted else { return true };
    if !answered.contains(&request) {
        let (reply, _) = respond(shipped(), &request);
        serde_json::to_value(response::response(&reply)).expect("a response is JSON");
        answered.push(request);
    }
    true
}
