//! The body of a request: JSON, or JSON with files.

use serde_json::Value;

use super::super::attachment::Upload;
use super::super::errors::Refusal;
use super::super::media_type::{is_json, multipart_boundary};
use super::multipart;
use super::route::Route;
use super::{Call, MAX_REQUEST};

/// What a request says.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Body {
    pub json: Value,
    /// The files, by the ids with which `attachments` refers to them.
    pub files: Vec<(String, Upload)>,
}

impl Body {
    /// A body without files.
    pub(super) fn of(json: Value) -> Self {
        Self { json, files: Vec::new() }
    }

    /// What the journal keeps of a request, whether it is valid or not: null if it is no JSON.
    pub(in super::super) fn for_journal(call: &Call) -> Value {
        let boundary = multipart_boundary(call.header("content-type"));
        let payload = boundary.and_then(|boundary| multipart::read(&call.body, &boundary).ok()?.0);
        serde_json::from_slice(&payload.unwrap_or_else(|| call.body.clone())).unwrap_or_default()
    }
}

/// R02: the body as its content type says; null for methods that have none. Files are for messages only.
pub(super) fn body(call: &Call, route: &Route<'_>) -> Result<Body, Refusal> {
    if !matches!(call.method.as_str(), "POST" | "PUT" | "PATCH") {
        return Ok(Body::default());
    }
    if call.body.len() > MAX_REQUEST {
        return Err(Refusal::new("M07", 413, 40005, "Request entity too large"));
    }
    let content_type = call.header("content-type");
    let invalid = |_| Refusal::new("R02", 400, 50109, "The request body contains invalid JSON.");
    if is_json(content_type) {
        return serde_json::from_slice(&call.body).map(Body::of).map_err(invalid);
    }
    let Some(boundary) = multipart_boundary(content_type).filter(|_| route.takes_files()) else {
        let message = "Expected \"Content-Type\" header to be one of {'application/json'}.";
        return Err(Refusal::form("R02", "", "CONTENT_TYPE_INVALID", message));
    };
    let (payload, files) = multipart::read(&call.body, &boundary)
        .map_err(|why| Refusal::form("R02", "", "MULTIPART_INVALID", &format!("Invalid multipart body: {why}.")))?;
    let json = payload.map(|payload| serde_json::from_slice(&payload)).transpose().map_err(invalid)?;
    Ok(Body { json: json.unwrap_or_default(), files })
}
