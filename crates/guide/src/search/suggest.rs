//! Entries to suggest while a member types a question.

use super::calibrated::WEIGHTS;
use super::index::{Doc, Index};
use super::query::{LastWord, Query};
use super::ranking::{Candidate, candidates};
use crate::knowledge::{Entry, EntryId};

/// The fewest letters of a last word that is completed: one or two begin half of all words.
const BEGINNING: usize = 3;
/// The least likeness, from 0 to 1, of an entry that is suggested.
///
/// For 124 labelled questions that the guide answers, the right entry is suggested for 85 %, among 2.0 entries; for 33 that it
/// does not answer, nothing is suggested in 85 %. At 0.45 it is 77 % of the first and 94 % of the second.
const ALIKE: f32 = 0.35;
/// The least score of an entry that is suggested, as a share of the first one's.
const BESIDE_THE_FIRST: f32 = 0.5;

/// Up to `most` entries that are like what a member has typed so far, best first; none for nothing typed, or for words
/// that are closer to a question that is refused.
pub fn suggest_entries<'i>(index: &'i Index, typed: &str, most: usize) -> Vec<&'i EntryId> {
    let named = index.whole(typed);
    let whole = Query::read(index, typed, LastWord::Whole);
    let alike = if whole.says_nothing() { Vec::new() } else { alike(index, &begun(index, typed).unwrap_or(whole)) };
    let mut suggested: Vec<&EntryId> = Vec::new();
    for id in named.into_iter().chain(alike).filter_map(|doc| index.entry(doc)) {
        if suggested.len() < most && !suggested.contains(&id) {
            suggested.push(id);
        }
    }
    suggested
}

/// What was typed with its last word completed, where enough of it is there.
fn begun(index: &Index, typed: &str) -> Option<Query> {
    let last = typed.split_whitespace().last()?;
    (last.chars().count() >= BEGINNING).then(|| Query::read(index, typed, LastWord::Begun))
}

fn alike(index: &Index, query: &Query) -> Vec<Doc> {
    let (entries, refusals): (Vec<Candidate>, Vec<Candidate>) =
        candidates(index, query, &WEIGHTS).into_iter().partition(|candidate| index.entry(candidate.doc).is_some());
    let first = entries.first().map_or(0.0, |first| first.score);
    let refused = refusals.first().map_or(0.0, |refused| refused.score);
    let least = refused.max(first * BESIDE_THE_FIRST);
    let alike = entries.into_iter().filter(|entry| entry.score >= least && entry.evidence.likeness() >= ALIKE);
    alike.map(|entry| entry.doc).collect()
}

/// Words that ask for just this entry: its title, or its id where another entry has the same title.
pub fn exact_words<'k>(index: &Index, entry: &'k Entry) -> &'k str {
    let first = index.whole(&entry.title).first().and_then(|doc| index.entry(*doc));
    if first == Some(&entry.id) { &entry.title } else { entry.id.as_str() }
}

#[cfg(test)]
#[path = "suggest_tests.rs"]
mod tests;
