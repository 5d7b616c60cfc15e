//! Questions that the guide cannot answer, on their way to the mentors of a server and back: decided without Discord and
//! without a store.
//!
//! A member sends an [`Inquiry`]; mentors see it as one message of their channel; what they answer reaches everyone who
//! waits, and becomes an entry where they publish it.

mod inquiry;
mod ask;
mod asker;
mod queue;
mod answering;
mod declining;
mod outcome;
mod telling;
mod digest;
mod settings;
mod line;

pub use self::answering::{
    DraftAnswer, answer_form, answer_preview, edit_form, in_guide, pick_preview, search_form, searched_words,
};
pub use self::ask::{Kept, Problem, ask_form, missing_form, new_inquiry};
pub use self::asker::{joined, limited, no_draft, no_votes, not_now, not_sent, sent, similar, voted};
pub use self::declining::{decline_form, reason_of};
pub use self::digest::{DigestNumbers, digest, digest_name};
pub use self::inquiry::{Inquiry, Limited, Limits, NewInquiry, Resolution, State, Tell};
pub use self::line::entry_in;
pub use self::outcome::{
    declined, discarded, gone, no_answer_draft, no_reason, pointed, published, taken_by, told_askers, too_late,
};
pub use self::queue::{post_of, queue_message, thread_name, thread_name_start};
pub use self::settings::{MentorSettings, Outage, mentor_settings};
pub use self::telling::{Place, note, told};

#[cfg(test)]
mod tests;
