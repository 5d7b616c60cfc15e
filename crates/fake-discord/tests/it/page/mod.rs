//! The page, without a browser: HTTP and the WebSocket, spoken by hand as the page's JavaScript does.
//!
//! What the page makes of it is tested in a real browser, by `tests/browser` of the whole repository.

/// A browser in a hundred lines, and the words that these tests are written in.
mod browser;
/// Who is let in, and what others get.
mod guard;
/// What the inspector is told: every request about an interaction, in order.
mod inspector;
/// What people do, with a bot that is written by hand.
mod people;
/// Places: who sees them, what is new there, and how they change.
mod places;
/// What people see besides messages: silence, refusals, the inspector, the state of the bot.
mod reports;
/// A fake Discord with its page.
mod site;
/// What staff do: sub-commands, files, forms, roles.
mod staff;

pub use self::browser::Browser;
