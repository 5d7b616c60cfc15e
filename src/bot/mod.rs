//! What happens to an interaction, whichever way it came.
//!
//! [`Handler`] is the one way from an interaction's JSON to its response; `gateway` and `webhook` are what differs between
//! the transports: how the response leaves, and what a repeated interaction gets.

mod handler;
mod gateway;
mod webhook;
mod communities;
mod forgotten;
mod staff;
mod outbox;
mod privacy;
mod deduplication;
mod response_cache;
mod reload;
mod changes;
mod unanswered;

pub use communities::{Communities, Opening, follow_presence, now};
pub use forgotten::{DeletionList, Replayed, forget_member};
pub use gateway::answer_all;
pub use handler::Handler;
pub use outbox::work_outbox;
pub use reload::{Disclosure, Live, Report};
pub use webhook::Webhook;
