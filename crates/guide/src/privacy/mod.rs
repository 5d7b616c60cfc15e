//! What is stored about a member, as they see it, take it with them, and delete it: decided without a store.
//!
//! Everyone sees only what is about themselves. Votes are stored under a code and not under the member's id; the caller,
//! who has the key, counts them.

mod about;
mod panels;

pub use self::about::{
    AboutMember, KeptDraft, KeptQuestion, KeptRevision, KeptVote, KeptWork, LoggedChange, ServerData,
};
pub use self::panels::{confirm_deletion, deleted, exported, shown};

#[cfg(test)]
mod tests;
