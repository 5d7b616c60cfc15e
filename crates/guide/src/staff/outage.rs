//! What staff are told while the store cannot be reached: nothing that they wrote is lost, and a click can be tried again.

use super::call::{Action, FormId};
use super::form::content_of;
use super::notices::Notice;
use super::panel::{Button, Panel, Row, Style};
use crate::community::Content;

/// The most characters of what was written that are shown again: a message has 4096, and the notice needs some.
const SHOWN: usize = 3_600;

/// The notice that the store cannot be reached, for a member who asked for `action`.
pub fn unreachable(action: &Action) -> Panel {
    let mut panel = Notice::Unreachable.panel();
    match action {
        // The panel may stand in place of the one with the button.
        Action::Press { press, picked, .. } if picked.is_empty() => {
            panel.rows = vec![Row::Buttons(vec![Button::new("Try again", press.clone(), Style::Primary)])];
        }
        // A form that was sent is gone, and no draft of it was saved.
        Action::Submit { form, filled } if *form != FormId::Rules => {
            let written = written(&content_of(filled, None));
            panel
                .text
                .push(format!("What you wrote is not saved. Copy it before you close this:\n```\n{written}\n```"));
        }
        _ => {}
    }
    panel
}

/// What was written, as text that can stand between fences.
fn written(content: &Content) -> String {
    let Content { title, body, also_known_as, asked_as, source, .. } = content;
    let parts = [title, body].into_iter().cloned();
    let lists = [also_known_as, asked_as].into_iter().map(|list| list.join("\n"));
    let parts: Vec<String> = parts.chain(lists).chain(source.clone()).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n").replace("```", "'''").chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::super::call::{DraftId, Filled, Press};
    use super::*;

    #[test]
    fn a_click_can_be_tried_again_and_a_pick_is_made_again() {
        let press = Press::Publish(DraftId(7));
        let panel = unreachable(&Action::Press { press: press.clone(), picked: Vec::new(), channels: Vec::new() });
        assert_eq!(panel.rows, [Row::Buttons(vec![Button::new("Try again", press, Style::Primary)])]);
        let picked = Action::Press { press: Press::Open, picked: vec!["rules".to_owned()], channels: Vec::new() };
        assert_eq!(
            [unreachable(&picked), unreachable(&Action::List)],
            [Notice::Unreachable.panel(), Notice::Unreachable.panel()]
        );
    }

    #[test]
    fn what_was_written_in_a_form_is_shown_to_be_copied() {
        let fields = [("title", "Standup"), ("body", "At ```ten```.\n@everyone"), ("questions", "when?\nwhere?")];
        let filled = Filled(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        let panel = unreachable(&Action::Submit { form: FormId::New { replaces: None }, filled: filled.clone() });
        let shown = panel.text.last().expect("a text");
        assert!(shown.ends_with("```\nStandup\n\nAt '''ten'''.\n@everyone\n\nwhen?\nwhere?\n```"), "{shown}");
        assert_eq!(shown.matches("```").count(), 2);
        let long = Filled(vec![("body".to_owned(), "é".repeat(9_000))]);
        let panel = unreachable(&Action::Submit { form: FormId::New { replaces: None }, filled: long });
        assert!(panel.text.iter().map(|text| text.chars().count()).sum::<usize>() < 4_000);
        let rules = unreachable(&Action::Submit { form: FormId::Rules, filled });
        assert_eq!(rules, Notice::Unreachable.panel());
    }
}
