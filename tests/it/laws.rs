//! Who may know whom. Read from the sources: every path that begins with `crate`, `super`, `self` or another crate. And
//! what may be in `Cargo.lock` once only.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{File, ItemMod, ItemUse, UseTree};

/// A room, and the rooms it may name. `app` wires and may name all; `main` only starts it.
const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["app", "cli"]),
    ("cli", &[]),
    ("config", &["gateway", "interactions", "knowledge", "rest", "server"]),
    ("telemetry", &["config"]),
    ("text", &[]),
    ("files", &[]),
    ("knowledge", &["files"]),
    ("search", &["knowledge"]),
    ("answer", &["search", "knowledge", "text"]),
    ("service", &["answer"]),
    ("terminal", &["answer", "service", "discord", "text"]),
    ("discord", &["answer", "knowledge", "service", "text"]),
    ("gateway", &["files", "rest"]),
    ("rest", &[]),
    ("server", &[]),
    ("interactions", &["server"]),
    ("monitor", &["gateway", "interactions", "rest", "server"]),
    ("playground", &[]),
    (
        "app",
        &[
            "answer",
            "cli",
            "config",
            "discord",
            "gateway",
            "interactions",
            "knowledge",
            "monitor",
            "playground",
            "rest",
            "search",
            "server",
            "service",
            "telemetry",
            "terminal",
            "text",
        ],
    ),
];

/// A name from outside, and the only places that may use it: rooms, or single files.
const KEPT_IN: &[(&str, &[&str])] = &[
    ("serenity", &["discord"]),
    ("twilight_gateway", &["gateway"]),
    ("reqwest", &["rest", "app/health.rs", "playground/caller/post.rs"]),
    ("rustls", &["rest", "gateway"]),
    ("axum", &["interactions", "monitor", "server", "playground", "app/endpoint.rs"]),
    ("hyper", &["server"]),
    ("hyper_util", &["server"]),
    ("tower", &["server"]),
    ("ed25519_dalek", &["interactions/signature.rs", "playground/caller/keys.rs"]),
    ("prometheus", &["monitor"]),
    ("quick_cache", &["app/edition.rs"]),
    ("serde_yaml", &["knowledge/located.rs", "knowledge/parse.rs"]),
    ("once_cell", &["knowledge/disk.rs"]),
    ("include_dir", &["knowledge/disk.rs", "playground/client/assets.rs"]),
    ("getrandom", &["playground/caller/keys.rs", "playground/random.rs"]),
    ("httpdate", &["rest/clock.rs", "playground/clock.rs"]),
    ("open", &["app/playground.rs"]),
    ("schemars", &["knowledge"]),
    ("strsim", &["knowledge", "search"]),
    ("clap", &["cli", "main"]),
    ("dotenvy", &["config"]),
    ("notify", &["app"]),
    ("url", &["rest/origin.rs"]),
    ("rustix", &["files"]),
    ("tempfile", &["gateway/session.rs"]),
    ("arc_swap", &["app"]),
    ("anyhow", &["app"]),
];

/// The pure middle: it decides, and knows no platform, no runtime, no file, no environment and no clock.
const PURE: &[&str] = &["knowledge", "search", "answer", "service", "text"];

/// What the pure middle must not name, and the one file that may.
const IMPURE: &[(&str, &[&str])] = &[
    ("tokio", &[]),
    ("tokio_util", &[]),
    ("futures_util", &[]),
    ("tracing", &[]),
    ("std::fs", &["knowledge/disk.rs"]),
    ("std::io", &["knowledge/disk.rs"]),
    ("std::env", &[]),
    ("std::net", &[]),
    ("std::process", &[]),
    ("std::thread", &[]),
    ("std::time", &[]),
    ("time::OffsetDateTime", &[]),
];

/// Crates of which one version may be in `Cargo.lock`: TLS and the WebSocket.
const ONE_VERSION: &[&str] = &["rustls", "rustls-webpki", "tokio-tungstenite", "tungstenite"];

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder).expect("the sources are there") {
            let path = item.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).expect("text"))
        })
        .collect()
}

/// Tests may name what they like: files called so, and those in folders called so.
fn is_for_tests(file: &str) -> bool {
    file.ends_with("tests.rs") || file.contains("/tests/")
}

/// What breaks a law in one file.
fn violations(file: &str, text: &str) -> Vec<String> {
    let room = file.split(['/', '.']).next().unwrap_or(file);
    if room == "lib" || is_for_tests(file) {
        return Vec::new();
    }
    let mut broken = Vec::new();
    let allowed = ARROWS.iter().find(|(name, _)| *name == room).map(|(_, allowed)| *allowed);
    let Some(allowed) = allowed else { return vec![format!("{file}: the room {room} is not in the table of arrows")] };
    for path in paths(file, text) {
        let mut parts = path.split("::");
        if parts.next() == Some("crate") {
            let other = parts.next().unwrap_or_default();
            if other != room && ARROWS.iter().any(|(name, _)| *name == other) && !allowed.contains(&other) {
                broken.push(format!("{file}: {room} must not know {other} ({path})"));
            }
            continue;
        }
        let names = |name: &str| path == name || path.starts_with(&format!("{name}::"));
        let at_home = |homes: &[&str]| homes.iter().any(|home| *home == room || *home == file);
        for (name, homes) in KEPT_IN {
            if names(name) && !at_home(homes) {
                broken.push(format!("{file}: {name} belongs to {} only ({path})", homes.join(", ")));
            }
        }
        for (name, homes) in IMPURE {
            if PURE.contains(&room) && names(name) && !at_home(homes) {
                broken.push(format!("{file}: the pure middle must not name {name} ({path})"));
            }
        }
    }
    broken
}

/// Every path that a file names, written from the crate's root where it begins with `crate`, `self` or `super`.
fn paths(file: &str, text: &str) -> BTreeSet<String> {
    let parsed: File = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut module: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod" || last == "main") {
        module.pop();
    }
    let mut reader = Reader { module, found: BTreeSet::new() };
    reader.visit_file(&parsed);
    reader.found
}

struct Reader {
    module: Vec<String>,
    found: BTreeSet<String>,
}

impl Reader {
    fn note(&mut self, parts: &[String]) {
        let mut base: Vec<String> = Vec::new();
        let mut rest = parts;
        match parts.first().map(String::as_str) {
            Some("crate") => rest = &parts[1..],
            Some("self") => {
                base.clone_from(&self.module);
                rest = &parts[1..];
            }
            Some("super") => {
                base.clone_from(&self.module);
                while rest.first().is_some_and(|part| part == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            _ => {
                self.found.insert(parts.join("::"));
                return;
            }
        }
        base.extend_from_slice(rest);
        self.found.insert(format!("crate::{}", base.join("::")));
    }

    fn tree(&mut self, prefix: &mut Vec<String>, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.tree(prefix, &path.tree);
                prefix.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(prefix, item)),
            UseTree::Name(name) => self.leaf(prefix, &name.ident.to_string()),
            UseTree::Rename(rename) => self.leaf(prefix, &rename.ident.to_string()),
            UseTree::Glob(_) => self.leaf(prefix, "*"),
        }
    }

    fn leaf(&mut self, prefix: &[String], name: &str) {
        let mut parts = prefix.to_vec();
        parts.push(name.to_owned());
        self.note(&parts);
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        // Tests may use what they like.
        if module.ident == "tests" {
            return;
        }
        self.module.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.tree(&mut Vec::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let parts: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.note(&parts);
        }
        visit::visit_path(self, path);
    }
}

#[test]
fn no_room_knows_more_than_it_may() {
    let broken: Vec<String> = sources().iter().flat_map(|(file, text)| violations(file, text)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_planted_violation_is_seen() {
    for (file, text) in [
        ("answer/mod.rs", "use serenity::model::id::UserId;"),
        ("answer/entry.rs", "fn now() -> u64 { std::time::Instant::now().elapsed().as_secs() }"),
        ("answer/entry.rs", "use super::super::discord::limits;"),
        ("search/fit.rs", "use crate::answer::Question;"),
        ("search/gate.rs", "fn both() { std::thread::scope(|_| ()) }"),
        ("search/mod.rs", "async fn wait() { tokio::task::yield_now().await }"),
        ("knowledge/mod.rs", "use crate::discord::limits::EMBED_TITLE;"),
        ("knowledge/parse.rs", "fn read() { let _ = std::fs::read(\"x\"); }"),
        ("knowledge/check.rs", "use time::{Date, OffsetDateTime};"),
        ("service/mod.rs", "use std::env;"),
        ("discord/outgoing.rs", "use crate::gateway::RawInteraction;"),
        ("discord/incoming.rs", "use twilight_gateway::Message;"),
        ("gateway/mod.rs", "use crate::{rest, service::Reply};"),
        ("rest/mod.rs", "use crate::discord::commands as table;"),
        ("rest/route.rs", "use serenity::model::id::InteractionId;"),
        ("playground/world.rs", "use crate::discord::custom_id::*;"),
        ("playground/rest/mod.rs", "fn f() { crate::discord::limits::CONTENT; }"),
        ("playground/client/shown.rs", "use crate::knowledge::Problem;"),
        ("playground/client/mod.rs", "use super::super::app::live::Report;"),
        ("playground/act.rs", "use reqwest::Client;"),
        ("playground/caller/probe.rs", "use ed25519_dalek::SigningKey;"),
        ("gateway/mod.rs", "use crate::playground::Playground;"),
        ("app/mod.rs", "use serde_yaml::Value;"),
        ("newroom/mod.rs", ""),
    ] {
        assert!(!violations(file, text).is_empty(), "not seen in {file}: {text}");
    }
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|(file, text)| !is_for_tests(file) && !text.starts_with("//! "))
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "these files begin without `//!`: {silent:?}");
}

#[test]
fn what_is_shipped_has_no_test_only_branches() {
    for (file, text) in sources() {
        let branches = text.matches("cfg(test)").count();
        let modules = ["mod tests", "pub(crate) mod tests", "#[path = "]
            .iter()
            .map(|module| text.matches(&format!("#[cfg(test)]\n{module}")).count())
            .sum::<usize>();
        assert_eq!(branches, modules, "{file}: only whole modules may be for tests");
    }
}

/// What is in a lock file in more than one version, although it must not be.
fn repeated(lock: &str) -> Vec<String> {
    let versions = |name: &str| -> Vec<String> {
        let named = format!("name = {name:?}");
        let lines: Vec<&str> = lock.lines().collect();
        let packages = lines.windows(2).filter(|lines| lines[0] == named);
        packages.filter_map(|lines| Some(lines[1].strip_prefix("version = ")?.trim_matches('"').to_owned())).collect()
    };
    ONE_VERSION
        .iter()
        .map(|name| (name, versions(name)))
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, versions)| format!("{name} {}", versions.join(", ")))
        .collect()
}

#[test]
fn there_is_one_version_of_tls_and_of_the_web_socket() {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).expect("the lock file");
    let repeated = repeated(&lock);
    assert!(
        repeated.is_empty(),
        "Cargo.lock holds more than one version of a crate that meets the network: {}. A second one is compiled in, used \
         by nothing of ours, and reported by vulnerability scanners when it grows old, as rustls-webpki 0.102 was, which \
         serenity's features `http` and `rustls_backend` brought. `cargo tree -i NAME@VERSION` says what brings it.",
        repeated.join("; ")
    );
}

#[test]
fn a_second_version_is_seen() {
    let package = |name: &str, version: &str| {
        format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\ndependencies = [\n \"rustls 0.22.4\",\n]\n\n")
    };
    let one = package("rustls", "0.23.46") + &package("rustls-webpki", "0.103.16") + &package("tungstenite", "0.29.0");
    assert_eq!(repeated(&one), [""; 0]);
    assert_eq!(repeated(&(one.clone() + &package("rustls-pki-types", "1.0.0"))), [""; 0]);
    let two = package("rustls", "0.22.4") + &one + &package("tungstenite", "0.21.0");
    assert_eq!(repeated(&two), ["rustls 0.22.4, 0.23.46", "tungstenite 0.29.0, 0.21.0"]);
}
