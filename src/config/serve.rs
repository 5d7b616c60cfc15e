//! The settings of `serve` and `health`.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use secrecy::SecretString;
use tracing_subscriber::filter::{LevelFilter, Targets};

use super::reader::SettingsReader;
use super::{
    BODY_MEMORY, ConfigError, DRAIN_SECONDS, Environment, HEADER_SECONDS, IDLE_SECONDS, LISTEN, Log, MAX_BODIES,
    MAX_BODY, MAX_CONNECTIONS, MAX_REQUESTS, METRICS, PUBLIC_KEY, READ_SECONDS, StoreConfig, TOKEN,
};
use crate::discord::rest::Origin;
use crate::discord::webhook::PublicKeys;
use crate::http::Limits;

/// The default address of `serve`.
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// The default of `DRAIN_SECONDS`.
const DEFAULT_DRAIN: u64 = 5;

/// The settings of `serve`.
#[derive(Debug)]
pub struct ServeConfig {
    /// The addresses to listen on.
    pub addresses: Addresses,
    /// The keys, one of which must have signed a request.
    pub keys: PublicKeys,
    /// The bot's token, where the servers that it is in are to be listed.
    pub token: Option<SecretString>,
    /// The origin of Discord's API, for removing answers.
    pub api: Origin,
    /// The limits on what clients may use.
    pub limits: Limits,
    /// Where servers' own entries are stored, if anywhere.
    pub store: Option<StoreConfig>,
    /// How long new connections are still served after SIGTERM.
    pub grace: Duration,
    /// The settings of the log.
    pub log: Log,
}

/// The addresses on which the process listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// For Discord's requests.
    pub listen: SocketAddr,
    /// For health and metrics, if they have their own.
    pub metrics: Option<SocketAddr>,
}

/// The address that reports a process's health: that of Discord's requests, or that of the metrics if only they are served.
///
/// # Errors
///
/// All mistakes together.
pub fn health_address(environment: &Environment) -> Result<SocketAddr, ConfigError> {
    let mut reader = SettingsReader::of(environment);
    let Addresses { listen, metrics } = reader.addresses();
    let only_metrics = metrics.filter(|_| environment.get(LISTEN).is_none());
    reader.complete(only_metrics.unwrap_or(listen))
}

impl ServeConfig {
    /// Checks the variables as a whole.
    ///
    /// # Errors
    ///
    /// All mistakes together.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let mut reader = SettingsReader::of(environment);
        let keys = environment.get(PUBLIC_KEY).map(str::parse::<PublicKeys>);
        reader.check(match &keys {
            Some(Ok(_)) => Ok(()),
            Some(Err(problem)) => Err(format!("{PUBLIC_KEY} must be {problem}")),
            None => Err(format!(
                "{PUBLIC_KEY} is not set: copy it from your application's General Information page in Discord's \
                 developer portal"
            )),
        });
        let api = reader.api();
        let addresses = reader.addresses();
        let limits = reader.limits();
        let grace = reader.seconds(DRAIN_SECONDS, Duration::from_secs(DEFAULT_DRAIN), 0..=8);
        let store = reader.store();
        let mut log = reader.log();
        log.filter.get_or_insert_with(|| default_filter(log.questions));
        let Some(Ok(keys)) = keys else { return Err(ConfigError(reader.mistakes)) };
        let token =
            environment.get(TOKEN).filter(|token| !token.is_empty()).map(|token| SecretString::from(token.to_owned()));
        reader.complete(Self { addresses, keys, token, api, limits, store, grace, log })
    }
}

/// The default filter, which leaves out interactions: there may be thousands a second, and the metrics count them. The words
/// of unanswered questions stay in the log where they are wanted.
fn default_filter(questions: bool) -> Targets {
    let filter = Targets::new().with_default(LevelFilter::INFO).with_target("tpm_guide::answered", LevelFilter::OFF);
    if questions { filter } else { filter.with_target("tpm_guide::unanswered", LevelFilter::OFF) }
}

impl SettingsReader<'_> {
    fn addresses(&mut self) -> Addresses {
        let listen = self.address(LISTEN).unwrap_or(DEFAULT_LISTEN);
        let metrics = self.address(METRICS);
        self.check(match metrics {
            Some(metrics) if metrics == listen && metrics.port() != 0 => Err(format!(
                "{METRICS} must differ from {LISTEN}, where Discord's requests arrive: metrics are not public"
            )),
            _ => Ok(()),
        });
        Addresses { listen, metrics }
    }

    fn limits(&mut self) -> Limits {
        let usual = Limits::default();
        let connections = self.number(MAX_CONNECTIONS, usual.connections, 1..=1_000_000);
        let limits = Limits {
            connections,
            requests: self.number(MAX_REQUESTS, usual.requests, 1..=1_000_000),
            // Discord's documentation names no limit; what it sends has a few kilobytes.
            body: self.number(MAX_BODY, usual.body, 1024..=64 * 1024 * 1024),
            bodies: self.number(MAX_BODIES, (connections / 2).max(1), 1..=1_000_000),
            body_memory: self.number(BODY_MEMORY, usual.body_memory, 64 * 1024..=1024 * 1024 * 1024),
            header: self.seconds(HEADER_SECONDS, usual.header, 1..=3600),
            read: self.seconds(READ_SECONDS, usual.read, 1..=3600),
            idle: self.seconds(IDLE_SECONDS, usual.idle, 1..=86_400),
        };
        let Limits { body, bodies, body_memory, .. } = limits;
        if self.mistakes.is_empty() && bodies >= connections && connections > 1 {
            self.mistakes.push(format!(
                "{MAX_BODIES} must be less than {MAX_CONNECTIONS}, so that a connection can be closed for another"
            ));
        }
        if self.mistakes.is_empty() && body > body_memory {
            self.mistakes.push(format!("{BODY_MEMORY} must hold a whole body: at least {MAX_BODY}, {body} bytes"));
        }
        limits
    }

    fn seconds(&mut self, name: &str, usual: Duration, range: RangeInclusive<u64>) -> Duration {
        Duration::from_secs(self.number(name, usual.as_secs(), range))
    }

    /// A whole number.
    pub(super) fn number<T>(&mut self, name: &str, usual: T, range: RangeInclusive<T>) -> T
    where
        T: std::str::FromStr + PartialOrd + std::fmt::Display + Default,
    {
        let Some(text) = self.environment.get(name) else { return usual };
        let number = text.parse().ok().filter(|number| range.contains(number));
        let (least, most) = range.into_inner();
        self.or_default(number.ok_or_else(|| format!("{name} must be a whole number from {least} to {most}")))
    }
}

#[cfg(test)]
#[path = "serve_tests.rs"]
mod tests;
