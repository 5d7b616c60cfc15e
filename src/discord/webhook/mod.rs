//! The endpoint that Discord calls: `POST /interactions`, signed, answered in the response. What an interaction means is
//! decided elsewhere; this module decides which requests are accepted, and how much of them is read.

mod signature;
mod bodies;

pub use self::signature::{InvalidPublicKey, MAX_SKEW, PublicKeys, SignatureError, SignatureHeaders, SignedMessage};

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::post;
use http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};
use tokio::sync::{Notify, Semaphore};

use self::bodies::{Bodies, BodyError};
use crate::http::{Limits, refusal};

/// What all requests share: the bodies that are arriving, the requests in flight, and counters of what was refused.
#[derive(Debug)]
pub struct EndpointState {
    limits: Limits,
    bodies: Bodies,
    in_flight: Semaphore,
    stale: Notify,
    refused: [AtomicU64; SignatureError::ALL.len()],
}

impl EndpointState {
    /// The state of an endpoint within `limits`.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            bodies: Bodies::new(limits),
            in_flight: Semaphore::new(limits.requests),
            stale: Notify::new(),
            refused: Default::default(),
        }
    }

    /// Requests in flight now.
    pub fn in_flight(&self) -> usize {
        self.limits.requests - self.in_flight.available_permits()
    }

    /// Bodies that are arriving now, and the bytes reserved for them.
    pub fn arriving(&self) -> (usize, usize) {
        self.bodies.arriving()
    }

    /// Bodies that were evicted for others.
    pub fn evicted(&self) -> u64 {
        self.bodies.evicted()
    }

    /// Waits until a request is refused for its timestamp: it was recorded earlier, or this machine's clock is wrong.
    pub async fn until_stale(&self) {
        self.stale.notified().await;
    }

    /// Requests whose signature was refused, by reason.
    pub fn refused(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let count = |reason: SignatureError| self.refused[reason as usize].load(Ordering::Relaxed);
        SignatureError::ALL.into_iter().map(move |reason| (reason.as_str(), count(reason)))
    }
}

/// What turns an interaction's JSON and the time of its arrival into the response's JSON.
pub trait Responder: Send + Sync + 'static {
    /// The response; `None` if the JSON is no interaction.
    fn respond(&self, json: &str, received: Instant) -> impl Future<Output = Option<Bytes>> + Send;
}

/// The route `/interactions`, answered by `responder`.
pub fn router(keys: PublicKeys, state: Arc<EndpointState>, responder: impl Responder) -> Router {
    let endpoint = Arc::new(EndpointService { keys, state, responder });
    Router::new().route("/interactions", post(handle)).with_state(endpoint)
}

struct EndpointService<R> {
    keys: PublicKeys,
    state: Arc<EndpointState>,
    responder: R,
}

async fn handle<R: Responder>(State(endpoint): State<Arc<EndpointService<R>>>, request: Request) -> Response {
    endpoint.answer(request).await.unwrap_or_else(|error| endpoint.refuse(error))
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RequestError {
    NotJson,
    Signature(SignatureError),
    Body(BodyError),
    TooManyInFlight,
    NotInteraction,
}

impl From<SignatureError> for RequestError {
    fn from(error: SignatureError) -> Self {
        Self::Signature(error)
    }
}

impl From<BodyError> for RequestError {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl<R: Responder> EndpointService<R> {
    /// Answers a request. Nothing in its body is interpreted before the signature was verified.
    async fn answer(&self, request: Request) -> Result<Response, RequestError> {
        let received = Instant::now();
        let (head, body) = request.into_parts();
        if !is_plain_json(&head.headers) {
            return Err(RequestError::NotJson);
        }
        let headers = SignatureHeaders::read(&head.headers)?;
        let message = SignedMessage::begin(&headers, body.size_hint().lower());
        let message = self.state.bodies.receive(message, body).await?;
        headers.check_age(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())?;
        // Counted from here on, so that a body which is still arriving keeps no other request from being answered.
        let _permit = self.state.in_flight.try_acquire().map_err(|_| RequestError::TooManyInFlight)?;
        self.keys.verify(&headers, &message)?;
        let json = std::str::from_utf8(message.body()).map_err(|_| RequestError::NotInteraction)?;
        let answer = self.responder.respond(json, received).await.ok_or(RequestError::NotInteraction)?;
        let mut response = Response::new(Body::from(answer));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(response)
    }

    fn refuse(&self, error: RequestError) -> Response {
        match error {
            RequestError::NotJson => {
                refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json without compression")
            }
            RequestError::Signature(reason) => {
                self.state.refused[reason as usize].fetch_add(1, Ordering::Relaxed);
                if reason == SignatureError::Stale {
                    self.state.stale.notify_one();
                }
                refusal(StatusCode::UNAUTHORIZED, &reason.to_string())
            }
            RequestError::Body(error) => self.refuse_body(error),
            RequestError::TooManyInFlight => {
                refusal(StatusCode::SERVICE_UNAVAILABLE, "too many requests in flight; HTTP_MAX_REQUESTS is the limit")
            }
            RequestError::NotInteraction => refusal(StatusCode::BAD_REQUEST, "the body is not an interaction"),
        }
    }

    /// Refuses a body that was not read to its end, and closes the connection: the rest of the body is no next request.
    fn refuse_body(&self, error: BodyError) -> Response {
        let mut response = match error {
            BodyError::TooLong => refusal(
                StatusCode::PAYLOAD_TOO_LARGE,
                &format!("the body is longer than {} bytes; HTTP_MAX_BODY is the limit", self.state.limits.body),
            ),
            BodyError::TooSlow => refusal(StatusCode::REQUEST_TIMEOUT, "the body took too long"),
            BodyError::Evicted => {
                refusal(StatusCode::REQUEST_TIMEOUT, "the body took too long while too many others were arriving")
            }
            BodyError::Broken => refusal(StatusCode::BAD_REQUEST, "the body is incomplete or malformed"),
        };
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        response
    }
}

/// Whether the headers declare uncompressed JSON, exactly once.
fn is_plain_json(headers: &HeaderMap) -> bool {
    let mut kinds = headers.get_all(CONTENT_TYPE).iter();
    let (Some(kind), None) = (kinds.next(), kinds.next()) else { return false };
    let essence = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    essence.eq_ignore_ascii_case("application/json")
        && codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

#[cfg(test)]
mod tests;
