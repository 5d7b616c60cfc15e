//! The names of everything that can be asked for. Pure: an index built from a [`Knowledge`] in one call, immutable, swapped
//! together with it. [`NamesView`] says what is found by them.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::index::Doc;
use super::names_view::NamesView;
use crate::knowledge::{Body, Entry, EntryId, Knowledge, Shelf, fold, names_of, names_of_job};

/// The longest text, in characters, that is compared with names; what follows is ignored.
const LONGEST_NAME: usize = 100;

/// What a side of `/compare` can be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A role of the guide.
    Role(EntryId),
    /// A job that has no entry, known only from this comparison.
    Job {
        /// The comparison that knows it.
        comparison: EntryId,
        /// Its whole name.
        name: String,
    },
}

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning<T> {
    /// One thing, for certain.
    One(T),
    /// Several, the likeliest first.
    Several(Vec<T>),
    /// None.
    Nothing,
}

/// The names of everything that can be asked for.
#[derive(Clone, Debug)]
pub struct Names {
    pub(super) shelves: BTreeMap<Shelf, Vec<Named<EntryId>>>,
    pub(super) sides: Vec<Named<Side>>,
    /// The roles of each documented comparison.
    pub(super) compared: BTreeMap<EntryId, Vec<EntryId>>,
    pub(super) shared: BTreeMap<Shelf, Vec<(String, Vec<EntryId>)>>,
}

/// Something with its folded names, the id and title among them.
#[derive(Clone, Debug)]
pub(super) struct Named<T> {
    pub what: T,
    /// The place of its entry, or of the comparison that knows it, among all entries.
    pub place: Doc,
    pub names: Vec<String>,
}

impl Names {
    /// Gathers the names of every entry.
    pub fn build(knowledge: &Knowledge) -> Self {
        let mut shelves = BTreeMap::new();
        let mut shared = BTreeMap::new();
        let places: FxHashMap<&EntryId, Doc> = knowledge.entries().iter().map(|entry| &entry.id).zip(0..).collect();
        let named = |entry: &Entry| Named { what: entry.id.clone(), place: places[&entry.id], names: names_of(entry) };
        for shelf in Shelf::ALL {
            shelves.insert(shelf, knowledge.most_needed_first(shelf).into_iter().map(named).collect());
            let names = knowledge.guide(shelf).map(|guide| guide.shared_names.clone()).unwrap_or_default();
            shared.insert(shelf, names);
        }
        let sides = knowledge
            .most_needed_first(Shelf::Role)
            .into_iter()
            .map(|entry| {
                let Named { what, place, names } = named(entry);
                Named { what: Side::Role(what), place, names }
            })
            .chain(jobs_without_entry(knowledge, &places))
            .collect();
        let compared = compared_roles(knowledge);
        Self { shelves, sides, compared, shared }
    }

    /// The names as they are, without those of a server.
    pub fn view(&self) -> NamesView<'_> {
        self.into()
    }
}

fn compared_roles(knowledge: &Knowledge) -> BTreeMap<EntryId, Vec<EntryId>> {
    let comparisons = knowledge.on(Shelf::Comparison).filter_map(|entry| match &entry.body {
        Body::Comparison(comparison) => Some((entry.id.clone(), [&comparison.first, &comparison.second])),
        _ => None,
    });
    comparisons.map(|(id, sides)| (id, sides.into_iter().filter_map(|side| side.role.clone()).collect())).collect()
}

fn jobs_without_entry<'k>(
    knowledge: &'k Knowledge,
    places: &'k FxHashMap<&EntryId, Doc>,
) -> impl Iterator<Item = Named<Side>> + 'k {
    knowledge.on(Shelf::Comparison).flat_map(move |entry| {
        let sides = match &entry.body {
            Body::Comparison(comparison) => vec![&comparison.first, &comparison.second],
            _ => Vec::new(),
        };
        sides.into_iter().filter(|side| side.role.is_none()).map(move |side| Named {
            what: Side::Job { comparison: entry.id.clone(), name: side.name.clone() },
            place: places[&entry.id],
            names: names_of_job(side),
        })
    })
}

/// What is left of a written name for comparing it: words of letters and digits, bounded, whatever a stranger sends.
pub fn comparable(written: &str) -> String {
    let written: String = written.trim_start().chars().take(LONGEST_NAME).collect();
    let folded = fold(&written);
    // Folding drops the sign, but -1 is not question 1.
    let negative = written.strip_prefix(['-', '−']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if negative { format!("minus {folded}") } else { folded }
}
