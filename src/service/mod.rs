//! From a request to a reply: who may, who sees it, and what is said. Knows no transport.

use crate::answer::{About, Answer, Field, Guide, Question, Suggestion, answer, stale_control, suggest};

/// A person on the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserId(pub u64);

/// Somebody that an answer is given to by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// Who.
    pub user: UserId,
    /// Whether they are a program, which is never pinged.
    pub bot: bool,
}

/// Where a control was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// Whether the message is the presser's own: they asked, so it changes in place.
    pub own: bool,
    /// Whether only the asker sees the message.
    pub private: bool,
    /// Whether the message is plain text, which an answer must replace.
    pub plain_text: bool,
}

/// What somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// A command.
    Ask {
        /// What they want to know.
        question: Question,
        /// Who asks.
        asker: UserId,
        /// Whom they answer.
        addressee: Option<Addressee>,
        /// Whether only they want to see it.
        private: bool,
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
    /// Somebody is typing.
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

/// Somebody named above an answer.
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
    /// The guide had none.
    Missing,
    /// Suggestions were given.
    Suggested,
    /// An answer was removed.
    Removed,
    /// An answer was not removed, because this person may not.
    Refused,
}

impl Outcome {
    /// One word for the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Missing => "missing",
            Self::Suggested => "suggested",
            Self::Removed => "removed",
            Self::Refused => "refused",
        }
    }
}

/// Decides the reply. Pure and total.
pub fn respond(guide: &Guide, request: &Request) -> (Reply, Outcome) {
    match request {
        Request::Ask { question, asker, addressee, private } => {
            let answer = answer(guide, question);
            let private = *private || answer.about == About::Missing;
            let named = addressee
                .map(|addressee| Named { user: addressee.user, ping: !addressee.bot && addressee.user != *asker })
                .filter(|_| !private);
            shown(answer, private, named)
        }
        Request::Press { question, pressed } => {
            let answer = answer(guide, question);
            // What is not there is nothing to replace a public answer with.
            if pressed.own && (pressed.private || answer.about != About::Missing) {
                let outcome = outcome(&answer);
                (Reply::Replace { answer: Box::new(answer), pressed: *pressed }, outcome)
            } else {
                shown(answer, true, None)
            }
        }
        Request::Remove { allowed: true } => (Reply::Remove, Outcome::Removed),
        Request::Remove { allowed: false } => {
            let (reply, _) = shown(not_yours(guide), true, None);
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
    if answer.about == About::Missing { Outcome::Missing } else { Outcome::Answered }
}

fn not_yours(guide: &Guide) -> Answer {
    let help = answer(guide, &Question::Help);
    Answer {
        links: help.links,
        ..Answer::notice(
            "Only the asker can remove this",
            "Whoever asked can remove an answer, and so can members who manage messages here.",
        )
    }
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
