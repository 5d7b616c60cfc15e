//! The gateway's memory: connections, sessions, and what each session still has to hear.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::ids::{Id, shard_of};
use super::stream::StreamControl;

/// How many dispatches a session can replay.
const REPLAYABLE: usize = 10_000;

/// How many bytes of dispatches that were sent a session keeps to replay them.
const REPLAYABLE_BYTES: usize = 64 * 1024 * 1024;

/// Intents that decide what a session hears.
pub(super) mod intents {
    pub(in super::super) const GUILDS: u64 = 1;
    pub(in super::super) const GUILD_PRESENCES: u64 = 1 << 8;
    pub(in super::super) const MESSAGE_CONTENT: u64 = 1 << 15;
}

/// A connection to the gateway, open or closed.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Counts from 1.
    pub number: u64,
    /// The path that was dialled.
    pub path: String,
    /// When, since the fake Discord started.
    pub opened: Duration,
    /// When it ended.
    pub closed: Option<Duration>,
    /// The code of the close frame that ended it, if there was one.
    pub close_code: Option<u16>,
    /// Whether the fake Discord closed it.
    pub closed_by_discord: bool,
    /// Heartbeats received.
    pub heartbeats: usize,
    /// Frames received, heartbeats included.
    pub frames: usize,
}

/// An identify, accepted or not.
#[derive(Clone, Debug)]
pub struct Identify {
    /// The connection it came on.
    pub connection: u64,
    /// When, since the fake Discord started.
    pub at: Duration,
    /// The intents asked for.
    pub intents: u64,
    /// The shard, and how many there are.
    pub shard: (u64, u64),
    /// The payload without the token.
    pub payload: Value,
    /// Whether READY followed.
    pub accepted: bool,
}

/// A resume, accepted or not.
#[derive(Clone, Debug)]
pub struct Resume {
    /// The connection it came on.
    pub connection: u64,
    /// The path of that connection: the one that READY gave, or the ordinary one.
    pub path: String,
    /// When, since the fake Discord started.
    pub at: Duration,
    /// The session.
    pub session: String,
    /// The session's shard, if there is such a session.
    pub shard: Option<(u64, u64)>,
    /// The last sequence number that the bot has seen.
    pub sequence: u64,
    /// How many dispatches were sent again; `None` if it was refused.
    pub replayed: Option<u64>,
}

/// Something that a test wants a connection to do.
#[derive(Clone, Debug)]
pub(super) enum Order {
    /// Send this frame.
    Frame(Value),
    /// Op 9 with this `d`.
    Invalidate(bool),
    /// Op 7; afterwards behave, or hear and say nothing more.
    Reconnect { hang: bool },
    /// A close frame.
    Close(Option<u16>),
}

/// A dispatch as it was written.
#[derive(Clone, Debug)]
pub(super) struct Dispatch {
    pub sequence: u64,
    pub text: Arc<str>,
}

/// A session: what one identify began.
#[derive(Debug)]
pub(super) struct Session {
    pub shard: (u64, u64),
    pub intents: u64,
    pub sequence: u64,
    pub connection: Option<u64>,
    /// The servers that `GUILD_CREATE` is still to tell of.
    pub coming: VecDeque<Id>,
    log: VecDeque<Dispatch>,
    /// The bytes of the log.
    kept: usize,
}

impl Session {
    /// Writes an event into the session; its connection will send it.
    pub(super) fn push(&mut self, name: &str, data: &Value) {
        self.sequence += 1;
        let frame = json!({ "t": name, "s": self.sequence, "op": 0, "d": data });
        if self.log.len() == REPLAYABLE {
            self.drop_oldest();
        }
        let text: Arc<str> = frame.to_string().into();
        self.kept += text.len();
        self.log.push_back(Dispatch { sequence: self.sequence, text });
    }

    /// Drops the oldest dispatches up to this sequence number, which were sent, if the log has very many bytes.
    pub(super) fn trim(&mut self, sent: u64) {
        while self.kept > REPLAYABLE_BYTES && self.log.front().is_some_and(|oldest| oldest.sequence <= sent) {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(oldest) = self.log.pop_front() {
            self.kept -= oldest.text.len();
        }
    }

    /// What comes after a sequence number.
    pub(super) fn after(&self, sequence: u64) -> impl Iterator<Item = &Dispatch> {
        let seen = self.log.partition_point(|dispatch| dispatch.sequence <= sequence);
        self.log.range(seen..)
    }

    /// Whether everything after this sequence number is still there.
    pub(super) fn remembers(&self, sequence: u64) -> bool {
        self.log.front().is_none_or(|oldest| oldest.sequence <= sequence + 1)
    }
}

/// A connection that is open: how to reach it.
#[derive(Debug)]
pub(super) struct OpenConnection {
    pub orders: mpsc::Sender<Order>,
    pub control: StreamControl,
}

/// Everything the gateway knows.
#[derive(Debug, Default)]
pub(super) struct Gateway {
    pub sessions: BTreeMap<String, Session>,
    pub open: BTreeMap<u64, OpenConnection>,
    pub connections: Vec<Connection>,
    pub identifies: Vec<Identify>,
    pub resumes: Vec<Resume>,
}

impl Gateway {
    /// Notes a new connection and gives it a number.
    pub(super) fn connected(&mut self, path: &str, now: Duration, open: OpenConnection) -> u64 {
        let number = self.connections.len() as u64 + 1;
        self.open.insert(number, open);
        self.connections.push(Connection {
            number,
            path: path.to_owned(),
            opened: now,
            closed: None,
            close_code: None,
            closed_by_discord: false,
            heartbeats: 0,
            frames: 0,
        });
        number
    }

    /// The record of a connection.
    pub(super) fn connection(&mut self, number: u64) -> Option<&mut Connection> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.connections.get_mut(index)
    }

    /// Begins a session for a connection.
    pub(super) fn begin(&mut self, id: &str, shard: (u64, u64), intents: u64, connection: u64) {
        let session = Session {
            shard,
            intents,
            sequence: 0,
            connection: Some(connection),
            coming: VecDeque::new(),
            log: VecDeque::new(),
            kept: 0,
        };
        self.sessions.insert(id.to_owned(), session);
    }

    /// The session that a connection serves.
    pub(super) fn session_of(&mut self, connection: u64) -> Option<(&String, &mut Session)> {
        let mut sessions = self.sessions.iter_mut();
        sessions.find(|(_, session)| session.connection == Some(connection))
    }

    /// The open connections, or those of one shard.
    pub(super) fn open_to(&self, shard: Option<u64>) -> impl Iterator<Item = &OpenConnection> {
        let serves = move |number: u64, wanted: u64| {
            let mut sessions = self.sessions.values();
            sessions.any(|known| known.connection == Some(number) && known.shard.0 == wanted)
        };
        let is_meant = move |number: u64| shard.is_none_or(|wanted| serves(number, wanted));
        self.open.iter().filter(move |(number, _)| is_meant(**number)).map(|(_, open)| open)
    }

    /// The shards whose sessions are connected.
    pub(super) fn connected_shards(&self) -> Vec<(u64, u64)> {
        let connected = self.sessions.values().filter(|session| session.connection.is_some());
        let mut shards: Vec<_> = connected.map(|session| session.shard).collect();
        shards.sort_unstable();
        shards
    }

    /// Ends the session that a connection serves, for good.
    pub(super) fn forget_session_of(&mut self, connection: u64) {
        self.sessions.retain(|_, session| session.connection != Some(connection));
    }

    /// Tells every session that has this intent, and a shard that hears of this server, what it may see.
    pub(super) fn tell(&mut self, guild: Id, intent: u64, name: &str, data: impl Fn(u64) -> Value) {
        for session in self.sessions.values_mut() {
            if session.intents & intent != 0 && shard_of(Some(guild), session.shard.1) == session.shard.0 {
                session.coming.retain(|coming| *coming != guild);
                session.push(name, &data(session.intents));
            }
        }
    }

    /// Tells every session whose shard hears of this server; `None` is for direct messages.
    pub(super) fn dispatch(&mut self, guild: Option<Id>, name: &str, data: &Value) -> usize {
        let mut heard = 0;
        for session in self.sessions.values_mut() {
            if shard_of(guild, session.shard.1) == session.shard.0 {
                session.push(name, data);
                heard += 1;
            }
        }
        heard
    }
}
