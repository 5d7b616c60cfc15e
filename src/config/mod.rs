//! Settings: each variable read once, checked as a whole, secrets wrapped so that nothing prints them.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use thiserror::Error;
use tracing_subscriber::filter::Targets;

use crate::discord::gateway::Shards;
use crate::discord::rest::{Exposure, Origin};
use crate::knowledge::Place;

mod serve;

pub use self::serve::{Addresses, ServeConfig, health_address};

/// Every variable that is read, in the order of `.env.example`.
pub const VARIABLES: [&str; 22] = [
    TOKEN,
    PUBLIC_KEY,
    GUILD,
    API_URL,
    PRIVATE_HTTP,
    SHARDS,
    KNOWLEDGE,
    STATE,
    LISTEN,
    METRICS,
    MOST_CONNECTIONS,
    MOST_REQUESTS,
    MOST_BODY,
    MOST_BODIES,
    BODY_MEMORY,
    HEADER_SECONDS,
    READ_SECONDS,
    IDLE_SECONDS,
    DRAIN_SECONDS,
    LOG_FORMAT,
    LOG_FILTER,
    LOG_QUESTIONS,
];

const TOKEN: &str = "DISCORD_TOKEN";
const PUBLIC_KEY: &str = "DISCORD_PUBLIC_KEY";
const GUILD: &str = "DISCORD_GUILD_ID";
const API_URL: &str = "DISCORD_API_URL";
const PRIVATE_HTTP: &str = "DISCORD_API_PRIVATE_HTTP";
const SHARDS: &str = "SHARDS";
const KNOWLEDGE: &str = "KNOWLEDGE_DIR";
const STATE: &str = "STATE_DIR";
const LISTEN: &str = "LISTEN_ADDR";
const METRICS: &str = "METRICS_ADDR";
const MOST_CONNECTIONS: &str = "HTTP_MAX_CONNECTIONS";
const MOST_REQUESTS: &str = "HTTP_MAX_REQUESTS";
const MOST_BODY: &str = "HTTP_MAX_BODY";
const MOST_BODIES: &str = "HTTP_MAX_BODIES";
const BODY_MEMORY: &str = "HTTP_BODY_MEMORY";
const HEADER_SECONDS: &str = "HTTP_HEADER_SECONDS";
const READ_SECONDS: &str = "HTTP_READ_SECONDS";
const IDLE_SECONDS: &str = "HTTP_IDLE_SECONDS";
const DRAIN_SECONDS: &str = "DRAIN_SECONDS";
const LOG_FORMAT: &str = "LOG_FORMAT";
const LOG_FILTER: &str = "RUST_LOG";
const LOG_QUESTIONS: &str = "LOG_QUESTIONS";

/// The variables as they are set.
#[derive(Clone, Default)]
pub struct Environment(HashMap<String, OsString>);

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Environment {
    /// What this process was started with, and nothing that begins with `DISCORD_`: for commands that play.
    pub fn without_discord() -> Self {
        let mut environment = Self::of_process();
        environment.0.retain(|name, _| !name.starts_with("DISCORD_"));
        environment
    }

    /// What this process was started with, completed by the file `.env` of `folder`. Real variables win.
    ///
    /// # Errors
    /// When there is a `.env` that cannot be read.
    pub fn with_dotenv(folder: &Path) -> Result<Self, ConfigError> {
        let mut environment = Self::of_process();
        let path = folder.join(".env");
        if path.is_file() {
            // The errors of the crate quote the line, which may hold the token.
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
        // One that is set to nothing counts as not set, so that it does not hide a line of `.env`.
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.to_string_lossy().trim().is_empty());
        Self(VARIABLES.iter().filter_map(|name| Some(((*name).to_owned(), set(name)?))).collect())
    }

    /// A variable's value; one that is set to nothing counts as not set.
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().map(str::trim).filter(|value| !value.is_empty())
    }

    /// A path is whatever the system takes for one.
    fn path(&self, name: &str) -> Option<PathBuf> {
        match self.0.get(name)?.to_str() {
            Some(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(PathBuf::from),
            None => self.0.get(name).map(PathBuf::from),
        }
    }

    /// The variables, but for paths, that hold something else than text.
    fn not_text(&self) -> impl Iterator<Item = &str> {
        let named = |name: &&str| ![KNOWLEDGE, STATE].contains(name);
        VARIABLES
            .into_iter()
            .filter(named)
            .filter(|name| self.0.get(*name).is_some_and(|value| value.to_str().is_none()))
    }

    /// Where the knowledge is: the command line's folder, the variable's, or the copy in the binary.
    pub fn knowledge(&self, flag: Option<PathBuf>) -> Place {
        flag.or_else(|| self.path(KNOWLEDGE)).map_or(Place::Embedded, Place::Folder)
    }

    /// How to log.
    pub fn log(&self) -> Log {
        Log {
            json: self.get(LOG_FORMAT) == Some("json"),
            filter: self.get(LOG_FILTER).map(str::to_owned),
            questions: self.get(LOG_QUESTIONS) == Some("true"),
        }
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name, value.into())).collect())
    }
}

/// How to log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// One JSON object a line instead of text.
    pub json: bool,
    /// Directives such as `debug`, for this program's own lines.
    pub filter: Option<String>,
    /// Whether the words of questions without an answer are logged.
    pub questions: bool,
}

/// Every mistake in the settings; one line each, none shows a secret.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

/// What `run` and `register` need.
#[derive(Debug)]
pub struct Config {
    /// The bot's token.
    pub token: SecretString,
    /// The application's public key as it is set, which only `serve` needs: `register` compares it.
    pub public_keys: Option<String>,
    /// Register to this server only.
    pub guild: Option<u64>,
    /// Where Discord's API is.
    pub api: Origin,
    /// Which shards this process serves; `None` is as many as Discord recommends.
    pub shards: Option<Shards>,
    /// Where the gateway sessions are kept over a restart.
    pub state: Option<PathBuf>,
    /// Where health and metrics are served, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// How to log.
    pub log: Log,
}

impl Config {
    /// Checks the variables as a whole.
    ///
    /// # Errors
    /// All mistakes together.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let mut reader = Reader::of(environment);
        let token = environment.get(TOKEN).unwrap_or_default().to_owned();
        if environment.not_text().all(|name| name != TOKEN) {
            reader.check(check_token(&token));
        }
        let guild = environment.get(GUILD).map(str::parse::<u64>);
        reader.check(match guild {
            Some(Err(_) | Ok(0)) => Err(format!("{GUILD} is not a server's id: copy it from Discord, digits only")),
            _ => Ok(()),
        });
        let api = reader.api();
        let shards = reader.shards();
        let metrics = reader.address(METRICS);
        let log = reader.log();
        let state = environment.path(STATE);
        reader.check(match &state {
            Some(folder) if !folder.is_dir() => Err(format!("{STATE} is not a folder: create {}", folder.display())),
            _ => Ok(()),
        });
        let (token, guild) = (SecretString::from(token), guild.and_then(Result::ok));
        let public_keys = environment.get(PUBLIC_KEY).map(str::to_owned);
        reader.complete(Self { token, public_keys, guild, api, shards, state, metrics, log })
    }
}

/// Reads variables, and collects what is wrong with them.
struct Reader<'a> {
    environment: &'a Environment,
    mistakes: Vec<String>,
}

impl<'a> Reader<'a> {
    fn of(environment: &'a Environment) -> Self {
        let mistakes = environment.not_text().map(|name| format!("{name} holds characters that are not text"));
        Self { environment, mistakes: mistakes.collect() }
    }

    fn check(&mut self, result: Result<(), String>) {
        self.mistakes.extend(result.err());
    }

    /// The value, or the default while there is a mistake: then nobody will use it.
    fn or_default<T: Default>(&mut self, result: Result<T, String>) -> T {
        result.unwrap_or_else(|mistake| {
            self.mistakes.push(mistake);
            T::default()
        })
    }

    /// The origin of Discord's API: a line of `.env` must not be enough to send the token anywhere without encryption.
    fn api(&mut self) -> Origin {
        let private_is_fine = self.is_true(PRIVATE_HTTP);
        let api = self.environment.get(API_URL).map_or_else(|| Ok(Origin::default()), str::parse);
        let api: Origin = self.or_default(api.map_err(|problem| format!("{API_URL} is {problem}")));
        self.check(match api.exposure() {
            Exposure::Encrypted | Exposure::ThisMachine => Ok(()),
            Exposure::PrivateNetwork if private_is_fine => Ok(()),
            Exposure::PrivateNetwork => Err(format!(
                "{API_URL} is http:// and not this machine: use https://, or set {PRIVATE_HTTP}=true if everyone in that \
                 network may read the token"
            )),
            Exposure::Everyone => Err(format!(
                "{API_URL} is http:// and leads out of this network: use https://, so that the token is encrypted"
            )),
        });
        api
    }

    fn is_true(&mut self, name: &str) -> bool {
        let value = self.environment.get(name);
        self.check(match value {
            None | Some("true" | "false") => Ok(()),
            Some(_) => Err(format!("{name} must be true or false")),
        });
        value == Some("true")
    }

    fn shards(&mut self) -> Option<Shards> {
        let text = self.environment.get(SHARDS).filter(|text| *text != "auto")?;
        self.or_default(text.parse().map(Some).map_err(|problem| format!("{SHARDS} {problem}")))
    }

    /// An address and a port; `localhost` is one.
    fn address(&mut self, name: &str) -> Option<SocketAddr> {
        let text = self.environment.get(name)?;
        let numeric = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
        let address = numeric.as_deref().unwrap_or(text).parse().map(Some);
        self.or_default(address.map_err(|_| format!("{name} must be an address and a port, such as 127.0.0.1:8080")))
    }

    fn log(&mut self) -> Log {
        self.check(match self.environment.get(LOG_FILTER).map(str::parse::<Targets>) {
            Some(Err(_)) => Err(format!("{LOG_FILTER} must be error, warn, info, debug or trace")),
            _ => Ok(()),
        });
        self.check(match self.environment.get(LOG_FORMAT) {
            None | Some("text" | "json") => Ok(()),
            Some(_) => Err(format!("{LOG_FORMAT} must be text or json")),
        });
        self.is_true(LOG_QUESTIONS);
        self.environment.log()
    }

    /// The settings, unless there is a mistake in them.
    fn complete<T>(self, settings: T) -> Result<T, ConfigError> {
        if self.mistakes.is_empty() { Ok(settings) } else { Err(ConfigError(self.mistakes)) }
    }
}

/// A token is one word of plain characters; whether it is the right one, Discord says.
fn check_token(token: &str) -> Result<(), String> {
    const WHERE: &str = "copy it from your application's Bot page in Discord's developer portal";
    if token.is_empty() {
        return Err(format!("{TOKEN} is not set: {WHERE}"));
    }
    let bare = token.strip_prefix("Bot ").unwrap_or(token);
    if bare.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(format!("{TOKEN} does not look like a bot's token: {WHERE}"))
    }
}

#[cfg(test)]
mod tests;
