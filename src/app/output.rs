//! Lines for people on standard output. A reader who has seen enough is no failure; a full disk is one.

use std::io::{self, Write};

use anyhow::Context as _;

use super::Failure;

/// Writes to standard output, coloured only where a terminal shows it.
pub(super) fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other.context("writing to standard output")?),
    }
}

/// `1 mistake`, `2 mistakes`.
pub(super) fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
