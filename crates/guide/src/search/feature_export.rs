//! A question's evidence and features, laid open for the program that fits how they are judged.

use super::confidence::Features;
use super::corpus::Corpus;
use super::evidence::Evidence;
use super::index::Index;
use super::query::{LastWord, Query};
use super::ranking::{Weights, candidates};
use crate::knowledge::EntryId;

/// What is known of a question before it is judged, for the program that fits the judgement.
#[derive(Clone, Debug)]
pub struct FeatureExport {
    /// Each candidate with its evidence, as [`Evidence::weighed`] gives it; `None` for a group of refusals.
    pub candidates: Vec<(Option<EntryId>, [f32; Evidence::PIECES])>,
    /// The best entry by the present weights.
    pub best: Option<EntryId>,
    /// The features of whether it answers.
    pub features: Option<Features>,
}

/// Looks at a question with these weights (each piece of evidence alone, and in relation to the best) in place of the
/// ones that were fitted.
pub fn export_features(
    index: &Index,
    question: &str,
    alone: [f32; Evidence::PIECES],
    related: [f32; Evidence::RELATED],
) -> FeatureExport {
    let corpus = Corpus::from(index);
    let query = Query::read(corpus, question, LastWord::Whole);
    let candidates = candidates(corpus, &query, &Weights { alone, related });
    let (entries, refusals): (Vec<_>, Vec<_>) =
        candidates.iter().copied().partition(|candidate| index.entry(candidate.doc).is_some());
    FeatureExport {
        best: entries.first().and_then(|best| index.entry(best.doc)).cloned(),
        features: (!entries.is_empty()).then(|| Features::of(&query, &entries, &refusals)),
        candidates: candidates
            .into_iter()
            .map(|candidate| (index.entry(candidate.doc).cloned(), candidate.evidence.weighed()))
            .collect(),
    }
}
