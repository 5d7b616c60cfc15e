//! Collects the values of all metrics. What other modules count in plain atomics is read when the metrics are scraped.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use prometheus::core::{Collector, Desc};
use prometheus::proto::{Counter, Gauge, LabelPair, MetricFamily, MetricType};
use prometheus::{Histogram, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder};
use tpm_guide_core::search::Outcome;
use tracing::info;

use super::health::Readiness;
use super::names::{self, Metric, MetricKind};
use crate::discord::gateway::GatewayCounters;
use crate::discord::rest::RestCounters;
use crate::discord::webhook;
use crate::http::{Limits, ServerCounters};

/// Bounds in seconds: an answer takes microseconds, a request to Discord milliseconds, and Discord waits 3 s.
const BOUNDS: [f64; 19] = [
    10e-6, 20e-6, 50e-6, 100e-6, 200e-6, 500e-6, 1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0,
    5.0,
];

const CONSTANT: &str = "names, labels and bounds are constants";
const ONCE: &str = "each metric is registered once";

/// How an interaction arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Discord's gateway.
    Gateway,
    /// A request to our endpoint.
    Http,
}

impl Transport {
    const ALL: [Self; 2] = [Self::Gateway, Self::Http];

    /// The value of the metric's label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Http => "http",
        }
    }
}

/// What was done with an interaction, as label values. Each has few possible values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InteractionLabels {
    /// The kind of interaction, such as `command`.
    pub kind: &'static str,
    /// The command, if it is one of ours.
    pub command: Option<&'static str>,
    /// The outcome, such as `answered`.
    pub outcome: &'static str,
}

/// The state of the knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnowledgeState {
    /// 1 at the start, one more with every reload.
    pub version: u64,
    /// How many entries it has.
    pub entries: u64,
    /// Reloads that failed and left the previous version in use.
    pub failures: u64,
}

/// What servers have of their own, and the store of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreState {
    /// Servers that have something.
    pub servers: u64,
    /// Servers that are kept in memory, and the bytes that they take.
    pub kept: u64,
    /// The bytes that they take.
    pub bytes: u64,
    /// How often what a server has was loaded.
    pub loads: u64,
    /// How often the store could not be reached.
    pub failures: u64,
}

/// The registry of all metrics, and those that are counted here.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    interactions: IntCounterVec,
    seconds: [Histogram; Transport::ALL.len()],
    questions: IntCounterVec,
}

impl Metrics {
    /// The content type of [`text`](Self::text).
    pub const FORMAT: &str = prometheus::TEXT_FORMAT;

    /// The metrics of this process, with the program's version.
    ///
    /// # Panics
    ///
    /// When a constant is not a valid name, which every test would notice.
    pub fn new(version: &'static str) -> Self {
        let registry = Registry::new();
        let counters =
            |metric: &Metric| IntCounterVec::new(Opts::new(metric.name, metric.help), metric.labels).expect(CONSTANT);
        let (interactions, questions) = (counters(&names::INTERACTIONS), counters(&names::QUESTIONS));
        let options = HistogramOpts::new(names::ANSWER_SECONDS.name, names::ANSWER_SECONDS.help);
        let seconds =
            HistogramVec::new(options.buckets(BOUNDS.to_vec()), names::ANSWER_SECONDS.labels).expect(CONSTANT);
        let of_transport = Transport::ALL.map(|transport| seconds.with_label_values(&[transport.as_str()]));
        let metrics = Self { registry, interactions, seconds: of_transport, questions };
        metrics.register(metrics.interactions.clone());
        metrics.register(metrics.questions.clone());
        metrics.register(seconds);
        #[cfg(target_os = "linux")]
        #[cfg(target_os = "linux")]
        for (metric, read) in super::process::metrics() {
            metrics.read(metric, move || read().map(|value| ("", value)).into_iter().collect());
        }
        metrics.read(names::BUILD_INFO, move || vec![(version, 1.0)]);
        metrics
    }

    /// Counts an interaction, and how long it took since its arrival.
    pub fn count(&self, transport: Transport, labels: &InteractionLabels, took: Duration) {
        let InteractionLabels { kind, command, outcome } = *labels;
        self.interactions.with_label_values(&[transport.as_str(), kind, command.unwrap_or("none"), outcome]).inc();
        self.seconds[transport as usize].observe(took.as_secs_f64());
    }

    /// Counts a question in a member's own words: `found`, `unsure` or `unknown`.
    pub fn count_question(&self, outcome: &'static str) {
        self.questions.with_label_values(&[outcome]).inc();
    }

    /// Questions in members' own words with this outcome.
    pub fn questions(&self, outcome: &'static str) -> u64 {
        self.questions.with_label_values(&[outcome]).get()
    }

    /// Logs how many questions in members' own words there were, by outcome.
    pub fn log_questions(&self) {
        let [found, unsure, unknown] =
            [Outcome::Found, Outcome::Unsure, Outcome::Unknown].map(|outcome| self.questions(outcome.as_str()));
        info!(asked = found + unsure + unknown, found, unsure, unknown, "questions in members' own words");
    }

    /// Adds the metric of readiness.
    pub fn watch_readiness(&self, readiness: Readiness) {
        self.read(names::READY, move || one(readiness().is_ok().into()));
    }

    /// Adds the metrics of the knowledge.
    pub fn watch_knowledge(&self, look: impl Fn() -> KnowledgeState + Clone + Send + Sync + 'static) {
        let (version, entries) = (look.clone(), look.clone());
        self.read(names::KNOWLEDGE_VERSION, move || one(version().version));
        self.read(names::KNOWLEDGE_ENTRIES, move || one(entries().entries));
        self.read(names::KNOWLEDGE_RELOADS, move || {
            let KnowledgeState { version, failures, .. } = look();
            vec![("ok", number(version.saturating_sub(1))), ("failed", number(failures))]
        });
    }

    /// Adds the metrics of the store.
    pub fn watch_store(&self, look: impl Fn() -> StoreState + Clone + Send + Sync + 'static) {
        type Value = fn(StoreState) -> u64;
        let shown: [(Metric, Value); 5] = [
            (names::STORE_SERVERS, |state| state.servers),
            (names::STORE_KEPT, |state| state.kept),
            (names::STORE_BYTES, |state| state.bytes),
            (names::STORE_LOADS, |state| state.loads),
            (names::STORE_FAILURES, |state| state.failures),
        ];
        for (metric, value) in shown {
            let look = look.clone();
            self.read(metric, move || one(value(look())));
        }
    }

    /// Adds the gateway's counters.
    pub fn watch_gateway(&self, counters: &Arc<GatewayCounters>) {
        type Count = fn(&GatewayCounters) -> &AtomicU64;
        let shown: [(Metric, Count); 8] = [
            (names::GATEWAY_CONNECTS, |counters| &counters.connects),
            (names::GATEWAY_IDENTIFIES, |counters| &counters.identifies),
            (names::GATEWAY_RESUMES, |counters| &counters.resumes),
            (names::GATEWAY_INTERACTIONS, |counters| &counters.interactions),
            (names::GATEWAY_DROPPED, |counters| &counters.dropped),
            (names::GATEWAY_SESSIONS, |counters| &counters.sessions),
            (names::GATEWAY_SHARDS, |counters| &counters.shards),
            (names::GATEWAY_LEFT, |counters| &counters.identifies_left),
        ];
        for (metric, count) in shown {
            let counters = Arc::clone(counters);
            self.read(metric, move || one(loaded(count(&counters))));
        }
    }

    /// Adds the counters of answers and removals by REST.
    pub fn watch_rest(&self, counters: Arc<RestCounters>) {
        let removals = Arc::clone(&counters);
        self.read(names::CALLBACKS, move || {
            let RestCounters { delivered, retried, late, failed, .. } = &*counters;
            [("delivered", delivered), ("retried", retried), ("late", late), ("failed", failed)]
                .map(|(result, count)| (result, number(loaded(count))))
                .to_vec()
        });
        self.read(names::REMOVALS, move || {
            let RestCounters { removed, not_removed, .. } = &*removals;
            vec![("ok", number(loaded(removed))), ("failed", number(loaded(not_removed)))]
        });
    }

    /// Adds the counters of messages, and of what Discord counts as invalid requests.
    pub fn watch_messages(&self, counters: Arc<RestCounters>) {
        let invalid = Arc::clone(&counters);
        self.read(names::MESSAGES, move || counters.messages().map(numbered).collect());
        self.read(names::INVALID_REQUESTS, move || one(invalid.invalid_requests(Instant::now())));
    }

    /// Adds the HTTP server's counters and limits.
    pub fn watch_server(&self, counters: Arc<ServerCounters>, limits: Limits) {
        let (closed, responses) = (Arc::clone(&counters), Arc::clone(&counters));
        self.read(names::HTTP_CONNECTIONS, move || one(counters.open()));
        self.read(names::HTTP_CLOSED, move || closed.closed().map(numbered).collect());
        self.read(names::HTTP_RESPONSES, move || responses.responses().map(numbered).collect());
        self.read(names::HTTP_LIMIT, move || {
            vec![
                ("connections", number(limits.connections as u64)),
                ("requests", number(limits.requests as u64)),
                ("body_bytes", number(limits.body as u64)),
                ("bodies", number(limits.bodies as u64)),
                ("body_memory_bytes", number(limits.body_memory as u64)),
                ("header_seconds", limits.header.as_secs_f64()),
                ("read_seconds", limits.read.as_secs_f64()),
                ("idle_seconds", limits.idle.as_secs_f64()),
            ]
        });
    }

    /// Adds the counters of the endpoint for interactions.
    pub fn watch_endpoint(&self, counters: Arc<webhook::EndpointState>) {
        let [refused, bodies, bytes, evicted] = std::array::from_fn(|_| Arc::clone(&counters));
        self.read(names::HTTP_IN_FLIGHT, move || one(counters.in_flight() as u64));
        self.read(names::HTTP_REFUSED, move || refused.refused().map(numbered).collect());
        self.read(names::HTTP_BODIES, move || one(bodies.arriving().0 as u64));
        self.read(names::HTTP_BODY_BYTES, move || one(bytes.arriving().1 as u64));
        self.read(names::HTTP_EVICTED, move || one(evicted.evicted()));
    }

    /// All metrics in Prometheus' text format.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Families without values are left out by then, and writing into a string does not fail.
        let _ = TextEncoder::new().encode_utf8(&self.registry.gather(), &mut text);
        text
    }

    fn register(&self, collector: impl Collector + 'static) {
        self.registry.register(Box::new(collector)).expect(ONCE);
    }

    /// Adds a metric that `look` reads when it is scraped: values with their label's value, or one value without a label.
    fn read(&self, metric: Metric, look: impl Fn() -> Vec<(&'static str, f64)> + Send + Sync + 'static) {
        let labels = metric.labels.iter().map(|label| (*label).to_owned()).collect();
        let desc = Desc::new(metric.name.to_owned(), metric.help.to_owned(), labels, HashMap::default());
        self.register(LazyMetric { metric, desc: desc.expect(CONSTANT), look: Box::new(look) });
    }
}

/// A metric whose values are kept elsewhere.
struct LazyMetric {
    metric: Metric,
    desc: Desc,
    look: Box<dyn Fn() -> Vec<(&'static str, f64)> + Send + Sync>,
}

impl Collector for LazyMetric {
    fn desc(&self) -> Vec<&Desc> {
        vec![&self.desc]
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let is_counter = self.metric.kind == MetricKind::Counter;
        let shown = (self.look)().into_iter().map(|(label, value)| {
            let mut shown = prometheus::proto::Metric::default();
            if is_counter {
                let mut counter = Counter::default();
                counter.set_value(value);
                shown.set_counter(counter);
            } else {
                let mut gauge = Gauge::default();
                gauge.set_value(value);
                shown.set_gauge(gauge);
            }
            let labels = self.metric.labels.iter().map(|name| {
                let mut pair = LabelPair::default();
                pair.set_name((*name).to_owned());
                pair.set_value(label.to_owned());
                pair
            });
            shown.set_label(labels.collect());
            shown
        });
        let mut family = MetricFamily::default();
        family.set_name(self.metric.name.to_owned());
        family.set_help(self.metric.help.to_owned());
        family.set_field_type(if is_counter { MetricType::COUNTER } else { MetricType::GAUGE });
        family.set_metric(shown.collect());
        vec![family]
    }
}

fn loaded(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}

fn one(value: u64) -> Vec<(&'static str, f64)> {
    vec![("", number(value))]
}

fn numbered((label, value): (&'static str, u64)) -> (&'static str, f64) {
    (label, number(value))
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus has no other numbers")]
fn number(value: u64) -> f64 {
    value as f64
}
