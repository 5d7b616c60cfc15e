//! Logging, metrics and health: what an operator sees of the process.
//!
//! Each module counts in plain atomics of its own; they are read here when the metrics are scraped.

pub mod logging;
mod health;
mod metrics;
mod names;
#[cfg(target_os = "linux")]
mod process;
mod serving;

pub use self::health::{Readiness, health};
pub use self::metrics::{InteractionLabels, KnowledgeState, Metrics, StoreState, Transport};
pub use self::names::{METRICS, Metric, MetricKind};
pub use self::serving::MetricsServer;
