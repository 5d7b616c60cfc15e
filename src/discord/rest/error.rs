//! What can go wrong with a call of the API, in words for the operator.

use std::time::Duration;

use super::failure::{Failure, UNAUTHORIZED};

/// Why a call of the API failed. The text holds neither token nor URL.
#[derive(Debug, Eq, PartialEq, thiserror::Error)]
pub enum RestError {
    /// The token is void: status 401, or status 400 with code 40001.
    #[error(
        "Discord refused the token. Set DISCORD_TOKEN to the one that the Developer Portal shows under \
         Bot (after a reset, the old one is void)"
    )]
    TokenRefused,
    /// What was given as a token cannot be one.
    #[error("DISCORD_TOKEN is empty or holds characters that no token has")]
    TokenUnusable,
    /// The TLS library did not start.
    #[error("TLS cannot be set up on this machine")]
    Tls,
    /// An id is 0.
    #[error("{what}: an id is 0, which Discord never gives out")]
    NoSuchId {
        /// What was being done.
        what: &'static str,
    },
    /// 429, and waiting for the end of it would take too long, or it has no end.
    #[error("{what}: Discord's rate limit asks to wait {} s, which is too long; try again then", .after.as_secs_f64().ceil())]
    RateLimited {
        /// What was being done.
        what: &'static str,
        /// When Discord would listen again.
        after: Duration,
    },
    /// Discord understood and said no.
    #[error("{what}: Discord refused it ({said})")]
    Refused {
        /// What was being done.
        what: &'static str,
        /// The HTTP status.
        status: u16,
        /// Discord's own code, if there was one.
        code: Option<i64>,
        /// Status, code and the places that Discord complained about, as text.
        said: String,
    },
    /// `/gateway/bot` named an address to which the token must not go.
    #[error(
        "the address of the gateway is not encrypted, or not Discord's, so that the token is not sent there; is \
         DISCORD_API_URL right?"
    )]
    GatewayNotTrusted,
    /// Discord asked the endpoint and did not get the right answers.
    #[error("Discord does not take the endpoint: it was not answered rightly there")]
    EndpointUnverified,
    /// Discord could not be reached, or failed, however often it was tried.
    #[error(
        "{what}: Discord's API cannot be reached ({last}), tried {attempts} times; is the network up, and is DISCORD_API_URL right?"
    )]
    Unavailable {
        /// What was being done.
        what: &'static str,
        /// What went wrong the last time.
        last: String,
        /// How often it was tried.
        attempts: u32,
    },
    /// Discord's answer was not what its documentation says.
    #[error("{what}: Discord's answer makes no sense (at line {line}, column {column}); is DISCORD_API_URL right?")]
    Unreadable {
        /// What was being done.
        what: &'static str,
        /// Where the answer stops making sense.
        line: usize,
        /// Where in that line.
        column: usize,
    },
}

impl RestError {
    pub(super) fn from_failure(what: &'static str, failure: &Failure, attempts: u32) -> Self {
        match *failure {
            Failure::Refused { status: 401, .. } | Failure::Refused { status: 400, code: Some(UNAUTHORIZED), .. } => {
                Self::TokenRefused
            }
            Failure::Refused { status: 429, retry_after, .. } => Self::RateLimited { what, after: retry_after },
            Failure::Refused { status, code, .. } if status < 500 => {
                Self::Refused { what, status, code, said: failure.to_string() }
            }
            _ => Self::Unavailable { what, last: failure.to_string(), attempts },
        }
    }
}
