//! Parts of texts about questions to mentors. What members wrote is inert in all of them.

use super::inquiry::{Inquiry, Resolution};
use crate::answer::View;
use crate::community::{OwnEntry, plain_line, plain_text};
use crate::knowledge::EntryId;
use crate::staff::line::counted;
use crate::text::{cut_at_word, disarmed};

/// The most lines of a quoted text: a thousand characters are a thousand lines at worst.
const LINES: usize = 30;

/// A text as a quote, at most `most` characters of it.
pub(super) fn quoted(text: &str, most: usize) -> String {
    let text = plain_text(text);
    let cut = cut_at_word(&text, most);
    let mut lines: Vec<String> = cut.lines().take(LINES).map(|line| format!("> {}", disarmed(line, most))).collect();
    if cut.lines().nth(LINES).is_some() {
        lines.push("> …".to_owned());
    }
    lines.join("\n")
}

/// The beginning of a text on one line, as it was written.
pub(super) fn begin(text: &str, most: usize) -> String {
    cut_at_word(&plain_line(text), most)
}

/// The beginning of a text on one line, inert.
pub(super) fn brief(text: &str, most: usize) -> String {
    disarmed(&begin(text, most), most)
}

/// How many wait: `3 people wait`.
pub(super) fn waiting(inquiry: &Inquiry) -> String {
    match inquiry.waiting {
        1 => "1 person waits".to_owned(),
        count => format!("{count} people wait"),
    }
}

/// Who waits, at the beginning or in the middle of a sentence: `the 3 people who wait for #12`.
pub(super) fn those_who_wait(inquiry: &Inquiry) -> String {
    match inquiry.waiting {
        1 => format!("the person who waits for #{}", inquiry.number),
        count => format!("the {count} people who wait for #{}", inquiry.number),
    }
}

/// The title of an entry in bold, inert; `None` for one that is not seen here any more.
pub(super) fn titled(view: View<'_>, id: &EntryId) -> Option<String> {
    view.get(id).map(|entry| format!("**{}**", disarmed(&entry.title, 100)))
}

/// The entry that a question was answered with, if one was.
pub fn entry_in(with: &Resolution) -> Option<EntryId> {
    match with {
        Resolution::Published { slug } => OwnEntry::id_of(slug),
        Resolution::Pointed { entry } => Some(entry.clone()),
        Resolution::Told { .. } => None,
    }
}

/// A count of days.
pub(super) fn days(count: u32) -> String {
    counted(count, "day", "days")
}
