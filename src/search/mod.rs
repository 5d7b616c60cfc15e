//! Which entry a text means. Pure: indexes built from a [`Knowledge`](crate::knowledge::Knowledge) in one call each,
//! immutable, swapped together with it.

mod fit;
mod index;
mod lexicon;
pub mod names;
pub mod ranking;
mod spelling;
mod words;

pub use index::{Index, Weighing};
pub use names::{Meaning, Names, Side, comparable};
