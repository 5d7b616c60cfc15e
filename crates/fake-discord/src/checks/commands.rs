//! What may be registered as a command: rules C01 to C16.

use std::collections::HashSet;

use serde_json::Value;

use super::super::errors::{Problems, join};
use super::super::world::Application;
use super::{boolean, given, integer, length, list, required_text};

/// Discord's languages. (The API's specification knows `ar` and `he` as well; the documentation does not.)
pub(in super::super) const LOCALES: [&str; 32] = [
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
];

/// The largest whole number that survives a detour through JavaScript: 2^53 - 1.
const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;
/// The most characters in one command, see [`size`].
const MAX_COMMAND_SIZE: usize = 8000;
const MAX_OPTIONS: usize = 25;
const MAX_CHOICES: usize = 25;

/// Types of options.
pub(in super::super) mod option {
    pub(in super::super::super) const SUB_COMMAND: u64 = 1;
    pub(in super::super::super) const SUB_COMMAND_GROUP: u64 = 2;
    pub(in super::super::super) const STRING: u64 = 3;
    pub(in super::super::super) const INTEGER: u64 = 4;
    pub(in super::super::super) const BOOLEAN: u64 = 5;
    pub(in super::super::super) const USER: u64 = 6;
    pub(in super::super::super) const CHANNEL: u64 = 7;
    pub(in super::super::super) const ROLE: u64 = 8;
    pub(in super::super::super) const MENTIONABLE: u64 = 9;
    pub(in super::super::super) const NUMBER: u64 = 10;
    pub(in super::super::super) const ATTACHMENT: u64 = 11;
}

/// Which kind of thing a list of options belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Command,
    Group,
    SubCommand,
}

/// Checks one command as it would be created.
pub(in super::super) fn command(
    problems: &mut Problems,
    path: &str,
    body: &Value,
    for_guild: bool,
    application: &Application,
) {
    let kind = kind_of(body);
    if !(1..=4).contains(&kind) {
        problems.choices("C05", &join(path, "type"), &[1, 2, 3, 4]);
        return;
    }
    if kind == 1 {
        name(problems, path, body, Naming::Chat);
        required_text(problems, "C04", body, path, "description", (1, 100));
        localizations(problems, path, body, "description_localizations", Naming::Description);
        options(problems, path, body, Level::Command);
    } else {
        name(problems, path, body, Naming::Free);
        menu_command(problems, path, body);
    }
    places(problems, path, body, for_guild, application);
    default_permissions(problems, path, body);
    boolean(problems, "C04", body, path, "nsfw");
    if size(body) > MAX_COMMAND_SIZE {
        let message = format!("Command exceeds maximum size ({MAX_COMMAND_SIZE})");
        problems.add("C09", path, "APPLICATION_COMMAND_TOO_LARGE", &message);
    }
}

/// The command's type; a slash command unless it says otherwise.
pub(in super::super) fn kind_of(body: &Value) -> u64 {
    given(body, "type").map_or(1, |kind| kind.as_u64().unwrap_or(0))
}

/// How many commands of a type one scope may have.
pub(in super::super) fn most_of_kind(kind: u64) -> usize {
    match kind {
        1 => 100,
        2 | 3 => 15,
        _ => 1,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// Lowercase words without spaces: slash commands and options.
    Chat,
    /// 1 to 32 characters of any kind: commands in context menus.
    Free,
    /// 1 to 100 characters: descriptions.
    Description,
    /// 1 to 100 characters: choices.
    Choice,
}

fn name(problems: &mut Problems, path: &str, object: &Value, naming: Naming) {
    let max = if naming == Naming::Choice { 100 } else { 32 };
    let rule = if naming == Naming::Choice { "C10" } else { "C01" };
    let name = required_text(problems, rule, object, path, "name", (1, max));
    if let Some(name) = name {
        name_letters(problems, &join(path, "name"), name, naming);
    }
    localizations(problems, path, object, "name_localizations", naming);
}

fn name_letters(problems: &mut Problems, path: &str, name: &str, naming: Naming) {
    let length_is_fine = (1..=32).contains(&length(name));
    if naming == Naming::Chat && length_is_fine && !is_chat_name(name) {
        let message = "Command name is invalid";
        problems.add("C01", path, "APPLICATION_COMMAND_INVALID_NAME", message);
    }
}

/// `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`, in lowercase where there is one.
fn is_chat_name(name: &str) -> bool {
    let letter_is_fine = |letter: char| {
        matches!(letter, '-' | '_' | '\'')
            || letter.is_alphanumeric()
            || matches!(letter, '\u{900}'..='\u{97F}' | '\u{A8E0}'..='\u{A8FF}' | '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E5B}')
    };
    name.chars().all(letter_is_fine) && name.to_lowercase() == name
}

fn localizations(problems: &mut Problems, path: &str, object: &Value, key: &str, naming: Naming) {
    let Some(translations) = given(object, key) else {
        return;
    };
    let path = join(path, key);
    let Value::Object(translations) = translations else {
        problems.add("C13", &path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        return;
    };
    let (rule, max) = match naming {
        Naming::Chat | Naming::Free => ("C01", 32),
        Naming::Description => ("C04", 100),
        Naming::Choice => ("C10", 100),
    };
    for (locale, translation) in translations {
        if !LOCALES.contains(&locale.as_str()) {
            let message = format!("Value must be one of {{{}}}.", LOCALES.join(", "));
            problems.add("C13", &path, "ENUM_TYPE_COERCE", &message);
            continue;
        }
        if translation.is_null() {
            continue;
        }
        let here = join(&path, locale);
        let Some(translation) = translation.as_str() else {
            problems.wrong_type(rule, &here, "string");
            continue;
        };
        if !(1..=max).contains(&length(translation)) {
            problems.bad_length(rule, &here, 1, max);
        } else if naming == Naming::Chat {
            name_letters(problems, &here, translation, naming);
        }
    }
}

/// C05: commands in context menus have neither description nor options.
fn menu_command(problems: &mut Problems, path: &str, body: &Value) {
    let description = given(body, "description").and_then(Value::as_str).unwrap_or_default();
    if !description.is_empty() {
        let message = "Context menu commands cannot have description";
        problems.add("C05", &join(path, "description"), "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED", message);
    }
    if given(body, "options").is_some_and(|options| options.as_array().is_none_or(|options| !options.is_empty())) {
        let message = "Context menu commands cannot have options";
        problems.add("C05", &join(path, "options"), "APPLICATION_COMMAND_OPTIONS_NOT_ALLOWED", message);
    }
}

fn options(problems: &mut Problems, path: &str, parent: &Value, level: Level) {
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
        self::option(problems, &join(&path, index), option);
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

fn option(problems: &mut Problems, path: &str, option: &Value) {
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
pub(in super::super) fn choice_value(
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

/// C15: where a command is offered, and to whom.
fn places(problems: &mut Problems, path: &str, body: &Value, for_guild: bool, application: &Application) {
    let fields = [("contexts", 3), ("integration_types", 2)];
    for (key, count) in fields {
        let Some(values) = list(problems, "C15", body, path, key) else {
            continue;
        };
        let path = join(path, key);
        if for_guild {
            let message = "This field is only for global commands";
            problems.add("C15", &path, "APPLICATION_COMMAND_GUILD_FIELD_NOT_ALLOWED", message);
            continue;
        }
        if values.is_empty() {
            problems.bad_length("C15", &path, 1, count);
        }
        let mut seen = HashSet::new();
        for (index, value) in values.iter().enumerate() {
            let path = join(&path, index);
            let Some(value) = value.as_u64().filter(|&value| value < count as u64) else {
                problems.choices("C15", &path, &(0..count as u64).collect::<Vec<_>>());
                continue;
            };
            if !seen.insert(value) {
                problems.add("C15", &path, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
            }
            if key == "integration_types" && !application.integration_types().contains(&value) {
                let code = "APPLICATION_COMMAND_INTEGRATION_TYPE_NOT_ENABLED";
                problems.add("C15", &path, code, "This integration type is not enabled for the application");
            }
        }
    }
}

fn default_permissions(problems: &mut Problems, path: &str, body: &Value) {
    let Some(value) = given(body, "default_member_permissions") else {
        return;
    };
    let fits = match value {
        Value::String(text) => text.parse::<u64>().is_ok(),
        Value::Number(number) => number.is_u64(),
        _ => false,
    };
    if !fits {
        problems.wrong_type("C15", &join(path, "default_member_permissions"), "permissions");
    }
}

/// The size that C09 limits: names, descriptions and values of the whole command, each in its longest language.
fn size(node: &Value) -> usize {
    let longest = |key: &str, translations: &str| {
        let default = node[key].as_str().map_or(0, length);
        let translations = node[translations].as_object().into_iter().flatten();
        translations.filter_map(|(_, text)| text.as_str()).map(length).fold(default, usize::max)
    };
    let value = match &node["value"] {
        Value::String(text) => length(text),
        Value::Number(number) => number.to_string().len(),
        _ => 0,
    };
    let own = longest("name", "name_localizations") + longest("description", "description_localizations") + value;
    let children = ["options", "choices"].into_iter().filter_map(|key| node[key].as_array());
    own + children.flatten().map(size).sum::<usize>()
}

/// C03, C02: a body that replaces every command of a scope.
pub(in super::super) fn bulk(problems: &mut Problems, bodies: &[Value]) {
    let mut seen = HashSet::new();
    for (index, body) in bodies.iter().enumerate() {
        let name = body["name"].as_str().unwrap_or_default();
        if !seen.insert((kind_of(body), name)) {
            let path = index.to_string();
            problems.add(
                "C02",
                &path,
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            );
        }
    }
}

/// Whether the body is an object at all.
pub(in super::super) fn is_object(problems: &mut Problems, path: &str, body: &Value) -> bool {
    if !body.is_object() {
        problems.wrong_type("R02", path, "object");
    }
    body.is_object()
}
