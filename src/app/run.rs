//! `tpm-guide run`: start, receive and answer until told to stop, leave nothing half done.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use super::answering::Answering;
use super::live::Live;
use super::seen::Seen;
use super::{Failure, register, watching};
use crate::config::Config;
use crate::discord::incoming;
use crate::gateway::{self, RawInteraction, SavedSession, Setup};
use crate::rest::{Rest, RestError, Scope};

/// Interactions that wait to be read; beyond that receiving waits.
const WAITING: usize = 1_000;

/// Answers under way at a time. Each takes microseconds to decide; the rest is waiting for Discord.
const UNDER_WAY: usize = 500;

/// How long answers in hand may take when the process is told to stop: longer than any callback.
const DRAINING: Duration = Duration::from_secs(12);

/// Serves the guide through the gateway until `stop`.
pub(super) async fn run(config: Config, live: Arc<Live>, stop: CancellationToken) -> Result<(), Failure> {
    let rest = Arc::new(Rest::new(&config.token, &config.api)?);
    let setup = tokio::select! {
        setup = prepare(&config, &rest) => setup?,
        () = stop.cancelled() => return Ok(()),
    };
    let metrics = watching::metrics(&live);
    let (sender, receiver) = mpsc::channel(WAITING);
    let answering = Arc::new(Answering::new(live, rest, Arc::clone(&metrics)));
    let answering = tokio::spawn(answer_all(receiver, answering));
    let ended = gateway::receive(setup, sender, stop.cancelled_owned()).await;
    // The gateway has dropped its end of the channel: what is in it is answered, then this ends.
    if timeout(DRAINING, answering).await.is_err() {
        warn!("some answers did not get through in time");
    }
    watching::log_questions(&metrics);
    let session = ended?;
    if let Some(folder) = &config.state {
        keep(session.as_ref(), folder);
    }
    info!("stopped");
    Ok(())
}

/// Asks Discord who we are and where to connect, and brings the commands up to date.
async fn prepare(config: &Config, rest: &Rest) -> Result<Setup, Failure> {
    let application = rest.current_application().await?;
    info!(application = application.id, "signed in as {}", application.name);
    let scope = config.guild.map_or(Scope::Global, Scope::Guild);
    match register::bring_up_to_date(rest, &application, scope).await {
        Err(RestError::TokenRefused) => return Err(RestError::TokenRefused.into()),
        // Commands that were registered before can be answered all the same.
        Err(problem) => error!("the slash commands are not brought up to date: {problem}"),
        Ok(()) => {}
    }
    let gateway = rest.gateway_bot().await?;
    let mut setup = Setup::new(config.token.clone(), application.id, gateway);
    if let Some(folder) = &config.state {
        setup.session = SavedSession::load(folder);
        // It is spent: after a crash, a session of long ago must not be resumed.
        keep(None, folder);
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

/// Keeps the session for the next start, which then misses nothing.
fn keep(session: Option<&SavedSession>, folder: &Path) {
    let kept = match session {
        Some(session) => session.store(folder),
        None => SavedSession::forget(folder),
    };
    if let Err(problem) = kept {
        error!("the session is not kept in {}: {problem}", folder.display());
    }
}
