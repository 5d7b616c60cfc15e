//! The endpoint with everything behind it: from a signed request to its answer, and what follows.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::time::sleep;
use tracing::warn;

use super::answering::Answering;
use super::live::Live;
use super::{Failure, watching};
use crate::interactions::{self, Answer, Counters, PublicKeys};
use crate::knowledge::disk::Place;
use crate::monitor::Metrics;
use crate::rest::{Origin, Rest};
use crate::server::Limits;

/// How often at most Discord is asked what time it is.
const CLOCK_CHECKS: Duration = Duration::from_hours(1);

/// When it is asked again where it did not answer.
const CLOCK_RETRY: Duration = Duration::from_mins(1);

/// What `serve` serves, without the port: whoever wants can put any request to it.
#[derive(Debug)]
pub struct Endpoint {
    answering: Arc<Answering>,
    metrics: Arc<Metrics>,
    rest: Arc<Rest>,
    counters: Arc<Counters>,
    router: Router,
}

impl Endpoint {
    /// With the knowledge inside the program; answers are removed at `api`.
    ///
    /// # Errors
    /// When the system provides no TLS.
    pub fn embedded(keys: PublicKeys, api: &Origin) -> Result<Self, Failure> {
        Self::new(Arc::new(Live::open(Place::Embedded, false)?), keys, api, Limits::default())
    }

    pub(super) fn new(live: Arc<Live>, keys: PublicKeys, api: &Origin, limits: Limits) -> Result<Self, Failure> {
        let metrics = watching::metrics(&live);
        let rest = Arc::new(Rest::without_token(api)?);
        let counters = Arc::new(Counters::new(&limits));
        metrics.watch_rest(rest.counters());
        metrics.watch_endpoint(Arc::clone(&counters));
        let answering = Arc::new(Answering::new(live, Arc::clone(&rest), Arc::clone(&metrics)));
        let router = interactions::router(keys, limits, Arc::clone(&counters), answer(&answering));
        Ok(Self { answering, metrics, rest, counters, router })
    }

    /// Its routes.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    pub(super) fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// Asks Discord for the time when requests are refused as stale, so that a clock which is off is told. Never ends.
    pub(super) fn watch_clock(&self) -> impl Future<Output = ()> + Send + use<> {
        let (rest, counters) = (Arc::clone(&self.rest), Arc::clone(&self.counters));
        async move {
            loop {
                counters.until_stale().await;
                let told = rest.check_clock().await;
                // Clients that send old timestamps on purpose cause no more than this.
                sleep(if told { CLOCK_CHECKS } else { CLOCK_RETRY }).await;
            }
        }
    }

    /// Waits until everything that follows answers is done, but no longer than `longest`. Gives how many are not.
    pub async fn finish(&self, longest: Duration) -> usize {
        self.answering.finish(longest).await
    }
}

/// What the routes ask.
fn answer(answering: &Arc<Answering>) -> Answer {
    let answering = Arc::clone(answering);
    Arc::new(move |json, received| match answering.reply(json, received) {
        Ok(body) => Some(body),
        Err(reason) => {
            warn!("a signed request was not answered: {reason}");
            None
        }
    })
}
