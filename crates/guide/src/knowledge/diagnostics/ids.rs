//! Checks of the ids of entries: their own, older ones, and those that could not be read.

use super::super::entry::{EntryId, Kind};
use super::super::spanned::At;
use super::{Diagnostics, brief, squeezed};

impl Diagnostics {
    /// Stands in for an id that cannot be used; the entry is dropped.
    pub fn no_id() -> EntryId {
        EntryId::new("no/id").expect("a well-formed id")
    }

    pub fn own_id(&mut self, written: &At<String>, kind: Kind) -> Option<EntryId> {
        let Some(id) = self.well_formed_id("id", written) else {
            self.ill_written.insert(squeezed(&written.value));
            return None;
        };
        if let Some((prefix, name)) = id.as_str().split_once('/')
            && !kind.prefixes().contains(&prefix)
        {
            let begin: Vec<String> = kind.prefixes().iter().map(|prefix| format!("\"{prefix}/\"")).collect();
            let message = format!(
                "in the folder {} ids begin with {}; did you mean \"{}/{name}\"?",
                kind.folder(),
                begin.join(" or "),
                kind.prefixes()[0]
            );
            self.problem("id", written.line, message);
        }
        let location = self.location("id", written.line);
        self.ids.push((id.clone(), location));
        Some(id)
    }

    /// An id in a text that cannot be read: what refers to it is not reported as well.
    pub fn unread_id(&mut self, written: &str) {
        match EntryId::new(written) {
            Some(id) => self.unread.push(id),
            None => _ = self.ill_written.insert(squeezed(written)),
        }
    }

    pub fn older_ids(&mut self, written: &[At<String>]) -> Vec<EntryId> {
        let ids: Vec<_> = written
            .iter()
            .filter_map(|id| self.well_formed_id("also_id", id).map(|well_formed| (well_formed, id.line)))
            .collect();
        for (id, line) in &ids {
            let location = self.location("also_id", *line);
            self.ids.push((id.clone(), location));
        }
        ids.into_iter().map(|(id, _)| id).collect()
    }

    pub(super) fn well_formed_id(&mut self, key: &str, written: &At<String>) -> Option<EntryId> {
        let id = EntryId::new(&written.value);
        if id.is_none() {
            let message = format!(
                "\"{}\" is no id: write kind/name in lower-case letters, digits and hyphens, at most {} characters",
                brief(&written.value),
                EntryId::MAX_LENGTH
            );
            self.problem(key, written.line, message);
        }
        id
    }
}
