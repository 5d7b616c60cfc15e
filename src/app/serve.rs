//! `tpm-guide serve`: answer Discord's requests until told to stop, and lose none of them.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::{info, warn};

use super::Failure;
use super::endpoint::Endpoint;
use super::live::Live;
use super::watching::{self, Watched, listen};
use crate::config::ServeConfig;
use crate::monitor::{self, Readiness};
use crate::server::{self, Leaving};

/// How long the process may take to end. Whoever stops it, stops it for good after 10 s.
const LONGEST_FAREWELL: Duration = Duration::from_millis(9_500);

/// How long requests in hand may take once no new ones are taken.
const FINISH: Duration = Duration::from_secs(1);

/// Serves the guide over HTTP until `stop`.
pub(super) async fn serve(config: ServeConfig, live: Arc<Live>, stop: CancellationToken) -> Result<(), Failure> {
    let ServeConfig { addresses, keys, api, limits, grace, .. } = config;
    let endpoint = Endpoint::new(live, keys, &api, limits)?;
    let metrics = endpoint.metrics();
    let readiness = ready_until(stop.clone());
    let counters = Arc::new(server::Counters::default());
    metrics.watch_readiness(Arc::clone(&readiness));
    metrics.watch_server(Arc::clone(&counters), limits);

    let router = endpoint.router().merge(monitor::health(Arc::clone(&readiness)));
    let (listener, address) = listen("LISTEN_ADDR", addresses.listen).await?;
    let watched = Watched::start(addresses.metrics, metrics, readiness).await?;
    let _clock = AbortOnDropHandle::new(tokio::spawn(endpoint.watch_clock()));
    info!(%address, "ready: listening for Discord's requests");
    server::serve(listener, router, limits, counters, stop, Leaving { grace, finish: FINISH }).await;

    let unfinished = endpoint.finish(LONGEST_FAREWELL.saturating_sub(grace + FINISH)).await;
    if unfinished > 0 {
        warn!(unfinished, "some answers were not removed in time");
    }
    watching::log_questions(metrics);
    watched.end().await;
    info!("stopped");
    Ok(())
}

/// The knowledge is there before anything listens, so that only leaving makes it unready.
fn ready_until(stop: CancellationToken) -> Readiness {
    Arc::new(move || if stop.is_cancelled() { Err("told to stop") } else { Ok(()) })
}
