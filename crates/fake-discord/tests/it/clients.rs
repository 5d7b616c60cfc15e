//! What client libraries do differently from each other, and Discord takes; `tests/clients` runs the libraries themselves.

use serde_json::{Value, json};

use super::support::{BOUND, Gateway, Rest, discord, settings, some_commands, text};
use fake_discord::{Discord, Settings};

/// A fake Discord, its API, and an interaction that awaits its answer.
async fn asked() -> (Discord, Rest, Value) {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    rest.register(some_commands()).await;
    let (mut gateway, _) = Gateway::ready(&discord).await;
    discord.member("ada").starts_typing("/help").expect("it is offered");
    let asked = gateway.dispatch("INTERACTION_CREATE").await["d"].clone();
    (discord, rest, asked)
}

#[tokio::test]
async fn discord_js_escapes_the_at_sign_of_the_original_message() {
    let (discord, rest, asked) = asked().await;
    rest.callback(&asked, json!({ "type": 5 })).await;
    let edited = rest.webhook("PATCH", &asked, "/messages/%40original", json!({ "content": "done" })).await;
    assert_eq!((edited.status, &edited.body["content"]), (200, &json!("done")));
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn discord_py_answers_with_the_user_agent_of_its_http_library() {
    let (discord, rest, asked) = asked().await;
    let (id, token) = (text(&asked["id"]), text(&asked["token"]));
    let callback = rest.request("POST", &format!("/interactions/{id}/{token}/callback"));
    let callback = callback.header("user-agent", "Python/3.11 aiohttp/3.14.5").json(&json!({ "type": 5 }));
    assert_eq!(rest.send(callback).await.expect("an answer").status, 204);
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());

    let none = rest.request("GET", &format!("/webhooks/{}/{token}/messages/@original", rest.application));
    assert_eq!(rest.send(none.header("user-agent", "")).await.expect("an answer").verdict(), (403, 40333));
}

#[tokio::test]
async fn hikari_expects_no_bucket_on_a_callback() {
    let (_discord, rest, asked) = asked().await;
    let answered = rest.callback(&asked, json!({ "type": 5 })).await;
    assert!(answered.headers.iter().all(|(name, _)| !name.starts_with("x-ratelimit")), "{:?}", answered.headers);
    let read = rest.webhook("GET", &asked, "/messages/@original", Value::Null).await;
    assert!(read.header("x-ratelimit-bucket").is_some());
}

#[tokio::test]
async fn hikari_reads_the_application_in_the_token() {
    let mut settings = Settings { wait_timeout: BOUND, ..settings() };
    settings.world.application.id = fake_discord::Id(123_456_789_012_345_678);
    let discord = Discord::start(settings).await.expect("a free port");
    assert!(discord.token().starts_with("MTIzNDU2Nzg5MDEyMzQ1Njc4."), "base64 of the id");
}
