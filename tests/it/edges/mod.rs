//! The gateway and REST clients against the fake Discord, over real sockets.
//!
//! `faults`: what the gateway does to the bot, and what that costs: lost interactions, identifies, connections.
//! `shard_manager`: several shards, in one process or in two.
//! `restart`: leaving, and coming back with the session that was kept.
//! `calls`: the REST API when it is slow, broken, or says no.
//! `secrets`: no token in anything that is printed.

mod calls;
mod faults;
mod shard_manager;
mod restart;
mod secrets;
mod support;
