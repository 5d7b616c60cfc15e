//! The one message of a question in the mentors' channel, drawn again as the question moves.

use super::inquiry::{Inquiry, Limits, Resolution, State};
use super::line::{begin, brief, entry_in, quoted, titled, waiting};
use crate::answer::View;
use crate::community::plain_title;
use crate::staff::line::{member, moment};
use crate::staff::{Button, Panel, Pings, Post, Press, Row, Style};
use crate::text::disarmed;

/// What a mentor must know who has never seen such a message.
fn help(state: &State) -> Option<String> {
    let last = match state {
        State::Waiting => "*Take* shows other mentors that you are on it, for 3 days.",
        State::Taken { .. } => "*Release* gives it back to the others.",
        State::Answered { .. } | State::Declined { .. } => return None,
    };
    let first = "*Answer* opens a form; you see a preview before anything is sent. *It is in the guide* points the asker to an entry.";
    Some(format!("{first} {last}"))
}

/// The message, with its controls while the question is open.
pub fn queue_message(view: View<'_>, inquiry: &Inquiry) -> Panel {
    let mut text = vec![state_line(view, inquiry), quoted(&inquiry.question, Limits::QUESTION)];
    if let Some(context) = &inquiry.context {
        text.push(format!("**What helps to answer it**\n{}", quoted(context, Limits::CONTEXT)));
    }
    if let Some(about) = inquiry.about.as_ref().and_then(|id| titled(view, id)) {
        text.push(format!("About {about}: a member missed something in it."));
    }
    let is_open = inquiry.state.is_open();
    if is_open {
        let nearest: Vec<String> = inquiry.nearest.iter().filter_map(|id| titled(view, id)).collect();
        text.push(match &nearest[..] {
            [] => "Nothing in the guide comes close.".to_owned(),
            nearest => format!("Closest in the guide: {}", nearest.join(" · ")),
        });
    }
    Panel {
        title: format!("{} Question #{}", sign(&inquiry.state), inquiry.number),
        text,
        small_print: help(&inquiry.state),
        rows: if is_open { vec![buttons(inquiry)] } else { Vec::new() },
        ..Panel::default()
    }
}

/// How it stands at a glance.
fn sign(state: &State) -> &'static str {
    match state {
        State::Waiting => "⏳",
        State::Taken { .. } => "✋",
        State::Answered { .. } => "✅",
        State::Declined { .. } => "🚫",
    }
}

fn buttons(inquiry: &Inquiry) -> Row {
    let number = inquiry.number;
    let take = match inquiry.state {
        State::Taken { .. } => Button::new("Release", Press::Release(number), Style::Plain),
        _ => Button::new("Take", Press::Take(number), Style::Plain),
    };
    Row::Buttons(vec![
        Button::new("Answer", Press::Answer(number), Style::Primary),
        Button::new("It is in the guide", Press::InGuide(number), Style::Plain),
        take,
        Button::new("Decline", Press::Decline(number), Style::Danger),
    ])
}

/// How it stands, in words.
pub(super) fn state_line(view: View<'_>, inquiry: &Inquiry) -> String {
    let by = |by: &Option<u64>| by.map(|by| format!(" by {}", member(by))).unwrap_or_default();
    match &inquiry.state {
        State::Waiting => format!("**Waiting** · {} · asked {}", waiting(inquiry), moment(inquiry.asked_at)),
        State::Taken { by: mentor, at } => format!(
            "**Taken**{} · {} · asked {} · open to others again {}",
            by(mentor),
            waiting(inquiry),
            moment(inquiry.asked_at),
            moment(at.saturating_add(Limits::CLAIM_SECONDS))
        ),
        State::Answered { by: mentor, at, with } => {
            format!("**Answered**{} {} {}", by(mentor), moment(*at), with_what(view, with))
        }
        State::Declined { by: mentor, at, reason } => {
            format!("**Declined**{} {}: {}", by(mentor), moment(*at), brief(reason, Limits::REASON))
        }
    }
}

/// What a question was answered with.
fn with_what(view: View<'_>, with: &Resolution) -> String {
    let entry = || entry_in(with).and_then(|id| titled(view, &id));
    match with {
        Resolution::Published { .. } => match entry() {
            Some(title) => format!("with a new entry: {title}"),
            None => "with a new entry, which was removed since".to_owned(),
        },
        Resolution::Pointed { .. } => match entry() {
            Some(title) => format!("with an entry of the guide: {title}"),
            None => "with an entry that is no longer in the guide".to_owned(),
        },
        Resolution::Told { title, .. } => {
            format!("for those who asked, without an entry: **{}**", disarmed(&plain_title(title), 100))
        }
    }
}

/// The message as it is posted first; `ping` is the role that it notifies.
pub fn post_of(view: View<'_>, inquiry: &Inquiry, ping: Option<u64>) -> Post {
    Post {
        pings: ping.map_or(Pings::None, Pings::Role),
        line: if ping.is_some() { "A new question".to_owned() } else { String::new() },
        panel: queue_message(view, inquiry),
    }
}

/// The name of its post in a forum: `#12 · How do I …`, at most 100 characters.
pub fn thread_name(inquiry: &Inquiry) -> String {
    const NAME: usize = 100;
    let start = thread_name_start(inquiry.number);
    let words = begin(&plain_title(&inquiry.question), NAME - start.chars().count());
    if words.is_empty() { start + "A question" } else { start + &words }
}

/// What the name of its post in a forum begins with, and no other's.
pub fn thread_name_start(number: u64) -> String {
    format!("#{number} · ")
}
