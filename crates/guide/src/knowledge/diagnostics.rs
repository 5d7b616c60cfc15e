//! What is noted while entries are read: the problems of single texts, and what must be compared later.

use std::collections::HashSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::rc::Rc;

use time::{Date, macros::format_description};

use super::entry::{EntryId, Kind, Shelf};
use super::limits::{Limits, unwanted};
use super::located::At;
use super::names::fold;
use super::problem::{Problem, Severity};
use super::words::Said;

/// Where something stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub file: Rc<str>,
    pub line: u64,
    pub path: Rc<str>,
}

impl Place {
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

impl fmt::Display for Place {
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
    pub place: Place,
}

/// A name of `commands.yaml` that means several entries.
pub(super) struct SharedName {
    pub shelf: Shelf,
    /// Folded.
    pub name: String,
    pub means: Vec<EntryId>,
    pub place: Place,
}

/// What was read so far: the problems of single texts, and what must be compared once everything is read.
#[derive(Default)]
pub(super) struct Notes {
    file: Rc<str>,
    entry: String,
    /// The line of the entry, for what stands nowhere, such as the items of an empty list.
    line: u64,
    pub problems: Vec<Problem>,
    pub ids: Vec<(EntryId, Place)>,
    pub unread: Vec<EntryId>,
    /// Ids of entries that are no ids as written, squeezed.
    pub ill_written: HashSet<String>,
    pub names: Vec<Name>,
    pub shared: Vec<SharedName>,
    pub questions: Vec<(String, Place)>,
    pub citations: Vec<(String, Place)>,
    pub references: Vec<(EntryId, Option<Kind>, Place)>,
    pub numbers: Vec<(&'static str, u8, Place)>,
    pub reviewed: Vec<(Date, Place)>,
    pub said: Said,
}

impl Notes {
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

    pub fn place(&self, key: &str, line: u64) -> Place {
        let path = match (self.entry.is_empty(), key.is_empty()) {
            (true, _) => key.into(),
            (false, true) => self.entry.as_str().into(),
            (false, false) => format!("{}.{key}", self.entry).into(),
        };
        Place { file: Rc::clone(&self.file), line: if line == 0 { self.line } else { line }, path }
    }

    /// Notes that something is wrong.
    pub fn problem(&mut self, key: &str, line: u64, message: String) {
        let problem = self.place(key, line).problem(message);
        self.problems.push(problem);
    }

    /// Notes that somebody should look at something.
    pub fn warning(&mut self, key: &str, line: u64, message: String) {
        let problem = self.place(key, line).reported(Severity::Warning, message);
        self.problems.push(problem);
    }

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
        let place = self.place("id", written.line);
        self.ids.push((id.clone(), place));
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
            let place = self.place("also_id", *line);
            self.ids.push((id.clone(), place));
        }
        ids.into_iter().map(|(id, _)| id).collect()
    }

    fn well_formed_id(&mut self, key: &str, written: &At<String>) -> Option<EntryId> {
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

    /// Remembers that `written` leads to `owner`, an entry or a side of one.
    fn name(&mut self, owner: &str, key: &str, written: &At<String>, alias: bool) {
        let place = self.place(key, written.line);
        self.names.push(Name { owner: owner.to_owned(), folded: fold(&written.value), alias, place });
    }

    pub fn title(&mut self, title: At<String>) -> String {
        self.name(&self.entry.clone(), "title", &title, false);
        self.text("title", title, Limits::TITLE)
    }

    /// What a side of a comparison is called: its name or its label, as `key` says.
    pub fn side_name(&mut self, side: &str, key: &str, written: At<String>, limit: usize) -> String {
        let key = format!("{side}.{key}");
        self.name(&format!("{}.{side}", self.entry), &key, &written, false);
        self.text(&key, written, limit)
    }

    /// A text of at most `limit` characters, with the markdown that the guide allows.
    pub fn text(&mut self, key: impl fmt::Display, At { value, line }: At<String>, limit: usize) -> String {
        let trimmed = value.trim();
        let length = trimmed.chars().count();
        if length == 0 {
            self.problem(&key.to_string(), line, "is empty: write a text or leave the key out".to_owned());
        } else if length > limit {
            self.problem(&key.to_string(), line, format!("has {length} characters; at most {limit} fit"));
        }
        if let Some(complaint) = unwanted(trimmed) {
            self.problem(&key.to_string(), line, complaint.to_owned());
        }
        if trimmed.len() == value.len() { value } else { trimmed.to_owned() }
    }

    /// A text that other words stand around: it ends without a full stop.
    pub fn phrase(&mut self, key: &str, text: At<String>, limit: usize) -> String {
        let line = text.line;
        let phrase = self.text(key, text, limit);
        if phrase.ends_with('.') && !phrase.ends_with("etc.") {
            self.problem(key, line, "ends in a full stop: leave it out here".to_owned());
        }
        phrase
    }

    pub fn short(&mut self, short: Option<At<String>>, title: &At<String>) -> String {
        if let Some(short) = short {
            self.name(&self.entry.clone(), "short", &short, false);
            return self.text("short", short, Limits::SHORT);
        }
        let length = title.value.trim().chars().count();
        if length > Limits::SHORT {
            let message =
                format!("is missing: the title has {length} characters, and a button shows {}", Limits::SHORT);
            self.problem("short", title.line, message);
        }
        title.value.trim().to_owned()
    }

    pub fn emoji(&mut self, emoji: At<String>) -> String {
        // A place that shows pictures may refuse a whole list for one that is none; signs such as ← are none.
        if emojis::get(&emoji.value).is_none() {
            self.problem("emoji", emoji.line, format!("\"{}\" is not one emoji", brief(&emoji.value)));
        }
        emoji.value
    }

    /// Names that lead to the entry being read.
    pub fn aliases(&mut self, key: &str, aliases: Vec<At<String>>) -> Vec<String> {
        if aliases.is_empty() && key == "also_known_as" {
            self.problem(key, 0, "is empty: list the names that people type".to_owned());
        }
        // A side of a comparison has names of its own.
        let owner = match key.rsplit_once('.') {
            Some((side, _)) => format!("{}.{side}", self.entry),
            None => self.entry.clone(),
        };
        let mut names: Vec<String> = aliases
            .into_iter()
            .map(|alias| {
                if fold(&alias.value).is_empty() {
                    self.problem(key, alias.line, format!("\"{}\" holds no letter or digit", brief(&alias.value)));
                } else {
                    self.name(&owner, key, &alias, true);
                }
                self.text(key, alias, Limits::ALIAS)
            })
            .collect();
        // It has the room of the list that it was made from.
        names.shrink_to_fit();
        names
    }

    pub fn questions(&mut self, questions: Vec<At<String>>) -> Vec<String> {
        if questions.len() < Limits::QUESTIONS {
            let line = questions.first().map_or(0, |question| question.line);
            let message =
                format!("has {} questions; write at least {} different ones", questions.len(), Limits::QUESTIONS);
            self.problem("asked_as", line, message);
        }
        let place = self.place("asked_as", 0);
        let mut questions: Vec<String> = questions
            .into_iter()
            .map(|question| {
                self.long_enough("asked_as", &question, *Limits::QUESTION.start());
                self.questions.push((fold(&question.value), place.at(question.line)));
                self.text("asked_as", question, *Limits::QUESTION.end())
            })
            .collect();
        questions.shrink_to_fit();
        questions
    }

    pub fn long_enough(&mut self, key: &str, question: &At<String>, least: usize) {
        if question.value.trim().chars().count() < least {
            self.problem(key, question.line, format!("\"{}\" is too short for a question", question.value));
        }
    }

    pub fn citations(&mut self, key: &str, sources: &[At<String>], line: u64) -> Vec<String> {
        if sources.is_empty() {
            self.problem(key, line, "is empty: name the documents that say so".to_owned());
        }
        let place = self.place(key, 0);
        self.citations.extend(sources.iter().map(|source| (source.value.clone(), place.at(source.line))));
        sources.iter().map(|source| source.value.clone()).collect()
    }

    /// The id of another entry, which must exist and be of `kind`.
    pub fn reference(&mut self, key: &str, written: &At<String>, kind: Option<Kind>) -> Option<EntryId> {
        let id = self.well_formed_id(key, written)?;
        let place = self.place(key, written.line);
        self.references.push((id.clone(), kind, place));
        Some(id)
    }

    pub fn related(&mut self, written: &[At<String>]) -> Vec<EntryId> {
        let line = written.first().map_or(0, |id| id.line);
        if !Limits::RELATED.contains(&written.len()) {
            let message = format!(
                "has {} ids; name {} to {}, best first",
                written.len(),
                Limits::RELATED.start(),
                Limits::RELATED.end()
            );
            self.problem("related", line, message);
        }
        let mut seen = HashSet::new();
        for id in written {
            if id.value == self.entry {
                self.problem("related", id.line, "names the entry itself".to_owned());
            }
            if !seen.insert(&id.value) {
                self.problem("related", id.line, format!("names \"{}\" twice", brief(&id.value)));
            }
        }
        written.iter().filter_map(|id| self.reference("related", id, None)).collect()
    }

    pub fn reviewed(&mut self, written: &At<String>) -> Date {
        let place = self.place("reviewed", written.line);
        match Date::parse(written.value.trim(), format_description!("[year]-[month]-[day]")) {
            Ok(date) => {
                self.reviewed.push((date, place));
                date
            }
            Err(_) => {
                let message = format!("\"{}\" is no day: write it like 2026-11-21", brief(&written.value));
                self.problems.push(place.problem(message));
                Date::MIN
            }
        }
    }

    pub fn number(&mut self, key: &str, written: &At<u8>, range: RangeInclusive<u8>) -> u8 {
        let place = self.place(key, written.line);
        if !range.contains(&written.value) {
            let message = format!("{} is not between {} and {}", written.value, range.start(), range.end());
            self.problems.push(place.problem(message));
        }
        let what = if key == "step" { "step" } else { "FAQ" };
        self.numbers.push((what, written.value, place));
        written.value
    }

    /// The statements under one heading, group by group.
    pub fn count<'a>(&mut self, key: &str, groups: impl Iterator<Item = &'a Vec<At<String>>>) {
        let mut total = 0;
        for (place, group) in groups.enumerate() {
            total += group.len();
            if group.is_empty() {
                self.problem(&format!("{key}[{place}].say"), 0, "is empty: write a statement".to_owned());
            }
            if total > Limits::STATEMENTS && total - group.len() <= Limits::STATEMENTS {
                let line = group.first().map_or(0, |text| text.line);
                let message = format!("has more than {} statements: tighten or split the entry", Limits::STATEMENTS);
                self.problem(key, line, message);
            }
        }
    }

    pub fn row_count(&mut self, key: &str, rows: usize) {
        if !Limits::ROWS.contains(&rows) {
            let message = format!("has {rows} rows; write {} to {}", Limits::ROWS.start(), Limits::ROWS.end());
            self.problem(key, 0, message);
        }
    }

    /// A name of `commands.yaml` that means several entries, folded.
    pub fn shared_name(&mut self, key: &str, written: &At<String>, shelf: Shelf, means: &[EntryId]) -> String {
        let name = fold(&written.value);
        let place = self.place(key, written.line);
        self.shared.push(SharedName { shelf, name: name.clone(), means: means.to_vec(), place });
        name
    }

    /// The id of an entry that must stand on this shelf.
    pub fn on_shelf(&mut self, key: &str, written: &At<String>, shelf: Shelf) -> Option<EntryId> {
        // The kinds of a shelf with one kind only can be checked; a topic may be of five.
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.shelf() == shelf).collect();
        let kind = if let [kind] = kinds[..] { Some(kind) } else { None };
        self.reference(key, written, kind)
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
