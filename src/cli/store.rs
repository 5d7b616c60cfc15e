//! `tpm-guide store`: looks after the database of servers' own entries.

use std::io::Write as _;

use anyhow::anyhow;

use super::args;
use super::output::{counted, print};
use crate::config::{Environment, StoreConfig, database_url};
use crate::failure::Failure;
use crate::store::{self, DatabaseUrl, Store};

/// Runs a subcommand of `store`.
pub(super) async fn run(command: args::Store, environment: Environment) -> Result<(), Failure> {
    match command {
        args::Store::Migrate => migrate(&configured(&environment)?).await,
        args::Store::Check => check(&configured(&environment)?.url).await,
        args::Store::Backup { file } => {
            let config = configured(&environment)?;
            store::backup(&config.url, &file, &mut say_progress).await?;
            let url = DatabaseUrl::file(&file);
            let rows: u64 = store::stats(&url).await.map_or(0, |tables| tables.iter().map(|(_, rows)| rows).sum());
            print(|out| writeln!(out, "{} from {} are in {}", rows_in_words(rows), config.url, file.display()))
        }
        args::Store::Copy { from, to } => {
            let from = database_url(&environment, "--from", &from)?;
            let to = database_url(&environment, "--to", &to)?;
            store::copy(&from, &to, &mut say_progress).await?;
            print(|out| {
                writeln!(out, "copied from {from} to {to}, and both read the same; set DATABASE_URL to the new one")
            })
        }
        args::Store::Stats => stats(&configured(&environment)?.url).await,
    }
}

/// The database that is set.
fn configured(environment: &Environment) -> Result<StoreConfig, Failure> {
    StoreConfig::from_environment(environment)?.ok_or_else(|| {
        let text = "DATABASE_URL is not set: write sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE";
        Failure::Configuration(text.to_owned())
    })
}

async fn migrate(config: &StoreConfig) -> Result<(), Failure> {
    let names = Store::migrate(&config.url, config.options.timeouts).await?;
    print(|out| match &names[..] {
        [] => writeln!(out, "the database is up to date"),
        names => writeln!(out, "{} run: {}", counted(names.len(), "migration"), names.join(", ")),
    })
}

async fn check(url: &DatabaseUrl) -> Result<(), Failure> {
    let problems = store::check(url, &mut say_progress).await?;
    print(|out| {
        for problem in &problems {
            let separator = if problem.key.is_empty() { "" } else { ", " };
            writeln!(out, "{}{separator}{}: {}", problem.table, problem.key, problem.message)?;
        }
        if problems.is_empty() { writeln!(out, "everything is in order") } else { Ok(()) }
    })?;
    match problems.len() {
        0 => Ok(()),
        number => Err(anyhow!("{}; a backup may hold what was there", counted(number, "problem")).into()),
    }
}

async fn stats(url: &DatabaseUrl) -> Result<(), Failure> {
    let tables = store::stats(url).await?;
    print(|out| {
        for (table, rows) in &tables {
            writeln!(out, "{table:<12} {rows:>10}")?;
        }
        Ok(())
    })
}

/// Says on standard error what is done, so that long work is seen to go on.
fn say_progress(table: &str, rows: u64) {
    let _ = writeln!(anstream::stderr(), "{table}: {}", rows_in_words(rows));
}

/// `1 row`, `2 rows`.
fn rows_in_words(rows: u64) -> String {
    counted(usize::try_from(rows).unwrap_or(usize::MAX), "row")
}
