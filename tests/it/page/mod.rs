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

/// The page itself, with a keyboard and a mouse: `tests/browser/run`, which needs Node and Chromium.
#[test]
#[ignore = "needs Node and Chromium: tests/browser/run drives the page in a real browser, as .ci/run does"]
fn the_page_in_a_real_browser() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/run");
    let driven = std::process::Command::new(script).env("TPM_GUIDE", env!("CARGO_BIN_EXE_tpm-guide")).status();
    assert!(driven.expect("the script starts").success(), "what failed stands above");
}
