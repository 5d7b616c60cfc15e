//! Selects in messages: several values, roles, and what is chosen already. K06.

use fake_discord::{CannotAct, Discord, Id};
use serde_json::{Value, json};

use super::messages::Answering;
use super::support::{Bot, Rest, discord, some_commands};

fn message(select: Value) -> Value {
    json!({ "content": "x", "components": [{ "type": 1, "components": [select] }] })
}

#[tokio::test]
async fn what_is_chosen_already_fits_the_select() {
    let mut fixture = Answering::start().await;
    let at = "data.components.0.components.0";
    let bad = |key: &str, code: &str| -> &'static [&'static str] {
        let problem: &'static str = Box::leak(format!("{at}.{key}: {code}").into_boxed_str());
        Box::leak(Box::new([problem]))
    };
    let roles = |count: u64, min: u64, max: u64| {
        let defaults: Vec<Value> = (1..=count).map(|id| json!({ "id": id.to_string(), "type": "role" })).collect();
        let select =
            json!({ "type": 6, "custom_id": "c", "min_values": min, "max_values": max, "default_values": defaults });
        message(select)
    };
    let of =
        |kind: u64, default: Value| message(json!({ "type": kind, "custom_id": "c", "default_values": [default] }));
    let table: Vec<(&str, Value, &[&str])> = vec![
        ("K06", roles(0, 0, 25), &[]),
        ("K06", roles(25, 0, 25), &[]),
        ("K06", roles(2, 0, 2), &[]),
        ("K06", roles(3, 0, 2), bad("default_values", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES")),
        ("K06", roles(2, 2, 3), &[]),
        ("K06", roles(1, 2, 3), bad("default_values", "SELECT_COMPONENT_TOO_FEW_DEFAULT_VALUES")),
        ("K06", roles(0, 0, 26), bad("max_values", "NUMBER_TYPE_MAX")),
        ("K06", of(5, json!({ "id": "1", "type": "user" })), &[]),
        ("K06", of(6, json!({ "id": "1", "type": "user" })), bad("default_values.0.type", "BASE_TYPE_CHOICES")),
        ("K06", of(6, json!({ "id": "x", "type": "role" })), bad("default_values.0.id", "NUMBER_TYPE_COERCE")),
        ("K06", of(7, json!({ "id": 1, "type": "role" })), &[]),
        ("K06", of(8, json!({ "id": 1, "type": "role" })), bad("default_values.0.type", "BASE_TYPE_CHOICES")),
    ];
    fixture.check(4, table).await;
}

/// A bot with a select of roles and one of several strings.
async fn settings() -> (Discord, Bot, [Id; 3]) {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let roles =
        discord.arrange(|world| ["Editors", "Readers", "Bots"].map(|name| world.add_role(world.home, name, true)));
    let chosen = roles[0];
    let bot = Bot::start(&discord, move |interaction| {
        if interaction["type"] == 3 {
            return json!({ "type": 7, "data": { "content": interaction["data"].to_string() } });
        }
        let kinds: Vec<Value> = ["FAQ", "Career", "Term"].iter().map(|name| json!({ "label": name, "value": name.to_lowercase() })).collect();
        json!({ "type": 4, "data": { "content": "x", "flags": 64, "components": [
            { "type": 1, "components": [{ "type": 6, "custom_id": "roles", "min_values": 0, "max_values": 2,
                "default_values": [{ "id": chosen, "type": "role" }] }] },
            { "type": 1, "components": [{ "type": 3, "custom_id": "kinds", "min_values": 0, "max_values": 3, "options": kinds }] },
        ] } })
    })
    .await;
    (discord, bot, roles)
}

#[tokio::test]
async fn a_person_selects_roles() {
    let (discord, _bot, roles) = settings().await;
    let mia = discord.member("mia");
    let posted = mia.types("/help").await.unwrap().answered().unwrap().clone();
    let menu = &posted.menus()[0];
    assert_eq!((menu.kind, menu.max_values, &menu.default_values), (6, 2, &vec![roles[0]]));
    let outcome = mia.selects_roles(&posted, &["@Readers", "Editors"]).await.unwrap();
    let data = discord.payload(outcome.interaction).unwrap()["data"].clone();
    assert_eq!((&data["component_type"], &data["custom_id"]), (&json!(6), &json!("roles")));
    assert_eq!(data["values"], json!([roles[1], roles[0]]));
    assert_eq!(data["resolved"]["roles"][roles[1].to_string()]["name"], "Readers");
    let none = mia.selects_roles(&posted, &[]).await.unwrap();
    let data = discord.payload(none.interaction).unwrap()["data"].clone();
    assert_eq!((&data["values"], data.get("resolved")), (&json!([]), None));
    let by_id = mia.selects_values(&posted, "roles", &[roles[2].to_string()]).await.unwrap();
    assert_eq!(discord.payload(by_id.interaction).unwrap()["data"]["values"], json!([roles[2]]));
    for bad in [&["Ghosts"][..], &["Editors", "Readers", "Bots"], &["Editors", "@Editors"]] {
        let refused = mia.selects_roles(&posted, bad).await;
        assert!(matches!(refused, Err(CannotAct::NoSuchControl(_))), "{bad:?}: {refused:?}");
    }
    assert!(mia.selects(&posted, "Editors").await.is_err(), "a role is no line");
}

#[tokio::test]
async fn a_person_selects_several_lines_or_none() {
    let (discord, _bot, _) = settings().await;
    let mia = discord.member("mia");
    let posted = mia.types("/help").await.unwrap().answered().unwrap().clone();
    let outcome = mia.selects_several(&posted, &["FAQ", "Term"]).await.unwrap();
    let data = discord.payload(outcome.interaction).unwrap()["data"].clone();
    assert_eq!((&data["component_type"], &data["values"]), (&json!(3), &json!(["faq", "term"])));
    let none = mia.selects_values(&posted, "kinds", &[]).await.unwrap();
    assert_eq!(discord.payload(none.interaction).unwrap()["data"]["values"], json!([]));
}
