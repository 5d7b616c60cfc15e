//! Registering commands: C01 to C23, each limit at N and N+1.
//!
//! A little over 400 lines, because most of it is one table of rules, which reads best in one piece.

use fake_discord::{Discord, Settings, World};
use serde_json::{Value, json};

use super::support::{Answer, Rest, discord, settings};

/// Code points that are not bytes, so that counting the wrong unit fails.
fn letters(count: usize) -> String {
    "ä".repeat(count)
}

fn command(more: Value) -> Value {
    let mut command = json!({ "name": "c", "description": "d" });
    for (key, value) in more.as_object().expect("an object") {
        command[key] = value.clone();
    }
    command
}

fn option(more: Value) -> Value {
    let mut option = json!({ "type": 3, "name": "o", "description": "d" });
    for (key, value) in more.as_object().expect("an object") {
        option[key] = value.clone();
    }
    option
}

fn with_options(options: Vec<Value>) -> Value {
    command(json!({ "options": options }))
}

fn named_options(count: usize) -> Vec<Value> {
    (0..count).map(|index| option(json!({ "name": format!("o{index}") }))).collect()
}

fn choices(count: usize) -> Vec<Value> {
    (0..count).map(|index| json!({ "name": format!("n{index}"), "value": format!("v{index}") })).collect()
}

async fn fresh() -> (Discord, Rest) {
    let world = World::default();
    let discord = Discord::start(Settings { requests_per_second: 10_000, world, ..settings() }).await.unwrap();
    let rest = Rest::new(&discord);
    (discord, rest)
}

async fn put(rest: &Rest, commands: Value) -> Answer {
    rest.register(commands).await
}

#[tokio::test]
async fn a_command_within_the_limits_is_accepted() {
    let (discord, rest) = fresh().await;
    let mixed_case_locale = json!({ "de": "größe", "hi": "हिन्दी", "th": "ไทย" });
    let fine = [
        command(json!({ "name": letters(32), "description": letters(100) })),
        command(json!({ "name": "it's-a_name1" })),
        command(json!({ "name": "日本語" })),
        command(json!({ "name": "हिन्दी" })),
        command(json!({ "name_localizations": mixed_case_locale })),
        command(json!({ "description_localizations": { "de": letters(100) } })),
        with_options(named_options(25)),
        with_options(vec![option(json!({ "choices": choices(25) }))]),
        with_options(vec![option(json!({ "choices": [{ "name": letters(100), "value": letters(100) }] }))]),
        with_options(vec![option(
            json!({ "type": 4, "choices": [{ "name": "n", "value": 9_007_199_254_740_991_i64 }] }),
        )]),
        with_options(vec![option(json!({ "autocomplete": true, "choices": [] }))]),
        with_options(vec![option(json!({ "min_length": 0, "max_length": 6000 }))]),
        with_options(vec![option(json!({ "min_length": null, "max_length": null, "channel_types": [] }))]),
        with_options(vec![option(json!({ "type": 4, "min_value": -9_007_199_254_740_991_i64, "max_value": 1 }))]),
        with_options(vec![option(json!({ "required": true })), option(json!({ "name": "p" }))]),
        with_options(vec![option(json!({ "type": 2, "options": [option(json!({ "type": 1 }))] }))]),
        with_options(vec![option(json!({ "type": 1, "options": [] })), option(json!({ "type": 1, "name": "p" }))]),
        command(json!({ "contexts": [0, 1, 2], "integration_types": [0, 1] })),
        command(json!({ "default_member_permissions": "0", "nsfw": false, "some_future_field": 1 })),
        json!({ "name": "Ask About This", "type": 3, "options": [] }),
        json!({ "name": "Mixed Case", "type": 2, "description": "" }),
    ];
    for command in fine {
        let answer = put(&rest, json!([command])).await;
        assert_eq!(answer.status, 200, "{command}\n{}", answer.text);
    }
    assert!(discord.refusals().is_empty());
}

#[tokio::test]
async fn a_command_beyond_the_limits_is_refused_with_discords_code() {
    let (discord, rest) = fresh().await;
    let sub = |name: &str| option(json!({ "type": 1, "name": name }));
    let table: Vec<(&str, &str, Value)> = vec![
        ("C01", "0.name: APPLICATION_COMMAND_INVALID_NAME", command(json!({ "name": "Upper" }))),
        ("C01", "0.name: APPLICATION_COMMAND_INVALID_NAME", command(json!({ "name": "two words" }))),
        ("C01", "0.name: APPLICATION_COMMAND_INVALID_NAME", command(json!({ "name": "dot.ted" }))),
        ("C01", "0.name: APPLICATION_COMMAND_INVALID_NAME", command(json!({ "name": "🏥" }))),
        ("C01", "0.name: BASE_TYPE_BAD_LENGTH", command(json!({ "name": letters(33) }))),
        ("C01", "0.name: BASE_TYPE_BAD_LENGTH", command(json!({ "name": "" }))),
        ("C01", "0.name: BASE_TYPE_REQUIRED", json!({ "description": "d" })),
        ("C01", "0.name: BASE_TYPE_BAD_LENGTH", json!({ "name": letters(33), "type": 3 })),
        (
            "C01",
            "0.name_localizations.de: APPLICATION_COMMAND_INVALID_NAME",
            command(json!({ "name_localizations": { "de": "Groß" } })),
        ),
        (
            "C01",
            "0.options.0.name: APPLICATION_COMMAND_INVALID_NAME",
            with_options(vec![option(json!({ "name": "Name" }))]),
        ),
        ("C04", "0.description: BASE_TYPE_REQUIRED", json!({ "name": "c" })),
        ("C04", "0.description: BASE_TYPE_BAD_LENGTH", command(json!({ "description": "" }))),
        ("C04", "0.description: BASE_TYPE_BAD_LENGTH", command(json!({ "description": letters(101) }))),
        (
            "C04",
            "0.description_localizations.de: BASE_TYPE_BAD_LENGTH",
            command(json!({ "description_localizations": { "de": letters(101) } })),
        ),
        ("C04", "0.options.0.description: BASE_TYPE_REQUIRED", with_options(vec![json!({ "type": 3, "name": "o" })])),
        (
            "C05",
            "0.description: APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED",
            json!({ "name": "Ask", "type": 3, "description": "d" }),
        ),
        (
            "C05",
            "0.options: APPLICATION_COMMAND_OPTIONS_NOT_ALLOWED",
            json!({ "name": "Ask", "type": 2, "options": [option(json!({}))] }),
        ),
        ("C05", "0.type: BASE_TYPE_CHOICES", command(json!({ "type": 9 }))),
        ("C06", "0.options: BASE_TYPE_MAX_LENGTH", with_options(named_options(26))),
        (
            "C06",
            "0.options.0.choices: BASE_TYPE_MAX_LENGTH",
            with_options(vec![option(json!({ "choices": choices(26) }))]),
        ),
        (
            "C07",
            "0.options.1: APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            with_options(vec![option(json!({})), option(json!({ "name": "p", "required": true }))]),
        ),
        (
            "C07",
            "0.options.0.options.1: APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            with_options(vec![option(json!({
                "type": 1,
                "options": [option(json!({})), option(json!({ "name": "p", "required": true }))],
            }))]),
        ),
        (
            "C08",
            "0.options.1: APPLICATION_COMMAND_OPTIONS_NAME_INVALID",
            with_options(vec![option(json!({})), option(json!({}))]),
        ),
        (
            "C10",
            "0.options.0.choices.0.name: BASE_TYPE_BAD_LENGTH",
            with_options(vec![option(json!({ "choices": [{ "name": letters(101), "value": "v" }] }))]),
        ),
        (
            "C10",
            "0.options.0.choices.0.value: BASE_TYPE_BAD_LENGTH",
            with_options(vec![option(json!({ "choices": [{ "name": "n", "value": letters(101) }] }))]),
        ),
        (
            "C10",
            "0.options.0.choices.0.value: BASE_TYPE_BAD_LENGTH",
            with_options(vec![option(json!({ "choices": [{ "name": "n", "value": "" }] }))]),
        ),
        (
            "C10",
            "0.options.0.choices.0.value: MODEL_TYPE_CONVERT",
            with_options(vec![option(json!({ "choices": [{ "name": "n", "value": 1 }] }))]),
        ),
        (
            "C10",
            "0.options.0.choices.0.value: NUMBER_TYPE_MAX",
            with_options(vec![option(
                json!({ "type": 4, "choices": [{ "name": "n", "value": 9_007_199_254_740_992_i64 }] }),
            )]),
        ),
        (
            "C11",
            "0.options.0.autocomplete: APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
            with_options(vec![option(json!({ "autocomplete": true, "choices": choices(1) }))]),
        ),
        (
            "C11",
            "0.options.0.autocomplete: APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
            with_options(vec![option(json!({ "type": 6, "autocomplete": true }))]),
        ),
        (
            "C12",
            "0.options.1: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            with_options(vec![sub("s"), option(json!({}))]),
        ),
        (
            "C12",
            "0.options.0.options.0: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            with_options(vec![option(json!({ "type": 1, "options": [sub("deep")] }))]),
        ),
        (
            "C12",
            "0.options.0.options.0: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            with_options(vec![option(json!({ "type": 2, "options": [option(json!({ "name": "p" }))] }))]),
        ),
        (
            "C12",
            "0.options.0.options: BASE_TYPE_REQUIRED",
            with_options(vec![option(json!({ "type": 2, "options": [] }))]),
        ),
        ("C12", "0.options.0.type: BASE_TYPE_CHOICES", with_options(vec![option(json!({ "type": 12 }))])),
        ("C13", "0.name_localizations: ENUM_TYPE_COERCE", command(json!({ "name_localizations": { "xx": "name" } }))),
        (
            "C14",
            "0.options.0.name_localizations.de: APPLICATION_COMMAND_OPTIONS_NAME_INVALID",
            with_options(vec![option(json!({ "name_localizations": { "de": "p" } })), option(json!({ "name": "p" }))]),
        ),
        ("C15", "0.contexts: BASE_TYPE_BAD_LENGTH", command(json!({ "contexts": [] }))),
        ("C15", "0.contexts.1: SET_TYPE_ALREADY_CONTAINS_VALUE", command(json!({ "contexts": [0, 0] }))),
        ("C15", "0.contexts.0: BASE_TYPE_CHOICES", command(json!({ "contexts": [3] }))),
        ("C15", "0.integration_types: BASE_TYPE_BAD_LENGTH", command(json!({ "integration_types": [] }))),
        (
            "C15",
            "0.default_member_permissions: MODEL_TYPE_CONVERT",
            command(json!({ "default_member_permissions": "all" })),
        ),
        ("C16", "0.options.0.min_length: NUMBER_TYPE_MAX", with_options(vec![option(json!({ "min_length": 6001 }))])),
        ("C16", "0.options.0.max_length: NUMBER_TYPE_MIN", with_options(vec![option(json!({ "max_length": 0 }))])),
        (
            "C16",
            "0.options.0: NUMBER_TYPE_MIN",
            with_options(vec![option(json!({ "min_length": 3, "max_length": 2 }))]),
        ),
        (
            "C16",
            "0.options.0: NUMBER_TYPE_MIN",
            with_options(vec![option(json!({ "type": 10, "min_value": 0.5, "max_value": 0.25 }))]),
        ),
        (
            "C16",
            "0.options.0.max_value: NUMBER_TYPE_MAX",
            with_options(vec![option(json!({ "type": 4, "max_value": 9_007_199_254_740_992_i64 }))]),
        ),
        (
            "C16",
            "0.options.0.min_value: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            with_options(vec![option(json!({ "min_value": 1 }))]),
        ),
    ];
    for (rule, problem, body) in table {
        let answer = put(&rest, json!([body])).await;
        assert_eq!(answer.verdict(), (400, 50035), "{rule} {body}\n{}", answer.text);
        assert!(answer.problems().contains(&problem.to_owned()), "{rule} {problem}\n{}", answer.text);
        let broken = discord.refusals();
        assert!(broken.last().is_some_and(|broken| broken.rule == rule), "{rule}: {broken:?}");
    }
    assert!(discord.commands(None).is_empty());
}

#[tokio::test]
async fn a_command_of_more_than_8000_characters_is_too_large_in_its_longest_language() {
    let (_playground, rest) = fresh().await;
    let mut options = named_options(25);
    for option in &mut options {
        option["description"] = json!("d");
        let long: Vec<Value> =
            (0..3).map(|index| json!({ "name": format!("{index}{}", letters(99)), "value": "v" })).collect();
        option["choices"] = json!(long);
    }
    // 2 + 10·(2+1) + 15·(3+1) + 75·101 = 7667, so 333 more fit.
    options[0]["choices"].as_array_mut().unwrap().extend([
        json!({ "name": "a".repeat(100), "value": "v" }),
        json!({ "name": "b".repeat(100), "value": "v" }),
        json!({ "name": "c".repeat(100), "value": "v" }),
    ]);
    let mut fits = with_options(options);
    fits["description_localizations"] = json!({ "de": letters(31), "fr": "f" });
    assert_eq!(put(&rest, json!([fits])).await.status, 200);
    fits["description_localizations"] = json!({ "de": letters(32), "fr": "f" });
    let answer = put(&rest, json!([fits])).await;
    assert_eq!(answer.problems(), ["0: APPLICATION_COMMAND_TOO_LARGE"], "{}", answer.text);
}

#[tokio::test]
async fn each_scope_has_room_for_a_hundred_commands_and_fifteen_of_each_menu() {
    let (_playground, rest) = fresh().await;
    let chat = |count: usize| -> Vec<Value> {
        (0..count).map(|index| command(json!({ "name": format!("c{index}") }))).collect()
    };
    let menu = |count: usize, kind: u64| -> Vec<Value> {
        (0..count).map(|index| json!({ "name": format!("m{index}"), "type": kind })).collect()
    };
    let all = [chat(100), menu(15, 2), menu(15, 3)].concat();
    assert_eq!(put(&rest, json!(all)).await.status, 200);
    assert_eq!(put(&rest, json!(chat(101))).await.verdict(), (400, 30032));
    assert_eq!(put(&rest, json!(menu(16, 3))).await.verdict(), (400, 30032));
    let path = format!("/applications/{}/commands", rest.application);
    assert_eq!(rest.call("POST", &path, command(json!({ "name": "one-more" }))).await.verdict(), (400, 30032));
}

#[tokio::test]
async fn one_name_of_a_type_may_be_in_a_bulk_body_once() {
    let (_playground, rest) = fresh().await;
    let twice = put(&rest, json!([command(json!({})), command(json!({}))])).await;
    assert_eq!(twice.problems(), ["1: APPLICATION_COMMANDS_DUPLICATE_NAME"]);
    let other_type = put(&rest, json!([command(json!({})), { "name": "c", "type": 3 }])).await;
    assert_eq!(other_type.status, 200);
}

#[tokio::test]
async fn writing_creates_replaces_and_deletes_and_keeps_the_ids_of_what_stays() {
    let (discord, rest) = fresh().await;
    let path = format!("/applications/{}/commands", rest.application);
    let first = rest.call("POST", &path, command(json!({}))).await;
    assert_eq!(first.status, 201);
    let again = rest.call("POST", &path, command(json!({ "description": "other" }))).await;
    assert_eq!((again.status, &again.body["id"]), (200, &first.body["id"]));
    assert_ne!(again.body["version"], first.body["version"]);
    let same = rest.call("POST", &path, command(json!({ "description": "other" }))).await;
    assert_eq!(same.body["version"], again.body["version"]);

    let put = put(&rest, json!([command(json!({})), command(json!({ "name": "d" }))])).await;
    assert_eq!(put.body[0]["id"], first.body["id"]);
    let id = put.body[1]["id"].as_str().unwrap();
    let patched = rest.call("PATCH", &format!("{path}/{id}"), json!({ "description": "new" })).await;
    assert_eq!((patched.status, &patched.body["description"]), (200, &json!("new")));
    assert_eq!(rest.call("PATCH", &format!("{path}/{id}"), json!({ "description": "" })).await.status, 400);
    assert_eq!(rest.call("GET", &format!("{path}/{id}"), Value::Null).await.body["name"], "d");
    assert_eq!(rest.call("DELETE", &format!("{path}/{id}"), Value::Null).await.status, 204);
    assert_eq!(rest.call("DELETE", &format!("{path}/{id}"), Value::Null).await.verdict(), (404, 10063));
    assert_eq!(rest.call("GET", &format!("{path}/17"), Value::Null).await.verdict(), (404, 10063));
    assert_eq!(rest.register(json!([])).await.body, json!([]));
    assert!(discord.commands(None).is_empty());
}

#[tokio::test]
async fn translations_are_listed_only_on_request() {
    let (_playground, rest) = fresh().await;
    let translated = command(json!({
        "name_localizations": { "de": "c", "fr": "ç" },
        "options": [option(json!({ "name_localizations": { "de": "ö" }, "required": false, "choices": [] }))],
    }));
    assert_eq!(put(&rest, json!([translated])).await.status, 200);
    let path = format!("/applications/{}/commands", rest.application);
    let plain = rest.call("GET", &path, Value::Null).await.body;
    assert!(plain[0].get("name_localizations").is_none(), "{plain}");
    assert!(plain[0]["options"][0].get("name_localizations").is_none());
    let full = rest.call("GET", &format!("{path}?with_localizations=true"), Value::Null).await.body;
    assert_eq!(full[0]["name_localizations"], json!({ "fr": "ç" }), "a translation that equals the default is ignored");
    assert_eq!(full[0]["description_localizations"], Value::Null);
    assert_eq!(full[0]["options"][0], option(json!({ "name_localizations": { "de": "ö" } })));
}

#[tokio::test]
async fn the_201st_creation_of_a_day_is_refused() {
    let (_playground, rest) = fresh().await;
    let batch = |from: usize| -> Vec<Value> {
        (from..from + 100).map(|index| command(json!({ "name": format!("c{index}") }))).collect()
    };
    assert_eq!(put(&rest, json!(batch(0))).await.status, 200);
    assert_eq!(put(&rest, json!(batch(100))).await.status, 200);
    assert_eq!(put(&rest, json!(batch(100))).await.status, 200, "no creation");
    assert_eq!(put(&rest, json!([command(json!({ "name": "c0" }))])).await.verdict(), (400, 30034));
}

#[tokio::test]
async fn a_servers_commands_need_the_server_and_know_no_contexts() {
    let (discord, rest) = fresh().await;
    let elsewhere = discord.arrange(|world| {
        let owner = world.user_named("ada").expect("ada").id;
        world.add_guild("Elsewhere", owner, false)
    });
    let path = |guild: &str| format!("/applications/{}/guilds/{guild}/commands", rest.application);
    let home = path(&discord.home().to_string());
    let registered = rest.call("PUT", &home, json!([command(json!({}))])).await;
    assert_eq!((registered.status, &registered.body[0]["guild_id"]), (200, &json!(discord.home())));
    assert!(discord.commands(None).is_empty());
    for forbidden in [path(&elsewhere.to_string()), path("17")] {
        assert_eq!(rest.call("PUT", &forbidden, json!([])).await.verdict(), (403, 50001));
    }
    for key in ["contexts", "integration_types"] {
        let answer = rest.call("PUT", &home, json!([command(json!({ key: [0] }))])).await;
        assert_eq!(answer.problems(), [format!("0.{key}: APPLICATION_COMMAND_GUILD_FIELD_NOT_ALLOWED")]);
    }
}

#[tokio::test]
async fn only_enabled_installation_types_can_be_registered() {
    let discord = discord().await;
    discord.arrange(|world| world.application.user_install = false);
    let rest = Rest::new(&discord);
    let answer = put(&rest, json!([command(json!({ "integration_types": [0, 1] }))])).await;
    assert_eq!(answer.problems(), ["0.integration_types.1: APPLICATION_COMMAND_INTEGRATION_TYPE_NOT_ENABLED"]);
    let application = rest.call("GET", "/applications/@me", Value::Null).await.body;
    assert!(application["integration_types_config"].get("1").is_none());
}

#[tokio::test]
async fn a_wrong_or_absent_token_and_a_foreign_application_are_refused() {
    let discord = discord().await;
    let mut rest = Rest::new(&discord);
    let foreign = rest.call("GET", "/applications/17/commands", Value::Null).await;
    assert_eq!(foreign.verdict(), (403, 20012));
    rest.token = "wrong".to_owned();
    for path in ["/users/@me", "/gateway/bot", "/applications/@me"] {
        let answer = rest.call("GET", path, Value::Null).await;
        assert_eq!((answer.status, answer.body), (401, json!({ "message": "401: Unauthorized", "code": 0 })));
    }
    assert_eq!(rest.call("GET", "/gateway", Value::Null).await.status, 200);
}
