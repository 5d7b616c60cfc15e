//! `tpm-guide ask --jsonl`: a line of JSON for each line of standard input, for programs.

use std::io::{self, BufRead, Write};
use std::time::Instant;

use serde::Serialize;
use tpm_guide_core::search::{Index, Outcome, search};

use super::super::output::{counted, print};
use super::asked_in;
use crate::failure::Failure;

/// A line of output.
#[derive(Serialize)]
struct Told<'a> {
    q: &'a str,
    hits: Vec<&'a str>,
    answered: bool,
    score: f32,
    /// Microseconds that the search took.
    us: f64,
}

/// Answers each line as it comes. A line that is broken is told beside the answers, and the rest goes on.
pub(super) fn answer_lines(index: &Index, lines: &mut dyn BufRead) -> Result<(), Failure> {
    let mut broken = 0;
    let mut unreadable = None;
    print(|out| {
        let mut line = Vec::new();
        for number in 1_usize.. {
            line.clear();
            match lines.read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    unreadable = Some(error);
                    break;
                }
            }
            match asked_in(&line) {
                Ok(None) => {}
                Ok(Some(question)) => {
                    answer_line(index, &question, out)?;
                    out.flush()?;
                }
                Err(problem) => {
                    broken += 1;
                    let _ = writeln!(anstream::stderr(), "line {number}: {problem}");
                }
            }
        }
        Ok(())
    })?;
    if let Some(error) = unreadable {
        return Err(anyhow::Error::new(error).context("reading standard input").into());
    }
    if broken > 0 {
        return Err(anyhow::anyhow!("{} not asked", counted(broken, "broken line")).into());
    }
    Ok(())
}

fn answer_line(index: &Index, question: &str, out: &mut dyn Write) -> io::Result<()> {
    let began = Instant::now();
    let ranked = search(index, question);
    let took = began.elapsed();
    let told = Told {
        q: question,
        hits: ranked.hits.iter().map(|hit| hit.id.as_str()).collect(),
        answered: ranked.outcome == Outcome::Found,
        score: ranked.confidence,
        us: (took.as_secs_f64() * 1e9).round() / 1e3,
    };
    writeln!(out, "{}", serde_json::to_string(&told)?)
}
