//! What must hold between entries, once all are read: a list of rules, each a function.

use std::collections::{BTreeMap, HashSet};

use rustc_hash::FxHashMap;
use time::{Date, Duration};

use super::Source;
use super::diagnostics::{Diagnostics, Location, Name, Numbered, SharedName, brief, squeezed};
use super::entry::{Body, Entry, EntryId, Kind, Shelf};
use super::limits::Limits;
use super::names::{fold, names_of, names_of_job};
use super::problem::{Problem, Severity, did_you_mean};

impl Diagnostics {
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
        for (cited, location) in &self.citations {
            if !sources.iter().any(|source| source.file == *cited) {
                missing.entry(cited).or_default().push(location);
            }
        }
        for (cited, locations) in missing {
            let hint = did_you_mean(cited, sources.iter().map(|source| source.file.as_str()));
            let message = format!("sources.yaml has no \"{}\"", brief(cited));
            self.problems.push(first_of(&locations, &message, &hint));
        }
    }

    /// Compares the very names that the index holds: what two own would lead to neither.
    fn names_lead_to_one(&mut self, entries: &[Entry]) {
        let mut problems = Vec::new();
        self.names_are_written_once(&mut problems);
        for shelf in Shelf::ALL {
            let shared = self.shared_on(shelf, &mut problems);
            let owners = owners_on(shelf, entries);
            let mut first: FxHashMap<&str, &Owner> = FxHashMap::default();
            let mut told: HashSet<[&str; 2]> = HashSet::new();
            for owner in &owners {
                for name in owner.names.iter().filter(|name| !name.is_empty()) {
                    if let Some(shared) = shared.get(name.as_str()) {
                        problems.extend(self.not_among_the_shared(name, owner, shared));
                        continue;
                    }
                    let other = *first.entry(name).or_insert(owner);
                    if other.path == owner.path || other.is_told_of(owner) {
                        continue;
                    }
                    // Where one of them is an alias, that is the one to take away.
                    let (location, alias) = self.written(name, owner);
                    let (taken, taken_alias) = self.written(name, other);
                    let swap = taken_alias && !alias;
                    let (location, taken) = if swap { (taken, location) } else { (location, taken) };
                    // Two entries with one id's name or title share other names because of it: told once.
                    if !alias && !taken_alias && !told.insert([&owner.path, &other.path]) {
                        continue;
                    }
                    let way_out = if owner.job || other.job {
                        ""
                    } else {
                        "; list it under shared_names in commands.yaml when it means both"
                    };
                    let message = format!(
                        "the name \"{name}\" is taken already, at {}:{} ({}){way_out}",
                        taken.file, taken.line, taken.path
                    );
                    problems.push(location.problem(message));
                }
            }
        }
        self.problems.extend(problems);
    }

    /// An alias that its own entry writes twice.
    fn names_are_written_once(&self, problems: &mut Vec<Problem>) {
        let mut seen = HashSet::new();
        for Name { owner, folded, location, .. } in self.names.iter().filter(|name| name.alias) {
            if !seen.insert((owner, folded, &location.file)) {
                problems.push(location.problem(format!("holds the name \"{folded}\" twice")));
            }
        }
    }

    /// The shared names of a shelf, each listed once.
    fn shared_on(&self, shelf: Shelf, problems: &mut Vec<Problem>) -> FxHashMap<&str, &SharedName> {
        let mut listed: FxHashMap<&str, &SharedName> = FxHashMap::default();
        for shared in self.shared.iter().filter(|shared| shared.shelf == shelf) {
            if let Some(other) = listed.get(shared.name.as_str()) {
                let message =
                    format!("the name \"{}\" is listed already, at line {}", shared.name, other.location.line);
                problems.push(shared.location.problem(message));
            } else {
                listed.insert(&shared.name, shared);
            }
        }
        listed
    }

    /// A shared name leads only to what it lists: an owner that is not listed could not be reached by it.
    fn not_among_the_shared(&self, name: &str, owner: &Owner, shared: &SharedName) -> Option<Problem> {
        if !owner.job && owner.ids.iter().any(|id| shared.means.contains(id)) {
            return None;
        }
        let at = format!("{}:{} ({})", shared.location.file, shared.location.line, shared.location.path);
        let way_out = if owner.job { "leave it out here" } else { "add this entry there, or leave it out here" };
        let (location, _) = self.written(name, owner);
        Some(location.problem(format!("the name \"{name}\" means only the entries listed at {at}: {way_out}")))
    }

    /// Where an owner has a name from, and whether it is an alias there.
    fn written(&self, name: &str, owner: &Owner) -> (Location, bool) {
        let own = || self.names.iter().filter(|written| written.owner == owner.path && written.folded == name);
        // A title that is an alias as well would be there without the alias.
        if let Some(written) = own().find(|written| !written.alias).or_else(|| own().next()) {
            return (written.location.clone(), written.alias);
        }
        let of_id = owner.ids.iter().any(|id| fold(id.as_str()) == name || fold(id.name()) == name);
        let number = self.numbers.iter().map(|(_, _, location)| location);
        let numbered =
            number.filter(|location| !of_id && location.path.rsplit_once('.').is_some_and(|(id, _)| id == owner.path));
        let ids = self.ids.iter().filter(|(id, _)| owner.ids.contains(&id)).map(|(_, location)| location);
        let location = numbered.chain(ids).next().cloned().unwrap_or_default();
        (location, false)
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

    fn reviews_are_recent(&mut self, today: Date) {
        for (date, location) in &self.reviewed {
            // Somewhere it is tomorrow already.
            if *date > today + Duration::DAY {
                let message = format!("says {date}, which is still to come");
                self.problems.push(location.reported(Severity::Warning, message));
            }
            if today - *date > Limits::REVIEW {
                let message = format!("was last compared with its sources on {date}, more than 12 months ago");
                self.problems.push(location.reported(Severity::Warning, message));
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

/// Something that names lead to: an entry, or a job that only a comparison knows.
struct Owner<'a> {
    path: String,
    ids: Vec<&'a EntryId>,
    /// Its number among the questions or steps.
    number: Option<u8>,
    job: bool,
    names: Vec<String>,
}

impl Owner<'_> {
    /// Whether the two have an id or a number in common, which is a mistake of its own.
    fn is_told_of(&self, other: &Self) -> bool {
        (self.number.is_some() && self.number == other.number)
            || (!self.job && !other.job && self.ids.iter().any(|id| other.ids.contains(id)))
    }
}

/// Whatever the names of one shelf lead to. Jobs without an entry are looked up together with the roles.
fn owners_on(shelf: Shelf, entries: &[Entry]) -> Vec<Owner<'_>> {
    let mut owners = Vec::new();
    for entry in entries {
        if entry.kind().shelf() == shelf {
            let number = match &entry.body {
                Body::Faq(faq) => Some(faq.number),
                Body::Career(career) => career.step,
                _ => None,
            };
            let ids = std::iter::once(&entry.id).chain(&entry.also_id).collect();
            owners.push(Owner { path: entry.id.to_string(), ids, number, job: false, names: names_of(entry) });
        }
        if let (Shelf::Role, Body::Comparison(comparison)) = (shelf, &entry.body) {
            for (key, side) in [("first", &comparison.first), ("second", &comparison.second)] {
                if side.role.is_none() {
                    let path = format!("{}.{key}", entry.id);
                    owners.push(Owner {
                        path,
                        ids: vec![&entry.id],
                        number: None,
                        job: true,
                        names: names_of_job(side),
                    });
                }
            }
        }
    }
    owners
}
