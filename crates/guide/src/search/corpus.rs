//! What a question is looked up in: the shipped index, and in a server with entries of its own those too.
//!
//! The docs of the index come first, then the own ones; the terms of the index first, then the words that only own entries
//! hold. Without an overlay everything is as the index says, to the bit.

use super::index::{Doc, Index, Posting};
use super::meaning::Direction;
use super::overlay::Overlay;
use super::phrasings::{Phrasing, Phrasings, norm};
use super::terms::{Form, Term};
use crate::knowledge::EntryId;

/// What a question is looked up in.
#[derive(Clone, Copy, Debug)]
pub struct Corpus<'i> {
    pub(super) index: &'i Index,
    pub(super) overlay: Option<&'i Overlay>,
}

impl<'i> From<&'i Index> for Corpus<'i> {
    fn from(index: &'i Index) -> Self {
        Self { index, overlay: None }
    }
}

impl<'i> Corpus<'i> {
    /// The index together with what a server changes about it. The overlay must have been built for this index.
    pub fn new(index: &'i Index, overlay: Option<&'i Overlay>) -> Self {
        Self { index, overlay }
    }

    /// Whether a doc is an own entry.
    pub(super) fn is_own(self, doc: Doc) -> bool {
        self.own(doc).is_some()
    }

    /// The place among the own entries.
    fn own(self, doc: Doc) -> Option<(&'i Overlay, usize)> {
        let overlay = self.overlay?;
        (doc as usize).checked_sub(self.index.docs()).map(|own| (overlay, own))
    }

    /// The doc of the own entry at a place among them.
    fn own_doc(self, own: u32) -> Doc {
        Doc::try_from(self.index.docs()).map_or(Doc::MAX, |docs| docs + own)
    }

    /// The entry at a place, or the own entry that replaces it; `None` for a group of refusals.
    pub(super) fn entry(self, doc: Doc) -> Option<&'i EntryId> {
        match self.own(doc) {
            Some((overlay, own)) => overlay.id(own),
            None => self.overlay.and_then(|overlay| overlay.replacement(doc)).or_else(|| self.index.entry(doc)),
        }
    }

    /// Whether the doc is a shipped entry that is switched off.
    pub(super) fn is_off(self, doc: Doc) -> bool {
        self.overlay.is_some_and(|overlay| overlay.is_off(doc))
    }

    /// How many entries and groups of refusals there are.
    pub(super) fn docs(self) -> usize {
        self.index.docs() + self.overlay.map_or(0, Overlay::docs)
    }

    /// How many terms there are.
    pub(super) fn terms(self) -> usize {
        self.index.terms.count() + self.overlay.map_or(0, Overlay::own_terms)
    }

    /// The phrasings of a doc: titles, names, example questions; and what holds their words.
    pub(super) fn phrasings(self, doc: Doc) -> (&'i Phrasings, &'i [Phrasing], &'i [Phrasing]) {
        let (phrasings, place) = match self.own(doc) {
            Some((overlay, own)) => (&overlay.phrasings, own),
            None => (&self.index.phrasings, doc as usize),
        };
        (phrasings, phrasings.of(place), phrasings.names(place))
    }

    /// The wordings that the server keeps of a shipped doc, and what holds their words.
    pub(super) fn wordings(self, doc: Doc) -> Option<(&'i Phrasings, &'i [Phrasing])> {
        self.overlay?.wordings.of(doc)
    }

    /// The length of the vector of a phrasing's words, by the IDF in use.
    pub(super) fn norm(self, doc: Doc, phrasings: &Phrasings, phrasing: &Phrasing) -> f32 {
        let heads = phrasings.heads_of(phrasing);
        match self.overlay {
            Some(overlay) if (doc as usize) < self.index.docs() && heads.iter().any(|term| overlay.holds(*term)) => {
                norm(heads, |term| self.idf(term))
            }
            _ => phrasing.norm,
        }
    }

    /// What an entry is about; `None` for a group of refusals.
    pub(super) fn direction(self, doc: Doc) -> Option<&'i Direction> {
        match self.own(doc) {
            Some((overlay, own)) => overlay.direction(own),
            None => self.index.direction(doc),
        }
    }

    /// How usual the kinds of a question are for an entry.
    pub(super) fn intent(self, doc: Doc, intents: super::intent::Intents) -> f32 {
        match self.own(doc) {
            Some((overlay, own)) => overlay.profiles.fit(own, intents),
            None => self.index.profiles.fit(doc as usize, intents),
        }
    }

    /// How rare a term is among all docs.
    pub(super) fn idf(self, term: Term) -> f32 {
        let own = self.overlay.and_then(|overlay| overlay.idf(term));
        own.unwrap_or_else(|| self.index.idf[term as usize])
    }

    /// How much a doc is about a term, from 0 to 1.
    pub(super) fn impact(self, term: Term, doc: Doc) -> f32 {
        let of = |postings: &[Posting]| {
            postings.binary_search_by_key(&doc, |posting| posting.doc).map_or(0.0, |place| postings[place].impact)
        };
        // A shipped doc has postings in the overlay too where the server keeps wordings of it.
        let own = self.overlay.map_or(0.0, |overlay| of(overlay.postings(term)));
        if self.is_own(doc) { own } else { own.max(of(self.index.postings(term))) }
    }

    /// The docs that hold a term, in order: shipped ones, then own ones.
    pub(super) fn postings(self, term: Term) -> impl Iterator<Item = &'i Posting> {
        let own = self.overlay.map_or(&[][..], |overlay| overlay.postings(term));
        self.index.postings(term).iter().chain(own)
    }

    /// Whether any doc holds a term.
    pub(super) fn holds(self, term: Term) -> bool {
        !self.index.postings(term).is_empty() || self.overlay.is_some_and(|overlay| overlay.holds(term))
    }

    /// Whether an entry holds a term, and not only questions that are refused.
    pub(super) fn is_in_an_entry(self, term: Term) -> bool {
        let first = self.index.postings(term).first();
        first.is_some_and(|first| self.index.entry(first.doc).is_some())
            || self.overlay.is_some_and(|overlay| overlay.holds(term))
    }

    /// The number of a folded word in any of its forms.
    pub(super) fn find(self, word: &str) -> Option<Term> {
        self.index.terms.find(word).or_else(|| self.overlay?.find(word))
    }

    /// What is known of a folded word in just this form.
    pub(super) fn form(self, word: &str) -> Option<Form> {
        self.index.terms.form(word).or_else(|| self.overlay?.form(word))
    }

    /// Whether it is a frequent word.
    pub(super) fn is_frequent(self, word: &str) -> bool {
        self.form(word).is_some_and(super::spelling::is_frequent)
    }

    /// The likeliest known word for a doubtful one, and how many slips lie between.
    pub(super) fn repair(self, written: &str) -> Option<(&'i str, usize)> {
        let seen = self.form(written);
        let shipped = self.index.spelling.repair(seen, written);
        let own = self.overlay.and_then(|overlay| overlay.spelling.repair(seen, written));
        let best = match (shipped, own) {
            (Some(shipped), Some(own)) => Some(if own.cost < shipped.cost { own } else { shipped }),
            (shipped, own) => shipped.or(own),
        };
        best.map(|best| (best.word, best.slips))
    }

    /// Known words that begin like this, the most frequent first, at most `most`.
    pub(super) fn beginning_with(self, beginning: &str, most: usize) -> Vec<&'i str> {
        let mut words = self.index.spelling.beginning_with(beginning, most);
        if let Some(overlay) = self.overlay {
            // Own words are few, and stand for what is only found here.
            let own = overlay.spelling.beginning_with(beginning, most / 2);
            words.truncate(most - own.len());
            words.extend(own);
        }
        words
    }

    /// The docs of which this is a title, name or question, as a whole: own ones, then the likeliest first. A wording that the
    /// server keeps comes after shipped titles and names and before shipped questions.
    pub(super) fn whole(self, question: &str) -> Vec<Doc> {
        let Some(overlay) = self.overlay else { return self.index.whole(question) };
        let mut docs = overlay.whole(question);
        let mut shipped: Vec<(u32, Doc)> =
            overlay.wordings.whole(question).chain(self.index.ranked_wholes(question)).collect();
        // Stable: of one rank, wordings stay first.
        shipped.sort_by_key(|(rank, _)| *rank);
        for doc in shipped.into_iter().map(|(_, doc)| doc).filter(|doc| !overlay.is_off(*doc)) {
            let doc = overlay.replaced_by(doc).map_or(doc, |own| self.own_doc(own));
            if !docs.contains(&doc) {
                docs.push(doc);
            }
        }
        docs
    }

    /// Whether an own entry, or a shipped one with an id that begins with `prefix`, has a title, a name or a question with a
    /// folded word, or with one that it may be a slip of.
    pub(super) fn is_asked_with(self, prefix: &str, word: &str) -> bool {
        let term = self.find(word).or_else(|| self.find(self.repair(word)?.0));
        let Some(term) = term else { return false };
        let asked = |doc: Doc| {
            let (phrasings, all, _) = self.phrasings(doc);
            let kept = self.wordings(doc).map(|(phrasings, kept)| (phrasings, kept.iter()));
            all.iter().any(|phrasing| phrasings.terms_of(phrasing).contains(&term))
                || kept.is_some_and(|(phrasings, mut kept)| {
                    kept.any(|phrasing| phrasings.terms_of(phrasing).contains(&term))
                })
        };
        self.postings(term).any(|posting| {
            let shipped = self.index.entry(posting.doc);
            let is_meant = shipped.is_some_and(|id| id.as_str().starts_with(prefix) && !self.is_off(posting.doc));
            (is_meant || self.own(posting.doc).is_some()) && asked(posting.doc)
        })
    }
}
