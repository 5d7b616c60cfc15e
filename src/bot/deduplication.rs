//! Recognises interactions that the network delivers twice.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use lru::LruCache;

/// How many ids are remembered.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(10_000).expect("more than 0");

/// The ids of the latest interactions.
#[derive(Debug)]
pub(super) struct Deduplication(Mutex<LruCache<u64, ()>>);

impl Deduplication {
    /// Remembers no interaction yet.
    pub fn new() -> Self {
        Self(Mutex::new(LruCache::new(REMEMBERED)))
    }

    /// Remembers an interaction, and tells whether it is a new one.
    pub fn is_new(&self, id: u64) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(id, ()).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ten_thousand_are_remembered_and_no_more() {
        let seen = Deduplication::new();
        let remembered = REMEMBERED.get() as u64;
        assert!((0..remembered).all(|id| seen.is_new(id)));
        assert!(!seen.is_new(1));
        assert!(seen.is_new(remembered));
        assert!(seen.is_new(0), "the oldest was forgotten for the newest");
        assert!(!seen.is_new(remembered));
        assert_eq!(seen.0.lock().unwrap().len(), REMEMBERED.get());
    }
}
