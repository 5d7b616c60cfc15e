//! Terms that an answer uses: the first of them is linked, so that a reader who does not know the word can look it up.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::Answer;
use crate::knowledge::{Entry, EntryId, Knowledge, Shelf, fold, names_of};
use crate::search::is_everyday_word;

/// Words of the longest name that is looked for.
const LONGEST_NAME: usize = 4;
/// Letters of the shortest, so that "us" is no term.
const SHORTEST_NAME: usize = 3;

/// The names of all terms.
#[derive(Clone, Debug)]
pub struct TermNames(FxHashMap<String, EntryId>);

impl TermNames {
    /// Gathers the names of every term.
    pub fn build(knowledge: &Knowledge) -> Self {
        let names =
            knowledge.on(Shelf::Term).flat_map(|term| names_of(term).into_iter().map(|name| (name, term.id.clone())));
        // An everyday word, such as "safe", mostly means what it says.
        let is_term = |name: &str| name.len() >= SHORTEST_NAME && !name.starts_with("term ") && !is_everyday_word(name);
        Self(names.filter(|(name, _)| is_term(name)).collect())
    }

    /// The first term that the lines of an answer use, of those that `entry_of` knows.
    pub(super) fn first_in<'e>(
        &self,
        answer: &Answer,
        entry_of: impl Fn(&EntryId) -> Option<&'e Entry>,
    ) -> Option<&'e Entry> {
        if self.0.is_empty() {
            return None;
        }
        let lines = answer.lead.iter().chain(answer.sections.iter().flat_map(|section| &section.lines));
        lines.into_iter().find_map(|line| self.first_name(&fold(&without_addresses(&line.text)), &entry_of))
    }

    fn first_name<'e>(&self, folded: &str, entry_of: impl Fn(&EntryId) -> Option<&'e Entry>) -> Option<&'e Entry> {
        let starts = std::iter::once(0).chain(folded.match_indices(' ').map(|(at, _)| at + 1));
        starts.into_iter().find_map(|start| {
            let rest = &folded[start..];
            // The longest name that begins here is the one that is meant.
            let ends = rest.match_indices(' ').map(|(at, _)| at).chain([rest.len()]).take(LONGEST_NAME);
            ends.filter_map(|end| self.0.get(&rest[..end])).filter_map(&entry_of).last()
        })
    }
}
/// A line without the addresses of its links: `https` in one is no use of the word.
fn without_addresses(line: &str) -> Cow<'_, str> {
    if !line.contains("](<") {
        return Cow::Borrowed(line);
    }
    let parts = line.split("](<").enumerate().map(|(place, part)| match part.split_once(">)") {
        Some((_, rest)) if place > 0 => rest,
        _ => part,
    });
    Cow::Owned(parts.collect::<Vec<_>>().join(" "))
}
