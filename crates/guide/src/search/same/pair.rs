//! How alike two questions are: features of the pair, and the chance that they ask the same.

use super::super::meaning::{cosine, direction};
use super::asked::{Asked, Word};
use super::calibrated::{BIAS, WEIGHTS};

/// What brings a weight of words to a scale near 1.
const SCALE: f32 = 6.0;

/// What speaks for two questions to ask the same, and against. The names of the pieces, in order, are
/// [`PairFeatures::NAMES`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairFeatures(pub [f32; Self::COUNT]);

impl PairFeatures {
    /// How many there are.
    pub const COUNT: usize = 14;

    /// What each feature is.
    pub const NAMES: [&'static str; Self::COUNT] = [
        "share of the words of both that the other says",
        "the same, of the question with less of it",
        "heaviest word that each says alone",
        "heaviest word that one says alone",
        "heaviest words said alone that stand for each other",
        "rarest word that the other says in another word",
        "nearness in meaning",
        "entries that both find",
        "whether both find the same entry first",
        "subjects that only one asks about",
        "whether each asks in a way that the other does not",
        "kinds of facts that only one asks for",
        "weight of the lighter question",
        "weight of one, compared with the other",
    ];

    /// The chance that the two ask the same, from 0 to 1.
    pub fn likeness(&self) -> f32 {
        let sum: f32 = self.0.iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum();
        1.0 / (1.0 + (-(sum + BIAS)).exp())
    }
}

impl Asked {
    /// Compares two questions; `None` where one says nothing, and where they ask different things by their numbers, by what they deny, or by which of two
    /// things leads to the other.
    pub fn pair(&self, other: &Self) -> Option<PairFeatures> {
        if self.total <= 0.0
            || other.total <= 0.0
            || differ(&self.numbers, &other.numbers)
            || differ(&self.spans, &other.spans)
            || self.denies != other.denies
            || self.is_turned(other)
        {
            return None;
        }
        let (ours, theirs) = (self.unmatched(other), other.unmatched(self));
        let (held, held_there) = (1.0 - weight(&ours) / self.total, 1.0 - weight(&theirs) / other.total);
        let (lost, lost_there) = (heaviest(&ours), heaviest(&theirs));
        let first = |asked: &Self| asked.chances.first().map(|one| one.0);
        let (subjects, otherwise) = self.intents.differing(other.intents);
        let facts = self.facts.iter().zip(other.facts).filter(|(one, other)| **one != *other).count();
        let (less, more) = (self.total.min(other.total).max(1.0), self.total.max(other.total).max(1.0));
        Some(PairFeatures([
            (held * held_there).max(0.0).sqrt(),
            held.min(held_there),
            lost.min(lost_there) / SCALE,
            lost.max(lost_there) / SCALE,
            rivals(&ours, &theirs) / SCALE,
            self.meant(other).max(other.meant(self)) / SCALE,
            cosine(&self.about, &other.about),
            self.shared_docs(other),
            f32::from(u8::from(first(self) == first(other))),
            count(subjects),
            f32::from(u8::from(otherwise)),
            count(facts),
            less.ln(),
            (more / less).ln(),
        ]))
    }

    /// Whether what one wants to reach is what the other comes from: "TPM to product manager" is not "product manager to TPM".
    fn is_turned(&self, other: &Self) -> bool {
        let comes_from = |from: &Self, to: &Self| {
            let (target, there) = (to.target?, from.target?);
            Some(from.words[..there].iter().any(|word| word.is(&to.words[target])))
        };
        comes_from(self, other) == Some(true) && comes_from(other, self) == Some(true)
    }

    /// How rare the rarest word is that the other says only in another word.
    fn meant(&self, other: &Self) -> f32 {
        let meant = |word: &&Word| {
            let there = || other.words.iter().filter(|there| there.is(word));
            there().next().is_some() && !there().any(|there| there.is_just(word))
        };
        self.words.iter().filter(meant).map(|word| word.rarity).fold(0.0, f32::max)
    }

    /// The words that the other does not say.
    fn unmatched<'a>(&'a self, other: &Self) -> Vec<&'a Word> {
        self.words.iter().filter(|word| !other.words.iter().any(|there| there.is(word))).collect()
    }

    /// How far both find the same docs, from 0 to 1.
    fn shared_docs(&self, other: &Self) -> f32 {
        let shared = |(doc, chance): &(_, f32)| {
            let (_, there) = other.chances.iter().find(|(other, _)| other == doc)?;
            Some((chance * there).sqrt())
        };
        self.chances.iter().filter_map(shared).sum()
    }
}

/// Whether both say something, and not the same.
fn differ<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    !one.is_empty() && !other.is_empty() && one != other
}

fn weight(words: &[&Word]) -> f32 {
    words.iter().map(|word| word.weight).sum()
}

fn heaviest(words: &[&Word]) -> f32 {
    words.iter().map(|word| word.weight).fold(0.0, f32::max)
}

/// How heavy two words are of which each question says one alone, the heavier the nearer they are in meaning: two companies,
/// two places, days and weeks stand for each other, and set the questions apart.
fn rivals(ours: &[&Word], theirs: &[&Word]) -> f32 {
    /// How near a word is taken for that has no vector, such as a name.
    const UNHEARD: f32 = 0.5;
    let mut most: f32 = 0.0;
    for one in ours {
        for other in theirs {
            let near = match one.vector.zip(other.vector) {
                Some((one, other)) => {
                    cosine(&direction([(one, 1.0)].into_iter()), &direction([(other, 1.0)].into_iter()))
                }
                None => UNHEARD,
            };
            most = most.max(near * one.weight.min(other.weight));
        }
    }
    most
}

#[expect(clippy::cast_precision_loss, reason = "a question has few of them")]
pub(super) fn count(count: usize) -> f32 {
    count as f32
}
