//! The revisions of an entry: the list of them, and one with its difference from the one before.

use super::call::Press;
use super::difference::difference;
use super::line::{date_of, member};
use super::panel::{Button, Panel, Pick, PickOption, Row, Style};
use crate::community::{Content, Reason, Revision};
use crate::text::{cut_at_word, disarmed};

/// Revisions on a page.
const PAGE: usize = 10;

/// The revisions of an entry, the newest first.
pub fn history(slug: &str, title: &str, revisions: &[Revision], page: u8) -> Panel {
    let pages = revisions.len().div_ceil(PAGE).max(1);
    let page = usize::from(page).min(pages - 1);
    let newest_first: Vec<&Revision> = revisions.iter().rev().collect();
    let here = newest_first.chunks(PAGE).nth(page).unwrap_or_default();
    let mut rows = Vec::new();
    if !here.is_empty() {
        let options = here.iter().map(|revision| PickOption {
            label: format!("Revision {}", revision.revision),
            value: revision.revision.to_string(),
            description: Some(format!("{} on {}", revision.reason.as_str(), date_of(revision.at))),
            is_chosen: false,
        });
        rows.push(Row::Pick(Pick {
            press: Press::History(slug.to_owned(), byte(page)),
            prompt: "Show a revision…".to_owned(),
            options: options.collect(),
            fewest: 1,
            most: 1,
        }));
    }
    let mut buttons = turns(page, pages, |page| Press::History(slug.to_owned(), page));
    buttons.push(Button::new("All entries", Press::List(0), Style::Plain));
    rows.push(Row::Buttons(buttons));
    Panel {
        title: cut_at_word(&format!("History of {title}"), 200),
        text: vec![here.iter().map(|revision| line(revision)).collect::<Vec<_>>().join("\n")],
        small_print: Some(format!("The newest 50 revisions are kept{}", page_of(page, pages))),
        rows,
        ..Panel::default()
    }
}

fn line(revision: &Revision) -> String {
    format!("**{}** · {} {}", revision.revision, what(revision), date_of(revision.at))
}

/// Who did what, such as `edited by @ada on`.
fn what(revision: &Revision) -> String {
    let by = revision.by.map(|by| format!(" by {}", member(by))).unwrap_or_default();
    format!("{}{by} on", revision.reason.as_str())
}

/// One revision, and how it differs from the published one before it. `latest` is the newest revision's number.
pub fn revision(slug: &str, shown: &Revision, before: Option<&Content>, latest: u32) -> Panel {
    let Some(content) = &shown.content else {
        return Panel {
            title: format!("Revision {}", shown.revision),
            text: vec![format!("The entry was {} {}.", what(shown), date_of(shown.at))],
            rows: vec![Row::Buttons(vec![back(slug)])],
            ..Panel::default()
        };
    };
    let difference = match before {
        Some(before) => difference(before, content).unwrap_or_else(|| "It says the same as the one before.".to_owned()),
        None => difference(&Content::default(), content).unwrap_or_default(),
    };
    let mut buttons = Vec::new();
    if shown.revision != latest {
        buttons.push(Button::new("Restore this one", Press::Restore(slug.to_owned(), shown.revision), Style::Primary));
    }
    buttons.push(back(slug));
    let heading = if before.is_some() { "What changed" } else { "What it says" };
    Panel {
        title: format!("Revision {}: {}", shown.revision, content.title),
        text: vec![
            format!("{} {}.", capitalized(&what(shown)), date_of(shown.at)),
            format!("**{heading}**\n{difference}"),
        ],
        small_print: (shown.revision == latest && shown.reason != Reason::Removed)
            .then(|| "This is what members see.".to_owned()),
        rows: vec![Row::Buttons(buttons)],
        ..Panel::default()
    }
}

fn back(slug: &str) -> Button {
    Button::new("History", Press::History(slug.to_owned(), 0), Style::Plain)
}

pub(super) fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Which page it is, behind other small print; nothing where there is just one.
pub(super) fn page_of(page: usize, pages: usize) -> String {
    if pages > 1 { format!(" · page {} of {pages}", page + 1) } else { String::new() }
}

/// Buttons to the pages before and after.
pub(super) fn turns(page: usize, pages: usize, to: impl Fn(u8) -> Press) -> Vec<Button> {
    let mut buttons = Vec::new();
    if page > 0 {
        buttons.push(Button::new(format!("◀ Page {page}"), to(byte(page - 1)), Style::Plain));
    }
    if page + 1 < pages {
        buttons.push(Button::new(format!("Page {} ▶", page + 2), to(byte(page + 1)), Style::Plain));
    }
    buttons
}

pub(super) fn byte(page: usize) -> u8 {
    u8::try_from(page).unwrap_or(u8::MAX)
}

/// What an entry is called in a line: its title, inert.
pub(super) fn called(title: &str) -> String {
    disarmed(title, 100)
}
