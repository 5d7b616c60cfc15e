//! What one process takes on.

use std::time::Duration;

/// What one process takes on, all of it with room to spare for Discord, which waits 3 s for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; for one more, whoever has been idle longest is shown out.
    pub connections: usize,
    /// Requests that are answered at a time; one more is refused at once.
    pub requests: usize,
    /// Bytes of a request's body.
    pub body: usize,
    /// Bodies that arrive at a time; for one more, the slowest is evicted. Fewer than connections, so that there is
    /// always a connection that can be closed for a newcomer.
    pub bodies: usize,
    /// Bytes that all bodies that are arriving hold together; for more, the slowest is evicted.
    pub body_memory: usize,
    /// How long a request's head may take, from its first byte or, on a new connection, from the start.
    pub header: Duration,
    /// How long a request's body may take.
    pub read: Duration,
    /// How long a connection may be without a request.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            requests: 256,
            body: 256 * 1024,
            bodies: 512,
            body_memory: 16 * 1024 * 1024,
            header: Duration::from_secs(10),
            read: Duration::from_secs(3),
            // Longer than proxies keep connections, so that the proxy is who closes.
            idle: Duration::from_secs(75),
        }
    }
}
