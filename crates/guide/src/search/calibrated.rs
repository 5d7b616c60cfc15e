//! Numbers that were fitted, not chosen: printed by `cargo run --release -p tpm-guide-core --example calibrate`.

use super::confidence::Features;
use super::ranking::Weights;

/// How evidence becomes a score.
pub(super) const WEIGHTS: Weights = Weights {
    alone: [1.54, 0.93, 0.15, 0.21, 0.4, 0.37, -0.06, 0.68, 0.4],
    related: [5.11, 1.86, -0.28, 0.34, 0.6, 0.18, 0.13, 0.95],
};
/// How features become a chance of being right.
pub(super) const FEATURES: [f32; Features::COUNT] = [
    -0.16, 1.44, 0.11, -0.44, -0.73, 0.47, 0.17, -2.5, -0.9, 0.28, -0.04, 0.19, 0.15, 0.11, 3.03, 0.67, 3.9, -4.9,
    -0.65, 0.87, 0.18, -0.38, 1.37, 0.74, 0.65, -1.04,
];
/// The chance without any feature, as log-odds.
pub(super) const BIAS: f32 = -3.75;
