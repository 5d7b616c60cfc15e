//! What an operator sees of `run` and `serve`: the metrics of every room, and where they are served.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::Failure;
use super::live::Live;
use crate::monitor::{self, Knowledge, Metrics, Readiness};
use crate::search::Outcome;
use crate::server::{self, Leaving, Limits};

/// Whoever watches is served at once, or not any more.
const LEAVING: Leaving = Leaving { grace: Duration::ZERO, finish: Duration::from_millis(200) };

/// Few look at metrics.
const MOST_WATCHERS: usize = 64;

/// The metrics of this process; they show what is being served.
pub(super) fn metrics(live: &Live) -> Arc<Metrics> {
    let metrics = Metrics::new(env!("CARGO_PKG_VERSION"));
    let reports = live.reports();
    metrics.watch_knowledge(move || {
        let report = reports.borrow();
        Knowledge { version: report.version, entries: report.entries as u64, failures: report.failures }
    });
    Arc::new(metrics)
}

/// Where metrics are being served, if anywhere; until [`ended`](Self::end).
pub(super) struct Watched(Option<(CancellationToken, JoinHandle<()>)>);

impl Watched {
    /// Serves health and metrics at `address`, if there is one.
    pub async fn start(
        address: Option<SocketAddr>,
        metrics: &Arc<Metrics>,
        readiness: Readiness,
    ) -> Result<Self, Failure> {
        let Some(address) = address else { return Ok(Self(None)) };
        let router = monitor::health(readiness).merge(monitor::scrape(Arc::clone(metrics)));
        let (listener, address) = listen("METRICS_ADDR", address).await?;
        info!(%address, "serving metrics");
        let over = CancellationToken::new();
        let limits = Limits { connections: MOST_WATCHERS, ..Limits::default() };
        let served = tokio::spawn(server::serve(listener, router, limits, Arc::default(), over.clone(), LEAVING));
        Ok(Self(Some((over, served))))
    }

    /// Stops serving them.
    pub async fn end(self) {
        if let Some((over, served)) = self.0 {
            over.cancel();
            let _ = served.await;
        }
    }
}

/// Takes the port at `address`, or says which setting to change.
pub(super) async fn listen(setting: &str, address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let taken = async {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    let why = |problem: std::io::Error| anyhow!("{setting}: {address} cannot be listened on ({problem})");
    taken.await.map_err(|problem| why(problem).into())
}

/// Says how many questions in people's own words there were, and what was found.
pub(super) fn log_questions(metrics: &Metrics) {
    let [found, unsure, unknown] =
        [Outcome::Found, Outcome::Unsure, Outcome::Unknown].map(|outcome| metrics.questions(outcome.as_str()));
    info!(asked = found + unsure + unknown, found, unsure, unknown, "questions in people's own words");
}
