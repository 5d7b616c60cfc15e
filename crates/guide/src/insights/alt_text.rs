//! The chart in words, for a reader who does not see it.

use super::{Insights, Span};

/// Characters at most: what a description of a file takes.
const LONGEST: usize = 1_024;

/// What the chart shows, with its numbers. Where those of every bar are too long, those of every week, and then the sum,
/// stand for them.
pub fn alt_text(insights: &Insights) -> String {
    let total = insights.total();
    let unit = if insights.is_daily() { "day" } else { "week" };
    let whole = format!("Bar chart of questions per {unit}, {}.", total.dates());
    if total.total() == 0 {
        return format!("{whole} No questions were asked.");
    }
    let [found, unsure, unknown] = total.counts();
    let whole = format!("{whole} {} in all: {found} found, {unsure} unsure, {unknown} unknown.", total.total());
    let with = |unit: &str, spans: &[Span]| {
        let spans: Vec<String> = spans.iter().map(|span| format!("{}: {}", span.days(), span.sum())).collect();
        format!("{whole} By {unit}, found + unsure + unknown: {}.", spans.join("; "))
    };
    let told = [with(unit, &insights.bars()), with("week", &insights.lines())];
    told.into_iter().find(|told| told.chars().count() <= LONGEST).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{none, some};
    use super::*;

    #[test]
    fn it_says_the_numbers_of_every_bar() {
        assert_eq!(
            alt_text(&some(7)),
            "Bar chart of questions per day, 16 to 22 Nov 2026. 77 in all: 56 found, 14 unsure, 7 unknown. By day, found + \
             unsure + unknown: 16 Nov: 5 = 2 + 2 + 1; 17 Nov: 8 = 5 + 2 + 1; 18 Nov: 11 = 8 + 2 + 1; 19 Nov: 11 = 8 + 2 + 1; \
             20 Nov: 11 = 8 + 2 + 1; 21 Nov: 14 = 11 + 2 + 1; 22 Nov: 17 = 14 + 2 + 1."
        );
        for days in [30, 90] {
            let (insights, told) = (some(days), alt_text(&some(days)));
            assert!(
                insights.bars().iter().all(|bar| told.contains(&format!("{}: {}", bar.days(), bar.sum()))),
                "{told}"
            );
        }
    }

    #[test]
    fn it_gets_shorter_where_the_numbers_are_long() {
        let mut busy = some(30);
        for count in &mut busy.asked {
            count.found += 1_000_000;
        }
        let told = alt_text(&busy);
        assert!(told.contains("By week") && told.chars().count() <= LONGEST, "{told}");
        busy.days = 365;
        for count in &mut busy.asked {
            count.found += 1 << 55;
        }
        assert!(alt_text(&busy).chars().count() <= LONGEST);
    }

    #[test]
    fn nothing_is_told_as_nothing() {
        assert_eq!(
            alt_text(&none(90)),
            "Bar chart of questions per week, 25 Aug to 22 Nov 2026. No questions were asked."
        );
    }
}
