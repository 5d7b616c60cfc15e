//! What staff are told when something cannot be done: what it is, and what to do.

use super::call::{DraftId, Press};
use super::panel::{Button, Panel, Row, Style};
use super::preview::all_entries;
use crate::text::disarmed;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The member has no right to it.
    NoRights,
    /// An editor, who may not change settings.
    NoRightsToSettings,
    /// The member is no mentor, and no staff.
    NoRightsToAnswer,
    /// The program cannot post messages, so that questions to mentors are off.
    CannotSend,
    /// The application is not added to the server.
    NotInstalled,
    /// The program has no store.
    NoStore,
    /// The store does not answer; `kept` says whether the draft is kept all the same.
    Unreachable,
    /// The command or control is of another version.
    Unknown,
    /// No own entry has this name.
    NoSuchEntry(String),
    /// No shipped entry has this name.
    NoSuchShipped(String),
    /// No entry of this server has this slug any more.
    Gone,
    /// The revision is not kept, or was a removal.
    NoRevision,
    /// The import was taken back already, or is not this server's.
    NoImport,
    /// Entries of an import, by title, changed after it.
    ImportChanged(Vec<String>),
    /// Another editor removed the entry that a draft changes.
    RemovedMeanwhile(DraftId),
    /// The draft is older than an hour, published already, or another member's.
    NoDraft,
    /// The server has as many entries as the operator allows.
    Full {
        /// How many that is.
        limit: usize,
        /// The draft that was not published.
        draft: Option<DraftId>,
    },
    /// Another entry has this name.
    NameTaken {
        /// The name.
        name: String,
        /// The title of the entry that has it.
        by: String,
        /// The draft that was not published.
        draft: Option<DraftId>,
    },
    /// Another editor changed it meanwhile.
    ChangedMeanwhile,
    /// The file cannot be read: why, for each problem.
    BadFile(Vec<String>),
    /// The link is no safe `https` link.
    BadLink,
    /// The message has no text.
    NoText,
}

impl Notice {
    /// What the member is told.
    pub fn panel(&self) -> Panel {
        let (title, text) = match self {
            Self::NoRights => (
                "You can't edit this server's entries",
                "Members who manage the server can, and members with a role that `/guide settings` names as editors.".to_owned(),
            ),
            Self::NoRightsToSettings => (
                "You can't change this server's settings",
                "Members who manage the server can. You may edit its entries: `/guide list` shows them.".to_owned(),
            ),
            Self::NoRightsToAnswer => (
                "You can't answer for the mentors",
                "Members with a role that `/guide settings` names as mentors can, and the staff of this server. Your own \
                 questions are welcome: `/ask`."
                    .to_owned(),
            ),
            Self::CannotSend => (
                "Questions to mentors are off",
                "This bot can't post messages: its operator has not given this process `DISCORD_TOKEN`. The guide answers as \
                 always."
                    .to_owned(),
            ),
            Self::NotInstalled => (
                "This server has not added the app",
                "You added it to your own account, which answers questions everywhere. Entries belong to a server: a member \
                 who manages it adds the app there first."
                    .to_owned(),
            ),
            Self::NoStore => (
                "This bot keeps no entries",
                "Its operator has not given it a database. The shipped guide answers as always.".to_owned(),
            ),
            Self::Unreachable => (
                "The memory can't be reached right now",
                "What was published is safe, and a draft is kept for an hour. Please try again in a moment; if you were publishing, \
                 look at `/guide list` first."
                    .to_owned(),
            ),
            Self::Unknown => (
                "I don't know that control",
                "It may be from another version. `/guide list` shows all entries of this server.".to_owned(),
            ),
            Self::NoSuchEntry(name) => (
                "No entry of this server has that name",
                format!("“{}” was not found. Pick one of the suggestions, or look through `/guide list`.", disarmed(name, 60)),
            ),
            Self::NoSuchShipped(name) => (
                "No shipped entry has that name",
                format!("“{}” was not found. Pick one of the suggestions, or leave the option out.", disarmed(name, 60)),
            ),
            Self::Gone => (
                "That entry is gone",
                "It was removed, or was never this server's. A removed one can be restored from `/guide list`.".to_owned(),
            ),
            Self::NoRevision => (
                "That revision can't be restored",
                "It was a removal, or is older than the newest 50, which are kept.".to_owned(),
            ),
            Self::NoImport => ("That import is gone", "It was taken back already, or was never this server's.".to_owned()),
            Self::ImportChanged(titles) => (
                "It can't be taken back any more",
                format!(
                    "Changed since the import: {}. Nothing was done. The history of each entry has its earlier revisions.",
                    listing(titles)
                ),
            ),
            Self::RemovedMeanwhile(_) => (
                "This entry was removed meanwhile",
                "Another editor removed it after you opened the form. Your draft is kept for an hour.".to_owned(),
            ),
            Self::NoDraft => (
                "That draft is gone",
                "It was published, discarded, older than an hour, or another member's. `/guide add` begins a new one.".to_owned(),
            ),
            Self::Full { limit, .. } => (
                "There is no room for another entry",
                format!("This server has {limit} entries, which is all that this bot's operator allows. Remove one that is no longer needed; your draft is kept for an hour."),
            ),
            Self::NameTaken { name, by, .. } => (
                "Another entry has that name",
                format!(
                    "“{}” leads to **{}** already. Choose another name, or edit that entry instead.",
                    disarmed(name, 100),
                    disarmed(by, 100)
                ),
            ),
            Self::ChangedMeanwhile => (
                "It has changed meanwhile",
                "Another editor changed it after this was shown, so nothing was done. Open it again to see how it stands.".to_owned(),
            ),
            Self::BadFile(problems) => ("That file can't be imported", listed(problems)),
            Self::BadLink => (
                "That is no link",
                "A link begins with `https://` and names a public site. Nothing was changed.".to_owned(),
            ),
            Self::NoText => (
                "That message has no text",
                "Try a message that has some, or use `/guide add` to write the entry yourself.".to_owned(),
            ),
        };
        Panel { title: title.to_owned(), text: vec![text], rows: self.rows(), ..Panel::default() }
    }

    /// The way on.
    fn rows(&self) -> Vec<Row> {
        match self {
            Self::Full { draft: Some(draft), .. } | Self::NameTaken { draft: Some(draft), .. } => {
                vec![Row::Buttons(vec![
                    Button::new("Edit again", Press::EditDraft(*draft), Style::Primary),
                    Button::new("Discard", Press::Discard(*draft), Style::Danger),
                    Button::new("All entries", Press::List(0), Style::Plain),
                ])]
            }
            Self::RemovedMeanwhile(draft) => vec![Row::Buttons(vec![
                Button::new("Publish mine", Press::Overwrite(*draft), Style::Primary),
                Button::new("Edit again", Press::EditDraft(*draft), Style::Plain),
                Button::new("Discard", Press::Discard(*draft), Style::Danger),
            ])],
            Self::Gone
            | Self::NoDraft
            | Self::NoImport
            | Self::NoRevision
            | Self::ImportChanged(_)
            | Self::ChangedMeanwhile
            | Self::NoRightsToSettings
            | Self::NoSuchEntry(_) => vec![all_entries()],
            _ => Vec::new(),
        }
    }
}

/// The first titles in a line, inert.
fn listing(titles: &[String]) -> String {
    const SHOWN: usize = 5;
    let named: Vec<String> = titles.iter().take(SHOWN).map(|title| format!("**{}**", disarmed(title, 100))).collect();
    let more = titles.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    named.join(", ") + &more
}

/// The first problems, each a line.
fn listed(problems: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut lines: Vec<String> =
        problems.iter().take(SHOWN).map(|problem| format!("- {}", disarmed(problem, 200))).collect();
    if problems.len() > SHOWN {
        lines.push(format!("- …and {} more", problems.len() - SHOWN));
    }
    lines.push("Nothing was changed.".to_owned());
    lines.join("\n")
}
