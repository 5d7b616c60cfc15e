//! The phrasings of entries: titles, names and example questions, each a set of words to be compared with a question as a whole.

use super::index::Field;
use super::lexicon::Reading;
use super::terms::Term;

/// One phrasing of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phrasing {
    /// The first of its terms, among all of them.
    start: u32,
    /// The one after its last.
    end: u32,
    /// The first of the terms that stand for its places, in order, and the one after the last.
    heads: (u32, u32),
    /// The length of the vector of its words.
    pub norm: f32,
}

/// The phrasings of all entries, one entry after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrasings {
    all: Vec<Phrasing>,
    /// Where the phrasings of each doc begin, and once finished, where the last ones end.
    of: Vec<u32>,
    /// How many of the phrasings of each doc, from the first, are titles and names.
    names: Vec<u32>,
    terms: Vec<Term>,
    heads: Vec<Term>,
}

impl Phrasings {
    /// Begins the next doc.
    pub fn begin(&mut self) {
        self.of.push(number(self.all.len()));
        self.names.push(0);
    }

    /// Adds a phrasing of the doc that was begun last.
    pub fn push(&mut self, field: Field, readings: &[Reading]) {
        let start = self.terms.len();
        for guess in readings.iter().flat_map(|reading| &reading.guesses) {
            if !self.terms[start..].contains(&guess.term) {
                self.terms.push(guess.term);
            }
        }
        let heads = self.heads.len();
        self.heads.extend(readings.iter().filter_map(Reading::head));
        if field != Field::Asked {
            *self.names.last_mut().expect("begun") += 1;
        }
        self.all.push(Phrasing {
            start: number(start),
            end: number(self.terms.len()),
            heads: (number(heads), number(self.heads.len())),
            norm: 0.0,
        });
    }

    /// Ends the last doc, and measures every phrasing by the IDF of its words.
    pub fn finish(&mut self, idf: impl Fn(Term) -> f32) {
        self.of.push(number(self.all.len()));
        for phrasing in &mut self.all {
            phrasing.norm = norm(&self.heads[phrasing.heads.0 as usize..phrasing.heads.1 as usize], &idf);
        }
        // These grew before their size was known.
        self.all.shrink_to_fit();
        self.of.shrink_to_fit();
        self.names.shrink_to_fit();
        self.terms.shrink_to_fit();
        self.heads.shrink_to_fit();
    }

    /// How many docs there are.
    pub fn docs(&self) -> usize {
        self.of.len() - 1
    }

    /// The phrasings of a doc: titles, names, example questions.
    pub fn of(&self, doc: usize) -> &[Phrasing] {
        &self.all[self.of[doc] as usize..self.of[doc + 1] as usize]
    }

    /// The titles and names of a doc.
    pub fn names(&self, doc: usize) -> &[Phrasing] {
        &self.of(doc)[..self.names[doc] as usize]
    }

    /// The terms of a phrasing, each once.
    pub fn terms_of(&self, phrasing: &Phrasing) -> &[Term] {
        &self.terms[phrasing.start as usize..phrasing.end as usize]
    }

    /// The terms that stand for the places of a phrasing, in order.
    pub fn heads_of(&self, phrasing: &Phrasing) -> &[Term] {
        &self.heads[phrasing.heads.0 as usize..phrasing.heads.1 as usize]
    }

    /// How much memory it takes beside itself.
    pub fn bytes(&self) -> usize {
        self.all.capacity() * size_of::<Phrasing>()
            + (self.of.capacity() + self.names.capacity() + self.terms.capacity() + self.heads.capacity())
                * size_of::<u32>()
    }
}

/// The length of a vector of words.
pub(super) fn norm(heads: &[Term], idf: impl Fn(Term) -> f32) -> f32 {
    heads.iter().map(|term| idf(*term).powi(2)).sum::<f32>().sqrt()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("fewer words and entries than numbers")
}
