//! The parts of a documented comparison: its sections and its links.

use super::citing::Citing;
use super::{Layout, Line, Link, Section, View};
use crate::knowledge::{Aspect, Comparison, Entry};

/// The rows that stand before the example.
const ESSENTIAL_ROWS: usize = 3;

/// The headings of a documented comparison.
pub(super) fn sections<'k>(comparison: &'k Comparison, citing: &mut Citing<'k>) -> Vec<Section> {
    let (first, second) = (&comparison.first.label, &comparison.second.label);
    let mut sections: Vec<Section> = comparison
        .rows
        .iter()
        .map(|row| {
            let marks = citing.marks(&row.sources);
            let lines = vec![
                Line { text: format!("**{first}** {}", row.first), marks: marks.clone() },
                Line { text: format!("**{second}** {}", row.second), marks },
            ];
            Section { heading: heading(row.aspect).to_owned(), lines, layout: Layout::Lines }
        })
        .collect();
    // A long comparison has pages: the example belongs on the first, behind the rows that matter most.
    let essential = sections.len().min(ESSENTIAL_ROWS);
    sections.splice(essential..essential, citing.section("For example", &comparison.example));
    sections.extend(citing.section("Where they meet", &comparison.overlap));
    sections
}

/// The two profiles first, then what the entry names.
pub(super) fn links(view: View<'_>, entry: &Entry, comparison: &Comparison, most: usize) -> Vec<Link> {
    let sides = [&comparison.first, &comparison.second].into_iter().filter_map(|side| side.role.as_ref());
    let mut links: Vec<Link> = Vec::new();
    for related in sides.chain(&entry.related).filter_map(|id| view.get(id)) {
        let link = Link::to(related);
        if links.len() < most && !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

fn heading(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Focus => "Focus",
        Aspect::Scope => "Scope",
        Aspect::Horizon => "Time horizon",
        Aspect::Background => "Background",
        Aspect::Skills => "Key skills",
        Aspect::Goal => "Main goal",
        Aspect::Stakeholders => "Stakeholders",
        Aspect::TechnicalDepth => "Technical depth",
        Aspect::DayToDay => "Day to day",
        Aspect::People => "People",
        Aspect::Decisions => "Decides",
        Aspect::Success => "Measured by",
        Aspect::Pay => "Pay",
    }
}
