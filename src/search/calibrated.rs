//! Numbers that were fitted, not chosen: printed by `cargo run --release --example calibrate`.

use super::ranking::Weights;

/// How evidence becomes a score.
pub(super) const WEIGHTS: Weights = Weights { alone: [2.54, 0.55, 1.61], related: [5.07, 2.72, 1.79] };
/// How signs become a chance of being right.
pub(super) const SIGNS: [f32; 7] = [5.46, 1.8, 0.21, 2.59, 4.46, 1.84, 1.87];
/// The chance without any sign, as log-odds.
pub(super) const BIAS: f32 = -10.44;
