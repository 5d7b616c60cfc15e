//! From a request to a reply: who may, who sees it, and what is said. Knows no transport.

pub mod line;

use std::num::NonZeroU64;

use crate::answer::{About, Answer, Field, Guide, Question, Searched, Suggestion, answer, stale_control, suggest};

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
        /// Whether only they want to see it.
        private: bool,
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
    pub fn names_somebody(&self) -> bool {
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

/// What to send back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A new message.
    Show {
        /// What it shows.
        answer: Box<Answer>,
        /// Whether only the asker sees it.
        private: bool,
        /// Who is named above it.
        addressee: Option<Named>,
    },
    /// A private answer, marked as shared, and a new message that shows the same to the channel and pings no one.
    Share {
        /// What both show.
        answer: Box<Answer>,
        /// The member named above the public one.
        by: UserId,
        /// The message that the answer is about, which the public one links to.
        about: Option<MessageRef>,
    },
    /// The message that the control stands on, changed.
    Replace {
        /// What it shows from now on.
        answer: Box<Answer>,
        /// The message as it was.
        pressed: Pressed,
    },
    /// The message that the control stands on, removed: acknowledge, then delete it.
    Remove,
    /// What fits what was typed so far.
    Suggest(Vec<Suggestion>),
}

impl Reply {
    /// The answer that it shows, if it shows one.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Show { answer, .. } | Self::Share { answer, .. } | Self::Replace { answer, .. } => Some(answer),
            Self::Remove | Self::Suggest(_) => None,
        }
    }
}

/// The member named above an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Who.
    pub user: UserId,
    /// Whether they get a notification.
    pub ping: bool,
}

/// How a request ended, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The guide had an answer.
    Answered,
    /// The guide may have one, and offered what is likeliest.
    Unsure,
    /// The guide had none.
    Missing,
    /// A private answer was shared with the channel.
    Shared,
    /// Suggestions were given.
    Suggested,
    /// An answer was removed.
    Removed,
    /// An answer was not removed or shared, because this person may not.
    Refused,
}

impl Outcome {
    /// One word for the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Unsure => "unsure",
            Self::Missing => "missing",
            Self::Shared => "shared",
            Self::Suggested => "suggested",
            Self::Removed => "removed",
            Self::Refused => "refused",
        }
    }
}

/// Decides the reply. Pure and total.
pub fn respond(guide: &Guide, request: &Request) -> (Reply, Outcome) {
    respond_with(guide, request, |question| answer(guide, question))
}

/// The same with answers that the caller finds in the same guide, perhaps in a cache.
pub fn respond_with(guide: &Guide, request: &Request, answer: impl Fn(&Question) -> Answer) -> (Reply, Outcome) {
    match request {
        Request::Ask { question, addressee, private } => {
            let answer = answer(question);
            let private = *private || answer.is_for_asker_alone();
            let named = addressee
                .map(|addressee| Named { user: addressee.user, ping: !addressee.bot && !addressee.asks })
                .filter(|_| !private);
            shown(answer, private, named)
        }
        Request::AskAbout { text } => {
            let question = Question::ask(text);
            if question.says_nothing() {
                return shown(nothing_to_read(guide), true, None);
            }
            // The words of another member are not repeated, even to the asker alone.
            shown(Answer { quoted: None, ..answer(&question) }, true, None)
        }
        Request::Share { question, by: Some(by), about } => {
            let answer = answer(question);
            if answer.is_for_asker_alone() {
                return shown(answer, true, None);
            }
            (Reply::Share { answer: Box::new(answer), by: *by, about: *about }, Outcome::Shared)
        }
        Request::Share { by: None, .. } => {
            let (reply, _) = shown(cannot_share(), true, None);
            (reply, Outcome::Refused)
        }
        Request::Press { question, pressed } => {
            let answer = answer(question);
            // A public answer is never replaced by one that is meant for the asker alone.
            let is_private = pressed.audience == Audience::Asker;
            if pressed.own && (is_private || !answer.is_for_asker_alone()) {
                let outcome = outcome(&answer);
                (Reply::Replace { answer: Box::new(answer), pressed: *pressed }, outcome)
            } else {
                shown(answer, true, None)
            }
        }
        Request::Remove { allowed: true } => (Reply::Remove, Outcome::Removed),
        Request::Remove { allowed: false } => {
            let (reply, _) = shown(cannot_remove(), true, None);
            (reply, Outcome::Refused)
        }
        Request::Complete { field, typed } => {
            let suggestions = field.as_ref().map(|field| suggest(guide, field, typed)).unwrap_or_default();
            (Reply::Suggest(suggestions), Outcome::Suggested)
        }
        Request::Stale { remembered } => shown(stale_control(guide, remembered), true, None),
        Request::UnknownCommand => shown(unknown_command(guide), true, None),
    }
}

/// What is said when the guide itself failed: no detail, a way on.
pub fn failed() -> Reply {
    let answer = Answer::notice(
        "Something went wrong on my side",
        "It has been noted. Please try again in a moment; `/help` shows all you can ask.",
    );
    Reply::Show { answer: Box::new(answer), private: true, addressee: None }
}

fn shown(answer: Answer, private: bool, addressee: Option<Named>) -> (Reply, Outcome) {
    let outcome = outcome(&answer);
    (Reply::Show { answer: Box::new(answer), private, addressee }, outcome)
}

fn outcome(answer: &Answer) -> Outcome {
    let is_unsure = answer.searched.as_ref().is_some_and(Searched::is_unsure);
    match answer.about {
        About::Missing if is_unsure => Outcome::Unsure,
        About::Missing => Outcome::Missing,
        _ => Outcome::Answered,
    }
}

fn nothing_to_read(guide: &Guide) -> Answer {
    let help = answer(guide, &Question::Help);
    Answer {
        links: help.links,
        ..Answer::notice(
            "That message has no text",
            "Try a message that has some, or ask in your own words with `/ask`.",
        )
    }
}

fn cannot_share() -> Answer {
    Answer::notice(
        "You can't share this answer",
        "Only the member who got a private answer can share it. Use `/ask` to get an answer of your own.",
    )
}

fn cannot_remove() -> Answer {
    Answer::notice(
        "You can't remove this answer",
        "Only the member who asked can remove it, or a member who manages messages here.",
    )
}

fn unknown_command(guide: &Guide) -> Answer {
    let help = answer(guide, &Question::Help);
    Answer {
        links: help.links,
        ..Answer::notice(
            "I don't know that command",
            "It may be from another version. `/help` shows all you can ask; these are examples.",
        )
    }
}

#[cfg(test)]
mod tests;
