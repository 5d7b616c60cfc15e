//! Where the questions stand in the files, for whoever has something to tell about one of them.

use std::collections::HashMap;
use std::path::Path;

use super::names::fold;
use super::notes::Place;

/// The file and line of every example question and every question that is not answered.
#[derive(Clone, Debug, Default)]
pub struct Places {
    files: Vec<String>,
    /// By folded question, which is there once: the number of its file, and its line.
    lines: HashMap<Box<str>, (usize, u64)>,
}

impl Places {
    /// The file, as it is found from the working directory or inside the program, and the line of a question.
    pub fn of(&self, question: &str) -> Option<(&str, u64)> {
        let (file, line) = self.lines.get(fold(question).as_str())?;
        Some((&self.files[*file], *line))
    }

    pub(super) fn from_notes<'n>(questions: impl Iterator<Item = &'n (String, Place)>) -> Self {
        let mut places = Self::default();
        for (question, place) in questions {
            if places.files.last() != Some(&place.file) {
                places.files.push(place.file.clone());
            }
            places.lines.insert(question.as_str().into(), (places.files.len() - 1, place.line));
        }
        places
    }

    /// The same with `folder` before each file.
    pub(super) fn below(&mut self, folder: &Path) {
        for file in &mut self.files {
            *file = folder.join(&*file).display().to_string();
        }
    }
}
