//! What `tpm-guide serve` costs beyond the baseline: both measured in turns, on one core, in the same run.
//!
//! Builds nothing. Each server is held to one processor and the load generator to another, where `taskset` and a second
//! processor are there. Prints every command that it runs, then a table.
//!
//! ```console
//! cargo build --release -p tpm-guide --no-default-features && cargo build --release -p loadtest
//! target/release/compare --product target/release/tpm-guide
//! ```

mod figures;

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use loadtest::programs::{Load, Pinned, Program, Server, beside, first_answer, setting};
use loadtest::signing;

use figures::{Figures, Memory, Round};

/// Measures tpm-guide serve and the baseline in turns and prints both
///
/// On a machine that does something else as well, trust the processor time per request, not the rates.
#[derive(Debug, Parser)]
#[command(name = "compare", max_term_width = 100)]
struct Options {
    /// The tpm-guide to measure; without it, the baseline alone
    #[arg(long, value_name = "PATH")]
    product: Option<PathBuf>,
    /// A setting for the product, such as `RUST_LOG=warn`; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    env: Vec<(String, String)>,
    /// How often each is measured
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Requests in each measurement of the rate
    #[arg(long, value_name = "N", default_value_t = 30_000, value_parser = clap::value_parser!(u64).range(1..))]
    requests: u64,
    /// Seconds of each measurement at half the rate
    #[arg(long, value_name = "S", default_value_t = 5)]
    seconds: u32,
    /// Requests after which memory is read
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(10..))]
    memory_after: u64,
    /// The same as --memory-after 1000000
    #[arg(long, conflicts_with = "memory_after")]
    million: bool,
    /// How often each is started to time its first answer
    #[arg(long, value_name = "N", default_value_t = 10)]
    cold_starts: u32,
    /// Give every /ask words that were not asked before
    #[arg(long)]
    distinct_questions: bool,
    /// The processor that the servers are held to
    #[arg(long, value_name = "CORE", default_value_t = 0)]
    server_core: usize,
    /// The processor that the load generator is held to
    #[arg(long, value_name = "CORE", default_value_t = 1)]
    client_core: usize,
    /// The baseline [default: beside this program]
    #[arg(long, value_name = "PATH")]
    baseline: Option<PathBuf>,
    /// The load generator [default: beside this program]
    #[arg(long, value_name = "PATH")]
    load: Option<PathBuf>,
}

/// The seed of the key pair.
const SEED: u64 = 1;

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let pinned = Pinned::find(options.server_core, options.client_core);
    let key = signing::public_hex(&signing::key(SEED));
    let load = Load {
        program: beside(options.load.as_ref(), "loadtest")?,
        pinned,
        seed: SEED,
        distinct_questions: options.distinct_questions,
    };
    let mut programs = vec![Program::baseline(beside(options.baseline.as_ref(), "baseline")?, &key)];
    if let Some(product) = &options.product {
        let path = product.canonicalize().with_context(|| format!("looking for {}", product.display()))?;
        programs.push(Program::product(path, &key, options.env.clone()));
    }
    let measured = programs.iter().map(|program| Figures::new(program.name)).collect();
    let measured = measure(&options, &load, &programs, measured)?;
    figures::print(&measured);
    Ok(())
}

fn measure(
    options: &Options,
    load: &Load,
    programs: &[Program],
    mut measured: Vec<Figures>,
) -> anyhow::Result<Vec<Figures>> {
    for _ in 0..options.cold_starts {
        for (program, figures) in programs.iter().zip(&mut measured) {
            figures.cold_ms.push(first_answer(program, load.pinned, SEED)?);
        }
    }
    let started = programs.iter().map(|program| Server::start(program, load.pinned));
    let servers = started.collect::<anyhow::Result<Vec<_>>>()?;
    for (server, figures) in servers.iter().zip(&mut measured) {
        figures.memory.push(Memory { requests: 0, resident: load.resident(server)? });
    }
    for _ in 0..options.rounds {
        for (server, figures) in servers.iter().zip(&mut measured) {
            figures.rounds.push(round(options, load, server)?);
        }
    }
    let all = if options.million { 1_000_000 } else { options.memory_after };
    for tenth in 1..=10 {
        for (server, figures) in servers.iter().zip(&mut measured) {
            let run = load.run(server, &["--requests", &(all / 10).to_string()])?;
            figures.memory.push(Memory { requests: all / 10 * tenth, resident: run.resident_after()? });
            figures.errors += run.errors;
        }
    }
    Ok(measured)
}

/// One server, once: as fast as it can, at half of that, and with wrong signatures.
fn round(options: &Options, load: &Load, server: &Server) -> anyhow::Result<Round> {
    let requests = options.requests.to_string();
    let fastest = load.run(server, &["--requests", &requests])?;
    let half = (fastest.rate / 2.0).max(1.0);
    let steady = load.run(server, &["--seconds", &options.seconds.to_string(), "--rate", &format!("{half:.0}")])?;
    let refused = load.run(server, &["--requests", &requests, "--bad-signatures"])?;
    Ok(Round {
        cpu_us: fastest.cpu_us()?,
        rate: fastest.rate,
        busy: fastest.busy()?,
        half_p50_ms: steady.latency.p50,
        half_p99_ms: steady.latency.p99,
        refused_cpu_us: refused.cpu_us()?,
        refused_rate: refused.rate,
        errors: fastest.errors + steady.errors + refused.errors,
    })
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
