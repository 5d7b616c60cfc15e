//! Faults on demand: what a test makes go wrong.

mod armed;

pub(super) use self::armed::{Armed, take_one};

use std::sync::Arc;
use std::time::Duration;

use self::armed::{Refusing, Script};
use super::sessions::Order;
use super::state::Shared;
use super::stream::StreamControl;

/// The scope of a rate limit, as a 429 names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Only this bot on this route.
    User,
    /// Every client of the resource; does not count as an invalid request.
    Shared,
    /// This bot on all routes.
    Global,
}

/// What happens to a REST request instead of, or on top of, being answered.
#[derive(Clone, Debug, PartialEq)]
pub enum RestFault {
    /// 429 with its headers and body. Not processed.
    RateLimited {
        /// The scope of the limit.
        scope: Scope,
        /// When to try again.
        retry_after: Duration,
    },
    /// 500 with Discord's JSON. Not processed.
    InternalError,
    /// 502 with a page of HTML, as the proxy in front of Discord sends it. Not processed.
    BadGateway,
    /// 401, as if the token had been reset. Not processed.
    Unauthorized,
    /// Any status with any body. Not processed.
    Status {
        /// The status.
        status: u16,
        /// The body's type.
        content_type: String,
        /// The body.
        body: String,
    },
    /// Processed only after a while.
    Delayed(Duration),
    /// Processed and answered at once, but the body comes byte by byte, with this pause between them.
    SlowBody(Duration),
    /// The connection is reset before the request is processed.
    DroppedBefore,
    /// The request is processed, then the connection is reset: the bot cannot know.
    DroppedAfter,
    /// The request is processed, then answered with 500: the bot cannot know.
    InternalErrorAfter,
}

impl RestFault {
    /// An error as Discord writes it: `RestFault::error(404, 10015, "Unknown Webhook")`. Not processed.
    #[must_use]
    pub fn error(status: u16, code: u32, message: &str) -> Self {
        Self::Status {
            status,
            content_type: "application/json".to_owned(),
            body: serde_json::json!({ "message": message, "code": code }).to_string(),
        }
    }
}

/// What happens to an interaction on its way to the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointFault {
    /// When it was answered it is posted once more, with the same timestamp and signature. The second answer is not
    /// shown, and has to equal the first; [`Discord::deliveries`](super::Discord::deliveries) has both.
    Replayed,
    /// It is posted twice at once, on two connections. The answer on the second is not shown, and has to equal the
    /// other.
    Duplicated,
    /// Every object in its payload has fields that Discord does not send yet.
    UnknownFields,
    /// Its body comes in eight chunks, with this pause before each.
    SlowBody(Duration),
    /// The connection is reset as soon as the request is written: the bot may or may not have read it.
    CutAtOnce,
    /// The connection is reset when the answer has come, before it is read.
    CutBeforeReading,
}

/// What happens to a file on its way to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachmentFault {
    /// Its body comes in eight chunks, with this pause before each.
    Slow(Duration),
    /// Its body is longer than payloads say: this many bytes, without a length.
    Longer(u64),
    /// It is elsewhere: 302 with this `Location`.
    Redirect(String),
}

/// Breaks things. Got from [`Discord::faults`](super::Discord::faults).
///
/// What concerns the gateway strikes every connection that is open at that moment, or the next ones, as it says.
#[derive(Clone, Debug)]
pub struct Faults {
    shared: Arc<Shared>,
    /// What strikes open connections strikes those of this shard only.
    shard: Option<u64>,
}

impl Faults {
    pub(super) fn of(shared: Arc<Shared>) -> Self {
        Self { shared, shard: None }
    }

    /// The same for one shard: what strikes open connections leaves the others alone. What strikes the next ones, or
    /// requests, does not know of shards.
    #[must_use]
    pub fn on_shard(&self, number: u64) -> Self {
        Self { shard: Some(number), ..self.clone() }
    }

    /// Op 7. The fake Discord answers the bot's close frame, and closes itself (4000) if none comes within 5 s.
    pub fn reconnect(&self) {
        self.order(&Order::Reconnect { hang: false });
    }

    /// Op 7, after which the fake Discord neither closes nor answers anything: the peer that never hangs up.
    pub fn reconnect_and_hang(&self) {
        self.order(&Order::Reconnect { hang: true });
    }

    /// Op 9. With `resumable` the session stays; without, it is gone.
    pub fn invalid_session(&self, resumable: bool) {
        self.order(&Order::Invalidate(resumable));
    }

    /// Op 1: the bot has to send a heartbeat at once.
    pub fn ask_for_heartbeat(&self) {
        self.order(&Order::Frame(super::wire::frame(1, &serde_json::Value::Null)));
    }

    /// Any frame at all, even one that Discord would never send.
    pub fn send_frame(&self, frame: serde_json::Value) {
        self.order(&Order::Frame(frame));
    }

    /// A close frame. The codes 4007 and 4009 end the session as well.
    pub fn close(&self, code: u16) {
        self.order(&Order::Close(Some(code)));
    }

    /// A close frame without a code.
    pub fn close_without_code(&self) {
        self.order(&Order::Close(None));
    }

    /// Heartbeats are not acknowledged, or are again. Events flow on.
    pub fn withhold_heartbeat_acks(&self, withhold: bool) {
        self.shared.change(|state, _| state.faults.withhold_acks = withhold);
    }

    /// The open connections become black holes: nothing is read or written, and the sockets stay open.
    pub fn black_hole(&self) {
        self.each_stream("black hole", StreamControl::swallow_everything);
    }

    /// The open connections end with a TCP reset.
    pub fn reset_connections(&self) {
        self.each_stream("TCP reset", StreamControl::reset);
    }

    /// The open connections end without a close frame.
    pub fn drop_connections(&self) {
        self.each_stream("TCP end", StreamControl::cut);
    }

    /// The whole fake Discord goes away: every connection is reset, new ones are refused. Ends with [`up`](Self::up).
    pub async fn down(&self) {
        self.note("down: connections are refused");
        self.shared.listener.close().await;
        self.shared.listener.reset_everyone();
    }

    /// The fake Discord is back on the same port.
    pub async fn up(&self) {
        self.shared.listener.open().await;
        self.note("up: connections are taken");
    }

    /// The gateway answers its handshake with 503, or no longer does. REST goes on.
    pub fn gateway_unavailable(&self, unavailable: bool) {
        self.shared.change(|state, _| state.faults.unavailable = unavailable);
    }

    /// The next `times` gateway connections end right after the handshake, before Hello.
    pub fn close_after_handshake(&self, times: u32) {
        self.shared.change(|state, _| state.faults.close_after_handshake = times);
    }

    /// The next `times` gateway connections are greeted with op 7 instead of Hello.
    pub fn reconnect_instead_of_hello(&self, times: u32) {
        self.shared.change(|state, _| state.faults.reconnect_instead_of_hello = times);
    }

    /// The next `times` identifies are answered with this close code. [`u32::MAX`] is for ever.
    pub fn refuse_identifies(&self, code: u16, times: u32) {
        self.shared.change(|state, _| state.faults.identifies.push_back(Refusing { code, left: times }));
    }

    /// The next `times` resumes are answered with this close code. [`u32::MAX`] is for ever.
    pub fn refuse_resumes(&self, code: u16, times: u32) {
        self.shared.change(|state, _| state.faults.resumes.push_back(Refusing { code, left: times }));
    }

    /// The sessions are forgotten without a word: the next resume is answered with op 9 false.
    pub fn forget_sessions(&self) {
        self.shared.change(|state, _| state.gateway.sessions.clear());
    }

    /// The next dispatch is written twice, byte by byte the same.
    pub fn duplicate_next_dispatch(&self) {
        self.shared.change(|state, _| state.faults.duplicate_next += 1);
    }

    /// The next dispatch waits for the one after it, and comes after that.
    pub fn swap_next_dispatches(&self) {
        self.shared.change(|state, _| state.faults.swap_next = true);
    }

    /// The next interaction is delivered only after `delay`; the person's clock runs from the start.
    pub fn delay_next_dispatch(&self, delay: Duration) {
        self.shared.change(|state, _| state.faults.late.push_back(delay));
    }

    /// The next `times` requests that fit `pattern` meet `fault`.
    ///
    /// A pattern is a method and a path below `/api/v10`, `*` standing for one segment:
    /// `POST /interactions/*/*/callback`. `*` alone fits everything. [`u32::MAX`] is for ever.
    pub fn rest(&self, pattern: &str, times: u32, fault: RestFault) {
        let pattern = pattern.to_owned();
        self.shared.change(|state, _| {
            state.faults.scripts.push(Script { pattern, left: times, fault });
        });
    }

    /// The next `times` interactions that are posted to the endpoint meet `fault`. [`u32::MAX`] is for ever.
    ///
    /// The bot is not blamed for what it cannot help: a body that came too slowly, an answer that was not read.
    pub fn endpoint(&self, times: u32, fault: EndpointFault) {
        self.shared.change(|state, _| state.faults.deliveries.push_back((fault, times)));
    }

    /// The next `times` downloads of a file meet `fault`. [`u32::MAX`] is for ever. Statuses, resets and delays are
    /// faults of [`rest`](Self::rest) with the pattern `GET /attachments/*/*/*`.
    pub fn attachment(&self, times: u32, fault: AttachmentFault) {
        self.shared.change(|state, _| state.faults.downloads.push_back((fault, times)));
    }

    /// The next `times` files that people attach claim this size in payloads. [`u32::MAX`] is for ever.
    pub fn claim_size(&self, times: u32, bytes: u64) {
        self.shared.change(|state, _| state.faults.sizes.push_back((bytes, times)));
    }

    /// Disarms whatever was armed and has not struck. Black holes and a closed listener stay.
    pub fn clear(&self) {
        self.shared.change(|state, _| state.faults = Armed::default());
    }

    fn note(&self, line: &str) {
        self.shared.change(|state, now| state.journal.note(now, &format!("fault: {line}")));
    }

    fn order(&self, order: &Order) {
        self.shared.change(|state, now| {
            state.journal.note(now, &format!("fault: {order:?}"));
            for open in state.gateway.open_to(self.shard) {
                // Full only if the connection is stuck in a black hole, where an order would not be heard anyway.
                let _ = open.orders.try_send(order.clone());
            }
        });
    }

    fn each_stream(&self, name: &str, fault: impl Fn(&StreamControl)) {
        self.shared.change(|state, now| {
            state.journal.note(now, &format!("fault: {name}"));
            state.gateway.open_to(self.shard).for_each(|open| fault(&open.control));
        });
    }
}
