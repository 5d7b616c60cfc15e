//! The other delivery: interactions are posted to the bot's HTTP endpoint, signed, as Discord posts them.
//!
//! While an endpoint is set, it gets the interactions and the gateway gets none. What happens to an interaction before
//! is in `action`, what becomes of a callback in `rest`: it is the same whichever way a callback comes. `PATCH
//! /applications/@me` is in `rest/application.rs`.

mod delivery;
mod keys;
mod post;
mod probe;

pub(super) use delivery::{deliver, deliver_again};
pub(super) use keys::Keys;
pub(super) use post::{Address, Poster};
pub(super) use probe::{routine as probe_routinely, verify};

use std::time::Duration;

use thiserror::Error;

use super::delivery::EndpointAnswer;
use super::errors::Refusal;
use super::ids::Id;
use super::journal::{Peer, Request};
use super::state::State;
use post::{Headers, Parcel};

/// Discord's user agent.
const USER_AGENT: &str = "Discord-Interactions/1.0 (+https://discord.com)";
const SIGNATURE: &str = "X-Signature-Ed25519";
const TIMESTAMP: &str = "X-Signature-Timestamp";

/// Where interactions are posted, and the keys that they are signed with.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub keys: Keys,
    /// `None` while interactions go over the gateway.
    pub address: Option<Address>,
}

/// Why an endpoint is not taken, or no longer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum EndpointRefused {
    /// The fake Discord calls nothing else.
    #[error("\"{0}\" is no http URL on loopback")]
    NotOnLoopback(String),
    /// There is none to be probed.
    #[error("no endpoint is set")]
    NotSet,
    /// It could not be reached, or took too long.
    #[error("{0}")]
    NoAnswer(String),
    /// A PING with a valid signature was answered wrongly.
    #[error("a PING with a valid signature was answered with {0}")]
    Ping(String),
    /// A PING with a bad signature was not refused.
    #[error("a PING with {probe} was answered with {status} instead of 401")]
    BadSignature {
        /// What was wrong with the signature.
        probe: &'static str,
        /// The status of the answer.
        status: u16,
    },
}

/// Sets or clears the endpoint, which was verified.
pub(super) fn set(state: &mut State, address: Option<Address>, now: Duration) {
    let line = address.as_ref().map_or_else(
        || "interactions go over the gateway".to_owned(),
        |address| format!("interactions are posted to {address}"),
    );
    state.journal.note(now, &line);
    state.endpoint.address = address;
}

/// Discord's headers for a body.
pub(super) fn headers(keys: &Keys, timestamp: &str, body: &[u8]) -> Headers {
    vec![
        ("Content-Type", "application/json".to_owned()),
        ("User-Agent", USER_AGENT.to_owned()),
        (SIGNATURE, keys.sign(timestamp, body)),
        (TIMESTAMP, timestamp.to_owned()),
    ]
}

/// The time as timestamps have it.
pub(super) fn unix_seconds(state: &State, now: Duration) -> u64 {
    // Bots compare it with their own clock, which no test puts forward.
    state.world.unix_ms(now.saturating_sub(state.advanced)) / 1000
}

/// Writes down a request to the endpoint, and what was wrong with the answer.
fn record(
    state: &mut State,
    at: Duration,
    parcel: &Parcel,
    answer: Option<&EndpointAnswer>,
    interaction: Option<Id>,
    refusal: Option<Refusal>,
) {
    let headers = parcel.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
    state.journal.request(Request {
        at,
        sender: Peer::Discord,
        method: "POST".to_owned(),
        path: parcel.address.path().to_owned(),
        query: parcel.address.query().to_owned(),
        headers,
        body: serde_json::from_slice(&parcel.body).unwrap_or_default(),
        status: answer.map_or(0, |answer| answer.status),
        response: answer.map(EndpointAnswer::json).unwrap_or_default(),
        refusal,
        interaction,
    });
}
