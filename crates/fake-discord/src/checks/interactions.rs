//! What may answer an interaction: rules I04, I10, I13 and I14.

use serde_json::Value;

use super::super::errors::{Problems, Refusal, join};
use super::super::interaction::{callback, kind};
use super::super::message::flags;
use super::commands::choice_value;
use super::{given, list, required_text};

const MAX_CHOICES: usize = 25;

/// The callback's type, if it may answer an interaction of this kind.
///
/// A modal that was not opened from a component has no message to update.
pub(in super::super) fn callback_kind(body: &Value, interaction: u64, has_message: bool) -> Result<u64, Refusal> {
    let allowed: &[u64] = match interaction {
        kind::COMMAND => &[4, 5, 9, 10, 12],
        kind::COMPONENT => &[4, 5, 6, 7, 9, 10, 12],
        kind::AUTOCOMPLETE => &[8],
        kind::MODAL if has_message => &[4, 5, 6, 7, 10, 12],
        kind::MODAL => &[4, 5, 10, 12],
        // The fake Discord can send interactions that do not exist yet; a message is the only sensible answer to those.
        _ => &[4, 5],
    };
    let mut problems = Problems::default();
    match given(body, "type") {
        None => problems.required("I04", "type"),
        Some(kind) => match kind.as_u64() {
            Some(kind) if allowed.contains(&kind) => return Ok(kind),
            _ => problems.choices("I04", "type", allowed),
        },
    }
    Err(problems.into_refusal())
}

/// I10: a deferred answer says at most that it will be private. The fake Discord refuses every other flag.
pub(in super::super) fn deferral(body: &Value) -> Result<bool, Refusal> {
    let given_flags = body["data"]["flags"].as_u64().unwrap_or(0);
    if given_flags & !flags::EPHEMERAL != 0 {
        let message = "Only the EPHEMERAL flag may be set when deferring";
        return Err(Refusal::form("I10", "data.flags", "INTERACTION_DEFER_FLAGS_INVALID", message));
    }
    Ok(given_flags & flags::EPHEMERAL != 0)
}

/// I13, I14: the choices that complete an option of type `option_kind`.
pub(in super::super) fn choices(body: &Value, option_kind: u64) -> Result<Vec<Value>, Refusal> {
    let mut problems = Problems::default();
    let data = &body["data"];
    let Some(choices) = list(&mut problems, "I14", data, "data", "choices") else {
        if problems.is_empty() {
            problems.required("I14", "data.choices");
        }
        return Err(problems.into_refusal());
    };
    if choices.len() > MAX_CHOICES {
        problems.too_long("I13", "data.choices", MAX_CHOICES);
    }
    for (index, choice) in choices.iter().enumerate() {
        let path = join("data.choices", index);
        if choice.is_object() {
            required_text(&mut problems, "I14", choice, &path, "name", (1, 100));
            choice_value(&mut problems, "I14", &path, choice, option_kind);
        } else {
            problems.wrong_type("I14", &path, "object");
        }
    }
    problems.finish()?;
    Ok(choices.to_vec())
}

/// Refuses callback types that are valid at Discord but that the fake Discord does not play (premium, activities).
pub(in super::super) fn is_played(kind: u64) -> Result<(), Refusal> {
    if (callback::MESSAGE..=callback::MODAL).contains(&kind) {
        return Ok(());
    }
    let message = "The fake Discord has no premium offers and no activities";
    Err(Refusal::form("I04", "type", "BASE_TYPE_CHOICES", message))
}
