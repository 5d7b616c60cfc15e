//! Questions to mentors, end to end: members who ask, mentors who answer, and what the bot posts, on each transport and engine.

/// The whole story: a question that the guide cannot answer, its answer by a mentor, and the next member who asks.
mod story;
/// The ways to the mentors, and hostile words on them.
mod asking;
/// What mentors do with a question, one and two at a time.
mod answers;
/// How askers are told, and what limits them.
mod telling;
/// Who may do what, in which server.
mod rights;
/// The mentors' channel: permissions, outages, threads, forums, pings.
mod channel;
/// Trouble between the bot and Discord.
mod network;
/// What happens at once, or twice.
mod at_once;
/// What takes hours, days and weeks.
mod clock;
/// Several processes, and one without a token.
mod replicas;
/// The store away.
mod away;
/// Votes on answers, and what was missing.
mod votes;
/// What staff learn.
mod insights;
/// What members see and delete of their own data.
mod privacy;
/// Processes killed at random, and what is left afterwards.
mod kills;
mod aftermath;
mod support;
