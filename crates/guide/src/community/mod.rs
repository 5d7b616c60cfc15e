//! What one server adds to the shipped guide: entries of its own, and settings.
//!
//! [`Content`] is what staff write; checked, it becomes an [`OwnEntry`], and that an [`Entry`](crate::knowledge::Entry)
//! which answers like the shipped ones. Where it is stored, and who may write it, is decided elsewhere.

mod content;
mod slug;
mod blocks;
mod markup;
mod own_entry;
mod exchange;
mod record;
mod settings;
mod server;
mod freshness;

pub use self::content::{Content, ContentLimits, ContentProblem, Field};
pub use self::exchange::{Imported, export, import};
pub use self::freshness::Tally;
pub(crate) use self::markup::{plain_line, plain_text, words_of};
pub use self::markup::{plain_title, shown};
pub use self::own_entry::OwnEntry;
pub use self::record::{Listed, Reason, Revision, State};
pub use self::server::{Community, MOST_WORDINGS, MOST_WORDINGS_OF_AN_ENTRY};
pub use self::settings::{MentorsChannel, Settings};
pub use self::slug::slug_of;
