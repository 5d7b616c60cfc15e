//! What staff see of files: what an export holds, what an import would change, and what it changed.

use super::call::{DraftId, Press};
use super::history::called;
use super::line::counted;
use super::panel::{Button, Panel, Row, Style};
use super::preview::all_entries;
use crate::community::{Imported, OwnEntry};

/// What an entry of a file would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportChange {
    /// Its title.
    pub title: String,
    /// What becomes of the server's entry with its slug.
    pub effect: Effect,
}

/// What becomes of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is new.
    Added,
    /// It says something else.
    Changed,
    /// It says the same.
    Unchanged,
}

/// What an import would change in a server with these entries.
pub fn changes_of_import(imported: &[Imported], known: &[OwnEntry]) -> Vec<ImportChange> {
    let effect = |entry: &Imported| match known.iter().find(|known| known.slug == entry.slug) {
        None => Effect::Added,
        Some(known) if known.content == entry.content => Effect::Unchanged,
        Some(_) => Effect::Changed,
    };
    imported.iter().map(|entry| ImportChange { title: entry.content.title.clone(), effect: effect(entry) }).collect()
}

/// What an import would change, before it is applied.
pub fn import_preview(draft: DraftId, changes: &[ImportChange]) -> Panel {
    const SHOWN: usize = 15;
    let of = |effect| changes.iter().filter(move |change| change.effect == effect);
    let part = |name: &str, effect| {
        let titles: Vec<String> = of(effect).take(SHOWN).map(|change| format!("- {}", called(&change.title))).collect();
        let more = of(effect).count().saturating_sub(SHOWN);
        let more = if more > 0 { format!("\n- …and {more} more") } else { String::new() };
        (!titles.is_empty()).then(|| format!("**{name}: {}**\n{}{more}", of(effect).count(), titles.join("\n")))
    };
    let mut text: Vec<String> =
        [part("New", Effect::Added), part("Changed", Effect::Changed)].into_iter().flatten().collect();
    let same = of(Effect::Unchanged).count();
    if same > 0 {
        text.push(format!("{} as before.", counted(same as u64, "entry stays", "entries stay")));
    }
    let changes_something = same < changes.len();
    let mut buttons = Vec::new();
    if changes_something {
        buttons.push(Button::new("Import all", Press::ApplyImport(draft), Style::Primary));
    }
    buttons.push(Button::new("Discard", Press::Discard(draft), Style::Plain));
    Panel {
        title: if changes_something { "What this file would change" } else { "This file changes nothing" }.to_owned(),
        text,
        small_print: Some("It is applied whole or not at all, and can be undone. Nothing has changed yet.".to_owned()),
        rows: vec![Row::Buttons(buttons)],
        ..Panel::default()
    }
}

/// An import that was applied.
pub fn imported(id: u64, added: usize, changed: usize, unchanged: usize) -> Panel {
    let parts = [
        (added, "entry is new", "entries are new"),
        (changed, "entry changed", "entries changed"),
        (unchanged, "entry is as before", "entries are as before"),
    ];
    let said = parts.into_iter().filter(|(count, ..)| *count > 0);
    let said: Vec<String> = said.map(|(count, one, many)| counted(count as u64, one, many)).collect();
    Panel {
        title: "Imported".to_owned(),
        text: vec![format!("{}.", said.join(", "))],
        rows: vec![Row::Buttons(vec![
            Button::new("Undo", Press::UndoImport(id), Style::Plain),
            Button::new("All entries", Press::List(0), Style::Plain),
        ])],
        ..Panel::default()
    }
}

/// An import that was taken back.
pub fn import_undone() -> Panel {
    Panel {
        title: "Undone".to_owned(),
        text: vec!["What the import added is removed, and what it changed says again what it said before.".to_owned()],
        rows: vec![all_entries()],
        ..Panel::default()
    }
}

/// The message beside an exported file.
pub fn exported(entries: usize) -> Panel {
    let count = counted(entries as u64, "entry", "entries");
    Panel {
        title: "Export".to_owned(),
        text: vec![format!(
            "{count} as YAML. `/guide import` reads the file back, here or in another server; its items have the shape of the \
             shipped guide's topics."
        )],
        rows: vec![all_entries()],
        ..Panel::default()
    }
}
