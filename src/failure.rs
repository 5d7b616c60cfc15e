//! Errors of the subcommands, and the exit code of each.

use std::process::ExitCode;

use thiserror::Error;

use crate::config::ConfigError;
use crate::discord::gateway::GatewayError;
use crate::discord::rest::RestError;
use crate::knowledge::LoadError;
use crate::store::StoreError;

/// An error of a subcommand, which decides the exit code.
#[derive(Debug, Error)]
pub enum Failure {
    /// The command line is invalid: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// A setting is missing or invalid, or Discord refused the token: exit code 78. A restart does not help.
    #[error("{0}")]
    Configuration(String),
    /// Anything else: exit code 1.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Configuration(error.to_string())
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        // Its message contains the cause already.
        Self::Failed(anyhow::anyhow!("{error}"))
    }
}

impl From<RestError> for Failure {
    fn from(error: RestError) -> Self {
        match error {
            RestError::TokenRefused
            | RestError::TokenUnusable
            | RestError::NoSuchId { .. }
            | RestError::GatewayNotTrusted => Self::Configuration(error.to_string()),
            other => Self::Failed(other.into()),
        }
    }
}

impl From<GatewayError> for Failure {
    fn from(error: GatewayError) -> Self {
        match error {
            // An immediate restart would only make it worse.
            GatewayError::Fatal { .. } | GatewayError::FewStartsLeft { .. } | GatewayError::BadAddress => {
                Self::Configuration(error.to_string())
            }
            GatewayError::ReceiverDropped => Self::Failed(error.into()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            // What is asked for cannot be done as it is; nothing is wrong with the settings.
            StoreError::Target(_) | StoreError::Failed(_) => Self::Failed(error.into()),
            _ => Self::Configuration(error.to_string()),
        }
    }
}

impl Failure {
    /// The exit code of the process.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Configuration(_) => ExitCode::from(78),
            Self::Failed(_) => ExitCode::FAILURE,
        }
    }
}
