//! The gateway client without a socket. Its guards are tested against the fake Discord, in `tests/`.

use super::shard_manager::FEWEST_STARTS;
use super::*;

#[test]
fn no_interaction_is_ever_printed() {
    let raw = RawInteraction { json: r#"{"token":"aW50ZXJhY3Rpb24"}"#.into(), received: Instant::now() };
    assert!(!format!("{raw:?}").contains("aW50"));
}

#[tokio::test]
async fn a_bot_that_has_used_up_its_starts_does_not_begin() {
    let starts = SessionStartLimit {
        total: 1000,
        remaining: FEWEST_STARTS - 1,
        reset_after: Duration::from_secs(3599),
        max_concurrency: 1,
    };
    // Nothing listens there: no connection is tried.
    let gateway = GatewayBot { url: "ws://127.0.0.1:1".to_owned(), shards: 1, session_start_limit: starts };
    let (sender, _receiver) = mpsc::channel(1);
    let setup = Setup::new(SecretString::from("not.a.token"), 7, gateway);
    let error = receive(setup, sender, std::future::pending()).await.unwrap_err();
    let said = error.to_string();
    assert!(said.contains("49") && said.contains("60 minutes"), "{said}");
}

#[tokio::test]
async fn a_gateway_that_is_no_websocket_is_refused() {
    let starts = SessionStartLimit { total: 1000, remaining: 1000, reset_after: Duration::ZERO, max_concurrency: 1 };
    let gateway = GatewayBot { url: "https://discord.com".to_owned(), shards: 1, session_start_limit: starts };
    let (sender, _receiver) = mpsc::channel(1);
    let setup = Setup::new(SecretString::from("not.a.token"), 7, gateway);
    let error = receive(setup, sender, std::future::pending()).await.unwrap_err();
    assert!(matches!(error, GatewayError::BadAddress));
}
