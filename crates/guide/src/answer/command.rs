//! The slash commands: names, options and help, and the question that each asks.

use super::{Field, Question};
use crate::knowledge::{EntryId, Shelf};

/// A slash command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// A question in the asker's own words.
    Ask,
    /// The comparison that members ask for most.
    TpmVsPm,
    /// Any two roles.
    Compare,
    /// A role.
    Role,
    /// An industry.
    Industry,
    /// The career path, or one step of it.
    Career,
    /// A frequent question.
    Faq,
    /// A part of interviews, applications and offers.
    Interview,
    /// A word of the trade.
    Term,
    /// Everything else.
    Topic,
    /// What can be asked.
    Help,
}

/// What is fixed about a command.
struct Facts {
    name: &'static str,
    description: &'static str,
    help: &'static str,
    options: &'static [TextOption],
}

/// An option of a command that is completed while the member types.
#[derive(Debug)]
pub struct TextOption {
    /// Its name.
    pub name: &'static str,
    /// What Discord shows beside it.
    pub description: &'static str,
    /// Whether the command cannot be sent without it.
    pub required: bool,
    /// The fewest and the most characters, where that is bounded.
    pub length: Option<(u16, u16)>,
    /// What its suggestions are.
    completes: Completes,
}

/// What fills an option.
#[derive(Clone, Copy, Debug)]
enum Completes {
    Question,
    Name(Shelf),
    /// A role, to be compared with the one in the option of this name.
    SideBeside(&'static str),
}

/// The option that names the person who is answered.
pub const FOR: &str = "for";
/// The option that shows an answer to the asker alone.
pub const PRIVATE: &str = "private";

const FIRST: TextOption = TextOption {
    name: "first",
    description: "A role, such as TPM",
    completes: Completes::SideBeside("second"),
    ..TextOption::REQUIRED
};
const SECOND: TextOption = TextOption {
    name: "second",
    description: "Another role, such as project manager",
    completes: Completes::SideBeside("first"),
    ..TextOption::REQUIRED
};
const QUESTION: TextOption = TextOption {
    name: "question",
    description: "Your question, such as: do I need to code?",
    length: Some((2, 300)),
    completes: Completes::Question,
    ..TextOption::REQUIRED
};
const ROLE: TextOption = TextOption::name(Shelf::Role, "A role, such as product owner");
const INDUSTRY: TextOption = TextOption::name(Shelf::Industry, "An industry, such as healthcare or bank");
const STEP: TextOption = TextOption {
    name: "step",
    required: false,
    ..TextOption::name(Shelf::Career, "A step's number or name, such as 2 or mentor")
};
const FAQ: TextOption =
    TextOption { name: "question", ..TextOption::name(Shelf::Faq, "A number or words, such as 3 or degree") };
const INTERVIEW: TextOption = TextOption::name(Shelf::Interview, "A company or a part, such as google or star");
const TERM: TextOption = TextOption::name(Shelf::Term, "A word of the trade, such as raid log or SLO");
const TOPIC: TextOption = TextOption::name(Shelf::Topic, "A topic, such as salary or communication");

impl TextOption {
    const REQUIRED: Self =
        Self { name: "", description: "", required: true, length: None, completes: Completes::Question };

    const fn name(shelf: Shelf, description: &'static str) -> Self {
        Self { name: "name", description, completes: Completes::Name(shelf), ..Self::REQUIRED }
    }

    /// What the option is filled with; `text` gives the text of the command's other options by name.
    pub fn field(&self, text: impl Fn(&str) -> Option<String>) -> Field {
        match self.completes {
            Completes::Question => Field::Question,
            Completes::Name(shelf) => Field::Name(shelf),
            Completes::SideBeside(other) => Field::Side { other: text(other) },
        }
    }
}

impl Command {
    /// Every command, in the order of the help.
    pub const ALL: [Self; 11] = [
        Self::Ask,
        Self::TpmVsPm,
        Self::Compare,
        Self::Role,
        Self::Industry,
        Self::Career,
        Self::Faq,
        Self::Interview,
        Self::Term,
        Self::Topic,
        Self::Help,
    ];

    const fn facts(self) -> Facts {
        match self {
            Self::Ask => Facts {
                name: "ask",
                description: "Ask anything about the TPM role in your own words",
                help: "anything, in your own words",
                options: &[QUESTION],
            },
            Self::TpmVsPm => Facts {
                name: "tpm-vs-pm",
                description: "TPM and product manager side by side",
                help: "TPM or product manager?",
                options: &[],
            },
            Self::Compare => Facts {
                name: "compare",
                description: "Any two roles side by side",
                help: "any two roles",
                options: &[FIRST, SECOND],
            },
            Self::Role => Facts {
                name: "role",
                description: "What a role is and what it takes",
                help: "what a role is",
                options: &[ROLE],
            },
            Self::Industry => Facts {
                name: "industry",
                description: "What TPM work looks like in an industry",
                help: "the work in an industry",
                options: &[INDUSTRY],
            },
            Self::Career => Facts {
                name: "career",
                description: "The path to a TPM job at a glance, or one step of it",
                help: "the path to the job, or one step of it",
                options: &[STEP],
            },
            Self::Faq => Facts {
                name: "faq",
                description: "A frequently asked question and its answer",
                help: "frequent questions",
                options: &[FAQ],
            },
            Self::Interview => Facts {
                name: "interview",
                description: "Interview loops, questions, preparation, résumés and offers",
                help: "interviews and offers",
                options: &[INTERVIEW],
            },
            Self::Term => Facts {
                name: "term",
                description: "What a word of the trade means, and why it matters to a TPM",
                help: "what a word means",
                options: &[TERM],
            },
            Self::Topic => Facts {
                name: "topic",
                description: "Everything else: how-tos, skills, duties, companies, pay",
                help: "how-tos, skills, pay",
                options: &[TOPIC],
            },
            Self::Help => {
                Facts { name: "help", description: "What you can ask, and what is logged", help: "this", options: &[] }
            }
        }
    }

    /// The command with this name, without its slash.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|command| command.name() == name)
    }

    /// The command that looks on a shelf.
    pub const fn of(shelf: Shelf) -> Self {
        match shelf {
            Shelf::Role => Self::Role,
            Shelf::Comparison => Self::Compare,
            Shelf::Industry => Self::Industry,
            Shelf::Career => Self::Career,
            Shelf::Faq => Self::Faq,
            Shelf::Interview => Self::Interview,
            Shelf::Term => Self::Term,
            Shelf::Topic => Self::Topic,
        }
    }

    /// What is typed after the slash.
    pub const fn name(self) -> &'static str {
        self.facts().name
    }

    /// What Discord shows beside the name.
    pub const fn description(self) -> &'static str {
        self.facts().description
    }

    /// What the help says that it answers.
    pub const fn help(self) -> &'static str {
        self.facts().help
    }

    /// Its own options, required ones first.
    pub const fn options(self) -> &'static [TextOption] {
        self.facts().options
    }

    /// The option of this name.
    pub fn option(self, name: &str) -> Option<&'static TextOption> {
        self.options().iter().find(|option| option.name == name)
    }

    /// How it is typed, such as `/compare first second`.
    pub fn usage(self) -> String {
        let options = self.options().iter().map(|option| format!(" {}", option.name));
        format!("/{}{}", self.name(), options.collect::<String>())
    }

    /// Whether [`FOR`] and [`PRIVATE`] can be added: with every command but the help.
    pub const fn has_shared_options(self) -> bool {
        !matches!(self, Self::Help)
    }

    /// The question that the command asks; `text` gives the text of an option by name.
    pub fn question(self, text: impl Fn(&str) -> Option<String>) -> Question {
        let text = |option: &TextOption| text(option.name);
        let required = |option| text(option).unwrap_or_default();
        match self {
            Self::Ask => Question::ask(required(&QUESTION)),
            Self::TpmVsPm => Question::Pair { first: id("role/tpm"), second: id("role/product-manager"), page: 0 },
            Self::Compare => Question::Compare { first: required(&FIRST), second: required(&SECOND) },
            Self::Role => Question::find(Shelf::Role, required(&ROLE)),
            Self::Industry => Question::find(Shelf::Industry, required(&INDUSTRY)),
            Self::Career => match text(&STEP).filter(|step| !step.trim().is_empty()) {
                Some(step) => Question::find(Shelf::Career, step),
                None => Question::CareerPath,
            },
            Self::Faq => Question::find(Shelf::Faq, required(&FAQ)),
            Self::Interview => Question::find(Shelf::Interview, required(&INTERVIEW)),
            Self::Term => Question::find(Shelf::Term, required(&TERM)),
            Self::Topic => Question::find(Shelf::Topic, required(&TOPIC)),
            Self::Help => Question::Help,
        }
    }
}

fn id(written: &str) -> EntryId {
    EntryId::new(written).expect("it is well formed")
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;
