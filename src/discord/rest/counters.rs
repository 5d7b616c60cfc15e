//! Counters of callbacks, removals and messages, read by tests and metrics.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::breaker::Breaker;
use super::{CallbackError, Delivery, RestError, SendError};

/// The results of messages, as the metric's label names them: "ok", and those of [`SendError`].
const MESSAGE_RESULTS: [&str; 7] = ["ok", "forbidden", "refused", "rate_limited", "unconfirmed", "unreached", "held"];

/// Callbacks, removals and messages since the start, by result.
#[derive(Debug, Default)]
pub struct RestCounters {
    /// Callbacks delivered by the first attempt.
    pub delivered: AtomicU64,
    /// Callbacks delivered by a retry.
    pub retried: AtomicU64,
    /// Callbacks that were too late.
    pub late: AtomicU64,
    /// Callbacks that failed for another reason.
    pub failed: AtomicU64,
    /// Answers that were removed, or were gone already.
    pub removed: AtomicU64,
    /// Answers that could not be removed.
    pub not_removed: AtomicU64,
    messages: [AtomicU64; MESSAGE_RESULTS.len()],
    breaker: Mutex<Breaker>,
}

impl RestCounters {
    /// Attempts to post, change or delete a message, by result.
    pub fn messages(&self) -> impl Iterator<Item = (&'static str, u64)> {
        MESSAGE_RESULTS.into_iter().zip(self.messages.iter().map(|count| count.load(Ordering::Relaxed)))
    }

    /// Requests with the bot's token in the 10 minutes before `now` that Discord counts as invalid.
    pub fn invalid_requests(&self, now: Instant) -> u64 {
        self.breaker().invalid_requests(now).into()
    }

    pub(super) fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn messaged<T>(&self, result: &Result<T, SendError>) {
        let label = result.as_ref().err().map_or("ok", SendError::label);
        let counters = MESSAGE_RESULTS.iter().zip(&self.messages);
        for (_, counter) in counters.filter(|(result, _)| **result == label) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn answered(&self, result: &Result<Delivery, CallbackError>) {
        let counter = match result {
            Ok(Delivery::AtOnce) => &self.delivered,
            Ok(Delivery::OnRetry | Delivery::FirstHadArrived) => &self.retried,
            Err(CallbackError::TooLate) => &self.late,
            Err(_) => &self.failed,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn removed(&self, result: &Result<(), RestError>) {
        let counter = if result.is_ok() { &self.removed } else { &self.not_removed };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}
