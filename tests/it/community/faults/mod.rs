//! When things break: shipped answers go on, what was confirmed stays, and staff are told kindly.

/// The process killed in the middle of a save.
mod kills;
/// PostgreSQL stopped, slow, silent, away at the start, or lost in the middle of a save.
mod postgres;
/// A file that cannot be used, at the start and while the bot runs.
mod files;
/// A row damaged by hand.
mod damage;
/// Servers that remove the bot, are away, and come back.
mod presence;
mod support;
