//! All shards of the process: what they start with, that they share one pace, and that they end together.

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
use super::life::{self, Common};
use super::session::Resumption;
use super::turns::Turns;
use super::{GatewayError, RawInteraction, SavedSession, Setup};
use crate::discord::rest::SessionStartLimit;

/// Fewer session starts than this left for today, and [`receive`] refuses to begin: Discord resets the token of a bot
/// that exceeds them (<https://discord.com/developers/docs/events/gateway#session-start-limit-object>).
pub(super) const FEWEST_STARTS: u32 = 50;

/// Receives the interactions of all shards and hands each to `interactions` until `shutdown` resolves.
///
/// Survives everything that can be survived, and says so at info; what befalls one shard does not touch the others.
/// Returns the sessions to [`SavedSession::store`] for the next start: none for a shard that has none worth keeping.
///
/// # Errors
///
/// When going on is pointless: Discord closed a connection for good, too few session starts are left for today, its
/// address is unusable, or the other end of `interactions` is gone. Then all shards end.
pub async fn receive(
    setup: Setup,
    interactions: mpsc::Sender<RawInteraction>,
    shutdown: impl Future<Output = ()>,
) -> Result<Vec<SavedSession>, GatewayError> {
    let Setup { token, application_id, gateway, shards, sessions, patience, counters } = setup;
    let url = address(&gateway.url).ok_or(GatewayError::BadAddress)?;
    let starts = gateway.session_start_limit;
    let crew = with_their_sessions(shards.ids(), sessions, application_id, &url);
    check_starts(starts, crew.iter().filter(|(_, session)| session.is_none()).count())?;
    // One provider for every TLS connection of the process; an error only says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    counters.identifies_left.store(starts.remaining.into(), Ordering::Relaxed);
    counters.shards.store(shards.count().into(), Ordering::Relaxed);
    info!(%shards, recommended = gateway.shards, "connecting to Discord");

    let stop = CancellationToken::new();
    let turns = Turns::new(starts, patience.turn);
    let common =
        Arc::new(Common { token, application_id, url, turns, patience, counters, interactions, stop: stop.clone() });
    let mut lives = JoinSet::new();
    for (shard, resumption) in crew {
        lives.spawn(life::live(shard, resumption, Arc::clone(&common)));
    }
    drop(common);
    all_end(lives, stop, shutdown).await
}

/// Waits for all shards; stops them at `shutdown`, or when one of them cannot go on.
async fn all_end(
    mut lives: JoinSet<Result<Option<SavedSession>, GatewayError>>,
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
            ended = lives.join_next() => ended,
        };
        match ended {
            None => break,
            Some(Ok(Ok(session))) => kept.extend(session),
            Some(Ok(Err(error))) => {
                stop.cancel();
                failure.get_or_insert(error);
            }
            // A shard that fails in a way that nobody foresaw must not be missing unnoticed.
            Some(Err(error)) => resume_unwind(error.into_panic()),
        }
    }
    failure.map_or(Ok(kept), Err)
}

/// Each shard with what an earlier run left for it, if that is of use.
fn with_their_sessions(
    shards: impl Iterator<Item = ShardId>,
    sessions: Vec<SavedSession>,
    application_id: u64,
    url: &str,
) -> Vec<(ShardId, Option<Resumption>)> {
    let mut sessions: HashMap<_, _> = sessions.into_iter().map(|session| (session.shard(), session)).collect();
    shards
        .map(|shard| (shard, sessions.remove(&shard).and_then(|session| session.for_bot(application_id, url))))
        .collect()
}

/// Whether `needed` new sessions may be started.
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
