//! The gateway: one connection from Hello to close. Rules G01 to G10.

mod ending;
mod handshake;

use std::collections::VecDeque;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use self::ending::End;
use super::compression::{Encoder, Format};
use super::faults::take_one;
use super::sessions::{OpenConnection, Order};
use super::state::{Shared, State};
use super::stream::StreamControl;
use super::wire;

/// The largest frame that a bot may send, in bytes.
const MAX_FRAME: usize = 4096;
/// The time limit of the bot to close after op 7, and to answer a close frame.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);
/// The window of the limit on frames.
const MINUTE: Duration = Duration::from_mins(1);

/// Serves one connection until it ends.
pub(super) async fn serve(shared: Arc<Shared>, control: StreamControl, socket: WebSocket, path: String, query: String) {
    let (orders, inbox) = mpsc::channel(16);
    let number = shared.change(|state, now| {
        let open = OpenConnection { orders, control: control.clone() };
        let number = state.gateway.connected(&path, now, open);
        state.journal.note(now, &format!("gateway: connection {number} to {path}"));
        number
    });
    let mut connection = Connection {
        heartbeat_due: Instant::now() + shared.settings.heartbeat_interval + shared.settings.heartbeat_slack,
        shared,
        control,
        socket,
        number,
        path,
        cursor: None,
        recent_frames: VecDeque::new(),
        hang_up_at: None,
        encoder: None,
    };
    let end = match connection.talk(&query, inbox).await {
        Ok(never) => match never {},
        Err(end) => end,
    };
    connection.finish(end).await;
}

struct Connection {
    shared: Arc<Shared>,
    control: StreamControl,
    socket: WebSocket,
    number: u64,
    path: String,
    /// The last sequence number that was sent; `None` before there is a session.
    cursor: Option<u64>,
    recent_frames: VecDeque<Duration>,
    heartbeat_due: Instant,
    /// When the fake Discord closes by itself, after op 7.
    hang_up_at: Option<Instant>,
    /// Compresses what is sent, if the bot asked for that.
    encoder: Option<Encoder>,
}

impl Connection {
    async fn talk(&mut self, query: &str, mut orders: mpsc::Receiver<Order>) -> Result<std::convert::Infallible, End> {
        let mut changes = self.shared.changes();
        self.greet(query).await?;
        loop {
            let has_more = self.send_dispatches().await?;
            let hang_up_at = self.hang_up_at.unwrap_or(self.heartbeat_due + MINUTE);
            tokio::select! {
                received = self.socket.recv() => match received {
                    Some(Ok(Message::Text(text))) => self.hear(text.as_str()).await?,
                    Some(Ok(Message::Binary(bytes))) => match std::str::from_utf8(&bytes) {
                        Ok(text) => self.hear(text).await?,
                        Err(_) => return Err(self.break_rule("G04", 4002, "a frame that is no text")),
                    },
                    Some(Ok(Message::Close(frame))) => return Err(End::ByPeer(frame.map(|frame| frame.code))),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Err(End::Lost),
                },
                order = orders.recv() => match order {
                    Some(order) => self.obey(order).await?,
                    None => return Err(End::Lost),
                },
                _ = changes.changed() => {}
                () = ready(()), if has_more => {}
                () = sleep_until(self.heartbeat_due) => {
                    if self.control.is_black_hole() {
                        return Err(End::Lost);
                    }
                    return Err(self.break_rule("G07", 4009, "no heartbeat in time"));
                }
                () = sleep_until(hang_up_at) => return Err(End::Close(Some(4000))),
            }
        }
    }

    /// Checks the query, then says Hello, unless a fault comes first.
    async fn greet(&mut self, query: &str) -> Result<(), End> {
        let has = |pair: &str| query.split('&').any(|part| part == pair);
        if let Some(wanted) = query.split('&').find_map(|part| part.strip_prefix("compress=")) {
            let Some(format) = Format::named(wanted) else {
                return Err(self.break_rule("G10", 4012, &format!("the unknown compression {wanted}")));
            };
            self.encoder = Some(Encoder::new(format));
        }
        // Without an encoding, as serenity leaves it, it is JSON.
        let is_json = has("encoding=json") || !query.contains("encoding=");
        if !has("v=10") || !is_json {
            return Err(self.break_rule("G10", 4012, "a query without v=10, or with an encoding other than json"));
        }
        let (closes, reconnects) = self.shared.change(|state, _| {
            let closes = take_one(&mut state.faults.close_after_handshake);
            (closes, !closes && take_one(&mut state.faults.reconnect_instead_of_hello))
        });
        if closes {
            return Err(End::Lost);
        }
        if reconnects {
            return self.obey(Order::Reconnect { hang: false }).await;
        }
        self.send(&wire::hello(self.shared.settings.heartbeat_interval)).await
    }

    /// Sends what the session has to hear. Tells whether more is to come at once.
    async fn send_dispatches(&mut self) -> Result<bool, End> {
        let Some(cursor) = self.cursor else { return Ok(false) };
        let (number, mut last) = (self.number, cursor);
        let texts = self.shared.change_quietly(|state, _| {
            let State { gateway, faults, world, .. } = state;
            let (_, session) = gateway.session_of(number)?;
            session.trim(cursor);
            let coming = session.coming.pop_front().and_then(|guild| world.guilds.get(&guild));
            if let Some(guild) = coming.filter(|guild| guild.installed && !guild.unavailable) {
                let created = wire::guild_create(world, guild).for_session(session.intents);
                session.push("GUILD_CREATE", &created);
            }
            let has_more = !session.coming.is_empty();
            let mut waiting: Vec<_> = session.after(cursor).cloned().collect();
            if faults.swap_next && !waiting.is_empty() {
                if waiting.len() < 2 {
                    return Some((Vec::new(), has_more));
                }
                waiting.swap(0, 1);
                faults.swap_next = false;
            }
            let mut texts = Vec::new();
            for dispatch in waiting {
                last = last.max(dispatch.sequence);
                if take_one(&mut faults.duplicate_next) {
                    texts.push(Arc::clone(&dispatch.text));
                }
                texts.push(dispatch.text);
            }
            Some((texts, has_more))
        });
        let Some((texts, has_more)) = texts else {
            // The session is no more, or went on over another connection, which cut this one.
            self.cursor = None;
            return Ok(false);
        };
        self.cursor = Some(last);
        for text in texts {
            self.send_text(&text).await?;
        }
        Ok(has_more)
    }

    /// A frame from the bot.
    async fn hear(&mut self, text: &str) -> Result<(), End> {
        self.count_frame()?;
        if text.len() > MAX_FRAME {
            return Err(self.break_rule("G04", 4002, "a frame of more than 4096 bytes"));
        }
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            return Err(self.break_rule("G04", 4002, "a frame that is no JSON"));
        };
        let Some(op) = frame["op"].as_u64() else {
            return Err(self.break_rule("G04", 4002, "a frame without an opcode"));
        };
        let identified = self.cursor.is_some();
        match op {
            1 => self.heartbeat(&frame["d"]).await,
            2 | 6 if identified => Err(self.break_rule("G03", 4005, "a second identify or resume")),
            2 => self.identify(&frame["d"]).await,
            6 => self.resume(&frame["d"]).await,
            3 | 4 | 8 | 31 if identified => Ok(()),
            3 | 4 | 8 | 31 => Err(self.break_rule("G01", 4003, &format!("op {op} before identify"))),
            _ => Err(self.break_rule("G05", 4001, &format!("the unknown op {op}"))),
        }
    }

    fn count_frame(&mut self) -> Result<(), End> {
        let now = self.shared.now();
        let number = self.number;
        self.shared.change_quietly(|state, _| {
            if let Some(connection) = state.gateway.connection(number) {
                connection.frames += 1;
            }
        });
        while self.recent_frames.front().is_some_and(|&at| now.saturating_sub(at) >= MINUTE) {
            self.recent_frames.pop_front();
        }
        self.recent_frames.push_back(now);
        if self.recent_frames.len() > self.shared.settings.frames_per_minute {
            return Err(self.break_rule("G06", 4008, "too many frames in a minute"));
        }
        Ok(())
    }

    async fn heartbeat(&mut self, sequence: &Value) -> Result<(), End> {
        if !sequence.is_null() && !sequence.is_u64() {
            return Err(self.break_rule("G04", 4002, "a heartbeat with a sequence that is no number"));
        }
        let settings = &self.shared.settings;
        self.heartbeat_due = Instant::now() + settings.heartbeat_interval + settings.heartbeat_slack;
        let number = self.number;
        let acknowledged = self.shared.change(|state, _| {
            if let Some(connection) = state.gateway.connection(number) {
                connection.heartbeats += 1;
            }
            !state.faults.withhold_acks
        });
        if acknowledged {
            return self.send(&wire::frame(11, &Value::Null)).await;
        }
        Ok(())
    }

    /// Does what a test wants.
    async fn obey(&mut self, order: Order) -> Result<(), End> {
        match order {
            Order::Frame(frame) => self.send(&frame).await,
            Order::Close(code) => Err(End::Close(code)),
            Order::Reconnect { hang } => {
                self.send(&wire::frame(7, &Value::Null)).await?;
                if hang {
                    self.control.swallow_everything();
                } else {
                    self.hang_up_at = Some(Instant::now() + CLOSE_TIMEOUT);
                }
                Ok(())
            }
            Order::Invalidate(resumable) => {
                if !resumable {
                    let number = self.number;
                    self.shared.change(|state, _| state.gateway.forget_session_of(number));
                    self.cursor = None;
                }
                self.send(&wire::frame(9, &json!(resumable))).await
            }
        }
    }

    async fn send(&mut self, frame: &Value) -> Result<(), End> {
        self.send_text(&frame.to_string()).await
    }

    async fn send_text(&mut self, text: &str) -> Result<(), End> {
        let message = match &mut self.encoder {
            Some(encoder) => Message::binary(encoder.encode(text)),
            None => Message::text(text),
        };
        self.socket.send(message).await.map_err(|_| End::Lost)
    }

    fn break_rule(&self, rule: &'static str, code: u16, what: &str) -> End {
        self.shared.change(|state, now| state.journal.broke(now, rule, format!("gateway: {what} -> close {code}")));
        End::Close(Some(code))
    }
}
