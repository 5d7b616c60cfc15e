//! Reports of the surrounding program, which the page shows.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::super::state::State;
use super::PageState;
use super::story::Story;

/// What the program around the fake Discord knows of the bot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BotState {
    /// Nothing: the bot is a program of its own. The page shows the app as offline until a bot connects.
    #[default]
    External,
    /// It runs in this program; whether it is connected, the fake Discord sees for itself.
    Running,
    /// It ended, and this is why and what happens next.
    Stopped(String),
}

/// What the bot answers from, as it was read last.
#[derive(Clone, Debug, Serialize)]
pub struct Content {
    /// Where it lies.
    pub place: String,
    /// How many entries are being served.
    pub entries: usize,
    /// Grows by one each time that what is served was replaced.
    pub version: u64,
    /// What was found when it was read last. With a mistake in it, what was read before is served.
    pub problems: Vec<ContentProblem>,
}

/// Something wrong in a file.
#[derive(Clone, Debug, Serialize)]
pub struct ContentProblem {
    /// The file.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: u64,
    /// The entry and key; empty for the whole file.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// `error` or `warning`.
    pub severity: &'static str,
}

/// Tells every browser what the fake Discord cannot know by itself. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ClientHandle {
    pub(super) page: Arc<PageState>,
}

impl ClientHandle {
    /// The bot began or ended.
    pub fn bot(&self, state: BotState) {
        self.page.bot.send_replace(state);
    }

    /// Files were read.
    pub fn content(&self, content: Content) {
        self.page.content.send_replace(Some(content));
    }

    /// The page offers this story from now on; with `None`, it offers none.
    pub fn story(&self, story: impl Into<Option<Story>>) {
        self.page.story.send_replace(story.into());
    }
}

/// The bot as people see it: what the program says, and what the fake Discord sees of it.
pub(super) fn bot(state: &State, told: &BotState) -> Value {
    let has_session = state.gateway.sessions.values().any(|session| session.connection.is_some());
    let is_connected = has_session || state.endpoint.address.is_some();
    let was_connected = state.gateway.identifies.iter().any(|identify| identify.accepted);
    let (name, detail) = match told {
        BotState::Stopped(why) => ("stopped", why.as_str()),
        BotState::External if is_connected => ("connected", ""),
        BotState::External if was_connected => ("offline", "The bot has disconnected."),
        BotState::External => {
            ("offline", "No bot is connected. It is online once it identifies with the gateway, or sets an endpoint.")
        }
        BotState::Running if is_connected && !state.world.commands.all().is_empty() => ("connected", ""),
        BotState::Running if was_connected && !is_connected => {
            ("reconnecting", "The bot lost its connection and connects again.")
        }
        BotState::Running => ("starting", "The bot signs in and registers its commands."),
    };
    json!({ "bot": { "state": name, "detail": detail } })
}

/// What a browser has not heard yet of all that.
pub(super) struct News {
    pub bot: watch::Receiver<BotState>,
    pub content: watch::Receiver<Option<Content>>,
    pub story: watch::Receiver<Option<Story>>,
}

impl News {
    pub(super) fn of(page: &PageState) -> Self {
        Self { bot: page.bot.subscribe(), content: page.content.subscribe(), story: page.story.subscribe() }
    }

    /// Resolves when there is some.
    pub(super) async fn arrive(&mut self) {
        // The senders live as long as the client, which the caller holds.
        tokio::select! {
            _ = self.bot.changed() => {}
            _ = self.content.changed() => {}
            _ = self.story.changed() => {}
        }
    }
}
