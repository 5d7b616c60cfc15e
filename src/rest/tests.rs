//! What can be said about requests without sending one. The rest is tested against the stand-in, in `tests/`.

use super::*;
use serde_json::json;
use serenity::model::id::InteractionId;

const TOKEN: &str = "MTIzNDU2Nzg5.not.a_real-token";

fn rest(origin: &str) -> Rest {
    Rest::new(&SecretString::from(TOKEN), &origin.parse().unwrap()).unwrap()
}

#[test]
fn every_request_goes_to_the_chosen_origin() {
    for origin in ["http://127.0.0.1:3001", "http://[::1]:9", "https://proxy.example"] {
        for route in [
            Route::GatewayBot,
            Route::Oauth2ApplicationCurrent,
            Scope::Global.route(7, "").unwrap(),
            Scope::Guild(8).route(7, "").unwrap(),
            Route::InteractionResponse { interaction_id: InteractionId::new(9), token: "t" },
            Route::WebhookOriginalInteractionResponse { application_id: ApplicationId::new(7), token: "t" },
        ] {
            let built = rest(origin).build(Request::new(route, LightMethod::Get)).unwrap();
            assert!(built.url().as_str().starts_with(&format!("{origin}/api/v10/")), "{}", built.url());
        }
    }
}

#[test]
fn the_real_discord_is_asked_in_its_own_words() {
    let rest = Rest::new(&SecretString::from(format!("Bot {TOKEN}\n")), &Origin::default()).unwrap();
    let built = rest.build(Request::new(Route::Oauth2ApplicationCurrent, LightMethod::Get)).unwrap();
    assert_eq!(built.url().as_str(), "https://discord.com/api/v10/applications/@me");
    assert_eq!(built.headers()["authorization"], format!("Bot {TOKEN}"));
    let agent = built.headers()["user-agent"].to_str().unwrap();
    assert!(agent.starts_with("DiscordBot (https://") && agent.ends_with(')') && agent.contains(", "), "{agent}");
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

#[test]
fn an_id_of_zero_is_an_error_and_no_panic() {
    assert_eq!(Scope::Global.route(0, "x").unwrap_err(), RestError::NoSuchId { what: "x" });
    assert_eq!(Scope::Guild(0).route(1, "x").unwrap_err(), RestError::NoSuchId { what: "x" });
}

#[test]
fn failures_become_errors_that_say_what_to_do() {
    let error = |status, body: &str| {
        RestError::from_failure("registering", &Failure::refused(status, None, body.as_bytes()), 1)
    };
    assert_eq!(error(401, r#"{"message":"401: Unauthorized","code":0}"#), RestError::TokenRefused);
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
