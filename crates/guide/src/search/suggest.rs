//! Suggested questions while a member types one.

use super::calibrated::WEIGHTS;
use super::index::{Field, Index, phrasings};
use super::query::{LastWord, Query};
use super::ranking::{Comparison, candidates};
use crate::knowledge::Knowledge;

/// Phrasings of one entry that are offered at most: several entries say more than one in many words.
const OF_ONE_ENTRY: usize = 3;

/// The titles and example questions that fit what a member has typed so far, best first, of those that are `offered`; none
/// for nothing typed.
pub fn suggest_questions<'k>(
    knowledge: &'k Knowledge,
    index: &Index,
    typed: &str,
    offered: impl Fn(&str) -> bool,
) -> Vec<&'k str> {
    let query = Query::read(index, typed, LastWord::Begun);
    if query.words.is_empty() {
        return Vec::new();
    }
    let comparison = Comparison::new(index, &query);
    let mut gains = vec![0.0; query.words.len()];
    let mut suggested: Vec<(usize, f32, &'k str)> = Vec::new();
    for candidate in candidates(index, &query, &WEIGHTS) {
        let Some(entry) = index.entry(candidate.doc).and_then(|id| knowledge.get(id)) else { continue };
        let mut fitting: Vec<(f32, &str)> = phrasings(entry)
            .zip(index.phrasings(candidate.doc))
            .filter(|((field, text), _)| matches!(field, Field::Title | Field::Asked) && offered(text))
            .map(|((_, text), phrasing)| (comparison.likeness(index, phrasing, &mut gains), text))
            .collect();
        fitting.sort_by(|one, other| other.0.total_cmp(&one.0));
        for (place, (likeness, text)) in fitting.into_iter().take(OF_ONE_ENTRY).enumerate() {
            suggested.push((place, candidate.score + likeness, text));
        }
    }
    // The best phrasing of each entry before the second of any.
    suggested.sort_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
    suggested.into_iter().map(|(_, _, text)| text).collect()
}
