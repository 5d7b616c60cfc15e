//! Places as the page is told of them: who sees them, threads and forums, what is new there, and changes of all that.

use fake_discord::permissions;
use serde_json::{Value, json};

use super::super::support::{Rest, says, settings};
use super::site::Site;

/// A site with mentors in its server, and the REST API as the bot calls it.
async fn site() -> (Site, Rest, fake_discord::Mentors) {
    let mut settings = settings();
    let mentors = settings.world.add_mentors();
    let site = Site::with(settings, |_| says("hello")).await;
    let rest = Rest::new(&site.discord);
    (site, rest, mentors)
}

fn place<'a>(world: &'a Value, name: &str) -> Option<&'a Value> {
    world["places"].as_array()?.iter().find(|place| place["name"] == name)
}

#[tokio::test]
async fn a_mentors_channel_is_hidden_from_others() {
    let (site, _, mentors) = site().await;
    let mut browser = site.browser("noa", "general").await;
    let welcome = browser.told("welcome").await;
    let names: Vec<&Value> = welcome["people"].as_array().unwrap().iter().map(|person| &person["name"]).collect();
    assert_eq!(names, ["ada", "bob", "mia", "max", "noa"]);
    let channel = place(&welcome, "mentors").unwrap();
    assert_eq!((&channel["kind"], &channel["type"]), (&json!("channel"), &json!(0)));
    assert_eq!(channel["channel"], json!(mentors.channel));
    assert_eq!(channel["hidden_from"], json!(["ada", "bob", "noa"]));
    assert_eq!(channel["people"]["max"], json!({ "role": "member", "roles": ["Mentors"] }));
    browser.send(&json!({ "be": { "person": "noa", "place": "mentors", "locale": "en-US" } })).await;
    assert_eq!(browser.told("mistake").await, "there is no place \"mentors\"");
    browser.be("max", "mentors", "en-US").await;
    assert_eq!(browser.told("messages").await["messages"], json!([]));
}

#[tokio::test]
async fn what_is_new_elsewhere_is_told_at_once() {
    let (site, rest, mentors) = site().await;
    let mut browser = site.browser("max", "general").await;
    let content = format!("<@&{}> a question", mentors.role);
    let path = format!("/channels/{}/messages", mentors.channel);
    let posted = rest.call("POST", &path, json!({ "content": content })).await;
    assert_eq!(posted.status, 200, "{}", posted.text);
    let first = posted.body["id"].clone();
    browser.told_that("activity", |activity| activity["places"]["mentors"]["latest"] == first).await;
    let quiet = rest.call("POST", &path, json!({ "content": "x", "allowed_mentions": { "parse": [] } })).await.body;
    let activity = browser.told_that("activity", |told| told["places"]["mentors"]["latest"] == quiet["id"]).await;
    assert_eq!(activity["places"]["mentors"]["pings"], json!([first]), "one of them called the mentors");
    assert_eq!(activity["person"], "max");

    browser.be("max", "mentors", "en-US").await;
    let messages = browser.told("messages").await["messages"].clone();
    assert_eq!((&messages[0]["id"], &messages[0]["interaction"]), (&first, &Value::Null));
    assert_eq!(messages[0]["mentions"], json!([mentors.mentor]), "those who hold the role");
    assert_eq!(messages[0]["author"]["app"], true);

    let mut noa = site.browser("noa", "general").await;
    let dm = rest.call("POST", "/users/@me/channels", json!({ "recipient_id": mentors.newcomer })).await.body;
    let path = format!("/channels/{}/messages", dm["id"].as_str().unwrap());
    let told = rest.call("POST", &path, json!({ "content": "answered" })).await.body["id"].clone();
    let activity = noa.told_that("activity", |activity| activity["places"]["dm"]["latest"] == told).await;
    assert_eq!(activity["places"]["dm"]["pings"], json!([told]));
    assert!(activity["places"]["mentors"].is_null(), "she does not see it");
    noa.be("noa", "dm", "en-US").await;
    assert_eq!(noa.told("messages").await["messages"][0]["content"], "answered");
}

#[tokio::test]
async fn places_come_and_go_while_the_page_is_open() {
    let (site, rest, mentors) = site().await;
    let mut browser = site.browser("max", "mentors").await;
    let home = site.discord.home();
    let forum = site.discord.arrange(|world| world.add_forum(home, "questions", &[], false));
    let update = browser.told_that("update", |update| place(update, "questions").is_some()).await;
    assert_eq!(place(&update, "questions").unwrap()["kind"], "forum");
    let post = json!({ "name": "How do I begin?", "message": { "content": "A question" } });
    let thread = rest.call("POST", &format!("/channels/{forum}/threads"), post).await.body["id"].clone();
    let update = browser.told_that("update", |update| place(update, "How do I begin?").is_some()).await;
    let told = place(&update, "How do I begin?").unwrap();
    assert_eq!((&told["id"], &told["parent"], &told["kind"]), (&thread, &json!("questions"), &json!("thread")));
    browser.be("max", thread.as_str().unwrap(), "en-US").await;
    assert_eq!(browser.told("messages").await["messages"][0]["content"], "A question");
    site.discord.arrange(|world| world.archive(thread.as_str().unwrap().parse().unwrap(), true));
    browser
        .told_that("update", |update| place(update, "How do I begin?").is_some_and(|thread| thread["archived"] == true))
        .await;

    site.discord.delete_channel(mentors.channel);
    browser.told_that("update", |update| place(update, "mentors").is_none()).await;
    site.discord.arrange(|world| world.revoke(home, mentors.mentor, permissions::VIEW_CHANNEL));
    let update =
        browser.told_that("update", |update| place(update, "general").unwrap()["hidden_from"] == json!(["max"])).await;
    assert_eq!(place(&update, "questions").unwrap()["hidden_from"], json!(["max"]));
}
