//! What must hold between entries, once all are read.

use std::collections::HashMap;

use time::Date;

use super::Source;
use super::entry::{Body, Entry, EntryId, Kind, Shelf};
use super::limits::Limits;
use super::names::fold;
use super::notes::{Notes, Place, brief};
use super::problem::{Problem, Severity, did_you_mean};

impl Notes {
    /// Compares everything with everything and gives all problems, those of single texts included.
    /// Without `sources`, citations are not compared with them.
    pub fn finish(mut self, entries: &[Entry], sources: Option<&Vec<Source>>, today: Date) -> Vec<Problem> {
        self.ids_are_unique();
        self.references_lead_somewhere(entries);
        if let Some(sources) = sources {
            self.sources_exist(sources);
        }
        self.names_are_unique(entries);
        self.questions_are_unique();
        self.numbers_are_unique();
        self.comparisons_differ(entries);
        self.reviews_are_recent(today);
        self.problems.sort();
        self.problems.dedup();
        self.problems
    }

    fn ids_are_unique(&mut self) {
        let mut first: HashMap<&EntryId, &Place> = HashMap::new();
        for (id, place) in &self.ids {
            if let Some(taken) = first.get(id) {
                let message = format!("the id \"{id}\" is taken already, at {}:{}", taken.file, taken.line);
                self.problems.push(place.problem(message));
            } else {
                first.insert(id, place);
            }
        }
    }

    fn references_lead_somewhere(&mut self, entries: &[Entry]) {
        // Ids of entries whose shape is broken are known too: one mistake is reported once.
        let known: HashMap<&EntryId, Option<Kind>> = self
            .ids
            .iter()
            .map(|(id, _)| id)
            .chain(&self.unread)
            .map(|id| (id, None))
            .chain(entries.iter().map(|entry| (&entry.id, Some(entry.kind()))))
            .collect();
        for (id, wanted, place) in &self.references {
            match (known.get(id), wanted) {
                (None, _) => {
                    let hint = did_you_mean(id.as_str(), known.keys().map(|known| known.as_str()));
                    self.problems.push(place.problem(format!("there is no entry \"{id}\"{hint}")));
                }
                (Some(Some(kind)), Some(wanted)) if kind != wanted => {
                    let message = format!("\"{id}\" is one of the {}, not of the {}", kind.folder(), wanted.folder());
                    self.problems.push(place.problem(message));
                }
                _ => {}
            }
        }
    }

    fn sources_exist(&mut self, sources: &[Source]) {
        for (cited, place) in &self.citations {
            if !sources.iter().any(|source| source.file == *cited) {
                let hint = did_you_mean(cited, sources.iter().map(|source| source.file.as_str()));
                let message = format!("sources.yaml has no \"{}\"{hint}", brief(cited));
                self.problems.push(place.problem(message));
            }
        }
    }

    fn names_are_unique(&mut self, entries: &[Entry]) {
        let mut titles: HashMap<(Shelf, String), &EntryId> = HashMap::new();
        for entry in entries {
            let other = titles.entry((entry.kind().shelf(), fold(&entry.title))).or_insert(&entry.id);
            if *other != &entry.id
                && let Some((_, place)) = self.ids.iter().find(|(id, _)| *id == entry.id)
            {
                self.problems.push(place.problem(format!("has the same title as \"{other}\"")));
            }
        }
        let mut first: HashMap<(Shelf, &str), &Place> = HashMap::new();
        for (shelf, name, place) in &self.names {
            if let Some(taken) = first.get(&(*shelf, name.as_str())) {
                let message = format!(
                    "the name \"{name}\" is taken already, at {}:{} ({}); list it under shared_names in commands.yaml \
                     when it means both",
                    taken.file, taken.line, taken.path
                );
                self.problems.push(place.problem(message));
            } else {
                first.insert((*shelf, name), place);
            }
            if let Some(other) = titles.get(&(*shelf, name.clone()))
                && !place.path.starts_with(&format!("{other}."))
            {
                self.problems.push(place.problem(format!("the name \"{name}\" is the title of \"{other}\"")));
            }
        }
    }

    fn questions_are_unique(&mut self) {
        let mut first: HashMap<&str, &Place> = HashMap::new();
        for (question, place) in &self.questions {
            if let Some(taken) = first.get(question.as_str()) {
                let message = format!("the same question stands at {}:{} ({})", taken.file, taken.line, taken.path);
                self.problems.push(place.problem(message));
            } else {
                first.insert(question, place);
            }
        }
    }

    fn numbers_are_unique(&mut self) {
        let mut first: HashMap<(&str, u8), &Place> = HashMap::new();
        for (what, number, place) in &self.numbers {
            if let Some(taken) = first.get(&(*what, *number)) {
                let message = format!("{what} {number} is taken already, at {}:{}", taken.file, taken.line);
                self.problems.push(place.problem(message));
            } else {
                first.insert((what, *number), place);
            }
        }
    }

    fn comparisons_differ(&mut self, entries: &[Entry]) {
        let mut seen: HashMap<[&EntryId; 2], &EntryId> = HashMap::new();
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
                && let Some((_, place)) = self.ids.iter().find(|(id, _)| *id == entry.id)
            {
                self.problems.push(place.problem(complaint));
            }
        }
    }

    fn reviews_are_recent(&mut self, today: Date) {
        for (date, place) in &self.reviewed {
            if today - *date > Limits::REVIEW {
                let message = format!("was last compared with its sources on {date}, more than 12 months ago");
                self.problems.push(place.reported(Severity::Warning, message));
            }
        }
    }
}
