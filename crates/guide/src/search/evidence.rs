//! What speaks for an entry as the answer to a question.

/// What speaks for an entry, each from 0 to about 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The share of the question's words that the entry holds, the rarer the more.
    pub words: f32,
    /// The share of the question's pairs of neighbouring words that are neighbours in its phrasings.
    pub pairs: f32,
    /// How alike its phrasings are to the question, above all the likest.
    pub phrasings: f32,
    /// How alike the likest is.
    pub likest: f32,
    /// The share of the question that a title or name explains which the question holds whole.
    pub named: f32,
    /// The share of a title or name that the question holds, of the one it holds most of.
    pub about: f32,
    /// The share of the question that the heaviest word has which the entry does not hold.
    pub unheld: f32,
    /// The share of the words that the entry does not hold at all.
    pub lost: f32,
    /// How near in meaning the text of the entry is, from 0 to 1.
    pub meaning: f32,
    /// How usual the kind of question is for the entry.
    pub intent: f32,
    /// The share of the likest phrasings of all docs that are this one's, the liker the more.
    pub votes: f32,
}

impl Evidence {
    /// How many pieces are weighed for the score.
    pub const PIECES: usize = 9;
    /// How many of them, from the first, count also in relation to the best of the entries.
    pub const RELATED: usize = 8;

    /// What is weighed for the score.
    pub fn weighed(&self) -> [f32; Self::PIECES] {
        let Self { words, pairs, phrasings, likest, named, about, votes, meaning, intent, .. } = *self;
        [words, pairs, phrasings, likest, named, about, votes, meaning, intent]
    }

    /// How much of the question the entry holds, and how alike its likest phrasing is: whether it is about the same at
    /// all, by itself and not beside other entries.
    pub fn likeness(&self) -> f32 {
        f32::midpoint(self.words, self.likest)
    }
}
