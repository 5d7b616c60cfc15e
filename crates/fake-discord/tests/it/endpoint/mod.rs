//! Delivery over HTTP, H01 and H02, with small endpoints written by hand.
//!
//! Here: such endpoints. `setting` is how one is verified and probed, `delivery` what it may answer, `faults` what goes
//! wrong on the way.

mod delivery;
mod faults;
mod setting;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use ed25519_dalek::{Signature, VerifyingKey};
use fake_discord::{Discord, Settings};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::support::{Rest, settings, some_commands};

/// A request as an endpoint got it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub headers: HeaderMap,
    pub bytes: Bytes,
    pub body: Value,
    pub is_valid: bool,
}

impl Asked {
    fn read(key: &str, headers: HeaderMap, bytes: Bytes) -> Self {
        let is_valid = is_signed(key, &headers, &bytes).is_some();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Self { headers, bytes, body, is_valid }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().expect("text")).unwrap_or_default()
    }
}

fn is_signed(key: &str, headers: &HeaderMap, body: &[u8]) -> Option<()> {
    let timestamp = headers.get("x-signature-timestamp")?.as_bytes();
    let signature = unhex(headers.get("x-signature-ed25519")?.to_str().ok()?)?;
    let signature = Signature::from_slice(&signature).ok()?;
    let key = VerifyingKey::from_bytes(&unhex(key)?.try_into().ok()?).ok()?;
    key.verify_strict(&[timestamp, body].concat(), &signature).ok()
}

pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let pairs = digits?;
    let is_even = pairs.len().is_multiple_of(2);
    is_even.then(|| pairs.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).expect("two digits")).collect())
}

/// A bot's endpoint.
pub struct Endpoint {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    server: JoinHandle<()>,
}

impl Endpoint {
    /// One that leaves everything to `answer`.
    pub async fn raw<F>(discord: &Discord, answer: impl Fn(Asked) -> F + Clone + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send,
    {
        let key = discord.public_key();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        let router = Router::new().fallback(move |headers: HeaderMap, bytes: Bytes| {
            let asked = Asked::read(&key, headers, bytes);
            heard.lock().expect("a list").push(asked.clone());
            let answer = answer.clone();
            async move { answer(asked).await }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/interactions", listener.local_addr().expect("an address"));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("to serve") });
        Self { url, asked, server }
    }

    /// One that verifies and says PONG as it should, and answers interactions with what `answer` makes of them.
    pub async fn right<F>(discord: &Discord, answer: impl Fn(Value) -> F + Clone + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send,
    {
        Self::raw(discord, move |asked: Asked| {
            let answer = answer.clone();
            async move {
                match asked.body["type"].as_u64() {
                    _ if !asked.is_valid => status(401),
                    Some(1) => reply(json!({ "type": 1 })),
                    _ => answer(asked.body).await,
                }
            }
        })
        .await
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("a list").clone()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.server.abort();
    }
}

pub fn reply(body: Value) -> Response {
    axum::Json(body).into_response()
}

pub fn status(status: u16) -> Response {
    with(status, "application/json", "{\"error\":\"no\"}")
}

pub fn with(status: u16, content_type: &str, body: &str) -> Response {
    let response = Response::builder().status(status);
    let response = if content_type.is_empty() { response } else { response.header("content-type", content_type) };
    response.body(body.to_owned().into()).expect("a response")
}

/// A fake Discord with commands whose interactions go to an endpoint which answers with what `answer` makes of them.
pub struct Fixture {
    pub discord: Discord,
    pub rest: Rest,
    pub endpoint: Endpoint,
}

impl Fixture {
    pub async fn open<F>(answer: impl Fn(Value) -> F + Clone + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send,
    {
        Self::with(settings(), answer).await
    }

    pub async fn with<F>(settings: Settings, answer: impl Fn(Value) -> F + Clone + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send,
    {
        let discord = Discord::start(settings).await.expect("a free port");
        let rest = Rest::new(&discord);
        rest.register(some_commands()).await;
        let endpoint = Endpoint::right(&discord, answer).await;
        discord.set_endpoint(&endpoint.url).await.expect("a right endpoint");
        Self { discord, rest, endpoint }
    }

    pub fn last_rule(&self) -> &'static str {
        self.discord.refusals().last().map_or("none", |broken| broken.rule)
    }

    pub fn is_content(&self) {
        assert!(self.discord.refusals().is_empty(), "{}", self.discord.transcript());
    }
}
