//! What people do with messages that the bot posted by itself.

use fake_discord::{CannotAct, Message};
use serde_json::{Value, json};

use super::{Posting, id, says};
use crate::support::Bot;

fn question() -> Value {
    let button = |id: &str| json!({ "type": 2, "style": 1, "custom_id": id, "label": id });
    json!({
        "content": "A question",
        "components": [{ "type": 1, "components": [button("take"), button("answer")] }],
    })
}

async fn asked(fixture: &Posting) -> Message {
    let id = fixture.posted(question()).await;
    fixture.discord.message(id).unwrap()
}

#[tokio::test]
async fn a_button_updates_the_message_that_the_bot_posted() {
    let fixture = Posting::start().await;
    let _bot = Bot::start(
        &fixture.discord,
        |_| json!({ "type": 7, "data": { "content": "Taken", "components": [], "allowed_mentions": { "parse": [] } } }),
    )
    .await;
    let question = asked(&fixture).await;
    let mia = fixture.discord.member("mia").in_channel("mentors");
    let outcome = mia.clicks(&question, "take").await.unwrap();
    let updated = outcome.answered().unwrap();
    assert_eq!((updated.id, updated.content.as_str()), (question.id, "Taken"));

    let payload = fixture.discord.payload(outcome.interaction).unwrap();
    let message = &payload["message"];
    assert_eq!(message["id"], json!(question.id));
    assert_eq!(message["author"]["id"], json!(fixture.bot()));
    assert!(message["interaction_metadata"].is_null() && message["webhook_id"].is_null());
    assert_eq!(payload["channel_id"], json!(fixture.mentors));
    assert_eq!(payload["authorizing_integration_owners"], json!({ "0": fixture.discord.home() }));
    assert_eq!(payload["data"], json!({ "custom_id": "take", "component_type": 2, "id": 2 }));

    // The bot goes on editing it by itself.
    assert_eq!(fixture.on_message("PATCH", question.id, says("Answered")).await.status, 200);
    assert_eq!(fixture.discord.message(question.id).unwrap().content, "Answered");
    assert!(fixture.discord.refusals().is_empty(), "{}", fixture.discord.transcript());
}

#[tokio::test]
async fn a_button_opens_a_modal_and_its_answer_updates_the_message() {
    let fixture = Posting::start().await;
    let _bot = Bot::start(&fixture.discord, |interaction| match interaction["type"].as_u64() {
        Some(3) => json!({ "type": 9, "data": { "custom_id": "m", "title": "Answer", "components": [
            { "type": 18, "label": "Text", "component": { "type": 4, "custom_id": "text", "style": 2 } },
        ] } }),
        _ => json!({ "type": 7, "data": { "content": "Answered", "components": [] } }),
    })
    .await;
    let question = asked(&fixture).await;
    let mia = fixture.discord.member("mia").in_channel("mentors");
    let opened = mia.clicks(&question, "answer").await.unwrap();
    let outcome = mia.submits(opened.modal().unwrap(), &[("Text", "because")]).await.unwrap();
    assert_eq!(outcome.answered().unwrap().id, question.id);
    let payload = fixture.discord.payload(outcome.interaction).unwrap();
    assert_eq!(payload["message"]["id"], json!(question.id));
}

#[tokio::test]
async fn buttons_are_out_of_reach_without_the_app_or_the_channel() {
    let fixture = Posting::start().await;
    let _bot = Bot::start(&fixture.discord, |_| json!({ "type": 6 })).await;
    let question = asked(&fixture).await;
    let ada = fixture.discord.member("ada").in_channel("mentors");
    let (home, mentors) = (fixture.discord.home(), fixture.mentors);
    fixture.discord.arrange(|world| world.deny_in(mentors, home, fake_discord::permissions::VIEW_CHANNEL));
    assert_eq!(ada.clicks(&question, "take").await.unwrap_err(), CannotAct::UnknownPlace("mentors".to_owned()));
    fixture.discord.arrange(|world| world.reset_in(mentors, home));
    assert!(ada.clicks(&question, "take").await.is_ok());

    fixture.discord.remove_app(home);
    assert_eq!(ada.clicks(&question, "take").await.unwrap_err(), CannotAct::NotInstalled);
    assert_eq!(fixture.posts(says("x")).await.verdict(), (403, 50001));
    fixture.discord.add_app(home);
    assert!(ada.clicks(&question, "take").await.is_ok());
    assert_eq!(fixture.posts(says("x")).await.status, 200);
}

#[tokio::test]
async fn a_button_in_direct_messages_works_there() {
    let fixture = Posting::start().await;
    let _bot = Bot::start(&fixture.discord, |_| json!({ "type": 7, "data": { "content": "Thank you" } })).await;
    let opened = fixture.rest.call("POST", "/users/@me/channels", json!({ "recipient_id": fixture.user("ada") })).await;
    fixture.posts_in(id(&opened), question()).await;
    let question = fixture.discord.direct_messages("ada").remove(0);
    let outcome = fixture.discord.member("ada").in_dm().clicks(&question, "take").await.unwrap();
    assert_eq!(outcome.answered().unwrap().content, "Thank you");
    let payload = fixture.discord.payload(outcome.interaction).unwrap();
    assert_eq!((&payload["context"], &payload["user"]["username"]), (&json!(1), &json!("ada")));
}
