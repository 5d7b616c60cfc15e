//! Where the bars, the grid and the labels of the chart stand, in pixels.

use super::super::days::{day, weekday};
use super::super::{Insights, Span};
use super::canvas::{Font, Segment};
use super::{HEIGHT, MARGIN, WIDTH};

/// The grid's upper end; between it and the legend is room for a number above the highest bar.
const TOP: f32 = 140.0;

/// The baseline; below it is room for the labels.
const BOTTOM: f32 = HEIGHT as f32 - 58.0;

/// Where the last bar ends: the label below it may be wider than it.
const RIGHT: f32 = WIDTH as f32 - 44.0;

/// The widest bar.
const WIDEST: f32 = 72.0;

/// The lowest segment: a count that is not zero is seen.
const LOWEST: f32 = 3.0;

/// Between two segments of a bar.
const GAP: f32 = 2.0;

/// Between two labels.
const SPACE: f32 = 12.0;

/// Lines of the grid above the baseline, at most.
const LINES: u128 = 4;

/// What is drawn, and where.
pub(super) struct Plot {
    /// Where the grid begins, right of its labels.
    pub left: f32,
    /// The lines of the grid; the first is the baseline.
    pub ticks: Vec<Label>,
    /// A bar for each day or week.
    pub bars: Vec<Bar>,
    /// The number above each bar, where there is room.
    pub totals: Vec<Label>,
    /// The days below the bars.
    pub labels: Vec<Label>,
}

/// A bar: found, unsure and unknown from bottom to top; `None` for a count of zero.
pub(super) struct Bar {
    pub segments: [Option<Segment>; 3],
}

/// Words and where they stand.
pub(super) struct Label {
    pub x: f32,
    pub y: f32,
    pub text: String,
}

impl Plot {
    pub(super) fn of(insights: &Insights) -> Self {
        let spans = insights.bars();
        let most = spans.iter().map(Span::total).max().unwrap_or(0);
        let step = step(most);
        let lines = most.div_ceil(step);
        let top = step * lines.max(1);
        let tick = |line| Label { x: 0.0, y: BOTTOM - height(step * line, top), text: compact(step * line) };
        let ticks: Vec<Label> = (0..=lines).map(tick).collect();
        let widest = ticks.iter().map(|tick| Font::Regular.width(&tick.text)).fold(0.0, f32::max);
        let left = MARGIN + widest + 10.0;
        let slot = (RIGHT - left) / number(spans.len());
        let middle = |place: usize| left + slot * (number(place) + 0.5);
        let bars: Vec<Bar> = (0..).zip(&spans).map(|(place, span)| bar(span, middle(place), slot, top)).collect();
        let total = |(place, span): (usize, &Span)| {
            let highest = bars[place].segments.iter().flatten().map(|segment| segment.y).fold(BOTTOM, f32::min);
            Label { x: middle(place), y: highest - 36.0, text: compact(span.total()) }
        };
        let totals: Vec<Label> = (0..).zip(&spans).filter(|(_, span)| span.total() > 0).map(total).collect();
        let fit = totals.iter().all(|total| Font::Regular.width(&total.text) + SPACE / 2.0 <= slot);
        let labels = labels(insights, &spans, slot).into_iter();
        let labels = labels.map(|(place, text)| Label { x: middle(place), y: BOTTOM + 10.0, text }).collect();
        Self { left, ticks, bars, totals: if fit { totals } else { Vec::new() }, labels }
    }
}

/// The bar of a span around `middle`.
fn bar(span: &Span, middle: f32, slot: f32, top: u128) -> Bar {
    let width = (slot * 0.72).min(WIDEST);
    let mut base = BOTTOM;
    let mut segments = span.counts().map(|count| {
        if count == 0 {
            return None;
        }
        let gap = if base < BOTTOM { GAP } else { 0.0 };
        let height = height(u128::from(count), top).max(LOWEST + gap);
        base -= height;
        Some(Segment { x: middle - width / 2.0, y: base, width, height: height - gap, is_top: false })
    });
    if let Some(last) = segments.iter_mut().flatten().last() {
        last.is_top = true;
    }
    Bar { segments }
}

/// Which bars have a label, and which: every one of a week, and as many as have room of more.
fn labels(insights: &Insights, spans: &[Span], slot: f32) -> Vec<(usize, String)> {
    let last = spans.len().saturating_sub(1);
    let every_day = |(place, span): (usize, &Span)| {
        let text = format!("{} {}", weekday(span.first), span.first.day());
        (place, if place == last { "Today".to_owned() } else { text })
    };
    let is_week = insights.is_daily() && spans.len() <= 7;
    if is_week {
        return spans.iter().enumerate().map(every_day).collect();
    }
    let fits = |every: &usize| number(*every) * slot >= Font::Regular.width("22 Nov") + SPACE;
    let every = (1..=spans.len()).find(fits).unwrap_or(spans.len());
    // On days the labels stand a week apart.
    let every = if insights.is_daily() { every.next_multiple_of(7) } else { every };
    let labelled = spans.iter().enumerate().rev().step_by(every.max(1));
    labelled.map(|(place, span)| (place, day(span.first))).collect()
}

/// How many questions lie between two lines of the grid: 1, 2 or 5 times a power of ten.
fn step(most: u128) -> u128 {
    let powers = std::iter::successors(Some(1_u128), |power| power.checked_mul(10));
    let mut steps = powers.flat_map(|power| [1, 2, 5].map(|times| power.saturating_mul(times)));
    steps.find(|step| most.div_ceil(*step) <= LINES).unwrap_or(u128::MAX)
}

/// How high a count is drawn.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a pixel is coarser")]
fn height(count: u128, top: u128) -> f32 {
    (count as f64 / top as f64) as f32 * (BOTTOM - TOP)
}

/// A number of bars, of which there are a few hundred at most.
fn number(bars: usize) -> f32 {
    u16::try_from(bars).map_or(f32::MAX, f32::from)
}

/// A count in at most five characters: `9999`, `12.3k`, `45M`.
pub(super) fn compact(count: u128) -> String {
    let units =
        [(18, "E"), (15, "P"), (12, "T"), (9, "G"), (6, "M"), (3, "k")].map(|(zeros, unit)| (10_u128.pow(zeros), unit));
    let unit = units.into_iter().find(|(size, _)| count >= *size).filter(|_| count >= 10_000);
    let Some((size, unit)) = unit else { return count.to_string() };
    let (whole, tenths) = (count / size, count % size / (size / 10));
    if whole < 100 && tenths > 0 { format!("{whole}.{tenths}{unit}") } else { format!("{whole}{unit}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::tests::{any_insights, none, some};
    use super::*;

    #[test]
    fn the_grid_has_round_numbers() {
        let ticks = |most: u128| {
            let step = step(most);
            (step, most.div_ceil(step))
        };
        for (most, expected) in [(0, (1, 0)), (1, (1, 1)), (4, (1, 4)), (5, (2, 3)), (9, (5, 2)), (17, (5, 4))] {
            assert_eq!(ticks(most), expected, "{most}");
        }
        assert_eq!(ticks(1_234), (500, 3));
        assert_eq!(ticks(u64::MAX.into()), (5_000_000_000_000_000_000, 4));
    }

    #[test]
    fn counts_are_five_characters_at_most() {
        let told = [0, 9_999, 10_000, 12_345, 250_000, 1_500_000, 999_999_999, u64::MAX.into()].map(compact);
        assert_eq!(told, ["0", "9999", "10k", "12.3k", "250k", "1.5M", "999M", "18.4E"]);
    }

    #[test]
    fn labels_are_those_of_people() {
        let labels = |days| {
            let mut labels: Vec<String> = Plot::of(&none(days)).labels.into_iter().map(|label| label.text).collect();
            if days > 7 {
                labels.reverse();
            }
            labels
        };
        assert_eq!(labels(7), ["Mon 16", "Tue 17", "Wed 18", "Thu 19", "Fri 20", "Sat 21", "Today"]);
        assert_eq!(labels(1), ["Today"]);
        assert_eq!(labels(30), ["25 Oct", "1 Nov", "8 Nov", "15 Nov", "22 Nov"]);
        assert_eq!(labels(90), ["25 Aug", "7 Sep", "21 Sep", "5 Oct", "19 Oct", "2 Nov", "16 Nov"]);
    }

    #[test]
    fn totals_stand_above_the_bars_where_there_is_room() {
        let totals = |days| Plot::of(&some(days)).totals.into_iter().map(|total| total.text).collect::<Vec<_>>();
        assert_eq!(totals(7), ["5", "8", "11", "11", "11", "14", "17"]);
        assert_eq!(totals(30), [""; 0]);
        assert_eq!(totals(90).len(), 13);
    }

    proptest! {
        #[test]
        fn bars_are_as_high_as_their_counts_and_stay_on_the_picture(insights in any_insights()) {
            let (plot, spans) = (Plot::of(&insights), insights.bars());
            prop_assert_eq!(plot.bars.len(), spans.len());
            let top: u128 = spans.iter().map(Span::total).max().unwrap_or(0);
            let scale = plot.bars.iter().zip(&spans).filter(|(_, span)| span.total() == top && top > 0);
            let full: Vec<f32> = scale.map(|(bar, _)| whole(bar)).collect();
            for (bar, span) in plot.bars.iter().zip(&spans) {
                for (segment, count) in bar.segments.iter().zip(span.counts()) {
                    prop_assert_eq!(segment.is_some(), count > 0);
                }
                for segment in bar.segments.iter().flatten() {
                    prop_assert!(segment.height >= LOWEST - 0.01 && segment.width >= 1.0);
                    prop_assert!(segment.x >= plot.left && segment.x + segment.width <= RIGHT);
                    prop_assert!(segment.y >= TOP - 3.0 * (LOWEST + GAP) && segment.y + segment.height <= BOTTOM + 0.01);
                }
                if let Some(full) = full.first() {
                    let expected = height(span.total(), top.max(1)) * full / (BOTTOM - TOP);
                    prop_assert!((whole(bar) - expected).abs() <= 3.0 * (LOWEST + GAP), "{} {}", whole(bar), expected);
                }
            }
        }
    }

    fn whole(bar: &Bar) -> f32 {
        BOTTOM - bar.segments.iter().flatten().map(|segment| segment.y).fold(BOTTOM, f32::min)
    }
}
