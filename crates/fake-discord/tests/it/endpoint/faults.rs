//! What goes wrong between Discord and an endpoint, on demand.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fake_discord::{Discord, EndpointFault, Id};
use serde_json::{Value, json};

use super::super::support::says;
use super::{Room, reply, status};

async fn deliveries(discord: &Discord, interaction: Id, count: usize) {
    let delivered = |discord: &Discord| discord.deliveries(interaction).len() == count;
    discord.wait_until("deliveries", delivered).await.unwrap();
}

#[tokio::test]
async fn a_replay_has_the_same_signature_and_shows_nothing() {
    let room = Room::open(|_| async { reply(says("hello")) }).await;
    let ada = room.discord.member("ada");
    for fault in [EndpointFault::Replayed, EndpointFault::Duplicated] {
        room.discord.faults().endpoint(1, fault);
        let outcome = ada.types("/help").await.unwrap();
        deliveries(&room.discord, outcome.interaction, 2).await;
        let [one, other] = room.discord.deliveries(outcome.interaction).try_into().unwrap();
        assert_eq!(
            (&one.headers, &one.body, &one.answer.as_ref().unwrap().body),
            (&other.headers, &other.body, &other.answer.as_ref().unwrap().body)
        );
        assert!(one.repeated != other.repeated);
        assert_eq!(room.discord.callbacks_for(outcome.interaction), 1);
    }
    assert_eq!(ada.sees().unwrap().len(), 2);
    let outcome = ada.types("/help").await.unwrap();
    assert_eq!(room.discord.deliveries(outcome.interaction).len(), 1, "the faults have struck");
    assert_eq!(room.endpoint.asked().len(), 2 + 2 + 2 + 1);
    room.is_content();
}

#[tokio::test]
async fn a_replay_that_is_answered_otherwise_breaks_a_rule() {
    let count = Arc::new(AtomicU32::new(0));
    let room = Room::open(move |_| {
        let count = count.fetch_add(1, Ordering::Relaxed);
        async move { reply(says(&format!("answer {count}"))) }
    })
    .await;
    for fault in [EndpointFault::Replayed, EndpointFault::Duplicated] {
        let before = room.discord.refusals().len();
        room.discord.faults().endpoint(1, fault);
        let outcome = room.discord.member("ada").types("/help").await.unwrap();
        deliveries(&room.discord, outcome.interaction, 2).await;
        assert_eq!((room.last_rule(), room.discord.refusals().len()), ("H02", before + 1), "{fault:?}");
    }
}

#[tokio::test]
async fn an_interaction_can_come_again_signed_anew() {
    let room = Room::open(|_| async { reply(says("hello")) }).await;
    let ada = room.discord.member("ada");
    let outcome = ada.types("/help").await.unwrap();
    ada.delivers_again(outcome.interaction).unwrap();
    deliveries(&room.discord, outcome.interaction, 2).await;
    let deliveries = room.discord.deliveries(outcome.interaction);
    assert_eq!(deliveries[0].body, deliveries[1].body);
    assert_eq!(ada.sees().unwrap().len(), 1);
    room.is_content();
}

#[tokio::test]
async fn fields_of_the_future_are_everywhere_but_among_ids() {
    let room = Room::open(|_| async { reply(says("hello")) }).await;
    room.discord.faults().endpoint(1, EndpointFault::UnknownFields);
    let ada = room.discord.member("ada");
    ada.types("/industry name:x for:@bob").await.unwrap().answered().unwrap();
    let payload = room.endpoint.asked().last().unwrap().body.clone();
    let bob = room.discord.member("bob").id().unwrap().to_string();
    for path in ["", "/data", "/data/options/0", "/member", "/member/user", "/channel", "/guild"] {
        assert!(payload.pointer(path).unwrap()["from_the_future"]["flag"] == true, "{path}: {payload}");
    }
    let users = &payload["data"]["resolved"]["users"];
    assert_eq!(users.as_object().unwrap().keys().collect::<Vec<_>>(), [&bob]);
    assert_eq!(users[&bob]["from_the_future"]["list"], json!([1, null, { "deep": "yes" }]));
    assert_eq!(payload["authorizing_integration_owners"].get("from_the_future"), None);
    room.is_content();
}

#[tokio::test]
async fn a_slow_body_arrives_whole_and_its_refusal_is_nobodys_fault() {
    let room = Room::open(|asked: Value| async move {
        if asked["data"]["name"] == "help" { reply(says("hello")) } else { status(408) }
    })
    .await;
    let ada = room.discord.member("ada");
    room.discord.faults().endpoint(2, EndpointFault::SlowBody(Duration::from_millis(5)));
    assert_eq!(ada.types("/help").await.unwrap().answered().unwrap().content, "hello");
    let asked = room.endpoint.asked().last().unwrap().clone();
    assert_eq!((asked.is_valid, asked.header("transfer-encoding")), (true, "chunked"));
    assert!(ada.types("/industry name:x").await.unwrap().is_nothing());
    room.is_content();
}

#[tokio::test]
async fn a_connection_can_be_cut_before_the_answer_is_read() {
    let room = Room::open(|_| async { reply(says("hello")) }).await;
    let ada = room.discord.member("ada");
    room.discord.faults().endpoint(1, EndpointFault::CutBeforeReading);
    let outcome = ada.types("/help").await.unwrap();
    assert!(outcome.is_nothing());
    let asked = room.endpoint.asked().last().unwrap().clone();
    assert!(asked.is_valid && asked.body["data"]["name"] == "help", "{asked:?}");
    assert_eq!(asked.header("content-type"), "application/json");
    assert_eq!(serde_json::from_slice::<Value>(&asked.bytes).ok(), room.discord.payload(outcome.interaction));
    assert!(room.discord.deliveries(outcome.interaction)[0].answer.is_none());

    room.discord.faults().endpoint(1, EndpointFault::CutAtOnce);
    assert!(ada.types("/help").await.unwrap().is_nothing());
    assert_eq!(ada.types("/help").await.unwrap().answered().unwrap().content, "hello");
    room.is_content();
}
