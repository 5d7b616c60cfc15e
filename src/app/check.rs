//! `tpm-guide check`: every mistake of the knowledge, or what it holds.

use super::output::{counted, written};
use super::{Failure, load};
use crate::knowledge::disk::{LoadError, Place};
use crate::knowledge::{Kind, Problem, Severity};

pub(super) fn check(place: &Place) -> Result<(), Failure> {
    let parsed = match load(place) {
        Ok(parsed) => parsed,
        Err(LoadError::Invalid(problems)) => return Err(listed(place, &problems)?),
        Err(error) => return Err(error.into()),
    };
    let knowledge = &parsed.knowledge;
    let of = |kind: Kind| knowledge.entries().iter().filter(|entry| entry.kind() == kind).count();
    let kinds: Vec<String> = Kind::ALL.into_iter().map(|kind| format!("{} {}", kind.folder(), of(kind))).collect();
    written(|out| {
        parsed.warnings.iter().try_for_each(|warning| writeln!(out, "{warning}"))?;
        writeln!(
            out,
            "{place}: {} entries from {}, no mistakes ({})",
            knowledge.entries().len(),
            counted(knowledge.sources().count(), "source"),
            counted(parsed.warnings.len(), "warning"),
        )?;
        writeln!(out, "{}", kinds.join(", "))
    })
}

/// Prints the problems, and gives what ends the command.
fn listed(place: &Place, problems: &[Problem]) -> Result<Failure, Failure> {
    written(|out| problems.iter().try_for_each(|problem| writeln!(out, "{problem}")))?;
    let mistakes = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    Ok(anyhow::anyhow!("{place}: {}", counted(mistakes, "mistake")).into())
}
