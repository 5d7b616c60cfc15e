//! How answers fared, for whoever watches.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{CallbackError, Delivery, RestError};

/// What became of answers and removals since the start.
#[derive(Debug, Default)]
pub struct Counters {
    /// Answers that got through at once.
    pub delivered: AtomicU64,
    /// Answers that took more than one attempt.
    pub retried: AtomicU64,
    /// Answers for which nobody waited any more.
    pub late: AtomicU64,
    /// Answers that did not get through for another reason.
    pub failed: AtomicU64,
    /// Answers that were taken away again, or were gone already.
    pub removed: AtomicU64,
    /// Answers that could not be taken away.
    pub not_removed: AtomicU64,
}

impl Counters {
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
