//! The gateway client's guards, and what it tells of servers. The rest is tested against the fake Discord, in `tests/`.

use std::sync::atomic::Ordering;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value as Json, json};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;

use super::shard_manager::FEWEST_STARTS;
use super::*;

#[test]
fn no_interaction_is_ever_printed() {
    let raw = RawInteraction { json: r#"{"token":"aW50ZXJhY3Rpb24"}"#.into(), received: Instant::now() };
    assert!(!format!("{raw:?}").contains("aW50"));
}

#[tokio::test]
async fn a_bot_that_has_used_up_its_starts_does_not_begin() {
    let starts = SessionStartLimit {
        total: 1000,
        remaining: FEWEST_STARTS - 1,
        reset_after: Duration::from_secs(3599),
        max_concurrency: 1,
    };
    // Nothing listens there: no connection is tried.
    let gateway = GatewayBot { url: "ws://127.0.0.1:1".to_owned(), shards: 1, session_start_limit: starts };
    let (sender, _receiver) = mpsc::channel(1);
    let setup = Setup::new(SecretString::from("not.a.token"), 7, gateway);
    let error = receive(setup, sender, std::future::pending()).await.unwrap_err();
    let said = error.to_string();
    assert!(said.contains("49") && said.contains("60 minutes"), "{said}");
}

#[tokio::test]
async fn a_gateway_that_is_no_websocket_is_refused() {
    let starts = SessionStartLimit { total: 1000, remaining: 1000, reset_after: Duration::ZERO, max_concurrency: 1 };
    let gateway = GatewayBot { url: "https://discord.com".to_owned(), shards: 1, session_start_limit: starts };
    let (sender, _receiver) = mpsc::channel(1);
    let setup = Setup::new(SecretString::from("not.a.token"), 7, gateway);
    let error = receive(setup, sender, std::future::pending()).await.unwrap_err();
    assert!(matches!(error, GatewayError::BadAddress));
}

/// A gateway that starts a session, tells of servers, and waits. Gives the intents that the session asks for.
async fn tells_of_servers(listener: TcpListener, events: Vec<Json>) -> u64 {
    let mut socket = tokio_tungstenite::accept_async(listener.accept().await.unwrap().0).await.unwrap();
    let hello = json!({"op": 10, "d": {"heartbeat_interval": 41_250}, "s": null, "t": null});
    socket.send(Message::text(hello.to_string())).await.unwrap();
    let identify = loop {
        let text = socket.next().await.unwrap().unwrap().into_text().unwrap();
        let sent: Json = serde_json::from_str(&text).unwrap();
        if sent["op"] == 2 {
            break sent;
        }
    };
    for (sequence, event) in events.into_iter().enumerate() {
        let [name, content] = [&event[0], &event[1]];
        let event = json!({"op": 0, "t": name, "s": sequence + 1, "d": content});
        socket.send(Message::text(event.to_string())).await.unwrap();
    }
    while let Some(Ok(_)) = socket.next().await {}
    identify["d"]["intents"].as_u64().expect("intents")
}

/// What is told of these events, in a session with or without a receiver, and the intents that it asks for.
async fn told(events: Vec<Json>, guild_events: Option<mpsc::Sender<GuildEvent>>) -> (Arc<GatewayCounters>, u64) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let session_start_limit =
        SessionStartLimit { total: 1000, remaining: 1000, reset_after: Duration::ZERO, max_concurrency: 1 };
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let gateway = GatewayBot { url, shards: 1, session_start_limit };
    let setup = Setup { guild_events, ..Setup::new(SecretString::from("not.a.token"), 7, gateway) };
    let counters = Arc::clone(&setup.counters);
    let (sender, mut interactions) = mpsc::channel(1);
    // An interaction ends the events: what came before it was told.
    let stop = async move { drop(interactions.recv().await.expect("an interaction")) };
    let peer = tokio::spawn(tells_of_servers(listener, events));
    receive(setup, sender, stop).await.unwrap();
    (counters, peer.await.unwrap())
}

/// A session in which servers come and go.
fn session() -> Vec<Json> {
    let ready = json!({"v": 10, "session_id": "s", "resume_gateway_url": "ws://127.0.0.1:9", "user": {"id": "7"},
        "guilds": [{"id": "1", "unavailable": true}, {"id": "2", "unavailable": true}],
        "application": {"id": "7", "flags": 0}, "shard": [0, 1]});
    vec![
        json!(["READY", ready]),
        json!(["GUILD_CREATE", {"id": "1", "name": "x", "unavailable": false, "members": []}]),
        json!(["GUILD_DELETE", {"id": "2", "unavailable": true}]),
        json!(["GUILD_DELETE", {"id": "1"}]),
        json!(["GUILD_ROLE_CREATE", {"guild_id": "1"}]),
        json!(["INTERACTION_CREATE", {"id": "5"}]),
    ]
}

#[tokio::test]
async fn servers_that_come_and_go_are_told_where_that_is_asked_for() {
    let (sender, mut told_of) = mpsc::channel(10);
    let (counters, intents) = told(session(), Some(sender)).await;
    let mut events = Vec::new();
    while let Some(event) = told_of.recv().await {
        events.push(event);
    }
    let expected = [
        GuildEvent::Ready { guilds: vec![1, 2] },
        GuildEvent::Create { guild: 1, is_unavailable: false },
        GuildEvent::Delete { guild: 2, is_unavailable: true },
        GuildEvent::Delete { guild: 1, is_unavailable: false },
    ];
    assert_eq!((events.as_slice(), intents), (expected.as_slice(), 1));
    assert_eq!(counters.dropped_guild_events.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn without_a_receiver_no_event_but_interactions_is_asked_for() {
    assert_eq!(told(session(), None).await.1, 0);
}

#[tokio::test]
async fn a_full_channel_of_servers_holds_no_interaction_back() {
    let (full, _kept) = mpsc::channel(1);
    let (counters, _) = told(session(), Some(full)).await;
    assert_eq!(counters.dropped_guild_events.load(Ordering::Relaxed), 3);
    let (gone, _) = mpsc::channel(1);
    let (counters, _) = told(session(), Some(gone)).await;
    assert_eq!(counters.dropped_guild_events.load(Ordering::Relaxed), 0, "there is no one to tell");
}
