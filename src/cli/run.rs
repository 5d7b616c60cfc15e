//! `tpm-guide run`: connects to the gateway and answers until the process is told to stop.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::{error, info, warn};

use super::register;
use crate::bot::{Communities, Disclosure, Handler, Live, Opening, answer_all, follow_presence, work_outbox};
use crate::config::{Config, Log, StoreConfig};
use crate::discord::command::StaffCommands;
use crate::discord::gateway::{self, GatewayCounters, SavedSession, Setup, Shards};
use crate::discord::rest::{Rest, RestError, Scope};
use crate::failure::Failure;
use crate::knowledge::Place;
use crate::observe::{Metrics, MetricsServer, Readiness, StoreState};

/// The capacity of the channel between the gateway and the handler; a full one makes receiving wait.
const CAPACITY: usize = 1_000;

/// The capacity of the channel of servers that come and go: as many as a shard may have.
const GUILD_EVENTS: usize = 2_500;

/// How long responses in flight, and removals, may take once the process is told to stop: longer than any callback.
const DRAIN: Duration = Duration::from_secs(12);

/// How long the messages in flight may take besides.
pub(super) const OUTBOX: Duration = Duration::from_secs(4);

/// Serves the guide through the gateway until `stop`.
pub(super) async fn run(config: Config, place: Place, stop: CancellationToken) -> Result<(), Failure> {
    let Some((live, _fresh)) = Live::kept_fresh(place, disclosure(&config.log, config.store.as_ref()), &stop).await?
    else {
        return Ok(());
    };
    let (communities, _following) = communities(config.store.clone(), &stop).await?.unzip();
    run_with(config, live, communities, stop).await
}

/// What the help tells members of a process with these settings.
pub(super) fn disclosure(log: &Log, store: Option<&StoreConfig>) -> Disclosure {
    Disclosure { logs_questions: log.questions, stores: store.is_some() }
}

/// What servers have of their own, kept up to date for as long as the handle is held; nothing without a store.
pub(super) async fn communities(
    store: Option<StoreConfig>,
    stop: &CancellationToken,
) -> Result<Option<(Arc<Communities>, AbortOnDropHandle<()>)>, Failure> {
    let Some(StoreConfig { url, options, cache_bytes, member_key, forgotten, retention }) = store else {
        info!("DATABASE_URL is not set: servers have no entries of their own");
        return Ok(None);
    };
    Communities::open(Opening { url, options, cache_bytes, member_key, forgotten, retention }, stop).await.map(Some)
}

/// The same with knowledge and store that are open already.
pub(super) async fn run_with(
    config: Config,
    live: Arc<Live>,
    communities: Option<Arc<Communities>>,
    stop: CancellationToken,
) -> Result<(), Failure> {
    let rest = Arc::new(Rest::new(&config.token, &config.api)?);
    let counters = Arc::new(GatewayCounters::default());
    // What may fail because of a setting comes first: `prepare` spends the saved sessions.
    let metrics = live.metrics();
    let readiness = ready_while_connected(&counters, &stop);
    metrics.watch_readiness(Arc::clone(&readiness));
    metrics.watch_gateway(&counters);
    metrics.watch_rest(rest.counters());
    metrics.watch_messages(rest.counters());
    let metrics_server = MetricsServer::start(config.metrics, &metrics, readiness)?;
    let staff = if communities.is_some() { StaffCommands::Registered } else { StaffCommands::LeftAlone };
    let mut setup = tokio::select! {
        setup = prepare(&config, &rest, counters, staff) => setup?,
        () = stop.cancelled() => return Ok(()),
    };
    let shards = setup.shards;
    let _presence = communities.as_ref().map(|communities| {
        watch(&metrics, communities);
        let (sender, events) = mpsc::channel(GUILD_EVENTS);
        setup.guild_events = Some(sender);
        let following = follow_presence(Arc::clone(communities), Arc::clone(&rest), Some(events));
        AbortOnDropHandle::new(tokio::spawn(following))
    });
    let outbox = communities.as_ref().map(|communities| {
        let (live, rest) = (Arc::clone(&live), Arc::clone(&rest));
        tokio::spawn(work_outbox(Arc::clone(communities), live, rest, stop.clone()))
    });
    let (sender, receiver) = mpsc::channel(CAPACITY);
    let handler = Arc::new(Handler::new(live, rest, Arc::clone(&metrics), communities.clone()));
    let responses = tokio::spawn(answer_all(receiver, Arc::clone(&handler)));
    let ended = gateway::receive(setup, sender, stop.cancelled_owned()).await;
    let draining = Instant::now();
    // The gateway has dropped its end of the channel: what the channel holds is answered, then the task ends.
    if timeout(DRAIN, responses).await.is_err() {
        warn!("some answers did not get through in time");
    }
    // Before the removals, which an outage of Discord's API can hold up.
    if let (Ok(sessions), Some(folder)) = (&ended, &config.state) {
        keep(sessions, shards, folder);
    }
    let unfinished = handler.finish(DRAIN.saturating_sub(draining.elapsed())).await;
    if unfinished > 0 {
        warn!(unfinished, "some answers were not removed in time");
    }
    if let Some(outbox) = outbox {
        // What is cut off is sent by the next process with the same nonce.
        let _ = timeout(OUTBOX, outbox).await;
    }
    if let Some(communities) = communities {
        communities.flush().await;
    }
    metrics.log_questions();
    metrics_server.end().await;
    ended?;
    info!("stopped");
    Ok(())
}

/// Adds the metrics of what servers have of their own.
pub(super) fn watch(metrics: &Metrics, communities: &Arc<Communities>) {
    let communities = Arc::clone(communities);
    metrics.watch_store(move || {
        let (bytes, kept) = communities.kept();
        let (loads, failures) = communities.counters().read();
        StoreState { servers: communities.servers() as u64, kept: kept as u64, bytes, loads, failures }
    });
}

/// Ready while every shard has a session, until the process is told to stop.
fn ready_while_connected(counters: &Arc<GatewayCounters>, stop: &CancellationToken) -> Readiness {
    let (counters, stop) = (Arc::clone(counters), stop.clone());
    Arc::new(move || match (stop.is_cancelled(), counters.is_ready()) {
        (true, _) => Err("told to stop"),
        (false, false) => Err("not every shard has a session"),
        (false, true) => Ok(()),
    })
}

/// Signs in, brings the commands up to date, and asks Discord where to connect.
async fn prepare(
    config: &Config,
    rest: &Rest,
    counters: Arc<GatewayCounters>,
    staff: StaffCommands,
) -> Result<Setup, Failure> {
    let application = rest.current_application().await?;
    info!(application = application.id, name = application.name, "signed in");
    if let Some(endpoint) = &application.endpoint {
        warn!(
            endpoint,
            "nothing will arrive here: Discord sends everything to the endpoint that is set. For `serve`, stop this; for \
             `run`, `tpm-guide register --endpoint none`"
        );
    }
    // Of several processes, the one with the first shard registers.
    if config.shards.is_none_or(Shards::has_first) {
        let scope = config.guild.map_or(Scope::Global, Scope::Guild);
        match register::bring_up_to_date(rest, &application, scope, staff).await {
            Err(RestError::TokenRefused) => return Err(RestError::TokenRefused.into()),
            // Commands that were registered before can still be answered.
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
        // They are spent now: after a crash, an old session must not be resumed.
        keep(&[], setup.shards, folder);
    }
    Ok(setup)
}

/// Saves the sessions of `shards` for the next start, which then misses no event, in place of earlier ones.
fn keep(sessions: &[SavedSession], shards: Shards, folder: &Path) {
    let forgotten = SavedSession::forget(folder, shards);
    let kept = sessions.iter().map(|session| session.store(folder));
    for problem in [forgotten].into_iter().chain(kept).filter_map(Result::err) {
        error!("the sessions are not kept in {}: {problem}", folder.display());
    }
}
