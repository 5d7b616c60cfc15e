//! Sending against a server on this machine that gives canned responses: what is sent, and what becomes of each answer.

use std::cell::RefCell;

use secrecy::SecretString;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::super::failure::Failure;
use super::super::route::Credential;
use super::super::{Origin, Post, RestTimeouts};
use super::*;

const TOKEN: &str = "MTIzNDU2Nzg5.not.a_real-token";

/// What a request gets.
enum Response {
    /// A status, further headers, and a body.
    Whole(u16, &'static str, String),
    /// A success with a body that breaks off.
    CutShort,
    /// The connection is closed.
    Closed,
    /// Nothing, while the connection stays open.
    Silent,
}

use Response::{Closed, CutShort, Silent, Whole};

fn ok(body: &Value) -> Response {
    Whole(200, "", body.to_string())
}

fn refused(status: u16, code: i64) -> Response {
    Whole(status, "", json!({"code": code, "message": "x", "retry_after": 7.5, "global": false}).to_string())
}

/// A created message, channel or user.
fn created(id: u64) -> Response {
    ok(&json!({"id": id.to_string(), "channel_id": "20"}))
}

/// Reads one request as text.
async fn request(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let length = stream.read(&mut buffer).await.unwrap();
        read.extend_from_slice(&buffer[..length]);
        let text = String::from_utf8_lossy(&read).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let announced =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= announced.unwrap_or(0) {
            return text;
        }
    }
}

/// The server: gives these responses in turn, each on its own connection, then closes what comes. Notes all requests.
async fn serve(listener: &TcpListener, responses: Vec<Response>, requests: &RefCell<Vec<String>>) {
    let (mut responses, mut open) = (responses.into_iter(), Vec::new());
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = request(&mut stream).await;
        requests.borrow_mut().push(request);
        let (status, headers, body, missing) = match responses.next().unwrap_or(Closed) {
            Whole(status, headers, body) => (status, headers, body, 0),
            CutShort => (200, "", r#"{"id":"30"}"#.to_owned(), 1),
            Closed => continue,
            Silent => {
                open.push(stream);
                continue;
            }
        };
        let length = body.len() + missing;
        let head = format!("HTTP/1.1 {status} x\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n");
        stream.write_all((head + &body).as_bytes()).await.unwrap();
    }
}

/// Runs `calls` against a server that gives these responses. Returns the result, and the requests that the server got.
async fn with<T>(responses: Vec<Response>, calls: impl AsyncFnOnce(&Rest) -> T) -> (T, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin: Origin = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let rest = Rest::new(&SecretString::from(TOKEN), &origin).unwrap();
    // Only what never comes is not waited for.
    let is_silent = responses.iter().any(|response| matches!(response, Silent));
    let request = if is_silent { Duration::from_millis(50) } else { Duration::from_secs(30) };
    let rest = rest.with_timeouts(RestTimeouts { request, ..RestTimeouts::default() });
    let requests = RefCell::default();
    let result = tokio::select! {
        result = calls(&rest) => result,
        () = serve(&listener, responses, &requests) => unreachable!("it serves for ever"),
    };
    (result, requests.into_inner())
}

/// What becomes of a message with this response.
async fn sent(response: Response) -> Result<Sent, SendError> {
    with(vec![response], async |rest| rest.create_message(20, "{}".into()).await).await.0
}

/// The first lines of requests, without the version.
fn lines(requests: &[String]) -> Vec<&str> {
    requests.iter().filter_map(|request| request.lines().next()?.strip_suffix(" HTTP/1.1")).collect()
}

/// The body of a request.
fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[tokio::test]
async fn a_message_is_posted_with_the_callers_body_and_the_bots_token() {
    let given = r#"{ "content":"It\u2019s answered", "nonce":"o-17", "enforce_nonce":true }"#;
    let (sent, requests) = with(vec![created(30)], async |rest| rest.create_message(20, given.into()).await).await;
    assert_eq!(sent, Ok(Sent { message: 30, channel: 20, pause: None }));
    assert_eq!(lines(&requests), ["POST /api/v10/channels/20/messages"]);
    assert!(requests[0].contains(&format!("authorization: Bot {TOKEN}\r\n")), "{}", requests[0]);
    assert!(requests[0].contains("content-type: application/json\r\n"), "{}", requests[0]);
    assert_eq!(body(&requests[0]), given);
}

#[tokio::test]
async fn a_channel_that_takes_no_more_says_for_how_long() {
    for (headers, pause) in [
        ("x-ratelimit-remaining: 0\r\nx-ratelimit-reset-after: 1.25\r\n", Some(1250)),
        ("x-ratelimit-remaining: 4\r\nx-ratelimit-reset-after: 1.25\r\n", None),
        ("x-ratelimit-remaining: 0\r\n", None),
        ("x-ratelimit-remaining: 0\r\nx-ratelimit-reset-after: soon\r\n", None),
        ("x-ratelimit-remaining: 0\r\nx-ratelimit-reset-after: 1e300\r\n", None),
        ("x-ratelimit-reset-after: 1.25\r\n", None),
    ] {
        let response = Whole(200, headers, r#"{"id":"30"}"#.to_owned());
        assert_eq!(sent(response).await.unwrap().pause, pause.map(Duration::from_millis), "{headers}");
    }
}

#[tokio::test]
async fn a_message_is_changed_and_deleted() {
    let spent = "x-ratelimit-remaining: 0\r\nx-ratelimit-reset-after: 2\r\n";
    let responses = vec![
        Whole(200, spent, "?".to_owned()),
        Whole(204, "", String::new()),
        refused(404, 10008),
        refused(404, 10003),
    ];
    let ((), requests) = with(responses, async |rest| {
        let edited = rest.edit_message(20, 30, r#"{"content":"y"}"#.into()).await;
        assert_eq!(edited, Ok(Sent { message: 30, channel: 20, pause: Some(Duration::from_secs(2)) }));
        assert_eq!(rest.delete_message(20, 30).await, Ok(()));
        assert_eq!(rest.delete_message(20, 30).await, Ok(()), "it is gone already");
        assert_eq!(rest.delete_message(20, 30).await, Err(SendError::Unknown { code: 10003 }));
    })
    .await;
    let path = "/api/v10/channels/20/messages/30";
    assert_eq!(lines(&requests)[..2], [format!("PATCH {path}"), format!("DELETE {path}")]);
    assert_eq!(body(&requests[0]), r#"{"content":"y"}"#);
}

#[tokio::test]
async fn what_may_have_been_posted_is_not_called_a_failure() {
    let whole = |status, body: &str| Whole(status, "", body.to_owned());
    for response in [
        Closed,
        Silent,
        CutShort,
        whole(200, "<html>"),
        whole(200, r#"{"id":"0"}"#),
        whole(500, ""),
        whole(502, "<html>Bad Gateway</html>"),
        whole(504, "{}"),
    ] {
        let error = sent(response).await.unwrap_err();
        assert!(error.may_have_happened(), "{error:?}");
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin: Origin = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let rest = Rest::new(&SecretString::from(TOKEN), &origin).unwrap();
    let error = rest.create_message(20, "{}".into()).await.unwrap_err();
    assert!(matches!(error, SendError::Unreached(_)), "{error:?}");
    assert!(!error.may_have_happened());
}

#[tokio::test]
async fn every_refusal_is_told_once_and_without_secrets() {
    let mut told = Vec::new();
    for (response, expected) in [
        (refused(403, 50013), SendError::Forbidden { code: 50013 }),
        (refused(404, 10003), SendError::Unknown { code: 10003 }),
        (refused(403, 50007), SendError::CannotDirect { code: 50007 }),
        (refused(400, 50083), SendError::Archived),
        (refused(403, 160_005), SendError::Locked),
        (refused(400, 40067), SendError::NeedsTag),
        (refused(401, 0), SendError::Unauthorized),
    ] {
        let (error, requests) = with(vec![response], async |rest| rest.create_message(20, "{}".into()).await).await;
        assert_eq!((error.as_ref().err(), requests.len()), (Some(&expected), 1));
        told.push(error.unwrap_err());
    }
    for response in [refused(400, 50035), refused(500, 0), refused(429, 0), Closed, CutShort] {
        told.push(sent(response).await.unwrap_err());
    }
    for error in told {
        let text = format!("{error} {error:?}");
        assert!(!["MTIz", "http:", "127.0.0.1", "/api/", "\n"].iter().any(|secret| text.contains(secret)), "{text}");
    }
}

#[tokio::test]
async fn a_limit_of_one_route_holds_nothing_else_back_and_a_global_one_everything() {
    let global = "x-ratelimit-global: true\r\nx-ratelimit-scope: global\r\nretry-after: 8\r\n";
    let responses = vec![
        refused(429, 0),
        Whole(429, "x-ratelimit-scope: shared\r\n", r#"{"retry_after":1,"global":false}"#.to_owned()),
        created(30),
        Whole(429, global, r#"{"retry_after":7.5,"global":true}"#.to_owned()),
    ];
    let ((), requests) = with(responses, async |rest| {
        let after = Duration::from_millis(7500);
        let create = || rest.create_message(20, "{}".into());
        assert_eq!(create().await, Err(SendError::RateLimited { after, is_global: false, is_shared: false }));
        let shared = create().await.unwrap_err();
        assert!(matches!(shared, SendError::RateLimited { is_shared: true, is_global: false, .. }), "{shared:?}");
        assert!(create().await.is_ok());
        assert_eq!(create().await, Err(SendError::RateLimited { after, is_global: true, is_shared: false }));
        for held in
            [create().await.err(), rest.create_post(20, "{}".into()).await.err(), rest.unarchive(20).await.err()]
        {
            assert!(matches!(held, Some(SendError::RateLimited { is_global: true, .. })), "{held:?}");
        }
        assert_eq!(rest.counters().invalid_requests(Instant::now()), 2);
    })
    .await;
    assert_eq!(requests.len(), 4, "none during the pause");
}

#[tokio::test]
async fn after_a_401_of_the_bots_token_nothing_more_is_sent() {
    let responses = vec![refused(401, 0), refused(401, 50027), created(30), refused(401, 0)];
    let interaction = SecretString::from("aW50ZXJhY3Rpb24");
    let ((), requests) = with(responses, async |rest| {
        // The token of an interaction is void after 15 minutes.
        for _ in 0..2 {
            assert!(rest.delete_original(7, &interaction).await.is_err());
        }
        assert!(rest.create_message(20, "{}".into()).await.is_ok());
        assert_eq!(rest.create_message(20, "{}".into()).await, Err(SendError::Unauthorized));
        let held = rest.create_message(20, "{}".into()).await.unwrap_err();
        assert!(matches!(held, SendError::Held { .. }) && held.retry_after().is_some(), "{held:?}");
        assert!(matches!(rest.open_direct_channel(8).await, Err(SendError::Held { .. })));
    })
    .await;
    assert_eq!(requests.len(), 4);
}

#[tokio::test]
async fn too_many_invalid_requests_hold_messages_back_and_not_answers() {
    let ((), requests) = with(vec![Whole(204, "", String::new())], async |rest| {
        let forbidden = Failure::refused(403, &HeaderMap::new(), br#"{"code":50013}"#);
        for _ in 0..1000 {
            rest.counters.breaker().record(&forbidden, Credential::Bot, Instant::now());
        }
        assert!(matches!(rest.create_message(20, "{}".into()).await, Err(SendError::Held { .. })));
        rest.delete_original(7, &SecretString::from("t")).await.unwrap();
    })
    .await;
    assert_eq!(lines(&requests), ["DELETE /api/v10/webhooks/7/t/messages/@original"]);
}

#[tokio::test]
async fn messages_are_read_with_the_ids_of_all_their_components() {
    let page = json!([
        {"id": "42", "author": {"id": "6"}, "components": [{"type": 1, "components": [{"custom_id": "theirs"}]}]},
        {"id": "41", "author": {"id": "5"}, "components": [
            {"type": 17, "components": [
                {"type": 10, "content": "text", "custom_id": 7},
                {"type": 9, "components": [], "accessory": {"type": 2, "custom_id": "a"}},
                {"type": 1, "components": [{"type": 2, "custom_id": "b"}, {"type": 2, "url": "https://x.example"}]},
                {"type": 99, "inside": {"of": [{"what": {"custom_id": "c"}}]}},
                null, "?",
            ]},
        ]},
        {"id": "40", "components": "none"},
        {"author": {"id": "5"}}, {"id": 7}, {"id": "x"}, null,
    ]);
    let ((posted, again), requests) = with(vec![created(5), ok(&page), ok(&json!([]))], async |rest| {
        (rest.messages_after(20, 39).await.unwrap(), rest.messages_after(20, 42).await.unwrap())
    })
    .await;
    let message = |id, author_is_app, custom_ids: &[&str]| Posted {
        id,
        author_is_app,
        custom_ids: custom_ids.iter().map(|id| (*id).to_owned()).collect(),
    };
    assert_eq!(posted[..2], [message(40, false, &[]), message(41, true, &["a", "b", "c"])]);
    assert_eq!((&posted[2..], again.len()), ([message(42, false, &["theirs"])].as_slice(), 0));
    let listed = "GET /api/v10/channels/20/messages?limit=100&after=";
    assert_eq!(lines(&requests), ["GET /api/v10/users/@me", &format!("{listed}39"), &format!("{listed}42")]);
}

#[tokio::test]
async fn a_forums_posts_are_created_found_and_unarchived() {
    let thread = |id: &str, name: &str, forum: &str, owner: &str| json!({"id": id, "name": name, "parent_id": forum, "owner_id": owner});
    let active = json!({"members": [], "threads": [
        thread("33", "What is a TPM?", "20", "5"), thread("32", "Of another forum", "21", "5"),
        thread("31", "A member's", "20", "6"), thread("30", "Is it hard?", "20", "5"), {"id": "29"}, null,
    ]});
    let responses = vec![created(33), created(5), ok(&active), ok(&json!({"id": "33"})), ok(&json!([]))];
    let ((), requests) = with(responses, async |rest| {
        let created = rest.create_post(20, r#"{"name":"x"}"#.into()).await;
        assert_eq!(created, Ok(Sent { message: 33, channel: 33, pause: None }));
        let post = |thread, name: &str| Post { thread, name: name.to_owned() };
        let found = rest.active_posts(8, 20).await.unwrap();
        assert_eq!(found, [post(30, "Is it hard?"), post(33, "What is a TPM?")]);
        assert_eq!(rest.unarchive(33).await, Ok(()));
        assert!(rest.active_posts(8, 20).await.unwrap_err().may_have_happened(), "a list without threads");
    })
    .await;
    let threads = "GET /api/v10/guilds/8/threads/active";
    let sent =
        ["POST /api/v10/channels/20/threads", "GET /api/v10/users/@me", threads, "PATCH /api/v10/channels/33", threads];
    assert_eq!(lines(&requests), sent);
    assert_eq!((body(&requests[0]), body(&requests[3])), (r#"{"name":"x"}"#, r#"{"archived":false}"#));
}

#[tokio::test]
async fn a_direct_channel_is_opened_by_the_members_id() {
    let responses = vec![created(77), refused(400, 50278)];
    let ((), requests) = with(responses, async |rest| {
        assert_eq!(rest.open_direct_channel(u64::MAX).await, Ok(77));
        assert_eq!(rest.open_direct_channel(8).await, Err(SendError::CannotDirect { code: 50278 }));
    })
    .await;
    assert_eq!(lines(&requests)[0], "POST /api/v10/users/@me/channels");
    assert_eq!(body(&requests[0]), r#"{"recipient_id":"18446744073709551615"}"#);
}

#[tokio::test]
async fn an_id_of_zero_or_a_client_without_a_token_sends_nothing() {
    let ((), requests) = with(Vec::new(), async |rest| {
        let body = Bytes::from_static(b"{}");
        for error in [
            rest.create_message(0, body.clone()).await.err(),
            rest.edit_message(20, 0, body.clone()).await.err(),
            rest.delete_message(0, 30).await.err(),
            rest.create_post(0, body.clone()).await.err(),
            rest.open_direct_channel(0).await.err(),
            rest.active_posts(0, 20).await.err(),
            rest.unarchive(0).await.err(),
            Rest::without_token(&rest.origin).unwrap().create_message(20, body).await.err(),
        ] {
            assert_eq!(error, Some(SendError::Unsendable));
        }
    })
    .await;
    assert!(requests.is_empty());
}

#[tokio::test]
async fn messages_are_counted_by_how_they_fared() {
    let responses = vec![created(30), created(33), refused(403, 50013), refused(404, 10003), refused(429, 0), Closed];
    let (counters, _) = with(responses, async |rest| {
        let body = Bytes::from_static(b"{}");
        let _ = rest.create_message(20, body.clone()).await;
        let _ = rest.create_post(20, body.clone()).await;
        for _ in 0..4 {
            let _ = rest.edit_message(20, 30, body.clone()).await;
        }
        rest.counters()
    })
    .await;
    let counted: Vec<_> = counters.messages().collect();
    let one_each = [("forbidden", 1), ("refused", 1), ("rate_limited", 1), ("unconfirmed", 1)];
    assert_eq!(counted, [[("ok", 2)].as_slice(), &one_each, &[("unreached", 0), ("held", 0)]].concat());
}
