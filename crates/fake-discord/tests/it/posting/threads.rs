//! Threads and forums: T01 to T07.

use fake_discord::permissions::{MANAGE_THREADS, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL};
use fake_discord::{CannotAct, Id};
use serde_json::{Value, json};

use super::{Posting, id, says};
use crate::support::Bot;

fn thread(fixture: &Posting) -> Id {
    let (mentors, mia) = (fixture.mentors, fixture.user("mia"));
    fixture.discord.arrange(|world| world.add_thread(mentors, "questions", mia))
}

#[tokio::test]
async fn a_post_brings_an_archived_thread_back_and_an_edit_does_not() {
    let fixture = Posting::start().await;
    let thread = thread(&fixture);
    let message = id(&fixture.posts_in(thread, says("x")).await);
    let path = format!("/channels/{thread}/messages/{message}");
    fixture.discord.arrange(|world| world.archive(thread, true));
    assert_eq!(fixture.rest.call("PATCH", &path, says("y")).await.verdict(), (400, 50083));
    assert_eq!(fixture.rest.call("DELETE", &path, Value::Null).await.verdict(), (400, 50083));
    assert_eq!(fixture.posts_in(thread, says("z")).await.status, 200);
    assert_eq!(fixture.rest.call("PATCH", &path, says("y")).await.status, 200, "the post brought it back");

    fixture.discord.arrange(|world| world.archive(thread, true));
    let channel = format!("/channels/{thread}");
    let shown = fixture.rest.call("GET", &channel, Value::Null).await.body;
    assert_eq!((&shown["thread_metadata"]["archived"], &shown["type"]), (&json!(true), &json!(11)));
    assert_eq!(shown["parent_id"], json!(fixture.mentors));
    let back = fixture.rest.call("PATCH", &channel, json!({ "archived": false })).await;
    assert_eq!((back.status, &back.body["thread_metadata"]["archived"]), (200, &json!(false)));
    assert_eq!(fixture.rest.call("PATCH", &channel, json!({ "archived": true })).await.verdict(), (403, 50013));
    assert!(fixture.discord.refusals().is_empty(), "the bot could not know");
}

#[tokio::test]
async fn a_locked_thread_takes_nothing() {
    let fixture = Posting::start().await;
    let thread = thread(&fixture);
    let message = id(&fixture.posts_in(thread, says("x")).await);
    let path = format!("/channels/{thread}/messages/{message}");
    fixture.discord.arrange(|world| world.lock(thread, true));
    assert_eq!(fixture.posts_in(thread, says("y")).await.verdict(), (403, 160_005));
    assert_eq!(fixture.rest.call("PATCH", &path, says("y")).await.verdict(), (403, 160_005));
    fixture.discord.arrange(|world| world.archive(thread, true));
    assert_eq!(fixture.posts_in(thread, says("y")).await.verdict(), (403, 160_005));
    let back = json!({ "archived": false });
    let channel = format!("/channels/{thread}");
    assert_eq!(fixture.rest.call("PATCH", &channel, back.clone()).await.verdict(), (403, 50013));
    let (home, bot) = (fixture.discord.home(), fixture.bot());
    fixture.discord.arrange(|world| world.grant(home, bot, MANAGE_THREADS));
    assert_eq!(fixture.rest.call("PATCH", &channel, back).await.status, 200);
    assert_eq!(fixture.posts_in(thread, says("y")).await.status, 200);
}

#[tokio::test]
async fn threads_need_a_permission_of_their_own() {
    let fixture = Posting::start().await;
    let thread = thread(&fixture);
    let (mentors, bot) = (fixture.mentors, fixture.bot());
    fixture.discord.arrange(|world| world.deny_in(mentors, bot, SEND_MESSAGES));
    assert_eq!(fixture.posts_in(thread, says("x")).await.status, 200);
    fixture.discord.arrange(|world| world.deny_in(mentors, bot, SEND_MESSAGES_IN_THREADS));
    assert_eq!(fixture.posts_in(thread, says("x")).await.verdict(), (403, 50013));
    fixture.discord.arrange(|world| world.deny_in(mentors, bot, VIEW_CHANNEL));
    assert_eq!(fixture.posts_in(thread, says("x")).await.verdict(), (403, 50001));
}

#[tokio::test]
async fn a_forum_post_has_the_id_of_its_first_message() {
    let fixture = Posting::start().await;
    let home = fixture.discord.home();
    let forum = fixture.discord.arrange(|world| world.add_forum(home, "questions", &["open", "done"], false));
    let path = format!("/channels/{forum}/threads");
    let body = json!({ "name": "How?", "message": { "content": "A question", "nonce": "n", "enforce_nonce": true } });
    let post = fixture.rest.call("POST", &path, body.clone()).await;
    assert_eq!(post.status, 201, "{}", post.text);
    let thread = id(&post);
    assert_eq!((&post.body["type"], &post.body["parent_id"]), (&json!(11), &json!(forum)));
    assert_eq!(post.body["message"]["id"], json!(thread));
    assert_eq!(post.body["message"]["channel_id"], json!(thread));
    assert!(post.body["message"]["nonce"].is_null());
    assert_ne!(id(&fixture.rest.call("POST", &path, body).await), thread, "posts know no nonce");
    let edited = fixture.rest.call("PATCH", &format!("/channels/{thread}/messages/{thread}"), says("Taken")).await;
    assert_eq!(edited.body["content"], "Taken");
    assert_eq!(fixture.posts_in(thread, says("more")).await.status, 200);
    assert_eq!(fixture.discord.posts(thread).len(), 2);
    assert_eq!(fixture.posts_in(forum, says("x")).await.verdict(), (400, 50008));
    assert_eq!(fixture.last_rule(), Some("P08"));
}

#[tokio::test]
async fn forum_posts_are_checked() {
    let fixture = Posting::start().await;
    let home = fixture.discord.home();
    let (forum, tag) = fixture.discord.arrange(|world| {
        let forum = world.add_forum(home, "questions", &["open"], true);
        (forum, world.channels[&forum].forum.as_ref().unwrap().tags[0].0)
    });
    let path = format!("/channels/{forum}/threads");
    let post = |name: &str, tags: Value| json!({ "name": name, "message": says("x"), "applied_tags": tags });
    let tagged = fixture.rest.call("POST", &path, post(&"é".repeat(100), json!([tag]))).await;
    assert_eq!((tagged.status, &tagged.body["applied_tags"]), (201, &json!([tag])));
    assert_eq!(fixture.rest.call("POST", &path, post("n", json!([]))).await.verdict(), (400, 40067));
    assert_eq!(fixture.rest.call("POST", &path, post("n", json!(["5"]))).await.verdict(), (404, 10087));
    let table = [
        (post(&"é".repeat(101), json!([tag])), "name: BASE_TYPE_BAD_LENGTH"),
        (post("n", json!([tag, tag, tag, tag, tag, tag])), "applied_tags: BASE_TYPE_MAX_LENGTH"),
        (json!({ "name": "n", "applied_tags": [tag] }), "message: BASE_TYPE_REQUIRED"),
        (
            json!({ "name": "n", "applied_tags": [tag], "message": { "content": "x".repeat(2001) } }),
            "message.content: BASE_TYPE_MAX_LENGTH",
        ),
        (
            json!({ "name": "n", "applied_tags": [tag], "message": says("x"), "auto_archive_duration": 5 }),
            "auto_archive_duration: BASE_TYPE_CHOICES",
        ),
    ];
    for (body, problem) in table {
        assert_eq!(fixture.rest.call("POST", &path, body.clone()).await.problems(), [problem], "{body}");
    }
    let in_text = format!("/channels/{}/threads", fixture.mentors);
    assert_eq!(fixture.rest.call("POST", &in_text, post("n", json!([]))).await.verdict(), (400, 50024));
    let bot = fixture.bot();
    fixture.discord.arrange(|world| world.deny_in(forum, bot, SEND_MESSAGES));
    assert_eq!(fixture.rest.call("POST", &path, post("n", json!([tag]))).await.verdict(), (403, 50013));
}

#[tokio::test]
async fn active_threads_are_listed() {
    let fixture = Posting::start().await;
    let (home, thread) = (fixture.discord.home(), thread(&fixture));
    let active = async || {
        let path = format!("/guilds/{home}/threads/active");
        let answer = fixture.rest.call("GET", &path, Value::Null).await;
        answer.body["threads"].as_array().map(|threads| threads.iter().map(|thread| thread["id"].clone()).collect())
    };
    assert_eq!(active().await, Some(vec![json!(thread)]));
    fixture.discord.arrange(|world| world.archive(thread, true));
    assert_eq!(active().await, Some(Vec::new()));
    let unknown = fixture.rest.call("GET", "/guilds/5/threads/active", Value::Null).await;
    assert_eq!(unknown.verdict(), (404, 10004));
}

#[tokio::test]
async fn people_post_and_press_buttons_in_threads() {
    let fixture = Posting::start().await;
    let _bot = Bot::start(&fixture.discord, |_| json!({ "type": 7, "data": { "content": "Taken" } })).await;
    let home = fixture.discord.home();
    let forum = fixture.discord.arrange(|world| world.add_forum(home, "questions", &[], false));
    let row = json!({ "type": 1, "components": [{ "type": 2, "style": 1, "custom_id": "take", "label": "Take" }] });
    let body = json!({ "name": "#1 How?", "message": { "content": "A question", "components": [row] } });
    let thread = id(&fixture.rest.call("POST", &format!("/channels/{forum}/threads"), body).await);
    let mia = fixture.discord.member("mia").in_channel(&thread.to_string());
    let question = fixture.discord.posts(thread).remove(0);
    let outcome = mia.clicks(&question, "Take").await.unwrap();
    assert_eq!(outcome.answered().unwrap().content, "Taken");
    let payload = fixture.discord.payload(outcome.interaction).unwrap();
    assert_eq!((&payload["channel_id"], &payload["channel"]["type"]), (&json!(thread), &json!(11)));
    assert_eq!(payload["channel"]["parent_id"], json!(forum));

    fixture.discord.arrange(|world| world.archive(thread, true));
    mia.says("me too").unwrap();
    assert!(!fixture.discord.arrange(|world| world.channels[&thread].is_archived()), "it is back");
    fixture.discord.arrange(|world| world.lock(thread, true));
    assert_eq!(mia.says("and now?").unwrap_err(), CannotAct::CannotPost("#1 How?".to_owned()));
    let ada = fixture.discord.member("ada");
    let general = fixture.discord.channel(home, "general").unwrap();
    fixture.discord.arrange(|world| world.deny_in(general, home, SEND_MESSAGES));
    assert_eq!(ada.says("hello").unwrap_err(), CannotAct::CannotPost("general".to_owned()));
}
