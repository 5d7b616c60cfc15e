//! What follows the first response: rules I05 to I09, I11 and I12.

use std::time::Duration;

use super::super::checks::messages;
use super::super::errors::Refusal;
use super::super::ids::Id;
use super::super::message::Message;
use super::super::posting;
use super::super::settings::Settings;
use super::super::state::State;
use super::super::wire;
use super::{Answer, Body};

/// The most follow-ups if only the person installed the app.
const MAX_FOLLOW_UPS: usize = 5;

/// The interaction whose webhook this is, if it is open.
pub(super) fn interaction(
    state: &State,
    settings: &Settings,
    application: &str,
    token: &str,
    now: Duration,
) -> Result<Id, Refusal> {
    if application.parse() != Ok(state.world.application.id) {
        return Err(Refusal::unknown_webhook("I07"));
    }
    let Some(interaction) = state.world.interaction_with_token(token) else {
        return Err(Refusal::unknown_webhook("I07"));
    };
    if interaction.response.is_none() {
        return Err(Refusal::unknown_webhook("I05"));
    }
    if now.saturating_sub(interaction.created) > settings.token_lifetime {
        return Err(Refusal::new("I06", 401, 50027, "Invalid Webhook Token"));
    }
    Ok(interaction.id)
}

/// The message that `@original` or an id means to this interaction.
pub(super) fn message(state: &State, interaction: Id, name: &str) -> Result<Id, Refusal> {
    let interaction = state.world.interactions.get(&interaction).ok_or_else(Refusal::unknown_message)?;
    let id = match name {
        "@original" => interaction.original,
        id => id.parse().ok(),
    };
    let message = id.and_then(|id| state.world.messages.get(&id));
    let reachable = |message: &&Message| {
        let answers = message.origin.as_ref().is_some_and(|origin| origin.interaction == interaction.id);
        answers || interaction.original == Some(message.id)
    };
    message.filter(reachable).map(|message| message.id).ok_or_else(Refusal::unknown_message)
}

pub(super) fn get(state: &State, message: Id) -> Result<Answer, Refusal> {
    let message = state.world.messages.get(&message).ok_or_else(Refusal::unknown_message)?;
    Ok(Answer::json(200, wire::message(&state.world, message)))
}

/// I12: the first follow-up to a deferred answer fills it in. I08: some interactions allow five only.
pub(super) fn follow_up(state: &mut State, interaction: Id, body: &Body, now: Duration) -> Result<Answer, Refusal> {
    let Some(interaction) = state.world.interactions.get(&interaction).cloned() else {
        return Err(Refusal::unknown_webhook("I05"));
    };
    let placeholder = interaction.original.and_then(|id| state.world.messages.get(&id));
    if let Some(placeholder) = placeholder.filter(|placeholder| placeholder.is_loading()) {
        return edit(state, interaction.id, placeholder.id, body, now);
    }
    if interaction.only_user_installed && interaction.follow_ups >= MAX_FOLLOW_UPS {
        let message = "This interaction has reached the maximum number of follow up messages";
        return Err(Refusal::new("I08", 400, 40094, message));
    }
    let draft = messages::create("", &body.json, &body.files)?;
    let id = posting::post(&mut state.world, &interaction, draft, now);
    if let Some(interaction) = state.world.interactions.get_mut(&interaction.id) {
        interaction.follow_ups += 1;
    }
    get(state, id)
}

pub(super) fn edit(state: &mut State, interaction: Id, id: Id, body: &Body, now: Duration) -> Result<Answer, Refusal> {
    let message = state.world.messages.get(&id).cloned().ok_or_else(Refusal::unknown_message)?;
    let draft = messages::edit("", &body.json, &body.files, &message)?;
    posting::edit(&mut state.world, id, draft, now);
    let seen = state.world.messages.get(&id).map(Message::as_seen).unwrap_or_default();
    state
        .journal
        .note(now, &format!("message {id} of interaction {interaction} now reads:\n{}", posting::indented(&seen)));
    get(state, id)
}

pub(super) fn delete(state: &mut State, interaction: Id, message: Id) -> Answer {
    state.world.delete_message(message);
    if let Some(interaction) = state.world.interactions.get_mut(&interaction)
        && interaction.original == Some(message)
    {
        interaction.original = None;
    }
    Answer::nothing()
}
