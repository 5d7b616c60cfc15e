//! The one way from an interaction's JSON to its response, for both transports: parse, deduplicate, reply, render (or take
//! from the cache), count, log.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::FutureExt as _;
use quick_cache::sync::Cache;
use secrecy::SecretString;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;
use tpm_guide_core::answer::Offers;
use tpm_guide_core::reply::{Outcome, Request};
use tpm_guide_core::staff::{Call, Notice, Panel, PrivacyCall, Reply};
use tracing::{error, info, warn};

use super::communities::Communities;
use super::deduplication::Deduplication;
use super::privacy;
use super::reload::Live;
use super::response_cache::Rendered;
use super::staff::{REFUSED, Staff, unreachable};
use super::unanswered::Unanswered;
use crate::discord::payload::{self, About, CommandUsed, Envelope, Incoming, InteractionKind, Unanswerable, Wanted};
use crate::discord::response::{self, AfterStep, PONG};
use crate::discord::rest::Rest;
use crate::observe::{self, Metrics, Transport};

/// The most after-steps in flight. In an outage each is tried for minutes; one more is given up at once.
const AFTER_STEPS: usize = 1_000;

/// How long deciding what staff get may take: Discord waits three seconds for it.
const STAFF_TIME: Duration = Duration::from_millis(2_600);

/// How many responses to staff are kept for repeated interactions.
const STAFF_RESPONSES: usize = 512;

/// Answers interactions, whichever way they come.
#[derive(Debug)]
pub struct Handler {
    live: Arc<Live>,
    rest: Arc<Rest>,
    metrics: Arc<Metrics>,
    /// What servers have of their own, and the staff who write it; nothing without a store.
    own: Option<Own>,
    seen: Deduplication,
    permits: Arc<Semaphore>,
    after_steps: TaskTracker,
}

/// What a handler with a store has besides.
#[derive(Debug)]
struct Own {
    communities: Arc<Communities>,
    staff: Staff,
    /// Responses to staff by interaction: what they ask for changes something, so that a repeated interaction waits for the
    /// response of the first and gets the same.
    responses: Cache<u64, Arc<Rendered>>,
}

/// An interaction's response, which the transport delivers and then [`completes`](Handler::complete).
#[derive(Debug)]
pub struct Handled {
    /// The response's JSON.
    pub body: Bytes,
    /// What entitles to deliver it, and to what follows.
    pub envelope: Envelope,
    /// Whether Discord had delivered the same interaction before: nothing follows it a second time.
    pub is_repeated: bool,
    about: About,
    rendered: Arc<Rendered>,
    unanswered: Unanswered,
    /// The server and the member that read an answer.
    reader: Option<(u64, u64)>,
    /// How long deciding and rendering took, in microseconds.
    micros: u64,
    received: Instant,
    transport: Transport,
}

impl Handler {
    /// A handler that answers from `live` and from what servers have of their own, does after-steps by `rest`, and counts
    /// in `metrics`.
    pub fn new(live: Arc<Live>, rest: Arc<Rest>, metrics: Arc<Metrics>, communities: Option<Arc<Communities>>) -> Self {
        let permits = Arc::new(Semaphore::new(AFTER_STEPS));
        let own = communities.map(|communities| Own {
            staff: Staff::new(Arc::clone(&communities), Arc::clone(&rest)),
            communities,
            responses: Cache::new(STAFF_RESPONSES),
        });
        Self { live, rest, metrics, own, seen: Deduplication::new(), permits, after_steps: TaskTracker::new() }
    }

    /// The API client of the after-steps; the gateway's responses leave by it too.
    pub(super) fn rest(&self) -> &Rest {
        &self.rest
    }

    /// Finds the response to an interaction that arrived at `received`.
    ///
    /// # Errors
    /// When it has no response that this way leads to: it is no interaction, or a PING.
    pub async fn handle(&self, json: &str, received: Instant, transport: Transport) -> Result<Handled, Unanswerable> {
        let Incoming { envelope, about, installed_guild, member, wanted } = payload::read(json)?;
        let is_repeated = !self.seen.is_new(envelope.id);
        let started = Instant::now();
        let mut reader = None;
        let (rendered, unanswered) = match wanted {
            Wanted::Answer(request) => {
                // What is being typed is answered by suggestions, after which nothing can be told.
                reader = installed_guild.zip(member).filter(|_| !matches!(request, Request::Complete { .. }));
                let rendered = self.answer(&request, installed_guild).await;
                let searched = rendered.searched.as_ref();
                let unanswered = Unanswered::of(&request, searched, self.live.logs_questions());
                (rendered, unanswered)
            }
            Wanted::Staff(call) => (self.answer_call(&call).await, Unanswered::default()),
            Wanted::Privacy(call) => (self.answer_privacy(&call).await, Unanswered::default()),
        };
        let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let body = rendered.body.clone();
        Ok(Handled { body, envelope, is_repeated, about, rendered, unanswered, reader, micros, received, transport })
    }

    /// The answer to a member. In a server with something of its own, that is loaded first, unless it is kept.
    async fn answer(&self, request: &Request, guild: Option<u64>) -> Arc<Rendered> {
        let Some((own, guild)) = self.own.as_ref().zip(guild) else {
            return self.live.responses().render(request, None, Offers::default());
        };
        let communities = &own.communities;
        if !communities.is_known(guild) {
            let rendered = self.live.responses().render(request, None, communities.offers(None));
            communities.count(guild, &rendered);
            return rendered;
        }
        let responses = self.live.kept_responses();
        let held = communities.of(guild, responses.guide()).await;
        let settings = held.as_deref().map(|held| &held.stored().settings);
        let offers = communities.offers(settings);
        let rendered = responses.render(request, held.as_deref().map(|held| (guild, held)), offers);
        communities.count(guild, &rendered);
        rendered
    }

    /// The response to a panel or form of members, mentors or staff.
    async fn answer_call(&self, call: &Call) -> Arc<Rendered> {
        let Some(own) = &self.own else { return Arc::new(no_store(call.is_in_place)) };
        let responses = self.live.kept_responses();
        // It holds what dozens of different calls need: too much to be a part of every interaction.
        let deciding = Box::pin(own.staff.answer(call, responses.guide()));
        own.respond_once(call.interaction, call.is_in_place, || unreachable(&call.action), deciding).await
    }

    /// The response to what a member asks of their own data.
    async fn answer_privacy(&self, call: &PrivacyCall) -> Arc<Rendered> {
        let Some(own) = &self.own else { return Arc::new(no_store(call.is_in_place)) };
        let deciding = Box::pin(privacy::answer(&own.communities, call));
        own.respond_once(call.interaction, call.is_in_place, || Notice::Unreachable.panel(), deciding).await
    }

    /// Counts and logs an interaction, and begins what follows its response. `delivered` says whether the response got
    /// through, where the transport knows.
    pub fn complete(&self, handled: Handled, delivered: Option<bool>) {
        handled.count(&self.metrics);
        handled.log(delivered);
        if delivered == Some(false) || handled.is_repeated {
            return;
        }
        let envelope = handled.envelope;
        let note = handled
            .reader
            .zip(self.own.as_ref())
            .filter(|((guild, member), own)| own.communities.notes().has(*guild, *member));
        if let Some((reader, own)) = note {
            self.bring_notes(own, reader, envelope.application, envelope.token.clone());
        }
        if let Some(after_step) = handled.rendered.after_step.clone() {
            self.follow(after_step, envelope.application, envelope.token);
        }
    }

    /// Tells a member in the background, after an answer, what mentors did with their questions.
    fn bring_notes(&self, own: &Own, reader: (u64, u64), application: u64, token: SecretString) {
        // Without a permit they wait for the next answer.
        let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else { return };
        let (communities, rest) = (Arc::clone(&own.communities), Arc::clone(&self.rest));
        let guide = Arc::clone(self.live.kept_responses().guide());
        self.after_steps.spawn(async move {
            communities.bring_notes(&rest, &guide, reader, (application, &token)).await;
            drop(permit);
        });
    }

    /// Answers a PING, by which Discord asks whether an HTTP endpoint is there.
    pub fn pong(&self, received: Instant) -> Bytes {
        let handled =
            observe::InteractionLabels { kind: InteractionKind::Ping.as_str(), command: None, outcome: "pong" };
        self.metrics.count(Transport::Http, &handled, received.elapsed());
        Bytes::from_static(PONG)
    }

    /// Waits until everything that follows responses is done, but no longer than `longest`. Gives how many are not.
    pub async fn finish(&self, longest: Duration) -> usize {
        self.after_steps.close();
        let _ = timeout(longest, self.after_steps.wait()).await;
        self.after_steps.len()
    }

    /// Does what follows a response in the background: neither the interaction nor the permit it holds waits for it.
    fn follow(&self, after_step: AfterStep, application: u64, token: SecretString) {
        let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else {
            let what = match after_step {
                AfterStep::DeleteOriginal => {
                    self.rest.counters().not_removed.fetch_add(1, Ordering::Relaxed);
                    "removed"
                }
                AfterStep::FollowUp(_) => "shared",
                AfterStep::FollowUpFiles { .. } => "sent as a file",
            };
            warn!("an answer is not {what}: {AFTER_STEPS} others wait for Discord's API already");
            return;
        };
        let rest = Arc::clone(&self.rest);
        self.after_steps.spawn(async move {
            let done = match after_step {
                AfterStep::DeleteOriginal => rest.delete_original(application, &token).await,
                AfterStep::FollowUp(body) => rest.follow_up(application, &token, body).await,
                AfterStep::FollowUpFiles { json, files } => {
                    rest.follow_up_with_files(application, &token, json, files).await
                }
            };
            if let Err(problem) = done {
                warn!("{problem}");
            }
            drop(permit);
        });
    }
}

impl Own {
    /// The response that `deciding` leads to, once an interaction and within Discord's time; `failed` says what is told
    /// otherwise.
    async fn respond_once(
        &self,
        interaction: u64,
        is_in_place: bool,
        failed: impl Fn() -> Panel,
        deciding: impl Future<Output = (Reply, &'static str)>,
    ) -> Arc<Rendered> {
        let respond = async {
            let deciding = AssertUnwindSafe(deciding).catch_unwind();
            let (reply, word) = match timeout(STAFF_TIME, deciding).await {
                Ok(Ok(decided)) => decided,
                Ok(Err(_)) => {
                    error!("an answer on a panel or form panicked; the member was told to try again");
                    (Reply::Panel(Box::new(failed())), "failed")
                }
                Err(_) => (Reply::Panel(Box::new(failed())), "timeout"),
            };
            Ok::<_, Infallible>(Arc::new(rendered(&reply, is_in_place, word)))
        };
        let Ok(rendered) = self.responses.get_or_insert_async(&interaction, respond).await;
        rendered
    }
}

fn no_store(is_in_place: bool) -> Rendered {
    rendered(&Reply::Panel(Box::new(Notice::NoStore.panel())), is_in_place, "told")
}

fn rendered(reply: &Reply, is_in_place: bool, word: &'static str) -> Rendered {
    Rendered {
        body: response::staff::response(reply, is_in_place),
        after_step: response::staff::after_step(reply),
        outcome: None,
        searched: None,
        shown: None,
        staff: Some(word),
    }
}

impl Handled {
    fn count(&self, metrics: &Metrics) {
        let command = self.about.command.map(CommandUsed::name);
        let handled = observe::InteractionLabels { kind: self.about.kind.as_str(), command, outcome: self.outcome() };
        metrics.count(self.transport, &handled, self.received.elapsed());
        if let Some(searched) = &self.rendered.searched {
            metrics.count_question(searched.outcome.as_str());
        }
    }

    /// Logs one line: without a word of what was typed, unless the guide
    /// [`logs questions`](tpm_guide_core::answer::Guide::logs_questions) and this is one without an answer. Those that got
    /// what they asked for have a target of their own, so that a log can go without them; staff that were refused have another.
    fn log(&self, delivered: Option<bool>) {
        macro_rules! line {
            ($target:literal) => {
                info!(
                    target: $target,
                    kind = self.about.kind.as_str(),
                    command = self.about.command.map(CommandUsed::name),
                    guild = self.about.guild,
                    locale = self.about.locale,
                    outcome = self.outcome(),
                    confidence = self.unanswered.confidence,
                    nearest = self.unanswered.nearest,
                    question = self.unanswered.question,
                    micros = self.micros,
                    delivered,
                    "interaction"
                )
            };
        }
        if self.rendered.staff == Some(REFUSED) {
            // Replayed or forged controls are worth a line even where other interactions have none.
            return line!("tpm_guide::refused");
        }
        let is_answered = self.rendered.staff.is_some()
            || !matches!(self.rendered.outcome, None | Some(Outcome::Missing | Outcome::Unsure));
        if is_answered && delivered != Some(false) {
            line!("tpm_guide::answered");
        } else {
            line!("tpm_guide::unanswered");
        }
    }

    /// How it ended, in one word.
    fn outcome(&self) -> &'static str {
        self.rendered.staff.unwrap_or_else(|| self.rendered.outcome.map_or("failed", Outcome::as_str))
    }
}
