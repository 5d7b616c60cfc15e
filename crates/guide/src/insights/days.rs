//! Days put together: the bars of the chart, the lines of the text, and the sum of all.

use time::{Date, Duration};

use super::Insights;
use crate::staff::line::written;

/// The most days that are counted one by one.
const LONGEST: u16 = 400;

/// Days in a week.
const WEEK: u16 = 7;

/// The most days that are drawn as a bar each.
const MOST_BARS: u16 = 31;

/// The questions of some days in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// Questions that the guide answered.
    pub found: u64,
    /// Questions of which the guide was not sure what is meant.
    pub unsure: u64,
    /// Questions to which the guide found nothing.
    pub unknown: u64,
}

impl Span {
    fn new(first: Date, last: Date) -> Self {
        Self { first, last, found: 0, unsure: 0, unknown: 0 }
    }

    /// The counts in the order in which they are told and drawn: found, unsure, unknown.
    pub fn counts(&self) -> [u64; 3] {
        [self.found, self.unsure, self.unknown]
    }

    /// All questions: the exact sum of the three, whatever they are.
    pub fn total(&self) -> u128 {
        self.counts().map(u128::from).iter().sum()
    }

    pub(super) fn add(&mut self, [found, unsure, unknown]: [u64; 3]) {
        self.found = self.found.saturating_add(found);
        self.unsure = self.unsure.saturating_add(unsure);
        self.unknown = self.unknown.saturating_add(unknown);
    }

    /// The counts in percent, which make 100 together where there is a question.
    pub(super) fn percents(&self) -> [u64; 3] {
        let (counts, total) = (self.counts().map(u128::from), self.total());
        if total == 0 {
            return [0; 3];
        }
        let mut percents = counts.map(|count| count * 100 / total);
        // What rounding down leaves goes to the counts that lost most by it.
        let mut by_loss = [0, 1, 2];
        by_loss.sort_by_key(|place| std::cmp::Reverse(counts[*place] * 100 % total));
        let left = 100 - percents.iter().sum::<u128>();
        for (place, _) in by_loss.into_iter().zip(0..left) {
            percents[place] += 1;
        }
        percents.map(|percent| u64::try_from(percent).unwrap_or(100))
    }

    /// The counts as a sum: `12 = 9 + 2 + 1`, or `0`.
    pub(super) fn sum(&self) -> String {
        match self.total() {
            0 => "0".to_owned(),
            total => format!("{total} = {} + {} + {}", self.found, self.unsure, self.unknown),
        }
    }

    /// The days, such as `16 Nov` and `30 Oct – 5 Nov`.
    pub(super) fn days(&self) -> String {
        match (self.first, self.last) {
            (first, last) if first == last => day(first),
            (first, last) if first.month() == last.month() => format!("{} – {}", first.day(), day(last)),
            (first, last) => format!("{} – {}", day(first), day(last)),
        }
    }

    /// The days with the year, such as `16 to 22 Nov 2026`.
    pub(super) fn dates(&self) -> String {
        match (self.first, self.last) {
            (first, last) if first == last => written(last),
            (first, last) if first.year() != last.year() => format!("{} to {}", written(first), written(last)),
            (first, last) if first.month() != last.month() => format!("{} to {}", day(first), written(last)),
            (first, last) => format!("{} to {}", first.day(), written(last)),
        }
    }
}

/// A day without its year, such as `16 Nov`.
pub(super) fn day(date: Date) -> String {
    let written = written(date);
    written.rsplit_once(' ').map(|(day, _)| day.to_owned()).unwrap_or(written)
}

/// A day of the week, such as `Mon`.
pub(super) fn weekday(date: Date) -> String {
    date.weekday().to_string().chars().take(3).collect()
}

impl Insights {
    /// How many days are counted.
    pub(super) fn length(&self) -> u16 {
        self.days.clamp(1, LONGEST)
    }

    /// The sum of all days.
    pub fn total(&self) -> Span {
        self.spans(self.length()).pop().unwrap_or_else(|| Span::new(self.first_day, self.first_day))
    }

    /// The bars of the chart: days, or weeks of a longer time.
    pub fn bars(&self) -> Vec<Span> {
        self.spans(if self.is_daily() { 1 } else { WEEK })
    }

    /// Whether each bar of the chart is one day.
    pub(super) fn is_daily(&self) -> bool {
        self.length() <= MOST_BARS
    }

    /// The lines of the text: the days of one week, or weeks.
    pub(super) fn lines(&self) -> Vec<Span> {
        self.spans(if self.length() <= WEEK { 1 } else { WEEK })
    }

    /// The days in spans of so many, the latest of which ends today; the earliest may be shorter.
    pub(super) fn spans(&self, size: u16) -> Vec<Span> {
        let (length, size) = (usize::from(self.length()), usize::from(size.max(1)));
        let date = |place: usize| {
            let days = Duration::days(i64::try_from(place).unwrap_or(0));
            self.first_day.saturating_add(days)
        };
        let mut spans: Vec<Span> = (0..length)
            .rev()
            .step_by(size)
            .map(|last| Span::new(date((last + 1).saturating_sub(size)), date(last)))
            .collect();
        for count in &self.asked {
            let place = usize::try_from((count.day - self.first_day).whole_days());
            let before_today = place.ok().and_then(|place| (length - 1).checked_sub(place));
            if let Some(span) = before_today.and_then(|days| spans.get_mut(days / size)) {
                span.add([count.found, count.unsure, count.unknown]);
            }
        }
        spans.reverse();
        spans
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::super::tests::{none, some};
    use super::*;

    #[test]
    fn days_are_put_together_backwards_from_today() {
        let days = |insights: &Insights, size| insights.spans(size).iter().map(Span::days).collect::<Vec<_>>();
        assert_eq!(
            days(&none(7), 1),
            ["16 Nov", "17 Nov", "18 Nov", "19 Nov", "20 Nov", "21 Nov", "22 Nov"],
            "the last is today"
        );
        assert_eq!(days(&none(30), 7), ["24 – 25 Oct", "26 Oct – 1 Nov", "2 – 8 Nov", "9 – 15 Nov", "16 – 22 Nov"]);
        assert_eq!((none(90).bars().len(), none(30).bars().len(), none(7).bars().len()), (13, 30, 7));
        assert_eq!((none(90).lines().len(), none(30).lines().len(), none(7).lines().len()), (13, 5, 7));
    }

    #[test]
    fn counts_of_a_day_are_summed_and_those_outside_are_left_out() {
        let mut insights = none(7);
        let count = |day, found| super::super::DayCount { day, found, unsure: 1, unknown: 0 };
        let yesterday = date!(2026 - 11 - 21);
        insights.asked = vec![
            count(yesterday, 2),
            count(yesterday, 3),
            count(date!(2026 - 11 - 15), 100),
            count(date!(2026 - 11 - 23), 100),
            count(Date::MIN, 100),
            count(Date::MAX, 100),
        ];
        let bars = insights.bars();
        assert_eq!(bars[5], Span { first: yesterday, last: yesterday, found: 5, unsure: 2, unknown: 0 });
        assert_eq!(insights.total().counts(), [5, 2, 0]);
    }

    #[test]
    fn no_number_of_days_and_no_count_is_too_large() {
        for days in [0, 1, 400, u16::MAX] {
            let mut insights = none(days);
            insights.first_day = Date::MAX;
            insights.asked = vec![super::super::DayCount { day: Date::MAX, found: u64::MAX, unsure: 1, unknown: 1 }; 2];
            assert_eq!(insights.total().counts(), [u64::MAX, 2, 2]);
            assert_eq!(insights.total().total(), u128::from(u64::MAX) + 4);
            assert_eq!(insights.bars().iter().filter(|bar| bar.total() > 0).count(), 1);
            assert_eq!(insights.total().percents().iter().sum::<u64>(), 100);
        }
    }

    #[test]
    fn percents_make_a_hundred() {
        let percents = |found, unsure, unknown| {
            Span { found, unsure, unknown, ..Span::new(date!(2026 - 11 - 22), date!(2026 - 11 - 22)) }.percents()
        };
        assert_eq!(percents(0, 0, 0), [0, 0, 0]);
        assert_eq!(percents(1, 1, 1), [34, 33, 33]);
        assert_eq!(percents(2, 2, 3), [29, 28, 43]);
        assert_eq!(percents(90, 20, 18), [70, 16, 14]);
        assert_eq!(percents(u64::MAX, 0, 1), [100, 0, 0]);
    }

    #[test]
    fn dates_say_only_what_is_needed() {
        let dates = |first, last| Span::new(first, last).dates();
        let last = date!(2026 - 11 - 22);
        assert_eq!(dates(last, last), "22 Nov 2026");
        assert_eq!(dates(date!(2026 - 11 - 16), last), "16 to 22 Nov 2026");
        assert_eq!(dates(date!(2026 - 10 - 24), last), "24 Oct to 22 Nov 2026");
        assert_eq!(dates(date!(2025 - 11 - 23), last), "23 Nov 2025 to 22 Nov 2026");
        assert_eq!((some(7).total().dates().as_str(), weekday(last).as_str()), ("16 to 22 Nov 2026", "Sun"));
    }
}
