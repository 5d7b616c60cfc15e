//! Builds the overlay of one server in one pass over its entries and the wordings that it keeps.

use rustc_hash::FxHashMap;

use super::super::asking::sentences;
use super::super::corpus::Corpus;
use super::super::index::{Doc, Field, Index, Posting, Wholes, hash, phrasings};
use super::super::intent::{Intents, Profile};
use super::super::lexicon::{How, Reader, Reading};
use super::super::meaning::Direction;
use super::super::names::Named;
use super::super::phrasings::Phrasings;
use super::super::query::repaired;
use super::super::spelling::Spelling;
use super::super::terms::{Form, Term, stem_of};
use super::super::words::{folded, words};
use super::Overlay;
use super::wordings::Wordings;
use crate::community::words_of;
use crate::knowledge::{Entry, EntryId, fold, names_of};

impl Overlay {
    /// Reads the own entries. `off` tells of shipped entries that are switched off, `replaced` of shipped ones and the own
    /// ones that replace them; all by place.
    pub fn build(
        index: &Index,
        entries: &[Entry],
        off: impl IntoIterator<Item = usize>,
        replaced: impl IntoIterator<Item = (usize, usize)>,
    ) -> Self {
        Self::with_wordings(index, entries, off, replaced, [])
    }

    /// The same with wordings that find shipped entries, by place.
    pub fn with_wordings<'w>(
        index: &Index,
        entries: &[Entry],
        off: impl IntoIterator<Item = usize>,
        replaced: impl IntoIterator<Item = (usize, usize)>,
        wordings: impl IntoIterator<Item = (usize, &'w str)>,
    ) -> Self {
        let shipped = index.entries();
        let mut builder = Builder::new(index);
        for entry in entries {
            builder.entry(entry);
        }
        let mut wordings: Vec<(Doc, &str)> = wordings
            .into_iter()
            .filter(|(place, _)| *place < shipped)
            .map(|(place, text)| (number(place), text))
            .collect();
        wordings.sort_by_key(|(doc, _)| *doc);
        for (doc, text) in wordings {
            builder.wording(doc, text);
        }
        let mut replaced: Vec<(Doc, u32)> = replaced
            .into_iter()
            .filter(|(shipped_place, own)| *shipped_place < shipped && *own < entries.len())
            .map(|(shipped, own)| (number(shipped), number(own)))
            .collect();
        replaced.sort_unstable();
        replaced.dedup_by_key(|(shipped, _)| *shipped);
        let off = bits(off.into_iter().filter(|place| *place < shipped));
        let named = |entry: &Entry| Named { what: entry.id.clone(), place: Doc::MAX, names: names_of(entry) };
        builder.finish(off, replaced, entries.iter().map(named).collect())
    }
}

/// An overlay on its way.
struct Builder<'i> {
    index: &'i Index,
    forms: FxHashMap<Box<str>, Form>,
    stems: FxHashMap<Box<str>, Term>,
    own_terms: usize,
    /// In which docs each term stands; the impact is at first how often, weighed by field.
    counts: FxHashMap<Term, Vec<Posting>>,
    lengths: Vec<f32>,
    phrasings: Phrasings,
    profiles: Vec<Profile>,
    directions: Vec<Direction>,
    wholes: Wholes,
    wordings: Wordings,
}

impl<'i> Builder<'i> {
    fn new(index: &'i Index) -> Self {
        Self {
            index,
            forms: FxHashMap::default(),
            stems: FxHashMap::default(),
            own_terms: 0,
            counts: FxHashMap::default(),
            lengths: Vec::new(),
            phrasings: Phrasings::default(),
            profiles: Vec::new(),
            directions: Vec::new(),
            wholes: Vec::new(),
            wordings: Wordings::default(),
        }
    }

    fn doc(&self) -> Doc {
        number(self.index.docs() + self.lengths.len()) - 1
    }

    fn entry(&mut self, entry: &Entry) {
        self.lengths.push(0.0);
        self.phrasings.begin();
        let mut profile = Profile::default();
        for (field, text) in phrasings(entry) {
            let folded = folded(text);
            let whole = if folded.is_ascii() { folded.clone() } else { fold(text) };
            self.whole(field, &whole);
            let readings = self.read(field.weight(), &folded);
            self.phrasings.push(field, &readings);
            if field == Field::Asked {
                profile.count(Intents::of(&folded));
            }
        }
        self.profiles.push(profile);
        for name in names_of(entry) {
            // A bare number says nothing about what it counts.
            if !name.bytes().all(|byte| byte.is_ascii_digit()) {
                self.whole(Field::Alias, &name);
            }
        }
        let title = folded(&entry.title);
        let texts: Vec<String> = entry.texts().into_iter().map(|text| folded(&words_of(text))).collect();
        let weight = body_weight(entry.asked_as.len());
        for text in &texts {
            self.read(weight, text);
        }
        let about = texts.iter().chain([&title]).map(|text| (text.as_str(), 1.0));
        self.directions.push(self.index.direction_of(about));
    }

    /// Reads a wording of a shipped doc. These come after the own entries, in the order of the docs.
    fn wording(&mut self, doc: Doc, text: &str) {
        self.wordings.begin(doc);
        let corpus = Corpus::from(self.index);
        let asking = sentences(text).into_iter().filter(|sentence| sentence.counts >= 1.0);
        let asking: Vec<String> = asking
            .map(|sentence| repaired(corpus, &folded(sentence.text), |word| self.forms.contains_key(word)))
            .collect();
        let asking = asking.join(" ");
        let written: Vec<&str> = words(&asking).collect();
        let numbers: Vec<Option<Term>> = written.iter().map(|word| Some(self.learn(word))).collect();
        let readings = self.index.lexicon.read(&written, &numbers, Reader::Entry);
        for guess in readings.iter().flat_map(|reading| &reading.guesses) {
            let impact = self.index.impact_with_one_more(guess.term, doc);
            let docs = self.counts.entry(guess.term).or_default();
            if !docs.iter().any(|posting| posting.doc == doc) {
                docs.push(Posting { doc, impact });
            }
        }
        self.wordings.push(&readings, hash(&fold(text)));
    }

    fn whole(&mut self, field: Field, folded: &str) {
        if !folded.is_empty() {
            self.wholes.push((hash(folded), field.rank(), self.doc()));
        }
    }

    /// Counts the words of a folded text, each of which weighs so much.
    fn read(&mut self, weight: f32, folded: &str) -> Vec<Reading> {
        let written: Vec<&str> = words(folded).collect();
        let numbers: Vec<Option<Term>> = written.iter().map(|word| Some(self.learn(word))).collect();
        let readings = self.index.lexicon.read(&written, &numbers, Reader::Entry);
        for reading in &readings {
            for guess in &reading.guesses {
                let trust = if guess.how == How::Synonym { 1.0 } else { guess.trust };
                self.count(guess.term, weight * trust);
            }
        }
        *self.lengths.last_mut().expect("begun") += weight * count(readings.len());
        readings
    }

    /// The number of a folded word: the index's, or a new one.
    fn learn(&mut self, word: &str) -> Term {
        if let Some(term) = self.index.terms.find(word) {
            return term;
        }
        if let Some(form) = self.forms.get_mut(word) {
            form.by_us += 1;
            return form.term;
        }
        let stem = stem_of(word);
        let term = self.stems.get(stem.as_str()).copied().unwrap_or_else(|| {
            let term = number(self.index.terms.count() + self.own_terms);
            self.own_terms += 1;
            self.stems.insert(stem.into(), term);
            term
        });
        self.forms.insert(word.into(), Form { term, by_us: 1, refused: 0 });
        term
    }

    fn count(&mut self, term: Term, weight: f32) {
        let doc = self.doc();
        let docs = self.counts.entry(term).or_default();
        match docs.last_mut() {
            Some(last) if last.doc == doc => last.impact += weight,
            _ => docs.push(Posting { doc, impact: weight }),
        }
    }

    fn finish(mut self, off: Vec<u64>, replaced: Vec<(Doc, u32)>, names: Vec<Named<EntryId>>) -> Overlay {
        let index = self.index;
        let mut counts: Vec<(Term, Vec<Posting>)> = self.counts.into_iter().collect();
        counts.sort_unstable_by_key(|(term, _)| *term);
        let slow: Vec<f32> = self.lengths.iter().map(|length| index.slowness(*length)).collect();
        let mut terms = Vec::with_capacity(counts.len());
        let mut postings = Vec::with_capacity(counts.iter().map(|(_, docs)| docs.len()).sum());
        for (term, mut docs) in counts {
            // Shipped docs come before own ones.
            docs.sort_unstable_by_key(|posting| posting.doc);
            let is_new = |posting: &&Posting| {
                posting.doc as usize >= index.docs()
                    || index.postings(term).binary_search_by_key(&posting.doc, |known| known.doc).is_err()
            };
            let besides = docs.iter().filter(is_new).count();
            // The number of docs stays that of the index, so that a word which no own entry holds keeps its IDF: a server
            // with entries on other subjects gets the answers that every server gets.
            terms.push((term, index.idf_with(term, besides), number(postings.len())));
            let weighed = |posting: Posting| match (posting.doc as usize).checked_sub(index.docs()) {
                Some(own) => Posting { impact: posting.impact / (posting.impact + slow[own]), ..posting },
                None => posting,
            };
            postings.extend(docs.into_iter().map(weighed));
        }
        let held = bits(terms.iter().map(|(term, ..)| *term as usize));
        let idf = |term: Term| {
            let found = terms.binary_search_by_key(&term, |(known, ..)| *known);
            found.map_or_else(|_| index.idf[term as usize], |place| terms[place].1)
        };
        self.phrasings.finish(idf);
        self.wordings.finish(idf);
        self.wholes.sort_unstable();
        self.wholes.dedup();
        self.wholes.shrink_to_fit();
        self.directions.shrink_to_fit();
        self.forms.shrink_to_fit();
        self.stems.shrink_to_fit();
        Overlay {
            off,
            replaced,
            names,
            spelling: Spelling::of(self.forms.iter().map(|(word, form)| (word.as_ref(), *form))),
            forms: self.forms,
            stems: self.stems,
            own_terms: self.own_terms,
            phrasings: self.phrasings,
            profiles: index.profiles.beside(&self.profiles),
            directions: self.directions,
            wholes: self.wholes,
            held,
            terms,
            postings,
            wordings: self.wordings,
        }
    }
}

/// How much a word of the text weighs. A shipped entry says again in dozens of example questions what its text says; where an
/// own entry has few questions or none, its text stands for them.
fn body_weight(questions: usize) -> f32 {
    /// As many questions as say it all.
    const ENOUGH: usize = 10;
    let share = count(questions.min(ENOUGH)) / count(ENOUGH);
    Field::Body.weight() * share + Field::Asked.weight() * (1.0 - share)
}

/// A bit for each of these places.
fn bits(places: impl Iterator<Item = usize>) -> Vec<u64> {
    let mut bits = Vec::new();
    for place in places {
        if bits.len() <= place / 64 {
            bits.resize(place / 64 + 1, 0_u64);
        }
        bits[place / 64] |= 1 << (place % 64);
    }
    bits.shrink_to_fit();
    bits
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("fewer words and entries than numbers")
}

#[expect(clippy::cast_precision_loss, reason = "a weight need not be exact")]
fn count(count: usize) -> f32 {
    count as f32
}
