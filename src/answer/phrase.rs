//! Questions in the words of the commands, for help and for readers of plain text.

use super::{Guide, Question};
use crate::knowledge::{Body, Shelf, Side};
use crate::search::Meaning;

/// How each command is used, and what it answers.
pub const COMMANDS: [(&str, &str); 9] = [
    ("/ask question", "anything about the role, in your own words"),
    ("/tpm-vs-pm", "TPM and product manager side by side"),
    ("/compare first second", "any two roles side by side"),
    ("/role name", "what a role is"),
    ("/industry name", "what the work looks like in an industry"),
    ("/career step", "the way to the job, or one step of it"),
    ("/faq question", "a frequent question, by number or words"),
    ("/topic name", "everything else: skills, duties, companies, pay, myths"),
    ("/help", "this"),
];

/// The command that asks `question`, as one would type it.
pub fn as_command(guide: &Guide, question: &Question) -> String {
    match question {
        Question::Ask { text } => format!("/ask {text}"),
        Question::Find { shelf, name } => format!("{} {name}", command(*shelf)),
        Question::Compare { first, second } => compare(first, second),
        Question::Pair { first, second, .. } => compare(first.name(), second.name()),
        Question::CareerPath => "/career".to_owned(),
        Question::FaqList { .. } => "/faq all".to_owned(),
        Question::Help => "/help".to_owned(),
        Question::Entry { id, .. } => {
            let Some(entry) = guide.knowledge.get(id) else { return format!("/topic {id}") };
            match &entry.body {
                Body::Comparison(comparison) => {
                    let side = |side: &Side| {
                        side.role.as_ref().map_or_else(|| side.name.clone(), |role| role.name().to_owned())
                    };
                    compare(&side(&comparison.first), &side(&comparison.second))
                }
                Body::Faq(faq) => format!("/faq {}", faq.number),
                Body::Career(career) => {
                    let step = career.step.map_or_else(|| id.name().to_owned(), |step| step.to_string());
                    format!("/career {step}")
                }
                _ => {
                    let shelf = entry.kind().shelf();
                    // The short name, unless it means something else as well.
                    let short = guide.names.entry(shelf, id.name()) == Meaning::One(id.clone());
                    format!("{} {}", command(shelf), if short { id.name() } else { id.as_str() })
                }
            }
        }
    }
}

fn command(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Role => "/role",
        Shelf::Comparison => "/compare",
        Shelf::Industry => "/industry",
        Shelf::Career => "/career",
        Shelf::Faq => "/faq",
        Shelf::Topic => "/topic",
    }
}

fn compare(first: &str, second: &str) -> String {
    let quoted = |name: &str| if name.contains(' ') { format!("\"{name}\"") } else { name.to_owned() };
    format!("/compare {} {}", quoted(first), quoted(second))
}
