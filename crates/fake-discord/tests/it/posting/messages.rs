//! Posting, editing, deleting and reading: P01, P04 to P10.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Posting, id, says};
use crate::files::with_files;

#[tokio::test]
async fn a_message_is_posted_edited_read_and_deleted() {
    let fixture = Posting::start().await;
    let button = json!({ "type": 2, "style": 1, "custom_id": "take", "label": "Take" });
    let body = json!({
        "content": " A question ", "embeds": [{ "title": "Answers" }],
        "components": [{ "type": 1, "components": [button] }],
        "allowed_mentions": { "parse": [] },
    });
    let answer = fixture.posts(body).await;
    assert_eq!(answer.status, 200);
    let message = &answer.body;
    assert_eq!((&message["content"], &message["type"]), (&json!("A question"), &json!(0)));
    assert_eq!(message["author"]["bot"], true);
    assert_eq!(message["channel_id"], json!(fixture.mentors));
    for absent in ["interaction_metadata", "interaction", "webhook_id", "nonce"] {
        assert!(message[absent].is_null(), "{absent}");
    }
    let posted = id(&answer);
    let seen = fixture.discord.member("ada").in_channel("mentors").sees().unwrap();
    assert_eq!(seen[0].as_seen(), "A question\nAnswers\n[Take]");
    assert!(fixture.discord.member("ada").sees().unwrap().is_empty(), "it is in another channel");

    let edited = fixture.on_message("PATCH", posted, json!({ "content": null, "components": [] })).await;
    assert_eq!((edited.status, &edited.body["content"]), (200, &json!("")));
    assert_eq!(edited.body["embeds"][0]["title"], "Answers");
    assert!(edited.body["edited_timestamp"].is_string());
    let read = fixture.on_message("GET", posted, Value::Null).await;
    assert_eq!(read.body, edited.body);

    assert_eq!(fixture.on_message("DELETE", posted, Value::Null).await.status, 204);
    for method in ["GET", "PATCH", "DELETE"] {
        let gone = fixture.on_message(method, posted, says("x")).await;
        assert_eq!(gone.verdict(), (404, 10008), "{method}");
    }
    assert!(fixture.discord.refusals().is_empty(), "{}", fixture.discord.transcript());
}

#[tokio::test]
async fn bodies_are_checked_like_answers() {
    let fixture = Posting::start().await;
    let long = "é".repeat(2001);
    let row = |child: Value| json!({ "components": [{ "type": 1, "components": [child] }] });
    let table: Vec<(&str, Value, &[&str])> = vec![
        ("M01", says(&long), &["content: BASE_TYPE_MAX_LENGTH"]),
        ("M03", json!({ "embeds": [{ "title": long }] }), &["embeds.0.title: BASE_TYPE_MAX_LENGTH"]),
        (
            "K05",
            row(json!({ "type": 2, "style": 1, "label": "x" })),
            &["components.0.components.0.custom_id: BUTTON_COMPONENT_CUSTOM_ID_REQUIRED"],
        ),
        ("P06", json!({ "content": "x", "nonce": "1".repeat(26) }), &["nonce: BASE_TYPE_MAX_LENGTH"]),
        ("P06", json!({ "content": "x", "nonce": [] }), &["nonce: MODEL_TYPE_CONVERT"]),
        ("P06", json!({ "content": "x", "enforce_nonce": 1 }), &["enforce_nonce: MODEL_TYPE_CONVERT"]),
        (
            "M05",
            json!({ "content": "x", "allowed_mentions": { "users": ["1", 1] } }),
            &["allowed_mentions.users: SET_TYPE_ALREADY_CONTAINS_VALUE"],
        ),
        (
            "M05",
            json!({ "content": "x", "allowed_mentions": { "roles": ["ada"] } }),
            &["allowed_mentions.roles.0: NUMBER_TYPE_COERCE"],
        ),
    ];
    for (rule, body, problems) in table {
        let answer = fixture.posts(body.clone()).await;
        assert_eq!(answer.problems(), problems, "{body}\n{}", answer.text);
        assert_eq!(answer.verdict(), (400, 50035), "{body}");
        assert_eq!(fixture.last_rule(), Some(rule), "{body}");
    }
    let ids = |count: u64| (1..=count).map(|id| id.to_string()).collect::<Vec<_>>();
    let mentions = |count: u64| json!({ "content": "x", "allowed_mentions": { "users": ids(count) } });
    assert_eq!(fixture.posts(mentions(100)).await.status, 200);
    assert_eq!(fixture.posts(mentions(101)).await.problems(), ["allowed_mentions.users: BASE_TYPE_MAX_LENGTH"]);
    assert_eq!(fixture.posts(json!({})).await.verdict(), (400, 50006));
    assert_eq!(fixture.posts(json!({ "content": "x", "nonce": "1".repeat(25) })).await.status, 200);
}

#[tokio::test]
async fn an_enforced_nonce_posts_once_in_its_window() {
    let fixture = Posting::start().await;
    let body = |content: &str, nonce: Value| json!({ "content": content, "nonce": nonce, "enforce_nonce": true });
    let first = fixture.posts(body("one", json!("q-1"))).await;
    assert_eq!(first.body["nonce"], "q-1");
    let again = fixture.posts(body("two", json!("q-1"))).await;
    assert_eq!((again.status, &again.body), (200, &first.body), "the same message");
    let others = [body("a", json!("q-2")), body("b", json!(7)), says("c"), json!({ "content": "d", "nonce": "q-1" })];
    for other in others {
        assert_ne!(id(&fixture.posts(other).await), id(&first));
    }
    let general = fixture.discord.channel(fixture.discord.home(), "general").unwrap();
    assert_ne!(id(&fixture.posts_in(general, body("one", json!("q-1"))).await), id(&first), "another channel");
    assert_eq!(fixture.discord.posts(fixture.mentors).len(), 5);

    fixture.discord.advance(Duration::from_mins(4));
    assert_eq!(id(&fixture.posts(body("two", json!("q-2"))).await), fixture.discord.posts(fixture.mentors)[1].id);
    fixture.discord.advance(Duration::from_secs(61));
    let late = fixture.posts(body("two", json!("q-2"))).await;
    assert_eq!(late.body["content"], "two", "after the window it is posted again");
    assert!(fixture.discord.refusals().is_empty());
}

#[tokio::test]
async fn messages_of_others_are_not_edited() {
    let fixture = Posting::start().await;
    let said = fixture.discord.member("ada").in_channel("mentors").says("mine").unwrap();
    assert_eq!(fixture.on_message("PATCH", said.id, says("yours")).await.verdict(), (403, 50005));
    assert_eq!(fixture.last_rule(), Some("P05"));
    assert_eq!(fixture.on_message("DELETE", said.id, Value::Null).await.verdict(), (403, 50013));
    let (home, bot) = (fixture.discord.home(), fixture.bot());
    fixture.discord.arrange(|world| world.grant(home, bot, fake_discord::permissions::MANAGE_MESSAGES));
    assert_eq!(fixture.on_message("DELETE", said.id, Value::Null).await.status, 204);
}

#[tokio::test]
async fn lists_are_newest_first_and_in_pages() {
    let fixture = Posting::start().await;
    let mut posted = Vec::new();
    for number in 0..5 {
        posted.push(fixture.posted(says(&number.to_string())).await);
    }
    let contents = |answer: &crate::support::Answer| -> Vec<String> {
        let messages = answer.body.as_array().into_iter().flatten();
        messages.map(|message| message["content"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(contents(&fixture.reads("").await), ["4", "3", "2", "1", "0"]);
    assert_eq!(contents(&fixture.reads("?limit=2").await), ["4", "3"]);
    let after = |query: &str| format!("?after={}{query}", posted[1]);
    assert_eq!(contents(&fixture.reads(&after("")).await), ["4", "3", "2"]);
    assert_eq!(contents(&fixture.reads(&after("&limit=2")).await), ["3", "2"], "the first ones after it");
    assert_eq!(contents(&fixture.reads(&format!("?before={}&limit=2", posted[3])).await), ["2", "1"]);
    for (query, problem) in [
        ("?limit=0", "limit: NUMBER_TYPE_MIN"),
        ("?limit=101", "limit: NUMBER_TYPE_MAX"),
        ("?limit=x", "limit: NUMBER_TYPE_COERCE"),
        ("?after=x", "after: NUMBER_TYPE_COERCE"),
    ] {
        assert_eq!(fixture.reads(query).await.problems(), [problem], "{query}");
        assert_eq!(fixture.last_rule(), Some("P10"));
    }
}

#[tokio::test]
async fn what_others_wrote_is_empty_unless_it_mentions_the_bot() {
    let fixture = Posting::start().await;
    fixture.discord.member("ada").in_channel("mentors").says("a secret").unwrap();
    fixture.posted(says("mine")).await;
    let read = fixture.reads("").await;
    assert_eq!((&read.body[0]["content"], &read.body[1]["content"]), (&json!("mine"), &json!("")));
    assert_eq!(read.body[1]["author"]["username"], "ada");
}

#[tokio::test]
async fn replies_name_their_message() {
    let fixture = Posting::start().await;
    let said = fixture.discord.member("ada").in_channel("mentors").says("hello?").unwrap();
    let reply = |message: &str, more: Value| {
        let mut body = json!({ "content": "hi", "message_reference": { "message_id": message } });
        crate::support::merge(&mut body, more);
        body
    };
    let answer = fixture.posts(reply(&said.id.to_string(), json!({}))).await;
    assert_eq!((&answer.body["type"], &answer.body["message_reference"]["message_id"]), (&json!(19), &json!(said.id)));
    assert_eq!(fixture.discord.notified(id(&answer)), ["ada"]);
    let quiet = json!({ "allowed_mentions": { "parse": [] } });
    let answer = fixture.posts(reply(&said.id.to_string(), quiet)).await;
    assert!(fixture.discord.notified(id(&answer)).is_empty());
    let answer = fixture.posts(reply("5", json!({}))).await;
    assert_eq!(answer.problems(), ["message_reference: REPLIES_UNKNOWN_MESSAGE"]);
    let answer = fixture
        .posts(json!({ "content": "hi", "message_reference": { "message_id": "5", "fail_if_not_exists": false } }))
        .await;
    assert!(answer.body["message_reference"].is_null());
}

#[tokio::test]
async fn a_deleted_channel_is_unknown() {
    let fixture = Posting::start().await;
    let posted = fixture.posted(says("x")).await;
    fixture.discord.delete_channel(fixture.mentors);
    for (method, path) in [
        ("GET", ""),
        ("PATCH", ""),
        ("GET", "/messages"),
        ("POST", "/messages"),
        ("PATCH", "/messages/5"),
        ("DELETE", "/messages/5"),
    ] {
        let path = format!("/channels/{}{path}", fixture.mentors);
        let body = if method == "GET" { Value::Null } else { says("x") };
        assert_eq!(fixture.rest.call(method, &path, body).await.verdict(), (404, 10003), "{method} {path}");
    }
    assert!(fixture.discord.message(posted).is_none());
    assert!(fixture.discord.refusals().is_empty(), "the bot could not know");
    let odd = fixture.rest.call("GET", "/channels/mentors", Value::Null).await;
    assert_eq!(odd.problems(), ["channel_id: NUMBER_TYPE_COERCE"]);
}

#[tokio::test]
async fn only_the_bot_posts() {
    let fixture = Posting::start().await;
    let mut stranger = fixture.rest.clone();
    stranger.token = "another".to_owned();
    let path = format!("/channels/{}/messages", fixture.mentors);
    assert_eq!(stranger.call("POST", &path, says("x")).await.verdict(), (401, 0));
    assert_eq!(fixture.rest.call("PUT", &path, says("x")).await.status, 405);
}

#[tokio::test]
async fn files_come_along() {
    let fixture = Posting::start().await;
    let payload = json!({ "content": "a chart", "attachments": [{ "id": 0, "description": "bars" }] });
    let request = fixture.rest.request("POST", &format!("/channels/{}/messages", fixture.mentors));
    let request = with_files(request, &payload, &[("files[0]", "chart.png", b"png")]);
    let answer = fixture.rest.send(request).await.unwrap();
    let file = &answer.body["attachments"][0];
    assert_eq!((&file["filename"], &file["description"]), (&json!("chart.png"), &json!("bars")));
}
