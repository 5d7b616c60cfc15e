//! What the programs of this package share: signatures as Discord makes them, and the baseline server.
//!
//! `loadtest` puts load on an endpoint, `baseline` is the least that any such endpoint must do, and `compare` measures an
//! endpoint and the baseline in turns.

pub mod baseline;
pub mod signing;
