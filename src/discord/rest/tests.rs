//! The REST client without sending a request. The rest is tested against the fake Discord, in `tests/`.

use http::HeaderMap;
use serde_json::json;

use super::*;

const TOKEN: &str = "MTIzNDU2Nzg5.not.a_real-token";

fn rest(origin: &str) -> Rest {
    Rest::new(&SecretString::from(TOKEN), &origin.parse().unwrap()).unwrap()
}

#[test]
fn a_token_is_sent_with_its_prefix_once() {
    for given in [TOKEN.to_owned(), format!("Bot {TOKEN}\n"), format!(" Bot  {TOKEN}")] {
        let rest = Rest::new(&SecretString::from(given), &Origin::default()).unwrap();
        assert_eq!(rest.authorization.unwrap(), format!("Bot {TOKEN}"));
    }
    assert_eq!(Rest::without_token(&Origin::default()).unwrap().authorization, None);
}

#[test]
fn a_text_that_is_no_token_is_refused_without_repeating_it() {
    for bad in ["", "  ", "Bot ", "hunter 2", "hunter\n2", "hunter\u{e9}"] {
        let error = Rest::new(&SecretString::from(bad), &Origin::default()).unwrap_err();
        assert_eq!(error, RestError::TokenUnusable);
        assert!(!error.to_string().contains("hunter"));
    }
}

#[test]
fn nothing_printable_holds_the_token() {
    assert!(!format!("{:?}", rest("http://127.0.0.1:1")).contains(TOKEN));
}

#[tokio::test]
async fn an_id_of_zero_is_an_error_and_no_panic() {
    let rest = rest("http://127.0.0.1:1");
    for (application, scope) in [(0, Scope::Global), (1, Scope::Guild(0))] {
        assert!(matches!(rest.registered(application, scope).await, Err(RestError::NoSuchId { .. })));
        assert!(matches!(rest.overwrite(application, scope, &[]).await, Err(RestError::NoSuchId { .. })));
    }
}

#[test]
fn failures_become_errors_that_say_what_to_do() {
    let error = |status, body: &str| {
        RestError::from_failure("registering", &Failure::refused(status, &HeaderMap::new(), body.as_bytes()), 1)
    };
    assert_eq!(error(401, r#"{"message":"401: Unauthorized","code":0}"#), RestError::TokenRefused);
    assert_eq!(error(400, r#"{"message":"Unauthorized","code":40001}"#), RestError::TokenRefused);
    assert_ne!(error(403, r#"{"message":"Unauthorized","code":40001}"#), RestError::TokenRefused);
    let limited = error(429, r#"{"retry_after":82800.5}"#).to_string();
    assert!(limited.contains("82801 s"), "{limited}");
    let forbidden = error(403, r#"{"message":"Missing Access","code":50001}"#).to_string();
    assert!(forbidden.contains("status 403, code 50001") && forbidden.contains("invite it again"), "{forbidden}");
    let unavailable = error(502, "<html>").to_string();
    assert!(unavailable.contains("DISCORD_API_URL"), "{unavailable}");
}

#[test]
fn the_gateways_answer_is_understood() {
    let sent = json!({"url": "wss://gateway.discord.gg", "shards": 1, "session_start_limit":
        {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}});
    let gateway: GatewayBot = serde_json::from_value(sent).unwrap();
    assert_eq!(gateway.session_start_limit.reset_after, Duration::from_hours(4));
}
