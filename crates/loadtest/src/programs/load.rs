//! The load generator, run as a program of its own; what it found, as far as it is used here.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::pinned::{Pinned, tell};
use super::server::Server;

/// How the load generator is run.
#[derive(Debug)]
pub struct Load {
    /// The program.
    pub program: PathBuf,
    /// The processor it is held to.
    pub pinned: Pinned,
    /// The seed of the key pair.
    pub seed: u64,
    /// Whether every /ask has words that were not asked before.
    pub distinct_questions: bool,
}

/// What it found.
#[derive(Debug, Deserialize)]
pub struct Run {
    /// Right answers a second.
    pub rate: f64,
    /// How long it took.
    pub seconds: f64,
    /// Wrong answers.
    pub errors: u64,
    /// Of right answers.
    pub latency: Latency,
    server: Option<Used>,
}

/// Milliseconds.
#[derive(Debug, Deserialize)]
pub struct Latency {
    /// Of half of them, at most.
    pub p50: f64,
    /// Of 99 in 100, at most.
    pub p99: f64,
    /// Of all.
    pub max: f64,
}

#[derive(Debug, Deserialize)]
struct Used {
    cpu_us_per_request: f64,
    cpu_seconds: f64,
    resident_before: u64,
    resident_after: u64,
    resident_peak: u64,
}

impl Load {
    /// Puts load on `server`.
    pub fn run(&self, server: &Server, arguments: &[&str]) -> anyhow::Result<Run> {
        let mut command = self.pinned.client(&self.program);
        command.args(["--url", &format!("http://{}/interactions", server.address), "--pid", &server.id().to_string()]);
        command.args(["--json", "--seed", &self.seed.to_string()]).args(arguments);
        if server.answers_all_alike {
            command.arg("--any-answer");
        }
        if self.distinct_questions {
            command.arg("--distinct-questions");
        }
        tell(&command);
        let output = command.stderr(Stdio::inherit()).output().context("running the load generator")?;
        // Without JSON it did not come to measuring, and said why; with JSON, errors of the server are among the figures.
        match serde_json::from_slice::<Run>(&output.stdout) {
            Ok(run) => {
                if run.errors > 0 {
                    eprintln!("{} errors: {}", run.errors, String::from_utf8_lossy(&output.stdout).trim_end());
                }
                Ok(run)
            }
            Err(_) => bail!("the load generator ended with {}", output.status),
        }
    }

    /// The memory of a server that has answered nothing but this one request.
    pub fn resident(&self, server: &Server) -> anyhow::Result<u64> {
        let run = self.run(server, &["--requests", "1", "--warm-up", "0", "--connections", "1"])?;
        Ok(run.used()?.resident_before)
    }
}

impl Run {
    fn used(&self) -> anyhow::Result<&Used> {
        self.server.as_ref().context("the load generator could not read /proc")
    }

    /// Microseconds of processor time for each request.
    pub fn cpu_us(&self) -> anyhow::Result<f64> {
        Ok(self.used()?.cpu_us_per_request)
    }

    /// The part of the time in which the server was on a processor: 1 when nothing else took it.
    pub fn busy(&self) -> anyhow::Result<f64> {
        Ok(self.used()?.cpu_seconds / self.seconds)
    }

    /// Bytes of memory that the server held at the end.
    pub fn resident_after(&self) -> anyhow::Result<u64> {
        Ok(self.used()?.resident_after)
    }

    /// The most bytes of memory that the server ever held.
    pub fn resident_peak(&self) -> anyhow::Result<u64> {
        Ok(self.used()?.resident_peak)
    }
}
