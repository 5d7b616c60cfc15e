//! The command line: what can be typed and how it is explained. Nothing here acts.

#![expect(clippy::doc_markdown, reason = "what is written here is help text, which has no markdown")]

#[cfg(feature = "playground")]
use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};
use http::Uri;

/// Answers questions about the Technical Program Manager role in Discord, from curated, sourced knowledge.
#[derive(Debug, Parser)]
#[command(name = "tpm-guide", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// The folder that holds `en/`, instead of the knowledge inside the program [env: KNOWLEDGE_DIR]
    #[arg(long, global = true, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Connect to Discord and answer until stopped
    ///
    /// Needs DISCORD_TOKEN. Registers the slash commands when they differ from what Discord has. With a knowledge
    /// folder, changed files are taken up while running (SIGHUP does the same); files with mistakes never replace what
    /// works.
    Run,
    /// Answer Discord's requests over HTTP until stopped
    ///
    /// Needs DISCORD_PUBLIC_KEY and no token. Listens on LISTEN_ADDR (127.0.0.1:8080) for POST /interactions, behind a
    /// proxy that speaks TLS; GET /healthz and /readyz tell a load balancer how it is. Keeps nothing, so that any number
    /// of them can run side by side. Register the commands with `tpm-guide register`.
    Serve,
    /// Ask a running `serve` or `run` whether it is alive
    ///
    /// Asks /healthz on LISTEN_ADDR, or, if only METRICS_ADDR is set, there: for health checks of containers.
    Health,
    /// Register the slash commands and show what changes
    ///
    /// Needs DISCORD_TOKEN. With --endpoint, also says where Discord sends what members do: to `tpm-guide serve`, or over
    /// the gateway to `tpm-guide run`.
    Register(Register),
    /// Check the knowledge: list every mistake with its file and line, then ask whether everything is found
    ///
    /// Once there is no mistake, every example question and every refused one is asked as if nobody had written it
    /// down, and every title and name as it stands. Fails when too few find what they should.
    Check(Check),
    /// Ask a question and see what it finds and why
    ///
    /// For whoever edits the knowledge: how sure the guide is, how each word was read, and which words of the question
    /// stand where in the entries that come first. With --jsonl, for programs: one question a line from standard input,
    /// one line of JSON out.
    Ask(Ask),
    /// Show what a member would see, without Discord
    Preview(Preview),
    /// Try the bot in a browser, without Discord and without an account
    ///
    /// Starts a stand-in for Discord on this machine, connects the bot to it, and serves a page on which one can do what
    /// members do. Nothing leaves this machine; .env and the DISCORD_ variables are not read. With --knowledge DIR, a
    /// changed file shows at once. Ctrl-C ends it.
    #[cfg(feature = "playground")]
    Playground(Playground),
}

/// Options of `register`.
#[derive(Debug, Args)]
pub struct Register {
    /// Only for this server, where changes show at once [env: DISCORD_GUILD_ID]
    #[arg(long, value_name = "ID")]
    pub guild: Option<NonZeroU64>,
    /// Show the difference and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Remove the commands instead
    #[arg(long)]
    pub remove: bool,
    /// Where Discord reaches `serve`, as an https URL that ends in /interactions, or `none` for the gateway
    ///
    /// `serve` must answer there already, since Discord asks it before it takes the address. Prints the application's public
    /// key for DISCORD_PUBLIC_KEY.
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<Endpoint>,
}

/// Where Discord sends what members do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// To the bot's connection to the gateway.
    Gateway,
    /// To this URL.
    At(String),
}

impl Endpoint {
    /// The URL, if there is one.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Gateway => None,
            Self::At(url) => Some(url),
        }
    }
}

impl FromStr for Endpoint {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "none" {
            return Ok(Self::Gateway);
        }
        let url: Uri =
            text.parse().map_err(|_| "give a URL such as https://guide.example.org/interactions, or none")?;
        let may_be_called = match (url.scheme_str(), url.host()) {
            (Some("https"), Some(_)) => true,
            // A stand-in for Discord on the same machine.
            (Some("http"), Some(host)) => ["127.0.0.1", "[::1]", "localhost"].contains(&host),
            _ => false,
        };
        if may_be_called {
            Ok(Self::At(text.to_owned()))
        } else {
            Err("Discord calls only https, such as https://guide.example.org/interactions")
        }
    }
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The folder that holds `en/`; the same as --knowledge
    #[arg(value_name = "DIR", conflicts_with = "knowledge")]
    pub folder: Option<PathBuf>,
    /// List every question that does not find what it should
    #[arg(long)]
    pub failures: bool,
}

/// Options of `ask`.
#[derive(Debug, Args)]
pub struct Ask {
    /// The question, in anybody's words
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl", value_name = "QUESTION")]
    pub question: Vec<String>,
    /// Show up to ten entries instead of three
    #[arg(long, conflicts_with = "jsonl")]
    pub all: bool,
    /// Read a question a line (a text, or a JSON object with "q") and print for each its hits, score and time as JSON
    #[arg(long)]
    pub jsonl: bool,
}

/// Options of `preview`.
#[derive(Debug, Args)]
pub struct Preview {
    /// The command as a member types it, such as "/industry healthcare" or "/compare tpm \"product owner\""
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "COMMAND")]
    pub line: Vec<String>,
    /// Print the response that Discord would get
    #[arg(long)]
    pub json: bool,
    /// Go through every command, entry and page
    #[arg(long)]
    pub all: bool,
}

/// Options of `playground`.
#[cfg(feature = "playground")]
#[derive(Debug, Args)]
pub struct Playground {
    /// Where the page is served
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8321", value_parser = address)]
    pub listen: SocketAddr,
    /// Let other machines in, when ADDR is not on this machine's loopback: whoever reaches the port can do everything
    #[arg(long)]
    pub allow_remote: bool,
    /// Open the page in the browser
    #[arg(long)]
    pub open: bool,
    /// Serve the page's files from this folder, to see changes of them without building again
    #[arg(long, value_name = "DIR")]
    pub page: Option<PathBuf>,
}

/// An address and a port; `localhost` is one.
#[cfg(feature = "playground")]
fn address(text: &str) -> Result<SocketAddr, String> {
    let numeric = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    let address = numeric.as_deref().unwrap_or(text).parse();
    address.map_err(|_| "give an address and a port, such as 127.0.0.1:8321".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_what_discord_can_call_or_none() {
        assert_eq!("none".parse(), Ok(Endpoint::Gateway));
        for url in ["https://guide.example.org/interactions", "http://127.0.0.1:8080/interactions", "http://[::1]:1/"] {
            assert_eq!(url.parse(), Ok(Endpoint::At(url.to_owned())));
        }
        for wrong in ["", "guide.example.org", "/interactions", "http://guide.example.org/", "ftp://127.0.0.1/", "a b"]
        {
            assert!(wrong.parse::<Endpoint>().is_err(), "{wrong}");
        }
    }
}
