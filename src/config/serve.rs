//! What `serve` and `health` need.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::{
    BODY_MEMORY, ConfigError, DRAIN_SECONDS, Environment, HEADER_SECONDS, IDLE_SECONDS, LISTEN, Log, METRICS,
    MOST_BODIES, MOST_BODY, MOST_CONNECTIONS, MOST_REQUESTS, PUBLIC_KEY, READ_SECONDS, Reader,
};
use crate::discord::rest::Origin;
use crate::discord::webhook::PublicKeys;
use crate::http::Limits;

/// Where `serve` listens unless it is told otherwise.
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// How long new connections are served after the process was told to stop, unless it is told otherwise.
const DEFAULT_DRAIN: u64 = 5;

/// The log of `serve` leaves out interactions: there may be thousands in a second, and the metrics count them.
const WITHOUT_INTERACTIONS: &str = "info,tpm_guide::answered=off,tpm_guide::unanswered=off";

/// Where the words of questions without an answer are wanted, their lines stay.
const WITHOUT_ANSWERED: &str = "info,tpm_guide::answered=off";

/// What `serve` needs.
#[derive(Debug)]
pub struct ServeConfig {
    /// Where to listen.
    pub addresses: Addresses,
    /// The keys of which one must have signed a request.
    pub keys: PublicKeys,
    /// Where Discord's API is, to remove answers.
    pub api: Origin,
    /// What to take on.
    pub limits: Limits,
    /// How long new connections are served after the process was told to stop.
    pub grace: Duration,
    /// How to log.
    pub log: Log,
}

/// Where the process listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// For Discord.
    pub listen: SocketAddr,
    /// For whoever watches, if that is elsewhere.
    pub metrics: Option<SocketAddr>,
}

/// Where to ask for a process's health: where Discord's requests arrive, or, where only metrics are served, there.
///
/// # Errors
/// All mistakes together.
pub fn health_address(environment: &Environment) -> Result<SocketAddr, ConfigError> {
    let mut reader = Reader::of(environment);
    let Addresses { listen, metrics } = reader.addresses();
    let only_metrics = metrics.filter(|_| environment.get(LISTEN).is_none());
    reader.complete(only_metrics.unwrap_or(listen))
}

impl ServeConfig {
    /// Checks the variables as a whole.
    ///
    /// # Errors
    /// All mistakes together.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let mut reader = Reader::of(environment);
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
        let mut log = reader.log();
        let usual = if log.questions { WITHOUT_ANSWERED } else { WITHOUT_INTERACTIONS };
        log.filter.get_or_insert_with(|| usual.to_owned());
        let Some(Ok(keys)) = keys else { return Err(ConfigError(reader.mistakes)) };
        reader.complete(Self { addresses, keys, api, limits, grace, log })
    }
}

impl Reader<'_> {
    fn addresses(&mut self) -> Addresses {
        let listen = self.address(LISTEN).unwrap_or(DEFAULT_LISTEN);
        let metrics = self.address(METRICS);
        self.check(match metrics {
            Some(metrics) if metrics == listen && metrics.port() != 0 => Err(format!(
                "{METRICS} must differ from {LISTEN}, where Discord's requests arrive: metrics are not for everybody"
            )),
            _ => Ok(()),
        });
        Addresses { listen, metrics }
    }

    fn limits(&mut self) -> Limits {
        let usual = Limits::default();
        let connections = self.number(MOST_CONNECTIONS, usual.connections, 1..=1_000_000);
        let limits = Limits {
            connections,
            requests: self.number(MOST_REQUESTS, usual.requests, 1..=1_000_000),
            // Discord's documentation names no limit; what it sends has a few kilobytes.
            body: self.number(MOST_BODY, usual.body, 1024..=64 * 1024 * 1024),
            bodies: self.number(MOST_BODIES, (connections / 2).max(1), 1..=1_000_000),
            body_memory: self.number(BODY_MEMORY, usual.body_memory, 64 * 1024..=1024 * 1024 * 1024),
            header: self.seconds(HEADER_SECONDS, usual.header, 1..=3600),
            read: self.seconds(READ_SECONDS, usual.read, 1..=3600),
            idle: self.seconds(IDLE_SECONDS, usual.idle, 1..=86_400),
        };
        let Limits { body, bodies, body_memory, .. } = limits;
        if self.mistakes.is_empty() && bodies >= connections && connections > 1 {
            self.mistakes.push(format!(
                "{MOST_BODIES} must be less than {MOST_CONNECTIONS}, so that a connection can be closed for another"
            ));
        }
        if self.mistakes.is_empty() && body > body_memory {
            self.mistakes.push(format!("{BODY_MEMORY} must hold a whole body: at least {MOST_BODY}, {body} bytes"));
        }
        limits
    }

    fn seconds(&mut self, name: &str, usual: Duration, range: RangeInclusive<u64>) -> Duration {
        Duration::from_secs(self.number(name, usual.as_secs(), range))
    }

    /// A whole number.
    fn number<T>(&mut self, name: &str, usual: T, range: RangeInclusive<T>) -> T
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
