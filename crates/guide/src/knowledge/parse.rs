//! The text of the files in; a whole [`Knowledge`], or every [`Problem`], out. Opens no file.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_yaml::{Error, Spanned};
use time::Date;

use super::entry::{Body, Entry, EntryId, Kind, Shelf};
use super::limits::Limits;
use super::located::At;
use super::notes::Notes;
use super::places::Places;
use super::problem::{Problem, Severity, did_you_mean};
use super::source::{
    CareerShape, CommandsShape, CompanyShape, ComparisonShape, FaqShape, IndustryShape, InterviewTipShape,
    ResponsibilityShape, RoleShape, Shape, SkillShape, SourceShape, TopicShape,
};
use super::vocabulary::{Refusal, Vocabulary};
use super::words::{RefusalShape, VocabularyShape};
use super::{Contents, Knowledge, ShelfGuide, Source};

/// The language that the guide is written in, and the folder of its files.
pub const LANGUAGE: &str = "en";

const SOURCES: &str = "en/sources.yaml";
const COMMANDS: &str = "en/commands.yaml";
const VOCABULARY: &str = "en/vocabulary.yaml";
const REFUSALS: &str = "en/refusals.yaml";

/// A YAML file: its path below the knowledge folder, with `/`, and its text.
#[derive(Clone, Debug)]
pub struct File {
    /// Such as `en/industries/health.yaml`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Knowledge that can be used, and what somebody should look at all the same.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The knowledge.
    pub knowledge: Knowledge,
    /// Warnings, in the order of files and lines.
    pub warnings: Vec<Problem>,
    /// Where the questions stand.
    pub places: Places,
}

/// Reads the files as of `today`, which only decides whether a review is old.
///
/// # Errors
/// Every problem of all files, warnings included, when one of them keeps the knowledge from being used. Entries are
/// read one by one: each reports its first fault of shape, and the rest are still compared with each other.
pub fn parse(files: &[File], today: Date) -> Result<Parsed, Vec<Problem>> {
    parse_each(files.iter().cloned(), today)
}

/// The same for files that come one by one, so that not all of their texts need be held.
pub fn parse_each(files: impl Iterator<Item = File>, today: Date) -> Result<Parsed, Vec<Problem>> {
    let mut reader = Reader::default();
    files.for_each(|file| reader.read(&file));
    reader.finish(today)
}

/// What lies in a folder.
#[derive(Default)]
pub struct Found {
    /// Files that are text.
    pub files: Vec<File>,
    /// Files that are not UTF-8, with what can be read of them and the line of the first bad byte.
    pub not_text: Vec<(File, u64)>,
    /// Files and folders that are passed over, with why.
    pub passed_over: Vec<(String, String)>,
    /// Files and folders that are not read for what they are, with what to do about it.
    pub refused: Vec<(String, String)>,
}

/// The same as [`parse`], with the problems of the files themselves among the others.
pub fn parse_found(found: Found, today: Date) -> Result<Parsed, Vec<Problem>> {
    let mut reader = Reader::default();
    for file in found.files {
        reader.read(&file);
    }
    for (file, line) in &found.not_text {
        reader.not_text(file, *line);
    }
    for (file, message) in found.refused {
        reader.refused(&file, message);
    }
    for (file, message) in found.passed_over {
        reader.notes.open(&file);
        reader.notes.warning("", 0, message);
    }
    reader.finish(today)
}

#[derive(Default)]
struct Reader {
    notes: Notes,
    entries: Vec<Entry>,
    sources: Vec<Source>,
    guides: BTreeMap<Shelf, ShelfGuide>,
    vocabulary: Vocabulary,
    refusals: Vec<Refusal>,
    /// Paths of the files that there are, whatever they hold.
    seen: HashSet<String>,
    /// A source could not be read, so citations of it are no mistake of their own.
    sources_missed: bool,
}

impl Reader {
    fn read(&mut self, file: &File) {
        self.seen.insert(file.path.clone());
        let inside = file.path.strip_prefix(LANGUAGE).and_then(|rest| rest.strip_prefix('/'));
        match inside.unwrap_or(&file.path).split_once('/') {
            None if file.path == SOURCES => self.read_sources(file),
            None if file.path == COMMANDS => self.read_commands(file),
            None if file.path == VOCABULARY => self.read_vocabulary(file),
            None if file.path == REFUSALS => self.read_refusals(file),
            Some((folder, _)) if inside.is_some() => match Kind::ALL.into_iter().find(|kind| kind.folder() == folder) {
                Some(kind) => self.read_entries(file, kind),
                None => {
                    let hint = did_you_mean(folder, Kind::ALL.map(Kind::folder));
                    self.misplaced(file, &format!("\"{folder}\" is no kind of entry{hint}"));
                }
            },
            _ => self.misplaced(file, "lies outside the folders of the kinds, such as en/topics"),
        }
    }

    fn not_text(&mut self, file: &File, line: u64) {
        self.seen.insert(file.path.clone());
        self.sources_missed |= file.path == SOURCES;
        self.notes.open(&file.path);
        self.notes.problem("", line, "is not UTF-8 text from here: save it as UTF-8".to_owned());
        for id in ids_as_written(&file.text) {
            self.notes.unread_id(&id);
        }
    }

    fn refused(&mut self, file: &str, message: String) {
        self.seen.insert(file.to_owned());
        self.sources_missed |= file == SOURCES;
        self.notes.open(file);
        self.notes.problem("", 0, message);
    }

    fn misplaced(&mut self, file: &File, message: &str) {
        self.notes.open(&file.path);
        self.notes.problem("", 0, message.to_owned());
    }

    fn read_entries(&mut self, file: &File, kind: Kind) {
        match kind {
            Kind::Role => self.read_list::<RoleShape>(file),
            Kind::Comparison => self.read_list::<ComparisonShape>(file),
            Kind::Responsibility => self.read_list::<ResponsibilityShape>(file),
            Kind::Skill => self.read_list::<SkillShape>(file),
            Kind::Industry => self.read_list::<IndustryShape>(file),
            Kind::InterviewTip => self.read_list::<InterviewTipShape>(file),
            Kind::Company => self.read_list::<CompanyShape>(file),
            Kind::Career => self.read_list::<CareerShape>(file),
            Kind::Topic => self.read_list::<TopicShape>(file),
            Kind::Faq => self.read_list::<FaqShape>(file),
        }
    }

    fn read_list<S: Shape>(&mut self, file: &File) {
        self.notes.open(&file.path);
        for item in items::<S>(&file.text) {
            match item {
                Ok(shape) => self.entries.extend(shape.into_entry(&mut self.notes)),
                Err(broken) => {
                    self.notes.begin("", broken.first_line());
                    // The broken entry's id still counts, so that what refers to it is not reported as well.
                    if let Some(id) = broken.id() {
                        self.notes.begin(&id.value, id.line);
                        self.notes.own_id(&id, S::KIND);
                    } else {
                        let ids = ids_as_written(&broken.text);
                        // Of several entries it is not known which one is broken.
                        if let [id] = &ids[..]
                            && EntryId::new(id).is_some()
                        {
                            self.notes.begin(id, broken.first_line());
                        }
                        for id in &ids {
                            self.notes.unread_id(id);
                        }
                    }
                    broken.fault.into_iter().for_each(|fault| self.report(fault));
                }
            }
        }
    }

    fn read_sources(&mut self, file: &File) {
        self.notes.open(&file.path);
        for item in items::<SourceShape>(&file.text) {
            match item {
                Ok(shape) => self.read_source(shape),
                Err(broken) => {
                    self.sources_missed = true;
                    self.notes.begin("", broken.first_line());
                    broken.fault.into_iter().for_each(|fault| self.report(fault));
                }
            }
        }
    }

    fn report(&mut self, fault: Fault) {
        // What is missing stands nowhere: the entry's first line is where to look.
        let line = if fault.missing && fault.path.is_empty() { 0 } else { fault.line };
        self.notes.problem(&fault.path, line, fault.message);
    }

    fn read_source(&mut self, shape: SourceShape) {
        self.notes.begin(&shape.file.value, shape.file.line);
        if self.sources.iter().any(|source| source.file == shape.file.value) {
            self.notes.problem("file", shape.file.line, "is listed twice".to_owned());
        }
        self.sources.push(Source {
            file: self.notes.text("file", shape.file, Limits::TITLE),
            title: self.notes.text("title", shape.title, Limits::TITLE),
            publisher: self.notes.text("publisher", shape.publisher, Limits::TITLE),
            label: self.notes.text("label", shape.label, Limits::SHORT),
            kind: self.notes.text("kind", shape.kind, Limits::TITLE),
        });
    }

    fn read_commands(&mut self, file: &File) {
        self.notes.open(&file.path);
        match decode::<CommandsShape>(&file.text) {
            Ok(shape) => {
                for (key, shelf, guide) in [
                    ("role", Shelf::Role, &shape.role),
                    ("compare", Shelf::Comparison, &shape.compare),
                    ("industry", Shelf::Industry, &shape.industry),
                    ("career", Shelf::Career, &shape.career),
                    ("faq", Shelf::Faq, &shape.faq),
                    ("topic", Shelf::Topic, &shape.topic),
                ] {
                    let guide = guide.lower(key, shelf, &mut self.notes);
                    self.guides.insert(shelf, guide);
                }
            }
            Err(fault) => self.notes.problem(&fault.path, fault.line, fault.message),
        }
    }

    fn read_vocabulary(&mut self, file: &File) {
        self.notes.open(&file.path);
        match decode::<Option<VocabularyShape>>(&file.text) {
            Ok(shape) => shape.unwrap_or_default().lower(&mut self.vocabulary, &mut self.notes),
            Err(whole) => {
                for piece in sound_parts(&file.text, whole) {
                    match piece {
                        Ok(shape) => shape.lower(&mut self.vocabulary, &mut self.notes),
                        Err(fault) => self.report(Fault { path: readable(&unnumbered(&fault.path)), ..fault }),
                    }
                }
            }
        }
    }

    fn read_refusals(&mut self, file: &File) {
        self.notes.open(&file.path);
        for item in items::<RefusalShape>(&file.text) {
            match item {
                Ok(shape) => self.refusals.push(shape.lower(&mut self.notes)),
                Err(broken) => {
                    self.notes.begin("", broken.first_line());
                    broken.fault.into_iter().for_each(|fault| self.report(fault));
                }
            }
        }
    }

    fn finish(self, today: Date) -> Result<Parsed, Vec<Problem>> {
        let Self { mut notes, mut entries, sources, guides, vocabulary, refusals, seen, mut sources_missed } = self;
        // Without entries the folder itself is wrong, and that is what is told.
        if !notes.citations.is_empty() && !sources_missed && sources.is_empty() {
            sources_missed = true;
            notes.open(SOURCES);
            if seen.contains(SOURCES) {
                notes.problem("", 1, "lists no document: statements cite one by its `file`".to_owned());
            } else {
                notes.problem("", 0, "is missing: it lists the documents that statements cite".to_owned());
            }
        }
        for (file, loss) in [
            (COMMANDS, "it says what each command shows first and which names mean several things"),
            (VOCABULARY, "without it, abbreviations, other words for a subject and other languages are not understood"),
            (REFUSALS, "without it, questions about something else may get an answer that only sounds alike"),
        ] {
            if !entries.is_empty() && !seen.contains(file) {
                notes.open(file);
                notes.warning("", 0, format!("is missing: {loss}"));
            }
        }
        let places_of_questions = Places::from_notes(notes.questions.iter().chain(notes.said.refused()));
        let mut problems = notes.finish(&entries, (!sources_missed).then_some(&sources), today);
        if entries.is_empty() && problems.is_empty() {
            problems.push(Problem {
                file: LANGUAGE.to_owned(),
                line: 0,
                path: String::new(),
                message: "holds no entries: is this the folder that holds `en/`?".to_owned(),
                severity: Severity::Error,
            });
        }
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(problems);
        }
        name_the_sides(&mut entries);
        let places = entries
            .iter()
            .enumerate()
            .flat_map(|(place, entry)| {
                std::iter::once(&entry.id).chain(&entry.also_id).map(move |id| (id.clone(), place))
            })
            .collect();
        let sources = sources.into_iter().map(|source| (source.file.clone(), source)).collect();
        let knowledge = Knowledge(Arc::new(Contents { entries, places, sources, guides, vocabulary, refusals }));
        Ok(Parsed { knowledge, warnings: problems, places: places_of_questions })
    }
}

/// Gives each side of a comparison that is a role the role's title as its name.
fn name_the_sides(entries: &mut [Entry]) {
    let titles: HashMap<EntryId, String> =
        entries.iter().map(|entry| (entry.id.clone(), entry.title.clone())).collect();
    for entry in entries {
        if let Body::Comparison(comparison) = &mut entry.body {
            for side in [&mut comparison.first, &mut comparison.second] {
                if let Some(title) = side.role.as_ref().and_then(|role| titles.get(role)) {
                    side.name.clone_from(title);
                }
            }
        }
    }
}

/// Reads the items of a file: all at once, or, where one of them is broken, each by itself.
fn items<S: DeserializeOwned>(text: &str) -> Vec<Result<S, Broken>> {
    if let Ok(items) = sound::<Option<Vec<S>>>(text) {
        return items.unwrap_or_default().into_iter().map(Ok).collect();
    }
    let anchors_are_there = sound::<IgnoredAny>(text).is_ok();
    let mut items = Vec::new();
    for piece in cut(text) {
        match piece.and_then(|piece| decode::<Vec<S>>(&piece).map_err(|fault| fault.of(piece))) {
            Ok(shapes) => items.extend(shapes.into_iter().map(Ok)),
            // What is anchored in another entry is not missing: the whole has it.
            Err(Broken { fault: Some(fault), text }) if fault.unknown_anchor && anchors_are_there => {
                items.push(Err(Broken { fault: None, text }));
            }
            Err(broken) => items.push(Err(broken)),
        }
    }
    items
}

/// Cuts a file into its entries, each with blank lines before it so that line numbers stay true.
fn cut(text: &str) -> Vec<Result<String, Broken>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let starts = match decode::<Option<Vec<Spanned<IgnoredAny>>>>(text) {
        Ok(items) => items.unwrap_or_default(),
        Err(fault) => return sound_items(text, &lines, fault),
    };
    let starts: Vec<usize> =
        starts.iter().filter_map(|item| usize::try_from(item.referenced.line()).ok()?.checked_sub(1)).collect();
    if !starts.iter().all(|start| lines.get(*start).is_some_and(|line| line.starts_with("- "))) {
        // Written in one line or nested: read as one piece, so that only the first fault is seen.
        return vec![Ok(text.to_owned())];
    }
    pieces(&lines, &starts).map(Ok).collect()
}

/// The pieces of a file between the lines that begin an entry.
fn pieces<'a>(lines: &'a [&str], starts: &'a [usize]) -> impl Iterator<Item = String> + 'a {
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts.iter().zip(ends).map(|(start, end)| "\n".repeat(*start) + &lines[*start..end].concat())
}

/// Cuts a file that is no YAML as a whole where its lines look like the beginnings of entries. What is wrong in one of
/// them leaves the others to be read.
fn sound_items(text: &str, lines: &[&str], whole: Fault) -> Vec<Result<String, Broken>> {
    let starts: Vec<usize> = (0..lines.len()).filter(|line| lines[*line].starts_with("- ")).collect();
    if starts.len() < 2 || whole.too_much {
        return vec![Err(whole.of(text.to_owned()))];
    }
    let mut whole_told = false;
    let mut items: Vec<Result<String, Broken>> = pieces(lines, &starts)
        .filter_map(|piece| match decode::<Option<Vec<IgnoredAny>>>(&piece) {
            Ok(_) => Some(Ok(piece)),
            // What is anchored in another entry is not missing.
            Err(fault) if fault.unknown_anchor && fault.line != whole.line => None,
            Err(fault) => {
                whole_told = true;
                Some(Err(fault.of(piece)))
            }
        })
        .collect();
    if !whole_told {
        // Each is sound and yet they are no list together: what is wrong lies between them.
        items.push(Err(whole.of(String::new())));
    }
    items
}

/// Reads a vocabulary of which something is broken: each list by itself, and of a broken list each item.
fn sound_parts(text: &str, whole: Fault) -> Vec<Result<VocabularyShape, Fault>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if whole.too_much {
        return vec![Err(whole)];
    }
    let begins_list = |line: &str| line.starts_with(|first: char| first.is_alphanumeric() || "\"'_".contains(first));
    let starts: Vec<usize> = (0..lines.len()).filter(|line| begins_list(lines[*line])).collect();
    let mut parts = Vec::new();
    let mut whole_told = false;
    for piece in pieces(&lines, &starts) {
        match decode::<VocabularyShape>(&piece) {
            Ok(shape) => parts.push(Ok(shape)),
            Err(fault) => {
                whole_told = true;
                parts.extend(sound_lines(&piece, fault));
            }
        }
    }
    if !whole_told {
        parts.push(Err(whole));
    }
    parts
}

/// Reads one list of a vocabulary item by item, each under the list's key.
fn sound_lines(text: &str, whole: Fault) -> Vec<Result<VocabularyShape, Fault>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    // How far in the dash of an item stands.
    let dash = |line: &str| {
        let item = line.trim_start();
        (item.starts_with("- ") || item.trim_end() == "-").then(|| line.len() - item.len())
    };
    let Some(first) = lines.iter().position(|line| dash(line).is_some()) else { return vec![Err(whole)] };
    let starts: Vec<usize> = (first..lines.len()).filter(|line| dash(lines[*line]) == dash(lines[first])).collect();
    let key = lines[..first].concat();
    let mut whole_told = false;
    let mut parts: Vec<_> = pieces(&lines, &starts)
        .map(|item| {
            let part = decode(&format!("{key}{}", item.replacen(&"\n".repeat(first), "", 1)));
            whole_told |= part.is_err();
            part
        })
        .collect();
    if !whole_told {
        parts.push(Err(whole));
    }
    parts
}

/// The path without places in lists, which the line tells better.
fn unnumbered(path: &str) -> String {
    let mut inside = false;
    let outside = |character: &char| {
        let opens = *character == '[';
        inside = opens || (inside && *character != ']');
        !inside && *character != ']'
    };
    path.chars().filter(outside).collect()
}

/// A piece of a file that cannot be read.
struct Broken {
    /// What is wrong with it; nothing where it only borrows from a piece that it was read without.
    fault: Option<Fault>,
    text: String,
}

impl Broken {
    /// The line of its first word.
    fn first_line(&self) -> u64 {
        self.text.lines().take_while(|line| line.is_empty()).count() as u64 + 1
    }

    /// The id of its first entry, where that can be read although the rest is of the wrong shape.
    fn id(&self) -> Option<At<String>> {
        decode::<Vec<OnlyId>>(&self.text).ok()?.into_iter().next()?.id
    }
}

/// Whatever looks like an entry's id, without quotes and the comment after it.
fn ids_as_written(text: &str) -> Vec<String> {
    let ids = text.lines().filter_map(|line| line.trim_start().strip_prefix("- id:"));
    ids.map(|id| id.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned()).collect()
}

#[derive(serde::Deserialize)]
struct OnlyId {
    id: Option<At<String>>,
}

/// What is said of a text that would take too much to read.
const TOO_MUCH: &str = "is nested too deeply, or too large";

/// The first fault of a text: where it is, and what a person can do about it.
struct Fault {
    line: u64,
    /// Whether a key is not there at all.
    missing: bool,
    /// Whether the text is refused for its size, before it is read.
    too_much: bool,
    unknown_anchor: bool,
    path: String,
    message: String,
}

impl Fault {
    fn of(self, text: String) -> Broken {
        Broken { fault: Some(self), text }
    }
}

/// Reads a text in which nothing is wrong.
fn sound<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_yaml::with_deserializer_from_str(text, |deserializer| T::deserialize(deserializer))
}

/// Reads a text, or says where it is wrong. To know the path at every key takes twice the time, so only a text that is
/// known to be broken is read with it.
fn decode<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    sound(text).or_else(|_| explained(text))
}

fn explained<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    let mut path = String::new();
    serde_yaml::with_deserializer_from_str(text, |deserializer| {
        serde_path_to_error::deserialize(deserializer).map_err(|error| {
            path = error.path().to_string();
            error.into_inner()
        })
    })
    .map_err(|error| {
        let mut message = explain(&error);
        // The two keys that hold a number.
        for (key, range) in [("number", Limits::FAQS), ("step", Limits::STEPS)] {
            if message.ends_with("a whole number") && readable(&path).ends_with(key) {
                let _ = write!(message, " from {} to {}", range.start(), range.end());
            }
        }
        Fault {
            line: error.location().map_or(0, |location| location.line()),
            missing: matches!(error.without_snippet(), Error::SerdeMissingField { .. }),
            too_much: message == TOO_MUCH,
            unknown_anchor: message.contains("unknown anchor"),
            path: readable(&path),
            message,
        }
    })
}

/// The path without what says nothing: the index of a list of one, and the wrapper that remembers lines.
fn readable(path: &str) -> String {
    let parts = path.trim_start_matches("[0]").split('.').filter(|part| !matches!(*part, "" | "?" | "value"));
    parts.collect::<Vec<_>>().join(".")
}

/// What somebody who is no programmer most often did to get this from the YAML parser.
fn usual_cause(told: &str) -> &'static str {
    if told.contains("mapping values are not allowed") {
        "; put a text that holds \": \" in quotes"
    } else if told.contains("tab") {
        "; indent with spaces, not with tabs"
    } else {
        ""
    }
}

fn explain(error: &Error) -> String {
    match error.without_snippet() {
        Error::SerdeUnknownField { field, expected, .. } => {
            let hint = did_you_mean(field, expected.iter().copied());
            if hint.is_empty() {
                format!("unknown key \"{field}\"; known here: {}", expected.join(", "))
            } else {
                format!("unknown key \"{field}\"{hint}")
            }
        }
        Error::SerdeMissingField { field, .. } => format!("the key \"{field}\" is missing"),
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            let hint = did_you_mean(variant, expected.iter().copied());
            format!("\"{variant}\" is not one of {}{hint}", expected.join(", "))
        }
        Error::DuplicateMappingKey { key: Some(key), .. } => format!("the key \"{key}\" stands twice"),
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => {
            format!("found {unexpected} where {expected} belongs")
        }
        Error::Unexpected { expected, .. } => {
            let wanted = match *expected {
                "sequence start" => "a list",
                "mapping start" => "keys with their values",
                "string scalar" => "a text",
                other => other,
            };
            format!("does not fit: here belongs {wanted}")
        }
        Error::InvalidScalar { ty: "boolean", .. } => "does not fit: here belongs true or false".to_owned(),
        Error::InvalidScalar { .. } => "does not fit: here belongs a whole number".to_owned(),
        Error::NullIntoString { .. } => "is empty: write a text or leave the key out".to_owned(),
        Error::MultipleDocuments { .. } => "starts a second list: a file holds one, without `---`".to_owned(),
        other => {
            let text = other.to_string();
            let first = text.lines().next().unwrap_or("cannot be read");
            if first.starts_with("budget breached") {
                return TOO_MUCH.to_owned();
            }
            // The line is told already.
            let told = first.split(" at line ").next().unwrap_or(first);
            format!("{told}{}", usual_cause(told))
        }
    }
}
