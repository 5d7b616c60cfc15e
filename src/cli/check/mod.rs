//! `tpm-guide check`: every mistake of the knowledge, or what an editor may mend, what it holds and whether it is found.
//!
//! `own_questions` asks the knowledge's own questions, `labelled_questions` those of files.

mod own_questions;
mod labelled_questions;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use anstyle::Style;
use tpm_guide_core::knowledge::{Inspection, Kind, Problem, Severity};

use super::args::{Check, Stale};
use super::output::{counted, print};
use crate::failure::Failure;
use crate::knowledge::{LoadError, Place, inspect_today};

const DIM: Style = Style::new().dimmed();

pub(super) fn check(options: &Check, place: &Place) -> Result<(), Failure> {
    let inspection = match inspect_today(place) {
        Ok(inspection) => inspection,
        Err(LoadError::Invalid(problems)) => return Err(print_problems(place, &problems)?),
        Err(error) => return Err(error.into()),
    };
    print(|out| print_warnings(out, place, &inspection, options))?;
    let mut failures = if options.questions.is_empty() {
        own_questions::check(&inspection.parsed, options.failures)?
    } else {
        labelled_questions::check(&inspection.parsed.knowledge, options)?;
        Vec::new()
    };
    if options.stale == Some(Stale::Error) && !inspection.stale.is_empty() {
        failures.push(format!("{} more than 12 months old", dates(&inspection.stale)));
    }
    if failures.is_empty() { Ok(()) } else { Err(anyhow::anyhow!("{place}: {}", failures.join("\n")).into()) }
}

/// Prints the problems, and gives what ends the command.
fn print_problems(place: &Place, problems: &[Problem]) -> Result<Failure, Failure> {
    print(|out| problems.iter().try_for_each(|problem| writeln!(out, "{problem}")))?;
    let mistakes = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    Ok(anyhow::anyhow!("{place}: {}", counted(mistakes, "mistake")).into())
}

/// Prints every warning that the options ask for, and what the knowledge holds.
fn print_warnings(out: &mut dyn Write, place: &Place, inspection: &Inspection, options: &Check) -> io::Result<()> {
    let Inspection { parsed, style, links, stale } = inspection;
    let mut warnings: BTreeSet<&Problem> = parsed.warnings.iter().chain(style).chain(links).collect();
    let severe: Vec<Problem> =
        stale.iter().map(|problem| Problem { severity: Severity::Error, ..problem.clone() }).collect();
    match options.stale {
        Some(Stale::Error) => {
            warnings.retain(|warning| !stale.contains(warning));
            warnings.extend(&severe);
        }
        Some(Stale::Warning) => warnings.extend(stale),
        None => {}
    }
    // What asks other questions is about the answers to them.
    if options.questions.is_empty() {
        warnings.iter().try_for_each(|warning| writeln!(out, "{warning}"))?;
    }
    let knowledge = &parsed.knowledge;
    let of = |kind: Kind| knowledge.entries().iter().filter(|entry| entry.kind() == kind).count();
    let kinds: Vec<String> = Kind::ALL.into_iter().map(|kind| format!("{} {}", kind.folder(), of(kind))).collect();
    writeln!(
        out,
        "{place}: {} entries from {}, no mistakes ({})",
        knowledge.entries().len(),
        counted(knowledge.sources().count(), "source"),
        counted(warnings.len(), "warning"),
    )?;
    writeln!(out, "{}", kinds.join(", "))?;
    if options.stale.is_some() {
        writeln!(out, "{} more than 12 months old", dates(stale))?;
    }
    if options.offline_links { print_links(out, inspection) } else { Ok(()) }
}

fn dates(stale: &[Problem]) -> String {
    format!("{} of statements and reviews", counted(stale.len(), "date"))
}

/// Sums up the links of the sources. The loader refuses all others than well-formed https.
fn print_links(out: &mut dyn Write, inspection: &Inspection) -> io::Result<()> {
    let mut without: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut total, mut linked) = (0, 0);
    for source in inspection.parsed.knowledge.sources() {
        total += 1;
        match source.url {
            Some(_) => linked += 1,
            None => *without.entry(source.kind.as_str()).or_default() += 1,
        }
    }
    writeln!(
        out,
        "{linked} of {} linked, each by a well-formed https address, {} shared {DIM}(none was fetched){DIM:#}",
        counted(total, "source"),
        inspection.links.len(),
    )?;
    let kinds: Vec<String> = without.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    if kinds.is_empty() { Ok(()) } else { writeln!(out, "without a link: {}", kinds.join(", ")) }
}
