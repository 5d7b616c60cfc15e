//! What askers and mentors read. The words first: a question as it moves, and panels, forms and posts as plain text.

mod asking;
mod answering;
mod telling;

use std::fmt::Write as _;

use super::*;
use crate::answer::{Question, View, answer};
use crate::fixtures::answers::{id, shipped};
use crate::knowledge::EntryId;
use crate::staff::{Button, DraftId, Filled, Form, FormId, Panel, Place, Press, RolePick, Row, Style};

/// 22 Nov 2026, in the morning.
pub(super) const NOW: i64 = 1_795_340_000;

/// Everything that a stranger could do with a text.
pub(super) const HOSTILE: &str = "@everyone <@1> <@&2> **x** [click](https://evil.example) `c` ```\n# big\n> quote\n-# small\n\
                                  \u{202e}=1+1|||| <t:1:R> https://evil.example/a";

pub(super) fn view() -> View<'static> {
    View::from(shipped())
}

/// A question of which three members wait for the answer.
pub(super) fn inquiry() -> Inquiry {
    Inquiry {
        number: 12,
        question: "How do I get my first TPM role from customer support?".to_owned(),
        context: Some("Five years in support.\nI have led two migrations.".to_owned()),
        about: None,
        asked_at: NOW,
        waiting: 3,
        state: State::Waiting,
        nearest: vec![id("faq/degree-required"), id("faq/do-tpms-code"), id("own/gone")],
    }
}

pub(super) fn filled(values: &[(&str, &str)]) -> Filled {
    Filled(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

/// Compares a text with what it was.
pub(super) fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, text) });
}

/// Panels below each other.
pub(super) fn drawn_all(panels: &[Panel]) -> String {
    panels.iter().map(drawn).collect::<Vec<_>>().join("\n")
}

/// A panel in the order in which it is read.
pub(super) fn drawn(panel: &Panel) -> String {
    let mut text = format!("# {}\n", panel.title);
    let warnings = panel.warnings.iter().map(|warning| format!("! {warning}"));
    let small_print = panel.small_print.iter().map(|print| format!("-# {print}"));
    let preview = panel.preview.iter().map(|shown| {
        let lead = shown.lead.as_ref().map_or("", |lead| &lead.text);
        let print = shown.small_print(|source| source.name.clone());
        format!("| {}\n| {lead}\n| {}", shown.headline(), print.join("\n| "))
    });
    for paragraph in panel.text.iter().cloned().chain(warnings).chain(small_print).chain(preview) {
        writeln!(text, "{paragraph}\n").unwrap();
    }
    for row in &panel.rows {
        match row {
            Row::Buttons(buttons) => {
                let buttons = buttons.iter().map(|button| {
                    let off = if button.is_enabled { "" } else { " (off)" };
                    format!("[{}]{off}", button.label)
                });
                writeln!(text, "{}", buttons.collect::<Vec<_>>().join(" ")).unwrap();
            }
            Row::Pick(pick) => {
                writeln!(text, "v {}", pick.prompt).unwrap();
                for option in &pick.options {
                    writeln!(text, "  - {}", option.label).unwrap();
                }
            }
            Row::Roles(RolePick { prompt, chosen, most, .. }) => {
                writeln!(text, "v roles: {prompt} {chosen:?} of {most}").unwrap();
            }
            Row::Members(RolePick { prompt, chosen, most, .. }) => {
                writeln!(text, "v members: {prompt} {chosen:?} of {most}").unwrap();
            }
            Row::Channels(RolePick { prompt, chosen, most, .. }) => {
                writeln!(text, "v channels: {prompt} {chosen:?} of {most}").unwrap();
            }
        }
    }
    text
}

/// A form in the order in which it is read.
pub(super) fn drawn_form(form: &Form) -> String {
    let mut text = format!("# {}\n", form.title);
    for field in &form.fields {
        let (least, label) = (if field.is_required { "*" } else { "" }, field.label);
        writeln!(text, "{label}{least} ({}): {:?}", field.longest, field.value).unwrap();
        field.description.iter().for_each(|said| writeln!(text, "  {said}").unwrap());
    }
    if let Some(choice) = &form.choice {
        writeln!(text, "{}", choice.label).unwrap();
        for option in &choice.options {
            let sign = if option.is_chosen { "(x)" } else { "( )" };
            writeln!(text, "  {sign} {}: {}", option.label, option.description.unwrap_or("-")).unwrap();
        }
    }
    form.remark.iter().for_each(|remark| writeln!(text, "{remark}").unwrap());
    text
}

/// What Discord takes of a panel and what a phone shows of it: the complaint, if it is too much.
pub(super) fn sound(panel: &Panel) {
    assert!((1..=256).contains(&panel.title.chars().count()), "{panel:#?}");
    assert!(panel.rows.len() <= 5, "{panel:#?}");
    let text: usize = panel.text.iter().map(|text| text.chars().count() + 2).sum();
    assert!(text <= 4_096, "{text} characters");
    for row in &panel.rows {
        match row {
            Row::Buttons(buttons) => {
                assert!((1..=5).contains(&buttons.len()));
                assert!(buttons.iter().all(|Button { label, .. }| (1..=25).contains(&label.chars().count())));
                assert!(buttons.iter().filter(|button| button.style == Style::Primary).count() <= 1);
            }
            Row::Pick(pick) => assert!((1..=25).contains(&pick.options.len()) && pick.prompt.chars().count() <= 100),
            Row::Roles(pick) | Row::Members(pick) | Row::Channels(pick) => assert!(pick.prompt.chars().count() <= 100),
        }
    }
}

/// What Discord takes of a form.
pub(super) fn sound_form(form: &Form) {
    assert!((1..=45).contains(&form.title.chars().count()), "{}", form.title);
    let parts = form.fields.len() + usize::from(form.choice.is_some()) + usize::from(form.remark.is_some());
    assert!((1..=5).contains(&parts), "{parts} parts");
    for field in &form.fields {
        assert!((1..=45).contains(&field.label.chars().count()) && field.longest <= 4_000);
        assert!(field.value.chars().count() <= usize::from(field.longest));
        assert!(field.description.into_iter().chain(field.placeholder).all(|text| text.chars().count() <= 100));
    }
    if let Some(choice) = &form.choice {
        assert!(choice.label.chars().count() <= 45 && (2..=10).contains(&choice.options.len()));
        assert!(choice.description.is_none_or(|said| said.chars().count() <= 100));
        for option in &choice.options {
            assert!(option.label.chars().count() <= 100);
            assert!(option.description.is_none_or(|said| said.chars().count() <= 100), "{:?}", option.description);
        }
        assert!(choice.options.iter().filter(|option| option.is_chosen).count() == 1);
    }
}

/// Nothing of [`HOSTILE`] pings, links, hides or is markup.
pub(super) fn inert(text: &str) {
    // What the program itself writes: who did something, and when.
    let text = text.replace("<@42>", "");
    for bad in ["@everyone", "<@", "<@&", "**x**", "](https", "`c`", "\n# big", "\u{202e}", "https://evil", "||||"] {
        assert!(!text.contains(bad), "{bad:?} in {text}");
    }
    assert!(!text.contains("<t:1:R>"), "{text}");
}
