//! Fits the numbers of `src/search/same/calibrated.rs` and prints that file.
//!
//! ```console
//! cargo run --release -p tpm-guide-core --example calibrate_same > calibrated.rs
//! mv calibrated.rs crates/guide/src/search/same/calibrated.rs
//! ```
//!
//! Learns from `tests/ask/pairs-fit.jsonl`: pairs of the questions that the search was fitted on, the likest there are, each
//! labelled by hand as the same question or not. None of what judges is looked at: `pairs.jsonl`, `regression.jsonl`,
//! `heldout.jsonl`. The same input gives the same numbers.

#![expect(clippy::disallowed_methods, reason = "fitting reads the labelled pairs from a file")]

use std::error::Error;
use std::path::Path;

use serde::Deserialize;
use tpm_guide_core::fixtures::knowledge::shipped;
use tpm_guide_core::search::{Index, PairFeatures, SAME, export_pairs};

/// Steps of the descent, and how long each is.
const STEPS: u16 = 800;
const PACE: f64 = 0.05;
/// What keeps weights small.
const RIDGE: f64 = 0.01;
/// The parts into which the pairs are divided, each judged by a fit on the others.
const FOLDS: usize = 5;
/// Features, and a constant one.
const FEATURES: usize = PairFeatures::COUNT + 1;

#[derive(Deserialize)]
struct Pair {
    one: String,
    other: String,
    /// In what they differ; `None` for two that ask the same.
    differ: Option<String>,
}

/// Whether the two are the same question, with the features and a constant.
type Row = (bool, [f64; FEATURES]);

fn main() -> Result<(), Box<dyn Error>> {
    let index = Index::build(shipped());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ask/pairs-fit.jsonl");
    let mut rows: Vec<Row> = Vec::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let pair: Pair = serde_json::from_str(line)?;
        export_pairs(&index, &[&pair.one, &pair.other], |_, _, features| {
            let Some(PairFeatures(features)) = features else { return };
            let row = std::array::from_fn(|at| features.get(at).map_or(1.0, |feature| f64::from(*feature)));
            rows.push((pair.differ.is_none(), row));
        });
    }
    let weights = fit(&rows, |_| true);
    let mut judged: Vec<(f64, bool)> = Vec::new();
    for fold in 0..FOLDS {
        let weights = fit(&rows, |at| at % FOLDS != fold);
        judged.extend(rows.iter().skip(fold).step_by(FOLDS).map(|(same, row)| (chance(&weights, row), *same)));
    }
    let same = rows.iter().filter(|(same, _)| *same).count();
    eprintln!("{} pairs, {same} of them the same", rows.len());
    for least in [0.5, 0.6, 0.7, SAME, 0.8, 0.9] {
        let joined: Vec<&(f64, bool)> = judged.iter().filter(|(chance, _)| *chance >= f64::from(least)).collect();
        let right = joined.iter().filter(|(_, same)| *same).count();
        eprintln!("from {least:.2} on, {} are joined, {right} of them the same", joined.len());
    }
    let weights = weights.map(rounded);
    print!("{}", file_of(&weights[..PairFeatures::COUNT], weights[PairFeatures::COUNT]));
    Ok(())
}

/// Weights under which the chance of being the same comes out as it is, on the pairs at these places.
fn fit(rows: &[Row], counts: impl Fn(usize) -> bool) -> [f64; FEATURES] {
    let rows: Vec<&Row> = rows.iter().enumerate().filter(|(at, _)| counts(*at)).map(|(_, row)| row).collect();
    // Features on one scale descend evenly.
    let total = f64::from(u32::try_from(rows.len()).expect("hundreds of pairs"));
    let mean = |of: &dyn Fn(&[f64; FEATURES]) -> f64| rows.iter().map(|row| of(&row.1)).sum::<f64>() / total;
    let center: [f64; FEATURES] =
        std::array::from_fn(|at| if at < PairFeatures::COUNT { mean(&|row| row[at]) } else { 0.0 });
    let spread: [f64; FEATURES] = std::array::from_fn(|at| {
        if at < PairFeatures::COUNT { mean(&|row| (row[at] - center[at]).powi(2)).sqrt().max(1e-9) } else { 1.0 }
    });
    let (mut weights, mut pace) = ([0.0; FEATURES], [(0.0, 0.0); FEATURES]);
    for step in 0..STEPS {
        let mut slope: [f64; FEATURES] =
            std::array::from_fn(|at| if at < PairFeatures::COUNT { 2.0 * RIDGE * weights[at] } else { 0.0 });
        for (same, row) in &rows {
            let scaled: [f64; FEATURES] = std::array::from_fn(|at| (row[at] - center[at]) / spread[at]);
            let pull = chance(&weights, &scaled) - f64::from(u8::from(*same));
            for (slope, feature) in slope.iter_mut().zip(scaled) {
                *slope += pull * feature / total;
            }
        }
        // Adam.
        for at in 0..FEATURES {
            let (mean, square) = &mut pace[at];
            *mean = 0.9 * *mean + 0.1 * slope[at];
            *square = 0.999 * *square + 0.001 * slope[at].powi(2);
            let left = |memory: f64| 1.0 - memory.powi(i32::from(step) + 1);
            let along = *mean / left(0.9) / ((*square / left(0.999)).sqrt() + 1e-9);
            weights[at] -= PACE * (1.0 - f64::from(step) / f64::from(STEPS)) * along;
        }
    }
    let last = PairFeatures::COUNT;
    let bias = weights[last] - (0..last).map(|at| weights[at] / spread[at] * center[at]).sum::<f64>();
    std::array::from_fn(|at| if at == last { bias } else { weights[at] / spread[at] })
}

fn chance(weights: &[f64; FEATURES], row: &[f64; FEATURES]) -> f64 {
    let sum: f64 = weights.iter().zip(row).map(|(weight, feature)| weight * feature).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// To two places: more is noise.
fn rounded(weight: f64) -> f64 {
    (weight * 100.0).round() / 100.0
}

fn file_of(weights: &[f64], bias: f64) -> String {
    format!(
        "//! Numbers that were fitted, not chosen: printed by `cargo run --release -p tpm-guide-core --example calibrate_same`.

use super::pair::PairFeatures;

/// How features become a chance that two questions ask the same.
pub(super) const WEIGHTS: [f32; PairFeatures::COUNT] = {weights:?};
/// The chance without any feature, as log-odds.
pub(super) const BIAS: f32 = {bias:?};
"
    )
}
