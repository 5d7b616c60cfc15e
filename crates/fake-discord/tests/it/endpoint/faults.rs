//! What goes wrong between Discord and an endpoint, on demand.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fake_discord::{Discord, EndpointFault, Id};
use serde_json::{Value, json};

use super::super::support::says;
use super::{Fixture, reply, status};

async fn deliveries(discord: &Discord, interaction: Id, count: usize) {
    let delivered = |discord: &Discord| discord.deliveries(interaction).len() == count;
    discord.wait_until("deliveries", delivered).await.unwrap();
}

#[tokio::test]
async fn a_replay_has_the_same_signature_and_shows_nothing() {
    let fixture = Fixture::open(|_| async { reply(says("hello")) }).await;
    let ada = fixture.discord.member("ada");
    for fault in [EndpointFault::Replayed, EndpointFault::Duplicated] {
        fixture.discord.faults().endpoint(1, fault);
        let outcome = ada.types("/help").await.unwrap();
        deliveries(&fixture.discord, outcome.interaction, 2).await;
        let [one, other] = fixture.discord.deliveries(outcome.interaction).try_into().unwrap();
        assert_eq!(
            (&one.headers, &one.body, &one.answer.as_ref().unwrap().body),
            (&other.headers, &other.body, &other.answer.as_ref().unwrap().body)
        );
        assert!(one.repeated != other.repeated);
        assert_eq!(fixture.discord.callbacks_for(outcome.interaction), 1);
    }
    assert_eq!(ada.sees().unwrap().len(), 2);
    let outcome = ada.types("/help").await.unwrap();
    assert_eq!(fixture.discord.deliveries(outcome.interaction).len(), 1, "the faults have struck");
    assert_eq!(fixture.endpoint.asked().len(), 2 + 2 + 2 + 1);
    fixture.is_content();
}

#[tokio::test]
async fn a_replay_that_is_answered_otherwise_breaks_a_rule() {
    let count = Arc::new(AtomicU32::new(0));
    let fixture = Fixture::open(move |_| {
        let count = count.fetch_add(1, Ordering::Relaxed);
        async move { reply(says(&format!("answer {count}"))) }
    })
    .await;
    for fault in [EndpointFault::Replayed, EndpointFault::Duplicated] {
        let before = fixture.discord.refusals().len();
        fixture.discord.faults().endpoint(1, fault);
        let outcome = fixture.discord.member("ada").types("/help").await.unwrap();
        deliveries(&fixture.discord, outcome.interaction, 2).await;
        assert_eq!((fixture.last_rule(), fixture.discord.refusals().len()), ("H02", before + 1), "{fault:?}");
    }
}

#[tokio::test]
async fn an_interaction_can_come_again_signed_anew() {
    let fixture = Fixture::open(|_| async { reply(says("hello")) }).await;
    let ada = fixture.discord.member("ada");
    let outcome = ada.types("/help").await.unwrap();
    ada.delivers_again(outcome.interaction).unwrap();
    deliveries(&fixture.discord, outcome.interaction, 2).await;
    let deliveries = fixture.discord.deliveries(outcome.interaction);
    assert_eq!(deliveries[0].body, deliveries[1].body);
    assert_eq!(ada.sees().unwrap().len(), 1);
    fixture.is_content();
}

#[tokio::test]
async fn fields_of_the_future_are_everywhere_but_among_ids() {
    let fixture = Fixture::open(|_| async { reply(says("hello")) }).await;
    fixture.discord.faults().endpoint(1, EndpointFault::UnknownFields);
    let ada = fixture.discord.member("ada");
    ada.types("/industry name:x for:@bob").await.unwrap().answered().unwrap();
    let payload = fixture.endpoint.asked().last().unwrap().body.clone();
    let bob = fixture.discord.member("bob").id().unwrap().to_string();
    for path in ["", "/data", "/data/options/0", "/member", "/member/user", "/channel", "/guild"] {
        assert!(payload.pointer(path).unwrap()["from_the_future"]["flag"] == true, "{path}: {payload}");
    }
    let users = &payload["data"]["resolved"]["users"];
    assert_eq!(users.as_object().unwrap().keys().collect::<Vec<_>>(), [&bob]);
    assert_eq!(users[&bob]["from_the_future"]["list"], json!([1, null, { "deep": "yes" }]));
    assert_eq!(payload["authorizing_integration_owners"].get("from_the_future"), None);
    fixture.is_content();
}

#[tokio::test]
async fn a_slow_body_arrives_whole_and_its_refusal_is_nobodys_fault() {
    let fixture = Fixture::open(|asked: Value| async move {
        if asked["data"]["name"] == "help" { reply(says("hello")) } else { status(408) }
    })
    .await;
    let ada = fixture.discord.member("ada");
    fixture.discord.faults().endpoint(2, EndpointFault::SlowBody(Duration::from_millis(5)));
    assert_eq!(ada.types("/help").await.unwrap().answered().unwrap().content, "hello");
    let asked = fixture.endpoint.asked().last().unwrap().clone();
    assert_eq!((asked.is_valid, asked.header("transfer-encoding")), (true, "chunked"));
    assert!(ada.types("/industry name:x").await.unwrap().is_nothing());
    fixture.is_content();
}

#[tokio::test]
async fn a_connection_can_be_cut_before_the_answer_is_read() {
    let fixture = Fixture::open(|_| async { reply(says("hello")) }).await;
    let ada = fixture.discord.member("ada");
    fixture.discord.faults().endpoint(1, EndpointFault::CutBeforeReading);
    let outcome = ada.types("/help").await.unwrap();
    assert!(outcome.is_nothing());
    let asked = fixture.endpoint.asked().last().unwrap().clone();
    assert!(asked.is_valid && asked.body["data"]["name"] == "help", "{asked:?}");
    assert_eq!(asked.header("content-type"), "application/json");
    assert_eq!(serde_json::from_slice::<Value>(&asked.bytes).ok(), fixture.discord.payload(outcome.interaction));
    assert!(fixture.discord.deliveries(outcome.interaction)[0].answer.is_none());

    fixture.discord.faults().endpoint(1, EndpointFault::CutAtOnce);
    assert!(ada.types("/help").await.unwrap().is_nothing());
    assert_eq!(ada.types("/help").await.unwrap().answered().unwrap().content, "hello");
    fixture.is_content();
}
