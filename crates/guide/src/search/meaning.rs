//! What a text is about as a direction in space: the mean of the vectors of its words, the rarer the more.
//!
//! The vectors were learnt elsewhere from a large English corpus (`crates/guide/vectors/make.mjs` says which), so that two
//! texts are near which share no word. They order what the words have found; they find nothing by themselves.

use std::sync::LazyLock;

/// Numbers of a vector.
pub(super) const DIMENSIONS: usize = 100;

const WORDS: &str = include_str!("../../vectors/words.txt");
const VECTORS: &[u8] = include_bytes!("../../vectors/vectors.bin");

/// A direction, or zero for a text without known words.
pub(super) type Direction = [f32; DIMENSIONS];

/// A word that has a vector: its place among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct VectorWord(u16);

/// Where each line of [`WORDS`] begins, and the end of the last.
static LINES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let after = WORDS.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n').map(|(_, place)| place);
    std::iter::once(0).chain(after).collect()
});

/// The word of a line, and whether it is so frequent that it says little.
fn line(place: usize) -> (&'static str, bool) {
    let line = &WORDS[LINES[place] as usize..LINES[place + 1] as usize - 1];
    line.strip_suffix('*').map_or((line, false), |word| (word, true))
}

impl VectorWord {
    /// How many there are.
    pub fn count() -> usize {
        LINES.len() - 1
    }

    /// Looks up a folded word.
    pub fn find(word: &str) -> Option<Self> {
        let (mut from, mut to) = (0, Self::count());
        while from < to {
            let middle = from.midpoint(to);
            match line(middle).0.cmp(word) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
                std::cmp::Ordering::Equal => return u16::try_from(middle).ok().map(Self),
            }
        }
        None
    }

    /// Its place among all.
    pub fn place(self) -> usize {
        usize::from(self.0)
    }

    /// Whether it is so frequent in English that it says little.
    pub fn is_common(self) -> bool {
        line(self.place()).1
    }

    /// Adds its vector, of the length `weight`.
    fn add_to(self, sum: &mut Direction, weight: f32) {
        let bytes = &VECTORS[self.place() * DIMENSIONS..][..DIMENSIONS];
        let length = bytes.iter().map(|byte| f32::from(byte.cast_signed()).powi(2)).sum::<f32>().sqrt();
        let scale = weight / length.max(1.0);
        for (sum, byte) in sum.iter_mut().zip(bytes) {
            *sum += f32::from(byte.cast_signed()) * scale;
        }
    }
}

/// Whether a folded word is one of the most frequent in English.
pub fn is_everyday_word(folded: &str) -> bool {
    VectorWord::find(folded).is_some_and(VectorWord::is_common)
}

/// The direction of words with their weights.
pub(super) fn direction(words: impl Iterator<Item = (VectorWord, f32)>) -> Direction {
    let mut sum = [0.0; DIMENSIONS];
    words.for_each(|(word, weight)| word.add_to(&mut sum, weight));
    normalize(&mut sum);
    sum
}

/// Takes what all texts share out of a direction, so that what sets them apart is left.
pub(super) fn without(direction: &mut Direction, shared: &Direction) {
    let along = cosine(direction, shared);
    for (value, shared) in direction.iter_mut().zip(shared) {
        *value -= along * shared;
    }
    normalize(direction);
}

/// The cosine of the angle between two directions, from -1 to 1.
pub(super) fn cosine(one: &Direction, other: &Direction) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// Makes the length 1, where there is one.
pub(super) fn normalize(direction: &mut Direction) {
    let length = cosine(direction, direction).sqrt();
    if length > 0.0 {
        for value in direction {
            *value /= length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Direction {
        direction(text.split(' ').filter_map(VectorWord::find).map(|word| (word, 1.0)))
    }

    #[test]
    fn every_word_has_a_vector_and_is_found() {
        assert_eq!(VECTORS.len(), VectorWord::count() * DIMENSIONS);
        assert!((0..VectorWord::count() - 1).all(|place| line(place).0 < line(place + 1).0), "the words are sorted");
        for place in 0..VectorWord::count() {
            assert_eq!(VectorWord::find(line(place).0).map(VectorWord::place), Some(place));
        }
        assert_eq!(VectorWord::find("qwrtzxcv"), None);
        assert!(VectorWord::find("the").is_some_and(VectorWord::is_common));
    }

    #[test]
    fn what_means_much_the_same_is_near() {
        let near = cosine(&of("salary"), &of("wages"));
        assert!(near > cosine(&of("salary"), &of("ocean")) + 0.2, "{near}");
        assert!(cosine(&of("qwrtzxcv"), &of("salary")).abs() < f32::EPSILON);
    }
}
