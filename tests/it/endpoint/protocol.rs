//! HTTP: versions, methods, pipelining, half-closed sockets, absurd heads.

use super::support::{FAQ, PING, Served};

#[tokio::test(flavor = "multi_thread")]
async fn each_path_takes_its_methods_and_says_so_in_json() {
    let served = Served::start(&[]).await;
    let mut wire = served.dial().await;
    for (method, path, status) in [
        ("GET", "/healthz", 200),
        ("HEAD", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/readyz?verbose", 200),
        ("GET", "http://here/healthz", 200),
        ("GET", "/interactions", 405),
        ("HEAD", "/interactions", 405),
        ("PUT", "/interactions", 405),
        ("DELETE", "/interactions", 405),
        ("OPTIONS", "/interactions", 405),
        ("BREW", "/interactions", 405),
        ("POST", "/healthz", 405),
        ("POST", "/readyz", 405),
        ("GET", "/", 404),
        ("GET", "/metrics", 404),
        ("POST", "/interactions/", 404),
        ("POST", "/Interactions", 404),
        ("POST", "//interactions", 404),
        ("POST", "/%69nteractions", 404),
        ("POST", "/../interactions", 404),
        ("GET", "/%00%ff", 404),
        ("OPTIONS", "*", 404),
    ] {
        wire.sends(format!("{method} {path} HTTP/1.1\r\nhost: here\r\n\r\n").as_bytes()).await;
        let answer = wire.hears_to(method).await;
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        let allows = answer.header("allow").map(|methods| methods.replace(' ', ""));
        match (status, path) {
            (405, "/interactions") => assert_eq!(allows.as_deref(), Some("POST")),
            (405, _) => assert_eq!(allows.as_deref(), Some("GET,HEAD")),
            _ => assert_eq!(allows, None),
        }
        if status >= 400 && method != "HEAD" {
            assert!(!answer.is_refused(status).is_empty());
        }
    }
    // Tunnels and other protocols are refused.
    let mut tunnel = served.dial().await;
    tunnel.sends(b"CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n").await;
    assert_eq!(tunnel.hears().await.status, 404);
    let upgraded = served.asked(&served.post_with(&["connection: upgrade", "upgrade: h2c"], PING)).await;
    assert_eq!(upgraded.json()["type"], 1);
    let mut second = served.dial().await;
    second.sends(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert!(second.hears_or_ends().await.is_none_or(|answer| answer.status == 400));
    let mut first = served.dial().await;
    first.sends(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").await;
    first.falls_silent().await;
    assert!(first.hears_or_ends().await.is_none_or(|answer| answer.status == 400));
    served.is_well().await;
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn http_1_0_is_spoken_and_stays_only_when_asked_to() {
    let served = Served::start(&[]).await;
    let old = |lines: &[&str]| {
        let request = String::from_utf8(served.post_with(lines, PING)).unwrap();
        request.replacen("HTTP/1.1\r\nhost: here\r\n", "HTTP/1.0\r\n", 1).into_bytes()
    };
    let mut wire = served.dial().await;
    wire.sends(&old(&[])).await;
    let answer = wire.hears().await;
    assert_eq!((answer.version.as_str(), &answer.json()["type"]), ("HTTP/1.0", &1.into()));
    wire.ends().await;

    let mut wire = served.dial().await;
    for _ in 0..3 {
        wire.sends(&old(&["connection: keep-alive"])).await;
        let answer = wire.hears().await;
        assert_eq!(answer.header("connection"), Some("keep-alive"));
        assert_eq!(answer.json()["type"], 1);
    }
    wire.sends(&served.post_with(&["connection: close"], PING)).await;
    assert!(wire.hears().await.closes());
    wire.ends().await;
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_follow_each_other_at_once_are_answered_in_order() {
    let served = Served::start(&[]).await;
    let refused = b"GET /nowhere HTTP/1.1\r\nhost: here\r\n\r\n".to_vec();
    let unsigned =
        b"POST /interactions HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    let row = [served.post(PING), served.post(FAQ), refused, unsigned.to_vec(), served.post(PING)];
    let mut wire = served.dial().await;
    wire.sends(&row.concat().repeat(20)).await;
    wire.falls_silent().await;
    for _ in 0..20 {
        assert_eq!(wire.hears().await.json()["type"], 1);
        assert_eq!(wire.hears().await.json()["type"], 4);
        wire.hears().await.is_refused(404);
        wire.hears().await.is_refused(401);
        assert_eq!(wire.hears().await.json()["type"], 1);
    }
    wire.ends().await;
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_closed_connection_is_answered() {
    let served = Served::start(&[]).await;
    let mut wire = served.dial().await;
    wire.sends(&served.post(FAQ)).await;
    wire.falls_silent().await;
    assert_eq!(wire.hears().await.json()["type"], 4);
    wire.ends().await;
    let mut silent = served.dial().await;
    silent.falls_silent().await;
    silent.ends().await;
    served.counts_until("all are closed", |counts| counts.is("http_connections", 0)).await;
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_expects_100_continue_gets_it() {
    let served = Served::start(&[]).await;
    let length = format!("content-length: {}", PING.len());
    let lines = ["expect: 100-continue", "content-type: application/json", &length];
    let mut wire = served.dial().await;
    wire.sends(served.head(&lines, PING).as_bytes()).await;
    assert_eq!(wire.hears().await.status, 100);
    wire.sends(PING).await;
    assert_eq!(wire.hears().await.json()["type"], 1);
    // Without a signature, the body is not asked for.
    let mut wire = served.dial().await;
    wire.sends(super::support::head(&[], &lines).as_bytes()).await;
    wire.hears().await.is_refused(401);
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn absurd_heads_end_their_connection_and_nothing_else() {
    let served = Served::start(&[]).await;
    let long = "x".repeat(16 * 1024);
    let (many, several) = ("x: y\r\n".repeat(3_000), "x: y\r\n".repeat(101));
    for (request, statuses) in [
        (format!("GET /{long} HTTP/1.1\r\nhost: here\r\n\r\n"), &[400, 414, 431][..]),
        (format!("GET / HTTP/1.1\r\nhost: here\r\nx: {long}\r\n\r\n"), &[400, 431]),
        (format!("GET / HTTP/1.1\r\n{long}: x\r\n\r\n"), &[400, 431]),
        (format!("GET / HTTP/1.1\r\n{many}\r\n"), &[400, 431]),
        (format!("GET / HTTP/1.1\r\n{several}\r\n"), &[400, 431]),
        (format!("{long} / HTTP/1.1\r\n\r\n"), &[400, 431]),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), &[400]),
        ("GET /a b HTTP/1.1\r\n\r\n".to_owned(), &[400]),
        ("GET\r\n\r\n".to_owned(), &[400]),
        ("hello\r\n\r\n".to_owned(), &[400]),
        ("\0\0\0\0\r\n\r\n".to_owned(), &[400]),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n".to_owned(), &[400]),
        ("GET / HTTP/1.1\r\nhost : here\r\n\r\n".to_owned(), &[400]),
        ("GET / HTTP/1.1\r\nx: a\0b\r\n\r\n".to_owned(), &[400]),
        ("POST /interactions HTTP/1.1\r\ncontent-length: -1\r\n\r\n".to_owned(), &[400]),
        ("POST /interactions HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}".to_owned(), &[400]),
        ("POST /interactions HTTP/1.1\r\ntransfer-encoding: gzip\r\n\r\n{}".to_owned(), &[400]),
    ] {
        let mut wire = served.dial().await;
        wire.sends(request.as_bytes()).await;
        let shown = request.get(..60).unwrap_or(&request);
        let answer = wire.hears_or_ends().await;
        assert!(answer.as_ref().is_some_and(|answer| statuses.contains(&answer.status)), "{shown:?}: {answer:?}");
        wire.ends().await;
    }
    // A head may be long, and empty lines before it are none of our business.
    let line = format!("x-long: {}", "x".repeat(12 * 1024));
    let request = [&b"\r\n\r\n"[..], &served.post_with(&[&line], PING)].concat();
    assert_eq!(served.asked(&request).await.json()["type"], 1);
    let failed = "http_connections_closed_total{reason=\"failed\"}";
    served.counts_until("all have failed", |counts| counts.is(failed, 17)).await;
    served.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_two_lengths_contradict_nothing_of_one_request_becomes_another() {
    let served = Served::start(&[]).await;
    let smuggled = "GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n";
    let body = [format!("{:x}\r\n", PING.len()).as_bytes(), PING, b"\r\n0\r\n\r\n"].concat();
    let length = format!("content-length: {}", body.len() + smuggled.len());
    let lines = ["content-type: application/json", &length, "transfer-encoding: chunked"];
    let mut wire = served.dial().await;
    wire.sends(&[served.head(&lines, PING).as_bytes(), &body, smuggled.as_bytes()].concat()).await;
    let first = wire.hears().await;
    assert!(matches!(first.status, 200 | 400), "{first:?}");
    if first.status == 200 {
        // Read by its pieces, which is what the standard says; then the second is a request of its own, or dropped.
        assert!(wire.hears_or_ends().await.is_none_or(|answer| answer.status == 200));
    }
    served.stops().await;
}
