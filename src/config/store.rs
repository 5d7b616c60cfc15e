//! The settings of the store.

use super::reader::SettingsReader;
use super::{CACHE, ConfigError, DATABASE, DATABASE_INSECURE, ENTRIES, Environment};
use crate::store::{DatabaseUrl, ENTRIES_PER_SERVER, Options};

/// The settings of the store.
#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// Where the database is.
    pub url: DatabaseUrl,
    /// How it is opened.
    pub options: Options,
    /// The most bytes of what servers have that are kept in memory.
    pub cache_bytes: u64,
}

/// The most of what servers have that is kept in memory, in MiB.
const CACHE_MIB: u64 = 64;

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
        let Some(text) = self.environment.get(DATABASE) else {
            self.is_true(DATABASE_INSECURE);
            return None;
        };
        let url = self.database_url(DATABASE, text)?;
        let options = Options { entries_per_server, ..Options::default() };
        Some(StoreConfig { url, options, cache_bytes })
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

#[cfg(test)]
mod tests {
    use super::*;

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
