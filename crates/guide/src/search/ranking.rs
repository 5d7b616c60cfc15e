//! How well each entry fits a question: by its words, by their neighbours, and by its likest phrasings.
//!
//! Every place of the question is worth what the IDF (inverse document frequency) of its word says, and an entry gets of it what it holds, in the
//! best of the ways in which it can be meant. Nothing is added up that cannot be shown: see [`super::explain`].

use super::corpus::Corpus;
use super::evidence::Evidence;
use super::index::Doc;
use super::meaning::cosine;
use super::phrasings::{Phrasing, Phrasings};
use super::query::{Query, QueryWord};
use super::terms::Term;

/// What an own entry's score gains, the more the likest of its phrasings is like the question.
///
/// It has few phrasings, and shipped entries have dozens, of which more vote. Of 181 questions about 42 shipped entries that
/// were made own ones, the right one is first for .73 without a gain, .785 with this one, .80 with 2.5, and .785 where they are
/// shipped; of what is asserted of them, .95, .95 and .92 is right (`tests/own_entries.rs` prints the figures).
const OWN: f32 = 2.0;
/// Entries that are compared phrasing by phrasing; the others fit too badly by their words alone.
const CLOSER_LOOK: usize = 24;
/// The least that the best of a piece is taken for, so that nothing is divided by nothing.
pub(super) const LEAST: f32 = 1e-6;
/// How slowly repetitions of a pair saturate.
const PAIR_SATURATION: f32 = 3.0;
/// How much more the likest of several phrasings counts than the next.
const LIKEST: i32 = 3;

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
    pub alone: [f32; Evidence::PIECES],
    pub related: [f32; Evidence::RELATED],
}

/// The docs that fit, best first; at most as many as get a closer look.
pub(super) fn candidates(corpus: Corpus<'_>, query: &Query, weights: &Weights) -> Vec<Candidate> {
    if query.most <= 0.0 {
        return Vec::new();
    }
    let comparison = Comparison::new(corpus, query);
    let mut likest: Vec<(f32, Doc)> = Vec::new();
    let mut candidates: Vec<Candidate> = by_words(corpus, &query.words)
        .into_iter()
        .map(|(doc, words)| {
            let evidence = Evidence { words: words / query.most, ..comparison.with(doc, &mut likest) };
            Candidate { doc, evidence, score: 0.0 }
        })
        .collect();
    count_votes(likest, &mut candidates);
    score(corpus, &mut candidates, weights);
    candidates.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.doc.cmp(&other.doc)));
    candidates
}

/// Lets the likest phrasings of all docs vote for theirs.
fn count_votes(mut likest: Vec<(f32, Doc)>, candidates: &mut [Candidate]) {
    /// Phrasings that vote.
    const VOTERS: usize = 10;
    if likest.len() > VOTERS {
        likest.select_nth_unstable_by(VOTERS, |one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        likest.truncate(VOTERS);
    }
    let all: f32 = likest.iter().map(|(likeness, _)| likeness.powi(2)).sum();
    for candidate in candidates {
        let own = likest.iter().filter(|(_, doc)| *doc == candidate.doc).map(|(likeness, _)| likeness.powi(2));
        candidate.evidence.votes = own.sum::<f32>() / all.max(f32::MIN_POSITIVE);
    }
}

fn score(corpus: Corpus<'_>, candidates: &mut [Candidate], weights: &Weights) {
    let mut best = [LEAST; Evidence::RELATED];
    for candidate in candidates.iter().filter(|candidate| corpus.entry(candidate.doc).is_some()) {
        for (best, evidence) in best.iter_mut().zip(candidate.evidence.weighed()) {
            *best = best.max(evidence);
        }
    }
    for candidate in candidates {
        let pieces = candidate.evidence.weighed();
        let alone: f32 = pieces.iter().zip(weights.alone).map(|(piece, weight)| piece * weight).sum();
        let related = pieces.iter().zip(best).zip(weights.related);
        candidate.score = alone + related.map(|((piece, best), weight)| piece / best * weight).sum::<f32>();
        if corpus.is_own(candidate.doc) {
            candidate.score += OWN * candidate.evidence.likest;
        }
    }
}

/// The docs that hold the words, with what these are worth there, best first.
fn by_words(corpus: Corpus<'_>, words: &[QueryWord]) -> Vec<(Doc, f32)> {
    let mut totals = vec![0.0_f32; corpus.docs()];
    let mut here = vec![0.0_f32; corpus.docs()];
    let mut touched: Vec<Doc> = Vec::new();
    for place in words {
        for worth in &place.worth {
            for posting in corpus.postings(worth.term) {
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
    let mut found: Vec<(Doc, f32)> =
        (0..).zip(totals).filter(|(doc, total)| *total > 0.0 && !corpus.is_off(*doc)).collect();
    let better = |one: &(Doc, f32), other: &(Doc, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
    if found.len() > CLOSER_LOOK {
        found.select_nth_unstable_by(CLOSER_LOOK, better);
        found.truncate(CLOSER_LOOK);
    }
    found
}

/// A question's terms, quick to look up while phrasing after phrasing is compared with it.
pub(super) struct Comparison<'q> {
    corpus: Corpus<'q>,
    query: &'q Query,
    /// Which terms the question has.
    held: Vec<u64>,
    /// Sorted by term: the place it stands for and what it is worth there.
    terms: Vec<(Term, usize, f32)>,
}

impl<'q> Comparison<'q> {
    pub fn new(corpus: Corpus<'q>, query: &'q Query) -> Self {
        let mut held = vec![0_u64; corpus.terms() / 64 + 1];
        let mut terms = Vec::new();
        for (at, place) in query.words.iter().enumerate() {
            for worth in &place.worth {
                held[worth.term as usize / 64] |= 1 << (worth.term % 64);
                terms.push((worth.term, at, worth.value));
            }
        }
        terms.sort_unstable_by_key(|(term, at, _)| (*term, *at));
        Self { corpus, query, held, terms }
    }

    /// What a doc's phrasings say for it.
    fn with(&self, doc: Doc, all_likest: &mut Vec<(f32, Doc)>) -> Evidence {
        let mut gains = vec![0.0_f32; self.query.words.len()];
        let mut pairs = vec![0.0_f32; self.query.words.len().saturating_sub(1)];
        let (mut all, mut likest) = (0.0_f32, 0.0_f32);
        let (phrasings, all_phrasings, names) = self.corpus.phrasings(doc);
        let (kept_in, kept) = self.corpus.wordings(doc).unwrap_or((phrasings, &[]));
        let shipped = all_phrasings.iter().map(|phrasing| (phrasings, phrasing));
        for (phrasings, phrasing) in shipped.chain(kept.iter().map(|phrasing| (kept_in, phrasing))) {
            let likeness = self.likeness(doc, phrasings, phrasing, &mut gains);
            if likeness > 0.0 {
                all += likeness.powi(LIKEST);
                likest = likest.max(likeness);
                all_likest.push((likeness, doc));
                self.count_pairs(phrasings, phrasing, &mut pairs);
            }
        }
        let (named, about) = self.names(phrasings, names);
        let (unheld, lost) = self.unheld(doc);
        let meaning = self.corpus.direction(doc).map_or(0.0, |about| cosine(about, &self.query.about).max(0.0));
        let intent = self.corpus.intent(doc, self.query.intents);
        Evidence {
            words: 0.0,
            pairs: self.share(&pairs),
            phrasings: all.cbrt(),
            likest,
            named,
            about,
            unheld,
            lost,
            votes: 0.0,
            meaning,
            intent,
        }
    }

    /// What a doc's titles and names explain, and how fully they are named.
    fn names(&self, phrasings: &Phrasings, names: &[Phrasing]) -> (f32, f32) {
        let (mut named, mut about) = (0.0_f32, 0.0_f32);
        for name in names {
            let heads = phrasings.heads_of(name);
            let whole: f32 = heads.iter().map(|term| self.corpus.idf(*term)).sum();
            let mut held = 0.0;
            let mut explained = 0.0;
            for term in heads {
                let worth = self.worth_of(*term).iter().map(|(.., worth)| *worth).fold(0.0, f32::max);
                explained += worth;
                held += if worth > 0.0 { self.corpus.idf(*term) } else { 0.0 };
            }
            if whole > 0.0 {
                about = about.max(held / whole);
                if held >= whole * 0.99 {
                    named = named.max(explained / self.query.most);
                }
            }
        }
        (named, about)
    }

    /// The heaviest word of the question that a doc does not hold, and all of them together, as shares.
    fn unheld(&self, doc: Doc) -> (f32, f32) {
        let is_held = |place: &QueryWord| place.worth.iter().any(|worth| self.corpus.impact(worth.term, doc) > 0.0);
        let unheld = self.query.words.iter().filter(|place| !is_held(place)).map(|place| place.most);
        let (heaviest, all) = unheld.fold((0.0_f32, 0.0), |(heaviest, all), most| (heaviest.max(most), all + most));
        (heaviest / self.query.most, all / self.query.most)
    }

    /// Counts the phrasings in which two neighbours of the question are neighbours.
    fn count_pairs(&self, phrasings: &Phrasings, phrasing: &Phrasing, pairs: &mut [f32]) {
        for two in phrasings.heads_of(phrasing).windows(2) {
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
    pub fn likeness(&self, doc: Doc, phrasings: &Phrasings, phrasing: &Phrasing, gains: &mut [f32]) -> f32 {
        let mut shared = false;
        for term in phrasings.terms_of(phrasing) {
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
        let norm = self.corpus.norm(doc, phrasings, phrasing);
        (dot / (self.query.length * norm).max(f32::MIN_POSITIVE)).min(1.0)
    }
}
