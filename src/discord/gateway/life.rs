//! One shard's life: connection after connection, with which session and after which pause, until it is told to stop.

use std::sync::Arc;

use secrecy::SecretString;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::info;
use twilight_gateway::ShardId;

use super::backoff::{Attempt, Backoff};
use super::connection::Connection;
use super::outage::{self, Presence};
use super::session::{Resumption, SavedSession};
use super::turns::Turns;
use super::{Counters, GatewayError, Patience, RawInteraction};

/// What all shards of the process have in common.
pub(super) struct Common {
    pub(super) token: SecretString,
    pub(super) application_id: u64,
    pub(super) url: String,
    pub(super) turns: Turns,
    pub(super) patience: Patience,
    pub(super) counters: Arc<Counters>,
    pub(super) interactions: mpsc::Sender<RawInteraction>,
    pub(super) stop: CancellationToken,
}

/// Receives for one shard, beginning with `resumption`, until it is told to stop. Returns the session to go on with.
pub(super) async fn live(
    shard: ShardId,
    resumption: Option<Resumption>,
    common: Arc<Common>,
) -> Result<Option<SavedSession>, GatewayError> {
    let (presence, watched) = watch::channel(Presence::Expected);
    tokio::select! {
        biased;
        ended = connect(shard, resumption, &common, &presence) => ended,
        never = outage::report(shard.number(), watched, common.patience.outage) => match never {},
    }
}

async fn connect(
    shard: ShardId,
    mut resumption: Option<Resumption>,
    common: &Common,
    presence: &watch::Sender<Presence>,
) -> Result<Option<SavedSession>, GatewayError> {
    let Common { application_id, url, turns, patience, stop, .. } = common;
    let saved = |kept: Resumption| kept.into_saved(*application_id, url.clone(), shard);
    let mut backoff = Backoff::new(patience.pauses.clone());
    loop {
        let turn = match &resumption {
            Some(_) => None,
            None => tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(None),
                turn = turns.take(shard) => Some(turn),
            },
        };
        presence.send_replace(Presence::Absent);
        let mut connection = Connection::new(shard, common, presence, resumption.as_ref(), turn);
        let ending = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            ending = connection.run() => Some(ending),
        };
        let Some(ending) = ending else {
            // What arrives after this moment is not ours any more: the next start has it replayed.
            let resumption = connection.resumption(url);
            connection.leave().await;
            info!(
                shard = shard.number(),
                session_kept = resumption.is_some(),
                "disconnected from Discord: shutting down"
            );
            return Ok(resumption.map(saved));
        };
        if let Some(error) = ending.fatal() {
            info!(shard = shard.number(), %ending, "disconnected from Discord for good");
            return Err(error);
        }
        let attempt = connection.attempt();
        let had_session = matches!(attempt, Attempt::Session(_));
        let was_resuming = resumption.is_some();
        resumption = connection.resumption(url).filter(|_| !ending.spoils_session(had_session));
        // A kept session that is refused says nothing against a new one, and there cannot be two refusals in a row.
        if had_session || !was_resuming || resumption.is_some() {
            backoff.record(attempt);
        }
        drop(connection);
        let pause = backoff.pause(resumption.is_none(), fastrand::f64());
        info!(
            shard = shard.number(), %ending, resumes = resumption.is_some(), next_attempt_in_ms = pause.as_millis(),
            "disconnected from Discord"
        );
        tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(resumption.map(saved)),
            () = sleep(pause) => {}
        }
    }
}
