//! What happened at the door since the start, for whoever watches.

use std::sync::atomic::{AtomicU64, Ordering};

use http::StatusCode;

use super::Closing;

/// The statuses that are counted; the last stands for all others.
const STATUSES: [StatusCode; 11] = [
    StatusCode::OK,
    StatusCode::BAD_REQUEST,
    StatusCode::UNAUTHORIZED,
    StatusCode::NOT_FOUND,
    StatusCode::METHOD_NOT_ALLOWED,
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::PAYLOAD_TOO_LARGE,
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::INTERNAL_SERVER_ERROR,
];

/// Connections and responses.
#[derive(Debug, Default)]
pub struct Counters {
    open: AtomicU64,
    closed: [AtomicU64; Closing::ALL.len()],
    responses: [AtomicU64; STATUSES.len()],
}

impl Counters {
    /// Connections now.
    pub fn open(&self) -> u64 {
        self.open.load(Ordering::Relaxed)
    }

    /// Connections that ended, by why.
    pub fn closed(&self) -> impl Iterator<Item = (&'static str, u64)> {
        Closing::ALL
            .into_iter()
            .map(|closing| (closing.as_str(), self.closed[closing as usize].load(Ordering::Relaxed)))
    }

    /// Responses, by status.
    pub fn responses(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let counts = self.responses.iter().map(|count| count.load(Ordering::Relaxed));
        STATUSES.iter().map(StatusCode::as_str).zip(counts)
    }

    pub(super) fn enters(&self) {
        self.open.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn leaves(&self, closing: Closing) {
        self.open.fetch_sub(1, Ordering::Relaxed);
        self.closed[closing as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn responds(&self, status: StatusCode) {
        let known = STATUSES.iter().position(|known| *known == status);
        self.responses[known.unwrap_or(STATUSES.len() - 1)].fetch_add(1, Ordering::Relaxed);
    }
}
