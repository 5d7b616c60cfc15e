//! What the guide knows: immutable and valid, so that no caller checks it again.
//!
//! [`parse`] turns the text of the files into a [`Knowledge`] or into every [`Problem`] at once; the caller opens the
//! files. Nothing here has heard of Discord: limits are editorial, and a reply's look is decided elsewhere.

mod check;
mod entry;
mod limits;
mod spanned;
mod names;
mod diagnostics;
mod parse;
mod exchange;
mod question_locations;
mod problem;
pub mod schema;
mod shapes;
mod source;
mod vocabulary;
mod words;

pub use entry::{
    Aspect, Block, Body, Career, Company, Comparison, Entry, EntryId, EntrySection, Faq, Industry, Interview, Kind,
    Own, OwnSource, PracticeQuestion, Responsibility, Reviewer, Role, Row, Set, Shelf, Side, Skill, Statement,
    Template, Term, Topic, When,
};
pub use exchange::{
    ExchangedGroup, ExchangedLead, ExchangedOwn, ExchangedSection, ExchangedTemplate, ExchangedTopic, read_topics,
    write_topics,
};
pub use names::{fold, names_of, names_of_job};
pub use parse::{
    File, Found, Inspection, LANGUAGE, Parsed, inspect_each, inspect_found, parse, parse_each, parse_found,
};
pub use problem::{Problem, Severity};
pub use question_locations::QuestionLocations;
pub use source::{Source, SourceKind, is_safe_url};
pub use time::Date;
pub use vocabulary::{Abbreviation, Refusal, Translation, Vocabulary};

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a shelf shows first, and names on it that mean several entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShelfGuide {
    /// The entries people need most, best first.
    pub first: Vec<EntryId>,
    /// A folded name and the entries it can mean, in order of preference.
    pub shared_names: Vec<(String, Vec<EntryId>)>,
}

/// All entries and their sources, complete and cross-checked. Copies share what they hold.
#[derive(Clone, Debug)]
pub struct Knowledge(Arc<Contents>);

/// What a [`Knowledge`] holds.
#[derive(Debug)]
struct Contents {
    entries: Vec<Entry>,
    places: HashMap<EntryId, usize>,
    sources: BTreeMap<String, Source>,
    guides: BTreeMap<Shelf, ShelfGuide>,
    vocabulary: Vocabulary,
    refusals: Vec<Refusal>,
}

impl Knowledge {
    /// Every entry, in the order of the files.
    pub fn entries(&self) -> &[Entry] {
        &self.0.entries
    }

    /// The entries that one command looks in.
    pub fn on(&self, shelf: Shelf) -> impl Iterator<Item = &Entry> {
        self.0.entries.iter().filter(move |entry| entry.kind().shelf() == shelf)
    }

    /// The entry with this id, or with it among its older ids.
    pub fn get(&self, id: &EntryId) -> Option<&Entry> {
        self.0.places.get(id).map(|place| &self.0.entries[*place])
    }

    /// The place of the entry with this id, or with it among its older ids, in [`Knowledge::entries`].
    pub(crate) fn place(&self, id: &EntryId) -> Option<usize> {
        self.0.places.get(id).copied()
    }

    /// The documents that statements cite, by id.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.0.sources.values()
    }

    /// The document with this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.0.sources.get(id)
    }

    /// What this shelf shows first, and its ambiguous names.
    pub fn guide(&self, shelf: Shelf) -> Option<&ShelfGuide> {
        self.0.guides.get(&shelf)
    }

    /// Words that people use, and the guide's own for the same. Empty where there is no such file.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.0.vocabulary
    }

    /// Questions that must not be answered, in groups. No entry has one of them among its own.
    pub fn refusals(&self) -> &[Refusal] {
        &self.0.refusals
    }

    /// The entries of a shelf with those that people need most first.
    pub fn most_needed_first(&self, shelf: Shelf) -> Vec<&Entry> {
        let first = self.guide(shelf).map_or(&[][..], |guide| &guide.first);
        let (mut needed, rest): (Vec<_>, Vec<_>) = self.on(shelf).partition(|entry| first.contains(&entry.id));
        needed.sort_by_key(|entry| first.iter().position(|id| *id == entry.id));
        needed.extend(rest);
        needed
    }

    /// The documented comparison of two roles, in either order.
    pub fn comparison(&self, one: &EntryId, other: &EntryId) -> Option<&Entry> {
        self.on(Shelf::Comparison).find(|entry| match &entry.body {
            Body::Comparison(comparison) => {
                let sides = (comparison.first.role.as_ref(), comparison.second.role.as_ref());
                sides == (Some(one), Some(other)) || sides == (Some(other), Some(one))
            }
            _ => false,
        })
    }

    /// The FAQs in the order of their numbers.
    pub fn faqs(&self) -> Vec<(&Entry, &Faq)> {
        let mut faqs: Vec<_> = self
            .0
            .entries
            .iter()
            .filter_map(|entry| match &entry.body {
                Body::Faq(faq) => Some((entry, faq)),
                _ => None,
            })
            .collect();
        faqs.sort_by_key(|(_, faq)| faq.number);
        faqs
    }

    /// The numbered steps of the career path, in order.
    pub fn career_steps(&self) -> Vec<(&Entry, u8, &Career)> {
        let mut steps: Vec<_> = self
            .0
            .entries
            .iter()
            .filter_map(|entry| match &entry.body {
                Body::Career(career) => career.step.map(|step| (entry, step, career)),
                _ => None,
            })
            .collect();
        steps.sort_by_key(|(_, step, _)| *step);
        steps
    }
}

#[cfg(test)]
mod tests;
