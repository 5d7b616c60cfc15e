//! The installation by which the app is where it is used: `authorizing_integration_owners`.

use fake_discord::{CannotAct, Discord, Id, permissions};
use serde_json::{Value, json};

use super::support::{Bot, Rest, discord, says, some_commands};

/// A bot with a button on each answer, which opens a modal; and a server without the app, in which ada and bob are.
async fn fixture() -> (Discord, Bot, Id) {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let bot = Bot::start(&discord, |interaction| match interaction["type"].as_u64() {
        Some(2) => json!({ "type": 4, "data": { "content": "x", "components": [
            { "type": 1, "components": [{ "type": 2, "style": 1, "label": "Open", "custom_id": "open" }] },
        ] } }),
        Some(3) => json!({ "type": 9, "data": { "title": "t", "custom_id": "m", "components": [
            { "type": 18, "label": "l", "component": { "type": 4, "custom_id": "c", "style": 1, "required": false } },
        ] } }),
        _ => says("submitted"),
    })
    .await;
    let elsewhere = discord.arrange(|world| {
        let elsewhere = world.add_guild("Elsewhere", world.home, false);
        for name in ["ada", "bob"] {
            let user = world.user_named(name).expect("a user").id;
            world.add_member(elsewhere, user, permissions::MEMBER);
        }
        elsewhere
    });
    (discord, bot, elsewhere)
}

fn owners(discord: &Discord, interaction: Id) -> Value {
    discord.payload(interaction).unwrap()["authorizing_integration_owners"].clone()
}

#[tokio::test]
async fn a_click_is_authorized_as_the_message_is() {
    let (discord, _bot, elsewhere) = fixture().await;
    let ada = discord.member("ada").id().unwrap();
    for (server, expected) in [("Playground", json!({ "0": discord.home() })), ("Elsewhere", json!({ "1": ada }))] {
        let asker = discord.member("ada").in_server(server);
        let other = discord.member("bob").in_server(server);
        let asked = asker.types("/industry name:x").await.unwrap();
        assert_eq!(owners(&discord, asked.interaction), expected, "{server}: a command");
        let clicked = other.clicks(asked.answered().unwrap(), "Open").await.unwrap();
        assert_eq!(owners(&discord, clicked.interaction), expected, "{server}: a click of another member");
        let submitted = other.submits(clicked.modal().unwrap(), &[]).await.unwrap();
        assert_eq!(owners(&discord, submitted.interaction), expected, "{server}: a submitted modal");
        let payload = discord.payload(submitted.interaction).unwrap();
        assert!(payload["guild_id"].is_string() && payload["member"]["user"]["username"] == "bob");
    }
    let dm = discord.member("ada").in_dm().types("/industry name:x").await.unwrap();
    assert_eq!(owners(&discord, dm.interaction), json!({ "0": "0", "1": ada }));
    let private = discord.member("ada").in_private_channel().types("/industry name:x").await.unwrap();
    assert_eq!(owners(&discord, private.interaction), json!({ "1": ada }));
    discord.add_app(elsewhere);
    let asked = discord.member("ada").in_server("Elsewhere").types("/industry name:x").await.unwrap();
    assert_eq!(owners(&discord, asked.interaction), json!({ "0": elsewhere }));
}

#[tokio::test]
async fn a_server_that_removed_the_app_takes_no_clicks() {
    let (discord, _bot, _) = fixture().await;
    let ada = discord.member("ada");
    let posted = ada.types("/industry name:x").await.unwrap().answered().unwrap().clone();
    discord.remove_app(discord.home());
    assert_eq!(ada.clicks(&posted, "Open").await.unwrap_err(), CannotAct::NotInstalled);
    let asked = ada.types("/industry name:x").await.unwrap();
    assert_eq!(owners(&discord, asked.interaction), json!({ "1": ada.id().unwrap() }), "she installed it herself");
    assert!(ada.clicks(asked.answered().unwrap(), "Open").await.is_ok());
    discord.add_app(discord.home());
    assert!(ada.clicks(&posted, "Open").await.is_ok());
}
