//! `tpm-guide run`: start, receive and answer until told to stop, leave nothing half done.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use super::answering::Answering;
use super::live::Live;
use super::seen::Seen;
use super::watching::{self, Watched};
use super::{Failure, register};
use crate::config::Config;
use crate::discord::incoming;
use crate::gateway::{self, Counters, RawInteraction, SavedSession, Setup, Shards};
use crate::monitor::Readiness;
use crate::rest::{Rest, RestError, Scope};

/// Interactions that wait to be read; beyond that receiving waits.
const WAITING: usize = 1_000;

/// Answers under way at a time. Each takes microseconds to decide; the rest is waiting for Discord.
const UNDER_WAY: usize = 500;

/// How long answers in hand, and removals, may take when the process is told to stop: longer than any callback.
const DRAINING: Duration = Duration::from_secs(12);

/// Serves the guide through the gateway until `stop`.
pub(super) async fn run(config: Config, live: Arc<Live>, stop: CancellationToken) -> Result<(), Failure> {
    let rest = Arc::new(Rest::new(&config.token, &config.api)?);
    let counters = Arc::new(Counters::default());
    // First what may fail for a setting's sake: preparing spends the sessions that were kept.
    let metrics = watching::metrics(&live);
    let readiness = ready_while_connected(&counters, &stop);
    metrics.watch_readiness(Arc::clone(&readiness));
    metrics.watch_gateway(&counters);
    metrics.watch_rest(rest.counters());
    let watched = Watched::start(config.metrics, &metrics, readiness).await?;
    let setup = tokio::select! {
        setup = prepare(&config, &rest, counters) => setup?,
        () = stop.cancelled() => return Ok(()),
    };
    let shards = setup.shards;
    let (sender, receiver) = mpsc::channel(WAITING);
    let answering = Arc::new(Answering::new(live, rest, Arc::clone(&metrics)));
    let answers = tokio::spawn(answer_all(receiver, Arc::clone(&answering)));
    let ended = gateway::receive(setup, sender, stop.cancelled_owned()).await;
    let draining = Instant::now();
    // The gateway has dropped its end of the channel: what is in it is answered, then this ends.
    if timeout(DRAINING, answers).await.is_err() {
        warn!("some answers did not get through in time");
    }
    // Before anything that an outage of Discord's API can hold up.
    if let (Ok(sessions), Some(folder)) = (&ended, &config.state) {
        keep(sessions, shards, folder);
    }
    let unfinished = answering.finish(DRAINING.saturating_sub(draining.elapsed())).await;
    if unfinished > 0 {
        warn!(unfinished, "some answers were not removed in time");
    }
    watching::log_questions(&metrics);
    watched.end().await;
    ended?;
    info!("stopped");
    Ok(())
}

/// Ready while every shard has a session, until the process is told to stop.
fn ready_while_connected(counters: &Arc<Counters>, stop: &CancellationToken) -> Readiness {
    let (counters, stop) = (Arc::clone(counters), stop.clone());
    Arc::new(move || match (stop.is_cancelled(), counters.is_ready()) {
        (true, _) => Err("told to stop"),
        (false, false) => Err("not every shard has a session"),
        (false, true) => Ok(()),
    })
}

/// Asks Discord who we are and where to connect, and brings the commands up to date.
async fn prepare(config: &Config, rest: &Rest, counters: Arc<Counters>) -> Result<Setup, Failure> {
    let application = rest.current_application().await?;
    info!(application = application.id, name = application.name, "signed in");
    if let Some(endpoint) = &application.endpoint {
        warn!(
            endpoint,
            "nothing will arrive here: Discord sends everything to the endpoint that is set. For `serve`, stop this; for \
             `run`, `tpm-guide register --endpoint none`"
        );
    }
    // Of several processes, one is enough: that with the first shard.
    if config.shards.is_none_or(Shards::has_first) {
        let scope = config.guild.map_or(Scope::Global, Scope::Guild);
        match register::bring_up_to_date(rest, &application, scope).await {
            Err(RestError::TokenRefused) => return Err(RestError::TokenRefused.into()),
            // Commands that were registered before can be answered all the same.
            Err(problem) => error!("the slash commands are not brought up to date: {problem}"),
            Ok(()) => {}
        }
    }
    let gateway = rest.gateway_bot().await?;
    let mut setup = Setup { counters, ..Setup::new(config.token.clone(), application.id, gateway) };
    setup.shards = config.shards.unwrap_or(setup.shards);
    if let Some(folder) = &config.state {
        gateway::warn_if_shared(folder);
        setup.sessions = SavedSession::load(folder, setup.shards);
        // They are spent: after a crash, a session of long ago must not be resumed.
        keep(&[], setup.shards, folder);
    }
    Ok(setup)
}

/// Answers everything that arrives, many at a time, until nothing more can.
async fn answer_all(mut interactions: mpsc::Receiver<RawInteraction>, answering: Arc<Answering>) {
    let mut seen = Seen::default();
    let answers = TaskTracker::new();
    let permits = Arc::new(Semaphore::new(UNDER_WAY));
    while let Some(raw) = interactions.recv().await {
        let incoming = match incoming::read(&raw.json) {
            Ok(incoming) if seen.is_new(incoming.envelope.id) => incoming,
            Ok(_) => {
                info!(outcome = "repeated", "interaction");
                continue;
            }
            Err(reason) => {
                warn!("interaction not answered: {reason}");
                continue;
            }
        };
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { break };
        let answering = Arc::clone(&answering);
        answers.spawn(async move {
            answering.call_back(incoming, raw).await;
            drop(permit);
        });
    }
    answers.close();
    answers.wait().await;
}

/// Keeps the sessions of `shards` for the next start, which then misses nothing. What else was kept for them is void.
fn keep(sessions: &[SavedSession], shards: Shards, folder: &Path) {
    let forgotten = SavedSession::forget(folder, shards);
    let kept = sessions.iter().map(|session| session.store(folder));
    for problem in [forgotten].into_iter().chain(kept).filter_map(Result::err) {
        error!("the sessions are not kept in {}: {problem}", folder.display());
    }
}
