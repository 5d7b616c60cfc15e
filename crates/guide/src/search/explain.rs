//! Why a question finds what it finds: what each of its words was read as, and where the entries hold it.

use super::calibrated::WEIGHTS;
use super::corpus::Corpus;
use super::evidence::Evidence;
use super::index::{Field, Index, phrasings};
use super::lexicon::{How, Reader};
use super::query::{LastWord, Query, QueryWord};
use super::ranking::{Comparison, candidates};
use super::terms::Term;
use super::{Ranked, search};
use crate::knowledge::{Entry, Knowledge};

/// All that speaks for and against the hits.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What was made of it.
    pub ranked: Ranked,
    /// The words of the question that count, in order.
    pub readings: Vec<Reading>,
    /// The hits, best first, and what speaks for each.
    pub hits: Vec<Why>,
}

/// What a word of the question was read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// As it was written, without case and accents.
    pub written: String,
    /// What was read instead, where it was misspelt.
    pub repaired: Option<String>,
    /// Other words that count for it.
    pub also: Vec<String>,
    /// The share of the question's weight that it has, from 0 to 1.
    pub weight: f32,
    /// Whether anything in the guide holds it.
    pub known: bool,
}

/// What speaks for a hit.
#[derive(Clone, Debug)]
pub struct Why {
    /// The title of the entry.
    pub title: String,
    /// Its id.
    pub id: String,
    /// Its score among the others.
    pub score: f32,
    /// What the score is made of.
    pub evidence: Evidence,
    /// Its phrasing that is likest to the question.
    pub likest: Option<String>,
    /// The words of the question that it holds.
    pub matches: Vec<Match>,
}

/// A word of the question in an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// As it was written.
    pub written: String,
    /// The word or group by which it matches.
    pub by: String,
    /// How.
    pub how: How,
    /// Where in the entry, the weightiest place first.
    pub fields: Vec<Field>,
}

/// Explains what [`search`] makes of a question. For people, so it may take its time.
pub fn explain(knowledge: &Knowledge, index: &Index, question: &str) -> Explanation {
    let corpus = Corpus::from(index);
    let query = Query::read(corpus, question, LastWord::Whole);
    let most: f32 = query.words.iter().map(|place| place.most).sum();
    let readings = query.words.iter().map(|place| reading(index, place, most)).collect();
    let comparison = Comparison::new(corpus, &query);
    let fitting = candidates(corpus, &query, &WEIGHTS);
    let ranked = search(index, question);
    let hits = ranked
        .hits
        .iter()
        .filter_map(|hit| {
            let entry = knowledge.get(&hit.id)?;
            let candidate = fitting.iter().find(|candidate| index.entry(candidate.doc) == Some(&hit.id));
            let mut gains = vec![0.0; query.words.len()];
            let likest = candidate.and_then(|candidate| {
                let (held, all, _) = corpus.phrasings(candidate.doc);
                phrasings(entry)
                    .zip(all)
                    .map(|((_, text), phrasing)| (comparison.likeness(candidate.doc, held, phrasing, &mut gains), text))
                    .max_by(|one, other| one.0.total_cmp(&other.0))
            });
            Some(Why {
                title: entry.title.clone(),
                id: hit.id.to_string(),
                score: hit.score,
                evidence: candidate.map(|candidate| candidate.evidence).unwrap_or_default(),
                likest: likest.map(|(_, text)| text.to_owned()),
                matches: query.words.iter().filter_map(|place| matched(index, entry, place)).collect(),
            })
        })
        .collect();
    Explanation { ranked, readings, hits }
}

fn reading(index: &Index, place: &QueryWord, most: f32) -> Reading {
    let also = place.worth.iter().filter(|worth| worth.how != How::Word);
    Reading {
        written: place.written.clone(),
        repaired: place.repaired.clone(),
        also: also.map(|worth| index.terms.text(worth.term).to_owned()).collect(),
        weight: place.most / most.max(f32::MIN_POSITIVE),
        known: !place.worth.is_empty(),
    }
}

/// The best way in which an entry holds a place of the question.
fn matched(index: &Index, entry: &Entry, place: &QueryWord) -> Option<Match> {
    let found = place.worth.iter().filter_map(|worth| {
        let fields = fields_with(index, entry, worth.term);
        (!fields.is_empty()).then_some((worth, fields))
    });
    let (worth, fields) = found.max_by(|one, other| one.0.value.total_cmp(&other.0.value))?;
    Some(Match { written: place.written.clone(), by: index.terms.text(worth.term).to_owned(), how: worth.how, fields })
}

/// In which fields of an entry a term stands.
fn fields_with(index: &Index, entry: &Entry, term: Term) -> Vec<Field> {
    let body = std::iter::once(entry.tagline.as_str()).chain(entry.texts()).map(|text| (Field::Body, text));
    let mut fields: Vec<Field> = Vec::new();
    for (field, text) in phrasings(entry).chain(body) {
        if !fields.contains(&field) && index.holds(text, term) {
            fields.push(field);
        }
    }
    fields.sort_unstable();
    fields
}

impl Index {
    /// Whether a text of the knowledge holds a term.
    fn holds(&self, text: &str, term: Term) -> bool {
        let folded = super::words::folded(text);
        let written: Vec<&str> = super::words::words(&folded).collect();
        let numbers: Vec<Option<Term>> = written.iter().map(|word| self.terms.find(word)).collect();
        let readings = self.lexicon.read(&written, &numbers, Reader::Entry);
        readings.iter().flat_map(|reading| &reading.guesses).any(|guess| guess.term == term)
    }
}
