//! The endpoint under any client: `serve` as a process, and sockets that send what no client library would.
//!
//! What members see through it is in `conversation.rs` and `transports.rs`.

/// Bodies: their content, their headers, and how they arrive.
mod bodies;
/// Clients that exhaust shared resources: heads without bodies, bodies in pieces of one byte.
mod floods;
/// Limits: connections, timeouts, evictions.
mod limits;
/// Graceful shutdown: SIGTERM loses no request.
mod shutdown;
/// `/metrics` and `/readyz`, of `serve` and `run`.
mod metrics;
/// HTTP: versions, methods, pipelining, half-closed sockets, absurd heads.
mod protocol;
/// Signatures: by which key, and when.
mod signatures;
/// A process, a socket, a response and its metrics: the helpers of these tests.
mod support;
