//! The command line: what can be typed (`args`), and a file for each subcommand.

mod args;
mod ask;
mod check;
mod health;
mod output;
#[cfg(feature = "playground")]
mod playground;
mod preview;
mod register;
mod run;
mod serve;
mod store;

pub use args::{Cli, Command};

use std::path::{Path, PathBuf};

use tracing::warn;

use crate::config::{Config, ConfigError, Environment, Log, ServeConfig, health_address};
use crate::discord::command::StaffCommands;
use crate::discord::rest::Origin;
use crate::failure::Failure;
use crate::knowledge::{self, Place};
use crate::observe::logging;
use crate::shutdown::{run_to_end, when_told_to_stop};
#[cfg(feature = "playground")]
use crate::{config::database_url, store::DatabaseUrl};

/// Runs the subcommand that was typed.
///
/// # Errors
/// In one line a problem: what is wrong, and what to do about it.
pub fn main(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Check(options) => {
            let (_, place) = offline(cli.knowledge.or_else(|| options.folder.clone()))?;
            check::check(&options, &place)
        }
        Command::Ask(options) => {
            let (_, place) = offline(cli.knowledge)?;
            ask::ask(&options, &place)
        }
        Command::Preview(options) => {
            let (_, place) = offline(cli.knowledge)?;
            preview::preview(&options, &place)
        }
        #[cfg(feature = "playground")]
        Command::Playground(options) => {
            let (environment, place) = offline(cli.knowledge)?;
            logging::init(&environment.log());
            let database = match &options.database {
                Some(text) => database_url(&environment, "--database", text)?,
                None => DatabaseUrl::memory(),
            };
            run_to_end(playground::play(options, database, place, environment.log()))
        }
        Command::Register(options) => {
            let environment = Environment::with_dotenv(Path::new("."))?;
            let config = checked(Config::from_environment(&environment), None)?;
            begin(&config.log, &config.api);
            let staff = if config.store.is_some() { StaffCommands::Registered } else { StaffCommands::LeftAlone };
            run_to_end(register::register(&options, &config, staff))
        }
        Command::Serve => {
            let environment = Environment::with_dotenv(Path::new("."))?;
            let place = environment.knowledge(cli.knowledge);
            let config = checked(ServeConfig::from_environment(&environment), Some(&place))?;
            begin(&config.log, &config.api);
            run_to_end(async { serve::serve(config, place, when_told_to_stop()).await })
        }
        Command::Run => {
            let environment = Environment::with_dotenv(Path::new("."))?;
            let place = environment.knowledge(cli.knowledge);
            let config = checked(Config::from_environment(&environment), Some(&place))?;
            begin(&config.log, &config.api);
            run_to_end(async { run::run(config, place, when_told_to_stop()).await })
        }
        Command::Store(command) => {
            let environment = Environment::with_dotenv(Path::new("."))?;
            logging::init(&environment.log());
            run_to_end(store::run(command, environment))
        }
        Command::Health => {
            let environment = Environment::with_dotenv(Path::new("."))?;
            let address = health_address(&environment)?;
            run_to_end(health::ask(address))
        }
    }
}

/// The environment of a subcommand that never reaches Discord, and where its knowledge is.
fn offline(flag: Option<PathBuf>) -> Result<(Environment, Place), Failure> {
    let environment = Environment::without_discord();
    let place = environment.knowledge(flag);
    knowledge::is_there(&place).map_err(anyhow::Error::msg)?;
    Ok((environment, place))
}

/// The settings, if they are right and the folder of the knowledge is there.
fn checked<T>(config: Result<T, ConfigError>, place: Option<&Place>) -> Result<T, Failure> {
    match (config, place.map_or(Ok(()), knowledge::is_there)) {
        (Ok(config), Ok(())) => Ok(config),
        (Ok(_), Err(problem)) => Err(Failure::Configuration(problem)),
        (Err(mistakes), Ok(())) => Err(mistakes.into()),
        (Err(mistakes), Err(problem)) => Err(Failure::Configuration(format!("{mistakes}\n{problem}"))),
    }
}

/// Starts logging, and says where answers and the bot's token go if that is not Discord: a line in `.env` is enough to
/// change it.
fn begin(log: &Log, api: &Origin) {
    logging::init(log);
    if !api.is_discord() {
        warn!(origin = %api, "DISCORD_API_URL is set: all requests and their tokens go there and not to Discord");
    }
}
