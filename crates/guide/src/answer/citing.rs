//! Lines with marks for their sources, the attribution that explains the marks, and the cautions of what is shown.

use super::contents::{Attribution, Citation, Layout, Line, Section};
use super::listed;
use crate::knowledge::{Date, Entry, Knowledge, PracticeQuestion, Source, Statement, Template};

/// The most cautions of an answer, and the most characters of two: what is longer is not read.
const CAUTIONS: usize = 2;
const CAUTIONS_LENGTH: usize = 300;

/// Collects lines and remembers which sources they cite, and which entries are drawn on.
pub(super) struct Citing<'k> {
    knowledge: &'k Knowledge,
    sources: Vec<&'k str>,
    entries: Vec<&'k Entry>,
    named: Vec<&'k Entry>,
}

impl<'k> Citing<'k> {
    pub fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge, sources: Vec::new(), entries: Vec::new(), named: Vec::new() }
    }

    /// The answer draws on this entry. Those of which it shows most come first.
    pub fn entry(&mut self, entry: &'k Entry) {
        if self.entries.iter().all(|known| known.id != entry.id) {
            self.entries.push(entry);
        }
    }

    /// The answer names this entry, with no more than a line of it.
    pub fn named(&mut self, entry: &'k Entry) {
        self.named.push(entry);
    }

    /// Whether the answer draws on several entries.
    pub fn is_composed(&self) -> bool {
        self.entries.len() > 1
    }

    /// What to be careful about in any of the entries: a caution stands beside its statement on every page. Two at most, the
    /// first ones; the other entries with a caution are named, so that none is lost silently.
    pub fn caution(&self) -> Option<String> {
        let (mut shown, mut length) = (Vec::new(), 0);
        let mut more: Vec<&str> = Vec::new();
        for entry in &self.entries {
            let Some(caution) = entry.caution.as_deref().filter(|caution| !shown.contains(caution)) else { continue };
            length += caution.chars().count();
            if shown.is_empty() || shown.len() < CAUTIONS && length < CAUTIONS_LENGTH {
                shown.push(caution);
            } else {
                more.push(&entry.short);
            }
        }
        more.extend(self.named.iter().filter(|entry| entry.caution.is_some()).map(|entry| entry.short.as_str()));
        let more =
            (!more.is_empty()).then(|| format!("There is more to be careful about under {}.", listed(&more, "and")));
        shown.extend(more.as_deref());
        (!shown.is_empty()).then(|| shown.join(" "))
    }

    pub fn line(&mut self, statement: &'k Statement) -> Line {
        let mut text = statement.text.clone();
        // A year that the sentence names need not be said twice.
        if let Some(when) = statement.as_of.filter(|when| !text.contains(&when.year().to_string())) {
            let stop = if text.ends_with('.') { text.len() - 1 } else { text.len() };
            text.insert_str(stop, &format!(" ({when})"));
        }
        Line { text, marks: self.marks(&statement.sources) }
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

    /// What to do, in order.
    pub fn steps(&mut self, statements: &'k [Statement]) -> Option<Section> {
        let section = self.section("Step by step", statements)?;
        Some(Section { layout: Layout::Steps { first: 1 }, ..section })
    }

    /// A text to copy, whose sources are cited by its heading's place: no mark stands inside it.
    pub fn template(&mut self, template: &'k Template) -> Section {
        self.marks(&template.sources);
        let lines = template.lines.iter().map(Line::own).collect();
        Section { heading: template.heading.clone(), lines, layout: Layout::Verbatim }
    }

    pub fn attribution(self) -> Option<Attribution> {
        let sources = self.sources.iter().zip(1..).map(|(id, mark)| citation(self.knowledge, id, mark)).collect();
        let reviewed: Option<Date> = self.entries.iter().chain(&self.named).map(|entry| entry.reviewed).min();
        reviewed.map(|reviewed| Attribution { sources, reviewed, own: None })
    }
}

/// Questions to practice on, each with what it tests.
pub(super) fn practice(questions: &[PracticeQuestion]) -> Option<Section> {
    let line = |question: &PracticeQuestion| Line::own(format!("{} *Tests {}.*", question.ask, question.tests));
    let lines: Vec<Line> = questions.iter().map(line).collect();
    (!lines.is_empty()).then(|| Section { heading: "Practice questions".to_owned(), lines, layout: Layout::Questions })
}

/// A source under its title, to read on in.
pub(super) fn reading(knowledge: &Knowledge, id: &str) -> Option<Citation> {
    let source = knowledge.source(id)?;
    Some(Citation { name: format!("{}: {}", source.label, source.title), ..citation(knowledge, id, 0) })
}

fn citation(knowledge: &Knowledge, id: &str, mark: usize) -> Citation {
    let Some(source) = knowledge.source(id) else { return Citation { mark, name: id.to_owned(), url: None } };
    let Source { label, kind, date, url, .. } = source;
    let about: Vec<String> = kind
        .interest()
        .filter(|_| !says_so(label))
        .map(str::to_owned)
        .into_iter()
        .chain(date.map(|date| date.year().to_string()))
        .collect();
    let name = if about.is_empty() { label.clone() } else { format!("{label} ({})", about.join(", ")) };
    Citation { mark, name, url: url.clone() }
}

/// A section for each heading that has statements.
pub(super) fn headed<'k, const N: usize>(
    citing: &mut Citing<'k>,
    parts: [(&str, &'k Vec<Statement>); N],
) -> Vec<Section> {
    parts.into_iter().filter_map(|(heading, statements)| citing.section(heading, statements)).collect()
}

/// Whether a label names the interest of its author itself, as "KRACD, interview coach" does.
fn says_so(label: &str) -> bool {
    ["coach", "training", "job ad"].iter().any(|word| label.to_lowercase().contains(word))
}
