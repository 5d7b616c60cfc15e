//! Back-off between connection attempts: none after a good session, growing after failures. Pure; chance arrives as an
//! argument.

use std::time::Duration;

/// How many sessions in a row may end early before the next attempt has to wait.
const FREE_SHORT_SESSIONS: u32 = 3;

/// Pauses between attempts.
#[derive(Clone, Debug)]
pub struct BackoffPauses {
    /// The first pause; each further one doubles.
    pub first: Duration,
    /// No pause is longer.
    pub longest: Duration,
    /// A session that lasts this long is a good one.
    pub settled: Duration,
    /// The first pause before another IDENTIFY: after one that was refused, or once too many sessions have ended early.
    pub first_identify: Duration,
    /// No pause before an IDENTIFY is longer. With the default, fewer than 300 fit into a day even with the shortest
    /// jitter; beyond 1000, Discord resets the token.
    pub longest_identify: Duration,
}

impl Default for BackoffPauses {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(250),
            longest: Duration::from_secs(3),
            settled: Duration::from_mins(2),
            first_identify: Duration::from_secs(5),
            longest_identify: Duration::from_mins(10),
        }
    }
}

/// How a connection ended, as far as the back-off cares.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Attempt {
    /// Without a session, and without an IDENTIFY.
    Failed,
    /// With an IDENTIFY that READY never answered.
    Refused,
    /// With a session that lasted this long.
    Session(Duration),
}

/// Counts failures, refused IDENTIFYs and sessions that ended early, and computes the pause before the next attempt.
///
/// twilight's own back-off doubles to 255 s, has no jitter, and is reset by every successful handshake, so that a peer
/// which closes right after it is called thousands of times a second.
#[derive(Debug)]
pub(super) struct Backoff {
    pauses: BackoffPauses,
    /// Connections without a session since the last READY or RESUMED.
    failures: u32,
    /// Sessions that ended early since the last one that settled.
    short_sessions: u32,
    /// IDENTIFYs that were refused since the last session that settled: a READY in between does not forgive them.
    refused_identifies: u32,
}

impl Backoff {
    /// A back-off before anything has failed.
    pub(super) const fn new(pauses: BackoffPauses) -> Self {
        Self { pauses, failures: 0, short_sessions: 0, refused_identifies: 0 }
    }

    /// Records how a connection ended.
    pub(super) fn record(&mut self, attempt: Attempt) {
        match attempt {
            Attempt::Failed => self.failures = self.failures.saturating_add(1),
            Attempt::Refused => {
                self.failures = self.failures.saturating_add(1);
                self.refused_identifies = self.refused_identifies.saturating_add(1);
            }
            Attempt::Session(lasted) if lasted < self.pauses.settled => {
                self.failures = 0;
                self.short_sessions = self.short_sessions.saturating_add(1);
            }
            Attempt::Session(_) => (self.failures, self.short_sessions, self.refused_identifies) = (0, 0, 0),
        }
    }

    /// The pause before the next attempt. `identifies`: it needs a new session, and Discord limits those per day.
    /// `jitter` is a random number from 0 to 1.
    pub(super) fn pause(&self, identifies: bool, jitter: f64) -> Duration {
        let too_short = self.short_sessions.saturating_sub(FREE_SHORT_SESSIONS);
        let steps = self.failures.saturating_add(too_short);
        let mut pause = doubled(self.pauses.first, steps, self.pauses.longest);
        if identifies {
            let steps = self.refused_identifies.saturating_add(too_short);
            pause = pause.max(doubled(self.pauses.first_identify, steps, self.pauses.longest_identify));
        }
        pause.mul_f64(0.5 + 0.5 * jitter.clamp(0.0, 1.0))
    }
}

/// Nothing for no steps, `first` for one, twice as much for each further one, and never more than `longest`.
fn doubled(first: Duration, steps: u32, longest: Duration) -> Duration {
    match steps {
        0 => Duration::ZERO,
        _ => first.saturating_mul(2_u32.saturating_pow(steps - 1)).min(longest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILED: Attempt = Attempt::Failed;
    const REFUSED: Attempt = Attempt::Refused;
    const LONG: Attempt = Attempt::Session(Duration::from_hours(1));
    const SHORT: Attempt = Attempt::Session(Duration::from_secs(1));

    /// The pauses after each of these attempts, without jitter.
    fn pauses(attempts: &[Attempt], identifies: bool) -> Vec<u128> {
        let mut backoff = Backoff::new(BackoffPauses::default());
        let pause = |attempt: &Attempt| {
            backoff.record(*attempt);
            backoff.pause(identifies, 1.0).as_millis()
        };
        attempts.iter().map(pause).collect()
    }

    /// IDENTIFYs within a day of attempts that all end like this, with the shortest jitter: on a clock that is only
    /// turned by the pauses.
    fn identifies_in_a_day(mut attempts: impl Iterator<Item = Attempt>) -> u32 {
        let mut backoff = Backoff::new(BackoffPauses::default());
        let mut clock = Duration::ZERO;
        let mut identifies = 0;
        while clock < Duration::from_hours(24) {
            identifies += 1;
            backoff.record(attempts.next().expect("endless"));
            clock += backoff.pause(true, 0.0);
        }
        identifies
    }

    #[test]
    fn the_first_attempt_after_a_good_session_is_immediate() {
        assert_eq!(pauses(&[LONG], false), [0]);
    }

    #[test]
    fn failures_double_the_pause_up_to_a_few_seconds() {
        let attempts = [LONG, FAILED, FAILED, FAILED, FAILED, FAILED, FAILED];
        assert_eq!(pauses(&attempts, false), [0, 250, 500, 1000, 2000, 3000, 3000]);
    }

    #[test]
    fn a_session_forgives_the_failures_before_it() {
        assert_eq!(pauses(&[FAILED, FAILED, FAILED, SHORT, FAILED], false), [250, 500, 1000, 0, 250]);
    }

    #[test]
    fn sessions_that_keep_ending_early_have_to_wait_until_one_settles() {
        assert_eq!(pauses(&[SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, LONG], false), [0, 0, 0, 250, 500, 1000, 0]);
    }

    #[test]
    fn refused_identifies_double_the_pause_up_to_ten_minutes() {
        let seconds: Vec<_> = pauses(&[REFUSED; 10], true).into_iter().map(|pause| pause / 1000).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 80, 160, 320, 600, 600, 600]);
    }

    #[test]
    fn only_a_session_that_settles_forgives_refused_identifies() {
        assert_eq!(pauses(&[REFUSED, REFUSED, SHORT, REFUSED], true), [5_000, 10_000, 10_000, 20_000]);
        assert_eq!(pauses(&[REFUSED, REFUSED, LONG, REFUSED], true), [5_000, 10_000, 0, 5_000]);
    }

    #[test]
    fn a_failure_to_connect_costs_no_identify_and_no_long_pause() {
        assert_eq!(pauses(&[FAILED; 6], true), [250, 500, 1000, 2000, 3000, 3000]);
    }

    #[test]
    fn identifies_that_are_always_refused_stay_far_below_a_thousand_a_day() {
        let identifies = identifies_in_a_day(std::iter::repeat(REFUSED));
        assert!((100..=300).contains(&identifies), "{identifies}");
    }

    #[test]
    fn new_sessions_that_keep_ending_early_stay_far_below_a_thousand_a_day() {
        let identifies = identifies_in_a_day(std::iter::repeat(SHORT));
        assert!((100..=300).contains(&identifies), "{identifies}");
        let identifies = identifies_in_a_day([REFUSED, SHORT].into_iter().cycle());
        assert!((100..=300).contains(&identifies), "refused every other time: {identifies}");
    }

    #[test]
    fn endless_failures_neither_overflow_nor_exceed_the_longest_pause() {
        let mut backoff = Backoff {
            failures: u32::MAX,
            short_sessions: u32::MAX,
            refused_identifies: u32::MAX,
            pauses: BackoffPauses::default(),
        };
        for attempt in [FAILED, REFUSED, SHORT] {
            backoff.record(attempt);
        }
        assert_eq!(backoff.pause(false, 2.0), backoff.pauses.longest);
        assert_eq!(backoff.pause(true, f64::INFINITY), backoff.pauses.longest_identify);
    }

    #[test]
    fn jitter_takes_away_up_to_half() {
        let mut backoff = Backoff::new(BackoffPauses::default());
        backoff.record(FAILED);
        assert_eq!(backoff.pause(false, 0.0).as_millis(), 125);
        assert_eq!(backoff.pause(false, 1.0).as_millis(), 250);
    }
}
