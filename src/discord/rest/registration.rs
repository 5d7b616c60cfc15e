//! Registration by difference: compares the registered commands with the wanted ones. Pure.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

/// Compares the `registered` commands with the `wanted` ones.
///
/// Two commands are equal when Discord would not tell them apart: ids, defaults, empty lists and the order of contexts are
/// ignored. So are members that only Discord sets; otherwise every start would write.
#[must_use]
pub fn difference(registered: &[Value], wanted: &[Value]) -> Difference {
    let registered_by_name = by_name(registered);
    let wanted_by_name = by_name(wanted);
    let mut difference = Difference::default();
    for (name, wanted) in &wanted_by_name {
        let Some(registered) = registered_by_name.get(name) else {
            difference.create.push(name.change(Vec::new()));
            continue;
        };
        let mut places = Vec::new();
        compare(&comparable(registered), &comparable(wanted), "", &mut places);
        if places.is_empty() {
            difference.unchanged += 1;
        } else {
            difference.update.push(name.change(places));
        }
    }
    let gone = registered_by_name.keys().filter(|name| !wanted_by_name.contains_key(name));
    difference.delete = gone.map(|name| name.change(Vec::new())).collect();
    difference
}

/// A registered command as it has to be sent so that replacing all commands leaves it as it is, permissions of
/// administrators included.
#[must_use]
pub fn unchanged(registered: &Value) -> Value {
    // A single server's commands come back with the application's types, which only those of all servers may name.
    let is_global = registered.get("guild_id").is_none_or(Value::is_null);
    let members = registered.as_object().into_iter().flatten();
    let ours = members.filter(|(key, member)| {
        let is_written = match key.as_str() {
            "contexts" | "integration_types" => is_global,
            key => OURS.contains(&key),
        };
        // A command on a message has no description, which Discord gives back as an empty one.
        is_written && !member.is_null() && member.as_str() != Some("")
    });
    Value::Object(ours.map(|(key, member)| (key.clone(), member.clone())).collect())
}

/// What registering would change. Displayed with one line for each change, such as `~ /role: options[0].description`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Difference {
    /// Commands to create.
    pub create: Vec<Change>,
    /// Commands to change.
    pub update: Vec<Change>,
    /// Commands to delete.
    pub delete: Vec<Change>,
    /// Commands that stay as they are.
    pub unchanged: usize,
}

impl Difference {
    /// Whether nothing has to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.create.is_empty() && self.update.is_empty() && self.delete.is_empty()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signs = [('+', &self.create), ('~', &self.update), ('-', &self.delete)];
        let mut lines = signs.into_iter().flat_map(|(sign, changes)| changes.iter().map(move |change| (sign, change)));
        let Some((sign, first)) = lines.next() else {
            return write!(formatter, "no difference ({} unchanged)", self.unchanged);
        };
        write!(formatter, "{sign} {first}")?;
        lines.try_for_each(|(sign, change)| write!(formatter, "\n{sign} {change}"))
    }
}

/// One command that would change.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// The command as members know it: `/faq`, or a menu entry's name in quotes.
    pub command: String,
    /// The fields that differ, such as `options[0].description`; empty for a command that is created or deleted.
    pub places: Vec<String>,
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.command)?;
        if self.places.is_empty() { Ok(()) } else { write!(formatter, ": {}", self.places.join(", ")) }
    }
}

/// The key of a command in its scope.
#[derive(Eq, Ord, PartialEq, PartialOrd)]
struct Name<'a> {
    kind: u64,
    name: &'a str,
}

impl Name<'_> {
    fn change(&self, places: Vec<String>) -> Change {
        let command = match self.kind {
            1 => format!("/{}", self.name),
            2 => format!("{:?} (on people)", self.name),
            3 => format!("{:?} (on messages)", self.name),
            kind => format!("{:?} (type {kind})", self.name),
        };
        Change { command, places }
    }
}

fn by_name(commands: &[Value]) -> BTreeMap<Name<'_>, &Value> {
    let named = |command| (Name { kind: kind(command), name: command["name"].as_str().unwrap_or_default() }, command);
    commands.iter().map(named).collect()
}

/// A command's type; chat input if it does not say.
fn kind(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(1)
}

/// A command reduced to the members that count.
fn comparable(command: &Value) -> Value {
    let mut command = command.clone();
    if let Value::Object(members) = &mut command {
        for given_by_discord in [
            "id",
            "version",
            "application_id",
            "guild_id",
            "type",
            // Deprecated, and derived by Discord from contexts and permissions.
            "dm_permission",
            "default_permission",
        ] {
            members.remove(given_by_discord);
        }
        for set in ["contexts", "integration_types"] {
            if let Some(Value::Array(values)) = members.get_mut(set) {
                values.sort_by_key(Value::as_u64);
                values.dedup();
            }
        }
        if let Some(permissions @ Value::Number(_)) = members.get_mut("default_member_permissions") {
            *permissions = Value::String(permissions.to_string());
        }
    }
    strip(&mut command);
    command
}

/// Removes, in a command or option and in everything below: null, empty values, `false`, and translations that equal the
/// original.
fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for text in ["name", "description"] {
                let translated = format!("{text}_localizations");
                let original = members.get(text).cloned();
                if let Some(Value::Object(translations)) = members.get_mut(&translated) {
                    translations.retain(|_, translation| Some(&*translation) != original.as_ref());
                }
                // The text in the language of the request, which Discord adds.
                members.remove(&format!("{text}_localized"));
            }
            members.values_mut().for_each(strip);
            members.retain(|key, member| key == "value" || !means_nothing(member));
        }
        Value::Array(members) => members.iter_mut().for_each(strip),
        _ => {}
    }
}

fn means_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(members) => members.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// The members that change what a member of a server is offered: one that Discord has and we leave out is a difference. Any
/// other that we leave out is Discord's own affair, such as `handler`, which belongs to entry points of activities.
const OURS: [&str; 14] = [
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "default_member_permissions",
    "nsfw",
    "contexts",
    "type",
    "required",
    "choices",
    "min_length",
    "max_length",
    "autocomplete",
];

/// Collects the places where two stripped values differ.
fn compare(registered: &Value, wanted: &Value, place: &str, places: &mut Vec<String>) {
    match (registered, wanted) {
        (Value::Object(registered), Value::Object(wanted)) => compare_members(registered, wanted, place, places),
        (Value::Array(registered), Value::Array(wanted))
            if registered.len() == wanted.len() && wanted.iter().any(Value::is_object) =>
        {
            for (index, (registered, wanted)) in registered.iter().zip(wanted).enumerate() {
                compare(registered, wanted, &format!("{place}[{index}]"), places);
            }
        }
        _ if same(registered, wanted) => {}
        _ => places.push(place.to_owned()),
    }
}

fn compare_members(
    registered: &Map<String, Value>,
    wanted: &Map<String, Value>,
    place: &str,
    places: &mut Vec<String>,
) {
    let translations = place.ends_with("_localizations");
    let mut keys: Vec<&String> = wanted.keys().collect();
    // Integration types that we leave to Discord are the application's, whatever those are.
    keys.extend(
        registered.keys().filter(|key| !wanted.contains_key(*key) && (translations || OURS.contains(&key.as_str()))),
    );
    keys.sort_by(|left, right| in_reading_order(left, right));
    for key in keys {
        let place = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
        match (registered.get(key), wanted.get(key)) {
            (Some(registered), Some(wanted)) => compare(registered, wanted, &place, places),
            _ => places.push(place),
        }
    }
}

/// The order in which a command is read: as in [`OURS`], then by name.
fn in_reading_order(left: &str, right: &str) -> Ordering {
    let position = |key: &str| OURS.iter().position(|ours| *ours == key).unwrap_or(OURS.len());
    position(left).cmp(&position(right)).then_with(|| left.cmp(right))
}

/// Equality for values; `1` and `1.0` are the same number.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        _ => left == right,
    }
}

#[cfg(test)]
#[path = "registration_tests.rs"]
mod tests;
