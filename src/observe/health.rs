//! The routes that a load balancer and Prometheus ask: `/healthz`, `/readyz`, `/metrics`.

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::Metrics;
use crate::http::refusal;

/// Whether questions should be sent here; if not, why.
pub type Readiness = Arc<dyn Fn() -> Result<(), &'static str> + Send + Sync>;

/// `/healthz`: the process is alive. `/readyz`: it can answer.
pub fn health(readiness: Readiness) -> Router {
    let ready = move || {
        let readiness = Arc::clone(&readiness);
        async move {
            match readiness() {
                Ok(()) => "ready\n".into_response(),
                Err(why) => refusal(StatusCode::SERVICE_UNAVAILABLE, why),
            }
        }
    };
    Router::new().route("/healthz", get(|| async { "alive\n" })).route("/readyz", get(ready))
}

/// `/metrics`, as Prometheus reads them.
pub fn scrape(metrics: Arc<Metrics>) -> Router {
    let show = move || {
        let metrics = Arc::clone(&metrics);
        async move { shown(&metrics) }
    };
    Router::new().route("/metrics", get(show))
}

fn shown(metrics: &Metrics) -> Response {
    ([(CONTENT_TYPE, Metrics::FORMAT)], metrics.text()).into_response()
}
