//! Tests of the fake Discord itself, with a tiny client that writes its JSON by hand.
//!
//! `support` is that client; each other file is one subject.

#![allow(
    clippy::too_many_lines,
    clippy::needless_pass_by_value,
    reason = "tables are long, and their rows are written where they are used"
)]

mod support;

mod access;
mod attachments;
mod authorization;
mod clients;
mod commands;
mod components;
mod compression;
mod endpoint;
mod entities;
mod faults;
mod files;
mod gateway;
mod guilds;
mod interactions;
mod libraries;
mod menus;
mod messages;
mod modals;
/// The page, without a browser: HTTP and the WebSocket, spoken by hand as the page's JavaScript does.
mod page;
mod payloads;
mod people;
mod permissions;
/// Messages that the bot posts by itself.
mod posting;
#[cfg(feature = "cli")]
mod program;
mod rest;
mod slice;
mod subcommands;
