//! The application itself: what it is, and where its interactions are posted (rule H01).

use std::time::Duration;

use serde_json::Value;

use super::super::caller::{self, Address, EndpointRefused};
use super::super::errors::{Problems, Refusal};
use super::super::state::State;
use super::super::wire;
use super::Answer;

/// The only field that the fake Discord lets an application change. Others are accepted and ignored.
const FIELD: &str = "interactions_endpoint_url";

/// The URL that a body wants as endpoint, if there is one to be verified.
pub(super) fn wanted_endpoint(body: &Value) -> Option<&str> {
    body[FIELD].as_str().filter(|url| !url.is_empty())
}

pub(super) fn get(state: &State) -> Answer {
    let address = state.endpoint.address.as_ref().map(ToString::to_string);
    Answer::json(200, wire::application(&state.world, &state.endpoint.keys.public(), address.as_deref()))
}

/// Sets the endpoint to the one that was just `verified`, or clears it.
pub(super) fn edit(
    state: &mut State,
    verified: Option<&Result<Address, EndpointRefused>>,
    body: &Value,
    now: Duration,
) -> Result<Answer, Refusal> {
    if !body.is_object() {
        return Err(Refusal::new("R02", 400, 50109, "The request body contains invalid JSON."));
    }
    match (body.get(FIELD), verified) {
        (None, _) => {}
        (Some(Value::Null), _) => caller::set(state, None, now),
        (Some(Value::String(url)), _) if url.is_empty() => caller::set(state, None, now),
        (Some(Value::String(_)), Some(Ok(address))) => caller::set(state, Some(address.clone()), now),
        (Some(Value::String(_)), verified) => {
            if let Some(Err(refused)) = verified {
                state.journal.note(now, &format!("the endpoint is not taken: {refused}"));
            }
            let message = "The specified interactions endpoint url could not be verified.";
            return Err(Refusal::form("H01", FIELD, "APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID", message));
        }
        (Some(_), _) => {
            let mut problems = Problems::default();
            problems.wrong_type("H01", FIELD, "string");
            return Err(problems.into_refusal());
        }
    }
    Ok(get(state))
}
