//! Lines with marks for their sources, and the attribution that explains the marks.

use super::contents::{Attribution, Layout, Line, Section};
use crate::knowledge::{Date, Entry, Knowledge, Statement};

/// Collects lines and remembers which sources they cite.
pub(super) struct Citing<'k> {
    knowledge: &'k Knowledge,
    sources: Vec<&'k str>,
    reviewed: Option<Date>,
}

impl<'k> Citing<'k> {
    pub fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge, sources: Vec::new(), reviewed: None }
    }

    /// The answer draws on this entry.
    pub fn entry(&mut self, entry: &Entry) {
        self.reviewed = Some(self.reviewed.map_or(entry.reviewed, |reviewed| reviewed.min(entry.reviewed)));
    }

    pub fn line(&mut self, statement: &'k Statement) -> Line {
        Line { text: statement.text.clone(), marks: self.marks(&statement.sources) }
    }

    pub fn marks(&mut self, sources: &'k [String]) -> Vec<usize> {
        let mut marks: Vec<usize> = sources
            .iter()
            .map(|source| {
                let place = self.sources.iter().position(|known| known == source).unwrap_or_else(|| {
                    self.sources.push(source);
                    self.sources.len() - 1
                });
                place + 1
            })
            .collect();
        marks.sort_unstable();
        marks
    }

    /// A section with these statements: a list when there are several. Nothing without statements.
    pub fn section(&mut self, heading: &str, statements: &'k [Statement]) -> Option<Section> {
        let lines: Vec<Line> = statements.iter().map(|statement| self.line(statement)).collect();
        let layout = if lines.len() > 1 { Layout::Bullets } else { Layout::Lines };
        (!lines.is_empty()).then(|| Section { heading: heading.to_owned(), lines, layout })
    }

    pub fn attribution(self) -> Option<Attribution> {
        let sources = self.sources.iter().map(|source| self.knowledge.source_label(source).to_owned()).collect();
        self.reviewed.map(|reviewed| Attribution { sources, reviewed })
    }
}

/// A section for each heading that has statements.
pub(super) fn headed<'k, const N: usize>(
    citing: &mut Citing<'k>,
    parts: [(&str, &'k Vec<Statement>); N],
) -> Vec<Section> {
    parts.into_iter().filter_map(|(heading, statements)| citing.section(heading, statements)).collect()
}
