//! In which servers the bot is: what a server had is kept for 30 days after it removed the bot.
//!
//! The gateway tells of a removal; what it does not tell, or what is told while no process runs, two complete listings a day
//! apart show.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tracing::{info, warn};

use super::Communities;
use super::following::now;
use crate::discord::gateway::GuildEvent;
use crate::discord::rest::Rest;

/// How often all servers are listed: a server counts as left when two listings a day apart lack it.
const LISTINGS: Duration = Duration::from_hours(12);

/// How long after the start the first listing waits, so that restarts in a row do not list each time.
const FIRST: Duration = Duration::from_mins(5);

/// Follows the events of the gateway, where there is one, and lists all servers now and then. Never ends.
pub async fn follow_presence(
    communities: Arc<Communities>,
    rest: Arc<Rest>,
    mut events: Option<mpsc::Receiver<GuildEvent>>,
) {
    // Servers that were left: only those are told of when they come back. Read with the first event for which the store is
    // there: what returns before that is found by a listing.
    let mut absent: Option<HashSet<u64>> = None;
    let mut listings = interval_at(Instant::now() + FIRST, LISTINGS);
    listings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let event = async {
            match &mut events {
                Some(events) => events.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            event = event => match event {
                Some(event) => {
                    if absent.is_none() {
                        absent = communities.absent().await;
                    }
                    communities.handle_presence(event, absent.as_mut()).await;
                }
                None => events = None,
            },
            _ = listings.tick() => communities.compare_listing(&rest, now()).await,
        }
    }
}

impl Communities {
    /// Servers that removed the bot; `None` where the store cannot be asked now.
    async fn absent(&self) -> Option<HashSet<u64>> {
        let absent = self.store().ok()?.absent().await;
        Some(self.reached(absent).ok()?.into_iter().collect())
    }

    async fn handle_presence(&self, event: GuildEvent, mut absent: Option<&mut HashSet<u64>>) {
        let Ok(store) = self.store() else { return };
        match event {
            // A server without anything of its own has nothing to keep or to delete.
            GuildEvent::Delete { guild, is_unavailable: false } if self.is_known(guild) => {
                if self.reached(store.left(guild, now()).await).is_ok() {
                    if let Some(absent) = &mut absent {
                        absent.insert(guild);
                    }
                    info!(guild, "the bot was removed from a server: what it had is kept for 30 days");
                }
            }
            GuildEvent::Create { guild, is_unavailable: false } => {
                if let Some(absent) = absent.filter(|absent| absent.contains(&guild))
                    && self.reached(store.joined(guild).await).is_ok()
                {
                    absent.remove(&guild);
                    info!(guild, "the bot is in a server again that had removed it");
                    // What was posted between the removal and its event has failed, and is tried again.
                    let _ = self.reached(store.mended(guild).await);
                    self.wake();
                }
            }
            // An outage is neither.
            GuildEvent::Ready { .. } | GuildEvent::Create { .. } | GuildEvent::Delete { .. } => {}
        }
    }

    async fn compare_listing(&self, rest: &Rest, at: i64) {
        let Ok(store) = self.store() else { return };
        match rest.guilds().await {
            Ok(guilds) => match self.reached(store.listing(&guilds, at).await) {
                Ok(left) if left > 0 => info!(left, "servers without the bot: what they had is kept for 30 days"),
                Ok(_) | Err(_) => {}
            },
            // An incomplete listing says nothing about who is missing.
            Err(problem) => warn!("the servers are not listed: {problem}"),
        }
    }
}

#[cfg(all(test, feature = "playground"))]
#[path = "presence_tests.rs"]
mod tests;
