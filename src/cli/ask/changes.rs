//! What an edit of the knowledge changed of a list of questions.

use std::collections::HashMap;
use std::io::{self, Write};
use std::ptr;

use tpm_guide_core::search::Outcome;

use super::super::output::counted;
use super::DIM;
use super::row::{Columns, Row};

/// What an edit changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes<'a> {
    /// What was found, and what is found now.
    changed: Vec<(&'a Row, &'a Row)>,
    /// Questions that only the new list has.
    new: Vec<&'a Row>,
    /// Questions that only the old list has.
    gone: Vec<&'a Row>,
    /// How many have another chance and are the same otherwise.
    chances: usize,
    /// How many are quite the same.
    same: usize,
    /// How many questions were found before and are found now, of those in both lists.
    found: (usize, usize),
}

impl<'a> Changes<'a> {
    pub fn between(old: &'a [Row], now: &'a [Row]) -> Self {
        let mut changes = Self::default();
        let mut before: HashMap<&str, &Row> = old.iter().map(|row| (row.question.as_str(), row)).collect();
        let asked: HashMap<&str, &Row> = now.iter().map(|row| (row.question.as_str(), row)).collect();
        changes.gone = old.iter().filter(|row| !asked.contains_key(row.question.as_str())).collect();
        // A question that stands twice is one.
        for row in now.iter().filter(|row| asked.get(row.question.as_str()).is_some_and(|last| ptr::eq(*last, *row))) {
            let Some(was) = before.remove(row.question.as_str()) else {
                changes.new.push(row);
                continue;
            };
            changes.found.0 += usize::from(was.outcome == Outcome::Found);
            changes.found.1 += usize::from(row.outcome == Outcome::Found);
            if row.differs(was) {
                changes.changed.push((was, row));
            } else if row.chance != was.chance {
                changes.chances += 1;
            } else {
                changes.same += 1;
            }
        }
        changes
    }

    /// Each change with its two lines, then each new and each missing question, then the counts.
    pub fn tell(&self, out: &mut dyn Write, width: Option<usize>) -> io::Result<()> {
        let pairs = self.changed.iter().flat_map(|(was, now)| [*was, *now]);
        let columns = Columns::of(pairs.chain(self.new.iter().chain(&self.gone).copied()), width);
        for (was, now) in &self.changed {
            writeln!(out, "{}\n{}", columns.line("- ", was), columns.line("+ ", now))?;
        }
        let alone = self.new.iter().map(|row| ("+ ", row)).chain(self.gone.iter().map(|row| ("- ", row)));
        for (mark, row) in alone {
            writeln!(out, "{}", columns.line(mark, row))?;
        }
        let Self { changed, new, gone, chances, same, found } = self;
        let shown = changed.len() + new.len() + gone.len();
        if shown > 0 {
            writeln!(out)?;
        }
        let both = changed.len() + chances + same;
        writeln!(
            out,
            "{} of {} changed: {} found before, {} found now",
            changed.len(),
            counted(both, "question"),
            found.0,
            found.1
        )?;
        writeln!(
            out,
            "{DIM}{chances} with another chance only, {same} the same; {} new, {} no longer asked{DIM:#}",
            new.len(),
            gone.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{row, told};
    use super::*;

    #[test]
    fn only_what_changed_is_shown_with_a_count() {
        let old = ["found a/b 60 % one", "found a/b 60 % two", "unsure a/b 20 % three", "unknown - 0 % gone"].map(row);
        let now = ["found a/b 60 % one", "found c/d 70 % two", "unsure a/b 25 % three", "found c/d 99 % new"].map(row);
        assert_eq!(
            told(|out| Changes::between(&old, &now).tell(out, None)).lines().collect::<Vec<_>>(),
            [
                "- found    a/b   60 %  two",
                "+ found    c/d   70 %  two",
                "+ found    c/d   99 %  new",
                "- unknown  -      0 %  gone",
                "",
                "1 of 3 questions changed: 2 found before, 2 found now",
                "1 with another chance only, 1 the same; 1 new, 1 no longer asked",
            ]
        );
        let none = told(|out| Changes::between(&old, &old).tell(out, None));
        assert!(none.starts_with("0 of 4 questions changed: 2 found before, 2 found now\n"), "{none}");
    }

    #[test]
    fn a_question_that_stands_twice_is_compared_once() {
        let rows = ["found a/b 60 % one", "found a/b 60 % one"].map(row);
        let changes = Changes::between(&rows, &rows);
        assert_eq!((changes.same, changes.new.len(), changes.gone.len()), (1, 0, 0));
    }
}
