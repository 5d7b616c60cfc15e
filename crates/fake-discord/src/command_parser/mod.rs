//! What a client makes of a typed line: which command, which options, and whether it lets the person send it.

mod values;

use std::fmt;

use serde_json::{Map, Value, json};

use self::values::{focused_option, text_of, value};
use super::checks::commands::option;
use super::commands::Command;
use super::interaction::Named;
use super::outcome::CannotAct;
use super::world::{Guild, World};

/// What may stand around a value of several words.
const QUOTES: [char; 3] = ['"', '“', '”'];

/// What the line is typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be sent.
    Send,
    /// To see what the last option offers.
    Complete,
}

/// What a person entered.
#[derive(Clone, Copy, Debug)]
pub(super) enum Input<'a> {
    /// `/command sub-command option:value …`, to the letter.
    Line(&'a str),
    /// The same; values without names are taken in the order of the options, and may stand in quotes.
    Loose(&'a str),
    /// A form with a field for each option; what is left empty is not sent. The option that is being completed apart.
    Form { command: &'a str, options: &'a Map<String, Value>, focused: Option<(&'a str, &'a str)> },
}

impl fmt::Display for Input<'_> {
    /// As it would be typed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) | Self::Loose(line) => formatter.write_str(line),
            Self::Form { command, options, focused } => {
                write!(formatter, "/{command}")?;
                for (name, value) in *options {
                    write!(formatter, " {name}:{}", text_of(value))?;
                }
                focused.map_or(Ok(()), |(name, text)| write!(formatter, " {name}:{text}"))
            }
        }
    }
}

/// A line that was understood.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub command: Command,
    /// `data.options`.
    pub options: Vec<Value>,
    pub named: Named,
}

/// Makes sense of the input with the commands that are offered.
///
/// In a line, a value ends where the next option's name and a colon begin, as in Discord's client; it may hold spaces and colons.
pub(super) fn parse(
    input: Input<'_>,
    offered: &[Command],
    world: &World,
    guild: Option<&Guild>,
    purpose: Purpose,
) -> Result<Typed, CannotAct> {
    let (Input::Line(line) | Input::Loose(line) | Input::Form { command: line, .. }) = input;
    let (name, mut rest) = split_word(line);
    let wanted = name.strip_prefix('/').unwrap_or(name);
    let found = offered.iter().find(|command| command.kind == 1 && command.name == wanted);
    let command = found.ok_or_else(|| CannotAct::UnknownCommand(name.to_owned()))?.clone();

    let mut options = command.options();
    let mut path = Vec::new();
    while options.iter().any(is_sub) {
        let (word, after) = split_word(rest);
        let sub = options.iter().find(|option| is_sub(option) && option["name"] == word);
        let sub = sub.ok_or_else(|| CannotAct::UnknownCommand(format!("{name} {word}")))?;
        path.push(sub.clone());
        options = sub["options"].as_array().map_or(&[], Vec::as_slice);
        rest = after;
    }

    let filled = match input {
        Input::Line(_) => to_the_letter(rest, options)?,
        Input::Loose(_) => loosely(rest, options)?,
        Input::Form { options: fields, focused, .. } => from_form(fields, focused, options)?,
    };
    if purpose == Purpose::Send {
        let missing = options.iter().find(|option| {
            option["required"] == true && !filled.iter().any(|(named, _)| named["name"] == option["name"])
        });
        if let Some(missing) = missing {
            return Err(CannotAct::MissingOption(text_of(&missing["name"])));
        }
    }
    let mut named = Named::default();
    let mut values = Vec::new();
    let last = filled.len().saturating_sub(1);
    let focused_form = purpose == Purpose::Complete && matches!(input, Input::Form { .. });
    for (index, (option, text)) in filled.iter().enumerate() {
        let focused = purpose == Purpose::Complete && index == last;
        values.push(if focused {
            focused_option(option, text)?
        } else {
            match value(option, text.trim(), world, guild, &mut named) {
                Ok(value) => json!({ "name": option["name"], "type": option["type"], "value": value }),
                // What else stands in a form may be half typed.
                Err(_) if focused_form => continue,
                Err(problem) => return Err(problem),
            }
        });
    }
    if purpose == Purpose::Complete && filled.is_empty() {
        return Err(CannotAct::NotCompleted(name.to_owned()));
    }
    for sub in path.iter().rev() {
        values = vec![json!({ "name": sub["name"], "type": sub["type"], "options": values })];
    }
    Ok(Typed { command, options: values, named })
}

fn is_sub(option: &Value) -> bool {
    matches!(option["type"].as_u64(), Some(option::SUB_COMMAND | option::SUB_COMMAND_GROUP))
}

fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_once(char::is_whitespace).unwrap_or((text, ""))
}

/// An option, and what was entered for it.
type Filled<'a> = (&'a Value, String);

/// Nothing may stand before the first name.
fn to_the_letter<'a>(text: &str, options: &'a [Value]) -> Result<Vec<Filled<'a>>, CannotAct> {
    let (head, named) = split_options(text, options);
    if head.is_empty() { Ok(named) } else { Err(CannotAct::UnknownOption(head.to_owned())) }
}

/// What stands before the first name fills the options for words and numbers, in order; the last takes what is left.
fn loosely<'a>(text: &str, options: &'a [Value]) -> Result<Vec<Filled<'a>>, CannotAct> {
    const WRITTEN: [u64; 3] = [option::STRING, option::INTEGER, option::NUMBER];
    let (mut head, mut named) = split_options(text, options);
    for (_, value) in &mut named {
        *value = unquoted(value).to_owned();
    }
    let is_free = |option: &&Value| {
        let is_written = option["type"].as_u64().is_some_and(|kind| WRITTEN.contains(&kind));
        is_written && !named.iter().any(|(named, _)| named["name"] == option["name"])
    };
    let mut free = options.iter().filter(is_free).peekable();
    let mut filled = Vec::new();
    while !head.is_empty() {
        let Some(option) = free.next() else {
            return Err(CannotAct::UnknownOption(head.to_owned()));
        };
        let (value, after) = if free.peek().is_some() { split_value(head) } else { (unquoted(head), "") };
        filled.push((option, value.to_owned()));
        head = after.trim();
    }
    filled.append(&mut named);
    Ok(filled)
}

/// The first word, or what stands in the quotes with which the text begins; and what follows.
fn split_value(text: &str) -> (&str, &str) {
    let quoted = text.strip_prefix(QUOTES).and_then(|inside| inside.split_once(QUOTES));
    quoted.unwrap_or_else(|| split_word(text))
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix(QUOTES).and_then(|inside| inside.strip_suffix(QUOTES)).unwrap_or(text)
}

/// The fields of a form in the order of the options; the one that is being completed comes last.
fn from_form<'a>(
    fields: &Map<String, Value>,
    focused: Option<(&str, &str)>,
    options: &'a [Value],
) -> Result<Vec<Filled<'a>>, CannotAct> {
    let known = |name: &str| {
        let option = options.iter().find(|option| option["name"] == name);
        option.ok_or_else(|| CannotAct::UnknownOption(name.to_owned()))
    };
    for name in fields.keys() {
        known(name)?;
    }
    let being_completed = focused.map(|(name, _)| name);
    let entered = |option: &'a Value| {
        let name = option["name"].as_str().filter(|name| Some(*name) != being_completed)?;
        let text = text_of(fields.get(name).filter(|value| !value.is_null())?);
        (!text.trim().is_empty()).then_some((option, text))
    };
    let mut filled: Vec<Filled<'a>> = options.iter().filter_map(entered).collect();
    if let Some((name, text)) = focused {
        filled.push((known(name)?, text.to_owned()));
    }
    Ok(filled)
}

/// Cuts `head a:1 b:2` at the names of the options.
fn split_options<'a, 't>(text: &'t str, options: &'a [Value]) -> (&'t str, Vec<Filled<'a>>) {
    let mut starts: Vec<(usize, usize, &Value)> = Vec::new();
    let mut at_word = true;
    for (index, letter) in text.char_indices() {
        if at_word && !letter.is_whitespace() {
            let here = &text[index..];
            let named = options.iter().find(|option| {
                let after = option["name"].as_str().and_then(|name| here.strip_prefix(name));
                after.is_some_and(|after| after.starts_with(':'))
            });
            let is_new = |option: &Value| !starts.iter().any(|(_, _, seen)| seen["name"] == option["name"]);
            if let Some(option) = named.filter(|option| is_new(option)) {
                let name = option["name"].as_str().map_or(0, str::len);
                starts.push((index, index + name + 1, option));
            }
        }
        at_word = letter.is_whitespace();
    }
    let head = text[..starts.first().map_or(text.len(), |(start, _, _)| *start)].trim();
    let ends = starts.iter().skip(1).map(|(start, _, _)| *start).chain([text.len()]);
    let named = starts.iter().zip(ends).map(|(&(_, value, option), end)| (option, text[value..end].to_owned()));
    (head, named.collect())
}
