//! Shard manager: starts all shards of the process with their saved sessions, and ends them together.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::info;
use twilight_gateway::ShardId;

use super::address::address;
use super::identify_queue::IdentifyQueue;
use super::session::{Bot, Resumption};
use super::shard_runner;
use super::shared::{Shared, intents};
use super::{GatewayError, RawInteraction, SavedSession, Setup};
use crate::discord::rest::SessionStartLimit;

/// Session starts that have to be left today for [`receive`] to begin: Discord resets the token of a bot that exceeds the
/// limit (<https://discord.com/developers/docs/events/gateway#session-start-limit-object>).
pub(super) const FEWEST_STARTS: u32 = 50;

/// Receives the interactions of all shards and hands each to `interactions` until `shutdown` resolves.
///
/// Reconnects after every failure that can pass, and logs it; a failure of one shard leaves the others alone. Returns the
/// sessions to [`SavedSession::store`] for the next start, without those of shards that have none to resume.
///
/// # Errors
///
/// When connecting again cannot help: Discord closed a connection for good, too few session starts are left today, the
/// gateway's address is unusable, or the receiver of `interactions` was dropped. Then all shards end.
pub async fn receive(
    setup: Setup,
    interactions: mpsc::Sender<RawInteraction>,
    shutdown: impl Future<Output = ()>,
) -> Result<Vec<SavedSession>, GatewayError> {
    let Setup { token, application_id, gateway, shards, sessions, timeouts, counters, guild_events } = setup;
    let url = address(&gateway.url).ok_or(GatewayError::BadAddress)?;
    let starts = gateway.session_start_limit;
    let bot = Bot { application_id, gateway: &url, intents: intents(guild_events.is_some()) };
    let shards_to_run = with_sessions(shards.ids(), sessions, &bot);
    check_starts(starts, shards_to_run.iter().filter(|(_, session)| session.is_none()).count())?;
    // One provider for every TLS connection of the process; an error only says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    counters.identifies_left.store(starts.remaining.into(), Ordering::Relaxed);
    counters.shards.store(shards.count().into(), Ordering::Relaxed);
    info!(%shards, recommended = gateway.shards, "connecting to Discord");

    let stop = CancellationToken::new();
    let identify_queue = IdentifyQueue::new(starts, timeouts.turn);
    let stop_all = stop.clone();
    let shared = Arc::new(Shared {
        token,
        application_id,
        url,
        identify_queue,
        timeouts,
        counters,
        interactions,
        guild_events,
        stop,
    });
    let mut runners = JoinSet::new();
    for (shard, resumption) in shards_to_run {
        runners.spawn(shard_runner::run(shard, resumption, Arc::clone(&shared)));
    }
    drop(shared);
    join_all(runners, stop_all, shutdown).await
}

/// Waits for all shards; stops them at `shutdown`, or when one of them fails for good.
async fn join_all(
    mut runners: JoinSet<Result<Option<SavedSession>, GatewayError>>,
    stop: CancellationToken,
    shutdown: impl Future<Output = ()>,
) -> Result<Vec<SavedSession>, GatewayError> {
    let mut shutdown = pin!(shutdown);
    let mut kept = Vec::new();
    let mut failure = None;
    loop {
        let ended = tokio::select! {
            biased;
            () = &mut shutdown, if !stop.is_cancelled() => {
                stop.cancel();
                continue;
            }
            ended = runners.join_next() => ended,
        };
        match ended {
            None => break,
            Some(Ok(Ok(session))) => kept.extend(session),
            Some(Ok(Err(error))) => {
                stop.cancel();
                failure.get_or_insert(error);
            }
            // A shard must not go missing unnoticed.
            Some(Err(error)) => resume_unwind(error.into_panic()),
        }
    }
    failure.map_or(Ok(kept), Err)
}

/// Each shard with the session that an earlier run saved for it, if it can be resumed.
fn with_sessions(
    shards: impl Iterator<Item = ShardId>,
    sessions: Vec<SavedSession>,
    bot: &Bot<'_>,
) -> Vec<(ShardId, Option<Resumption>)> {
    let mut sessions: HashMap<_, _> = sessions.into_iter().map(|session| (session.shard(), session)).collect();
    shards.map(|shard| (shard, sessions.remove(&shard).and_then(|session| session.for_bot(bot)))).collect()
}

/// Fails unless `needed` new sessions may be started.
fn check_starts(starts: SessionStartLimit, needed: usize) -> Result<(), GatewayError> {
    let needed = u32::try_from(needed).unwrap_or(u32::MAX);
    if starts.remaining < FEWEST_STARTS.max(needed) {
        return Err(GatewayError::FewStartsLeft { starts, needed });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_start_needs_fifty_starts_or_as_many_as_there_are_shards_without_a_session() {
        let fits = |remaining, needed| {
            let starts =
                SessionStartLimit { total: 1000, remaining, reset_after: Duration::from_hours(1), max_concurrency: 1 };
            check_starts(starts, needed)
        };
        assert!(fits(FEWEST_STARTS, 1).is_ok() && fits(FEWEST_STARTS - 1, 1).is_err());
        assert!(fits(FEWEST_STARTS - 1, 0).is_err(), "resumes can be refused");
        assert!(fits(64, 64).is_ok() && fits(63, 64).is_err());
        let said = fits(63, 64).unwrap_err().to_string();
        assert!(said.contains("63 more session starts of 1000") && said.contains("this start takes 64"), "{said}");
    }
}
