//! Which interactions were seen last: the network repeats itself.

use std::collections::{HashSet, VecDeque};

/// How many ids are remembered.
const REMEMBERED: usize = 10_000;

/// The ids of the interactions that were seen last.
#[derive(Debug, Default)]
pub(super) struct Seen {
    ids: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Seen {
    /// Whether this id is new; from now on it is not.
    pub fn is_new(&mut self, id: u64) -> bool {
        if !self.ids.insert(id) {
            return false;
        }
        self.order.push_back(id);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ten_thousand_are_remembered_and_no_more() {
        let mut seen = Seen::default();
        let remembered = REMEMBERED as u64;
        assert!((0..remembered).all(|id| seen.is_new(id)));
        assert!(!seen.is_new(0));
        assert!(seen.is_new(remembered));
        assert!(seen.is_new(0), "the oldest was forgotten for the newest");
        assert!(!seen.is_new(remembered));
        assert_eq!(seen.ids.len(), REMEMBERED);
    }
}
