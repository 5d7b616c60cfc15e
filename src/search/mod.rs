//! Which entry a text means. Pure: indexes built from a [`Knowledge`](crate::knowledge::Knowledge) in one call each,
//! immutable, swapped together with it.

mod confidence;
mod fit;
mod index;
mod lexicon;
mod names;
pub mod ranking;
mod spelling;
mod words;

pub use confidence::Outcome;
pub use index::{Index, Weighing};
pub use names::{Meaning, Names, Side, comparable};

use crate::knowledge::EntryId;
use confidence::{Signs, Thresholds};
use ranking::Settings;

/// Most hits that are given.
pub const MOST_HITS: usize = 10;

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
}

/// Finds the entries that answer `question`. Pure and total, whatever a stranger writes.
pub fn search(index: &Index, question: &str) -> Ranked {
    let candidates = ranking::candidates(index, question, &Settings::USUAL);
    let (entries, refusals): (Vec<_>, Vec<_>) =
        candidates.into_iter().partition(|candidate| index.entry(candidate.doc).is_some());
    let signs = Signs::of(&entries, refusals.first(), 1.0);
    let confidence = if entries.is_empty() { 0.0 } else { signs.confidence() };
    let thresholds = Thresholds::USUAL;
    let outcome = match confidence {
        sure if sure >= thresholds.found => Outcome::Found,
        perhaps if perhaps >= thresholds.unsure => Outcome::Unsure,
        _ => Outcome::Unknown,
    };
    let hits: Vec<Hit> = entries
        .iter()
        .take(MOST_HITS)
        .filter_map(|entry| Some(Hit { id: index.entry(entry.doc)?.clone(), score: entry.score }))
        .collect();
    let near = hits.len().min(3);
    Ranked { outcome, confidence, hits, near, parts: Vec::new() }
}

/// Questions that entries answer, for somebody who has typed this much, best first, at most `most`: what can be sent,
/// with the entry that answers it.
pub fn suggest_questions<'k>(
    knowledge: &'k crate::knowledge::Knowledge,
    index: &Index,
    typed: &str,
    most: usize,
) -> Vec<(&'k str, EntryId)> {
    let ranked = search(index, typed);
    ranked
        .hits
        .iter()
        .filter_map(|hit| knowledge.get(&hit.id))
        .map(|entry| (entry.title.as_str(), entry.id.clone()))
        .take(most)
        .collect()
}

pub fn param(name: &str, usual: f32) -> f32 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}
