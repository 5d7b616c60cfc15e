//! The names, labels and help texts of all metrics. A test checks that `docs/operations.md` and the files in `deploy` name
//! no others.

/// The type of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// Only grows while the process runs.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts values by upper bounds.
    Histogram,
}

/// A metric without its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: MetricKind,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    /// Its help text.
    pub help: &'static str,
}

macro_rules! metrics {
    ($($constant:ident: $kind:ident $name:literal $labels:tt $help:literal;)*) => {
        $(pub(super) const $constant: Metric =
            Metric { name: $name, kind: MetricKind::$kind, labels: &$labels, help: $help };)*
        /// All metrics, except for those of the process, whose names begin with `process_`.
        pub const METRICS: &[Metric] = &[$($constant),*];
    };
}

metrics! {
    BUILD_INFO: Gauge "tpm_guide_build_info" ["version"] "Always 1; the label is the version of the program";
    READY: Gauge "tpm_guide_ready" [] "1 while the process can answer interactions, else 0";
    INTERACTIONS: Counter "tpm_guide_interactions_total" ["transport", "kind", "command", "outcome"]
        "Interactions handled, by transport, kind, command and outcome";
    ANSWER_SECONDS: Histogram "tpm_guide_answer_seconds" ["transport"]
        "Time from an interaction's arrival until its response was ready (http) or Discord had accepted it (gateway)";
    QUESTIONS: Counter "tpm_guide_questions_total" ["outcome"] "Questions in members' own words, by whether an answer was found";
    HTTP_RESPONSES: Counter "tpm_guide_http_responses_total" ["status"] "HTTP responses of all routes, by status";
    HTTP_REFUSED: Counter "tpm_guide_http_refused_signatures_total" ["reason"]
        "Requests without a valid signature, by reason; Discord sends some to test the endpoint";
    HTTP_IN_FLIGHT: Gauge "tpm_guide_http_requests_in_flight" [] "Requests in flight";
    HTTP_BODIES: Gauge "tpm_guide_http_bodies" [] "Request bodies still arriving";
    HTTP_BODY_BYTES: Gauge "tpm_guide_http_body_bytes" [] "Memory reserved for request bodies still arriving";
    HTTP_EVICTED: Counter "tpm_guide_http_bodies_evicted_total" []
        "Request bodies evicted, slowest first, because others needed their slot or memory";
    HTTP_CONNECTIONS: Gauge "tpm_guide_http_connections" [] "Open connections";
    HTTP_CLOSED: Counter "tpm_guide_http_connections_closed_total" ["reason"] "Closed connections, by reason";
    HTTP_LIMIT: Gauge "tpm_guide_http_limit" ["limit"] "Configured limits";
    KNOWLEDGE_VERSION: Gauge "tpm_guide_knowledge_version" [] "Version of the knowledge: 1 at the start, one more with every reload";
    KNOWLEDGE_ENTRIES: Gauge "tpm_guide_knowledge_entries" [] "Entries of the knowledge";
    KNOWLEDGE_RELOADS: Counter "tpm_guide_knowledge_reloads_total" ["result"]
        "Reloads of the knowledge, by result; after a failed one, the previous version stays in use";
    STORE_SERVERS: Gauge "tpm_guide_store_servers" [] "Servers with entries or settings of their own";
    STORE_KEPT: Gauge "tpm_guide_store_servers_kept" [] "Servers of which entries and settings are kept in memory";
    STORE_BYTES: Gauge "tpm_guide_store_bytes_kept" [] "Memory that kept entries and settings take";
    STORE_LOADS: Counter "tpm_guide_store_loads_total" [] "Loads of a server's entries and settings from the store";
    STORE_FAILURES: Counter "tpm_guide_store_failures_total" [] "Calls of the store that failed or took too long";
    GATEWAY_CONNECTS: Counter "tpm_guide_gateway_connects_total" [] "Connections opened to Discord's gateway";
    GATEWAY_IDENTIFIES: Counter "tpm_guide_gateway_identifies_total" [] "IDENTIFYs sent, including refused ones; Discord allows about 1000 a day";
    GATEWAY_RESUMES: Counter "tpm_guide_gateway_resumes_total" [] "Sessions resumed";
    GATEWAY_INTERACTIONS: Counter "tpm_guide_gateway_interactions_total" [] "Interactions received from the gateway";
    GATEWAY_DROPPED: Counter "tpm_guide_gateway_dropped_total" [] "Interactions dropped because too many were waiting";
    GATEWAY_SESSIONS: Gauge "tpm_guide_gateway_sessions" [] "Sessions established now";
    GATEWAY_SHARDS: Gauge "tpm_guide_gateway_shards" [] "Shards this process serves";
    GATEWAY_LEFT: Gauge "tpm_guide_gateway_identifies_left" [] "IDENTIFYs that Discord still allows today";
    CALLBACKS: Counter "tpm_guide_callbacks_total" ["result"] "Answers sent to Discord by REST, by result";
    REMOVALS: Counter "tpm_guide_removals_total" ["result"] "Answers removed from a channel, by result";
    MESSAGES: Counter "tpm_guide_discord_messages_total" ["result"]
        "Attempts to post, change or delete a message on the bot's own account, by result";
    INVALID_REQUESTS: Gauge "tpm_guide_discord_invalid_requests" []
        "Requests in the last 10 minutes that Discord answered with 401, 403 or 429; from 1000 on, messages are held back";
}
