//! The command line: subcommands, their options and the text of `--help`. Nothing here acts.

#![expect(clippy::doc_markdown, reason = "help text has no markdown")]

#[cfg(feature = "playground")]
use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use http::Uri;

/// A Discord bot that answers questions about the Technical Program Manager role, from curated and sourced knowledge
#[derive(Debug, Parser)]
#[command(name = "tpm-guide", version, max_term_width = 100)]
#[cfg_attr(
    feature = "playground",
    command(before_help = "New here? `tpm-guide playground` lets you try the bot in a browser.")
)]
pub struct Cli {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
    /// Folder that holds en/, used instead of the knowledge inside the program [env: KNOWLEDGE_DIR]
    #[arg(long, global = true, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Connect to Discord and answer until stopped
    ///
    /// Needs DISCORD_TOKEN. Registers the slash commands if they differ from those at Discord. Reloads a knowledge
    /// folder when its files change, or on SIGHUP; files with mistakes never replace what works.
    Run,
    /// Answer Discord's requests over HTTP until stopped
    ///
    /// Needs DISCORD_PUBLIC_KEY. Listens on LISTEN_ADDR (127.0.0.1:8080) for POST /interactions, behind a TLS proxy; GET
    /// /healthz and /readyz are for load balancers. Any number of replicas can run side by side; on several machines,
    /// DATABASE_URL must be PostgreSQL. With DISCORD_TOKEN, what servers had that removed the bot is deleted in time.
    /// Register the commands with `tpm-guide register`.
    Serve,
    /// Check whether a running `serve` or `run` is alive
    ///
    /// Requests /healthz on LISTEN_ADDR, or on METRICS_ADDR if only that is set. Prints nothing and exits with 0 if the
    /// process is alive: for container health checks.
    Health,
    /// Register the slash commands and show what changes
    ///
    /// Needs DISCORD_TOKEN. With --endpoint, also sets where Discord sends interactions: to `tpm-guide serve`, or over the
    /// gateway to `tpm-guide run`.
    Register(Register),
    /// Check the knowledge: list every mistake with its file and line, then test whether everything is found
    ///
    /// Once there are no mistakes, looks up every example question and every refused question in an index without it, and
    /// every title and name as it is. Fails if too few find what they should.
    Check(Check),
    /// Ask a question, and see what it finds and why
    ///
    /// For curators: shows the confidence, how each word was read, and which words of the question the best entries hold,
    /// and where. With --file, for many questions: one line for each, and with --diff, what an edit changed. With
    /// --jsonl, for programs: reads one question per line from standard input, and prints one line of JSON for each.
    Ask(Ask),
    /// Show an answer as a member would see it, without Discord
    Preview(Preview),
    /// Look after the database of servers' own entries, where DATABASE_URL says
    ///
    /// Reads DATABASE_URL, DATABASE_INSECURE and .env, and nothing of Discord. All but `copy` may run beside the bot.
    #[command(subcommand)]
    Store(Store),
    /// Try the bot in a browser, without Discord and without an account
    ///
    /// Starts a fake Discord on this machine, connects the bot to it, and serves a page on which you can do what members
    /// do. Nothing leaves this machine, and .env and the DISCORD_ variables are not read. With --knowledge DIR, a changed
    /// file shows at once. Ctrl-C stops it.
    #[cfg(feature = "playground")]
    Playground(Playground),
}

/// Options of `register`.
#[derive(Debug, Args)]
pub struct Register {
    /// Register in this server only, where changes show at once [env: DISCORD_GUILD_ID]
    #[arg(long, value_name = "ID")]
    pub guild: Option<NonZeroU64>,
    /// Show the differences and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Remove the commands instead of registering them
    #[arg(long)]
    pub remove: bool,
    /// Send interactions to `serve` at this https URL, which ends in /interactions, or `none` for the gateway
    ///
    /// `serve` must already answer there, since Discord checks the URL before it accepts it. Prints the application's
    /// public key, for DISCORD_PUBLIC_KEY.
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<Endpoint>,
}

/// Where Discord sends interactions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// To the bot, over the gateway.
    Gateway,
    /// To `serve` at this URL.
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
            // A fake Discord on the same machine.
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
    /// Folder that holds en/; the same as --knowledge
    #[arg(value_name = "DIR", conflicts_with = "knowledge")]
    pub folder: Option<PathBuf>,
    /// List every question that does not find what it should
    #[arg(long)]
    pub failures: bool,
    /// List statements dated, and reviews made, more than 12 months ago; with --stale=error, fail if there are any
    #[arg(long, value_name = "SEVERITY", num_args = 0..=1, require_equals = true, default_missing_value = "warning")]
    pub stale: Option<Stale>,
    /// Sum up the links of the sources, without fetching any
    ///
    /// Says how many sources have a link, how many links two sources share (each is a warning), and which kinds of sources
    /// have none. A link that is malformed or not https is always a mistake, with its file and line.
    #[arg(long)]
    pub offline_links: bool,
    /// Ask the labelled questions of these files instead of the knowledge's own, and print how the answers fare
    ///
    /// A line of a file is a JSON object with "q" and "entries" (or "expect"): the ids of the entries that answer it well, none
    /// if nothing does. "family" and "style" group the figures; a family that begins with "out" is out of scope. Prints how
    /// much of what is asserted is right, and whether the stated chance is true.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "failures")]
    pub questions: Vec<PathBuf>,
    /// Ask only the odd (1/2) or the even (2/2) lines of each file
    #[arg(long, value_name = "K/2", requires = "questions")]
    pub half: Option<Half>,
    /// Ask them in a server with the own entries of this file
    ///
    /// A line of the file is a JSON object with "title" and "body", and where there are some "also_known_as" and "asked_as".
    #[arg(long, value_name = "ENTRIES", requires = "questions")]
    pub own: Option<PathBuf>,
}

/// A half of the lines of a file: what was not fitted on, when the other was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Half {
    /// The odd lines, counted from 1.
    #[value(name = "1/2")]
    Odd,
    /// The even lines.
    #[value(name = "2/2")]
    Even,
}

/// How much weighs what is more than 12 months old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stale {
    /// It is listed.
    Warning,
    /// It is listed, and `check` fails.
    Error,
}

/// Options of `ask`.
#[derive(Debug, Args)]
pub struct Ask {
    /// Say where the knowledge is from
    #[arg(short, long)]
    pub verbose: bool,
    /// The question, in your own words
    #[arg(
        required_unless_present_any = ["jsonl", "file"],
        conflicts_with_all = ["jsonl", "file"],
        value_name = "QUESTION"
    )]
    pub question: Vec<String>,
    /// Show up to ten entries instead of three
    #[arg(long, conflicts_with_all = ["jsonl", "file"])]
    pub all: bool,
    /// Read one question per line from FILE (text, or a JSON object with "q"; - is standard input), and print one line
    /// for each: outcome, entry, chance, question
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    pub file: Option<PathBuf>,
    /// With --file, show only what differs from OLD, an earlier output of it
    #[arg(long, value_name = "OLD", requires = "file")]
    pub diff: Option<PathBuf>,
    /// Read one question per line (text, or a JSON object with "q"), and print its hits, score and time as JSON
    #[arg(long)]
    pub jsonl: bool,
}

/// Options of `preview`.
#[derive(Debug, Args)]
pub struct Preview {
    /// Say where the knowledge is from
    #[arg(short, long)]
    pub verbose: bool,
    /// The command as a member types it, such as "/industry healthcare" or "/compare tpm \"product owner\""
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "COMMAND")]
    pub line: Vec<String>,
    /// Print the JSON response that Discord would get
    #[arg(long)]
    pub json: bool,
    /// Show every command, entry and page
    #[arg(long)]
    pub all: bool,
}

/// The subcommands of `store`.
#[derive(Debug, Subcommand)]
pub enum Store {
    /// Create what the database lacks for this version
    ///
    /// `run` and `serve` do so at start. Several processes may try at once: one does it, the others wait. Migrations only add;
    /// a program of the release before goes on working beside them.
    Migrate,
    /// Check the whole database: list every problem with its table and row
    ///
    /// Changes nothing. Fails if there is a problem. An entry with a problem is not shown to members; all others are.
    Check,
    /// Write everything into FILE, a new SQLite database, as of one moment
    ///
    /// The bot may go on writing. To restore, stop the bot and put FILE where DATABASE_URL says, or, for PostgreSQL, `tpm-guide
    /// store copy --from sqlite:FILE --to postgres://…` into an empty database.
    Backup {
        /// The file, which must not exist; its owner alone can read it
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Copy a database to an empty one, and compare them row by row
    ///
    /// From SQLite to PostgreSQL, back, or between two of a kind. Stop the bot first: what it writes meanwhile is not copied.
    /// Set DATABASE_URL to the new one afterwards.
    Copy {
        /// The database to copy: sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE
        #[arg(long, value_name = "URL")]
        from: String,
        /// The empty database; a SQLite file is created
        #[arg(long, value_name = "URL")]
        to: String,
    },
    /// Delete what is stored about a member: questions to mentors, votes, drafts; and their name on what they wrote
    ///
    /// At once, while the bot runs; the same as when the member asks for it with /privacy delete. What they wrote for a server
    /// stays there without their name. Each deletion is recorded in FORGOTTEN_FILE without the member's id. Run it with --replay
    /// after a restore from a backup, and before the bot starts.
    Forget {
        /// The member's id at Discord
        #[arg(value_name = "USER", required_unless_present = "replay", value_parser = clap::value_parser!(u64).range(1..))]
        user: Option<u64>,
        /// Only in the server with this id
        #[arg(long, value_name = "ID", conflicts_with = "replay", value_parser = clap::value_parser!(u64).range(1..))]
        guild: Option<u64>,
        /// Delete again what was deleted before and is there, of all members in FORGOTTEN_FILE
        #[arg(long, conflicts_with = "user")]
        replay: bool,
    },
    /// Show how many rows each table has
    Stats,
}

/// Options of `playground`.
#[cfg(feature = "playground")]
#[derive(Debug, Args)]
pub struct Playground {
    /// Address on which the page is served
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8321", value_parser = address)]
    pub listen: SocketAddr,
    /// Allow an ADDR outside this machine's loopback: anyone who can reach the port can do everything
    #[arg(long)]
    pub allow_remote: bool,
    /// Open the page in a browser
    #[arg(long)]
    pub open: bool,
    /// Keep what servers write here, as in DATABASE_URL; without it, in memory until the end
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Serve the page's files from this folder, to see changes without rebuilding
    #[arg(long, value_name = "DIR")]
    pub page: Option<PathBuf>,
}

/// Parses an address and a port; `localhost` is an address.
#[cfg(feature = "playground")]
fn address(text: &str) -> Result<SocketAddr, String> {
    let numeric = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    let address = numeric.as_deref().unwrap_or(text).parse();
    address.map_err(|_| "give an address and a port, such as 127.0.0.1:8321".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[cfg(feature = "playground")]
    #[test]
    fn help_begins_with_what_a_newcomer_types() {
        let help = Cli::command().render_help().to_string();
        assert!(help.starts_with("New here? `tpm-guide playground`"), "{help}");
    }

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
