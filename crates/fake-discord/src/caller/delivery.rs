//! Rule H02: an interaction is posted, and what the endpoint answers becomes what the person sees.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::super::delivery::{Delivery, EndpointAnswer};
use super::super::errors::Refusal;
use super::super::faults::EndpointFault;
use super::super::ids::Id;
use super::super::interaction::{Posting, kind};
use super::super::rest;
use super::super::settings::Settings;
use super::super::state::{Shared, State};
use super::post::{Parcel, Silence};
use super::probe::pong;
use super::{headers, record, unix_seconds};

/// 408: the endpoint timed out on a slow body.
const TIMED_OUT: u16 = 408;

/// Posts an interaction for the first time.
pub(in super::super) async fn deliver(shared: Arc<Shared>, id: Id) {
    let prepared = shared.change(|state, now| {
        let fault = state.faults.strike_delivery();
        if let Some(fault) = fault {
            state.journal.note(now, &format!("fault: interaction {id}: {fault:?}"));
        }
        let interaction = state.world.interactions.get_mut(&id)?;
        if fault == Some(EndpointFault::UnknownFields) {
            enrich(&mut interaction.payload);
        }
        let parcel = parcel(state, id, now)?;
        state.world.interactions.get_mut(&id)?.posting = Posting::OnItsWay;
        Some((parcel, fault))
    });
    let Some((parcel, fault)) = prepared else { return };
    let turn = Turn { shared: &shared, id, parcel: &parcel };
    match fault {
        None | Some(EndpointFault::UnknownFields) => turn.first().await,
        Some(EndpointFault::Replayed) => {
            turn.first().await;
            turn.again(shared.poster.post(&parcel)).await;
        }
        Some(EndpointFault::Duplicated) => {
            let second = async { shared.poster.another()?.post(&parcel).await };
            tokio::join!(turn.first(), turn.again(second));
        }
        Some(EndpointFault::SlowBody(pause)) => {
            let at = shared.now();
            let answer = shared.poster.post_slowly(&parcel, pause).await;
            // If that took too long for the bot or the person, it is not the bot's doing.
            match answer {
                Ok(answer) if answer.status != TIMED_OUT => turn.judge(at, &Ok(answer)),
                answer => turn.unread(at, answer.ok()),
            }
        }
        Some(EndpointFault::CutAtOnce) => turn.cut(false).await,
        Some(EndpointFault::CutBeforeReading) => turn.cut(true).await,
    }
}

/// Posts an interaction once more, signed anew. Discord is not known to do that.
pub(in super::super) async fn deliver_again(shared: Arc<Shared>, id: Id) {
    let parcel = shared.change(|state, now| parcel(state, id, now));
    let Some(parcel) = parcel else { return };
    Turn { shared: &shared, id, parcel: &parcel }.again(shared.poster.post(&parcel)).await;
}

/// The interaction as it stands, signed, if there is an endpoint.
fn parcel(state: &State, id: Id, now: Duration) -> Option<Parcel> {
    let address = state.endpoint.address.clone()?;
    let body = state.world.interactions.get(&id)?.payload.to_string().into_bytes();
    let headers = headers(&state.endpoint.keys, &unix_seconds(state, now).to_string(), &body);
    Some(Parcel { address, headers, body })
}

/// One delivery of one interaction.
#[derive(Clone, Copy)]
struct Turn<'a> {
    shared: &'a Shared,
    id: Id,
    parcel: &'a Parcel,
}

impl Turn<'_> {
    /// Posts, and shows what comes back.
    async fn first(self) {
        let at = self.shared.now();
        let answer = self.shared.poster.post(self.parcel).await;
        self.judge(at, &answer);
    }

    fn judge(self, at: Duration, answer: &Result<EndpointAnswer, Silence>) {
        let settings = &self.shared.settings;
        self.shared.change(|state, now| {
            let verdict = accept(state, settings, self.id, answer, now);
            self.settle(state, if verdict.is_ok() { Posting::Settled } else { Posting::Failed });
            let answer = answer.as_ref().ok();
            record(state, at, self.parcel, answer, Some(self.id), verdict.err());
            self.remember(state, at, now, answer.cloned(), false);
        });
    }

    /// Posts again. The answer is not shown, but it has to be the same.
    async fn again(self, posted: impl Future<Output = Result<EndpointAnswer, Silence>>) {
        let at = self.shared.now();
        let answer = posted.await;
        self.shared.change(|state, now| {
            let missing = |Silence(why): &Silence| Refusal::new("H02", 0, 0, &format!("when repeated: {why}"));
            let refusal = answer.as_ref().err().map(missing);
            let answer = answer.ok();
            record(state, at, self.parcel, answer.as_ref(), Some(self.id), refusal);
            self.remember(state, at, now, answer, true);
        });
    }

    /// Posts, and goes away.
    async fn cut(self, when_answered: bool) {
        let at = self.shared.now();
        let posted = self.shared.poster.post_and_cut(self.parcel, when_answered).await;
        if let Err(error) = posted {
            let line = format!("interaction {} could not be posted: {error}", self.id);
            self.shared.change(|state, now| state.journal.note(now, &line));
        }
        self.unread(at, None);
    }

    /// What comes back is discarded, and the bot is not to blame.
    fn unread(self, at: Duration, answer: Option<EndpointAnswer>) {
        self.shared.change(|state, now| {
            self.settle(state, Posting::Failed);
            record(state, at, self.parcel, answer.as_ref(), Some(self.id), None);
            self.remember(state, at, now, answer, false);
        });
    }

    fn settle(self, state: &mut State, posting: Posting) {
        if let Some(interaction) = state.world.interactions.get_mut(&self.id) {
            interaction.posting = posting;
        }
    }

    /// Keeps the delivery, and compares the answers if the same was asked before.
    fn remember(self, state: &mut State, at: Duration, now: Duration, answer: Option<EndpointAnswer>, repeated: bool) {
        let Some(interaction) = state.world.interactions.get_mut(&self.id) else { return };
        let headers = self.parcel.headers.clone();
        let body = self.parcel.body.clone();
        let took = now.saturating_sub(at);
        let others = interaction.deliveries.iter().filter(|other| other.repeated != repeated);
        let differs = |other: &Delivery| match (&other.answer, &answer) {
            (Some(other), Some(answer)) => !other.equals(answer),
            _ => false,
        };
        let differs = others.clone().any(differs);
        interaction.deliveries.push(Delivery { at, took, headers, body, answer, repeated });
        if differs {
            let what = format!("interaction {} was answered otherwise when it was repeated", self.id);
            state.journal.broke(now, "H02", what);
        }
    }
}

/// What an answer of the endpoint says, and whether Discord takes it: a callback, or 202 and nothing, if it is to come by
/// REST.
fn accept(
    state: &mut State,
    settings: &Settings,
    id: Id,
    answer: &Result<EndpointAnswer, Silence>,
    now: Duration,
) -> Result<(), Refusal> {
    let wrong = |status: u16, what: &str| Err(Refusal::new("H02", status, 0, what));
    let answer = match answer {
        Ok(answer) => answer,
        Err(Silence(why)) => return wrong(0, why),
    };
    if state.world.interactions.get(&id).is_some_and(|interaction| interaction.kind == kind::PING) {
        return pong(answer).or_else(|why| wrong(answer.status, &why));
    }
    match answer.status {
        202 if answer.body.is_empty() => return Ok(()),
        202 => return wrong(202, "202 Accepted with a body: the callback has to come by REST"),
        200 => {}
        status => return wrong(status, &format!("an interaction is answered with 200 or 202, not with {status}")),
    }
    if answer.body.len() > rest::MAX_REQUEST {
        return Err(Refusal::new("M07", 413, 40005, "Request entity too large"));
    }
    if !answer.is_json() {
        let given = answer.header("content-type").unwrap_or("none");
        return wrong(200, &format!("the content type is {given} instead of application/json"));
    }
    let Ok(callback) = serde_json::from_slice(&answer.body) else {
        return wrong(200, "the body is no JSON");
    };
    rest::take_response(state, settings, id, &callback, now)
}

/// Adds what Discord might send one day to every object of a payload.
fn enrich(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(enrich),
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                match key.as_str() {
                    // Their keys are ids, not names.
                    "authorizing_integration_owners" => {}
                    "resolved" => values(value).for_each(|of_a_kind| values(of_a_kind).for_each(enrich)),
                    _ => enrich(value),
                }
            }
            map.insert("from_the_future".to_owned(), json!({ "list": [1, null, { "deep": "yes" }], "flag": true }));
        }
        _ => {}
    }
}

fn values(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_object_mut().into_iter().flat_map(Map::values_mut)
}
