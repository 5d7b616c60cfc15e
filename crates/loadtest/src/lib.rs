//! What the programs of this package share: signatures as Discord makes them, the baseline server, and
//! programs that are measured.
//!
//! `loadtest` puts load on an endpoint, `baseline` is the least that any such endpoint must do, `compare` measures an
//! endpoint and the baseline in turns, `communities` what servers with entries of their own cost, and `mentors` what questions to
//! mentors cost.

pub mod baseline;
pub mod criteria;
pub mod database;
pub mod programs;
pub mod signing;
