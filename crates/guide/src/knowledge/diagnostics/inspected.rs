//! What only an inspection collects, for warnings about style, links and age.

use std::fmt;

use super::super::entry::When;
use super::super::spanned::At;
use super::{Diagnostics, Location};

/// The texts that members read, the sources, and the dates, each with its location.
#[derive(Default)]
pub(in super::super) struct Inspected {
    pub prose: Vec<Prose>,
    /// The ids of the sources.
    pub sources: Vec<(String, Location)>,
    /// The addresses of sources.
    pub urls: Vec<(String, Location)>,
    /// When statements held, for those that hold for a time.
    pub dated: Vec<(When, Location)>,
}

/// A text of an entry.
pub(in super::super) struct Prose {
    /// The entry's id.
    pub entry: String,
    pub part: Part,
    pub text: String,
    pub location: Location,
}

/// What a text is in its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Part {
    Title,
    Lead,
    Statement,
    Caution,
}

impl Diagnostics {
    /// Diagnostics that collect for warnings about style, links and age as well.
    pub fn inspecting() -> Self {
        Self { inspected: Some(Inspected::default()), ..Self::default() }
    }

    /// Remembers a text of the entry being read.
    pub fn prose(&mut self, part: Part, key: impl fmt::Display, text: &At<String>) {
        if let Some(mut inspected) = self.inspected.take() {
            let location = self.location(&key.to_string(), text.line);
            let text = text.value.trim().to_owned();
            inspected.prose.push(Prose { entry: self.entry.clone(), part, text, location });
            self.inspected = Some(inspected);
        }
    }

    /// Remembers where a source is listed.
    pub fn listed_source(&mut self, id: &At<String>) {
        if let Some(mut inspected) = self.inspected.take() {
            inspected.sources.push((id.value.clone(), self.location("id", id.line)));
            self.inspected = Some(inspected);
        }
    }

    /// Remembers the address of a source.
    pub fn linked(&mut self, key: &str, url: &str, line: u64) {
        if let Some(mut inspected) = self.inspected.take() {
            inspected.urls.push((url.to_owned(), self.location(key, line)));
            self.inspected = Some(inspected);
        }
    }

    /// Remembers when statements held.
    pub fn held(&mut self, key: &str, when: When, line: u64) {
        if let Some(mut inspected) = self.inspected.take() {
            inspected.dated.push((when, self.location(key, line)));
            self.inspected = Some(inspected);
        }
    }
}
