//! Puts load on an endpoint for Discord's interactions and says what it cost.
//!
//! Signs real payloads (`payloads/`) beforehand, sends them over connections that are kept open, checks every
//! answer, and reports the rate, percentiles of the latency, errors by kind, and the processor time and memory of the
//! server. The program `baseline` is something to compare with, `compare` runs both.
//!
//! ```console
//! cargo build --release -p loadtest
//! KEY=$(target/release/loadtest --print-public-key)
//! LISTEN_ADDR=127.0.0.1:8080 DISCORD_PUBLIC_KEY=$KEY tpm-guide serve &
//! target/release/loadtest --url http://127.0.0.1:8080/interactions --pid $! --seconds 10
//! ```
//!
//! No payload removes or shares an answer: the server would call Discord's REST API for each.

mod client;

mod options;
mod payloads;
mod pool;
mod process;
mod report;
mod run;
mod schedule;
mod silent;
mod tally;
mod worker;

use std::process::ExitCode;

use clap::Parser;
use loadtest::signing;

use options::Options;

fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    if options.print_public_key {
        println!("{}", signing::public_hex(&signing::key(options.seed)));
        return Ok(ExitCode::SUCCESS);
    }
    let report = run::run(&options)?;
    if options.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{report}");
    }
    Ok(if report.errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests;
