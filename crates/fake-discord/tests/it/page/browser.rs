//! A browser in a hundred lines.

use std::collections::BTreeMap;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::super::support::BOUND;

/// A page that is open, and the latest that it was told of everything.
pub struct Browser {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// By the key of the frame: `welcome`, `bot`, `commands`, `messages`, `knowledge`, `mistake`.
    told: BTreeMap<String, Value>,
    asks: u64,
}

/// A client that follows nothing and takes no proxy.
pub fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

/// The key that the page would find.
pub async fn key(url: &str) -> String {
    let session = http().get(format!("{url}session")).send().await.expect("an answer");
    let session: Value = session.json().await.expect("JSON");
    session["key"].as_str().expect("a key").to_owned()
}

/// Opens the WebSocket with these headers in place of the page's own.
pub async fn dial(
    url: &str,
    headers: &[(&'static str, &str)],
) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, Error> {
    let address = format!("{}socket", url.replacen("http", "ws", 1));
    let mut request = address.into_client_request().expect("an address");
    let origin = url.trim_end_matches('/');
    for (name, value) in [("origin", origin)].into_iter().chain(headers.iter().copied()) {
        if value.is_empty() {
            request.headers_mut().remove(name);
        } else {
            request.headers_mut().insert(name, value.parse().expect("a header"));
        }
    }
    Ok(connect_async(request).await?.0)
}

impl Browser {
    /// Opens the page, and is welcomed.
    pub async fn open(url: &str) -> Self {
        let socket = dial(url, &[]).await.expect("a handshake");
        let mut browser = Self { socket, told: BTreeMap::new(), asks: 0 };
        browser.send(&json!({ "hello": key(url).await })).await;
        browser.told("welcome").await;
        browser.told("bot").await;
        browser
    }

    /// Opens the page as a person in a place.
    pub async fn of(url: &str, person: &str, place: &str) -> Self {
        let mut browser = Self::open(url).await;
        browser.be(person, place, "en-US").await;
        browser
    }

    /// Becomes a person in a place, and sees what they see.
    pub async fn be(&mut self, person: &str, place: &str, locale: &str) {
        self.told.retain(|key, _| key != "commands" && key != "messages");
        self.send(&json!({ "be": { "person": person, "place": place, "locale": locale } })).await;
        self.told("commands").await;
        self.told("messages").await;
    }

    pub async fn send(&mut self, frame: &Value) {
        self.send_raw(Frame::text(frame.to_string())).await;
    }

    pub async fn send_raw(&mut self, frame: Frame) {
        self.socket.send(frame).await.expect("the fake Discord listens");
    }

    /// Does something, and gives its outcome.
    pub async fn does(&mut self, act: Value) -> Value {
        let ask = self.begins(act).await;
        self.outcome(ask).await
    }

    /// Does something without waiting for what comes of it.
    pub async fn begins(&mut self, mut act: Value) -> u64 {
        self.asks += 1;
        act["ask"] = json!(self.asks);
        self.send(&act).await;
        self.asks
    }

    pub async fn types(&mut self, line: &str) -> Value {
        self.does(json!({ "act": "types", "line": line })).await
    }

    /// What came of it.
    pub async fn outcome(&mut self, ask: u64) -> Value {
        loop {
            let frame = self.hear().await;
            if frame["done"] == ask {
                return frame["outcome"].clone();
            }
        }
    }

    /// The latest frame with this key; waits for the first.
    pub async fn told(&mut self, key: &str) -> Value {
        while !self.told.contains_key(key) {
            self.hear().await;
        }
        self.told[key].clone()
    }

    /// Waits until the latest frame with this key is as `wanted`.
    pub async fn told_that(&mut self, key: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let told = self.told(key).await;
            if wanted(&told) {
                return told;
            }
            self.hear().await;
        }
    }

    /// The messages that are shown, oldest first.
    pub fn sees(&self) -> Vec<Value> {
        self.told["messages"]["messages"].as_array().cloned().unwrap_or_default()
    }

    /// The latest of them.
    pub fn sees_last(&self) -> Value {
        self.sees().pop().expect("a message")
    }

    /// Waits until the messages shown are as `wanted`.
    pub async fn sees_that(&mut self, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let messages = |told: &Value| told["messages"].as_array().cloned().unwrap_or_default();
        messages(&self.told_that("messages", |told| wanted(&messages(told))).await)
    }

    /// Closes the page.
    pub async fn leaves(mut self) {
        self.socket.close(None).await.expect("the fake Discord listens");
    }

    /// The code with which the connection ends; frames before it are passed over.
    pub async fn ends(mut self) -> Option<u16> {
        loop {
            match timeout(BOUND, self.socket.next()).await.expect("the connection ends") {
                Some(Ok(Frame::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    async fn hear(&mut self) -> Value {
        loop {
            let heard = timeout(BOUND, self.socket.next()).await;
            let heard = heard.unwrap_or_else(|_| panic!("nothing more is said after {:?}", self.told));
            match heard.expect("the connection stays").expect("the connection stays") {
                Frame::Text(text) => {
                    let frame: Value = serde_json::from_str(&text).expect("JSON");
                    let members = frame.as_object().expect("an object");
                    if let (Some((key, value)), 1) = (members.iter().next(), members.len()) {
                        self.told.insert(key.clone(), value.clone());
                    }
                    return frame;
                }
                Frame::Ping(_) | Frame::Pong(_) => {}
                other => panic!("a text was expected, not {other:?}"),
            }
        }
    }
}
