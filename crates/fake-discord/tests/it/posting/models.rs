//! The models of serenity and twilight understand messages, channels, threads and events about them.

use fake_discord::permissions::VIEW_CHANNEL;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use serenity::all::{
    ChannelType, ComponentInteractionDataKind, GuildChannel, GuildCreateEvent, Interaction, Message, PrivateChannel,
};
use twilight_model::channel as twilight;

use super::{Posting, says};
use crate::support::{Bot, Gateway, identify, text};

fn parse<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}\n{value:#}"))
}

/// Both models read it as a message.
fn is_message(value: &Value) {
    assert_eq!(parse::<Message>(value).content, parse::<twilight::Message>(value).content);
}

/// Both models read it as a channel of this type.
fn is_channel(value: &Value, kind: ChannelType) {
    let id = match kind {
        ChannelType::Private => parse::<PrivateChannel>(value).id,
        _ => parse::<GuildChannel>(value).id,
    };
    assert_eq!(id.to_string(), text(&value["id"]));
    assert_eq!(u8::from(parse::<twilight::Channel>(value).kind), u8::from(kind));
}

#[tokio::test]
async fn answers_are_understood() {
    let fixture = Posting::start().await;
    let (home, mentors) = (fixture.discord.home(), fixture.mentors);
    fixture.discord.arrange(|world| world.allow_in(mentors, home, VIEW_CHANNEL));
    let forum = fixture.discord.arrange(|world| world.add_forum(home, "questions", &["open"], false));
    let get = async |path: String| fixture.rest.call("GET", &path, Value::Null).await.body;

    let posted = fixture.posts(json!({ "content": "x", "embeds": [{ "title": "t" }], "nonce": "n" })).await.body;
    is_message(&posted);
    let reply = json!({ "content": "y", "message_reference": { "message_id": posted["id"] } });
    is_message(&fixture.posts(reply).await.body);
    for message in fixture.reads("").await.body.as_array().unwrap() {
        is_message(message);
    }
    is_channel(&get(format!("/channels/{mentors}")).await, ChannelType::Text);
    is_channel(&get(format!("/channels/{forum}")).await, ChannelType::Forum);
    let post = json!({ "name": "How?", "message": says("x") });
    let post = fixture.rest.call("POST", &format!("/channels/{forum}/threads"), post).await.body;
    is_channel(&post, ChannelType::PublicThread);
    is_message(&post["message"]);
    let active = get(format!("/guilds/{home}/threads/active")).await;
    is_channel(&active["threads"][0], ChannelType::PublicThread);
    parse::<twilight::thread::ThreadsListing>(&json!({
        "has_more": false, "threads": active["threads"], "members": active["members"],
    }));
    let dm = json!({ "recipient_id": fixture.user("ada") });
    is_channel(&fixture.rest.call("POST", "/users/@me/channels", dm).await.body, ChannelType::Private);
}

#[tokio::test]
async fn events_are_understood() {
    let fixture = Posting::start().await;
    let (home, mentors, mia) = (fixture.discord.home(), fixture.mentors, fixture.user("mia"));
    fixture.discord.arrange(|world| {
        world.add_thread(mentors, "a thread", mia);
        world.add_forum(home, "questions", &["open"], true);
        world.deny_in(mentors, home, VIEW_CHANNEL);
        world.allow_in(mentors, world.application.id, VIEW_CHANNEL);
    });
    let mut gateway = Gateway::dial(&fixture.discord).await;
    gateway.hello().await;
    let mut data = identify(fixture.discord.token());
    data["intents"] = json!(1);
    gateway.send(2, data).await;
    let created = gateway.dispatch("GUILD_CREATE").await["d"].clone();
    let guild = parse::<GuildCreateEvent>(&created).guild;
    assert_eq!((guild.channels.len(), guild.threads.len()), (3, 1));
    parse::<twilight_model::gateway::payload::incoming::GuildCreate>(&created);
    fixture.discord.delete_channel(mentors);
    let deleted = gateway.dispatch("CHANNEL_DELETE").await["d"].clone();
    assert_eq!(parse::<serenity::all::ChannelDeleteEvent>(&deleted).channel.name, "mentors");
}

#[tokio::test]
async fn a_press_on_a_posted_message_is_understood() {
    let fixture = Posting::start().await;
    let _bot = Bot::start(&fixture.discord, |_| json!({ "type": 6 })).await;
    let select = json!({ "type": 8, "custom_id": "where", "channel_types": [0] });
    let body = json!({ "content": "x", "components": [{ "type": 1, "components": [select] }] });
    let posted = fixture.posted(body).await;
    let message = fixture.discord.message(posted).unwrap();
    let mia = fixture.discord.member("mia").in_channel("mentors");
    let outcome = mia.selects_channels(&message, &["general"]).await.unwrap();
    let payload = fixture.discord.payload(outcome.interaction).unwrap();
    let Interaction::Component(pressed) = parse(&payload) else { panic!("{payload:#}") };
    assert!(
        matches!(pressed.data.kind, ComponentInteractionDataKind::ChannelSelect { ref values } if values.len() == 1)
    );
    assert!(pressed.message.interaction_metadata.is_none());
    assert!(pressed.app_permissions.is_some_and(|held| held.send_messages() && held.mention_everyone()));
    parse::<twilight_model::application::interaction::Interaction>(&payload);
}
