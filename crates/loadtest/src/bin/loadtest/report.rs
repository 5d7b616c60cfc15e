//! What a run found, as text and as JSON.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

use crate::process::Usage;
use crate::tally::Tally;

/// What a run found.
#[derive(Debug, Serialize)]
pub struct Report {
    pub requests: u64,
    pub seconds: f64,
    /// Right answers a second.
    pub rate: f64,
    /// The rate that was asked for.
    pub asked_rate: Option<f64>,
    pub connections: u32,
    /// How often a connection was opened during the measurement: 0 when all stayed open.
    pub reopened: u64,
    pub body_bytes_mean: f64,
    pub latency: Latency,
    pub errors: u64,
    pub errors_by_kind: BTreeMap<String, u64>,
    pub server: Option<Server>,
}

/// Milliseconds, of right answers.
#[derive(Debug, Serialize)]
pub struct Latency {
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub p999: f64,
    pub max: f64,
}

/// What the run cost the server.
#[derive(Debug, Serialize)]
pub struct Server {
    /// Microseconds of processor time for each request, wrong ones included.
    pub cpu_us_per_request: f64,
    pub cpu_seconds: f64,
    pub resident_before: u64,
    pub resident_after: u64,
    pub resident_peak: u64,
}

impl Report {
    /// Of `tally`, which took `elapsed`, and of what the server had used before and after.
    #[expect(clippy::cast_precision_loss, reason = "figures for reading")]
    pub fn new(
        tally: Tally,
        elapsed: Duration,
        connections: u32,
        asked_rate: Option<f64>,
        usage: Option<(Usage, Usage)>,
    ) -> Self {
        let requests = tally.requests();
        let each = |whole: f64| whole / requests.max(1) as f64;
        let server = usage.map(|(before, after)| {
            let cpu = after.cpu.saturating_sub(before.cpu).as_secs_f64();
            Server {
                cpu_us_per_request: each(cpu * 1e6),
                cpu_seconds: cpu,
                resident_before: before.resident,
                resident_after: after.resident,
                resident_peak: after.peak,
            }
        });
        Self {
            requests,
            seconds: elapsed.as_secs_f64(),
            rate: tally.latency.len() as f64 / elapsed.as_secs_f64(),
            asked_rate,
            connections,
            reopened: tally.opened,
            body_bytes_mean: each(tally.sent as f64),
            latency: Latency::of(&tally.latency),
            errors: tally.failed(),
            errors_by_kind: tally.errors,
            server,
        }
    }
}

impl Latency {
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds of a minute at most")]
    fn of(latency: &Histogram<u64>) -> Self {
        let at = |quantile| latency.value_at_quantile(quantile) as f64 / 1e6;
        Self { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1.0) }
    }
}

impl fmt::Display for Report {
    #[expect(clippy::cast_precision_loss, reason = "figures for reading")]
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requests, seconds, rate, connections, reopened, body_bytes_mean, latency, .. } = self;
        write!(out, "requests  {requests} of {body_bytes_mean:.0} bytes in {seconds:.2} s, {connections} connections")?;
        writeln!(out, ", reopened {reopened} times")?;
        write!(out, "rate      {rate:.0} right answers a second")?;
        match self.asked_rate {
            Some(asked) => writeln!(out, ", {asked:.0} requests a second were due")?,
            None => writeln!(out, ", as fast as they came")?,
        }
        let Latency { p50, p90, p99, p999, max } = latency;
        writeln!(out, "latency   p50 {p50:.3}  p90 {p90:.3}  p99 {p99:.3}  p99.9 {p999:.3}  max {max:.3} ms")?;
        if let Some(server) = &self.server {
            let mb = |bytes: u64| bytes as f64 / 1e6;
            let (before, after) = (mb(server.resident_before), mb(server.resident_after));
            write!(out, "server    {:.1} µs of processor time a request; ", server.cpu_us_per_request)?;
            writeln!(out, "resident {before:.1} → {after:.1} MB, {:.1} MB at most", mb(server.resident_peak))?;
        }
        writeln!(out, "errors    {}", self.errors)?;
        self.errors_by_kind.iter().try_for_each(|(problem, times)| writeln!(out, "  {times:>7} × {problem}"))
    }
}
