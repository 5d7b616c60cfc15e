//! Which entry a text means. Pure: indexes built from a [`Knowledge`](crate::knowledge::Knowledge) in one call each,
//! immutable, swapped together with it.
//!
//! [`Names`] know what a typed name means on the shelf of a command; [`search`] finds the entry that answers a question
//! in any words, and says how sure it is. `ARCHITECTURE.md` tells how an answer is chosen.

mod asking;
mod corpus;
mod calibrated;
mod confidence;
mod evidence;
mod explain;
mod name_match;
pub mod evaluation;
pub mod calibration_report;
mod index;
mod intent;
mod meaning;
mod lexicon;
mod names;
mod names_view;
mod overlay;
mod phrasings;
mod company;
mod compound;
mod query;
mod ranking;
mod same;
mod spelling;
mod feature_export;
mod suggest;
mod terms;
mod words;

pub use confidence::{Features, Outcome};
pub use corpus::Corpus;
pub use evidence::Evidence;
pub use explain::{Explanation, Match, Reading, Why, explain};
pub use feature_export::{FeatureExport, export_features};
pub use index::{Field, Index};
pub use lexicon::How;
pub use meaning::is_everyday_word;
pub use names::{Meaning, Names, Side, comparable};
pub use names_view::{NamesView, OWN_FIRST};
pub use overlay::Overlay;
pub use same::{OpenQuestion, PairFeatures, SAME, Same, export_pairs, same_question};
pub(crate) use suggest::related_entries;
pub use suggest::{exact_words, suggest_entries};

use crate::knowledge::EntryId;
use calibrated::WEIGHTS;
use index::Doc;
use query::{LastWord, Query};
use ranking::Candidate;

/// Most hits that are given.
pub const MOST_HITS: usize = 10;
/// Most hits that are near enough to be offered where nothing is found.
const MOST_NEAR: usize = 3;
/// The least chance that the first hit answers at which the first hits are near, though nothing is found.
///
/// Of the thousand labelled questions, 236 get [`Outcome::Unknown`]: 14 that the guide answers and 222 that it does not. At
/// 0.1, something near is offered for 5 and for 30 of them. The share of words that the first hit holds tells the two apart
/// less well: at 0.3 it was 3 and 40.
const NEAR: f32 = 0.1;
/// How alike a phrasing must be for a question of nothing but common words, such as "what is a TPM".
const AS_GOOD_AS_WRITTEN: f32 = 0.9;

/// How alike a phrasing must be at least, for an entry that only uses the words is hollow: it is offered.
const HOLLOW: f32 = 0.1;
/// The most that such an entry's chance is taken for.
const OFFERED: f32 = 0.5;

/// What was found for a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// What can be made of it.
    pub outcome: Outcome,
    /// The chance that the first hit answers, from 0 to 1.
    pub confidence: f32,
    /// The entries that fit, best first, at most [`MOST_HITS`]. Also where the outcome is [`Outcome::Unknown`].
    pub hits: Vec<Hit>,
    /// How many of the hits, from the first, are near enough to be offered.
    pub near: usize,
    /// The company whose interviews are asked about, of which the guide knows nothing.
    pub unknown_company: Option<String>,
    /// One entry for each part of a question that asks several things; otherwise empty.
    pub parts: Vec<EntryId>,
}

/// An entry that fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Which.
    pub id: EntryId,
    /// How well, for comparing hits of the same question.
    pub score: f32,
    /// How alike it is to the question, from 0 to 1.
    pub likeness: f32,
}

/// Finds the entries that answer `question`. Pure and total, whatever a stranger writes; bounded, however much.
pub fn search<'i>(corpus: impl Into<Corpus<'i>>, question: &str) -> Ranked {
    let corpus = corpus.into();
    let whole = search_one(corpus, question);
    // Of a story's many sentences, one is found by chance sooner or later; what asks is told apart by `asking`.
    let is_one = asking::is_story(question) || !corpus.whole(question).is_empty();
    let parts = if is_one { Vec::new() } else { compound::of(question) };
    if parts.len() < 2 {
        return whole;
    }
    let ranked: Vec<Ranked> = parts.into_iter().map(|part| search_one(corpus, part)).collect();
    compound::join(whole, &ranked)
}

/// Finds the entries for a question that asks one thing.
fn search_one(corpus: Corpus<'_>, question: &str) -> Ranked {
    let Judged { entries, confidence } = judge(corpus, question);
    let unknown_company = company::unknown_company(corpus, question)
        .filter(|_| corpus.whole(question).iter().all(|doc| corpus.entry(*doc).is_none()));
    let confidence = if unknown_company.is_some() { confidence.min(OFFERED) } else { confidence };
    let near = if confidence >= NEAR { entries.len().min(MOST_NEAR) } else { 0 };
    let hit = |entry: &Candidate| {
        Some(Hit { id: corpus.entry(entry.doc)?.clone(), score: entry.score, likeness: entry.evidence.likeness() })
    };
    let hits = entries.iter().filter_map(hit).take(MOST_HITS).collect();
    Ranked { outcome: Outcome::of(confidence), confidence, hits, near, unknown_company, parts: Vec::new() }
}

/// The entries that fit, best first, and the chance that the first one answers.
struct Judged {
    entries: Vec<Candidate>,
    confidence: f32,
}

fn judge(corpus: Corpus<'_>, question: &str) -> Judged {
    let query = Query::read(corpus, question, LastWord::Whole);
    let candidates = ranking::candidates(corpus, &query, &WEIGHTS);
    let (mut entries, refusals): (Vec<_>, Vec<_>) =
        candidates.into_iter().partition(|candidate| corpus.entry(candidate.doc).is_some());
    once(corpus, &mut entries);
    let confidence = match &corpus.whole(question)[..] {
        [] if entries.is_empty() || query.says_nothing() && entries[0].evidence.likest < AS_GOOD_AS_WRITTEN => 0.0,
        [] if entries[0].evidence.likest < HOLLOW => {
            Features::of(&query, &entries, &refusals).confidence().min(OFFERED)
        }
        [] => Features::of(&query, &entries, &refusals).confidence(),
        // Word for word what is written: a name, a title or an example question, or one that is refused.
        docs if docs.iter().any(|doc| corpus.entry(*doc).is_some()) => {
            put_first(&mut entries, docs);
            once(corpus, &mut entries);
            1.0
        }
        _ => 0.0,
    };
    Judged { entries, confidence }
}

/// Keeps the best of the docs that lead to the same entry: a shipped entry leads to the own one that replaces it.
fn once(corpus: Corpus<'_>, entries: &mut Vec<Candidate>) {
    if !corpus.overlay.is_some_and(Overlay::replaces) {
        return;
    }
    let mut seen: Vec<&EntryId> = Vec::new();
    entries.retain(|entry| {
        let id = corpus.entry(entry.doc);
        let is_new = id.is_some_and(|id| !seen.contains(&id));
        seen.extend(id);
        is_new
    });
}

/// Puts these entries before the others, in their order.
fn put_first(entries: &mut Vec<Candidate>, docs: &[Doc]) {
    let named: Vec<Candidate> = docs
        .iter()
        .map(|doc| {
            let ranked = entries.iter().find(|entry| entry.doc == *doc).copied();
            ranked.unwrap_or(Candidate { doc: *doc, ..Candidate::default() })
        })
        .collect();
    entries.retain(|entry| !docs.contains(&entry.doc));
    entries.splice(0..0, named);
    let best = entries.iter().map(|entry| entry.score).fold(0.0, f32::max);
    for entry in entries.iter_mut().take(docs.len()) {
        entry.score = best;
    }
}

#[cfg(test)]
mod tests;
