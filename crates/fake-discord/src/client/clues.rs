//! What is known about how messages came to be.

use std::collections::BTreeMap;

use super::super::ids::Id;
use super::super::interaction::{Interaction, callback};
use super::super::journal::Request;
use super::super::state::State;

/// What is known about how messages came to be.
pub(super) struct Clues<'a> {
    /// The latest interaction that changed a message in place.
    pub(super) changed_by: BTreeMap<Id, &'a Interaction>,
    /// The requests about an interaction, oldest first.
    requests: BTreeMap<Id, Vec<&'a Request>>,
}

impl<'a> Clues<'a> {
    pub(super) fn gather(state: &'a State) -> Self {
        let mut changed_by = BTreeMap::new();
        for interaction in state.world.interactions.values() {
            let kind = interaction.response.as_ref().map(|response| response.kind);
            let updates = matches!(kind, Some(callback::UPDATE | callback::DEFER_UPDATE));
            if let Some(message) = interaction.source.filter(|_| updates) {
                changed_by.insert(message, interaction);
            }
        }
        let mut requests: BTreeMap<Id, Vec<&Request>> = BTreeMap::new();
        for request in &state.journal.requests {
            if let Some(interaction) = request.interaction {
                requests.entry(interaction).or_default().push(request);
            }
        }
        Self { changed_by, requests }
    }

    /// The requests about this interaction, oldest first.
    pub(super) fn requests(&self, interaction: Id) -> &[&'a Request] {
        self.requests.get(&interaction).map_or(&[], Vec::as_slice)
    }

    /// The requests about this interaction that were not accepted, oldest first.
    pub(super) fn refused(&self, interaction: Id) -> impl DoubleEndedIterator<Item = &'a Request> {
        self.requests(interaction).iter().copied().filter(|request| request.went_wrong())
    }
}
