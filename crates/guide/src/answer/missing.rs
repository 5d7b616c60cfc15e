//! The answer where the guide lacks what was asked for: the nearest three entries, or the overview where nothing is near.

use super::{About, Answer, Guide, Line, Link, Question, help};
use crate::knowledge::{EntryId, Shelf};

/// How many near entries are offered; the fourth place is help.
const NEAREST: usize = 3;

/// A name that means nothing on its shelf.
pub(super) fn name(guide: &Guide, shelf: Shelf, written: &str) -> Answer {
    let title = match shelf {
        Shelf::Role => "I don't know that role",
        Shelf::Comparison => "I don't know that comparison",
        Shelf::Industry => "I don't know that industry",
        Shelf::Career => "I don't know that step",
        Shelf::Faq => "I don't have that question",
        Shelf::Topic => "I don't know that topic",
    };
    let near = nearest_numbers(guide, shelf, written);
    nothing(guide, title, written, &near.unwrap_or_else(|| guide.names.nearest(shelf, written, NEAREST)))
}

/// The nearest by number, where a number was typed on a shelf that has them.
fn nearest_numbers(guide: &Guide, shelf: Shelf, written: &str) -> Option<Vec<EntryId>> {
    let typed = written.trim().trim_start_matches('#');
    let digits = typed.trim_start_matches('-');
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // What is too large for a number is nearest to the last.
    let typed = typed.parse::<i64>().unwrap_or(if typed.starts_with('-') { i64::MIN } else { i64::MAX });
    let mut numbered: Vec<(i64, &EntryId)> = match shelf {
        Shelf::Faq => guide.knowledge.faqs().iter().map(|(entry, faq)| (i64::from(faq.number), &entry.id)).collect(),
        Shelf::Career => {
            guide.knowledge.career_steps().iter().map(|(entry, step, _)| (i64::from(*step), &entry.id)).collect()
        }
        _ => return None,
    };
    numbered.sort_by_key(|(number, _)| typed.abs_diff(*number));
    Some(numbered.into_iter().take(NEAREST).map(|(_, id)| id.clone()).collect())
}

/// A name that means no role, in a comparison.
pub(super) fn side(guide: &Guide, written: &str) -> Answer {
    name(guide, Shelf::Role, written)
}

/// An entry that a button remembers and the guide no longer has.
pub(super) fn gone(guide: &Guide, id: &EntryId) -> Answer {
    let near = guide.names.nearest_anywhere(id.name(), NEAREST);
    nothing(guide, "That answer is no longer in the guide", "", &near)
}

/// A control of an older version, or of another bot; `remembered` is what it carried.
pub fn stale_control(guide: &Guide, remembered: &str) -> Answer {
    // The version and the command before the entry's name say nothing of the entry.
    let near = remembered.split(':').max_by_key(|part| part.len()).unwrap_or_default();
    let near = guide.names.nearest_anywhere(near, NEAREST);
    nothing(guide, "That button is from an older version", "", &near)
}

fn nothing(guide: &Guide, title: &str, written: &str, near: &[EntryId]) -> Answer {
    let mut answer = Answer::new(About::Missing, Question::Help, title);
    answer.quoted = Some(written.to_owned()).filter(|written| !written.trim().is_empty());
    answer.links = near.iter().filter_map(|id| guide.knowledge.get(id)).map(Link::to).collect();
    answer.lead = Some(Line::own(if answer.links.is_empty() {
        "Nothing in the guide comes close; `/help` shows what you can ask."
    } else {
        "These come closest; `/help` shows what you can ask."
    }));
    if answer.links.is_empty() {
        answer.menu = help::browse(&guide.knowledge);
    }
    answer.links.push(Link::help());
    answer
}
