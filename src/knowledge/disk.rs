//! Where the files lie: in a folder, or inside the binary. The only file of this room that opens files.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, fs, io};

use include_dir::{Dir, include_dir};
use once_cell::sync::OnceCell;
use thiserror::Error;
use time::Date;

use super::Problem;
use super::parse::{File, Found, LANGUAGE, Parsed, parse_each, parse_found};

static EMBEDDED_FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/knowledge");

/// The embedded knowledge, read once. std cannot yet do a fallible one-time initialisation.
static EMBEDDED: OnceCell<Arc<Parsed>> = OnceCell::new();

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
            let mut parsed = parsed.map_err(|problems| LoadError::Invalid(below(folder, problems)))?;
            parsed.warnings = below(folder, parsed.warnings);
            parsed.places.below(folder);
            Ok(Arc::new(parsed))
        }
    }
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

/// Reads every YAML file below `folder/en`, in the order of their paths.
fn read_folder(folder: &Path) -> Result<Found, LoadError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| LoadError::Unreadable { path, source }
    };
    let mut found = Found::default();
    let mut folders = vec![folder.join(LANGUAGE)];
    while let Some(inside) = folders.pop() {
        for item in fs::read_dir(&inside).map_err(unreadable(&inside))? {
            let path = item.map_err(unreadable(&inside))?.path();
            // Editors leave their own files beside the ones being edited.
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
                continue;
            }
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if is_yaml(&path) {
                match String::from_utf8(fs::read(&path).map_err(unreadable(&path))?) {
                    Ok(text) => found.files.push(File { path: name, text }),
                    Err(error) => {
                        let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                        let line = sound.split(|byte| *byte == b'\n').count() as u64;
                        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                        found.not_text.push((File { path: name, text }, line));
                    }
                }
            } else {
                found.passed_over.push(name);
            }
        }
    }
    found.files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}
