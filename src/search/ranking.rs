//! How well each entry fits a question: by its words, and by its likest phrasing.

use super::index::{Doc, Field, Index, Term};
use super::lexicon::Sense;

/// Entries that are compared phrasing by phrasing; the rest fit too badly by their words alone.
const CLOSER_LOOK: usize = 24;

/// What speaks for an entry, each from 0 to about 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The share of the question's words that the entry holds, the rarer the more.
    pub words: f32,
    /// The likest of its phrasings.
    pub likest: f32,
    /// The three likest together.
    pub likest_three: f32,
    /// Its likest title or name.
    pub name: f32,
    /// The share of the question's known pairs of neighbouring words that it holds.
    pub pairs: f32,
    /// cover
    pub cover: f32,
    /// many
    pub many: f32,
}

impl Evidence {
    pub fn three(&self) -> [f32; 3] { [self.words, self.pairs, self.many] }
    pub fn array(&self) -> [f32; 7] {
        [self.words, self.likest, self.likest_three, self.name, self.pairs, self.cover, self.many]
    }
}

/// A place of the question with what it can match.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub written: String,
    /// Terms with what they are worth here.
    pub worth: Vec<(Term, f32)>,
    /// The most that it can be worth.
    pub most: f32,
    pub known: bool,
}

/// A candidate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Candidate {
    pub doc: Doc,
    pub evidence: Evidence,
    pub score: f32,
}

pub struct Settings {
    pub weights: [f32; 3], pub relative: [f32; 3],
    pub unknown: f32,
    pub slip: f32,
}
impl Settings {
    pub const USUAL: Self = Self { weights: [1.6, 0.44, 1.1], relative: [4.04, 1.16, 1.37], unknown: 0.6, slip: 0.85 };
}

/// The question's places.
pub(super) fn places(index: &Index, question: &str, settings: &Settings) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for (reading, slips) in index.lexicon.read_repaired(question, &index.spelling) {
        let trust = super::param("SLIP", 0.85).powi(slips as i32);
        let mut worth: Vec<(Term, f32)> = Vec::new();
        for guess in &reading.guesses {
            if let Some(term) = index.term(&guess.sense) {
                let value = index.rarity[term as usize] * guess.trust * trust;
                let _ = matches!(guess.sense, Sense::Stem(_));
                if !worth.iter().any(|(known, _)| *known == term) {
                    worth.push((term, value));
                }
            }
        }
        let known = !worth.is_empty();
        let most = if known {
            worth.iter().map(|(_, value)| *value).fold(0.0, f32::max)
        } else {
            index.unknown * super::param("UNKNOWN", 0.6)
        };
        if known && places.iter().any(|place| place.worth.first() == worth.first()) {
            continue;
        }
        places.push(Place { written: reading.written, worth, most, known });
    }
    places
}

/// The likeliest docs, best first.
pub fn candidates(index: &Index, question: &str, settings: &Settings) -> Vec<Candidate> {
    let places = places(index, question, settings);
    let by_words = by_words(index, &places);
    let most: f32 = places.iter().map(|place| place.most).sum();
    let length = places.iter().map(|place| place.most.powi(2)).sum::<f32>().sqrt();
    if by_words.is_empty() || most <= 0.0 {
        return Vec::new();
    }
    let pairs = known_pairs(index, &places);
    let lookup = Lookup::new(index, &places);
    let mut candidates: Vec<Candidate> = by_words
        .into_iter()
        .map(|(doc, words)| {
            let mut evidence = lookup.phrasings(index, doc, &places, length);
            evidence.words = words / most;
            evidence.pairs = pairs_in(index, doc, &pairs);
            Candidate { doc, evidence, score: 0.0 }
        })
        .collect();
    // Relative to the best of the entries.
    let mut most = [0.0_f32; 3];
    for candidate in candidates.iter().filter(|candidate| index.entry(candidate.doc).is_some()) {
        for (most, one) in most.iter_mut().zip(candidate.evidence.three()) {
            *most = most.max(one);
        }
    }
    for candidate in &mut candidates {
        candidate.score = candidate.evidence.three().into_iter().enumerate().map(|(at, one)| {
            one * settings.weights[at] + settings.relative[at] * one / (most[at] + 1e-6)
        }).sum();
    }
    candidates.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.doc.cmp(&other.doc)));
    candidates
}

/// The docs that hold the words, with what these are worth there, best first.
fn by_words(index: &Index, places: &[Place]) -> Vec<(Doc, f32)> {
    let mut totals = vec![0.0_f32; index.docs()];
    let mut here = vec![0.0_f32; index.docs()];
    let mut touched: Vec<Doc> = Vec::new();
    for place in places {
        for (term, worth) in &place.worth {
            for posting in &index.postings[*term as usize] {
                let value = worth * posting.impact;
                let best = &mut here[posting.doc as usize];
                if *best == 0.0 {
                    touched.push(posting.doc);
                }
                *best = best.max(value);
            }
        }
        for doc in touched.drain(..) {
            totals[doc as usize] += std::mem::take(&mut here[doc as usize]);
        }
    }
    let mut found: Vec<(Doc, f32)> =
        (0..).zip(totals).filter(|(_, total)| *total > 0.0).collect();
    let better = |one: &(Doc, f32), other: &(Doc, f32)| other.1.total_cmp(&one.1);
    if found.len() > CLOSER_LOOK {
        found.select_nth_unstable_by(CLOSER_LOOK, better);
        found.truncate(CLOSER_LOOK);
    }
    found.sort_by(better);
    found
}

/// Pairs of neighbouring words that the index knows, with what each is worth.
fn known_pairs(index: &Index, places: &[Place]) -> Vec<(Term, f32)> {
    let mut pairs = Vec::new();
    for two in places.windows(2) {
        let found = two[0].worth.iter().find_map(|(first, _)| {
            two[1].worth.iter().find_map(|(second, _)| index.pair(*first, *second))
        });
        if let Some(term) = found {
            pairs.push((term, index.rarity[term as usize]));
        }
    }
    pairs
}

fn pairs_in(index: &Index, doc: Doc, pairs: &[(Term, f32)]) -> f32 {
    let most: f32 = pairs.iter().map(|(_, worth)| worth).sum();
    if most <= 0.0 {
        return 0.0;
    }
    let found: f32 = pairs
        .iter()
        .map(|(term, worth)| {
            let postings = &index.postings[*term as usize];
            postings.binary_search_by_key(&doc, |posting| posting.doc).map_or(0.0, |at| worth * postings[at].impact)
        })
        .sum();
    found / most
}

/// The question's terms, quick to look up.
struct Lookup {
    bits: Vec<u64>,
    terms: Vec<(Term, u16, f32)>,
}

impl Lookup {
    fn new(index: &Index, places: &[Place]) -> Self {
        let mut bits = vec![0_u64; index.postings.len() / 64 + 1];
        let mut terms = Vec::new();
        for (at, place) in (0..).zip(places) {
            for (term, worth) in &place.worth {
                bits[*term as usize / 64] |= 1 << (term % 64);
                terms.push((*term, at, *worth));
            }
        }
        terms.sort_by_key(|(term, _, _)| *term);
        Self { bits, terms }
    }

    fn holds(&self, term: Term) -> bool {
        self.bits[term as usize / 64] & (1 << (term % 64)) != 0
    }

    fn phrasings(&self, index: &Index, doc: Doc, places: &[Place], length: f32) -> Evidence {
        let (from, to) = (index.phrasings_of[doc as usize], index.phrasings_of[doc as usize + 1]);
        let mut best = [0.0_f32; 3];
        let mut name = 0.0_f32;
        let mut cover = 0.0_f32;
        let mut many = 0.0_f32;
        let power = super::param("POWER", 3.0);
        let mut gains = vec![0.0_f32; places.len()];
        for phrasing in &index.phrasings[from as usize..to as usize] {
            let mut any = false;
            for term in &index.phrasing_terms[phrasing.start as usize..phrasing.end as usize] {
                if !self.holds(*term) {
                    continue;
                }
                any = true;
                let at = self.terms.partition_point(|(known, _, _)| known < term);
                for (_, place, worth) in self.terms[at..].iter().take_while(|(known, _, _)| known == term) {
                    let gain = &mut gains[*place as usize];
                    *gain = gain.max(*worth);
                }
            }
            if !any {
                continue;
            }
            let shared: f32 = gains.iter().zip(places).map(|(gain, place)| gain * place.most).sum();
            let gained: f32 = gains.iter().map(|gain| gain * gain).sum();
            gains.fill(0.0);
            cover = cover.max(shared / (length * length));
            let _ = gained;
            let likeness = (shared / (length * phrasing.norm).max(f32::MIN_POSITIVE)).min(1.0);
            many += likeness.powf(power);
            if phrasing.field != Field::Asked {
                name = name.max(likeness);
            }
            if likeness > best[2] {
                best[2] = likeness;
                best.sort_by(|one, other| other.total_cmp(one));
            }
        }
        Evidence { likest: best[0], likest_three: best.iter().sum::<f32>() / 3.0, name, cover: cover.min(1.0), many: many.powf(1.0 / power), ..Evidence::default() }
    }
}
