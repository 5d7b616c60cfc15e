//! Errors of the REST client, worded for the operator.

use std::time::Duration;

use super::failure::{Failure, UNAUTHORIZED};

/// Errors of the REST client. Their text holds neither token nor URL.
#[derive(Debug, Eq, PartialEq, thiserror::Error)]
pub enum RestError {
    /// The token is void: status 401, or status 400 with code 40001.
    #[error(
        "Discord refused the token. Set DISCORD_TOKEN to the one that the Developer Portal shows under \
         Bot (after a reset, the old one is void)"
    )]
    TokenRefused,
    /// The token is no token.
    #[error("DISCORD_TOKEN is empty or holds characters that no token has")]
    TokenUnusable,
    /// The TLS library did not start.
    #[error("TLS cannot be set up on this machine")]
    Tls,
    /// An id is 0.
    #[error("{what}: an id is 0, which Discord never gives out")]
    NoSuchId {
        /// The request.
        what: &'static str,
    },
    /// Status 429, with too long a wait or once too often.
    #[error("{what}: Discord's rate limit asks to wait {} s, which is too long; try again then", .after.as_secs_f64().ceil())]
    RateLimited {
        /// The request.
        what: &'static str,
        /// The wait that Discord asks for.
        after: Duration,
    },
    /// Discord refused it.
    #[error("{what}: Discord refused it ({said})")]
    Refused {
        /// The request.
        what: &'static str,
        /// The HTTP status.
        status: u16,
        /// Discord's own code, if there was one.
        code: Option<i64>,
        /// Status, code and the fields that Discord complained about, as text.
        said: String,
    },
    /// `/gateway/bot` named an address to which the token must not go.
    #[error(
        "the address of the gateway is not encrypted, or not Discord's, so that the token is not sent there; is \
         DISCORD_API_URL right?"
    )]
    GatewayNotTrusted,
    /// Discord checked the endpoint and did not get the right answers.
    #[error("Discord does not accept the endpoint: its check was not answered as it should be")]
    EndpointUnverified,
    /// Discord could not be reached, or failed, at every attempt.
    #[error(
        "{what}: Discord's API cannot be reached ({last}), tried {attempts} times; is the network up, and is DISCORD_API_URL right?"
    )]
    Unavailable {
        /// The request.
        what: &'static str,
        /// The last failure.
        last: String,
        /// Attempts.
        attempts: u32,
    },
    /// Discord's response is not what its documentation says.
    #[error("{what}: Discord's answer makes no sense (at line {line}, column {column}); is DISCORD_API_URL right?")]
    Unreadable {
        /// The request.
        what: &'static str,
        /// The line where it stops making sense.
        line: usize,
        /// The column in that line.
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
