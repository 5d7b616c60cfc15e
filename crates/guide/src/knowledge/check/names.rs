//! The names that lead to entries: on a shelf, each leads to one, or to those that `shared_names` lists.

use std::collections::HashSet;

use rustc_hash::FxHashMap;

use super::super::diagnostics::{Diagnostics, Location, Name, SharedName};
use super::super::entry::{Body, Entry, EntryId, Shelf};
use super::super::names::{fold, names_of, names_of_job};
use super::super::problem::Problem;

impl Diagnostics {
    /// Compares the very names that the index holds: what two own would lead to neither.
    pub(super) fn names_lead_to_one(&mut self, entries: &[Entry]) {
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
