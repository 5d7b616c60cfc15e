//! The career path at a glance, and one step of it.

use super::citing::{Citing, headed};
use super::{About, Answer, Layout, Line, Link, Menu, MenuOption, Question, Section, View, missing};
use crate::knowledge::{Body, Career, Entry, EntryId, Shelf};
use crate::text::cut_at_word;

/// The numbered steps, one line each, and what lies beside them.
pub(super) fn path(view: View<'_>) -> Answer {
    let mut citing = Citing::new(&view.guide.knowledge);
    let mut answer = Answer::new(About::Career, Question::CareerPath, "The path to a TPM job and beyond");
    answer.emoji = Some("🧭".to_owned());
    let beside = beside(view);
    let steps = view.career_steps();
    if beside.is_empty() && steps.is_empty() {
        return missing::name(view, Shelf::Career, "");
    }
    // Where the path leads is told by the entry beside it that knows how long it takes.
    let way_up = beside.iter().find_map(|entry| match &entry.body {
        Body::Career(career) if !career.time.is_empty() => Some((entry, career)),
        _ => None,
    });
    if let Some((entry, _)) = way_up {
        citing.entry(entry);
    }
    if let Some(entry) = beside.first() {
        citing.entry(entry);
        answer.lead = Some(citing.line(&entry.lead));
    }
    let lines: Vec<Line> = steps
        .iter()
        .map(|(entry, step, career)| {
            citing.named(entry);
            let optional = if career.optional { " (optional)" } else { "" };
            let marks = citing.marks(&entry.lead.sources);
            Line { text: format!("`{step}` **{}**{optional} · {}", entry.short, entry.tagline), marks }
        })
        .collect();
    if !lines.is_empty() {
        answer.sections.push(Section { heading: "The steps".to_owned(), lines, layout: Layout::Lines });
    }
    if let Some((_, career)) = way_up {
        answer
            .sections
            .extend(headed(&mut citing, [("How long it takes", &career.time), ("What it leads to", &career.leads_to)]));
    }
    answer.caution = citing.caution();
    answer.attribution = citing.attribution();
    answer.menu = menu(view, None);
    answer.links = beside.iter().map(|entry| Link::to(entry)).take(3).collect();
    answer
}

/// The headings of a step.
pub(super) fn sections<'k>(career: &'k Career, citing: &mut Citing<'k>) -> Vec<Section> {
    headed(
        citing,
        [
            ("What to do", &career.to_do),
            ("Ways in", &career.routes),
            ("How to show it", &career.show),
            ("How long it takes", &career.time),
            ("What it leads to", &career.leads_to),
        ],
    )
}

/// Back, the whole path, and on; beside the path, what the entry names.
pub(super) fn links(view: View<'_>, entry: &Entry, career: &Career, most: usize) -> Vec<Link> {
    let whole = Link { label: "The whole path".to_owned(), question: Question::CareerPath };
    let Some(step) = career.step else {
        let mut links = super::related_links(view, entry, most - 1);
        links.push(whole);
        return links;
    };
    let steps = view.career_steps();
    let previous = steps.iter().rev().find(|(_, number, _)| *number < step);
    let next = steps.iter().find(|(_, number, _)| *number > step);
    let arrow = |entry: &Entry, arrow: fn(&str) -> String| Link {
        label: arrow(&shortened(&entry.short)),
        question: Question::entry(&entry.id),
    };
    let mut links = Vec::new();
    links.extend(previous.map(|(entry, ..)| arrow(entry, |label| format!("◀ {label}"))));
    links.push(whole);
    links.extend(next.map(|(entry, ..)| arrow(entry, |label| format!("{label} ▶"))));
    links
}

/// Leaves room for an arrow on a button of 25 characters.
fn shortened(label: &str) -> String {
    const ROOM: usize = 23;
    cut_at_word(label, ROOM)
}

/// The path, its steps in order, then what lies beside it.
pub(super) fn menu(view: View<'_>, current: Option<&EntryId>) -> Option<Menu> {
    let steps = view.career_steps();
    let numbered = steps.iter().map(|(entry, step, _)| (*entry, format!("{step} · {}", entry.title)));
    let besides = beside(view);
    // With the overview and the steps, as many as there is room for, around the one that is shown.
    let room = Answer::OPTIONS.saturating_sub(steps.len() + 1);
    let place = besides.iter().position(|entry| Some(&entry.id) == current).unwrap_or(0);
    let start = place.saturating_sub(room / 2).min(besides.len().saturating_sub(room));
    let beside = besides[start..].iter().map(|entry| (*entry, entry.title.clone()));
    let overview = MenuOption {
        label: "The whole path".to_owned(),
        description: Some("All steps at a glance".to_owned()),
        emoji: Some("🧭".to_owned()),
        question: Question::CareerPath,
        current: current.is_none(),
    };
    let entries = numbered.chain(beside).map(|(entry, label)| MenuOption {
        label,
        description: Some(entry.tagline.clone()),
        emoji: entry.emoji.clone(),
        question: Question::entry(&entry.id),
        current: Some(&entry.id) == current,
    });
    let options: Vec<MenuOption> = std::iter::once(overview).chain(entries).take(Answer::OPTIONS).collect();
    (options.len() > 1).then(|| Menu { prompt: "Open a step…".to_owned(), options })
}

/// The entries of the shelf that are no step, those people need most first.
fn beside(view: View<'_>) -> Vec<&Entry> {
    view.most_needed_first(Shelf::Career)
        .into_iter()
        .filter(|entry| matches!(&entry.body, Body::Career(career) if career.step.is_none()))
        .collect()
}
