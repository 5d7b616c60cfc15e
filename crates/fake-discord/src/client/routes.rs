//! What can be fetched: the page, its files, the key of this process, and the WebSocket.

use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use serde_json::{Value, json};

use super::super::attachment::MAX_FILE;
use super::PageState;
use super::files;
use super::guard::{self, Guard, SOCKET};
use super::socket;

pub(super) fn router(page: Arc<PageState>, guard: Guard) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/assets/{*path}", get(asset))
        .route("/session", get(session))
        .route(SOCKET, get(connect))
        .route("/files/{person}/{place}/{name}", post(files::attach).layer(DefaultBodyLimit::max(MAX_FILE + 1)))
        .route("/attachments/{channel}/{id}/{name}", get(files::download))
        .fallback(async || (StatusCode::NOT_FOUND, "There is nothing here."))
        .with_state(page)
        .layer(middleware::from_fn_with_state(Arc::new(guard), guard::stand))
}

async fn index(page: State<Arc<PageState>>) -> Response {
    asset(page, Path("index.html".to_owned())).await
}

async fn asset(State(page): State<Arc<PageState>>, Path(path): Path<String>) -> Response {
    match page.assets.find(&path).await {
        Some((kind, bytes)) => ([(CONTENT_TYPE, kind)], bytes).into_response(),
        None => (StatusCode::NOT_FOUND, "There is no such file.").into_response(),
    }
}

/// Only our own page can read this answer: it bears no permission for others.
async fn session(State(page): State<Arc<PageState>>) -> Json<Value> {
    Json(json!({ "key": page.key }))
}

async fn connect(State(page): State<Arc<PageState>>, upgrade: WebSocketUpgrade) -> Response {
    let Ok(slot) = Arc::clone(&page.slots).try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "Too many people are looking already.").into_response();
    };
    let upgrade = upgrade.max_message_size(socket::LARGEST_FRAME).max_frame_size(socket::LARGEST_FRAME);
    upgrade.on_upgrade(async move |stream| {
        socket::serve(stream, page).await;
        drop(slot);
    })
}
