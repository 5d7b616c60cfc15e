//! What an asker sees: that their question was sent or joined, why it was not, and what they voted.

use super::ask::Problem;
use super::inquiry::{Inquiry, Limited, Limits, Tell};
use super::line::quoted;
use crate::knowledge::EntryId;
use crate::staff::{Action, Button, DraftId, Filled, FormId, Panel, Press, Row, Style};

/// The most characters of what was typed that are shown again.
const SHOWN: usize = 3_000;

/// A question that was sent.
pub fn sent(number: u64, tell: Tell) -> Panel {
    Panel {
        title: "Your question is with the mentors".to_owned(),
        text: vec![format!("It is **#{number}**. {}", how_told(tell))],
        small_print: Some("`/privacy` shows your questions, and deletes them.".to_owned()),
        ..Panel::default()
    }
}

/// How the answer comes.
fn how_told(tell: Tell) -> &'static str {
    match tell {
        Tell::Channel => "When a mentor answers, a message in this channel mentions you.",
        Tell::Direct => {
            "When a mentor answers, you get a direct message. If it can't reach you, you see the answer after the next thing \
             you ask me here."
        }
        Tell::Next => "When a mentor has answered, you see it after the next thing you ask me here.",
    }
}

/// An open question that may mean the same; `draft` is the member's own.
pub fn similar(inquiry: &Inquiry, draft: DraftId) -> Panel {
    let waiting = match inquiry.waiting {
        1 => "One person is waiting for the answer.".to_owned(),
        count => format!("{count} people are waiting for the answer."),
    };
    Panel {
        title: "This may have been asked already".to_owned(),
        text: vec![quoted(&inquiry.question, 600), format!("{waiting} Do you mean the same?")],
        small_print: Some("Yours is not sent yet, and is kept for an hour.".to_owned()),
        rows: vec![Row::Buttons(vec![
            Button::new("Wait for the same answer", Press::JoinInquiry(inquiry.number, draft), Style::Primary),
            Button::new("Send mine", Press::SendInquiry(draft), Style::Plain),
        ])],
        ..Panel::default()
    }
}

/// A question that the member waits for now, together with the others.
pub fn joined(number: u64, waiting: u32, tell: Tell) -> Panel {
    let waiting = match waiting {
        0 | 1 => "You are waiting for".to_owned(),
        2 => "You and 1 other are waiting for".to_owned(),
        count => format!("You and {} others are waiting for", count - 1),
    };
    Panel {
        title: "You get the same answer".to_owned(),
        text: vec![format!("{waiting} **#{number}**. {}", how_told(tell))],
        small_print: Some("`/privacy` shows what you wait for, and deletes it.".to_owned()),
        ..Panel::default()
    }
}

/// Why a question was not sent or joined, and what to do. `filled` is what was typed, where a form was sent; `draft` is kept
/// for an hour.
pub fn limited(limit: Limited, filled: Option<&Filled>, draft: Option<DraftId>) -> Panel {
    let (title, text) = match limit {
        Limited::Open => (
            "Your other questions come first",
            format!(
                "You are waiting for {} answers, the most that one member can wait for. When one has come, you can ask again; \
                 `/privacy` shows them, and deletes those that you no longer need.",
                Limits::OPEN
            ),
        ),
        Limited::Daily => (
            "Please ask again tomorrow",
            format!(
                "Each member can ask {} questions in 24 hours, so that the mentors can keep up with all of them.",
                Limits::DAILY
            ),
        ),
        Limited::Paused => (
            "You can't ask the mentors right now",
            "The staff of this server have paused it for you. Everything else works as before; they can tell you more."
                .to_owned(),
        ),
        Limited::Server => (
            "Too many questions are waiting",
            format!(
                "{} questions wait for the mentors of this server, and no more fit. Please try again in a few days.",
                Limits::SERVER_OPEN
            ),
        ),
        Limited::Closed => (
            "That question is no longer open",
            "It was answered or withdrawn a moment ago. Ask the guide again: the answer may be in it now.".to_owned(),
        ),
        Limited::NoMentors => (
            "The mentors can't be asked here",
            "This server names no mentors' channel, or no longer does. Members who manage it can, with `/guide settings`."
                .to_owned(),
        ),
    };
    let mut panel = Panel { title: title.to_owned(), text: vec![text], ..Panel::default() };
    panel.text.extend(filled.and_then(to_copy));
    panel.small_print = draft.map(|_| "What you wrote is kept for an hour.".to_owned());
    if let (Limited::Closed, Some(draft)) = (limit, draft) {
        panel.rows = vec![Row::Buttons(vec![Button::new("Send mine", Press::SendInquiry(draft), Style::Primary)])];
    }
    panel
}

/// Why a question was not sent as it was typed; `about` is the entry in which something was missing.
pub fn not_sent(problem: Problem, filled: &Filled, about: Option<EntryId>) -> Panel {
    let text = match problem {
        Problem::Short => {
            format!(
                "Please write at least {} characters, so that a mentor knows what you mean.",
                Limits::QUESTION_LEAST
            )
        }
        Problem::Long => format!("A question has at most {} characters. Please shorten it.", Limits::QUESTION),
        Problem::LongContext => format!("The second field has at most {} characters.", Limits::CONTEXT),
    };
    let again = about.map_or(Press::AskMentors, Press::Missing);
    Panel {
        title: "Almost there".to_owned(),
        text: std::iter::once(text).chain(to_copy(filled)).collect(),
        rows: vec![Row::Buttons(vec![Button::new("Write it again", again, Style::Primary)])],
        ..Panel::default()
    }
}

/// A draft that is gone: sent already, or older than an hour.
pub fn no_draft() -> Panel {
    Panel {
        title: "That question is gone".to_owned(),
        text: vec![
            "It was sent already, or you wrote it more than an hour ago. `/privacy` shows what was sent.".to_owned(),
        ],
        rows: vec![Row::Buttons(vec![Button::new("Write it again", Press::AskMentors, Style::Plain)])],
        ..Panel::default()
    }
}

/// What a member or a mentor is told while the store cannot be reached: nothing that they wrote is lost, and a click can be
/// tried again.
pub fn not_now(action: &Action) -> Panel {
    let mut panel = Panel {
        title: "Not now, sorry".to_owned(),
        text: vec!["I can't reach what is stored at the moment. Please try again in a minute.".to_owned()],
        ..Panel::default()
    };
    match action {
        Action::Press { press, picked, .. } if picked.is_empty() => {
            panel.rows = vec![Row::Buttons(vec![Button::new("Try again", press.clone(), Style::Primary)])];
        }
        Action::Submit { form, filled } => {
            panel.text.extend(to_copy(filled));
            let again = match form {
                FormId::AskMentors => Some(Press::AskMentors),
                FormId::Missing(id) => Some(Press::Missing(id.clone())),
                FormId::Answer(number) => Some(Press::Answer(*number)),
                FormId::AnswerDraft(draft) => Some(Press::EditAnswer(*draft)),
                FormId::SearchEntry(number) => Some(Press::SearchEntry(*number)),
                FormId::Decline(number) => Some(Press::Decline(*number)),
                _ => None,
            };
            panel.rows.extend(
                again.map(|press| Row::Buttons(vec![Button::new("Open the form again", press, Style::Primary)])),
            );
        }
        _ => {}
    }
    panel
}

/// What was typed, to be copied.
pub(super) fn to_copy(filled: &Filled) -> Option<String> {
    // Words of a choice are not typed.
    let typed = filled.0.iter().filter(|(name, _)| !matches!(name.as_str(), "tell" | "reason"));
    let typed: Vec<&str> = typed.map(|(_, value)| value.trim()).filter(|value| !value.is_empty()).collect();
    if typed.is_empty() {
        return None;
    }
    let typed: String = typed.join("\n\n").replace("```", "'''").chars().take(SHOWN).collect();
    Some(format!("What you wrote is not saved. Copy it before you close this:\n```\n{typed}\n```"))
}

/// A vote that was counted: for the entry, against it, or taken back. `can_ask` says whether mentors can be asked.
pub fn voted(vote: Option<bool>, entry: EntryId, can_ask: bool) -> Panel {
    let (title, text) = match (vote, can_ask) {
        (Some(true), _) => ("Thank you", "Good to know that it helped."),
        (Some(false), true) => ("Thank you", "What was missing? The mentors of this server can answer it for you."),
        (Some(false), false) => ("Thank you", "The staff of this server see that this answer needs work."),
        (None, _) => ("Your vote is taken back", "You can vote again at any time."),
    };
    let missing = Button::new("What was missing?", Press::Missing(entry), Style::Primary);
    let is_asked = vote == Some(false) && can_ask;
    Panel {
        title: title.to_owned(),
        text: vec![text.to_owned()],
        small_print: Some(
            "One vote each, which you can change. It is stored without your name or ID; `/privacy` deletes it."
                .to_owned(),
        ),
        rows: if is_asked { vec![Row::Buttons(vec![missing])] } else { Vec::new() },
        ..Panel::default()
    }
}

/// A vote that cannot be counted: votes are off here.
pub fn no_votes() -> Panel {
    Panel {
        title: "Votes are off here".to_owned(),
        text: vec!["This server or the operator of this bot has switched them off. Nothing was stored.".to_owned()],
        ..Panel::default()
    }
}
