//! How sure the best hit is: the chance that it answers the question, and what follows from that.

use super::calibrated::{BIAS, FEATURES};
use super::evidence::Evidence;
use super::query::Query;
use super::ranking::Candidate;

/// The least chance of being right at which the guide answers.
const FOUND: f32 = 0.72;
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
pub struct Features(pub [f32; Self::COUNT]);

impl Features {
    /// How many there are.
    pub const COUNT: usize = 26;

    /// What each feature is.
    pub const NAMES: [&'static str; Self::COUNT] = [
        "share of the question's words that the entry holds",
        "share of its neighbouring words",
        "likeness of all phrasings",
        "likeness of the likest phrasing",
        "share of the question that a name explains",
        "share of a name that the question holds",
        "weight of the heaviest word that the entry lacks",
        "weight of all words that it lacks",
        "votes of the likest phrasings",
        "nearness in meaning",
        "fit of the kind of question",
        "nearness in meaning, compared with the other entries",
        "fit of the kind of question, compared with the other entries",
        "lead over the next entry",
        "chance among the entries",
        "likest phrasing, compared with the likest of what is refused",
        "words held, compared with what is refused",
        "votes for what is refused",
        "share of the question's words that are known at all",
        "length of the question",
        "weight of the question",
        "likest phrasing, compared with the next entry's",
        "words held, compared with the next entry",
        "words held and explained by a name",
        "words held in a like phrasing",
        "weight that the entry lacks, in a long question",
    ];

    /// Reads the features from a ranking: the entries best first, and all refusals.
    pub(super) fn of(query: &Query, entries: &[Candidate], refusals: &[Candidate]) -> Self {
        /// Words of a question that is long.
        const LONG: f32 = 20.0;
        let best = entries.first().copied().unwrap_or_default();
        let next = entries.get(1).copied().unwrap_or_default();
        let others = |piece: fn(&Candidate) -> f32| entries.iter().skip(1).map(piece).fold(0.0, f32::max);
        let refused = |piece: fn(&Candidate) -> f32| refusals.iter().map(piece).fold(0.0, f32::max);
        let chances: f32 = entries.iter().map(|entry| (entry.score - best.score).exp()).sum();
        #[expect(clippy::cast_precision_loss, reason = "a question has few words")]
        let length = query.words.len() as f32;
        let Evidence { words, pairs, phrasings, likest, named, about, unheld, lost, votes, meaning, intent } =
            best.evidence;
        Self([
            words,
            pairs,
            phrasings,
            likest,
            named,
            about,
            unheld,
            lost,
            votes,
            meaning,
            intent,
            meaning - others(|other| other.evidence.meaning),
            intent - others(|other| other.evidence.intent),
            best.score - next.score,
            1.0 / chances.max(1.0),
            likest - refused(|refusal| refusal.evidence.likest),
            words - refused(|refusal| refusal.evidence.words),
            refused(|refusal| refusal.evidence.votes),
            query.known(),
            length.ln_1p(),
            query.most.ln_1p(),
            likest - next.evidence.likest,
            words - next.evidence.words,
            named * words,
            likest * words,
            length.min(LONG) / LONG * lost,
        ])
    }

    /// The chance that the best hit answers, from 0 to 1.
    pub fn confidence(&self) -> f32 {
        let sum: f32 = self.0.iter().zip(FEATURES).map(|(feature, weight)| feature * weight).sum();
        1.0 / (1.0 + (-(sum + BIAS)).exp())
    }
}
