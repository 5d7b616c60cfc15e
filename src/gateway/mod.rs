//! Discord's gateway: a connection in, the raw JSON of every interaction out.
//!
//! twilight-gateway speaks the protocol (hello, heartbeats, identify, resume). What is here is when to connect again,
//! with which session, and when to give up: one of twilight's shards lives exactly as long as one connection, so that
//! its own reconnecting, which can storm or sleep for minutes, does not get a turn. What an interaction *means* is
//! decided elsewhere, and answers leave by `rest`.

mod backoff;
mod connection;
mod session;

pub use self::backoff::Pauses;
pub use self::session::SavedSession;

use self::backoff::Backoff;
use self::connection::Connection;
use crate::rest::{GatewayBot, SessionStartLimit};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::sleep;
use tracing::info;
use twilight_gateway::queue::{InMemoryQueue, LIMIT_PERIOD};

/// Fewer session starts than this left for today, and [`receive`] refuses to begin: Discord resets the token of a bot
/// that exceeds them (<https://discord.com/developers/docs/events/gateway#session-start-limit-object>).
const FEWEST_STARTS: u32 = 50;

/// Receives interactions and hands each to `interactions` until `shutdown` resolves.
///
/// Survives everything that can be survived, and says so at info. Returns the session to [`SavedSession::store`] for
/// the next start, or `None` when there is none worth keeping ([`SavedSession::forget`] then).
///
/// # Errors
///
/// When going on is pointless: Discord closed the connection for good, too few session starts are left for today, its
/// address is unusable, or the other end of `interactions` is gone.
pub async fn receive(
    setup: Setup,
    interactions: mpsc::Sender<RawInteraction>,
    shutdown: impl Future<Output = ()>,
) -> Result<Option<SavedSession>, GatewayError> {
    let Setup { token, application_id, gateway, session, patience, counters } = setup;
    let url = address(&gateway.url).ok_or(GatewayError::BadAddress)?;
    let starts = gateway.session_start_limit;
    if starts.remaining < FEWEST_STARTS {
        return Err(GatewayError::FewStartsLeft(starts));
    }
    // One provider for every TLS connection of the process; an error only says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let queue = identify_queue(starts);
    let Patience { silence, hello, pauses } = patience;
    let mut backoff = Backoff::new(pauses);
    let mut resumption = session.and_then(|session| session.for_bot(application_id, &url));
    let mut shutdown = pin!(shutdown);

    loop {
        let mut connection =
            Connection::new(token.expose_secret().trim(), &url, queue.clone(), resumption.as_ref(), &counters);
        let ending = tokio::select! {
            biased;
            () = &mut shutdown => None,
            ending = connection.run(&interactions, silence, hello) => Some(ending),
        };
        let Some(ending) = ending else {
            // What arrives after this moment is not ours any more: the next start has it replayed.
            let resumption = connection.resumption(&url);
            connection.leave().await;
            info!(session_kept = resumption.is_some(), "disconnected from Discord: shutting down");
            return Ok(resumption.map(|kept| kept.into_saved(application_id, url)));
        };
        if let Some(error) = ending.fatal() {
            return Err(error);
        }
        let lived = connection.lived();
        let was_resuming = resumption.is_some();
        resumption = connection.resumption(&url).filter(|_| !ending.spoils_session(lived.is_some()));
        // A kept session that is refused says nothing against a new one, and there cannot be two refusals in a row.
        if lived.is_some() || !was_resuming || resumption.is_some() {
            backoff.ended(lived);
        }
        drop(connection);
        let pause = backoff.pause(resumption.is_none(), fastrand::f64());
        info!(
            %ending, resumes = resumption.is_some(), next_attempt_in_ms = pause.as_millis(),
            "disconnected from Discord"
        );
        tokio::select! {
            biased;
            () = &mut shutdown => return Ok(resumption.map(|kept| kept.into_saved(application_id, url))),
            () = sleep(pause) => {}
        }
    }
}

/// What [`receive`] needs to know.
#[derive(Debug)]
pub struct Setup {
    /// The bot's token, with or without the prefix `Bot `.
    pub token: SecretString,
    /// Whose session it is: another application's saved session is never resumed.
    pub application_id: u64,
    /// Where to connect, and how often, as Discord said just now.
    pub gateway: GatewayBot,
    /// The session that an earlier run left behind.
    pub session: Option<SavedSession>,
    /// How long to wait for what; tests shorten it.
    pub patience: Patience,
    /// What happened so far.
    pub counters: Arc<Counters>,
}

impl Setup {
    /// A setup without a saved session, as patient as Discord calls for.
    #[must_use]
    pub fn new(token: SecretString, application_id: u64, gateway: GatewayBot) -> Self {
        Self { token, application_id, gateway, session: None, patience: Patience::default(), counters: Arc::default() }
    }
}

/// How long to wait for what.
#[derive(Clone, Debug)]
pub struct Patience {
    /// Nothing received for this long: the connection is dead, whatever TCP says. Discord acknowledges a heartbeat
    /// about every 41 s. Until the session is there, only events count, not acknowledgements.
    pub silence: Duration,
    /// How long connecting and Discord's first words may take. (twilight gives connecting alone 10 s.)
    pub hello: Duration,
    /// How long to wait before the next attempt.
    pub pauses: Pauses,
}

impl Default for Patience {
    fn default() -> Self {
        Self { silence: Duration::from_secs(90), hello: Duration::from_secs(15), pauses: Pauses::default() }
    }
}

/// An interaction exactly as Discord sent it, for whoever understands it.
#[derive(Clone)]
pub struct RawInteraction {
    /// The interaction's JSON. It holds a token that answers in the bot's name: never log it.
    pub json: Box<str>,
    /// When it arrived; Discord waits 3 s for the answer.
    pub received: Instant,
}

impl fmt::Debug for RawInteraction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RawInteraction").field("bytes", &self.json.len()).finish_non_exhaustive()
    }
}

/// What happened since the start, for tests and for whoever watches.
#[derive(Debug, Default)]
pub struct Counters {
    /// Connections on which Discord said hello.
    pub connects: AtomicU64,
    /// New sessions (READY); Discord allows a bot about 1000 a day.
    pub identifies: AtomicU64,
    /// Sessions taken up again (RESUMED).
    pub resumes: AtomicU64,
    /// Interactions handed over.
    pub interactions: AtomicU64,
    /// Interactions given up because nobody took them in time.
    pub dropped: AtomicU64,
}

/// Why receiving cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// A close code after which connecting again cannot help.
    #[error("Discord closed the connection for good (close code {code}): {remedy}")]
    Fatal {
        /// Discord's close code.
        code: u16,
        /// What to change, and where.
        remedy: &'static str,
    },
    /// Connecting now could cost the bot its token.
    #[error(
        "Discord allows this bot only {} more session starts of {} before its count begins anew in {} minutes; \
         something restarts it too often. Not starting, because Discord resets the token of a bot that exceeds them",
        .0.remaining, .0.total, .0.reset_after.as_secs().div_ceil(60)
    )]
    FewStartsLeft(SessionStartLimit),
    /// `/gateway/bot` named something that is no WebSocket address.
    #[error("the address of Discord's gateway is not a ws:// or wss:// URL; is DISCORD_API_URL right?")]
    BadAddress,
    /// The receiver of the interactions was dropped.
    #[error("nothing takes the interactions any more")]
    NobodyListens,
}

/// The pace of new sessions that Discord allows. Resuming does not go through it.
fn identify_queue(starts: SessionStartLimit) -> InMemoryQueue {
    InMemoryQueue::new(
        starts.max_concurrency.max(1),
        starts.remaining,
        starts.reset_after.min(LIMIT_PERIOD), // a longer one would overflow twilight's clock
        starts.total.max(starts.remaining),   // twilight insists
    )
}

/// A gateway address as twilight wants it, without a slash at its end. twilight panics on one that does not parse.
fn address(url: &str) -> Option<String> {
    let url = url.trim_end_matches('/');
    let parsed: http::Uri = format!("{url}/?v=10").parse().ok()?;
    let sound = matches!(parsed.scheme_str(), Some("ws" | "wss"))
        && parsed.authority().is_some_and(|all| !all.host().is_empty() && (all == all.host() || all.port().is_some()))
        && !url.contains(['@', '?', '#']);
    sound.then(|| url.to_owned())
}

#[cfg(test)]
mod tests;
