//! The commands in one table: names, options and help as Discord shows them, and which question each asks.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandOptionType, CommandType, InstallationContext, InteractionContext};

use crate::answer::{Field, Question};
use crate::knowledge::{EntryId, Shelf};

/// A command as members see it.
#[derive(Debug)]
pub struct Command {
    /// What is typed after the slash.
    pub name: &'static str,
    /// What Discord shows beside it.
    pub description: &'static str,
    /// Its own options, required ones first.
    pub options: &'static [TextOption],
    /// Whether `for` and `private` can be added.
    pub answers: bool,
}

/// An option of a command that is completed while one types.
#[derive(Debug)]
pub struct TextOption {
    /// Its name.
    pub name: &'static str,
    /// What Discord shows beside it.
    pub description: &'static str,
    /// Whether Discord insists on it.
    pub required: bool,
    /// The fewest and the most characters that Discord takes, where that is bounded.
    pub length: Option<(u16, u16)>,
}

/// The option that names somebody.
pub const FOR: &str = "for";
/// The option that keeps an answer to oneself.
pub const PRIVATE: &str = "private";

/// The command on a message, as it stands in the menu of every message under Apps.
pub const ASK_ABOUT: &str = "Ask TPM Guide";

/// Every slash command, in the order of the help.
pub const COMMANDS: [Command; 9] = [
    Command {
        name: "ask",
        description: "Ask anything about the TPM role in your own words",
        options: &[TextOption {
            name: "question",
            description: "Your question, such as: do I need to code?",
            required: true,
            length: Some((2, 300)),
        }],
        answers: true,
    },
    Command { name: "tpm-vs-pm", description: "TPM and product manager side by side", options: &[], answers: true },
    Command {
        name: "compare",
        description: "Any two roles side by side",
        options: &[
            TextOption { name: "first", description: "A role, such as TPM", required: true, length: None },
            TextOption {
                name: "second",
                description: "Another role, such as project manager",
                required: true,
                length: None,
            },
        ],
        answers: true,
    },
    Command {
        name: "role",
        description: "What a role is and what it takes",
        options: &[TextOption {
            name: "name",
            description: "A role, such as product owner",
            required: true,
            length: None,
        }],
        answers: true,
    },
    Command {
        name: "industry",
        description: "What TPM work looks like in an industry",
        options: &[TextOption {
            name: "name",
            description: "An industry, such as healthcare or bank",
            required: true,
            length: None,
        }],
        answers: true,
    },
    Command {
        name: "career",
        description: "The way to a TPM job at a glance, or one step of it",
        options: &[TextOption {
            name: "step",
            description: "A step's number or name, such as 2 or mentor",
            required: false,
            length: None,
        }],
        answers: true,
    },
    Command {
        name: "faq",
        description: "A frequent question and its answer",
        options: &[TextOption {
            name: "question",
            description: "A number or words, such as 3 or degree",
            required: true,
            length: None,
        }],
        answers: true,
    },
    Command {
        name: "topic",
        description: "Everything else: skills, duties, companies, pay, myths",
        options: &[TextOption {
            name: "name",
            description: "A topic, such as salary or communication",
            required: true,
            length: None,
        }],
        answers: true,
    },
    Command { name: "help", description: "What you can ask, and what is logged", options: &[], answers: false },
];

/// Looks up a command by its name.
pub fn command(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// The question that a command asks; `text` gives the text of an option. `None` for an unknown command.
pub fn question(name: &str, text: impl Fn(&str) -> Option<String>) -> Option<Question> {
    let required = |option| text(option).unwrap_or_default();
    let question = match name {
        "tpm-vs-pm" => {
            Question::Pair { first: EntryId::new("role/tpm")?, second: EntryId::new("role/product-manager")?, page: 0 }
        }
        "ask" => Question::ask(required("question")),
        "compare" => Question::Compare { first: required("first"), second: required("second") },
        "career" => match text("step").filter(|step| !step.trim().is_empty()) {
            Some(step) => Question::find(Shelf::Career, step),
            None => Question::CareerPath,
        },
        "help" => Question::Help,
        "faq" => Question::find(Shelf::Faq, required("question")),
        "role" => Question::find(Shelf::Role, required("name")),
        "industry" => Question::find(Shelf::Industry, required("name")),
        "topic" => Question::find(Shelf::Topic, required("name")),
        _ => return None,
    };
    Some(question)
}

/// What an option of a command is filled with; `text` gives the text of its other options.
pub fn field(name: &str, option: &str, text: impl Fn(&str) -> Option<String>) -> Option<Field> {
    match (name, option) {
        ("ask", "question") => Some(Field::Question),
        ("compare", "first") => Some(Field::Side { other: text("second") }),
        ("compare", "second") => Some(Field::Side { other: text("first") }),
        ("role", "name") => Some(Field::Name(Shelf::Role)),
        ("industry", "name") => Some(Field::Name(Shelf::Industry)),
        ("career", "step") => Some(Field::Name(Shelf::Career)),
        ("faq", "question") => Some(Field::Name(Shelf::Faq)),
        ("topic", "name") => Some(Field::Name(Shelf::Topic)),
        _ => None,
    }
}

/// How the application can be added, as its settings in Discord's portal allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installs {
    /// To a server.
    pub guild: bool,
    /// To a person's account.
    pub user: bool,
}

/// The commands as Discord registers them: for the application with these `installs`, or for a single server.
pub fn definitions(installs: Option<Installs>) -> Vec<CreateCommand> {
    let ask_about = CreateCommand::new(ASK_ABOUT).kind(CommandType::Message);
    COMMANDS.iter().map(definition).chain([ask_about]).map(|command| offered_in(command, installs)).collect()
}

fn definition(command: &Command) -> CreateCommand {
    let mut options: Vec<CreateCommandOption> = command
        .options
        .iter()
        .map(|option| {
            let definition = CreateCommandOption::new(CommandOptionType::String, option.name, option.description)
                .required(option.required)
                .set_autocomplete(true);
            match option.length {
                Some((fewest, most)) => definition.min_length(fewest).max_length(most),
                None => definition,
            }
        })
        .collect();
    if command.answers {
        options.push(CreateCommandOption::new(
            CommandOptionType::User,
            FOR,
            "Whom you answer: they are named and pinged",
        ));
        options.push(CreateCommandOption::new(CommandOptionType::Boolean, PRIVATE, "Only you see the answer"));
    }
    CreateCommand::new(command.name).description(command.description).set_options(options)
}

/// The command, offered wherever the application may be added.
fn offered_in(command: CreateCommand, installs: Option<Installs>) -> CreateCommand {
    let Some(installs) = installs else { return command };
    let mut types = Vec::new();
    let mut contexts = vec![InteractionContext::Guild, InteractionContext::BotDm];
    if installs.guild {
        types.push(InstallationContext::Guild);
    }
    if installs.user {
        types.push(InstallationContext::User);
        // Other people's DMs exist for an application only through the account it is added to.
        contexts.push(InteractionContext::PrivateChannel);
    }
    command.integration_types(types).contexts(contexts)
}
