//! `fake-discord`: serves a fake Discord and its page, for a bot that runs as a program of its own.

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::pin::pin;

use clap::Parser;
use fake_discord::{Client, Discord, Settings};
use futures_util::FutureExt as _;
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// A strict Discord on this machine, to run a bot against.
///
/// Prints a token and addresses to configure the bot with, serves a page on which you act as a member, and reports
/// every rule of Discord that the bot breaks. Nothing leaves this machine. Ctrl-C ends it.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Address of the page
    #[arg(long, value_name = "ADDRESS", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 8330)))]
    listen: SocketAddr,

    /// Port of the API and the gateway, on 127.0.0.1; 0 takes any free port
    #[arg(long, value_name = "PORT", default_value_t = 8331)]
    api_port: u16,

    /// Serve the page on an address that other machines can reach; it has no password and no encryption
    #[arg(long)]
    allow_remote: bool,

    /// Print the configuration as one line of JSON
    #[arg(long)]
    json: bool,

    /// Serve the page's files from this folder instead of those in the program
    #[arg(long, value_name = "FOLDER")]
    page: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    if !options.listen.ip().is_loopback() && !options.allow_remote {
        let address = options.listen;
        return Err(format!("{address} can be reached from other machines; add --allow-remote to permit that").into());
    }
    let settings = Settings { port: options.api_port, ..Settings::default() };
    let discord = Discord::start(settings)
        .await
        .map_err(|error| format!("cannot listen on port {}: {error}; try --api-port 0", options.api_port))?;
    let mut client = Client::bind(&discord, options.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}; try --listen 127.0.0.1:0", options.listen))?;
    if let Some(folder) = options.page {
        client = client.with_assets(folder);
    }
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    // Polled once, it listens: a script may end the program as soon as it has read the configuration.
    let _ = interrupted.as_mut().now_or_never();
    if options.json {
        println!("{}", configuration(&discord, &client.url()));
    } else {
        print_instructions(&discord, &client.url());
    }

    let stop = CancellationToken::new();
    let page = tokio::spawn(client.serve(stop.clone()));
    tokio::select! {
        () = report_broken_rules(&discord) => {}
        interrupted = interrupted => interrupted?,
    }
    stop.cancel();
    page.await??;
    Ok(())
}

/// What a script needs to start a bot.
fn configuration(discord: &Discord, page: &str) -> serde_json::Value {
    json!({
        "page": page,
        "origin": discord.origin(),
        "token": discord.token(),
        "application_id": discord.application_id(),
        "public_key": discord.public_key(),
        "guild_id": discord.home(),
    })
}

fn print_instructions(discord: &Discord, page: &str) {
    let origin = discord.origin();
    let gateway = format!("{}/gateway", origin.replacen("http", "ws", 1));
    println!(
        "\
Page            {page}
API             {origin}/api/v10
Token           {}
Application id  {}
Public key      {}
Server id       {}

How to point a bot at it:
  discord.js   new Client({{ intents, rest: {{ api: \"{origin}/api\" }} }})
  discord.py   discord.http.Route.BASE = \"{origin}/api/v10\"
               discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(\"{gateway}\")
  hikari       hikari.GatewayBot(token, rest_url=\"{origin}/api/v10\")
  serenity     HttpBuilder::new(token).proxy(\"{origin}\").ratelimiter_disabled(true)
  HTTP         PATCH {origin}/api/v10/applications/@me with {{\"interactions_endpoint_url\": \"http://127.0.0.1:PORT/\"}}

The page shows the app as offline until a bot connects. Ctrl-C ends this.",
        discord.token(),
        discord.application_id(),
        discord.public_key(),
        discord.home(),
    );
}

/// Prints each rule that the bot breaks, as it happens, to standard error.
async fn report_broken_rules(discord: &Discord) {
    let mut reported = 0;
    loop {
        let broken = discord.next_broken_rules(reported).await;
        for rule in &broken {
            eprintln!("the bot broke rule {}: {}", rule.rule, rule.what);
        }
        reported += broken.len();
    }
}
