//! Everything that speaks Discord.
//!
//! [`payload`] turns an interaction's JSON into a [`tpm_guide_core::reply::Request`], [`response`] a
//! [`tpm_guide_core::reply::Reply`] into one response body; the same for every transport. [`gateway`] receives
//! interactions, [`webhook`] is called with them, [`rest`] calls Discord's API. Nothing about the answer is decided here.

pub mod command;
pub mod payload;
pub mod response;
pub mod custom_id;
mod footer;
pub mod limits;
pub mod gateway;
pub mod webhook;
pub mod rest;
