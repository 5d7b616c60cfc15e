//! `tpm-guide serve`: answers Discord's requests over HTTP until the process is told to stop, and loses none of them.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::{info, warn};

use super::run::{communities, disclosure, watch};
use crate::bot::{Live, Webhook, follow_presence, work_outbox};
use crate::config::ServeConfig;
use crate::discord::rest::Rest;
use crate::failure::Failure;
use crate::http::{self, Drain, ServerCounters, listen};
use crate::knowledge::Place;
use crate::observe::{MetricsServer, Readiness, health};

/// The longest shutdown: container engines kill the process 10 s after SIGTERM.
const LONGEST_SHUTDOWN: Duration = Duration::from_millis(9_500);

/// How long requests that were sent before the port closed may take to arrive.
const SETTLE: Duration = Duration::from_millis(250);

/// How long requests in flight may take after that.
const FINISH: Duration = Duration::from_secs(1);

/// Serves the guide over HTTP until `stop`.
pub(super) async fn serve(config: ServeConfig, place: Place, stop: CancellationToken) -> Result<(), Failure> {
    let Some((live, _fresh)) = Live::kept_fresh(place, disclosure(&config.log, config.store.as_ref()), &stop).await?
    else {
        return Ok(());
    };
    let (communities, _following) = communities(config.store.clone(), &stop).await?.unzip();
    let ServeConfig { addresses, keys, token, api, limits, grace, .. } = config;
    let webhook = Webhook::new(Arc::clone(&live), keys, &api, limits, communities.clone())?;
    let metrics = webhook.metrics();
    let (_presence, outbox) = match (&communities, token) {
        (Some(communities), Some(token)) => {
            let rest = Arc::new(Rest::new(&token, &api)?);
            metrics.watch_messages(rest.counters());
            let following = follow_presence(Arc::clone(communities), Arc::clone(&rest), None);
            let outbox = work_outbox(Arc::clone(communities), live, rest, stop.clone());
            (Some(AbortOnDropHandle::new(tokio::spawn(following))), Some(tokio::spawn(outbox)))
        }
        (Some(_), None) => {
            info!(
                "DISCORD_TOKEN is not set: members cannot ask mentors, and what servers had that removed the bot is kept until \
                 another process deletes it"
            );
            (None, None)
        }
        (None, _) => (None, None),
    };
    if let Some(communities) = &communities {
        watch(metrics, communities);
    }
    let readiness = ready_until(stop.clone());
    let counters = Arc::new(ServerCounters::default());
    metrics.watch_readiness(Arc::clone(&readiness));
    metrics.watch_server(Arc::clone(&counters), limits);

    let router = webhook.router().merge(health(Arc::clone(&readiness)));
    let (listener, address) = listen("LISTEN_ADDR", addresses.listen)?;
    let metrics_server = MetricsServer::start(addresses.metrics, metrics, readiness)?;
    let _clock = AbortOnDropHandle::new(tokio::spawn(webhook.watch_clock()));
    info!(%address, "ready: listening for Discord's requests");
    let drain = Drain { grace, settle: SETTLE, finish: FINISH };
    http::serve(listener, router, limits, counters, stop, drain).await;

    let unfinished = webhook.finish(LONGEST_SHUTDOWN.saturating_sub(drain.longest())).await;
    if unfinished > 0 {
        warn!(unfinished, "some answers were not removed in time");
    }
    if let Some(outbox) = outbox {
        // It was told to stop when requests were.
        let _ = timeout(FINISH, outbox).await;
    }
    if let Some(communities) = communities {
        communities.flush().await;
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
