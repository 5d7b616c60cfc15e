//! How sure the best hit is: the chance that it answers the question, and what follows from that.

use super::calibrated::{BIAS, FEATURES};
use super::query::Query;
use super::ranking::Candidate;

/// The least chance of being right at which the guide answers.
const FOUND: f32 = 0.55;
/// The least chance at which it offers what may be meant.
const UNSURE: f32 = 0.15;

/// What can be made of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The first hit answers it.
    Found,
    /// One of the first hits may answer it.
    Unsure,
    /// The guide does not know.
    Unknown,
}

impl Outcome {
    /// What follows from a chance of being right.
    pub(super) fn of(confidence: f32) -> Self {
        match confidence {
            sure if sure >= FOUND => Self::Found,
            perhaps if perhaps >= UNSURE => Self::Unsure,
            _ => Self::Unknown,
        }
    }

    /// One word for a log or a terminal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Unsure => "unsure",
            Self::Unknown => "unknown",
        }
    }
}

/// What tells a right hit from a wrong one. The names of the pieces, in order, are [`Features::NAMES`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Features(pub [f32; 7]);

impl Features {
    /// What each feature is.
    pub const NAMES: [&'static str; 7] = [
        "share of the question's words that the entry holds",
        "share of its neighbouring words",
        "lead over the next entry",
        "likest phrasing, compared with the likest of what is refused",
        "words held, compared with what is refused",
        "share of the question's words that are known at all",
        "length of the question",
    ];

    /// Reads the features from a ranking: the entries best first, and all refusals.
    pub(super) fn of(query: &Query, entries: &[Candidate], refusals: &[Candidate]) -> Self {
        let best = entries.first().copied().unwrap_or_default();
        let next = entries.get(1).map_or(0.0, |next| next.score);
        let refused = |piece: fn(&Candidate) -> f32| refusals.iter().map(piece).fold(0.0, f32::max);
        #[expect(clippy::cast_precision_loss, reason = "a question has few words")]
        let length = (query.words.len() as f32).ln_1p();
        Self([
            best.evidence.words,
            best.evidence.pairs,
            best.score - next,
            best.evidence.likest - refused(|refusal| refusal.evidence.likest),
            best.evidence.words - refused(|refusal| refusal.evidence.words),
            query.known(),
            length,
        ])
    }

    /// The chance that the best hit answers, from 0 to 1.
    pub fn confidence(&self) -> f32 {
        let sum: f32 = self.0.iter().zip(FEATURES).map(|(feature, weight)| feature * weight).sum();
        1.0 / (1.0 + (-(sum + BIAS)).exp())
    }
}
