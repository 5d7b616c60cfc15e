//! What each kind of entry holds besides what every entry has.

use super::{EntryId, Own, Statement};

/// What an entry's kind adds to it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is documented at its type")]
pub enum Body {
    Role(Role),
    Comparison(Comparison),
    Responsibility(Responsibility),
    Skill(Skill),
    Industry(Industry),
    Interview(Interview),
    Company(Company),
    Career(Career),
    Topic(Topic),
    Faq(Faq),
    Term(Term),
    Own(Own),
}

/// A job's profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// What they do.
    pub does: Vec<Statement>,
    /// Who they work with.
    pub works_with: Vec<Statement>,
    /// What it takes.
    pub needs: Vec<Statement>,
    /// Where the job sits among others.
    pub level: Vec<Statement>,
    /// What it is not.
    pub differs: Vec<Statement>,
    /// A concrete situation.
    pub example: Vec<Statement>,
}

/// Two jobs side by side. The entry's lead is the verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The side that is shown first.
    pub first: Side,
    /// The other side.
    pub second: Side,
    /// Aspect by aspect; never empty.
    pub rows: Vec<Row>,
    /// Where they meet.
    pub overlap: Vec<Statement>,
    /// One situation with both in it.
    pub example: Vec<Statement>,
}

/// One side of a comparison: a role of the guide, or a job that has no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The role's id; absent for a job that has no entry.
    pub role: Option<EntryId>,
    /// The job's whole name; for a role its title.
    pub name: String,
    /// What starts this side's line, such as `TPM`.
    pub label: String,
    /// Other names people type for a job that has no entry.
    pub also_known_as: Vec<String>,
}

/// One aspect of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What is compared.
    pub aspect: Aspect,
    /// What holds for the first side.
    pub first: String,
    /// What holds for the second side.
    pub second: String,
    /// File names of the sources; never empty.
    pub sources: Vec<String>,
}

/// What a row compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// What the job centers on.
    Focus,
    /// How much it covers.
    Scope,
    /// How far it looks ahead.
    Horizon,
    /// Where people come from.
    Background,
    /// What they must be good at.
    Skills,
    /// What they want to reach.
    Goal,
    /// Whom they deal with.
    Stakeholders,
    /// How deep they go into technology.
    TechnicalDepth,
    /// What fills the day.
    DayToDay,
    /// Whom they lead.
    People,
    /// What they decide.
    Decisions,
    /// What their work is measured by.
    Success,
    /// What they earn.
    Pay,
}

/// Something a TPM does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responsibility {
    /// What it involves.
    pub involves: Vec<Statement>,
    /// Why it matters.
    pub matters: Vec<Statement>,
    /// What it is not.
    pub differs: Vec<Statement>,
    /// A concrete situation.
    pub example: Vec<Statement>,
}

/// Something a TPM must be good at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skill {
    /// What it looks like.
    pub looks_like: Vec<Statement>,
    /// Why it matters.
    pub matters: Vec<Statement>,
    /// A concrete situation.
    pub example: Vec<Statement>,
}

/// A sector that hires TPMs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Industry {
    /// What the work looks like.
    pub work: Vec<Statement>,
    /// What changes here: metrics, regulation, partners, pace.
    pub changes: Vec<Statement>,
    /// The interview tip for this industry.
    pub interview: Option<EntryId>,
    /// How to angle a résumé.
    pub resume: Vec<Statement>,
    /// Industries close by.
    pub neighbours: Vec<EntryId>,
}

/// A part of the way from an application to an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interview {
    /// What to prepare.
    pub prepare: Vec<Statement>,
    /// What to show.
    pub show: Vec<Statement>,
    /// The industry that the tip is for; absent when it serves all.
    pub industry: Option<EntryId>,
}

/// A named employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// What the company is known for.
    pub known_for: Vec<Statement>,
    /// Companies that a list names.
    pub list: Vec<Statement>,
}

/// A step on the path to the job, or beyond it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Career {
    /// Its place on the path, 1 to 9; absent for what is beside the path.
    pub step: Option<u8>,
    /// Whether people do without it.
    pub optional: bool,
    /// What to do.
    pub to_do: Vec<Statement>,
    /// How to show it.
    pub show: Vec<Statement>,
    /// How long it takes.
    pub time: Vec<Statement>,
    /// What it leads to.
    pub leads_to: Vec<Statement>,
    /// Ways in.
    pub routes: Vec<Statement>,
}

/// Anything else, under the headings that every entry may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {}

/// A numbered question. The entry's title is the question, its lead the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faq {
    /// Its number, which never changes.
    pub number: u8,
    /// What more there is to it.
    pub detail: Vec<Statement>,
    /// What to do.
    pub how: Vec<Statement>,
    /// Concrete cases.
    pub example: Vec<Statement>,
}

/// A word of the trade. The entry's lead says what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Why it matters to a TPM; never empty.
    pub matters: Vec<Statement>,
    /// A concrete case.
    pub example: Vec<Statement>,
    /// Ids of the sources to read on in; never empty.
    pub read_on: Vec<String>,
}
