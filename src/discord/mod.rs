//! Discord's words for what the guide says, and back. The same translator for every transport.
//!
//! Nothing is decided here: [`incoming`] turns an interaction's JSON into a [`crate::service::Request`],
//! [`outgoing`] a [`crate::service::Reply`] into one response body. Sockets and HTTP live elsewhere.

pub mod commands;
pub mod custom_id;
pub mod incoming;
pub mod limits;
pub mod outgoing;
