//! A quick look at the words of a question, cheap enough for hundreds of them.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::super::corpus::Corpus;
use super::super::index::hash;
use super::super::words::{folded, words};
use super::asked::is_form;

/// The words of a question with their weights. A word is known by its number, or by its hash where the guide has none.
pub(super) struct Sketch {
    words: FxHashMap<u64, f32>,
    length: f32,
}

impl Sketch {
    /// Reads the words as they are written: without another look at spelling or synonyms.
    pub fn of(corpus: Corpus<'_>, text: &str) -> Self {
        let mut found: FxHashMap<u64, f32> = FxHashMap::default();
        for word in words(&folded(text)).filter(|word| !is_form(word)) {
            let (key, weight) = match corpus.find(word) {
                Some(term) => (u64::from(term), corpus.idf(term)),
                None => (hash(word), corpus.index.unknown),
            };
            if let Entry::Vacant(vacant) = found.entry(key) {
                vacant.insert(weight);
            }
        }
        let length = found.values().map(|weight| weight.powi(2)).sum::<f32>().sqrt();
        Self { words: found, length }
    }

    fn likeness(&self, other: &Self) -> f32 {
        let shared: f32 =
            self.words.iter().filter(|(key, _)| other.words.contains_key(key)).map(|(_, weight)| weight.powi(2)).sum();
        shared / (self.length * other.length).max(f32::MIN_POSITIVE)
    }
}

/// The places of those that share a word, the likest first.
pub(super) fn nearest(asked: &Sketch, open: impl Iterator<Item = Sketch>) -> Vec<usize> {
    let mut near: Vec<(f32, usize)> = open
        .enumerate()
        .map(|(place, open)| (asked.likeness(&open), place))
        .filter(|(likeness, _)| *likeness > 0.0)
        .collect();
    near.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    near.into_iter().map(|(_, place)| place).collect()
}
