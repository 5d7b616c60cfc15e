//! What an own entry shows: its text as staff set it, and where it comes from.

use super::contents::{Attribution, Citation, Layout, Line, Section};
use crate::community::shown;
use crate::knowledge::{Date, Own, Set};

/// The text below the lead.
pub(super) fn sections(own: &Own) -> Vec<Section> {
    let section = |block: &crate::knowledge::Block| {
        let (layout, lines): (Layout, Vec<Line>) = match block.set {
            Set::Lines => (Layout::Lines, block.lines.iter().map(|line| Line::own(shown(line))).collect()),
            Set::Bullets => (Layout::Bullets, block.lines.iter().map(|line| Line::own(shown(line))).collect()),
            Set::Steps => (Layout::Steps { first: 1 }, block.lines.iter().map(|line| Line::own(shown(line))).collect()),
            // Three marks in a row would end it.
            Set::Verbatim => (Layout::Verbatim, vec![Line::own(block.lines.join("\n").replace("```", "'''"))]),
        };
        Section { heading: shown(&block.heading), lines, layout }
    };
    own.blocks.iter().map(section).collect()
}

/// Where an own entry comes from, and in which role it was reviewed.
pub(super) fn attribution(own: &Own, reviewed: Date) -> Attribution {
    let cited =
        |source: &crate::knowledge::OwnSource| Citation { mark: 0, name: shown(&source.name), url: source.url.clone() };
    Attribution { sources: own.source.iter().map(cited).collect(), reviewed, own: Some(own.reviewer) }
}
