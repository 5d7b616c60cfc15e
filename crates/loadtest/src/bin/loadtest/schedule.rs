//! When the next request goes out, and when it is enough.

use std::cell::Cell;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

/// tokio's timer is exact to a millisecond; closer than this, the clock is watched.
const WATCHED: Duration = Duration::from_millis(2);

/// How much is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Length {
    Requests(u64),
    Time(Duration),
}

impl Length {
    /// The part of one of `parts` that do it together; the first ones take what is left over.
    pub fn share(self, part: u32, parts: u32) -> Self {
        match self {
            Self::Requests(all) => {
                let (part, parts) = (u64::from(part), u64::from(parts));
                Self::Requests(all / parts + u64::from(part < all % parts))
            }
            time @ Self::Time(_) => time,
        }
    }
}

/// How much, and how fast: with a rate on a steady schedule, without one as fast as answers come.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    pub length: Length,
    pub rate: Option<f64>,
}

impl Schedule {
    /// How long after the start a request is due, on a steady schedule.
    #[expect(clippy::cast_precision_loss, reason = "a number of requests is far below 2^52")]
    fn due(&self, number: u64) -> Option<Duration> {
        self.rate.map(|rate| Duration::from_secs_f64(number as f64 / rate))
    }

    fn is_over(&self, number: u64, elapsed: Duration) -> bool {
        match self.length {
            Length::Requests(requests) => number >= requests,
            Length::Time(time) => self.due(number).unwrap_or(elapsed) >= time,
        }
    }
}

/// Hands out turns to the connections of one thread.
#[derive(Debug)]
pub struct Turns {
    schedule: Schedule,
    started: Instant,
    taken: Cell<u64>,
    due: Semaphore,
}

impl Turns {
    /// The first turn is due now.
    pub fn new(schedule: Schedule) -> Self {
        Self { schedule, started: Instant::now(), taken: Cell::new(0), due: Semaphore::new(0) }
    }

    /// Waits for the next turn. Gives the moment from which its latency counts; `None` when it is enough.
    pub async fn next(&self) -> Option<Instant> {
        if self.schedule.rate.is_some() {
            self.due.acquire().await.ok()?.forget();
        }
        let number = self.taken.replace(self.taken.get() + 1);
        let now = Instant::now();
        if self.schedule.is_over(number, now - self.started) {
            return None;
        }
        Some(self.schedule.due(number).map_or(now, |due| self.started + due))
    }

    /// Lets each turn begin when it is due, whether or not the ones before have ended; then lets `waiting` ones see that
    /// it is enough.
    pub async fn run(&self, waiting: usize) {
        let mut number = 0;
        while let Some(due) = self.schedule.due(number)
            && !self.schedule.is_over(number, due)
        {
            wait_until(self.started + due).await;
            self.due.add_permits(1);
            number += 1;
        }
        self.due.add_permits(waiting);
    }
}

async fn wait_until(due: Instant) {
    if let Some(far) = due.checked_duration_since(Instant::now() + WATCHED) {
        sleep(far).await;
    }
    while Instant::now() < due {
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_spreads_requests_evenly_whatever_came_before() {
        let schedule = Schedule { length: Length::Requests(3), rate: Some(1000.0) };
        assert_eq!(schedule.due(0), Some(Duration::ZERO));
        assert_eq!(schedule.due(2500), Some(Duration::from_millis(2500)));
        assert!(!schedule.is_over(2, Duration::from_hours(1)));
        assert!(schedule.is_over(3, Duration::ZERO));
    }

    #[test]
    fn a_time_ends_by_the_schedule_with_a_rate_and_by_the_clock_without() {
        let length = Length::Time(Duration::from_secs(2));
        let steady = Schedule { length, rate: Some(10.0) };
        assert!(!steady.is_over(19, Duration::from_hours(1)), "late, and still part of it");
        assert!(steady.is_over(20, Duration::ZERO));
        let fast = Schedule { length, rate: None };
        assert!(!fast.is_over(1_000_000, Duration::from_millis(1999)));
        assert!(fast.is_over(0, Duration::from_secs(2)));
    }

    #[test]
    fn parts_make_the_whole() {
        let shares = (0..3).map(|part| Length::Requests(11).share(part, 3));
        assert_eq!(shares.collect::<Vec<_>>(), [4, 4, 3].map(Length::Requests));
    }

    #[tokio::test(start_paused = true)]
    async fn turns_count_from_when_they_were_due_not_from_when_they_were_taken() {
        let turns = Turns::new(Schedule { length: Length::Requests(2), rate: Some(10.0) });
        // Both turns came due long ago, while every connection was busy.
        tokio::time::advance(Duration::from_secs(5)).await;
        turns.run(1).await;
        assert_eq!(turns.next().await, Some(turns.started));
        assert_eq!(turns.next().await, Some(turns.started + Duration::from_millis(100)));
        assert_eq!(turns.next().await, None);
    }
}
