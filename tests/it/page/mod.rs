//! The playground's page, without a browser: HTTP and the WebSocket, spoken by hand as the page's JavaScript does.
//!
//! What the page makes of it is tested in a real browser, by `tests/browser`.

/// A browser in a hundred lines, and the words that these tests are written in.
mod browser;
/// Who is let in, and what strangers get.
mod guard;
/// What people do and see, with a bot that is written by hand: every act, every way to fail.
mod people;
/// `tpm-guide playground`: the real bot, live reload, start and stop, and that nothing leaves this machine.
mod program;
