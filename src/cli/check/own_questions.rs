//! Whether the knowledge is found by its own questions and names.

use std::io::{self, Write};
use std::thread;

use anstyle::{AnsiColor, Style};
use tpm_guide_core::knowledge::{EntryId, Knowledge, Parsed};
use tpm_guide_core::search::Outcome;
use tpm_guide_core::search::evaluation::{Findings, Miss, Promise, examine, parts};

use super::super::output::print;
use crate::failure::Failure;

const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// How many of those with most failures are named.
const WORST: usize = 10;
/// How many questions are named that another entry answers better.
const ELSEWHERE: usize = 20;

/// Asks, prints what is found, and gives what fails: in one line each, with what to do about it.
pub(super) fn check(parsed: &Parsed, all: bool) -> Result<Vec<String>, Failure> {
    let findings = examined(&parsed.knowledge);
    print(|out| tell_what_is_found(out, parsed, &findings, all))?;
    let broken = Promise::ALL.into_iter().filter(|promise| !findings.holds(*promise));
    Ok(broken.map(|promise| missed(&findings, promise)).collect())
}

/// Asks everything, on as many processors as there are: each question is quick, but there are thousands.
fn examined(knowledge: &Knowledge) -> Findings<'_> {
    let parts = parts();
    let workers = thread::available_parallelism().map_or(1, usize::from).min(parts.len());
    let share = |worker: usize| -> Findings<'_> {
        parts.iter().skip(worker).step_by(workers).map(|part| examine(knowledge, *part)).collect()
    };
    thread::scope(|scope| {
        let share = &share;
        let working: Vec<_> = (0..workers).map(|worker| scope.spawn(move || share(worker))).collect();
        working.into_iter().map(|worker| worker.join().expect("searching is total")).collect()
    })
}

fn tell_what_is_found(out: &mut dyn Write, parsed: &Parsed, findings: &Findings, all: bool) -> io::Result<()> {
    for promise in Promise::ALL {
        let (verdict, style) = if findings.holds(promise) { ("ok", GOOD) } else { ("LOW", BAD) };
        let (tried, kept) = (findings.tried(promise), findings.kept(promise));
        writeln!(
            out,
            "{style}{verdict:>3}{style:#}  {kept:>5} of {tried:>5} {} {DIM}(at least {} %){DIM:#} {}",
            percent(kept, tried),
            promise.least(),
            promised(promise),
        )?;
    }
    let mut shown: Vec<&Miss> = if all {
        Promise::ALL.into_iter().flat_map(|promise| findings.misses(promise)).collect()
    } else {
        // A name that is not found is always worth a line: all of them should be.
        findings.misses(Promise::Named).collect()
    };
    shown.sort_by_key(|miss| parsed.question_locations.of(miss.text));
    shown.into_iter().try_for_each(|miss| writeln!(out, "{}", told(miss, parsed)))?;
    tell_what_is_answered_elsewhere(out, parsed, findings, all)?;
    if all {
        return Ok(());
    }
    for (promise, what) in [(Promise::Asked, "questions"), (Promise::Refused, "refusals")] {
        let worst = findings.worst(promise);
        if !worst.is_empty() {
            let total = |of: &str| total(&parsed.knowledge, promise, of);
            let named = worst.iter().take(WORST).map(|(of, count)| format!("{of} {count} of {}", total(of)));
            writeln!(out, "{DIM}most {what} missed:{DIM:#} {}", named.collect::<Vec<_>>().join(", "))?;
        }
    }
    let hidden = findings.misses(Promise::Asked).count() + findings.misses(Promise::Refused).count();
    if hidden > 0 {
        writeln!(out, "{DIM}--failures lists all {hidden}; tpm-guide ask \"…\" says why a question misses{DIM:#}")?;
    }
    Ok(())
}

/// Warns of example questions that another entry answers better; unless all are wanted, of the surest.
fn tell_what_is_answered_elsewhere(
    out: &mut dyn Write,
    parsed: &Parsed,
    findings: &Findings,
    all: bool,
) -> io::Result<()> {
    let elsewhere = findings.answered_elsewhere();
    let most = if all { elsewhere.len() } else { ELSEWHERE };
    let mut shown: Vec<&Miss> = elsewhere.iter().copied().take(most).collect();
    shown.sort_by_key(|miss| parsed.question_locations.of(miss.text));
    for miss in shown {
        let Some(first) = &miss.first else { continue };
        writeln!(
            out,
            "{}warning: {}.asked_as: \"{}\" finds {first} ({:.0} % sure), and its own entry far behind: take it out, or say in \
             the entry what it asks",
            place(miss, parsed),
            miss.of,
            miss.text,
            (miss.chance * 100.0).floor()
        )?;
    }
    let hidden = elsewhere.len().saturating_sub(most);
    if hidden > 0 {
        writeln!(out, "{DIM}{hidden} more that another entry answers, with --failures{DIM:#}")?;
    }
    Ok(())
}

fn promised(promise: Promise) -> &'static str {
    match promise {
        Promise::Asked => "example questions, each left out of the index, find their entry first",
        Promise::Named => "titles and names find their entry outright",
        Promise::Refused => "refused questions, each left out of the index, are not answered",
    }
}

/// How many texts an entry has for a promise.
fn total(knowledge: &Knowledge, promise: Promise, of: &str) -> usize {
    if promise == Promise::Refused {
        let groups = knowledge.refusals().iter().filter(|group| group.about == of);
        return groups.map(|group| group.questions.len()).sum();
    }
    EntryId::new(of).and_then(|id| knowledge.get(&id)).map_or(0, |entry| entry.asked_as.len())
}

/// Where the question stands, to begin a line.
fn place(miss: &Miss, parsed: &Parsed) -> String {
    parsed.question_locations.of(miss.text).map_or_else(String::new, |(file, line)| format!("{file}:{line}: "))
}

/// One failure, in the form of the mistakes.
fn told(miss: &Miss, parsed: &Parsed) -> String {
    let place = place(miss, parsed);
    let first = miss.first.as_ref().map_or("nothing", EntryId::as_str);
    let (key, said) = match (miss.promise, miss.outcome) {
        (Promise::Asked, _) => (".asked_as", format!("finds {first} first")),
        (Promise::Named | Promise::Refused, Outcome::Found) => ("", format!("is answered with {first}")),
        (Promise::Named | Promise::Refused, other) => ("", format!("is {}, with {first} first", other.as_str())),
    };
    format!("{place}{}{key}: \"{}\" {said}", miss.of, miss.text)
}

/// What is below, and what to do about it.
fn missed(findings: &Findings, promise: Promise) -> String {
    let what = match promise {
        Promise::Asked => "too few example questions find their own entry",
        Promise::Named => "some titles or names do not find their own entry",
        Promise::Refused => "too few refused questions are refused",
    };
    let advice = match promise {
        Promise::Asked => {
            "where entries are alike, word their `asked_as` apart, or give each more; \
             put unknown words into vocabulary.yaml"
        }
        Promise::Named => "take the name out of `also_known_as` where another entry is meant by it",
        Promise::Refused => {
            "add questions like them to refusals.yaml, or reword the `asked_as` that are too much like them"
        }
    };
    let figure = percent(findings.kept(promise), findings.tried(promise));
    format!("{what} ({}, at least {} %): {advice}", figure.trim(), promise.least())
}

/// `93.7 %`, never rounded up: what is below the least must look so.
fn percent(part: usize, whole: usize) -> String {
    let thousandths = (part * 1000).checked_div(whole).unwrap_or(1000);
    format!("{:>3}.{} %", thousandths / 10, thousandths % 10)
}
