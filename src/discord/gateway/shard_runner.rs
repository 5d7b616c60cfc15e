//! Runs one shard: connects, resumes or re-identifies with back-off, until shutdown.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::sleep;
use tracing::info;
use twilight_gateway::ShardId;

use super::GatewayError;
use super::backoff::{Attempt, Backoff};
use super::connection::Connection;
use super::outage::{self, Presence};
use super::session::{Bot, Resumption, SavedSession};
use super::shared::Shared;

/// Runs one shard, beginning with `resumption`, until shutdown. Returns the session for the next start.
///
/// # Errors
///
/// When connecting again cannot help.
pub(super) async fn run(
    shard: ShardId,
    resumption: Option<Resumption>,
    shared: Arc<Shared>,
) -> Result<Option<SavedSession>, GatewayError> {
    let (presence, watched) = watch::channel(Presence::Expected);
    tokio::select! {
        biased;
        ended = keep_connected(shard, resumption, &shared, &presence) => ended,
        never = outage::report(shard.number(), watched, shared.timeouts.outage) => match never {},
    }
}

/// Makes one connection after another.
async fn keep_connected(
    shard: ShardId,
    mut resumption: Option<Resumption>,
    shared: &Shared,
    presence: &watch::Sender<Presence>,
) -> Result<Option<SavedSession>, GatewayError> {
    let Shared { application_id, url, identify_queue, timeouts, stop, .. } = shared;
    let bot = Bot { application_id: *application_id, gateway: url, intents: shared.intents() };
    let saved = |kept: Resumption| kept.into_saved(&bot, shard);
    let mut backoff = Backoff::new(timeouts.backoff.clone());
    loop {
        let turn = match &resumption {
            Some(_) => None,
            None => tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(None),
                turn = identify_queue.turn(shard) => Some(turn),
            },
        };
        presence.send_replace(Presence::Absent);
        let mut connection = Connection::new(shard, shared, presence, resumption.as_ref(), turn);
        let reason = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            reason = connection.run() => Some(reason),
        };
        let Some(reason) = reason else {
            // What arrives from now on is not acknowledged: Discord replays it at the next start.
            let resumption = connection.resumption(url);
            connection.close().await;
            info!(
                shard = shard.number(),
                session_kept = resumption.is_some(),
                "disconnected from Discord: shutting down"
            );
            return Ok(resumption.map(saved));
        };
        if let Some(error) = reason.fatal() {
            info!(shard = shard.number(), %reason, "disconnected from Discord for good");
            return Err(error);
        }
        let attempt = connection.attempt();
        let had_session = matches!(attempt, Attempt::Session(_));
        let was_resuming = resumption.is_some();
        resumption = connection.resumption(url).filter(|_| !reason.invalidates_session(had_session));
        // A refused resume says nothing against a new session, and there cannot be two refusals in a row.
        if had_session || !was_resuming || resumption.is_some() {
            backoff.record(attempt);
        }
        drop(connection);
        let pause = backoff.pause(resumption.is_none(), fastrand::f64());
        info!(
            shard = shard.number(), %reason, resumes = resumption.is_some(), next_attempt_in_ms = pause.as_millis(),
            "disconnected from Discord"
        );
        tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(resumption.map(saved)),
            () = sleep(pause) => {}
        }
    }
}
