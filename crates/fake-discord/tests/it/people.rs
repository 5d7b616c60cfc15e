//! What a person is offered where, and what a typed line means.

use fake_discord::{CannotAct, permissions};
use serde_json::{Value, json};

use super::support::{Bot, Rest, discord, says, some_commands};

fn names(offered: Vec<(String, u64)>) -> Vec<String> {
    offered.into_iter().map(|(name, _)| name).collect()
}

#[tokio::test]
async fn commands_are_offered_where_they_belong() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    rest.register(json!([
        { "name": "everywhere", "description": "d" },
        { "name": "server", "description": "d", "contexts": [0] },
        { "name": "dm", "description": "d", "contexts": [1] },
        { "name": "mine", "description": "d", "integration_types": [1] },
        { "name": "mods", "description": "d", "contexts": [0], "default_member_permissions": permissions::MANAGE_MESSAGES.to_string() },
        { "name": "admins", "description": "d", "contexts": [0], "default_member_permissions": "0" },
    ]))
    .await;
    let path = format!("/applications/{}/guilds/{}/commands", rest.application, discord.home());
    rest.call("PUT", &path, json!([{ "name": "here", "description": "d" }])).await;
    let offered = |name: &str| names(discord.member(name).is_offered().unwrap());
    assert_eq!(offered("ada"), ["here", "everywhere", "server"]);
    assert_eq!(offered("mia"), ["here", "everywhere", "server", "mods"]);
    let ada = discord.member("ada");
    assert_eq!(names(ada.in_dm().is_offered().unwrap()), ["everywhere", "dm", "mine"]);
    assert_eq!(names(ada.in_private_channel().is_offered().unwrap()), ["everywhere", "mine"]);
    discord.arrange(|world| {
        let ada = world.user_named("ada").expect("ada").id;
        let elsewhere = world.add_guild("Elsewhere", ada, false);
        world.add_member(elsewhere, ada, permissions::ADMINISTRATOR);
    });
    let elsewhere = ["everywhere", "server", "mine", "mods", "admins"];
    assert_eq!(names(ada.in_server("Elsewhere").is_offered().unwrap()), elsewhere, "she is an administrator there");
    discord.arrange(|world| world.application.user_install = false);
    assert_eq!(ada.in_private_channel().is_offered().unwrap_err(), CannotAct::NotInstalled);
    assert_eq!(ada.in_server("Elsewhere").is_offered().unwrap_err(), CannotAct::NotInstalled);
    assert_eq!(ada.in_channel("secret").is_offered().unwrap_err(), CannotAct::UnknownPlace("secret".into()));
}

/// A bot that repeats the options that it hears.
async fn echo() -> (fake_discord::Discord, Bot) {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    let option = |kind: u64, name: &str| json!({ "type": kind, "name": name, "description": "d" });
    let sub = json!({ "type": 2, "name": "group", "description": "d", "options": [
        { "type": 1, "name": "sub", "description": "d", "options": [option(3, "text"), option(4, "count")] },
    ] });
    let mut limited = option(3, "limited");
    limited["min_length"] = json!(2);
    limited["max_length"] = json!(3);
    let mut chosen = option(3, "chosen");
    chosen["choices"] = json!([{ "name": "Big One", "value": "big" }]);
    let mut number = option(4, "number");
    number["max_value"] = json!(10);
    number["autocomplete"] = json!(true);
    rest.register(json!([
        { "name": "nested", "description": "d", "options": [sub] },
        { "name": "flat", "description": "d", "options": [
            option(3, "text"), limited, chosen, number, option(10, "part"), option(5, "flag"),
            option(6, "user"), option(7, "channel"), option(8, "role"), option(9, "anybody"),
        ] },
    ]))
    .await;
    let bot = Bot::start(&discord, |interaction| {
        if interaction["type"] == 4 {
            return json!({ "type": 8, "data": { "choices": [{ "name": "seven", "value": 7 }] } });
        }
        says(&interaction["data"]["options"].to_string())
    })
    .await;
    (discord, bot)
}

#[tokio::test]
async fn a_typed_line_becomes_options_of_the_right_types() {
    let (discord, _bot) = echo().await;
    let role = discord.arrange(|world| world.add_role(world.home, "ops", true));
    let ada = discord.member("ada");
    let bob = discord.member("bob").id().unwrap();
    discord.arrange(|world| {
        let home = world.guilds.get_mut(&world.home).expect("the home server");
        home.members.get_mut(&bob).expect("bob").nick = Some("Bobby".to_owned());
    });
    let heard = async |line: &str| -> Value {
        let outcome = ada.types(line).await.unwrap();
        serde_json::from_str(&outcome.answered().unwrap().content).unwrap()
    };
    let first = async |line: &str| heard(line).await[0]["value"].clone();
    assert_eq!(first("/flat text:a b: c  d").await, "a b: c  d");
    assert_eq!(first("/flat text:text:x").await, "text:x", "a name is taken once");
    assert_eq!(first("/flat limited:äöü").await, "äöü");
    assert_eq!(first("/flat chosen:Big One").await, "big");
    assert_eq!(first("/flat number:-3").await, -3);
    assert_eq!(first("/flat part:0.5").await, 0.5);
    assert_eq!(first("/flat flag:True").await, true);
    for name in ["@bob", "bob", "@Bob", "BOB", "Bobby", "@bobby"] {
        assert_eq!(first(&format!("/flat user:{name}")).await, json!(bob), "{name}");
    }
    assert_eq!(first(&format!("/flat user:<@{bob}>")).await, json!(bob));
    assert_eq!(first("/flat role:@ops").await, json!(role));
    assert_eq!(first("/flat anybody:@ops").await, json!(role));
    assert!(first("/flat channel:#general").await.is_string());
    let both = heard("/flat text:hello there flag:false").await;
    assert_eq!((&both[0]["value"], &both[1]["value"]), (&json!("hello there"), &json!(false)));
    let nested = heard("/nested group sub text:deep count:3").await;
    assert_eq!(nested[0]["options"][0]["options"][1], json!({ "name": "count", "type": 4, "value": 3 }));
    assert_eq!(heard("/nested group sub").await[0]["options"][0]["options"], json!([]));

    let bad = ["limited:ä", "limited:long", "chosen:small", "number:11", "number:x", "part:x", "user:@zoe", "role:x"];
    for option in bad {
        let refused = ada.types(&format!("/flat {option}")).await;
        assert!(matches!(refused, Err(CannotAct::BadValue { .. })), "{option}: {refused:?}");
    }
    for line in ["/nested", "/nested group", "/nested sub"] {
        assert!(matches!(ada.types(line).await, Err(CannotAct::UnknownCommand(_))), "{line}");
    }
    assert_eq!(ada.completes("/flat text:x").await.unwrap_err(), CannotAct::NotCompleted("text".into()));
    let completed = ada.completes("/flat number:x").await.unwrap();
    assert_eq!(completed.choices().unwrap()[0].value, 7);
    let payload = discord.payload(completed.interaction).unwrap();
    let focused = json!({ "name": "number", "type": 4, "value": "x", "focused": true });
    assert_eq!(payload["data"]["options"][0], focused, "always a string");
    let picked = ada.picks("/flat text:a number:x", "seven").await.unwrap();
    assert!(picked.answered().unwrap().content.contains("{\"name\":\"number\",\"type\":4,\"value\":7}"));
}

#[tokio::test]
async fn message_and_user_commands_carry_their_target() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    rest.register(json!([{ "name": "Ask", "type": 3 }, { "name": "Who", "type": 2 }])).await;
    let _bot = Bot::start(&discord, |interaction| says(&interaction["data"]["target_id"].to_string())).await;
    let (ada, bob) = (discord.member("ada"), discord.member("bob"));
    let said = bob.says("hello").unwrap();
    let outcome = ada.uses("Ask", &said).await.unwrap();
    assert_eq!(outcome.answered().unwrap().content, format!("\"{}\"", said.id));
    let data = discord.payload(outcome.interaction).unwrap()["data"].clone();
    assert_eq!(data["resolved"]["messages"][said.id.to_string()]["content"], "hello");
    let token = discord.payload(outcome.interaction).unwrap()["token"].clone();
    let answer = rest.webhook("GET", &json!({ "token": token }), "/messages/@original", json!(null)).await.body;
    assert_eq!(answer["type"], 23);
    assert_eq!(answer["interaction_metadata"]["target_message_id"], said.id.to_string());
    assert_eq!(answer["message_reference"]["message_id"], said.id.to_string());
    let outcome = ada.uses_on("Who", "bob").await.unwrap();
    let data = discord.payload(outcome.interaction).unwrap()["data"].clone();
    assert_eq!(data["resolved"]["users"][bob.id().unwrap().to_string()]["username"], "bob");
    assert!(ada.uses("Who", &said).await.is_err());
    assert!(ada.in_dm().uses("Ask", &said).await.is_err(), "not visible from there");
}

#[tokio::test]
async fn a_server_that_forbids_external_apps_makes_their_answers_private() {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let _bot = Bot::start(&discord, |_| says("x")).await;
    discord.arrange(|world| {
        let ada = world.user_named("ada").expect("ada").id;
        let elsewhere = world.add_guild("Elsewhere", ada, false);
        world.add_member(elsewhere, ada, permissions::MEMBER & !permissions::USE_EXTERNAL_APPS);
    });
    let outcome = discord.member("ada").in_server("Elsewhere").types("/help").await.unwrap();
    assert!(outcome.answered().unwrap().is_ephemeral());
    assert!(outcome.callback().unwrap()["data"].get("flags").is_none());
}
