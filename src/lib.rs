//! TPM Guide: a Discord bot that answers questions about the Technical Program Manager role from curated knowledge.
//!
//! What to answer is decided by the package `tpm-guide-core`, which knows no Discord, no runtime, no files and no clock.
//! Here are the edges that translate and the place that wires them. The modules stand in reading order; `ARCHITECTURE.md`
//! draws them.

// The command line: what can be typed, and a file for each subcommand.
pub mod cli;
// The settings, read once and checked as a whole.
pub mod config;

// What happens to an interaction, whichever way it came.
pub mod bot;

// Everything that speaks Discord: payloads, responses, the gateway, the REST API, the webhook.
pub mod discord;
// Answers for a terminal.
pub mod terminal;

// What staff write for their servers, in SQLite or PostgreSQL.
pub mod store;

// An HTTP/1.1 server around any router: limits, timeouts, graceful shutdown.
pub mod http;
// Logging, metrics and health.
pub mod observe;

// Loads the knowledge, from a folder or from the copy inside the binary.
pub mod knowledge;
// Reads regular files, within a bound.
pub mod files;
// Why a subcommand ended without doing what it was asked, and the exit code.
pub mod failure;
// Signals that stop the process, and its end.
pub mod shutdown;
