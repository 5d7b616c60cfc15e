//! Limits of routes and faults on them: R06, and what a bot meets when Discord fails.

use std::time::Duration;

use fake_discord::{RestFault, Scope, Settings};
use serde_json::{Value, json};

use super::{Posting, id, says};
use crate::support::settings;

#[tokio::test]
async fn each_channel_takes_so_many_messages_in_a_window() {
    let window = Duration::from_mins(10);
    let fixture = Posting::with(Settings { messages_window: window, ..settings() }).await;
    let mut remaining = Vec::new();
    for number in 0..5 {
        let answer = fixture.posts(says(&number.to_string())).await;
        assert_eq!((answer.status, answer.header("x-ratelimit-limit")), (200, Some("5")));
        remaining.push(answer.header("x-ratelimit-remaining").unwrap().to_owned());
    }
    assert_eq!(remaining, ["4", "3", "2", "1", "0"]);
    let over = fixture.posts(says("x")).await;
    assert_eq!((over.status, &over.body["global"]), (429, &json!(false)));
    let retry_after = over.body["retry_after"].as_f64().unwrap();
    assert!((0.0..=600.0).contains(&retry_after), "{retry_after}");
    assert_eq!(over.header("retry-after"), Some(retry_after.ceil().to_string().as_str()));
    assert_eq!((over.header("x-ratelimit-scope"), over.header("x-ratelimit-global")), (Some("user"), None));

    let general = fixture.discord.channel(fixture.discord.home(), "general").unwrap();
    let elsewhere = fixture.posts_in(general, says("x")).await;
    assert_eq!(elsewhere.header("x-ratelimit-bucket"), over.header("x-ratelimit-bucket"));
    assert_eq!((elsewhere.status, elsewhere.header("x-ratelimit-remaining")), (200, Some("4")));
    let first = fixture.discord.posts(fixture.mentors)[0].id;
    let edit = fixture.on_message("PATCH", first, says("y")).await;
    assert_ne!(edit.header("x-ratelimit-bucket"), over.header("x-ratelimit-bucket"));
    assert_eq!((edit.status, edit.header("x-ratelimit-remaining")), (200, Some("4")));

    let refused = fixture.on_message("PATCH", fake_discord::Id(5), says("y")).await;
    assert_eq!((refused.status, refused.header("x-ratelimit-remaining")), (404, Some("3")), "what is refused counts");

    fixture.discord.advance(window);
    assert_eq!(fixture.posts(says("x")).await.status, 200);
    assert_eq!(fixture.discord.posts(fixture.mentors).len(), 6, "what was refused was not posted");
    assert!(fixture.discord.refusals().is_empty(), "two processes cannot know of each other");
}

#[tokio::test]
async fn faults_strike_before_or_after_the_message_is_stored() {
    let fixture = Posting::start().await;
    let faults = fixture.discord.faults();
    let retry_after = Duration::from_millis(500);
    let limited = |scope| RestFault::RateLimited { scope, retry_after };
    let table = [
        (limited(Scope::User), 429, 0),
        (limited(Scope::Shared), 429, 0),
        (limited(Scope::Global), 429, 0),
        (RestFault::InternalError, 500, 0),
        (RestFault::BadGateway, 502, 0),
        (RestFault::InternalErrorAfter, 500, 1),
    ];
    for (fault, status, stored) in table {
        let before = fixture.discord.posts(fixture.mentors).len();
        faults.rest("POST /channels/*/messages", 1, fault.clone());
        let answer = fixture.posts(says("x")).await;
        assert_eq!(answer.status, status, "{fault:?}");
        assert_eq!(fixture.discord.posts(fixture.mentors).len() - before, stored, "{fault:?}");
        if let RestFault::RateLimited { scope, .. } = fault {
            let global = scope == Scope::Global;
            assert_eq!(answer.header("x-ratelimit-global"), global.then_some("true"));
            assert_eq!((&answer.body["global"], &answer.body["retry_after"]), (&json!(global), &json!(0.5)));
            let normal = fixture.posts(says("y")).await;
            assert_eq!(answer.header("x-ratelimit-bucket"), normal.header("x-ratelimit-bucket"));
        }
    }
}

#[tokio::test]
async fn a_nonce_makes_a_send_safe_when_its_answer_never_came() {
    let fixture = Posting::start().await;
    let body = json!({ "content": "x", "nonce": "n", "enforce_nonce": true });
    let path = format!("/channels/{}/messages", fixture.mentors);
    for (fault, requests) in [(RestFault::DroppedAfter, 1), (RestFault::HungAfter, 2)] {
        fixture.discord.faults().rest("POST /channels/*/messages", 1, fault);
        let request = fixture.rest.request("POST", &path).json(&body);
        let lost = tokio::spawn({
            let rest = fixture.rest.clone();
            async move { rest.send(request).await }
        });
        fixture.discord.wait_until("a request", |discord| discord.requests().len() == requests).await.unwrap();
        assert_eq!(fixture.discord.posts(fixture.mentors).len(), 1);
        lost.abort();
    }
    let again = fixture.posts(body).await;
    assert_eq!(id(&again), fixture.discord.posts(fixture.mentors)[0].id);
    assert_eq!(fixture.discord.posts(fixture.mentors).len(), 1);
}

#[tokio::test]
async fn a_request_that_hangs_before_stores_nothing() {
    let fixture = Posting::start().await;
    fixture.discord.faults().rest("POST /channels/*/messages", 1, RestFault::HungBefore);
    let request = fixture.rest.request("POST", &format!("/channels/{}/messages", fixture.mentors)).json(&says("x"));
    let hanging = tokio::spawn({
        let rest = fixture.rest.clone();
        async move { rest.send(request).await }
    });
    fixture.discord.wait_until("a request", |discord| discord.requests().len() == 1).await.unwrap();
    assert!(!hanging.is_finished());
    hanging.abort();
    let request = fixture.discord.requests().remove(0);
    assert_eq!((request.status, request.body), (0, json!({ "content": "x" })));
    assert_eq!(fixture.reads("").await.body, Value::Array(Vec::new()));
}
