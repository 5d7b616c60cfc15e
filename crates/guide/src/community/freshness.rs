//! Whether an own entry should be looked at again: what members think of it, and which shipped entries it cites.

use std::collections::BTreeSet;

use super::{Content, OwnEntry};
use crate::knowledge::EntryId;

/// Votes of members on an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Votes for it.
    pub up: u64,
    /// Votes against it.
    pub down: u64,
}

/// The fewest votes that say something about an entry, rather than about those who voted.
const FEWEST: u64 = 5;

/// Beyond this share of votes against it, in percent, an entry should be looked at.
const AGAINST: u64 = 40;

/// By how many points of a hundred the share against an entry must have grown lately.
const WORSE: i128 = 20;

impl Tally {
    /// All votes.
    pub fn total(self) -> u64 {
        self.up.saturating_add(self.down)
    }

    /// Whether the votes on the present revision of an entry say that it should be looked at; `recent` are those of the last
    /// 30 days among them.
    ///
    /// Either of two signs will do, each with at least 5 votes on either side of a comparison: more than 40 % are against it,
    /// or the share against it is 20 points higher in the last 30 days than before.
    pub fn is_falling(self, recent: Self) -> bool {
        let before = Self { up: self.up.saturating_sub(recent.up), down: self.down.saturating_sub(recent.down) };
        let is_disliked =
            self.total() >= FEWEST && u128::from(self.down) * 100 > u128::from(self.total()) * u128::from(AGAINST);
        is_disliked || recent.is_worse_than(before)
    }

    fn is_worse_than(self, before: Self) -> bool {
        let is_said = self.total() >= FEWEST && before.total() >= FEWEST;
        let [down, total, down_before, total_before] =
            [self.down, self.total(), before.down, before.total()].map(i128::from);
        is_said && (down * total_before - down_before * total) * 100 >= WORSE * total * total_before
    }
}

impl Content {
    /// What may be shipped entries that this one rests on: the one that it replaces, and whatever looks like an id in its text
    /// or its source, such as `industry/healthcare`. The guide knows which of them are entries.
    pub fn cites(&self) -> BTreeSet<EntryId> {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '/';
        let texts = [&self.body].into_iter().chain(&self.source);
        let words = texts.flat_map(|text| text.split(|letter| !is_part(letter)));
        let written = words.filter_map(EntryId::new).filter(|id| OwnEntry::slug_in(id).is_none());
        self.replaces.iter().cloned().chain(written).take(MOST_CITED).collect()
    }
}

/// The most citations of an entry that are looked at.
const MOST_CITED: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_replaced_or_written_out_is_cited() {
        let content = Content {
            body:
                "See `industry/healthcare` (and own/rules), and/or https://example.org/faq/one. Not Industry/Finance."
                    .to_owned(),
            source: Some("company/acme".to_owned()),
            replaces: EntryId::new("faq/two"),
            ..Content::default()
        };
        let cited: Vec<String> = content.cites().iter().map(ToString::to_string).collect();
        assert_eq!(cited, ["and/or", "company/acme", "faq/two", "industry/healthcare", "org/faq/one"]);
        assert!(Content { body: "a/b ".repeat(100), ..Content::default() }.cites().len() == 1);
    }

    fn is_falling(all: (u64, u64), recent: (u64, u64)) -> bool {
        let tally = |(up, down)| Tally { up, down };
        tally(all).is_falling(tally(recent))
    }

    #[test]
    fn more_than_two_in_five_against_it_of_at_least_five() {
        assert!(is_falling((2, 3), (0, 0)));
        assert!(!is_falling((3, 2), (0, 0)), "40 % are not more than 40 %");
        assert!(!is_falling((0, 4), (0, 4)), "four say too little");
        assert!(!is_falling((0, 0), (0, 0)));
    }

    #[test]
    fn clearly_worse_than_before() {
        // 5 of 100 before, 2 of 8 lately: 20 points more.
        assert!(is_falling((95 + 6, 5 + 2), (6, 2)));
        assert!(!is_falling((95 + 7, 5 + 2), (7, 2)), "17 points more");
        assert!(!is_falling((4 + 3, 2), (3, 2)), "four votes before say too little");
        assert!(!is_falling((20 + 2, 2), (2, 2)), "four lately say too little");
        assert!(!is_falling((6 + 80, 2 + 5), (80, 5)), "it got better");
    }
}
