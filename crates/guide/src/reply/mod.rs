//! From a request to a reply: who may, who sees it, and what is said. Knows no transport.

mod request;
pub mod line;

pub use self::request::{Addressee, Audience, MessageRef, Pressed, Request, UserId};

use crate::answer::{About, Answer, Question, Searched, Suggestion, View, answer, stale_control, suggest};

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
pub fn respond<'g>(view: impl Into<View<'g>>, request: &Request) -> (Reply, Outcome) {
    let view = view.into();
    respond_with(view, request, |question| answer(view, question))
}

/// The same with answers that the caller finds in the same view, perhaps in a cache.
pub fn respond_with<'g>(
    view: impl Into<View<'g>>,
    request: &Request,
    answer: impl Fn(&Question) -> Answer,
) -> (Reply, Outcome) {
    let view = view.into();
    match request {
        Request::Ask { question, addressee, private } => {
            let answer = answer(question);
            let private = private.unwrap_or_else(|| view.is_private_by_default()) || answer.is_for_asker_alone();
            let named = addressee
                .map(|addressee| Named { user: addressee.user, ping: !addressee.bot && !addressee.asks })
                .filter(|_| !private);
            shown(answer, private, named)
        }
        Request::AskAbout { text } => {
            let question = Question::ask(text);
            if question.says_nothing() {
                return shown(nothing_to_read(view), true, None);
            }
            // The words of another member are not repeated, even to the asker alone; and they ask for no vote.
            shown(Answer { quoted: None, vote: None, ..answer(&question) }, true, None)
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
            let suggestions = field.as_ref().map(|field| suggest(view, field, typed)).unwrap_or_default();
            (Reply::Suggest(suggestions), Outcome::Suggested)
        }
        Request::Stale { remembered } => shown(stale_control(view, remembered), true, None),
        Request::UnknownCommand => shown(unknown_command(view), true, None),
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

fn nothing_to_read(view: View<'_>) -> Answer {
    let help = answer(view, &Question::Help);
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

fn unknown_command(view: View<'_>) -> Answer {
    let help = answer(view, &Question::Help);
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
