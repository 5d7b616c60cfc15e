//! The environment: variables of the process, completed by a file `.env`.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::{ConfigError, FORGOTTEN, KNOWLEDGE, MEMBER_KEY_FILE, STATE, VARIABLES};
use crate::knowledge::Place;

/// The values of the variables, as they are set.
#[derive(Clone, Default)]
pub struct Environment(pub(super) HashMap<String, OsString>);

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Environment {
    /// The variables of this process except those that begin with `DISCORD_`, for commands that never contact Discord.
    pub fn without_discord() -> Self {
        let mut environment = Self::of_process();
        environment.0.retain(|name, _| !name.starts_with("DISCORD_"));
        environment
    }

    /// The variables of this process, completed by the file `.env` in `folder`. Variables of the process take precedence.
    ///
    /// # Errors
    ///
    /// When a `.env` exists and cannot be read.
    pub fn with_dotenv(folder: &Path) -> Result<Self, ConfigError> {
        let mut environment = Self::of_process();
        let path = folder.join(".env");
        if path.is_file() {
            // The crate's errors quote the line, which may hold the token.
            let unreadable = || {
                ConfigError(vec![format!(
                    "{} cannot be read: each line must be NAME=value, with quotes around a value that holds spaces",
                    path.display()
                )])
            };
            for pair in dotenvy::from_path_iter(&path).map_err(|_| unreadable())? {
                let (name, value) = pair.map_err(|_| unreadable())?;
                environment.0.entry(name).or_insert(value.into());
            }
        }
        Ok(environment)
    }

    fn of_process() -> Self {
        // An empty variable counts as unset, so that it does not hide a line of `.env`.
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.to_string_lossy().trim().is_empty());
        Self(VARIABLES.iter().filter_map(|name| Some(((*name).to_owned(), set(name)?))).collect())
    }

    /// A variable's value. An empty variable counts as unset.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().map(str::trim).filter(|value| !value.is_empty())
    }

    /// A path, which need not be valid Unicode.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        match self.0.get(name)?.to_str() {
            Some(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(PathBuf::from),
            None => self.0.get(name).map(PathBuf::from),
        }
    }

    /// The variables, except for paths, that are not valid Unicode.
    pub(super) fn not_text(&self) -> impl Iterator<Item = &str> {
        let is_no_path = |name: &&str| ![KNOWLEDGE, STATE, MEMBER_KEY_FILE, FORGOTTEN].contains(name);
        VARIABLES
            .into_iter()
            .filter(is_no_path)
            .filter(|name| self.0.get(*name).is_some_and(|value| value.to_str().is_none()))
    }

    /// The place of the knowledge: the command line's folder, the variable's folder, or the copy in the binary.
    pub fn knowledge(&self, flag: Option<PathBuf>) -> Place {
        flag.or_else(|| self.path(KNOWLEDGE)).map_or(Place::Embedded, Place::Folder)
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name, value.into())).collect())
    }
}
