//! Faults on demand: what a test makes go wrong.

mod armed;
mod kinds;

pub(super) use self::armed::{Armed, take_one};
pub use self::kinds::{AttachmentFault, DirectMessageFault, EndpointFault, RestFault, Scope};

use std::sync::Arc;
use std::time::Duration;

use self::armed::{Refusing, Script};
use super::ids::Id;
use super::sessions::Order;
use super::state::Shared;
use super::stream::StreamControl;

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

    /// A person gets no direct messages for this reason, or gets them again. [`clear`](Self::clear) ends it too.
    pub fn direct_messages(&self, user: Id, fault: Option<DirectMessageFault>) {
        self.shared.change(|state, now| {
            state.journal.note(now, &format!("fault: direct messages to {user}: {fault:?}"));
            match fault {
                Some(fault) => state.faults.direct_messages.insert(user, fault),
                None => state.faults.direct_messages.remove(&user),
            };
        });
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
