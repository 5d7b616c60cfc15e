//! Numbers that were fitted, not chosen: printed by `cargo run --release --example calibrate`.

use super::ranking::Weights;

/// How evidence becomes a score.
pub(super) const WEIGHTS: Weights = Weights { alone: [2.21, 0.1, 1.53], related: [5.12, 3.06, 1.95] };
/// How signs become a chance of being right.
pub(super) const SIGNS: [f32; 7] = [5.58, 0.14, 0.19, 3.06, 6.37, 5.3, 1.95];
/// The chance without any sign, as log-odds.
pub(super) const BIAS: f32 = -13.64;
