//! Numbers that were fitted, not chosen: printed by `cargo run --release -p tpm-guide-core --example calibrate`.

use super::ranking::Weights;

/// How evidence becomes a score.
pub(super) const WEIGHTS: Weights = Weights { alone: [2.53, 0.49, 1.58], related: [4.88, 2.78, 1.45] };
/// How features become a chance of being right.
pub(super) const FEATURES: [f32; 7] = [6.34, 1.46, 0.22, 2.33, 4.88, 1.66, 1.9];
/// The chance without any feature, as log-odds.
pub(super) const BIAS: f32 = -10.81;
