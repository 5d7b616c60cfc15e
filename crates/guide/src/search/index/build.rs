//! Builds an index from the knowledge in one pass.

use super::super::intent::{Intents, Profile, Profiles};
use super::super::lexicon::{How, Lexicon, Reader, Reading};
use super::super::meaning::{DIMENSIONS, Direction, VectorWord, direction, normalize, without};
use super::super::phrasings::Phrasings;
use super::super::spelling::Spelling;
use super::super::terms::{Term, Terms, Writer};
use super::super::words::{folded, words};
use super::{Counts, Doc, Field, Index, Posting, Wholes, count, hash, phrasings, rarity};
use crate::knowledge::{Entry, EntryId, Knowledge, Shelf, fold, names_of};
use rustc_hash::{FxHashMap, FxHashSet};

/// An index on its way.
pub(super) struct Builder {
    terms: Terms,
    lexicon: Lexicon,
    /// In which docs each term stands; the impact is at first how often, weighed by field.
    counts: Vec<Counts>,
    /// The weighed number of words of each doc.
    lengths: Vec<f32>,
    phrasings: Phrasings,
    wholes: Wholes,
    /// The words of each entry's text that have a vector, and how often.
    bodies: Vec<FxHashMap<VectorWord, f32>>,
    /// Words that were looked up.
    vector_words: FxHashMap<Box<str>, Option<VectorWord>>,
    profiles: Vec<Profile>,
    stands_in: Vec<u16>,
}

impl Builder {
    pub fn new(knowledge: &Knowledge) -> Self {
        let vocabulary = knowledge.vocabulary();
        let mut terms = Terms::default();
        let lexicon = Lexicon::new(vocabulary, &mut terms);
        Self {
            terms,
            lexicon,
            counts: Vec::new(),
            lengths: Vec::new(),
            phrasings: Phrasings::default(),
            wholes: Vec::new(),
            bodies: Vec::new(),
            vector_words: FxHashMap::default(),
            profiles: Vec::new(),
            stands_in: vec![0; VectorWord::count()],
        }
    }

    /// Begins the next doc.
    pub fn begin(&mut self) {
        self.lengths.push(0.0);
        self.phrasings.begin();
    }

    fn doc(&self) -> Doc {
        number(self.lengths.len()) - 1
    }

    /// Keeps the place of an entry that is left out.
    pub fn empty(&mut self) {
        self.begin();
        self.profiles.push(Profile::default());
        self.bodies.push(FxHashMap::default());
    }

    pub fn entry(&mut self, entry: &Entry, left_out: &dyn Fn(&str) -> bool) {
        self.begin();
        self.profiles.push(Profile::default());
        let mut seen: FxHashSet<VectorWord> = FxHashSet::default();
        for (field, text) in phrasings(entry) {
            if field != Field::Asked || !left_out(text) {
                let folded = self.phrasing(field, text, Writer::Us);
                seen.extend(self.vector_words(&folded));
                if field == Field::Asked
                    && let Some(profile) = self.profiles.last_mut()
                {
                    profile.count(Intents::of(&folded));
                }
            }
        }
        for name in names_of(entry) {
            // A bare number says nothing about what it counts.
            if !name.bytes().all(|byte| byte.is_ascii_digit()) {
                self.whole(Field::Alias, &name);
            }
        }
        let mut body: FxHashMap<VectorWord, f32> = FxHashMap::default();
        for word in self.vector_words(&folded(&entry.title)) {
            *body.entry(word).or_default() += 1.0;
        }
        for text in std::iter::once(entry.tagline.as_str()).chain(entry.texts()) {
            let folded = folded(text);
            self.read(Field::Body, &folded, Writer::Us);
            for word in self.vector_words(&folded) {
                *body.entry(word).or_default() += 1.0;
            }
        }
        seen.extend(body.keys());
        for word in seen {
            self.stands_in[word.place()] += 1;
        }
        self.bodies.push(body);
    }

    /// The words of a folded text that have a vector. Most words come again, so that each is looked up once.
    fn vector_words(&mut self, folded: &str) -> Vec<VectorWord> {
        let mut found = Vec::new();
        for word in words(folded) {
            let known = self.vector_words.get(word).copied();
            found.extend(known.unwrap_or_else(|| {
                let new = VectorWord::find(word);
                self.vector_words.insert(word.into(), new);
                new
            }));
        }
        found
    }

    /// Names that mean several entries lead to them in the order of preference: a role's after entries with that
    /// title, any other's after entries with that name.
    pub fn shared_names(&mut self, knowledge: &Knowledge) {
        let place = |id: &EntryId| knowledge.entries().iter().position(|entry| entry.id == *id).map(number);
        for shelf in Shelf::ALL {
            let after = if shelf == Shelf::Role { Field::Title } else { Field::Body };
            for (name, means) in knowledge.guide(shelf).map_or(&[][..], |guide| &guide.shared_names) {
                let ranks = after.rank() + 1..;
                let hash = hash(name);
                self.wholes.extend(ranks.zip(means.iter().filter_map(place)).map(|(rank, doc)| (hash, rank, doc)));
            }
        }
    }

    /// Entries with that title come before entries with that name.
    fn whole(&mut self, field: Field, folded: &str) {
        let doc = self.doc();
        self.wholes.push((hash(folded), field.rank(), doc));
    }

    /// Reads a phrasing; gives it folded.
    pub fn phrasing(&mut self, field: Field, text: &str, writer: Writer) -> String {
        let folded = folded(text);
        // The cut of scripts without spaces is no part of a whole.
        if folded.is_ascii() {
            self.whole(field, &folded);
        } else {
            self.whole(field, &fold(text));
        }
        let readings = self.read(field, &folded, writer);
        self.phrasings.push(field, &readings);
        folded
    }

    /// Counts the words of a folded text.
    fn read(&mut self, field: Field, folded: &str, writer: Writer) -> Vec<Reading> {
        let written: Vec<&str> = words(folded).collect();
        let numbers: Vec<Option<Term>> = written.iter().map(|word| Some(self.terms.learn(word, writer))).collect();
        let readings = self.lexicon.read(&written, &numbers, Reader::Entry);
        for reading in &readings {
            for guess in &reading.guesses {
                let trust = if guess.how == How::Synonym { 1.0 } else { guess.trust };
                self.count(guess.term, field.weight() * trust);
            }
        }
        *self.lengths.last_mut().expect("begun") += field.weight() * count(readings.len());
        readings
    }

    fn count(&mut self, term: Term, weight: f32) {
        let doc = self.doc();
        if self.counts.len() <= term as usize {
            self.counts.resize_with(term as usize + 1, Counts::new);
        }
        match self.counts[term as usize].last_mut() {
            Some(last) if last.doc == doc => last.impact += weight,
            _ => self.counts[term as usize].push(Posting { doc, impact: weight }),
        }
    }

    pub fn finish(mut self, ids: Vec<EntryId>) -> Index {
        self.counts.resize_with(self.terms.count(), Counts::new);
        let docs = self.lengths.len();
        let idf: Vec<f32> = self.counts.iter().map(|found| super::idf(docs, found.len())).collect();
        let average = (self.lengths.iter().sum::<f32>() / count(docs).max(1.0)).max(f32::MIN_POSITIVE);
        let slow: Vec<f32> = self.lengths.iter().map(|length| super::slowness(*length, average)).collect();
        let mut postings = Vec::with_capacity(self.counts.iter().map(Counts::len).sum());
        let mut postings_of = Vec::with_capacity(self.counts.len() + 1);
        for docs in std::mem::take(&mut self.counts) {
            postings_of.push(number(postings.len()));
            let weighed =
                |Posting { doc, impact: count }| Posting { doc, impact: count / (count + slow[doc as usize]) };
            postings.extend(docs.into_iter().map(weighed));
        }
        postings_of.push(number(postings.len()));
        self.phrasings.finish(|term| idf[term as usize]);
        self.wholes.sort_unstable();
        self.wholes.dedup();
        // It grew before its size was known.
        self.wholes.shrink_to_fit();
        let (directions, shared) = self.directions();
        let spelling = Spelling::of(self.terms.forms());
        Index {
            terms: self.terms,
            lexicon: self.lexicon,
            spelling,
            postings,
            postings_of,
            idf,
            unknown: super::idf(docs, 0),
            phrasings: self.phrasings,
            average,
            ids,
            wholes: self.wholes,
            directions,
            shared,
            stands_in: self.stands_in,
            profiles: Profiles::new(&self.profiles),
        }
    }

    /// What each entry is about, without what all are about, and that.
    fn directions(&self) -> (Vec<Direction>, Direction) {
        let entries = self.bodies.len();
        let weighed =
            |(word, count): (&VectorWord, &f32)| (*word, count * rarity(*word, self.stands_in[word.place()], entries));
        let mut directions: Vec<Direction> =
            self.bodies.iter().map(|words| direction(words.iter().map(weighed))).collect();
        let mut shared = [0.0; DIMENSIONS];
        for about in &directions {
            shared.iter_mut().zip(about).for_each(|(sum, value)| *sum += value);
        }
        normalize(&mut shared);
        for about in &mut directions {
            without(about, &shared);
        }
        (directions, shared)
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("fewer words and entries than numbers")
}
