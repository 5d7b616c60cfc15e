//! The settings of the store.

use std::fmt;
use std::path::{Path, PathBuf};

use super::member_key::{KeySource, MemberKey, SHAPE};
use super::reader::SettingsReader;
use super::{
    CACHE, ConfigError, DATABASE, DATABASE_INSECURE, ENTRIES, Environment, FORGOTTEN, KEEP_ANSWERED, KEEP_AUDIT,
    KEEP_COUNTS, KEEP_WAITING, MEMBER_KEY, MEMBER_KEY_FILE,
};
use crate::store::{DatabaseUrl, ENTRIES_PER_SERVER, Engine, Options, Retention};

/// The settings of the store.
#[derive(Clone)]
pub struct StoreConfig {
    /// Where the database is.
    pub url: DatabaseUrl,
    /// How it is opened.
    pub options: Options,
    /// The most bytes of what servers have that are kept in memory.
    pub cache_bytes: u64,
    /// Where the key of members' HMACs is.
    pub member_key: KeySource,
    /// Where deletions are recorded, if anywhere.
    pub forgotten: Option<PathBuf>,
    /// How long what members leave is kept.
    pub retention: Retention,
}

/// The most of what servers have that is kept in memory, in MiB.
const CACHE_MIB: u64 = 64;

impl fmt::Debug for StoreConfig {
    /// Without the path of the list of deletions, which may be that of the database.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url: _, options, cache_bytes, member_key, forgotten: _, retention } = self;
        f.debug_struct("StoreConfig")
            .field("options", options)
            .field("cache_bytes", cache_bytes)
            .field("member_key", member_key)
            .field("retention", retention)
            .finish_non_exhaustive()
    }
}

impl StoreConfig {
    /// The default of what is kept in memory.
    pub const CACHE_BYTES: u64 = CACHE_MIB * 1024 * 1024;
}

impl StoreConfig {
    /// Checks the variables of the store. `None` without `DATABASE_URL`.
    ///
    /// # Errors
    ///
    /// All mistakes together.
    pub fn from_environment(environment: &Environment) -> Result<Option<Self>, ConfigError> {
        let mut reader = SettingsReader::of(environment);
        let store = reader.store();
        reader.complete(store)
    }
}

/// Checks an address of a database that came on the command line. `DATABASE_INSECURE` counts there as well.
///
/// # Errors
///
/// What is wrong with it, without repeating it.
pub fn database_url(environment: &Environment, name: &str, text: &str) -> Result<DatabaseUrl, ConfigError> {
    let mut reader = SettingsReader::of(environment);
    let url = reader.database_url(name, text);
    match (url, reader.mistakes) {
        (Some(url), mistakes) if mistakes.is_empty() => Ok(url),
        (_, mistakes) => Err(ConfigError(mistakes)),
    }
}

impl SettingsReader<'_> {
    /// The store, if there is to be one.
    pub(super) fn store(&mut self) -> Option<StoreConfig> {
        let entries_per_server = self.number(ENTRIES, ENTRIES_PER_SERVER, 1..=10_000);
        let cache_bytes = self.number(CACHE, CACHE_MIB, 1..=1_048_576) * 1024 * 1024;
        let member_key = self.member_key();
        let retention = self.retention();
        let Some(text) = self.environment.get(DATABASE) else {
            self.is_true(DATABASE_INSECURE);
            return None;
        };
        let url = self.database_url(DATABASE, text)?;
        let options = Options { entries_per_server, ..Options::default() };
        let member_key = match member_key {
            // Processes on several machines must have the same key, so that no machine makes one of its own.
            KeySource::File { path, .. } => KeySource::File { path, is_made: url.engine() == Engine::Sqlite },
            KeySource::None => KeySource::beside(&url),
            value @ KeySource::Value(_) => value,
        };
        let forgotten = self.environment.path(FORGOTTEN).or_else(|| member_key.path_beside(&url));
        Some(StoreConfig { url, options, cache_bytes, member_key, forgotten, retention })
    }

    fn retention(&mut self) -> Retention {
        let usual = Retention::default();
        // 90 days of counts are what staff can look back on.
        Retention {
            answered_days: self.number(KEEP_ANSWERED, usual.answered_days, 1..=3_650),
            waiting_days: self.number(KEEP_WAITING, usual.waiting_days, 1..=3_650),
            counts_days: self.number(KEEP_COUNTS, usual.counts_days, 90..=3_650),
            audit_days: self.number(KEEP_AUDIT, usual.audit_days, 1..=3_650),
        }
    }

    /// The key of members' HMACs, as it is set.
    fn member_key(&mut self) -> KeySource {
        let (text, path) = (self.environment.get(MEMBER_KEY), self.environment.path(MEMBER_KEY_FILE));
        match (text, path) {
            (Some(_), Some(_)) => {
                self.mistakes.push(format!("{MEMBER_KEY} and {MEMBER_KEY_FILE} are both set: leave one of them out"));
                KeySource::None
            }
            (Some(text), None) => match MemberKey::parse(text) {
                Some(key) => KeySource::Value(key),
                None => {
                    self.mistakes.push(format!("{MEMBER_KEY} must be {SHAPE}"));
                    KeySource::None
                }
            },
            (None, Some(path)) => KeySource::File { path, is_made: false },
            (None, None) => KeySource::None,
        }
    }

    /// An address, unless something is wrong with it.
    fn database_url(&mut self, name: &str, text: &str) -> Option<DatabaseUrl> {
        let is_insecure_fine = self.is_true(DATABASE_INSECURE);
        let url = text.parse::<DatabaseUrl>().and_then(|url| {
            if !is_insecure_fine {
                url.check_encryption()?;
            }
            Ok(url)
        });
        match url {
            Ok(url) => Some(url),
            Err(problem) => {
                self.mistakes.push(format!("{name} {problem}"));
                None
            }
        }
    }
}

impl KeySource {
    /// The file beside that of a SQLite database; nothing for PostgreSQL.
    pub fn beside(url: &DatabaseUrl) -> Self {
        let path = url.path().map(|path| with_end(path, ".key"));
        path.map_or(Self::None, |path| Self::File { path, is_made: true })
    }
}

impl KeySource {
    /// Where deletions are recorded unless a setting says otherwise: beside the key, or else beside the database.
    fn path_beside(&self, url: &DatabaseUrl) -> Option<PathBuf> {
        const END: &str = ".forgotten";
        match self {
            Self::File { path, .. } if path.extension().is_some_and(|end| end == "key") => {
                Some(with_end(&path.with_extension(""), END))
            }
            Self::File { path, .. } => Some(with_end(path, END)),
            Self::Value(_) | Self::None => url.path().map(|path| with_end(path, END)),
        }
    }
}

/// The path of a file with this after its name.
fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(end);
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_setting_or_a_file_or_beside_the_database() {
        let key = |variables: &[(&str, &str)]| store(variables).map(|store| store.unwrap().member_key);
        let file = (DATABASE, "sqlite:data/guide.db");
        let postgres = (DATABASE, "postgres://me:secret@127.0.0.1/guide");
        let is_file = |source: KeySource, expected: &str, made: bool| match source {
            KeySource::File { path, is_made } => (path, is_made) == (expected.into(), made),
            _ => false,
        };
        assert!(is_file(key(&[file]).unwrap(), "data/guide.db.key", true));
        assert!(is_file(key(&[file, (MEMBER_KEY_FILE, "x/y")]).unwrap(), "x/y", true));
        assert!(is_file(key(&[postgres, (MEMBER_KEY_FILE, "x/y")]).unwrap(), "x/y", false));
        assert!(matches!(key(&[postgres]), Ok(KeySource::None)));
        let value = "00".repeat(32);
        assert!(matches!(key(&[postgres, (MEMBER_KEY, &value)]), Ok(KeySource::Value(_))));
        let both = key(&[file, (MEMBER_KEY, &value), (MEMBER_KEY_FILE, "x")]).unwrap_err().to_string();
        assert!(both.starts_with("MEMBER_KEY and MEMBER_KEY_FILE are both set"), "{both}");
        let wrong = key(&[file, (MEMBER_KEY, "5ec4e7")]).unwrap_err().to_string();
        assert!(wrong.starts_with("MEMBER_KEY must be 64 hex digits") && !wrong.contains("5ec4e7"), "{wrong}");
    }

    fn store(variables: &[(&str, &str)]) -> Result<Option<StoreConfig>, ConfigError> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        StoreConfig::from_environment(&variables.collect())
    }

    #[test]
    fn without_an_address_there_is_no_store() {
        assert!(store(&[]).unwrap().is_none());
        assert!(store(&[(DATABASE, " "), (ENTRIES, "5")]).unwrap().is_none());
    }

    #[test]
    fn a_file_and_a_limit_are_read() {
        let config = store(&[(DATABASE, "sqlite:guide.db"), (ENTRIES, "5")]).unwrap().unwrap();
        assert_eq!(config.options.entries_per_server, 5);
        assert!(!format!("{config:?}").contains("guide.db"));
        let usual = store(&[(DATABASE, "sqlite:guide.db")]).unwrap().unwrap();
        assert_eq!(usual.options.entries_per_server, 200);
    }

    #[test]
    fn every_mistake_names_its_setting_and_repeats_no_password() {
        let mistakes = store(&[(DATABASE, "mysql://me:secret@db/x"), (DATABASE_INSECURE, "1"), (ENTRIES, "0")]);
        let mistakes = mistakes.unwrap_err().0;
        let named: Vec<&str> = mistakes.iter().map(|mistake| mistake.split(' ').next().unwrap()).collect();
        assert_eq!(named, [ENTRIES, DATABASE_INSECURE, DATABASE]);
        assert!(!mistakes.join(" ").contains("secret"));
    }

    #[test]
    fn deletions_are_recorded_beside_the_key() {
        let path = |variables: &[(&str, &str)]| store(variables).unwrap().unwrap().forgotten;
        let file = (DATABASE, "sqlite:data/guide.db");
        let postgres = (DATABASE, "postgres://me:secret@127.0.0.1/guide");
        let key = "00".repeat(32);
        assert_eq!(path(&[file]), Some("data/guide.db.forgotten".into()));
        assert_eq!(path(&[file, (MEMBER_KEY, &key)]), Some("data/guide.db.forgotten".into()));
        assert_eq!(path(&[file, (MEMBER_KEY_FILE, "x/member.key")]), Some("x/member.forgotten".into()));
        assert_eq!(path(&[postgres, (MEMBER_KEY_FILE, "x/member")]), Some("x/member.forgotten".into()));
        assert_eq!(path(&[postgres, (MEMBER_KEY, &key)]), None);
        assert_eq!(path(&[postgres, (MEMBER_KEY, &key), (FORGOTTEN, "y")]), Some("y".into()));
    }

    #[test]
    fn how_long_things_are_kept_is_a_number_of_days() {
        let database = (DATABASE, "sqlite:guide.db");
        assert_eq!(store(&[database]).unwrap().unwrap().retention, Retention::default());
        let set = store(&[database, (KEEP_WAITING, "30"), (KEEP_AUDIT, "3650")]).unwrap().unwrap().retention;
        assert_eq!(set, Retention { waiting_days: 30, audit_days: 3_650, ..Retention::default() });
        for (name, value) in [(KEEP_ANSWERED, "0"), (KEEP_WAITING, "-1"), (KEEP_COUNTS, "89"), (KEEP_AUDIT, "ever")] {
            let said = store(&[database, (name, value)]).unwrap_err().to_string();
            assert!(said.starts_with(&format!("{name} must be a whole number from ")), "{said}");
        }
    }

    #[test]
    fn over_a_network_tls_is_verified_unless_a_setting_says_otherwise() {
        let url = (DATABASE, "postgres://me:secret@db.example.org/guide");
        let said = store(&[url]).unwrap_err().to_string();
        assert!(
            said.starts_with("DATABASE_URL leads over a network") && said.contains("DATABASE_INSECURE=true"),
            "{said}"
        );
        assert!(store(&[url, (DATABASE_INSECURE, "false")]).is_err());
        assert!(store(&[url, (DATABASE_INSECURE, "true")]).is_ok());
        let named = database_url(&Environment::default(), "--to", url.1).unwrap_err().to_string();
        assert!(named.starts_with("--to leads over a network"), "{named}");
    }
}
