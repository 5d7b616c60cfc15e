//! `tpm-guide check`: every mistake of the knowledge, or what it holds.

use anstream::println;

use super::{Failure, load};
use crate::knowledge::disk::{LoadError, Place};
use crate::knowledge::{Kind, Problem, Severity};

pub(super) fn check(place: &Place) -> Result<(), Failure> {
    let problems = match load(place) {
        Ok(parsed) => {
            for warning in &parsed.warnings {
                println!("{warning}");
            }
            let knowledge = &parsed.knowledge;
            let kinds: Vec<String> = Kind::ALL
                .into_iter()
                .map(|kind| {
                    let entries = knowledge.entries().iter().filter(|entry| entry.kind() == kind).count();
                    format!("{} {entries}", kind.folder())
                })
                .collect();
            println!(
                "{place}: {} entries from {} sources, no mistakes ({} warnings)",
                knowledge.entries().len(),
                knowledge.sources().count(),
                parsed.warnings.len()
            );
            println!("{}", kinds.join(", "));
            return Ok(());
        }
        Err(LoadError::Invalid(problems)) => problems,
        Err(error) => return Err(error.into()),
    };
    for problem in &problems {
        println!("{problem}");
    }
    let mistakes = problems.iter().filter(|Problem { severity, .. }| *severity == Severity::Error).count();
    Err(anyhow::anyhow!("{place}: {mistakes} mistake(s)").into())
}
