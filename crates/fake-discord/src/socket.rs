//! The gateway: one connection from Hello to close. Rules G01 to G10.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

use super::compression::{Encoder, Format};
use super::faults::take_one;
use super::sessions::{Identify, OpenConnection, Order, Resume};
use super::state::{Shared, State};
use super::stream::StreamControl;
use super::wire;

/// The largest frame that a bot may send, in bytes.
const MAX_FRAME: usize = 4096;
/// The GUILDS intent.
const GUILDS: u64 = 1;
/// Every intent there is: 0 to 16, 20, 21, 24, 25.
const KNOWN_INTENTS: u64 = 0x1_FFFF | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25);
/// Members, presences and message content.
const PRIVILEGED_INTENTS: u64 = (1 << 1) | (1 << 8) | (1 << 15);
/// How long the fake Discord waits for the bot to close after op 7, and for the answer to a close frame.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many frames a minute counts for.
const MINUTE: Duration = Duration::from_mins(1);

/// How a connection ends.
enum End {
    /// The bot closed it, with this code.
    ByPeer(Option<u16>),
    /// The fake Discord closes it.
    Close(Option<u16>),
    /// It broke, or was broken.
    Lost,
}

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
            self.send_dispatches().await?;
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

    /// Sends what the session has to hear.
    async fn send_dispatches(&mut self) -> Result<(), End> {
        let Some(cursor) = self.cursor else { return Ok(()) };
        let (number, mut last) = (self.number, cursor);
        let texts = self.shared.change_quietly(|state, _| {
            let State { gateway, faults, .. } = state;
            let (_, session) = gateway.session_of(number)?;
            let mut waiting: Vec<_> = session.after(cursor).cloned().collect();
            if faults.swap_next && !waiting.is_empty() {
                if waiting.len() < 2 {
                    return Some(Vec::new());
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
            Some(texts)
        });
        let Some(texts) = texts else {
            // The session is no more, or went on over another connection, which cut this one.
            self.cursor = None;
            return Ok(());
        };
        self.cursor = Some(last);
        for text in texts {
            self.send_text(&text).await?;
        }
        Ok(())
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

    async fn identify(&mut self, data: &Value) -> Result<(), End> {
        if !shows(data, &self.shared.token) {
            return Err(self.break_rule("G02", 4004, "an identify with the wrong token"));
        }
        let Some(intents) = data["intents"].as_u64() else {
            return Err(self.break_rule("G04", 4002, "an identify without intents"));
        };
        if !data["properties"].is_object() {
            return Err(self.break_rule("G04", 4002, "an identify without properties"));
        }
        let shard = match &data["shard"] {
            Value::Null => Some((0, 1)),
            shard => shard[0].as_u64().zip(shard[1].as_u64()).filter(|(index, count)| index < count),
        };
        let record = |accepted: bool, shard: (u64, u64), connection: u64, at: Duration| {
            let mut payload = data.clone();
            payload["token"] = json!("(hidden)");
            Identify { connection, at, intents, shard, payload, accepted }
        };
        let number = self.number;
        let Some(shard) = shard else {
            self.shared.change(|state, now| state.gateway.identifies.push(record(false, (0, 0), number, now)));
            return Err(self.break_rule("G10", 4010, "an identify with an impossible shard"));
        };
        let allowed = self.shared.settings.privileged_intents;
        let refused = if intents & !KNOWN_INTENTS != 0 {
            Some(("G10", 4013, "an identify with unknown intents"))
        } else if intents & PRIVILEGED_INTENTS & !allowed != 0 {
            Some(("G10", 4014, "an identify with intents that are not enabled"))
        } else {
            None
        };
        if let Some((rule, code, what)) = refused {
            self.shared.change(|state, now| state.gateway.identifies.push(record(false, shard, number, now)));
            return Err(self.break_rule(rule, code, what));
        }
        let session = format!("{:032x}", fastrand::u128(..));
        let shared = Arc::clone(&self.shared);
        let verdict = shared.change(|state, now| {
            if let Some(code) = state.faults.strike_identify() {
                state.gateway.identifies.push(record(false, shard, number, now));
                return Err(Some(code));
            }
            if !may_identify(state, &shared, shard.0, now) {
                state.gateway.identifies.push(record(false, shard, number, now));
                state.journal.broke(now, "G09", "too many identifies".to_owned());
                return Err(None);
            }
            state.gateway.identifies.push(record(true, shard, number, now));
            state.journal.note(now, &format!("gateway: connection {number} identifies, shard {shard:?}"));
            begin_session(state, &shared, &session, shard, intents, number);
            Ok(())
        });
        match verdict {
            Ok(()) => self.cursor = Some(0),
            Err(Some(code)) => return Err(End::Close(Some(code))),
            Err(None) => self.send(&wire::frame(9, &json!(false))).await?,
        }
        Ok(())
    }

    async fn resume(&mut self, data: &Value) -> Result<(), End> {
        if !shows(data, &self.shared.token) {
            return Err(self.break_rule("G02", 4004, "a resume with the wrong token"));
        }
        let (Some(session_id), Some(sequence)) = (data["session_id"].as_str(), data["seq"].as_u64()) else {
            return Err(self.break_rule("G04", 4002, "a resume without session or sequence"));
        };
        let (number, path) = (self.number, self.path.clone());
        let verdict = self.shared.change(|state, now| {
            let struck = state.faults.strike_resume();
            let session = state.gateway.sessions.get_mut(session_id);
            let mut resume = Resume {
                connection: number,
                path,
                at: now,
                session: session_id.to_owned(),
                shard: session.as_ref().map(|session| session.shard),
                sequence,
                replayed: None,
            };
            let verdict = match (struck, session) {
                (Some(code), _) => Err(Some(code)),
                (None, None) => Err(None),
                (None, Some(session)) if sequence > session.sequence => {
                    state.gateway.sessions.remove(session_id);
                    state.journal.broke(now, "G08", "a resume from the future".to_owned());
                    Err(Some(4007))
                }
                (None, Some(session)) if !session.remembers(sequence) => {
                    state.gateway.sessions.remove(session_id);
                    Err(None)
                }
                (None, Some(session)) => {
                    resume.replayed = Some(session.sequence - sequence);
                    session.push("RESUMED", &json!({ "_trace": ["[\"playground-gateway\",{\"micros\":0.0}]"] }));
                    Ok(session.connection.replace(number))
                }
            };
            if let Ok(Some(old)) = verdict
                && let Some(old) = state.gateway.open.get(&old)
            {
                old.control.cut();
            }
            state.journal.note(now, &format!("gateway: connection {number} resumes: {:?}", resume.replayed));
            state.gateway.resumes.push(resume);
            verdict
        });
        match verdict {
            Ok(_) => self.cursor = Some(sequence),
            Err(Some(code)) => return Err(End::Close(Some(code))),
            Err(None) => self.send(&wire::frame(9, &json!(false))).await?,
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
                    self.hang_up_at = Some(Instant::now() + PATIENCE);
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

    /// Closes the connection, and keeps or ends its session.
    async fn finish(mut self, end: End) {
        let (by_discord, code) = match &end {
            End::Close(code) => (true, *code),
            End::ByPeer(code) => (false, *code),
            End::Lost => (false, None),
        };
        let ends_session = match &end {
            End::ByPeer(code) => matches!(code, Some(1000 | 1001)),
            End::Close(code) => matches!(code, Some(4004 | 4007 | 4009 | 4010..=4014)),
            End::Lost => false,
        };
        let number = self.number;
        self.shared.change(|state, now| {
            state.journal.note(now, &format!("gateway: connection {number} ends, code {code:?}"));
            if ends_session {
                state.gateway.forget_session_of(number);
            } else if let Some((_, session)) = state.gateway.session_of(number) {
                session.connection = None;
            }
            if let Some(connection) = state.gateway.connection(number) {
                connection.closed = Some(now);
                connection.close_code = code;
                connection.closed_by_discord = by_discord;
            }
        });
        match end {
            End::Close(code) => {
                let frame = code.map(|code| CloseFrame { code, reason: "".into() });
                let closing = async {
                    if self.socket.send(Message::Close(frame)).await.is_ok() {
                        while let Some(Ok(_)) = self.socket.recv().await {}
                    }
                };
                let _ = timeout(PATIENCE, closing).await;
            }
            // The library has queued the answer to the close frame; reading on sends it.
            End::ByPeer(_) => {
                let _ = timeout(PATIENCE, self.socket.recv()).await;
            }
            End::Lost => {}
        }
        // A black hole keeps its socket: dropping it would tell the bot.
        self.control.released().await;
        self.shared.change_quietly(|state, _| state.gateway.open.remove(&number));
    }
}

/// `Bot x` and `x` are both accepted, as by Discord.
fn shows(data: &Value, token: &str) -> bool {
    let shown = data["token"].as_str().unwrap_or_default();
    shown.strip_prefix("Bot ").unwrap_or(shown) == token
}

/// Rule G09: so many identifies per window and bucket, and so many per day.
fn may_identify(state: &mut State, shared: &Shared, shard: u64, now: Duration) -> bool {
    let settings = &shared.settings;
    let bucket = shard % u64::from(settings.max_concurrency.max(1));
    state.recent_identifies.retain(|(_, at)| now.saturating_sub(*at) < settings.identify_window);
    let in_bucket = state.recent_identifies.iter().filter(|(key, _)| *key == bucket).count();
    let allowed = in_bucket == 0 && state.identifies_remaining > 0;
    if allowed {
        state.recent_identifies.push((bucket, now));
        state.identifies_remaining -= 1;
    }
    allowed
}

fn begin_session(state: &mut State, shared: &Shared, session: &str, shard: (u64, u64), intents: u64, connection: u64) {
    state.gateway.begin(session, shard, connection);
    let ready = wire::ready(&state.world, session, &shared.resume_url(), shard);
    let guilds: Vec<Value> = state
        .world
        .guilds
        .values()
        .filter(|guild| guild.installed && wire::shard_of(Some(guild.id), shard.1) == shard.0)
        .map(|guild| wire::guild_create(&state.world, guild))
        .collect();
    if let Some(session) = state.gateway.sessions.get_mut(session) {
        session.push("READY", &ready);
        if intents & GUILDS != 0 {
            for guild in &guilds {
                session.push("GUILD_CREATE", guild);
            }
        }
    }
}
