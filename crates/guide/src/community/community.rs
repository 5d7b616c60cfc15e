//! What one server adds to the guide and switches off, ready for answers and search.

use rustc_hash::FxHashMap;

use super::{OwnEntry, Settings};
use crate::answer::Guide;
use crate::knowledge::{Body, Entry, EntryId, Knowledge};
use crate::search::Overlay;

/// What one server adds to the guide and switches off. It belongs to the guide it was built for: after a reload of that, it is
/// built again.
#[derive(Clone, Debug)]
pub struct Community {
    settings: Settings,
    entries: Vec<Entry>,
    places: FxHashMap<EntryId, u32>,
    overlay: Overlay,
    /// Shipped entries by place, in order, and the own entry that each leads to.
    related: Vec<(u32, u32)>,
}

impl Community {
    /// Reads the published own entries of a server, and its settings. An entry that was damaged is left out.
    pub fn build(guide: &Guide, own: &[OwnEntry], settings: Settings) -> Self {
        let mut entries: Vec<Entry> = Vec::with_capacity(own.len());
        let mut places: FxHashMap<EntryId, u32> = FxHashMap::default();
        for entry in own.iter().filter_map(OwnEntry::to_entry) {
            if !places.contains_key(&entry.id) {
                places.insert(entry.id.clone(), number(entries.len()));
                entries.push(entry);
            }
        }
        let replaced: Vec<(usize, usize)> = entries
            .iter()
            .zip(0..)
            .filter_map(|(entry, own)| match &entry.body {
                Body::Own(body) => Some((guide.knowledge.place(body.replaces.as_ref()?)?, own)),
                _ => None,
            })
            .collect();
        // What is replaced is found by its names all the same, and leads to the own entry.
        let mut off = places_off(&guide.knowledge, &settings);
        off.retain(|place| replaced.iter().all(|(shipped, _)| shipped != place));
        let overlay = Overlay::build(&guide.index, &entries, off, replaced);
        Self { settings, entries, places, overlay, related: Vec::new() }
    }

    /// The memory that it takes, in bytes, about.
    pub fn bytes(&self) -> usize {
        self.entries.iter().flat_map(Entry::texts).map(str::len).sum::<usize>() * 4
    }

    /// The own entries, in the order in which they were given.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The own entry with this id.
    pub fn get(&self, id: &EntryId) -> Option<&Entry> {
        self.places.get(id).map(|place| &self.entries[*place as usize])
    }

    /// What staff set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What the server changes about the search.
    pub fn overlay(&self) -> &Overlay {
        &self.overlay
    }

    /// The own entry that replaces the shipped one at a place.
    pub(crate) fn replacement(&self, place: usize) -> Option<&Entry> {
        self.get(self.overlay.replacement(u32::try_from(place).ok()?)?)
    }

    /// Whether a shipped entry is neither switched off nor replaced.
    pub(crate) fn is_seen(&self, place: Option<usize>) -> bool {
        let place = place.and_then(|place| u32::try_from(place).ok());
        place.is_some_and(|place| !self.overlay.is_off(place) && self.overlay.replacement(place).is_none())
    }

    /// The own entry that the shipped one at a place leads to.
    pub(crate) fn related_to(&self, place: usize) -> Option<&Entry> {
        let place = u32::try_from(place).ok()?;
        let found = self.related.binary_search_by_key(&place, |(shipped, _)| *shipped).ok()?;
        self.entries.get(self.related[found].1 as usize)
    }
}

/// The places of the shipped entries that are switched off.
fn places_off<'k>(knowledge: &'k Knowledge, settings: &'k Settings) -> Vec<usize> {
    let by_kind = |(place, entry): (usize, &Entry)| settings.hidden_kinds.contains(&entry.kind()).then_some(place);
    let kinds = knowledge.entries().iter().enumerate().filter_map(by_kind);
    kinds.chain(settings.hidden.iter().filter_map(|id| knowledge.place(id))).collect()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("fewer entries than numbers")
}
