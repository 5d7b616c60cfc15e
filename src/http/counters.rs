//! Counters of connections and responses, read by the metrics.

use std::sync::atomic::{AtomicU64, Ordering};

use http::StatusCode;

/// The statuses that are counted by themselves. The last one counts all others as well.
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

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The client closed it, or asked for that.
    Done,
    /// A request's head, or the next request, took too long.
    Idle,
    /// It was evicted for another connection.
    Displaced,
    /// The server stops.
    Drained,
    /// It broke, or what arrived was no HTTP, or its request took too long while the server stopped.
    Failed,
}

impl Closing {
    /// All reasons, in the order in which they are counted.
    pub const ALL: [Self; 5] = [Self::Done, Self::Idle, Self::Displaced, Self::Drained, Self::Failed];

    /// The value of the metric's label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Idle => "idle",
            Self::Displaced => "displaced",
            Self::Drained => "drained",
            Self::Failed => "failed",
        }
    }
}

/// Counts the connections and responses of one server.
#[derive(Debug, Default)]
pub struct ServerCounters {
    open: AtomicU64,
    closed: [AtomicU64; Closing::ALL.len()],
    responses: [AtomicU64; STATUSES.len()],
}

impl ServerCounters {
    /// Connections that are open now.
    pub fn open(&self) -> u64 {
        self.open.load(Ordering::Relaxed)
    }

    /// Closed connections, by reason.
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

    pub(super) fn count_opened(&self) {
        self.open.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_closed(&self, closing: Closing) {
        self.open.fetch_sub(1, Ordering::Relaxed);
        self.closed[closing as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_response(&self, status: StatusCode) {
        let known = STATUSES.iter().position(|known| *known == status);
        self.responses[known.unwrap_or(STATUSES.len() - 1)].fetch_add(1, Ordering::Relaxed);
    }
}
