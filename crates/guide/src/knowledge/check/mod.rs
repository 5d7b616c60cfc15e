//! What must hold between entries, once all are read: a list of rules, each a function.
//!
//! `names` compares the names that lead to entries, `age` says what may no longer hold, `style` what an editor would mend.

mod names;
mod age;
mod style;
mod verbs;

use std::collections::{BTreeMap, HashSet};

use rustc_hash::FxHashMap;
use time::Date;

use super::Source;
use super::diagnostics::{Diagnostics, Location, Numbered, brief, squeezed};
use super::entry::{Body, Entry, EntryId, Kind};
use super::problem::{Problem, did_you_mean};

/// Warnings for editors, as an [`Inspection`](super::Inspection) gives them.
#[derive(Default)]
pub(super) struct Warnings {
    pub style: Vec<Problem>,
    pub links: Vec<Problem>,
    pub stale: Vec<Problem>,
}

impl Diagnostics {
    /// What an inspection finds besides mistakes; nothing where the files were not read for one.
    pub fn warnings(&self, today: Date) -> Warnings {
        let Some(inspected) = &self.inspected else { return Warnings::default() };
        Warnings {
            style: style::warnings(inspected, &self.citations, &self.said.avoided),
            links: style::shared_addresses(&inspected.urls),
            stale: self.stale(today),
        }
    }

    /// Compares everything with everything and gives all problems, those of single texts included.
    /// Without `sources`, citations are not compared with them.
    pub fn finish(mut self, entries: &[Entry], sources: Option<&Vec<Source>>, today: Date) -> Vec<Problem> {
        self.ids_are_unique();
        self.references_lead_somewhere(entries);
        if let Some(sources) = sources {
            self.sources_exist(sources);
        }
        self.names_lead_to_one(entries);
        self.questions_are_unique();
        self.words_are_clear();
        self.numbers_are_unique();
        self.comparisons_differ(entries);
        self.reviews_are_recent(today);
        self.problems.sort();
        self.problems.dedup();
        self.problems
    }

    fn ids_are_unique(&mut self) {
        let mut first: FxHashMap<&EntryId, &Location> = FxHashMap::default();
        for (id, location) in &self.ids {
            if let Some(taken) = first.get(id) {
                let message = format!("the id \"{id}\" is taken already, at {}:{}", taken.file, taken.line);
                self.problems.push(location.problem(message));
            } else {
                first.insert(id, location);
            }
        }
    }

    fn references_lead_somewhere(&mut self, entries: &[Entry]) {
        // Ids of entries of a broken shape are known too: one mistake is reported once.
        let known: FxHashMap<&EntryId, Option<Kind>> = self
            .ids
            .iter()
            .map(|(id, _)| id)
            .chain(&self.unread)
            .map(|id| (id, None))
            .chain(entries.iter().map(|entry| (&entry.id, Some(entry.kind()))))
            .collect();
        let mut missing: BTreeMap<&EntryId, (Vec<&Location>, Option<Kind>)> = BTreeMap::new();
        for (id, wanted, location) in &self.references {
            match (known.get(id), wanted) {
                // An id that is written wrong is told where it stands, not where it is named right.
                (None, _) if !self.ill_written.contains(&squeezed(id.as_str())) => {
                    let (locations, kind) = missing.entry(id).or_default();
                    locations.push(location);
                    *kind = kind.or(*wanted);
                }
                (Some(Some(kind)), Some(wanted)) if kind != wanted => {
                    let message = format!("\"{id}\" is one of the {}, not of the {}", kind.folder(), wanted.folder());
                    self.problems.push(location.problem(message));
                }
                _ => {}
            }
        }
        for (id, (locations, kind)) in missing {
            // Where only one kind fits, no other is suggested.
            let fits = |id: &str| kind.is_none_or(|kind| kind.prefixes().iter().any(|prefix| id.starts_with(prefix)));
            let hint = did_you_mean(id.as_str(), known.keys().map(|known| known.as_str()).filter(|id| fits(id)));
            self.problems.push(first_of(&locations, &format!("there is no entry \"{id}\""), &hint));
        }
    }

    fn sources_exist(&mut self, sources: &[Source]) {
        let mut missing: BTreeMap<&str, Vec<&Location>> = BTreeMap::new();
        let known: HashSet<&str> = sources.iter().map(|source| source.id.as_str()).collect();
        for (cited, location) in &self.citations {
            if !known.contains(cited.as_str()) {
                missing.entry(cited).or_default().push(location);
            }
        }
        for (cited, locations) in missing {
            let hint = did_you_mean(cited, known.iter().copied());
            let message = format!("sources.yaml has no \"{}\"", brief(cited));
            self.problems.push(first_of(&locations, &message, &hint));
        }
    }

    fn questions_are_unique(&mut self) {
        let mut first: FxHashMap<&str, &Location> = FxHashMap::default();
        for (question, location) in &self.questions {
            if let Some(taken) = first.get(question.as_str()) {
                let message = format!("the same question stands at {}:{} ({})", taken.file, taken.line, taken.path);
                self.problems.push(location.problem(message));
            } else {
                first.insert(question, location);
            }
        }
    }

    fn numbers_are_unique(&mut self) {
        let mut first: FxHashMap<(Numbered, u8), &Location> = FxHashMap::default();
        for (what, number, location) in &self.numbers {
            if let Some(taken) = first.get(&(*what, *number)) {
                let message = format!("{what} {number} is taken already, at {}:{}", taken.file, taken.line);
                self.problems.push(location.problem(message));
            } else {
                first.insert((*what, *number), location);
            }
        }
    }

    fn comparisons_differ(&mut self, entries: &[Entry]) {
        let mut seen: FxHashMap<[&EntryId; 2], &EntryId> = FxHashMap::default();
        for entry in entries {
            let Body::Comparison(comparison) = &entry.body else { continue };
            let (Some(first), Some(second)) = (&comparison.first.role, &comparison.second.role) else { continue };
            let mut pair = [first, second];
            pair.sort();
            let complaint = if first == second {
                Some("compares a role with itself".to_owned())
            } else {
                seen.insert(pair, &entry.id).map(|other| format!("compares the same two roles as \"{other}\""))
            };
            if let Some(complaint) = complaint
                && let Some((_, location)) = self.ids.iter().find(|(id, _)| *id == entry.id)
            {
                self.problems.push(location.problem(complaint));
            }
        }
    }
}

/// One problem for one cause, at the first of the locations that name what is missing.
fn first_of(locations: &[&Location], message: &str, hint: &str) -> Problem {
    let times = if locations.len() > 1 { format!("; named {} times", locations.len()) } else { String::new() };
    let first = locations.iter().min_by_key(|location| (&location.file, location.line)).expect("one location at least");
    first.problem(format!("{message}{times}{hint}"))
}
