//! A process, a socket, a response and its metrics: the helpers of these tests.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;

use fake_discord::Discord;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::support::{BOUND, Bot, called_by, settings};

/// Discord's shortest request.
pub const PING: &[u8] = br#"{"type":1}"#;

/// A command as Discord sends it.
pub const FAQ: &[u8] = include_bytes!("../../../crates/loadtest/payloads/command-faq-1.json");

/// `serve` with the key of a fake Discord, and its metrics.
pub struct Served {
    /// The fake Discord, which signs.
    pub discord: Discord,
    /// The process.
    pub bot: Bot,
    /// Where requests arrive.
    pub address: SocketAddr,
    /// Where the metrics are served.
    pub watched: SocketAddr,
}

impl Served {
    /// Starts it with further settings.
    pub async fn start(environment: &[(&str, &str)]) -> Self {
        let discord = Discord::start(settings()).await.expect("loopback has a free port");
        Self::start_for(discord, environment).await
    }

    /// Starts it for this Discord.
    pub async fn start_for(discord: Discord, environment: &[(&str, &str)]) -> Self {
        let mut all = vec![("METRICS_ADDR", "127.0.0.1:0")];
        all.extend_from_slice(environment);
        let bot = called_by(&discord, &all);
        let (watched, address) = (bot.listens("serving metrics").await, bot.address().await);
        Self { discord, bot, address, watched }
    }

    /// A new connection.
    pub async fn dial(&self) -> Wire {
        Wire::dial(self.address).await
    }

    /// A request's head and `body`, signed by Discord, with its length.
    pub fn post(&self, body: &[u8]) -> Vec<u8> {
        self.post_with(&[], body)
    }

    /// The same with further lines in the head.
    pub fn post_with(&self, lines: &[&str], body: &[u8]) -> Vec<u8> {
        let length = format!("content-length: {}", body.len());
        [self.head(&[lines, &["content-type: application/json", &length]].concat(), body).into_bytes(), body.to_vec()]
            .concat()
    }

    /// A signed request's head with these lines and no others.
    pub fn head(&self, lines: &[&str], body: &[u8]) -> String {
        head(&self.discord.signed(body), lines)
    }

    /// What is answered to these bytes on a connection of their own.
    pub async fn asked(&self, request: &[u8]) -> Answer {
        let mut wire = self.dial().await;
        wire.sends(request).await;
        wire.hears().await
    }

    /// Expects that it is still there for Discord.
    pub async fn is_well(&self) {
        assert_eq!(self.asked(&self.post(PING)).await.json()["type"], 1);
    }

    /// What it counts.
    pub async fn counts(&self) -> Counts {
        Counts::at(self.watched).await
    }

    /// Asks until what it counts is right.
    pub async fn counts_until(&self, what: &str, is_right: impl Fn(&Counts) -> bool) -> Counts {
        Counts::until(self.watched, what, is_right).await
    }

    /// Tells it to stop, and expects that it does so in order.
    pub async fn stops(self) {
        self.bot.stops().await;
    }
}

/// A request's head: what is signed, and lines as they stand.
pub fn head(signed: &[(&str, String)], lines: &[&str]) -> String {
    let mut head = "POST /interactions HTTP/1.1\r\nhost: here\r\n".to_owned();
    for (name, value) in signed.iter().filter(|(name, _)| name.starts_with("X-Signature")) {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    for line in lines {
        let _ = write!(head, "{line}\r\n");
    }
    head + "\r\n"
}

/// A socket.
pub struct Wire(BufReader<TcpStream>);

impl Wire {
    /// A new connection.
    pub async fn dial(address: SocketAddr) -> Self {
        let stream = timeout(BOUND, TcpStream::connect(address)).await.expect("in time").expect("it listens");
        Self(BufReader::new(stream))
    }

    /// Sends as it stands. The other side may have closed already: gives whether that was not noticed.
    pub async fn sends(&mut self, bytes: &[u8]) -> bool {
        timeout(BOUND, self.0.get_mut().write_all(bytes)).await.expect("in time").is_ok()
    }

    /// Says that nothing more will be sent, and keeps listening.
    pub async fn falls_silent(&mut self) {
        let _ = self.0.get_mut().shutdown().await;
    }

    /// One answer.
    pub async fn hears(&mut self) -> Answer {
        self.hears_to("POST").await
    }

    /// One answer to a request of this method, on which depends whether there is a body.
    pub async fn hears_to(&mut self, method: &str) -> Answer {
        let answer = timeout(BOUND, self.read(method)).await.expect("in time");
        answer.unwrap_or_else(|problem| panic!("no answer: {problem}"))
    }

    /// One answer, or nothing if the connection ends without.
    pub async fn hears_or_ends(&mut self) -> Option<Answer> {
        timeout(BOUND, self.read("POST")).await.expect("in time").ok()
    }

    /// Waits until the other side closes, and expects that it says nothing more.
    pub async fn ends(mut self) {
        let mut more = Vec::new();
        let ended = timeout(BOUND, self.0.read_to_end(&mut more)).await.expect("it ends in time");
        // A connection that is closed before everything was read is reset.
        assert!(ended.is_err() || more.is_empty(), "{}", String::from_utf8_lossy(&more));
    }

    async fn read(&mut self, method: &str) -> std::io::Result<Answer> {
        let mut answer = Answer { version: String::new(), status: 0, headers: Vec::new(), body: Vec::new() };
        let first = self.line().await?;
        let mut words = first.split(' ');
        words.next().unwrap_or_default().clone_into(&mut answer.version);
        answer.status = words.next().and_then(|status| status.parse().ok()).expect("a status");
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(": ") else { break };
            answer.headers.push((name.to_lowercase(), value.to_owned()));
        }
        let length = answer.header("content-length").map_or(0, |length| length.parse().expect("a length"));
        if method != "HEAD" {
            answer.body.resize(length, 0);
            self.0.read_exact(&mut answer.body).await?;
        }
        Ok(answer)
    }

    async fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Such as `HTTP/1.1`.
    pub version: String,
    /// Such as 200.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// As it arrived.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// The body of what was answered.
    pub fn json(&self) -> Value {
        assert_eq!((self.status, self.header("content-type")), (200, Some("application/json")), "{self:?}");
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// Expects a refusal that says why, in JSON. Gives what it says.
    pub fn is_refused(&self, status: u16) -> String {
        assert_eq!((self.status, self.header("content-type")), (status, Some("application/json")), "{self:?}");
        let body: Value = serde_json::from_slice(&self.body).expect("JSON");
        assert_eq!(body.as_object().map(serde_json::Map::len), Some(1), "{body}");
        body["error"].as_str().expect("a reason").to_owned()
    }

    /// Whether it says that the connection ends.
    pub fn closes(&self) -> bool {
        self.header("connection") == Some("close")
    }
}

/// What a process counts, as `/metrics` says it.
#[derive(Debug)]
pub struct Counts {
    /// Values by name and labels, such as `tpm_guide_questions_total{outcome="found"}`.
    pub values: BTreeMap<String, f64>,
    /// What each metric is, such as `counter`.
    pub kinds: BTreeMap<String, String>,
}

impl Counts {
    /// The metrics served at `address`.
    pub async fn at(address: SocketAddr) -> Self {
        let mut wire = Wire::dial(address).await;
        wire.sends(b"GET /metrics HTTP/1.1\r\nhost: here\r\n\r\n").await;
        let answer = wire.hears_to("GET").await;
        assert_eq!(answer.status, 200);
        assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("text/plain; version=0.0.4")));
        Self::parse(&String::from_utf8(answer.body).expect("text"))
    }

    /// Asks until it is right.
    pub async fn until(address: SocketAddr, what: &str, is_right: impl Fn(&Self) -> bool) -> Self {
        let asking = async {
            loop {
                let counts = Self::at(address).await;
                if is_right(&counts) {
                    return counts;
                }
            }
        };
        let Ok(counts) = timeout(BOUND, asking).await else {
            panic!("never {what}, but {:#?}", Self::at(address).await.values)
        };
        counts
    }

    fn parse(text: &str) -> Self {
        let mut counts = Self { values: BTreeMap::new(), kinds: BTreeMap::new() };
        let mut helped = Vec::new();
        for line in text.lines() {
            let (what, rest) = line.split_once(' ').expect("two words");
            match (what, rest.split_once(' ')) {
                ("#", Some(("HELP", rest))) => helped.push(rest.split_once(' ').expect("a text").0.to_owned()),
                ("#", Some(("TYPE", rest))) => {
                    let (name, kind) = rest.split_once(' ').expect("a kind");
                    assert_eq!(helped.last().map(String::as_str), Some(name), "its help stands above");
                    assert_eq!(counts.kinds.insert(name.to_owned(), kind.to_owned()), None, "{name} stands once");
                }
                _ => {
                    let (sample, value) = line.rsplit_once(' ').expect("a value");
                    let value = value.parse().expect("a number");
                    assert_eq!(counts.values.insert(sample.to_owned(), value), None, "{sample} stands once");
                }
            }
        }
        counts
    }

    /// One value; `name` goes without what all of ours begin with.
    pub fn of(&self, name: &str) -> f64 {
        let value = self.values.get(&format!("tpm_guide_{name}"));
        *value.unwrap_or_else(|| panic!("no {name} in {:#?}", self.values))
    }

    /// Whether it is exactly this.
    pub fn is(&self, name: &str, value: u32) -> bool {
        (self.of(name) - f64::from(value)).abs() < 1e-9
    }
}
