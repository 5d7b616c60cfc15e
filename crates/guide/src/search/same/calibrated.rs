//! Numbers that were fitted, not chosen: printed by `cargo run --release -p tpm-guide-core --example calibrate_same`.

use super::pair::PairFeatures;

/// How features become a chance that two questions ask the same.
pub(super) const WEIGHTS: [f32; PairFeatures::COUNT] =
    [2.05, 1.6, -1.35, -1.33, -0.16, -0.45, 0.54, 2.12, 0.37, -0.72, -1.61, -0.51, -0.13, 0.48];
/// The chance without any feature, as log-odds.
pub(super) const BIAS: f32 = -4.34;
