//! Discord's gateway: a connection in, the raw JSON of every interaction out.
//!
//! twilight-gateway speaks the protocol (hello, heartbeats, identify, resume). What is here is when to connect again,
//! with which session, and when to give up: one [`Shard`] lives exactly as long as one connection, so that twilight's
//! own reconnecting, which can storm or sleep for minutes, never gets a turn (`Connection::next` sees to that). What an interaction *means* is decided
//! elsewhere, and answers leave by `rest`.

mod backoff;
mod session;

pub use self::backoff::Pauses;
pub use self::session::SavedSession;

use self::backoff::Backoff;
use self::session::Resumption;
use crate::rest::{GatewayBot, SessionStartLimit};
use futures_util::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout, timeout_at};
use tracing::{debug, info, warn};
use twilight_gateway::error::{ReceiveMessageError, ReceiveMessageErrorType};
use twilight_gateway::queue::{InMemoryQueue, LIMIT_PERIOD};
use twilight_gateway::{CloseFrame, ConfigBuilder, Intents, Message, Shard, ShardId, ShardState};

/// Fewer session starts than this left for today, and [`receive`] refuses to begin: Discord resets the token of a bot
/// that exceeds them (<https://discord.com/developers/docs/events/gateway#session-start-limit-object>).
const FEWEST_STARTS: u32 = 50;

/// How long a full channel may hold an interaction back; Discord stops waiting for its answer after 3 s anyway.
const HAND_OVER: Duration = Duration::from_secs(3);

/// A shard that has not come to Hello after as many polls is going in circles; TCP, TLS and HTTP take about fifteen.
const MOST_POLLS_BEFORE_HELLO: u32 = 50;

/// How long the peer may take to answer our close frame when we leave.
const FAREWELL: Duration = Duration::from_secs(1);

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
        let mut connection = Connection {
            shard: shard(token.expose_secret().trim(), &url, queue.clone(), resumption.as_ref()),
            sequence: resumption.as_ref().map_or(0, |resumption| resumption.sequence),
            greeted: false,
            polls_before_hello: 0,
            active_since: None,
            counters: &counters,
        };
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
        let was_active = connection.active_since.is_some();
        let was_resuming = resumption.is_some();
        resumption = connection.resumption(&url).filter(|_| !ending.spoils_session(was_active));
        // A kept session that is refused says nothing against a new one, and there cannot be two refusals in a row.
        if was_active || !was_resuming || resumption.is_some() {
            backoff.ended(connection.active_since.map(|since| since.elapsed()));
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

impl GatewayError {
    /// What the process should exit with: 78 when restarting it changes nothing, otherwise 1.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Fatal { .. } => 78,
            Self::FewStartsLeft(_) | Self::BadAddress | Self::NobodyListens => 1,
        }
    }
}

/// One connection, from its first packet to its last.
struct Connection<'a> {
    shard: Shard,
    /// The last event that was dealt with. twilight's own counter is ahead of it while an interaction is handed over.
    sequence: u64,
    greeted: bool,
    polls_before_hello: u32,
    active_since: Option<Instant>,
    counters: &'a Counters,
}

impl Connection<'_> {
    /// Receives until the connection is of no more use.
    async fn run(&mut self, interactions: &mpsc::Sender<RawInteraction>, silence: Duration, hello: Duration) -> Ending {
        let mut deadline = tokio::time::Instant::now() + hello;
        loop {
            let Ok(item) = timeout_at(deadline, self.next()).await else {
                return Ending::Silent;
            };
            let text = match item {
                Some(Ok(Message::Text(text))) => text,
                Some(Ok(Message::Close(frame))) => return Ending::Closed(frame.map(|frame| frame.code)),
                Some(Err(error)) => match error.kind() {
                    // What twilight cannot read may still be an interaction that we can.
                    ReceiveMessageErrorType::Deserializing { event } => event.clone(),
                    _ => return Ending::Unreachable(cause(&error)),
                },
                None => return Ending::Closed(None),
            };
            let received = Instant::now();
            let frame = Frame::parse(&text);
            match frame.op {
                Some(Op::DISPATCH) => match self.dispatch(&frame, received, interactions).await {
                    Ok(()) => {}
                    Err(NobodyListens) => return Ending::NobodyListens,
                },
                Some(op @ (Op::RECONNECT | Op::INVALID_SESSION)) => return Ending::Asked(op),
                Some(Op::HELLO) => {
                    self.greeted = true;
                    self.counters.connects.fetch_add(1, Ordering::Relaxed);
                    info!(resuming = self.shard.session().is_some(), "connected to Discord");
                }
                _ => {}
            }
            if let Some(session) = self.shard.session() {
                // An event that comes late must not turn the clock back.
                self.sequence = self.sequence.max(session.sequence());
            }
            if self.active_since.is_some() || matches!(frame.op, Some(Op::DISPATCH | Op::HELLO)) {
                deadline = tokio::time::Instant::now() + silence;
            }
        }
    }

    /// What twilight says next; `None` when the connection ended without a word.
    ///
    /// twilight keeps that to itself and connects again on the spot, without end if that ends the same way. Its state
    /// gives it away, except when the handshake's last packet is also the connection's: then connecting and ending fall
    /// into one poll. For that, polls are counted, which allows some two dozen connections before the pause.
    async fn next(&mut self) -> Option<Result<Message, ReceiveMessageError>> {
        let is_disconnected = |shard: &Shard| matches!(shard.state(), ShardState::Disconnected { .. });
        poll_fn(|context| {
            let was_connected = !is_disconnected(&self.shard);
            let polled = self.shard.poll_next_unpin(context);
            if polled.is_ready() {
                return polled;
            }
            self.polls_before_hello += u32::from(!self.greeted);
            let ended = was_connected && is_disconnected(&self.shard);
            if ended || self.polls_before_hello > MOST_POLLS_BEFORE_HELLO { Poll::Ready(None) } else { Poll::Pending }
        })
        .await
    }

    /// Takes note of READY and RESUMED, and hands an interaction over. An error means that nobody is there to take it.
    async fn dispatch(
        &mut self,
        frame: &Frame<'_>,
        received: Instant,
        interactions: &mpsc::Sender<RawInteraction>,
    ) -> Result<(), NobodyListens> {
        match frame.t.as_deref() {
            Some("READY") => {
                self.active_since = Some(received);
                self.counters.identifies.fetch_add(1, Ordering::Relaxed);
                info!("ready: receiving interactions in a new session");
            }
            Some("RESUMED") => {
                self.active_since = Some(received);
                self.counters.resumes.fetch_add(1, Ordering::Relaxed);
                info!("resumed: receiving interactions in the same session");
            }
            Some("INTERACTION_CREATE") => {
                let Some(body) = frame.d else {
                    warn!("Discord sent an interaction without content");
                    return Ok(());
                };
                let interaction = RawInteraction { json: body.get().into(), received };
                match timeout(HAND_OVER, interactions.send(interaction)).await {
                    Ok(Ok(())) => _ = self.counters.interactions.fetch_add(1, Ordering::Relaxed),
                    Ok(Err(_)) => return Err(NobodyListens),
                    Err(_) => {
                        self.counters.dropped.fetch_add(1, Ordering::Relaxed);
                        warn!("an interaction was given up: too many others are waiting");
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// How the next connection can go on where this one stops.
    fn resumption(&self, url: &str) -> Option<Resumption> {
        let session = self.shard.session()?;
        Some(Resumption {
            session_id: session.id().to_owned(),
            sequence: self.sequence,
            // An address that led nowhere is not tried twice; the usual one resumes as well.
            url: self
                .shard
                .resume_url()
                .filter(|_| self.greeted)
                .and_then(address)
                .filter(|resume| is_encrypted(resume) || !is_encrypted(url)),
        })
    }

    /// Says goodbye with a close code that keeps the session, if there is anybody to say it to.
    async fn leave(mut self) {
        if self.greeted {
            self.shard.close(CloseFrame::RESUME);
            let last_words = async { while let Some(Ok(Message::Text(_))) = self.next().await {} };
            let _ = timeout(FAREWELL, last_words).await;
        }
    }
}

/// The other end of the channel is gone.
struct NobodyListens;

/// Why a connection ended.
#[derive(Debug, PartialEq)]
enum Ending {
    /// Discord asked for another connection, with this opcode. twilight keeps or drops the session as it says. The
    /// close frame's answer is not waited for, since a peer that never sends it would leave the bot deaf for 10 s.
    Asked(u8),
    /// Closed by Discord, with its code if it gave one; 1006 stands for a connection that broke.
    Closed(Option<u16>),
    /// It could not be made.
    Unreachable(String),
    /// Nothing was heard for too long.
    Silent,
    /// The interactions have nowhere to go.
    NobodyListens,
}

impl Ending {
    /// The error that this ending is, if no further connection can help.
    const fn fatal(&self) -> Option<GatewayError> {
        let code = match self {
            Self::NobodyListens => return Some(GatewayError::NobodyListens),
            Self::Closed(Some(code)) => *code,
            _ => return None,
        };
        let remedy = match code {
            4004 => {
                "Discord refused the token. Set DISCORD_TOKEN to the one that the Developer Portal shows under Bot \
                 (after a reset, the old one is void)"
            }
            4010 => "the shard is refused although this program always is shard 0 of 1. Update TPM Guide",
            4011 => {
                "the bot is in more servers than one connection may serve (2500), and this program opens one. Remove \
                 it from servers, or let Discord deliver interactions over HTTP (Interactions Endpoint URL in the \
                 Developer Portal)"
            }
            4012 => "Discord no longer speaks this version of its API. Update TPM Guide",
            4013 => "the intents are refused although this program asks for none. Update TPM Guide",
            4014 => {
                "an intent is not allowed although this program asks for none. Look at Privileged Gateway Intents in \
                 the Developer Portal under Bot, and update TPM Guide"
            }
            _ => return None,
        };
        Some(GatewayError::Fatal { code, remedy })
    }

    /// Whether resuming the session again would only end the same way. `active`: it was accepted on this connection.
    const fn spoils_session(&self, active: bool) -> bool {
        match self {
            // Invalid sequence, session timed out.
            Self::Closed(Some(4007 | 4009)) => true,
            // "Not authenticated" also means "this session has been invalidated" when it answers a resume.
            Self::Closed(Some(4003)) => !active,
            _ => false,
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked(Op::RECONNECT) => formatter.write_str("Discord asked to reconnect"),
            Self::Asked(_) => formatter.write_str("Discord asked for another session"),
            Self::Closed(Some(1006)) => formatter.write_str("the connection broke"),
            Self::Closed(Some(code)) => write!(formatter, "closed with code {code}"),
            Self::Closed(None) => formatter.write_str("closed without a code"),
            Self::Unreachable(cause) => write!(formatter, "could not connect: {cause}"),
            Self::Silent => formatter.write_str("nothing heard for too long"),
            Self::NobodyListens => formatter.write_str("nobody takes interactions"),
        }
    }
}

/// The opcodes that matter here (<https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway>).
struct Op;

impl Op {
    const DISPATCH: u8 = 0;
    const RECONNECT: u8 = 7;
    const INVALID_SESSION: u8 = 9;
    const HELLO: u8 = 10;
}

/// The envelope of a gateway message; a part that is not as it should be counts as absent.
#[derive(Default)]
struct Frame<'a> {
    op: Option<u8>,
    t: Option<Cow<'a, str>>,
    d: Option<&'a RawValue>,
}

impl<'a> Frame<'a> {
    /// Reads the envelope and leaves the content alone.
    fn parse(text: &'a str) -> Self {
        #[derive(Deserialize)]
        struct Loose<'a> {
            #[serde(borrow)]
            op: Option<&'a RawValue>,
            #[serde(borrow)]
            t: Option<&'a RawValue>,
            #[serde(borrow)]
            d: Option<&'a RawValue>,
        }
        let Ok(Loose { op, t, d }) = serde_json::from_str(text) else {
            debug!("Discord sent a message that is not a JSON object");
            return Self::default();
        };
        Self {
            op: op.and_then(|op| serde_json::from_str(op.get()).ok()),
            t: t.and_then(|t| serde_json::from_str(t.get()).ok()),
            d,
        }
    }
}

/// twilight's side of one connection, which takes the session up again if there is one.
fn shard(token: &str, url: &str, queue: InMemoryQueue, resumption: Option<&Resumption>) -> Shard {
    let mut config = ConfigBuilder::new(token.to_owned(), Intents::empty()).proxy_url(url.to_owned()).queue(queue);
    if let Some(resumption) = resumption {
        config = config.session(resumption.session());
        if let Some(resume_url) = &resumption.url {
            config = config.resume_url(resume_url.clone());
        }
    }
    Shard::with_config(ShardId::ONE, config.build())
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

fn is_encrypted(url: &str) -> bool {
    url.starts_with("wss:")
}

/// What is at the bottom of a failed connection, in the words of whoever noticed it.
fn cause(error: &ReceiveMessageError) -> String {
    let mut deepest: &dyn Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

#[cfg(test)]
mod tests;
