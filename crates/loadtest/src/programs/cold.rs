//! Single answers, and the cold start: from the start of the process to its first answer.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::pinned::Pinned;
use super::server::{GLANCE, Program, Server, TIMEOUT};
use crate::signing;
use anyhow::{Context, bail};

/// `/help`, as Discord sends it.
const COMMAND: &str = include_str!("../../payloads/command-help.json");

/// Starts `program`, asks until it answers, and ends it. Gives milliseconds.
pub fn first_answer(program: &Program, pinned: Pinned, seed: u64) -> anyhow::Result<f64> {
    let request = request(COMMAND, seed);
    let started = Instant::now();
    let server = Server::start(program, pinned)?;
    let mut said = String::new();
    while started.elapsed() < TIMEOUT {
        said = ask(server.address, &request).unwrap_or_else(|problem| problem.to_string());
        if said.starts_with("HTTP/1.1 200 ") {
            return Ok(started.elapsed().as_secs_f64() * 1e3);
        }
        sleep(GLANCE);
    }
    bail!("{} did not answer within {TIMEOUT:?}, but said: {said}", program.name)
}

/// What a server answers to one interaction, with the head of the response.
pub fn answer(server: &Server, interaction: &str, seed: u64) -> anyhow::Result<String> {
    ask(server.address, &request(interaction, seed))
}

/// A request of an interaction, signed now.
fn request(interaction: &str, seed: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs().to_string();
    let signature = signing::sign(&signing::key(seed), &now, interaction.as_bytes());
    let length = interaction.len();
    format!(
        "POST /interactions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         X-Signature-Ed25519: {signature}\r\nX-Signature-Timestamp: {now}\r\nConnection: close\r\n\r\n{interaction}"
    )
}

fn ask(address: SocketAddr, request: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address).context("connecting")?;
    stream.set_read_timeout(Some(Duration::from_secs(3)))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
