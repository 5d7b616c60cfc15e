//! Checks of an entry's fields, each of which reports what is wrong and gives plain data.

use std::collections::HashSet;
use std::fmt;

use super::super::entry::{EntryId, Kind, Shelf};
use super::super::limits::{Limits, unwanted, unwanted_verbatim};
use super::super::names::fold;
use super::super::spanned::At;
use super::{Diagnostics, Name, Numbered, Part, SharedName, brief};

impl Diagnostics {
    /// Remembers that `written` leads to `owner`, an entry or a side of one.
    fn name(&mut self, owner: &str, key: &str, written: &At<String>, alias: bool) {
        let location = self.location(key, written.line);
        self.names.push(Name { owner: owner.to_owned(), folded: fold(&written.value), alias, location });
    }

    pub fn title(&mut self, title: At<String>) -> String {
        self.name(&self.entry.clone(), "title", &title, false);
        self.prose(Part::Title, "title", &title);
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

    /// What a row of a comparison says of one side.
    pub fn side(&mut self, key: &str, text: At<String>) -> String {
        self.prose(Part::Statement, key, &text);
        self.phrase(key, text, Limits::ROW)
    }

    /// What to be careful about.
    pub fn caution(&mut self, text: At<String>) -> String {
        self.prose(Part::Caution, "caution", &text);
        self.text("caution", text, Limits::CAUTION)
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
    pub fn aliases(&mut self, aliases: Vec<At<String>>) -> Vec<String> {
        if aliases.is_empty() {
            self.problem("also_known_as", 0, "is empty: list the names that people type".to_owned());
        }
        self.owned_aliases(&self.entry.clone(), "also_known_as", aliases)
    }

    /// Names that lead to a side of the comparison being read.
    pub fn side_aliases(&mut self, side: &str, aliases: Vec<At<String>>) -> Vec<String> {
        self.owned_aliases(&format!("{}.{side}", self.entry), &format!("{side}.also_known_as"), aliases)
    }

    fn owned_aliases(&mut self, owner: &str, key: &str, aliases: Vec<At<String>>) -> Vec<String> {
        let mut names: Vec<String> = aliases
            .into_iter()
            .map(|alias| {
                if fold(&alias.value).is_empty() {
                    self.problem(key, alias.line, format!("\"{}\" holds no letter or digit", brief(&alias.value)));
                } else {
                    self.name(owner, key, &alias, true);
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
        let location = self.location("asked_as", 0);
        let mut questions: Vec<String> = questions
            .into_iter()
            .map(|question| {
                self.long_enough("asked_as", &question, *Limits::QUESTION.start());
                self.questions.push((fold(&question.value), location.at(question.line)));
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
        let location = self.location(key, 0);
        self.citations.extend(sources.iter().map(|source| (source.value.clone(), location.at(source.line))));
        sources.iter().map(|source| source.value.clone()).collect()
    }

    /// The id of another entry, which must exist and be of `kind`.
    pub fn reference(&mut self, key: &str, written: &At<String>, kind: Option<Kind>) -> Option<EntryId> {
        let id = self.well_formed_id(key, written)?;
        let location = self.location(key, written.line);
        self.references.push((id.clone(), kind, location));
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

    /// The lines of a text that is copied.
    pub fn template(&mut self, key: &str, text: &At<String>) -> Vec<String> {
        let lines: Vec<String> = text.value.trim_end().lines().map(|line| line.trim_end().to_owned()).collect();
        let characters = text.value.trim().chars().count();
        if !Limits::TEMPLATE_LINES.contains(&lines.len()) || characters > Limits::TEMPLATE {
            let message = format!(
                "has {} lines and {characters} characters; at most {} and {} fit",
                lines.len(),
                Limits::TEMPLATE_LINES.end(),
                Limits::TEMPLATE
            );
            self.problem(key, text.line, message);
        }
        if let Some(complaint) = unwanted_verbatim(&text.value) {
            self.problem(key, text.line, complaint.to_owned());
        }
        lines
    }

    pub fn number(&mut self, key: &str, what: Numbered, written: &At<u8>) -> u8 {
        let range = match what {
            Numbered::Faq => Limits::FAQS,
            Numbered::Step => Limits::STEPS,
        };
        let location = self.location(key, written.line);
        if !range.contains(&written.value) {
            let message = format!("{} is not between {} and {}", written.value, range.start(), range.end());
            self.problems.push(location.problem(message));
        }
        self.numbers.push((what, written.value, location));
        written.value
    }

    /// The statements under one heading, group by group.
    pub fn count<'a>(&mut self, key: &str, groups: impl Iterator<Item = &'a Vec<At<String>>>) {
        let mut total = 0;
        for (position, group) in groups.enumerate() {
            total += group.len();
            if group.is_empty() {
                self.problem(&format!("{key}[{position}].say"), 0, "is empty: write a statement".to_owned());
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
        let location = self.location(key, written.line);
        self.shared.push(SharedName { shelf, name: name.clone(), means: means.to_vec(), location });
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
