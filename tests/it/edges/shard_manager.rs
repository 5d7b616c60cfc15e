//! Several shards: each hears of its own servers and has its own misfortunes; all keep one pace and end together.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use fake_discord::{Discord, Id, Settings};
use futures_util::SinkExt;
use secrecy::SecretString;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tpm_guide::discord::gateway::{GatewayCounters, GatewayError, GatewayTimeouts, SavedSession, Setup, receive};
use tpm_guide::discord::rest::{GatewayBot, SessionStartLimit};

use super::super::support::a_server_for_each;
use super::support::{Bot, quick, register, settings};

/// A fake Discord that recommends so many shards, each with a server and a bucket of its own.
async fn discord_for(shards: u32) -> Discord {
    start(shards, Settings { max_concurrency: 16, ..settings() }).await
}

async fn start(shards: u32, mut settings: Settings) -> Discord {
    a_server_for_each(shards, &mut settings.world);
    let discord = Discord::start(Settings { shards, ..settings }).await.unwrap();
    register(&discord).await;
    discord
}

/// Waits until these shards of `total` are connected, and no others.
async fn connected(discord: &Discord, shards: impl Iterator<Item = u64>, total: u64) {
    let wanted: Vec<_> = shards.map(|shard| (shard, total)).collect();
    discord.wait_until("all shards", |discord| discord.connected_shards() == wanted).await.unwrap();
}

async fn ready(counters: &GatewayCounters) {
    let ready = async {
        while !counters.is_ready() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(30), ready).await.unwrap();
}

/// Asks once in the server of each of these shards.
fn ask(discord: &Discord, shards: impl Iterator<Item = u64>) -> Vec<Id> {
    let ada = discord.member("ada");
    shards.map(|shard| ada.in_server(&format!("shard {shard}")).starts_typing("/ask").unwrap()).collect()
}

async fn answered_once(discord: &Discord, questions: &[Id]) {
    let all = |discord: &Discord| questions.iter().all(|id| discord.is_answered(*id));
    discord.wait_until("answers", all).await.unwrap();
    assert!(questions.iter().all(|id| discord.callbacks_for(*id) == 1), "{}", discord.transcript());
}

#[tokio::test]
async fn one_process_serves_as_many_shards_as_are_recommended() {
    let discord = discord_for(4).await;
    let bot = Bot::start(&discord, GatewayTimeouts::default(), Vec::new()).await;
    connected(&discord, 0..4, 4).await;
    ready(&bot.counters).await;
    let mut questions = ask(&discord, 0..4);
    questions.push(discord.member("ada").in_dm().starts_typing("/ask").unwrap());
    answered_once(&discord, &questions).await;
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    assert_eq!((count(&bot.counters.shards), count(&bot.counters.sessions)), (4, 4));
    assert_eq!((count(&bot.counters.identifies), count(&bot.counters.identifies_left)), (4, 996));
    let counters = bot.counters.clone();
    assert_eq!(bot.stop().await.unwrap().len(), 4, "each shard's session is kept");
    assert_eq!(count(&counters.sessions), 0);
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn a_fault_of_one_shard_leaves_the_others_alone() {
    let heartbeat_interval = Duration::from_millis(500);
    let discord = start(3, Settings { max_concurrency: 16, heartbeat_interval, ..settings() }).await;
    let first = Bot::start(&discord, quick(), Vec::new()).await;
    connected(&discord, 0..3, 3).await;
    ready(&first.counters).await;
    // Resumed sessions leave the process its first IDENTIFY, of which twilight allows one in 5 s.
    let sessions = first.stop().await.unwrap();
    let bot = Bot::start(&discord, quick(), sessions).await;
    discord.wait_resumes(3).await.unwrap();
    ready(&bot.counters).await;
    let faults = discord.faults().on_shard(1);

    faults.drop_connections();
    discord.wait_resumes(4).await.unwrap();
    faults.reconnect();
    discord.wait_resumes(5).await.unwrap();
    faults.black_hole();
    answered_once(&discord, &ask(&discord, [0, 2].into_iter())).await;
    discord.wait_resumes(6).await.unwrap();
    faults.close(4009);
    discord.wait_identifies(4).await.unwrap();
    connected(&discord, 0..3, 3).await;
    ready(&bot.counters).await;
    answered_once(&discord, &ask(&discord, 0..3)).await;

    assert!(discord.resumes()[3..].iter().all(|resume| resume.shard == Some((1, 3))));
    assert_eq!(discord.identifies()[3].shard, (1, 3));
    let of_others = discord.resumes().into_iter().filter(|resume| resume.shard != Some((1, 3)));
    for resume in of_others {
        let connection = &discord.connections()[usize::try_from(resume.connection).unwrap() - 1];
        assert_eq!(connection.closed, None, "{}", discord.transcript());
    }
    assert_eq!(bot.stop().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_close_for_good_of_one_shard_ends_all() {
    let discord = discord_for(3).await;
    let bot = Bot::start(&discord, GatewayTimeouts::default(), Vec::new()).await;
    connected(&discord, 0..3, 3).await;
    discord.faults().on_shard(2).close(4011);
    let error = bot.gives_up().await;
    assert!(matches!(error, GatewayError::Fatal { code: 4011, .. }), "{error}");
    assert!(error.to_string().contains("SHARDS"), "{error}");
    let all_closed = |discord: &Discord| discord.connections().iter().all(|connection| connection.closed.is_some());
    discord.wait_until("the end of all", all_closed).await.unwrap();
    assert_eq!(discord.connections().len(), 3, "none tries again");
}

#[tokio::test]
async fn shards_of_one_bucket_dial_one_after_another_at_discords_pace() {
    // Twilight counts the 5 s from when it sends; a busy machine may receive it a little sooner.
    let identify_window = Duration::from_millis(4500);
    let discord = start(4, Settings { max_concurrency: 2, identify_window, ..settings() }).await;
    let bot = Bot::start(&discord, GatewayTimeouts::default(), Vec::new()).await;
    connected(&discord, 0..4, 4).await;
    assert!(discord.refusals().is_empty(), "too fast\n{}", discord.transcript());
    let identifies = discord.identifies();
    for bucket in [0, 1] {
        let of_bucket: Vec<_> = identifies.iter().filter(|identify| identify.shard.0 % 2 == bucket).collect();
        assert!(of_bucket.iter().all(|identify| identify.accepted));
        for pair in of_bucket.windows(2) {
            let dialled = discord.connections()[usize::try_from(pair[1].connection).unwrap() - 1].opened;
            assert!(dialled >= pair[0].at, "it dials before it is its turn\n{}", discord.transcript());
        }
    }
    bot.stop().await.unwrap();
}

#[tokio::test]
async fn shards_that_wait_for_their_turn_stop_at_once() {
    let discord = start(4, settings()).await;
    let bot = Bot::start(&discord, GatewayTimeouts::default(), Vec::new()).await;
    discord.wait_connected().await.unwrap();
    assert_eq!(bot.stop().await.unwrap().len(), 1, "those that had no turn have no session");
    assert!(discord.connections().len() <= 2, "{}", discord.transcript());
}

/// A peer that sends Hello and nothing else.
async fn only_greets(listener: TcpListener, greeted: mpsc::Sender<()>) {
    let mut sockets = Vec::new();
    loop {
        let mut socket = tokio_tungstenite::accept_async(listener.accept().await.unwrap().0).await.unwrap();
        let hello = json!({"op": 10, "d": {"heartbeat_interval": 41_250}, "s": null, "t": null}).to_string();
        socket.send(Message::text(hello)).await.unwrap();
        sockets.push(socket);
        greeted.send(()).await.unwrap();
    }
}

#[tokio::test]
async fn a_shard_that_gets_no_answer_does_not_keep_the_others_from_their_turn() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let session_start_limit =
        SessionStartLimit { total: 1000, remaining: 1000, reset_after: Duration::from_hours(1), max_concurrency: 1 };
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let mut setup =
        Setup::new(SecretString::from("not.a.token"), 7, GatewayBot { url, shards: 3, session_start_limit });
    setup.timeouts.turn = Duration::from_millis(100);
    let (greeted, mut greetings) = mpsc::channel(3);
    let peer = tokio::spawn(only_greets(listener, greeted));
    let (sender, _receiver) = mpsc::channel(1);
    let all_greeted = async {
        for _ in 0..3 {
            timeout(Duration::from_secs(30), greetings.recv()).await.expect("the next shard has its turn");
        }
    };
    assert_eq!(receive(setup, sender, all_greeted).await.unwrap(), []);
    peer.abort();
}

#[tokio::test]
async fn two_processes_that_start_together_get_in_one_after_another() {
    let identify_window = Duration::from_millis(4500);
    let discord = start(2, Settings { identify_window, ..settings() }).await;
    // They do not know of each other: the one that comes too soon is sent away, and comes again.
    let one = Bot::start_shards(&discord, Some("0/2"), GatewayTimeouts::default(), Vec::new()).await;
    let other = Bot::start_shards(&discord, Some("1/2"), GatewayTimeouts::default(), Vec::new()).await;
    connected(&discord, 0..2, 2).await;
    answered_once(&discord, &ask(&discord, 0..2)).await;
    let refused = discord.identifies().iter().filter(|identify| !identify.accepted).count();
    println!("two processes at once: {refused} sent away");
    assert!((1..=2).contains(&refused), "{}", discord.transcript());
    one.stop().await.unwrap();
    other.stop().await.unwrap();
}

#[tokio::test]
async fn a_restart_resumes_every_shard_and_another_total_none() {
    let directory = tempfile::tempdir().unwrap();
    let discord = discord_for(3).await;
    let bot = Bot::start(&discord, GatewayTimeouts::default(), Vec::new()).await;
    connected(&discord, 0..3, 3).await;
    let sessions = bot.stop().await.unwrap();
    for session in sessions {
        session.store(directory.path()).unwrap();
    }
    let questions = ask(&discord, 0..3);

    let load = |shards: &str| SavedSession::load(directory.path(), shards.parse().unwrap());
    let bot = Bot::start(&discord, GatewayTimeouts::default(), load("0-2/3")).await;
    answered_once(&discord, &questions).await;
    assert_eq!((discord.identifies().len(), discord.resumes().len()), (3, 3));
    bot.stop().await.unwrap();

    // Even if they were handed over, sessions of three shards are none of four.
    let bot = Bot::start_shards(&discord, Some("0-3/4"), GatewayTimeouts::default(), load("0-2/3")).await;
    connected(&discord, 0..4, 4).await;
    assert_eq!((discord.identifies().len(), discord.resumes().len()), (7, 3));
    bot.stop().await.unwrap();
}

#[tokio::test]
async fn more_shards_than_there_are_session_starts_do_not_begin() {
    let settings = Settings { identifies_remaining: 50, max_concurrency: 60, ..settings() };
    let discord = start(51, settings).await;
    let error = Bot::start(&discord, GatewayTimeouts::default(), Vec::new()).await.gives_up().await;
    assert!(matches!(error, GatewayError::FewStartsLeft { needed: 51, .. }), "{error}");
    assert!(discord.connections().is_empty());
}
