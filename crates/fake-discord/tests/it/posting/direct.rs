//! Direct messages: D01 to D04.

use fake_discord::DirectMessageFault::{Closed, NoMutualServers, OpenedTooFast};
use serde_json::{Value, json};

use super::{Posting, id, says};
use crate::support::Answer;

async fn opens(fixture: &Posting, recipient: Value) -> Answer {
    fixture.rest.call("POST", "/users/@me/channels", json!({ "recipient_id": recipient })).await
}

#[tokio::test]
async fn direct_messages_are_opened_once_and_notify() {
    let fixture = Posting::start().await;
    let ada = fixture.user("ada");
    let opened = opens(&fixture, json!(ada)).await;
    assert_eq!((opened.status, &opened.body["type"]), (200, &json!(1)));
    assert_eq!(opened.body["recipients"].as_array().unwrap().len(), 1);
    assert_eq!(opened.body["recipients"][0]["username"], "ada");
    assert_eq!(opens(&fixture, json!(ada)).await.body, opened.body);
    let channel = id(&opened);
    let quiet = json!({ "content": "Your question was answered.", "allowed_mentions": { "parse": [] } });
    let posted = id(&fixture.posts_in(channel, quiet).await);
    assert_eq!(fixture.discord.notified(posted), ["ada"]);
    assert_eq!(fixture.discord.pings().len(), 1);
    let mentioning = id(&fixture.posts_in(channel, says(&format!("<@{ada}>"))).await);
    assert_eq!(fixture.discord.notified(mentioning), ["ada"]);
    assert_eq!(fixture.discord.direct_messages("ada").len(), 2);
    assert!(fixture.discord.direct_messages("bob").is_empty());
    assert_eq!(fixture.discord.member("ada").in_dm().sees().unwrap().len(), 2);
    assert!(fixture.discord.refusals().is_empty());
}

#[tokio::test]
async fn recipients_are_other_users() {
    let fixture = Posting::start().await;
    for (recipient, verdict) in [(json!(fixture.bot()), (400, 50033)), (json!("5"), (400, 50033))] {
        assert_eq!(opens(&fixture, recipient).await.verdict(), verdict);
        assert_eq!(fixture.last_rule(), Some("D01"));
    }
    assert_eq!(opens(&fixture, json!("ada")).await.problems(), ["recipient_id: NUMBER_TYPE_COERCE"]);
    let nothing = fixture.rest.call("POST", "/users/@me/channels", json!({})).await;
    assert_eq!(nothing.problems(), ["recipient_id: BASE_TYPE_REQUIRED"]);
    let other_bot = opens(&fixture, json!(fixture.user("beep"))).await;
    assert_eq!(fixture.posts_in(id(&other_bot), says("x")).await.verdict(), (403, 50007));
}

#[tokio::test]
async fn a_person_may_take_no_direct_messages() {
    let fixture = Posting::start().await;
    let (ada, bob) = (fixture.user("ada"), fixture.user("bob"));
    let (channel, of_bob) = (id(&opens(&fixture, json!(ada)).await), id(&opens(&fixture, json!(bob)).await));
    let faults = fixture.discord.faults();
    for (fault, code) in [(Closed, 50007), (NoMutualServers, 50278)] {
        faults.direct_messages(ada, Some(fault));
        assert_eq!(opens(&fixture, json!(ada)).await.status, 200, "opening tells nothing");
        assert_eq!(fixture.posts_in(channel, says("x")).await.verdict(), (403, code));
        assert_eq!(fixture.posts_in(of_bob, says("x")).await.status, 200);
    }
    faults.direct_messages(ada, Some(OpenedTooFast));
    assert_eq!(opens(&fixture, json!(ada)).await.verdict(), (403, 40003));
    faults.direct_messages(ada, None);
    assert_eq!(fixture.posts_in(channel, says("x")).await.status, 200);
    assert_eq!(fixture.discord.direct_messages("ada").len(), 1);
    assert!(fixture.discord.refusals().is_empty(), "the bot could not know");
}

#[tokio::test]
async fn who_shares_no_server_gets_none() {
    let fixture = Posting::start().await;
    let channel = id(&opens(&fixture, json!(fixture.user("ada"))).await);
    fixture.discord.remove_app(fixture.discord.home());
    assert_eq!(fixture.posts_in(channel, says("x")).await.verdict(), (403, 50278));
    fixture.discord.add_app(fixture.discord.home());
    assert_eq!(fixture.posts_in(channel, says("x")).await.status, 200);
}

#[tokio::test]
async fn direct_messages_of_others_are_out_of_reach() {
    let fixture = Posting::start().await;
    let (ada, bob) = (fixture.user("ada"), fixture.user("bob"));
    let theirs = fixture.discord.arrange(|world| world.direct_messages(ada, bob));
    assert_eq!(fixture.posts_in(theirs, says("x")).await.verdict(), (403, 50001));
}
