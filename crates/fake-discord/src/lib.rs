//! A strict Discord on loopback, to test bots against.
//!
//! [`Discord::start`] serves Discord's REST API and gateway on 127.0.0.1, and calls the bot's HTTP endpoint if it sets one.
//! It owns a [`World`] of servers, channels, members, messages and registered commands. A [`Person`] in it types commands,
//! picks completions, attaches files, clicks, selects and submits. It refuses what Discord refuses, with the same status
//! and error codes, breaks on demand ([`Faults`]), and remembers every request, connection and broken rule. [`Client`]
//! serves a page on which people act in a browser.
//!
//! The bot under test is a program or task of its own, in any language, that speaks HTTP and WebSocket to
//! [`Discord::origin`] with [`Discord::token`]. The README says how to point common libraries at it. Here a bot of three
//! requests plays that part:
//!
//! ```
//! use fake_discord::{Discord, Settings};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let discord = Discord::start(Settings::default()).await?;
//!
//! // The bot registers a command.
//! let api = format!("{}/api/v10", discord.origin());
//! let bot = reqwest::Client::builder().user_agent("DiscordBot (https://example.invalid, 1.0)").no_proxy().build()?;
//! let commands = format!("{api}/applications/{}/commands", discord.application_id());
//! let command = json!({ "name": "ping", "description": "Answers" });
//! let request = bot.post(&commands).header("authorization", format!("Bot {}", discord.token()));
//! assert_eq!(request.json(&command).send().await?.status(), 201);
//!
//! // Ada uses it. The interaction would arrive over the gateway; here it is read from the journal.
//! let ada = discord.member("ada");
//! let id = ada.starts_typing("/ping")?;
//! let interaction = discord.payload(id).ok_or("it was sent")?;
//!
//! // The bot answers, and Ada sees that.
//! let token = interaction["token"].as_str().ok_or("a token")?;
//! let callback = format!("{api}/interactions/{id}/{token}/callback");
//! let answer = json!({ "type": 4, "data": { "content": "pong" } });
//! assert_eq!(bot.post(&callback).json(&answer).send().await?.status(), 204);
//! assert_eq!(ada.outcome(id).await.answered()?.content, "pong");
//!
//! // A second answer breaks rule I02, and Discord says so.
//! assert_eq!(bot.post(&callback).json(&answer).send().await?.status(), 400);
//! assert_eq!(discord.refusals()[0].rule, "I02");
//! # Ok(())
//! # }
//! ```
//!
//! It listens on 127.0.0.1 only, refuses requests of other sites' pages, and calls nothing beyond loopback. It shares no
//! type with any bot or library: its JSON is its own, so that a mistake in shared types cannot cancel itself out. It leaves
//! out what a bot of commands and components never meets: message events, voice, premium offers.
//!
//! ```text
//! a browser ─→ client ──┐                                               the bot ─→ listener ─→ http ─→ rest ─→ checks
//! a test ─→ discord ────┴→ person ─→ command_parser, action                    └─→ socket ─→ sessions
//!              └────→ faults                    └─→ caller ─→ the bot's endpoint, if one is set
//!                         all of them over state: world, journal; wire shapes what is sent
//! ```

mod discord;
mod person;
mod outcome;
mod modal;
mod menu;
mod faults;
mod settings;

mod world;
mod application;
mod commands;
mod message;
mod attachment;
mod interaction;
mod delivery;
mod pings;
mod ids;

mod context;
mod command_parser;
mod action;
mod posting;
mod caller;
mod checks;
mod errors;

mod rest;
mod sessions;
mod wire;
mod state;
mod limits;
mod journal;
mod token;
mod media_type;
mod random;
mod clock;

mod listener;
mod stream;
mod http;
mod socket;
mod compression;

mod client;

pub use application::Application;
pub use attachment::{Attachment, Upload};
pub use caller::EndpointRefused;
pub use client::{BotState, Client, ClientHandle, Content, ContentProblem, Step, Story, StoryAct};
pub use commands::{Command, Scope as CommandScope};
pub use delivery::{Delivery, EndpointAnswer};
pub use discord::{Discord, TimedOut};
pub use errors::Refusal;
pub use faults::{AttachmentFault, DirectMessageFault, EndpointFault, Faults, RestFault, Scope};
pub use ids::Id;
pub use journal::{BrokenRule, Peer, Request};
pub use menu::{Menu, MenuOption};
pub use message::{Button, Message, Origin, flags};
pub use modal::{Field, Modal};
pub use outcome::{CannotAct, Choice, Outcome, Status, Unexpected};
pub use person::Person;
pub use pings::{Ping, Whom};
pub use sessions::{Connection, Identify, Resume};
pub use settings::Settings;
pub use world::{
    Channel, CommandOverrides, Forum, Guild, GuildSize, Member, Mentors, Overwrite, Role, Thread, User, World,
    channel_kind, permissions,
};

/// The examples of the README are compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
