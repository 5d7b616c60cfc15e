//! REST client for the part of Discord's API that this bot uses: origin, routes, timeouts, retries and errors.
//!
//! A `Route` is a method and a path, a `Request` adds the body and the headers, and a client with time limits sends it. The
//! bodies are built in `response` and `command`. No error of this module holds a URL or a token: of a refusal it keeps
//! Discord's status and codes.

mod application;
mod attachment;
mod attempts;
mod breaker;
mod callback;
mod channel;
mod clock;
mod counters;
mod follow_up;
mod error;
mod failure;
mod gateway;
mod guilds;
mod message;
mod origin;
mod registration;
mod request;
mod retry;
mod route;
mod send_error;

pub use self::application::Application;
pub use self::attachment::AttachmentError;
pub use self::callback::{CallbackError, Delivery, InteractionRef};
pub use self::channel::Post;
pub use self::clock::MOST_SKEW;
pub use self::counters::RestCounters;
pub use self::error::RestError;
pub use self::gateway::{GatewayBot, SessionStartLimit};
pub use self::message::{Posted, Sent};
pub use self::origin::{Exposure, Origin, OriginError};
pub use self::registration::{Change, Difference, difference, unchanged};
pub use self::retry::RestTimeouts;
pub use self::route::{MESSAGES_PAGE, Scope};
pub use self::send_error::SendError;

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::{DATE, HeaderValue};
use reqwest::{Client, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::OnceCell;
use tokio::time::sleep;
use tracing::warn;

use self::clock::Clock;
use self::failure::Failure;
use self::request::Request;
use self::retry::{Next, Retries};
use self::route::{CommandList, Route};

/// The longest response body that is read; 130 commands with every localisation are far below.
const LONGEST_BODY: usize = 16 * 1024 * 1024;

/// Time limit for connecting, within that of the whole request.
const CONNECTING: Duration = Duration::from_secs(10);

/// The REST client. Every method takes `&self`, so that it can be shared.
#[derive(Debug)]
pub struct Rest {
    client: Client,
    origin: Origin,
    /// The bot's token with its prefix `Bot `, never printed. Without one, only the routes of interactions work, whose own
    /// token suffices.
    authorization: Option<HeaderValue>,
    timeouts: RestTimeouts,
    counters: Arc<RestCounters>,
    clock: Clock,
    /// The bot's user id, once it was asked for.
    bot_user: OnceCell<u64>,
}

impl Rest {
    /// A client of the API at `origin`; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`RestError::TokenUnusable`] when the token is empty or holds characters that fit into no header.
    pub fn new(token: &SecretString, origin: &Origin) -> Result<Self, RestError> {
        let token = token.expose_secret().trim();
        let token =
            token.strip_prefix("Bot").filter(|rest| rest.trim_start() != *rest || rest.is_empty()).unwrap_or(token);
        let token = token.trim();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(RestError::TokenUnusable);
        }
        let mut authorization = HeaderValue::try_from(format!("Bot {token}")).map_err(|_| RestError::TokenUnusable)?;
        authorization.set_sensitive(true);
        Self::build(Some(authorization), origin)
    }

    /// A client for routes that need no bot token: those of interactions, whose own token suffices.
    ///
    /// # Errors
    ///
    /// [`RestError::Tls`].
    pub fn without_token(origin: &Origin) -> Result<Self, RestError> {
        Self::build(None, origin)
    }

    fn build(authorization: Option<HeaderValue>, origin: &Origin) -> Result<Self, RestError> {
        // One provider for every TLS connection of the process; an error only says that one is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .use_rustls_tls()
            .connect_timeout(CONNECTING)
            .pool_max_idle_per_host(16)
            // Discord does not redirect. A server that does would get the token.
            .redirect(redirect::Policy::none());
        if !origin.is_discord() {
            // The origin was chosen by hand: HTTP_PROXY and the like shall not lead elsewhere.
            client = client.no_proxy();
        }
        Ok(Self {
            client: client.build().map_err(|_| RestError::Tls)?,
            origin: origin.clone(),
            authorization,
            timeouts: RestTimeouts::default(),
            counters: Arc::default(),
            clock: Clock::default(),
            bot_user: OnceCell::new(),
        })
    }

    /// The client with other time limits, for tests.
    #[must_use]
    pub fn with_timeouts(self, timeouts: RestTimeouts) -> Self {
        Self { timeouts, ..self }
    }

    /// The counters of callbacks, removals and messages, which go on counting.
    #[must_use]
    pub fn counters(&self) -> Arc<RestCounters> {
        Arc::clone(&self.counters)
    }

    /// Fetches the commands that are registered in `scope`, with all their localisations.
    ///
    /// # Errors
    ///
    /// See [`RestError`].
    pub async fn registered(&self, application_id: u64, scope: Scope) -> Result<Vec<Value>, RestError> {
        let what = "reading the registered commands";
        let list = CommandList::new(application_id, scope).ok_or(RestError::NoSuchId { what })?;
        self.fetch(what, &Request::new(Route::GetCommands(list))).await
    }

    /// Replaces all commands in `scope` by `commands`, and returns them as Discord registered them.
    ///
    /// # Errors
    ///
    /// See [`RestError`].
    pub async fn overwrite(
        &self,
        application_id: u64,
        scope: Scope,
        commands: &[Value],
    ) -> Result<Vec<Value>, RestError> {
        let what = "registering the commands";
        let list = CommandList::new(application_id, scope).ok_or(RestError::NoSuchId { what })?;
        let body = Value::from(commands).to_string();
        self.fetch(what, &Request::with_json(Route::OverwriteCommands(list), body.into())).await
    }

    /// Sends `request` with retries, and parses the response.
    async fn fetch<T: DeserializeOwned>(&self, what: &'static str, request: &Request<'_>) -> Result<T, RestError> {
        let body = self.send_with_retries(what, request, Retries::of(&self.timeouts)).await?;
        serde_json::from_slice(&body).map_err(|error| RestError::Unreadable {
            what,
            line: error.line(),
            column: error.column(),
        })
    }

    /// Sends `request` until it succeeds or `retries` give up. Only for requests that may be repeated.
    async fn send_with_retries(
        &self,
        what: &'static str,
        request: &Request<'_>,
        mut retries: Retries,
    ) -> Result<Vec<u8>, RestError> {
        loop {
            let failure = match self.exchange(request).await {
                Ok(body) => return Ok(body),
                Err(failure) => failure,
            };
            match retries.record_failure(&failure) {
                Next::Again(pause) => {
                    warn!(what, %failure, again_in_ms = pause.as_millis(), "Discord's API is in trouble");
                    sleep(pause).await;
                }
                Next::GiveUp => return Err(RestError::from_failure(what, &failure, retries.attempts())),
            }
        }
    }

    /// Sends `request` once and reads the whole response.
    async fn exchange(&self, request: &Request<'_>) -> Result<Vec<u8>, Failure> {
        let response = self.send(request, self.timeouts.request).await?;
        read(response, LONGEST_BODY).await
    }

    /// Sends `request` once. The response's body is still to be read, within the same time limit.
    async fn send(&self, request: &Request<'_>, limit: Duration) -> Result<Response, Failure> {
        let whole = request.whole(&self.client, &self.origin, self.authorization.as_ref());
        let mut whole = whole.ok_or(Failure::Unsendable)?;
        *whole.timeout_mut() = Some(limit);
        let response = self.client.execute(whole).await.map_err(|error| failure(&error))?;
        let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
        self.clock.compare(date, SystemTime::now());
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        // An error page may be anything, or never end: then the status alone has to do.
        let body = read(response, 64 * 1024).await.unwrap_or_default();
        let refused = Failure::refused(status, &headers, &body);
        if self.authorization.is_some() {
            self.counters.breaker().record(&refused, request.credential(), Instant::now());
        }
        Err(refused)
    }
}

/// Reads a body of at most `longest` bytes.
async fn read(mut response: Response, longest: usize) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > longest {
            return Err(Failure::Broken("the response is too long"));
        }
    }
    Ok(body)
}

/// The text at the end of an error's chain of sources.
pub(super) fn root_cause(error: &dyn Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

/// reqwest's error without its text, which names the URL.
fn failure(error: &reqwest::Error) -> Failure {
    if error.is_connect() {
        return Failure::Unreachable(root_cause(error));
    }
    Failure::Broken(if error.is_timeout() { "it took too long" } else { "the connection broke" })
}

#[cfg(test)]
mod tests;
