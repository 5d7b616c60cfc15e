//! What the bot and members may do in a channel: P02, P03, and what payloads say of it.

use fake_discord::permissions::{
    ADMINISTRATOR, ALL, ATTACH_FILES, EMBED_LINKS, MENTION_EVERYONE, READ_MESSAGE_HISTORY, SEND_MESSAGES, VIEW_CHANNEL,
};
use serde_json::{Value, json};

use super::{Posting, says};
use crate::support::Bot;

#[tokio::test]
async fn each_permission_is_needed_for_its_own() {
    let fixture = Posting::start().await;
    let (mentors, bot) = (fixture.mentors, fixture.bot());
    let posted = fixture.posted(says("x")).await;
    let embed = json!({ "embeds": [{ "title": "t" }] });
    for (denied, code) in [(VIEW_CHANNEL, 50001), (SEND_MESSAGES, 50013)] {
        fixture.discord.arrange(|world| world.deny_in(mentors, bot, denied));
        assert_eq!(fixture.posts(says("x")).await.verdict(), (403, code));
        fixture.discord.arrange(|world| world.reset_in(mentors, bot));
        assert_eq!(fixture.posts(says("x")).await.status, 200);
    }
    fixture.discord.arrange(|world| world.deny_in(mentors, bot, EMBED_LINKS | ATTACH_FILES));
    assert_eq!(fixture.posts(embed.clone()).await.verdict(), (403, 50013));
    assert_eq!(fixture.on_message("PATCH", posted, embed.clone()).await.verdict(), (403, 50013));
    assert_eq!(fixture.posts(says("x")).await.status, 200);
    fixture.discord.arrange(|world| world.allow_in(mentors, bot, EMBED_LINKS));
    assert_eq!(fixture.posts(embed).await.status, 200);

    // Without Send Messages, own messages can still be edited and deleted.
    fixture.discord.arrange(|world| world.deny_in(mentors, bot, SEND_MESSAGES));
    assert_eq!(fixture.on_message("PATCH", posted, says("y")).await.status, 200);
    assert_eq!(fixture.on_message("DELETE", posted, Value::Null).await.status, 204);

    fixture.discord.arrange(|world| world.deny_in(mentors, bot, READ_MESSAGE_HISTORY));
    assert_eq!(fixture.reads("").await.body, json!([]));
    fixture.discord.arrange(|world| world.deny_in(mentors, bot, VIEW_CHANNEL));
    for path in [format!("/channels/{mentors}"), format!("/channels/{mentors}/messages")] {
        assert_eq!(fixture.rest.call("GET", &path, Value::Null).await.verdict(), (403, 50001));
    }
    assert!(fixture.discord.refusals().is_empty(), "the bot could not know");
    let refused = fixture.discord.requests().into_iter().filter_map(|request| request.refusal);
    assert_eq!(refused.map(|refusal| refusal.rule).collect::<Vec<_>>(), ["P02", "P03", "P03", "P03", "P02", "P02"]);
}

#[tokio::test]
async fn overwrites_apply_in_the_order_of_discord() {
    let fixture = Posting::start().await;
    let (home, mentors, ada) = (fixture.discord.home(), fixture.mentors, fixture.user("ada"));
    let discord = &fixture.discord;
    let sees = || discord.arrange(|world| world.can_view(mentors, ada));
    let [mentor, guest] = ["Mentors", "Guests"].map(|name| discord.arrange(|world| world.add_role(home, name, false)));
    discord.arrange(|world| world.give_role(home, ada, mentor));
    discord.arrange(|world| world.give_role(home, ada, guest));
    assert!(sees());
    discord.arrange(|world| world.deny_in(mentors, home, VIEW_CHANNEL));
    assert!(!sees(), "everyone is denied");
    discord.arrange(|world| world.deny_in(mentors, guest, VIEW_CHANNEL));
    discord.arrange(|world| world.allow_in(mentors, mentor, VIEW_CHANNEL));
    assert!(sees(), "what one role allows, another does not deny");
    discord.arrange(|world| world.deny_in(mentors, ada, VIEW_CHANNEL));
    assert!(!sees(), "the member's own comes last");
    discord.arrange(|world| world.grant_role(home, guest, ADMINISTRATOR));
    assert!(sees(), "administrators see everything");
    assert_eq!(discord.arrange(|world| world.permissions_in(mentors, ada)), ALL);
}

#[tokio::test]
async fn a_role_of_the_bot_opens_a_channel() {
    let fixture = Posting::start().await;
    let (home, mentors, bot) = (fixture.discord.home(), fixture.mentors, fixture.bot());
    fixture.discord.arrange(|world| world.deny_in(mentors, home, VIEW_CHANNEL));
    assert_eq!(fixture.posts(says("x")).await.verdict(), (403, 50001));
    fixture.discord.arrange(|world| {
        let role = world.add_role(home, "Mentors", false);
        world.allow_in(mentors, role, VIEW_CHANNEL);
        world.give_role(home, bot, role);
    });
    assert_eq!(fixture.posts(says("x")).await.status, 200);
    let channel = fixture.rest.call("GET", &format!("/channels/{mentors}"), Value::Null).await.body;
    assert_eq!((&channel["name"], &channel["type"]), (&json!("mentors"), &json!(0)));
    let view = VIEW_CHANNEL.to_string();
    let everyone = json!({ "id": home, "type": 0, "allow": "0", "deny": view });
    assert_eq!(channel["permission_overwrites"][0], everyone);
    assert_eq!(channel["permission_overwrites"][1]["allow"], view);
}

#[tokio::test]
async fn interactions_say_what_the_bot_and_the_person_may_do_there() {
    let fixture = Posting::start().await;
    let command = json!({ "name": "settings", "description": "d", "options": [
        { "type": 7, "name": "channel", "description": "d" },
    ] });
    fixture.rest.register(json!([command])).await;
    let _bot = Bot::start(&fixture.discord, |_| crate::support::says("ok")).await;
    let (mentors, bot, ada) = (fixture.mentors, fixture.bot(), fixture.user("ada"));
    fixture.discord.arrange(|world| {
        world.deny_in(mentors, bot, SEND_MESSAGES);
        world.deny_in(mentors, ada, ATTACH_FILES);
    });
    let bits = |value: &Value| value.as_str().unwrap().parse::<u64>().unwrap();
    let person = fixture.discord.member("ada");
    let outcome = person.types("/settings channel:#mentors").await.unwrap();
    let payload = fixture.discord.payload(outcome.interaction).unwrap();
    assert_eq!(bits(&payload["app_permissions"]) & SEND_MESSAGES, SEND_MESSAGES, "the channel where it was typed");
    assert_ne!(bits(&payload["app_permissions"]) & MENTION_EVERYONE, 0);
    let resolved = &payload["data"]["resolved"]["channels"][mentors.to_string()];
    assert_eq!(bits(&resolved["app_permissions"]) & (VIEW_CHANNEL | SEND_MESSAGES), VIEW_CHANNEL);
    assert_eq!(bits(&resolved["permissions"]) & (SEND_MESSAGES | ATTACH_FILES), SEND_MESSAGES);

    let outcome = person.in_channel("mentors").types("/settings").await.unwrap();
    let payload = fixture.discord.payload(outcome.interaction).unwrap();
    assert_eq!(bits(&payload["app_permissions"]) & SEND_MESSAGES, 0);
    assert_eq!(bits(&payload["member"]["permissions"]) & ATTACH_FILES, 0);
    assert_eq!(payload["channel"]["permissions"], payload["member"]["permissions"]);
}
