//! What servers with entries of their own cost: `tpm-guide serve` with a store against the same without, in the same run.
//!
//! Fills an empty database with servers that each have the same entries, asks over HTTP as `compare` does, and prints a
//! table of goals and figures. It builds nothing. The database is an SQLite file in a temporary folder, and after that the
//! PostgreSQL of `TEST_DATABASE_URL`, which must be empty.
//!
//! ```console
//! cargo build --release -p tpm-guide --no-default-features && cargo build --release -p loadtest
//! tests/postgres target/release/communities --product target/release/tpm-guide
//! ```

mod database;
mod measuring;

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use loadtest::criteria;
use tempfile::TempDir;

use crate::database::{Database, ENTRIES};

/// Measures tpm-guide serve with and without a store in turns, and prints goals and figures
///
/// On a machine that does something else as well, trust the processor time, not the latencies.
#[derive(Debug, Parser)]
#[command(name = "communities", max_term_width = 100)]
struct Options {
    /// The tpm-guide to measure
    #[arg(long, value_name = "PATH")]
    product: PathBuf,
    /// How many servers have 30 entries each
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(2..))]
    servers: u32,
    /// How many servers are known in all when starts are timed
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    known: u32,
    /// How often each figure is measured whose median counts
    #[arg(long, value_name = "N", default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Requests in each measurement of processor time
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..))]
    requests: u32,
    /// The entries that servers have: what staff type, one JSON a line [default: the workspace's]
    #[arg(long, value_name = "FILE", default_value = ENTRIES, hide_default_value = true)]
    entries: PathBuf,
    /// The processor that the servers are held to
    #[arg(long, value_name = "CORE", default_value_t = 0)]
    server_core: usize,
    /// The processor that the load generator is held to
    #[arg(long, value_name = "CORE", default_value_t = 1)]
    client_core: usize,
    /// The load generator [default: beside this program]
    #[arg(long, value_name = "PATH")]
    load: Option<PathBuf>,
    /// Leave SQLite out
    #[arg(long)]
    no_sqlite: bool,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let folder = TempDir::new().context("making a folder for the database")?;
    let file = format!("sqlite:{}", folder.path().join("guide.db").display());
    let sqlite = (!options.no_sqlite).then_some(("SQLite", file));
    let postgres = std::env::var("TEST_DATABASE_URL").ok().map(|url| ("PostgreSQL", url));
    if postgres.is_none() {
        eprintln!("PostgreSQL is not measured: TEST_DATABASE_URL is not set");
    }
    for (engine, url) in sqlite.into_iter().chain(postgres) {
        let database = Database::fill(&options, url).with_context(|| format!("filling {engine}"))?;
        let criteria = measuring::measure(&options, &database)?;
        criteria::print(engine, &criteria);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_options_fit_together() {
        Options::command().debug_assert();
    }
}
