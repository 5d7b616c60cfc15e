//! A strict stand-in for Discord on loopback.
//!
//! It owns a world (servers, channels, members, messages, the app's registered commands), speaks Discord's REST API and
//! gateway over real sockets or posts to the bot's HTTP endpoint, and acts as a person: types a command, picks a
//! completion, clicks, selects, submits. It refuses what Discord refuses, with the same status and error codes, and can
//! break on demand. It binds 127.0.0.1 only, refuses requests of other sites' pages, and calls nothing beyond loopback.
//! People see it and act in it on a page of its own, in a browser.
//!
//! It knows nothing of the bot and shares no type with it; its JSON is its own. Deliberately not here: whatever of
//! Discord a bot of commands and components never meets (messages as events, voice, files, premium).
//!
//! ```text
//! a browser ─→ client ─┐                                         the bot ─→ listener ─→ http ─→ rest ─→ checks
//! a test ─→ handle ────┴→ person, form ─→ act, typing                              └──→ socket ─→ sessions
//!              └────→ faults               └─→ caller ─→ the bot's endpoint, if one is set
//!                        all of them over state: world, journal; what is sent is shaped in wire
//! ```

mod client;

mod faults;
mod form_input;
mod discord;
mod modal;
mod outcome;
mod person;
mod settings;

mod clock;
mod commands;
mod ids;
mod interaction;
mod message;
mod pings;
mod world;

mod action;
mod caller;
mod checks;
mod errors;
mod posting;
mod context;
mod command_parser;

mod journal;
mod random;
mod rest;
mod sessions;
mod state;
mod token;
mod wire;

mod compression;
mod http;
mod stream;
mod listener;
mod socket;

pub use caller::{Delivery, EndpointAnswer, EndpointRefused};
pub use client::{BotState, Client, ClientHandle, Content, ContentProblem};
pub use commands::{Command, Scope as CommandScope};
pub use discord::{Discord, TimedOut};
pub use errors::Refusal;
pub use faults::{EndpointFault, Faults, RestFault, Scope};
pub use ids::Id;
pub use journal::{BrokenRule, Peer, Request};
pub use message::{Button, Menu, MenuOption, Message, Origin, flags};
pub use modal::{Field, Modal};
pub use outcome::{CannotAct, Choice, Outcome, Status, Unexpected};
pub use person::Person;
pub use pings::{Ping, Whom};
pub use sessions::{Connection, Identify, Resume};
pub use settings::Settings;
pub use world::{Application, Channel, Guild, Member, Role, User, World, permissions};
