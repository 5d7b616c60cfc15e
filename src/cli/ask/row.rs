//! What a question finds, in one line.

use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::search::{Index, Outcome, Ranked, search};
use tpm_guide_core::text::on_one_line;

use super::style_of;

/// The most characters of a question that are shown: a message at Discord has no more.
const LONGEST: usize = 4000;
/// The outcomes, in the order in which they are counted.
pub(super) const OUTCOMES: [Outcome; 3] = [Outcome::Found, Outcome::Unsure, Outcome::Unknown];
/// What stands in place of an entry where none was found.
pub(super) const NO_ENTRY: &str = "-";

/// What a question finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub outcome: Outcome,
    /// The best entry, or those of all parts.
    pub entry: String,
    /// The chance, in percent, that it answers.
    pub chance: u8,
    pub question: String,
}

impl Row {
    pub fn of(index: &Index, question: &str) -> Self {
        let Ranked { outcome, confidence, hits, parts, .. } = search(index, question);
        let entries: Vec<&str> = if outcome == Outcome::Found && parts.len() > 1 {
            parts.iter().map(EntryId::as_str).collect()
        } else {
            hits.first().map(|hit| hit.id.as_str()).into_iter().collect()
        };
        let entry = if entries.is_empty() { NO_ENTRY.to_owned() } else { entries.join("+") };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a percentage")]
        let chance = (confidence * 100.0).clamp(0.0, 100.0).floor() as u8;
        Self { outcome, entry, chance, question: on_one_line(question, LONGEST) }
    }

    /// Reads a line that [`Columns`] wrote; `None` for the summary and for anything else.
    pub fn read(line: &str) -> Option<Self> {
        let (outcome, rest) = line.trim().split_once(' ')?;
        let (entry, rest) = rest.trim_start().split_once(' ')?;
        let (chance, question) = rest.split_once('%')?;
        Some(Self {
            outcome: OUTCOMES.into_iter().find(|known| known.as_str() == outcome)?,
            entry: entry.to_owned(),
            chance: chance.trim().parse().ok()?,
            question: question.trim().to_owned(),
        })
    }

    /// Whether a member gets something else.
    pub fn differs(&self, other: &Self) -> bool {
        (self.outcome, &self.entry) != (other.outcome, &other.entry)
    }
}

/// How rows are aligned, and cut where a terminal would wrap them.
pub(super) struct Columns {
    entry: usize,
    width: Option<usize>,
}

impl Columns {
    pub fn of<'a>(rows: impl Iterator<Item = &'a Row>, width: Option<usize>) -> Self {
        Self { entry: rows.map(|row| row.entry.len()).max().unwrap_or(0), width }
    }

    /// The row after `mark`, which is empty or a sign and a space.
    pub fn line(&self, mark: &str, row: &Row) -> String {
        const OUTCOME: usize = 7;
        let style = style_of(row.outcome);
        let before = mark.len() + OUTCOME + 2 + self.entry + "  100 %  ".len();
        let question = match self.width {
            Some(width) => on_one_line(&row.question, width.saturating_sub(before).max(1)),
            None => row.question.clone(),
        };
        format!(
            "{mark}{style}{:<OUTCOME$}{style:#}  {:<entry$}  {:>3} %  {question}",
            row.outcome.as_str(),
            row.entry,
            row.chance,
            entry = self.entry
        )
    }
}
