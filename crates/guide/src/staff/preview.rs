//! What staff see between filling in a form and the published entry: preview, conflict, and what became of it.

use super::call::{DraftId, Press};
use super::difference::difference;
use super::line::{date_of, member};
use super::panel::{Button, Panel, Row, Style};
use crate::answer::Answer;
use crate::community::{Content, ContentProblem, OwnEntry};
use crate::text::disarmed;

/// The most warnings that a preview shows.
const WARNINGS: usize = 6;

/// A draft before it is published: `shown` as members will see it, or what keeps it from being published.
pub fn preview(draft: DraftId, shown: Option<Answer>, problems: &[ContentProblem], warnings: Vec<String>) -> Panel {
    let can_publish = problems.is_empty() && shown.is_some();
    let mut buttons = Vec::new();
    if can_publish {
        buttons.push(Button::new("Publish", Press::Publish(draft), Style::Primary));
    }
    buttons.push(Button::new("Edit again", Press::EditDraft(draft), Style::Plain));
    buttons.push(Button::new("Discard", Press::Discard(draft), Style::Danger));
    let text = if can_publish {
        vec!["This is how members will see it. Nothing is published yet.".to_owned()]
    } else {
        vec!["It can't be published yet. Nothing you wrote is lost: choose *Edit again*.".to_owned()]
    };
    // One thing at a time: what is only worth a look comes once it can be published.
    let warnings = if problems.is_empty() { warnings } else { Vec::new() };
    let left_out = warnings.len().saturating_sub(WARNINGS);
    let mut shown_warnings: Vec<String> = problems.iter().map(|problem| disarmed(&problem.to_string(), 300)).collect();
    shown_warnings.extend(warnings.into_iter().take(WARNINGS));
    if left_out > 0 {
        shown_warnings.push(format!("…and {left_out} more."));
    }
    Panel {
        title: if can_publish { "Preview" } else { "Almost there" }.to_owned(),
        text,
        warnings: shown_warnings,
        preview: shown.filter(|_| can_publish).map(Box::new),
        small_print: Some("The draft is kept for an hour.".to_owned()),
        rows: vec![Row::Buttons(buttons)],
    }
}

/// Another editor's change came between: what they changed and what this draft says.
pub fn conflict(draft: DraftId, mine: &Content, theirs: &OwnEntry, by: Option<u64>, at: i64) -> Panel {
    let difference = difference(&theirs.content, mine)
        .unwrap_or_else(|| "Both say the same: nothing is lost if you discard yours.".to_owned());
    let who = by.map_or_else(|| "Another editor".to_owned(), member);
    Panel {
        title: "This entry has changed meanwhile".to_owned(),
        text: vec![
            format!("{who} published revision {} on {} after you opened the form.", theirs.revision, date_of(at)),
            format!("What you would change in it:\n{difference}"),
        ],
        rows: vec![Row::Buttons(vec![
            Button::new("Publish mine", Press::Overwrite(draft), Style::Danger),
            Button::new("Edit again", Press::EditDraft(draft), Style::Plain),
            Button::new("Keep theirs", Press::Discard(draft), Style::Plain),
        ])],
        small_print: Some("Theirs stays in the history, whatever you choose.".to_owned()),
        ..Panel::default()
    }
}

/// An entry that is published now; `was_there` says whether it was before.
pub fn published(slug: &str, title: &str, revision: u32, was_there: bool) -> Panel {
    let title = disarmed(title, 100);
    let mut buttons = vec![
        Button::new("Edit", Press::Edit(slug.to_owned()), Style::Plain),
        Button::new("History", Press::History(slug.to_owned(), 0), Style::Plain),
    ];
    if was_there && revision > 1 {
        buttons.push(Button::new("Undo", Press::Undo(slug.to_owned(), revision), Style::Plain));
    }
    buttons.push(Button::new("All entries", Press::List(0), Style::Plain));
    Panel {
        title: "Published".to_owned(),
        text: vec![format!("Members get **{title}** from now on, by `/ask` and `/topic`.")],
        small_print: Some(format!("Revision {revision}")),
        rows: vec![Row::Buttons(buttons)],
        ..Panel::default()
    }
}

/// A draft that was thrown away.
pub fn discarded() -> Panel {
    Panel {
        title: "Discarded".to_owned(),
        text: vec!["The draft is gone; what is published has not changed.".to_owned()],
        rows: vec![all_entries()],
        ..Panel::default()
    }
}

/// The question before an entry is removed.
pub fn removal(slug: &str, title: &str, revision: u32) -> Panel {
    Panel {
        title: "Remove this entry?".to_owned(),
        text: vec![format!(
            "Members will no longer get **{}**. It stays in the history and can be restored.",
            disarmed(title, 100)
        )],
        rows: vec![Row::Buttons(vec![
            Button::new("Remove", Press::ConfirmRemove(slug.to_owned(), revision), Style::Danger),
            Button::new("Keep it", Press::List(0), Style::Plain),
        ])],
        ..Panel::default()
    }
}

/// An entry that is removed now; `revision` is that of the removal.
pub fn removed(slug: &str, title: &str, revision: u32) -> Panel {
    Panel {
        title: "Removed".to_owned(),
        text: vec![format!("Members no longer get **{}**.", disarmed(title, 100))],
        rows: vec![Row::Buttons(vec![
            Button::new("Undo", Press::Undo(slug.to_owned(), revision), Style::Primary),
            Button::new("All entries", Press::List(0), Style::Plain),
        ])],
        ..Panel::default()
    }
}

/// The way back to the list.
pub(super) fn all_entries() -> Row {
    Row::Buttons(vec![Button::new("All entries", Press::List(0), Style::Plain)])
}
