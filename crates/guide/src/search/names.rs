//! Which entry a name means, and which entries to suggest while a member types. Pure: an index built from a
//! [`Knowledge`] in one call, immutable, swapped together with it.

use std::collections::BTreeMap;

use super::name_match::{self, NameMatch};
use crate::knowledge::{Body, EntryId, Knowledge, Shelf, fold, names_of, names_of_job};

/// The longest text, in characters, that is compared with names; what follows is ignored.
const LONGEST_NAME: usize = 100;

/// The least likeness, from 0 to 1, of a name that is offered in place of one that means nothing.
///
/// At 0.6, something is near for at least 90 % of the guide's names with letters missing, cut or with words added, and for
/// about one in twenty words that have nothing to do with the guide (`mangled_names_are_near_and_other_words_are_not`).
const ALIKE: f64 = 0.6;

/// What a side of `/compare` can be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A role of the guide.
    Role(EntryId),
    /// A job that has no entry, known only from this comparison.
    Job {
        /// The comparison that knows it.
        comparison: EntryId,
        /// Its whole name.
        name: String,
    },
}

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning<T> {
    /// One thing, for certain.
    One(T),
    /// Several, the likeliest first.
    Several(Vec<T>),
    /// None.
    Nothing,
}

/// The names of everything that can be asked for.
#[derive(Clone, Debug)]
pub struct Names {
    shelves: BTreeMap<Shelf, Vec<Named<EntryId>>>,
    sides: Vec<Named<Side>>,
    /// The roles of each documented comparison.
    compared: BTreeMap<EntryId, Vec<EntryId>>,
    shared: BTreeMap<Shelf, Vec<(String, Vec<EntryId>)>>,
}

/// Something with its folded names, the id and title among them.
#[derive(Clone, Debug)]
struct Named<T> {
    what: T,
    names: Vec<String>,
}

impl Names {
    /// Gathers the names of every entry.
    pub fn build(knowledge: &Knowledge) -> Self {
        let mut shelves = BTreeMap::new();
        let mut shared = BTreeMap::new();
        for shelf in Shelf::ALL {
            let named = knowledge
                .most_needed_first(shelf)
                .into_iter()
                .map(|entry| Named { what: entry.id.clone(), names: names_of(entry) })
                .collect();
            shelves.insert(shelf, named);
            let names = knowledge.guide(shelf).map(|guide| guide.shared_names.clone()).unwrap_or_default();
            shared.insert(shelf, names);
        }
        let sides = knowledge
            .most_needed_first(Shelf::Role)
            .into_iter()
            .map(|entry| Named { what: Side::Role(entry.id.clone()), names: names_of(entry) })
            .chain(jobs_without_entry(knowledge))
            .collect();
        let compared = compared_roles(knowledge);
        Self { shelves, sides, compared, shared }
    }

    /// What `written` means on a shelf: an id, a name, a displayed title, the only beginning or the only likely typo.
    pub fn entry(&self, shelf: Shelf, written: &str) -> Meaning<EntryId> {
        let name = comparable(written);
        if let Some((_, means)) = self.shared_names(shelf).iter().find(|(shared, _)| *shared == name) {
            return Meaning::Several(means.clone());
        }
        meaning(self.named(shelf), &name)
    }

    /// The entry of any shelf that has just this name, where only one has.
    pub fn exactly(&self, written: &str) -> Option<&EntryId> {
        let name = comparable(written);
        // A bare number says nothing about what it counts.
        if name.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut named = self.shelves.values().flatten().filter(|named| named.names.contains(&name));
        let first = named.next()?;
        named.next().is_none().then_some(&first.what)
    }

    /// What `written` means as a side of a comparison.
    pub fn side(&self, written: &str) -> Meaning<Side> {
        let name = comparable(written);
        if let Some((_, means)) = self.shared_names(Shelf::Role).iter().find(|(shared, _)| *shared == name) {
            return Meaning::Several(means.iter().cloned().map(Side::Role).collect());
        }
        meaning(&self.sides, &name)
    }

    /// Up to `most` entries of a shelf for what was typed so far, best first; for nothing, those people need most.
    pub fn suggest(&self, shelf: Shelf, typed: &str, most: usize) -> Vec<EntryId> {
        let name = comparable(typed);
        let shared = self.shared_names(shelf).iter().filter(|(shared, _)| !name.is_empty() && *shared == name);
        let mut suggested: Vec<EntryId> = shared.flat_map(|(_, means)| means.iter().cloned()).collect();
        for id in suggestions(self.named(shelf), &name) {
            if !suggested.contains(id) {
                suggested.push(id.clone());
            }
        }
        suggested.truncate(most);
        suggested
    }

    /// Whether the guide can compare the two: any two roles, and a job with what its own comparison has on the other side.
    pub fn can_compare(&self, one: &Side, other: &Side) -> bool {
        match (one, other) {
            _ if one == other => false,
            (Side::Role(_), Side::Role(_)) => true,
            (Side::Job { comparison, .. }, Side::Role(role)) | (Side::Role(role), Side::Job { comparison, .. }) => {
                self.compared.get(comparison).is_some_and(|roles| roles.contains(role))
            }
            (Side::Job { comparison: one, .. }, Side::Job { comparison: other, .. }) => one == other,
        }
    }

    /// Up to `most` sides of a comparison for what was typed so far, best first: those that can be compared with `other`.
    pub fn suggest_sides(&self, typed: &str, other: Option<&Side>, most: usize) -> Vec<Side> {
        let name = comparable(typed);
        let shared = self.shared_names(Shelf::Role).iter().filter(|(shared, _)| !name.is_empty() && *shared == name);
        let mut suggested: Vec<Side> = shared.flat_map(|(_, means)| means.iter().cloned().map(Side::Role)).collect();
        for side in suggestions(&self.sides, &name) {
            if !suggested.contains(side) {
                suggested.push(side.clone());
            }
        }
        suggested.retain(|side| other.is_none_or(|other| self.can_compare(side, other)));
        suggested.truncate(most);
        suggested
    }

    /// Up to `most` entries of a shelf whose names are alike to `written`, the likest first.
    pub fn nearest(&self, shelf: Shelf, written: &str, most: usize) -> Vec<EntryId> {
        nearest(self.named(shelf).iter(), written, most)
    }

    /// Up to `most` entries of all shelves whose names are alike to `written`, the likest first.
    pub fn nearest_anywhere(&self, written: &str, most: usize) -> Vec<EntryId> {
        nearest(self.shelves.values().flatten(), written, most)
    }

    fn named(&self, shelf: Shelf) -> &[Named<EntryId>] {
        self.shelves.get(&shelf).map_or(&[], Vec::as_slice)
    }

    fn shared_names(&self, shelf: Shelf) -> &[(String, Vec<EntryId>)] {
        self.shared.get(&shelf).map_or(&[], Vec::as_slice)
    }
}

fn compared_roles(knowledge: &Knowledge) -> BTreeMap<EntryId, Vec<EntryId>> {
    let comparisons = knowledge.on(Shelf::Comparison).filter_map(|entry| match &entry.body {
        Body::Comparison(comparison) => Some((entry.id.clone(), [&comparison.first, &comparison.second])),
        _ => None,
    });
    comparisons.map(|(id, sides)| (id, sides.into_iter().filter_map(|side| side.role.clone()).collect())).collect()
}

fn jobs_without_entry(knowledge: &Knowledge) -> impl Iterator<Item = Named<Side>> {
    knowledge.on(Shelf::Comparison).flat_map(|entry| {
        let sides = match &entry.body {
            Body::Comparison(comparison) => vec![&comparison.first, &comparison.second],
            _ => Vec::new(),
        };
        sides.into_iter().filter(|side| side.role.is_none()).map(|side| Named {
            what: Side::Job { comparison: entry.id.clone(), name: side.name.clone() },
            names: names_of_job(side),
        })
    })
}

/// What is left of a written name for comparing it: words of letters and digits, bounded, whatever a stranger sends.
pub fn comparable(written: &str) -> String {
    let written: String = written.trim_start().chars().take(LONGEST_NAME).collect();
    let folded = fold(&written);
    // Folding drops the sign, but -1 is not question 1.
    let negative = written.strip_prefix(['-', '−']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if negative { format!("minus {folded}") } else { folded }
}

fn meaning<T: Clone>(named: &[Named<T>], name: &str) -> Meaning<T> {
    let exact = |named: &&Named<T>| !name.is_empty() && named.names.iter().any(|known| known == name);
    let mut best: Option<NameMatch> = None;
    let mut found: Vec<&T> = named.iter().filter(exact).map(|named| &named.what).collect();
    // Most of what is asked is a whole name; only the rest is worth measuring.
    let inexact = if found.is_empty() { named } else { &[] };
    for Named { what, names } in inexact {
        let Some(fit) = name_match::best_match(name, names).filter(|fit| says_enough(name, *fit)) else { continue };
        if best.is_none_or(|best| fit < best) {
            best = Some(fit);
            found.clear();
        }
        if best == Some(fit) {
            found.push(what);
        }
    }
    match found[..] {
        [what] => Meaning::One(what.clone()),
        // Two that begin alike are a question of which; two that are misspelt alike are a guess.
        [_, _] | [_, _, _] if matches!(best, Some(NameMatch::Beginning | NameMatch::Words)) => {
            Meaning::Several(found.into_iter().cloned().collect())
        }
        _ => Meaning::Nothing,
    }
}

/// Single letters begin some word of almost every name: what was sent must say more than that.
fn says_enough(name: &str, fit: NameMatch) -> bool {
    const SHORTEST: usize = 3;
    match fit {
        NameMatch::Words => name.split(' ').all(|word| word.chars().count() >= SHORTEST),
        NameMatch::Beginning => name.chars().count() >= SHORTEST,
        NameMatch::Exact | NameMatch::Typo(_) => true,
    }
}

fn suggestions<'a, T>(named: &'a [Named<T>], name: &str) -> Vec<&'a T> {
    let mut fitting: Vec<(NameMatch, &T)> = named
        .iter()
        .filter_map(|Named { what, names }| {
            if name.is_empty() {
                Some((NameMatch::Exact, what))
            } else {
                name_match::best_match(name, names).map(|fit| (fit, what))
            }
        })
        .collect();
    // Stable: equal fits keep the order in which people need the entries.
    fitting.sort_by_key(|(fit, _)| *fit);
    fitting.into_iter().map(|(_, what)| what).collect()
}

fn nearest<'a>(named: impl Iterator<Item = &'a Named<EntryId>>, written: &str, most: usize) -> Vec<EntryId> {
    let name = comparable(written);
    let mut by_likeness: Vec<(f64, &EntryId)> =
        named.map(|Named { what, names }| (name_match::likeness(&name, names), what)).collect();
    by_likeness.retain(|(likeness, _)| *likeness >= ALIKE);
    by_likeness.sort_by(|one, other| other.0.total_cmp(&one.0));
    by_likeness.into_iter().take(most).map(|(_, id)| id.clone()).collect()
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
#[cfg(test)]
#[path = "nearest_tests.rs"]
mod nearest_tests;
