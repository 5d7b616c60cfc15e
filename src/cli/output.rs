//! What the subcommands print for people. A closed pipe is no failure; a full disk is one.

use std::io::{self, Write};

use anstyle::Style;
use anyhow::Context as _;

use crate::failure::Failure;
use crate::knowledge::Place;
use crate::terminal::PLAIN_WIDTH;

/// Writes to standard output, coloured only where a terminal shows it.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other.context("writing to standard output")?),
    }
}

/// Says on standard error where the knowledge is from, if the user asked for a folder or for details: the answers on
/// standard output stay what a program expects.
pub(super) fn name_source(place: &Place, verbose: bool) {
    const DIM: Style = Style::new().dimmed();
    if verbose || *place != Place::Embedded {
        let _ = writeln!(anstream::stderr(), "{DIM}from {place}{DIM:#}");
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
