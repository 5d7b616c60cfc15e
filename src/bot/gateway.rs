//! Interactions that come over the gateway: each response leaves as a request of its own, and a repeated interaction gets
//! none.

use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc};
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use super::Handler;
use crate::discord::gateway::RawInteraction;
use crate::discord::rest::InteractionRef;
use crate::observe::Transport;

/// Interactions in flight at a time. Each takes microseconds to decide; the rest is waiting for Discord.
const IN_FLIGHT: usize = 500;

/// Answers everything that arrives, many at a time, until the channel is closed and empty.
pub async fn answer_all(mut interactions: mpsc::Receiver<RawInteraction>, handler: Arc<Handler>) {
    let in_flight = TaskTracker::new();
    let permits = Arc::new(Semaphore::new(IN_FLIGHT));
    while let Some(interaction) = interactions.recv().await {
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { break };
        let handler = Arc::clone(&handler);
        in_flight.spawn(async move {
            answer(&handler, interaction).await;
            drop(permit);
        });
    }
    in_flight.close();
    in_flight.wait().await;
}

/// Answers one interaction by a request to Discord's API.
async fn answer(handler: &Handler, RawInteraction { json, received }: RawInteraction) {
    let handled = match handler.handle(&json, received, Transport::Gateway).await {
        Ok(handled) => handled,
        Err(reason) => {
            warn!("interaction not answered: {reason}");
            return;
        }
    };
    if handled.is_repeated {
        info!(outcome = "repeated", "interaction");
        return;
    }
    let interaction = InteractionRef { id: handled.envelope.id, token: handled.envelope.token.clone(), received };
    let delivered = handler.rest().answer(&interaction, handled.body.clone()).await;
    if let Err(problem) = &delivered {
        warn!("an answer was not delivered: {problem}");
    }
    handler.complete(handled, Some(delivered.is_ok()));
}
