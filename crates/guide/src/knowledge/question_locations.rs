//! Where the questions stand in the files, for whoever has something to tell about one of them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use super::names::fold;
use super::notes;

/// The file and line of every example question and every question that is not answered.
#[derive(Clone, Debug, Default)]
pub struct Places {
    files: Vec<String>,
    /// By the hash of the folded question, which is there once. Sorted.
    places: Vec<Place>,
}

/// The hash of a question, the number of its file, and its line.
type Place = (u64, u32, u64);

impl Places {
    /// The file, as it is found from the working directory or inside the program, and the line of a question.
    pub fn of(&self, question: &str) -> Option<(&str, u64)> {
        let hash = hash(&fold(question));
        let found = self.places.binary_search_by_key(&hash, |(known, ..)| *known).ok()?;
        let (_, file, line) = self.places[found];
        Some((&self.files[file as usize], line))
    }

    pub(super) fn from_notes<'n>(questions: impl Iterator<Item = &'n (String, notes::Place)>) -> Self {
        let mut places = Self::default();
        for (question, place) in questions {
            if places.files.last().is_none_or(|last| **last != *place.file) {
                places.files.push(place.file.to_string());
            }
            let file = u32::try_from(places.files.len() - 1).expect("fewer files than numbers");
            places.places.push((hash(question), file, place.line));
        }
        places.places.sort_unstable();
        places
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
