//! From a typed command to a message, over real sockets.

use fake_discord::CannotAct;
use serde_json::{Value, json};

use super::support::{Bot, Rest, discord, says, some_commands};

fn answer(interaction: &Value) -> Value {
    match interaction["type"].as_u64() {
        Some(4) => {
            let typed = &interaction["data"]["options"][0]["value"];
            json!({ "type": 8, "data": { "choices": [{ "name": format!("Heal: {}", typed.as_str().unwrap_or("?")), "value": "healthcare" }] } })
        }
        Some(2) => {
            let value = interaction["data"]["options"][0]["value"].as_str().unwrap_or("nothing");
            json!({ "type": 4, "data": {
                "content": format!("about {value}"),
                "components": [{ "type": 1, "components": [
                    { "type": 2, "style": 2, "label": "More", "custom_id": "more" },
                    { "type": 2, "style": 2, "label": "Never", "custom_id": "never", "disabled": true },
                    { "type": 2, "style": 5, "label": "Web", "url": "https://example.com" },
                ] }],
            } })
        }
        Some(3) => json!({ "type": 7, "data": { "content": "more of it" } }),
        _ => Value::Null,
    }
}

#[tokio::test]
async fn a_typed_command_becomes_a_message_and_a_click_updates_it() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    assert_eq!(rest.register(some_commands()).await.status, 200);
    let _bot = Bot::start(&discord, answer).await;
    let ada = discord.member("ada");

    let outcome = ada.types("/industry name:health care for:@bob private:true").await.unwrap();
    let message = outcome.answered().unwrap();
    assert_eq!(message.content, "about health care");
    let options = discord.payload(outcome.interaction).unwrap()["data"].clone();
    assert_eq!(options["options"][2], json!({ "name": "private", "type": 5, "value": true }));
    assert_eq!(options["resolved"]["users"].as_object().unwrap().len(), 1);

    let clicked = ada.clicks(message, "More").await.unwrap();
    assert_eq!(clicked.answered().unwrap().content, "more of it");
    assert_eq!(clicked.answered().unwrap().id, message.id);
    assert_eq!(clicked.answered().unwrap().buttons().len(), 3);
    let seen = discord.payload(clicked.interaction).unwrap();
    assert_eq!(seen["message"]["interaction_metadata"]["user"]["username"], "ada");

    assert_eq!(ada.clicks(message, "Never").await.unwrap_err(), CannotAct::Disabled("Never".into()));
    assert_eq!(ada.clicks(message, "Web").await.unwrap_err(), CannotAct::SendsNothing("Web".into()));
    assert_eq!(ada.clicks(message, "Nope").await.unwrap_err(), CannotAct::NoSuchControl("Nope".into()));

    let picked = ada.picks("/industry name:hea", "Heal: hea").await.unwrap();
    assert_eq!(picked.answered().unwrap().content, "about healthcare");
    for place in [ada.in_dm(), ada.in_private_channel()] {
        assert_eq!(place.types("/industry name:x").await.unwrap().answered().unwrap().content, "about x");
    }
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn a_bot_that_says_nothing_did_not_respond() {
    let discord = fake_discord::Discord::start(fake_discord::Settings {
        deadline: std::time::Duration::from_millis(200),
        ..super::support::settings()
    })
    .await
    .unwrap();
    Rest::new(&discord).register(some_commands()).await;
    let _bot = Bot::start(&discord, |_| Value::Null).await;
    let outcome = discord.member("ada").types("/help").await.unwrap();
    assert!(outcome.is_nothing());
    assert!(outcome.answered().unwrap_err().to_string().contains("did not respond"));
}

#[tokio::test]
async fn the_client_refuses_what_discords_client_refuses() {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let ada = discord.member("ada");
    let refused = |line: &'static str| {
        let ada = ada.clone();
        async move { ada.types(line).await.unwrap_err() }
    };
    assert_eq!(refused("/nope").await, CannotAct::UnknownCommand("/nope".into()));
    assert_eq!(refused("/industry").await, CannotAct::MissingOption("name".into()));
    assert_eq!(refused("/industry nome:x").await, CannotAct::UnknownOption("nome:x".into()));
    assert!(matches!(refused("/industry name:x private:maybe").await, CannotAct::BadValue { .. }));
    assert!(matches!(refused("/industry name:x for:@nobody").await, CannotAct::BadValue { .. }));
    assert!(matches!(refused("/industry name:").await, CannotAct::BadValue { .. }));
    assert_eq!(discord.member("zoe").types("/help").await.unwrap_err(), CannotAct::UnknownPerson("zoe".into()));
    let _ = says("");
}
