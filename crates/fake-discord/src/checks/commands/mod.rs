//! What may be registered as a command: rules C01 to C16.

mod names;
mod options;

pub(super) use self::options::choice_value;

use std::collections::HashSet;

use serde_json::Value;

use self::names::{Naming, localizations, name};
use self::options::{Level, options};
use super::super::application::Application;
use super::super::errors::{Problems, join};
use super::{boolean, given, length, list, required_text};

/// The most characters in one command, see [`size`].
const MAX_COMMAND_SIZE: usize = 8000;
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
        Value::String(text) => text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u64>().is_ok(),
        // Some libraries, discord.py among them, send an integer, which Discord takes.
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
