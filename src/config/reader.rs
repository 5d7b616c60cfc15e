//! Reads variables, and collects the mistakes in them.

use std::net::SocketAddr;

use super::{API_URL, ConfigError, Environment, PRIVATE_HTTP, SHARDS};
use crate::discord::gateway::Shards;
use crate::discord::rest::{Exposure, Origin};

/// Reads variables, and collects the mistakes in them.
pub(super) struct SettingsReader<'a> {
    pub(super) environment: &'a Environment,
    pub(super) mistakes: Vec<String>,
}

impl<'a> SettingsReader<'a> {
    pub(super) fn of(environment: &'a Environment) -> Self {
        let mistakes = environment.not_text().map(|name| format!("{name} is not valid Unicode text"));
        Self { environment, mistakes: mistakes.collect() }
    }

    pub(super) fn check(&mut self, result: Result<(), String>) {
        self.mistakes.extend(result.err());
    }

    /// The value, or the default after a mistake. It is never used then.
    pub(super) fn or_default<T: Default>(&mut self, result: Result<T, String>) -> T {
        result.unwrap_or_else(|mistake| {
            self.mistakes.push(mistake);
            T::default()
        })
    }

    /// The origin of Discord's API. A line in `.env` alone must never send the token anywhere without encryption.
    pub(super) fn api(&mut self) -> Origin {
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

    pub(super) fn is_true(&mut self, name: &str) -> bool {
        let value = self.environment.get(name);
        self.check(match value {
            None | Some("true" | "false") => Ok(()),
            Some(_) => Err(format!("{name} must be true or false")),
        });
        value == Some("true")
    }

    pub(super) fn shards(&mut self) -> Option<Shards> {
        let text = self.environment.get(SHARDS).filter(|text| *text != "auto")?;
        self.or_default(text.parse().map(Some).map_err(|problem| format!("{SHARDS} {problem}")))
    }

    /// An address and a port, such as `localhost:8080`.
    pub(super) fn address(&mut self, name: &str) -> Option<SocketAddr> {
        let text = self.environment.get(name)?;
        let numeric = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
        let address = numeric.as_deref().unwrap_or(text).parse().map(Some);
        self.or_default(address.map_err(|_| format!("{name} must be an address and a port, such as 127.0.0.1:8080")))
    }

    /// The settings, unless there were mistakes.
    pub(super) fn complete<T>(self, settings: T) -> Result<T, ConfigError> {
        if self.mistakes.is_empty() { Ok(settings) } else { Err(ConfigError(self.mistakes)) }
    }
}
