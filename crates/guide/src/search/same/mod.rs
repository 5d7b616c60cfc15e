//! Whether a question means the same as one that waits for an answer already.
//!
//! A cheap look at the words picks a few of the waiting questions; these are read like any question and compared pair by
//! pair. The weights of the comparison are fitted, and its threshold is set so that few pairs are joined wrongly: a member who
//! is told of another question's answer is worse off than one who asks twice. `docs/search.md` has the figures.

mod asked;
mod calibrated;
mod pair;
mod sketch;

pub use pair::PairFeatures;

use self::asked::Asked;
use self::sketch::Sketch;
use super::corpus::Corpus;
use crate::knowledge::fold;

/// Questions that get a closer look; the others share too little.
const CLOSER_LOOK: usize = 6;
/// The least likeness, from 0 to 1, of two questions that are taken for the same: as sure as the guide must be to answer.
///
/// Of the hand-labelled pairs that the weights were fitted on, the likest there are, each judged by a fit on others, 36 of 40
/// are the same from here on; 20 of 23 from 0.8 on.
pub const SAME: f32 = 0.73;

/// A question that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenQuestion<'q> {
    /// The number by which the caller knows it.
    pub number: u64,
    /// Its words.
    pub text: &'q str,
}

/// An open question that means the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Same {
    /// Its number.
    pub number: u64,
    /// How alike the two are, from 0 to 1; 1 where they are the same words.
    pub likeness: f32,
}

/// The open question that means the same as `asked`, the likest; `None` where none surely does.
///
/// Pure and total, whatever a stranger writes. The cost grows with the number of open questions, of which each takes some
/// microseconds.
pub fn same_question<'i>(corpus: impl Into<Corpus<'i>>, open: &[OpenQuestion<'_>], asked: &str) -> Option<Same> {
    let corpus = corpus.into();
    let folded = fold(asked);
    if folded.is_empty() {
        return None;
    }
    if let Some(equal) = open.iter().find(|open| fold(open.text) == folded) {
        return Some(Same { number: equal.number, likeness: 1.0 });
    }
    let near = sketch::nearest(&Sketch::of(corpus, asked), open.iter().map(|open| Sketch::of(corpus, open.text)));
    if near.is_empty() {
        return None;
    }
    let asked = Asked::read(corpus, asked);
    let alike = near.into_iter().take(CLOSER_LOOK).filter_map(|place| {
        let likeness = asked.pair(&Asked::read(corpus, open[place].text))?.likeness();
        Some(Same { number: open[place].number, likeness })
    });
    // Of several that are as alike, the one that shares the most words.
    let best = alike.reduce(|best, other| if other.likeness > best.likeness { other } else { best })?;
    (best.likeness >= SAME).then_some(best)
}

/// The features of each two of some questions, by their places, for fitting; `None` where they ask different things by their
/// numbers or denials.
pub fn export_pairs<'i>(
    corpus: impl Into<Corpus<'i>>,
    questions: &[&str],
    mut each: impl FnMut(usize, usize, Option<PairFeatures>),
) {
    let corpus = corpus.into();
    let asked: Vec<Asked> = questions.iter().map(|text| Asked::read(corpus, text)).collect();
    for (place, one) in asked.iter().enumerate() {
        for (earlier, other) in asked[..place].iter().enumerate() {
            each(earlier, place, other.pair(one));
        }
    }
}
