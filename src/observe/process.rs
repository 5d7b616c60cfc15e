//! Metrics of the process, under the names that Prometheus' clients give them. They are read from `/proc`: Linux only.
//!
//! Not by the collector of `prometheus`, which brings five crates along, a second rustix among them.

use std::fs;

use rustix::param::{clock_ticks_per_second, page_size};
use rustix::process::{Resource, getrlimit};

use super::names::{Metric, MetricKind};

/// Reads the value of a metric, or nothing where the system does not tell.
pub(super) type ReadValue = Box<dyn Fn() -> Option<f64> + Send + Sync>;

/// All metrics of the process.
pub(super) fn metrics() -> [(Metric, ReadValue); 7] {
    // Once: the time of boot moves with the clock, and a changed start would count as a restart.
    let start = start_time();
    [
        counter("process_cpu_seconds_total", "Processor time in user and system mode", cpu_time),
        gauge("process_open_fds", "Open file descriptors", open_files),
        gauge("process_max_fds", "Limit of open file descriptors", max_files),
        gauge("process_virtual_memory_bytes", "Virtual memory", || stat(23)),
        gauge("process_resident_memory_bytes", "Resident memory", || Some(stat(24)? * number(page_size()))),
        gauge("process_start_time_seconds", "Start of the process, in seconds since 1970", move || start),
        gauge("process_threads", "Threads of the process", || stat(20)),
    ]
}

fn counter(name: &'static str, help: &'static str, read: fn() -> Option<f64>) -> (Metric, ReadValue) {
    (Metric { name, kind: MetricKind::Counter, labels: &[], help }, Box::new(read))
}

fn gauge(
    name: &'static str,
    help: &'static str,
    read: impl Fn() -> Option<f64> + Send + Sync + 'static,
) -> (Metric, ReadValue) {
    (Metric { name, kind: MetricKind::Gauge, labels: &[], help }, Box::new(read))
}

fn cpu_time() -> Option<f64> {
    Some((stat(14)? + stat(15)?) / ticks())
}

fn start_time() -> Option<f64> {
    let system = fs::read_to_string("/proc/stat").ok()?;
    let boot: f64 = system.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()?;
    Some(boot + stat(22)? / ticks())
}

fn open_files() -> Option<f64> {
    // One of them is the folder that is being read.
    Some(number(fs::read_dir("/proc/self/fd").ok()?.count().saturating_sub(1)))
}

fn max_files() -> Option<f64> {
    getrlimit(Resource::Nofile).current.and_then(|most| usize::try_from(most).ok()).map(number)
}

/// One field of `/proc/self/stat`, by the number in its manual (<https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>).
fn stat(field: usize) -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in brackets, which may contain anything.
    let third_and_later = stat.rsplit_once(')')?.1;
    third_and_later.split_whitespace().nth(field.checked_sub(3)?)?.parse().ok()
}

fn ticks() -> f64 {
    number(usize::try_from(clock_ticks_per_second()).unwrap_or(100))
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus has no other numbers")]
fn number(value: usize) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;
    use std::time::{SystemTime, UNIX_EPOCH};

    #[test]
    fn every_metric_has_a_plausible_value() {
        let values: HashMap<_, _> =
            metrics().into_iter().filter_map(|(metric, read)| Some((metric.name, read()?))).collect();
        assert_eq!(values.len(), 7, "{values:?}");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
        let start = values["process_start_time_seconds"];
        assert!(start <= now + 1.0 && start > now - 86_400.0, "{values:?}");
        assert!((0.0..now - start + 1e6).contains(&values["process_cpu_seconds_total"]), "{values:?}");
        let (resident, all) = (values["process_resident_memory_bytes"], values["process_virtual_memory_bytes"]);
        assert!(resident > 1e6 && resident < all, "{values:?}");
        assert!(values["process_threads"] >= 1.0, "{values:?}");
        let open = values["process_open_fds"];
        assert!(open >= 3.0 && open <= values["process_max_fds"], "{values:?}");
    }
}
