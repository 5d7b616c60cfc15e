//! The words of these tests: servers to stop, what members and staff get meanwhile, and what the database holds.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use fake_discord::{Discord, Settings};
use sqlx::{AnyConnection, Connection as _};
use tokio::time::timeout;
use tpm_guide::store::Engine;

pub use super::super::support::*;
use crate::support::settings;

/// How staff are told that the store is away.
pub const AWAY: &str = "The memory can't be reached right now";

/// A fake Discord with its own three seconds: an answer that is late is none.
pub async fn punctual() -> Discord {
    let settings = Settings { deadline: Settings::default().deadline, ..settings() };
    let discord = Discord::start(settings).await.expect("loopback has a free port");
    discord.arrange(furnish);
    discord
}

/// A PostgreSQL that a test may stop.
pub struct Server {
    pub database: Database,
    child: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// Starts one; nothing where PostgreSQL is not there, which the store's tests say.
    pub fn start() -> Option<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgres");
        let mut command = Command::new(script);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let (input, output) = (child.stdin.take()?, child.stdout.take()?);
        let mut output = BufReader::new(output).lines();
        let address = output.next()?.ok()?;
        Some(Self { database: Database::at(Engine::Postgres, address), child, input: Some(input), output })
    }

    /// `stop`, `kill` or `start`; returns when that is done.
    pub fn does(&mut self, what: &str) {
        writeln!(self.input.as_mut().expect("it is open"), "{what}").expect("it listens");
        assert_eq!(self.output.next().and_then(Result::ok).as_deref(), Some(what));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// What is served at this path beside the metrics: the status and the body.
pub async fn watched(bot: &Bot, path: &str) -> (u16, String) {
    let address: SocketAddr = bot.listens("serving metrics").await;
    let response = reqwest::get(format!("http://{address}{path}")).await.expect("it is served");
    (response.status().as_u16(), response.text().await.expect("a text"))
}

/// A metric without labels.
pub async fn metric(bot: &Bot, name: &str) -> u64 {
    let (_, text) = watched(bot, "/metrics").await;
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {name}:\n{text}"))
}

/// Mia adds *Standup* at home, which members have asked for, and *Retro* in the workshop, which is in no cache.
pub async fn warm_and_cold(fixture: &Fixture) {
    let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
    adds_entry(&mia.in_server(WORKSHOP), "Retro", "We look back on Fridays.").await;
    adds(&mia, STANDUP).await;
    knows(fixture, &ada).await;
}

/// Ada gets the entry of the home server.
async fn knows(fixture: &Fixture, ada: &fake_discord::Person) {
    let answer = types(ada, "/topic name:standup").await;
    assert!(answer.text().contains("at ten, on voice"), "{}\n{}", answer.text(), fixture.story());
}

/// While the store is away: members get the shipped guide everywhere and what is kept; staff are told.
pub async fn goes_on_without_the_store(fixture: &Fixture) {
    let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
    knows(fixture, &ada).await;
    for place in [ada.clone(), ada.in_server(WORKSHOP), ada.in_dm()] {
        let shipped = types(&place, "/faq question:3").await;
        assert!(shipped.text().len() > 100, "{}", shipped.text());
    }
    assert_eq!(offered(&ada, "/topic name:stan").await[0], "Standup");
    for (person, line) in
        [(mia.clone(), "/guide list"), (mia.in_server(WORKSHOP), "/guide add"), (mia.clone(), "/guide settings")]
    {
        let told = types(&person, line).await;
        assert_eq!(title(&told), AWAY, "{line}\n{}", fixture.story());
    }
    assert_eq!(watched(&fixture.bot, "/readyz").await.0, 200, "shipped answers are served");
}

/// Once the store is back, without a restart: staff write again, and members get everything.
pub async fn comes_back(fixture: &Fixture) {
    let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
    let listed = async { while title(&types(&mia, "/guide list").await) != "Entries of this server" {} };
    assert!(timeout(BOUND, listed).await.is_ok(), "it does not come back:\n{}", fixture.story());
    let cold = async {
        while !types(&ada.in_server(WORKSHOP), "/topic name:retro").await.text().contains("look back on Fridays") {}
    };
    assert!(timeout(BOUND, cold).await.is_ok(), "members do not get it back:\n{}", fixture.story());
    adds_entry(&mia, "Afterwards", "It works again.").await;
    assert!(types(&ada, "/topic name:afterwards").await.text().contains("It works again."));
}

/// A number that the database holds of a server: `SELECT {what} FROM guild WHERE guild = …`.
pub async fn stored(database: &Database, what: &str, guild: u64) -> Option<i64> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(database.address()).await.expect("a connection");
    let statement = format!("SELECT {what} FROM guild WHERE guild = $1");
    let query = sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).bind(guild.cast_signed());
    let value: Option<i64> = query.fetch_one(&mut connection).await.expect("a row");
    connection.close().await.expect("it ends");
    value
}
