//! A new operator's way to an endpoint that Discord has verified, and back: every step of "Set up the endpoint" in
//! `docs/operations.md`, with the fake Discord. `deploy/check` checks the proxy between them.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitStatus;

use fake_discord::Discord;
use tempfile::TempDir;

use super::support::{Bot, Fixture, Transport, answered, enter, settings};
use super::transports::LINES;

/// The commands of `docs/operations.md`, in its order; the addresses are those of the test.
const STEPS: [&str; 5] = [
    "cp .env.example .env",
    "tpm-guide serve",
    "tpm-guide health",
    "tpm-guide register --endpoint https://guide.example.org/interactions",
    "tpm-guide register --endpoint none",
];

/// A key of no application.
const FOREIGN_KEY: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

/// Of a file in the project's folder, all of it.
fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("a text")
}

/// A folder with `.env` as the page says: the example, with the token and the key filled in.
fn folder(discord: &Discord, key: &str) -> TempDir {
    let filled = |text: String, line: &str, value: &str| {
        assert_eq!(text.matches(&format!("\n{line}\n")).count(), 1, "{line} stands once in .env.example");
        text.replace(&format!("\n{line}\n"), &format!("\n{}{value}\n", line.trim_start_matches('#')))
    };
    let text = filled(read(".env.example"), "DISCORD_TOKEN=", discord.token());
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join(".env"), filled(text, "#DISCORD_PUBLIC_KEY=", key)).expect("written");
    folder
}

/// An operator who has done everything up to `.env`, with this Discord in place of the real one.
struct Operator {
    discord: Discord,
    key: String,
}

impl Operator {
    async fn with_the_right_key() -> Self {
        let discord = Discord::start(settings()).await.expect("a free port");
        let key = discord.public_key();
        Self { discord, key }
    }

    /// Types `tpm-guide …`; `serve` and `health` agree on this address.
    fn types(&self, arguments: &[&str], listen: &str) -> Bot {
        let origin = self.discord.origin();
        let stands_in = [("DISCORD_API_URL", origin.as_str()), ("LISTEN_ADDR", listen), ("DRAIN_SECONDS", "0")];
        Bot::start_in(folder(&self.discord, &self.key), arguments, &stands_in)
    }

    async fn serves(&self) -> (Bot, SocketAddr) {
        let bot = self.types(&["serve"], "127.0.0.1:0");
        let address = bot.address().await;
        (bot, address)
    }

    async fn registers(&self, arguments: &[&str]) -> (ExitStatus, String) {
        self.types(&[&["register"], arguments].concat(), "").ends().await
    }
}

#[test]
fn the_page_names_these_steps_in_this_order() {
    let page = read("docs/operations.md");
    let section =
        page.split("## Set up the endpoint\n").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("a section");
    let places: Vec<Option<usize>> = STEPS.iter().map(|step| section.find(step)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn these_steps_lead_to_an_endpoint_that_answers_every_command() {
    let operator = Operator::with_the_right_key().await;
    let (bot, address) = operator.serves().await;
    let (healthy, said) = operator.types(&["health"], &address.to_string()).ends().await;
    assert!(healthy.success() && said.is_empty(), "{said}");

    let url = format!("http://{address}/interactions");
    let (registered, said) = operator.registers(&["--endpoint", &url]).await;
    assert!(registered.success(), "{said}\n{}", bot.said());
    for told in [
        "+ /industry",
        "+ /guide",
        &format!("DISCORD_PUBLIC_KEY={}", operator.key),
        &format!("Discord calls {url} now"),
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!said.contains("another key"), "{said}");
    let fixture = Fixture { discord: operator.discord, bot, transport: Transport::Http };
    assert_eq!(fixture.discord.endpoint(), Some(url));
    // A ping and one with a bad signature were answered; now come all kinds of bad ones.
    fixture.discord.probe_endpoint().await.unwrap();
    let ada = fixture.discord.member("ada");
    for line in LINES {
        answered(&ada.types(line).await.unwrap());
    }
    let asked_about = ada.says("do i need a degree for this?").unwrap();
    answered(&ada.uses("Ask TPM Guide", &asked_about).await.unwrap());
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_public_key_is_told_with_the_right_one_and_changes_nothing() {
    let Operator { discord, key } = Operator::with_the_right_key().await;
    let operator = Operator { discord, key: FOREIGN_KEY.to_owned() };
    let (bot, address) = operator.serves().await;
    let url = format!("http://{address}/interactions");
    let (registered, said) = operator.registers(&["--endpoint", &url]).await;
    assert_eq!(registered.code(), Some(1), "{said}");
    for told in [
        "DISCORD_PUBLIC_KEY is set to another key than this application's",
        &format!("Discord does not take {url} as endpoint"),
        "Is the DISCORD_PUBLIC_KEY of `serve` this application's key? It is",
        &key,
        &format!("curl -i -X POST {url}"),
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert_eq!(operator.discord.endpoint(), None);
    // Those of staff among them: the example sets a database.
    assert_eq!(operator.discord.commands(None).len(), 15, "the commands are registered all the same");
    assert!(!said.contains(operator.discord.token()), "{said}");
    bot.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_serves_there_is_told_in_the_same_way() {
    let operator = Operator::with_the_right_key().await;
    // Bound for a moment only: nothing answers there.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/interactions", gone.local_addr().unwrap());
    drop(gone);
    let (registered, said) = operator.registers(&["--endpoint", &url]).await;
    assert_eq!(registered.code(), Some(1), "{said}");
    assert!(said.contains("Is `serve` reachable there from outside?") && !said.contains("another key"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_shows_and_changes_nothing_and_none_leads_back_to_the_gateway() {
    let operator = Operator::with_the_right_key().await;
    let (bot, address) = operator.serves().await;
    let url = format!("http://{address}/interactions");
    let run = async |arguments: &[&str]| {
        let (registered, said) = operator.registers(arguments).await;
        assert!(registered.success(), "{said}");
        said
    };
    let said = run(&["--endpoint", &url, "--dry-run"]).await;
    assert!(said.contains("Nothing was changed: Discord sends everything over the gateway now."), "{said}");
    assert!(said.contains(&format!("DISCORD_PUBLIC_KEY={}", operator.key)), "{said}");
    assert_eq!((operator.discord.endpoint(), operator.discord.commands(None).len()), (None, 0));
    run(&["--endpoint", &url]).await;
    let said = run(&["--endpoint", &url]).await;
    assert!(said.contains(&format!("Nothing to change: Discord calls {url} already.")), "{said}");

    // A bot that connects to the gateway now would wait in vain, and is told so.
    let over_the_gateway = enter(&operator.discord, &[], &[]);
    over_the_gateway.says("nothing will arrive here", 1).await;
    over_the_gateway.says("register --endpoint none", 1).await;
    let said = run(&["--endpoint", "none"]).await;
    assert!(said.contains("Changed: Discord sends everything over the gateway now."), "{said}");
    assert_eq!(operator.discord.endpoint(), None);
    bot.stops().await;
    let fixture = Fixture { discord: operator.discord, bot: over_the_gateway, transport: Transport::Gateway };
    fixture.ready().await;
    answered(&fixture.discord.member("ada").types("/help").await.unwrap());
    fixture.close().await;
}
