//! Graceful shutdown: SIGTERM loses no request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use fake_discord::RestFault;
use rustix::process::Signal;
use tower::Service as _;
use tpm_guide::bot::Webhook;

use super::super::support::{Fixture, Transport, answered, called_by, settings};
use super::support::{FAQ, PING, Served, Wire};

const READY: &[u8] = b"GET /readyz HTTP/1.1\r\nhost: here\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn while_it_drains_it_is_unready_and_serves_on() {
    // Everything below has to happen meanwhile, on a busy machine too.
    let served = Served::start(&[("DRAIN_SECONDS", "5")]).await;
    let mut old = served.dial().await;
    old.sends(&served.post(PING)).await;
    assert!(!old.hears().await.closes());
    let request = served.post(FAQ);
    let (last, begun) = request.split_last().unwrap();
    let mut held = served.dial().await;
    held.sends(begun).await;
    served.counts_until("it is held", |counts| counts.is("http_bodies", 1)).await;
    assert!(served.counts().await.is("ready", 1));

    served.bot.signal(Signal::TERM);
    served.bot.says("told to stop", 1).await;
    let unready = served.asked(READY).await;
    assert_eq!(unready.is_refused(503), "told to stop");
    assert!(unready.closes());
    let mut elsewhere = Wire::dial(served.watched).await;
    elsewhere.sends(READY).await;
    assert_eq!(elsewhere.hears().await.status, 503);
    assert_eq!(served.asked(b"GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n").await.status, 200, "it is alive");
    assert!(served.counts().await.is("ready", 0));

    // A new connection, one from before, and a request that had begun.
    let answer = served.asked(&request).await;
    assert!(answer.closes() && answer.json()["type"] == 4);
    old.sends(&served.post(PING)).await;
    let answer = old.hears().await;
    assert!(answer.closes() && answer.json()["type"] == 1);
    old.ends().await;
    held.sends(&[*last]).await;
    let answer = held.hears().await;
    assert!(answer.closes() && answer.json()["type"] == 4);
    held.ends().await;

    let (status, said) = served.bot.ends().await;
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(!said.contains("given up") && !said.contains("panicked"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_do_not_delay_the_shutdown() {
    let served = Served::start(&[("DRAIN_SECONDS", "0")]).await;
    let silent = served.dial().await;
    let mut polite = served.dial().await;
    polite.sends(&served.post(PING)).await;
    polite.hears().await.json();
    let mut half = served.dial().await;
    half.sends(b"POST /inter").await;
    let mut held = served.dial().await;
    held.sends(&served.post(FAQ)[..400]).await;
    served.counts_until("all are there", |counts| counts.is("http_connections", 4)).await;
    served.bot.signal(Signal::TERM);
    for wire in [silent, polite, half, held] {
        wire.ends().await;
    }
    let (status, said) = served.bot.ends().await;
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(said.contains("given up") && !said.contains("panicked"), "{said}");
}

/// Sends one request after another, each on a new connection or all on one, until a response closes the connection.
async fn asks_until_closes(served: Arc<Served>, stays: bool, told: Arc<AtomicBool>) -> u32 {
    let mut wire = served.dial().await;
    for asked in 1.. {
        if !stays {
            wire = served.dial().await;
        }
        wire.sends(&served.post(if asked % 2 == 0 { FAQ } else { PING })).await;
        let answer = wire.hears().await;
        let closes = answer.closes();
        assert!([1, 4].contains(&answer.json()["type"].as_u64().unwrap()));
        if closes {
            assert!(told.load(Ordering::SeqCst), "no response closes the connection before SIGTERM");
            return asked;
        }
    }
    unreachable!("it does not end")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_under_steady_load_loses_nothing() {
    let served = Arc::new(Served::start(&[("DRAIN_SECONDS", "2")]).await);
    let told = Arc::new(AtomicBool::new(false));
    let ask = |number| tokio::spawn(asks_until_closes(Arc::clone(&served), number % 2 == 0, Arc::clone(&told)));
    let askers: Vec<_> = (0..4).map(ask).collect();
    served.counts_until("many were asked", |counts| counts.of("http_responses_total{status=\"200\"}") > 200.0).await;
    told.store(true, Ordering::SeqCst);
    served.bot.signal(Signal::TERM);
    let asked = AtomicU32::new(0);
    for asker in askers {
        asked.fetch_add(asker.await.expect("every request is answered"), Ordering::SeqCst);
    }
    assert!(asked.load(Ordering::SeqCst) > 200);
    let Served { discord, bot, address, .. } = Arc::into_inner(served).expect("all askers are done");
    let (status, said) = bot.ends().await;
    assert_eq!(status.code(), Some(0), "{said}");
    // The port is free at once for the next process.
    let listen = address.to_string();
    let next = called_by(&discord, &[("LISTEN_ADDR", &listen)]);
    assert_eq!(next.address().await, address);
    next.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_that_discord_refuses_at_first_is_done_before_the_end() {
    let fixture = Fixture::with(Transport::Http).await;
    let ada = fixture.discord.member("ada");
    let message = answered(&ada.types("/faq question:3").await.unwrap());
    let unknown = RestFault::error(404, 10015, "Unknown Webhook");
    fixture.discord.faults().rest("DELETE /webhooks/*/*/messages/*", 2, unknown);
    ada.clicks(&message, "Remove").await.unwrap();
    let Fixture { discord, bot, .. } = fixture;
    let said = bot.stops().await;
    assert!(discord.message(message.id).is_none(), "{said}");
    assert_eq!(discord.requests().iter().filter(|request| request.method == "DELETE").count(), 3);
    assert!(!said.contains("not removed in time"), "{said}");
}

/// `serve` waits for removals as long as the shutdown may take, which is 9.5 s in all: here, not at all.
#[tokio::test]
async fn a_removal_that_discord_never_accepts_does_not_delay_the_shutdown() {
    let discord = fake_discord::Discord::start(settings()).await.unwrap();
    let unknown = RestFault::error(404, 10015, "Unknown Webhook");
    discord.faults().rest("DELETE /webhooks/*/*/messages/*", 1_000, unknown);
    let keys = discord.public_key().parse().unwrap();
    let webhook = Webhook::embedded(keys, &discord.origin().parse().unwrap()).unwrap();
    let mut remove: serde_json::Value =
        serde_json::from_slice(include_bytes!("../../../crates/loadtest/payloads/control-01.json")).unwrap();
    remove["data"]["custom_id"] = "t1:x".into();
    let body = remove.to_string();
    let mut request = Request::post("/interactions").header("content-type", "application/json");
    let signed = discord.signed(body.as_bytes());
    for (name, value) in signed.into_iter().filter(|(name, _)| name.starts_with("X-Signature")) {
        request = request.header(name, value);
    }
    let Ok(response) = webhook.router().call(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    let is_asked =
        |discord: &fake_discord::Discord| discord.requests().iter().any(|request| request.method == "DELETE");
    discord.wait_until("it was asked", is_asked).await.unwrap();
    assert_eq!(webhook.finish(Duration::ZERO).await, 1, "one removal is given up");
}
