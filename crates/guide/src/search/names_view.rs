//! What a typed name means, and which entries to suggest while a member types: the shipped names, and in a server with entries
//! of its own those too, with the names of what is switched off passed over.

use std::collections::BTreeMap;

use super::name_match::{self, NameMatch};
use super::names::{Meaning, Named, Names, Side, comparable};
use super::overlay::Overlay;
use crate::knowledge::{EntryId, Shelf};

/// The least likeness, from 0 to 1, of a name that is offered in place of one that means nothing.
///
/// At 0.6, something is near for at least 90 % of the guide's names with letters missing, cut or with words added, and for
/// about one in twenty words that have nothing to do with the guide (`mangled_names_are_near_and_other_words_are_not`).
const ALIKE: f64 = 0.6;

/// Own entries that stand before the shipped ones in a list of topics, so that both have a place in it.
pub const OWN_FIRST: usize = 12;

/// The names of the guide, and what a server changes about them.
#[derive(Clone, Copy, Debug)]
pub struct NamesView<'n> {
    names: &'n Names,
    overlay: Option<&'n Overlay>,
}

impl<'n> From<&'n Names> for NamesView<'n> {
    fn from(names: &'n Names) -> Self {
        Self { names, overlay: None }
    }
}

impl<'n> NamesView<'n> {
    /// The names, with those of a server's own entries where it has some.
    pub fn new(names: &'n Names, overlay: Option<&'n Overlay>) -> Self {
        Self { names, overlay }
    }

    /// What `written` means on a shelf: an id, a name, a displayed title, the only beginning or the only likely typo. The
    /// exact name of an own entry means that, on every shelf.
    pub fn entry(&self, shelf: Shelf, written: &str) -> Meaning<EntryId> {
        let name = comparable(written);
        match &self.own_exactly(&name)[..] {
            [] => {}
            [only] => return Meaning::One((*only).clone()),
            several => return Meaning::Several(several.iter().map(|id| (*id).clone()).collect()),
        }
        if let Some(means) = self.shared(shelf, &name) {
            return Meaning::Several(means);
        }
        let named: Vec<&Named<EntryId>> = self.named(shelf).collect();
        meaning(&named, &name, |named| self.resolved(named).clone())
    }

    /// The entry of any shelf that has just this name, where only one has; an own entry before shipped ones.
    pub fn exactly(&self, written: &str) -> Option<&'n EntryId> {
        let name = comparable(written);
        // A bare number says nothing about what it counts.
        if is_number(&name) {
            return None;
        }
        let own = self.own_exactly(&name);
        if let Some(first) = own.first() {
            return (own.len() == 1).then_some(*first);
        }
        let mut named = self.anywhere().filter(|named| named.names.contains(&name)).map(|named| self.resolved(named));
        let first = named.next()?;
        named.all(|other| other == first).then_some(first)
    }

    /// What `written` means as a side of a comparison.
    pub fn side(&self, written: &str) -> Meaning<Side> {
        let name = comparable(written);
        if let Some(means) = self.shared(Shelf::Role, &name) {
            return Meaning::Several(means.into_iter().map(Side::Role).collect());
        }
        let sides: Vec<&Named<Side>> = self.sides().collect();
        meaning(&sides, &name, |side| side.what.clone())
    }

    /// Up to `most` entries of a shelf for what was typed so far, best first; for nothing, those people need most.
    pub fn suggest(&self, shelf: Shelf, typed: &str, most: usize) -> Vec<EntryId> {
        let name = comparable(typed);
        let mut suggested: Vec<EntryId> = self.shared(shelf, &name).unwrap_or_default();
        let mut named: Vec<&Named<EntryId>> = self.named(shelf).collect();
        if name.is_empty() && shelf == Shelf::Topic {
            let own = self.own().len();
            named[own.min(OWN_FIRST)..].rotate_left(own.saturating_sub(OWN_FIRST));
        }
        for named in suggestions(&named, &name) {
            let id = self.resolved(named);
            if !suggested.contains(id) {
                suggested.push(id.clone());
            }
        }
        suggested.truncate(most);
        suggested
    }

    /// Whether the guide can compare the two: any two roles, and a job with what its own comparison has on the other side.
    pub fn can_compare(&self, one: &Side, other: &Side) -> bool {
        let compared: &BTreeMap<EntryId, Vec<EntryId>> = &self.names.compared;
        match (one, other) {
            _ if one == other => false,
            (Side::Role(_), Side::Role(_)) => true,
            (Side::Job { comparison, .. }, Side::Role(role)) | (Side::Role(role), Side::Job { comparison, .. }) => {
                compared.get(comparison).is_some_and(|roles| roles.contains(role))
            }
            (Side::Job { comparison: one, .. }, Side::Job { comparison: other, .. }) => one == other,
        }
    }

    /// Up to `most` sides of a comparison for what was typed so far, best first: those that can be compared with `other`.
    pub fn suggest_sides(&self, typed: &str, other: Option<&Side>, most: usize) -> Vec<Side> {
        let name = comparable(typed);
        let shared = self.shared(Shelf::Role, &name).unwrap_or_default();
        let mut suggested: Vec<Side> = shared.into_iter().map(Side::Role).collect();
        let sides: Vec<&Named<Side>> = self.sides().collect();
        for side in suggestions(&sides, &name) {
            if !suggested.contains(&side.what) {
                suggested.push(side.what.clone());
            }
        }
        suggested.retain(|side| other.is_none_or(|other| self.can_compare(side, other)));
        suggested.truncate(most);
        suggested
    }

    /// Up to `most` entries of a shelf with names that are alike to `written`, the likest first.
    pub fn nearest(&self, shelf: Shelf, written: &str, most: usize) -> Vec<EntryId> {
        self.likest(self.named(shelf), written, most)
    }

    /// Up to `most` entries of all shelves with names that are alike to `written`, the likest first.
    pub fn nearest_anywhere(&self, written: &str, most: usize) -> Vec<EntryId> {
        self.likest(self.anywhere(), written, most)
    }

    fn likest(&self, named: impl Iterator<Item = &'n Named<EntryId>>, written: &str, most: usize) -> Vec<EntryId> {
        let name = comparable(written);
        let mut by_likeness: Vec<(f64, &EntryId)> =
            named.map(|named| (name_match::likeness(&name, &named.names), self.resolved(named))).collect();
        by_likeness.retain(|(likeness, _)| *likeness >= ALIKE);
        by_likeness.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut nearest: Vec<EntryId> = Vec::new();
        for (_, id) in by_likeness {
            if nearest.len() < most && !nearest.contains(id) {
                nearest.push(id.clone());
            }
        }
        nearest
    }

    /// The entries of a shelf, own ones first on the one of topics.
    fn named(&self, shelf: Shelf) -> impl Iterator<Item = &'n Named<EntryId>> {
        let own = self.own().iter().filter(move |_| shelf == Shelf::Topic);
        own.chain(self.seen(self.names.shelves.get(&shelf).map_or(&[][..], Vec::as_slice)))
    }

    fn anywhere(&self) -> impl Iterator<Item = &'n Named<EntryId>> {
        let this = *self;
        self.own().iter().chain(self.names.shelves.values().flat_map(move |named| this.seen(named)))
    }

    fn sides(&self) -> impl Iterator<Item = &'n Named<Side>> {
        self.seen(&self.names.sides)
    }

    /// Those that are not switched off here.
    fn seen<T>(&self, named: &'n [Named<T>]) -> impl Iterator<Item = &'n Named<T>> + use<'n, T> {
        let overlay = self.overlay;
        named.iter().filter(move |named| overlay.is_none_or(|overlay| !overlay.is_off(named.place)))
    }

    fn own(&self) -> &'n [Named<EntryId>] {
        self.overlay.map_or(&[][..], Overlay::names)
    }

    /// The own entries that have just this name. A bare number is the number of a question or a step.
    fn own_exactly(&self, name: &str) -> Vec<&'n EntryId> {
        if name.is_empty() || is_number(name) {
            return Vec::new();
        }
        let has_it = |named: &&Named<EntryId>| named.names.iter().any(|known| known == name);
        self.own().iter().filter(has_it).map(|named| &named.what).collect()
    }

    /// The entry, or the own entry that replaces it.
    fn resolved(&self, named: &'n Named<EntryId>) -> &'n EntryId {
        self.overlay.and_then(|overlay| overlay.replacement(named.place)).unwrap_or(&named.what)
    }

    /// What a shared name means on a shelf, without what is switched off.
    fn shared(&self, shelf: Shelf, name: &str) -> Option<Vec<EntryId>> {
        let shared = self.names.shared.get(&shelf)?;
        let (_, means) = shared.iter().find(|(shared, _)| !name.is_empty() && shared == name)?;
        let Some(overlay) = self.overlay else { return Some(means.clone()) };
        let named = self.names.shelves.get(&shelf)?;
        let seen = |id: &EntryId| named.iter().any(|named| named.what == *id && !overlay.is_off(named.place));
        let means: Vec<EntryId> = means.iter().filter(|id| seen(id)).cloned().collect();
        (!means.is_empty()).then_some(means)
    }
}

fn is_number(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_digit())
}

fn meaning<'n, T, W: Clone + PartialEq>(
    named: &[&'n Named<T>],
    name: &str,
    what: impl Fn(&'n Named<T>) -> W,
) -> Meaning<W> {
    let exact = |named: &Named<T>| !name.is_empty() && named.names.iter().any(|known| known == name);
    let mut best: Option<NameMatch> = None;
    let mut found: Vec<W> = Vec::new();
    for named in named.iter().filter(|named| exact(named)) {
        let what = what(named);
        if !found.contains(&what) {
            found.push(what);
        }
    }
    // Most of what is asked is a whole name; only the rest is worth measuring.
    let inexact = if found.is_empty() { named } else { &[] };
    for named in inexact {
        let fit = name_match::best_match(name, &named.names).filter(|fit| says_enough(name, *fit));
        let Some(fit) = fit else { continue };
        if best.is_none_or(|best| fit < best) {
            best = Some(fit);
            found.clear();
        }
        if best == Some(fit) {
            let what = what(named);
            if !found.contains(&what) {
                found.push(what);
            }
        }
    }
    match found.len() {
        1 => Meaning::One(found.remove(0)),
        // Two that begin alike are a question of which; two that are misspelt alike are a guess.
        2 | 3 if matches!(best, Some(NameMatch::Beginning | NameMatch::Words)) => Meaning::Several(found),
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

fn suggestions<'n, T>(named: &[&'n Named<T>], name: &str) -> Vec<&'n Named<T>> {
    let mut fitting: Vec<(NameMatch, &Named<T>)> = named
        .iter()
        .filter_map(|named| {
            if name.is_empty() {
                Some((NameMatch::Exact, *named))
            } else {
                name_match::best_match(name, &named.names).map(|fit| (fit, *named))
            }
        })
        .collect();
    // Stable: equal fits keep the order in which people need the entries.
    fitting.sort_by_key(|(fit, _)| *fit);
    fitting.into_iter().map(|(_, named)| named).collect()
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
#[cfg(test)]
#[path = "nearest_tests.rs"]
mod nearest_tests;
