//! What a client makes of a typed line: which command, which options, and whether it lets the person send it.

use serde_json::{Value, json};

use super::checks::commands::option;
use super::checks::length;
use super::commands::Command;
use super::ids::Id;
use super::outcome::CannotAct;
use super::world::{Guild, World};

/// What the line is typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be sent.
    Send,
    /// To see what the last option offers.
    Complete,
}

/// A line that was understood.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub command: Command,
    /// `data.options`.
    pub options: Vec<Value>,
    pub mentioned: Mentioned,
}

/// Whose ids are among the values.
#[derive(Clone, Debug, Default)]
pub(super) struct Mentioned {
    pub users: Vec<Id>,
    pub channels: Vec<Id>,
    pub roles: Vec<Id>,
}

/// Reads `/command sub-command option:value …` with the commands that are offered.
///
/// A value ends where the next option's name and a colon begin, as in Discord's client; it may hold spaces and colons.
pub(super) fn parse(
    line: &str,
    offered: &[Command],
    world: &World,
    guild: Option<&Guild>,
    purpose: Purpose,
) -> Result<Typed, CannotAct> {
    let line = line.trim_start();
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

    let filled = split_options(rest, options)?;
    if purpose == Purpose::Send {
        let missing = options.iter().find(|option| {
            option["required"] == true && !filled.iter().any(|(named, _)| named["name"] == option["name"])
        });
        if let Some(missing) = missing {
            return Err(CannotAct::MissingOption(text_of(&missing["name"])));
        }
    }
    let mut mentioned = Mentioned::default();
    let mut values = Vec::new();
    let last = filled.len().saturating_sub(1);
    for (index, (option, text)) in filled.iter().enumerate() {
        let focused = purpose == Purpose::Complete && index == last;
        values.push(if focused {
            focused_option(option, text)?
        } else {
            let value = value(option, text.trim(), world, guild, &mut mentioned)?;
            json!({ "name": option["name"], "type": option["type"], "value": value })
        });
    }
    if purpose == Purpose::Complete && filled.is_empty() {
        return Err(CannotAct::NotCompleted(name.to_owned()));
    }
    for sub in path.iter().rev() {
        values = vec![json!({ "name": sub["name"], "type": sub["type"], "options": values })];
    }
    Ok(Typed { command, options: values, mentioned })
}

fn is_sub(option: &Value) -> bool {
    matches!(option["type"].as_u64(), Some(option::SUB_COMMAND | option::SUB_COMMAND_GROUP))
}

fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_once(char::is_whitespace).unwrap_or((text, ""))
}

/// Cuts `a:1 b:2` at the names of the options.
fn split_options<'a>(text: &'a str, options: &'a [Value]) -> Result<Vec<(&'a Value, &'a str)>, CannotAct> {
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
    let head = &text[..starts.first().map_or(text.len(), |(start, _, _)| *start)];
    if !head.trim().is_empty() {
        return Err(CannotAct::UnknownOption(head.trim().to_owned()));
    }
    let ends = starts.iter().skip(1).map(|(start, _, _)| *start).chain([text.len()]);
    Ok(starts.iter().zip(ends).map(|(&(_, value, option), end)| (option, &text[value..end])).collect())
}

/// The option that is being typed: its value is a string, whatever its type.
fn focused_option(option: &Value, text: &str) -> Result<Value, CannotAct> {
    if option["autocomplete"] != true {
        return Err(CannotAct::NotCompleted(text_of(&option["name"])));
    }
    let value = text.trim();
    Ok(json!({ "name": option["name"], "type": option["type"], "value": value, "focused": true }))
}

/// The value that a client sends for what was typed.
fn value(
    option: &Value,
    text: &str,
    world: &World,
    guild: Option<&Guild>,
    mentioned: &mut Mentioned,
) -> Result<Value, CannotAct> {
    let refuse = |why: &str| CannotAct::BadValue {
        option: text_of(&option["name"]),
        value: text.to_owned(),
        why: why.to_owned(),
    };
    let choices = option["choices"].as_array().map_or(&[][..], Vec::as_slice);
    if !choices.is_empty() {
        let matching = |choice: &&Value| choice["name"] == text || text_of(&choice["value"]) == text;
        let choice = choices.iter().find(matching);
        return choice.map(|choice| choice["value"].clone()).ok_or_else(|| refuse("not one of the choices"));
    }
    match option["type"].as_u64().unwrap_or_default() {
        option::STRING => {
            let count = length(text) as u64;
            let least = option["min_length"].as_u64().unwrap_or(1).max(1);
            let most = option["max_length"].as_u64().unwrap_or(6000);
            if (least..=most).contains(&count) {
                Ok(json!(text))
            } else {
                Err(refuse(&format!("{least} to {most} characters")))
            }
        }
        option::INTEGER => {
            let number: i64 = text.parse().map_err(|_| refuse("a whole number"))?;
            let least = option["min_value"].as_i64().unwrap_or(-9_007_199_254_740_991);
            let most = option["max_value"].as_i64().unwrap_or(9_007_199_254_740_991);
            let fits = (least..=most).contains(&number);
            fits.then(|| json!(number)).ok_or_else(|| refuse(&format!("{least} to {most}")))
        }
        option::NUMBER => {
            let number: f64 = text.parse().map_err(|_| refuse("a number"))?;
            let least = option["min_value"].as_f64().unwrap_or(f64::MIN);
            let most = option["max_value"].as_f64().unwrap_or(f64::MAX);
            let fits = (least..=most).contains(&number);
            fits.then(|| json!(number)).ok_or_else(|| refuse(&format!("{least} to {most}")))
        }
        option::BOOLEAN => text.to_lowercase().parse::<bool>().map(Value::from).map_err(|_| refuse("true or false")),
        option::USER => {
            let id = user(text, world).ok_or_else(|| refuse("nobody by this name"))?;
            mentioned.users.push(id);
            Ok(json!(id))
        }
        option::CHANNEL => {
            let name = text.trim_start_matches('#');
            let found = guild.and_then(|guild| world.channel_named(guild.id, name));
            let id = found.map(|channel| channel.id).ok_or_else(|| refuse("no such channel"))?;
            mentioned.channels.push(id);
            Ok(json!(id))
        }
        option::ROLE => {
            let id = role(text, guild).ok_or_else(|| refuse("no such role"))?;
            mentioned.roles.push(id);
            Ok(json!(id))
        }
        option::MENTIONABLE => {
            if let Some(id) = user(text, world) {
                mentioned.users.push(id);
                return Ok(json!(id));
            }
            let id = role(text, guild).ok_or_else(|| refuse("nobody and no role by this name"))?;
            mentioned.roles.push(id);
            Ok(json!(id))
        }
        _ => Err(refuse("the playground cannot type this kind of option")),
    }
}

/// `@ada`, `<@id>` or an id.
fn user(text: &str, world: &World) -> Option<Id> {
    let inside = text.strip_prefix("<@").and_then(|rest| rest.strip_suffix('>'));
    let by_id = inside.unwrap_or(text).parse().ok().filter(|id| world.users.contains_key(id));
    by_id.or_else(|| world.user_named(text.trim_start_matches('@')).map(|user| user.id))
}

fn role(text: &str, guild: Option<&Guild>) -> Option<Id> {
    let name = text.trim_start_matches('@');
    let mut roles = guild?.roles.iter();
    roles.find(|role| role.name.trim_start_matches('@') == name).map(|role| role.id)
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
