//! Retries of requests that may be repeated, and the time limits of all. Pure, so that every rule has a test and no test
//! waits.

use std::time::Duration;

use super::failure::{Failure, UNKNOWN_WEBHOOK};

/// Waits for a 429 in a row at most.
const MOST_WAITS: u32 = 5;

/// Time limits and pauses of the REST client. The defaults suit Discord; tests shorten them.
#[derive(Clone, Debug)]
pub struct RestTimeouts {
    /// From an interaction's arrival to the end of its callback, with all attempts. Discord waits 3 s.
    pub answer: Duration,
    /// Any other request.
    pub request: Duration,
    /// Pauses between attempts, when Discord cannot be reached or fails.
    pub pauses: Vec<Duration>,
    /// Pauses between attempts to remove an answer.
    pub removal_pauses: Vec<Duration>,
    /// The longest wait for a rate limit.
    pub longest_wait: Duration,
}

impl Default for RestTimeouts {
    fn default() -> Self {
        Self {
            answer: Duration::from_millis(2500),
            request: Duration::from_secs(30),
            pauses: [1, 2, 4, 8, 16].map(Duration::from_secs).to_vec(),
            removal_pauses: [200, 400, 800, 1600, 3000, 4000].map(Duration::from_millis).to_vec(),
            longest_wait: Duration::from_mins(1),
        }
    }
}

/// The retries of one request: decides after each failure whether to try again.
#[derive(Debug)]
pub(super) struct Retries {
    pauses: std::vec::IntoIter<Duration>,
    longest_wait: Duration,
    waits_left: u32,
    /// A code that is expected to pass.
    passing_code: Option<i64>,
    attempts: u32,
}

/// What to do after a failure.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// Try again after this pause.
    Again(Duration),
    /// Another attempt is of no use.
    GiveUp,
}

impl Retries {
    /// The retries of most requests.
    pub(super) fn of(timeouts: &RestTimeouts) -> Self {
        Self {
            pauses: timeouts.pauses.clone().into_iter(),
            longest_wait: timeouts.longest_wait,
            waits_left: MOST_WAITS,
            passing_code: None,
            attempts: 0,
        }
    }

    /// The retries of a removal: right after an answer, Discord may not know the interaction's webhook.
    pub(super) fn of_removal(timeouts: &RestTimeouts) -> Self {
        Self {
            pauses: timeouts.removal_pauses.clone().into_iter(),
            longest_wait: timeouts.removal_pauses.iter().sum(),
            passing_code: Some(UNKNOWN_WEBHOOK),
            ..Self::of(timeouts)
        }
    }

    /// Attempts that have failed so far.
    pub(super) const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Records a failure and returns what to do.
    pub(super) fn record_failure(&mut self, failure: &Failure) -> Next {
        self.attempts += 1;
        if let Failure::Refused { status: 429, retry_after, .. } = failure {
            if *retry_after > self.longest_wait || self.waits_left == 0 {
                return Next::GiveUp;
            }
            self.waits_left -= 1;
            return Next::Again(*retry_after);
        }
        let is_transient = failure.is_transient() || (failure.code().is_some() && failure.code() == self.passing_code);
        match self.pauses.next() {
            Some(pause) if is_transient => Next::Again(pause),
            _ => Next::GiveUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn refused(status: u16, body: &str) -> Failure {
        Failure::refused(status, &HeaderMap::new(), body.as_bytes())
    }

    fn limited(seconds: f64) -> Failure {
        refused(429, &format!(r#"{{"message":"slow down","retry_after":{seconds},"global":false}}"#))
    }

    #[test]
    fn trouble_is_retried_with_growing_pauses_and_then_given_up() {
        let mut retries = Retries::of(&RestTimeouts::default());
        let mut pauses = Vec::new();
        while let Next::Again(pause) = retries.record_failure(&refused(502, "<html>Bad Gateway</html>")) {
            pauses.push(pause.as_secs());
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16]);
        assert_eq!(retries.attempts(), 6);
    }

    #[test]
    fn a_refusal_is_not_retried() {
        for status in [301, 400, 401, 403, 404, 405, 413] {
            assert_eq!(
                Retries::of(&RestTimeouts::default()).record_failure(&refused(status, "{}")),
                Next::GiveUp,
                "{status}"
            );
        }
        assert_eq!(Retries::of(&RestTimeouts::default()).record_failure(&Failure::Unsendable), Next::GiveUp);
    }

    #[test]
    fn a_rate_limit_is_waited_for_up_to_a_minute() {
        let after = |seconds| Retries::of(&RestTimeouts::default()).record_failure(&limited(seconds));
        assert_eq!(after(0.35), Next::Again(Duration::from_millis(350)));
        assert_eq!(after(60.0), Next::Again(60 * SECOND));
        assert_eq!(after(60.1), Next::GiveUp);
        assert_eq!(after(82_800.0), Next::GiveUp);
    }

    #[test]
    fn a_rate_limit_without_end_is_given_up() {
        let mut retries = Retries::of(&RestTimeouts::default());
        for _ in 0..MOST_WAITS {
            assert_eq!(retries.record_failure(&limited(1.0)), Next::Again(SECOND));
        }
        assert_eq!(retries.record_failure(&limited(1.0)), Next::GiveUp);
    }

    #[test]
    fn an_unknown_webhook_passes_only_while_removing() {
        let unknown = refused(404, r#"{"message":"Unknown Webhook","code":10015}"#);
        assert_eq!(Retries::of(&RestTimeouts::default()).record_failure(&unknown), Next::GiveUp);
        let mut retries = Retries::of_removal(&RestTimeouts::default());
        let mut waited = Duration::ZERO;
        while let Next::Again(pause) = retries.record_failure(&unknown) {
            waited += pause;
        }
        assert_eq!(waited, 10 * SECOND);
        assert_eq!(Retries::of_removal(&RestTimeouts::default()).record_failure(&refused(403, "{}")), Next::GiveUp);
    }
}
