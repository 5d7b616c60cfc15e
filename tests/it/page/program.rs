//! `tpm-guide playground`: the real bot, live reload, start and stop, and that nothing leaves this machine.

use std::fs;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::super::support::{Bot, edit, knowledge};
use super::browser::{Browser, http};

/// A token as Discord gives them out, of some real bot.
const REAL_TOKEN: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB";

/// The playground as it is started by hand.
struct Program {
    process: Bot,
    url: String,
}

impl Program {
    /// Starts it on a free port, and waits until the page is there.
    async fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let all = [&["playground", "--listen", "127.0.0.1:0"], arguments].concat();
        let process = Bot::start(&all, environment);
        process.says("playground is at", 1).await;
        let said = process.said();
        let url = said.split_whitespace().find(|word| word.starts_with("http://127.0.0.1:")).expect("an address");
        Self { url: url.to_owned(), process }
    }

    /// Opens the page as a person, and waits for the bot.
    async fn browser(&self, person: &str, place: &str) -> Browser {
        let mut browser = Browser::of(&self.url, person, place).await;
        browser.told_that("bot", |bot| bot["state"] == "connected").await;
        browser
    }
}

fn title(message: &Value) -> &str {
    message["embeds"][0]["title"].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_gets_answers() {
    let program = Program::start(&[], &[]).await;
    let mut ada = program.browser("ada", "general").await;
    let welcome = ada.told("welcome").await;
    let places = welcome["places"].as_array().expect("a list").iter();
    let names: Vec<&Value> = places.map(|place| &place["name"]).collect();
    assert_eq!(&welcome["app"]["name"], "TPM Guide");
    assert_eq!(
        names,
        ["general", "mentors", "general", "TPM Guide"],
        "two servers, so that entries can travel, and the bot"
    );
    assert_eq!(ada.told("commands").await.as_array().map(Vec::len), Some(13));
    for (line, expected) in [
        ("/tpm-vs-pm", "TPM or product manager?"),
        ("/industry healthcare", "Healthcare and life sciences"),
        ("/faq 3", "FAQ 3"),
        ("/compare tpm \"product owner\"", "Product Owner"),
    ] {
        let outcome = ada.types(line).await;
        assert_eq!(outcome["status"], "answered", "{line}: {outcome}");
        let message = ada.sees_last();
        assert!(title(&message).to_lowercase().contains(&expected.to_lowercase()), "{line}: {message}");
        assert_eq!(message["author"]["name"], "TPM Guide");
        assert_eq!(message["inspect"]["received"]["type"], 4);
    }

    let completes = json!({ "act": "completes", "name": "industry", "option": "name", "value": "hea" });
    let outcome = ada.does(completes).await;
    assert_eq!(outcome["status"], "choices", "{outcome}");
    assert!(outcome["choices"][0]["name"].as_str().is_some_and(|name| name.contains("Healthcare")), "{outcome}");

    let private = json!({ "act": "command", "name": "industry", "options": { "name": "healthcare", "private": true } });
    assert_eq!(ada.does(private).await["status"], "answered");
    let answer = ada.sees_last();
    assert_eq!(answer["ephemeral"], true);
    let mut bob = program.browser("bob", "general").await;
    assert_eq!(bob.sees().len(), 4, "the private one is not his");

    // A member who did not ask gets a copy of their own.
    let asked = bob.sees().into_iter().find(|message| message["interaction"]["name"] == "industry").expect("it");
    let menu = find(&asked["components"], 3).expect("a menu of siblings").clone();
    let value = menu["options"][0]["value"].clone();
    let selects = |message: &Value| json!({ "act": "selects", "message": message["id"], "custom_id": menu["custom_id"], "values": [value] });
    let copy = bob.does(selects(&asked)).await;
    assert_eq!(copy["status"], "answered", "{copy}");
    assert_ne!(copy["message"], asked["id"]);
    assert_eq!(bob.sees_last()["ephemeral"], true);
    let turned = ada.does(selects(&asked)).await;
    assert_eq!(turned["message"], asked["id"], "the asker's message turns");

    ada.be("ada", "dm", "de").await;
    assert_eq!(ada.types("/help").await["status"], "answered");
    program.process.says("locale=\"de\"", 1).await;
    let said = program.process.stops().await;
    assert!(said.contains("the playground ended"), "{said}");
    assert!(!said.contains("WARN") && !said.contains("ERROR"), "{said}");
    assert_eq!(ada.ends().await, Some(1001));
}

/// The first component of this type, at any depth.
fn find(components: &Value, kind: u64) -> Option<&Value> {
    components.as_array()?.iter().find_map(|component| {
        if component["type"] == kind { Some(component) } else { find(&component["components"], kind) }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_shows_at_once_and_a_mistake_keeps_the_old_answers() {
    const HEALTH: &str = "en/industries/health.yaml";
    let folder = knowledge();
    let path = folder.path().to_str().expect("UTF-8").to_owned();
    let program = Program::start(&["--knowledge", &path], &[]).await;
    let mut ada = program.browser("ada", "general").await;
    let told = ada.told("knowledge").await;
    assert_eq!((&told["version"], &told["entries"], &told["problems"]), (&json!(1), &json!(374), &json!([])));
    assert!(told["place"].as_str().is_some_and(|place| place.contains(&path)), "{told}");
    program.process.says("watching", 1).await;

    edit(&folder, HEALTH, "title: Healthcare and life sciences", "title: Hospitals & more");
    let told = ada.told_that("knowledge", |told| told["version"] == 2).await;
    assert_eq!(told["problems"], json!([]));
    ada.types("/industry healthcare").await;
    assert!(title(&ada.sees_last()).contains("Hospitals & more"));

    edit(&folder, HEALTH, "tagline:", "tagleine:");
    let told =
        ada.told_that("knowledge", |told| told["problems"].as_array().is_some_and(|list| !list.is_empty())).await;
    assert_eq!((&told["version"], &told["entries"]), (&json!(2), &json!(374)), "the old one goes on");
    let problem = &told["problems"][0];
    assert!(problem["file"].as_str().is_some_and(|file| file.ends_with(HEALTH)), "{problem}");
    assert!(problem["line"].as_u64().is_some_and(|line| line > 0), "{problem}");
    assert_eq!(problem["severity"], "error");
    assert!(problem["message"].as_str().is_some_and(|message| message.contains("tagline")), "{problem}");
    ada.types("/industry healthcare").await;
    assert!(title(&ada.sees_last()).contains("Hospitals & more"));

    edit(&folder, HEALTH, "tagleine:", "tagline:");
    let told = ada.told_that("knowledge", |told| told["version"] == 3).await;
    assert_eq!(told["problems"], json!([]));

    fs::rename(folder.path().join("en"), folder.path().join("away")).expect("moved");
    let told =
        ada.told_that("knowledge", |told| told["problems"].as_array().is_some_and(|list| !list.is_empty())).await;
    assert_eq!((&told["version"], &told["problems"][0]["line"]), (&json!(3), &json!(0)), "{told}");
    ada.types("/faq 3").await;
    assert!(title(&ada.sees_last()).contains("FAQ 3"));
    program.process.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_port_is_one_line_that_says_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let (status, said) = Bot::start(&["playground", "--listen", &address], &[("RUST_LOG", "error")]).ends().await;
    assert_eq!(status.code(), Some(1));
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert!(said.contains(&address) && said.contains("is in use") && said.contains("--listen 127.0.0.1:"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_machines_are_let_in_only_on_demand() {
    for (listen, code) in [("0.0.0.0:0", 2), ("[::]:0", 2), ("192.0.2.1:0", 2), ("nonsense", 2), ("8321", 2)] {
        let (status, said) = Bot::start(&["playground", "--listen", listen], &[]).ends().await;
        assert_eq!(status.code(), Some(code), "{listen}: {said}");
        assert!(said.contains("--allow-remote") || said.contains("127.0.0.1:8321"), "{listen}: {said}");
    }
    let (status, said) = Bot::start(&["playground", "--listen", "192.0.2.1:0", "--allow-remote"], &[]).ends().await;
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.contains("cannot be listened on"), "{said}");

    let process = Bot::start(&["playground", "--listen", "0.0.0.0:0", "--allow-remote"], &[]);
    // One line goes to standard error, the other to standard output: whichever is heard first.
    process.says("it has no password", 1).await;
    process.says("playground is at", 1).await;
    let said = process.said();
    let url = said.split_whitespace().find(|word| word.starts_with("http://127.0.0.1:")).expect("an address");
    assert_eq!(http().get(url).send().await.expect("an answer").status(), 200);
    process.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn discord_s_settings_are_ignored_and_nothing_leaves_this_machine() {
    let trap = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let proxy = format!("http://{}", trap.local_addr().expect("an address"));
    let folder = TempDir::new().expect("a folder");
    let mut environment = vec![
        ("DISCORD_TOKEN", REAL_TOKEN),
        ("DISCORD_GUILD_ID", "123456789012345678"),
        ("DISCORD_API_URL", proxy.as_str()),
        ("STATE_DIR", folder.path().to_str().expect("UTF-8")),
        ("RUST_LOG", "trace"),
    ];
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        environment.push((name, proxy.as_str()));
    }
    let program = Program::start(&[], &environment).await;
    let mut ada = program.browser("ada", "general").await;
    for line in ["/help", "/industry healthcare", "/faq 3"] {
        assert_eq!(ada.types(line).await["status"], "answered");
    }
    let sent = ada.sees_last()["inspect"]["sent"].clone();
    assert_eq!(sent["application_id"], "1100000000000000001", "the stand-in's application, not the token's");

    #[cfg(target_os = "linux")]
    {
        let peers = peers_of(program.process.process());
        assert!(peers.len() >= 4, "the page, the gateway and the API at both ends: {peers:?}");
        let elsewhere: Vec<_> = peers.iter().filter(|peer| !peer.is_loopback()).collect();
        assert!(elsewhere.is_empty(), "{elsewhere:?}");
    }
    let said = program.process.stops().await;
    assert!(!said.contains(REAL_TOKEN) && !said.contains("123456789012345678"), "{said}");
    let caught = tokio::time::timeout(Duration::from_millis(1), trap.accept()).await;
    assert!(caught.is_err(), "the proxy was called: {caught:?}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "no session is kept");
}

/// A `.env` is no reason to stop, not even a damaged one.
#[tokio::test(flavor = "multi_thread")]
async fn env_files_are_not_read() {
    let here = TempDir::new().expect("a folder");
    fs::write(here.path().join(".env"), format!("DISCORD_TOKEN {REAL_TOKEN}\nKNOWLEDGE_DIR=/nowhere\n"))
        .expect("written");
    let process = Bot::start_in(here, &["playground", "--listen", "127.0.0.1:0"], &[]);
    process.says("receiving interactions", 1).await;
    assert!(!process.stops().await.contains(REAL_TOKEN));
}

/// The other ends of a process's TCP connections.
#[cfg(target_os = "linux")]
fn peers_of(process: u32) -> Vec<std::net::IpAddr> {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    let links = fs::read_dir(format!("/proc/{process}/fd")).expect("its files");
    let links = links.filter_map(|link| fs::read_link(link.ok()?.path()).ok());
    let sockets: Vec<String> =
        links.filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())).collect();
    let mut peers = Vec::new();
    for table in ["tcp", "tcp6"] {
        let Ok(table) = fs::read_to_string(format!("/proc/{process}/net/{table}")) else { continue };
        for line in table.lines().skip(1) {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let is_listening = columns[3] == "0A";
            if is_listening || !sockets.iter().any(|socket| socket == columns[9]) {
                continue;
            }
            let (address, _) = columns[2].split_once(':').expect("address and port");
            // Groups of four bytes, each in the machine's own order.
            let words: Vec<u32> = (0..address.len())
                .step_by(8)
                .map(|at| u32::from_str_radix(&address[at..at + 8], 16).expect("hex"))
                .collect();
            let bytes: Vec<u8> = words.into_iter().flat_map(u32::to_ne_bytes).collect();
            peers.push(match <[u8; 4]>::try_from(bytes.as_slice()) {
                Ok(four) => IpAddr::from(Ipv4Addr::from(four)),
                Err(_) => {
                    let sixteen: [u8; 16] = bytes.as_slice().try_into().expect("an address");
                    Ipv6Addr::from(sixteen).to_canonical()
                }
            });
        }
    }
    peers
}

#[tokio::test(flavor = "multi_thread")]
async fn it_starts_within_a_second_and_stops_on_both_signals() {
    for signal in [Signal::TERM, Signal::INT] {
        let started = Instant::now();
        let program = Program::start(&[], &[]).await;
        program.process.says("receiving interactions", 1).await;
        println!("the playground was ready after {:.0?}", started.elapsed());
        if let Some(memory) = program.process.memory() {
            println!("resident memory of the playground, bot and page: {} MiB", memory / (1024 * 1024));
        }
        program.process.signal(signal);
        let (status, said) = program.process.ends().await;
        assert_eq!(status.code(), Some(0), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_does_not_open_is_only_a_note() {
    let program = Program::start(&["--open"], &[("PATH", "/nowhere")]).await;
    program.process.says("no browser was opened", 1).await;
    program.browser("ada", "general").await;
    program.process.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_s_files_can_come_from_a_folder() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("index.html"), "<!doctype html><title>mine</title>").expect("written");
    let program = Program::start(&["--page", folder.path().to_str().expect("UTF-8")], &[]).await;
    let index = http().get(&program.url).send().await.expect("an answer").text().await.expect("text");
    assert!(index.contains("mine"), "{index}");
    program.process.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn knowledge_with_mistakes_is_refused_at_the_start() {
    let folder = knowledge();
    edit(&folder, "en/industries/health.yaml", "tagline:", "tagleine:");
    let path = folder.path().to_str().expect("UTF-8");
    let arguments = ["playground", "--listen", "127.0.0.1:0", "--knowledge", path];
    let (status, said) = Bot::start(&arguments, &[]).ends().await;
    assert_eq!(status.code(), Some(1));
    assert!(said.contains("en/industries/health.yaml:"), "{said}");
}
