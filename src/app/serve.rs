//! `tpm-guide serve`: answer Discord's requests until told to stop, and lose none of them.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::Failure;
use super::answering::Answering;
use super::live::Live;
use super::watching::{self, Watched, listen};
use crate::config::ServeConfig;
use crate::interactions;
use crate::monitor::{self, Readiness};
use crate::rest::Rest;
use crate::server::{self, Leaving};

/// How long the process may take to end. Whoever stops it, stops it for good after 10 s.
const LONGEST_FAREWELL: Duration = Duration::from_millis(9_500);

/// How long requests in hand may take once no new ones are taken.
const FINISH: Duration = Duration::from_secs(1);

/// Serves the guide over HTTP until `stop`.
pub(super) async fn serve(config: ServeConfig, live: Arc<Live>, stop: CancellationToken) -> Result<(), Failure> {
    let ServeConfig { addresses, keys, api, limits, grace, .. } = config;
    let metrics = watching::metrics(&live);
    let rest = Arc::new(Rest::without_token(&api)?);
    metrics.watch_rest(rest.counters());
    let answering = Arc::new(Answering::new(live, rest, Arc::clone(&metrics)));
    let readiness = ready_until(stop.clone());
    let counters = Arc::new(server::Counters::default());
    let endpoint = Arc::new(interactions::Counters::new(&limits));
    metrics.watch_readiness(Arc::clone(&readiness));
    metrics.watch_server(Arc::clone(&counters), limits);
    metrics.watch_endpoint(Arc::clone(&endpoint));

    let router = interactions::router(keys, limits, endpoint, answer(&answering));
    let router = router.merge(monitor::health(Arc::clone(&readiness)));
    let (listener, address) = listen("LISTEN_ADDR", addresses.listen).await?;
    let watched = Watched::start(addresses.metrics, &metrics, readiness).await?;
    info!(%address, "ready: listening for Discord's requests");
    server::serve(listener, router, limits, counters, stop, Leaving { grace, finish: FINISH }).await;

    let unfinished = answering.finish(LONGEST_FAREWELL.saturating_sub(grace + FINISH)).await;
    if unfinished > 0 {
        warn!(unfinished, "some answers were not removed in time");
    }
    watched.end().await;
    watching::log_questions(&metrics);
    info!("stopped");
    Ok(())
}

/// What the endpoint asks.
fn answer(answering: &Arc<Answering>) -> interactions::Answer {
    let answering = Arc::clone(answering);
    Arc::new(move |json, received| match answering.reply(json, received) {
        Ok(body) => Some(body),
        Err(reason) => {
            warn!("a signed request was not answered: {reason}");
            None
        }
    })
}

/// The knowledge is there before anything listens, so that only leaving makes it unready.
fn ready_until(stop: CancellationToken) -> Readiness {
    Arc::new(move || if stop.is_cancelled() { Err("told to stop") } else { Ok(()) })
}
