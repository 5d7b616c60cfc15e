//! A bot in a hundred lines: REST by reqwest, the gateway by tungstenite, every body written by hand.

use std::time::Duration;

use fake_discord::{Discord, Settings};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// More than enough for anything on loopback; only failures take this long.
pub const BOUND: Duration = Duration::from_secs(20);

/// Settings for tests: the defaults, with a longer time limit for waits.
pub fn settings() -> Settings {
    Settings { wait_timeout: BOUND, ..Settings::default() }
}

pub async fn discord() -> Discord {
    Discord::start(settings()).await.expect("a free port")
}

/// An answer of the REST API.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
    pub body: Value,
}

impl Answer {
    /// `status/code`, as tables write it.
    pub fn verdict(&self) -> (u16, u64) {
        (self.status, self.body["code"].as_u64().unwrap_or(0))
    }

    /// Every `path: CODE` in the tree of errors, sorted.
    pub fn problems(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect("", &self.body["errors"], &mut found);
        found.sort();
        found
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

fn collect(path: &str, node: &Value, found: &mut Vec<String>) {
    for (key, child) in node.as_object().into_iter().flatten() {
        if key == "_errors" {
            for error in child.as_array().into_iter().flatten() {
                found.push(format!("{path}: {}", error["code"].as_str().unwrap_or("?")));
            }
        } else {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            collect(&path, child, found);
        }
    }
}

/// The REST API as a bot calls it.
#[derive(Clone)]
pub struct Rest {
    client: reqwest::Client,
    base: String,
    pub token: String,
    pub application: String,
}

impl Rest {
    pub fn new(discord: &Discord) -> Self {
        let agent = "DiscordBot (https://example.invalid, 1.0)";
        Self {
            client: reqwest::Client::builder().user_agent(agent).no_proxy().build().expect("a client"),
            base: format!("{}/api/v10", discord.origin()),
            token: discord.token().to_owned(),
            application: discord.application_id().to_string(),
        }
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let request = self.client.request(method, format!("{}{path}", self.base));
        request.header("authorization", format!("Bot {}", self.token)).timeout(BOUND)
    }

    pub async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        let mut request = self.request(method, path);
        if !body.is_null() {
            request = request.json(&body);
        }
        self.send(request).await.expect("an answer")
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> reqwest::Result<Answer> {
        let response = request.send().await?;
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned())).collect();
        let text = response.text().await?;
        Ok(Answer { status, headers, body: serde_json::from_str(&text).unwrap_or_default(), text })
    }

    /// Registers commands everywhere.
    pub async fn register(&self, commands: Value) -> Answer {
        self.call("PUT", &format!("/applications/{}/commands", self.application), commands).await
    }

    /// Answers an interaction.
    pub async fn callback(&self, interaction: &Value, body: Value) -> Answer {
        let (id, token) = (text(&interaction["id"]), text(&interaction["token"]));
        self.call("POST", &format!("/interactions/{id}/{token}/callback"), body).await
    }

    /// The webhook routes of an interaction; `path` is what follows its token.
    pub async fn webhook(&self, method: &str, interaction: &Value, path: &str, body: Value) -> Answer {
        let token = text(&interaction["token"]);
        self.call(method, &format!("/webhooks/{}/{token}{path}", self.application), body).await
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Adds the members of one object to another.
pub fn merge(base: &mut Value, more: Value) {
    for (key, value) in more.as_object().expect("an object") {
        base[key] = value.clone();
    }
}

/// What came over the gateway.
#[derive(Debug)]
pub enum Heard {
    Frame(Value),
    Close(Option<u16>),
    Lost,
}

/// One gateway connection.
pub struct Gateway {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Gateway {
    /// Dials the ordinary gateway.
    pub async fn dial(discord: &Discord) -> Self {
        let url = format!("{}/gateway/?v=10&encoding=json", discord.origin().replace("http", "ws"));
        Self::dial_url(&url).await.expect("a handshake")
    }

    pub async fn dial_url(url: &str) -> Result<Self, tokio_tungstenite::tungstenite::Error> {
        let (socket, _) = connect_async(url).await?;
        Ok(Self { socket })
    }

    pub async fn send(&mut self, op: u64, data: Value) {
        self.send_text(&json!({ "op": op, "d": data }).to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        // The fake Discord may have closed already; what it said is then read from `hear`.
        let _ = self.socket.send(Frame::text(text)).await;
    }

    pub async fn close(&mut self, code: u16) {
        let frame = CloseFrame { code: code.into(), reason: "".into() };
        let _ = self.socket.close(Some(frame)).await;
        while let Some(Ok(_)) = self.socket.next().await {}
    }

    pub async fn hear(&mut self) -> Heard {
        loop {
            let heard = timeout(BOUND, self.socket.next()).await.expect("something to hear");
            return match heard {
                Some(Ok(Frame::Text(text))) => Heard::Frame(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Frame::Close(frame))) => {
                    // Answers the close frame.
                    while let Some(Ok(_)) = self.socket.next().await {}
                    Heard::Close(frame.map(|frame| frame.code.into()))
                }
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Heard::Lost,
            };
        }
    }

    pub async fn frame(&mut self) -> Value {
        match self.hear().await {
            Heard::Frame(frame) => frame,
            other => panic!("a frame was expected, not {other:?}"),
        }
    }

    /// The next dispatch with this name; others are passed over.
    pub async fn dispatch(&mut self, name: &str) -> Value {
        loop {
            let frame = self.frame().await;
            if frame["t"] == name {
                return frame;
            }
        }
    }

    /// The close code; frames before it are passed over. `None` is a close frame without a code.
    pub async fn close_code(&mut self) -> Option<u16> {
        loop {
            match self.hear().await {
                Heard::Close(code) => return code,
                Heard::Frame(_) => {}
                Heard::Lost => panic!("a close frame was expected"),
            }
        }
    }

    pub async fn hello(&mut self) -> Value {
        let hello = self.frame().await;
        assert_eq!(hello["op"], 10);
        hello
    }

    pub async fn identify(&mut self, discord: &Discord) {
        self.send(2, identify(discord.token())).await;
    }

    /// Dials, identifies, and returns with READY's data.
    pub async fn ready(discord: &Discord) -> (Self, Value) {
        let mut gateway = Self::dial(discord).await;
        gateway.hello().await;
        gateway.identify(discord).await;
        let ready = gateway.dispatch("READY").await;
        (gateway, ready["d"].clone())
    }

    /// Dials the resume URL and asks to go on.
    pub async fn resume(discord: &Discord, ready: &Value, sequence: u64) -> Self {
        let url = format!("{}/?v=10&encoding=json", text(&ready["resume_gateway_url"]));
        let mut gateway = Self::dial_url(&url).await.expect("a handshake");
        gateway.hello().await;
        let data = json!({ "token": discord.token(), "session_id": ready["session_id"], "seq": sequence });
        gateway.send(6, data).await;
        gateway
    }
}

pub fn identify(token: &str) -> Value {
    let properties = json!({ "os": "linux", "browser": "standin", "device": "standin" });
    json!({ "token": token, "intents": 0, "properties": properties })
}

/// A bot that answers each interaction with what `answer` makes of it; null is silence.
pub struct Bot {
    task: JoinHandle<()>,
}

impl Bot {
    pub async fn start(discord: &Discord, answer: impl Fn(&Value) -> Value + Send + 'static) -> Self {
        let (mut gateway, _) = Gateway::ready(discord).await;
        let rest = Rest::new(discord);
        let task = tokio::spawn(async move {
            loop {
                match gateway.hear().await {
                    Heard::Frame(frame) if frame["t"] == "INTERACTION_CREATE" => {
                        let body = answer(&frame["d"]);
                        if !body.is_null() {
                            rest.callback(&frame["d"], body).await;
                        }
                    }
                    Heard::Frame(_) => {}
                    _ => return,
                }
            }
        });
        Self { task }
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The commands that most tests register.
pub fn some_commands() -> Value {
    json!([
        {
            "name": "industry", "description": "An industry", "contexts": [0, 1, 2], "integration_types": [0, 1],
            "options": [
                { "type": 3, "name": "name", "description": "Which", "required": true, "autocomplete": true, "choices": [] },
                { "type": 6, "name": "for", "description": "For whom" },
                { "type": 5, "name": "private", "description": "Only me" },
            ],
        },
        { "name": "help", "description": "Help" },
        { "name": "Ask about this", "type": 3, "options": [] },
    ])
}

/// A message with a greeting.
pub fn says(content: &str) -> Value {
    json!({ "type": 4, "data": { "content": content } })
}
