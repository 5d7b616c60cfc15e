//! Questions that the guide cannot answer, on their way to the mentors of a server and back: decided without Discord and
//! without a store.
//!
//! A member sends an [`Inquiry`]; mentors see it as one message of their channel; what they answer reaches everyone who
//! waits, and becomes an entry where they publish it.

mod inquiry;

pub use self::inquiry::{Inquiry, Limited, Limits, NewInquiry, Resolution, State, Tell};
