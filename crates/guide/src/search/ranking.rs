//! How well each entry fits a question: by its words, by their neighbours, and by its likest phrasings.
//!
//! Every place of the question is worth what the IDF (inverse document frequency) of its word says, and an entry gets of it what it holds, in the
//! best of the ways in which it can be meant. Nothing is added up that cannot be shown: see [`super::explain`].

use super::index::{Doc, Index, Phrasing};
use super::lexicon::{Guess, How, Reader, Reading};
use super::spelling::{Spelling, is_frequent, is_sure};
use super::terms::Term;
use super::words::{folded, words};

/// Entries that are compared phrasing by phrasing; the others fit too badly by their words alone.
const CLOSER_LOOK: usize = 16;
/// What a word that no entry holds is worth, of what the rarest one is.
const UNKNOWN: f32 = 1.0;
/// The IDF that the words of a question must have together: about that of one that a third of the entries hold.
const SAYS_SOMETHING: f32 = 1.2;
/// How much less a repaired word is trusted for each slip.
const SLIP: f32 = 0.85;
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

/// A place of the question, and what it can be matched by.
#[derive(Clone, Debug)]
pub(super) struct QueryWord {
    /// Its words as they were written, folded.
    pub written: String,
    /// What was read instead where that was misspelt.
    pub repaired: Option<String>,
    /// Terms with what they are worth here, each once.
    pub worth: Vec<Worth>,
    /// The most that it can be worth.
    pub most: f32,
}

/// One way to match a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worth {
    pub term: Term,
    pub value: f32,
    pub how: How,
}

impl QueryWord {
    /// What a reading is worth, and what the words it stands for may be besides.
    fn of(index: &Index, reading: &Reading, here: &[Spelled]) -> Self {
        let slips: usize = here.iter().map(|word| word.slips).sum();
        let trust = SLIP.powi(i32::try_from(slips).unwrap_or(i32::MAX));
        let word = |trust| move |term| Guess { term, trust, how: How::Word };
        let read = reading.guesses.iter().map(|guess| Guess { trust: guess.trust * trust, ..*guess });
        let own = here.iter().filter_map(|word| word.own).map(word(1.0));
        let completed = here.iter().flat_map(|word| word.also.iter().copied()).map(word(SLIP));
        let mut worth: Vec<Worth> = Vec::with_capacity(reading.guesses.len());
        for Guess { term, trust, how } in read.chain(own).chain(completed) {
            if !index.postings(term).is_empty() && !worth.iter().any(|known| known.term == term) {
                worth.push(Worth { term, value: index.idf[term as usize] * trust, how });
            }
        }
        let most = if worth.is_empty() {
            index.unknown * UNKNOWN
        } else {
            worth.iter().map(|worth| worth.value).fold(0.0, f32::max)
        };
        let join = |word: fn(&Spelled) -> &str| here.iter().map(word).collect::<Vec<_>>().join(" ");
        let repaired = (slips > 0).then(|| join(|word| &word.read));
        Self { written: join(|word| &word.written), repaired, worth, most }
    }

    fn first_term(&self) -> Option<Term> {
        self.worth.first().map(|first| first.term)
    }

    fn is_known(&self) -> bool {
        !self.worth.is_empty()
    }
}

/// Whether the last word of a question is all there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LastWord {
    /// It was sent.
    Whole,
    /// It is being typed.
    Begun,
}

/// A question, read.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub words: Vec<QueryWord>,
    /// The most that all words can be worth.
    most: f32,
    /// The length of the vector of its words.
    length: f32,
}

impl Query {
    /// Reads a question.
    pub fn read(index: &Index, question: &str, last_word: LastWord) -> Self {
        let spelled = spell(index, &folded(question), last_word);
        let written: Vec<&str> = spelled.iter().map(|word| word.read.as_str()).collect();
        let numbers: Vec<Option<Term>> = written.iter().map(|word| index.terms.find(word)).collect();
        let mut words: Vec<QueryWord> = Vec::new();
        for reading in index.lexicon.read(&written, &numbers, Reader::Question) {
            let place = QueryWord::of(index, &reading, &spelled[reading.words.0..reading.words.1]);
            // What is said twice is not asked twice as much.
            if place.first_term().is_none() || words.iter().all(|other| other.first_term() != place.first_term()) {
                words.push(place);
            }
        }
        let most = words.iter().map(|place| place.most).sum();
        let length = words.iter().map(|place| place.most.powi(2)).sum::<f32>().sqrt();
        Self { words, most, length }
    }

    /// Whether all of its words stand almost everywhere, so that nothing is asked.
    pub fn says_nothing(&self) -> bool {
        self.most < SAYS_SOMETHING
    }

    /// The share of its weight in words that some entry holds, from 0 to 1.
    pub fn known(&self) -> f32 {
        let known: f32 = self.words.iter().filter(|place| place.is_known()).map(|place| place.most).sum();
        known / self.most.max(f32::MIN_POSITIVE)
    }
}

/// A word of a question after a look at its spelling.
struct Spelled {
    written: String,
    read: String,
    slips: usize,
    /// The word as it was written, where that is a word too.
    own: Option<Term>,
    /// Words that it may be the beginning of.
    also: Vec<Term>,
}

/// Repairs slips: unknown words, two words in one, one in two.
fn spell(index: &Index, folded: &str, last_word: LastWord) -> Vec<Spelled> {
    let (terms, spelling) = (&index.terms, &index.spelling);
    let plain =
        |word: &str| Spelled { written: word.to_owned(), read: word.to_owned(), slips: 0, own: None, also: Vec::new() };
    let mut spelled: Vec<Spelled> = Vec::new();
    let mut rest = words(folded).peekable();
    while let Some(word) = rest.next() {
        if let Some(next) = rest.peek() {
            let joined = format!("{word}{next}");
            let both = is_frequent(terms, word) && is_frequent(terms, next);
            if !both && is_frequent(terms, &joined) && joined.len() > word.len().max(next.len()) + 1 {
                spelled.push(Spelled { written: format!("{word} {next}"), ..plain(&joined) });
                rest.next();
                continue;
            }
        }
        let own = index.terms.find(word);
        let ours =
            own.is_some_and(|term| index.postings(term).first().is_some_and(|first| index.entry(first.doc).is_some()));
        if last_word == LastWord::Begun && rest.peek().is_none() {
            const COMPLETIONS: usize = 12;
            let also = spelling.beginning_with(word, COMPLETIONS).into_iter().filter_map(|word| index.terms.find(word));
            spelled.push(Spelled { also: also.collect(), ..plain(word) });
        } else if ours || terms.form(word).is_some_and(is_sure) {
            spelled.push(plain(word));
        } else {
            // One slip is likelier than a missing space, and that likelier than two slips.
            match (spelling.repair(terms, word), Spelling::split(terms, word)) {
                (Some((meant, slips @ 1)), _) | (Some((meant, slips)), None) => {
                    spelled.push(Spelled { written: word.to_owned(), slips, own, ..plain(meant) });
                }
                (_, Some((first, second))) => spelled.extend([plain(first), plain(second)]),
                (None, None) => spelled.push(plain(word)),
            }
        }
    }
    spelled
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
