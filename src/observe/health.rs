//! The routes for load balancers and container engines: `/healthz` and `/readyz`.

use std::sync::Arc;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use http::StatusCode;

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
