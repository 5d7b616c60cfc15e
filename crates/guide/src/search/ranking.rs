//! How well each entry fits a question: by its words, by their neighbours, and by its likest phrasings.
//!
//! Every place of the question is worth what the IDF (inverse document frequency) of its word says, and an entry gets of it what it holds, in the
//! best of the ways in which it can be meant. Nothing is added up that cannot be shown: see [`super::explain`].

use super::index::{Doc, Index, Phrasing};
use super::query::{Query, QueryWord};
use super::terms::Term;

/// Entries that are compared phrasing by phrasing; the others fit too badly by their words alone.
const CLOSER_LOOK: usize = 16;
/// How slowly repetitions of a pair saturate.
const PAIR_SATURATION: f32 = 3.0;
/// How much more the likest of several phrasings counts than the next.
const LIKEST: i32 = 3;

/// What speaks for an entry, each from 0 to about 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The share of the question's words that the entry holds, the rarer the more.
    pub words: f32,
    /// The share of the question's pairs of neighbouring words that are neighbours in its phrasings.
    pub pairs: f32,
    /// How alike its phrasings are to the question, above all the likest.
    pub phrasings: f32,
    /// How alike the likest is.
    pub likest: f32,
}

impl Evidence {
    /// What is weighed for the score.
    pub fn weighed(&self) -> [f32; 3] {
        [self.words, self.pairs, self.phrasings]
    }
}

/// An entry, or a group of refusals, that fits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Candidate {
    pub doc: Doc,
    pub evidence: Evidence,
    pub score: f32,
}

/// How evidence becomes a score: each piece by itself, and in relation to the best of the entries.
///
/// Fitted by `cargo run --release -p tpm-guide-core --example calibrate`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    pub alone: [f32; 3],
    pub related: [f32; 3],
}

/// The docs that fit, best first; at most as many as get a closer look.
pub(super) fn candidates(index: &Index, query: &Query, weights: &Weights) -> Vec<Candidate> {
    if query.most <= 0.0 {
        return Vec::new();
    }
    let comparison = Comparison::new(index, query);
    let mut candidates: Vec<Candidate> = by_words(index, &query.words)
        .into_iter()
        .map(|(doc, words)| {
            let evidence = Evidence { words: words / query.most, ..comparison.with(index, doc) };
            Candidate { doc, evidence, score: 0.0 }
        })
        .collect();
    score(index, &mut candidates, weights);
    candidates.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.doc.cmp(&other.doc)));
    candidates
}

fn score(index: &Index, candidates: &mut [Candidate], weights: &Weights) {
    let mut best = [f32::MIN_POSITIVE; 3];
    for candidate in candidates.iter().filter(|candidate| index.entry(candidate.doc).is_some()) {
        for (best, evidence) in best.iter_mut().zip(candidate.evidence.weighed()) {
            *best = best.max(evidence);
        }
    }
    for candidate in candidates {
        let pieces = candidate.evidence.weighed().into_iter().zip(best).zip(weights.alone.iter().zip(weights.related));
        candidate.score = pieces.map(|((piece, best), (alone, related))| piece * alone + piece / best * related).sum();
    }
}

/// The docs that hold the words, with what these are worth there, best first.
fn by_words(index: &Index, words: &[QueryWord]) -> Vec<(Doc, f32)> {
    let mut totals = vec![0.0_f32; index.docs()];
    let mut here = vec![0.0_f32; index.docs()];
    let mut touched: Vec<Doc> = Vec::new();
    for place in words {
        for worth in &place.worth {
            for posting in index.postings(worth.term) {
                let best = &mut here[posting.doc as usize];
                if *best == 0.0 {
                    touched.push(posting.doc);
                }
                *best = best.max(worth.value * posting.impact);
            }
        }
        for doc in touched.drain(..) {
            totals[doc as usize] += std::mem::take(&mut here[doc as usize]);
        }
    }
    let mut found: Vec<(Doc, f32)> = (0..).zip(totals).filter(|(_, total)| *total > 0.0).collect();
    let better = |one: &(Doc, f32), other: &(Doc, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
    if found.len() > CLOSER_LOOK {
        found.select_nth_unstable_by(CLOSER_LOOK, better);
        found.truncate(CLOSER_LOOK);
    }
    found
}

/// A question's terms, quick to look up while phrasing after phrasing is compared with it.
pub(super) struct Comparison<'q> {
    query: &'q Query,
    /// Which terms the question has.
    held: Vec<u64>,
    /// Sorted by term: the place it stands for and what it is worth there.
    terms: Vec<(Term, usize, f32)>,
}

impl<'q> Comparison<'q> {
    pub fn new(index: &Index, query: &'q Query) -> Self {
        let mut held = vec![0_u64; index.terms.count() / 64 + 1];
        let mut terms = Vec::new();
        for (at, place) in query.words.iter().enumerate() {
            for worth in &place.worth {
                held[worth.term as usize / 64] |= 1 << (worth.term % 64);
                terms.push((worth.term, at, worth.value));
            }
        }
        terms.sort_unstable_by_key(|(term, at, _)| (*term, *at));
        Self { query, held, terms }
    }

    /// What a doc's phrasings say for it.
    fn with(&self, index: &Index, doc: Doc) -> Evidence {
        let mut gains = vec![0.0_f32; self.query.words.len()];
        let mut pairs = vec![0.0_f32; self.query.words.len().saturating_sub(1)];
        let (mut all, mut likest) = (0.0_f32, 0.0_f32);
        for phrasing in index.phrasings(doc) {
            let likeness = self.likeness(index, phrasing, &mut gains);
            if likeness > 0.0 {
                all += likeness.powi(LIKEST);
                likest = likest.max(likeness);
                self.count_pairs(index, phrasing, &mut pairs);
            }
        }
        Evidence { words: 0.0, pairs: self.share(&pairs), phrasings: all.cbrt(), likest }
    }

    /// Counts the phrasings in which two neighbours of the question are neighbours.
    fn count_pairs(&self, index: &Index, phrasing: &Phrasing, pairs: &mut [f32]) {
        for two in index.heads_of(phrasing).windows(2) {
            if !self.holds(two[0]) || !self.holds(two[1]) {
                continue;
            }
            for (_, first, _) in self.worth_of(two[0]) {
                if self.worth_of(two[1]).iter().any(|(_, second, _)| *second == first + 1) {
                    pairs[*first] += 1.0;
                }
            }
        }
    }

    /// The share of the question's pairs that were counted, the rarer the more, and the oftener.
    fn share(&self, pairs: &[f32]) -> f32 {
        let worth = |at: usize| self.query.words[at].most + self.query.words[at + 1].most;
        let most: f32 = (0..pairs.len()).map(worth).sum();
        let held: f32 = pairs.iter().enumerate().map(|(at, count)| worth(at) * count / (count + PAIR_SATURATION)).sum();
        if most > 0.0 { held / most } else { 0.0 }
    }

    fn holds(&self, term: Term) -> bool {
        self.held[term as usize / 64] & (1 << (term % 64)) != 0
    }

    fn worth_of(&self, term: Term) -> &[(Term, usize, f32)] {
        let from = self.terms.partition_point(|(known, ..)| *known < term);
        let to = self.terms[from..].partition_point(|(known, ..)| *known == term);
        &self.terms[from..from + to]
    }

    /// The cosine of the angle between the two as vectors of words, about.
    pub fn likeness(&self, index: &Index, phrasing: &Phrasing, gains: &mut [f32]) -> f32 {
        let mut shared = false;
        for term in index.terms_of(phrasing) {
            if self.holds(*term) {
                shared = true;
                for (_, place, worth) in self.worth_of(*term) {
                    gains[*place] = gains[*place].max(*worth);
                }
            }
        }
        if !shared {
            return 0.0;
        }
        let dot: f32 = gains.iter().zip(&self.query.words).map(|(gain, place)| gain * place.most).sum();
        gains.fill(0.0);
        (dot / (self.query.length * phrasing.norm).max(f32::MIN_POSITIVE)).min(1.0)
    }
}
