//! What one server changes about the search: entries of its own, and shipped ones that are switched off or replaced.

use super::index::{Doc, Index};
use super::names::Named;
use crate::knowledge::{Entry, EntryId, names_of};

/// What one server changes about the search. It belongs to the index it was built for.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// A bit for each shipped entry that is switched off.
    off: Vec<u64>,
    /// Shipped entries that are replaced, in order, and the places of the own entries that replace them.
    replaced: Vec<(Doc, u32)>,
    /// The names of the own entries, in their order.
    names: Vec<Named<EntryId>>,
}

impl Overlay {
    /// Reads the own entries. `off` tells of shipped entries that are switched off, `replaces` of own ones which shipped
    /// entry they replace; both by place.
    pub fn build(
        index: &Index,
        entries: &[Entry],
        off: impl IntoIterator<Item = usize>,
        replaced: impl IntoIterator<Item = (usize, usize)>,
    ) -> Self {
        let shipped = index.entries();
        let mut bits = vec![0_u64; shipped / 64 + 1];
        for place in off.into_iter().filter(|place| *place < shipped) {
            bits[place / 64] |= 1 << (place % 64);
        }
        let mut replaced: Vec<(Doc, u32)> = replaced
            .into_iter()
            .filter(|(shipped_place, own)| *shipped_place < shipped && *own < entries.len())
            .map(|(shipped, own)| (number(shipped), number(own)))
            .collect();
        replaced.sort_unstable();
        replaced.dedup_by_key(|(shipped, _)| *shipped);
        let named = |entry: &Entry| Named { what: entry.id.clone(), place: Doc::MAX, names: names_of(entry) };
        Self { off: bits, replaced, names: entries.iter().map(named).collect() }
    }

    /// Whether the shipped entry at a place is switched off.
    pub(crate) fn is_off(&self, place: Doc) -> bool {
        self.off.get(place as usize / 64).is_some_and(|bits| bits & (1 << (place % 64)) != 0)
    }

    /// The own entry that replaces the shipped one at a place.
    pub(crate) fn replacement(&self, place: Doc) -> Option<&EntryId> {
        let found = self.replaced.binary_search_by_key(&place, |(shipped, _)| *shipped).ok()?;
        Some(&self.names[self.replaced[found].1 as usize].what)
    }

    /// The names of the own entries.
    pub(super) fn names(&self) -> &[Named<EntryId>] {
        &self.names
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("fewer entries than numbers")
}
