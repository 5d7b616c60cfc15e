//! The limits of one server.

use std::time::Duration;

/// Limits on what clients may use. The defaults leave ample room for Discord, which waits 3 s for a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Open connections; for one more, the longest idle one is evicted.
    pub connections: usize,
    /// Requests answered at the same time; one more is refused at once.
    pub requests: usize,
    /// Bytes in a request's body.
    pub body: usize,
    /// Bodies arriving at the same time; for one more, the slowest is evicted. Fewer than connections, so that there is
    /// always a connection to evict.
    pub bodies: usize,
    /// Bytes reserved for all arriving bodies together; for more, the slowest is evicted.
    pub body_memory: usize,
    /// How long a request's head may take: on a new connection from its start, later from the first byte.
    pub header: Duration,
    /// How long a request's body may take.
    pub read: Duration,
    /// How long a connection may stay open without a request.
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
            // Longer than proxies keep connections, so that the proxy closes them first and never reuses a closed one.
            idle: Duration::from_secs(75),
        }
    }
}
