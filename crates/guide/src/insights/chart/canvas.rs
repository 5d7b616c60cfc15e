//! What the chart is drawn on: bars, lines and letters, in memory.

use noto_sans_mono_bitmap::{FontWeight, RasterHeight, get_raster, get_raster_width};
use tiny_skia::{
    Color, ColorU8, FillRule, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect, Stroke, StrokeDash, Transform,
};

/// How round the top of a bar is.
const ROUND: f32 = 6.0;

/// A colour, as designers write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour(pub u32);

impl Colour {
    /// Red, green and blue.
    pub(super) fn parts(self) -> [u8; 3] {
        let [_, red, green, blue] = self.0.to_be_bytes();
        [red, green, blue]
    }

    fn paint(self) -> Paint<'static> {
        let [red, green, blue] = self.parts();
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        paint.set_color_rgba8(red, green, blue, u8::MAX);
        paint
    }
}

/// Letters of one width each; other than those of ASCII are drawn as `?`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Font {
    /// The title's.
    Title,
    /// All others.
    Regular,
}

impl Font {
    fn style(self) -> (FontWeight, RasterHeight) {
        match self {
            Self::Title => (FontWeight::Bold, RasterHeight::Size32),
            Self::Regular => (FontWeight::Regular, RasterHeight::Size32),
        }
    }

    fn advance(self) -> usize {
        let (weight, size) = self.style();
        get_raster_width(weight, size)
    }

    /// How many pixels wide `text` is drawn.
    pub(super) fn width(self, text: &str) -> f32 {
        u16::try_from(self.advance() * text.chars().count()).map_or(f32::MAX, f32::from)
    }

    /// `text` in a picture of its own; `None` for an empty one.
    fn drawn(self, text: &str, colour: Colour) -> Option<Pixmap> {
        let (weight, size) = self.style();
        let (advance, width) = (self.advance(), self.advance() * text.chars().count());
        let mut picture = Pixmap::new(u32::try_from(width).ok()?, u32::try_from(size.val()).ok()?)?;
        let [red, green, blue] = colour.parts();
        for (place, letter) in text.chars().enumerate() {
            let Some(raster) = get_raster(letter, weight, size).or_else(|| get_raster('?', weight, size)) else {
                continue;
            };
            let rows = picture.pixels_mut().chunks_exact_mut(width);
            for (row, coverage) in rows.zip(raster.rows()) {
                for (pixel, coverage) in row.iter_mut().skip(place * advance).zip(coverage) {
                    *pixel = ColorU8::from_rgba(red, green, blue, *coverage).premultiply();
                }
            }
        }
        Some(picture)
    }
}

/// Where a text's `x` is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Align {
    Left,
    Middle,
    Right,
}

/// A part of a bar.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    /// Whether it ends the bar, and is rounded.
    pub is_top: bool,
}

/// The picture that is drawn.
pub(super) struct Canvas(Pixmap);

impl Canvas {
    pub(super) fn new(width: u16, height: u16, background: Colour) -> Self {
        let mut picture = Pixmap::new(width.into(), height.into()).expect("neither side is zero");
        let [red, green, blue] = background.parts();
        picture.fill(Color::from_rgba8(red, green, blue, u8::MAX));
        Self(picture)
    }

    /// A part of a bar.
    pub(super) fn bar(&mut self, segment: &Segment, colour: Colour) {
        let round = if segment.is_top { ROUND.min(segment.width / 2.0).min(segment.height) } else { 0.0 };
        if let Some(path) = outline(segment, [round, round, 0.0]) {
            self.0.fill_path(&path, &colour.paint(), FillRule::Winding, Transform::identity(), None);
        }
    }

    /// A square of the legend.
    pub(super) fn square(&mut self, x: f32, y: f32, side: f32, colour: Colour) {
        let square = Segment { x, y, width: side, height: side, is_top: true };
        if let Some(path) = outline(&square, [4.0, 4.0, 4.0]) {
            self.0.fill_path(&path, &colour.paint(), FillRule::Winding, Transform::identity(), None);
        }
    }

    /// A thin line of dashes from left to right.
    pub(super) fn line(&mut self, from: f32, to: f32, y: f32, colour: Colour) {
        let mut path = PathBuilder::new();
        path.move_to(from, y.round());
        path.line_to(to, y.round());
        let stroke = Stroke { width: 2.0, dash: StrokeDash::new(vec![6.0, 6.0], 0.0), ..Stroke::default() };
        if let Some(path) = path.finish() {
            self.0.stroke_path(&path, &colour.paint(), &stroke, Transform::identity(), None);
        }
    }

    /// Clears a place around `middle`.
    pub(super) fn blank(&mut self, middle: f32, y: f32, width: f32, height: f32, background: Colour) {
        if let Some(place) = Rect::from_xywh(middle - width / 2.0, y, width, height) {
            self.0.fill_rect(place, &background.paint(), Transform::identity(), None);
        }
    }

    /// Words, of which `y` is the top; returns how wide they are.
    pub(super) fn text(&mut self, text: &str, x: f32, y: f32, align: Align, font: Font, colour: Colour) -> f32 {
        let width = font.width(text);
        let left = match align {
            Align::Left => x,
            Align::Middle => x - width / 2.0,
            Align::Right => x - width,
        };
        if let Some(drawn) = font.drawn(text, colour) {
            let (paint, place) = (PixmapPaint::default(), Transform::from_translate(left.round(), y.round()));
            self.0.draw_pixmap(0, 0, drawn.as_ref(), &paint, place, None);
        }
        width
    }

    /// The picture as a PNG.
    pub(super) fn png(&self) -> Vec<u8> {
        self.0.encode_png().expect("a picture in memory can be written to memory")
    }
}

/// A rectangle with round corners: the upper left one, the upper right one, and both below.
fn outline(segment: &Segment, [left_above, right_above, below]: [f32; 3]) -> Option<Path> {
    let rect = Rect::from_xywh(segment.x, segment.y, segment.width, segment.height)?;
    let (left, top, right, bottom) = (rect.left(), rect.top(), rect.right(), rect.bottom());
    let mut path = PathBuilder::new();
    path.move_to(left, top + left_above);
    path.quad_to(left, top, left + left_above, top);
    path.line_to(right - right_above, top);
    path.quad_to(right, top, right, top + right_above);
    path.line_to(right, bottom - below);
    path.quad_to(right, bottom, right - below, bottom);
    path.line_to(left + below, bottom);
    path.quad_to(left, bottom, left, bottom - below);
    path.close();
    path.finish()
}

/// The colour of each place of a PNG.
#[cfg(test)]
pub(super) fn colours(png: &[u8]) -> impl Fn(f32, f32) -> Colour + use<> {
    let picture = Pixmap::decode_png(png).expect("a PNG");
    move |x, y| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the picture")]
        let pixel = picture.pixel(x as u32, y as u32).expect("a place in the picture");
        Colour(u32::from_be_bytes([0, pixel.red(), pixel.green(), pixel.blue()]))
    }
}
