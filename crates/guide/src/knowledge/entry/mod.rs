//! An entry and what each kind of entry adds. Plain data: made by `parse`.

mod body;
mod own;
mod when;
mod fingerprint;

pub use self::body::{
    Aspect, Body, Career, Company, Comparison, Faq, Industry, Interview, Responsibility, Role, Row, Side, Skill, Term,
    Topic,
};
pub use self::own::{Block, Own, OwnSource, Reviewer, Set};
pub use self::when::When;

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use time::Date;

/// An entry's lasting name, such as `industry/healthcare`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct EntryId(String);

impl<'de> Deserialize<'de> for EntryId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        Self::new(&written).ok_or_else(|| D::Error::custom("not an entry's id"))
    }
}

impl EntryId {
    /// The longest id, in characters, so that it has room in whatever carries it.
    pub const MAX_LENGTH: usize = 44;

    /// Takes an id as written: lower-case words of letters, digits and hyphens, joined by `/`.
    pub fn new(written: &str) -> Option<Self> {
        let well_formed = written.contains('/')
            && written.len() <= Self::MAX_LENGTH
            && written.split('/').all(|part| {
                !part.is_empty()
                    && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            });
        well_formed.then(|| Self(written.to_owned()))
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the last `/`: `healthcare`.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One thing the guide says, and which documents say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// A sentence or two, with no markdown but `**bold**`, `*italic*` and `` `code` ``.
    pub text: String,
    /// Ids of the sources; never empty.
    pub sources: Vec<String>,
    /// When it held, for what holds for a time.
    pub as_of: Option<When>,
}

/// A heading of an entry's own and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntrySection {
    /// The heading.
    pub heading: String,
    /// What stands under it.
    pub statements: Vec<Statement>,
}

/// A text to copy and fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// What it is for.
    pub heading: String,
    /// Its lines, verbatim.
    pub lines: Vec<String>,
    /// Ids of the sources; never empty.
    pub sources: Vec<String>,
}

/// A question to practice on, in the editors' own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeQuestion {
    /// What the interviewer asks.
    pub ask: String,
    /// What it tests, to follow "Tests".
    pub tests: String,
}

/// The part of the knowledge that one command looks in. Names are unique on a shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// `/role`
    Role,
    /// `/compare`
    Comparison,
    /// `/industry`
    Industry,
    /// `/career`
    Career,
    /// `/faq`
    Faq,
    /// `/interview`
    Interview,
    /// `/term`
    Term,
    /// `/topic`: everything else
    Topic,
}

impl Shelf {
    /// Every shelf, in the order of the commands.
    pub const ALL: [Self; 8] = [
        Self::Role,
        Self::Comparison,
        Self::Industry,
        Self::Career,
        Self::Faq,
        Self::Interview,
        Self::Term,
        Self::Topic,
    ];
}

/// What an entry is about; the folder that its file lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A job and what it is.
    Role,
    /// Two jobs side by side.
    Comparison,
    /// Something a TPM does.
    Responsibility,
    /// Something a TPM must be good at.
    Skill,
    /// A sector that hires TPMs.
    Industry,
    /// A part of the way from an application to an offer.
    Interview,
    /// A named employer.
    Company,
    /// A step on the way or up.
    Career,
    /// Anything else worth an entry.
    Topic,
    /// A numbered question with a short answer.
    Faq,
    /// A word of the trade and what it means.
    Term,
    /// What a server wrote itself. It has no folder, and is not among [`Kind::ALL`].
    Own,
}

impl Kind {
    /// Every kind of shipped entries.
    pub const ALL: [Self; 11] = [
        Self::Role,
        Self::Comparison,
        Self::Responsibility,
        Self::Skill,
        Self::Industry,
        Self::Interview,
        Self::Company,
        Self::Career,
        Self::Topic,
        Self::Faq,
        Self::Term,
    ];

    /// The folder that holds this kind's files.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Role => "roles",
            Self::Comparison => "comparisons",
            Self::Responsibility => "responsibilities",
            Self::Skill => "skills",
            Self::Industry => "industries",
            Self::Interview => "interviews",
            Self::Company => "companies",
            Self::Career => "career-steps",
            Self::Topic | Self::Own => "topics",
            Self::Faq => "faqs",
            Self::Term => "terms",
        }
    }

    /// What this kind's ids begin with, before the first `/`: its own word first, which new entries take.
    pub fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::Role => &["role"],
            Self::Comparison => &["compare"],
            Self::Responsibility => &["responsibility", "topic"],
            Self::Skill => &["skill", "topic"],
            Self::Industry => &["industry"],
            Self::Interview => &["interview", "career"],
            Self::Company => &["company", "topic"],
            Self::Career => &["career"],
            Self::Topic => &["topic"],
            Self::Faq => &["faq"],
            Self::Term => &["term"],
            Self::Own => &["own"],
        }
    }

    /// The shelf that entries of this kind stand on.
    pub fn shelf(self) -> Shelf {
        match self {
            Self::Role => Shelf::Role,
            Self::Comparison => Shelf::Comparison,
            Self::Industry => Shelf::Industry,
            Self::Career => Shelf::Career,
            Self::Faq => Shelf::Faq,
            Self::Interview => Shelf::Interview,
            Self::Term => Shelf::Term,
            Self::Responsibility | Self::Skill | Self::Company | Self::Topic | Self::Own => Shelf::Topic,
        }
    }
}

/// One thing that can be asked for, with everything the guide says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its lasting name.
    pub id: EntryId,
    /// Older names that still lead here.
    pub also_id: Vec<EntryId>,
    /// The subject, as a heading; of a FAQ the question.
    pub title: String,
    /// The title for a button; at most 25 characters.
    pub short: String,
    /// What to expect, for a list; at most 60 characters.
    pub tagline: String,
    /// One emoji.
    pub emoji: Option<String>,
    /// Other names people type.
    pub also_known_as: Vec<String>,
    /// Questions that this entry answers, as people ask them.
    pub asked_as: Vec<String>,
    /// The answer outright.
    pub lead: Statement,
    /// What its kind adds.
    pub body: Body,
    /// What to do, in order.
    pub steps: Vec<Statement>,
    /// A text to copy and fill in.
    pub template: Option<Template>,
    /// Headings of its own.
    pub sections: Vec<EntrySection>,
    /// Questions to practice on.
    pub questions: Vec<PracticeQuestion>,
    /// Where the sources differ.
    pub disagreement: Vec<Statement>,
    /// What to be careful about, in the editors' voice.
    pub caution: Option<String>,
    /// The sources hold no more than this.
    pub sources_say_no_more: bool,
    /// What to read next, best first.
    pub related: Vec<EntryId>,
    /// The day the text was compared with its sources.
    pub reviewed: Date,
}

impl Entry {
    /// What the entry is about.
    pub fn kind(&self) -> Kind {
        match self.body {
            Body::Role(_) => Kind::Role,
            Body::Comparison(_) => Kind::Comparison,
            Body::Responsibility(_) => Kind::Responsibility,
            Body::Skill(_) => Kind::Skill,
            Body::Industry(_) => Kind::Industry,
            Body::Interview(_) => Kind::Interview,
            Body::Company(_) => Kind::Company,
            Body::Career(_) => Kind::Career,
            Body::Topic(_) => Kind::Topic,
            Body::Faq(_) => Kind::Faq,
            Body::Term(_) => Kind::Term,
            Body::Own(_) => Kind::Own,
        }
    }

    /// Every list of statements, in the order written, but for the lead.
    fn lists(&self) -> Vec<&[Statement]> {
        let mut lists: Vec<&[Statement]> = match &self.body {
            Body::Role(Role { does, works_with, needs, level, differs, example }) => {
                vec![does, works_with, needs, level, differs, example]
            }
            Body::Comparison(Comparison { overlap, example, .. }) => vec![overlap, example],
            Body::Responsibility(Responsibility { involves, matters, differs, example }) => {
                vec![involves, matters, differs, example]
            }
            Body::Skill(Skill { looks_like, matters, example }) => vec![looks_like, matters, example],
            Body::Industry(Industry { work, changes, resume, .. }) => vec![work, changes, resume],
            Body::Interview(Interview { prepare, show, .. }) => vec![prepare, show],
            Body::Company(Company { known_for, list }) => vec![known_for, list],
            Body::Career(Career { to_do, show, time, leads_to, routes, .. }) => {
                vec![to_do, show, time, leads_to, routes]
            }
            Body::Topic(Topic {}) | Body::Own(_) => Vec::new(),
            Body::Faq(Faq { detail, how, example, .. }) => vec![detail, how, example],
            Body::Term(Term { matters, example, .. }) => vec![matters, example],
        };
        lists.push(&self.steps);
        lists.extend(self.sections.iter().map(|section| &section.statements[..]));
        lists.push(&self.disagreement);
        lists
    }

    /// Every text of the answer below its title: the lead, the statements, headings and rows, in the order written.
    pub fn texts(&self) -> Vec<&str> {
        let rows = match &self.body {
            Body::Comparison(comparison) => &comparison.rows[..],
            _ => &[],
        };
        let own_text: &[Block] = if let Body::Own(own) = &self.body { &own.blocks } else { &[] };
        std::iter::once(self.lead.text.as_str())
            .filter(|lead| !lead.is_empty())
            .chain(own_text.iter().flat_map(|block| {
                let heading = std::iter::once(&block.heading).filter(|heading| !heading.is_empty());
                heading.chain(&block.lines).map(String::as_str)
            }))
            .chain(self.sections.iter().map(|section| section.heading.as_str()))
            .chain(rows.iter().flat_map(|row| [row.first.as_str(), row.second.as_str()]))
            .chain(self.lists().into_iter().flatten().map(|statement| statement.text.as_str()))
            .chain(self.template.iter().flat_map(|template| &template.lines).map(String::as_str))
            .chain(self.questions.iter().flat_map(|question| [question.ask.as_str(), question.tests.as_str()]))
            .collect()
    }
}
