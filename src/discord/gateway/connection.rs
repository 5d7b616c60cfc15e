//! One connection of a shard: receives events until it ends, and gives the reason.

use std::future::poll_fn;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use futures_util::StreamExt;
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::{debug, info, warn};
use twilight_gateway::error::{ReceiveMessageError, ReceiveMessageErrorType};
use twilight_gateway::{CloseFrame, ConfigBuilder, Message, Session, Shard, ShardId, ShardState};

use super::address::resume_address;
use super::backoff::Attempt;
use super::close_reason::CloseReason;
use super::counters::Established;
use super::identify_queue::{IdentifyPermits, Turn};
use super::liveness::{Check, Liveness};
use super::outage::Presence;
use super::payload::{Op, Payload};
use super::session::Resumption;
use super::shared::Shared;
use super::{GatewayTimeouts, GuildEvent, RawInteraction};
use crate::discord::rest::root_cause;

/// Polls of twilight's shard before Hello at most: beyond, it is reconnecting in circles. TCP, TLS and HTTP take about
/// fifteen.
const MOST_POLLS_BEFORE_HELLO: u32 = 50;

/// How long the peer may take to answer our close frame.
const CLOSING: Duration = Duration::from_secs(1);

/// One connection of a shard, from its first packet to its last.
pub(super) struct Connection<'a> {
    number: u32,
    shard: Shard<IdentifyPermits>,
    permits: IdentifyPermits,
    /// The last event that was handled. twilight's own counter is ahead of it while an interaction is handed over.
    sequence: u64,
    received_hello: bool,
    polls_before_hello: u32,
    /// The turn in which a new session may be started, while there is none.
    turn: Option<Turn>,
    /// When there has to be a session, while there is none.
    session_by: Instant,
    liveness: Liveness,
    established: Option<Established<'a>>,
    presence: &'a watch::Sender<Presence>,
    shared: &'a Shared,
}

impl<'a> Connection<'a> {
    /// A connection to the gateway, or to the address that `resumption` names; made by [`run`](Self::run).
    pub(super) fn new(
        shard: ShardId,
        shared: &'a Shared,
        presence: &'a watch::Sender<Presence>,
        resumption: Option<&Resumption>,
        turn: Option<Turn>,
    ) -> Self {
        let GatewayTimeouts { hello, silence, heartbeat_reply, .. } = shared.timeouts;
        let now = Instant::now();
        let permits = shared.identify_queue.for_connection(&shared.counters);
        Self {
            number: shard.number(),
            shard: twilight_shard(shard, shared, permits.clone(), resumption),
            permits,
            sequence: resumption.map_or(0, |resumption| resumption.sequence),
            received_hello: false,
            polls_before_hello: 0,
            turn,
            session_by: now + hello,
            liveness: Liveness::new(silence, heartbeat_reply, now),
            established: None,
            presence,
            shared,
        }
    }

    /// Receives until the connection is closed, without a session for too long, or silent for too long,
    /// whatever TCP says.
    pub(super) async fn run(&mut self) -> CloseReason {
        loop {
            let (at, due) = self.due();
            let Ok(item) = timeout_at(at, self.next()).await else {
                match due {
                    Due::EndOfTurn => self.turn = None,
                    Due::Liveness(Check::Ask) => self.send_heartbeat(),
                    Due::Session | Due::Liveness(Check::Dead) => return CloseReason::Silent,
                }
                continue;
            };
            let text = match item {
                Some(Ok(Message::Text(text))) => text,
                Some(Ok(Message::Close(frame))) => return CloseReason::from_frame(frame),
                Some(Err(error)) => match error.kind() {
                    // The interaction may be readable although twilight cannot read the payload.
                    ReceiveMessageErrorType::Deserializing { event } => event.clone(),
                    _ => return CloseReason::Unreachable(root_cause(&error)),
                },
                None => return CloseReason::from_frame(None),
            };
            let received = Instant::now();
            self.liveness.record_received(received);
            let payload = Payload::parse(&text);
            match payload.op {
                Some(Op::DISPATCH) => match self.dispatch(&payload, received).await {
                    Ok(()) => {}
                    Err(ReceiverDropped) => return CloseReason::ReceiverDropped,
                },
                Some(op @ (Op::RECONNECT | Op::INVALID_SESSION)) => return CloseReason::Requested(op),
                Some(Op::HELLO) => {
                    self.received_hello = true;
                    self.shared.counters.connects.fetch_add(1, Ordering::Relaxed);
                    let resuming = self.shard.session().is_some();
                    info!(shard = self.number, resuming, "connected to Discord");
                }
                _ => {}
            }
            if let Some(session) = self.shard.session() {
                // An event that comes late must not turn the clock back.
                self.sequence = self.sequence.max(session.sequence());
            }
            if matches!(payload.op, Some(Op::DISPATCH | Op::HELLO)) {
                self.session_by = Instant::now() + self.shared.timeouts.session;
            }
        }
    }

    /// What to do, and when, if nothing is received before.
    fn due(&self) -> (Instant, Due) {
        let (check_at, check) = self.liveness.next_check();
        if self.established.is_some() {
            return (check_at, Due::Liveness(check));
        }
        let mut due = (self.session_by, Due::Session);
        // Until it has identified, twilight sends nothing else.
        if self.shard.state().is_identified() && check_at < due.0 {
            due = (check_at, Due::Liveness(check));
        }
        match &self.turn {
            Some(turn) if turn.until < due.0 => (turn.until, Due::EndOfTurn),
            _ => due,
        }
    }

    /// Sends an extra heartbeat, which Discord acknowledges at once.
    fn send_heartbeat(&mut self) {
        debug!(shard = self.number, "nothing received for a while: sending an extra heartbeat");
        let sequence = self.shard.session().map(Session::sequence);
        self.shard.send(json!({ "op": Op::HEARTBEAT, "d": sequence }).to_string());
        self.liveness.record_asked(Instant::now());
    }

    /// The next message; `None` when the connection ended without a close frame.
    ///
    /// twilight does not report that and connects again at once, without end if each connection ends the same way. Its
    /// state shows it, except when the handshake's last packet is also the connection's: then connecting and ending fall
    /// into one poll. Therefore polls are counted as well, which allows some two dozen connections before the pause.
    async fn next(&mut self) -> Option<Result<Message, ReceiveMessageError>> {
        let is_disconnected = |shard: &Shard<_>| matches!(shard.state(), ShardState::Disconnected { .. });
        poll_fn(|context| {
            let was_connected = !is_disconnected(&self.shard);
            let polled = self.shard.poll_next_unpin(context);
            if polled.is_ready() {
                return polled;
            }
            self.polls_before_hello += u32::from(!self.received_hello);
            let ended = was_connected && is_disconnected(&self.shard);
            if ended || self.polls_before_hello > MOST_POLLS_BEFORE_HELLO { Poll::Ready(None) } else { Poll::Pending }
        })
        .await
    }

    /// Handles READY and RESUMED, and hands interactions and events about servers over. An error means that the receiver of
    /// the interactions was dropped.
    async fn dispatch(&mut self, payload: &Payload<'_>, received: Instant) -> Result<(), ReceiverDropped> {
        let Shared { counters, interactions, timeouts, .. } = self.shared;
        self.tell_guilds(payload);
        match payload.t.as_deref() {
            Some("READY") => {
                self.establish(received);
                info!(shard = self.number, "ready: receiving interactions in a new session");
            }
            Some("RESUMED") => {
                self.establish(received);
                counters.resumes.fetch_add(1, Ordering::Relaxed);
                info!(shard = self.number, "resumed: receiving interactions in the same session");
            }
            Some("INTERACTION_CREATE") => {
                let Some(body) = payload.d else {
                    warn!(shard = self.number, "Discord sent an interaction without content");
                    return Ok(());
                };
                let interaction = RawInteraction { json: body.get().into(), received: received.into_std() };
                match timeout(timeouts.hand_over, interactions.send(interaction)).await {
                    Ok(Ok(())) => _ = counters.interactions.fetch_add(1, Ordering::Relaxed),
                    Ok(Err(_)) => return Err(ReceiverDropped),
                    Err(_) => {
                        counters.dropped.fetch_add(1, Ordering::Relaxed);
                        warn!(shard = self.number, "an interaction was dropped: too many others are waiting");
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Tells which servers come and go, where that is asked for. Nothing waits for it.
    fn tell_guilds(&self, payload: &Payload<'_>) {
        let Shared { counters, guild_events: Some(guild_events), .. } = self.shared else { return };
        let event = payload.t.as_deref().zip(payload.d).and_then(|(name, content)| GuildEvent::read(name, content));
        let Some(Err(TrySendError::Full(_))) = event.map(|event| guild_events.try_send(event)) else { return };
        if counters.dropped_guild_events.fetch_add(1, Ordering::Relaxed) == 0 {
            warn!(shard = self.number, "events about servers are dropped: too many others are waiting");
        }
    }

    /// Records that there is a session, and passes the turn to the next shard.
    fn establish(&mut self, since: Instant) {
        // A session that is announced twice is still one.
        let Self { shared, presence, .. } = *self;
        self.established.get_or_insert_with(|| Established::new(since, &shared.counters, presence));
        self.turn = None;
    }

    /// How far the connection came.
    pub(super) fn attempt(&self) -> Attempt {
        match &self.established {
            Some(session) => Attempt::Session(session.lasted()),
            None if self.permits.granted() => Attempt::Refused,
            None => Attempt::Failed,
        }
    }

    /// What the next connection needs to resume the session.
    pub(super) fn resumption(&self, url: &str) -> Option<Resumption> {
        let session = self.shard.session()?;
        Some(Resumption {
            session_id: session.id().to_owned(),
            sequence: self.sequence,
            // An address without a Hello is not tried twice: the gateway's resumes as well.
            url: self.shard.resume_url().filter(|_| self.received_hello).and_then(|resume| resume_address(resume, url)),
        })
    }

    /// Closes the connection with a code that keeps the session.
    pub(super) async fn close(mut self) {
        if self.received_hello {
            self.shard.close(CloseFrame::RESUME);
            let closed = async { while let Some(Ok(Message::Text(_))) = self.next().await {} };
            let _ = timeout(CLOSING, closed).await;
        }
    }
}

/// What is due on a connection.
#[derive(Clone, Copy, Debug)]
enum Due {
    /// The turn to identify passes to the next shard.
    EndOfTurn,
    /// There has to be a session by now.
    Session,
    /// The silence has to be looked into.
    Liveness(Check),
}

/// The receiver of the interactions was dropped.
struct ReceiverDropped;

/// twilight's shard for one connection, which resumes the session if there is one.
fn twilight_shard(
    id: ShardId,
    shared: &Shared,
    permits: IdentifyPermits,
    resumption: Option<&Resumption>,
) -> Shard<IdentifyPermits> {
    let token = shared.token.expose_secret().trim().to_owned();
    let mut config = ConfigBuilder::new(token, shared.intents()).proxy_url(shared.url.clone()).queue(permits);
    if let Some(resumption) = resumption {
        config = config.session(resumption.session());
        if let Some(resume_url) = &resumption.url {
            config = config.resume_url(resume_url.clone());
        }
    }
    Shard::with_config(id, config.build())
}
