//! One thing that a person did to the app, and what the app answered so far.

use std::time::Duration;

use serde_json::Value;

use super::delivery::Delivery;
use super::ids::Id;
use super::message::Message;

/// Types of interactions.
pub(super) mod kind {
    pub(in super::super) const PING: u64 = 1;
    pub(in super::super) const COMMAND: u64 = 2;
    pub(in super::super) const COMPONENT: u64 = 3;
    pub(in super::super) const AUTOCOMPLETE: u64 = 4;
    pub(in super::super) const MODAL: u64 = 5;
}

/// Types of the first response.
pub(super) mod callback {
    pub(in super::super) const MESSAGE: u64 = 4;
    pub(in super::super) const DEFER: u64 = 5;
    pub(in super::super) const DEFER_UPDATE: u64 = 6;
    pub(in super::super) const UPDATE: u64 = 7;
    pub(in super::super) const CHOICES: u64 = 8;
    pub(in super::super) const MODAL: u64 = 9;
}

/// What the values of an interaction name, which its `data.resolved` spells out.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub users: Vec<Id>,
    pub channels: Vec<Id>,
    pub roles: Vec<Id>,
    pub attachments: Vec<Id>,
}

/// The first response, which was accepted.
#[derive(Clone, Debug)]
pub(super) struct FirstResponse {
    /// The callback type.
    pub kind: u64,
    /// The body as it was received.
    pub body: Value,
    /// When it came, since the start of the fake Discord.
    pub at: Duration,
    /// The message that it posted, changed, or acknowledged, as it was right after.
    pub shown: Option<Message>,
}

/// How far an interaction has come on its way to the endpoint and back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Posting {
    /// It was not posted; the gateway delivers it.
    #[default]
    Not,
    OnItsWay,
    /// Answered, or accepted with the promise of a callback.
    Settled,
    /// Nothing came back that Discord takes.
    Failed,
}

/// What a person did, as the app was told, and the life of its token.
#[derive(Clone, Debug)]
pub(super) struct Interaction {
    pub id: Id,
    pub token: String,
    pub kind: u64,
    pub user: Id,
    pub channel: Id,
    pub guild: Option<Id>,
    /// The payload of `INTERACTION_CREATE`.
    pub payload: Value,
    /// When the person acted, since the start of the fake Discord.
    pub created: Duration,
    /// The accepted callback.
    pub response: Option<FirstResponse>,
    /// The number of answers, by the callback route or in an HTTP answer, refused answers included.
    pub callbacks: usize,
    pub posting: Posting,
    /// Its deliveries to the endpoint that have ended.
    pub deliveries: Vec<Delivery>,
    /// The message that `@original` means.
    pub original: Option<Id>,
    /// The message whose component was used.
    pub source: Option<Id>,
    /// The interaction that opened the modal which was submitted.
    pub opened_by: Option<Id>,
    /// Whether only the person, not the server, installed the app: at most five follow-ups.
    pub only_user_installed: bool,
    /// Whether public answers are made private, since the server does not want external apps.
    pub forced_ephemeral: bool,
    pub follow_ups: usize,
    /// The command that was typed, and its type.
    pub command: Option<(String, u64)>,
    pub owners: Value,
}

impl Interaction {
    /// Whether an HTTP answer may still come.
    pub(super) fn awaits_an_answer(&self) -> bool {
        self.response.is_none() && self.posting == Posting::OnItsWay
    }

    /// A token that cannot be guessed, nor taken for a real one.
    pub(super) fn new_token(id: Id) -> String {
        format!("playground-interaction.{id}.{:032x}", fastrand::u128(..))
    }

    /// The id of the interaction that a token claims to belong to.
    pub(super) fn id_in_token(token: &str) -> Option<Id> {
        token.split('.').nth(1)?.parse().ok()
    }
}
