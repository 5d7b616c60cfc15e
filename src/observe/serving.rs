//! Serves health and metrics on a port of their own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::{Metrics, Readiness, health, scrape};
use crate::http::{self, Leaving, Limits, listen};

/// Clients of this port are served at once, or not any more.
const LEAVING: Leaving = Leaving { grace: Duration::ZERO, finish: Duration::from_millis(200) };

/// The most connections at a time: few clients look at metrics.
const MOST_CONNECTIONS: usize = 64;

/// The server of health and metrics, if there is one; until [`end`](Self::end).
#[derive(Debug)]
pub struct MetricsServer(Option<(CancellationToken, JoinHandle<()>)>);

impl MetricsServer {
    /// Serves health and metrics at `address`, if there is one.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub async fn start(
        address: Option<SocketAddr>,
        metrics: &Arc<Metrics>,
        readiness: Readiness,
    ) -> anyhow::Result<Self> {
        let Some(address) = address else { return Ok(Self(None)) };
        let router = health(readiness).merge(scrape(Arc::clone(metrics)));
        let (listener, address) = listen("METRICS_ADDR", address).await?;
        info!(%address, "serving metrics");
        let stop = CancellationToken::new();
        let limits = Limits { connections: MOST_CONNECTIONS, ..Limits::default() };
        let served = tokio::spawn(http::serve(listener, router, limits, Arc::default(), stop.clone(), LEAVING));
        Ok(Self(Some((stop, served))))
    }

    /// Stops serving them.
    pub async fn end(self) {
        if let Some((stop, served)) = self.0 {
            stop.cancel();
            let _ = served.await;
        }
    }
}
