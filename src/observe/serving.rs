//! The server of health and metrics, on a port of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::health::{Readiness, health};
use super::metrics::Metrics;
use crate::http::{self, Drain, Limits, listen};

/// Clients of this port try again: nothing is lost when the port closes at once.
const DRAIN: Drain = Drain { grace: Duration::ZERO, settle: Duration::ZERO, finish: Duration::from_millis(200) };

/// The most open connections: few clients read metrics.
const MAX_CONNECTIONS: usize = 64;

/// The server of health and metrics, if one is configured. It runs until [`end`](Self::end).
#[derive(Debug)]
pub struct MetricsServer(Option<(CancellationToken, JoinHandle<()>)>);

impl MetricsServer {
    /// Serves health and metrics at `address`, if one is configured.
    ///
    /// # Errors
    ///
    /// When the address is not available.
    pub fn start(address: Option<SocketAddr>, metrics: &Arc<Metrics>, readiness: Readiness) -> anyhow::Result<Self> {
        let Some(address) = address else { return Ok(Self(None)) };
        let router = health(readiness).merge(scrape(Arc::clone(metrics)));
        let (listener, address) = listen("METRICS_ADDR", address)?;
        info!(%address, "serving metrics");
        let stop = CancellationToken::new();
        let limits = Limits { connections: MAX_CONNECTIONS, ..Limits::default() };
        let served = tokio::spawn(http::serve(listener, router, limits, Arc::default(), stop.clone(), DRAIN));
        Ok(Self(Some((stop, served))))
    }

    /// Stops the server.
    pub async fn end(self) {
        if let Some((stop, served)) = self.0 {
            stop.cancel();
            let _ = served.await;
        }
    }
}

/// `/metrics`, in Prometheus' text format.
fn scrape(metrics: Arc<Metrics>) -> Router {
    let show = move || {
        let metrics = Arc::clone(&metrics);
        async move { respond(&metrics) }
    };
    Router::new().route("/metrics", get(show))
}

fn respond(metrics: &Metrics) -> Response {
    ([(CONTENT_TYPE, Metrics::FORMAT)], metrics.text()).into_response()
}
