//! The program `fake-discord`: what it prints, what it serves, and how it ends.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::page::Browser;
use super::support::{BOUND, Gateway, identify};

fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fake-discord"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command.spawn().expect("the program starts")
}

async fn line(from: &mut (impl AsyncBufReadExt + Unpin)) -> String {
    let mut line = String::new();
    timeout(BOUND, from.read_line(&mut line)).await.expect("a line").expect("a text");
    line
}

#[tokio::test]
async fn a_bot_finds_everything_it_needs_in_what_is_printed() {
    let mut program = start(&["--listen", "127.0.0.1:0", "--api-port", "0", "--json"]);
    let mut out = BufReader::new(program.stdout.take().expect("standard output"));
    let mut errors = BufReader::new(program.stderr.take().expect("standard error"));
    let told: Value = serde_json::from_str(&line(&mut out).await).expect("JSON");
    let text = |key: &str| told[key].as_str().unwrap_or_else(|| panic!("{key} in {told}")).to_owned();
    assert_eq!(text("public_key").len(), 64);
    assert!(text("application_id").parse::<u64>().is_ok() && text("guild_id").parse::<u64>().is_ok());

    let mut browser = Browser::of(&text("page"), "ada", "general").await;
    assert_eq!(browser.told("bot").await["state"], "offline");

    let gateway = format!("{}/gateway?v=10&encoding=json", text("origin").replace("http", "ws"));
    let mut bot = Gateway::dial_url(&gateway).await.expect("a handshake");
    bot.hello().await;
    bot.send(2, identify(&text("token"))).await;
    bot.dispatch("READY").await;
    browser.told_that("bot", |bot| bot["state"] == "connected").await;

    bot.send(77, Value::Null).await;
    let reported = line(&mut errors).await;
    assert!(reported.starts_with("the bot broke rule G05: "), "{reported}");
    browser.told_that("bot", |bot| bot["state"] == "offline").await;
}

#[tokio::test]
async fn people_are_told_how_to_point_a_bot_at_it() {
    let mut program = start(&["--listen", "127.0.0.1:0", "--api-port", "0"]);
    let mut out = BufReader::new(program.stdout.take().expect("standard output"));
    let mut told = String::new();
    while !told.contains("Ctrl-C") {
        told.push_str(&line(&mut out).await);
    }
    for word in ["Page ", "Token ", "Public key ", "discord.js", "discord.py", "hikari", "serenity", "/api/v10"] {
        assert!(told.contains(word), "{word} in {told}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn control_c_ends_it() {
    let mut program = start(&["--listen", "127.0.0.1:0", "--api-port", "0", "--json"]);
    let mut out = BufReader::new(program.stdout.take().expect("standard output"));
    line(&mut out).await;
    let id = program.id().expect("it runs").to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().await.expect("kill").success());
    assert!(timeout(BOUND, program.wait()).await.expect("it ends").expect("a status").success());
}

#[tokio::test]
async fn other_machines_are_let_in_only_on_purpose() {
    let program = start(&["--listen", "0.0.0.0:0", "--api-port", "0"]);
    let output = timeout(BOUND, program.wait_with_output()).await.expect("it ends").expect("a status");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--allow-remote"));
}
