//! The routes for load balancers and Prometheus: `/healthz`, `/readyz`, `/metrics`.

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::Metrics;
use crate::http::refusal;

/// Whether the process can answer interactions; if not, why.
pub type Readiness = Arc<dyn Fn() -> Result<(), &'static str> + Send + Sync>;

/// `/healthz`: the process is alive. `/readyz`: it can answer interactions.
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

/// `/metrics`, in Prometheus' text format.
pub fn scrape(metrics: Arc<Metrics>) -> Router {
    let show = move || {
        let metrics = Arc::clone(&metrics);
        async move { respond(&metrics) }
    };
    Router::new().route("/metrics", get(show))
}

fn respond(metrics: &Metrics) -> Response {
    ([(CONTENT_TYPE, Metrics::FORMAT)], metrics.text()).into_response()
}
