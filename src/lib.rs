//! TPM Guide: a Discord bot that answers questions about the Technical Program Manager role from curated knowledge.
//!
//! A pure middle decides, thin edges translate, one place wires. `ARCHITECTURE.md` shows the rooms and their arrows; the
//! modules stand here in reading order.

// The pure middle: no Discord, no runtime, no files but in `knowledge::disk`, no clock.

// YAML text in; a whole, valid `Knowledge`, or every problem with its file and line, out.
pub mod knowledge;
// Which entry a name means, and what to suggest while somebody types.
pub mod search;
// `answer(&Guide, &Question) -> Answer`: which facts, in which order, under which headings.
pub mod answer;
// `respond(&Guide, &Request) -> Reply`: who may, who sees it, in place or as a copy.
pub mod service;
// Somebody's words, made inert.
pub mod text;

// The translators.

// Discord's words for what the guide says, and back; the same for every transport.
pub mod discord;
// Answers for a terminal, and the grammar of `preview`.
pub mod terminal;

// The edges.

// Reading regular files, within a bound.
pub mod files;

// Discord's connection: raw interactions in.
pub mod gateway;
// Discord's API: answers and registrations out.
pub mod rest;
// An HTTP server: whom it lets in, how long it waits, how it leaves.
pub mod server;
// Discord calls us: signed interactions over HTTP.
pub mod interactions;
// Health, readiness and metrics.
pub mod monitor;

// What wires them.

// What each command of the command line does; the only room that knows all others.
pub mod app;
// What can be typed.
pub mod cli;
// The settings, checked as a whole.
pub mod config;
// The log, which lets no secret through.
pub mod telemetry;

// The stand-in, which knows none of the above.

// A strict Discord on loopback: its own world, its own JSON, its own rules.
#[cfg(feature = "playground")]
pub mod playground;
