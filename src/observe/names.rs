//! Every metric there is: its name, what it counts, and its labels. `docs/operations.md` and the files in `deploy` name
//! no others, by test.

/// What becomes of a number over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only grows, until the process ends.
    Counter,
    /// It goes up and down.
    Gauge,
    /// How many fell below each of a row of bounds.
    Histogram,
}

/// A metric: what Prometheus shows of it besides its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What becomes of it.
    pub kind: Kind,
    /// Its labels.
    pub labels: &'static [&'static str],
    /// What it says, for people.
    pub help: &'static str,
}

macro_rules! metrics {
    ($($constant:ident: $kind:ident $name:literal $labels:tt $help:literal;)*) => {
        $(pub(super) const $constant: Metric =
            Metric { name: $name, kind: Kind::$kind, labels: &$labels, help: $help };)*
        /// All of them, but for those of the process, whose names begin with `process_`.
        pub const METRICS: &[Metric] = &[$($constant),*];
    };
}

metrics! {
    BUILD_INFO: Gauge "tpm_guide_build_info" ["version"] "1, with the version of the program";
    READY: Gauge "tpm_guide_ready" [] "1 while questions should be sent here, else 0";
    INTERACTIONS: Counter "tpm_guide_interactions_total" ["transport", "kind", "command", "outcome"]
        "Interactions that were answered, or at least tried to be";
    ANSWER_SECONDS: Histogram "tpm_guide_answer_seconds" ["transport"]
        "From an interaction's arrival until its answer was ready (http) or Discord had taken it (gateway)";
    QUESTIONS: Counter "tpm_guide_questions_total" ["outcome"] "Questions in people's own words, by what was found";
    HTTP_RESPONSES: Counter "tpm_guide_http_responses_total" ["status"] "HTTP responses, all routes";
    HTTP_REFUSED: Counter "tpm_guide_http_refused_signatures_total" ["reason"]
        "Requests that did not come from Discord; Discord sends some on purpose";
    HTTP_IN_FLIGHT: Gauge "tpm_guide_http_requests_in_flight" [] "Interactions that are being answered now";
    HTTP_BODIES: Gauge "tpm_guide_http_bodies" [] "Request bodies that are still arriving";
    HTTP_BODY_BYTES: Gauge "tpm_guide_http_body_bytes" [] "Memory reserved for bodies that are still arriving";
    HTTP_EVICTED: Counter "tpm_guide_http_bodies_evicted_total" []
        "Bodies evicted, slowest first, because others needed their place or memory";
    HTTP_CONNECTIONS: Gauge "tpm_guide_http_connections" [] "Connections now";
    HTTP_CLOSED: Counter "tpm_guide_http_connections_closed_total" ["reason"] "Connections that ended";
    HTTP_LIMIT: Gauge "tpm_guide_http_limit" ["limit"] "What is taken on at most, as set";
    KNOWLEDGE_VERSION: Gauge "tpm_guide_knowledge_version" [] "1 at the start, one more with every reload";
    KNOWLEDGE_ENTRIES: Gauge "tpm_guide_knowledge_entries" [] "Entries that are being served";
    KNOWLEDGE_RELOADS: Counter "tpm_guide_knowledge_reloads_total" ["result"]
        "Reloads; after a failed one the old knowledge keeps serving";
    GATEWAY_CONNECTS: Counter "tpm_guide_gateway_connects_total" [] "Connections to Discord's gateway";
    GATEWAY_IDENTIFIES: Counter "tpm_guide_gateway_identifies_total" [] "IDENTIFYs sent, refused ones included; Discord allows about 1000 a day";
    GATEWAY_RESUMES: Counter "tpm_guide_gateway_resumes_total" [] "Sessions that were resumed";
    GATEWAY_INTERACTIONS: Counter "tpm_guide_gateway_interactions_total" [] "Interactions that the gateway delivered";
    GATEWAY_DROPPED: Counter "tpm_guide_gateway_dropped_total" [] "Interactions dropped because too many others were waiting";
    GATEWAY_SESSIONS: Gauge "tpm_guide_gateway_sessions" [] "Sessions that are established now";
    GATEWAY_SHARDS: Gauge "tpm_guide_gateway_shards" [] "Shards this process serves";
    GATEWAY_LEFT: Gauge "tpm_guide_gateway_identifies_left" [] "IDENTIFYs that Discord still allows today";
    CALLBACKS: Counter "tpm_guide_callbacks_total" ["result"] "Answers that were sent by a request of their own";
    REMOVALS: Counter "tpm_guide_removals_total" ["result"] "Answers that were removed from a channel";
}
