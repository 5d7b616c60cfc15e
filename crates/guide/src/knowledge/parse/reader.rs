//! Reads the files one by one, then checks what they hold together.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use time::Date;

use super::super::check::Warnings;
use super::super::diagnostics::Diagnostics;
use super::super::entry::{Body, Entry, EntryId, Kind, Shelf};
use super::super::limits::Limits;
use super::super::problem::{Problem, Severity, did_you_mean};
use super::super::question_locations::QuestionLocations;
use super::super::shapes::{
    CareerShape, CommandsShape, CompanyShape, ComparisonShape, FaqShape, IndustryShape, InterviewShape,
    ResponsibilityShape, RoleShape, Shape, SkillShape, SourceShape, TermShape, TopicShape,
};
use super::super::vocabulary::{Refusal, Vocabulary};
use super::super::words::{RefusalShape, VocabularyShape};
use super::super::{Contents, Knowledge, ShelfGuide, Source};
use super::explain::{Fault, decode, readable};
use super::recovery::{ids_as_written, items, sound_parts, unnumbered};
use super::{File, Inspection, LANGUAGE, Parsed};

const SOURCES: &str = "en/sources.yaml";
const COMMANDS: &str = "en/commands.yaml";
const VOCABULARY: &str = "en/vocabulary.yaml";
const REFUSALS: &str = "en/refusals.yaml";

/// What was read so far.
#[derive(Default)]
pub(super) struct Reader {
    pub diagnostics: Diagnostics,
    entries: Vec<Entry>,
    sources: Vec<Source>,
    source_ids: HashSet<String>,
    guides: BTreeMap<Shelf, ShelfGuide>,
    vocabulary: Vocabulary,
    refusals: Vec<Refusal>,
    /// Paths of the files that there are, whatever they hold.
    seen: HashSet<String>,
    /// A source could not be read, so citations of it are no mistake of their own.
    sources_missed: bool,
}

impl Reader {
    /// A reader that collects for an inspection as well.
    pub fn inspecting() -> Self {
        Self { diagnostics: Diagnostics::inspecting(), ..Self::default() }
    }

    pub fn read(&mut self, file: &File) {
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

    pub fn not_text(&mut self, file: &File, line: u64) {
        self.seen.insert(file.path.clone());
        self.sources_missed |= file.path == SOURCES;
        self.diagnostics.open(&file.path);
        self.diagnostics.problem("", line, "is not UTF-8 text from here: save it as UTF-8".to_owned());
        for id in ids_as_written(&file.text) {
            self.diagnostics.unread_id(&id);
        }
    }

    pub fn refused(&mut self, file: &str, message: String) {
        self.seen.insert(file.to_owned());
        self.sources_missed |= file == SOURCES;
        self.diagnostics.open(file);
        self.diagnostics.problem("", 0, message);
    }

    fn misplaced(&mut self, file: &File, message: &str) {
        self.diagnostics.open(&file.path);
        self.diagnostics.problem("", 0, message.to_owned());
    }

    fn read_entries(&mut self, file: &File, kind: Kind) {
        match kind {
            Kind::Role => self.read_list::<RoleShape>(file),
            Kind::Comparison => self.read_list::<ComparisonShape>(file),
            Kind::Responsibility => self.read_list::<ResponsibilityShape>(file),
            Kind::Skill => self.read_list::<SkillShape>(file),
            Kind::Industry => self.read_list::<IndustryShape>(file),
            Kind::Interview => self.read_list::<InterviewShape>(file),
            Kind::Company => self.read_list::<CompanyShape>(file),
            Kind::Career => self.read_list::<CareerShape>(file),
            Kind::Topic => self.read_list::<TopicShape>(file),
            Kind::Faq => self.read_list::<FaqShape>(file),
            Kind::Term => self.read_list::<TermShape>(file),
            // No folder leads to it.
            Kind::Own => {}
        }
    }

    fn read_list<S: Shape>(&mut self, file: &File) {
        self.diagnostics.open(&file.path);
        for item in items::<S>(&file.text) {
            match item {
                Ok(shape) => self.entries.extend(shape.into_entry(&mut self.diagnostics)),
                Err(broken) => {
                    self.diagnostics.begin("", broken.first_line());
                    // The broken entry's id still counts, so that what refers to it is not reported as well.
                    if let Some(id) = broken.id() {
                        self.diagnostics.begin(&id.value, id.line);
                        self.diagnostics.own_id(&id, S::KIND);
                    } else {
                        let ids = ids_as_written(&broken.text);
                        // Of several entries it is not known which one is broken.
                        if let [id] = &ids[..]
                            && EntryId::new(id).is_some()
                        {
                            self.diagnostics.begin(id, broken.first_line());
                        }
                        for id in &ids {
                            self.diagnostics.unread_id(id);
                        }
                    }
                    broken.fault.into_iter().for_each(|fault| self.report(fault));
                }
            }
        }
    }

    fn read_sources(&mut self, file: &File) {
        self.diagnostics.open(&file.path);
        for item in items::<SourceShape>(&file.text) {
            match item {
                Ok(shape) => self.read_source(shape),
                Err(broken) => {
                    self.sources_missed = true;
                    self.diagnostics.begin("", broken.first_line());
                    broken.fault.into_iter().for_each(|fault| self.report(fault));
                }
            }
        }
    }

    fn report(&mut self, fault: Fault) {
        // What is missing stands nowhere: the entry's first line is where to look.
        let line = if fault.missing && fault.path.is_empty() { 0 } else { fault.line };
        self.diagnostics.problem(&fault.path, line, fault.message);
    }

    fn read_source(&mut self, shape: SourceShape) {
        self.diagnostics.begin(&shape.id.value, shape.id.line);
        if !self.source_ids.insert(shape.id.value.clone()) {
            self.diagnostics.problem("id", shape.id.line, "is listed twice".to_owned());
        }
        self.diagnostics.listed_source(&shape.id);
        self.sources.push(Source {
            id: self.diagnostics.text("id", shape.id, Limits::TITLE),
            title: self.diagnostics.text("title", shape.title, Limits::TITLE),
            publisher: self.diagnostics.text("publisher", shape.publisher, Limits::TITLE),
            label: self.diagnostics.text("label", shape.label, Limits::LABEL),
            url: shape.url.and_then(|url| self.diagnostics.url("url", url)),
            date: self.diagnostics.date("date", &shape.date),
            kind: shape.kind,
            accessed: self.diagnostics.day("accessed", &shape.accessed),
        });
    }

    fn read_commands(&mut self, file: &File) {
        self.diagnostics.open(&file.path);
        match decode::<CommandsShape>(&file.text) {
            Ok(shape) => {
                for (key, shelf, guide) in [
                    ("role", Shelf::Role, &shape.role),
                    ("compare", Shelf::Comparison, &shape.compare),
                    ("industry", Shelf::Industry, &shape.industry),
                    ("career", Shelf::Career, &shape.career),
                    ("faq", Shelf::Faq, &shape.faq),
                    ("interview", Shelf::Interview, &shape.interview),
                    ("term", Shelf::Term, &shape.term),
                    ("topic", Shelf::Topic, &shape.topic),
                ] {
                    let guide = guide.lower(key, shelf, &mut self.diagnostics);
                    self.guides.insert(shelf, guide);
                }
            }
            Err(fault) => self.diagnostics.problem(&fault.path, fault.line, fault.message),
        }
    }

    fn read_vocabulary(&mut self, file: &File) {
        self.diagnostics.open(&file.path);
        match decode::<Option<VocabularyShape>>(&file.text) {
            Ok(shape) => shape.unwrap_or_default().lower(&mut self.vocabulary, &mut self.diagnostics),
            Err(whole) => {
                for piece in sound_parts(&file.text, whole) {
                    match piece {
                        Ok(shape) => shape.lower(&mut self.vocabulary, &mut self.diagnostics),
                        Err(fault) => self.report(Fault { path: readable(&unnumbered(&fault.path)), ..fault }),
                    }
                }
            }
        }
    }

    fn read_refusals(&mut self, file: &File) {
        self.diagnostics.open(&file.path);
        for item in items::<RefusalShape>(&file.text) {
            match item {
                Ok(shape) => self.refusals.push(shape.lower(&mut self.diagnostics)),
                Err(broken) => {
                    self.diagnostics.begin("", broken.first_line());
                    broken.fault.into_iter().for_each(|fault| self.report(fault));
                }
            }
        }
    }

    pub fn finish(self, today: Date) -> Result<Inspection, Vec<Problem>> {
        let Self {
            mut diagnostics, mut entries, sources, guides, vocabulary, refusals, seen, mut sources_missed, ..
        } = self;
        // Without entries the folder itself is wrong, and that is what is told.
        if !diagnostics.citations.is_empty() && !sources_missed && sources.is_empty() {
            sources_missed = true;
            diagnostics.open(SOURCES);
            if seen.contains(SOURCES) {
                diagnostics.problem("", 1, "lists no document: statements cite one by its `id`".to_owned());
            } else {
                diagnostics.problem("", 0, "is missing: it lists the documents that statements cite".to_owned());
            }
        }
        for (file, loss) in [
            (COMMANDS, "it says what each command shows first and which names mean several things"),
            (VOCABULARY, "without it, abbreviations, other words for a subject and other languages are not understood"),
            (REFUSALS, "without it, questions about something else may get an answer that only sounds alike"),
        ] {
            if !entries.is_empty() && !seen.contains(file) {
                diagnostics.open(file);
                diagnostics.warning("", 0, format!("is missing: {loss}"));
            }
        }
        let question_locations =
            QuestionLocations::from_diagnostics(diagnostics.questions.iter().chain(&diagnostics.said.refused));
        let Warnings { style, links, stale } = diagnostics.warnings(today);
        let mut problems = diagnostics.finish(&entries, (!sources_missed).then_some(&sources), today);
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
        let sources = sources.into_iter().map(|source| (source.id.clone(), source)).collect();
        let knowledge = Knowledge(Arc::new(Contents { entries, places, sources, guides, vocabulary, refusals }));
        let parsed = Parsed { knowledge, warnings: problems, question_locations };
        Ok(Inspection { parsed, style, links, stale })
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
