//! What staff do with their server's entries and settings, and what they see: decided without Discord and without a store.
//!
//! A [`Call`] comes in; what it needs is loaded by the caller; a [`Reply`] goes out: a [`Panel`] that only its reader sees, a
//! [`Form`] to fill in, or a file.

mod call;
mod panel;
mod form;
mod difference;
mod preview;
mod history;
mod list;
mod review;
mod settings;
mod exchange;
mod warnings;
mod notices;
mod outage;
pub(crate) mod line;

pub use self::call::{
    Action, Attachment, Call, Desk, DraftId, Filled, FormId, PickedChannel, Place, Press, PrivacyCall, PrivacyPress,
    Rights, Scope,
};
pub use self::difference::difference;
pub use self::exchange::{Effect, ImportChange, changes_of_import, exported, import_preview, import_undone, imported};
pub use self::form::{content_of, entry_form, rules_form, rules_of};
pub use self::history::{history, revision};
pub use self::list::{list, list_pages, opened};
pub use self::notices::Notice;
pub use self::outage::unreachable;
pub use self::panel::{
    Button, File, Form, FormChoice, FormField, FormOption, Panel, Pick, PickOption, Pings, Post, Reply, RolePick, Row,
    Style,
};
pub use self::preview::{conflict, discarded, preview, published, removal, removed};
pub use self::review::{DueForReview, ReviewReason, review, review_opened, reviewed};
pub use self::settings::{entries_of_kind, kind_name, kind_named, page_of, settings};
pub use self::warnings::{taken_names, warnings};
