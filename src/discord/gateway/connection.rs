//! One connection: what is heard on it, and how it ends.

use std::error::Error;
use std::future::poll_fn;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use futures_util::StreamExt;
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};
use tpm_guide_core::text::on_one_line;
use tracing::{debug, info, warn};
use twilight_gateway::error::{ReceiveMessageError, ReceiveMessageErrorType};
use twilight_gateway::{CloseFrame, ConfigBuilder, Intents, Message, Session, Shard, ShardId, ShardState};

use super::address::resume_address;
use super::backoff::Attempt;
use super::counters::Established;
use super::ending::Ending;
use super::frame::{Frame, Op};
use super::life::Common;
use super::liveness::{Check, Liveness};
use super::outage::Presence;
use super::session::Resumption;
use super::turns::{IdentifyPermits, Turn};
use super::{Patience, RawInteraction};

/// How long a full channel may hold an interaction back; Discord stops waiting for its answer after 3 s anyway.
const HAND_OVER: Duration = Duration::from_secs(3);

/// A shard that has not come to Hello after as many polls is going in circles; TCP, TLS and HTTP take about fifteen.
const MOST_POLLS_BEFORE_HELLO: u32 = 50;

/// How long the peer may take to answer our close frame when we leave.
const FAREWELL: Duration = Duration::from_secs(1);

/// The longest reason of a close frame that is logged.
const LONGEST_REASON: usize = 120;

/// One connection of a shard, from its first packet to its last.
pub(super) struct Connection<'a> {
    number: u32,
    shard: Shard<IdentifyPermits>,
    permits: IdentifyPermits,
    /// The last event that was dealt with. twilight's own counter is ahead of it while an interaction is handed over.
    sequence: u64,
    greeted: bool,
    polls_before_hello: u32,
    /// The turn in which a new session may be started, while there is none.
    turn: Option<Turn>,
    /// When there has to be a session, while there is none.
    session_by: Instant,
    liveness: Liveness,
    established: Option<Established<'a>>,
    presence: &'a watch::Sender<Presence>,
    common: &'a Common,
}

impl<'a> Connection<'a> {
    /// A connection to be made to the usual address, or to where `resumption` says, as soon as it [`run`](Self::run)s.
    pub(super) fn new(
        shard: ShardId,
        common: &'a Common,
        presence: &'a watch::Sender<Presence>,
        resumption: Option<&Resumption>,
        turn: Option<Turn>,
    ) -> Self {
        let Patience { hello, silence, heartbeat_reply, .. } = common.patience;
        let now = Instant::now();
        let permits = common.turns.for_connection(&common.counters);
        Self {
            number: shard.number(),
            shard: protocol(shard, common, permits.clone(), resumption),
            permits,
            sequence: resumption.map_or(0, |resumption| resumption.sequence),
            greeted: false,
            polls_before_hello: 0,
            turn,
            session_by: now + hello,
            liveness: Liveness::new(silence, heartbeat_reply, now),
            established: None,
            presence,
            common,
        }
    }

    /// Receives until the connection is of no more use: closed, without a session for too long, or silent for too long,
    /// whatever TCP says.
    pub(super) async fn run(&mut self) -> Ending {
        loop {
            let (at, due) = self.due();
            let Ok(item) = timeout_at(at, self.next()).await else {
                match due {
                    Due::EndOfTurn => self.turn = None,
                    Due::Liveness(Check::Ask) => self.send_heartbeat(),
                    Due::Session | Due::Liveness(Check::Dead) => return Ending::Silent,
                }
                continue;
            };
            let text = match item {
                Some(Ok(Message::Text(text))) => text,
                Some(Ok(Message::Close(frame))) => return closed(frame),
                Some(Err(error)) => match error.kind() {
                    // What twilight cannot read may still be an interaction that we can.
                    ReceiveMessageErrorType::Deserializing { event } => event.clone(),
                    _ => return Ending::Unreachable(cause(&error)),
                },
                None => return closed(None),
            };
            let received = Instant::now();
            self.liveness.heard(received);
            let frame = Frame::parse(&text);
            match frame.op {
                Some(Op::DISPATCH) => match self.dispatch(&frame, received).await {
                    Ok(()) => {}
                    Err(NobodyListens) => return Ending::NobodyListens,
                },
                Some(op @ (Op::RECONNECT | Op::INVALID_SESSION)) => return Ending::Asked(op),
                Some(Op::HELLO) => {
                    self.greeted = true;
                    self.common.counters.connects.fetch_add(1, Ordering::Relaxed);
                    let resuming = self.shard.session().is_some();
                    info!(shard = self.number, resuming, "connected to Discord");
                }
                _ => {}
            }
            if let Some(session) = self.shard.session() {
                // An event that comes late must not turn the clock back.
                self.sequence = self.sequence.max(session.sequence());
            }
            if matches!(frame.op, Some(Op::DISPATCH | Op::HELLO)) {
                self.session_by = Instant::now() + self.common.patience.session;
            }
        }
    }

    /// What to do, and when, if nothing is received before.
    fn due(&self) -> (Instant, Due) {
        let (check_at, check) = self.liveness.next();
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
        self.liveness.asked(Instant::now());
    }

    /// What twilight says next; `None` when the connection ended without a word.
    ///
    /// twilight keeps that to itself and connects again on the spot, without end if that ends the same way. Its state
    /// gives it away, except when the handshake's last packet is also the connection's: then connecting and ending fall
    /// into one poll. For that, polls are counted, which allows some two dozen connections before the pause.
    async fn next(&mut self) -> Option<Result<Message, ReceiveMessageError>> {
        let is_disconnected = |shard: &Shard<_>| matches!(shard.state(), ShardState::Disconnected { .. });
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
    async fn dispatch(&mut self, frame: &Frame<'_>, received: Instant) -> Result<(), NobodyListens> {
        let Common { counters, interactions, .. } = self.common;
        match frame.t.as_deref() {
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
                let Some(body) = frame.d else {
                    warn!("Discord sent an interaction without content");
                    return Ok(());
                };
                let interaction = RawInteraction { json: body.get().into(), received: received.into_std() };
                match timeout(HAND_OVER, interactions.send(interaction)).await {
                    Ok(Ok(())) => _ = counters.interactions.fetch_add(1, Ordering::Relaxed),
                    Ok(Err(_)) => return Err(NobodyListens),
                    Err(_) => {
                        counters.dropped.fetch_add(1, Ordering::Relaxed);
                        warn!(shard = self.number, "an interaction was given up: too many others are waiting");
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Takes note that there is a session; the next shard may start one.
    fn establish(&mut self, since: Instant) {
        // A session that is announced twice is still one.
        let Self { common, presence, .. } = *self;
        self.established.get_or_insert_with(|| Established::new(since, &common.counters, presence));
        self.turn = None;
    }

    /// How far the connection came.
    pub(super) fn attempt(&self) -> Attempt {
        match &self.established {
            Some(session) => Attempt::Session(session.lived()),
            None if self.permits.granted() => Attempt::Refused,
            None => Attempt::Failed,
        }
    }

    /// How the next connection can go on where this one stops.
    pub(super) fn resumption(&self, url: &str) -> Option<Resumption> {
        let session = self.shard.session()?;
        Some(Resumption {
            session_id: session.id().to_owned(),
            sequence: self.sequence,
            // An address that led nowhere is not tried twice; the usual one resumes as well.
            url: self.shard.resume_url().filter(|_| self.greeted).and_then(|resume| resume_address(resume, url)),
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

/// The other end of the channel is gone.
struct NobodyListens;

/// The end that a close frame is. Its text is the peer's: it is cut and made one line before anything holds it.
fn closed(frame: Option<CloseFrame<'_>>) -> Ending {
    let reason = frame.as_ref().map(|frame| on_one_line(&frame.reason, LONGEST_REASON));
    Ending::Closed { code: frame.map(|frame| frame.code), reason: reason.unwrap_or_default() }
}

/// twilight's side of one connection, which takes the session up again if there is one.
fn protocol(
    id: ShardId,
    common: &Common,
    permits: IdentifyPermits,
    resumption: Option<&Resumption>,
) -> Shard<IdentifyPermits> {
    let token = common.token.expose_secret().trim().to_owned();
    let mut config = ConfigBuilder::new(token, Intents::empty()).proxy_url(common.url.clone()).queue(permits);
    if let Some(resumption) = resumption {
        config = config.session(resumption.session());
        if let Some(resume_url) = &resumption.url {
            config = config.resume_url(resume_url.clone());
        }
    }
    Shard::with_config(id, config.build())
}

/// What is at the bottom of a failed connection, in the words of whoever noticed it.
fn cause(error: &ReceiveMessageError) -> String {
    let mut deepest: &dyn Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
