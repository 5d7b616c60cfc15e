//! Fits the numbers of `src/search/calibrated.rs` and prints that file.
//!
//! ```console
//! cargo run --release -p tpm-guide-core --example calibrate > calibrated.rs
//! mv calibrated.rs crates/guide/src/search/calibrated.rs
//! ```
//!
//! Learns from labelled questions of `tests/ask`, all written before anything was fitted: `calibration.jsonl` and
//! `fit.jsonl` (questions that entries answer, and some that none does), `nearmiss.jsonl` (questions that only sound like
//! the guide's own), `stories.jsonl` (long stories, half of them answered), and the odd lines of `real.jsonl` (the even
//! ones with the argument `2/2`). Every example question of the knowledge, asked of an index without it, and every refused
//! question likewise count a little. None of the questions by which the result is judged is looked at:
//! `regression.jsonl`, `heldout.jsonl` and the other half of `real.jsonl`. The same input gives the same numbers.

#![expect(clippy::disallowed_methods, reason = "fitting reads the labelled questions from a file")]

use std::error::Error;
use std::path::Path;

use serde::Deserialize;
use tpm_guide_core::fixtures::knowledge::shipped;
use tpm_guide_core::knowledge::Knowledge;
use tpm_guide_core::search::evaluation::{Fold, folds};
use tpm_guide_core::search::{Evidence, FeatureExport, Features, Index, export_features};

/// The labelled questions, and how much one of each file counts. What members really
/// ask counts most.
const LABELLED: [(&str, f64); 5] = [
    ("calibration.jsonl", 1.0),
    ("fit.jsonl", 1.0),
    ("nearmiss.jsonl", 0.5),
    ("stories.jsonl", 1.0),
    ("real.jsonl", 4.0),
];
/// How much one question of the knowledge counts.
const EXAMPLE: f64 = 0.005;
const REFUSED: f64 = 0.05;
/// Steps of the descent, and how long each is.
const STEPS: usize = 800;
const PACE: f64 = 0.05;
/// What keeps weights small.
const RIDGE: f64 = 2e-3;
/// Pieces of evidence: alone, and in relation to the best.
const PIECES: usize = Evidence::PIECES + Evidence::RELATED;
/// Features, and a constant one.
const FEATURES: usize = Features::COUNT + 1;

#[derive(Deserialize)]
struct Labelled {
    q: String,
    #[serde(alias = "entries")]
    expect: Vec<String>,
}

/// A question, the entries that answer it, and how much it counts.
struct Example<'k> {
    index: usize,
    question: &'k str,
    answers: Vec<&'k str>,
    counts: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let knowledge = shipped();
    let odd = match std::env::args().nth(1).as_deref() {
        None | Some("1/2") => true,
        Some("2/2") => false,
        Some(other) => return Err(format!("{other} is no half of real.jsonl: write 1/2 or 2/2").into()),
    };
    let mut labelled: Vec<(Labelled, f64)> = Vec::new();
    for (file, counts) in LABELLED {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ask").join(file);
        let written = std::fs::read_to_string(path)?;
        for (line, text) in written.lines().enumerate() {
            if file != "real.jsonl" || (line % 2 == 0) == odd {
                labelled.push((serde_json::from_str(text)?, counts));
            }
        }
    }
    let (indexes, mut examples) = left_out(knowledge);
    let whole = indexes.len() - 1;
    examples.extend(labelled.iter().map(|(labelled, counts)| Example {
        index: whole,
        question: &labelled.q,
        answers: labelled.expect.iter().map(String::as_str).collect(),
        counts: *counts,
    }));
    eprintln!("{} questions", examples.len());
    let look = |alone, related| -> Vec<FeatureExport> {
        examples.iter().map(|one| export_features(&indexes[one.index], one.question, alone, related)).collect()
    };

    let (alone, related) = fit_ranking(&examples, &look([1.0; Evidence::PIECES], [1.0; Evidence::RELATED]));
    let (features, bias) = fit_confidence(&examples, &look(alone, related));
    print!("{}", file(alone, related, &features, bias));
    Ok(())
}

/// Indexes without one fold of the knowledge's questions each, what was left out of them, and at last a whole index.
fn left_out(knowledge: &Knowledge) -> (Vec<Index>, Vec<Example<'_>>) {
    let mut indexes = Vec::new();
    let mut examples = Vec::new();
    for Fold { index: without, asked, refused } in folds(knowledge) {
        let index = indexes.len();
        let asked = asked.into_iter().map(|(entry, question)| (question, vec![entry.id.as_str()], EXAMPLE));
        let refused = refused.into_iter().map(|(_, question)| (question, Vec::new(), REFUSED));
        let example = |(question, answers, counts)| Example { index, question, answers, counts };
        examples.extend(asked.chain(refused).map(example));
        indexes.push(without);
    }
    indexes.push(Index::build(knowledge));
    (indexes, examples)
}

/// Weights of the evidence, alone and in relation to the best, under which the right entry is likeliest to be first.
fn fit_ranking(examples: &[Example], exports: &[FeatureExport]) -> ([f32; Evidence::PIECES], [f32; Evidence::RELATED]) {
    /// How much a question counts, and of each candidate whether it is right, with its evidence.
    type Asked = (f64, Vec<(bool, [f64; PIECES])>);
    let mut questions: Vec<Asked> = Vec::new();
    for (example, export) in examples.iter().zip(exports) {
        let entries = export.candidates.iter().filter_map(|(id, evidence)| Some((id.as_ref()?, evidence)));
        let mut best = [1e-6_f32; Evidence::RELATED];
        for (_, evidence) in entries.clone() {
            for (best, piece) in best.iter_mut().zip(evidence) {
                *best = best.max(*piece);
            }
        }
        let rows: Vec<(bool, [f64; PIECES])> = entries
            .map(|(id, evidence)| {
                let pieces = std::array::from_fn(|at| match at.checked_sub(Evidence::PIECES) {
                    None => f64::from(evidence[at]),
                    Some(at) => f64::from(evidence[at] / best[at]),
                });
                (example.answers.contains(&id.as_str()), pieces)
            })
            .collect();
        if rows.iter().any(|(right, _)| *right) {
            questions.push((example.counts, rows));
        }
    }
    let weights = descend([1.0; PIECES], |weights| {
        let mut slope = weights.map(|weight| 2.0 * RIDGE * weight);
        let total: f64 = questions.iter().map(|(counts, _)| counts).sum();
        for (counts, rows) in &questions {
            let chances: Vec<f64> = rows.iter().map(|(_, pieces)| product(&weights, pieces).exp()).collect();
            let all: f64 = chances.iter().sum();
            let right: f64 = chances.iter().zip(rows).filter(|(_, row)| row.0).map(|(chance, _)| chance).sum();
            for (chance, (is_right, pieces)) in chances.iter().zip(rows) {
                let pull = chance / all - if *is_right { chance / right } else { 0.0 };
                for (slope, piece) in slope.iter_mut().zip(pieces) {
                    *slope += counts / total * pull * piece;
                }
            }
        }
        slope
    });
    let first = questions.iter().filter(|(_, rows)| {
        let best = rows.iter().max_by(|one, other| product(&weights, &one.1).total_cmp(&product(&weights, &other.1)));
        best.is_some_and(|(right, _)| *right)
    });
    eprintln!("right entry first for {} of {}", first.count(), questions.len());
    let weights = weights.map(rounded);
    (std::array::from_fn(|at| weights[at]), std::array::from_fn(|at| weights[Evidence::PIECES + at]))
}

/// Weights of the features under which the chance of being right comes out as it is.
fn fit_confidence(examples: &[Example], exports: &[FeatureExport]) -> ([f32; Features::COUNT], f32) {
    let mut rows: Vec<(f64, f64, [f64; FEATURES])> = Vec::new();
    for (example, export) in examples.iter().zip(exports) {
        let (Some(best), Some(features)) = (&export.best, export.features) else { continue };
        let right = f64::from(u8::from(example.answers.contains(&best.as_str())));
        let pieces = std::array::from_fn(|at| features.0.get(at).map_or(1.0, |feature| f64::from(*feature)));
        rows.push((example.counts, right, pieces));
    }
    // Features on one scale descend evenly.
    let total: f64 = rows.iter().map(|row| row.0).sum();
    let mean = |of: &dyn Fn(&[f64; FEATURES]) -> f64| rows.iter().map(|row| row.0 * of(&row.2)).sum::<f64>() / total;
    let center: [f64; FEATURES] =
        std::array::from_fn(|at| if at < Features::COUNT { mean(&|row| row[at]) } else { 0.0 });
    let spread: [f64; FEATURES] = std::array::from_fn(|at| {
        if at < Features::COUNT { mean(&|row| (row[at] - center[at]).powi(2)).sqrt().max(1e-9) } else { 1.0 }
    });
    let scaled =
        |row: &[f64; FEATURES]| -> [f64; FEATURES] { std::array::from_fn(|at| (row[at] - center[at]) / spread[at]) };
    let weights = descend([0.0; FEATURES], |weights| {
        let mut slope: [f64; FEATURES] =
            std::array::from_fn(|at| if at < Features::COUNT { 2.0 * RIDGE * weights[at] } else { 0.0 });
        for (counts, right, pieces) in &rows {
            let pieces = scaled(pieces);
            let chance = 1.0 / (1.0 + (-product(&weights, &pieces)).exp());
            for (slope, piece) in slope.iter_mut().zip(pieces) {
                *slope += counts / total * (chance - right) * piece;
            }
        }
        slope
    });
    let features: [f64; Features::COUNT] = std::array::from_fn(|at| weights[at] / spread[at]);
    let bias = weights[Features::COUNT] - (0..Features::COUNT).map(|at| features[at] * center[at]).sum::<f64>();
    (features.map(rounded), rounded(bias))
}

/// Gradient descent with momentum and a step for each weight (Adam), from `start`.
fn descend<const N: usize>(start: [f64; N], slope: impl Fn([f64; N]) -> [f64; N]) -> [f64; N] {
    const MOMENTUM: f64 = 0.9;
    const MEMORY: f64 = 0.999;
    let (mut weights, mut mean, mut square) = (start, [0.0; N], [0.0; N]);
    let (mut mean_left, mut square_left) = (1.0, 1.0);
    for step in 0..STEPS {
        let slope = slope(weights);
        mean_left *= MOMENTUM;
        square_left *= MEMORY;
        #[expect(clippy::cast_precision_loss, reason = "hundreds of steps")]
        let pace = PACE * (1.0 - step as f64 / STEPS as f64);
        for at in 0..N {
            mean[at] = MOMENTUM * mean[at] + (1.0 - MOMENTUM) * slope[at];
            square[at] = MEMORY * square[at] + (1.0 - MEMORY) * slope[at].powi(2);
            let (mean, square) = (mean[at] / (1.0 - mean_left), square[at] / (1.0 - square_left));
            weights[at] -= pace * mean / (square.sqrt() + 1e-9);
        }
    }
    weights
}

fn product<const N: usize>(weights: &[f64; N], pieces: &[f64; N]) -> f64 {
    weights.iter().zip(pieces).map(|(weight, piece)| weight * piece).sum()
}

/// To two places: more is noise.
#[expect(clippy::cast_possible_truncation, reason = "that is the point")]
fn rounded(weight: f64) -> f32 {
    ((weight * 100.0).round() / 100.0) as f32
}

fn file(
    alone: [f32; Evidence::PIECES],
    related: [f32; Evidence::RELATED],
    features: &[f32; Features::COUNT],
    bias: f32,
) -> String {
    format!(
        "//! Numbers that were fitted, not chosen: printed by `cargo run --release -p tpm-guide-core --example calibrate`.

use super::confidence::Features;
use super::ranking::Weights;

/// How evidence becomes a score.
pub(super) const WEIGHTS: Weights = Weights {{ alone: {alone:?}, related: {related:?} }};
/// How features become a chance of being right.
pub(super) const FEATURES: [f32; Features::COUNT] = {features:?};
/// The chance without any feature, as log-odds.
pub(super) const BIAS: f32 = {bias:?};
"
    )
}
