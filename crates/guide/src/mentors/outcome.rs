//! What a mentor sees once something was done: by them, or by another mentor before them.

use super::asker::to_copy;
use super::inquiry::{Inquiry, Limits};
use super::line::{days, quoted, those_who_wait, titled};
use super::queue::state_line;
use crate::answer::View;
use crate::knowledge::EntryId;
use crate::staff::line::{member, moment};
use crate::staff::{Button, DraftId, Filled, Panel, Press, Row, Style};
use crate::text::disarmed;

/// An answer that is an entry now, and on its way to those who wait. Without an `inquiry` that is open, it is an entry of its
/// own.
pub fn published(title: &str, inquiry: Option<&Inquiry>) -> Panel {
    let title = disarmed(title, 100);
    let told = match inquiry {
        Some(inquiry) => format!(" It is on its way to {}.", those_who_wait(inquiry)),
        None => String::new(),
    };
    done("Published", format!("Members get **{title}** from now on, by `/ask` and `/topic`.{told}"))
}

/// An answer that is on its way to those who wait, and no entry.
pub fn told_askers(inquiry: &Inquiry) -> Panel {
    let who = those_who_wait(inquiry);
    done("On its way", format!("Your answer is on its way to {who}. The guide has not changed."))
}

/// An entry that those who wait are pointed to.
pub fn pointed(view: View<'_>, inquiry: &Inquiry, id: &EntryId) -> Panel {
    let title = titled(view, id).unwrap_or_else(|| "the entry".to_owned());
    let who = those_who_wait(inquiry);
    done("On its way", format!("{title} is on its way to {who}, and `/ask` finds it by their words from now on."))
}

/// A question that is declined.
pub fn declined(inquiry: &Inquiry) -> Panel {
    done("Declined", format!("Your reason is on its way to {}, without your name.", those_who_wait(inquiry)))
}

/// A draft that was thrown away.
pub fn discarded() -> Panel {
    done("Discarded", "Your answer is gone, and nothing was sent. The question stays as it is.".to_owned())
}

/// A draft that is gone.
pub fn no_answer_draft() -> Panel {
    done(
        "That answer is gone",
        "It was sent, discarded, older than an hour, or another member's. *Answer* below the question begins a new one."
            .to_owned(),
    )
}

/// *Another reason* was chosen, and none was written.
pub fn no_reason(number: u64, filled: &Filled) -> Panel {
    let mut panel = done("Which reason?", "Please choose one, or write it: the asker waits for a word.".to_owned());
    panel.text.extend(to_copy(filled));
    panel.rows = vec![Row::Buttons(vec![Button::new("Write it", Press::Decline(number), Style::Primary)])];
    panel
}

/// Another mentor was first; `draft` is what this one wrote.
pub fn too_late(view: View<'_>, inquiry: &Inquiry, draft: Option<DraftId>) -> Panel {
    let mut panel = done("Another mentor was first", format!("#{}: {}", inquiry.number, state_line(view, inquiry)));
    panel.text.push(quoted(&inquiry.question, 300));
    match draft {
        Some(draft) => {
            panel.text.push("Yours is not lost: publish it as an entry of its own, or discard it.".to_owned());
            panel.small_print = Some("The draft is kept for an hour.".to_owned());
            panel.rows = vec![Row::Buttons(vec![
                Button::new("Publish as entry", Press::PublishAlone(draft), Style::Primary),
                Button::new("Edit again", Press::EditAnswer(draft), Style::Plain),
                Button::new("Discard", Press::Discard(draft), Style::Danger),
            ])];
        }
        None => panel.small_print = Some("Nothing of yours was sent.".to_owned()),
    }
    panel
}

/// Another mentor has taken it.
pub fn taken_by(number: u64, by: Option<u64>, at: i64) -> Panel {
    let who = by.map_or_else(|| "Another mentor".to_owned(), member);
    let claim = u32::try_from(Limits::CLAIM_SECONDS / 86_400).unwrap_or(u32::MAX);
    done(
        "It is taken",
        format!(
            "{who} took #{number} {}. You can answer it all the same: the first answer counts. A claim ends after {}.",
            moment(at),
            days(claim)
        ),
    )
}

/// The question is not there any more.
pub fn gone(number: u64) -> Panel {
    done("That question is gone", format!("#{number} was withdrawn, or is too old to be kept. Nothing was sent."))
}

fn done(title: &str, text: String) -> Panel {
    Panel { title: title.to_owned(), text: vec![text], ..Panel::default() }
}
