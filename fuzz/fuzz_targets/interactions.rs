//! Any bytes, signed, through the whole path. `CONTRIBUTING.md` says how to run it.
#![no_main]

#[path = "../whole_path.rs"]
mod whole_path;

use std::sync::OnceLock;
use whole_path::WholePath;

static PATH: OnceLock<WholePath> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    let path = PATH.get_or_init(WholePath::open);
    if let Err(broken) = path.takes(body) {
        panic!("{broken}");
    }
});
