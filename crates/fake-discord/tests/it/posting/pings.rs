//! Whom messages notify that the bot posts by itself: M06.

use fake_discord::permissions::{MENTION_EVERYONE, VIEW_CHANNEL};
use fake_discord::{Id, Whom};
use serde_json::{Value, json};

use super::{Posting, says};

struct People {
    ada: Id,
    bob: Id,
    mentors: Id,
}

fn people(fixture: &Posting) -> People {
    let (home, ada, bob, mia) = (fixture.discord.home(), fixture.user("ada"), fixture.user("bob"), fixture.user("mia"));
    let mentors = fixture.discord.arrange(|world| {
        let role = world.add_role(home, "Mentors", false);
        world.give_role(home, bob, role);
        world.give_role(home, mia, role);
        role
    });
    People { ada, bob, mentors }
}

async fn notified(fixture: &Posting, body: Value) -> Vec<String> {
    let posted = fixture.posted(body).await;
    fixture.discord.notified(posted)
}

#[tokio::test]
async fn allowed_mentions_decide_who_is_notified() {
    let fixture = Posting::start().await;
    let People { ada, bob, mentors } = people(&fixture);
    let content = format!("<@{ada}> <@{bob}> <@&{mentors}> @everyone");
    let with = |allowed: Value| json!({ "content": content, "allowed_mentions": allowed });
    let all = ["ada", "beep", "bob", "mia"];
    let table: Vec<(Value, &[&str])> = vec![
        (says(&content), &all),
        (with(json!({ "parse": [] })), &[]),
        (with(json!({ "parse": ["users"] })), &["ada", "bob"]),
        (with(json!({ "parse": ["roles"] })), &["bob", "mia"]),
        (with(json!({ "users": [ada] })), &["ada"]),
        (with(json!({ "roles": [mentors] })), &["bob", "mia"]),
        (with(json!({ "users": [ada], "roles": [mentors] })), &["ada", "bob", "mia"]),
        (with(json!({ "users": ["5"], "roles": ["6"] })), &[]),
        (json!({ "content": "no mention", "allowed_mentions": { "users": [ada] } }), &[]),
        (json!({ "content": content, "flags": 4096 }), &[]),
    ];
    for (body, expected) in table {
        assert_eq!(notified(&fixture, body.clone()).await, expected, "{body}");
    }
}

#[tokio::test]
async fn roles_and_everyone_need_a_permission_of_their_own() {
    let fixture = Posting::start().await;
    let People { mentors, .. } = people(&fixture);
    let (home, bot, channel) = (fixture.discord.home(), fixture.bot(), fixture.mentors);
    let body = says(&format!("<@&{mentors}> @here"));
    fixture.discord.arrange(|world| world.deny_in(channel, bot, MENTION_EVERYONE));
    assert!(notified(&fixture, body.clone()).await.is_empty());
    fixture.discord.arrange(|world| {
        let roles = &mut world.guilds.get_mut(&home).unwrap().roles;
        roles.iter_mut().filter(|role| role.id == mentors).for_each(|role| role.mentionable = true);
    });
    assert_eq!(notified(&fixture, body).await, ["bob", "mia"]);
    assert_eq!(fixture.discord.pings().last().map(|ping| ping.whom), Some(Whom::Role(mentors)));
}

#[tokio::test]
async fn who_does_not_see_the_channel_is_not_notified() {
    let fixture = Posting::start().await;
    let People { ada, mentors, .. } = people(&fixture);
    let (home, channel) = (fixture.discord.home(), fixture.mentors);
    fixture.discord.arrange(|world| {
        world.deny_in(channel, home, VIEW_CHANNEL);
        world.allow_in(channel, mentors, VIEW_CHANNEL);
        world.allow_in(channel, world.application.id, VIEW_CHANNEL);
    });
    let body = says(&format!("<@{ada}> <@&{mentors}>"));
    assert_eq!(notified(&fixture, body).await, ["bob", "mia"]);
}

#[tokio::test]
async fn an_edit_mentions_and_notifies_no_one() {
    let fixture = Posting::start().await;
    let People { ada, .. } = people(&fixture);
    let posted = fixture.posted(says("x")).await;
    let edited = fixture.on_message("PATCH", posted, says(&format!("<@{ada}>"))).await;
    assert_eq!(edited.body["mentions"][0]["username"], "ada");
    assert!(fixture.discord.pings().last().unwrap().by_edit);
    assert!(fixture.discord.notified(posted).is_empty());
}
