//! Who is let in, and what strangers get.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use fake_discord::{Client, Discord};
use futures_util::{SinkExt, StreamExt};
use reqwest::header::HeaderMap;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};
use tokio_util::sync::CancellationToken;

use super::super::support::{BOUND, discord};
use super::browser::{Browser, dial, http, key};

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                   base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A page without a bot.
struct Page {
    url: String,
    stop: CancellationToken,
    server: JoinHandle<std::io::Result<()>>,
    _playground: Discord,
}

impl Page {
    async fn open() -> Self {
        Self::with(|client| client).await
    }

    /// A page whose files are read from a folder.
    async fn from(folder: &Path) -> Self {
        Self::with(|client| client.with_assets(folder.to_owned())).await
    }

    async fn with(change: impl FnOnce(Client) -> Client) -> Self {
        let discord = discord().await;
        let client = Client::bind(&discord, SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
        let client = change(client);
        let (url, stop) = (client.url(), CancellationToken::new());
        let server = tokio::spawn(client.serve(stop.clone()));
        Self { url, stop, server, _playground: discord }
    }

    fn authority(&self) -> &str {
        self.url.trim_start_matches("http://").trim_end_matches('/')
    }

    fn port(&self) -> u16 {
        self.authority().rsplit_once(':').expect("a port").1.parse().expect("a port")
    }

    /// The status and the rest of what a request that is written by hand gets.
    async fn gets(&self, request: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.authority()).await.expect("it listens");
        stream.write_all(request.replace('\n', "\r\n").as_bytes()).await.expect("written");
        let mut answer = String::new();
        timeout(BOUND, stream.read_to_string(&mut answer)).await.expect("an end").expect("text");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        (status, answer)
    }
}

fn check_headers(headers: &HeaderMap, what: &str) {
    for (name, value) in [
        ("content-security-policy", CSP),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(headers.get(name).and_then(|value| value.to_str().ok()), Some(value), "{name} of {what}");
    }
    assert!(headers.get("access-control-allow-origin").is_none(), "{what}");
}

#[tokio::test]
async fn every_response_bears_the_headers() {
    let page = Page::open().await;
    for (path, status) in
        [("", 200), ("session", 200), ("assets/index.html", 200), ("socket", 400), ("assets/no.js", 404), ("x", 404)]
    {
        let response = http().get(format!("{}{path}", page.url)).header("origin", page.url.trim_end_matches('/'));
        let response = response.send().await.expect("an answer");
        assert_eq!(response.status(), status, "{path}");
        check_headers(response.headers(), path);
    }
    let refused = http().get(&page.url).header("host", "evil.example").send().await.expect("an answer");
    assert_eq!(refused.status(), 403);
    check_headers(refused.headers(), "a refusal");
    let post = http().post(&page.url).send().await.expect("an answer");
    assert_eq!(post.status(), 405);
    check_headers(post.headers(), "a wrong method");
    let index = http().get(&page.url).send().await.expect("an answer");
    assert_eq!(index.headers()["content-type"], "text/html; charset=utf-8");
}

#[tokio::test]
async fn a_name_that_is_rebound_to_loopback_is_refused() {
    let page = Page::open().await;
    let port = page.port();
    for path in ["/", "/session", "/assets/index.html", "/socket", "/nothing"] {
        for host in
            [format!("evil.example:{port}"), "127.0.0.1".to_owned(), format!("127.0.0.1:{}", port ^ 1), String::new()]
        {
            let (status, answer) =
                page.gets(&format!("GET {path} HTTP/1.1\nHost: {host}\nConnection: close\n\n")).await;
            assert_eq!(status, 403, "{path} as {host:?}: {answer}");
            assert!(!answer.contains("key"), "{answer}");
        }
    }
    assert_eq!(page.gets("GET /session HTTP/1.0\n\n").await.0, 403, "no host at all");
    for host in [format!("localhost:{port}"), format!("[::1]:{port}"), format!("127.0.0.1:{port}")] {
        let (status, _) = page.gets(&format!("GET /session HTTP/1.1\nHost: {host}\nConnection: close\n\n")).await;
        assert_eq!(status, 200, "{host}");
    }
}

#[tokio::test]
async fn another_site_s_page_is_refused() {
    let page = Page::open().await;
    let refused = |outcome: Result<_, Error>| match outcome {
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{other}"),
        Ok(_) => 101,
    };
    let (right, other) = (format!("http://localhost:{}", page.port()), format!("http://127.0.0.1:{}", page.port() ^ 1));
    for origin in ["", "null", "http://evil.example", "https://127.0.0.1", &right, &other] {
        assert_eq!(refused(dial(&page.url, &[("origin", origin)]).await), 403, "{origin:?}");
    }
    let rebound = format!("evil.example:{}", page.port());
    let both = [("host", rebound.as_str()), ("origin", &format!("http://{rebound}"))];
    assert_eq!(refused(dial(&page.url, &both).await), 403);
    let session = http().get(format!("{}session", page.url)).header("origin", "http://evil.example");
    assert_eq!(session.send().await.expect("an answer").status(), 403);
    let host = format!("localhost:{}", page.port());
    assert_eq!(refused(dial(&page.url, &[("host", &host), ("origin", &right)]).await), 101);
}

#[tokio::test]
async fn nothing_but_the_page_s_files_is_served() {
    let page = Page::open().await;
    for path in [
        "/assets/../../Cargo.toml",
        "/assets/..%2f..%2f..%2fCargo.toml",
        "/assets/%2e%2e/mod.rs",
        "/assets/..%5cmod.rs",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/index.html%00.js",
        "/assets/",
        "/assets/%ff.js",
        "/assets/style",
    ] {
        let host = page.authority();
        let (status, answer) = page.gets(&format!("GET {path} HTTP/1.1\nHost: {host}\nConnection: close\n\n")).await;
        assert!(matches!(status, 400 | 404), "{path}: {answer}");
        assert!(answer.contains(CSP), "{path}: {answer}");
    }
}

/// The status and the text of one of the page's files.
async fn asset(page: &Page, path: &str) -> (u16, String) {
    let response = http().get(format!("{}assets/{path}", page.url)).send().await.expect("an answer");
    (response.status().as_u16(), response.text().await.expect("text"))
}

#[cfg(unix)]
#[tokio::test]
async fn links_that_lead_out_of_the_page_s_folder_are_no_files() {
    use std::os::unix::fs::symlink;

    let root = TempDir::new().expect("a folder");
    let (folder, elsewhere) = (root.path().join("page"), root.path().join("page-of-others"));
    for (path, text) in
        [(folder.join("own.js"), "own"), (folder.join("style/own.css"), "own"), (elsewhere.join("other.js"), "other")]
    {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    for (link, target) in [
        ("other.js", "../page-of-others/other.js".into()),
        ("absolute.js", elsewhere.join("other.js")),
        ("twice.js", "other.js".into()),
        ("others", elsewhere.clone()),
        ("above", "..".into()),
        ("dangling.js", "nowhere.js".into()),
        ("circle.js", "circle.js".into()),
        ("folder.js", "style".into()),
        ("style/inside.js", "../own.js".into()),
        ("looks", "style".into()),
    ] {
        symlink::<PathBuf, _>(target, folder.join(link)).expect("a link");
    }
    let named = root.path().join("named");
    symlink(&folder, &named).expect("a link");
    for folder in [folder, named] {
        let page = Page::from(&folder).await;
        for path in ["own.js", "style/own.css", "style/inside.js", "looks/own.css"] {
            assert_eq!(asset(&page, path).await, (200, "own".to_owned()), "{path} stays inside");
        }
        for path in [
            "other.js",
            "absolute.js",
            "twice.js",
            "others/other.js",
            "above/page-of-others/other.js",
            "dangling.js",
            "circle.js",
            "folder.js",
        ] {
            assert_eq!(asset(&page, path).await, (404, "There is no such file.".to_owned()), "{path}");
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_in_the_page_s_folder_is_no_file() {
    let folder = TempDir::new().expect("a folder");
    let pipe = folder.path().join("pipe.js");
    let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo starts");
    assert!(made.success());
    // Opening a pipe waits for its other end: with a writer, a server that reads it fails this test and does not hang.
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::write(pipe, "piped")
    });
    let page = Page::from(folder.path()).await;
    assert_eq!(asset(&page, "pipe.js").await.0, 404);
    assert_eq!(fs::read_to_string(pipe).expect("the writer's text"), "piped", "the page's server read nothing");
    writer.join().expect("no panic").expect("written");
}

#[tokio::test]
async fn who_does_not_know_the_key_is_sent_away() {
    let page = Page::open().await;
    for first in [json!({ "hello": "guess" }), json!({ "be": { "person": "ada", "place": "general" } }), json!(7)] {
        let mut socket = dial(&page.url, &[]).await.expect("a handshake");
        socket.send(Frame::text(first.to_string())).await.expect("sent");
        let heard = timeout(BOUND, socket.next()).await.expect("an answer").expect("an answer").expect("an answer");
        assert!(matches!(&heard, Frame::Close(Some(frame)) if u16::from(frame.code) == 4001), "{heard:?}");
    }
    assert_eq!(key(&page.url).await.len(), 32);
    assert_ne!(key(&page.url).await, key(&Page::open().await.url).await, "each process has its own");
}

#[tokio::test]
async fn junk_is_answered_and_survived() {
    let page = Page::open().await;
    let mut browser = Browser::of(&page.url, "ada", "general").await;
    let deep = "[".repeat(20_000);
    for junk in ["", "{", "null", "[[]]", "\u{0}", &deep, r#"{"be":{"person":"ada"}}"#, r#"{"ask":"one","act":"says"}"#]
    {
        browser.send_raw(Frame::text(junk)).await;
    }
    browser.send_raw(Frame::binary(vec![0xff; 100])).await;
    browser.told_that("mistake", |mistake| mistake == "frames are JSON texts").await;
    for be in
        [("nobody", "general", "en-US"), ("beep", "general", "en-US"), ("ada", "secret", "en-US"), ("ada", "dm", "tlh")]
    {
        browser.send(&json!({ "be": { "person": be.0, "place": be.1, "locale": be.2 } })).await;
    }
    browser.told_that("mistake", |mistake| mistake.as_str().is_some_and(|mistake| mistake.contains("tlh"))).await;
    for act in [
        json!({ "act": "flies" }),
        json!({ "act": "clicks", "message": "1", "custom_id": "x" }),
        json!({ "act": "clicks", "message": "999999999999999999999999", "custom_id": "x" }),
        json!({ "act": "selects", "message": "1", "custom_id": "x", "values": [] }),
        json!({ "act": "submits", "modal": "1", "fields": {} }),
        json!({ "act": "uses", "message": "1", "command": "x" }),
        json!({ "act": "dismisses", "message": "1" }),
        json!({ "act": "types", "line": "" }),
        json!({ "act": "types", "line": "/\u{202e}\"“" }),
        json!({ "act": "command", "name": "", "options": { "": {} } }),
        json!({ "act": "completes", "name": "x", "option": "y", "value": "z" }),
        json!({ "act": "says", "content": " \n " }),
        json!({ "act": "says", "content": "x".repeat(2001) }),
    ] {
        let outcome = browser.does(act.clone()).await;
        assert_eq!(outcome["status"], "cannot", "{act}: {outcome}");
        assert!(outcome["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{act}: {outcome}");
    }
    assert_eq!(browser.does(json!({ "act": "says", "content": "still here" })).await["status"], "answered");

    browser.send_raw(Frame::text("x".repeat(65 * 1024))).await;
    browser.ends().await;
    Browser::open(&page.url).await;
}

#[tokio::test]
async fn so_many_may_look_and_no_more() {
    let page = Page::open().await;
    let mut looking = Vec::new();
    for _ in 0..32 {
        looking.push(Browser::open(&page.url).await);
    }
    let refused = dial(&page.url, &[]).await;
    assert!(matches!(&refused, Err(Error::Http(response)) if response.status() == 503), "{refused:?}");
    looking.pop().expect("one").leaves().await;
    let again = async {
        while dial(&page.url, &[]).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    timeout(BOUND, again).await.expect("the slot is free again");
}

#[tokio::test]
async fn the_end_is_said_to_everybody() {
    let page = Page::open().await;
    let browser = Browser::of(&page.url, "ada", "dm").await;
    let silent = dial(&page.url, &[]).await.expect("a handshake");
    page.stop.cancel();
    assert_eq!(browser.ends().await, Some(1001));
    timeout(BOUND, page.server).await.expect("it ends with pages open").expect("no panic").expect("no failure");
    drop(silent);
}
