//! What the pieces do together. Tests of one piece stand beside it in `src`.
//!
//! Without the feature `playground` there is no stand-in to test against: what is left is what needs none.

/// The command line, as a child process: `check`, `preview`, usage and settings.
mod cli;
/// Lists of questions on the command line.
mod cli_lists;
/// `check`: warnings for editors, what is old, links, and labelled questions.
mod check;
/// What people see, end to end: the real binary against the fake Discord.
#[cfg(feature = "playground")]
mod conversation;
/// Servers' own entries, end to end: staff who write them, and members who read them.
#[cfg(feature = "playground")]
mod community;
/// Questions to mentors, end to end: askers, mentors, and what is told to whom.
#[cfg(feature = "playground")]
mod mentors;
/// What answering costs: latency, processor time and memory, printed.
#[cfg(feature = "playground")]
mod costs;
/// The files of `deploy` and the pages of `docs` against the program and against each other.
mod deploy;
/// Both transports, the gateway and HTTP, give equal replies.
#[cfg(feature = "playground")]
mod transports;
/// The gateway and the REST client by themselves, with short time limits: every guard and every refusal.
#[cfg(feature = "playground")]
mod edges;
/// The endpoint under any client: bad input, limits, metrics, shutdown.
#[cfg(feature = "playground")]
mod endpoint;
/// Faults of Discord, end to end.
#[cfg(feature = "playground")]
mod faults;
/// The way to an endpoint that Discord has verified, step by step as `docs/operations.md` has it.
#[cfg(feature = "playground")]
mod first_steps;
/// Whatever is signed goes the whole way and comes back lawful: the fuzzer's corpus, and what proptest makes of payloads.
mod fuzzed;
/// Who may know whom, by reading the sources.
mod laws;
/// Start, registration, restarts, reloads, stop.
#[cfg(feature = "playground")]
mod lifecycle;
/// The playground's page as a browser meets it: its server, its WebSocket, `tpm-guide playground` as a child process.
#[cfg(feature = "playground")]
mod page;
/// The payloads of the load generator, as the bot reads them.
mod payloads;
/// Several shards, in one process or in several.
#[cfg(feature = "playground")]
mod shards;
/// The store, on each engine.
mod store;
/// A fixture: the binary, the fake Discord, and the words that tests are written in.
#[cfg(feature = "playground")]
mod support;
