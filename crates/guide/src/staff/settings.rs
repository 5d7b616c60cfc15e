//! The settings of a server, each with what it does.

use super::call::Press;
use super::history::{byte, turns};
use super::line::counted;
use super::panel::{Button, Panel, Pick, PickOption, RolePick, Row, Style};
use crate::community::Settings;
use crate::knowledge::{EntryId, Kind};

/// Roles that may edit, at most.
const EDITORS: u8 = 10;

/// Entries of a kind on a page: what one menu holds.
const PAGE: usize = 25;

/// What a kind is called, in the plural.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Role => "Roles",
        Kind::Comparison => "Comparisons",
        Kind::Responsibility => "Responsibilities",
        Kind::Skill => "Skills",
        Kind::Industry => "Industries",
        Kind::Interview => "Interviews",
        Kind::Company => "Companies",
        Kind::Career => "Career steps",
        Kind::Topic => "Topics",
        Kind::Faq => "FAQs",
        Kind::Term => "Terms",
        Kind::Own => "Entries of this server",
    }
}

/// The kind whose folder has this name.
pub fn kind_named(folder: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.folder() == folder)
}

/// The settings; `changed` says what was changed just now, and its effect.
pub fn settings(settings: &Settings, editors: &[u64], changed: Option<String>) -> Panel {
    let privacy = if settings.private_by_default {
        "**Answers** are private: only the asker sees them, unless they choose `private: False`."
    } else {
        "**Answers** are public: the channel sees them, unless the asker chooses `private: True`."
    };
    let editing = if editors.is_empty() {
        "**Editors**: only members who manage the server.".to_owned()
    } else {
        let roles: Vec<String> = editors.iter().map(|role| format!("<@&{role}>")).collect();
        format!(
            "**Editors**: members who manage the server, and {}.\nThey don't see `/guide` until an administrator allows it \
             for them: *Server Settings* → *Integrations* → this app → `/guide` → *Add Roles or Members*, then the same for \
             *Add to the guide*.",
            roles.join(", ")
        )
    };
    let kinds: Vec<&str> = settings.hidden_kinds.iter().map(|kind| kind_name(*kind)).collect();
    let alone = counted(settings.hidden.len() as u64, "entry", "entries");
    let off = match (&kinds[..], settings.hidden.len()) {
        ([], 0) => "**Shipped entries**: all are on.".to_owned(),
        (kinds, 0) => format!("**Switched off**: {}.", kinds.join(", ")),
        ([], _) => format!("**Switched off**: {alone}."),
        (kinds, _) => format!("**Switched off**: {}, and {alone} besides.", kinds.join(", ")),
    };
    let rules = match &settings.rules {
        Some(link) => format!("**Rules** in `/help`: <{link}>"),
        None => "**Rules**: `/help` shows no link.".to_owned(),
    };
    let mentors = match &settings.mentors {
        Some(channel) => format!("**Questions to mentors** go to <#{}>.", channel.id),
        None => "**Questions to mentors** are off.".to_owned(),
    };
    let toggle = if settings.private_by_default { "Make answers public" } else { "Make answers private" };
    let kind_option = |kind: Kind, is_chosen| PickOption {
        label: kind_name(kind).to_owned(),
        value: kind.folder().to_owned(),
        description: None,
        is_chosen,
    };
    let all = u8::try_from(Kind::ALL.len()).unwrap_or(u8::MAX);
    Panel {
        title: "Settings of this server".to_owned(),
        text: changed
            .into_iter()
            .map(|changed| format!("✅ {changed}"))
            .chain([[privacy.to_owned(), editing, off, rules, mentors].join("\n\n")])
            .collect(),
        small_print: Some("Each change takes effect at once.".to_owned()),
        rows: vec![
            Row::Buttons(vec![
                Button::new(toggle, Press::SetPrivate(!settings.private_by_default), Style::Plain),
                Button::new("Link to the rules", Press::Rules, Style::Plain),
                Button::new("Mentors and votes", Press::MentorSettings, Style::Plain),
                Button::new("All entries", Press::List(0), Style::Plain),
            ]),
            Row::Roles(RolePick {
                press: Press::SetEditors,
                prompt: "Roles that may edit…".to_owned(),
                chosen: editors.to_vec(),
                most: EDITORS,
            }),
            Row::Pick(Pick {
                press: Press::SetHiddenKinds,
                prompt: "Switch off whole kinds of shipped entries…".to_owned(),
                options: Kind::ALL.map(|kind| kind_option(kind, settings.hidden_kinds.contains(&kind))).to_vec(),
                fewest: 0,
                most: all,
            }),
            Row::Pick(Pick {
                press: Press::PickKind,
                prompt: "Switch off single shipped entries of a kind…".to_owned(),
                options: Kind::ALL.map(|kind| kind_option(kind, false)).to_vec(),
                fewest: 1,
                most: 1,
            }),
        ],
        ..Panel::default()
    }
}

/// The part of the entries of a kind that a page of their menu shows.
pub fn page_of<T>(entries: &[T], page: u8) -> &[T] {
    let last = entries.len().div_ceil(PAGE).saturating_sub(1);
    entries.chunks(PAGE).nth(usize::from(page).min(last)).unwrap_or_default()
}

/// The shipped entries of a kind, with id and title, to switch them off one by one.
pub fn entries_of_kind(kind: Kind, page: u8, entries: &[(EntryId, String)], hidden: &Settings) -> Panel {
    let pages = entries.len().div_ceil(PAGE).max(1);
    let page = usize::from(page).min(pages - 1);
    let here = page_of(entries, byte(page));
    let options: Vec<PickOption> = here
        .iter()
        .map(|(id, title)| PickOption {
            label: title.clone(),
            value: id.as_str().to_owned(),
            description: None,
            is_chosen: hidden.hidden.contains(id),
        })
        .collect();
    let most = byte(options.len());
    let mut rows = Vec::new();
    if !options.is_empty() {
        rows.push(Row::Pick(Pick {
            press: Press::SetHidden(kind.folder().to_owned(), byte(page)),
            prompt: "Which of these are switched off?".to_owned(),
            options,
            fewest: 0,
            most,
        }));
    }
    let mut buttons = turns(page, pages, |page| Press::TurnHidden(kind.folder().to_owned(), page));
    buttons.push(Button::new("Settings", Press::Settings, Style::Plain));
    rows.push(Row::Buttons(buttons));
    let kinds = if hidden.hidden_kinds.contains(&kind) { " The whole kind is switched off as well." } else { "" };
    Panel {
        title: format!("{}: what is switched off", kind_name(kind)),
        text: vec![format!("Pick what this server does not show. What you don't pick stays on.{kinds}")],
        small_print: (pages > 1).then(|| format!("Page {} of {pages}", page + 1)),
        rows,
        ..Panel::default()
    }
}
