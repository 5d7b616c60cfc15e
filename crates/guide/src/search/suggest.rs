//! Questions to pick while somebody is typing one.

use super::calibrated::WEIGHTS;
use super::index::{Field, Index, phrasings};
use super::ranking::{Comparison, LastWord, Query, candidates};
use crate::knowledge::{EntryId, Knowledge, Shelf};

/// Phrasings of one entry that are offered at most: several entries say more than one in many words.
const OF_ONE_ENTRY: usize = 3;

/// Questions that entries answer, for somebody who has typed this much: what can be sent, with the entry that answers
/// it. Best first, at most `most`; for nothing typed, what people ask most.
pub fn suggest_questions<'k>(
    knowledge: &'k Knowledge,
    index: &Index,
    typed: &str,
    most: usize,
) -> Vec<(&'k str, EntryId)> {
    let query = Query::read(index, typed, LastWord::Begun);
    if query.places.is_empty() {
        let needed = Shelf::ALL.into_iter().filter_map(|shelf| knowledge.guide(shelf)).map(|guide| &guide.first);
        let longest = needed.clone().map(Vec::len).max().unwrap_or(0);
        // The first of every shelf before the second of any.
        let ids = (0..longest).flat_map(|place| needed.clone().filter_map(move |first| first.get(place)));
        return ids
            .filter_map(|id| knowledge.get(id))
            .map(|entry| (question_of(entry), entry.id.clone()))
            .take(most)
            .collect();
    }
    let comparison = Comparison::new(index, &query);
    let mut gains = vec![0.0; query.places.len()];
    let mut offered: Vec<(usize, f32, &'k str, EntryId)> = Vec::new();
    for candidate in candidates(index, &query, &WEIGHTS) {
        let Some(entry) = index.entry(candidate.doc).and_then(|id| knowledge.get(id)) else { continue };
        let mut fitting: Vec<(f32, &str)> = phrasings(entry)
            .zip(index.phrasings(candidate.doc))
            .filter(|((field, _), _)| matches!(field, Field::Title | Field::Asked))
            .map(|((_, text), phrasing)| (comparison.likeness(index, phrasing, &mut gains), text))
            .collect();
        fitting.sort_by(|one, other| other.0.total_cmp(&one.0));
        for (place, (likeness, text)) in fitting.into_iter().take(OF_ONE_ENTRY).enumerate() {
            offered.push((place, candidate.score + likeness, text, entry.id.clone()));
        }
    }
    // The best phrasing of each entry before the second of any.
    offered.sort_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
    offered.into_iter().map(|(_, _, text, id)| (text, id)).take(most).collect()
}

/// An entry's subject as a question, where it has one.
fn question_of(entry: &crate::knowledge::Entry) -> &str {
    if entry.title.ends_with('?') { &entry.title } else { entry.asked_as.first().unwrap_or(&entry.title) }
}
