//! The outcome of an action, and the reasons why a person cannot act.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use thiserror::Error;

use super::ids::Id;
use super::interaction::{Interaction, callback};
use super::journal::Request;
use super::message::Message;
use super::modal::{self, Modal};
use super::state::{Shared, State};

/// An action that Discord's client does not permit. The bot never hears of it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CannotAct {
    /// No user has this name.
    #[error("there is no user named {0}")]
    UnknownPerson(String),
    /// There is no such server or channel, or the person is not in it.
    #[error("this person is in no server or channel {0}")]
    UnknownPlace(String),
    /// The person may not post in this channel, or its thread is locked.
    #[error("this person may not post in {0}")]
    CannotPost(String),
    /// The app is not installed in this place.
    #[error("the app is not installed here")]
    NotInstalled,
    /// No such command is offered here to this person.
    #[error("the command {0} is not offered here")]
    UnknownCommand(String),
    /// The command is hidden from members without the permissions that it asks for.
    #[error("the command {0} is not offered to this person: it asks for permissions that they lack")]
    NotPermitted(String),
    /// The command has no such option.
    #[error("the command has no option at \"{0}\"")]
    UnknownOption(String),
    /// A required option is missing.
    #[error("the option {0} is required")]
    MissingOption(String),
    /// The client does not accept this value.
    #[error("the option {option} does not take \"{value}\": {why}")]
    BadValue {
        /// The option.
        option: String,
        /// What was typed.
        value: String,
        /// What it should have been.
        why: String,
    },
    /// The option that is being typed offers no completions.
    #[error("the option {0} offers no completions")]
    NotCompleted(String),
    /// No choice has this name.
    #[error("no choice is named \"{0}\"")]
    NoSuchChoice(String),
    /// The message is gone, or only another user sees it.
    #[error("message {0} is not visible to this person")]
    NoSuchMessage(Id),
    /// K13: the message has no such button, menu or line.
    #[error("the message has no control \"{0}\"")]
    NoSuchControl(String),
    /// K13: the control is disabled.
    #[error("the control \"{0}\" is disabled")]
    Disabled(String),
    /// K13: links and premium buttons tell the bot nothing.
    #[error("the button \"{0}\" sends no interaction")]
    SendsNothing(String),
    /// A file is larger than 10 MiB.
    #[error("the file {0} is larger than 10 MiB")]
    TooLarge(String),
    /// The modal does not accept this input.
    #[error("the field {field} of the modal: {why}")]
    BadInput {
        /// The field.
        field: String,
        /// What is wrong with it.
        why: String,
    },
    /// No interaction has this id.
    #[error("there is no interaction {0}")]
    NoSuchInteraction(Id),
}

/// One line that autocomplete offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What the person reads.
    pub name: String,
    /// What is sent if they pick it.
    pub value: Value,
}

/// What came back.
#[derive(Clone, Debug)]
pub enum Status {
    /// A message was posted, or the one whose component was used was updated.
    Answered {
        /// The callback as it was received.
        callback: Value,
        /// The message as it stands now.
        message: Message,
    },
    /// Choices for autocomplete.
    Choices(Vec<Choice>),
    /// A modal popped up.
    Modal(Modal),
    /// "… is thinking", or a click that was acknowledged without a change.
    Deferred {
        /// The callback as it was received.
        callback: Value,
        /// The placeholder, or the message whose component was used.
        message: Option<Message>,
    },
    /// "The application did not respond."
    Nothing,
}

/// What a person sees by the deadline, and what the bot did wrong on the way.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The interaction.
    pub interaction: Id,
    /// What came back.
    pub status: Status,
    /// Requests about this interaction that were refused, broken by a fault, or answered wrongly by the endpoint.
    pub refused: Vec<Request>,
    /// Where to read what happened, for the report of a failure.
    account: Account,
}

/// The running account of a fake Discord, read only when it is needed.
#[derive(Clone)]
struct Account(Arc<Shared>);

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

/// The outcome was not the expected one. Shows what it was, and everything that happened.
#[derive(Clone, Error)]
#[error("expected {expected}, got {got}\n\n{account}")]
pub struct Unexpected {
    expected: &'static str,
    got: String,
    account: String,
}

impl fmt::Debug for Unexpected {
    /// As [`Display`](fmt::Display): `unwrap` shows the conversation with its line breaks.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Outcome {
    /// The message that answers.
    ///
    /// # Errors
    ///
    /// If anything else came back.
    pub fn answered(&self) -> Result<&Message, Unexpected> {
        match &self.status {
            Status::Answered { message, .. } => Ok(message),
            _ => Err(self.unexpected("an answer")),
        }
    }

    /// The choices that autocomplete offers.
    ///
    /// # Errors
    ///
    /// If anything else came back.
    pub fn choices(&self) -> Result<&[Choice], Unexpected> {
        match &self.status {
            Status::Choices(choices) => Ok(choices),
            _ => Err(self.unexpected("choices")),
        }
    }

    /// The modal that popped up.
    ///
    /// # Errors
    ///
    /// If anything else came back.
    pub fn modal(&self) -> Result<&Modal, Unexpected> {
        match &self.status {
            Status::Modal(modal) => Ok(modal),
            _ => Err(self.unexpected("a modal")),
        }
    }

    /// The callback as it was received, if there was one with a message or a deferral.
    #[must_use]
    pub fn callback(&self) -> Option<&Value> {
        match &self.status {
            Status::Answered { callback, .. } | Status::Deferred { callback, .. } => Some(callback),
            _ => None,
        }
    }

    /// Whether nothing came: "The application did not respond."
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        matches!(self.status, Status::Nothing)
    }

    fn unexpected(&self, expected: &'static str) -> Unexpected {
        Unexpected {
            expected,
            got: format!("{:?}", self.status),
            account: self.account.0.look(|state| state.journal.account()),
        }
    }
}

/// What came of an interaction so far.
pub(super) fn summed_up(shared: &Arc<Shared>, state: &State, id: Id) -> Outcome {
    let requests = state.journal.requests.iter();
    let went_wrong = |request: &&Request| request.interaction == Some(id) && request.went_wrong();
    let interaction = state.world.interactions.get(&id);
    Outcome {
        interaction: id,
        status: interaction.map_or(Status::Nothing, |interaction| status(state, interaction)),
        refused: requests.filter(went_wrong).cloned().collect(),
        account: Account(Arc::clone(shared)),
    }
}

fn status(state: &State, interaction: &Interaction) -> Status {
    let Some(response) = &interaction.response else {
        return Status::Nothing;
    };
    let data = &response.body["data"];
    let then = response.shown.clone();
    let now = then.as_ref().and_then(|message| state.world.messages.get(&message.id)).cloned();
    let message = now.or(then);
    let callback = response.body.clone();
    match (response.kind, message) {
        (callback::MESSAGE | callback::UPDATE, Some(message)) => Status::Answered { callback, message },
        (callback::CHOICES, _) => Status::Choices(choices(data)),
        (callback::MODAL, _) => Status::Modal(modal::read(data, interaction.id, interaction.source)),
        (_, message) => Status::Deferred { callback, message },
    }
}

fn choices(data: &Value) -> Vec<Choice> {
    let choices = data["choices"].as_array().into_iter().flatten();
    choices
        .map(|choice| Choice {
            name: choice["name"].as_str().unwrap_or_default().to_owned(),
            value: choice["value"].clone(),
        })
        .collect()
}
