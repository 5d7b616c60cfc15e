//! Faults of the gateway, and what each costs: lost questions, identifies, connections. The tests print it
//! (`cargo test --test it faults::a -- --nocapture`).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use fake_discord::{Discord, Faults, Settings};
use futures_util::future::join_all;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tpm_guide::discord::gateway::{GatewayError, GatewayTimeouts, Setup, receive};
use tpm_guide::discord::rest::{GatewayBot, SessionStartLimit};

use super::support::{Bot, Log, Scene, quick, settings};

/// A fault after which the same session goes on: nothing is lost, and no identify is spent.
async fn costs_nothing(name: &str, fault: impl FnOnce(&Faults)) {
    let scene = Scene::start(settings(), GatewayTimeouts::default()).await;
    fault(&scene.faults());
    scene.discord.wait_resumes(1).await.unwrap();
    scene.answers(3).await;
    let discord = scene.discord.clone();
    let cost = scene.cost(name).await;
    assert_eq!((cost.lost, cost.identifies, cost.resumes, cost.connections), (0, 1, 1, 2), "{}", discord.transcript());
    assert!(discord.resumes()[0].path.starts_with("/resume"), "READY's address is the one to resume at");
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

/// A fault after which there has to be a new session: it costs one identify, and the questions until then.
async fn costs_an_identify(name: &str, resumes: usize, fault: impl FnOnce(&Faults)) {
    let scene = Scene::start_resumed(settings(), GatewayTimeouts::default()).await;
    fault(&scene.faults());
    scene.discord.wait_identifies(2).await.unwrap();
    scene.answers(3).await;
    let discord = scene.discord.clone();
    let cost = scene.cost(name).await;
    assert_eq!((cost.identifies, cost.resumes), (2, 1 + resumes), "{}", discord.transcript());
    assert_eq!(cost.connections, 3 + resumes, "{}", discord.transcript());
    assert!(cost.lost <= 10, "{cost:?}");
}

#[tokio::test]
async fn a_connection_that_ends() {
    costs_nothing("TCP end", Faults::drop_connections).await;
}

#[tokio::test]
async fn a_connection_that_is_reset() {
    costs_nothing("TCP reset", Faults::reset_connections).await;
}

#[tokio::test]
async fn a_request_to_reconnect() {
    costs_nothing("op 7", Faults::reconnect).await;
}

#[tokio::test]
async fn a_request_to_reconnect_from_a_peer_that_never_closes() {
    costs_nothing("op 7, never closes", Faults::reconnect_and_hang).await;
}

#[tokio::test]
async fn a_session_that_is_said_to_be_resumable() {
    costs_nothing("op 9 true", |faults| faults.invalid_session(true)).await;
}

#[tokio::test]
async fn closes_after_which_the_session_goes_on() {
    let codes = [1000, 1001, 4000, 4001, 4002, 4003, 4005, 4008];
    join_all(codes.map(async |code| costs_nothing(&format!("close {code}"), |faults| faults.close(code)).await)).await;
}

#[tokio::test]
async fn a_close_without_a_code() {
    costs_nothing("close without code", Faults::close_without_code).await;
}

#[tokio::test]
async fn a_session_that_is_invalid() {
    costs_an_identify("op 9 false", 0, |faults| faults.invalid_session(false)).await;
}

#[tokio::test]
async fn a_session_that_timed_out() {
    costs_an_identify("close 4009", 0, |faults| faults.close(4009)).await;
}

#[tokio::test]
async fn a_sequence_that_is_wrong() {
    costs_an_identify("close 4007", 0, |faults| faults.close(4007)).await;
}

#[tokio::test]
async fn resumes_that_are_always_refused_are_tried_once() {
    join_all([4007, 4009, 4003].map(async |code| {
        costs_an_identify(&format!("every resume refused with {code}"), 1, |faults| {
            faults.refuse_resumes(code, u32::MAX);
            faults.drop_connections();
        })
        .await;
    }))
    .await;
}

#[tokio::test]
async fn a_session_that_discord_has_forgotten() {
    costs_an_identify("session forgotten", 1, |faults| {
        faults.forget_sessions();
        faults.drop_connections();
    })
    .await;
}

#[tokio::test]
async fn acknowledgements_are_withheld_while_events_flow() {
    let heartbeat_interval = Duration::from_millis(200);
    let scene = Scene::start(Settings { heartbeat_interval, ..settings() }, GatewayTimeouts::default()).await;
    scene.faults().withhold_heartbeat_acks(true);
    let before = scene.discord.connections()[0].heartbeats;
    let beating = |discord: &Discord| discord.connections()[0].heartbeats >= before + 3;
    scene.discord.wait_until("heartbeats", beating).await.unwrap();
    let cost = scene.cost("ACKs withheld").await;
    assert_eq!((cost.lost, cost.identifies, cost.connections), (0, 1, 1), "the link was good");
}

#[tokio::test]
async fn a_black_hole_is_noticed_by_the_heartbeat() {
    let heartbeat_interval = Duration::from_millis(500);
    let scene = Scene::start(Settings { heartbeat_interval, ..settings() }, GatewayTimeouts::default()).await;
    scene.faults().black_hole();
    scene.discord.wait_resumes(1).await.unwrap();
    scene.answers(3).await;
    let cost = scene.cost("black hole, heartbeat 0.5 s").await;
    assert_eq!((cost.identifies, cost.resumes, cost.connections), (1, 1, 2));
}

#[tokio::test]
async fn a_black_hole_is_noticed_by_silence() {
    let silence = Duration::from_millis(600);
    let timeouts =
        GatewayTimeouts { silence, heartbeat_reply: Duration::from_millis(400), ..GatewayTimeouts::default() };
    let scene = Scene::start(settings(), timeouts).await;
    scene.faults().black_hole();
    scene.discord.wait_resumes(1).await.unwrap();
    scene.answers(3).await;
    let cost = scene.cost("black hole, extra heartbeat after 0.6 s, dead 0.4 s later").await;
    assert_eq!((cost.lost, cost.identifies, cost.resumes, cost.connections), (0, 1, 1, 2));
}

#[tokio::test]
async fn a_quiet_connection_that_answers_heartbeats_is_kept() {
    let timeouts = GatewayTimeouts { silence: Duration::from_millis(100), ..GatewayTimeouts::default() };
    let discord = Discord::start(settings()).await.unwrap();
    let bot = Bot::start(&discord, timeouts, Vec::new()).await;
    let asked = |discord: &Discord| discord.connections().iter().map(|one| one.heartbeats).sum::<usize>() >= 4;
    discord.wait_until("extra heartbeats", asked).await.unwrap();
    assert_eq!(discord.connections().len(), 1, "{}", discord.transcript());
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
    bot.stop().await.unwrap();
}

#[tokio::test]
async fn the_gateway_is_down_for_a_while() {
    let scene = Scene::start(settings(), quick()).await;
    scene.faults().down().await;
    scene.questions(10).await;
    scene.faults().up().await;
    scene.discord.wait_resumes(1).await.unwrap();
    scene.answers(3).await;
    let cost = scene.cost("down for 10 questions").await;
    assert_eq!((cost.lost, cost.identifies, cost.resumes, cost.connections), (0, 1, 1, 2));
}

#[tokio::test]
async fn the_gateway_refuses_its_handshake_for_a_while() {
    let scene = Scene::start(settings(), quick()).await;
    scene.faults().gateway_unavailable(true);
    scene.faults().drop_connections();
    scene.questions(10).await;
    scene.faults().gateway_unavailable(false);
    scene.discord.wait_resumes(1).await.unwrap();
    scene.answers(3).await;
    let cost = scene.cost("handshake refused with 503").await;
    assert_eq!((cost.lost, cost.identifies, cost.resumes, cost.connections), (0, 1, 1, 2));
}

#[tokio::test]
async fn an_outage_is_one_warning_and_one_line_when_it_is_over() {
    let log = Log::default();
    let _logging = log.of_this_thread();
    let timeouts = GatewayTimeouts { outage: Duration::from_millis(300), ..quick() };
    let scene = Scene::start(settings(), timeouts).await;
    let before = log.text().len();
    scene.faults().gateway_unavailable(true);
    scene.faults().close(4000);
    log.says("no session with Discord's gateway").await;
    scene.faults().gateway_unavailable(false);
    log.says("the outage is over").await;
    scene.answers(3).await;
    let said = log.text().split_off(before);
    assert_eq!(said.matches(" WARN ").count(), 1, "{said}");
    assert_eq!(said.matches("the outage is over").count(), 1, "{said}");
    scene.stop_bot().await.unwrap();
}

#[tokio::test]
async fn a_gateway_that_closes_after_each_handshake_is_not_stormed() {
    let scene = Scene::start(settings(), GatewayTimeouts::default()).await;
    scene.faults().close_after_handshake(u32::MAX);
    scene.faults().drop_connections();
    scene.questions(20).await;
    scene.faults().clear();
    scene.discord.wait_resumes(1).await.unwrap();
    scene.answers(3).await;
    let cost = scene.cost("closed after each handshake for 2 s").await;
    // Without the guard there are 2 000. The fake Discord's close arrives with the end of the handshake, where twilight
    // hides it: some two dozen connections then count as one attempt.
    assert!(cost.connections <= 200, "{cost:?}");
    assert_eq!((cost.identifies, cost.resumes), (1, 1));
}

/// A peer that completes every handshake and then closes, politely. Counts the handshakes.
async fn closes_at_once(handshakes: Arc<AtomicUsize>, listener: TcpListener) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        handshakes.fetch_add(1, Ordering::Relaxed);
        let code = CloseFrame { code: CloseCode::from(4000), reason: "Try again\nlater.".into() };
        let _ = socket.close(Some(code)).await;
    }
}

#[tokio::test]
async fn a_gateway_that_greets_with_a_close_frame_is_not_stormed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let starts =
        SessionStartLimit { total: 1000, remaining: 1000, reset_after: Duration::from_hours(1), max_concurrency: 1 };
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let gateway = GatewayBot { url, shards: 1, session_start_limit: starts };
    let handshakes = Arc::new(AtomicUsize::new(0));
    let peer = tokio::spawn(closes_at_once(Arc::clone(&handshakes), listener));
    let (sender, _receiver) = mpsc::channel(1);
    let setup = Setup::new(SecretString::from("not.a.token"), 7, gateway);
    let log = Log::default();
    let _logging = log.of_this_thread();
    // Not a wait for a state: the experiment lasts as long.
    let stop = tokio::time::sleep(Duration::from_secs(2));
    assert_eq!(receive(setup, sender, stop).await.unwrap(), []);
    peer.abort();
    let handshakes = handshakes.load(Ordering::Relaxed);
    println!("closed after each handshake, with a close frame, for 2 s: {handshakes} connects");
    assert!((2..=7).contains(&handshakes), "{handshakes}");
    let said = log.text();
    assert!(
        said.contains(r#"closed with code 4000 ("Try again later.")"#),
        "the reason stands beside the code\n{said}"
    );
}

#[tokio::test]
async fn a_session_that_always_ends_at_once_is_not_stormed() {
    let scene = Scene::start(settings(), GatewayTimeouts::default()).await;
    scene.faults().close(4000);
    for resumes in 1..=5 {
        scene.discord.wait_resumes(resumes).await.unwrap();
        scene.faults().close(4000);
    }
    scene.answers(3).await;
    let connects = scene.bot.counters.connects.load(Ordering::Relaxed);
    let cost = scene.cost("closed after each resume").await;
    assert_eq!(cost.identifies, 1);
    assert_eq!(cost.connections as u64, connects);
}

#[tokio::test]
async fn a_request_to_reconnect_instead_of_a_greeting() {
    let scene = Scene::start(settings(), quick()).await;
    scene.faults().reconnect_instead_of_hello(3);
    scene.faults().drop_connections();
    scene.discord.wait_resumes(1).await.unwrap();
    scene.answers(3).await;
    let cost = scene.cost("op 7 instead of Hello, three times").await;
    assert_eq!((cost.lost, cost.identifies, cost.resumes, cost.connections), (0, 1, 1, 5));
}

#[tokio::test]
async fn closes_for_good_end_the_bot_and_name_what_to_change() {
    join_all([4004, 4010, 4011, 4012, 4013, 4014].map(async |code| {
        let scene = Scene::start(settings(), GatewayTimeouts::default()).await;
        scene.faults().close(code);
        let error = scene.bot.gives_up().await;
        assert!(matches!(error, GatewayError::Fatal { code: found, .. } if found == code), "{error}");
        assert_eq!(scene.discord.connections().len(), 1, "it does not try again");
        println!("close {code}: {error}");
    }))
    .await;
}

#[tokio::test]
async fn a_token_that_is_refused_by_the_gateway_ends_the_bot() {
    let discord = Discord::start(settings()).await.unwrap();
    discord.faults().refuse_identifies(4004, 1);
    let bot = Bot::start(&discord, GatewayTimeouts::default(), Vec::new()).await;
    let error = bot.gives_up().await.to_string();
    assert!(error.contains("DISCORD_TOKEN") && !error.contains(discord.token()), "{error}");
    assert_eq!(discord.connections().len(), 1);
}

#[tokio::test]
async fn an_identify_that_is_refused_once_is_repeated() {
    let discord = Discord::start(settings()).await.unwrap();
    discord.faults().refuse_identifies(4003, 1);
    let bot = Bot::start(&discord, quick(), Vec::new()).await;
    discord.wait_connected().await.unwrap();
    assert_eq!(discord.identifies().len(), 2);
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    assert_eq!((count(&bot.counters.identifies), count(&bot.counters.identifies_left)), (2, 998), "both are counted");
    bot.stop().await.unwrap();
}

#[tokio::test]
async fn a_bot_with_too_few_starts_left_does_not_connect() {
    let discord = Discord::start(Settings { identifies_remaining: 49, ..settings() }).await.unwrap();
    let error = Bot::start(&discord, GatewayTimeouts::default(), Vec::new()).await.gives_up().await;
    assert!(matches!(error, GatewayError::FewStartsLeft { .. }), "{error}");
    assert!(discord.connections().is_empty());
}

#[tokio::test]
async fn events_that_come_twice_or_late_do_not_turn_back_the_clock() {
    let scene = Scene::start(settings(), GatewayTimeouts::default()).await;
    scene.faults().duplicate_next_dispatch();
    scene.answers(3).await;
    scene.faults().swap_next_dispatches();
    scene.answers(3).await;
    scene.faults().drop_connections();
    scene.discord.wait_resumes(1).await.unwrap();
    scene.answers(3).await;
    let replayed = scene.discord.resumes()[0].replayed;
    let cost = scene.cost("twice and late").await;
    assert_eq!((cost.lost, cost.identifies), (0, 1));
    assert!(replayed <= Some(2), "{replayed:?}");
}

#[tokio::test]
async fn frames_that_make_no_sense_are_passed_over() {
    let scene = Scene::start(settings(), GatewayTimeouts::default()).await;
    for frame in [
        serde_json::json!(null),
        serde_json::json!([]),
        serde_json::json!({"op": 99, "d": {}}),
        serde_json::json!({"op": 0, "d": null, "t": null, "s": null}),
        serde_json::json!({"op": 0, "d": null, "t": "INTERACTION_CREATE", "s": 4}),
        serde_json::json!({"op": 9, "d": "perhaps"}),
    ] {
        scene.faults().send_frame(frame);
    }
    scene.answers(3).await;
    let cost = scene.cost("nonsense").await;
    assert_eq!((cost.lost, cost.identifies), (0, 1));
}
