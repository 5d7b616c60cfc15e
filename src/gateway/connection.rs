//! One connection: what is heard on it, and how it ends.

use super::session::Resumption;
use super::{Counters, GatewayError, RawInteraction, address};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::{timeout, timeout_at};
use tracing::{debug, info, warn};
use twilight_gateway::error::{ReceiveMessageError, ReceiveMessageErrorType};
use twilight_gateway::queue::InMemoryQueue;
use twilight_gateway::{CloseFrame, ConfigBuilder, Intents, Message, Shard, ShardId, ShardState};

/// How long a full channel may hold an interaction back; Discord stops waiting for its answer after 3 s anyway.
const HAND_OVER: Duration = Duration::from_secs(3);

/// A shard that has not come to Hello after as many polls is going in circles; TCP, TLS and HTTP take about fifteen.
const MOST_POLLS_BEFORE_HELLO: u32 = 50;

/// How long the peer may take to answer our close frame when we leave.
const FAREWELL: Duration = Duration::from_secs(1);

/// One connection, from its first packet to its last.
pub(super) struct Connection<'a> {
    shard: Shard,
    /// The last event that was dealt with. twilight's own counter is ahead of it while an interaction is handed over.
    sequence: u64,
    greeted: bool,
    polls_before_hello: u32,
    active_since: Option<Instant>,
    counters: &'a Counters,
}

impl<'a> Connection<'a> {
    /// A connection to be made to `url`, or to where `resumption` says, as soon as it [`run`](Self::run)s.
    pub(super) fn new(
        token: &str,
        url: &str,
        queue: InMemoryQueue,
        resumption: Option<&Resumption>,
        counters: &'a Counters,
    ) -> Self {
        Self {
            shard: shard(token, url, queue, resumption),
            sequence: resumption.map_or(0, |resumption| resumption.sequence),
            greeted: false,
            polls_before_hello: 0,
            active_since: None,
            counters,
        }
    }

    /// Receives until the connection is of no more use. Nothing at all for `hello`, or later for `silence`, and it is
    /// dead, whatever TCP says.
    pub(super) async fn run(
        &mut self,
        interactions: &mpsc::Sender<RawInteraction>,
        silence: Duration,
        hello: Duration,
    ) -> Ending {
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

    /// For how long the connection has had a session; `None` if it never had one.
    pub(super) fn lived(&self) -> Option<Duration> {
        self.active_since.map(|since| since.elapsed())
    }

    /// How the next connection can go on where this one stops.
    pub(super) fn resumption(&self, url: &str) -> Option<Resumption> {
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
    pub(super) async fn leave(mut self) {
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
pub(super) enum Ending {
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
    pub(super) const fn fatal(&self) -> Option<GatewayError> {
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
                 it from some of them"
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
    pub(super) const fn spoils_session(&self, active: bool) -> bool {
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
#[path = "connection_tests.rs"]
mod tests;
