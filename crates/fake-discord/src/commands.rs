//! The commands that the app registered, per scope: everywhere, or one server.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::application::Application;
use super::ids::Id;

/// One day, for the limit of creations.
const DAY: Duration = Duration::from_hours(24);
/// How many commands may be created per day and scope.
const CREATES_PER_DAY: usize = 200;

/// Where a command is registered: `None` is everywhere.
pub type Scope = Option<Id>;

/// A registered command.
#[derive(Clone, Debug)]
pub struct Command {
    /// Its id; kept as long as its name and type are.
    pub id: Id,
    /// Changes whenever the command does.
    pub version: Id,
    /// The server it belongs to; everywhere without.
    pub guild: Scope,
    /// 1 slash command, 2 user command, 3 message command.
    pub kind: u64,
    /// Its name, without the slash.
    pub name: String,
    /// What else was registered, tidied as Discord does it.
    pub body: Map<String, Value>,
}

impl Command {
    /// The command as the API shows it, with or without the dictionaries of its translations.
    #[must_use]
    pub fn to_json(&self, application: &Application, with_localizations: bool) -> Value {
        let mut shown = json!({
            "id": self.id,
            "application_id": application.id,
            "version": self.version,
            "type": self.kind,
            "name": self.name,
            "description": "",
            "default_member_permissions": null,
            "nsfw": false,
            "contexts": null,
            "integration_types": application.integration_types(),
        });
        match self.guild {
            Some(guild) => {
                shown["guild_id"] = json!(guild);
                shown["integration_types"] = json!([0]);
            }
            None => shown["dm_permission"] = json!(true),
        }
        if with_localizations {
            shown["name_localizations"] = Value::Null;
            shown["description_localizations"] = Value::Null;
        }
        for (key, value) in &self.body {
            shown[key.as_str()] = value.clone();
        }
        if !with_localizations {
            hide_localizations(&mut shown);
        }
        shown
    }

    /// Its options; empty without.
    #[must_use]
    pub fn options(&self) -> &[Value] {
        self.body.get("options").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// All registered commands, and how many were created lately.
#[derive(Clone, Debug, Default)]
pub(super) struct Registry {
    commands: Vec<Command>,
    created: HashMap<Scope, Vec<Duration>>,
}

impl Registry {
    pub(super) fn all(&self) -> &[Command] {
        &self.commands
    }

    pub(super) fn in_scope(&self, scope: Scope) -> impl Iterator<Item = &Command> {
        self.commands.iter().filter(move |command| command.guild == scope)
    }

    pub(super) fn find(&self, scope: Scope, id: Id) -> Option<&Command> {
        self.in_scope(scope).find(|command| command.id == id)
    }

    pub(super) fn named(&self, scope: Scope, kind: u64, name: &str) -> Option<&Command> {
        self.in_scope(scope).find(|command| command.kind == kind && command.name == name)
    }

    /// How many more may be created in this scope within a day.
    pub(super) fn creates_left(&self, scope: Scope, now: Duration) -> usize {
        let lately = self.created.get(&scope).into_iter().flatten();
        let used = lately.filter(|&&at| now.saturating_sub(at) < DAY).count();
        CREATES_PER_DAY.saturating_sub(used)
    }

    /// Creates the command, or replaces the one with its name and type, whose id stays.
    pub(super) fn put(&mut self, scope: Scope, body: &Value, fresh: Id, now: Duration) -> Command {
        let kind = super::checks::commands::kind_of(body);
        let name = body["name"].as_str().unwrap_or_default().to_owned();
        let known = self.named(scope, kind, &name).map(|command| command.id);
        if known.is_none() {
            self.created.entry(scope).or_default().push(now);
        }
        let command =
            Command { id: known.unwrap_or(fresh), version: fresh, guild: scope, kind, name, body: tidied(body) };
        self.store(command)
    }

    /// Stores a command under its id. The version changes only if something else does.
    pub(super) fn store(&mut self, command: Command) -> Command {
        let Some(known) = self.commands.iter_mut().find(|known| known.id == command.id) else {
            self.commands.push(command.clone());
            return command;
        };
        if known.body != command.body || known.name != command.name {
            *known = command;
        }
        known.clone()
    }

    pub(super) fn remove(&mut self, scope: Scope, id: Id) -> bool {
        let before = self.commands.len();
        self.commands.retain(|command| command.guild != scope || command.id != id);
        self.commands.len() < before
    }

    /// Removes whatever is in the scope and not in `kept`.
    pub(super) fn retain(&mut self, scope: Scope, kept: &[Id]) {
        self.commands.retain(|command| command.guild != scope || kept.contains(&command.id));
    }
}

/// The body as Discord keeps it: known fields only; what is empty, null or false and means nothing is dropped.
pub(super) fn tidied(body: &Value) -> Map<String, Value> {
    const KEPT: [&str; 8] = [
        "name_localizations",
        "description",
        "description_localizations",
        "options",
        "default_member_permissions",
        "contexts",
        "integration_types",
        "nsfw",
    ];
    let mut tidy = Map::new();
    for key in KEPT {
        match body.get(key) {
            None | Some(Value::Null) => {}
            Some(Value::Array(items)) if key == "options" => {
                if !items.is_empty() {
                    let options = items.iter().map(tidied_option).collect();
                    tidy.insert(key.to_owned(), Value::Array(options));
                }
            }
            Some(Value::Number(bits)) if key == "default_member_permissions" => {
                tidy.insert(key.to_owned(), Value::String(bits.to_string()));
            }
            Some(value) => {
                tidy.insert(key.to_owned(), value.clone());
            }
        }
    }
    drop_repeated_translations(&mut tidy, body);
    tidy
}

fn tidied_option(option: &Value) -> Value {
    const NESTED: [&str; 2] = ["options", "choices"];
    let mut tidy = Map::new();
    for (key, value) in option.as_object().into_iter().flatten() {
        let says_nothing = match value {
            Value::Null => true,
            Value::Bool(value) => !value,
            Value::Array(items) => items.is_empty(),
            Value::Object(entries) => entries.is_empty(),
            _ => false,
        };
        if says_nothing {
            continue;
        }
        let value = match value {
            Value::Array(items) if NESTED.contains(&key.as_str()) => items.iter().map(tidied_option).collect(),
            _ => value.clone(),
        };
        tidy.insert(key.clone(), value);
    }
    drop_repeated_translations(&mut tidy, option);
    Value::Object(tidy)
}

/// A translation that equals the default is ignored.
fn drop_repeated_translations(tidy: &mut Map<String, Value>, original: &Value) {
    for (key, default) in [("name_localizations", "name"), ("description_localizations", "description")] {
        let Some(Value::Object(translations)) = tidy.get_mut(key) else {
            continue;
        };
        translations.retain(|_, text| !text.is_null() && *text != original[default]);
        if translations.is_empty() {
            tidy.remove(key);
        }
    }
}

fn hide_localizations(node: &mut Value) {
    match node {
        Value::Object(map) => {
            map.remove("name_localizations");
            map.remove("description_localizations");
            map.values_mut().for_each(hide_localizations);
        }
        Value::Array(items) => items.iter_mut().for_each(hide_localizations),
        _ => {}
    }
}
