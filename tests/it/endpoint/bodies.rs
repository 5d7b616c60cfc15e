//! Bodies: their content, their headers, and how they arrive.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::support::BOUND;
use super::support::{FAQ, PING, Served, Wire};

/// A PING of so many bytes.
fn long_ping(length: usize) -> Vec<u8> {
    let (start, end) = (r#"{"type":1,"x":""#, r#""}"#);
    [start, &"x".repeat(length - start.len() - end.len()), end].concat().into_bytes()
}

/// A body in pieces, each with its length before it.
fn chunked(pieces: &[&[u8]]) -> Vec<u8> {
    let piece = |piece: &&[u8]| [format!("{:x};note=\"x\"\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
    pieces.iter().flat_map(piece).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_plain_json_and_says_so() {
    let served = Served::start(&[]).await;
    let length = format!("content-length: {}", PING.len());
    for fine in [
        &["content-type: application/json"][..],
        &["content-type: Application/JSON; charset=utf-8"],
        &["Content-Type:   application/json ; charset=\"utf-8\"; x=y  "],
        &["content-type: application/json", "content-encoding: Identity"],
    ] {
        let answer = served.asked(&[served.head(&[fine, &[&length]].concat(), PING).as_bytes(), PING].concat()).await;
        assert_eq!(answer.json()["type"], 1, "{fine:?}");
    }
    let odd = [
        &[][..],
        &["content-type:"],
        &["content-type: ;"],
        &["content-type: text/plain"],
        &["content-type: text/plain; application/json"],
        &["content-type: application/jsonp"],
        &["content-type: application/json, text/plain"],
        &["content-type: application/x-www-form-urlencoded"],
        &["content-type: \u{e9}"],
        &["content-type: application/json", "content-type: text/plain"],
        &["content-type: application/json", "content-type: application/json"],
        &["content-type: application/json", "content-encoding: gzip"],
        &["content-type: application/json", "content-encoding: identity, br"],
        &["content-type: application/json", "content-encoding: identity", "content-encoding: deflate"],
    ];
    for lines in odd {
        let answer = served.asked(&[served.head(&[lines, &[&length]].concat(), PING).as_bytes(), PING].concat()).await;
        assert!(answer.is_refused(415).contains("application/json"), "{lines:?}");
    }
    let counts = served.counts().await;
    assert!(counts.is("http_responses_total{status=\"415\"}", u32::try_from(odd.len()).unwrap()));
    assert!(counts.is("http_responses_total{status=\"200\"}", 4));
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_and_no_interaction_is_400() {
    let served = Served::start(&[]).await;
    let deep = "[".repeat(100_000);
    let broken: [&[u8]; 14] = [
        b"",
        b" ",
        b"null",
        b"1",
        b"[]",
        b"{}",
        b"\"\xff\xfe\"",
        b"{\"type\":1}\xc3\x28",
        b"\xef\xbb\xbf{\"type\":1}",
        b"{\"type\":1",
        b"{\"type\":1}{\"type\":1}",
        b"{\"type\":1,\"type\":1}",
        b"\0",
        deep.as_bytes(),
    ];
    let mut wire = served.dial().await;
    for body in broken {
        wire.sends(&served.post(body)).await;
        assert!(!wire.hears().await.is_refused(400).is_empty());
    }
    // The connection has done nothing wrong.
    wire.sends(&served.post(PING)).await;
    assert_eq!(wire.hears().await.json()["type"], 1);
    assert!(served.counts().await.is("http_responses_total{status=\"400\"}", 14));
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deep_or_full_of_strange_things_is_answered_where_it_can_be() {
    let served = Served::start(&[]).await;
    let deep = ["[".repeat(100_000), "]".repeat(100_000)].concat();
    let faq = std::str::from_utf8(FAQ).unwrap();
    let with = |field: &str, value: &str| faq.trim_end().replacen('{', &format!("{{\"{field}\":{value},"), 1);
    for body in [with("new", &deep), with("new", "1e999"), with("new", "\"\\ud800\""), with("a\\u0000b", "-0")] {
        let answer = served.asked(&served.post(body.as_bytes())).await.json();
        assert_eq!(answer["type"], 4, "{}", &body[..80]);
    }
    for (field, value) in
        [("data", deep.as_str()), ("type", "1e999"), ("locale", "\"\\ud800\""), ("locale", "[[[[[[[[[[]]]]]]]]]]")]
    {
        let mut value_in: serde_json::Map<String, serde_json::Value> = serde_json::from_str(faq).unwrap();
        value_in.remove(field);
        let rest = serde_json::to_string(&value_in).unwrap();
        let body = rest.replacen('{', &format!("{{\"{field}\":{value},"), 1);
        assert_eq!(served.asked(&served.post(body.as_bytes())).await.json()["type"], 4, "{field}");
    }
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_body_is_answered_and_one_byte_more_is_413() {
    for (setting, most) in [(None, 256 * 1024), (Some("1024"), 1024)] {
        let setting = setting.map(|most| ("HTTP_MAX_BODY", most));
        let served = Served::start(setting.as_slice()).await;
        assert!(served.counts().await.is("http_limit{limit=\"body_bytes\"}", u32::try_from(most).unwrap()));
        let (fits, too_long) = (long_ping(most), long_ping(most + 1));
        let lines = ["content-type: application/json", "transfer-encoding: chunked"];
        let streamed = |body: &[u8]| {
            let (first, second) = body.split_at(most / 2);
            [served.head(&lines, body).into_bytes(), chunked(&[first, second, b""])].concat()
        };
        for request in [served.post(&fits), streamed(&fits)] {
            assert_eq!(served.asked(&request).await.json()["type"], 1);
        }
        for request in [served.post(&too_long), streamed(&too_long)] {
            let reason = served.asked(&request).await.is_refused(413);
            assert!(reason.contains(&most.to_string()) && reason.contains("HTTP_MAX_BODY"), "{reason}");
        }
        assert!(served.counts().await.is("http_responses_total{status=\"413\"}", 2));
        served.stops().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_beyond_the_limit_is_refused_before_the_body_comes() {
    let served = Served::start(&[]).await;
    for length in ["262145", "9223372036854775807"] {
        let mut wire = served.dial().await;
        let length = format!("content-length: {length}");
        wire.sends(served.head(&["content-type: application/json", &length], PING).as_bytes()).await;
        assert!(wire.hears().await.is_refused(413).contains("262144"));
        wire.ends().await;
    }
    // An impossible length is refused at once.
    for (length, status) in [("18446744073709551615", 431), ("99999999999999999999999999", 400)] {
        let length = format!("content-length: {length}");
        let mut wire = served.dial().await;
        wire.sends(served.head(&["content-type: application/json", &length], PING).as_bytes()).await;
        assert_eq!(wire.hears().await.status, status, "refused by hyper, as no number or as none that fits");
    }
    served.is_well().await;
    served.stops().await;
}

/// Sends a head and a body of 4 MiB in chunks, and then either the last chunk or more of them until the connection is closed.
/// Gives what arrives meanwhile.
async fn answered_while_sending(served: &Served, head: &str, ends: bool) -> String {
    let chunk = chunked(&[&vec![b'x'; 64 * 1024]]);
    let (mut reading, mut writing) = TcpStream::connect(served.address).await.expect("it listens").into_split();
    let sending = async {
        let mut sent = writing.write_all(head.as_bytes()).await;
        for _ in 0..64 {
            sent = sent.and(writing.write_all(&chunk).await);
        }
        if ends {
            let _ = writing.write_all(b"0\r\n\r\n").await;
        } else {
            while writing.write_all(&chunk).await.is_ok() {}
        }
    };
    let hearing = async {
        let (mut heard, mut part) = (Vec::new(), [0; 1024]);
        // A connection that is closed before everything was read is reset, after what has arrived.
        while let Ok(length @ 1..) = reading.read(&mut part).await {
            heard.extend_from_slice(&part[..length]);
        }
        String::from_utf8(heard).expect("text")
    };
    timeout(BOUND, async { tokio::join!(sending, hearing).1 }).await.expect("the connection is closed")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunked_body_over_the_limit_is_413_and_is_not_read_to_its_end() {
    let served = Served::start(&[]).await;
    let lines = ["content-type: application/json", "transfer-encoding: chunked"];
    // Well-formed signature headers are enough, even with a timestamp that is refused once the body is there.
    let old = super::support::head(&served.discord.signed_at("1700000000", PING), &lines);
    let (signed, unsigned) = (served.head(&lines, PING), super::support::head(&[], &lines));
    for (head, ends, status) in [
        (&signed, true, "413"),
        (&signed, false, "413"),
        (&old, true, "413"),
        (&old, false, "413"),
        (&unsigned, true, "401"),
        (&unsigned, false, "401"),
    ] {
        let heard = answered_while_sending(&served, head, ends).await;
        assert!(heard.starts_with(&format!("HTTP/1.1 {status} ")), "{heard}");
    }
    let counts = served.counts_until("all are closed", |counts| counts.is("http_connections", 0)).await;
    assert!(counts.is("http_responses_total{status=\"413\"}", 4) && counts.is("http_bodies", 0));
    served.is_well().await;
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_may_come_in_pieces_of_any_size() {
    let served = Served::start(&[]).await;
    let lines = ["content-type: application/json", "transfer-encoding: chunked"];
    let bytes: Vec<&[u8]> = FAQ.chunks(1).collect();
    let mut wire = served.dial().await;
    wire.sends(served.head(&lines, FAQ).as_bytes()).await;
    wire.sends(&chunked(&bytes)).await;
    wire.sends(b"0\r\ntrailer: x\r\n\r\n").await;
    assert_eq!(wire.hears().await.json()["type"], 4);
    // Byte by byte on the wire, on the same connection.
    for byte in served.post(PING) {
        wire.sends(&[byte]).await;
    }
    assert_eq!(wire.hears().await.json()["type"], 1);
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_breaks_off_is_refused_or_dropped_and_nothing_is_done() {
    let served = Served::start(&[]).await;
    let lines = ["content-type: application/json", "transfer-encoding: chunked"];
    let (begun, _) = FAQ.split_at(FAQ.len() / 2);
    let whole = served.post(FAQ);
    let requests = [
        whole[..whole.len() - 1].to_vec(),
        [served.head(&lines, FAQ).as_bytes(), &chunked(&[begun])].concat(),
        [served.head(&lines, FAQ).as_bytes(), &chunked(&[FAQ])].concat(),
        [served.head(&lines, FAQ).as_bytes(), b"zz\r\n"].concat(),
        [served.head(&lines, FAQ).as_bytes(), b"ffffffffffffffffff\r\n"].concat(),
    ];
    for request in &requests {
        let mut wire = served.dial().await;
        wire.sends(request).await;
        wire.falls_silent().await;
        if let Some(answer) = wire.hears_or_ends().await {
            answer.is_refused(400);
        }
        wire.ends().await;
        let mut gone: Wire = served.dial().await;
        gone.sends(request).await;
    }
    let counts = served.counts_until("all gone", |counts| counts.is("http_connections", 0)).await;
    assert!(!counts.values.keys().any(|name| name.starts_with("tpm_guide_interactions_total")), "nothing was answered");
    served.is_well().await;
    served.stops().await;
}
