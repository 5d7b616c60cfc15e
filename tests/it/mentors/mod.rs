//! Questions to mentors, end to end: members who ask, mentors who answer, and what the bot posts, on each transport and engine.

/// The whole story: a question that the guide cannot answer, its answer by a mentor, and the next member who asks.
mod story;
mod support;
