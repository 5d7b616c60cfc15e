//! A stand-in for Discord's API: it takes messages, gives the same one for the same nonce, and remembers when each came.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::json;
use tokio::runtime::Builder;
use tokio::time::sleep;

/// What every path begins with.
const API: &str = "/api/v10/";
/// The bot.
const BOT: u64 = 1_310_000_000_000_000_001;
/// The first message.
const FIRST_MESSAGE: u64 = 1_400_000_000_000_000_000;
/// The button of a question's message that tells its number.
const BUTTON: &str = "t1:g:take:";

/// A stand-in that listens, until this program ends.
#[derive(Debug)]
pub struct Discord {
    /// Where.
    pub url: String,
    world: Arc<Mutex<World>>,
}

/// What was posted.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Messages, in the order in which they came.
    pub created: Vec<Created>,
    /// Messages that came once more with the nonce of an earlier one: they are not created.
    pub repeated: u64,
    /// Changes of messages.
    pub edited: u64,
    /// Other requests, by method and path.
    pub others: BTreeMap<String, u64>,
    by_nonce: HashMap<(u64, String), u64>,
}

/// A message that was created.
#[derive(Clone, Copy, Debug)]
pub struct Created {
    /// When it came.
    pub at: Instant,
    /// Its channel.
    pub channel: u64,
    /// The number of its question.
    pub inquiry: Option<u64>,
}

impl Discord {
    /// Listens, and takes `pause` for each answer.
    pub fn start(pause: Duration) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no port is free")?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let runtime = Builder::new_current_thread().enable_all().build().context("starting a runtime")?;
        let world = Arc::<Mutex<World>>::default();
        let served = Arc::clone(&world);
        thread::spawn(move || runtime.block_on(serve(listener, &served, pause)));
        Ok(Self { url, world })
    }

    /// What was posted until now.
    pub fn world(&self) -> World {
        locked(&self.world).clone()
    }

    /// How many messages were created until now.
    pub fn created(&self) -> usize {
        locked(&self.world).created.len()
    }
}

fn locked(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(listener: TcpListener, world: &Arc<Mutex<World>>, pause: Duration) -> anyhow::Result<Infallible> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let world = Arc::clone(world);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(request, Arc::clone(&world), pause));
            // A process that was killed goes away in the middle.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    world: Arc<Mutex<World>>,
    pause: Duration,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let (status, sent) = locked(&world).take(&head.method, head.uri.path(), &body, Instant::now());
    sleep(pause).await;
    let mut response = Response::new(Full::new(Bytes::from(sent)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

impl World {
    /// Does what a request asks for, and answers it.
    fn take(&mut self, method: &Method, path: &str, body: &[u8], at: Instant) -> (StatusCode, String) {
        let parts: Vec<&str> = path.strip_prefix(API).unwrap_or_default().split('/').collect();
        let answered = match (method, parts.as_slice()) {
            (&Method::POST, ["channels", channel, "messages"]) => {
                channel.parse().ok().and_then(|channel| self.create(channel, body, at))
            }
            (&Method::PATCH, ["channels", _, "messages", message]) => message.parse().ok().inspect(|_: &u64| {
                self.edited += 1;
            }),
            (&Method::GET, ["users", "@me"]) => Some(BOT),
            _ => None,
        };
        if let Some(id) = answered {
            return (StatusCode::OK, json!({ "id": id.to_string() }).to_string());
        }
        *self.others.entry(format!("{method} {path}")).or_default() += 1;
        (StatusCode::INTERNAL_SERVER_ERROR, "{}".to_owned())
    }

    /// The message of this nonce, which is a new one for a new nonce.
    fn create(&mut self, channel: u64, body: &[u8], at: Instant) -> Option<u64> {
        #[derive(Deserialize)]
        struct Message {
            nonce: Option<String>,
            enforce_nonce: Option<bool>,
        }
        let Message { nonce, enforce_nonce } = serde_json::from_slice(body).ok()?;
        let key = nonce.filter(|_| enforce_nonce == Some(true)).map(|nonce| (channel, nonce));
        if let Some(id) = key.as_ref().and_then(|key| self.by_nonce.get(key)) {
            self.repeated += 1;
            return Some(*id);
        }
        let id = FIRST_MESSAGE + self.created.len() as u64;
        self.created.push(Created { at, channel, inquiry: inquiry(&String::from_utf8_lossy(body)) });
        self.by_nonce.extend(key.map(|key| (key, id)));
        Some(id)
    }
}

/// The number of the question that a message is of.
fn inquiry(body: &str) -> Option<u64> {
    let (_, rest) = body.split_once(BUTTON)?;
    rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POST: &str = r#"{"nonce": "00000000000000ff", "enforce_nonce": true, "components": [{"type": 1, "components": [
        {"type": 2, "custom_id": "t1:g:take:17", "label": "Take"}]}]}"#;

    #[test]
    fn the_same_nonce_in_a_channel_creates_one_message() {
        let mut world = World::default();
        let mut take = |path, body: &str| world.take(&Method::POST, path, body.as_bytes(), Instant::now());
        let first = take("/api/v10/channels/5/messages", POST);
        assert_eq!(take("/api/v10/channels/5/messages", POST), first);
        assert_ne!(take("/api/v10/channels/6/messages", POST), first);
        assert_ne!(take("/api/v10/channels/5/messages", &POST.replace("ff\"", "fe\"")), first);
        assert_eq!((world.created.len(), world.repeated), (3, 1));
        assert_eq!((world.created[0].channel, world.created[0].inquiry), (5, Some(17)));
    }

    #[test]
    fn what_it_does_not_know_fails_and_is_remembered() {
        let mut world = World::default();
        let (status, _) = world.take(&Method::GET, "/api/v10/users/@me/guilds", b"", Instant::now());
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(world.others["GET /api/v10/users/@me/guilds"], 1);
        let (status, _) = world.take(&Method::POST, "/api/v10/channels/5/messages", b"no JSON", Instant::now());
        assert_eq!((status, world.created.len()), (StatusCode::INTERNAL_SERVER_ERROR, 0));
    }
}
