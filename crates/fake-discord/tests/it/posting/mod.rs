//! Messages that the bot posts by itself: P, T and D rules, and what people do with those messages.

mod direct;
mod interactions;
mod limits;
mod messages;
mod models;
mod permissions;
mod pings;
mod threads;

use fake_discord::{Discord, Id, Settings};
use serde_json::{Value, json};

use super::support::{Answer, Rest, settings};

/// A fake Discord with a mentors' channel, and the REST API as the bot calls it.
struct Posting {
    discord: Discord,
    rest: Rest,
    mentors: Id,
}

impl Posting {
    async fn start() -> Self {
        Self::with(Settings { requests_per_second: 10_000, messages_per_window: 10_000, ..settings() }).await
    }

    async fn with(settings: Settings) -> Self {
        let discord = Discord::start(settings).await.unwrap();
        let mentors = discord.arrange(|world| world.add_channel(world.home, "mentors"));
        let rest = Rest::new(&discord);
        Self { discord, rest, mentors }
    }

    fn bot(&self) -> Id {
        self.discord.application_id()
    }

    fn user(&self, name: &str) -> Id {
        self.discord.member(name).id().unwrap()
    }

    async fn posts(&self, body: Value) -> Answer {
        self.posts_in(self.mentors, body).await
    }

    async fn posts_in(&self, channel: Id, body: Value) -> Answer {
        self.rest.call("POST", &format!("/channels/{channel}/messages"), body).await
    }

    /// A message that was posted; its id.
    async fn posted(&self, body: Value) -> Id {
        id(&self.posts(body).await)
    }

    async fn on_message(&self, method: &str, message: Id, body: Value) -> Answer {
        self.rest.call(method, &format!("/channels/{}/messages/{message}", self.mentors), body).await
    }

    async fn reads(&self, query: &str) -> Answer {
        self.rest.call("GET", &format!("/channels/{}/messages{query}", self.mentors), Value::Null).await
    }

    fn last_rule(&self) -> Option<&'static str> {
        self.discord.refusals().last().map(|broken| broken.rule)
    }
}

/// The id in an answer that is expected to be a success.
fn id(answer: &Answer) -> Id {
    assert!((200..300).contains(&answer.status), "{}", answer.text);
    Id::from_json(&answer.body["id"]).unwrap()
}

fn says(content: &str) -> Value {
    json!({ "content": content })
}
