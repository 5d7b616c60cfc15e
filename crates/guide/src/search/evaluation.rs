//! Whether the knowledge is found by what it says itself. `tpm-guide check` asks, and so do the tests.
//!
//! A question of the files is asked of an index that does not hold it, as if a member had come up with it. It is left
//! out together with one fold of twelve, never with its neighbours in the list: harder than one by one, and a
//! dozen indexes do instead of thousands.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Index, Outcome, search};
use crate::knowledge::{Entry, EntryId, Knowledge, Shelf, fold, names_of};

/// Into how many parts the questions are divided.
const FOLDS: usize = 12;

/// What must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// An example question finds its own entry first, also without itself.
    Asked,
    /// A title, short title or alias is answered at once, by an entry that has it.
    Named,
    /// A refused question is not answered, also without itself.
    Refused,
}

impl Promise {
    /// In the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Asked, Self::Named, Self::Refused];

    /// For how many of a hundred it must hold.
    pub fn least(self) -> usize {
        match self {
            Self::Asked => 80,
            Self::Named => 100,
            Self::Refused => 95,
        }
    }
}

/// A text for which a promise does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Miss<'k> {
    /// Which promise.
    pub promise: Promise,
    /// The text's owner: an entry's id, or what a group of refusals is about.
    pub of: &'k str,
    /// The question or name.
    pub text: &'k str,
    /// The entry that came first instead, if any did.
    pub first: Option<EntryId>,
    /// What was made of it.
    pub outcome: Outcome,
    /// The chance that the first answers, from 0 to 1.
    pub chance: f32,
    /// How well the owner fits, as a share of how well the first does; 0 where it is not among the hits.
    pub share: f32,
}

/// The least chance at which another entry that comes first is taken to answer a question better than its owner.
const SURE: f32 = 0.9;
/// The most that the owner then fits, as a share of how well the other does.
const FAR: f32 = 0.5;

/// How often each promise was tried, and where it did not hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings<'k> {
    tried: BTreeMap<Promise, usize>,
    misses: Vec<Miss<'k>>,
}

impl<'k> Findings<'k> {
    /// How many texts were tried.
    pub fn tried(&self, promise: Promise) -> usize {
        self.tried.get(&promise).copied().unwrap_or_default()
    }

    /// For how many it held.
    pub fn kept(&self, promise: Promise) -> usize {
        self.tried(promise) - self.misses(promise).count()
    }

    /// Whether it held often enough. What could not be tried is no failure.
    pub fn holds(&self, promise: Promise) -> bool {
        self.kept(promise) * 100 >= self.tried(promise) * promise.least()
    }

    /// Where it did not hold.
    pub fn misses(&self, promise: Promise) -> impl Iterator<Item = &Miss<'k>> {
        self.misses.iter().filter(move |miss| miss.promise == promise)
    }

    /// Example questions that another entry answers better, as far as the search can tell; the surest first.
    pub fn answered_elsewhere(&self) -> Vec<&Miss<'k>> {
        let better = |miss: &&Miss| miss.outcome == Outcome::Found && miss.chance >= SURE && miss.share <= FAR;
        let mut misses: Vec<_> = self.misses(Promise::Asked).filter(better).collect();
        misses.sort_by(|one, other| other.chance.total_cmp(&one.chance).then_with(|| one.text.cmp(other.text)));
        misses
    }

    /// Those to whom the misses belong, with how many; the most first.
    pub fn worst(&self, promise: Promise) -> Vec<(&'k str, usize)> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for miss in self.misses(promise) {
            *counts.entry(miss.of).or_default() += 1;
        }
        let mut worst: Vec<_> = counts.into_iter().collect();
        worst.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        worst
    }

    fn note(&mut self, kept: bool, miss: Miss<'k>) {
        *self.tried.entry(miss.promise).or_default() += 1;
        if !kept {
            self.misses.push(miss);
        }
    }
}

impl<'k> FromIterator<Findings<'k>> for Findings<'k> {
    fn from_iter<I: IntoIterator<Item = Self>>(parts: I) -> Self {
        let mut whole = Self::default();
        for part in parts {
            for (promise, count) in part.tried {
                *whole.tried.entry(promise).or_default() += count;
            }
            whole.misses.extend(part.misses);
        }
        whole
    }
}

/// A share of the work that needs none of the others, so that several can be done at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(Share);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    Names,
    Fold(usize),
}

/// All that there is to do.
pub fn parts() -> Vec<Part> {
    std::iter::once(Share::Names).chain((0..FOLDS).map(Share::Fold)).map(Part).collect()
}

/// Does a part.
pub fn examine(knowledge: &Knowledge, part: Part) -> Findings<'_> {
    match part.0 {
        Share::Names => examine_names(knowledge),
        Share::Fold(fold) => examine_questions(knowledge, fold),
    }
}

/// An index without one fold of the questions, and what was left out of it.
#[derive(Debug)]
pub struct Fold<'k> {
    /// Without them.
    pub index: Index,
    /// The example questions, with their entries.
    pub asked: Vec<(&'k Entry, &'k str)>,
    /// The refused questions, with what their group is about.
    pub refused: Vec<(&'k str, &'k str)>,
}

impl<'k> Fold<'k> {
    /// Leaves out a fold, counted from 0.
    fn leave_out(knowledge: &'k Knowledge, fold: usize) -> Self {
        let some = |questions: &'k [String]| questions.iter().skip(fold).step_by(FOLDS).map(String::as_str);
        let asked: Vec<(&Entry, &str)> = knowledge
            .entries()
            .iter()
            .flat_map(|entry| some(&entry.asked_as).map(move |question| (entry, question)))
            .collect();
        let refused: Vec<(&str, &str)> = knowledge
            .refusals()
            .iter()
            .flat_map(|group| some(&group.questions).map(|question| (group.about.as_str(), question)))
            .collect();
        let questions =
            asked.iter().map(|(_, question)| *question).chain(refused.iter().map(|(_, question)| *question));
        let left_out: HashSet<&str> = questions.collect();
        let index = Index::build_without(knowledge, &|question| left_out.contains(question));
        Self { index, asked, refused }
    }
}

/// Each fold once, so that every question is left out of one index.
pub fn folds(knowledge: &Knowledge) -> impl Iterator<Item = Fold<'_>> {
    (0..FOLDS).map(|fold| Fold::leave_out(knowledge, fold))
}

fn examine_questions(knowledge: &Knowledge, fold: usize) -> Findings<'_> {
    let Fold { index, asked, refused } = Fold::leave_out(knowledge, fold);
    let mut findings = Findings::default();
    for (entry, question) in asked {
        let miss = ask(&index, Promise::Asked, entry.id.as_str(), question);
        findings.note(miss.first.as_ref() == Some(&entry.id), miss);
    }
    for (about, question) in refused {
        let miss = ask(&index, Promise::Refused, about, question);
        findings.note(miss.outcome != Outcome::Found, miss);
    }
    findings
}

fn examine_names(knowledge: &Knowledge) -> Findings<'_> {
    let index = Index::build(knowledge);
    let owners = owners(knowledge);
    let mut findings = Findings::default();
    for entry in knowledge.entries() {
        let mut tried = HashSet::new();
        for name in [&entry.title, &entry.short].into_iter().chain(&entry.also_known_as) {
            let folded = fold(name);
            let owns = |id: &EntryId| owners.get(&folded).is_some_and(|owners| owners.contains(id));
            if !tried.contains(&folded) {
                let miss = ask(&index, Promise::Named, entry.id.as_str(), name);
                findings.note(miss.outcome == Outcome::Found && miss.first.as_ref().is_some_and(owns), miss);
                tried.insert(folded);
            }
        }
    }
    findings
}

/// The entries of each folded name: those that have it, and those that `commands.yaml` says it means.
fn owners(knowledge: &Knowledge) -> HashMap<String, HashSet<&EntryId>> {
    let mut owners: HashMap<String, HashSet<&EntryId>> = HashMap::new();
    for entry in knowledge.entries() {
        for name in names_of(entry) {
            owners.entry(name).or_default().insert(&entry.id);
        }
    }
    for guide in Shelf::ALL.into_iter().filter_map(|shelf| knowledge.guide(shelf)) {
        for (name, means) in &guide.shared_names {
            owners.entry(name.clone()).or_default().extend(means);
        }
    }
    owners
}

/// Asks, and notes what would be told if the answer were wrong.
fn ask<'k>(index: &Index, promise: Promise, of: &'k str, text: &'k str) -> Miss<'k> {
    let ranked = search(index, text);
    let own = ranked.hits.iter().find(|hit| hit.id.as_str() == of).map_or(0.0, |hit| hit.score);
    let best = ranked.hits.first().map_or(0.0, |hit| hit.score);
    let first = ranked.hits.into_iter().next().map(|hit| hit.id);
    let share = if best > 0.0 { own / best } else { 0.0 };
    Miss { promise, of, text, first, outcome: ranked.outcome, chance: ranked.confidence, share }
}

#[cfg(test)]
#[path = "evaluation_tests.rs"]
mod tests;
