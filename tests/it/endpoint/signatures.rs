//! Signatures: by which key, and when.

use fake_discord::{Discord, Settings};

use super::super::support::{Fixture, settings};
use super::support::{Answer, FAQ, PING, Served, head};

const KIND: &str = "content-type: application/json";

/// The response to `body` with these signature headers.
async fn sent(served: &Served, signed: &[(&str, String)], body: &[u8]) -> Answer {
    let length = format!("content-length: {}", body.len());
    served.asked(&[head(signed, &[KIND, &length]).as_bytes(), body].concat()).await
}

/// The current time plus some seconds, as a timestamp.
fn seconds(offset: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    now.as_secs().checked_add_signed(offset).expect("a time").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_invalid_signature_is_401_and_counted_by_its_reason() {
    let served = Served::start(&[]).await;
    let good = served.discord.signed(PING);
    let only = |name: &str| good.iter().filter(|(header, _)| header.contains(name)).cloned().collect::<Vec<_>>();
    let with = |signature: &str, timestamp: &str| {
        vec![("X-Signature-Ed25519", signature.to_owned()), ("X-Signature-Timestamp", timestamp.to_owned())]
    };
    let value = |name: &str| only(name)[0].1.clone();
    let (signature, timestamp) = (value("Ed25519"), value("Timestamp"));
    let twice = [&good[..], &good[..]].concat();
    let cases = [
        ("missing", vec![]),
        ("missing", only("Ed25519")),
        ("missing", only("Timestamp")),
        ("malformed", twice),
        ("malformed", with("", &timestamp)),
        ("malformed", with("not hex", &timestamp)),
        ("malformed", with(&signature[2..], &timestamp)),
        ("malformed", with(&format!("{signature}00"), &timestamp)),
        ("malformed", with("\u{e9}", &timestamp)),
        ("malformed", with(&signature, "yesterday")),
        ("malformed", with(&signature, "")),
        ("malformed", with(&signature, "-1")),
        ("malformed", with(&signature, "99999999999999999999")),
        ("stale", served.discord.signed_at(&seconds(-310), PING)),
        ("stale", served.discord.signed_at(&seconds(310), PING)),
        ("stale", served.discord.signed_at("0", PING)),
        ("stale", served.discord.signed_at("18446744073709551615", PING)),
        ("malformed", served.discord.signed_at("now", PING)),
        ("wrong", served.discord.signed(FAQ)),
        ("wrong", with(&signature, &seconds(100))),
        ("wrong", with(&"0".repeat(128), &timestamp)),
        ("wrong", with(&"f".repeat(128), &timestamp)),
    ];
    for (reason, signed) in &cases {
        let answer = sent(&served, signed, PING).await;
        assert!(!answer.is_refused(401).is_empty(), "{reason}");
    }
    assert_eq!(sent(&served, &served.discord.signed_at(&seconds(-290), PING), PING).await.json()["type"], 1);
    assert_eq!(sent(&served, &served.discord.signed_at(&seconds(290), PING), PING).await.json()["type"], 1);
    let counts = served.counts().await;
    for reason in ["missing", "malformed", "stale", "wrong"] {
        let expected = cases.iter().filter(|(other, _)| *other == reason).count();
        let name = format!("http_refused_signatures_total{{reason=\"{reason}\"}}");
        assert!(counts.is(&name, u32::try_from(expected).unwrap()), "{name}: {}", counts.of(&name));
    }
    assert!(counts.is("http_responses_total{status=\"401\"}", 22));
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_with_an_invalid_signature_is_never_interpreted() {
    let served = Served::start(&[]).await;
    let other = served.discord.signed(PING);
    for junk in [&b"\xff\xfe"[..], b"{", b"", "[".repeat(100_000).as_bytes()] {
        sent(&served, &other, junk).await.is_refused(401);
        sent(&served, &[], junk).await.is_refused(401);
    }
    // Without a well-formed signature, the body is not even awaited.
    let mut wire = served.dial().await;
    wire.sends(head(&[], &[KIND, "content-length: 1000"]).as_bytes()).await;
    wire.hears().await.is_refused(401);
    wire.ends().await;
    let said = served.bot.said();
    assert!(!said.contains("a signed request"), "{said}");
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_gets_the_same_bytes() {
    let served = Served::start(&[]).await;
    let request = served.post(FAQ);
    let first = served.asked(&request).await;
    assert_eq!(first.json()["type"], 4);
    let mut wire = served.dial().await;
    for _ in 0..3 {
        wire.sends(&request).await;
        assert_eq!(wire.hears().await.body, first.body);
    }
    served.stops().await;
}

/// With a wrong clock, every request is refused. The log says so; Discord is asked for the time only then.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_is_reported_once() {
    for (offset, told) in [(0, 0), (400, 1)] {
        let discord = Discord::start(Settings { clock_offset: offset, ..settings() }).await.unwrap();
        let served = Served::start_for(discord, &[]).await;
        served.is_well().await;
        assert!(served.discord.requests().is_empty(), "there is no reason to ask");
        for _ in 0..3 {
            sent(&served, &served.discord.signed_at(&seconds(-310), PING), PING).await.is_refused(401);
        }
        served.discord.wait_until("it asks for the time", |discord| !discord.requests().is_empty()).await.unwrap();
        if told > 0 {
            served.bot.says("this machine's clock is behind Discord's", 1).await;
        }
        assert_eq!(served.discord.requests().len(), 1, "once");
        let said = served.bot.stops().await;
        assert_eq!(said.matches("this machine's clock").count(), told, "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_the_gateway_a_wrong_clock_is_reported_at_the_start() {
    let fixture = Fixture::open(Settings { clock_offset: -400, ..settings() }, &[], &[]).await;
    let said = fixture.close().await;
    assert_eq!(said.matches("this machine's clock is ahead of Discord's").count(), 1, "{said}");
}

#[test]
fn a_clock_is_reported_as_wrong_when_requests_are_refused_for_it() {
    assert_eq!(tpm_guide::discord::rest::MOST_SKEW, tpm_guide::discord::webhook::MAX_SKEW);
}
