//! What is wrong with the files, for the person who edits them.

use std::fmt;

/// How much a [`Problem`] weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The knowledge cannot be used until this is mended.
    Error,
    /// The knowledge can be used; a curator should look.
    Warning,
}

/// One mistake in one place: `file:line: path: message`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file: as it is found from the working directory, or inside the program.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: u64,
    /// The entry and key that are meant, such as `industry/healthcare.lead.say`; empty for the whole file.
    pub path: String,
    /// What is wrong and, where it can be guessed, what was meant.
    pub message: String,
    /// Whether this keeps the knowledge from being used.
    pub severity: Severity,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// `; did you mean "…"?` with the candidate most like `written`, or nothing when none is. Of ids, what follows the last
/// `/` is compared: what comes before it is the same for a whole kind.
pub(super) fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let parts = |text: &'a str| text.rsplit_once('/').unwrap_or(("", text));
    let (kind, name) = written.rsplit_once('/').unwrap_or(("", written));
    // A slip in a short word, one in every four letters of a long one.
    let allowed = (name.chars().count() / 4).max(1);
    candidates
        .into_iter()
        .map(|candidate| (parts(candidate), candidate))
        .map(|((its_kind, its_name), candidate)| (strsim::osa_distance(name, its_name), its_kind != kind, candidate))
        .filter(|(slips, _, candidate)| *slips <= allowed && *slips < parts(candidate).1.chars().count())
        .min()
        .map_or_else(String::new, |(_, _, candidate)| format!("; did you mean \"{candidate}\"?"))
}
