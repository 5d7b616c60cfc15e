//! The options of a command, and what they take: rules C06 to C08, C10 to C12, C14 and C16.

use std::collections::HashSet;

use serde_json::Value;

use super::super::super::errors::{Problems, join};
use super::super::{boolean, given, integer, length, list, required_text};
use super::names::{Naming, localizations, name};
use super::option;

const MAX_OPTIONS: usize = 25;
const MAX_CHOICES: usize = 25;
/// The largest whole number that survives a detour through JavaScript: 2^53 - 1.
const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

/// Which kind of thing a list of options belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Command,
    Group,
    SubCommand,
}

pub(super) fn options(problems: &mut Problems, path: &str, parent: &Value, level: Level) {
    let Some(options) = list(problems, "C06", parent, path, "options") else {
        if level == Level::Group {
            problems.required("C12", &join(path, "options"));
        }
        return;
    };
    let path = join(path, "options");
    if options.len() > MAX_OPTIONS {
        problems.too_long("C06", &path, MAX_OPTIONS);
    }
    if level == Level::Group && options.is_empty() {
        problems.required("C12", &path);
    }
    order(problems, &path, options);
    nesting(problems, &path, options, level);
    names_of_siblings(problems, &path, options);
    for (index, option) in options.iter().enumerate() {
        check(problems, &join(&path, index), option);
    }
}

/// C07: required options come first.
fn order(problems: &mut Problems, path: &str, options: &[Value]) {
    let mut optional_seen = false;
    for (index, option) in options.iter().enumerate() {
        let required = option["required"] == true;
        if required && optional_seen {
            let message = "Required options must be placed before non-required options";
            let code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID";
            problems.add("C07", &join(path, index), code, message);
        }
        optional_seen |= !required;
    }
}

/// C12: a command holds sub-commands and groups, or plain options; a group holds sub-commands; nothing is deeper.
fn nesting(problems: &mut Problems, path: &str, options: &[Value], level: Level) {
    let is_sub =
        |option: &Value| matches!(option["type"].as_u64(), Some(option::SUB_COMMAND | option::SUB_COMMAND_GROUP));
    let subs = options.iter().filter(|option| is_sub(option)).count();
    let mixed = subs > 0 && subs < options.len();
    for (index, option) in options.iter().enumerate() {
        let kind = option["type"].as_u64();
        let misplaced = match level {
            Level::Command => mixed && !is_sub(option),
            Level::Group => kind != Some(option::SUB_COMMAND),
            Level::SubCommand => is_sub(option),
        };
        if misplaced {
            let message = "Sub-command and sub-command group option types are mutually exclusive to all other types";
            let code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID";
            problems.add("C12", &join(path, index), code, message);
        }
    }
}

/// C08: siblings differ in their names; C14: in every language, and from every default name.
fn names_of_siblings(problems: &mut Problems, path: &str, options: &[Value]) {
    let mut seen = HashSet::new();
    for (index, option) in options.iter().enumerate() {
        let Some(name) = option["name"].as_str() else { continue };
        if !seen.insert(name) {
            let code = "APPLICATION_COMMAND_OPTIONS_NAME_INVALID";
            problems.add("C08", &join(path, index), code, "Option name is already used");
        }
    }
    for (index, option) in options.iter().enumerate() {
        let own_name = option["name"].as_str().unwrap_or_default();
        for (locale, translation) in option["name_localizations"].as_object().into_iter().flatten() {
            let Some(translation) = translation.as_str() else { continue };
            let clashes = options.iter().enumerate().any(|(other_index, other)| {
                let other_translation = other["name_localizations"][locale.as_str()].as_str();
                other_index != index && (other["name"] == translation || other_translation == Some(translation))
            });
            if clashes && translation != own_name {
                let path = join(&join(&join(path, index), "name_localizations"), locale);
                let code = "APPLICATION_COMMAND_OPTIONS_NAME_INVALID";
                problems.add("C14", &path, code, "Localized option name is already used");
            }
        }
    }
}

fn check(problems: &mut Problems, path: &str, option: &Value) {
    if !option.is_object() {
        problems.wrong_type("C06", path, "object");
        return;
    }
    name(problems, path, option, Naming::Chat);
    required_text(problems, "C04", option, path, "description", (1, 100));
    localizations(problems, path, option, "description_localizations", Naming::Description);
    boolean(problems, "C07", option, path, "required");
    let Some(kind) = given(option, "type").and_then(Value::as_u64) else {
        problems.required("C12", &join(path, "type"));
        return;
    };
    match kind {
        option::SUB_COMMAND => options(problems, path, option, Level::SubCommand),
        option::SUB_COMMAND_GROUP => options(problems, path, option, Level::Group),
        option::STRING..=option::ATTACHMENT => {
            choices(problems, path, option, kind);
            bounds(problems, path, option, kind);
            no_children(problems, path, option);
        }
        _ => problems.choices("C12", &join(path, "type"), &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    }
}

fn no_children(problems: &mut Problems, path: &str, option: &Value) {
    if given(option, "options").and_then(Value::as_array).is_some_and(|children| !children.is_empty()) {
        let code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID";
        problems.add("C12", &join(path, "options"), code, "Only sub-commands and groups have options");
    }
}

/// C06, C10, C11: the values that are offered.
fn choices(problems: &mut Problems, path: &str, option: &Value, kind: u64) {
    let takes_choices = matches!(kind, option::STRING | option::INTEGER | option::NUMBER);
    boolean(problems, "C11", option, path, "autocomplete");
    let completes = option["autocomplete"] == true;
    let choices = list(problems, "C06", option, path, "choices").unwrap_or_default();
    if completes && (!takes_choices || !choices.is_empty()) {
        let code = "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID";
        let message = "Autocomplete is for string, integer and number options without choices";
        problems.add("C11", &join(path, "autocomplete"), code, message);
    }
    let path = join(path, "choices");
    if !choices.is_empty() && !takes_choices {
        let code = "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID";
        problems.add("C10", &path, code, "Choices are for string, integer and number options");
        return;
    }
    if choices.len() > MAX_CHOICES {
        problems.too_long("C06", &path, MAX_CHOICES);
    }
    let mut names = HashSet::new();
    for (index, choice) in choices.iter().enumerate() {
        let path = join(&path, index);
        name(problems, &path, choice, Naming::Choice);
        choice_value(problems, "C10", &path, choice, kind);
        if choice["name"].as_str().is_some_and(|name| !names.insert(name)) {
            let code = "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATE";
            problems.add("C10", &path, code, "Option choice names must be unique");
        }
    }
}

/// The value of a choice, in a registered command as in an answer to autocomplete.
pub(in super::super::super) fn choice_value(
    problems: &mut Problems,
    rule: &'static str,
    path: &str,
    choice: &Value,
    option_kind: u64,
) {
    let Some(value) = given(choice, "value") else {
        problems.required(rule, &join(path, "value"));
        return;
    };
    let path = join(path, "value");
    match option_kind {
        option::INTEGER => match value.as_i64() {
            None => problems.wrong_type(rule, &path, "int"),
            Some(number) if number.abs() > MAX_SAFE_INTEGER => {
                problems.add(rule, &path, "NUMBER_TYPE_MAX", "int value should be within 2^53 - 1.");
            }
            Some(_) => {}
        },
        option::NUMBER => match value.as_f64() {
            None => problems.wrong_type(rule, &path, "float"),
            Some(number) if number.abs() > 9_007_199_254_740_992.0 => {
                problems.add(rule, &path, "NUMBER_TYPE_MAX", "float value should be within 2^53.");
            }
            Some(_) => {}
        },
        _ => match value.as_str() {
            None => problems.wrong_type(rule, &path, "string"),
            Some(text) if !(1..=100).contains(&length(text)) => problems.bad_length(rule, &path, 1, 100),
            Some(_) => {}
        },
    }
}

/// C16: the limits of texts and numbers.
fn bounds(problems: &mut Problems, path: &str, option: &Value, kind: u64) {
    let (least, most) = if kind == option::STRING {
        (
            integer(problems, "C16", option, path, "min_length", (0, 6000)),
            integer(problems, "C16", option, path, "max_length", (1, 6000)),
        )
    } else if kind == option::INTEGER {
        let safe = (-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER);
        (
            integer(problems, "C16", option, path, "min_value", safe),
            integer(problems, "C16", option, path, "max_value", safe),
        )
    } else {
        (None, None)
    };
    let numbers = (option["min_value"].as_f64(), option["max_value"].as_f64());
    let crossed = matches!((least, most), (Some(least), Some(most)) if least > most)
        || (kind == option::NUMBER && matches!(numbers, (Some(least), Some(most)) if least > most));
    if crossed {
        let message = "The minimum is larger than the maximum.";
        problems.add("C16", path, "NUMBER_TYPE_MIN", message);
    }
    for (key, kinds) in [
        ("min_length", &[option::STRING][..]),
        ("max_length", &[option::STRING][..]),
        ("min_value", &[option::INTEGER, option::NUMBER][..]),
        ("max_value", &[option::INTEGER, option::NUMBER][..]),
    ] {
        if given(option, key).is_some() && !kinds.contains(&kind) {
            let code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID";
            problems.add("C16", &join(path, key), code, "This option type has no such limit");
        }
    }
    let channel_types = given(option, "channel_types").and_then(Value::as_array);
    if kind != option::CHANNEL && channel_types.is_some_and(|types| !types.is_empty()) {
        let code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID";
        problems.add("C16", &join(path, "channel_types"), code, "Only channel options have channel types");
    }
}
