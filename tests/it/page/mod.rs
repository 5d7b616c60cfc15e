//! `tpm-guide playground` as a browser meets it. The page itself is tested in `crates/fake-discord`, and in a real browser by
//! `tests/browser`.

/// A browser in a hundred lines, shared with the tests of the page.
#[path = "../../../crates/fake-discord/tests/it/page/browser.rs"]
#[expect(dead_code, reason = "the tests of the page, in another package, use what is left over here")]
mod browser;
/// The real bot, live reload, start and stop, and that nothing leaves this machine.
mod program;

/// The page itself, with a keyboard and a mouse: `tests/browser/run`, which needs Node and Chromium.
#[test]
#[ignore = "needs Node and Chromium: tests/browser/run drives the page in a real browser, as .ci/run does"]
fn the_page_in_a_real_browser() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/run");
    let driven = std::process::Command::new(script).env("TPM_GUIDE", env!("CARGO_BIN_EXE_tpm-guide")).status();
    assert!(driven.expect("the script starts").success(), "what failed stands above");
}
