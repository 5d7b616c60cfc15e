//! Faults on demand: G11 and R03.

use std::time::Duration;

use fake_discord::{Discord, RestFault, Scope, Settings};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use super::support::{Bot, Gateway, Heard, Rest, discord, says, settings, some_commands};

async fn with_commands(settings: Settings) -> (Discord, Rest) {
    let discord = Discord::start(settings).await.unwrap();
    let rest = Rest::new(&discord);
    rest.register(some_commands()).await;
    (discord, rest)
}

#[tokio::test]
async fn op_7_asks_to_reconnect_and_the_session_stays() {
    let (discord, _) = with_commands(settings()).await;
    let (mut gateway, ready) = Gateway::ready(&discord).await;
    discord.faults().reconnect();
    assert_eq!(gateway.frame().await["op"], 7);
    gateway.close(4000).await;
    discord.wait_until("the close", |discord| discord.connections()[0].closed.is_some()).await.unwrap();
    assert_eq!(discord.connections()[0].close_code, Some(4000));
    let mut resumed = Gateway::resume(&discord, &ready, 1).await;
    resumed.dispatch("RESUMED").await;
    assert!(discord.refusals().is_empty());
}

#[tokio::test]
async fn op_7_can_be_followed_by_silence_on_an_open_line() {
    let (discord, _) = with_commands(settings()).await;
    let (mut gateway, ready) = Gateway::ready(&discord).await;
    discord.faults().reconnect_and_hang();
    assert_eq!(gateway.frame().await["op"], 7);
    gateway.send(1, json!(1)).await;
    let silence = timeout(Duration::from_millis(200), gateway.hear()).await;
    assert!(silence.is_err(), "{silence:?}");
    discord.member("ada").starts_typing("/help").unwrap();
    let mut resumed = Gateway::resume(&discord, &ready, 1).await;
    resumed.dispatch("INTERACTION_CREATE").await;
    resumed.dispatch("RESUMED").await;
}

#[tokio::test]
async fn op_9_keeps_or_ends_the_session_as_it_says() {
    for resumable in [true, false] {
        let (discord, _) = with_commands(settings()).await;
        let (mut gateway, _) = Gateway::ready(&discord).await;
        discord.faults().invalid_session(resumable);
        let invalid = gateway.frame().await;
        assert_eq!((&invalid["op"], &invalid["d"]), (&json!(9), &json!(resumable)));
        assert_eq!(discord.sessions().is_empty(), !resumable);
    }
}

#[tokio::test]
async fn op_1_asks_for_a_heartbeat_and_acks_can_be_withheld() {
    let (discord, _) = with_commands(settings()).await;
    let (mut gateway, _) = Gateway::ready(&discord).await;
    discord.faults().ask_for_heartbeat();
    assert_eq!(gateway.frame().await["op"], 1);
    discord.faults().withhold_heartbeat_acks(true);
    gateway.send(1, json!(1)).await;
    discord.wait_until("a heartbeat", |discord| discord.connections()[0].heartbeats == 1).await.unwrap();
    discord.member("ada").starts_typing("/help").unwrap();
    assert_eq!(gateway.frame().await["t"], "INTERACTION_CREATE", "no ack before it");
    discord.faults().withhold_heartbeat_acks(false);
    gateway.send(1, json!(2)).await;
    assert_eq!(gateway.frame().await["op"], 11);
}

#[tokio::test]
async fn close_frames_come_with_any_code_or_none() {
    for (code, keeps) in
        [(Some(4000), true), (None, true), (Some(4008), true), (Some(4009), false), (Some(4007), false)]
    {
        let (discord, _) = with_commands(settings()).await;
        let (mut gateway, _) = Gateway::ready(&discord).await;
        match code {
            Some(code) => discord.faults().close(code),
            None => discord.faults().close_without_code(),
        }
        assert_eq!(gateway.close_code().await, code);
        assert_eq!(!discord.sessions().is_empty(), keeps, "{code:?}");
    }
}

#[tokio::test]
async fn lines_can_be_reset_or_cut_without_a_word() {
    for reset in [true, false] {
        let (discord, _) = with_commands(settings()).await;
        let (mut gateway, ready) = Gateway::ready(&discord).await;
        if reset {
            discord.faults().reset_connections();
        } else {
            discord.faults().drop_connections();
        }
        assert!(matches!(gateway.hear().await, Heard::Lost));
        let mut resumed = Gateway::resume(&discord, &ready, 1).await;
        resumed.dispatch("RESUMED").await;
    }
}

#[tokio::test]
async fn a_black_hole_swallows_everything_and_the_next_connection_works() {
    let hasty = Settings {
        heartbeat_interval: Duration::from_millis(100),
        heartbeat_slack: Duration::from_millis(100),
        ..settings()
    };
    let (discord, rest) = with_commands(hasty).await;
    let (mut gateway, ready) = Gateway::ready(&discord).await;
    discord.faults().black_hole();
    let ada = discord.member("ada");
    ada.starts_typing("/help").unwrap();
    gateway.send(1, json!(1)).await;
    let silence = timeout(Duration::from_millis(500), gateway.hear()).await;
    assert!(silence.is_err(), "longer than the heartbeats allow: {silence:?}");
    assert_eq!(rest.call("GET", "/users/@me", Value::Null).await.status, 200, "REST has other lines");
    assert!(discord.refusals().is_empty());
    let mut resumed = Gateway::resume(&discord, &ready, 1).await;
    resumed.dispatch("INTERACTION_CREATE").await;
}

#[tokio::test]
async fn a_playground_that_is_down_refuses_connections_and_comes_back_on_its_port() {
    let (discord, rest) = with_commands(settings()).await;
    let (mut gateway, ready) = Gateway::ready(&discord).await;
    let faults = discord.faults();
    faults.down().await;
    assert!(matches!(gateway.hear().await, Heard::Lost));
    assert!(rest.send(rest.request("GET", "/users/@me")).await.unwrap_err().is_connect());
    faults.down().await;
    faults.up().await;
    assert_eq!(rest.call("GET", "/users/@me", Value::Null).await.status, 200);
    let mut resumed = Gateway::resume(&discord, &ready, 1).await;
    resumed.dispatch("RESUMED").await;
}

#[tokio::test]
async fn handshakes_can_fail_in_four_ways() {
    let (discord, _) = with_commands(settings()).await;
    let faults = discord.faults();
    faults.close_after_handshake(2);
    for _ in 0..2 {
        let mut gateway = Gateway::dial(&discord).await;
        assert!(matches!(gateway.hear().await, Heard::Lost));
    }
    faults.reconnect_instead_of_hello(1);
    let mut gateway = Gateway::dial(&discord).await;
    assert_eq!(gateway.frame().await["op"], 7);
    faults.gateway_unavailable(true);
    let url = format!("{}/gateway/?v=10&encoding=json", discord.origin().replace("http", "ws"));
    assert!(Gateway::dial_url(&url).await.is_err());
    faults.gateway_unavailable(false);
    for code in [4003, 4010, 4011, 4012, 4013, 4014] {
        faults.refuse_identifies(code, 1);
        let mut gateway = Gateway::dial(&discord).await;
        gateway.hello().await;
        gateway.identify(&discord).await;
        assert_eq!(gateway.close_code().await, Some(code));
    }
    let (gateway, ready) = Gateway::ready(&discord).await;
    drop(gateway);
    faults.refuse_resumes(4007, u32::MAX);
    for _ in 0..3 {
        let mut gateway = Gateway::resume(&discord, &ready, 1).await;
        assert_eq!(gateway.close_code().await, Some(4007));
    }
    faults.clear();
    faults.forget_sessions();
    let mut gateway = Gateway::resume(&discord, &ready, 1).await;
    assert_eq!(gateway.frame().await["op"], 9);
    assert_eq!(discord.resumes().len(), 4);
}

#[tokio::test]
async fn dispatches_can_come_twice_late_or_in_the_wrong_order() {
    let (discord, _) = with_commands(settings()).await;
    let (mut gateway, _) = Gateway::ready(&discord).await;
    let ada = discord.member("ada");
    let faults = discord.faults();

    faults.duplicate_next_dispatch();
    let id = ada.starts_typing("/help").unwrap();
    let (first, second) = (gateway.frame().await, gateway.frame().await);
    assert_eq!(first, second);
    ada.delivers_again(id).unwrap();
    let again = gateway.frame().await;
    assert_eq!((&again["d"], again["s"].as_u64()), (&first["d"], Some(3)));

    faults.swap_next_dispatches();
    let (one, two) = (ada.starts_typing("/help").unwrap(), ada.starts_typing("/help").unwrap());
    let order = [gateway.frame().await, gateway.frame().await];
    assert_eq!([&order[0]["d"]["id"], &order[1]["d"]["id"]], [&json!(two), &json!(one)]);
    assert_eq!([&order[0]["s"], &order[1]["s"]], [5, 4]);

    faults.delay_next_dispatch(Duration::from_millis(100));
    let (late, punctual) = (ada.starts_typing("/help").unwrap(), ada.starts_typing("/help").unwrap());
    let order = [gateway.frame().await, gateway.frame().await];
    assert_eq!([&order[0]["d"]["id"], &order[1]["d"]["id"]], [&json!(punctual), &json!(late)]);
}

#[tokio::test]
async fn rest_can_be_told_to_fail() {
    let (discord, rest) = with_commands(settings()).await;
    let faults = discord.faults();
    let me = async || rest.call("GET", "/users/@me", Value::Null).await;
    for (scope, name) in [(Scope::User, "user"), (Scope::Shared, "shared"), (Scope::Global, "global")] {
        faults.rest("GET /users/@me", 1, RestFault::RateLimited { scope, retry_after: Duration::from_millis(1500) });
        let answer = me().await;
        assert_eq!(answer.status, 429);
        assert_eq!(answer.body["retry_after"], 1.5);
        assert_eq!(answer.body["global"], scope == Scope::Global);
        assert_eq!(answer.header("retry-after"), Some("2"));
        assert_eq!(answer.header("x-ratelimit-scope"), Some(name));
        assert_eq!(answer.header("x-ratelimit-global").is_some(), scope == Scope::Global);
    }
    faults.rest("*", 1, RestFault::InternalError);
    assert_eq!(me().await.verdict(), (500, 0));
    faults.rest("* /users/*", 1, RestFault::BadGateway);
    let html = me().await;
    assert_eq!((html.status, html.header("content-type")), (502, Some("text/html")));
    assert!(html.text.contains("<html>"));
    faults.rest("/users/@me", 1, RestFault::Unauthorized);
    assert_eq!(me().await.status, 401);
    faults.rest("POST /users/@me", 1, RestFault::InternalError);
    assert_eq!(me().await.status, 200, "another method");
    let teapot = RestFault::Status { status: 418, content_type: "text/plain".into(), body: "short".into() };
    faults.rest("GET /users/@me", 1, teapot);
    assert_eq!(me().await.text, "short");
    faults.rest("GET /users/@me", 1, RestFault::DroppedBefore);
    assert!(rest.send(rest.request("GET", "/users/@me")).await.is_err());
    assert_eq!(me().await.status, 200);
    let pause = Duration::from_millis(2);
    faults.rest("GET /users/@me", 1, RestFault::SlowBody(pause));
    let before = Instant::now();
    let slow = me().await;
    let bytes = u32::try_from(slow.text.len()).unwrap();
    assert!(slow.body["id"].is_string() && before.elapsed() >= pause * bytes);
    faults.rest("GET /users/@me", 1, RestFault::Delayed(Duration::from_millis(50)));
    let before = Instant::now();
    assert_eq!(me().await.status, 200);
    assert!(before.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn an_answer_whose_receipt_is_lost_is_refused_the_second_time() {
    for fault in [RestFault::DroppedAfter, RestFault::InternalErrorAfter] {
        let (discord, rest) = with_commands(settings()).await;
        let (mut gateway, _) = Gateway::ready(&discord).await;
        discord.faults().rest("POST /interactions/*/*/callback", 1, fault);
        let id = discord.member("ada").starts_typing("/help").unwrap();
        let asked = gateway.dispatch("INTERACTION_CREATE").await["d"].clone();
        let path = format!("/interactions/{id}/{}/callback", asked["token"].as_str().unwrap());
        let first = rest.send(rest.request("POST", &path).json(&says("x"))).await;
        assert!(first.is_err() || first.is_ok_and(|answer| answer.status == 500));
        assert_eq!(rest.callback(&asked, says("x")).await.verdict(), (400, 40060));
        assert_eq!(discord.member("ada").outcome(id).await.answered().unwrap().content, "x");
    }
}

#[tokio::test]
async fn hostile_interactions_reach_the_bot_and_can_be_answered() {
    let discord = discord().await;
    let _bot =
        Bot::start(&discord, |interaction| says(&interaction.to_string().chars().take(50).collect::<String>())).await;
    let ada = discord.member("ada");
    for patch in [
        json!({ "type": 99 }),
        json!({ "member": null, "data": null }),
        json!({ "data": { "options": "junk" }, "locale": 5, "new_field": {} }),
    ] {
        let outcome = ada.sends_raw_interaction(patch.clone()).await.unwrap();
        assert!(outcome.answered().is_ok(), "{patch}");
    }
    let raw = ada.types_raw("unregistered", json!([{ "name": "x", "type": 3, "value": 5 }])).await.unwrap();
    assert!(raw.answered().is_ok());
}
