//! A command as one types it: `/industry healthcare`, `/compare tpm "product manager" private:true`.

use std::num::NonZeroU64;

use thiserror::Error;

use super::{Addressee, Request, UserId};
use crate::answer::{Command, FOR, PRIVATE};
use crate::text::shortened;

/// Who asks in a preview.
const ASKER: UserId = UserId::new(1).unwrap();

/// Why a line is no command.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LineError {
    /// The word after the slash is none of the commands.
    #[error("there is no command \"{written}\"; there are {known}")]
    UnknownCommand {
        /// What was typed.
        written: String,
        /// All commands.
        known: String,
    },
    /// More values than the command has options.
    #[error("/{command} takes no more than {most} value(s); put several words in quotes")]
    TooManyValues {
        /// The command.
        command: &'static str,
        /// How many it takes.
        most: usize,
    },
    /// An option that the command cannot do without has no value.
    #[error("/{command} needs {option}: {usage}")]
    MissingOption {
        /// The command.
        command: &'static str,
        /// The option.
        option: &'static str,
        /// How the command is typed.
        usage: String,
    },
    /// An option that takes yes or no, or a person's id, has something else.
    #[error("{option}: takes {wanted}, not \"{written}\"")]
    Value {
        /// The option.
        option: &'static str,
        /// What it takes.
        wanted: &'static str,
        /// What was typed.
        written: String,
    },
}

/// Reads a line as a member would type it: `name:value` pairs, or values in order. A command with one option takes the
/// rest of the line; otherwise several words need quotes.
///
/// # Errors
/// When the command does not exist, takes no such values, or needs one that is missing.
pub fn read(line: &str) -> Result<Request, LineError> {
    let line = line.trim();
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let unknown = || LineError::UnknownCommand {
        written: shortened(name),
        known: Command::ALL.map(|command| format!("/{}", command.name())).join(", "),
    };
    let command = Command::named(name.trim_start_matches('/')).ok_or_else(unknown)?;
    let values = values(command, &words(rest))?;
    let is_given = |name: &str| values.iter().any(|(given, value)| *given == name && !value.trim().is_empty());
    if let Some(missing) = command.options().iter().find(|option| option.required && !is_given(option.name)) {
        let (command, usage) = (command.name(), command.usage());
        return Err(LineError::MissingOption { command, option: missing.name, usage });
    }
    let value = |option: &str| values.iter().find(|(name, _)| *name == option).map(|(_, value)| value.clone());
    let private = match value(PRIVATE).as_deref() {
        None => None,
        Some("false" | "no") => Some(false),
        Some("true" | "yes") => Some(true),
        Some(written) => return Err(wrong(PRIVATE, "true or false", written)),
    };
    let addressee = match value(FOR) {
        None => None,
        Some(written) => {
            let id: Result<NonZeroU64, _> = written.trim_matches(['<', '@', '>']).parse();
            let id = id.map_err(|_| wrong(FOR, "a user's id", &written))?;
            let user = UserId::from(id);
            Some(Addressee { user, bot: false, asks: user == ASKER })
        }
    };
    Ok(Request::Ask { question: command.question(value), addressee, private })
}

fn wrong(option: &'static str, wanted: &'static str, written: &str) -> LineError {
    LineError::Value { option, wanted, written: shortened(written) }
}

/// A word, and whether it began with a quote: then it is a value, whatever it holds.
struct Word {
    text: String,
    quoted: bool,
}

fn words(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut inside = false;
    for character in line.chars() {
        match character {
            '"' | '“' | '”' => {
                inside = !inside;
                word.get_or_insert_with(|| Word { text: String::new(), quoted: true });
            }
            space if space.is_whitespace() && !inside => words.extend(word.take()),
            other => word.get_or_insert_with(|| Word { text: String::new(), quoted: false }).text.push(other),
        }
    }
    words.extend(word);
    words
}

fn values(command: Command, words: &[Word]) -> Result<Vec<(&'static str, String)>, LineError> {
    let own: Vec<&'static str> = command.options().iter().map(|option| option.name).collect();
    let shared: &[&'static str] = if command.has_shared_options() { &[FOR, PRIVATE] } else { &[] };
    let named = |word: &Word| {
        let (name, value) = word.text.split_once(':').filter(|_| !word.quoted)?;
        // "for: or against" is no option.
        if value.is_empty() && shared.contains(&name) {
            return None;
        }
        let option = own.iter().chain(shared).find(|option| **option == name)?;
        Some((*option, value.to_owned()))
    };
    let mut values: Vec<(&'static str, String)> = Vec::new();
    let mut continued: Option<usize> = None;
    for word in words {
        if let Some(value) = named(word) {
            continued = (own.len() == 1 && value.0 == own[0] && !word.quoted).then_some(values.len());
            values.push(value);
        } else if let Some(place) = continued {
            let text = &mut values[place].1;
            text.push(' ');
            text.push_str(&word.text);
        } else {
            let free = own.iter().find(|option| values.iter().all(|(name, _)| name != *option));
            let Some(option) = free else {
                return Err(LineError::TooManyValues { command: command.name(), most: own.len() });
            };
            continued = (own.len() == 1).then_some(values.len());
            values.push((option, word.text.clone()));
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Question;
    use crate::knowledge::Shelf;

    fn question(line: &str) -> Question {
        match read(line).expect("a command") {
            Request::Ask { question, .. } => question,
            other => panic!("{line} asks nothing: {other:?}"),
        }
    }

    #[test]
    fn a_single_option_takes_the_rest_of_the_line() {
        let health = Question::find(Shelf::Industry, "health care");
        for line in [
            "/industry health care",
            "/industry name:health care",
            "industry \"health care\"",
            "/industry name:\"health care\" private:true",
        ] {
            assert_eq!(question(line), health, "{line}");
        }
        assert_eq!(question("/faq what's a TPM?"), Question::find(Shelf::Faq, "what's a TPM?"));
        for line in ["/ask is it hard, or not: \"TPM\"?", "/ask question:is it hard, or not: TPM?"] {
            assert_eq!(question(line), Question::ask("is it hard, or not: TPM?"), "{line}");
        }
    }

    #[test]
    fn several_options_are_taken_in_order_or_by_name() {
        let compare = Question::Compare { first: "tpm".to_owned(), second: "product manager".to_owned() };
        for line in [
            "/compare tpm \"product manager\"",
            "/compare second:\"product manager\" first:tpm",
            "/compare second:\"product manager\" tpm",
        ] {
            assert_eq!(question(line), compare, "{line}");
        }
    }

    #[test]
    fn what_no_command_takes_is_said() {
        assert!(matches!(read("/weather Berlin"), Err(LineError::UnknownCommand { .. })));
        assert!(matches!(read("/compare tpm product manager"), Err(LineError::TooManyValues { most: 2, .. })));
        assert!(matches!(read("/help me"), Err(LineError::TooManyValues { most: 0, .. })));
        assert!(matches!(read("/role tpm private:maybe"), Err(LineError::Value { .. })));
        assert!(matches!(read(""), Err(LineError::UnknownCommand { .. })));
    }

    #[test]
    fn a_missing_option_is_named() {
        let missing = |line: &str| match read(line) {
            Err(LineError::MissingOption { option, .. }) => option,
            other => panic!("{line}: {other:?}"),
        };
        assert_eq!(missing("/compare tpm"), "second");
        assert_eq!(missing("/compare second:tpm"), "first");
        assert_eq!(missing("/compare"), "first");
        assert_eq!(missing("/ask private:true"), "question");
        assert_eq!(missing("/role \"\""), "name");
        assert_eq!(read("/compare tpm").unwrap_err().to_string(), "/compare needs second: /compare first second");
        assert!(read("/career").is_ok(), "its option is not required");
    }
}
