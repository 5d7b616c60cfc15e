//! Interactions that come over HTTP: the response leaves in the one answer to the request. A repeated request gets an equal
//! response, but nothing follows it twice.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use bytes::Bytes;
use tokio::time::sleep;
use tracing::warn;

use super::{Communities, Disclosure, Handler, Live};
use crate::discord::payload::Unanswerable;
use crate::discord::rest::{Origin, Rest};
use crate::discord::webhook::{self, EndpointState, PublicKeys};
use crate::failure::Failure;
use crate::http::Limits;
use crate::knowledge::Place;
use crate::observe::{Metrics, Transport};

/// The shortest time between two requests to Discord for the time.
const CLOCK_CHECKS: Duration = Duration::from_hours(1);

/// The same after a request that Discord did not answer.
const CLOCK_RETRY: Duration = Duration::from_mins(1);

/// What `serve` serves, without the port: tests and the fuzzer put requests to it directly.
#[derive(Debug)]
pub struct Webhook {
    handler: Arc<Handler>,
    metrics: Arc<Metrics>,
    rest: Arc<Rest>,
    state: Arc<EndpointState>,
    router: Router,
}

impl Webhook {
    /// With the knowledge inside the program; answers are removed at `api`.
    ///
    /// # Errors
    /// When the system provides no TLS.
    pub fn embedded(keys: PublicKeys, api: &Origin) -> Result<Self, Failure> {
        Self::new(Arc::new(Live::open(Place::Embedded, Disclosure::default())?), keys, api, Limits::default(), None)
    }

    /// With the knowledge of `live`, and what servers have of their own.
    ///
    /// # Errors
    /// When the system provides no TLS.
    pub fn new(
        live: Arc<Live>,
        keys: PublicKeys,
        api: &Origin,
        limits: Limits,
        communities: Option<Arc<Communities>>,
    ) -> Result<Self, Failure> {
        let metrics = live.metrics();
        let rest = Arc::new(Rest::without_token(api)?);
        let state = Arc::new(EndpointState::new(limits));
        metrics.watch_rest(rest.counters());
        metrics.watch_endpoint(Arc::clone(&state));
        let handler = Arc::new(Handler::new(live, Arc::clone(&rest), Arc::clone(&metrics), communities));
        let router = webhook::router(keys, Arc::clone(&state), Answering(Arc::clone(&handler)));
        Ok(Self { handler, metrics, rest, state, router })
    }

    /// Its routes.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// What it counts.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// Asks Discord for the time when requests are refused as stale, so that a clock which is off is told. Never ends.
    pub fn watch_clock(&self) -> impl Future<Output = ()> + Send + use<> {
        let (rest, state) = (Arc::clone(&self.rest), Arc::clone(&self.state));
        async move {
            loop {
                state.until_stale().await;
                let told = rest.check_clock().await;
                // Clients that send old timestamps on purpose cause no more than this.
                sleep(if told { CLOCK_CHECKS } else { CLOCK_RETRY }).await;
            }
        }
    }

    /// Waits until everything that follows responses is done, but no longer than `longest`. Gives how many are not.
    pub async fn finish(&self, longest: Duration) -> usize {
        self.handler.finish(longest).await
    }
}

/// Answers requests by the handler.
struct Answering(Arc<Handler>);

impl webhook::Responder for Answering {
    async fn respond(&self, json: &str, received: Instant) -> Option<Bytes> {
        let Self(handler) = self;
        match handler.handle(json, received, Transport::Http).await {
            Ok(handled) => {
                let body = handled.body.clone();
                handler.complete(handled, None);
                Some(body)
            }
            Err(Unanswerable::Ping) => Some(handler.pong(received)),
            Err(reason) => {
                warn!("a signed request was not answered: {reason}");
                None
            }
        }
    }
}
