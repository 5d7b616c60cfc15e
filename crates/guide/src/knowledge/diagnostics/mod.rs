//! The diagnostics of reading: problems of single texts, and what must be compared once every file is read.
//!
//! `ids` checks the ids of an entry, `dates` its dates and the addresses of sources, `fields` everything else; `inspected` is
//! what only an inspection collects.

mod ids;
mod dates;
mod fields;
mod inspected;

pub(super) use inspected::{Inspected, Part, Prose};

use std::collections::HashSet;
use std::fmt;
use std::rc::Rc;

use time::Date;

use super::entry::{EntryId, Kind, Shelf};
use super::names::fold;
use super::problem::{Problem, Severity};

/// Where something stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Location {
    pub file: Rc<str>,
    pub line: u64,
    pub path: Rc<str>,
}

impl Location {
    /// The same path in another line.
    pub fn at(&self, line: u64) -> Self {
        Self { line: if line == 0 { self.line } else { line }, ..self.clone() }
    }

    pub fn problem(&self, message: String) -> Problem {
        self.reported(Severity::Error, message)
    }

    pub fn reported(&self, severity: Severity, message: String) -> Problem {
        Problem { file: self.file.to_string(), line: self.line, path: self.path.to_string(), message, severity }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A name as it is written somewhere.
pub(super) struct Name {
    /// The entry that it leads to, or the side of one: `compare/tpm-vs-it-support.second`.
    pub owner: String,
    pub folded: String,
    /// Whether it is only there to be typed, and can be taken away.
    pub alias: bool,
    pub location: Location,
}

/// A name of `commands.yaml` that means several entries.
pub(super) struct SharedName {
    pub shelf: Shelf,
    /// Folded.
    pub name: String,
    pub means: Vec<EntryId>,
    pub location: Location,
}

/// The words of `vocabulary.yaml` and the questions of `refusals.yaml`, folded, with their locations; the avoided words as
/// they are written.
#[derive(Default)]
pub(super) struct Said {
    pub shorts: Vec<(String, Location)>,
    /// With the number of the list that each stands in.
    pub synonyms: Vec<(usize, String, Location)>,
    pub filler: Vec<(String, Location)>,
    /// With what each means.
    pub foreign: Vec<(String, String, Location)>,
    pub refused: Vec<(String, Location)>,
    pub avoided: Vec<Avoided>,
    pub lists: usize,
}

/// A word that editors keep out of what members read.
pub(super) struct Avoided {
    /// In lower case.
    pub word: String,
    /// What they write instead.
    pub instead: String,
    pub location: Location,
}

/// What a number counts, which no two entries share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Numbered {
    Faq,
    Step,
}

impl fmt::Display for Numbered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Faq => "FAQ",
            Self::Step => "step",
        })
    }
}

/// What was read so far: the problems of single texts, and what must be compared once everything is read.
#[derive(Default)]
pub(super) struct Diagnostics {
    file: Rc<str>,
    entry: String,
    /// The line of the entry, for what stands nowhere, such as the items of an empty list.
    line: u64,
    pub problems: Vec<Problem>,
    pub ids: Vec<(EntryId, Location)>,
    pub unread: Vec<EntryId>,
    /// Ids of entries that are no ids as written, squeezed.
    pub ill_written: HashSet<String>,
    pub names: Vec<Name>,
    pub shared: Vec<SharedName>,
    pub questions: Vec<(String, Location)>,
    pub citations: Vec<(String, Location)>,
    pub references: Vec<(EntryId, Option<Kind>, Location)>,
    pub numbers: Vec<(Numbered, u8, Location)>,
    pub reviewed: Vec<(Date, Location)>,
    pub said: Said,
    /// Absent unless the files are read for an inspection.
    pub inspected: Option<Inspected>,
}

impl Diagnostics {
    /// What follows comes from this file.
    pub fn open(&mut self, file: &str) {
        self.file = file.into();
        self.entry.clear();
        self.line = 0;
    }

    /// What follows belongs to this entry.
    pub fn begin(&mut self, entry: &str, line: u64) {
        self.entry = brief(entry);
        self.line = line;
    }

    pub fn location(&self, key: &str, line: u64) -> Location {
        let path = match (self.entry.is_empty(), key.is_empty()) {
            (true, _) => key.into(),
            (false, true) => self.entry.as_str().into(),
            (false, false) => format!("{}.{key}", self.entry).into(),
        };
        Location { file: Rc::clone(&self.file), line: if line == 0 { self.line } else { line }, path }
    }

    /// Reports a mistake.
    pub fn problem(&mut self, key: &str, line: u64, message: String) {
        let problem = self.location(key, line).problem(message);
        self.problems.push(problem);
    }

    /// Reports what a curator should look at.
    pub fn warning(&mut self, key: &str, line: u64, message: String) {
        let problem = self.location(key, line).reported(Severity::Warning, message);
        self.problems.push(problem);
    }
}

/// The letters and digits of an id, to recognise one that is written wrong.
pub(super) fn squeezed(id: &str) -> String {
    fold(id).replace(' ', "")
}

/// At most 60 characters of what an editor wrote, to repeat it.
pub(super) fn brief(written: &str) -> String {
    const LONGEST: usize = 60;
    match written.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &written[..end]),
        None => written.to_owned(),
    }
}
