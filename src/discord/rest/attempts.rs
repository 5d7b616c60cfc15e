//! Attempts to deliver one callback within the time that Discord waits for it. Pure; the time left is an argument.

use std::time::Duration;

use super::failure::Failure;

/// Attempts at most: the first, one at once, and two spread over the time that is left.
const MOST: u32 = 4;

/// An attempt with less time than this is pointless.
const SHORTEST: Duration = Duration::from_millis(250);

/// Pause before the first retry after a 5xx.
const AFTER_SERVER_ERROR: Duration = Duration::from_millis(100);

/// The share of the time left that one attempt gets: a connection that leads nowhere must leave time for another one.
const SHARE: f64 = 0.6;

/// The attempts so far.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    failed: u32,
    waited_for_rate_limit: bool,
}

impl Attempts {
    /// Whether an attempt has failed.
    pub(super) const fn any_failed(&self) -> bool {
        self.failed > 0
    }

    /// The time limit of the next attempt, of the time that is `left` for all.
    pub(super) fn limit(&self, left: Duration) -> Duration {
        let share = left.mul_f64(SHARE);
        let is_last = self.failed + 1 >= MOST || left.saturating_sub(share) < SHORTEST;
        let limit = if is_last { left } else { share };
        limit.max(Duration::from_millis(1))
    }

    /// Records a failure. Returns the pause before the next attempt, or `None` if there is no point in one or no time
    /// `left`.
    pub(super) fn record_failure(&mut self, failure: &Failure, left: Duration) -> Option<Duration> {
        self.failed += 1;
        let longest = left.checked_sub(SHORTEST).filter(|_| self.failed < MOST)?;
        let pause = match failure {
            Failure::Refused { status: 429, .. } if self.waited_for_rate_limit => return None,
            Failure::Refused { status: 429, retry_after, .. } => {
                self.waited_for_rate_limit = true;
                *retry_after
            }
            _ if !failure.is_transient() => return None,
            _ if self.failed > 1 => (left / (MOST + 1 - self.failed)).min(longest),
            Failure::Refused { .. } => AFTER_SERVER_ERROR,
            _ => Duration::ZERO,
        };
        (pause <= longest).then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    const BROKEN: Failure = Failure::Broken("the connection broke");

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn refused(status: u16) -> Failure {
        Failure::refused(status, &HeaderMap::new(), b"{}")
    }

    fn limited(seconds: f64) -> Failure {
        Failure::refused(429, &HeaderMap::new(), format!(r#"{{"retry_after":{seconds}}}"#).as_bytes())
    }

    /// When each attempt begins, in milliseconds, if all fail like this and take this long; then when it is given up.
    fn timeline(failure: &Failure, takes: Duration) -> Vec<u128> {
        let (mut attempts, whole, mut now) = (Attempts::default(), ms(2500), Duration::ZERO);
        let mut begun = Vec::new();
        loop {
            begun.push(now.as_millis());
            now += takes.min(attempts.limit(whole.saturating_sub(now)));
            match attempts.record_failure(failure, whole.saturating_sub(now)) {
                Some(pause) => now += pause,
                None => break,
            }
        }
        begun.push(now.as_millis());
        begun
    }

    #[test]
    fn attempts_on_a_connection_that_breaks_are_spread_over_the_time_left() {
        assert_eq!(timeline(&BROKEN, ms(40)), [0, 40, 886, 1713, 1753]);
        assert_eq!(timeline(&Failure::Unreachable(String::new()), ms(0)), [0, 0, 833, 1666, 1666]);
        assert_eq!(timeline(&refused(503), ms(40)), [0, 140, 953, 1746, 1786]);
    }

    #[test]
    fn a_connection_that_leads_nowhere_leaves_time_for_others_and_ends_in_time() {
        assert_eq!(timeline(&BROKEN, Duration::MAX), [0, 1500, 2233, 2500]);
    }

    #[test]
    fn an_attempt_without_enough_time_is_not_begun() {
        let pause = |failure: &Failure, left| Attempts::default().record_failure(failure, ms(left));
        assert_eq!((pause(&BROKEN, 250), pause(&BROKEN, 249)), (Some(ms(0)), None));
        assert_eq!((pause(&refused(503), 350), pause(&refused(503), 349)), (Some(ms(100)), None));
        assert_eq!((pause(&limited(1.0), 1250), pause(&limited(1.0), 1249)), (Some(ms(1000)), None));
        assert_eq!(pause(&limited(1e300), 2500), None);
    }

    #[test]
    fn a_rate_limit_is_waited_for_once() {
        let mut attempts = Attempts::default();
        assert_eq!(attempts.record_failure(&limited(0.1), ms(2500)), Some(ms(100)));
        assert_eq!(attempts.record_failure(&limited(0.1), ms(2400)), None);
    }

    #[test]
    fn a_refusal_is_not_repeated() {
        for status in [301, 400, 401, 403, 404, 413] {
            assert_eq!(Attempts::default().record_failure(&refused(status), ms(2500)), None, "{status}");
        }
        assert_eq!(Attempts::default().record_failure(&Failure::Unsendable, ms(2500)), None);
    }
}
