//! The words of every entry, ready to be searched: built in one call, never changed.
//!
//! Two views of the same words. By word: which entries hold it, and how much they are about it. By entry: its
//! phrasings (title, names, example questions), each a set of words, to be compared with a question as a whole.

use std::hash::{DefaultHasher, Hash, Hasher};

use smallvec::SmallVec;

use super::lexicon::{How, Lexicon, Reader, Reading};
use super::spelling::Spelling;
use super::terms::{Term, Terms, Writer};
use super::words::{folded, words};
use crate::knowledge::{Entry, EntryId, Knowledge, Shelf, fold, names_of};

/// An entry by its place; behind the entries, the groups of refusals.
pub(super) type Doc = u32;

/// How much a word counts where it stands.
const TITLE: f32 = 4.0;
const ALIAS: f32 = 2.0;
const ASKED: f32 = 1.0;
const BODY: f32 = 0.4;
/// How slowly repetitions saturate: BM25's k1, for entries with dozens of example questions.
const SATURATION: f32 = 3.0;
/// How much a long entry is discounted, from 0 to 1: BM25's b.
const LENGTH: f32 = 0.4;

/// Where a word stands in an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The title or its short form.
    Title,
    /// A name that people type.
    Alias,
    /// An example question.
    Asked,
    /// The text of the answer.
    Body,
}

impl Field {
    /// The place of a field among all, with room for a list behind each.
    fn rank(self) -> u32 {
        const ROOM: u32 = 1_000;
        self as u32 * ROOM
    }

    fn weight(self) -> f32 {
        match self {
            Self::Title => TITLE,
            Self::Alias => ALIAS,
            Self::Asked => ASKED,
            Self::Body => BODY,
        }
    }
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
    /// The first of its terms, among all of them.
    pub start: u32,
    /// The one after its last.
    pub end: u32,
    /// The first of the terms that stand for its places, in order, and the one after the last.
    heads: (u32, u32),
    /// The length of the vector of its words.
    pub norm: f32,
}

/// The words of all entries and refusals.
#[derive(Clone, Debug)]
pub struct Index {
    pub(super) terms: Terms,
    pub(super) lexicon: Lexicon,
    pub(super) spelling: Spelling,
    postings: Vec<Posting>,
    /// Where the postings of each term begin, and where the last ones end.
    postings_of: Vec<u32>,
    /// How rare each term is among the docs: BM25's inverse document frequency.
    pub(super) idf: Vec<f32>,
    /// The IDF of a word that no entry holds.
    pub(super) unknown: f32,
    phrasings: Vec<Phrasing>,
    /// Where the phrasings of each doc begin, and where the last ones end.
    phrasings_of: Vec<u32>,
    phrasing_terms: Vec<Term>,
    heads: Vec<Term>,
    ids: Vec<EntryId>,
    wholes: Wholes,
}

/// Folded titles, names and questions by their hash, in what order of preference they mean which docs. Sorted.
type Wholes = Vec<(u64, u32, Doc)>;

impl Index {
    /// Reads every entry and refusal.
    pub fn build(knowledge: &Knowledge) -> Self {
        Self::build_without(knowledge, &|_| false)
    }

    /// The same without the example questions and refused questions that are `left_out`, to see whether they are
    /// found all the same.
    pub fn build_without(knowledge: &Knowledge, left_out: &dyn Fn(&str) -> bool) -> Self {
        let mut builder = Builder::new(knowledge);
        for entry in knowledge.entries() {
            builder.entry(entry, left_out);
        }
        builder.shared_names(knowledge);
        for refusal in knowledge.refusals() {
            builder.begin();
            for question in refusal.questions.iter().filter(|question| !left_out(question)) {
                builder.phrasing(Field::Asked, question, Writer::Refused);
            }
        }
        builder.finish(knowledge.entries().iter().map(|entry| entry.id.clone()).collect())
    }

    /// The entry at a place; `None` for a group of refusals.
    pub(super) fn entry(&self, doc: Doc) -> Option<&EntryId> {
        self.ids.get(doc as usize)
    }

    /// How many entries and groups of refusals there are.
    pub(super) fn docs(&self) -> usize {
        self.phrasings_of.len() - 1
    }

    /// The phrasings of a doc, in the order of [`phrasings`].
    pub(super) fn phrasings(&self, doc: Doc) -> &[Phrasing] {
        let (start, end) = (self.phrasings_of[doc as usize], self.phrasings_of[doc as usize + 1]);
        &self.phrasings[start as usize..end as usize]
    }

    /// The terms of a phrasing, each once.
    pub(super) fn terms_of(&self, phrasing: &Phrasing) -> &[Term] {
        &self.phrasing_terms[phrasing.start as usize..phrasing.end as usize]
    }

    /// The terms that stand for the places of a phrasing, in order.
    pub(super) fn heads_of(&self, phrasing: &Phrasing) -> &[Term] {
        &self.heads[phrasing.heads.0 as usize..phrasing.heads.1 as usize]
    }

    /// The docs that hold a term, in order.
    pub(super) fn postings(&self, term: Term) -> &[Posting] {
        let (start, end) = (self.postings_of[term as usize], self.postings_of[term as usize + 1]);
        &self.postings[start as usize..end as usize]
    }

    /// The docs of which this is a title, name or question, as a whole, the likeliest first.
    pub(super) fn whole(&self, question: &str) -> Vec<Doc> {
        let hash = hash(&fold(question));
        let from = self.wholes.partition_point(|(known, ..)| *known < hash);
        let mut docs: Vec<Doc> = Vec::new();
        for (.., doc) in self.wholes[from..].iter().take_while(|(known, ..)| *known == hash) {
            if !docs.contains(doc) {
                docs.push(*doc);
            }
        }
        docs
    }
}

/// The phrasings of an entry, in the order of the index: titles, names, example questions.
pub(super) fn phrasings(entry: &Entry) -> impl Iterator<Item = (Field, &str)> {
    let short = (entry.short != entry.title).then_some(&entry.short);
    let titles = [&entry.title].into_iter().chain(short).map(|title| (Field::Title, title.as_str()));
    let names = entry.also_known_as.iter().map(|name| (Field::Alias, name.as_str()));
    titles.chain(names).chain(entry.asked_as.iter().map(|question| (Field::Asked, question.as_str())))
}

/// The docs of one term. Most words stand in one or two.
type Counts = SmallVec<[Posting; 2]>;

/// An index on its way.
struct Builder {
    terms: Terms,
    lexicon: Lexicon,
    /// In which docs each term stands; the impact is at first how often, weighed by field.
    counts: Vec<Counts>,
    /// The weighed number of words of each doc.
    lengths: Vec<f32>,
    phrasings: Vec<Phrasing>,
    phrasings_of: Vec<u32>,
    phrasing_terms: Vec<Term>,
    heads: Vec<Term>,
    wholes: Wholes,
}

impl Builder {
    fn new(knowledge: &Knowledge) -> Self {
        let vocabulary = knowledge.vocabulary();
        let mut terms = Terms::default();
        let lexicon = Lexicon::new(vocabulary, &mut terms);
        Self {
            terms,
            lexicon,
            counts: Vec::new(),
            lengths: Vec::new(),
            phrasings: Vec::new(),
            phrasings_of: Vec::new(),
            phrasing_terms: Vec::new(),
            heads: Vec::new(),
            wholes: Vec::new(),
        }
    }

    /// Begins the next doc.
    fn begin(&mut self) {
        self.lengths.push(0.0);
        self.phrasings_of.push(number(self.phrasings.len()));
    }

    fn doc(&self) -> Doc {
        number(self.lengths.len()) - 1
    }

    fn entry(&mut self, entry: &Entry, left_out: &dyn Fn(&str) -> bool) {
        self.begin();
        for (field, text) in phrasings(entry) {
            if field != Field::Asked || !left_out(text) {
                self.phrasing(field, text, Writer::Us);
            }
        }
        for name in names_of(entry) {
            // A bare number says nothing about what it counts.
            if !name.bytes().all(|byte| byte.is_ascii_digit()) {
                self.whole(Field::Alias, &name);
            }
        }
        for text in std::iter::once(entry.tagline.as_str()).chain(entry.texts()) {
            self.read(Field::Body, &folded(text), Writer::Us);
        }
    }

    /// Names that mean several entries lead to them in the order of preference: a role's after entries with that
    /// title, any other's after entries with that name.
    fn shared_names(&mut self, knowledge: &Knowledge) {
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

    fn phrasing(&mut self, field: Field, text: &str, writer: Writer) {
        let folded = folded(text);
        // The cut of scripts without spaces is no part of a whole.
        if folded.is_ascii() {
            self.whole(field, &folded);
        } else {
            self.whole(field, &fold(text));
        }
        let readings = self.read(field, &folded, writer);
        let start = self.phrasing_terms.len();
        for guess in readings.iter().flat_map(|reading| &reading.guesses) {
            if !self.phrasing_terms[start..].contains(&guess.term) {
                self.phrasing_terms.push(guess.term);
            }
        }
        let heads = self.heads.len();
        self.heads.extend(readings.iter().filter_map(Reading::head));
        self.phrasings.push(Phrasing {
            start: number(start),
            end: number(self.phrasing_terms.len()),
            heads: (number(heads), number(self.heads.len())),
            norm: 0.0,
        });
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

    fn finish(mut self, ids: Vec<EntryId>) -> Index {
        self.phrasings_of.push(number(self.phrasings.len()));
        self.counts.resize_with(self.terms.count(), Counts::new);
        let docs = count(self.lengths.len());
        let rare = |found: usize| (1.0 + (docs - count(found) + 0.5) / (count(found) + 0.5)).ln();
        let idf: Vec<f32> = self.counts.iter().map(|docs| rare(docs.len())).collect();
        let average = (self.lengths.iter().sum::<f32>() / docs.max(1.0)).max(f32::MIN_POSITIVE);
        let slow: Vec<f32> =
            self.lengths.iter().map(|length| SATURATION * (1.0 - LENGTH + LENGTH * length / average)).collect();
        let mut postings = Vec::with_capacity(self.counts.iter().map(Counts::len).sum());
        let mut postings_of = Vec::with_capacity(self.counts.len() + 1);
        for docs in std::mem::take(&mut self.counts) {
            postings_of.push(number(postings.len()));
            let weighed =
                |Posting { doc, impact: count }| Posting { doc, impact: count / (count + slow[doc as usize]) };
            postings.extend(docs.into_iter().map(weighed));
        }
        postings_of.push(number(postings.len()));
        for phrasing in &mut self.phrasings {
            let heads = &self.heads[phrasing.heads.0 as usize..phrasing.heads.1 as usize];
            phrasing.norm = heads.iter().map(|term| idf[*term as usize].powi(2)).sum::<f32>().sqrt();
        }
        self.wholes.sort_unstable();
        self.wholes.dedup();
        // These grew before their size was known.
        self.wholes.shrink_to_fit();
        self.phrasings.shrink_to_fit();
        self.phrasing_terms.shrink_to_fit();
        self.heads.shrink_to_fit();
        let spelling = Spelling::of(&self.terms);
        Index {
            terms: self.terms,
            lexicon: self.lexicon,
            spelling,
            postings,
            postings_of,
            idf,
            unknown: rare(0),
            phrasings: self.phrasings,
            phrasings_of: self.phrasings_of,
            phrasing_terms: self.phrasing_terms,
            heads: self.heads,
            ids,
            wholes: self.wholes,
        }
    }
}

/// The same in every process: what is compared was hashed by this program.
fn hash(folded: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    folded.hash(&mut hasher);
    hasher.finish()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("fewer words and entries than numbers")
}

#[expect(clippy::cast_precision_loss, reason = "a weight need not be exact")]
fn count(count: usize) -> f32 {
    count as f32
}
