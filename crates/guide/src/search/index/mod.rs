//! The words of every entry, ready to be searched: built in one call, never changed.
//!
//! Two views of the same words. By word: which entries hold it, and how much they are about it. By entry: its
//! phrasings (title, names, example questions), each a set of words, to be compared with a question as a whole.

mod build;

use std::hash::{DefaultHasher, Hash, Hasher};

use smallvec::SmallVec;

use self::build::Builder;
use super::intent::Profiles;
use super::lexicon::Lexicon;
use super::meaning::{Direction, VectorWord, direction, without};
use super::phrasings::Phrasings;
use super::spelling::Spelling;
use super::terms::{Term, Terms, Writer};
use super::words::words;
use crate::knowledge::{Entry, EntryId, Kind, Knowledge, fold};

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
    pub(super) fn rank(self) -> u32 {
        const ROOM: u32 = 1_000;
        self as u32 * ROOM
    }

    pub(super) fn weight(self) -> f32 {
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
    pub(super) phrasings: Phrasings,
    /// The mean of the weighed numbers of words of the docs.
    average: f32,
    ids: Vec<EntryId>,
    wholes: Wholes,
    /// What each entry is about.
    directions: Vec<Direction>,
    /// What all entries are about.
    shared: Direction,
    /// In how many entries each word with a vector stands.
    stands_in: Vec<u16>,
    /// Which kinds of questions each entry answers.
    pub(super) profiles: Profiles,
}

/// Folded titles, names and questions by their hash, in what order of preference they mean which docs. Sorted.
pub(super) type Wholes = Vec<(u64, u32, Doc)>;

impl Index {
    /// Reads every entry and refusal.
    pub fn build(knowledge: &Knowledge) -> Self {
        Self::build_without(knowledge, &|_| false)
    }

    /// The same without the example questions and refused questions that are `left_out`, to see whether they are
    /// found all the same.
    pub fn build_without(knowledge: &Knowledge, left_out: &dyn Fn(&str) -> bool) -> Self {
        Self::build_of(knowledge, left_out, &|_| false)
    }

    /// The same without the entries that are `left_out`, to see how they are found where they are a server's own.
    pub fn build_without_entries(knowledge: &Knowledge, left_out: &dyn Fn(&Entry) -> bool) -> Self {
        Self::build_of(knowledge, &|_| false, left_out)
    }

    fn build_of(
        knowledge: &Knowledge,
        left_out: &dyn Fn(&str) -> bool,
        is_entry_left_out: &dyn Fn(&Entry) -> bool,
    ) -> Self {
        let mut builder = Builder::new(knowledge);
        for entry in knowledge.entries() {
            if is_entry_left_out(entry) {
                builder.empty();
            } else {
                builder.entry(entry, left_out);
            }
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

    /// How many entries there are.
    pub(super) fn entries(&self) -> usize {
        self.ids.len()
    }

    /// How many entries and groups of refusals there are.
    pub(super) fn docs(&self) -> usize {
        self.phrasings.docs()
    }

    /// What an entry is about; `None` for a group of refusals.
    pub(super) fn direction(&self, doc: Doc) -> Option<&Direction> {
        self.directions.get(doc as usize)
    }

    /// What folded texts are about together, with how much each counts.
    pub(super) fn direction_of<'t>(&self, texts: impl Iterator<Item = (&'t str, f32)>) -> Direction {
        let weighed = texts.flat_map(|(text, counts)| {
            words(text).filter_map(VectorWord::find).map(move |word| (word, counts * self.rarity(word)))
        });
        let mut about = direction(weighed);
        without(&mut about, &self.shared);
        about
    }

    /// How much a word says, by the entries it stands in.
    fn rarity(&self, word: VectorWord) -> f32 {
        rarity(word, self.stands_in[word.place()], self.ids.len())
    }

    /// The docs that hold a term, in order.
    pub(super) fn postings(&self, term: Term) -> &[Posting] {
        // A term that only own entries of a server hold.
        if term as usize >= self.idf.len() {
            return &[];
        }
        let (start, end) = (self.postings_of[term as usize], self.postings_of[term as usize + 1]);
        &self.postings[start as usize..end as usize]
    }

    /// The docs of which this is a title, name or question, as a whole, the likeliest first.
    pub(super) fn whole(&self, question: &str) -> Vec<Doc> {
        whole_of(&self.wholes, question)
    }

    /// The same with the order of preference, in that order; a doc may stand there more than once.
    pub(super) fn ranked_wholes(&self, question: &str) -> impl Iterator<Item = (u32, Doc)> {
        ranked_wholes(&self.wholes, question)
    }

    /// The IDF of a term that so many docs hold besides those of the index.
    pub(super) fn idf_with(&self, term: Term, besides: usize) -> f32 {
        let docs = self.docs();
        idf(docs, (self.postings(term).len() + besides).min(docs))
    }

    /// How much a shipped doc is about a term, from 0 to 1, if it had one more example question with it. Its length is taken for
    /// the mean.
    pub(super) fn impact_with_one_more(&self, term: Term, doc: Doc) -> f32 {
        let postings = self.postings(term);
        let impact = postings.binary_search_by_key(&doc, |posting| posting.doc).map_or(0.0, |at| postings[at].impact);
        let slow = slowness(self.average, self.average);
        let count = impact * slow / (1.0 - impact) + ASKED;
        impact.max(count / (count + slow))
    }

    /// How slowly repetitions saturate in a text of a weighed number of words.
    pub(super) fn slowness(&self, length: f32) -> f32 {
        slowness(length, self.average)
    }
}

/// BM25's inverse document frequency of a term that `found` of `docs` hold.
fn idf(docs: usize, found: usize) -> f32 {
    let (docs, found) = (count(docs), count(found));
    (1.0 + (docs - found + 0.5) / (found + 0.5)).ln()
}

/// How slowly repetitions saturate, by the length of a text and the mean of all.
fn slowness(length: f32, average: f32) -> f32 {
    SATURATION * (1.0 - LENGTH + LENGTH * length / average)
}

/// The docs of which this is a title, name or question, as a whole, the likeliest first.
pub(super) fn whole_of(wholes: &Wholes, question: &str) -> Vec<Doc> {
    let mut docs: Vec<Doc> = Vec::new();
    for (_, doc) in ranked_wholes(wholes, question) {
        if !docs.contains(&doc) {
            docs.push(doc);
        }
    }
    docs
}

/// The same with the order of preference, in that order; a doc may stand there more than once.
pub(super) fn ranked_wholes(wholes: &Wholes, question: &str) -> impl Iterator<Item = (u32, Doc)> {
    let hash = hash(&fold(question));
    let from = wholes.partition_point(|(known, ..)| *known < hash);
    wholes[from..].iter().take_while(move |(known, ..)| *known == hash).map(|(_, rank, doc)| (*rank, *doc))
}

/// The phrasings of an entry, in the order of the index: titles, names, example questions.
pub(super) fn phrasings(entry: &Entry) -> impl Iterator<Item = (Field, &str)> {
    // The short title of an own entry is a part of its title, which may mean something else.
    let short = (entry.short != entry.title && entry.kind() != Kind::Own).then_some(&entry.short);
    let titles = [&entry.title].into_iter().chain(short).map(|title| (Field::Title, title.as_str()));
    let names = entry.also_known_as.iter().map(|name| (Field::Alias, name.as_str()));
    titles.chain(names).chain(entry.asked_as.iter().map(|question| (Field::Asked, question.as_str())))
}

/// How much a word says that stands in some of so many entries. One that stands in none is little more than English.
fn rarity(word: VectorWord, stands_in: u16, entries: usize) -> f32 {
    const UNHEARD: f32 = 2.0;
    const COMMON: f32 = 0.7;
    #[expect(clippy::cast_precision_loss, reason = "hundreds of entries")]
    match stands_in {
        0 if word.is_common() => COMMON,
        0 => UNHEARD,
        some => (1.0 + entries as f32 / (1.0 + f32::from(some))).ln(),
    }
}

/// The docs of one term. Most words stand in one or two.
type Counts = SmallVec<[Posting; 2]>;

/// The same in every process: what is compared was hashed by this program.
pub(super) fn hash(folded: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    folded.hash(&mut hasher);
    hasher.finish()
}

#[expect(clippy::cast_precision_loss, reason = "a weight need not be exact")]
fn count(count: usize) -> f32 {
    count as f32
}
