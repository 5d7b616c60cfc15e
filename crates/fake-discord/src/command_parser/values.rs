//! The value that a client sends for what was typed.

use serde_json::{Value, json};

use super::super::checks::commands::option;
use super::super::checks::length;
use super::super::ids::Id;
use super::super::interaction::Named;
use super::super::outcome::CannotAct;
use super::super::world::{Guild, World};

/// The option that is being typed: its value is a string, whatever its type.
pub(super) fn focused_option(option: &Value, text: &str) -> Result<Value, CannotAct> {
    if option["autocomplete"] != true {
        return Err(CannotAct::NotCompleted(text_of(&option["name"])));
    }
    let value = text.trim();
    Ok(json!({ "name": option["name"], "type": option["type"], "value": value, "focused": true }))
}

/// The value that a client sends for what was typed.
pub(super) fn value(
    option: &Value,
    text: &str,
    world: &World,
    guild: Option<&Guild>,
    named: &mut Named,
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
            let id = world.find_user(text, guild).ok_or_else(|| refuse("there is no user of this name"))?;
            named.users.push(id);
            Ok(json!(id))
        }
        option::CHANNEL => {
            let found = guild.and_then(|guild| world.find_channel(guild.id, text));
            let id = found.ok_or_else(|| refuse("no such channel"))?;
            let types = option["channel_types"].as_array().filter(|types| !types.is_empty());
            let kind = world.channels.get(&id).map(|channel| channel.kind);
            if types.is_some_and(|types| !types.iter().any(|known| Some(known) == kind.map(Value::from).as_ref())) {
                return Err(refuse("no channel of such a type"));
            }
            named.channels.push(id);
            Ok(json!(id))
        }
        option::ROLE => {
            let id = role(text, guild).ok_or_else(|| refuse("no such role"))?;
            named.roles.push(id);
            Ok(json!(id))
        }
        option::MENTIONABLE => {
            if let Some(id) = world.find_user(text, guild) {
                named.users.push(id);
                return Ok(json!(id));
            }
            let id = role(text, guild).ok_or_else(|| refuse("there is no user and no role of this name"))?;
            named.roles.push(id);
            Ok(json!(id))
        }
        option::ATTACHMENT => {
            let file = world.uploaded(text).ok_or_else(|| refuse("no file of this name is at hand"))?;
            named.attachments.push(file);
            Ok(json!(file))
        }
        _ => Err(refuse("the fake Discord cannot type this kind of option")),
    }
}

fn role(text: &str, guild: Option<&Guild>) -> Option<Id> {
    guild?.role_named(text).map(|role| role.id)
}

pub(super) fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
