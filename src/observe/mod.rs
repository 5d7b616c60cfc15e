//! What an operator sees of the process: its log, its metrics, whether it is alive and ready.
//!
//! Counting happens where things happen, in plain atomics; here it is collected and shown.

pub mod logging;
mod health;
mod metrics;
mod names;
mod serving;

pub use self::health::{Readiness, health, scrape};
pub use self::metrics::{Handled, Knowledge, Metrics, Transport};
pub use self::names::{Kind, METRICS, Metric};
pub use self::serving::MetricsServer;
