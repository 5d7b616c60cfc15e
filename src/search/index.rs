//! The words of every entry, ready to be searched: built in one call, never changed.
//!
//! Two views of the same words. By word: which entries hold it, and how much it says there. By entry: its phrasings
//! (title, names, example questions), each as a set of words, to be compared with a question as a whole.

use std::collections::HashMap;

use super::lexicon::{Concept, Lexicon, Reading, Sense};
use super::spelling::Spelling;
use crate::knowledge::{Entry, EntryId, Knowledge};

/// A word or concept, by its place among all.
pub(super) type Term = u32;
/// An entry, or a group of refusals, by its place.
pub(super) type Doc = u32;

/// How the words of an entry are weighed.
#[derive(Clone, Copy, Debug)]
pub struct Weighing {
    /// A word of the title.
    pub title: f32,
    /// A word of an alias.
    pub alias: f32,
    /// A word of an example question.
    pub asked: f32,
    /// A word of the answer's text.
    pub body: f32,
    /// How slowly repetitions stop to count.
    pub saturation: f32,
    /// How much a long field is discounted, from 0 to 1.
    pub length: f32,
}

impl Weighing {
    /// As fitted.
    pub fn usual() -> Self {
        use super::param;
        Self { title: param("TITLE", 4.0), alias: param("ALIAS", 2.0), asked: 1.0, body: param("BODY", 0.4), saturation: param("SAT", 3.0), length: param("LEN", 0.4) }
    }
}

/// Where a word stands in an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Alias,
    Asked,
    Body,
}

/// A word in an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub doc: Doc,
    /// From 0 to 1: how much the entry is about it.
    pub impact: f32,
}

/// One phrasing of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phrasing {
    pub field: Field,
    /// Its terms, among all of them.
    pub start: u32,
    pub end: u32,
    /// The length of the vector of its words.
    pub norm: f32,
}

/// The words of all entries and refusals.
#[derive(Clone, Debug)]
pub struct Index {
    pub(super) lexicon: Lexicon,
    pub(super) spelling: Spelling,
    pub(super) ids: Vec<EntryId>,
    stems: HashMap<Box<str>, Term>,
    concepts: HashMap<Concept, Term>,
    pairs: HashMap<(Term, Term), Term>,
    pub(super) postings: Vec<Vec<Posting>>,
    pub(super) rarity: Vec<f32>,
    /// The rarity of a word that no entry holds.
    pub(super) unknown: f32,
    pub(super) phrasings: Vec<Phrasing>,
    /// The phrasings of a doc, from its place to the next.
    pub(super) phrasings_of: Vec<u32>,
    pub(super) phrasing_terms: Vec<Term>,
}

/// Texts that are left out of an index, to see whether they are found without.
pub type LeftOut<'a> = &'a dyn Fn(&str) -> bool;

impl Index {
    /// Reads every entry and refusal.
    pub fn build(knowledge: &Knowledge) -> Self {
        Self::build_without(knowledge, Weighing::usual(), &|_| false)
    }

    /// The same with other weights, and without the example questions and refusals that are `left_out`.
    pub fn build_without(knowledge: &Knowledge, weighing: Weighing, left_out: LeftOut<'_>) -> Self {
        let mut builder = Builder::new(Lexicon::new(knowledge.vocabulary()), weighing);
        builder.lexicon.learn(&mut builder.spelling, knowledge.vocabulary());
        for entry in knowledge.entries() {
            builder.entry(entry, left_out);
        }
        let ids = knowledge.entries().iter().map(|entry| entry.id.clone()).collect();
        builder.refusals = true;
        for refusal in knowledge.refusals() {
            builder.begin();
            for question in refusal.questions.iter().filter(|question| !left_out(question)) {
                builder.phrasing(Field::Asked, question);
            }
        }
        builder.finish(ids)
    }

    pub(super) fn stem(&self, stem: &str) -> Option<Term> {
        self.stems.get(stem).copied()
    }

    pub(super) fn term(&self, sense: &Sense) -> Option<Term> {
        match sense {
            Sense::Stem(stem) => self.stem(stem),
            Sense::Concept(concept) => self.concepts.get(concept).copied(),
        }
    }

    pub(super) fn pair(&self, first: Term, second: Term) -> Option<Term> {
        self.pairs.get(&(first, second)).copied()
    }

    /// Whether a doc is an entry, and not a group of refusals.
    pub(super) fn entry(&self, doc: Doc) -> Option<&EntryId> {
        self.ids.get(doc as usize)
    }

    pub(super) fn docs(&self) -> usize {
        self.phrasings_of.len() - 1
    }
}

struct Builder {
    lexicon: Lexicon,
    weighing: Weighing,
    stems: HashMap<Box<str>, Term>,
    concepts: HashMap<Concept, Term>,
    pairs: HashMap<(Term, Term), Term>,
    terms: u32,
    /// How often each word stands in each doc, weighed by field.
    counts: Vec<Vec<(Doc, f32)>>,
    docs: u32,
    lengths: Vec<f32>,
    phrasings: Vec<Phrasing>,
    phrasings_of: Vec<u32>,
    /// The words of each phrasing: alternatives for the same place stand together.
    phrasing_terms: Vec<Term>,
    /// The first term of each place, for its weight.
    phrasing_heads: Vec<Vec<Term>>,
    spelling: Spelling,
    refusals: bool,
}

impl Builder {
    fn new(lexicon: Lexicon, weighing: Weighing) -> Self {
        Self {
            lexicon,
            weighing,
            stems: HashMap::new(),
            concepts: HashMap::new(),
            pairs: HashMap::new(),
            terms: 0,
            counts: Vec::new(),
            docs: 0,
            lengths: Vec::new(),
            phrasings: Vec::new(),
            phrasings_of: vec![0],
            phrasing_terms: Vec::new(),
            phrasing_heads: Vec::new(),
            spelling: Spelling::default(),
            refusals: false,
        }
    }

    fn entry(&mut self, entry: &Entry, left_out: LeftOut<'_>) {
        self.begin();
        self.phrasing(Field::Title, &entry.title);
        if entry.short != entry.title {
            self.phrasing(Field::Title, &entry.short);
        }
        for alias in &entry.also_known_as {
            self.phrasing(Field::Alias, alias);
        }
        for question in entry.asked_as.iter().filter(|question| !left_out(question)) {
            self.phrasing(Field::Asked, question);
        }
        self.body(&entry.tagline);
        for text in entry.texts() {
            self.body(text);
        }
    }

    fn begin(&mut self) {
        self.docs += 1;
        self.lengths.push(0.0);
        self.phrasings_of.push(u32::try_from(self.phrasings.len()).expect("fewer phrasings than numbers"));
    }

    fn phrasing(&mut self, field: Field, text: &str) {
        let start = u32::try_from(self.phrasing_terms.len()).expect("fewer words than numbers");
        self.learn(text);
        let readings = self.lexicon.read(text, false);
        let heads = self.count(field, &readings);
        for reading in &readings {
            for guess in &reading.guesses {
                let term = self.intern(&guess.sense);
                if !self.phrasing_terms[start as usize..].contains(&term) {
                    self.phrasing_terms.push(term);
                }
            }
        }
        for pair in heads.windows(2) {
            let next = self.terms;
            let term = *self.pairs.entry((pair[0], pair[1])).or_insert(next);
            if term == next {
                self.terms += 1;
            }
            self.add(term, 1.0);
        }
        let end = u32::try_from(self.phrasing_terms.len()).expect("fewer words than numbers");
        self.phrasings.push(Phrasing { field, start, end, norm: 0.0 });
        self.phrasing_heads.push(heads);
        *self.phrasings_of.last_mut().expect("begun") = u32::try_from(self.phrasings.len()).expect("as above");
    }

    fn learn(&mut self, text: &str) {
        if self.refusals {
            for word in self.lexicon.words(text) {
                self.spelling.learn_refused(&word.written);
            }
            return;
        }
        for word in self.lexicon.words(text) {
            self.spelling.learn(&word.written, &word.stem);
        }
    }

    fn body(&mut self, text: &str) {
        self.learn(text);
        let readings = self.lexicon.read(text, false);
        self.count(Field::Body, &readings);
    }

    /// Counts the words of a text and gives the first term of each place.
    fn count(&mut self, field: Field, readings: &[Reading]) -> Vec<Term> {
        let weight = match field {
            Field::Title => self.weighing.title,
            Field::Alias => self.weighing.alias,
            Field::Asked => self.weighing.asked,
            Field::Body => self.weighing.body,
        };
        *self.lengths.last_mut().expect("begun") += weight * readings.len() as f32;
        readings
            .iter()
            .map(|reading| {
                let mut head = None;
                for guess in &reading.guesses {
                    let term = self.intern(&guess.sense);
                    if head.is_none() || (matches!(guess.sense, Sense::Concept(_)) && !head.is_some_and(|(_, concept)| concept)) {
                        head = Some((term, matches!(guess.sense, Sense::Concept(_))));
                    }
                    let trust = if matches!(guess.sense, Sense::Concept(_)) { 1.0 } else { guess.trust };
                    self.add(term, weight * trust);
                }
                head.map_or(0, |(term, _)| term)
            })
            .collect()
    }

    fn intern(&mut self, sense: &Sense) -> Term {
        let next = self.terms;
        let term = match sense {
            Sense::Stem(stem) => match self.stems.get(stem.as_str()) {
                Some(term) => *term,
                None => {
                    self.stems.insert(stem.as_str().into(), next);
                    next
                }
            },
            Sense::Concept(concept) => *self.concepts.entry(*concept).or_insert(next),
        };
        if term == next {
            self.terms += 1;
        }
        term
    }

    fn add(&mut self, term: Term, weight: f32) {
        let doc = self.docs - 1;
        if self.counts.len() <= term as usize {
            self.counts.resize_with(term as usize + 1, Vec::new);
        }
        match self.counts[term as usize].last_mut() {
            Some((last, count)) if *last == doc => *count += weight,
            _ => self.counts[term as usize].push((doc, weight)),
        }
    }

    fn finish(mut self, ids: Vec<EntryId>) -> Index {
        let docs = self.docs as f32;
        let rarity = |found: usize| (1.0 + (docs - found as f32 + 0.5) / (found as f32 + 0.5)).ln();
        let average = self.lengths.iter().sum::<f32>() / docs.max(1.0);
        let Weighing { saturation, length, .. } = self.weighing;
        let rarities: Vec<f32> = self.counts.iter().map(|docs| rarity(docs.len())).collect();
        let postings = self
            .counts
            .iter()
            .map(|docs| {
                docs.iter()
                    .map(|(doc, count)| {
                        let slow = saturation * (1.0 - length + length * self.lengths[*doc as usize] / average);
                        Posting { doc: *doc, impact: count / (count + slow) }
                    })
                    .collect()
            })
            .collect();
        for (phrasing, heads) in self.phrasings.iter_mut().zip(&self.phrasing_heads) {
            phrasing.norm = heads.iter().map(|term| rarities[*term as usize].powi(2)).sum::<f32>().sqrt();
        }
        self.spelling.finish();
        Index {
            lexicon: self.lexicon,
            spelling: self.spelling,
            ids,
            stems: self.stems,
            concepts: self.concepts,
            pairs: self.pairs,
            postings,
            rarity: rarities,
            unknown: rarity(0),
            phrasings: self.phrasings,
            phrasings_of: self.phrasings_of,
            phrasing_terms: self.phrasing_terms,
        }
    }
}
