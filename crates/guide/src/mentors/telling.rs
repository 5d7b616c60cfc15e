//! What askers are told: an answer, a pointer to an entry, or why there is none.

use super::inquiry::{Inquiry, Limits, Resolution, State};
use super::line::{entry_in, quoted};
use crate::answer::{About, Answer, Question, View, answer, as_command, mentors_words};
use crate::community::{plain_text, shown};
use crate::knowledge::EntryId;
use crate::staff::{Panel, Pings, Post};

/// The most characters of the question above its answer.
const ASKED: usize = 300;

/// Where askers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the channel where they asked.
    Channel,
    /// By direct message.
    Direct,
}

/// What the askers of a question are told. In a channel it mentions these `members`, at most [`Limits::MENTIONS`] of them;
/// a direct message needs no mention.
pub fn told(view: View<'_>, inquiry: &Inquiry, members: &[u64], place: Place) -> Post {
    let mut panel = outcome(view, inquiry);
    match place {
        Place::Channel => {
            let mut pinged: Vec<u64> = Vec::new();
            for member in members {
                if pinged.len() < Limits::MENTIONS && !pinged.contains(member) {
                    pinged.push(*member);
                }
            }
            Post { pings: Pings::Members(pinged), line: "About your question to the mentors:".to_owned(), panel }
        }
        Place::Direct => {
            panel.small_print =
                Some("You asked the mentors of a server that we share, and wanted to be told here.".to_owned());
            Post { pings: Pings::None, line: String::new(), panel }
        }
    }
}

/// The same for one member alone, after the next answer that they get.
pub fn note(view: View<'_>, inquiry: &Inquiry) -> Panel {
    outcome(view, inquiry)
}

/// What became of a question, as its askers read it.
fn outcome(view: View<'_>, inquiry: &Inquiry) -> Panel {
    let (title, said, preview) = match &inquiry.state {
        State::Answered { with, .. } => {
            let (said, preview) = answered(view, with);
            ("Your question has an answer", said, preview)
        }
        State::Declined { reason, .. } => {
            let lines: Vec<String> = plain_text(reason).lines().map(shown).collect();
            ("The mentors can't answer this one", Some(lines.join("\n")), None)
        }
        // It was opened again after this was due.
        State::Waiting | State::Taken { .. } => {
            ("Your question is still open", Some("The mentors have it.".to_owned()), None)
        }
    };
    Panel {
        title: title.to_owned(),
        text: std::iter::once(quoted(&inquiry.question, ASKED)).chain(said).collect(),
        preview: preview.map(Box::new),
        small_print: Some(format!("Question #{} · from the mentors of this server", inquiry.number)),
        ..Panel::default()
    }
}

/// What is said of an answer, and the answer as it is drawn below.
fn answered(view: View<'_>, with: &Resolution) -> (Option<String>, Option<Answer>) {
    match with {
        Resolution::Told { title, body, source } => match mentors_words(title, body, source.as_deref()) {
            Some(answer) => (None, Some(answer)),
            None => (Some(shown(&plain_text(body))), None),
        },
        Resolution::Published { .. } | Resolution::Pointed { .. } => {
            match entry_in(with).and_then(|id| entry(view, &id)) {
                Some(answer) => (whole(view, &answer), Some(answer)),
                None => {
                    let gone = "The entry that answered it is no longer in the guide. Please ask again with `/ask`.";
                    (Some(gone.to_owned()), None)
                }
            }
        }
    }
}

fn entry(view: View<'_>, id: &EntryId) -> Option<Answer> {
    let entry = view.get(id)?;
    Some(answer(view, &Question::entry(&entry.id))).filter(|answer| answer.about != About::Missing)
}

/// Where the further pages are; the drawn answer has no controls.
fn whole(view: View<'_>, answer: &Answer) -> Option<String> {
    let pages = answer.paging.as_ref()?.pages;
    Some(format!(
        "This is page 1 of {pages}. `{}`, typed in the server, shows them all.",
        as_command(view, &answer.question)
    ))
}
