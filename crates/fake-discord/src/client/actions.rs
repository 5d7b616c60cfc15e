//! What people do on the page, done by [`Person`], and what the page is told of the outcome.

use serde_json::{Value, json};

use super::super::checks::length;
use super::super::errors::Refusal;
use super::super::ids::Id;
use super::super::message::Message;
use super::super::outcome::{CannotAct, Outcome, Status};
use super::super::person::Person;
use super::frame::UserAction;
use super::{PageState, shown};

/// The most characters of a message that a person posts.
const LONGEST_MESSAGE: usize = 2000;

/// Does it, waits for what comes of it, and says that as the page expects it.
pub(super) async fn perform(page: &PageState, person: &Person, act: UserAction) -> Value {
    match attempt(page, person, act).await {
        Ok(outcome) => outcome,
        Err(problem) => json!({ "status": "cannot", "reason": sentence(&problem.to_string()) }),
    }
}

async fn attempt(page: &PageState, person: &Person, act: UserAction) -> Result<Value, CannotAct> {
    let outcome = match act {
        UserAction::Types { line } => person.types_loosely(&line).await?,
        UserAction::Command { name, options } => person.fills_in(&name, &options).await?,
        UserAction::Completes { name, option, value, options } => {
            person.completes_field(&name, (&option, &value), &options).await?
        }
        UserAction::Clicks { message, custom_id } => person.clicks_id(&stands(page, message)?, &custom_id).await?,
        UserAction::Selects { message, custom_id, values } => {
            person.selects_values(&stands(page, message)?, &custom_id, &values).await?
        }
        UserAction::Submits { modal, fields } => {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .flat_map(|(name, entered)| entered.values().into_iter().map(move |value| (name.as_str(), value)))
                .collect();
            person.submits(&person.modal(modal)?, &fields).await?
        }
        UserAction::Uses { message, command } => person.uses(&command, &stands(page, message)?).await?,
        UserAction::Says { content } => return says(person, &content),
        UserAction::Dismisses { message } => return dismisses(page, person, message),
    };
    Ok(told(&outcome))
}

/// The message, before it is checked that the person sees it.
fn stands(page: &PageState, id: Id) -> Result<Message, CannotAct> {
    page.discord.look(|state| state.world.messages.get(&id).cloned()).ok_or(CannotAct::NoSuchMessage(id))
}

fn says(person: &Person, content: &str) -> Result<Value, CannotAct> {
    if !(1..=LONGEST_MESSAGE).contains(&length(content.trim())) {
        let reason = format!("A message has 1 to {LONGEST_MESSAGE} characters.");
        return Ok(json!({ "status": "cannot", "reason": reason }));
    }
    let message = person.says(content.trim())?;
    Ok(json!({ "status": "answered", "message": message.id }))
}

/// Closes a private message, or an answer that was asked for again. Only the client does that: the message stands, and
/// the bot may edit it.
fn dismisses(page: &PageState, person: &Person, id: Id) -> Result<Value, CannotAct> {
    let is_own = person.looks(|state, context, now| {
        let is_own = |message: &Message| {
            let answers = message.origin.as_ref().is_some_and(|origin| origin.user == context.user);
            answers || message.ephemeral_for == Some(context.user)
        };
        state.world.messages.get(&id).is_some_and(is_own)
            || shown::failures(&page.discord, state, context, now).any(|failed| failed.id == id)
    })?;
    if !is_own {
        return Err(CannotAct::NoSuchMessage(id));
    }
    if let Ok(mut dismissed) = page.dismissed.lock() {
        dismissed.insert(id);
    }
    Ok(json!({ "status": "answered", "message": id }))
}

/// An outcome as the page reads it.
fn told(outcome: &Outcome) -> Value {
    let mut told = match &outcome.status {
        Status::Answered { message, .. } => json!({ "status": "answered", "message": message.id }),
        Status::Choices(choices) => {
            let choices = choices.iter().map(|choice| json!({ "name": choice.name, "value": choice.value }));
            json!({ "status": "choices", "choices": choices.collect::<Vec<_>>() })
        }
        Status::Modal(modal) => {
            let shape = json!({ "custom_id": modal.custom_id, "title": modal.title, "components": modal.components });
            json!({ "status": "modal", "modal": shape })
        }
        Status::Deferred { message, .. } => {
            json!({ "status": "deferred", "message": message.as_ref().map(|message| message.id) })
        }
        Status::Nothing => match outcome.refused.iter().rev().find_map(|request| request.refusal.as_ref()) {
            Some(refusal) => refused(refusal),
            None => json!({ "status": "nothing", "reason": "The application did not respond." }),
        },
    };
    told["interaction"] = json!(outcome.interaction);
    told
}

fn refused(refusal: &Refusal) -> Value {
    json!({
        "status": "refused",
        "rule": refusal.rule,
        "reason": format!("Discord refused the bot's answer: {}.", refusal.message.trim_end_matches('.')),
        "error": refusal.body(),
    })
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    let mut sentence: String = first.into_iter().flatten().chain(letters).collect();
    if !sentence.ends_with(['.', '?', '!']) {
        sentence.push('.');
    }
    sentence
}
