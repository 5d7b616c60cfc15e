//! The inspector's data: requests about an interaction, and messages that were deleted.

use fake_discord::Id;
use serde_json::{Value, json};

use super::super::endpoint::{Endpoint, reply};
use super::super::support::{Rest, says, settings, text};
use super::site::Site;

/// The payload of the interaction behind an outcome, as the bot received it.
fn payload(site: &Site, outcome: &Value) -> Value {
    let id: Id = text(&outcome["interaction"]).parse().expect("an id");
    site.discord.payload(id).expect("it was sent")
}

/// Method, end of the path and status of each call.
fn lines(inspect: &Value) -> Vec<String> {
    let calls = inspect["calls"].as_array().expect("calls");
    let line = |call: &Value| {
        let path = text(&call["path"]);
        let end = path.split('…').nth(1).expect("a path without its token").to_owned();
        format!("{} {end} {}", text(&call["method"]), call["status"])
    };
    calls.iter().map(line).collect()
}

#[tokio::test]
async fn every_request_about_an_interaction_is_listed() {
    let site = Site::with(settings(), |_| json!({ "type": 5 })).await;
    let mut ada = site.browser("ada", "general").await;
    let rest = Rest::new(&site.discord);
    let outcome = ada.types("/help").await;
    assert_eq!(outcome["status"], "deferred");
    let sent = payload(&site, &outcome);
    rest.webhook("PATCH", &sent, "/messages/@original", json!({ "content": "the answer" })).await;
    let follow_up = rest.webhook("POST", &sent, "", json!({ "content": "more" })).await;
    let path = format!("/messages/{}", text(&follow_up.body["id"]));
    rest.webhook("PATCH", &sent, &path, json!({ "content": "x".repeat(2001) })).await;
    let both = ada.sees_that(|messages| messages.len() == 2).await;
    assert_eq!(both[1]["content"], "more");
    rest.webhook("DELETE", &sent, &path, Value::Null).await;
    let left = ada.sees_that(|messages| messages.len() == 1).await;

    let inspect = &left[0]["inspect"];
    let listed = lines(inspect);
    assert_eq!(listed[0], "POST /callback 204");
    assert_eq!(listed[1], "PATCH /messages/@original 200");
    assert_eq!(listed[2], "POST  200");
    assert_eq!(listed[3], format!("PATCH {path} 400"));
    assert_eq!(listed[4], format!("DELETE {path} 204"));
    let calls = &inspect["calls"];
    assert_eq!((&calls[0]["accepted"], &calls[0]["body"]), (&json!(true), &Value::Null), "it stands in `received`");
    assert_eq!(inspect["received"]["type"], 5);
    assert_eq!(calls[1]["body"]["content"], "the answer");
    assert_eq!(calls[2]["body"]["content"], "more");
    assert_eq!(calls[3]["rule"], "M01");
    assert!(calls.as_array().expect("calls").iter().all(|call| call["millis"].is_f64()), "{calls}");
    assert!(!ada.told("messages").await.to_string().contains(&text(&sent["token"])), "tokens stay hidden");
}

#[tokio::test]
async fn the_http_answer_of_an_endpoint_is_listed_too() {
    let site = Site::with(settings(), |_| Value::Null).await;
    let endpoint = Endpoint::right(&site.discord, |_| async { reply(says("hello")) }).await;
    site.discord.set_endpoint(&endpoint.url).await.expect("a right endpoint");
    let mut ada = site.browser("ada", "general").await;
    assert_eq!(ada.types("/help").await["status"], "answered");
    let inspect = ada.sees_last()["inspect"].clone();
    let calls = inspect["calls"].as_array().expect("calls");
    assert_eq!(calls.len(), 1, "{inspect}");
    assert_eq!((&calls[0]["by_bot"], &calls[0]["status"]), (&json!(false), &json!(200)));
    assert_eq!((&calls[0]["accepted"], &calls[0]["millis"]), (&json!(true), &Value::Null));
    assert_eq!(inspect["received"]["data"]["content"], "hello");
}

#[tokio::test]
async fn a_deleted_message_can_still_be_inspected_by_the_asker() {
    let site = Site::with(settings(), |_| says("hello")).await;
    let (mut ada, mut bob) = (site.browser("ada", "general").await, site.browser("bob", "general").await);
    let outcome = ada.types("/help").await;
    assert_eq!(ada.told("messages").await["removed"], json!([]));
    let sent = payload(&site, &outcome);
    Rest::new(&site.discord).webhook("DELETE", &sent, "/messages/@original", Value::Null).await;
    ada.sees_that(<[Value]>::is_empty).await;
    let removed = ada.told("messages").await["removed"].clone();
    assert_eq!(removed[0]["id"], outcome["message"]);
    assert_eq!(lines(&removed[0]["inspect"]), ["POST /callback 204", "DELETE /messages/@original 204"]);
    bob.sees_that(<[Value]>::is_empty).await;
    assert_eq!(bob.told("messages").await["removed"], json!([]));
}

#[tokio::test]
async fn an_answer_that_was_asked_for_again_is_closed_by_the_asker_alone() {
    let site = Site::with(settings(), |_| says("hello")).await;
    let (mut ada, mut bob) = (site.browser("ada", "general").await, site.browser("bob", "general").await);
    let outcome = ada.types("/help").await;
    let closes = json!({ "act": "dismisses", "message": outcome["message"] });
    assert_eq!(bob.does(closes.clone()).await["status"], "cannot");
    assert_eq!(ada.does(closes).await["status"], "answered");
    ada.sees_that(<[Value]>::is_empty).await;
    assert!(site.browser("bob", "general").await.sees().is_empty(), "it is closed for everyone at the page");
}
