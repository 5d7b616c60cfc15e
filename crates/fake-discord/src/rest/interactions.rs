//! The first response to an interaction: rules I01 to I04, I10 to I15.

use std::time::Duration;

use serde_json::Value;

use super::super::checks::{interactions as checks, messages, modals};
use super::super::errors::Refusal;
use super::super::ids::Id;
use super::super::interaction::{FirstResponse, Interaction, callback as callbacks, kind};
use super::super::posting;
use super::super::settings::Settings;
use super::super::state::State;
use super::super::wire;
use super::{Answer, Body};

pub(super) fn callback(
    state: &mut State,
    settings: &Settings,
    (interaction, token): (&str, &str),
    body: &Body,
    with_response: bool,
    now: Duration,
) -> Result<Answer, Refusal> {
    let id: Option<Id> = interaction.parse().ok();
    let interaction = id.and_then(|id| state.world.interactions.get(&id));
    let Some(interaction) = interaction.filter(|interaction| interaction.token == token) else {
        return Err(Refusal::unknown_interaction("I03"));
    };
    let (id, kind) = (interaction.id, interaction.kind);
    let response = accept(state, settings, id, body, now)?;
    if !with_response {
        return Ok(Answer::nothing());
    }
    let shown = response.shown.as_ref();
    Ok(Answer::json(200, wire::callback_response(&state.world, id, kind, response.kind, shown)))
}

/// Takes the first response to an interaction, whichever way it came: by the callback route or in an HTTP answer.
pub(super) fn accept(
    state: &mut State,
    settings: &Settings,
    id: Id,
    body: &Body,
    now: Duration,
) -> Result<FirstResponse, Refusal> {
    let interaction = state.world.interactions.get_mut(&id);
    let interaction = interaction.ok_or_else(|| Refusal::unknown_interaction("I03"))?;
    interaction.callbacks += 1;
    if interaction.response.is_some() {
        let message = "Interaction has already been acknowledged.";
        return Err(Refusal::new("I02", 400, 40060, message));
    }
    if now.saturating_sub(interaction.created) > settings.deadline {
        return Err(Refusal::unknown_interaction("I01"));
    }
    let interaction = interaction.clone();
    let callback = checks::callback_kind(&body.json, interaction.kind, interaction.source.is_some())?;
    checks::is_played(callback)?;
    let shown = respond(state, &interaction, callback, body, now)?;

    let response = FirstResponse {
        kind: callback,
        body: body.json.clone(),
        at: now,
        shown: shown.and_then(|id| state.world.messages.get(&id)).cloned(),
    };
    if let Some(seen) = &response.shown {
        let seen = posting::indented(&seen.as_seen());
        state.journal.note(now, &format!("callback {callback} to interaction {}:\n{seen}", interaction.id));
    }
    if let Some(interaction) = state.world.interactions.get_mut(&interaction.id) {
        interaction.original = shown;
        interaction.response = Some(response.clone());
    }
    Ok(response)
}

/// Does what the callback says. The message that `@original` means from now on.
fn respond(
    state: &mut State,
    interaction: &Interaction,
    callback: u64,
    Body { json: body, files }: &Body,
    now: Duration,
) -> Result<Option<Id>, Refusal> {
    let data = &body["data"];
    match callback {
        callbacks::MESSAGE => {
            let draft = messages::create("data", data, files)?;
            Ok(Some(posting::post(&mut state.world, interaction, draft, now)))
        }
        callbacks::DEFER => {
            let ephemeral = checks::deferral(body)?;
            Ok(Some(posting::post_placeholder(&mut state.world, interaction, ephemeral, now)))
        }
        callbacks::DEFER_UPDATE => Ok(interaction.source),
        callbacks::UPDATE => {
            let clicked = interaction.source.and_then(|id| state.world.messages.get(&id));
            let clicked = clicked.cloned().ok_or_else(Refusal::unknown_message)?;
            let draft = messages::edit("data", data, files, &clicked)?;
            posting::edit(&mut state.world, clicked.id, draft, now);
            Ok(Some(clicked.id))
        }
        callbacks::CHOICES => {
            checks::choices(body, completed_option(interaction))?;
            Ok(None)
        }
        _ => {
            modals::modal("data", data)?;
            Ok(None)
        }
    }
}

/// The type of the option that is being typed.
fn completed_option(interaction: &Interaction) -> u64 {
    fn focused(options: &Value) -> Option<u64> {
        options.as_array()?.iter().find_map(|option| {
            if option["focused"] == true { option["type"].as_u64() } else { focused(&option["options"]) }
        })
    }
    debug_assert_eq!(interaction.kind, kind::AUTOCOMPLETE);
    focused(&interaction.payload["data"]["options"]).unwrap_or(3)
}
