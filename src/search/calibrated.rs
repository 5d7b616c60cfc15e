//! Numbers that were fitted, not chosen: printed by `cargo run --release --example calibrate`.

use super::ranking::Weights;

/// How evidence becomes a score.
pub(super) const WEIGHTS: Weights = Weights { alone: [2.55, 0.54, 1.59], related: [5.09, 2.71, 1.76] };
/// How signs become a chance of being right.
pub(super) const SIGNS: [f32; 7] = [5.74, 1.77, 0.23, 2.6, 4.24, 4.16, 1.99];
/// The chance without any sign, as log-odds.
pub(super) const BIAS: f32 = -13.19;
