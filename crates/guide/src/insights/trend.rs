//! The trend in words: the days at the end against the days at the beginning.

use super::{Insights, Span};

/// The fewest questions of which a share says something.
const FEWEST: u128 = 10;

/// The fewest percent points by which a share has to change to be told.
const POINTS: u64 = 5;

/// How many are asked lately, and whether more of them are answered; `None` where nothing was asked, or on one day only.
///
/// Both halves have equally many days; the day between two halves of a week counts in neither.
pub(super) fn trend(insights: &Insights) -> Option<String> {
    let half = usize::from(insights.length() / 2);
    let days = insights.spans(1);
    let (first, last) = (sum(days.get(..half)?)?, sum(days.get(days.len() - half..)?)?);
    let (before, lately) = (first.total(), last.total());
    if before == 0 && lately == 0 {
        return None;
    }
    let difference = lately.abs_diff(before);
    // A few more or fewer, or less than a fifth, is chance.
    let is_level = difference < 3 || difference < lately.max(before) / 5;
    let asked = match (is_level, lately > before) {
        (true, _) => "About as many questions as before",
        (false, true) => "More questions lately",
        (false, false) => "Fewer questions lately",
    };
    let asked = if half == 1 {
        format!("{asked}: {lately} on the last day, {before} on the first.")
    } else {
        format!("{asked}: {lately} in the last {half} days, {before} in the first {half}.")
    };
    let (share, share_before) = (last.percents()[0], first.percents()[0]);
    if lately < FEWEST || before < FEWEST || share.abs_diff(share_before) < POINTS {
        return Some(asked);
    }
    let found = if share > share_before { "The guide finds more" } else { "The guide finds less" };
    Some(format!("{asked} {found}: {share}% of them, {share_before}% at first."))
}

fn sum(days: &[Span]) -> Option<Span> {
    let (first, rest) = days.split_first()?;
    let mut sum = *first;
    for day in rest {
        sum.last = day.last;
        sum.add(day.counts());
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::super::DayCount;
    use super::super::tests::none;
    use super::*;

    /// As many days, the counts of which are found and unknown.
    fn asked(counts: &[(u64, u64)]) -> Insights {
        let mut insights = none(u16::try_from(counts.len()).expect("a few days"));
        for (place, (found, unknown)) in (0..).zip(counts) {
            let day = insights.first_day + Duration::days(place);
            insights.asked.push(DayCount { day, found: *found, unsure: 0, unknown: *unknown });
        }
        insights
    }

    #[test]
    fn the_last_days_are_compared_with_the_first() {
        let told = |counts: &[(u64, u64)]| trend(&asked(counts)).unwrap_or_default();
        assert_eq!(
            told(&[(1, 0), (2, 0), (0, 1), (500, 0), (3, 0), (4, 0), (2, 0)]),
            "More questions lately: 9 in the last 3 days, 4 in the first 3."
        );
        assert_eq!(told(&[(9, 0), (4, 0)]), "Fewer questions lately: 4 on the last day, 9 on the first.");
        assert_eq!(told(&[(9, 0), (10, 0)]), "About as many questions as before: 10 on the last day, 9 on the first.");
        assert_eq!(
            told(&[(60, 40), (80, 20)]),
            "About as many questions as before: 100 on the last day, 100 on the first. The guide finds more: 80% of them, \
             60% at first."
        );
        assert_eq!(
            told(&[(10, 0), (0, 20)]),
            "More questions lately: 20 on the last day, 10 on the first. The guide finds less: 0% of them, 100% at first."
        );
    }

    #[test]
    fn nothing_asked_and_a_single_day_have_no_trend() {
        assert_eq!(trend(&none(30)), None);
        assert_eq!(trend(&asked(&[(9, 9)])), None);
    }
}
