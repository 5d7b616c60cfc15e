//! What one server changes about the search: entries of its own, and shipped ones that are switched off or replaced.
//!
//! Own entries are read by the rules of the index, with its vocabulary, and weighed by its figures, so that their scores
//! compare with those of shipped entries.

mod build;
mod wordings;

use rustc_hash::FxHashMap;

use super::index::{Doc, Posting, Wholes, whole_of};
use super::intent::Profiles;
use super::meaning::Direction;
use super::names::Named;
use super::phrasings::Phrasings;
use super::spelling::Spelling;
use super::terms::{Form, Term, stem_of};
use crate::knowledge::EntryId;
use wordings::Wordings;

/// What one server changes about the search. It belongs to the index it was built for.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// A bit for each shipped entry that is switched off.
    off: Vec<u64>,
    /// Shipped entries that are replaced, in order, and the places of the own entries that replace them.
    replaced: Vec<(Doc, u32)>,
    /// The names of the own entries, in their order.
    names: Vec<Named<EntryId>>,
    /// Words that no shipped text holds.
    forms: FxHashMap<Box<str>, Form>,
    stems: FxHashMap<Box<str>, Term>,
    own_terms: usize,
    pub(super) spelling: Spelling,
    pub(super) phrasings: Phrasings,
    pub(super) profiles: Profiles,
    directions: Vec<Direction>,
    wholes: Wholes,
    /// A bit for each term that an own entry holds.
    held: Vec<u64>,
    /// The terms that own entries hold, in order, with their IDF, and where their postings begin.
    terms: Vec<(Term, f32, u32)>,
    postings: Vec<Posting>,
    /// Wordings that find shipped entries in this server.
    pub(super) wordings: Wordings,
}

impl Overlay {
    /// How many own entries there are.
    pub fn docs(&self) -> usize {
        self.names.len()
    }

    /// How many bytes of memory it takes, about.
    pub fn bytes(&self) -> usize {
        let names = |named: &Named<EntryId>| {
            named.what.as_str().len()
                + named.names.capacity() * size_of::<String>()
                + named.names.iter().map(String::capacity).sum::<usize>()
        };
        size_of::<Self>()
            + (self.off.capacity() + self.held.capacity()) * size_of::<u64>()
            + self.replaced.capacity() * size_of::<(Doc, u32)>()
            + self.names.capacity() * size_of::<Named<EntryId>>()
            + self.names.iter().map(names).sum::<usize>()
            + map_bytes::<Box<str>, Form>(self.forms.capacity())
            + map_bytes::<Box<str>, Term>(self.stems.capacity())
            + self.forms.keys().chain(self.stems.keys()).map(|word| word.len()).sum::<usize>()
            + self.spelling.bytes()
            + self.phrasings.bytes()
            + self.profiles.bytes()
            + self.directions.capacity() * size_of::<Direction>()
            + self.wholes.capacity() * size_of::<(u64, u32, Doc)>()
            + self.terms.capacity() * size_of::<(Term, f32, u32)>()
            + self.postings.capacity() * size_of::<Posting>()
            + self.wordings.bytes()
    }

    /// Whether the shipped entry at a place is switched off.
    pub(crate) fn is_off(&self, place: Doc) -> bool {
        self.off.get(place as usize / 64).is_some_and(|bits| bits & (1 << (place % 64)) != 0)
    }

    /// The own entry that replaces the shipped one at a place.
    pub(crate) fn replacement(&self, place: Doc) -> Option<&EntryId> {
        self.id(self.replaced_by(place)? as usize)
    }

    /// The place of the own entry that replaces the shipped one at a place.
    pub(super) fn replaced_by(&self, place: Doc) -> Option<u32> {
        let found = self.replaced.binary_search_by_key(&place, |(shipped, _)| *shipped).ok()?;
        Some(self.replaced[found].1)
    }

    /// Whether any shipped entry is replaced.
    pub(super) fn replaces(&self) -> bool {
        !self.replaced.is_empty()
    }

    /// The names of the own entries.
    pub(super) fn names(&self) -> &[Named<EntryId>] {
        &self.names
    }

    /// The own entry at a place among them.
    pub(super) fn id(&self, own: usize) -> Option<&EntryId> {
        self.names.get(own).map(|named| &named.what)
    }

    pub(super) fn direction(&self, own: usize) -> Option<&Direction> {
        self.directions.get(own)
    }

    /// How many terms there are that no shipped text holds.
    pub(super) fn own_terms(&self) -> usize {
        self.own_terms
    }

    /// Whether an own entry holds a term.
    pub(super) fn holds(&self, term: Term) -> bool {
        self.held.get(term as usize / 64).is_some_and(|bits| bits & (1 << (term % 64)) != 0)
    }

    fn place_of(&self, term: Term) -> Option<usize> {
        if self.holds(term) { self.terms.binary_search_by_key(&term, |(known, ..)| *known).ok() } else { None }
    }

    /// The IDF of a term that an own entry holds.
    pub(super) fn idf(&self, term: Term) -> Option<f32> {
        self.place_of(term).map(|place| self.terms[place].1)
    }

    /// The own docs that hold a term, in order.
    pub(super) fn postings(&self, term: Term) -> &[Posting] {
        let Some(place) = self.place_of(term) else { return &[] };
        let start = self.terms[place].2 as usize;
        let end = self.terms.get(place + 1).map_or(self.postings.len(), |(.., start)| *start as usize);
        &self.postings[start..end]
    }

    /// The number of a folded word that no shipped text holds.
    pub(super) fn find(&self, word: &str) -> Option<Term> {
        if self.forms.is_empty() {
            return None;
        }
        let known = self.forms.get(word).map(|form| form.term);
        known.or_else(|| self.stems.get(stem_of(word).as_str()).copied())
    }

    /// What is known of such a word in just this form.
    pub(super) fn form(&self, word: &str) -> Option<Form> {
        self.forms.get(word).copied()
    }

    /// The own docs of which this is a title, name or question, as a whole, the likeliest first.
    pub(super) fn whole(&self, question: &str) -> Vec<Doc> {
        whole_of(&self.wholes, question)
    }
}

/// How many bytes a hash map of so many places takes: a byte beside each, and an eighth of them empty.
fn map_bytes<K, V>(capacity: usize) -> usize {
    if capacity == 0 {
        return 0;
    }
    let places = (capacity * 8 / 7).next_power_of_two();
    places * (size_of::<(K, V)>() + 1)
}

#[cfg(test)]
mod tests;
