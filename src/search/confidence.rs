//! How sure the best hit is: the chance that it answers the question, and what follows from that.

use super::ranking::Candidate;

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

/// How sure one must be to answer, and to offer.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    pub found: f32,
    pub unsure: f32,
}

impl Thresholds {
    /// As calibrated.
    pub const USUAL: Self = Self { found: 0.5, unsure: 0.2 };
}

/// What is known of the best hit among the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signs(pub [f32; 8]);

impl Signs {
    /// From the ranking: the entries best first, and the best of the refusals.
    pub fn of(entries: &[Candidate], refusal: Option<&Candidate>, known: f32) -> Self {
        let best = entries.first().copied().unwrap_or_default();
        let second = entries.get(1).map_or(0.0, |next| next.score);
        let refused = refusal.map_or(0.0, |refusal| refusal.score);
        let likest_refused = refusal.map_or(0.0, |refusal| refusal.evidence.likest);
        Self([
            best.score,
            best.score - second,
            best.score - refused,
            best.evidence.likest,
            best.evidence.likest - likest_refused,
            best.evidence.words,
            known,
            best.evidence.pairs,
        ])
    }

    /// The chance that the best hit answers.
    pub fn confidence(&self) -> f32 {
        const WEIGHTS: [f32; 8] = [0.5, 0.5, 1.5, 1.0, 1.5, 1.0, 1.0, 0.0];
        const BIAS: f32 = -3.0;
        let sum: f32 = self.0.iter().zip(WEIGHTS).map(|(sign, weight)| sign * weight).sum();
        1.0 / (1.0 + (-(sum + BIAS)).exp())
    }
}
