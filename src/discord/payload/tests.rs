//! What Discord sends, understood. The words first: interactions as they come over the wire, which tests alter.

use proptest::prelude::*;
use secrecy::ExposeSecret;
use serde_json::{Value as Json, json};
use tpm_guide_core::answer::{Field, Page};
use tpm_guide_core::fixtures::answers::{id, shipped};
use tpm_guide_core::knowledge::Shelf;
use tpm_guide_core::reply::{Reply, respond};

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
    "data": {"custom_id": "t1:s:faq/degree-required", "component_type": 2, "id": 3},
    "message": {
        "id": "1320000000000000000", "channel_id": "800000000000000001", "type": 23, "content": "", "flags": 64,
        "author": {"id": "1310000000000000001", "username": "guide", "discriminator": "0001", "bot": true, "avatar": null},
        "timestamp": "2026-11-21T00:00:00+00:00", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "embeds": [{"type": "rich", "title": "FAQ 12", "description": "…", "color": 1096065}],
        "components": [{"type": 1, "id": 1, "components": [
            {"type": 2, "id": 3, "style": 2, "custom_id": "t1:s:faq/degree-required", "label": "Share in channel"}]}],
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

/// What is asked for, with the command's name.
fn request(json: &Json) -> (&'static str, Request) {
    let incoming = understood(json);
    let About { kind, command, .. } = incoming.about;
    let name = match kind {
        InteractionKind::Command => command.map_or("unknown", CommandUsed::name),
        other => other.as_str(),
    };
    (name, incoming.request)
}

/// The question of a command, and whether it is private.
fn question(json: &Json) -> (Question, bool) {
    match request(json).1 {
        Request::Ask { question, private, .. } => (question, private),
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

/// Reads without a panic, and answers what is not among `answered` yet; whether there was somebody to answer.
fn survives(text: &str, answered: &mut Vec<Request>) -> bool {
    let Ok(incoming) = read(text) else { return false };
    if !answered.contains(&incoming.request) {
        let (reply, _) = respond(shipped(), &incoming.request);
        serde_json::to_value(response::response(&reply)).expect("a response is JSON");
        answered.push(incoming.request);
    }
    true
}

#[test]
fn a_command_in_a_server_is_understood() {
    let envelope = understood(&sent(IN_A_SERVER, COMMAND)).envelope;
    assert_eq!((envelope.id, envelope.application), (1_320_000_000_000_000_001, 1_310_000_000_000_000_001));
    assert_eq!(envelope.token.expose_secret(), "aW50ZXJhY3Rpb246MTMyMDAwMDAwMDAwMDAwMDAwMTpzZWNyZXQ");
    let incoming = understood(&sent(IN_A_SERVER, COMMAND));
    let about = About {
        kind: InteractionKind::Command,
        command: Some(CommandUsed::Slash(Command::Industry)),
        guild: Some(900_000_000_000_000_001),
        locale: "en-US".to_owned(),
    };
    assert_eq!(incoming.about, about);
    assert_eq!(
        incoming.request,
        Request::Ask {
            question: Question::find(Shelf::Industry, "healthcare"),
            addressee: Some(Addressee { user: UserId::new(700_000_000_000_000_002).unwrap(), bot: false, asks: false }),
            private: false,
        }
    );
}

#[test]
fn a_command_in_a_dm_is_understood() {
    let incoming = understood(&sent(IN_A_DM, COMMAND));
    assert_eq!((incoming.about.guild, incoming.about.locale.as_str()), (None, "de"));
    assert!(matches!(incoming.request, Request::Ask { .. }));
}

#[test]
fn somebody_who_answers_themselves_is_known_as_the_asker() {
    for surroundings in [IN_A_SERVER, IN_A_DM] {
        let to_herself = with(sent(surroundings, COMMAND), "/data/options/1/value", json!("700000000000000001"));
        let Request::Ask { addressee: Some(addressee), .. } = understood(&to_herself).request else { panic!("no ask") };
        assert!(addressee.asks);
    }
}

#[test]
fn nothing_printable_holds_the_token() {
    assert!(!format!("{:?}", understood(&sent(IN_A_SERVER, COMMAND))).contains("aW50"));
}

#[test]
fn every_command_asks_its_question() {
    let name = |value: &str| json!([{"name": "name", "type": 3, "value": value}]);
    let options = |pairs: &[(&str, &str)]| -> Json {
        pairs.iter().map(|(name, value)| json!({"name": name, "type": 3, "value": value})).collect()
    };
    for (json, asked) in [
        (command("role", name("pm")), Question::find(Shelf::Role, "pm")),
        (command("industry", name("bank")), Question::find(Shelf::Industry, "bank")),
        (command("topic", name("salary")), Question::find(Shelf::Topic, "salary")),
        (command("faq", options(&[("question", "3")])), Question::find(Shelf::Faq, "3")),
        (command("ask", options(&[("question", "is it hard?")])), Question::ask("is it hard?")),
        (command("ask", json!([])), Question::ask("")),
        (command("career", options(&[("step", "2")])), Question::find(Shelf::Career, "2")),
        (command("career", options(&[("step", "  ")])), Question::CareerPath),
        (command("career", json!([])), Question::CareerPath),
        (command("help", json!([])), Question::Help),
        (
            command("compare", options(&[("second", "b"), ("first", "a")])),
            Question::Compare { first: "a".to_owned(), second: "b".to_owned() },
        ),
        (
            command("tpm-vs-pm", json!([])),
            Question::Pair { first: id("role/tpm"), second: id("role/product-manager"), page: 0 },
        ),
    ] {
        assert_eq!(question(&json).0, asked);
    }
}

#[test]
fn options_that_are_not_sent_leave_a_question_that_finds_nothing() {
    assert_eq!(question(&sent(IN_A_SERVER, BARE_COMMAND)).0, Question::Help);
    let bare = without(sent(IN_A_SERVER, COMMAND), "/data/options");
    assert_eq!(question(&bare), (Question::find(Shelf::Industry, ""), false));
}

#[test]
fn a_number_is_as_good_as_a_text() {
    for value in [json!("3"), json!(3)] {
        let faq = command("faq", json!([{"name": "question", "type": 4, "value": value}]));
        assert_eq!(question(&faq).0, Question::find(Shelf::Faq, "3"));
    }
    let huge = command("faq", json!([{"name": "question", "type": 10, "value": 9.5}]));
    assert_eq!(question(&huge).0, Question::find(Shelf::Faq, "9.5"));
}

#[test]
fn private_is_private_only_when_it_is_switched_on() {
    for (value, private) in
        [(json!(true), true), (json!(false), false), (json!("true"), false), (json!(null), false), (json!(1), false)]
    {
        assert_eq!(question(&with(sent(IN_A_SERVER, COMMAND), "/data/options/2/value", value)).1, private);
    }
}

#[test]
fn whoever_is_answered_is_known_by_their_id_as_text_or_number() {
    let addressee = |value: Json| match request(&with(sent(IN_A_SERVER, COMMAND), "/data/options/1/value", value)).1 {
        Request::Ask { addressee, .. } => addressee.map(|addressee| addressee.user.get()),
        other => panic!("asks nothing: {other:?}"),
    };
    assert_eq!(addressee(json!("700000000000000002")), Some(700_000_000_000_000_002));
    assert_eq!(addressee(json!(700_000_000_000_000_002_u64)), Some(700_000_000_000_000_002));
    for nobody in [
        json!("0"),
        json!(0),
        json!(-1),
        json!("-1"),
        json!("ben"),
        json!(""),
        json!("99999999999999999999999"),
        json!(true),
        json!(null),
        json!({}),
    ] {
        assert_eq!(addressee(nobody.clone()), None, "{nobody}");
    }
}

#[test]
fn a_bot_is_recognised_as_one() {
    let bot = |json: &Json| match request(json).1 {
        Request::Ask { addressee, .. } => addressee.expect("somebody").bot,
        other => panic!("asks nothing: {other:?}"),
    };
    let path = "/data/resolved/users/700000000000000002/bot";
    assert!(bot(&with(sent(IN_A_SERVER, COMMAND), path, json!(true))));
    assert!(!bot(&without(sent(IN_A_SERVER, COMMAND), path)));
    assert!(!bot(&without(sent(IN_A_SERVER, COMMAND), "/data/resolved")));
}

#[test]
fn help_answers_nobody_by_name() {
    let mut help = sent(IN_A_SERVER, COMMAND);
    help["data"]["name"] = json!("help");
    assert!(matches!(request(&help).1, Request::Ask { question: Question::Help, addressee: None, .. }));
}

#[test]
fn unknown_commands_and_commands_of_messages_are_unknown() {
    for json in [command("weather", json!([])), command("Industry", json!([])), sent(IN_A_SERVER, MESSAGE_COMMAND)] {
        assert_eq!(request(&json), ("unknown", Request::UnknownCommand));
    }
    for path in ["/data", "/data/name"] {
        assert_eq!(request(&without(sent(IN_A_SERVER, COMMAND), path)).1, Request::UnknownCommand);
    }
}

#[test]
fn a_sub_command_that_we_do_not_have_finds_nothing() {
    let options = json!([{"name": "name", "type": 1, "options": [{"name": "name", "type": 3, "value": "x"}]}]);
    assert_eq!(question(&command("role", options)).0, Question::find(Shelf::Role, ""));
}

// A message, and sharing its answer.

/// What the message says on which the command was used.
fn text_of(json: &Json) -> String {
    match request(json) {
        ("Ask TPM Guide", Request::AskAbout { text }) => text,
        other => panic!("asks about no message: {other:?}"),
    }
}

#[test]
fn the_command_on_a_message_asks_with_its_text() {
    for place in [IN_A_SERVER, IN_A_DM] {
        assert_eq!(text_of(&sent(place, ASK_MESSAGE)), "do i need a degree?");
    }
    let number = with(sent(IN_A_SERVER, ASK_MESSAGE), "/data/target_id", json!(600_000_000_000_000_001_u64));
    assert_eq!(text_of(&number), "do i need a degree?", "an id may be a number");
}

#[test]
fn a_message_that_is_not_sent_along_says_nothing() {
    let message = "/data/resolved/messages/600000000000000001";
    let content = &format!("{message}/content");
    let ask = || sent(IN_A_SERVER, ASK_MESSAGE);
    for path in ["/data/target_id", "/data/resolved", "/data/resolved/messages", message, content] {
        assert_eq!(text_of(&without(ask(), path)), "", "{path}");
        for odd in [json!(null), json!([]), json!({}), json!(true), json!(-1)] {
            assert_eq!(text_of(&with(ask(), path, odd.clone())), "", "{odd} at {path}");
        }
    }
    assert_eq!(text_of(&with(ask(), "/data/target_id", json!("600000000000000002"))), "", "another message");
}

#[test]
fn only_the_command_of_that_name_on_a_message_is_ours() {
    let ask = || sent(IN_A_SERVER, ASK_MESSAGE);
    for json in [
        with(ask(), "/data/type", json!(1)),
        with(ask(), "/data/type", json!(2)),
        without(ask(), "/data/type"),
        with(ask(), "/data/name", json!("ask tpm guide")),
        with(ask(), "/data/name", json!("ask")),
    ] {
        assert_eq!(request(&json), ("unknown", Request::UnknownCommand));
    }
    assert!(matches!(request(&command("ask", json!([]))).1, Request::Ask { .. }), "the slash command is another");
}

/// Who shares, where they may.
fn shares(json: &Json) -> Option<UserId> {
    match request(json) {
        ("share", Request::Share { question, by }) => {
            assert_eq!(question, Question::entry(&id("faq/degree-required")));
            by
        }
        other => panic!("shares nothing: {other:?}"),
    }
}

#[test]
fn only_whom_the_answer_was_given_to_alone_may_share_it() {
    let ada = UserId::new(700_000_000_000_000_001);
    let share = || sent(IN_A_SERVER, SHARE);
    assert_eq!(shares(&share()), ada);
    assert_eq!(shares(&sent(IN_A_DM, SHARE)), ada);
    for flags in [json!(0), json!(4), json!(null), json!("64")] {
        assert_eq!(shares(&with(share(), "/message/flags", flags.clone())), None, "public: {flags}");
    }
    assert_eq!(shares(&without(share(), "/message")), None);
    let asker = "/message/interaction_metadata/user/id";
    assert_eq!(shares(&with(share(), asker, json!("700000000000000002"))), None, "somebody else asked");
    assert_eq!(shares(&with(share(), asker, json!("0"))), None);
    assert_eq!(shares(&without(share(), "/member")), None, "there is no one to name");
    // Only its reader presses what one person alone sees.
    assert_eq!(shares(&without(share(), "/message/interaction_metadata")), ada);
}

#[test]
fn sharing_what_is_no_entry_is_stale() {
    for custom_id in ["t1:s:", "t1:s:x", "t1:s:Faq/x", "t1:s:faq/x:0", "t1:s"] {
        let json = with(sent(IN_A_SERVER, SHARE), "/data/custom_id", json!(custom_id));
        assert_eq!(request(&json), ("control", Request::Stale { remembered: custom_id.to_owned() }));
    }
    let picked = with(select(), "/data/values", json!(["t1:s:faq/degree-required"]));
    assert!(matches!(request(&picked), ("menu", Request::Stale { .. })), "a menu only asks");
}

#[test]
fn the_answer_to_a_message_stays_one_that_can_be_shared() {
    let turned = |json: Json| {
        pressed(&with(json, "/data/custom_id", json!("t1:e:faq/degree-required:0"))).audience == Audience::Sharer
    };
    let share = || sent(IN_A_SERVER, SHARE);
    assert!(turned(share()));
    assert!(!turned(with(share(), "/message/flags", json!(0))), "a public one need not");
    assert!(!turned(without(share(), "/message/interaction_metadata/target_message_id")), "it answers no message");
    assert!(!turned(without(share(), "/message/interaction_metadata")));
}

// Typing.

fn completed(json: &Json) -> (Option<Field>, String) {
    match request(json) {
        ("autocomplete", Request::Complete { field, typed }) => (field, typed),
        other => panic!("completes nothing: {other:?}"),
    }
}

#[test]
fn what_is_being_typed_is_completed_with_regard_to_the_other_side() {
    let field = Field::Side { other: Some("tpm".to_owned()) };
    assert_eq!(completed(&sent(IN_A_SERVER, AUTOCOMPLETE)), (Some(field.clone()), "prod".to_owned()));
    let empty = with(sent(IN_A_SERVER, AUTOCOMPLETE), "/data/options/1/value", json!(""));
    assert_eq!(completed(&empty), (Some(field), String::new()));
}

#[test]
fn required_options_may_be_missing_while_one_types() {
    let alone = without(sent(IN_A_SERVER, AUTOCOMPLETE), "/data/options/0");
    assert_eq!(completed(&alone), (Some(Field::Side { other: None }), "prod".to_owned()));
}

#[test]
fn each_option_completes_from_its_shelf() {
    for (name, option, field) in [
        ("ask", "question", Field::Question),
        ("role", "name", Field::Name(Shelf::Role)),
        ("industry", "name", Field::Name(Shelf::Industry)),
        ("career", "step", Field::Name(Shelf::Career)),
        ("faq", "question", Field::Name(Shelf::Faq)),
        ("topic", "name", Field::Name(Shelf::Topic)),
    ] {
        for value in [json!("3"), json!(3)] {
            let options = json!([{"name": "private", "type": 5, "value": true}, {"name": option, "type": 3, "value": value, "focused": true}]);
            let typing = with(with(sent(IN_A_DM, AUTOCOMPLETE), "/data/name", json!(name)), "/data/options", options);
            assert_eq!(completed(&typing), (Some(field.clone()), "3".to_owned()));
        }
    }
}

#[test]
fn a_field_that_we_do_not_have_gets_no_suggestions() {
    let typing = || sent(IN_A_SERVER, AUTOCOMPLETE);
    for json in [
        with(typing(), "/data/name", json!("weather")),
        with(typing(), "/data/options/1/name", json!("third")),
        with(typing(), "/data/options/1/focused", json!(false)),
        without(typing(), "/data/options"),
        without(typing(), "/data"),
    ] {
        assert_eq!(completed(&json).0, None);
        let (reply, _) = respond(shipped(), &request(&json).1);
        assert_eq!(reply, Reply::Suggest(Vec::new()));
    }
}

// Controls.

#[test]
fn a_button_asks_what_it_carries() {
    let Request::Press { question, pressed } = request(&sent(IN_A_SERVER, BUTTON)).1 else { panic!("no press") };
    assert_eq!(question, Question::Entry { id: id("industry/healthcare"), page: 1 as Page });
    assert_eq!(pressed, Pressed { own: true, audience: Audience::Channel, plain_text: false });
}

#[test]
fn a_menu_asks_what_is_picked() {
    let (command, Request::Press { question, .. }) = request(&select()) else { panic!("no press") };
    assert_eq!((command, question), ("menu", Question::entry(&id("industry/fintech"))));
}

#[test]
fn a_menu_with_nothing_of_ours_picked_is_stale() {
    for values in [json!([]), json!(["t0:h"]), json!(["t1:x"]), json!(["t1:m"]), json!([7]), json!("t1:h"), json!(null)]
    {
        let picked = with(select(), "/data/values", values);
        assert!(matches!(request(&picked), ("menu", Request::Stale { .. })), "{picked}");
    }
}

#[test]
fn the_message_belongs_to_whoever_asked_for_it() {
    let button = || sent(IN_A_SERVER, BUTTON);
    let asker = "/message/interaction_metadata/user/id";
    assert!(!pressed(&with(button(), asker, json!("700000000000000002"))).own);
    assert!(pressed(&with(button(), asker, json!(700_000_000_000_000_001_u64))).own);
    for path in [asker, "/message/interaction_metadata/user", "/message/interaction_metadata", "/message", "/member"] {
        assert!(!pressed(&without(button(), path)).own, "{path}");
    }
    assert!(pressed(&sent(IN_A_DM, BUTTON)).own);
}

#[test]
fn nobody_owns_what_nobody_asked_for() {
    let mut button = with(sent(IN_A_SERVER, BUTTON), "/message/interaction_metadata/user/id", json!("0"));
    assert!(!pressed(&without(button.clone(), "/member")).own);
    button["member"]["user"]["id"] = json!("0");
    assert!(!pressed(&button).own);
}

#[test]
fn a_private_message_belongs_to_whoever_sees_it() {
    let other = with(sent(IN_A_SERVER, BUTTON), "/message/interaction_metadata/user/id", json!("5"));
    let private = with(other, "/message/flags", json!(64 | 4));
    assert_eq!(pressed(&private), Pressed { own: true, audience: Audience::Asker, plain_text: false });
}

#[test]
fn plain_text_is_a_message_without_embeds() {
    assert!(pressed(&with(sent(IN_A_SERVER, BUTTON), "/message/embeds", json!([]))).plain_text);
    assert!(!pressed(&without(sent(IN_A_SERVER, BUTTON), "/message/embeds")).plain_text);
}

#[test]
fn an_answer_may_be_removed_by_its_asker_and_by_those_who_manage_messages() {
    let button = || sent(IN_A_SERVER, BUTTON);
    let other = || with(button(), "/message/interaction_metadata/user/id", json!("5"));
    assert!(may_remove(&button()));
    assert!(!may_remove(&with(other(), "/member/permissions", json!("0"))));
    for (permissions, allowed) in
        [("8192", true), ("8", true), ("2048", false), ("18446744073709551615", true), ("x", false), ("-1", false)]
    {
        assert_eq!(may_remove(&with(other(), "/member/permissions", json!(permissions))), allowed, "{permissions}");
    }
    assert!(!may_remove(&without(other(), "/member/permissions")));
    assert!(may_remove(&sent(IN_A_DM, BUTTON)));
}

#[test]
fn older_controls_unknown_ones_and_forms_are_stale() {
    for custom_id in ["t0:h", "t2:h", "role_menu", "", "t1:e:industry/healthcare"] {
        let json = with(sent(IN_A_SERVER, BUTTON), "/data/custom_id", json!(custom_id));
        assert_eq!(request(&json), ("control", Request::Stale { remembered: custom_id.to_owned() }));
    }
    let stale = Request::Stale { remembered: "feedback".to_owned() };
    assert_eq!(request(&sent(IN_A_SERVER, MODAL)), ("modal", stale));
    assert_eq!(request(&without(sent(IN_A_SERVER, BUTTON), "/data")).1, Request::Stale { remembered: String::new() });
}

// What cannot be answered, and what is merely strange.

#[test]
fn a_ping_takes_no_answer_over_the_gateway() {
    assert_eq!(read(PING).unwrap_err(), Unanswerable::Ping);
}

#[test]
fn a_type_that_is_new_or_mistyped_gets_a_kind_word() {
    for kind in [json!(0), json!(6), json!(99), json!(null), json!(2.5), json!("two"), json!({})] {
        let json = with(sent(IN_A_SERVER, COMMAND), "/type", kind);
        assert_eq!(request(&json), ("unknown", Request::UnknownCommand));
    }
    let json = with(sent(IN_A_SERVER, COMMAND), "/type", json!("2"));
    assert_eq!(request(&json), request(&sent(IN_A_SERVER, COMMAND)), "a number may be written as a string");
}

#[test]
fn without_id_token_or_application_there_is_nobody_to_answer() {
    for path in ["/id", "/token", "/application_id"] {
        assert_eq!(
            read(&without(sent(IN_A_SERVER, COMMAND), path).to_string()).unwrap_err(),
            Unanswerable::NoInteraction
        );
        for odd in [json!(null), json!([]), json!({}), json!(true)] {
            let json = with(sent(IN_A_SERVER, COMMAND), path, odd);
            assert_eq!(read(&json.to_string()).unwrap_err(), Unanswerable::NoInteraction, "{path}");
        }
    }
}

#[test]
fn text_that_is_no_interaction_is_none() {
    for text in
        ["", "null", "7", "[]", "\"x\"", "{", "{}", "{\"id\": \"1\"", "\u{feff}{}", "nonsense", "{\"id\":1e999}"]
    {
        assert_eq!(read(text).unwrap_err(), Unanswerable::NoInteraction, "{text}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read(&deep).unwrap_err(), Unanswerable::NoInteraction);
}

#[test]
fn ids_may_be_numbers() {
    let json = with(sent(IN_A_SERVER, COMMAND), "/id", json!(1_320_000_000_000_000_001_u64));
    assert_eq!(understood(&json).envelope.id, 1_320_000_000_000_000_001);
}

#[test]
fn a_language_that_may_not_stand_in_a_log_is_unknown() {
    let locale = |value: Json| understood(&with(sent(IN_A_SERVER, COMMAND), "/locale", value)).about.locale;
    assert_eq!(locale(json!("sv-SE")), "sv-SE");
    assert_eq!(locale(json!("tlh")), "tlh");
    for odd in [json!(""), json!("x"), json!("en\nUS"), json!("a very long one"), json!("ä-ö"), json!(5), json!(null)]
    {
        assert_eq!(locale(odd), "unknown");
    }
}

#[test]
fn half_a_character_and_a_number_beyond_all_bounds_are_only_absent() {
    let text = sent(IN_A_SERVER, COMMAND).to_string();
    let broken = text.replace(r#""en-US""#, r#""\ud800""#).replace(r#""version":1"#, r#""version":1e999"#);
    assert_ne!(broken, text);
    let incoming = read(&broken).expect("somebody to answer");
    assert_eq!(
        (incoming.about.locale.as_str(), incoming.about.command),
        ("unknown", Some(CommandUsed::Slash(Command::Industry)))
    );
    let typed = text.replace(r#""healthcare""#, r#""\udfff""#);
    assert_ne!(typed, text);
    assert!(matches!(read(&typed).expect("somebody to answer").request, Request::Ask { .. }));
}

#[test]
fn unknown_fields_and_versions_are_passed_over() {
    let mut json = sent(IN_A_SERVER, COMMAND);
    let before = request(&json);
    json["version"] = json!(99);
    json["new"] = json!({"deep": [1, 2, {"type": "x"}]});
    json["data"]["new"] = json!(null);
    json["data"]["options"].as_array_mut().unwrap().push(json!({"name": "new", "type": 77, "value": {"a": 1}}));
    assert_eq!(request(&json), before);
}

/// The fields without which there is nobody to answer.
const NEEDED: [&str; 4] = ["/id", "/token", "/application_id", "/type"];

#[test]
fn every_interaction_is_answered_whatever_field_is_missing() {
    let mut answered = Vec::new();
    for json in all().into_iter().filter(|json| json["type"] != 1) {
        for path in paths(&json) {
            let text = without(json.clone(), &path).to_string();
            assert!(survives(&text, &mut answered) || NEEDED.contains(&path.as_str()), "without {path}: {text}");
        }
    }
}

#[test]
fn every_interaction_is_answered_whatever_field_has_another_type() {
    let mut answered = Vec::new();
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(0.5),
        json!("x"),
        json!(""),
        json!("0"),
        json!([]),
        json!([[]]),
        json!({}),
        json!({"id": {}}),
    ];
    for json in all().into_iter().filter(|json| json["type"] != 1) {
        for path in paths(&json) {
            for value in &odd {
                let text = with(json.clone(), &path, value.clone()).to_string();
                assert!(survives(&text, &mut answered) || NEEDED.contains(&path.as_str()), "{value} at {path}: {text}");
            }
        }
    }
}

/// Any JSON, with keys that Discord uses among others.
fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        (0u64..8).prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        "\\PC{0,12}|[0-9]{1,20}|t1:[a-z]:[a-z/:0-9]{0,20}".prop_map(Json::from),
        prop::sample::select(vec!["industry", "compare", "name", "first", "for", "t1:m", "t1:x", "t1:h"])
            .prop_map(Json::from),
    ];
    let key = prop_oneof![
        prop::sample::select(vec![
            "id",
            "application_id",
            "token",
            "type",
            "data",
            "member",
            "user",
            "message",
            "options",
            "name",
            "value",
            "values",
            "focused",
            "custom_id",
            "resolved",
            "users",
            "flags",
            "embeds",
            "interaction_metadata",
            "permissions",
            "bot",
            "locale",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    leaf.prop_recursive(5, 48, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map(key.clone(), inner, 0..8)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_json_makes_it_panic(json in any_json()) {
        survives(&json.to_string(), &mut Vec::new());
    }

    #[test]
    fn no_data_makes_it_panic(kind in 2u64..6, data in any_json(), message in any_json(), member in any_json()) {
        let mut json = parsed(IN_A_SERVER);
        json["type"] = json!(kind);
        json["data"] = data;
        json["message"] = message;
        json["member"] = member;
        prop_assert!(survives(&json.to_string(), &mut Vec::new()));
    }

    #[test]
    fn no_change_to_what_discord_sends_makes_it_panic(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any_json()), 1..4),
    ) {
        let mut json = which.get(&all()).clone();
        for (place, value) in changes {
            let paths = paths(&json);
            if !paths.is_empty() {
                let path = place.get(&paths[..]).as_str();
                json = with(json, path, value);
            }
        }
        survives(&json.to_string(), &mut Vec::new());
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}|[\\[\\]{}\",:0-9a-z ]{0,80}") {
        survives(&text, &mut Vec::new());
    }
}
