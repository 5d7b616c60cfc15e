//! What the pieces do together. Tests of one piece stand beside it in `src`.

/// The command line, as a child process: `check`, `preview`, usage and settings.
mod cli;
/// What people see, end to end: the real binary against the stand-in.
mod conversation;
/// What answering costs: latency, processor time and memory, printed.
mod costs;
/// The gateway and the REST client by themselves, with short time limits: every guard and every refusal.
mod edges;
/// What each fault of the network costs, end to end.
mod faults;
/// Who may know whom, by reading the sources.
mod laws;
/// Start, registration, restarts, reloads, stop.
mod lifecycle;
/// `knowledge/schema` is what the program generates.
mod schema;
/// The stand-in by itself: every rule it enforces, every fault it has, with a client that writes its JSON by hand.
mod standin;
/// A room: the binary, the stand-in, and the words that tests are written in.
mod support;
