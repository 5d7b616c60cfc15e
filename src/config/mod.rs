//! The settings: environment variables, checked as a whole and parsed once. Secrets are wrapped so that nothing prints them.

mod environment;
mod reader;
mod log;
mod serve;
mod store;
mod member_key;

pub use self::environment::Environment;
pub use self::log::Log;
pub use self::member_key::{KeySource, MemberKey};
pub use self::serve::{Addresses, ServeConfig, health_address};
pub use self::store::{StoreConfig, database_url};

use std::net::SocketAddr;
use std::path::PathBuf;

use secrecy::SecretString;
use thiserror::Error;

use self::reader::SettingsReader;
use crate::discord::gateway::Shards;
use crate::discord::rest::Origin;

/// All variables, in the order of `.env.example`.
pub const VARIABLES: [&str; 33] = [
    TOKEN,
    PUBLIC_KEY,
    GUILD,
    API_URL,
    PRIVATE_HTTP,
    SHARDS,
    KNOWLEDGE,
    STATE,
    DATABASE,
    DATABASE_INSECURE,
    ENTRIES,
    CACHE,
    MEMBER_KEY,
    MEMBER_KEY_FILE,
    FORGOTTEN,
    KEEP_ANSWERED,
    KEEP_WAITING,
    KEEP_COUNTS,
    KEEP_AUDIT,
    LISTEN,
    METRICS,
    MAX_CONNECTIONS,
    MAX_REQUESTS,
    MAX_BODY,
    MAX_BODIES,
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
const DATABASE: &str = "DATABASE_URL";
const DATABASE_INSECURE: &str = "DATABASE_INSECURE";
const ENTRIES: &str = "ENTRIES_PER_SERVER";
const CACHE: &str = "ENTRY_CACHE_MIB";
const MEMBER_KEY: &str = "MEMBER_KEY";
const MEMBER_KEY_FILE: &str = "MEMBER_KEY_FILE";
const FORGOTTEN: &str = "FORGOTTEN_FILE";
const KEEP_ANSWERED: &str = "KEEP_ANSWERED_DAYS";
const KEEP_WAITING: &str = "KEEP_WAITING_DAYS";
const KEEP_COUNTS: &str = "KEEP_COUNTS_DAYS";
const KEEP_AUDIT: &str = "KEEP_AUDIT_DAYS";
const LISTEN: &str = "LISTEN_ADDR";
const METRICS: &str = "METRICS_ADDR";
const MAX_CONNECTIONS: &str = "HTTP_MAX_CONNECTIONS";
const MAX_REQUESTS: &str = "HTTP_MAX_REQUESTS";
const MAX_BODY: &str = "HTTP_MAX_BODY";
const MAX_BODIES: &str = "HTTP_MAX_BODIES";
const BODY_MEMORY: &str = "HTTP_BODY_MEMORY";
const HEADER_SECONDS: &str = "HTTP_HEADER_SECONDS";
const READ_SECONDS: &str = "HTTP_READ_SECONDS";
const IDLE_SECONDS: &str = "HTTP_IDLE_SECONDS";
const DRAIN_SECONDS: &str = "DRAIN_SECONDS";
const LOG_FORMAT: &str = "LOG_FORMAT";
const LOG_FILTER: &str = "RUST_LOG";
const LOG_QUESTIONS: &str = "LOG_QUESTIONS";

/// All mistakes in the settings, one line each. None shows a secret.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

/// The settings of `run` and `register`.
#[derive(Debug)]
pub struct Config {
    /// The bot's token.
    pub token: SecretString,
    /// The application's public key as it is set. Only `serve` needs it; `register` compares it with Discord's.
    pub public_keys: Option<String>,
    /// The only server to register the commands in.
    pub guild: Option<u64>,
    /// The origin of Discord's API.
    pub api: Origin,
    /// The shards that this process serves; `None` for as many as Discord recommends.
    pub shards: Option<Shards>,
    /// The folder that keeps the gateway's sessions over a restart.
    pub state: Option<PathBuf>,
    /// Where servers' own entries are stored, if anywhere.
    pub store: Option<StoreConfig>,
    /// The address of the server of health and metrics, if there is one.
    pub metrics: Option<SocketAddr>,
    /// How to log.
    pub log: Log,
}

impl Config {
    /// Checks the variables as a whole.
    ///
    /// # Errors
    ///
    /// All mistakes together.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let mut reader = SettingsReader::of(environment);
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
        let store = reader.store();
        let (token, guild) = (SecretString::from(token), guild.and_then(Result::ok));
        let public_keys = environment.get(PUBLIC_KEY).map(str::to_owned);
        reader.complete(Self { token, public_keys, guild, api, shards, state, store, metrics, log })
    }
}

/// Checks that a token is one word of plain characters. Only Discord knows whether it is the right one.
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
