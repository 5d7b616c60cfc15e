//! Questions in the words of the commands, for help and for readers of plain text.

use super::{Command, Question, View};
use crate::knowledge::{Body, Career, Shelf, Side};
use crate::search::Meaning;

/// The command that asks `question`, as one would type it.
pub fn as_command<'g>(view: impl Into<View<'g>>, question: &Question) -> String {
    let view = view.into();
    match question {
        Question::Ask { text } => format!("/ask {text}"),
        Question::Find { shelf, name } => format!("{} {name}", command(*shelf)),
        Question::Compare { first, second } => compare(first, second),
        Question::Pair { first, second, .. } => compare(first.name(), second.name()),
        Question::CareerPath => "/career".to_owned(),
        Question::FaqList { .. } => "/faq all".to_owned(),
        Question::Help => "/help".to_owned(),
        Question::Entry { id, .. } => {
            let Some(entry) = view.get(id) else { return format!("/topic {id}") };
            match &entry.body {
                Body::Comparison(comparison) => {
                    let side = |side: &Side| {
                        side.role.as_ref().map_or_else(|| side.name.clone(), |role| role.name().to_owned())
                    };
                    compare(&side(&comparison.first), &side(&comparison.second))
                }
                Body::Faq(faq) => format!("/faq {}", faq.number),
                Body::Career(Career { step: Some(step), .. }) => format!("/career {step}"),
                _ => {
                    let shelf = entry.kind().shelf();
                    // The short name, unless it means something else as well.
                    let short = view.names().entry(shelf, id.name()) == Meaning::One(id.clone());
                    format!("{} {}", command(shelf), if short { id.name() } else { id.as_str() })
                }
            }
        }
    }
}

fn command(shelf: Shelf) -> String {
    format!("/{}", Command::of(shelf).name())
}

fn compare(first: &str, second: &str) -> String {
    let quoted = |name: &str| if name.contains(' ') { format!("\"{name}\"") } else { name.to_owned() };
    format!("/compare {} {}", quoted(first), quoted(second))
}
