//! What staff do with their server's entries and settings, and what they see: decided without Discord and without a store.
//!
//! A [`Call`] comes in; what it needs is loaded by the caller; a [`Reply`] goes out: a [`Panel`] that only its reader sees, a
//! [`Form`] to fill in, or a file.

mod call;
mod panel;

pub use self::call::{Action, Attachment, Call, DraftId, Filled, FormId, Press, Rights};
pub use self::panel::{Button, Form, FormField, Panel, Pick, PickOption, Reply, RolePick, Row, Style};
