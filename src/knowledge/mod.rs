//! Loads the knowledge: from a folder, or from the copy inside the binary.

use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use std::{fmt, fs, io};

use include_dir::{Dir, include_dir};
use once_cell::sync::OnceCell;
use thiserror::Error;
use time::{Date, OffsetDateTime};
use tpm_guide_core::knowledge::{
    File, Found, Inspection, LANGUAGE, Parsed, Problem, Severity, inspect_each, inspect_found, parse_each, parse_found,
};

use crate::files::{Links, ReadError, read_regular};

/// The bytes of the largest file that is read. The largest shipped one has a thirtieth of that.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;

/// The bytes of all files that are read, together.
const LARGEST_FOLDER: u64 = 64 * 1024 * 1024;

/// How many files and folders are looked at. A folder with more is hardly one of knowledge.
const MOST_ITEMS: usize = 5_000;

/// How many folders deep below `en/` files are read.
const DEEPEST: usize = 8;

static EMBEDDED_FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/knowledge");

/// The embedded knowledge, read once. std cannot yet do a fallible one-time initialisation.
static EMBEDDED: OnceCell<Arc<Parsed>> = OnceCell::new();

/// How long a folder may take to answer whether it exists.
const ANSWERS: Duration = Duration::from_secs(10);

/// Where the knowledge comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The copy inside the binary.
    Embedded,
    /// A folder that holds `en/`.
    Folder(PathBuf),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded => f.write_str("the knowledge inside the program"),
            Self::Folder(folder) => write!(f, "the folder {}", folder.display()),
        }
    }
}

/// Why knowledge could not be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// A folder or file could not be read at all.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The files hold mistakes.
    #[error("{}", listed(.0))]
    Invalid(Vec<Problem>),
}

/// Puts `folder` before each file, so that a terminal or editor can open it.
fn below(folder: &Path, problems: Vec<Problem>) -> Vec<Problem> {
    let found = |problem: Problem| Problem { file: folder.join(&problem.file).display().to_string(), ..problem };
    problems.into_iter().map(found).collect()
}

fn listed(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Loads the knowledge at `place` as of today.
///
/// # Errors
/// When a file cannot be read, or when the files hold mistakes: then all of them.
pub fn load_today(place: &Place) -> Result<Arc<Parsed>, LoadError> {
    load(place, OffsetDateTime::now_utc().date())
}

/// Checks that the folder of the knowledge exists.
///
/// # Errors
/// What to change when it does not.
pub fn is_there(place: &Place) -> Result<(), String> {
    let Place::Folder(folder) = place else { return Ok(()) };
    let inside = folder.join("en");
    let (told, answer) = mpsc::channel();
    std::thread::spawn(move || told.send(inside.is_dir()));
    match answer.recv_timeout(ANSWERS) {
        Ok(true) => return Ok(()),
        Ok(false) => {}
        Err(_) => return Err(format!("{} does not answer: is it on a network share that is gone?", folder.display())),
    }
    let hint = match folder.parent() {
        Some(parent) if folder.ends_with("en") => format!(": did you mean {}?", parent.display()),
        _ => String::new(),
    };
    Err(format!(
        "{} holds no folder en/: --knowledge or KNOWLEDGE_DIR names the folder that holds it{hint}",
        folder.display()
    ))
}

/// Loads the knowledge from `place` as of `today`.
///
/// # Errors
/// When a file cannot be read, or when the files hold mistakes: then all of them.
pub fn load(place: &Place, today: Date) -> Result<Arc<Parsed>, LoadError> {
    match place {
        Place::Embedded => EMBEDDED
            .get_or_try_init(|| parse_each(embedded_files(), today).map(Arc::new).map_err(LoadError::Invalid))
            .cloned(),
        Place::Folder(folder) => {
            let parsed = parse_found(read_folder(folder)?, today);
            let parsed = parsed.map_err(|problems| LoadError::Invalid(below(folder, problems)))?;
            Ok(Arc::new(parsed_below(folder, parsed)))
        }
    }
}

/// Inspects the knowledge at `place` as of today: loads it, with warnings for editors.
///
/// # Errors
/// When a file cannot be read, or when the files hold mistakes: then all of them.
pub fn inspect_today(place: &Place) -> Result<Inspection, LoadError> {
    let today = OffsetDateTime::now_utc().date();
    match place {
        Place::Embedded => inspect_each(embedded_files(), today).map_err(LoadError::Invalid),
        Place::Folder(folder) => {
            let inspection = inspect_found(read_folder(folder)?, today);
            let Inspection { parsed, style, links, stale } =
                inspection.map_err(|problems| LoadError::Invalid(below(folder, problems)))?;
            Ok(Inspection {
                parsed: parsed_below(folder, parsed),
                style: below(folder, style),
                links: below(folder, links),
                stale: below(folder, stale),
            })
        }
    }
}

/// Puts `folder` before each file of the warnings and questions.
fn parsed_below(folder: &Path, mut parsed: Parsed) -> Parsed {
    parsed.warnings = below(folder, parsed.warnings);
    parsed.question_locations.below(folder);
    parsed
}

fn embedded_files() -> impl Iterator<Item = File> {
    let mut files: Vec<(&str, &str)> = Vec::new();
    let mut folders = vec![&EMBEDDED_FILES];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8())
                && path.starts_with(LANGUAGE)
                && is_yaml(file.path())
            {
                files.push((path, text));
            }
        }
    }
    files.sort_unstable();
    files.into_iter().map(|(path, text)| File { path: path.replace('\\', "/"), text: text.to_owned() })
}

/// Reads every YAML file below `folder/en`, in the order of their paths. `folder` and `en` may be links; below them, links
/// to folders are not followed, since one to a folder above would never end.
fn read_folder(folder: &Path) -> Result<Found, LoadError> {
    let mut walk = Walk { folder, found: Found::default(), bytes: 0 };
    let mut folders = vec![(folder.join(LANGUAGE), 0)];
    let mut items = 0;
    while let Some((inside, depth)) = folders.pop() {
        for item in fs::read_dir(&inside).map_err(|source| unreadable(&inside, source))? {
            let item = item.map_err(|source| unreadable(&inside, source))?;
            items += 1;
            if items > MOST_ITEMS {
                return Err(too_much(folder, &format!("holds more than {MOST_ITEMS} files and folders")));
            }
            // Editors leave their own files beside the ones being edited.
            if item.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let path = item.path();
            let kind = item.file_type().map_err(|source| unreadable(&path, source))?;
            if kind.is_dir() && depth == DEEPEST {
                walk.refuse(&path, format!("is not read: it lies more than {DEEPEST} folders deep"));
            } else if kind.is_dir() {
                folders.push((path, depth + 1));
            } else if kind.is_symlink() && path.is_dir() {
                let message = "is passed over: links to folders are not followed; put the folder itself here";
                walk.found.passed_over.push((walk.name(&path), message.to_owned()));
            } else if !walk.read(&path) {
                let most = LARGEST_FOLDER >> 20;
                return Err(too_much(folder, &format!("holds files of more than {most} MiB together")));
            }
        }
    }
    walk.found.files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(walk.found)
}

fn unreadable(path: &Path, source: io::Error) -> LoadError {
    LoadError::Unreadable { path: path.to_owned(), source }
}

/// The one problem of a folder that is not read to its end: what was not read would be missed everywhere else.
fn too_much(folder: &Path, what: &str) -> LoadError {
    let (file, message) = (folder.display().to_string(), format!("{what}: is it the right one?"));
    LoadError::Invalid(vec![Problem { file, line: 0, path: String::new(), message, severity: Severity::Error }])
}

/// What was found so far, and how much of it was read.
struct Walk<'a> {
    folder: &'a Path,
    found: Found,
    bytes: u64,
}

impl Walk<'_> {
    /// Reads a file. Gives whether there is room for more.
    fn read(&mut self, path: &Path) -> bool {
        let name = self.name(path);
        if !is_yaml(path) {
            let message = "is passed over: only files that end in .yaml or .yml are read";
            self.found.passed_over.push((name, message.to_owned()));
            return true;
        }
        let bytes = match read_regular(path, LARGEST_FILE.min(LARGEST_FOLDER - self.bytes), Links::Follow) {
            Ok(bytes) => bytes,
            Err(ReadError::TooLong(most)) if most < LARGEST_FILE => return false,
            Err(error) => {
                let larger = LARGEST_FILE >> 20;
                self.refuse(
                    path,
                    match error {
                        ReadError::TooLong(_) => format!("is larger than {larger} MiB: split it into several files"),
                        ReadError::NotRegular => {
                            "is no regular file, but a pipe, a socket or a device: put a file here".to_owned()
                        }
                        ReadError::Io(error) => {
                            format!("cannot be read ({error}): may this user read it, and is it there?")
                        }
                    },
                );
                return true;
            }
        };
        self.bytes += bytes.len() as u64;
        match String::from_utf8(bytes) {
            Ok(text) => self.found.files.push(File { path: name, text }),
            Err(error) => {
                let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = sound.split(|byte| *byte == b'\n').count() as u64;
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                self.found.not_text.push((File { path: name, text }, line));
            }
        }
        true
    }

    fn refuse(&mut self, path: &Path, message: String) {
        self.found.refused.push((self.name(path), message));
    }

    /// The path below the folder, with `/` on every system.
    fn name(&self, path: &Path) -> String {
        path.strip_prefix(self.folder).unwrap_or(path).to_string_lossy().replace('\\', "/")
    }
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

#[cfg(test)]
mod tests;
