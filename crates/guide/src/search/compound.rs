//! Questions that ask several things at once.

use super::{Outcome, Ranked};

/// Most parts of a question that are looked at; the rest belongs to the last.
const MOST_PARTS: usize = 4;
/// Fewer words than this are no question of their own.
const FEWEST_WORDS: usize = 2;
/// What stands between two questions.
const SEPARATORS: [&str; 10] = ["? ", "?\n", ". ", ".\n", "\n\n", "; ", ", and ", " and also ", ", also ", ", plus "];

/// The parts of a question that may be asked one by one; one part for most.
pub(super) fn of(question: &str) -> Vec<&str> {
    let mut parts = vec![question];
    for separator in SEPARATORS {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts.retain(|part| {
        part.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count() >= FEWEST_WORDS
    });
    parts.truncate(MOST_PARTS);
    parts
}

/// What follows from the parts. Two that are found are answered both.
pub(super) fn join(whole: Ranked, parts: &[Ranked]) -> Ranked {
    let mut found: Vec<&Ranked> = Vec::new();
    for part in parts.iter().filter(|part| part.outcome == Outcome::Found) {
        let new = |other: &&Ranked| first(other) != first(part);
        if found.iter().all(new) {
            found.push(part);
        }
    }
    match found[..] {
        [] | [_] => whole,
        _ => {
            let mut joined = whole;
            joined.parts = found.iter().filter_map(|part| first(part)).cloned().collect();
            for (place, part) in found.iter().enumerate() {
                let Some(hit) = part.hits.first() else { continue };
                joined.hits.retain(|other| other.id != hit.id);
                joined.hits.insert(place.min(joined.hits.len()), hit.clone());
            }
            joined.hits.truncate(super::MOST_HITS);
            joined.confidence = found.iter().map(|part| part.confidence).fold(1.0, f32::min);
            joined.outcome = Outcome::Found;
            joined
        }
    }
}

fn first(ranked: &Ranked) -> Option<&crate::knowledge::EntryId> {
    ranked.hits.first().map(|hit| &hit.id)
}
