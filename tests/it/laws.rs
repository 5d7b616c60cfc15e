//! What no manifest can say: which module of this package may name which, which of them a dependency belongs to, and what may
//! be in `Cargo.lock` once only. That `crates/guide` is pure and that `crates/fake-discord` knows nothing of the bot, their
//! manifests say, and `crates/guide/clippy.toml`.

use std::fs;
use std::path::{Path, PathBuf};

/// A module of `src`, and the modules it may name. `cli` wires and may name all.
const ARROWS: [(&str, &[&str]); 11] = [
    ("config", &["discord", "http", "knowledge", "store"]),
    ("bot", &["config", "discord", "failure", "http", "knowledge", "observe", "store"]),
    ("discord", &["files", "http"]),
    ("terminal", &[]),
    ("store", &[]),
    ("http", &[]),
    ("observe", &["config", "discord", "http"]),
    ("knowledge", &["files"]),
    ("files", &[]),
    ("failure", &["config", "discord", "knowledge", "store"]),
    ("shutdown", &["failure"]),
];

/// A dependency, and the only folders or files that may name it.
const BELONGS_TO: [(&str, &[&str]); 15] = [
    ("serenity", &["discord/"]),
    ("twilight_gateway", &["discord/gateway/"]),
    ("reqwest", &["discord/rest/", "cli/health.rs"]),
    ("rustls", &["discord/rest/", "discord/gateway/"]),
    ("ed25519_dalek", &["discord/webhook/signature.rs"]),
    ("hyper", &["http/"]),
    ("hyper_util", &["http/"]),
    ("prometheus", &["observe/"]),
    ("tracing_subscriber", &["observe/logging.rs", "config/"]),
    ("fake_discord", &["cli/playground/"]),
    ("clap", &["cli/args.rs", "main.rs"]),
    ("dotenvy", &["config/"]),
    ("include_dir", &["knowledge/"]),
    ("notify", &["bot/changes.rs"]),
    ("sqlx", &["store/"]),
];

/// Crates of which one version may be in `Cargo.lock`: TLS and the WebSocket.
const ONE_VERSION: [&str; 4] = ["rustls", "rustls-webpki", "tokio-tungstenite", "tungstenite"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file that ships: its path below `folder`, with `/`, and its text.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(inside) = folders.pop() {
        for item in fs::read_dir(inside).expect("the sources are there") {
            let path = item.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(folder).expect("below it").to_string_lossy().replace('\\', "/");
                files.push((name, fs::read_to_string(&path).expect("text")));
            }
        }
    }
    // Tests may name what they like: files called so, and those in folders called so.
    files.retain(|(name, _)| !name.ends_with("tests.rs") && !name.contains("tests/"));
    files
}

/// The paths that a text names after `start`, up to the next `::`; without comments, and without its tests.
fn named<'t>(text: &'t str, start: &'t str) -> impl Iterator<Item = &'t str> {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(move |line| line.split(start).skip(1))
        .map(|rest| rest.split(|c: char| !is_word(c)).next().unwrap_or(""))
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Whether a text names a crate.
fn names(text: &str, name: &str) -> bool {
    let path = format!("{name}::");
    text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
        line.match_indices(&path).any(|(place, _)| !line[..place].ends_with(|c: char| is_word(c) || c == ':'))
    })
}

/// What breaks a law in one file of `src`.
fn violations(file: &str, text: &str) -> Vec<String> {
    let module = file.split(['/', '.']).next().unwrap_or(file);
    let mut broken = Vec::new();
    if let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == module) {
        let others = named(text, "crate::").filter(|other| *other != module && !allowed.contains(other));
        broken.extend(others.map(|other| format!("{file}: {module} must not name {other}")));
    } else if !["cli", "main", "lib"].contains(&module) {
        broken.push(format!("{file}: the module {module} is not in the table of arrows"));
    }
    for (name, homes) in BELONGS_TO {
        if names(text, name) && !homes.iter().any(|home| file.starts_with(home)) {
            broken.push(format!("{file}: {name} belongs to {}", homes.join(", ")));
        }
    }
    broken
}

#[test]
fn no_module_names_more_than_it_may() {
    let sources = sources(&root().join("src"));
    let broken: Vec<String> = sources.iter().flat_map(|(file, text)| violations(file, text)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_planted_violation_is_seen() {
    for (file, text) in [
        ("terminal/mod.rs", "use serenity::model::id::UserId;"),
        ("discord/response/mod.rs", "use crate::bot::Handler;"),
        ("discord/payload/mod.rs", "use twilight_gateway::Message;"),
        ("discord/gateway/mod.rs", "fn f() { crate::cli::main() }"),
        ("http/mod.rs", "use crate::discord::rest;"),
        ("bot/handler.rs", "use fake_discord::Discord;"),
        ("store/entries.rs", "use crate::discord::limits;"),
        ("bot/handler.rs", "use sqlx::Any;"),
        ("newmodule/mod.rs", ""),
    ] {
        assert!(!violations(file, text).is_empty(), "not seen in {file}: {text}");
    }
}

#[test]
fn every_file_opens_with_what_it_is() {
    let folders = ["src", "crates/guide/src", "crates/fake-discord/src", "crates/loadtest/src"];
    let all = folders.into_iter().flat_map(|folder| sources(&root().join(folder)));
    let silent: Vec<String> = all.filter(|(_, text)| !text.starts_with("//! ")).map(|(file, _)| file).collect();
    assert!(silent.is_empty(), "these files begin without `//!`: {silent:?}");
}

/// What is in a lock file in more than one version, although it must not be.
fn repeated(lock: &str) -> Vec<String> {
    let versions = |name: &str| lock.lines().filter(|line| *line == format!("name = {name:?}")).count();
    let repeated = ONE_VERSION.iter().filter(|name| versions(name) > 1);
    repeated.map(|name| (*name).to_owned()).collect()
}

#[test]
fn there_is_one_version_of_tls_and_of_the_web_socket() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("the lock file");
    let repeated = repeated(&lock);
    assert!(
        repeated.is_empty(),
        "Cargo.lock holds more than one version of a crate that meets the network: {}. A second one is compiled in, used \
         by nothing of ours, and reported by vulnerability scanners when it grows old. `cargo tree -i NAME@VERSION` says \
         what brings it.",
        repeated.join(", ")
    );
}

#[test]
fn a_second_version_is_seen() {
    let package = |name: &str| format!("[[package]]\nname = \"{name}\"\nversion = \"0.1.0\"\n\n");
    let one = package("rustls") + &package("rustls-webpki") + &package("rustls-pki-types") + &package("tungstenite");
    assert_eq!(repeated(&one), [""; 0]);
    assert_eq!(repeated(&(one.clone() + &package("rustls") + &package("tungstenite"))), ["rustls", "tungstenite"]);
}
