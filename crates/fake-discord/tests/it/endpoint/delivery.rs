//! H02: what an endpoint may answer to an interaction, and what becomes of it.

use std::future::pending;
use std::time::Duration;

use fake_discord::{Discord, Settings, Status};
use serde_json::{Value, json};

use super::super::support::{Rest, says, settings, some_commands};
use super::{Endpoint, Fixture, reply, status, with};

fn with_buttons(content: &str) -> Value {
    json!({ "type": 4, "data": { "content": content, "components": [{ "type": 1, "components": [
        { "type": 2, "style": 1, "label": "More", "custom_id": "more" },
        { "type": 2, "style": 4, "label": "x", "custom_id": "remove" },
    ] }] } })
}

/// Answers everything as a well-behaved bot would.
async fn well(asked: Value) -> axum::response::Response {
    reply(match (asked["type"].as_u64(), asked["data"]["custom_id"].as_str()) {
        (Some(2), _) if asked["data"]["name"] == "help" => {
            let line = json!({ "type": 1, "components": [{ "type": 4, "custom_id": "q", "style": 1, "label": "Q" }] });
            json!({ "type": 9, "data": { "custom_id": "m", "title": "Ask", "components": [line] } })
        }
        (Some(2), _) => with_buttons("hello"),
        (Some(3), Some("remove")) => json!({ "type": 6 }),
        (Some(3), _) => json!({ "type": 7, "data": { "content": "more" } }),
        (Some(4), _) => json!({ "type": 8, "data": { "choices": [{ "name": "Health", "value": "healthcare" }] } }),
        _ => json!({ "type": 4, "data": { "content": "thanks", "flags": 64 } }),
    })
}

#[tokio::test]
async fn a_person_sees_what_they_would_see_by_the_gateway() {
    let fixture = Fixture::open(well).await;
    let ada = fixture.discord.member("ada");
    let asked = ada.picks("/industry name:hea", "Health").await.unwrap();
    let message = asked.answered().unwrap();
    assert_eq!(message.content, "hello");
    let clicked = ada.clicks(message, "More").await.unwrap();
    assert_eq!((clicked.answered().unwrap().content.as_str(), clicked.answered().unwrap().id), ("more", message.id));
    let modal = ada.types("/help").await.unwrap().modal().unwrap().clone();
    let submitted = ada.submits(&modal, &[("q", "why")]).await.unwrap();
    assert!(submitted.answered().unwrap().is_ephemeral());
    for place in [ada.in_dm(), ada.in_private_channel()] {
        assert_eq!(place.types("/industry name:x").await.unwrap().answered().unwrap().content, "hello");
    }

    let posted = &fixture.discord.deliveries(asked.interaction)[0];
    assert_eq!(serde_json::from_slice::<Value>(&posted.body).ok(), fixture.discord.payload(asked.interaction));
    assert_eq!(posted.answer.as_ref().unwrap().json()["data"]["content"], "hello");
    assert!(!posted.repeated);
    assert!(fixture.endpoint.asked().iter().skip(2).all(|asked| asked.is_valid));
    fixture.is_content();
}

#[tokio::test]
async fn an_answer_that_discord_does_not_take_is_seen_by_nobody() {
    type Answering = fn() -> axum::response::Response;
    let long = || says(&"x".repeat(2001)).to_string();
    let table: Vec<(&str, &str, Answering)> = vec![
        ("H02", "not with 500", || status(500)),
        ("H02", "not with 503", || status(503)),
        ("H02", "not with 401", || status(401)),
        ("H02", "not with 204", || with(204, "", "")),
        ("H02", "not with 201", || with(201, "application/json", &says("x").to_string())),
        ("H02", "not with 302", || with(302, "application/json", &says("x").to_string())),
        ("H02", "text/plain", || with(200, "text/plain", &says("x").to_string())),
        ("H02", "content type is none", || with(200, "", &says("x").to_string())),
        ("H02", "no JSON", || with(200, "application/json", "{\"type\":4")),
        ("H02", "no JSON", || with(200, "application/json", "")),
        ("H02", "with a body", || with(202, "application/json", &says("x").to_string())),
        ("I04", "BASE_TYPE_CHOICES", || reply(json!({ "type": 1 }))),
        ("I04", "BASE_TYPE_CHOICES", || reply(json!({ "type": 7, "data": { "content": "x" } }))),
        ("I04", "BASE_TYPE_REQUIRED", || reply(json!([]))),
        ("M02", "50006", || reply(json!({ "type": 4, "data": {} }))),
    ];
    for (rule, why, answer) in table {
        let fixture = Fixture::open(move |_| async move { answer() }).await;
        let outcome = fixture.discord.member("ada").types("/help").await.unwrap();
        assert!(outcome.is_nothing(), "{why}");
        let broken = fixture.discord.refusals();
        assert_eq!(broken.len(), 1, "{why}: {broken:?}");
        assert!(broken[0].what.contains(why), "{why}: {broken:?}");
        assert_eq!(broken[0].rule, rule, "{why}");
        assert_eq!(outcome.refused.len(), 1, "{why}");
        assert!(fixture.discord.all_messages().is_empty(), "{why}");
    }
    let fixture = Fixture::open(move |_| async move { with(200, "application/json; charset=utf-8", &long()) }).await;
    assert!(fixture.discord.member("ada").types("/help").await.unwrap().is_nothing());
    assert!(fixture.discord.refusals()[0].what.contains("50035"), "{:?}", fixture.discord.refusals());
}

#[tokio::test]
async fn a_late_answer_and_a_bot_that_is_gone_are_seen_by_nobody() {
    let hasty = Settings { deadline: Duration::from_secs(1), ..settings() };
    let fixture = Fixture::with(hasty, |_| pending()).await;
    let ada = fixture.discord.member("ada");
    assert!(ada.types("/help").await.unwrap().is_nothing());
    fixture.discord.wait_until("a broken rule", |discord| !discord.refusals().is_empty()).await.unwrap();
    assert!(fixture.discord.refusals()[0].what.contains("no answer within"), "{:?}", fixture.discord.refusals());

    let fixture = Fixture::open(|_| async { panic!("the connection ends without an answer") }).await;
    let outcome = fixture.discord.member("ada").types("/help").await.unwrap();
    assert!(outcome.is_nothing());
    assert_eq!((fixture.last_rule(), outcome.refused[0].status), ("H02", 0));
}

#[tokio::test]
async fn the_answer_may_come_by_rest_after_202_and_nothing() {
    let discord = Discord::start(settings()).await.unwrap();
    let rest = Rest::new(&discord);
    rest.register(some_commands()).await;
    for callback_first in [true, false] {
        let caller = rest.clone();
        let endpoint = Endpoint::right(&discord, move |asked: Value| {
            let rest = caller.clone();
            async move {
                let calling = tokio::spawn(async move { rest.callback(&asked, says("by rest")).await });
                if callback_first {
                    assert_eq!(calling.await.unwrap().status, 204);
                }
                with(202, "", "")
            }
        })
        .await;
        discord.set_endpoint(&endpoint.url).await.unwrap();
        let outcome = discord.member("ada").types("/help").await.unwrap();
        assert_eq!(outcome.answered().unwrap().content, "by rest");
    }
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn one_answer_is_enough_whichever_way_it_came() {
    let fixture = Fixture::open(well).await;
    let outcome = fixture.discord.member("ada").types("/industry name:x").await.unwrap();
    let payload = fixture.discord.payload(outcome.interaction).unwrap();
    assert_eq!(fixture.rest.callback(&payload, says("again")).await.verdict(), (400, 40060));
    assert_eq!((fixture.last_rule(), fixture.discord.callbacks_for(outcome.interaction)), ("I02", 2));

    let rest = fixture.rest.clone();
    let both = Endpoint::right(&fixture.discord, move |asked: Value| {
        let rest = rest.clone();
        async move {
            rest.callback(&asked, says("by rest")).await;
            reply(says("and inline"))
        }
    })
    .await;
    fixture.discord.set_endpoint(&both.url).await.unwrap();
    let outcome = fixture.discord.member("ada").types("/industry name:x").await.unwrap();
    assert_eq!(outcome.answered().unwrap().content, "by rest");
    let refused = |discord: &Discord| discord.refusals().last().is_some_and(|last| last.what.contains("40060"));
    fixture
        .discord
        .wait_until("a refusal of the second", |discord| discord.refusals().len() == 2 && refused(discord))
        .await
        .unwrap();
}

#[tokio::test]
async fn what_follows_an_answer_goes_by_rest() {
    let fixture = Fixture::open(well).await;
    let ada = fixture.discord.member("ada");
    let asked = ada.types("/industry name:x").await.unwrap();
    let payload = fixture.discord.payload(asked.interaction).unwrap();
    let edited = fixture.rest.webhook("PATCH", &payload, "/messages/@original", json!({ "content": "edited" })).await;
    assert_eq!(edited.status, 200);
    let message = asked.answered().unwrap();
    let clicked = ada.clicks(message, "x").await.unwrap();
    assert!(matches!(clicked.status, Status::Deferred { .. }));
    let payload = fixture.discord.payload(clicked.interaction).unwrap();
    assert_eq!(fixture.rest.webhook("DELETE", &payload, "/messages/@original", Value::Null).await.status, 204);
    fixture.discord.deleted(message.id).await.unwrap();
    fixture.is_content();
}

#[tokio::test]
async fn what_follows_may_overtake_the_answer_but_not_replace_it() {
    let discord = Discord::start(settings()).await.unwrap();
    let rest = Rest::new(&discord);
    rest.register(some_commands()).await;
    let caller = rest.clone();
    let edit = async |rest: &Rest, asked: &Value| {
        rest.webhook("PATCH", asked, "/messages/@original", json!({ "content": "edited" })).await
    };
    let endpoint = Endpoint::right(&discord, move |asked: Value| {
        let rest = caller.clone();
        async move {
            tokio::spawn(async move { edit(&rest, &asked).await });
            reply(says("hello"))
        }
    })
    .await;
    discord.set_endpoint(&endpoint.url).await.unwrap();
    let outcome = discord.member("ada").types("/help").await.unwrap();
    let message = outcome.answered().unwrap().id;
    let is_edited = |discord: &Discord| discord.message(message).is_some_and(|now| now.content == "edited");
    discord.wait_until("the edit", is_edited).await.unwrap();
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());

    let impatient = Endpoint::right(&discord, move |asked: Value| {
        let rest = rest.clone();
        async move {
            assert_eq!(edit(&rest, &asked).await.verdict(), (404, 10015));
            reply(says("hello"))
        }
    })
    .await;
    discord.set_endpoint(&impatient.url).await.unwrap();
    assert_eq!(discord.member("ada").types("/help").await.unwrap().answered().unwrap().content, "hello");
    assert_eq!(discord.refusals()[0].rule, "I05");
}
