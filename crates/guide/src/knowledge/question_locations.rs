//! The file and line of each question of the knowledge, for messages to curators.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use super::diagnostics;
use super::names::fold;

/// The file and line of every example question and every question that is not answered.
#[derive(Clone, Debug, Default)]
pub struct QuestionLocations {
    files: Vec<String>,
    /// By the hash of the folded question, which is there once. Sorted.
    locations: Vec<Location>,
}

/// The hash of a question, the number of its file, and its line.
type Location = (u64, u32, u64);

impl QuestionLocations {
    /// The file, as it is found from the working directory or inside the program, and the line of a question.
    pub fn of(&self, question: &str) -> Option<(&str, u64)> {
        let hash = hash(&fold(question));
        let found = self.locations.binary_search_by_key(&hash, |(known, ..)| *known).ok()?;
        let (_, file, line) = self.locations[found];
        Some((&self.files[file as usize], line))
    }

    pub(super) fn from_diagnostics<'n>(questions: impl Iterator<Item = &'n (String, diagnostics::Location)>) -> Self {
        let mut locations = Self::default();
        for (question, location) in questions {
            if locations.files.last().is_none_or(|last| **last != *location.file) {
                locations.files.push(location.file.to_string());
            }
            let file = u32::try_from(locations.files.len() - 1).expect("fewer files than numbers");
            locations.locations.push((hash(question), file, location.line));
        }
        locations.locations.sort_unstable();
        locations
    }

    /// The same with `folder` before each file.
    pub fn below(&mut self, folder: &Path) {
        for file in &mut self.files {
            *file = folder.join(&*file).display().to_string();
        }
    }
}

/// The same in every run of this program, and no longer.
fn hash(folded: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    folded.hash(&mut hasher);
    hasher.finish()
}
