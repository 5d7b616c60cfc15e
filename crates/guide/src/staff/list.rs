//! The list of a server's entries, and one of them with what can be done to it.

use time::Date;

use super::call::Press;
use super::history::{byte, called, capitalized, page_of, turns};
use super::line::{age, counted};
use super::panel::{Button, Panel, Pick, PickOption, Row, Style};
use crate::answer::Answer;
use crate::community::{Listed, State};
use crate::text::cut_at_word;

/// Entries on a page.
const PAGE: usize = 12;

/// The entries of a server with age, use and state; removed ones come last. `limit` is how many the operator allows.
pub fn list(entries: &[Listed], page: u8, limit: usize, today: Date) -> Panel {
    let mut sorted: Vec<&Listed> = entries.iter().collect();
    sorted.sort_by_key(|entry| (entry.state == State::Removed, entry.title.to_lowercase()));
    let pages = sorted.len().div_ceil(PAGE).max(1);
    let page = usize::from(page).min(pages - 1);
    let here = sorted.chunks(PAGE).nth(page).unwrap_or_default();
    let published = entries.iter().filter(|entry| entry.state != State::Removed).count();
    let text = if entries.is_empty() {
        "This server has no entries of its own yet. `/guide add` writes the first. To begin with a message, choose *Apps* → \
         *Add to the guide* on it."
            .to_owned()
    } else {
        here.iter().map(|entry| line(entry, today)).collect::<Vec<_>>().join("\n")
    };
    let mut rows = Vec::new();
    if !here.is_empty() {
        let options = here.iter().map(|entry| PickOption {
            label: entry.title.clone(),
            value: entry.slug.clone(),
            description: Some(state(entry)),
            is_chosen: false,
        });
        rows.push(Row::Pick(Pick {
            press: Press::Open,
            prompt: "Open an entry…".to_owned(),
            options: options.collect(),
            fewest: 1,
            most: 1,
        }));
    }
    let buttons = turns(page, pages, Press::List);
    if !buttons.is_empty() {
        rows.push(Row::Buttons(buttons));
    }
    let of = counted(published as u64, "entry", "entries");
    Panel {
        title: "Entries of this server".to_owned(),
        text: vec![text],
        small_print: Some(format!("{of} of {limit}{}", page_of(page, pages))),
        rows,
        ..Panel::default()
    }
}

fn line(entry: &Listed, today: Date) -> String {
    format!("**{}** · {}", called(&entry.title), standing(entry, today))
}

/// Its age, use and state.
fn standing(entry: &Listed, today: Date) -> String {
    let mut parts = vec![format!("reviewed {}", age(entry.reviewed, today))];
    match entry.state {
        State::Published => parts.push(format!("{} in 90 days", times(entry.shown))),
        State::Off => parts.push("**switched off**: beyond the limit".to_owned()),
        State::Damaged => {
            parts = vec!["**damaged**: it can't be read; its history may hold an earlier revision".to_owned()];
        }
        State::Removed => parts = vec!["removed".to_owned()],
    }
    if !entry.has_source && entry.state == State::Published {
        parts.push("no source".to_owned());
    }
    if let Some(replaces) = &entry.replaces {
        parts.push(format!("in place of `{replaces}`"));
    }
    parts.join(" · ")
}

fn times(count: u64) -> String {
    match count {
        0 => "not shown".to_owned(),
        1 => "shown once".to_owned(),
        2 => "shown twice".to_owned(),
        more => format!("shown {more} times"),
    }
}

fn state(entry: &Listed) -> String {
    match entry.state {
        State::Published => format!("Revision {}", entry.revision),
        State::Off => "Switched off: beyond the limit".to_owned(),
        State::Damaged => "Damaged: can't be read".to_owned(),
        State::Removed => "Removed: can be restored".to_owned(),
    }
}

/// One entry with what can be done to it; `shown` as members see it, for one that is published.
pub fn opened(entry: &Listed, shown: Option<Answer>, today: Date) -> Panel {
    let slug = || entry.slug.clone();
    let mut buttons = Vec::new();
    if entry.state == State::Removed {
        // The last revision is the removal itself.
        let last = entry.revision.saturating_sub(1);
        buttons.push(Button::new("Restore", Press::Restore(slug(), last), Style::Primary));
    } else {
        buttons.push(Button::new("Edit", Press::Edit(slug()), Style::Primary));
        buttons.push(Button::new("Remove", Press::Remove(slug()), Style::Danger));
    }
    buttons.push(Button::new("History", Press::History(slug(), 0), Style::Plain));
    buttons.push(Button::new("All entries", Press::List(0), Style::Plain));
    Panel {
        title: cut_at_word(&entry.title, 200),
        text: vec![capitalized(&standing(entry, today))],
        preview: shown.map(Box::new),
        rows: vec![Row::Buttons(buttons)],
        ..Panel::default()
    }
}

/// Pages that a list of so many entries has.
pub fn list_pages(entries: usize) -> u8 {
    byte(entries.div_ceil(PAGE).max(1))
}
