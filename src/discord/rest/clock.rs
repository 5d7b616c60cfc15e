//! Clock check: compares this machine's clock with the `Date` header of Discord's responses.
//!
//! With a clock that is minutes off, `serve` refuses every request of Discord's as a replay. The log then shows what looks
//! like an attack, so it has to name the cause.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use tracing::warn;

/// The largest clock skew that is not logged; `webhook` refuses timestamps beyond it.
pub const MOST_SKEW: Duration = Duration::from_mins(5);

/// Below this skew the clock counts as right again, so that a skew of about five minutes is logged once.
const RIGHT: Duration = Duration::from_mins(4);

/// Compares this machine's clock with Discord's, and warns once for as long as it is off.
#[derive(Debug, Default)]
pub(super) struct Clock {
    is_told: AtomicBool,
}

impl Clock {
    /// Compares the `Date` of a response that has just arrived with `now`. A header that is no date is ignored.
    pub(super) fn compare(&self, date: Option<&str>, now: SystemTime) {
        let Some(skew) = date.and_then(|date| skew(date, now)) else { return };
        if skew.amount() < RIGHT {
            self.is_told.store(false, Ordering::Relaxed);
        }
        if skew.amount() <= MOST_SKEW || self.is_told.swap(true, Ordering::Relaxed) {
            return;
        }
        warn!(
            seconds = skew.amount().as_secs(),
            "this machine's clock is {} Discord's: `serve` refuses what Discord signs as stale; set the clock, and see why \
             nothing keeps it right (timedatectl)",
            match skew {
                Skew::Behind(_) => "behind",
                Skew::Ahead(_) => "ahead of",
            }
        );
    }
}

/// How far this machine's clock is from Discord's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Skew {
    Behind(Duration),
    Ahead(Duration),
}

impl Skew {
    const fn amount(self) -> Duration {
        match self {
            Self::Behind(amount) | Self::Ahead(amount) => amount,
        }
    }
}

fn skew(date: &str, now: SystemTime) -> Option<Skew> {
    let theirs = httpdate::parse_http_date(date).ok()?;
    Some(match now.duration_since(theirs) {
        Ok(ahead) => Skew::Ahead(ahead),
        Err(behind) => Skew::Behind(behind.duration()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &str = "Sat, 21 Nov 2026 12:00:00 GMT";

    /// Noon of that day, and so many seconds.
    fn noon(seconds: i64) -> SystemTime {
        let noon = httpdate::parse_http_date(DATE).unwrap();
        let off = Duration::from_secs(seconds.unsigned_abs());
        if seconds < 0 { noon - off } else { noon + off }
    }

    #[test]
    fn a_clock_is_behind_or_ahead() {
        assert_eq!(skew(DATE, noon(90)), Some(Skew::Ahead(Duration::from_secs(90))));
        assert_eq!(skew(DATE, noon(-90)), Some(Skew::Behind(Duration::from_secs(90))));
        for odd in ["", "now", "1795255200", "Sat, 21 Nov 2026 12:00:00 CET"] {
            assert_eq!(skew(odd, noon(0)), None, "{odd}");
        }
    }

    #[test]
    fn what_is_off_is_told_once_until_it_was_right_again() {
        let clock = Clock::default();
        let told_after = |seconds| {
            clock.compare(Some(DATE), noon(seconds));
            clock.is_told.load(Ordering::Relaxed)
        };
        assert_eq!([300, 301, -301, 241, 239, -301].map(told_after), [false, true, true, true, false, true]);
        clock.compare(None, noon(0));
        assert!(clock.is_told.load(Ordering::Relaxed), "an answer without a date says nothing");
    }
}
