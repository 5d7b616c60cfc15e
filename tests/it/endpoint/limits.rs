//! Limits: connections, timeouts, evictions.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::support::BOUND;
use super::support::{FAQ, PING, Served, Wire};

const IDLE: &str = "http_connections_closed_total{reason=\"idle\"}";
const DISPLACED: &str = "http_connections_closed_total{reason=\"displaced\"}";
const FAILED: &str = "http_connections_closed_total{reason=\"failed\"}";
const ARRIVING: &str = "http_bodies";
const EVICTED: &str = "http_bodies_evicted_total";

/// Sends all of a request but its last byte, which is given back with the connection.
async fn held(served: &Served, body: &[u8]) -> (Wire, u8) {
    let request = served.post(body);
    let (last, begun) = request.split_last().expect("it is not empty");
    let mut wire = served.dial().await;
    wire.sends(begun).await;
    (wire, *last)
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_half_heads_and_idle_connections_are_closed() {
    let served = Served::start(&[("HTTP_HEADER_SECONDS", "1"), ("HTTP_IDLE_SECONDS", "1")]).await;
    let silent = served.dial().await;
    let mut half = served.dial().await;
    half.sends(b"POST /interactions HTTP/1.1\r\nhost: he").await;
    let mut pausing = served.dial().await;
    pausing.sends(&served.post(PING)).await;
    assert_eq!(pausing.hears().await.json()["type"], 1);
    let counts = served.counts().await;
    assert!(counts.is("http_limit{limit=\"header_seconds\"}", 1) && counts.is("http_limit{limit=\"idle_seconds\"}", 1));
    silent.ends().await;
    half.ends().await;
    pausing.ends().await;
    served.counts_until("three are closed", |counts| counts.is(IDLE, 3) && counts.is("http_connections", 0)).await;
    served.is_well().await;
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_arrives_drop_by_drop_gets_no_more_time() {
    let served = Served::start(&[("HTTP_HEADER_SECONDS", "1")]).await;
    let mut wire = served.dial().await;
    let dripping = async {
        wire.sends(b"GET / HTTP/1.1\r\n").await;
        loop {
            // A round trip to the metrics is the pause between the drops.
            let counts = served.counts().await;
            if counts.is(IDLE, 1) {
                return;
            }
            wire.sends(b"x: y\r\n").await;
        }
    };
    // Its head is cut off for its time or, where the machine is fast, for its size.
    let cut = served.counts_until("it is cut off", |counts| counts.is(IDLE, 1) || counts.is(FAILED, 1));
    timeout(BOUND, async {
        tokio::select! { () = dripping => {}, _ = cut => {} }
    })
    .await
    .expect("in time");
    served.is_well().await;
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_takes_too_long_is_408() {
    let served = Served::start(&[("HTTP_READ_SECONDS", "1")]).await;
    let (mut wire, _) = held(&served, FAQ).await;
    assert!(!wire.hears().await.is_refused(408).is_empty());
    wire.ends().await;
    let counts = served.counts().await;
    assert!(counts.is("http_responses_total{status=\"408\"}", 1) && counts.is(ARRIVING, 0));
    assert!(counts.is("http_limit{limit=\"read_seconds\"}", 1));
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_the_limit_of_bodies_the_slowest_is_evicted() {
    let served = Served::start(&[("HTTP_MAX_BODIES", "2"), ("HTTP_READ_SECONDS", "60")]).await;
    let (mut first, _) = held(&served, FAQ).await;
    served.counts_until("one is held", |counts| counts.is(ARRIVING, 1)).await;
    let (mut second, last_of_second) = held(&served, PING).await;
    served.counts_until("two are held", |counts| counts.is(ARRIVING, 2)).await;
    // Health is no request of Discord's.
    assert_eq!(served.asked(b"GET /readyz HTTP/1.1\r\nhost: here\r\n\r\n").await.status, 200);
    served.is_well().await;
    let (mut third, last_of_third) = held(&served, FAQ).await;
    assert!(first.hears().await.is_refused(408).contains("too many others"));
    first.ends().await;
    second.sends(&[last_of_second]).await;
    assert_eq!(second.hears().await.json()["type"], 1, "the others are answered");
    third.sends(&[last_of_third]).await;
    assert_eq!(third.hears().await.json()["type"], 4);
    let counts = served.counts_until("none is held", |counts| counts.is(ARRIVING, 0)).await;
    assert!(counts.is(EVICTED, 1) && counts.is("http_limit{limit=\"bodies\"}", 2));
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_frees_its_slot() {
    let served = Served::start(&[("HTTP_MAX_BODIES", "1"), ("HTTP_READ_SECONDS", "60")]).await;
    for _ in 0..3 {
        let (wire, _) = held(&served, FAQ).await;
        served.counts_until("it is held", |counts| counts.is(ARRIVING, 1)).await;
        drop(wire);
        served.counts_until("it is given up", |counts| counts.is(ARRIVING, 0)).await;
    }
    served.is_well().await;
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_limit_of_connections_the_longest_idle_is_evicted() {
    let limits = [("HTTP_MAX_CONNECTIONS", "3"), ("HTTP_MAX_BODIES", "2"), ("HTTP_READ_SECONDS", "60")];
    let served = Served::start(&limits).await;
    let (mut busy, last) = held(&served, PING).await;
    served.counts_until("it is held", |counts| counts.is(ARRIVING, 1)).await;
    let silent = served.dial().await;
    served.counts_until("it was let in", |counts| counts.is("http_connections", 2)).await;
    let mut polite = served.dial().await;
    polite.sends(&served.post(PING)).await;
    assert_eq!(polite.hears().await.json()["type"], 1);

    let mut newcomer = served.dial().await;
    newcomer.sends(&served.post(PING)).await;
    assert_eq!(newcomer.hears().await.json()["type"], 1);
    silent.ends().await;
    let counts = served.counts_until("one has gone", |counts| counts.is("http_connections", 3)).await;
    assert!(counts.is(DISPLACED, 1) && counts.is("http_limit{limit=\"connections\"}", 3));
    polite.sends(&served.post(PING)).await;
    assert_eq!(polite.hears().await.json()["type"], 1, "others stay");
    busy.sends(&[last]).await;
    assert_eq!(busy.hears().await.json()["type"], 1, "a request in flight is never evicted");
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_all_connections_are_in_flight_a_new_one_waits_for_the_first_response() {
    let served = Served::start(&[("HTTP_MAX_CONNECTIONS", "1"), ("HTTP_READ_SECONDS", "60")]).await;
    let (mut busy, last) = held(&served, PING).await;
    served.counts_until("it is held", |counts| counts.is(ARRIVING, 1)).await;
    let mut newcomer = served.dial().await;
    newcomer.sends(&served.post(FAQ)).await;
    busy.sends(&[last]).await;
    assert_eq!(busy.hears().await.json()["type"], 1);
    // Although the first would stay.
    assert_eq!(newcomer.hears().await.json()["type"], 4);
    busy.ends().await;
    served.stops().await;
}

/// As many files as the system lets this process open.
pub fn raise_the_limit_of_files() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    getrlimit(Resource::Nofile).current.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX)
}

/// Fewer connections than the system keeps for a process that has not accepted them yet, of which Linux may allow 128. It drops
/// the next one, which is tried again after a second.
const BACKLOG: usize = 100;

/// Opens connections that send nothing, and keeps them. Beside them, another client is served all the time.
async fn storm(served: &Served, count: usize) -> Vec<TcpStream> {
    let mut streams = Vec::with_capacity(count);
    while streams.len() < count {
        if streams.len() % BACKLOG == 0 {
            // Accepted in their order, so that all before it have been accepted.
            served.is_well().await;
        }
        let connecting = timeout(BOUND, TcpStream::connect(served.address)).await.expect("in time");
        streams.push(connecting.expect("the system takes it"));
    }
    streams
}

/// "Memory returns": what the allocator keeps grows with the first storms that fill the cap, by less each time, and then
/// no more. So two storms come and go first; after ten thousand connections more have come and gone, the process holds
/// at most a tenth more than it did then.
#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_silent_connections_keep_no_other_out_and_leave_nothing_behind() {
    const CAP: usize = 1024;
    // What else this process has open.
    let many = 10_000.min(raise_the_limit_of_files().saturating_sub(500));
    if many < 10_000 {
        println!("no more than {many} files can be opened here: as many connections are tried");
    }
    // With several arenas, what is kept depends on which thread allocated it. No head times out within the test: a newcomer
    // is served because others are evicted.
    let served = Served::start(&[("MALLOC_ARENA_MAX", "1"), ("HTTP_HEADER_SECONDS", "3600")]).await;
    let none = |counts: &super::support::Counts| counts.is("http_connections", 0);
    for _ in 0..20 {
        served.is_well().await;
    }
    for _ in 0..2 {
        drop(storm(&served, many.min(3 * CAP)).await);
        served.counts_until("a first storm is over", none).await;
    }
    let before = served.bot.memory();

    let streams = storm(&served, many).await;
    served.is_well().await;
    let full = u32::try_from(CAP.min(many)).expect("a small number");
    let counts = served.counts().await;
    assert!(counts.of("http_connections") <= f64::from(full), "{}", counts.of("http_connections"));
    drop(streams);
    let counts = served.counts_until("the great storm is over", none).await;
    if many > CAP {
        let displaced = counts.of(DISPLACED);
        assert!(displaced > 0.0, "none was evicted");
    }
    served.is_well().await;
    if let (Some(before), Some(after)) = (before, served.bot.memory()) {
        println!("resident memory: {} kB before, {} kB after {many} connections", before / 1024, after / 1024);
        assert!(after <= before + before / 10, "{before} bytes before, {after} after");
    }
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_files_run_out_before_the_limit_a_new_connection_is_served() {
    let served = Served::start(&[]).await;
    let process = i32::try_from(served.bot.process()).ok().and_then(rustix::process::Pid::from_raw);
    let few = Rlimit { current: Some(64), maximum: Some(64) };
    rustix::process::prlimit(process, Resource::Nofile, few).expect("it is ours");
    let streams = storm(&served, 200).await;
    served.is_well().await;
    assert!(served.bot.said().contains("cannot accept connections"));
    drop(streams);
    served.counts_until("all gone", |counts| counts.is("http_connections", 0)).await;
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_reads_is_closed() {
    let served = Served::start(&[("HTTP_IDLE_SECONDS", "1"), ("HTTP_HEADER_SECONDS", "1")]).await;
    let mut wire = served.dial().await;
    let row = served.post(FAQ).repeat(500);
    // The answers to it fill every buffer on the way.
    let sending = async {
        while wire.sends(&row).await {}
        std::future::pending::<()>().await;
    };
    let closed = served.counts_until("it is closed", |counts| counts.is(IDLE, 1));
    tokio::select! { () = sending => {}, _ = closed => {} }
    served.is_well().await;
    served.stops().await;
}

/// No test waits for the default: it is as long as Discord waits.
#[test]
fn the_default_for_bodies_is_as_long_as_discord_waits() {
    assert_eq!(tpm_guide::http::Limits::default().read, Duration::from_secs(3));
}
