//! One interaction from its JSON to its answer: read, decide, send, then whatever comes after.

use std::collections::{HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use tracing::{error, info, warn};

use crate::answer::Guide;
use crate::discord::incoming::{self, Incoming};
use crate::discord::outgoing;
use crate::gateway::RawInteraction;
use crate::rest::{InteractionRef, Rest};
use crate::service::{Outcome, Reply, failed, respond};

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

/// Reads an interaction. `None` when there is nobody to answer, or it was answered before.
pub(super) fn read(raw: &RawInteraction, seen: &mut Seen) -> Option<Incoming> {
    match incoming::read(&raw.json) {
        Ok(incoming) if seen.is_new(incoming.id) => Some(incoming),
        Ok(incoming) => {
            info!(command = incoming.command, outcome = "repeated", "interaction");
            None
        }
        Err(reason) => {
            warn!("interaction not answered: {reason}");
            None
        }
    }
}

/// Answers an interaction and logs one line about it, without a word of what was typed.
pub(super) async fn answer(rest: &Rest, guide: &Guide, incoming: Incoming, received: Instant) {
    let started = Instant::now();
    let (reply, outcome) = guarded(|| respond(guide, &incoming.request));
    let response = outgoing::response(&reply);
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let interaction = InteractionRef { id: incoming.id, token: incoming.token.clone(), received };
    let delivered = rest.answer(&interaction, &response).await;
    info!(command = incoming.command, guild = incoming.guild, locale = incoming.locale, outcome, micros, "interaction");
    if let Err(problem) = delivered {
        warn!(command = incoming.command, "{problem}");
        return;
    }
    if reply == Reply::Remove
        && let Err(problem) = rest.delete_original(incoming.application, &incoming.token).await
    {
        warn!("{problem}");
    }
}

/// Decides, and answers kindly when deciding panics: a fault in one answer must not stop the others.
fn guarded(decide: impl FnOnce() -> (Reply, Outcome)) -> (Reply, &'static str) {
    match catch_unwind(AssertUnwindSafe(decide)) {
        Ok((reply, outcome)) => (reply, outcome.as_str()),
        Err(_) => {
            error!("an answer panicked; the asker was told to try again");
            (failed(), "failed")
        }
    }
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
        let (reply, outcome) = guarded(|| panic!("a fault"));
        assert_eq!(outcome, "failed");
        assert!(matches!(reply, Reply::Show { private: true, .. }));
    }
}
