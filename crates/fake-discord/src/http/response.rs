//! Responses as they are written: JSON, pages, files, and the headers that Discord's have.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use futures_util::stream;
use serde_json::Value;
use tokio::time::sleep;

use super::super::clock;
use super::super::faults::AttachmentFault;
use super::super::rest::{Answer, Download};

/// In how many pieces a slow file comes.
const PIECES: usize = 8;

/// The size of the pieces in which a file comes that is longer than it should be.
const PIECE: usize = 64 * 1024;

pub(super) fn write(answer: &Answer) -> Response {
    if let Some(file) = &answer.file {
        return write_file(file);
    }
    let Some(body) = &answer.body else {
        let mut response = page(answer.status, "text/html", String::new());
        response.headers_mut().remove(header::CONTENT_TYPE);
        return response;
    };
    let is_limited = answer.status == StatusCode::TOO_MANY_REQUESTS.as_u16() && answer.retry_after.is_none();
    let mut response = page(answer.status, "application/json", body.to_string());
    if let Some(seconds) = answer.retry_after {
        put(response.headers_mut(), "retry-after", &seconds.ceil().to_string());
        put(response.headers_mut(), "x-ratelimit-scope", "global");
        put(response.headers_mut(), "x-ratelimit-global", "true");
    }
    if let Some(limit) = &answer.limit {
        let headers = response.headers_mut();
        let seconds = limit.reset_after.as_secs_f64();
        put(headers, "x-ratelimit-limit", &limit.capacity.to_string());
        put(headers, "x-ratelimit-remaining", &limit.remaining.to_string());
        put(headers, "x-ratelimit-reset-after", &format!("{seconds:.3}"));
        put(headers, "x-ratelimit-bucket", limit.bucket);
        if is_limited {
            put(headers, "retry-after", &seconds.ceil().to_string());
            put(headers, "x-ratelimit-scope", "user");
        }
    }
    response
}

/// The headers at once, the body byte by byte.
pub(super) fn write_slowly(answer: &Answer, pause: Duration) -> Response {
    if let Some(file) = &answer.file {
        return write_file(&Download { fault: Some(AttachmentFault::Slow(pause)), ..file.clone() });
    }
    let body = answer.body.as_ref().map(Value::to_string).unwrap_or_default();
    let mut response = page(answer.status, "application/json", String::new());
    let bytes = body.into_bytes().into_iter().map(|byte| Bytes::copy_from_slice(&[byte]));
    *response.body_mut() = paused(bytes, pause);
    response
}

/// A file, with what the fault that struck makes of it.
fn write_file(file: &Download) -> Response {
    let mut response = page(200, file.content_type.as_deref().unwrap_or("application/octet-stream"), String::new());
    let headers = response.headers_mut();
    drop_bucket(headers);
    put(headers, "content-disposition", &format!("attachment; filename=\"{}\"", file.filename));
    put(headers, "x-content-type-options", "nosniff");
    let bytes = Bytes::copy_from_slice(&file.bytes);
    match &file.fault {
        None => *response.body_mut() = Body::from(bytes),
        Some(AttachmentFault::Slow(pause)) => {
            put(headers, "content-length", &bytes.len().to_string());
            let size = bytes.len().div_ceil(PIECES).max(1);
            let pieces: Vec<Bytes> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
            *response.body_mut() = paused(pieces.into_iter(), *pause);
        }
        Some(AttachmentFault::Longer(length)) => {
            let whole = *length / PIECE as u64;
            let last = usize::try_from(*length % PIECE as u64).unwrap_or_default();
            let filler = Bytes::from(vec![b'#'; PIECE]);
            let pieces =
                (0..=whole).map(move |index| if index < whole { filler.clone() } else { filler.slice(..last) });
            *response.body_mut() = paused(pieces, Duration::ZERO);
        }
        Some(AttachmentFault::Redirect(location)) => {
            put(headers, "location", location);
            *response.status_mut() = StatusCode::FOUND;
        }
    }
    response
}

/// A body in pieces, with a pause before each.
fn paused(pieces: impl Iterator<Item = Bytes> + Send + 'static, pause: Duration) -> Body {
    Body::from_stream(stream::unfold(pieces, move |mut pieces| async move {
        let piece = pieces.next()?;
        if !pause.is_zero() {
            sleep(pause).await;
        }
        Some((Ok::<_, std::io::Error>(piece), pieces))
    }))
}

pub(super) fn page(status: u16, content_type: &str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    put(headers, "content-type", content_type);
    put(headers, "x-ratelimit-limit", "50");
    put(headers, "x-ratelimit-remaining", "49");
    put(headers, "x-ratelimit-reset-after", "1.000");
    put(headers, "x-ratelimit-bucket", "fake-discord");
    put(headers, "via", "1.1 fake-discord");
    response
}

pub(super) fn put(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = value.parse() {
        headers.insert(name, value);
    }
}

/// Callbacks have no rate limit of their own, and Discord says so by silence: hikari reports a bucket there as an error.
pub(super) fn drop_bucket(headers: &mut HeaderMap) {
    for name in ["limit", "remaining", "reset-after", "bucket"] {
        headers.remove(format!("x-ratelimit-{name}"));
    }
}

/// Writes the `Date` of a clock that is `offset` seconds ahead. Without an offset, hyper writes it.
pub(super) fn put_date(headers: &mut HeaderMap, offset: i64) {
    if offset == 0 {
        return;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    put(headers, "date", &clock::imf_fixdate(now.saturating_add_signed(offset)));
}
