//! `/metrics` and `/readyz`, of `serve` and `run`.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::time::Duration;

use fake_discord::{Discord, RestFault};
use rustix::process::Signal;
use serde_json::{Value, json};
use tpm_guide::knowledge::{self, Place};
use tpm_guide::observe::{METRICS, MetricKind};

use super::super::support::{Bot, Fixture, Transport, answered, called_by, edit, enter, knowledge, settings};
use super::support::{Answer, Counts, FAQ, PING, Served, Wire};

/// An interaction as Discord sends it, with another `data`.
fn with_data(data: Value) -> Vec<u8> {
    let mut payload: Value = serde_json::from_slice(FAQ).expect("JSON");
    payload["data"] = data;
    payload.to_string().into_bytes()
}

/// The button that shares an answer, on no private message: what is shared would go to Discord's REST API.
fn share_of_nothing() -> Vec<u8> {
    let mut payload: Value = serde_json::from_slice(FAQ).expect("JSON");
    payload["type"] = json!(3);
    payload["data"] = json!({ "custom_id": "t1:s:e:faq/degree-required:0", "component_type": 2 });
    payload.to_string().into_bytes()
}

macro_rules! payload {
    ($name:literal) => {
        include_bytes!(concat!("../../../crates/loadtest/payloads/", $name, ".json")).to_vec()
    };
}

/// Everything of ours that is not 0, but for what depends on the clock and for limits.
fn what_happened(counts: &Counts) -> BTreeMap<String, f64> {
    let dull = ["answer_seconds_bucket", "answer_seconds_sum", "http_limit", "build_info"];
    let values = counts.values.iter().filter_map(|(name, value)| Some((name.strip_prefix("tpm_guide_")?, *value)));
    let values = values.filter(|(name, value)| *value > 0.0 && !dull.iter().any(|dull| name.starts_with(dull)));
    values.map(|(name, value)| (name.to_owned(), value)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_known_day_the_metrics_hold_exactly_what_happened() {
    let served = Served::start(&[]).await;
    let shipped =
        knowledge::load(&Place::Embedded, time::macros::date!(2026 - 11 - 21)).expect("the shipped knowledge");
    let mut wire = served.dial().await;
    for body in [
        PING.to_vec(),
        PING.to_vec(),
        FAQ.to_vec(),
        FAQ.to_vec(),
        FAQ.to_vec(),
        payload!("command-ask-01"),
        payload!("command-ask-08"),
        payload!("message-1"),
        payload!("autocomplete-role-05"),
        payload!("control-03"),
        payload!("menu-1"),
        share_of_nothing(),
        with_data(json!({ "name": "weather", "type": 1 })),
        with_data(json!({ "name": "faq", "type": 1, "options": [{ "name": "question", "type": 3, "value": "99" }] })),
    ] {
        wire.sends(&served.post(&body)).await;
        wire.hears().await.json();
    }
    wire.sends(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n").await;
    wire.hears().await.is_refused(404);
    wire.sends(&served.post(b"{}")).await;
    wire.hears().await.is_refused(400);
    let unsigned = b"POST /interactions HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    served.asked(unsigned).await.is_refused(401);
    // One response of /metrics is not of one moment.
    let done = "http_connections_closed_total{reason=\"done\"}";
    let one_is_left = |counts: &Counts| counts.is("http_connections", 1) && counts.is(done, 1);
    let counts = served.counts_until("one is left", one_is_left).await;

    let interactions = |kind: &str, command: &str, outcome: &str| {
        let labels = format!("command=\"{command}\",kind=\"{kind}\",outcome=\"{outcome}\",transport=\"http\"");
        format!("interactions_total{{{labels}}}")
    };
    let entries = u32::try_from(shipped.knowledge.entries().len()).expect("not so many");
    let expected: BTreeMap<String, f64> = [
        (interactions("ping", "none", "pong"), 2),
        (interactions("command", "faq", "answered"), 3),
        (interactions("command", "faq", "missing"), 1),
        (interactions("command", "ask", "answered"), 1),
        (interactions("command", "ask", "missing"), 1),
        (interactions("command", "none", "missing"), 1),
        (interactions("command", "Ask TPM Guide", "answered"), 1),
        (interactions("autocomplete", "role", "suggested"), 1),
        (interactions("control", "none", "answered"), 1),
        (interactions("menu", "none", "answered"), 1),
        (interactions("share", "none", "refused"), 1),
        ("answer_seconds_count{transport=\"http\"}".to_owned(), 14),
        ("questions_total{outcome=\"found\"}".to_owned(), 2),
        ("questions_total{outcome=\"unknown\"}".to_owned(), 1),
        ("http_responses_total{status=\"200\"}".to_owned(), 14),
        ("http_responses_total{status=\"404\"}".to_owned(), 1),
        ("http_responses_total{status=\"400\"}".to_owned(), 1),
        ("http_responses_total{status=\"401\"}".to_owned(), 1),
        ("http_refused_signatures_total{reason=\"missing\"}".to_owned(), 1),
        ("http_connections".to_owned(), 1),
        (done.to_owned(), 1),
        ("knowledge_entries".to_owned(), entries),
        ("knowledge_version".to_owned(), 1),
        ("ready".to_owned(), 1),
    ]
    .into_iter()
    .map(|(name, value)| (name, f64::from(value)))
    .collect();
    assert_eq!(what_happened(&counts), expected);
    served.stops().await;
}

/// The metrics of ours among these, and what they are.
fn named(counts: &Counts) -> BTreeSet<(&str, &str)> {
    let ours = counts.kinds.iter().filter(|(name, _)| name.starts_with("tpm_guide_"));
    ours.map(|(name, kind)| (name.as_str(), kind.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn run_and_serve_show_every_metric_there_is_and_no_other() {
    let served = Fixture::called(settings(), &[("METRICS_ADDR", "127.0.0.1:0")]).await;
    let with_store = [("METRICS_ADDR", "127.0.0.1:0"), ("DATABASE_URL", "sqlite:guide.db")];
    let run = Fixture::open(settings(), &[], &with_store).await;
    let mut shown = Vec::new();
    for fixture in [&served, &run] {
        answered(&fixture.discord.member("ada").types("/ask question:do i need a degree to be a tpm?").await.unwrap());
        let counts = Counts::at(fixture.bot.listens("serving metrics").await).await;
        let version = format!("build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"));
        assert!(counts.is(&version, 1));
        for process in ["cpu_seconds_total", "resident_memory_bytes", "open_fds", "start_time_seconds"] {
            assert!(
                !cfg!(target_os = "linux") || counts.values.contains_key(&format!("process_{process}")),
                "{process}"
            );
        }
        shown.push(counts);
    }
    let shown: BTreeSet<_> = shown.iter().flat_map(named).collect();
    let kind = |kind| match kind {
        MetricKind::Counter => "counter",
        MetricKind::Gauge => "gauge",
        MetricKind::Histogram => "histogram",
    };
    let known: BTreeSet<_> = METRICS.iter().map(|metric| (metric.name, kind(metric.kind))).collect();
    assert_eq!(shown, known);
    served.close().await;
    run.close().await;
}

/// What is said of readiness there.
async fn readiness(watched: std::net::SocketAddr) -> Answer {
    let mut wire = Wire::dial(watched).await;
    wire.sends(b"GET /readyz HTTP/1.1\r\nhost: here\r\n\r\n").await;
    wire.hears().await
}

#[tokio::test(flavor = "multi_thread")]
async fn run_is_ready_once_it_has_its_session_and_until_it_is_told_to_stop() {
    let discord = Discord::start(settings()).await.unwrap();
    discord.faults().gateway_unavailable(true);
    let bot = enter(&discord, &[], &[("METRICS_ADDR", "127.0.0.1:0")]);
    let watched = bot.listens("serving metrics").await;
    assert_eq!(readiness(watched).await.is_refused(503), "not every shard has a session");
    let counts = Counts::until(watched, "its shards are known", |counts| counts.is("gateway_shards", 1)).await;
    assert!(counts.is("ready", 0) && counts.is("gateway_sessions", 0));

    discord.faults().gateway_unavailable(false);
    // One answer of /metrics is not of one moment.
    let has_session = |counts: &Counts| counts.is("gateway_sessions", 1) && counts.is("gateway_identifies_total", 1);
    Counts::until(watched, "it is ready", |counts| counts.is("ready", 1) && has_session(counts)).await;
    assert_eq!(readiness(watched).await.status, 200);
    answered(&discord.member("ada").types("/help").await.unwrap());
    let delivered = |counts: &Counts| counts.is("callbacks_total{result=\"delivered\"}", 1);
    let counts = Counts::until(watched, "an answer was delivered", delivered).await;
    let labels = "command=\"help\",kind=\"command\",outcome=\"answered\",transport=\"gateway\"";
    assert!(counts.is(&format!("interactions_total{{{labels}}}"), 1) && counts.is("gateway_interactions_total", 1));

    // An answer that Discord is slow to take keeps the process there.
    discord.faults().rest("POST /interactions/*/*/callback", 1, RestFault::Delayed(Duration::from_secs(2)));
    let ada = discord.member("ada");
    let waits = ada.sends_raw_interaction(json!({ "type": 2 }));
    let leaves = async {
        Counts::until(watched, "it arrived", |counts| counts.is("gateway_interactions_total", 2)).await;
        bot.signal(Signal::TERM);
        bot.says("told to stop", 1).await;
        assert_eq!(readiness(watched).await.is_refused(503), "told to stop");
    };
    let (_, ()) = tokio::join!(waits, leaves);
    let (status, said) = bot.ends().await;
    assert_eq!(status.code(), Some(0), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_edit_makes_a_version_and_a_bad_one_a_failure() {
    let folder = knowledge();
    let path = folder.path().to_str().expect("a plain path").to_owned();
    let served = Served::start(&[("KNOWLEDGE_DIR", &path)]).await;
    served.bot.says("watching", 1).await;
    let ok = "knowledge_reloads_total{result=\"ok\"}";
    let failed = "knowledge_reloads_total{result=\"failed\"}";
    let counts = served.counts().await;
    assert!(counts.is("knowledge_version", 1) && counts.is(ok, 0) && counts.is(failed, 0));
    let entries = counts.of("knowledge_entries");

    edit(&folder, "en/industries/health.yaml", "tagline:", "tagleine:");
    let counts = served.counts_until("it failed", |counts| counts.of(failed) > 0.0).await;
    assert!(counts.is("knowledge_version", 1) && counts.is("ready", 1));
    edit(&folder, "en/industries/health.yaml", "tagleine:", "tagline:");
    let counts = served.counts_until("it was taken up", |counts| counts.is("knowledge_version", 2)).await;
    assert!(counts.is(ok, 1) && (counts.of("knowledge_entries") - entries).abs() < 1e-9);
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_one_line_that_names_its_setting() {
    let discord = Discord::start(settings()).await.unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let problem = async |bot: Bot, code: i32, setting: &str| {
        let (status, said) = bot.ends().await;
        assert_eq!(status.code(), Some(code), "{said}");
        let lines: Vec<_> = said.lines().filter(|line| line.contains(setting)).collect();
        assert_eq!(lines.len(), 1, "{said}");
        assert!(!said.contains("panicked"), "{said}");
    };
    problem(called_by(&discord, &[("LISTEN_ADDR", &address)]), 1, "LISTEN_ADDR").await;
    problem(called_by(&discord, &[("METRICS_ADDR", &address)]), 1, "METRICS_ADDR").await;
    problem(enter(&discord, &[], &[("METRICS_ADDR", &address)]), 1, "METRICS_ADDR").await;
    let same = [("LISTEN_ADDR", "127.0.0.1:4321"), ("METRICS_ADDR", "127.0.0.1:4321")];
    problem(called_by(&discord, &same), 78, "METRICS_ADDR must differ from LISTEN_ADDR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_health_asks_is_answered_by_whichever_address_there_is() {
    let served = Fixture::called(settings(), &[("METRICS_ADDR", "127.0.0.1:0")]).await;
    let run = Fixture::open(settings(), &[], &[("METRICS_ADDR", "127.0.0.1:0")]).await;
    assert_eq!((served.transport, run.transport), (Transport::Http, Transport::Gateway));
    let of_served = served.bot.address().await.to_string();
    let of_run = run.bot.listens("serving metrics").await.to_string();
    for setting in [("LISTEN_ADDR", of_served.as_str()), ("METRICS_ADDR", of_run.as_str())] {
        let (status, said) = Bot::start(&["health"], &[setting]).ends().await;
        assert_eq!(status.code(), Some(0), "{said}");
    }
    served.close().await;
    run.close().await;
    for setting in [("LISTEN_ADDR", of_served.as_str()), ("METRICS_ADDR", of_run.as_str())] {
        let (status, said) = Bot::start(&["health"], &[setting]).ends().await;
        assert_eq!(status.code(), Some(1), "{said}");
        assert!(said.contains("does not answer"), "{said}");
    }
}
