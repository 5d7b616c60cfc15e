//! Who is let in: bots with this stand-in's own token.

use serde_json::{Value, json};

use super::support::{Gateway, Rest, identify, playground};

#[tokio::test]
async fn each_stand_in_has_a_token_of_its_own() {
    let (first, second) = (playground().await, playground().await);
    assert_ne!(first.token(), second.token());
    for token in [first.token(), second.token()] {
        let parts: Vec<&str> = token.split('.').collect();
        let [name, place, random] = parts[..] else { panic!("three parts, as a bot's token has: {token}") };
        assert_eq!((name, place), ("playground-not-a-real-token", "valid-on-loopback-only"));
        assert!(random.len() == 32 && random.bytes().all(|byte| byte.is_ascii_hexdigit()), "128 bits: {random}");
    }

    let mut stranger = Rest::new(&first);
    second.token().clone_into(&mut stranger.token);
    assert_eq!(stranger.call("GET", "/users/@me", Value::Null).await.status, 401);
    for (op, data) in [
        (2, identify(second.token())),
        (6, json!({ "token": second.token(), "session_id": "x", "seq": 1 })),
        (2, identify("playground.not-a-real-token.valid-on-loopback-only")),
    ] {
        let mut gateway = Gateway::dial(&first).await;
        gateway.hello().await;
        gateway.send(op, data).await;
        assert_eq!(gateway.close_code().await, Some(4004));
    }
}
