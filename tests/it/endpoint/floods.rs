//! Clients that exhaust shared resources: heads without bodies, bodies in pieces of one byte.
//!
//! `deploy/flood` measures the same in a release build, and through the proxies.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::limits::raise_the_limit_of_files;
use super::support::{FAQ, Served, Wire};

/// A head such as Discord's, by a client that has no key. Its length is announced, and nothing of it follows.
fn silent_head() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
    let signed = [("X-Signature-Ed25519", "0".repeat(128)), ("X-Signature-Timestamp", now.to_string())];
    super::support::head(&signed, &["content-type: application/json", "content-length: 1000"])
}

/// Keeps one connection open that sends a head and no body. When it is closed, the next round begins another one.
async fn keep_silent(served: Arc<Served>, mut rounds: watch::Receiver<usize>) {
    loop {
        let mut wire = served.dial().await;
        wire.sends(silent_head().as_bytes()).await;
        wire.hears_or_ends().await;
        drop(wire);
        if rounds.changed().await.is_err() {
            return;
        }
    }
}

/// While `many` connections send a head and no body, Discord's requests are answered.
async fn discord_is_answered_beside(many: usize) {
    const ASKED: usize = 60;
    let many = many.min(raise_the_limit_of_files().saturating_sub(200) / 2);
    // No body times out within the test: bodies are only evicted.
    let served = Arc::new(Served::start(&[("HTTP_READ_SECONDS", "60")]).await);
    let (next_round, rounds) = watch::channel(0);
    let mut silent = JoinSet::new();
    for _ in 0..many {
        silent.spawn(keep_silent(Arc::clone(&served), rounds.clone()));
    }
    let most = u32::try_from(many.min(512)).expect("a small number");
    served.counts_until("they are all there", |counts| counts.is("http_bodies", most)).await;
    let (mut answered, mut took) = (0, Vec::new());
    for _ in 0..ASKED / 4 {
        next_round.send_modify(|round| *round += 1);
        // New connections, as from a proxy that keeps none, and several requests on each.
        let mut wire: Wire = served.dial().await;
        for _ in 0..4 {
            let asked = Instant::now();
            wire.sends(&served.post(FAQ)).await;
            let Some(answer) = wire.hears_or_ends().await else { break };
            answered += usize::from(answer.status == 200);
            took.push(asked.elapsed());
        }
    }
    took.sort_unstable();
    let p99 = took.get(took.len() * 99 / 100).copied().unwrap_or_default();
    println!("{many} heads without a body: {answered} of {ASKED} signed requests answered, p99 {p99:?}");
    let counts = served.counts().await;
    assert!(answered * 100 >= ASKED * 98, "{answered} of {ASKED} were answered: {counts:#?}");
    silent.shutdown().await;
    let served = Arc::into_inner(served).expect("the others have ended");
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_256_heads_without_bodies_signed_requests_are_answered() {
    discord_is_answered_beside(256).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_1000_heads_without_bodies_signed_requests_are_answered() {
    discord_is_answered_beside(1_000).await;
}

/// Sends a body of `length` bytes in chunks of one byte, but for its end. Gives the connection, which waits.
async fn drips(served: &Served, length: usize) -> Wire {
    let mut wire = served.dial().await;
    let head = silent_head().replace("content-length: 1000", "transfer-encoding: chunked");
    wire.sends(head.as_bytes()).await;
    wire.sends(&b"1\r\nx\r\n".repeat(length)).await;
    wire
}

/// The promise of docs/operations.md on memory: bodies in pieces of one byte take no more than their bytes. A build for measuring is
/// sent sixty of the longest.
#[tokio::test(flavor = "multi_thread")]
async fn bodies_in_pieces_of_one_byte_take_no_more_memory_than_their_bytes() {
    let is_measured = std::env::var_os("TPM_GUIDE_BINARY").is_some();
    let (many, length) = if is_measured { (60, 256 * 1024 - 1) } else { (4, 64 * 1024) };
    // With several arenas, what is kept depends on which thread took it.
    let served = Served::start(&[("HTTP_READ_SECONDS", "60"), ("MALLOC_ARENA_MAX", "1")]).await;
    served.is_well().await;
    let before = served.bot.memory();
    let mut wires = Vec::new();
    for _ in 0..many {
        wires.push(drips(&served, length as usize).await);
    }
    let all = f64::from(many * length);
    let counts = served.counts_until("all has arrived", |counts| counts.of("http_body_bytes") >= all).await;
    assert!(counts.is("http_bodies", many) && counts.of("http_body_bytes") <= 2.1 * all, "{counts:?}");
    if let (Some(before), Some(after)) = (before, served.bot.memory()) {
        println!("resident memory: {} kB before, {} kB with {many} bodies", before / 1024, after / 1024);
        // Twice the bytes for buffers that double, and what the connections read into.
        let most = u64::from(2 * many * length) + 4 * 1024 * 1024;
        assert!(after <= before + most, "{before} bytes before, {after} after");
    }
    served.is_well().await;
    drop(wires);
    served.stops().await;
}

/// However many bodies there are and however long, together they hold what `HTTP_BODY_MEMORY` says.
#[tokio::test(flavor = "multi_thread")]
async fn all_bodies_together_keep_within_their_memory() {
    const MEMORY: u32 = 1024 * 1024;
    let memory = MEMORY.to_string();
    let limits = [("HTTP_BODY_MEMORY", memory.as_str()), ("HTTP_READ_SECONDS", "60"), ("MALLOC_ARENA_MAX", "1")];
    let served = Served::start(&limits).await;
    served.is_well().await;
    let before = served.bot.memory();
    let body = vec![b'x'; 200 * 1024];
    let mut wires = Vec::new();
    for sent in 1..=64 {
        let request = served.post(&body);
        let mut wire = served.dial().await;
        wire.sends(&request[..request.len() - 1]).await;
        wires.push(wire);
        let counts = served.counts().await;
        assert!(counts.of("http_body_bytes") <= f64::from(MEMORY), "{sent}: {counts:?}");
    }
    let counts =
        served.counts_until("most were given up", |counts| counts.of("http_bodies_evicted_total") > 58.0).await;
    assert!(counts.is("http_limit{limit=\"body_memory_bytes\"}", MEMORY));
    if let (Some(before), Some(after)) = (before, served.bot.memory()) {
        println!("resident memory: {} kB before, {} kB with bodies beyond the limit", before / 1024, after / 1024);
        assert!(after <= before + 6 * 1024 * 1024, "{before} bytes before, {after} after");
    }
    served.is_well().await;
    drop(wires);
    served.stops().await;
}
