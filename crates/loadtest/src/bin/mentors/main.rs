//! What questions to mentors cost: two `tpm-guide serve` on one PostgreSQL, with a stand-in for Discord's API.
//!
//! Fills the empty database of `TEST_DATABASE_URL` with servers that have a mentors' channel, sends forms of *Ask the mentors*
//! on a steady schedule while others ask in other servers, waits until every message is posted, compares what answers cost
//! with and without votes and counts, kills processes, and prints a table of goals and figures. It builds nothing.
//!
//! ```console
//! cargo build --release -p tpm-guide --no-default-features && cargo build --release -p loadtest
//! tests/postgres target/release/mentors --product target/release/tpm-guide
//! ```

mod answers;
mod counting;
mod database;
mod discord;
mod presses;
mod questions;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use loadtest::criteria;
use loadtest::programs::{Load, Pinned, Program, beside, median};
use loadtest::signing;

use crate::database::Database;
use crate::discord::Discord;
use crate::questions::ENTRIES;

/// The seed of the key pair.
const SEED: u64 = 1;
/// A key for the ids of members, which anyone can know.
const MEMBER_KEY: &str = "5ec4e7005ec4e7005ec4e7005ec4e7005ec4e7005ec4e7005ec4e7005ec4e700";

/// Measures what questions to mentors cost, and prints goals and figures
///
/// On a machine that does something else as well, trust the processor time, not the latencies.
#[derive(Debug, Parser)]
#[command(name = "mentors", max_term_width = 100)]
struct Options {
    /// The tpm-guide to measure
    #[arg(long, value_name = "PATH")]
    product: PathBuf,
    /// How many servers have a mentors' channel
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    servers: u32,
    /// How many questions to mentors are sent a second
    #[arg(long, value_name = "R", default_value_t = 100, value_parser = clap::value_parser!(u32).range(2..))]
    rate: u32,
    /// For how many seconds
    #[arg(long, value_name = "S", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// How many interactions a second others send meanwhile
    #[arg(long, value_name = "R", default_value_t = 40, value_parser = clap::value_parser!(u32).range(2..))]
    others: u32,
    /// How many milliseconds Discord takes to answer
    #[arg(long, value_name = "MS", default_value_t = 100)]
    discord_ms: u64,
    /// How often each figure is measured whose median counts
    #[arg(long, value_name = "N", default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Requests in each measurement of processor time
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..))]
    requests: u32,
    /// How many questions a second are counted before a process is killed
    #[arg(long, value_name = "R", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    counted: u32,
    /// How long a process answers before it is killed, once for each of these seconds
    #[arg(long, value_name = "S", value_delimiter = ',', default_value = "13,16,19")]
    lives: Vec<u32>,
    /// What is asked: entries that staff typed, one JSON a line [default: the workspace's]
    #[arg(long, value_name = "FILE", default_value = ENTRIES, hide_default_value = true)]
    entries: PathBuf,
    /// The processor that the servers are held to where processor time is compared
    #[arg(long, value_name = "CORE", default_value_t = 0)]
    server_core: usize,
    /// The processor that the load generator is held to there
    #[arg(long, value_name = "CORE", default_value_t = 1)]
    client_core: usize,
    /// The load generator [default: beside this program]
    #[arg(long, value_name = "PATH")]
    load: Option<PathBuf>,
    /// Measure only this
    #[arg(long, value_enum)]
    only: Option<Part>,
}

/// A part of the measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Questions to mentors, and their messages
    Presses,
    /// Processor time of answers
    Answers,
    /// What a kill loses
    Counting,
}

/// What is measured, and with what.
struct Bench {
    options: Options,
    database: Database,
    discord: Discord,
    load: Load,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let url =
        std::env::var("TEST_DATABASE_URL").context("TEST_DATABASE_URL is not set: run this by `tests/postgres`")?;
    let product = options.product.canonicalize().context("looking for the product")?;
    let database = Database::fill(&product, url, options.servers)?;
    let load = Load {
        program: beside(options.load.as_ref(), "loadtest")?,
        pinned: Pinned::nowhere(),
        seed: SEED,
        distinct_questions: false,
    };
    let discord = Discord::start(Duration::from_millis(options.discord_ms))?;
    let bench = Bench { options, database, discord, load };
    let mut criteria = Vec::new();
    for (part, measure) in [
        (Part::Presses, presses::measure as fn(&Bench) -> anyhow::Result<_>),
        (Part::Answers, answers::measure),
        (Part::Counting, counting::measure),
    ] {
        if bench.options.only.is_none_or(|only| only == part) {
            criteria.extend(measure(&bench)?);
        }
    }
    criteria::print("PostgreSQL", &criteria);
    Ok(())
}

impl Bench {
    /// `serve` with everything on: the store, the token, and the key for votes.
    fn whole(&self) -> anyhow::Result<Program> {
        let settings = [
            ("DATABASE_URL", self.database.url.as_str()),
            ("DISCORD_TOKEN", "a.token.of-the-stand-in"),
            ("DISCORD_API_URL", &self.discord.url),
            ("MEMBER_KEY", MEMBER_KEY),
        ];
        self.program(&settings)
    }

    /// `serve` with these settings.
    fn program(&self, settings: &[(&str, &str)]) -> anyhow::Result<Program> {
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let key = signing::public_hex(&signing::key(SEED));
        Ok(Program::product(self.options.product.canonicalize()?, &key, settings))
    }
}

/// The median of one figure's rounds, of which there is at least one.
fn middle(values: &[f64]) -> f64 {
    median(values.to_vec()).unwrap_or(f64::NAN)
}

/// A number for reading.
fn number(count: impl TryInto<u32>) -> f64 {
    f64::from(count.try_into().unwrap_or(u32::MAX))
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
