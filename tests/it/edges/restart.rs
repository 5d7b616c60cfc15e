//! Restarts: shutdown, and the next start with the saved session.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use fake_discord::{Discord, Id};
use secrecy::SecretString;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tpm_guide::discord::gateway::{
    GatewayCounters, GatewayError, GatewayTimeouts, RawInteraction, SavedSession, Setup, Shards, receive,
};

use super::support::{Bot, Scene, register, rest, settings};

/// The fake Discord of a scene after its bot was stopped, with the session that the bot left in `directory`.
async fn stopped(directory: &std::path::Path) -> Arc<Discord> {
    let scene = Scene::start(settings(), GatewayTimeouts::default()).await;
    let discord = Arc::clone(&scene.discord);
    let sessions = scene.stop_bot().await.unwrap();
    assert_eq!(sessions.len(), 1, "a session to keep");
    sessions[0].store(directory).unwrap();
    discord
}

async fn answered(discord: &Discord, questions: &[Id]) {
    let all = |discord: &Discord| questions.iter().all(|id| discord.is_answered(*id));
    discord.wait_until("answers", all).await.unwrap();
}

fn ask(discord: &Discord, count: usize) -> Vec<Id> {
    let ada = discord.member("ada");
    (0..count).map(|_| ada.starts_typing("/ask").unwrap()).collect()
}

#[tokio::test]
async fn a_bot_that_stops_keeps_its_session() {
    let directory = tempfile::tempdir().unwrap();
    let discord = stopped(directory.path()).await;
    discord
        .wait_until("the close frame", |discord| {
            let connection = &discord.connections()[0];
            connection.close_code == Some(4000) && !connection.closed_by_discord
        })
        .await
        .unwrap();
    assert_eq!(discord.sessions().len(), 1, "{}", discord.transcript());
}

#[tokio::test]
async fn a_restart_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let discord = stopped(directory.path()).await;
    let questions = ask(&discord, 5);
    let bot =
        Bot::start(&discord, GatewayTimeouts::default(), SavedSession::load(directory.path(), Shards::all(1))).await;
    answered(&discord, &questions).await;
    bot.stop().await.unwrap();
    println!("restart: 5 asked in between, 5 answered, {} identify", discord.identifies().len());
    assert_eq!((discord.identifies().len(), discord.resumes().len()), (1, 1));
    assert!(discord.resumes()[0].path.starts_with("/resume"));
    assert!(questions.iter().all(|id| discord.callbacks_for(*id) == 1));
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

/// What the state folder holds may have been changed: the token goes to the gateway all the same, and nowhere else.
#[tokio::test]
async fn a_kept_session_that_leads_elsewhere_is_resumed_at_the_gateway() {
    let directory = tempfile::tempdir().unwrap();
    let discord = stopped(directory.path()).await;
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let file = directory.path().join("gateway-session.json");
    let mut session: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert!(session["resume_url"].as_str().is_some_and(|url| url.starts_with("ws://")), "{session}");
    session["resume_url"] = format!("ws://{}/resume", elsewhere.local_addr().unwrap()).into();
    std::fs::write(&file, session.to_string()).unwrap();

    let questions = ask(&discord, 2);
    let bot =
        Bot::start(&discord, GatewayTimeouts::default(), SavedSession::load(directory.path(), Shards::all(1))).await;
    answered(&discord, &questions).await;
    bot.stop().await.unwrap();
    assert_eq!((discord.identifies().len(), discord.resumes().len()), (1, 1), "the session goes on");
    assert!(discord.resumes()[0].path.starts_with("/gateway"), "{:?}", discord.resumes());
    let connected = elsewhere.accept();
    assert!(
        connected.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock),
        "the bot must not connect there"
    );
}

/// READY names where to resume. An address that is not the gateway's is not used.
#[tokio::test]
async fn a_ready_that_leads_elsewhere_is_resumed_at_the_gateway() {
    let scene = Scene::start(settings(), GatewayTimeouts::default()).await;
    let discord = Arc::clone(&scene.discord);
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let address = format!("ws://{}", elsewhere.local_addr().unwrap());
    let ready = serde_json::json!({ "session_id": discord.sessions()[0], "resume_gateway_url": address });
    discord.faults().send_frame(serde_json::json!({ "op": 0, "t": "READY", "s": 1, "d": ready }));
    // It is answered after that frame, on the same connection.
    answered(&discord, &ask(&discord, 1)).await;
    discord.faults().reconnect();
    discord.wait_resumes(1).await.unwrap();
    assert!(discord.resumes()[0].path.starts_with("/gateway"), "{:?}", discord.resumes());
    let connected = elsewhere.accept();
    assert!(
        connected.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock),
        "the bot must not connect there"
    );
    scene.stop_bot().await.unwrap();
}

#[tokio::test]
async fn a_kept_session_that_is_refused_is_thrown_away() {
    let directory = tempfile::tempdir().unwrap();
    let discord = stopped(directory.path()).await;
    discord.faults().forget_sessions();
    let bot =
        Bot::start(&discord, GatewayTimeouts::default(), SavedSession::load(directory.path(), Shards::all(1))).await;
    discord.wait_identifies(2).await.unwrap();
    discord.wait_connected().await.unwrap();
    answered(&discord, &ask(&discord, 3)).await;
    assert_eq!(discord.resumes().len(), 1, "it is tried once");
    let renewed = bot.stop().await.unwrap();
    assert_ne!(renewed, SavedSession::load(directory.path(), Shards::all(1)));
}

#[tokio::test]
async fn a_kept_session_that_is_refused_with_4007_is_thrown_away() {
    let directory = tempfile::tempdir().unwrap();
    let discord = stopped(directory.path()).await;
    discord.faults().refuse_resumes(4007, u32::MAX);
    let bot =
        Bot::start(&discord, GatewayTimeouts::default(), SavedSession::load(directory.path(), Shards::all(1))).await;
    discord.wait_identifies(2).await.unwrap();
    discord.wait_connected().await.unwrap();
    assert_eq!(discord.resumes().len(), 1, "it is tried once");
    bot.stop().await.unwrap();
}

#[tokio::test]
async fn a_session_of_another_gateway_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let _elsewhere = stopped(directory.path()).await;
    let discord = Discord::start(settings()).await.unwrap();
    let bot =
        Bot::start(&discord, GatewayTimeouts::default(), SavedSession::load(directory.path(), Shards::all(1))).await;
    discord.wait_connected().await.unwrap();
    assert_eq!((discord.identifies().len(), discord.resumes().len()), (1, 0));
    bot.stop().await.unwrap();
}

#[tokio::test]
async fn a_bot_that_is_stopped_while_discord_is_away_keeps_its_session() {
    let scene = Scene::start(settings(), GatewayTimeouts::default()).await;
    let discord = Arc::clone(&scene.discord);
    discord.faults().down().await;
    let session = scene.stop_bot().await.unwrap();
    let questions = ask(&discord, 3);
    discord.faults().up().await;
    let bot = Bot::start(&discord, GatewayTimeouts::default(), session).await;
    answered(&discord, &questions).await;
    assert_eq!((discord.identifies().len(), discord.resumes().len()), (1, 1));
    bot.stop().await.unwrap();
}

#[tokio::test]
async fn a_bot_that_never_had_a_session_leaves_none() {
    let discord = Discord::start(settings()).await.unwrap();
    discord.faults().gateway_unavailable(true);
    let bot = Bot::start(&discord, GatewayTimeouts::default(), Vec::new()).await;
    assert_eq!(bot.stop().await.unwrap(), []);
}

/// Longer than a test takes.
const A_WHILE: Duration = Duration::from_mins(1);

/// A bot whose interactions are not received yet, and which holds them back for `hand_over`.
async fn idle(
    discord: &Discord,
    hand_over: Duration,
) -> (mpsc::Receiver<RawInteraction>, Arc<GatewayCounters>, impl AsyncFnOnce() -> Left) {
    let rest = rest(discord);
    let mut setup = Setup::new(
        SecretString::from(discord.token()),
        rest.current_application().await.unwrap().id,
        rest.gateway_bot().await.unwrap(),
    );
    setup.timeouts.hand_over = hand_over;
    let counters = Arc::clone(&setup.counters);
    let (sender, receiver) = mpsc::channel(1);
    let (stop, stopped) = oneshot::channel::<()>();
    let receiving = tokio::spawn(receive(setup, sender, async { _ = stopped.await }));
    discord.wait_connected().await.unwrap();
    let leave = async move || {
        drop(stop);
        receiving.await.unwrap()
    };
    (receiver, counters, leave)
}

type Left = Result<Vec<SavedSession>, GatewayError>;

#[tokio::test]
async fn what_was_not_handed_over_is_replayed_at_the_next_start() {
    let discord = Discord::start(settings()).await.unwrap();
    register(&discord).await;
    let (mut receiver, _, leave) = idle(&discord, A_WHILE).await;
    let questions = ask(&discord, 3);
    let first = receiver.recv().await.unwrap();
    assert!(first.json.contains(&questions[0].to_string()));
    // The second waits in the channel; the third, if it has come, waits for the second.
    let session = leave().await.unwrap();
    let second = receiver.recv().await;
    let handed_over = 1 + usize::from(second.is_some());
    let bot = Bot::start(&discord, GatewayTimeouts::default(), session).await;
    answered(&discord, &questions[handed_over..]).await;
    assert!(questions[..handed_over].iter().all(|id| !discord.is_answered(*id)), "they had been handed over");
    bot.stop().await.unwrap();
}

#[tokio::test]
async fn interactions_that_are_not_received_in_time_are_dropped_and_counted() {
    let discord = Discord::start(settings()).await.unwrap();
    register(&discord).await;
    let (mut receiver, counters, leave) = idle(&discord, Duration::from_millis(100)).await;
    ask(&discord, 2);
    let given_up = async {
        while counters.dropped.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(30), given_up).await.unwrap();
    receiver.recv().await.unwrap();
    let next = ask(&discord, 1)[0];
    assert!(receiver.recv().await.unwrap().json.contains(&next.to_string()), "it goes on with the next");
    leave().await.unwrap();
}

#[tokio::test]
async fn a_bot_without_anybody_to_answer_stops() {
    let discord = Discord::start(settings()).await.unwrap();
    register(&discord).await;
    let (receiver, _, leave) = idle(&discord, A_WHILE).await;
    drop(receiver);
    ask(&discord, 1);
    discord.wait_until("the end", |discord| discord.connections()[0].closed.is_some()).await.unwrap();
    assert!(matches!(leave().await, Err(GatewayError::ReceiverDropped)));
}
