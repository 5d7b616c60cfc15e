//! A server: started, found by the address that it logs, ended when it is dropped.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::pinned::{Pinned, tell};

/// How long a server may take to listen, and to answer the first time.
pub const TIMEOUT: Duration = Duration::from_secs(20);
/// How often is looked whether it does.
pub const GLANCE: Duration = Duration::from_micros(100);

/// How a server is started.
#[derive(Debug)]
pub struct Program {
    /// What it is called in tables.
    pub name: &'static str,
    /// It sends the same answer to everything.
    pub answers_all_alike: bool,
    path: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Program {
    /// The baseline, for requests that are signed with `key`.
    pub fn baseline(path: PathBuf, key: &str) -> Self {
        let arguments = ["--listen", "127.0.0.1:0", "--public-key", key].map(str::to_owned).to_vec();
        Self { name: "baseline", answers_all_alike: true, path, arguments, environment: Vec::new() }
    }

    /// `tpm-guide serve`, for requests that are signed with `key`, with further settings.
    pub fn product(path: PathBuf, key: &str, settings: Vec<(String, String)>) -> Self {
        let fixed = [
            ("LISTEN_ADDR", "127.0.0.1:0"),
            ("DISCORD_PUBLIC_KEY", key),
            // No server listens on port 9: whatever happens, Discord is not called.
            ("DISCORD_API_URL", "http://127.0.0.1:9"),
        ];
        let mut environment: Vec<_> = fixed.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        environment.extend(settings);
        let name = "tpm-guide serve";
        Self { name, answers_all_alike: false, path, arguments: vec!["serve".to_owned()], environment }
    }
}

/// A server that runs.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// It sends the same answer to everything.
    pub answers_all_alike: bool,
    process: Child,
    /// Where it was started, in which nothing is but its log.
    _folder: TempDir,
}

impl Server {
    /// Starts it and waits until it has logged its address. The log is a file, so that reading it does not disturb the measurement.
    pub fn start(program: &Program, pinned: Pinned) -> anyhow::Result<Self> {
        let folder = TempDir::new().context("making a folder for the log")?;
        let log = folder.path().join("log");
        let written = File::create(&log).context("making the log")?;
        let mut command = pinned.server(&program.path);
        command.args(&program.arguments).current_dir(folder.path()).env_clear();
        // taskset is looked for there.
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.envs(program.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(written.try_clone()?).stderr(written);
        tell(&command);
        let mut process = command.spawn().with_context(|| format!("starting {}", program.path.display()))?;
        match listening(&mut process, &log) {
            Ok(address) => {
                let answers_all_alike = program.answers_all_alike;
                Ok(Self { address, answers_all_alike, process, _folder: folder })
            }
            Err(problem) => {
                end(&mut process);
                let said = fs::read_to_string(&log).unwrap_or_default();
                Err(problem.context(format!("{} did not listen; it said:\n{said}", program.name)))
            }
        }
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

fn end(process: &mut Child) {
    // Either fails only when it has ended by itself.
    let _ = process.kill();
    let _ = process.wait();
}

fn listening(process: &mut Child, log: &PathBuf) -> anyhow::Result<SocketAddr> {
    let started = Instant::now();
    while started.elapsed() < TIMEOUT {
        if let Some(address) = address(&fs::read_to_string(log).context("reading the log")?) {
            return Ok(address);
        }
        if let Some(status) = process.try_wait().context("waiting")? {
            bail!("it ended: {status}");
        }
        sleep(GLANCE);
    }
    bail!("no line with `listening` and an address within {TIMEOUT:?}")
}

/// The address in the first whole line that says `listening`.
fn address(log: &str) -> Option<SocketAddr> {
    let whole = &log[..=log.rfind('\n')?];
    let line = whole.lines().find(|line| line.contains("listening"))?;
    let words = line.split(|letter: char| !(letter.is_ascii_hexdigit() || ".:[]".contains(letter)));
    words.filter_map(|word| word.parse().ok()).next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_however_the_log_is_written() {
        let expected = Some(SocketAddr::from(([127, 0, 0, 1], 8080)));
        assert_eq!(address("listening on 127.0.0.1:8080\n"), expected);
        assert_eq!(address("knowledge read\n2026-11-21T09:00:00Z INFO listening address=127.0.0.1:8080\n"), expected);
        assert_eq!(address("{\"message\":\"listening\",\"address\":\"127.0.0.1:8080\"}\n"), expected);
        assert_eq!(address("\u{1b}[2mlistening\u{1b}[0m \u{1b}[3maddress\u{1b}[0m=127.0.0.1:8080\n"), expected);
    }

    #[test]
    fn half_a_line_and_other_lines_are_waited_out() {
        assert_eq!(address("listening on 127.0.0.1:80"), None);
        assert_eq!(address("metrics at 127.0.0.1:9000\n"), None);
    }
}
