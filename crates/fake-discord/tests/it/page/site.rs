//! A fake Discord with its page, for the tests of what people do and see there.

use std::net::SocketAddr;
use std::time::Duration;

use fake_discord::{Client, ClientHandle, Discord, Id, Settings};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::super::support::{Bot, Rest, settings, some_commands};
use super::browser::Browser;

/// A fake Discord with commands, its page, and perhaps a bot.
pub struct Site {
    pub discord: Discord,
    pub url: String,
    pub handle: ClientHandle,
    stop: CancellationToken,
    pub bot: Option<Bot>,
}

impl Site {
    /// Nothing is registered yet.
    pub async fn empty(settings: Settings) -> Self {
        let discord = Discord::start(settings).await.expect("a free port");
        let client = Client::bind(&discord, SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
        let (url, handle, stop) = (client.url(), client.handle(), CancellationToken::new());
        tokio::spawn(client.serve(stop.clone()));
        Self { discord, url, handle, stop, bot: None }
    }

    /// A bot answers everything with what `answer` makes of it; null is silence.
    pub async fn with(settings: Settings, answer: impl Fn(&Value) -> Value + Send + 'static) -> Self {
        let mut site = Self::empty(settings).await;
        Rest::new(&site.discord).register(some_commands()).await;
        site.bot = Some(Bot::start(&site.discord, answer).await);
        site
    }

    pub async fn browser(&self, person: &str, place: &str) -> Browser {
        Browser::of(&self.url, person, place).await
    }

    /// The options that the bot was sent.
    pub fn options(&self, outcome: &Value) -> Value {
        let id: Id = outcome["interaction"].as_str().expect("an interaction").parse().expect("an id");
        self.discord.payload(id).expect("it was sent")["data"]["options"].clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Settings in which a silent bot is given up soon.
pub fn hasty() -> Settings {
    Settings { deadline: Duration::from_millis(300), ..settings() }
}

pub fn buttons() -> Value {
    json!({ "type": 4, "data": { "content": "choose", "components": [
        { "type": 1, "components": [
            { "type": 2, "style": 1, "label": "Go", "custom_id": "go" },
            { "type": 2, "style": 2, "label": "Off", "custom_id": "off", "disabled": true },
            { "type": 2, "style": 5, "label": "Web", "url": "https://example.org" },
        ] },
        { "type": 1, "components": [{ "type": 3, "custom_id": "menu", "max_values": 2, "options": [
            { "label": "One", "value": "1" }, { "label": "Two", "value": "2" }, { "label": "Three", "value": "3" },
        ] }] },
    ] } })
}
