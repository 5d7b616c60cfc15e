//! `tpm-guide serve`: answers Discord's requests over HTTP until the process is told to stop, and loses none of them.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::{info, warn};

use crate::bot::{Live, Webhook};
use crate::config::ServeConfig;
use crate::failure::Failure;
use crate::http::{self, Leaving, listen};
use crate::knowledge::Place;
use crate::observe::{MetricsServer, Readiness, health};

/// How long the process may take to end. Container engines kill it 10 s after SIGTERM.
const SHUTDOWN: Duration = Duration::from_millis(9_500);

/// How long requests in flight may take once no new ones are accepted.
const FINISH: Duration = Duration::from_secs(1);

/// Serves the guide over HTTP until `stop`.
pub(super) async fn serve(config: ServeConfig, place: Place, stop: CancellationToken) -> Result<(), Failure> {
    let Some((live, _fresh)) = Live::kept_fresh(place, &config.log, &stop).await? else { return Ok(()) };
    let ServeConfig { addresses, keys, api, limits, grace, .. } = config;
    let webhook = Webhook::new(live, keys, &api, limits)?;
    let metrics = webhook.metrics();
    let readiness = ready_until(stop.clone());
    let counters = Arc::new(http::Counters::default());
    metrics.watch_readiness(Arc::clone(&readiness));
    metrics.watch_server(Arc::clone(&counters), limits);

    let router = webhook.router().merge(health(Arc::clone(&readiness)));
    let (listener, address) = listen("LISTEN_ADDR", addresses.listen).await?;
    let metrics_server = MetricsServer::start(addresses.metrics, metrics, readiness).await?;
    let _clock = AbortOnDropHandle::new(tokio::spawn(webhook.watch_clock()));
    info!(%address, "ready: listening for Discord's requests");
    http::serve(listener, router, limits, counters, stop, Leaving { grace, finish: FINISH }).await;

    let unfinished = webhook.finish(SHUTDOWN.saturating_sub(grace + FINISH)).await;
    if unfinished > 0 {
        warn!(unfinished, "some answers were not removed in time");
    }
    metrics.log_questions();
    metrics_server.end().await;
    info!("stopped");
    Ok(())
}

/// Ready until the process is told to stop: the knowledge is loaded before anything listens.
fn ready_until(stop: CancellationToken) -> Readiness {
    Arc::new(move || if stop.is_cancelled() { Err("told to stop") } else { Ok(()) })
}
