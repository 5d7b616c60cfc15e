//! One interaction from its JSON to its answer: read, decide, send, then whatever comes after.

use std::collections::{HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use tracing::{error, info, warn};

use super::asked::{Asked, Missed};
use crate::answer::Guide;
use crate::discord::incoming::{self, About, Envelope, Unanswerable};
use crate::discord::outgoing::{self, AfterStep, CreateInteractionResponse, Drawn};
use crate::gateway::RawInteraction;
use crate::rest::{InteractionRef, Rest};
use crate::search;
use crate::service::{Reply, failed, respond};

/// How many interactions are remembered, so that one that is delivered again is not answered again.
const REMEMBERED: usize = 10_000;

/// The ids of the interactions that were seen last.
#[derive(Debug, Default)]
pub(super) struct Seen {
    ids: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Seen {
    /// Whether this id is new; from now on it is not.
    pub fn is_new(&mut self, id: u64) -> bool {
        if !self.ids.insert(id) {
            return false;
        }
        self.order.push_back(id);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }
}

/// Reads whom to answer. `None` when there is nobody, or they were answered before.
pub(super) fn open(raw: &RawInteraction, seen: &mut Seen) -> Option<Envelope> {
    match incoming::envelope(&raw.json) {
        Ok(envelope) if seen.is_new(envelope.id) => Some(envelope),
        Ok(_) => {
            info!(outcome = "repeated", "interaction");
            None
        }
        Err(reason) => {
            warn!("interaction not answered: {reason}");
            None
        }
    }
}

/// Answers an interaction and logs one line about it: without a word of what was typed, unless the guide
/// [`logs questions`](Guide::logs_questions) and this is one without an answer.
pub(super) async fn answer(rest: &Rest, guide: &Guide, asked: &Asked, raw: &RawInteraction, envelope: Envelope) {
    let started = Instant::now();
    let Decided { about, response, after, outcome, searched, missed } = match guarded(|| decide(guide, &raw.json)) {
        Ok(decided) => decided,
        Err(reason) => {
            warn!("interaction not answered: {reason}");
            return;
        }
    };
    if let Some(outcome) = searched {
        asked.count(outcome);
    }
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let interaction = InteractionRef { id: envelope.id, token: envelope.token.clone(), received: raw.received };
    let delivered = rest.answer(&interaction, &response).await;
    info!(
        kind = about.kind,
        command = about.command,
        guild = about.guild,
        locale = about.locale,
        outcome,
        confidence = missed.confidence,
        nearest = missed.nearest,
        question = missed.question,
        micros,
        delivered = delivered.is_ok(),
        "interaction"
    );
    match (delivered, after) {
        (Err(problem), _) => warn!("an answer was not delivered: {problem}"),
        (Ok(_), Some(AfterStep::DeleteOriginal)) => {
            if let Err(problem) = rest.delete_original(envelope.application, &envelope.token).await {
                warn!("{problem}");
            }
        }
        (Ok(_), None) => {}
    }
}

/// What is sent, what comes after it, and what the log says of it.
struct Decided {
    about: About,
    response: CreateInteractionResponse,
    after: Option<AfterStep>,
    outcome: &'static str,
    searched: Option<search::Outcome>,
    missed: Missed,
}

impl Decided {
    fn new(about: About, reply: &Reply, outcome: &'static str) -> Self {
        let Drawn { response, after } = outgoing::draw(reply);
        let searched = reply.answer().and_then(|answer| answer.searched.as_ref()).map(|searched| searched.outcome);
        Self { about, response, after, outcome, searched, missed: Missed::default() }
    }
}

fn decide(guide: &Guide, json: &str) -> Result<Decided, Unanswerable> {
    let incoming = incoming::read(json)?;
    let (reply, outcome) = respond(guide, &incoming.request);
    let searched = reply.answer().and_then(|answer| answer.searched.as_ref());
    let missed = Missed::of(&incoming.request, searched, guide.logs_questions);
    Ok(Decided { missed, ..Decided::new(incoming.about, &reply, outcome.as_str()) })
}

/// Reads, decides and draws; answers kindly when any of it panics: a fault in one answer must not stop the others.
fn guarded(decide: impl FnOnce() -> Result<Decided, Unanswerable>) -> Result<Decided, Unanswerable> {
    catch_unwind(AssertUnwindSafe(decide)).unwrap_or_else(|_| {
        error!("an answer panicked; the asker was told to try again");
        Ok(Decided::new(About::default(), &failed(), "failed"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ten_thousand_are_remembered_and_no_more() {
        let mut seen = Seen::default();
        let remembered = REMEMBERED as u64;
        assert!((0..remembered).all(|id| seen.is_new(id)));
        assert!(!seen.is_new(0));
        assert!(seen.is_new(remembered));
        assert!(seen.is_new(0), "the oldest was forgotten for the newest");
        assert!(!seen.is_new(remembered));
        assert_eq!(seen.ids.len(), REMEMBERED);
    }

    #[test]
    fn a_panic_becomes_a_kind_private_answer() {
        let decided = guarded(|| panic!("a fault")).expect("an answer");
        assert_eq!(decided.outcome, "failed");
        let response = serde_json::to_value(&decided.response).expect("plain JSON");
        assert_eq!((&response["type"], &response["data"]["flags"]), (&4.into(), &64.into()));
    }
}
