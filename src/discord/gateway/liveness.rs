//! Detection of dead connections: after a silence an extra heartbeat asks, and after some more silence the connection is
//! dead. Pure; the time is an argument.
//!
//! twilight sends the heartbeats that Discord asks for, one every 41 s, and notices at the next one that the last went
//! unanswered: up to 83 s after the connection died. What members ask in that time is lost.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// Extra heartbeats within [`WINDOW`] at most. Discord allows 120 payloads in that time.
const MOST_IN_WINDOW: usize = 4;

/// The window of [`MOST_IN_WINDOW`].
const WINDOW: Duration = Duration::from_mins(1);

/// What to do next about a silent connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Check {
    /// Send an extra heartbeat.
    Ask,
    /// Give the connection up: the extra heartbeat was not answered.
    Dead,
}

/// The silence on one connection.
#[derive(Debug)]
pub(super) struct Liveness {
    silence: Duration,
    reply: Duration,
    received: Instant,
    /// When the unanswered extra heartbeat was sent.
    asked: Option<Instant>,
    /// When the latest extra heartbeats were sent, oldest first.
    recent: VecDeque<Instant>,
}

impl Liveness {
    /// A connection on which something was received `now`; asked after `silence`, dead without an answer within `reply`.
    pub(super) fn new(silence: Duration, reply: Duration, now: Instant) -> Self {
        Self { silence, reply, received: now, asked: None, recent: VecDeque::with_capacity(MOST_IN_WINDOW) }
    }

    /// Records that something was received.
    pub(super) fn record_received(&mut self, now: Instant) {
        self.received = now;
        self.asked = None;
    }

    /// Records that an extra heartbeat was sent.
    pub(super) fn record_asked(&mut self, now: Instant) {
        if self.recent.len() == MOST_IN_WINDOW {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
        self.asked = Some(now);
    }

    /// The next check and its time, if nothing is received before.
    pub(super) fn next_check(&self) -> (Instant, Check) {
        if let Some(asked) = self.asked {
            return (asked + self.reply, Check::Dead);
        }
        let silent = self.received + self.silence;
        let at = match self.recent.front() {
            Some(oldest) if self.recent.len() == MOST_IN_WINDOW => silent.max(*oldest + WINDOW),
            _ => silent,
        };
        (at, Check::Ask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENCE: Duration = Duration::from_secs(15);
    const REPLY: Duration = Duration::from_secs(10);

    fn at(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn a_silent_connection_is_asked_and_then_dead() {
        let start = Instant::now();
        let mut liveness = Liveness::new(SILENCE, REPLY, start);
        assert_eq!(liveness.next_check(), (at(start, 15), Check::Ask));
        liveness.record_asked(at(start, 15));
        assert_eq!(liveness.next_check(), (at(start, 25), Check::Dead));
    }

    #[test]
    fn whatever_is_received_proves_the_connection() {
        let start = Instant::now();
        let mut liveness = Liveness::new(SILENCE, REPLY, start);
        liveness.record_received(at(start, 14));
        assert_eq!(liveness.next_check(), (at(start, 29), Check::Ask));
        liveness.record_asked(at(start, 29));
        liveness.record_received(at(start, 38));
        assert_eq!(liveness.next_check(), (at(start, 53), Check::Ask));
    }

    #[test]
    fn a_quiet_connection_that_answers_is_asked_four_times_a_minute_at_most() {
        let start = Instant::now();
        for silence in [1, 15, 40].map(Duration::from_secs) {
            let mut liveness = Liveness::new(silence, REPLY, start);
            let mut asked = Vec::new();
            while asked.len() < 100 {
                let (now, check) = liveness.next_check();
                assert_eq!(check, Check::Ask);
                asked.push(now);
                liveness.record_asked(now);
                liveness.record_received(now + Duration::from_millis(50));
            }
            assert!(asked.windows(5).all(|five| five[4] - five[0] >= WINDOW), "{silence:?}");
        }
    }
}
