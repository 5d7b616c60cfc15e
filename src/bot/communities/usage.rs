//! How often own entries are shown: counted in memory, and stored together now and then.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// Entries that are counted before they are stored, at most: then the counts of further ones are lost.
const COUNTED: usize = 100_000;

/// Counts that are not stored yet.
#[derive(Debug, Default)]
pub(super) struct Usage(Mutex<FxHashMap<(u64, String), i64>>);

impl Usage {
    /// Counts that an entry of a server was shown.
    pub fn count(&self, guild: u64, slug: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() < COUNTED {
            *counts.entry((guild, slug.to_owned())).or_default() += 1;
        }
    }

    /// Takes the counts out.
    pub fn take(&self) -> Vec<(u64, String, i64)> {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        counts.into_iter().map(|((guild, slug), times)| (guild, slug, times)).collect()
    }

    /// Puts counts back that could not be stored.
    pub fn put_back(&self, counts: Vec<(u64, String, i64)>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (guild, slug, times) in counts {
            *known.entry((guild, slug)).or_default() += times;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_taken_once_and_can_be_put_back() {
        let usage = Usage::default();
        usage.count(1, "a");
        usage.count(1, "a");
        let taken = usage.take();
        assert_eq!((taken.clone(), usage.take()), (vec![(1, "a".to_owned(), 2)], vec![]));
        usage.put_back(taken.clone());
        usage.count(1, "a");
        assert_eq!(usage.take(), [(1, "a".to_owned(), 3)]);
    }
}
