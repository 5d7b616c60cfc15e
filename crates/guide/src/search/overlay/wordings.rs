//! Wordings that a server keeps for shipped entries: each one more example question of its entry, in that server alone.
//!
//! A wording belongs to the shipped doc, so that nothing is listed twice and what replaces the entry is found by it too. It is read
//! as a question is: with its slips repaired, so that a slip does not become a known word, and of a story only the sentences
//! that ask.

use super::super::index::{Doc, Wholes, ranked_wholes};
use super::super::lexicon::Reading;
use super::super::phrasings::{Phrasing, Phrasings};
use super::super::terms::Term;
use crate::search::index::Field;

/// The wordings of a server by shipped doc.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Wordings {
    /// The docs that have some, in order.
    docs: Vec<Doc>,
    phrasings: Phrasings,
    wholes: Wholes,
}

impl Wordings {
    /// The wordings of a doc, and what holds their words.
    pub fn of(&self, doc: Doc) -> Option<(&Phrasings, &[Phrasing])> {
        let place = self.docs.binary_search(&doc).ok()?;
        Some((&self.phrasings, self.phrasings.of(place)))
    }

    /// The docs of which this is a wording as a whole, with the order of preference among shipped phrasings.
    pub fn whole(&self, question: &str) -> impl Iterator<Item = (u32, Doc)> {
        ranked_wholes(&self.wholes, question)
    }

    /// How much memory they take beside themselves.
    pub fn bytes(&self) -> usize {
        self.docs.capacity() * size_of::<Doc>()
            + self.phrasings.bytes()
            + self.wholes.capacity() * size_of::<(u64, u32, Doc)>()
    }

    /// Begins a doc, unless it was begun last; they come in order.
    pub(super) fn begin(&mut self, doc: Doc) {
        if self.docs.last() != Some(&doc) {
            self.docs.push(doc);
            self.phrasings.begin();
        }
    }

    /// Adds a wording, read, of the doc that was begun last.
    pub(super) fn push(&mut self, readings: &[Reading], whole: u64) {
        let Some(doc) = self.docs.last() else { return };
        self.phrasings.push(Field::Asked, readings);
        self.wholes.push((whole, Field::Asked.rank(), *doc));
    }

    /// Ends the last doc, and measures every wording by the IDF of its words.
    pub(super) fn finish(&mut self, idf: impl Fn(Term) -> f32) {
        if self.docs.is_empty() {
            return;
        }
        self.phrasings.finish(idf);
        self.docs.shrink_to_fit();
        self.wholes.sort_unstable();
        self.wholes.dedup();
        self.wholes.shrink_to_fit();
    }
}
