//! Selects of users and channels, in messages and in modals, and groups of radio buttons.

use fake_discord::permissions::{SEND_MESSAGES, VIEW_CHANNEL};
use fake_discord::{CannotAct, Discord, Id, Message, channel_kind};
use serde_json::{Value, json};

use super::messages::Answering;
use super::support::{Bot, Rest, discord, says, some_commands};

fn row(control: Value) -> Value {
    json!({ "type": 1, "components": [control] })
}

fn label(text: &str, child: Value) -> Value {
    json!({ "type": 18, "label": text, "component": child })
}

/// A bot that shows two selects on a command, a form on a click, and repeats what it is sent.
async fn settings() -> (Discord, Bot, Id) {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let mentors = discord.arrange(|world| world.add_channel(world.home, "mentors"));
    let bot = Bot::start(&discord, move |interaction| match interaction["type"].as_u64() {
        Some(2) => json!({ "type": 4, "data": { "content": "Settings", "flags": 64, "components": [
            row(json!({ "type": 8, "custom_id": "channel", "channel_types": [0, 15], "min_values": 0,
                "default_values": [{ "id": mentors, "type": "channel" }] })),
            row(json!({ "type": 5, "custom_id": "paused", "min_values": 0, "max_values": 2 })),
            row(json!({ "type": 2, "style": 1, "custom_id": "open", "label": "Ask the mentors" })),
        ] } }),
        Some(3) if interaction["data"]["component_type"] == 2 => json!({ "type": 9, "data": {
            "custom_id": "ask", "title": "Ask the mentors", "components": [
                { "type": 10, "content": "Mentors see your name." },
                label("Question", json!({ "type": 4, "custom_id": "question", "style": 2, "min_length": 8 })),
                label("How to be told", json!({ "type": 21, "custom_id": "tell", "options": [
                    { "label": "In this channel", "value": "channel" },
                    { "label": "By direct message", "value": "direct", "description": "From the app", "default": true },
                ] })),
                label("Kind", json!({ "type": 3, "custom_id": "kind", "required": false, "min_values": 0, "options": [
                    { "label": "Career", "value": "career" },
                ] })),
                label("Place", json!({ "type": 8, "custom_id": "place", "required": false, "channel_types": [0] })),
            ],
        } }),
        Some(3) => json!({ "type": 7, "data": { "content": "Saved" } }),
        _ => says("Sent"),
    })
    .await;
    (discord, bot, mentors)
}

async fn panel(discord: &Discord) -> Message {
    discord.member("mia").types("/help").await.unwrap().answered().unwrap().clone()
}

#[tokio::test]
async fn a_person_selects_channels_with_what_the_bot_may_do_there() {
    let (discord, _bot, mentors) = settings().await;
    let (home, bot) = (discord.home(), discord.application_id());
    let forum = discord.arrange(|world| world.add_forum(home, "questions", &[], false));
    discord.arrange(|world| world.deny_in(mentors, bot, SEND_MESSAGES));
    let (mia, panel) = (discord.member("mia"), panel(&discord).await);
    let menu = &panel.menus()[0];
    assert_eq!((menu.kind, &menu.channel_types, &menu.default_values), (8, &vec![0, 15], &vec![mentors]));

    let outcome = mia.selects_channels(&panel, &["#mentors"]).await.unwrap();
    assert_eq!(outcome.answered().unwrap().content, "Saved");
    let data = discord.payload(outcome.interaction).unwrap()["data"].clone();
    assert_eq!((&data["component_type"], &data["values"]), (&json!(8), &json!([mentors])));
    let resolved = &data["resolved"]["channels"][mentors.to_string()];
    assert_eq!((&resolved["name"], &resolved["type"]), (&json!("mentors"), &json!(channel_kind::TEXT)));
    let held: u64 = resolved["app_permissions"].as_str().unwrap().parse().unwrap();
    assert_eq!(held & (SEND_MESSAGES | VIEW_CHANNEL), VIEW_CHANNEL);

    let by_id = mia.selects_channels(&panel, &[&forum.to_string()]).await.unwrap();
    let data = discord.payload(by_id.interaction).unwrap()["data"].clone();
    assert_eq!(data["resolved"]["channels"][forum.to_string()]["type"], channel_kind::FORUM);
    let none = mia.selects_channels(&panel, &[]).await.unwrap();
    assert_eq!(discord.payload(none.interaction).unwrap()["data"]["values"], json!([]));

    let user = mia.id().unwrap();
    discord.arrange(|world| {
        world.add_thread(mentors, "a thread", user);
        let hidden = world.add_channel(home, "hidden");
        world.deny_in(hidden, home, VIEW_CHANNEL);
    });
    for bad in [&["nowhere"][..], &["a thread"], &["hidden"], &["general", "mentors"]] {
        let refused = mia.selects_channels(&panel, bad).await;
        assert!(matches!(refused, Err(CannotAct::NoSuchControl(_))), "{bad:?}: {refused:?}");
    }
}

#[tokio::test]
async fn a_person_selects_users() {
    let (discord, _bot, _) = settings().await;
    let (mia, panel) = (discord.member("mia"), panel(&discord).await);
    let ada = discord.member("ada").id().unwrap();
    let outcome = mia.selects_users(&panel, &["ada", "@bob"]).await.unwrap();
    let data = discord.payload(outcome.interaction).unwrap()["data"].clone();
    assert_eq!((&data["component_type"], &data["custom_id"]), (&json!(5), &json!("paused")));
    assert_eq!(data["values"][0], json!(ada));
    assert_eq!(data["resolved"]["users"][ada.to_string()]["username"], "ada");
    assert!(data["resolved"]["members"][ada.to_string()]["permissions"].is_string());
    assert!(mia.selects_users(&panel, &["nobody"]).await.is_err());
    assert!(mia.selects_users(&panel, &["ada", "bob", "mia"]).await.is_err());
}

#[tokio::test]
async fn a_modal_has_texts_radio_buttons_and_selects() {
    let (discord, _bot, mentors) = settings().await;
    let (mia, panel) = (discord.member("mia"), panel(&discord).await);
    let opened = mia.clicks(&panel, "Ask the mentors").await.unwrap();
    let modal = opened.modal().unwrap();
    assert_eq!(modal.text(), "Mentors see your name.");
    assert_eq!(modal.field("How to be told").unwrap().preset(), ["direct"]);
    let question = ("question", "How do I begin?");
    let input = [question, ("How to be told", "In this channel"), ("kind", "Career"), ("place", "#mentors")];
    let outcome = mia.submits(modal, &input).await.unwrap();
    let payload = discord.payload(outcome.interaction).unwrap();
    assert_eq!(payload["message"]["id"], json!(panel.id));
    let components = &payload["data"]["components"];
    assert_eq!(components[0], json!({ "type": 10, "id": 1 }));
    let radio = json!({ "type": 21, "id": 5, "custom_id": "tell", "value": "channel" });
    assert_eq!(components[2]["component"], radio);
    let select = json!({ "type": 3, "id": 7, "custom_id": "kind", "values": ["career"] });
    assert_eq!(components[3]["component"], select);
    assert_eq!(components[4]["component"]["values"], json!([mentors]));
    let resolved = &payload["data"]["resolved"]["channels"][mentors.to_string()];
    assert!(resolved["app_permissions"].is_string());

    let least = mia.submits(modal, &[question]).await.unwrap();
    let components = discord.payload(least.interaction).unwrap()["data"]["components"].clone();
    assert_eq!(components[2]["component"]["value"], "direct", "what is set already");
    assert_eq!(components[3]["component"]["values"], json!([]));
    for bad in
        [vec![("question", "short")], vec![question, ("tell", "by letter")], vec![question, ("place", "nowhere")]]
    {
        assert!(matches!(mia.submits(modal, &bad).await, Err(CannotAct::BadInput { .. })), "{bad:?}");
    }
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn types_of_channels_are_checked() {
    let mut fixture = Answering::start().await;
    let message = |select: Value| json!({ "content": "x", "components": [row(select)] });
    let of = |kind: u64, types: Value| message(json!({ "type": kind, "custom_id": "c", "channel_types": types }));
    let table: Vec<(&str, Value, &[&str])> = vec![
        ("K06", of(8, json!([0, 5, 11, 15])), &[]),
        ("K06", of(8, json!([99])), &["data.components.0.components.0.channel_types.0: BASE_TYPE_CHOICES"]),
        ("K06", of(8, json!("text")), &["data.components.0.components.0.channel_types: LIST_TYPE_CONVERT"]),
        ("K06", of(5, json!([])), &[]),
        (
            "K06",
            of(5, json!([0])),
            &["data.components.0.components.0.channel_types: SELECT_COMPONENT_CHANNEL_TYPES_NOT_ALLOWED"],
        ),
    ];
    fixture.check(4, table).await;
}
