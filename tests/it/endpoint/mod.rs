//! The endpoint as strangers meet it: `serve` as a process, and sockets that say what no client library would.
//!
//! What members see through it is in `conversation.rs` and `doors.rs`.

/// What is in a body, what is said of it, and how it arrives.
mod bodies;
/// Clients that exhaust shared resources: heads without bodies, bodies in pieces of one byte.
mod floods;
/// Who is let in, how long they may take, and who has to go.
mod limits;
/// SIGTERM: nothing that has arrived is lost.
mod leaving;
/// What `/metrics` and `/readyz` say of what happened, for `serve` and `run`.
mod metrics;
/// HTTP itself: versions, methods, pipelines, half-closed sockets, absurd heads.
mod protocol;
/// Who signed, and when.
mod signatures;
/// A process, a socket, an answer, and what is counted: the words that these tests are written in.
mod support;
