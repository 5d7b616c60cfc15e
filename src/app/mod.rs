//! The one place that knows every room: what each command of the command line does.

mod answering;
mod ask;
mod check;
mod edition;
mod endpoint;
mod health;
mod live;
mod missed;
mod output;
#[cfg(feature = "playground")]
mod playground;
mod preview;
mod register;
mod run;
mod seen;
mod serve;
mod watching;

use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use anyhow::Context as _;
use thiserror::Error;
use time::{Date, OffsetDateTime};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::cli::{Cli, Command};
use crate::config::{Config, ConfigError, Environment, Log, ServeConfig, health_address};
use crate::gateway::GatewayError;
use crate::knowledge::Parsed;
use crate::knowledge::disk::{self, LoadError, Place};
use crate::rest::{Origin, RestError};
use crate::telemetry;

pub use endpoint::Endpoint;

use live::Live;

/// How long a folder may take to say whether it is there.
const ANSWERS: Duration = Duration::from_secs(10);

/// How long the end of the process waits for threads that read files.
const STRAGGLERS: Duration = Duration::from_millis(100);

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
        // Its text tells the cause already.
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
            // Starting again at once would only make it worse.
            GatewayError::Fatal { .. } | GatewayError::FewStartsLeft { .. } | GatewayError::BadAddress => {
                Self::Configuration(error.to_string())
            }
            GatewayError::NobodyListens => Self::Failed(error.into()),
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
            let place = environment.knowledge(cli.knowledge.or_else(|| options.folder.clone()));
            is_there(&place).map_err(anyhow::Error::msg)?;
            check::check(&options, &place)
        }
        Command::Ask(options) => {
            let environment = Environment::without_discord();
            let place = environment.knowledge(cli.knowledge);
            is_there(&place).map_err(anyhow::Error::msg)?;
            ask::ask(&options, &place)
        }
        Command::Preview(options) => {
            let environment = Environment::without_discord();
            let place = environment.knowledge(cli.knowledge);
            is_there(&place).map_err(anyhow::Error::msg)?;
            preview::preview(&options, &place)
        }
        Command::Register(options) => {
            let environment = Environment::with_dotenv(Path::new("."))?;
            let config = configure(&environment, None)?;
            name_origin(&config.api);
            run_to_end(register::register(&options, &config))
        }
        #[cfg(feature = "playground")]
        Command::Playground(options) => {
            let environment = Environment::without_discord();
            let place = environment.knowledge(cli.knowledge);
            is_there(&place).map_err(anyhow::Error::msg)?;
            start_logging(&environment.log());
            run_to_end(playground::play(options, place, environment.log()))
        }
        Command::Serve => {
            let environment = Environment::with_dotenv(Path::new("."))?;
            let place = environment.knowledge(cli.knowledge);
            let config = checked(ServeConfig::from_environment(&environment), Some(&place))?;
            start_logging(&config.log);
            name_origin(&config.api);
            run_to_end(async {
                let stop = when_told_to_stop();
                let Some((live, _fresh)) = Live::kept_fresh(place, &config.log, &stop).await? else { return Ok(()) };
                serve::serve(config, live, stop).await
            })
        }
        Command::Health => {
            let environment = Environment::with_dotenv(Path::new("."))?;
            let address = health_address(&environment)?;
            run_to_end(health::ask(address))
        }
        Command::Run => {
            let environment = Environment::with_dotenv(Path::new("."))?;
            let place = environment.knowledge(cli.knowledge);
            let config = configure(&environment, Some(&place))?;
            name_origin(&config.api);
            run_to_end(async {
                // Whoever is told to stop or to reload while starting does so.
                let stop = when_told_to_stop();
                let Some((live, _fresh)) = Live::kept_fresh(place, &config.log, &stop).await? else { return Ok(()) };
                run::run(config, live, stop).await
            })
        }
    }
}

/// The settings, with the folder of the knowledge where one is needed; logging has started.
fn configure(environment: &Environment, place: Option<&Place>) -> Result<Config, Failure> {
    let config = checked(Config::from_environment(environment), place)?;
    start_logging(&config.log);
    Ok(config)
}

/// The settings, if they are right and the folder of the knowledge is there.
fn checked<T>(config: Result<T, ConfigError>, place: Option<&Place>) -> Result<T, Failure> {
    match (config, place.map_or(Ok(()), is_there)) {
        (Ok(config), Ok(())) => Ok(config),
        (Ok(_), Err(problem)) => Err(Failure::Configuration(problem)),
        (Err(mistakes), Ok(())) => Err(mistakes.into()),
        (Err(mistakes), Err(problem)) => Err(Failure::Configuration(format!("{mistakes}\n{problem}"))),
    }
}

fn start_logging(log: &Log) {
    telemetry::init(log);
    hush_panics();
}

/// Says where answers and the bot's token go, if that is not Discord: a line in `.env` is enough to change it.
fn name_origin(api: &Origin) {
    if !api.is_discord() {
        warn!(origin = %api, "DISCORD_API_URL is set: all requests and their tokens go there and not to Discord");
    }
}

/// Does `work` on a runtime of its own. A file that is still being read does not keep the process from ending.
fn run_to_end<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = Runtime::new().context("starting the asynchronous runtime")?;
    let ended = runtime.block_on(work);
    runtime.shutdown_timeout(STRAGGLERS);
    ended
}

/// A panic's message may quote what somebody typed: only its place is logged.
fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}

/// Is cancelled when the process is told to stop; listens from the moment this returns.
fn when_told_to_stop() -> CancellationToken {
    let stop = CancellationToken::new();
    tokio::spawn(told_to_stop(Signals::listen(), stop.clone()));
    stop
}

/// What tells the process to stop: Ctrl-C and, where there is one, SIGTERM. Heard from the moment this is made.
struct Signals {
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
    #[cfg(unix)]
    interrupt: Option<tokio::signal::unix::Signal>,
}

impl Signals {
    fn listen() -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Self { terminate: signal(SignalKind::terminate()).ok(), interrupt: signal(SignalKind::interrupt()).ok() }
        }
        #[cfg(not(unix))]
        Self {}
    }

    async fn arrive(&mut self) {
        #[cfg(unix)]
        if let (Some(terminate), Some(interrupt)) = (&mut self.terminate, &mut self.interrupt) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            return;
        }
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Cancels `stop` when the process is told to stop.
async fn told_to_stop(mut signals: Signals, stop: CancellationToken) {
    signals.arrive().await;
    stop.cancel();
    tracing::info!("told to stop");
}

/// The knowledge at `place`, as of today.
fn load(place: &Place) -> Result<Arc<Parsed>, LoadError> {
    disk::load(place, today())
}

/// Whether the folder of the knowledge is one; says what to change when it is not.
fn is_there(place: &Place) -> Result<(), String> {
    let Place::Folder(folder) = place else { return Ok(()) };
    let inside = folder.join("en");
    let (told, answer) = mpsc::channel();
    std::thread::spawn(move || told.send(inside.is_dir()));
    match answer.recv_timeout(ANSWERS) {
        Ok(true) => return Ok(()),
        Ok(false) => {}
        Err(_) => return Err(format!("{} does not answer: is it on a network share that is gone?", folder.display())),
    }
    let hint = match folder.parent() {
        Some(parent) if folder.ends_with("en") => format!(": did you mean {}?", parent.display()),
        _ => String::new(),
    };
    Err(format!(
        "{} holds no folder en/: --knowledge or KNOWLEDGE_DIR names the folder that holds it{hint}",
        folder.display()
    ))
}

fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_that_hangs_does_not_keep_the_process_from_ending() {
        let (never, hangs) = mpsc::channel::<()>();
        let (sender, receiver) = mpsc::channel();
        // In a thread of its own, so that a failure of this test is no test that hangs.
        std::thread::spawn(move || {
            let ended = run_to_end(async move {
                tokio::task::spawn_blocking(move || hangs.recv());
                Ok(7)
            });
            sender.send(ended.ok()).expect("the test waits");
        });
        assert_eq!(receiver.recv_timeout(Duration::from_mins(1)), Ok(Some(7)));
        drop(never);
    }
}
