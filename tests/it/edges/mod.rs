//! The gateway and REST clients against the fake Discord, over real sockets.
//!
//! `faults`: faults of the gateway, and what each costs: lost interactions, identifies, connections.
//! `shard_manager`: several shards, in one process or in two.
//! `restart`: shutdown, and the next start with the saved session.
//! `calls`: the REST API when it is slow, broken, or refuses.
//! `secrets`: no token in anything that is printed.

mod calls;
mod faults;
mod shard_manager;
mod restart;
mod secrets;
mod support;
