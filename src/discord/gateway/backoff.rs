//! When to connect again: at once after a good session, ever later after failures. Pure; chance arrives as an argument.

use std::time::Duration;

/// How many sessions in a row may end early before the next attempt has to wait.
const FREE_SHORT_SESSIONS: u32 = 3;

/// How long to pause between attempts.
#[derive(Clone, Debug)]
pub struct Pauses {
    /// The first pause; each further one doubles.
    pub first: Duration,
    /// No pause is longer.
    pub longest: Duration,
    /// A session that lasts this long is a good one.
    pub settled: Duration,
    /// The first pause before a new session once too many have ended early.
    pub first_identify: Duration,
    /// No pause before a new session is longer. With the default, fewer than 1000 fit into a day even with the
    /// shortest jitter: beyond that Discord resets the token.
    pub longest_identify: Duration,
}

impl Default for Pauses {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(250),
            longest: Duration::from_secs(3),
            settled: Duration::from_mins(2),
            first_identify: Duration::from_secs(5),
            longest_identify: Duration::from_mins(4),
        }
    }
}

/// Counts what went wrong since the last READY or RESUMED, and says how long to wait.
///
/// twilight's own back-off doubles to 255 s, has no jitter, and is reset by every successful handshake, so that a peer
/// which closes right after it is called thousands of times a second.
#[derive(Debug)]
pub(super) struct Backoff {
    pauses: Pauses,
    failures: u32,
    short_sessions: u32,
}

impl Backoff {
    /// Nothing has gone wrong yet.
    pub(super) const fn new(pauses: Pauses) -> Self {
        Self { pauses, failures: 0, short_sessions: 0 }
    }

    /// Takes note that a connection ended which had a session for `lived`, or `None` if it never got that far.
    pub(super) fn ended(&mut self, lived: Option<Duration>) {
        match lived {
            None => self.failures = self.failures.saturating_add(1),
            Some(lived) if lived < self.pauses.settled => {
                self.failures = 0;
                self.short_sessions = self.short_sessions.saturating_add(1);
            }
            Some(_) => (self.failures, self.short_sessions) = (0, 0),
        }
    }

    /// How long to wait before the next attempt. `identifies`: it will need a new session, of which there are only so
    /// many a day. `jitter` is a random number from 0 to 1.
    pub(super) fn pause(&self, identifies: bool, jitter: f64) -> Duration {
        let too_short = self.short_sessions.saturating_sub(FREE_SHORT_SESSIONS);
        let steps = self.failures.saturating_add(too_short);
        let mut pause = doubled(self.pauses.first, steps, self.pauses.longest);
        if identifies {
            pause = pause.max(doubled(self.pauses.first_identify, too_short, self.pauses.longest_identify));
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

    const LONG: Option<Duration> = Some(Duration::from_hours(1));
    const SHORT: Option<Duration> = Some(Duration::from_secs(1));

    fn pauses(endings: &[Option<Duration>]) -> Vec<u128> {
        let mut backoff = Backoff::new(Pauses::default());
        let pause = |ending: &Option<Duration>| {
            backoff.ended(*ending);
            backoff.pause(false, 1.0).as_millis()
        };
        endings.iter().map(pause).collect()
    }

    #[test]
    fn the_first_attempt_after_a_good_session_is_immediate() {
        assert_eq!(pauses(&[LONG]), [0]);
    }

    #[test]
    fn failures_double_the_pause_up_to_a_few_seconds() {
        assert_eq!(pauses(&[LONG, None, None, None, None, None, None]), [0, 250, 500, 1000, 2000, 3000, 3000]);
    }

    #[test]
    fn a_session_forgives_the_failures_before_it() {
        assert_eq!(pauses(&[None, None, None, SHORT, None]), [250, 500, 1000, 0, 250]);
    }

    #[test]
    fn sessions_that_keep_ending_early_have_to_wait_until_one_settles() {
        assert_eq!(pauses(&[SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, LONG]), [0, 0, 0, 250, 500, 1000, 0]);
    }

    #[test]
    fn new_sessions_that_keep_ending_early_cannot_use_up_a_day() {
        let mut backoff = Backoff::new(Pauses::default());
        let mut clock = Duration::ZERO;
        let mut identifies = 0;
        while clock < Duration::from_hours(24) {
            identifies += 1;
            backoff.ended(SHORT);
            clock += backoff.pause(true, 0.0);
        }
        assert!(identifies < 1000, "{identifies} identifies in a day");
    }

    #[test]
    fn endless_failures_neither_overflow_nor_exceed_the_longest_pause() {
        let mut backoff = Backoff { failures: u32::MAX, short_sessions: u32::MAX, pauses: Pauses::default() };
        backoff.ended(None);
        backoff.ended(SHORT);
        assert_eq!(backoff.pause(false, 2.0), backoff.pauses.longest);
        assert_eq!(backoff.pause(true, f64::INFINITY), backoff.pauses.longest_identify);
    }

    #[test]
    fn jitter_takes_away_up_to_half() {
        let mut backoff = Backoff::new(Pauses::default());
        backoff.ended(None);
        assert_eq!(backoff.pause(false, 0.0).as_millis(), 125);
        assert_eq!(backoff.pause(false, 1.0).as_millis(), 250);
    }
}
