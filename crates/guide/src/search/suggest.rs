//! Entries to suggest while a member types a question.

use super::calibrated::WEIGHTS;
use super::corpus::Corpus;
use super::index::Index;
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
pub fn suggest_entries<'i>(corpus: impl Into<Corpus<'i>>, typed: &str, most: usize) -> Vec<&'i EntryId> {
    let corpus = corpus.into();
    let named = corpus.whole(typed);
    let whole = Query::read(corpus, typed, LastWord::Whole);
    let alike =
        if whole.says_nothing() { Vec::new() } else { alike(corpus, &begun(corpus, typed).unwrap_or(whole), ALIKE) };
    let alike = alike.into_iter().map(|candidate| candidate.doc);
    let mut suggested: Vec<&EntryId> = Vec::new();
    for id in named.into_iter().chain(alike).filter_map(|doc| corpus.entry(doc)) {
        if suggested.len() < most && !suggested.contains(&id) {
            suggested.push(id);
        }
    }
    suggested
}

/// What was typed with its last word completed, where enough of it is there.
fn begun(corpus: Corpus<'_>, typed: &str) -> Option<Query> {
    let last = typed.split_whitespace().last()?;
    (last.chars().count() >= BEGINNING).then(|| Query::read(corpus, typed, LastWord::Begun))
}

/// Up to `most` entries of the index that are about the same as a text, with how alike they are, best first.
pub(crate) fn related_entries<'i>(index: &'i Index, text: &str, most: usize) -> Vec<(&'i EntryId, f32)> {
    /// The least likeness of an entry that is about the same.
    const RELATED: f32 = 0.5;
    let query = Query::read(index.into(), text, LastWord::Whole);
    let alike = if query.says_nothing() { Vec::new() } else { alike(index.into(), &query, RELATED) };
    let related = |candidate: &Candidate| Some((index.entry(candidate.doc)?, candidate.evidence.likeness()));
    alike.iter().filter_map(related).take(most).collect()
}

fn alike(corpus: Corpus<'_>, query: &Query, least_likeness: f32) -> Vec<Candidate> {
    let (entries, refusals): (Vec<Candidate>, Vec<Candidate>) =
        candidates(corpus, query, &WEIGHTS).into_iter().partition(|candidate| corpus.entry(candidate.doc).is_some());
    let first = entries.first().map_or(0.0, |first| first.score);
    let refused = refusals.first().map_or(0.0, |refused| refused.score);
    let least = refused.max(first * BESIDE_THE_FIRST);
    let is_alike = |entry: &Candidate| entry.score >= least && entry.evidence.likeness() >= least_likeness;
    entries.into_iter().filter(is_alike).collect()
}

/// Words that ask for just this entry: its title, or its id where another entry has the same title.
pub fn exact_words<'i, 'k>(corpus: impl Into<Corpus<'i>>, entry: &'k Entry) -> &'k str {
    let corpus = corpus.into();
    let first = corpus.whole(&entry.title).first().and_then(|doc| corpus.entry(*doc));
    if first == Some(&entry.id) { &entry.title } else { entry.id.as_str() }
}

#[cfg(test)]
#[path = "suggest_tests.rs"]
mod tests;
