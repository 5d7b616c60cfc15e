//! `tpm-guide ask --file`: one line a question, for many questions, and what has changed since an earlier list.

use std::fmt;
use std::io::{self, Read as _, Write};
use std::path::Path;

use anyhow::{Context as _, anyhow};
use tpm_guide_core::search::Index;

use super::super::output::{counted, print};
use super::asked_in;
use super::changes::Changes;
use super::row::{Columns, OUTCOMES, Row};
use crate::failure::Failure;
use crate::files::{Links, read_regular};

/// The most bytes of a list of questions: some hundred thousand of them.
const LARGEST: u64 = 32 << 20;

/// Asks every question of `file` (`-` for standard input), and prints a line for each, or for each that differs from the
/// list in the file `old`.
pub(super) fn list(index: &Index, file: &Path, old: Option<&Path>) -> Result<(), Failure> {
    let (questions, broken) = questions(&read(file)?);
    let old = old.map(earlier).transpose()?;
    let rows: Vec<Row> = questions.iter().map(|question| Row::of(index, question)).collect();
    let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    print(|out| match &old {
        Some(old) => Changes::between(old, &rows).tell(out, width),
        None => tell_all(out, &rows, width),
    })?;
    for problem in &broken {
        let _ = writeln!(anstream::stderr(), "{}: {problem}", file.display());
    }
    if broken.is_empty() { Ok(()) } else { Err(anyhow!("{} not asked", counted(broken.len(), "broken line")).into()) }
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().take(LARGEST).read_to_end(&mut bytes).context("reading standard input")?;
        return Ok(bytes);
    }
    Ok(read_regular(file, LARGEST, Links::Follow).with_context(|| format!("reading {}", file.display()))?)
}

/// The questions, one a line, and what is wrong with other lines.
fn questions(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let (mut questions, mut broken) = (Vec::new(), Vec::new());
    for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1_usize..) {
        match asked_in(line) {
            Ok(question) => questions.extend(question),
            Err(problem) => broken.push(format!("line {number}: {problem}")),
        }
    }
    (questions, broken)
}

/// The rows of an earlier list.
fn earlier(file: &Path) -> Result<Vec<Row>, Failure> {
    let text = String::from_utf8_lossy(&read(file)?).into_owned();
    let rows: Vec<Row> = text.lines().filter_map(Row::read).collect();
    if rows.is_empty() {
        let hint = "give a file with the output of an earlier tpm-guide ask --file";
        return Err(anyhow!("{} holds no answers: {hint}", file.display()).into());
    }
    Ok(rows)
}

fn tell_all(out: &mut dyn Write, rows: &[Row], width: Option<usize>) -> io::Result<()> {
    let columns = Columns::of(rows.iter(), width);
    rows.iter().try_for_each(|row| writeln!(out, "{}", columns.line("", row)))?;
    writeln!(out, "\n{}", Tally::of(rows))
}

/// How many questions have which outcome.
struct Tally([usize; 3]);

impl Tally {
    fn of(rows: &[Row]) -> Self {
        Self(OUTCOMES.map(|outcome| rows.iter().filter(|row| row.outcome == outcome).count()))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: usize = self.0.iter().sum();
        let shares = OUTCOMES.into_iter().zip(self.0).map(|(outcome, count)| {
            let percent = (count * 100).checked_div(all).unwrap_or(0);
            format!("{count} {} ({percent} %)", outcome.as_str())
        });
        write!(f, "{}: {}", counted(all, "question"), shares.collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use tpm_guide_core::search::Outcome;

    use super::super::fixtures::{row, told};
    use super::super::row::NO_ENTRY;
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let rows = [
            Row { outcome: Outcome::Found, entry: "role/tpm".into(), chance: 100, question: "what is a tpm".into() },
            Row { outcome: Outcome::Unsure, entry: "a/b+c/d".into(), chance: 7, question: "50 % of what? 3 %".into() },
            Row { outcome: Outcome::Unknown, entry: NO_ENTRY.into(), chance: 0, question: String::new() },
        ];
        let text = told(|out| tell_all(out, &rows, None));
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "found    role/tpm  100 %  what is a tpm",
                "unsure   a/b+c/d     7 %  50 % of what? 3 %",
                "unknown  -           0 %  ",
                "",
                "3 questions: 1 found (33 %), 1 unsure (33 %), 1 unknown (33 %)",
            ]
        );
        assert_eq!(text.lines().filter_map(Row::read).collect::<Vec<_>>(), rows);
    }

    #[test]
    fn a_terminal_has_no_second_line() {
        let rows = [row("found role/tpm 100 % what is a technical program manager and what do they do all day")];
        for line in told(|out| tell_all(out, &rows, Some(60))).lines().take(1) {
            assert_eq!((line.chars().count(), line.ends_with('…')), (60, true), "{line}");
        }
        assert!(told(|out| tell_all(out, &rows, Some(5))).starts_with("found    role/tpm  100 %  …"));
    }
}
