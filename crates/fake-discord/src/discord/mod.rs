//! `Discord`: starts the server, reads its records, and waits for events.

mod channels;
mod endpoint;
mod guilds;
mod waiting;

pub use self::waiting::TimedOut;

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::task::JoinHandle;

use super::commands::Command;
use super::faults::Faults;
use super::http;
use super::ids::Id;
use super::journal::{BrokenRule, Peer, Request};
use super::listener::LoopbackListener;
use super::message::Message;
use super::person::Person;
use super::pings::Ping;
use super::sessions::{Connection, Identify, Resume};
use super::settings::Settings;
use super::state::{Shared, State};
use super::stream::StreamControl;
use super::world::World;

/// A fake Discord on loopback, which runs until it is dropped.
#[derive(Debug)]
pub struct Discord {
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl Discord {
    /// Binds 127.0.0.1 and begins to serve. It is ready when this returns.
    ///
    /// # Errors
    ///
    /// If the port cannot be bound, or the system has no random bytes for a key or the token.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        let (listener, control) = LoopbackListener::bind(settings.port).await?;
        let port = listener.port();
        let unix_time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let unix_ms = u64::try_from(unix_time.as_millis()).unwrap_or_default();
        let shared = Arc::new(Shared::new(settings, port, control, unix_ms)?);
        let service = http::router(Arc::clone(&shared)).into_make_service_with_connect_info::<StreamControl>();
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, service).await {
                tracing::error!("the fake Discord stopped serving: {error}");
            }
        });
        Ok(Self { shared, server })
    }

    /// The address of the server, as `http://127.0.0.1:PORT`. The API is below `/api/v10`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.shared.origin()
    }

    /// The token of the bot: random at each start, and none that Discord would accept.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.shared.token
    }

    /// The application's id, which is the bot user's too.
    #[must_use]
    pub fn application_id(&self) -> Id {
        self.shared.look(|state| state.world.application.id)
    }

    /// The home server's id.
    #[must_use]
    pub fn home(&self) -> Id {
        self.shared.look(|state| state.world.home)
    }

    /// A member, in `#general` of the home server. An unknown name is reported by the first action.
    #[must_use]
    pub fn member(&self, name: &str) -> Person {
        Person::new(Arc::clone(&self.shared), name)
    }

    /// Injects faults.
    #[must_use]
    pub fn faults(&self) -> Faults {
        Faults::of(Arc::clone(&self.shared))
    }

    /// Changes the world while it runs: more people, servers, channels.
    pub fn arrange<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.shared.change(|state, _| change(&mut state.world))
    }

    /// Every message in a channel, private ones included, oldest first.
    #[must_use]
    pub fn messages(&self, channel: Id) -> Vec<Message> {
        self.look(|state| {
            let messages = state.world.messages.values();
            messages.filter(|message| message.channel == channel).cloned().collect()
        })
    }

    /// Every message there is, oldest first.
    #[must_use]
    pub fn all_messages(&self) -> Vec<Message> {
        self.look(|state| state.world.messages.values().cloned().collect())
    }

    /// A message as it stands now; `None` if it was deleted.
    #[must_use]
    pub fn message(&self, id: Id) -> Option<Message> {
        self.look(|state| state.world.messages.get(&id).cloned())
    }

    /// The commands that are registered: everywhere (`None`) or in a server.
    #[must_use]
    pub fn commands(&self, guild: Option<Id>) -> Vec<Command> {
        self.look(|state| state.world.commands.in_scope(guild).cloned().collect())
    }

    /// Every request so far: the bot's to the REST API, and those to its endpoint.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.look(|state| state.journal.requests.iter().cloned().collect())
    }

    /// The number of answers that the bot gave to an interaction, by the callback route or in an HTTP answer, refused answers included.
    #[must_use]
    pub fn callbacks_for(&self, interaction: Id) -> usize {
        self.look(|state| state.world.interactions.get(&interaction).map_or(0, |known| known.callbacks))
    }

    /// The time from the delivery of an interaction to the bot's callback.
    #[must_use]
    pub fn called_back_after(&self, interaction: Id) -> Option<Duration> {
        self.look(|state| {
            let of_it = |request: &&Request| request.interaction == Some(interaction) && request.sender == Peer::Bot;
            let callback = state.journal.requests.iter().find(of_it)?;
            Some(callback.at.saturating_sub(state.world.interactions.get(&interaction)?.created))
        })
    }

    /// Whether an interaction has been answered by now.
    #[must_use]
    pub fn is_answered(&self, interaction: Id) -> bool {
        self.look(|state| state.world.interactions.get(&interaction).is_some_and(|known| known.response.is_some()))
    }

    /// The payload with which an interaction was delivered.
    #[must_use]
    pub fn payload(&self, interaction: Id) -> Option<serde_json::Value> {
        self.look(|state| state.world.interactions.get(&interaction).map(|known| known.payload.clone()))
    }

    /// M06: the mentions in the bot's messages that notify.
    #[must_use]
    pub fn pings(&self) -> Vec<Ping> {
        self.look(|state| state.world.pings.clone())
    }

    /// Every rule that the bot broke, in order. A test of a well-behaved bot asserts that this is empty.
    #[must_use]
    pub fn refusals(&self) -> Vec<BrokenRule> {
        self.look(|state| state.journal.broken.clone())
    }

    /// Every identify so far.
    #[must_use]
    pub fn identifies(&self) -> Vec<Identify> {
        self.look(|state| state.gateway.identifies.clone())
    }

    /// Every resume so far.
    #[must_use]
    pub fn resumes(&self) -> Vec<Resume> {
        self.look(|state| state.gateway.resumes.clone())
    }

    /// Every gateway connection so far.
    #[must_use]
    pub fn connections(&self) -> Vec<Connection> {
        self.look(|state| state.gateway.connections.clone())
    }

    /// The sessions that could be resumed, connected or not.
    #[must_use]
    pub fn sessions(&self) -> Vec<String> {
        self.look(|state| state.gateway.sessions.keys().cloned().collect())
    }

    /// Whether a session is connected at this moment.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.look(|state| state.gateway.sessions.values().any(|session| session.connection.is_some()))
    }

    /// The shards whose sessions are connected at this moment, each with the total that it named, in order.
    #[must_use]
    pub fn connected_shards(&self) -> Vec<(u64, u64)> {
        self.look(|state| state.gateway.connected_shards())
    }

    /// Everything that happened, as text.
    #[must_use]
    pub fn transcript(&self) -> String {
        self.look(|state| state.journal.account())
    }

    /// The shared state, for the page and the caller.
    pub(super) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    pub(super) fn change<T>(&self, write: impl FnOnce(&mut State, Duration) -> T) -> T {
        self.shared.change(write)
    }

    pub(super) fn look<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        self.shared.look(read)
    }
}

impl Drop for Discord {
    /// Closes the listener and resets every connection.
    fn drop(&mut self) {
        self.server.abort();
        self.shared.listener.reset_everyone();
    }
}
