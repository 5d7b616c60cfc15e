//! Files between the page and the fake Discord: what a person attaches, and what a message carries.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::super::attachment::Upload;
use super::super::ids::Id;
use super::{PageState, people};

/// The header with the key of `/session`.
const KEY: &str = "x-key";

/// Puts a file at hand, and answers with its id, which options of commands and fields of modals take.
pub(super) async fn attach(
    State(page): State<Arc<PageState>>,
    Path((person, place, name)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if headers.get(KEY).is_none_or(|key| key.as_bytes() != page.key.as_bytes()) {
        return (StatusCode::FORBIDDEN, "The key of /session is missing.").into_response();
    }
    let person = page
        .discord
        .look(|state| people::exists(state, &person, &place, "en-US"))
        .map(|()| people::person_at(&page.discord, &person, &place));
    let attached =
        person.and_then(|person| person.attaches(&Upload::new(&name, body)).map_err(|problem| problem.to_string()));
    match attached {
        Ok(id) => Json(json!({ "id": id })).into_response(),
        Err(why) => (StatusCode::BAD_REQUEST, why).into_response(),
    }
}

/// The file of a message, at the address that the fake Discord signed.
pub(super) async fn download(
    State(page): State<Arc<PageState>>,
    Path((channel, id, name)): Path<(Id, Id, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/attachments/{channel}/{id}/{name}");
    let now = page.discord.now();
    let found = page.discord.look(|state| {
        let file = state.world.attachments.get(&id);
        file.filter(|file| file.is_at(&path, query.as_deref().unwrap_or_default(), state.world.unix_ms(now))).cloned()
    });
    let Some(file) = found else {
        return (StatusCode::NOT_FOUND, "This content is no longer available.").into_response();
    };
    // Whatever it claims to be, the browser saves it and shows none of it on the page's own site.
    let disposition = format!("attachment; filename=\"{}\"", file.filename);
    let kind = "application/octet-stream".to_owned();
    ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], file.bytes.to_vec()).into_response()
}
