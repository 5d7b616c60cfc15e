//! Counters of callbacks and removals, read by tests and metrics.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{CallbackError, Delivery, RestError};

/// Callbacks and removals since the start, by result.
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
}

impl RestCounters {
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
