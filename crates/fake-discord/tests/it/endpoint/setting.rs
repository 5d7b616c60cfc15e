//! H01: an endpoint is verified before it is taken, and probed afterwards.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::response::Response;
use fake_discord::{Discord, EndpointRefused, Peer, Settings};
use serde_json::{Value, json};

use super::super::support::{Bot, Rest, discord, says, settings, some_commands};
use super::{Asked, Endpoint, Fixture, reply, status, unhex, with};

const INVALID: &str = "interactions_endpoint_url: APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID";

/// How an endpoint answers, and what it overlooks.
type Answering = fn(&Asked) -> Response;
type Overlooking = fn(&Asked) -> bool;

async fn patch(rest: &Rest, url: Value) -> super::super::support::Answer {
    rest.call("PATCH", "/applications/@me", json!({ "interactions_endpoint_url": url })).await
}

#[tokio::test]
async fn a_right_endpoint_is_set_and_gets_what_the_gateway_got() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    rest.register(some_commands()).await;
    let _bot = Bot::start(&discord, |_| says("by the gateway")).await;
    let endpoint = Endpoint::right(&discord, |_| async { reply(says("by the endpoint")) }).await;
    let ada = discord.member("ada");
    let said = async || ada.types("/help").await.unwrap().answered().unwrap().content.clone();
    assert_eq!(said().await, "by the gateway");

    let set = patch(&rest, json!(endpoint.url)).await;
    assert_eq!(set.status, 200, "{}", set.text);
    assert_eq!(set.body["interactions_endpoint_url"], json!(endpoint.url));
    assert_eq!(set.body["verify_key"], json!(discord.public_key()));
    assert_eq!(discord.endpoint().as_deref(), Some(endpoint.url.as_str()));
    for _ in 0..2 {
        assert_eq!(said().await, "by the endpoint");
    }
    let interaction = discord.requests().iter().rev().find_map(|request| request.interaction).unwrap();
    assert_eq!(discord.callbacks_for(interaction), 1, "by the endpoint alone");

    for nothing in [Value::Null, json!("")] {
        patch(&rest, json!(endpoint.url)).await;
        assert_eq!(patch(&rest, nothing).await.body["interactions_endpoint_url"], Value::Null);
        assert_eq!(discord.endpoint(), None);
    }
    assert_eq!(said().await, "by the gateway");
    discord.set_endpoint(&endpoint.url).await.unwrap();
    assert_eq!(rest.call("PATCH", "/applications/@me", json!({ "description": "x" })).await.status, 200);
    assert_eq!(discord.endpoint().as_deref(), Some(endpoint.url.as_str()));
    discord.set_endpoint("").await.unwrap();
    let application = rest.call("GET", "/applications/@me", Value::Null).await.body;
    assert_eq!(application["interactions_endpoint_url"], Value::Null);
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn discord_asks_with_its_headers_and_a_ping() {
    let discord = discord().await;
    let endpoint = Endpoint::right(&discord, |_| async { reply(says("hello")) }).await;
    discord.set_endpoint(&endpoint.url).await.unwrap();
    let asked = endpoint.asked();
    assert_eq!(asked.iter().map(|asked| asked.is_valid).collect::<Vec<_>>(), [true, false]);
    for asked in asked {
        assert_eq!(asked.header("content-type"), "application/json");
        assert_eq!(asked.header("user-agent"), "Discord-Interactions/1.0 (+https://discord.com)");
        assert_eq!(asked.header("x-signature-ed25519").len(), 128);
        assert!(asked.header("x-signature-timestamp").parse::<u64>().unwrap() > 1_700_000_000);
        assert_eq!((&asked.body["type"], asked.body.get("data")), (&json!(1), None));
        assert_eq!(asked.body["application_id"], json!(discord.application_id()));
    }
    let requests = discord.requests();
    assert!(requests.iter().all(|request| request.sender == Peer::Discord && request.path == "/interactions"));
    assert_eq!(requests.iter().map(|request| request.status).collect::<Vec<_>>(), [200, 401]);
    let told = discord.transcript();
    assert!(told.contains("PING with the signature of another key\n"), "{told}");
    assert!(told.contains("discord: POST /interactions -> 401"), "{told}");
}

#[tokio::test]
async fn an_endpoint_that_answers_wrongly_is_not_taken() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    let pong = |asked: &Asked| if asked.is_valid { reply(json!({ "type": 1 })) } else { status(401) };
    let table: Vec<(&str, Answering)> = vec![
        ("status 404", |_| status(404)),
        ("status 401", |_| status(401)),
        ("status 204", |_| with(204, "", "")),
        ("status 302", |_| with(302, "application/json", "{\"type\":1}")),
        ("{\"type\":1}", |_| reply(json!({ "type": 4 }))),
        ("{\"type\":1}", |_| reply(json!({ "type": "1" }))),
        ("{\"type\":1}", |_| with(200, "application/json", "{\"type\":1")),
        ("text/plain", |_| with(200, "text/plain", "{\"type\":1}")),
        ("content type none", |_| with(200, "", "{\"type\":1}")),
        ("200 instead of 401", |_| reply(json!({ "type": 1 }))),
        ("403 instead of 401", |asked| if asked.is_valid { reply(json!({ "type": 1 })) } else { status(403) }),
    ];
    for (why, answer) in table {
        let endpoint = Endpoint::raw(&discord, move |asked| async move { answer(&asked) }).await;
        let refused = discord.set_endpoint(&endpoint.url).await.unwrap_err();
        assert!(refused.to_string().contains(why), "{why}: {refused}");
        let answer = patch(&rest, json!(endpoint.url)).await;
        assert_eq!((answer.verdict(), answer.problems()), ((400, 50035), vec![INVALID.to_owned()]), "{why}");
        assert_eq!(discord.endpoint(), None, "{why}");
    }
    let broken = discord.refusals();
    assert!(broken.iter().all(|broken| broken.rule == "H01"), "{broken:?}");

    // What was set before stays.
    let right = Endpoint::raw(&discord, move |asked| async move { pong(&asked) }).await;
    discord.set_endpoint(&right.url).await.unwrap();
    let wrong = Endpoint::raw(&discord, |_| async { status(404) }).await;
    assert_eq!(patch(&rest, json!(wrong.url)).await.verdict(), (400, 50035));
    assert_eq!(discord.endpoint(), Some(right.url.clone()));
}

#[tokio::test]
async fn an_endpoint_that_takes_longer_than_an_interaction_may_is_not_taken() {
    let hasty = Settings { deadline: Duration::from_millis(100), ..settings() };
    let discord = Discord::start(hasty).await.unwrap();
    let silent = Endpoint::raw(&discord, |_| pending()).await;
    let refused = discord.set_endpoint(&silent.url).await.unwrap_err();
    assert_eq!(refused, EndpointRefused::NoAnswer("no answer within 100ms".to_owned()));
}

#[tokio::test]
async fn nothing_beyond_loopback_is_called_and_nothing_for_a_stranger() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    for url in [
        "https://127.0.0.1/interactions",
        "http://192.0.2.1/interactions",
        "http://localhost.example.com/",
        "ftp://127.0.0.1/",
        "not a url",
    ] {
        let refused = discord.set_endpoint(url).await.unwrap_err();
        assert_eq!(refused, EndpointRefused::NotOnLoopback(url.to_owned()));
        assert_eq!(patch(&rest, json!(url)).await.problems(), [INVALID]);
    }
    assert_eq!(patch(&rest, json!(7)).await.problems(), ["interactions_endpoint_url: MODEL_TYPE_CONVERT"]);
    assert_eq!(rest.call("PATCH", "/oauth2/applications/@me", json!({})).await.status, 405);

    let endpoint = Endpoint::right(&discord, |_| async { reply(says("hello")) }).await;
    let mut stranger = rest.clone();
    stranger.token = "nobody".to_owned();
    assert_eq!(patch(&stranger, json!(endpoint.url)).await.status, 401);
    assert!(endpoint.asked().is_empty());
}

#[tokio::test]
async fn an_endpoint_that_verifies_everything_passes_every_probe() {
    let fixture = Fixture::open(|_| async { reply(says("hello")) }).await;
    fixture.discord.probe_endpoint().await.unwrap();
    let asked = fixture.endpoint.asked();
    assert_eq!(asked.len(), 2 + 10);
    assert!(asked[2..].iter().all(|asked| !asked.is_valid && asked.body["type"] == 1), "{asked:?}");
    assert_eq!(asked[2..].iter().filter(|asked| asked.header("x-signature-ed25519").is_empty()).count(), 3);
    assert_eq!(asked[2..].iter().filter(|asked| asked.header("x-signature-timestamp").is_empty()).count(), 2);
    assert_eq!(fixture.discord.endpoint(), Some(fixture.endpoint.url.clone()));
    fixture.is_content();
}

#[tokio::test]
async fn an_endpoint_that_fails_a_probe_is_taken_away() {
    // What each verifies well enough to be set, and what it lets pass.
    let negligent: [(&str, Overlooking); 4] = [
        ("no X-Signature-Ed25519", |asked| asked.header("x-signature-ed25519").is_empty()),
        ("no X-Signature-Timestamp", |asked| asked.header("x-signature-timestamp").is_empty()),
        ("not hex", |asked| unhex(asked.header("x-signature-ed25519")).is_none()),
        ("too short", |asked| asked.header("x-signature-ed25519").len() < 128),
    ];
    for (what, lets_pass) in negligent {
        for status in [200, 400, 500] {
            let discord = discord().await;
            let endpoint = Endpoint::raw(&discord, move |asked| async move {
                match (asked.is_valid, lets_pass(&asked)) {
                    (true, _) => reply(json!({ "type": 1 })),
                    (false, true) => super::status(status),
                    (false, false) => super::status(401),
                }
            })
            .await;
            discord.set_endpoint(&endpoint.url).await.unwrap();
            let refused = discord.probe_endpoint().await.unwrap_err();
            assert!(
                matches!(refused, EndpointRefused::BadSignature { status: given, .. } if given == status),
                "{what}: {refused}"
            );
            assert_eq!(discord.endpoint(), None, "{what}");
            let broken = discord.refusals();
            assert!(broken.iter().any(|broken| broken.rule == "H01" && broken.what.contains(what)), "{broken:?}");
            assert_eq!(discord.probe_endpoint().await, Err(EndpointRefused::NotSet));
        }
    }
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_stays() {
    let discord = discord().await;
    let is_gone = Arc::new(AtomicBool::new(false));
    let gone = Arc::clone(&is_gone);
    let endpoint = Endpoint::raw(&discord, move |asked| {
        assert!(!gone.load(Ordering::Relaxed), "the connection ends without an answer");
        async move { if asked.is_valid { reply(json!({ "type": 1 })) } else { status(401) } }
    })
    .await;
    discord.set_endpoint(&endpoint.url).await.unwrap();
    is_gone.store(true, Ordering::Relaxed);
    let refused = discord.probe_endpoint().await.unwrap_err();
    assert!(matches!(refused, EndpointRefused::NoAnswer(_)), "{refused}");
    assert_eq!(discord.endpoint(), Some(endpoint.url.clone()));
}

#[tokio::test]
async fn a_test_can_sign_what_it_likes_and_the_key_can_change() {
    let fixture = Fixture::open(|_| async { reply(says("hello")) }).await;
    let first = fixture.discord.public_key();
    assert_eq!((first.len(), unhex(&first).map(|key| key.len())), (64, Some(32)));
    let body = b"\xff not even JSON";
    let post = async |headers: Vec<(&'static str, String)>| {
        let request = reqwest::Client::builder().no_proxy().build().unwrap().post(&fixture.endpoint.url);
        let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        request.body(body.to_vec()).send().await.unwrap().status().as_u16()
    };
    assert_eq!(post(fixture.discord.signed(body)).await, 200);
    assert_eq!(post(fixture.discord.signed_at("12", body)).await, 200, "this endpoint does not look at the time");
    assert_eq!(fixture.endpoint.asked().last().unwrap().header("x-signature-timestamp"), "12");
    assert_eq!(post(fixture.discord.signed(b"another")).await, 401);

    let second = fixture.discord.rotate_key().unwrap();
    assert_ne!(first, second);
    assert_eq!(fixture.discord.public_key(), second);
    assert_eq!(post(fixture.discord.signed(body)).await, 401, "it only knows the first");
    let application = fixture.rest.call("GET", "/applications/@me", Value::Null).await.body;
    assert_eq!(application["verify_key"], json!(second));
    assert!(fixture.discord.member("ada").types("/help").await.unwrap().is_nothing());
    assert_eq!(fixture.last_rule(), "H02");
}
