//! Circuit breaker: holds messages back long before Discord bans this address. Pure; the time is an argument.
//!
//! Discord bans an address after 10 000 invalid requests in 10 minutes: those that it answers with 401, 403 or 429, except for
//! 429s of a shared limit (<https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans>).
//! All calls with the bot's token are counted; only those that can wait are held.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::SendError;
use super::failure::{Failure, Limit, UNAUTHORIZED};
use super::route::Credential;

/// The time in which Discord counts invalid requests.
const WINDOW: Duration = Duration::from_mins(10);

/// How precisely the time of an invalid request is kept.
const BUCKET: Duration = Duration::from_secs(10);

/// Invalid requests in the window from which on messages are held: a tenth of what Discord allows, because each process
/// counts only its own, and several replicas may share an address, also with other bots.
const MOST: u32 = 1000;

/// How long messages are held after a 401: a void token does not come back, and each attempt counts.
const AFTER_UNAUTHORIZED: Duration = Duration::from_mins(1);

/// The longest pause for a global rate limit before the next attempt.
const LONGEST_GLOBAL: Duration = Duration::from_hours(1);

/// The invalid requests of the last 10 minutes, and until when messages are held for another reason.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    /// When each bucket begins, and how many there are in it; the oldest first.
    buckets: VecDeque<(Instant, u32)>,
    unauthorized_until: Option<Instant>,
    limited_until: Option<Instant>,
}

impl Breaker {
    /// Records a failure of a request with the bot's token.
    pub(super) fn record(&mut self, failure: &Failure, credential: Credential, now: Instant) {
        let Failure::Refused { status, code, retry_after, limit, .. } = failure else { return };
        let is_void = *status == 401 || (*status == 400 && *code == Some(UNAUTHORIZED));
        if is_void || *status == 403 || (*status == 429 && *limit != Limit::Shared) {
            self.count(now);
        }
        // An interaction's token is void after 15 minutes, which says nothing about the bot's.
        if is_void && credential == Credential::Bot {
            self.unauthorized_until = Some(now + AFTER_UNAUTHORIZED);
        }
        if *status == 429 && *limit == Limit::Global {
            let until = now + (*retry_after).min(LONGEST_GLOBAL);
            self.limited_until = self.limited_until.max(Some(until));
        }
    }

    /// Invalid requests in the window.
    pub(super) fn invalid_requests(&mut self, now: Instant) -> u32 {
        while self.buckets.front().is_some_and(|(start, _)| end(*start) <= now) {
            self.buckets.pop_front();
        }
        self.buckets.iter().map(|(_, count)| count).sum()
    }

    /// Whether a message may be sent.
    ///
    /// # Errors
    ///
    /// [`SendError::Held`], or [`SendError::RateLimited`] during a global rate limit.
    pub(super) fn check(&mut self, now: Instant) -> Result<(), SendError> {
        let left = |until: Option<Instant>| until.map(|until| until - now.min(until)).filter(|left| !left.is_zero());
        if let Some(after) = left(self.room_at(now)).max(left(self.unauthorized_until)) {
            return Err(SendError::Held { after });
        }
        match left(self.limited_until) {
            Some(after) => Err(SendError::RateLimited { after, is_global: true, is_shared: false }),
            None => Ok(()),
        }
    }

    fn count(&mut self, now: Instant) {
        match self.buckets.back_mut() {
            Some((start, count)) if now.saturating_duration_since(*start) < BUCKET => *count += 1,
            _ => self.buckets.push_back((now, 1)),
        }
    }

    /// When there are fewer than [`MOST`] in the window; `None` if there are now.
    fn room_at(&mut self, now: Instant) -> Option<Instant> {
        let mut left = self.invalid_requests(now);
        let mut room_at = None;
        for (start, count) in &self.buckets {
            if left < MOST {
                break;
            }
            left -= count;
            room_at = Some(end(*start));
        }
        room_at
    }
}

/// When all requests of the bucket that begins at `start` have left the window.
fn end(start: Instant) -> Instant {
    start + BUCKET + WINDOW
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use proptest::prelude::*;

    use super::*;

    fn refused(status: u16, body: &str) -> Failure {
        Failure::refused(status, &HeaderMap::new(), body.as_bytes())
    }

    fn limited(scope: &str, seconds: f64) -> Failure {
        let headers = [(http::HeaderName::from_static("x-ratelimit-scope"), scope.parse().unwrap())];
        let body = format!(r#"{{"retry_after":{seconds},"global":{}}}"#, scope == "global");
        Failure::refused(429, &headers.into_iter().collect(), body.as_bytes())
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// A breaker that has recorded each of these, so many seconds after a start that it returns.
    fn recorded(failures: &[(u64, Failure)]) -> (Breaker, Instant) {
        let (mut breaker, start) = (Breaker::default(), Instant::now());
        for (after, failure) in failures {
            breaker.record(failure, Credential::Bot, start + seconds(*after));
        }
        (breaker, start)
    }

    #[test]
    fn discord_counts_401_403_and_429_but_no_shared_limit() {
        for (failure, counted) in [
            (refused(401, "{}"), 1),
            (refused(403, r#"{"code":50013}"#), 1),
            (refused(400, r#"{"code":40001}"#), 1),
            (limited("user", 1.0), 1),
            (limited("global", 1.0), 1),
            (limited("shared", 1.0), 0),
            (refused(400, r#"{"code":50035}"#), 0),
            (refused(404, r#"{"code":10003}"#), 0),
            (refused(502, "<html>"), 0),
            (Failure::Broken("it took too long"), 0),
            (Failure::Unreachable(String::new()), 0),
            (Failure::Unsendable, 0),
        ] {
            let (mut breaker, start) = recorded(&[(0, failure.clone())]);
            assert_eq!(breaker.invalid_requests(start), counted, "{failure}");
        }
    }

    #[test]
    fn messages_are_held_from_a_thousand_on_until_the_window_has_room() {
        let forbidden = |after| (after, refused(403, r#"{"code":50013}"#));
        let mut failures: Vec<_> = (0..MOST).map(|number| forbidden(u64::from(number / 2))).collect();
        let (mut breaker, start) = recorded(&failures[1..]);
        assert_eq!(breaker.check(start + seconds(499)), Ok(()), "one is missing");
        failures.push(forbidden(499));
        let (mut breaker, start) = recorded(&failures);
        // The first bucket has 20 of 1001.
        let held = Err(SendError::Held { after: seconds(610 - 499) });
        assert_eq!(breaker.check(start + seconds(499)), held);
        assert_eq!(breaker.check(start + seconds(609)), Err(SendError::Held { after: seconds(1) }));
        assert_eq!(breaker.check(start + seconds(610)), Ok(()));
        assert_eq!(breaker.invalid_requests(start + seconds(610)), 981);
        assert_eq!(breaker.invalid_requests(start + seconds(2000)), 0);
    }

    #[test]
    fn a_void_token_holds_messages_for_a_minute() {
        for void in [refused(401, "{}"), refused(400, r#"{"code":40001}"#)] {
            let (mut breaker, start) = recorded(&[(0, void)]);
            assert_eq!(breaker.check(start + seconds(1)), Err(SendError::Held { after: seconds(59) }));
            assert_eq!(breaker.check(start + seconds(60)), Ok(()));
        }
        let (mut breaker, start) = recorded(&[]);
        breaker.record(&refused(401, r#"{"code":50027}"#), Credential::Interaction, start);
        assert_eq!(breaker.check(start), Ok(()));
    }

    #[test]
    fn a_global_rate_limit_pauses_until_it_is_over_and_another_does_not() {
        for other in [limited("user", 9.0), limited("shared", 9.0)] {
            let (mut breaker, start) = recorded(&[(0, other)]);
            assert_eq!(breaker.check(start), Ok(()));
        }
        // The shorter one does not end the longer one.
        let (mut breaker, start) = recorded(&[(0, limited("global", 9.0)), (1, limited("global", 2.0))]);
        let paused = |after| Err(SendError::RateLimited { after: seconds(after), is_global: true, is_shared: false });
        assert_eq!(breaker.check(start + seconds(2)), paused(7));
        assert_eq!(breaker.check(start + seconds(9)), Ok(()));
        let (mut breaker, start) = recorded(&[(0, limited("global", 1e300))]);
        assert_eq!(breaker.check(start), paused(3600));
    }

    proptest! {
        #[test]
        fn no_window_of_ten_minutes_is_undercounted(times in prop::collection::vec(0_u64..3000, 0..400), at in 0_u64..4000) {
            let mut times = times;
            times.sort_unstable();
            times.retain(|time| *time <= at);
            let failures: Vec<_> = times.iter().map(|time| (*time, refused(403, "{}"))).collect();
            let (mut breaker, start) = recorded(&failures);
            let counted = breaker.invalid_requests(start + seconds(at)) as usize;
            let within = |window: u64| times.iter().filter(|time| at - **time < window).count();
            prop_assert!((within(600)..=within(610)).contains(&counted), "{counted} of {} to {}", within(600), within(610));
            prop_assert!(breaker.buckets.len() <= 62);
        }
    }
}
