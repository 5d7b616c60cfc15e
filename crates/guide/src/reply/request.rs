//! What a member asks the bot to do, and where.

use std::num::NonZeroU64;

use crate::answer::{Field, Question};

/// A person on the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UserId(NonZeroU64);

impl UserId {
    /// The person with this id; 0 is none.
    pub const fn new(id: u64) -> Option<Self> {
        match NonZeroU64::new(id) {
            Some(id) => Some(Self(id)),
            None => None,
        }
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0.get()
    }
}

impl From<NonZeroU64> for UserId {
    fn from(id: NonZeroU64) -> Self {
        Self(id)
    }
}

/// A member that an answer is addressed to by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Addressee {
    /// Who.
    pub user: UserId,
    /// Whether they are a program, which is never pinged.
    pub bot: bool,
    /// Whether they are who asks, and need no notification.
    pub asks: bool,
}

/// Who sees a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Everyone in the channel.
    Channel,
    /// The asker alone, who may share the answer with the channel.
    Asker,
}

/// A message that a member wrote, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MessageRef {
    /// The server, outside of direct messages.
    pub guild: Option<NonZeroU64>,
    /// The channel.
    pub channel: NonZeroU64,
    /// The message.
    pub message: NonZeroU64,
}

/// Where a control was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pressed {
    /// Whether the message is the presser's own: they asked, so it changes in place.
    pub own: bool,
    /// Who sees the message.
    pub audience: Audience,
    /// Whether the message is plain text, which an answer must replace.
    pub plain_text: bool,
}

/// What a member asks the bot to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Request {
    /// A command.
    Ask {
        /// What they want to know.
        question: Question,
        /// Whom they answer.
        addressee: Option<Addressee>,
        /// Whether only they want to see it; `None` where they do not say, and the server's settings do.
        private: Option<bool>,
    },
    /// The command on a message, which asks with that message's text.
    AskAbout {
        /// What the message says, unchecked; empty where it says nothing.
        text: String,
    },
    /// The button that shares an answer with the channel.
    Share {
        /// What the answer is to.
        question: Question,
        /// The member who shares it; `None` where the answer was not given to this member alone.
        by: Option<UserId>,
        /// The message that the answer is about, if a member asked about one.
        about: Option<MessageRef>,
    },
    /// A button or menu that asks.
    Press {
        /// What it asks.
        question: Question,
        /// Where it stood.
        pressed: Pressed,
    },
    /// The button that removes an answer.
    Remove {
        /// Whether this person may.
        allowed: bool,
    },
    /// A member is typing an option.
    Complete {
        /// What is being filled in; `None` for a field that the guide does not know.
        field: Option<Field>,
        /// What was typed so far.
        typed: String,
    },
    /// A control of an older version, or none of ours.
    Stale {
        /// What it carried.
        remembered: String,
    },
    /// A command that the guide does not know.
    UnknownCommand,
}

impl Request {
    /// Whether the reply names a person, so that it is like no other.
    pub fn names_a_person(&self) -> bool {
        matches!(self, Self::Ask { addressee: Some(_), .. } | Self::Share { .. })
    }

    /// How many typed bytes it holds.
    pub fn typed_bytes(&self) -> usize {
        match self {
            Self::Ask { question, .. } | Self::Share { question, .. } | Self::Press { question, .. } => {
                question.typed_bytes()
            }
            Self::AskAbout { text } => text.len(),
            Self::Complete { field, typed } => typed.len() + field.as_ref().map_or(0, Field::typed_bytes),
            Self::Stale { remembered } => remembered.len(),
            Self::Remove { .. } | Self::UnknownCommand => 0,
        }
    }
}
