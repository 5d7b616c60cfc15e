//! What came back: latencies, and errors by kind.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;

/// Latencies are kept to three digits, up to a minute.
const LONGEST: u64 = 60_000_000_000;
const DIGITS: u8 = 3;

/// The results of one thread, or of all.
#[derive(Debug)]
pub struct Tally {
    /// Nanoseconds; right answers only.
    pub latency: Histogram<u64>,
    /// Wrong answers and missing ones, by what was wrong.
    pub errors: BTreeMap<String, u64>,
    /// How often a connection was opened.
    pub opened: u64,
    /// Bytes of the bodies that were sent.
    pub sent: u64,
}

impl Tally {
    pub fn new() -> Self {
        let latency = Histogram::new_with_bounds(1, LONGEST, DIGITS).expect("bounds that fit together");
        Self { latency, errors: BTreeMap::new(), opened: 0, sent: 0 }
    }

    pub fn record(&mut self, sent: usize, outcome: Result<(), String>, latency: Duration) {
        self.sent += sent as u64;
        match outcome {
            Ok(()) => self.latency.saturating_record(u64::try_from(latency.as_nanos()).unwrap_or(LONGEST)),
            Err(problem) => *self.errors.entry(problem).or_default() += 1,
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.latency.add(&other.latency).expect("the same bounds");
        for (problem, times) in &other.errors {
            *self.errors.entry(problem.clone()).or_default() += times;
        }
        self.opened += other.opened;
        self.sent += other.sent;
    }

    pub fn requests(&self) -> u64 {
        self.latency.len() + self.failed()
    }

    pub fn failed(&self) -> u64 {
        self.errors.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tallies_of_threads_add_up() {
        let (mut one, mut other) = (Tally::new(), Tally::new());
        one.record(10, Ok(()), Duration::from_micros(50));
        one.record(10, Err("status 503".to_owned()), Duration::ZERO);
        other.record(10, Err("status 503".to_owned()), Duration::ZERO);
        other.record(10, Ok(()), Duration::from_hours(1));
        one.add(&other);
        assert_eq!((one.requests(), one.failed(), one.sent), (4, 2, 40));
        assert_eq!(one.errors["status 503"], 2);
        assert!(one.latency.equivalent(one.latency.max(), LONGEST));
    }
}
