//! What one server adds to the guide and switches off, ready for answers and search.

use rustc_hash::FxHashMap;

use super::{OwnEntry, Settings};
use crate::answer::Guide;
use crate::knowledge::{Block, Body, Entry, EntryId, Knowledge, fold};
use crate::search::{Overlay, related_entries};

/// How many shipped entries an own one leads to.
const RELATED: usize = 3;
/// Most wordings that a server keeps for shipped entries.
pub const MOST_WORDINGS: usize = 500;
/// Most of them for one entry.
pub const MOST_WORDINGS_OF_AN_ENTRY: usize = 20;

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
        Self::with_wordings(guide, own, settings, &[])
    }

    /// The same with wordings that find shipped entries in this server, as if each entry had one more example question.
    ///
    /// A wording of an entry that is switched off or is not shipped (any more) is passed over; one of an entry that is replaced
    /// leads to the own entry. At most [`MOST_WORDINGS`] count, of which [`MOST_WORDINGS_OF_AN_ENTRY`] of one entry: the first.
    pub fn with_wordings(guide: &Guide, own: &[OwnEntry], settings: Settings, wordings: &[(EntryId, String)]) -> Self {
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
        let wordings = places_of(&guide.knowledge, wordings, &off);
        let overlay = Overlay::with_wordings(&guide.index, &entries, off, replaced, wordings);
        let mut community = Self { settings, entries, places, overlay, related: Vec::new() };
        community.relate(guide);
        community
    }

    /// Finds the shipped entries that are about the same as each own one; links lead both ways.
    fn relate(&mut self, guide: &Guide) {
        let mut back: Vec<(u32, f32, u32)> = Vec::new();
        for own in 0..self.entries.len() {
            let near = related_entries(&guide.index, &subject_of(&self.entries[own]), RELATED * 2);
            let mut related = Vec::new();
            for (id, likeness) in near {
                let Some(place) = guide.knowledge.place(id).filter(|place| self.is_seen(Some(*place))) else {
                    continue;
                };
                if related.len() < RELATED {
                    related.push(id.clone());
                    back.push((number(place), likeness, number(own)));
                }
            }
            self.entries[own].related = related;
        }
        // Of several own entries, a shipped one leads to the likest.
        back.sort_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)).then(one.2.cmp(&other.2)));
        back.dedup_by_key(|(place, ..)| *place);
        self.related = back.into_iter().map(|(place, _, own)| (place, own)).collect();
    }

    /// How many bytes of memory it takes, about.
    pub fn bytes(&self) -> usize {
        /// What the allocator takes besides: one byte in so many.
        const ALLOCATOR: usize = 7;
        let ids = self.places.keys().map(|id| id.as_str().len()).sum::<usize>();
        let hidden = self.settings.hidden.iter().map(|id| size_of::<EntryId>() + id.as_str().len()).sum::<usize>();
        let bytes = size_of::<Self>() - size_of::<Overlay>()
            + self.entries.capacity() * size_of::<Entry>()
            + self.entries.iter().map(bytes_of).sum::<usize>()
            + (self.places.capacity() * 8 / 7).next_power_of_two() * (size_of::<(EntryId, u32)>() + 1)
            + ids
            + hidden
            + self.settings.rules.as_ref().map_or(0, String::capacity)
            + self.related.capacity() * size_of::<(u32, u32)>()
            + self.overlay.bytes();
        bytes + bytes / ALLOCATOR
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

/// What an own entry is about, for finding shipped entries on the same: its title and first questions.
fn subject_of(entry: &Entry) -> String {
    const QUESTIONS: usize = 2;
    let mut subject = entry.title.clone();
    for question in entry.asked_as.iter().take(QUESTIONS) {
        subject.push(' ');
        subject.push_str(question);
    }
    subject
}

/// How many bytes the texts of an own entry take.
fn bytes_of(entry: &Entry) -> usize {
    let list = |texts: &[String]| texts.iter().map(|text| size_of::<String>() + text.capacity()).sum::<usize>();
    let texts = [&entry.title, &entry.short, &entry.tagline, &entry.lead.text];
    let ids = entry.related.iter().map(|id| size_of::<EntryId>() + id.as_str().len()).sum::<usize>();
    let body = match &entry.body {
        Body::Own(own) => {
            let blocks = own.blocks.iter();
            let source = own.source.iter().map(|source| source.name.len() + source.url.as_ref().map_or(0, String::len));
            own.blocks.capacity() * size_of::<Block>()
                + blocks.map(|block| block.heading.capacity() + list(&block.lines)).sum::<usize>()
                + source.sum::<usize>()
                + own.replaces.as_ref().map_or(0, |id| id.as_str().len())
        }
        _ => 0,
    };
    let texts = texts.into_iter().map(String::capacity).sum::<usize>();
    entry.id.as_str().len() + texts + list(&entry.also_known_as) + list(&entry.asked_as) + ids + body
}

/// The places of the shipped entries that are switched off.
fn places_off<'k>(knowledge: &'k Knowledge, settings: &'k Settings) -> Vec<usize> {
    let by_kind = |(place, entry): (usize, &Entry)| settings.hidden_kinds.contains(&entry.kind()).then_some(place);
    let kinds = knowledge.entries().iter().enumerate().filter_map(by_kind);
    kinds.chain(settings.hidden.iter().filter_map(|id| knowledge.place(id))).collect()
}

/// The wordings that count, with the places of their entries.
fn places_of<'w>(knowledge: &Knowledge, wordings: &'w [(EntryId, String)], off: &[usize]) -> Vec<(usize, &'w str)> {
    let mut of: FxHashMap<usize, Vec<String>> = FxHashMap::default();
    let mut counted: Vec<(usize, &str)> = Vec::new();
    for (id, text) in wordings {
        let Some(place) = knowledge.place(id).filter(|place| !off.contains(place)) else { continue };
        let folded = fold(text);
        let kept = of.entry(place).or_default();
        if counted.len() < MOST_WORDINGS
            && kept.len() < MOST_WORDINGS_OF_AN_ENTRY
            && !folded.is_empty()
            && !kept.contains(&folded)
        {
            kept.push(folded);
            counted.push((place, text));
        }
    }
    counted
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("fewer entries than numbers")
}

#[cfg(test)]
#[path = "server_tests.rs"]
mod tests;
