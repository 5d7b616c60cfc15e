//! What can be asked of the load generator.

use std::path::PathBuf;

use clap::{ArgGroup, Parser};
use hyper::Uri;

use crate::payloads::{Choice, PAYLOADS};

/// Sends signed interactions to a server and reports rate, latency, errors and what they cost the server
///
/// Ends with 0 when every answer was right, with 1 when one was not.
#[derive(Clone, Debug, Parser)]
#[command(name = "loadtest", max_term_width = 100, group(ArgGroup::new("length").args(["requests", "seconds"])))]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
pub struct Options {
    /// Where interactions go
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/interactions", value_parser = url)]
    pub url: Uri,
    /// The server's process, to read its processor time and memory from /proc
    #[arg(long, value_name = "PID")]
    pub pid: Option<u32>,
    /// Where the key pair, the order of the payloads and made-up questions come from
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Which of several runs with the same key this is: each has an order and made-up questions of its own
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub run: u32,
    /// Print the public key that the seed gives, as the server needs it, and end
    #[arg(long)]
    pub print_public_key: bool,
    /// How many connections are kept open
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..))]
    pub connections: u32,
    /// How many threads drive them; one is enough unless the server has more than one processor
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub threads: u32,
    /// Send so many requests [default: 10000, unless --seconds]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub requests: Option<u64>,
    /// Send for so long
    #[arg(long, value_name = "S", value_parser = positive)]
    pub seconds: Option<f64>,
    /// Send so many a second on a steady schedule, whatever comes back; latency counts from the scheduled moment
    ///
    /// Without it, each connection sends its next request as soon as it has an answer.
    #[arg(long, value_name = "R", value_parser = positive)]
    pub rate: Option<f64>,
    /// Requests before the measurement, which are not counted
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub warm_up: u64,
    /// Sign every request with another key; the right answer to each is 401
    #[arg(long)]
    pub bad_signatures: bool,
    /// Beside the load, keep so many connections that send a head and no body, each renewed every 3 s
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub silent_heads: u32,
    /// Give every /ask words that were not asked before, so that no cache helps
    #[arg(long)]
    pub distinct_questions: bool,
    /// Which payloads to send, comma-separated
    #[arg(long, value_name = "KINDS", value_enum, value_delimiter = ',', default_value = "all")]
    pub kinds: Vec<Choice>,
    /// The folder with the payloads, one JSON file each [default: this package's]
    #[arg(long, value_name = "DIR", default_value = PAYLOADS, hide_default_value = true)]
    pub payloads: PathBuf,
    /// Ask in the server with this id, instead of the one that the payloads name
    #[arg(long, value_name = "ID")]
    pub guild: Option<u64>,
    /// Ask in so many servers in turn, whose ids follow on --guild; --pool should be a multiple
    #[arg(long, value_name = "N", default_value_t = 1, requires = "guild", value_parser = clap::value_parser!(u32).range(1..))]
    pub guilds: u32,
    /// How many different signed requests are rotated
    #[arg(long, value_name = "N", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub pool: u32,
    /// Accept any `type` of answer: the baseline sends the same to everything
    #[arg(long)]
    pub any_answer: bool,
    /// Print one line of JSON instead of text
    #[arg(long)]
    pub json: bool,
}

fn url(written: &str) -> Result<Uri, String> {
    let url: Uri = written.parse().map_err(|problem| format!("{problem}"))?;
    match (url.scheme_str(), url.host()) {
        (Some("http"), Some(_)) => Ok(url),
        _ => {
            Err("an address such as http://127.0.0.1:8080/interactions is needed; https is the proxy's job".to_owned())
        }
    }
}

fn positive(written: &str) -> Result<f64, String> {
    match written.parse() {
        Ok(number) if f64::is_finite(number) && number > 0.0 => Ok(number),
        _ => Err("a number above 0 is needed".to_owned()),
    }
}
