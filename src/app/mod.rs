//! The one place that knows every room: what each command of the command line does.

mod answering;
mod check;
mod live;
#[cfg(feature = "playground")]
mod playground;
mod preview;
mod register;
mod run;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use thiserror::Error;
use time::{Date, OffsetDateTime};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use crate::cli::{Cli, Command};
use crate::config::{Config, ConfigError, Environment, Log};
use crate::gateway::GatewayError;
use crate::knowledge::Parsed;
use crate::knowledge::disk::{self, LoadError, Place};
use crate::rest::RestError;
use crate::telemetry;

/// Why a command ended without doing what it was asked; decides the exit code.
#[derive(Debug, Error)]
pub enum Failure {
    /// What was typed cannot be done: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// A setting is missing or wrong, or Discord refused the token: exit code 78. Starting again will not help.
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
        Self::Failed(error.into())
    }
}

impl From<RestError> for Failure {
    fn from(error: RestError) -> Self {
        match error {
            RestError::TokenRefused | RestError::TokenUnusable => Self::Configuration(error.to_string()),
            other => Self::Failed(other.into()),
        }
    }
}

impl From<GatewayError> for Failure {
    fn from(error: GatewayError) -> Self {
        match error {
            GatewayError::Fatal { .. } => Self::Configuration(error.to_string()),
            other => Self::Failed(other.into()),
        }
    }
}

impl Failure {
    /// What the process ends with.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Configuration(_) => ExitCode::from(78),
            Self::Failed(_) => ExitCode::FAILURE,
        }
    }
}

/// Does what was typed.
///
/// # Errors
/// Says in one line a problem what to do about it.
pub fn main(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Check(options) => {
            let environment = Environment::without_discord();
            check::check(&environment.knowledge(cli.knowledge.or(options.folder)))
        }
        Command::Preview(options) => {
            let environment = Environment::without_discord();
            preview::preview(&options, &environment.knowledge(cli.knowledge))
        }
        Command::Register(options) => {
            let config = configure()?.0;
            runtime()?.block_on(register::register(&options, &config))
        }
        #[cfg(feature = "playground")]
        Command::Playground(options) => {
            let environment = Environment::without_discord();
            start_logging(&environment.log());
            let live = Arc::new(live::Live::open(environment.knowledge(cli.knowledge))?);
            runtime()?.block_on(playground::play(options, live, environment.log()))
        }
        Command::Run => {
            let (config, environment) = configure()?;
            let live = Arc::new(live::Live::open(environment.knowledge(cli.knowledge))?);
            runtime()?.block_on(async { run::run(config, live, when_told_to_stop()).await })
        }
    }
}

/// The settings of this process and of `.env` in the working directory; logging has started.
fn configure() -> Result<(Config, Environment), Failure> {
    let environment = Environment::with_dotenv(Path::new("."))?;
    let config = Config::from_environment(&environment)?;
    start_logging(&config.log);
    Ok((config, environment))
}

fn start_logging(log: &Log) {
    telemetry::init(log);
    hush_panics();
}

fn runtime() -> anyhow::Result<Runtime> {
    Runtime::new().context("starting the asynchronous runtime")
}

/// A panic's message may quote what somebody typed: only its place is logged.
fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}

/// Is cancelled when the process is told to stop.
fn when_told_to_stop() -> CancellationToken {
    let stop = CancellationToken::new();
    tokio::spawn(told_to_stop(stop.clone()));
    stop
}

/// Cancels `stop` on Ctrl-C and, where there is one, SIGTERM.
async fn told_to_stop(stop: CancellationToken) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            tracing::info!("told to stop");
            return stop.cancel();
        }
    }
    let _ = tokio::signal::ctrl_c().await;
    tracing::info!("told to stop");
    stop.cancel();
}

/// The knowledge at `place`, as of today.
fn load(place: &Place) -> Result<Arc<Parsed>, LoadError> {
    disk::load(place, today())
}

fn today() -> Date {
    OffsetDateTime::now_utc().date()
}
