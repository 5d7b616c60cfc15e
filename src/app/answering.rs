//! One interaction from its JSON to its answer, for both transports: read, draw the answer, send it, and do whatever
//! comes after.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use secrecy::SecretString;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use super::edition::Drawn;
use super::live::Live;
use super::missed::Missed;
use super::seen::Seen;
use crate::discord::incoming::{self, About, Envelope, Incoming, Unanswerable};
use crate::discord::outgoing::{self, AfterStep};
use crate::gateway::RawInteraction;
use crate::monitor::{Handled, Metrics, Transport};
use crate::rest::{InteractionRef, Rest};
use crate::service::{Outcome, Request};

/// Removals that wait for Discord at a time. In an outage each is tried for minutes; one more is given up at once.
const REMOVALS: usize = 1_000;

/// What answers, whichever way the interactions come.
#[derive(Debug)]
pub(super) struct Answering {
    live: Arc<Live>,
    rest: Arc<Rest>,
    metrics: Arc<Metrics>,
    /// Interactions with an after-step that came over HTTP: one that comes again gets an equal answer, but what follows
    /// happens once.
    followed: Mutex<Seen>,
    removals: Arc<Semaphore>,
    after_steps: TaskTracker,
}

impl Answering {
    pub fn new(live: Arc<Live>, rest: Arc<Rest>, metrics: Arc<Metrics>) -> Self {
        let removals = Arc::new(Semaphore::new(REMOVALS));
        Self { live, rest, metrics, followed: Mutex::default(), removals, after_steps: TaskTracker::new() }
    }

    /// Answers an interaction that came over the gateway, by a request of its own.
    pub async fn call_back(&self, incoming: Incoming, raw: RawInteraction) {
        let Incoming { envelope: Envelope { id, application, token }, about, request } = incoming;
        let (drawn, micros) = self.draw(&request);
        let interaction = InteractionRef { id, token, received: raw.received };
        let delivered = self.rest.answer(&interaction, drawn.body.clone()).await;
        self.account(Transport::Gateway, &about, &drawn, raw.received);
        tell(&about, &drawn, &self.missed(&request, &drawn), micros, Some(delivered.is_ok()));
        match (delivered, drawn.after) {
            (Err(problem), _) => warn!("an answer was not delivered: {problem}"),
            (Ok(_), Some(AfterStep::DeleteOriginal)) => self.remove(application, interaction.token),
            (Ok(_), None) => {}
        }
    }

    /// Answers an interaction that came over HTTP: gives the body of the one response.
    ///
    /// # Errors
    /// When there is nobody to answer.
    pub fn reply(&self, json: &str, received: Instant) -> Result<Bytes, Unanswerable> {
        let Incoming { envelope, about, request } = match incoming::read(json) {
            Err(Unanswerable::Ping) => {
                let handled = Handled { kind: "ping", command: None, outcome: "pong" };
                self.metrics.count(Transport::Http, &handled, received.elapsed());
                return Ok(Bytes::from_static(outgoing::PONG));
            }
            incoming => incoming?,
        };
        let (drawn, micros) = self.draw(&request);
        if drawn.after == Some(AfterStep::DeleteOriginal) {
            self.follow(envelope);
        }
        self.account(Transport::Http, &about, &drawn, received);
        tell(&about, &drawn, &self.missed(&request, &drawn), micros, None);
        Ok(drawn.body.clone())
    }

    /// Waits until everything that came after answers is done, but no longer than `longest`. Gives how many are not.
    pub async fn finish(&self, longest: Duration) -> usize {
        self.after_steps.close();
        let _ = timeout(longest, self.after_steps.wait()).await;
        self.after_steps.len()
    }

    /// The answer, and how many microseconds it took to find.
    fn draw(&self, request: &Request) -> (Arc<Drawn>, u64) {
        let started = Instant::now();
        let drawn = self.live.edition().draw(request);
        (drawn, u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX))
    }

    fn missed(&self, request: &Request, drawn: &Drawn) -> Missed {
        Missed::of(request, drawn.searched.as_ref(), self.live.logs_questions())
    }

    fn account(&self, transport: Transport, about: &About, drawn: &Drawn, received: Instant) {
        let handled = Handled { kind: about.kind, command: about.command, outcome: word(drawn.outcome) };
        self.metrics.count(transport, &handled, received.elapsed());
        if let Some(searched) = &drawn.searched {
            self.metrics.count_question(searched.outcome.as_str());
        }
    }

    /// Removes an answer, without anything else waiting for it: neither the interaction nor the permit it holds.
    fn remove(&self, application: u64, token: SecretString) {
        let Ok(permit) = Arc::clone(&self.removals).try_acquire_owned() else {
            self.rest.counters().not_removed.fetch_add(1, Ordering::Relaxed);
            warn!("an answer is not removed: {REMOVALS} others wait for Discord's API already");
            return;
        };
        let rest = Arc::clone(&self.rest);
        self.after_steps.spawn(async move {
            if let Err(problem) = rest.delete_original(application, &token).await {
                warn!("{problem}");
            }
            drop(permit);
        });
    }

    /// Removes, once, the message whose removal was just acknowledged.
    fn follow(&self, Envelope { id, application, token }: Envelope) {
        let is_new = self.followed.lock().unwrap_or_else(PoisonError::into_inner).is_new(id);
        if is_new {
            self.remove(application, token);
        }
    }
}

/// How it ended, in one word.
fn word(outcome: Option<Outcome>) -> &'static str {
    outcome.map_or("failed", Outcome::as_str)
}

/// Logs one line about an interaction: without a word of what was typed, unless the guide
/// [`logs questions`](crate::answer::Guide::logs_questions) and this is one without an answer. Those that got what they
/// asked for have a target of their own, so that a log can go without them.
fn tell(about: &About, drawn: &Drawn, missed: &Missed, micros: u64, delivered: Option<bool>) {
    macro_rules! line {
        ($target:literal) => {
            info!(
                target: $target,
                kind = about.kind,
                command = about.command,
                guild = about.guild,
                locale = about.locale,
                outcome = word(drawn.outcome),
                confidence = missed.confidence,
                nearest = missed.nearest,
                question = missed.question,
                micros,
                delivered,
                "interaction"
            )
        };
    }
    let got_it = !matches!(drawn.outcome, None | Some(Outcome::Missing | Outcome::Unsure));
    if got_it && delivered != Some(false) { line!("tpm_guide::answered") } else { line!("tpm_guide::unanswered") }
}
