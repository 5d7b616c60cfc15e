//! Waiting for what happens, with the transcript when it does not.

use std::fmt;
use std::time::Duration;

use thiserror::Error;
use tokio::time::timeout;

use super::super::ids::Id;
use super::super::journal::BrokenRule;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::Discord;

/// An event that was waited for did not happen. Shows which, and everything that did happen.
#[derive(Clone, Error)]
#[error("{what} did not happen within {wait_timeout:?}\n\n{transcript}")]
pub struct TimedOut {
    what: String,
    wait_timeout: Duration,
    transcript: String,
}

impl fmt::Debug for TimedOut {
    /// As [`Display`](fmt::Display): `unwrap` shows the conversation with its line breaks.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Discord {
    /// Waits until `happened`, which is asked after every change in the fake Discord.
    ///
    /// # Errors
    ///
    /// If it does not happen within [`Settings::wait_timeout`](crate::Settings::wait_timeout).
    pub async fn wait_until(&self, what: &str, happened: impl Fn(&Self) -> bool) -> Result<(), TimedOut> {
        self.wait_for(what, |discord| happened(discord).then_some(())).await
    }

    /// Waits until `find` finds something; it is asked after every change in the fake Discord.
    ///
    /// # Errors
    ///
    /// If it finds nothing within [`Settings::wait_timeout`](crate::Settings::wait_timeout).
    pub async fn wait_for<T>(&self, what: &str, find: impl Fn(&Self) -> Option<T>) -> Result<T, TimedOut> {
        let mut changes = self.shared.changes();
        let search = async {
            loop {
                if let Some(found) = find(self) {
                    return found;
                }
                // The sender lives as long as `self`.
                let _ = changes.changed().await;
            }
        };
        let wait_timeout = self.shared.settings.wait_timeout;
        timeout(wait_timeout, search).await.map_err(|_| TimedOut {
            what: what.to_owned(),
            wait_timeout,
            transcript: self.transcript(),
        })
    }

    /// Waits, without a limit, until the bot has broken more than `known` rules. Returns those beyond.
    pub async fn next_broken_rules(&self, known: usize) -> Vec<BrokenRule> {
        let mut changes = self.shared.changes();
        loop {
            let beyond = self.look(|state| state.journal.broken.get(known..).unwrap_or_default().to_vec());
            if !beyond.is_empty() {
                return beyond;
            }
            // The sender lives as long as `self`.
            let _ = changes.changed().await;
        }
    }

    /// Waits until the bot is connected: a session that is attached to a connection.
    ///
    /// # Errors
    ///
    /// If it takes longer than [`Settings::wait_timeout`](crate::Settings::wait_timeout).
    pub async fn wait_connected(&self) -> Result<(), TimedOut> {
        self.wait_until("a connected session", Self::is_connected).await
    }

    /// Waits for at least `count` identifies.
    ///
    /// # Errors
    ///
    /// If it takes longer than [`Settings::wait_timeout`](crate::Settings::wait_timeout).
    pub async fn wait_identifies(&self, count: usize) -> Result<(), TimedOut> {
        self.wait_until("an identify", |discord| discord.identifies().len() >= count).await
    }

    /// Waits for at least `count` resumes.
    ///
    /// # Errors
    ///
    /// If it takes longer than [`Settings::wait_timeout`](crate::Settings::wait_timeout).
    pub async fn wait_resumes(&self, count: usize) -> Result<(), TimedOut> {
        self.wait_until("a resume", |discord| discord.resumes().len() >= count).await
    }

    /// Waits for at least `count` gateway connections.
    ///
    /// # Errors
    ///
    /// If it takes longer than [`Settings::wait_timeout`](crate::Settings::wait_timeout).
    pub async fn wait_connections(&self, count: usize) -> Result<(), TimedOut> {
        self.wait_until("a connection", |discord| discord.connections().len() >= count).await
    }

    /// Waits until the bot is connected and has registered commands, everywhere or in a server.
    ///
    /// # Errors
    ///
    /// If it takes longer than [`Settings::wait_timeout`](crate::Settings::wait_timeout).
    pub async fn wait_ready(&self) -> Result<(), TimedOut> {
        let ready = |discord: &Self| {
            let has_commands = discord.look(|state| !state.world.commands.all().is_empty());
            has_commands && discord.is_connected()
        };
        self.wait_until("a connected bot with registered commands", ready).await
    }

    /// Waits until a message is deleted.
    ///
    /// # Errors
    ///
    /// If it takes longer than [`Settings::wait_timeout`](crate::Settings::wait_timeout).
    pub async fn deleted(&self, message: Id) -> Result<(), TimedOut> {
        self.wait_until("a deletion", |discord| discord.message(message).is_none()).await
    }

    /// Waits until "… is thinking" has become an answer.
    ///
    /// # Errors
    ///
    /// If it takes longer than [`Settings::wait_timeout`](crate::Settings::wait_timeout).
    pub async fn filled_in(&self, outcome: &Outcome) -> Result<Message, TimedOut> {
        let interaction = outcome.interaction;
        self.wait_for("a deferred answer", |discord| {
            discord.look(|state| {
                let original = state.world.interactions.get(&interaction)?.original?;
                let message = state.world.messages.get(&original)?;
                (!message.is_loading()).then(|| message.clone())
            })
        })
        .await
    }
}
