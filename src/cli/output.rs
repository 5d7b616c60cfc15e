//! Lines for people on standard output. A reader who has seen enough is no failure; a full disk is one.

use std::io::{self, Write};

use anyhow::Context as _;

use crate::failure::Failure;
use crate::terminal::PLAIN_WIDTH;

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

/// How many columns a line may have.
pub(super) fn width() -> usize {
    terminal_size::terminal_size().map_or(PLAIN_WIDTH, |(width, _)| usize::from(width.0).clamp(20, 100))
}

/// A line cut between words where it is too long; what goes on begins with `indent`.
pub(super) fn indented(line: &str, width: usize, indent: &str) -> String {
    let options = textwrap::Options::new(width)
        .subsequent_indent(indent)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(line, options)
}
