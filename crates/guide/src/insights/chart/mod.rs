//! The chart: questions per day or week as stacked bars, in a PNG that reads well on a phone, on dark and on light.
//!
//! It says nothing in colour alone: found, unsure and unknown stand in the order of the legend from bottom to top, and each is
//! darker than the one below. No word of a member is in it.

mod plot;
mod canvas;

use self::canvas::{Align, Canvas, Colour, Font};
use self::plot::{Plot, compact};
use super::Insights;

/// Pixels: about two and a half for each point of a phone, where letters of 32 pixels come close to the text around them.
const WIDTH: u16 = 800;
const HEIGHT: u16 = 480;

/// Between the edge and what is drawn.
const MARGIN: f32 = 24.0;

const BACKGROUND: Colour = Colour(0x0F172A);
const GRID: Colour = Colour(0x334155);
const WORDS: Colour = Colour(0xF1F5F9);
const DIM: Colour = Colour(0xA3B1C6);

/// What is stacked, from bottom to top: found, unsure, unknown.
const STACK: [(&str, Colour); 3] =
    [("Found", Colour(0xA7F3D0)), ("Unsure", Colour(0xF59E0B)), ("Unknown", Colour(0xE11D48))];

/// The most digits that the legend writes out.
const WRITTEN_OUT: u64 = 999_999;

/// Draws the bars of `insights`, in a PNG.
pub fn chart(insights: &Insights) -> Vec<u8> {
    let plot = Plot::of(insights);
    let mut canvas = Canvas::new(WIDTH, HEIGHT, BACKGROUND);
    draw_words(&mut canvas, insights);
    for tick in &plot.ticks {
        canvas.line(plot.left, f32::from(WIDTH) - MARGIN, tick.y, GRID);
        canvas.text(&tick.text, plot.left - 10.0, tick.y - 17.0, Align::Right, Font::Regular, DIM);
    }
    for bar in &plot.bars {
        for (segment, (_, colour)) in bar.segments.iter().zip(STACK) {
            if let Some(segment) = segment {
                canvas.bar(segment, colour);
            }
        }
    }
    for total in &plot.totals {
        // A line of the grid does not strike a number through.
        canvas.blank(total.x, total.y + 5.0, Font::Regular.width(&total.text), 24.0, BACKGROUND);
        canvas.text(&total.text, total.x, total.y, Align::Middle, Font::Regular, WORDS);
    }
    for label in &plot.labels {
        canvas.text(&label.text, label.x, label.y, Align::Middle, Font::Regular, DIM);
    }
    if insights.total().total() == 0 {
        canvas.text("No questions in these days", f32::from(WIDTH) / 2.0, 250.0, Align::Middle, Font::Regular, WORDS);
    }
    canvas.png()
}

/// The title, the days and the legend.
fn draw_words(canvas: &mut Canvas, insights: &Insights) {
    let total = insights.total();
    let title = if insights.is_daily() { "Questions per day" } else { "Questions per week" };
    canvas.text(title, MARGIN, 14.0, Align::Left, Font::Title, WORDS);
    canvas.text(&total.dates(), f32::from(WIDTH) - MARGIN, 14.0, Align::Right, Font::Regular, DIM);
    let mut x = MARGIN;
    for ((name, colour), count) in STACK.into_iter().zip(total.counts()) {
        let count = if count <= WRITTEN_OUT { count.to_string() } else { compact(count.into()) };
        canvas.square(x, 66.0, 22.0, colour);
        x += 32.0;
        x += canvas.text(&format!("{name} {count}"), x, 60.0, Align::Left, Font::Regular, WORDS) + 30.0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{any_insights, none, some};
    use super::*;

    /// Relative luminance. <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>
    fn luminance(colour: Colour) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = colour.parts();
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    fn contrast(one: Colour, other: Colour) -> f64 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        (one / other).max(other / one)
    }

    #[test]
    fn words_and_bars_stand_out_and_bars_differ_in_lightness() {
        for words in [WORDS, DIM] {
            assert!(contrast(words, BACKGROUND) >= 7.0, "{words:?}");
        }
        for (name, colour) in STACK {
            assert!(contrast(colour, BACKGROUND) >= 3.0, "{name}");
        }
        for neighbours in STACK.windows(2) {
            assert!(contrast(neighbours[0].1, neighbours[1].1) >= 1.5, "{}", neighbours[1].0);
            assert!(luminance(neighbours[0].1) > luminance(neighbours[1].1), "darker upwards");
        }
    }

    #[test]
    fn every_segment_has_its_colour_in_the_picture() {
        for days in [1, 7, 30, 90] {
            let insights = some(days);
            let picture = canvas::colours(&chart(&insights));
            for bar in Plot::of(&insights).bars {
                for (segment, (name, colour)) in bar.segments.iter().zip(STACK) {
                    let segment = segment.as_ref().expect("each count is more than zero");
                    let (x, y) = (segment.x + segment.width / 2.0, segment.y + segment.height / 2.0);
                    assert_eq!(picture(x, y), colour, "{name} of {days} days");
                }
            }
        }
    }

    #[test]
    fn the_same_counts_are_the_same_picture_and_small() {
        let picture = chart(&some(90));
        assert_eq!(picture, chart(&some(90)));
        assert!(picture.len() < 100_000 && picture.starts_with(b"\x89PNG\r\n"), "{}", picture.len());
        assert_ne!(picture, chart(&none(90)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn whatever_is_counted_can_be_drawn(insights in any_insights()) {
            prop_assert_eq!(canvas::colours(&chart(&insights))(1.0, 1.0), BACKGROUND);
        }
    }
}
