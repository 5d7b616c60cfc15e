//! Fixtures: a [`Scene`] is a fake Discord, a bot that consists of the gateway and REST clients, and a member who asks it
//! something ten times a second.

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use fake_discord::{Discord, Faults, Id, Settings};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tpm_guide::discord::gateway::{
    self, BackoffPauses, GatewayCounters, GatewayError, GatewayTimeouts, RawInteraction, SavedSession, Setup,
};
use tpm_guide::discord::rest::{Delivery, InteractionRef, Rest, Scope};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::MakeWriter;

/// The time between two questions.
const PACE: Duration = Duration::from_millis(100);

/// Discord's rules, without those that tests cannot wait for.
pub fn settings() -> Settings {
    Settings { frames_per_minute: usize::MAX, identify_window: Duration::from_millis(1), ..Settings::default() }
}

/// Short pauses, for tests with many failures.
pub fn quick() -> GatewayTimeouts {
    let backoff = BackoffPauses {
        first: Duration::from_millis(20),
        longest: Duration::from_millis(200),
        first_identify: Duration::from_millis(20),
        ..BackoffPauses::default()
    };
    GatewayTimeouts { backoff, ..GatewayTimeouts::default() }
}

/// The one command of this bot.
pub fn commands() -> Vec<Value> {
    vec![json!({"name": "ask", "description": "Ask something", "contexts": [0, 1, 2], "integration_types": [0, 1]})]
}

/// Lets the person type the one command.
pub async fn register(discord: &Discord) {
    let application_id = discord.application_id().to_string().parse().unwrap();
    rest(discord).overwrite(application_id, Scope::Global, &commands()).await.unwrap();
}

/// A client of this fake Discord's API.
pub fn rest(discord: &Discord) -> Rest {
    Rest::new(&SecretString::from(discord.token()), &discord.origin().parse().unwrap()).unwrap()
}

/// The bot while it runs.
pub struct Bot {
    pub counters: Arc<GatewayCounters>,
    stop: oneshot::Sender<()>,
    receiving: JoinHandle<Result<Vec<SavedSession>, GatewayError>>,
    answering: JoinHandle<()>,
}

impl Bot {
    /// Starts a bot with as many shards as are recommended, which takes up `sessions` if it can.
    pub async fn start(discord: &Discord, timeouts: GatewayTimeouts, sessions: Vec<SavedSession>) -> Self {
        Self::start_shards(discord, None, timeouts, sessions).await
    }

    /// The same with some shards only.
    pub async fn start_shards(
        discord: &Discord,
        shards: Option<&str>,
        timeouts: GatewayTimeouts,
        sessions: Vec<SavedSession>,
    ) -> Self {
        let rest = Arc::new(rest(discord));
        let application = rest.current_application().await.unwrap();
        let mut setup =
            Setup::new(SecretString::from(discord.token()), application.id, rest.gateway_bot().await.unwrap());
        setup.timeouts = timeouts;
        setup.sessions = sessions;
        setup.shards = shards.map_or(setup.shards, |shards| shards.parse().unwrap());
        let counters = Arc::clone(&setup.counters);
        let (sender, receiver) = mpsc::channel(256);
        let (stop, stopped) = oneshot::channel();
        let shutdown = async { _ = stopped.await };
        let receiving = tokio::spawn(gateway::receive(setup, sender, shutdown));
        let answering = tokio::spawn(answer_all(receiver, rest));
        Self { counters, stop, receiving, answering }
    }

    /// Stops the bot, as SIGTERM does.
    pub async fn stop(self) -> Result<Vec<SavedSession>, GatewayError> {
        let _ = self.stop.send(());
        Self::ended(self.receiving, self.answering).await
    }

    /// Waits until it gives up by itself.
    pub async fn gives_up(self) -> GatewayError {
        let ended = timeout(Duration::from_secs(30), Self::ended(self.receiving, self.answering));
        ended.await.expect("the bot still runs").expect_err("it was not told to stop")
    }

    async fn ended(
        receiving: JoinHandle<Result<Vec<SavedSession>, GatewayError>>,
        answering: JoinHandle<()>,
    ) -> Result<Vec<SavedSession>, GatewayError> {
        let result = receiving.await.expect("receiving does not panic");
        answering.await.expect("answering does not panic");
        result
    }
}

/// What this bot knows of an interaction.
#[derive(Deserialize)]
struct Asked {
    id: String,
    token: String,
}

/// Answers everything once, until there is no more.
async fn answer_all(mut interactions: mpsc::Receiver<RawInteraction>, rest: Arc<Rest>) {
    let mut known = HashSet::new();
    while let Some(raw) = interactions.recv().await {
        let asked: Asked = serde_json::from_str(&raw.json).unwrap();
        if known.insert(asked.id.clone()) {
            let interaction = InteractionRef {
                id: asked.id.parse().unwrap(),
                token: SecretString::from(asked.token),
                received: raw.received,
            };
            // One that is too late counts as lost in the fake Discord.
            let _ = rest.answer(&interaction, pong()).await;
        }
    }
}

/// An answer that pings no one.
pub fn pong() -> Bytes {
    json!({"type": 4, "data": {"content": "pong", "allowed_mentions": {"parse": []}}}).to_string().into()
}

/// Asks until it is stopped.
struct Traffic {
    asked: Arc<Mutex<Vec<Id>>>,
    task: JoinHandle<()>,
}

impl Traffic {
    fn start(discord: &Arc<Discord>) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (discord, asked_here) = (Arc::clone(discord), Arc::clone(&asked));
        let task = tokio::spawn(async move {
            let ada = discord.member("ada");
            let mut clock = interval(PACE);
            clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                clock.tick().await;
                let id = ada.starts_typing("/ask").unwrap();
                asked_here.lock().unwrap().push(id);
            }
        });
        Self { asked, task }
    }

    fn asked(&self) -> Vec<Id> {
        self.asked.lock().unwrap().clone()
    }
}

/// A fake Discord, a connected bot, and a member who asks.
pub struct Scene {
    pub discord: Arc<Discord>,
    pub bot: Bot,
    traffic: Traffic,
}

/// What a fault cost.
#[derive(Debug)]
pub struct Cost {
    pub asked: usize,
    pub lost: usize,
    pub identifies: usize,
    pub resumes: usize,
    pub connections: usize,
}

impl Scene {
    /// A scene in which some questions have been answered.
    pub async fn start(settings: Settings, timeouts: GatewayTimeouts) -> Self {
        let discord = Arc::new(Discord::start(settings).await.unwrap());
        register(&discord).await;
        Self::with_sessions(discord, timeouts, Vec::new()).await
    }

    /// The same with a session that was resumed. twilight allows a process one IDENTIFY in 5 s: here, the first is still to
    /// come.
    pub async fn start_resumed(settings: Settings, timeouts: GatewayTimeouts) -> Self {
        let discord = Arc::new(Discord::start(settings).await.unwrap());
        register(&discord).await;
        let first = Bot::start(&discord, timeouts.clone(), Vec::new()).await;
        discord.wait_connected().await.unwrap();
        let sessions = first.stop().await.unwrap();
        Self::with_sessions(discord, timeouts, sessions).await
    }

    async fn with_sessions(discord: Arc<Discord>, timeouts: GatewayTimeouts, sessions: Vec<SavedSession>) -> Self {
        let resumes = sessions.len();
        let bot = Bot::start(&discord, timeouts, sessions).await;
        discord.wait_resumes(resumes).await.unwrap();
        discord.wait_connected().await.unwrap();
        let traffic = Traffic::start(&discord);
        let scene = Self { discord, bot, traffic };
        scene.answers(3).await;
        scene
    }

    pub fn faults(&self) -> Faults {
        self.discord.faults()
    }

    /// Waits until as many questions that are asked from now on have been answered.
    pub async fn answers(&self, count: usize) {
        let before = self.traffic.asked().len();
        let answered = |discord: &Discord| {
            let asked = self.traffic.asked();
            asked.iter().skip(before).filter(|id| discord.is_answered(**id)).count() >= count
        };
        self.discord.wait_until("answers", answered).await.unwrap();
    }

    /// Waits until as many further questions have been asked, answered or not.
    pub async fn questions(&self, count: usize) {
        let enough = self.traffic.asked().len() + count;
        self.discord.wait_until("questions", |_| self.traffic.asked().len() >= enough).await.unwrap();
    }

    /// Stops asking and stops the bot, as SIGTERM does.
    pub async fn stop_bot(self) -> Result<Vec<SavedSession>, GatewayError> {
        self.traffic.task.abort();
        self.bot.stop().await
    }

    /// Stops asking, waits for what is on its way, stops the bot, and counts.
    pub async fn cost(self, fault: &str) -> Cost {
        self.traffic.task.abort();
        let asked = self.traffic.asked();
        let all_answered = |discord: &Discord| asked.iter().all(|id| discord.is_answered(*id));
        // After the deadline, what has no answer is lost.
        let _ = timeout(Settings::default().deadline, self.discord.wait_until("all", all_answered)).await;
        self.bot.stop().await.unwrap();
        let lost = asked.iter().filter(|id| !self.discord.is_answered(**id)).count();
        let twice = asked.iter().filter(|id| self.discord.callbacks_for(**id) > 1).count();
        assert_eq!(twice, 0, "answered twice\n{}", self.discord.transcript());
        let cost = Cost {
            asked: asked.len(),
            lost,
            identifies: self.discord.identifies().len(),
            resumes: self.discord.resumes().len(),
            connections: self.discord.connections().len(),
        };
        let Cost { asked, lost, identifies, resumes, connections } = &cost;
        println!(
            "{fault}: {asked} asked, {lost} lost, {identifies} identifies, {resumes} resumes, {connections} connections"
        );
        cost
    }
}

/// One question of a member, not answered yet.
pub async fn question(discord: &Discord) -> InteractionRef {
    if discord.commands(None).is_empty() {
        register(discord).await;
    }
    let id = discord.member("ada").starts_typing("/ask").unwrap();
    let payload = discord.payload(id).unwrap();
    InteractionRef {
        id: id.to_string().parse().unwrap(),
        token: SecretString::from(payload["token"].as_str().unwrap()),
        received: std::time::Instant::now(),
    }
}

/// Whether an answer got through, whatever it took.
pub fn is_delivered(delivery: Delivery) -> bool {
    matches!(delivery, Delivery::AtOnce | Delivery::OnRetry | Delivery::FirstHadArrived)
}

/// Everything that is logged.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Logs everything that happens on this thread, on which the whole test runs, until the guard is dropped.
    pub fn of_this_thread(&self) -> DefaultGuard {
        tracing::subscriber::set_default(fmt().with_ansi(false).with_writer(self.clone()).finish())
    }

    /// The lines so far.
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// Waits until these words have been logged.
    pub async fn says(&self, words: &str) {
        let said = async {
            while !self.text().contains(words) {
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(30), said).await.unwrap_or_else(|_| panic!("not logged: {words}\n{}", self.text()));
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
