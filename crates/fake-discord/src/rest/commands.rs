//! Registering commands: rules C02, C03, C09 and C17 to C23; what a command may be is checked by `checks::commands`.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::checks::commands as checks;
use super::super::commands::{Command, Scope, tidied};
use super::super::errors::{Problems, Refusal};
use super::super::ids::Id;
use super::super::state::State;
use super::Answer;

/// The most entries a bulk body may have.
const MAX_BULK: usize = 130;

/// Where the commands are, if the bot may register them there.
pub(super) fn scope(state: &State, application: &str, guild: Option<&str>) -> Result<Scope, Refusal> {
    if application.parse() != Ok(state.world.application.id) {
        let message = "You are not authorized to perform this action on this application";
        return Err(Refusal::new("C21", 403, 20012, message));
    }
    let Some(guild) = guild else { return Ok(None) };
    let authorised =
        guild.parse::<Id>().ok().filter(|id| state.world.guilds.get(id).is_some_and(|guild| guild.installed));
    match authorised {
        Some(id) => Ok(Some(id)),
        None => Err(Refusal::new("C20", 403, 50001, "Missing Access")),
    }
}

/// The command with this id.
pub(super) fn existing(state: &State, scope: Scope, id: &str) -> Result<Id, Refusal> {
    let known = id.parse().ok().filter(|&id| state.world.commands.find(scope, id).is_some());
    known.ok_or_else(|| Refusal::new("C22", 404, 10063, "Unknown application command"))
}

pub(super) fn list(state: &State, scope: Scope, with_localizations: bool) -> Answer {
    let application = &state.world.application;
    let commands = state.world.commands.in_scope(scope);
    let shown = commands.map(|command| command.to_json(application, with_localizations)).collect();
    Answer::json(200, shown)
}

pub(super) fn get(state: &State, scope: Scope, id: Id) -> Result<Answer, Refusal> {
    let command = state.world.commands.find(scope, id);
    let command = command.ok_or_else(|| Refusal::new("C22", 404, 10063, "Unknown application command"))?;
    Ok(Answer::json(200, command.to_json(&state.world.application, true)))
}

/// C17: an upsert by name and type.
pub(super) fn create(state: &mut State, scope: Scope, body: &Value, now: Duration) -> Result<Answer, Refusal> {
    check(state, scope, "", body)?;
    let kind = checks::kind_of(body);
    let name = body["name"].as_str().unwrap_or_default();
    let registry = &state.world.commands;
    let is_new = registry.named(scope, kind, name).is_none();
    if is_new {
        let of_kind = registry.in_scope(scope).filter(|command| command.kind == kind).count();
        check_count(kind, of_kind + 1)?;
        check_creates(state, scope, 1, now)?;
    }
    let fresh = state.world.mint(now);
    let command = state.world.commands.put(scope, body, fresh, now);
    let status = if is_new { 201 } else { 200 };
    Ok(Answer::json(status, command.to_json(&state.world.application, true)))
}

/// C18: what is not in the body is deleted; what is there already keeps its id.
pub(super) fn replace_all(state: &mut State, scope: Scope, body: &Value, now: Duration) -> Result<Answer, Refusal> {
    let Some(bodies) = body.as_array() else {
        let message = "Only iterables may be used in a ListType";
        return Err(Refusal::form("R02", "", "LIST_TYPE_CONVERT", message));
    };
    let mut problems = Problems::default();
    if bodies.len() > MAX_BULK {
        problems.too_long("C03", "", MAX_BULK);
    }
    for (index, body) in bodies.iter().enumerate() {
        let path = index.to_string();
        if checks::is_object(&mut problems, &path, body) {
            checks::command(&mut problems, &path, body, scope.is_some(), &state.world.application);
        }
    }
    checks::bulk(&mut problems, bodies);
    problems.finish()?;
    for kind in 1..=4 {
        let of_kind = bodies.iter().filter(|body| checks::kind_of(body) == kind).count();
        check_count(kind, of_kind)?;
    }
    let is_new = |body: &&Value| {
        let name = body["name"].as_str().unwrap_or_default();
        state.world.commands.named(scope, checks::kind_of(body), name).is_none()
    };
    let created = bodies.iter().filter(is_new).count();
    check_creates(state, scope, created, now)?;

    let mut kept = Vec::new();
    let mut shown = Vec::new();
    for body in bodies {
        let fresh = state.world.mint(now);
        let command = state.world.commands.put(scope, body, fresh, now);
        kept.push(command.id);
        shown.push(command.to_json(&state.world.application, true));
    }
    state.world.commands.retain(scope, &kept);
    state.journal.note(now, &format!("{} commands are registered ({created} new)", kept.len()));
    Ok(Answer::json(200, json!(shown)))
}

/// Any field that is given replaces the old one whole.
pub(super) fn edit(state: &mut State, scope: Scope, id: Id, body: &Value, now: Duration) -> Result<Answer, Refusal> {
    let Some(known) = state.world.commands.find(scope, id).cloned() else {
        return Err(Refusal::new("C22", 404, 10063, "Unknown application command"));
    };
    let Some(changes) = body.as_object() else {
        return Err(Refusal::form("R02", "", "MODEL_TYPE_CONVERT", "Could not interpret value as object."));
    };
    let mut merged = Value::Object(known.body.clone());
    merged["name"] = json!(known.name);
    for (key, value) in changes {
        merged[key.as_str()] = value.clone();
    }
    merged["type"] = json!(known.kind);
    check(state, scope, "", &merged)?;
    let name = merged["name"].as_str().unwrap_or_default().to_owned();
    let taken = state.world.commands.named(scope, known.kind, &name).is_some_and(|other| other.id != id);
    if taken {
        let message = "Application command names must be unique";
        return Err(Refusal::form("C02", "name", "APPLICATION_COMMANDS_DUPLICATE_NAME", message));
    }
    let command = Command { version: state.world.mint(now), name, body: tidied(&merged), ..known };
    let command = state.world.commands.store(command);
    Ok(Answer::json(200, command.to_json(&state.world.application, true)))
}

pub(super) fn delete(state: &mut State, scope: Scope, id: Id) -> Answer {
    state.world.commands.remove(scope, id);
    Answer::nothing()
}

fn check(state: &State, scope: Scope, path: &str, body: &Value) -> Result<(), Refusal> {
    let mut problems = Problems::default();
    if checks::is_object(&mut problems, path, body) {
        checks::command(&mut problems, path, body, scope.is_some(), &state.world.application);
    }
    problems.finish()
}

/// C03: the limit of commands of a type.
fn check_count(kind: u64, count: usize) -> Result<(), Refusal> {
    let most = checks::most_of_kind(kind);
    if count <= most {
        return Ok(());
    }
    let message = format!("Maximum number of application commands reached ({most})");
    Err(Refusal::new("C03", 400, 30032, &message))
}

/// C19: the limit of new commands a day.
fn check_creates(state: &State, scope: Scope, count: usize, now: Duration) -> Result<(), Refusal> {
    if count <= state.world.commands.creates_left(scope, now) {
        return Ok(());
    }
    let message = "Max number of daily application command creates has been reached (200)";
    Err(Refusal::new("C19", 400, 30034, message))
}
