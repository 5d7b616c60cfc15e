//! Discord calls us: `POST /interactions`, signed, answered in the one response. What an interaction *means* is decided
//! elsewhere; here is who may speak, and how much of it. `bodies` is what a client may hold of our memory before that.

mod signature;
mod bodies;

pub use self::signature::{MOST_SKEW, NoPublicKey, PublicKeys, Seal, Signed, Unsigned};

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

use self::bodies::Bodies;
use crate::http::{Limits, refusal};

/// What the endpoint holds now, and what it has refused since the start.
#[derive(Debug)]
pub struct Counters {
    places: Semaphore,
    most: usize,
    bodies: Bodies,
    stale: Notify,
    refused: [AtomicU64; Unsigned::ALL.len()],
}

impl Counters {
    /// Counters for an endpoint within `limits`.
    pub fn new(limits: &Limits) -> Self {
        let most = limits.requests.min(Semaphore::MAX_PERMITS);
        let (places, bodies) = (Semaphore::new(most), Bodies::new(*limits));
        Self { places, most, bodies, stale: Notify::new(), refused: Default::default() }
    }

    /// Requests that are being answered now.
    pub fn in_flight(&self) -> usize {
        self.most.saturating_sub(self.places.available_permits())
    }

    /// Bodies that are arriving now, and how many bytes are reserved for them.
    pub fn arriving(&self) -> (usize, usize) {
        self.bodies.arriving()
    }

    /// Bodies that were evicted for others.
    pub fn evicted(&self) -> u64 {
        self.bodies.evicted()
    }

    /// Waits until a signature is refused for its time: it is a recorded one, or this machine's clock is off.
    pub async fn until_stale(&self) {
        self.stale.notified().await;
    }

    /// Requests whose signature was refused, by why.
    pub fn refused(&self) -> impl Iterator<Item = (&'static str, u64)> {
        Unsigned::ALL.into_iter().map(|why| (why.as_str(), self.refused[why as usize].load(Ordering::Relaxed)))
    }
}

/// The endpoint, at `/interactions`. `respond` makes the response's JSON from the interaction's, and from when it arrived;
/// nothing, where it is no interaction.
pub fn router<Respond>(keys: PublicKeys, limits: Limits, counters: Arc<Counters>, respond: Respond) -> Router
where
    Respond: Fn(&str, Instant) -> Option<Bytes> + Send + Sync + 'static,
{
    let endpoint = Arc::new(Endpoint { keys, limits, counters, respond });
    Router::new().route("/interactions", post(take)).with_state(endpoint)
}

struct Endpoint<Respond> {
    keys: PublicKeys,
    limits: Limits,
    counters: Arc<Counters>,
    respond: Respond,
}

async fn take<Respond>(State(endpoint): State<Arc<Endpoint<Respond>>>, request: Request) -> Response
where
    Respond: Fn(&str, Instant) -> Option<Bytes> + Send + Sync + 'static,
{
    endpoint.take(request).await.unwrap_or_else(|refused| endpoint.refuse(refused))
}

/// Why a request is refused.
#[derive(Clone, Copy)]
enum Refused {
    Crowd,
    Kind,
    Signature(Unsigned),
    Body(bodies::Failure),
    NotInteraction,
}

impl From<Unsigned> for Refused {
    fn from(unsigned: Unsigned) -> Self {
        Self::Signature(unsigned)
    }
}

impl From<bodies::Failure> for Refused {
    fn from(failure: bodies::Failure) -> Self {
        Self::Body(failure)
    }
}

impl<Respond: Fn(&str, Instant) -> Option<Bytes>> Endpoint<Respond> {
    /// Nothing of the body is looked at before its signature was found right.
    async fn take(&self, request: Request) -> Result<Response, Refused> {
        let received = Instant::now();
        let (head, body) = request.into_parts();
        if !is_plain_json(&head.headers) {
            return Err(Refused::Kind);
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let seal = Seal::read(&head.headers, now)?;
        let signed = Signed::begin(&seal, body.size_hint().lower());
        let signed = self.counters.bodies.receive(signed, body).await?;
        // Only now is there something to be done: what is still arriving takes no place from what has arrived.
        let _place = self.counters.places.try_acquire().map_err(|_| Refused::Crowd)?;
        self.keys.verify(&seal, &signed)?;
        let json = std::str::from_utf8(signed.body()).map_err(|_| Refused::NotInteraction)?;
        let answer = (self.respond)(json, received).ok_or(Refused::NotInteraction)?;
        let mut response = Response::new(Body::from(answer));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(response)
    }

    fn refuse(&self, refused: Refused) -> Response {
        match refused {
            Refused::Crowd => refusal(
                StatusCode::SERVICE_UNAVAILABLE,
                "too many requests at a time; HTTP_MAX_REQUESTS sets how many are taken",
            ),
            Refused::Kind => refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json, not compressed"),
            Refused::Signature(why) => {
                self.counters.refused[why as usize].fetch_add(1, Ordering::Relaxed);
                if why == Unsigned::Stale {
                    self.counters.stale.notify_one();
                }
                refusal(StatusCode::UNAUTHORIZED, &why.to_string())
            }
            Refused::Body(failure) => self.refuse_body(failure),
            Refused::NotInteraction => refusal(StatusCode::BAD_REQUEST, "the body is no interaction"),
        }
    }

    /// Refuses a body that was not read to its end, and with it the connection: what is left of it is no next request.
    fn refuse_body(&self, failure: bodies::Failure) -> Response {
        let mut response = match failure {
            bodies::Failure::TooLong => refusal(
                StatusCode::PAYLOAD_TOO_LARGE,
                &format!("the body is longer than {} bytes; HTTP_MAX_BODY sets how many are taken", self.limits.body),
            ),
            bodies::Failure::TooSlow => refusal(StatusCode::REQUEST_TIMEOUT, "the body took too long"),
            bodies::Failure::Evicted => {
                refusal(StatusCode::REQUEST_TIMEOUT, "the body took too long while too many others were arriving")
            }
            bodies::Failure::Broken => refusal(StatusCode::BAD_REQUEST, "the body broke off"),
        };
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        response
    }
}

/// Whether the body is said to be JSON as it stands, and nothing else besides.
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
