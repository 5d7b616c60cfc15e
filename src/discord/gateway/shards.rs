//! The shards of a bot that one process serves, parsed from the setting `SHARDS`.
//!
//! Discord sends a server's events to shard `(server >> 22) % total`, and direct messages to shard 0.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use twilight_gateway::ShardId;

/// No bot has more shards; a larger number is a typo.
const MOST: u32 = 65_536;

/// A range of shards and the total of all processes: `0-3/16`, or `2/16`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Shards {
    first: u32,
    last: u32,
    total: u32,
}

impl Shards {
    /// All of `total` shards; at least one, and never more than any bot has.
    #[must_use]
    pub fn all(total: u32) -> Self {
        let total = total.clamp(1, MOST);
        Self { first: 0, last: total - 1, total }
    }

    /// Shards in this process.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.last - self.first + 1
    }

    /// Whether shard 0 is among them: of several processes, only one has it.
    #[must_use]
    pub const fn has_first(self) -> bool {
        self.first == 0
    }

    /// Each of them, in twilight's terms.
    pub(super) fn ids(self) -> impl Iterator<Item = ShardId> {
        (self.first..=self.last).map(move |number| ShardId::new(number, self.total))
    }
}

/// Errors of a text that should name shards; each says what to write.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum ShardsError {
    /// The text has another form.
    #[error("must name shards and how many there are in all, such as 0-3/16 or 2/16, or be left out")]
    Form,
    /// The total is 0.
    #[error("says that there are no shards in all: a bot has at least one, and 0/1 names it")]
    NoShards,
    /// The first comes after the last.
    #[error("begins with shard {first} and ends with {last}: write {last}-{first}/{total}")]
    Backwards {
        /// The first shard.
        first: u32,
        /// The last shard.
        last: u32,
        /// The total.
        total: u32,
    },
    /// The last one does not exist.
    #[error("names shard {last} of {total}: they are counted from 0, so the last is {}", .total - 1)]
    Beyond {
        /// The highest shard named.
        last: u32,
        /// The total.
        total: u32,
    },
    /// More than any bot has.
    #[error("names more than {MOST} shards in all: leave it out, and Discord says how many the bot needs")]
    TooMany,
}

impl FromStr for Shards {
    type Err = ShardsError;

    fn from_str(text: &str) -> Result<Self, ShardsError> {
        let (range, total) = text.trim().split_once('/').ok_or(ShardsError::Form)?;
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last, total) = (number(first)?, number(last)?, number(total)?);
        let highest = first.max(last);
        if total == 0 {
            Err(ShardsError::NoShards)
        } else if total > MOST {
            Err(ShardsError::TooMany)
        } else if highest >= total {
            Err(ShardsError::Beyond { last: highest, total })
        } else if first > last {
            Err(ShardsError::Backwards { first, last, total })
        } else {
            Ok(Self { first, last, total })
        }
    }
}

/// A number of digits and nothing else; one that is too large for any use counts as too many.
fn number(text: &str) -> Result<u32, ShardsError> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ShardsError::Form);
    }
    text.parse().map_err(|_| ShardsError::TooMany)
}

impl fmt::Display for Shards {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last, total } = self;
        if first == last { write!(formatter, "{first}/{total}") } else { write!(formatter, "{first}-{last}/{total}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<u32> {
        text.parse::<Shards>().unwrap().ids().map(ShardId::number).collect()
    }

    fn problem(text: &str) -> String {
        text.parse::<Shards>().unwrap_err().to_string()
    }

    #[test]
    fn a_range_and_a_single_shard_are_read() {
        assert_eq!(numbers("0-3/16"), [0, 1, 2, 3]);
        assert_eq!(numbers("2/16"), [2]);
        assert_eq!(numbers("0/1"), [0]);
        assert_eq!(numbers(" 15-15/16\n"), [15]);
        assert_eq!("0-65535/65536".parse::<Shards>().unwrap().count(), MOST);
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["0-3/16", "2/16", "0/1", "12-15/16"] {
            assert_eq!(text.parse::<Shards>().unwrap().to_string(), text);
        }
        assert_eq!("3-3/4".parse::<Shards>().unwrap().to_string(), "3/4");
    }

    #[test]
    fn every_mistake_says_in_one_line_what_to_write() {
        for text in
            ["", "/", "4", "0-3", "0-3/", "/16", "-/4", "a/4", "0-/4", "0..3/4", "+1/4", "1/4/4", "0-1-2/4", "-1/4"]
        {
            assert_eq!(problem(text), ShardsError::Form.to_string(), "{text}");
        }
        assert!(problem("0/0").contains("0/1"));
        assert!(problem("3-0/4").ends_with("write 0-3/4"));
        assert!(problem("4/4").ends_with("the last is 3") && problem("0-4/4").ends_with("the last is 3"));
        assert_eq!(problem("0/65537"), ShardsError::TooMany.to_string());
        assert_eq!(problem("0/99999999999"), ShardsError::TooMany.to_string());
        for text in ["x", "0/0", "3-0/4", "4/4", "0/65537"] {
            assert_eq!(problem(text).lines().count(), 1);
        }
    }

    #[test]
    fn whatever_is_recommended_there_is_at_least_one_and_never_too_many() {
        assert_eq!(Shards::all(0), Shards::all(1));
        assert_eq!(Shards::all(4).to_string(), "0-3/4");
        assert_eq!(Shards::all(u32::MAX).count(), MOST);
    }

    #[test]
    fn only_one_of_several_processes_has_the_first() {
        let has_first = |text: &str| text.parse::<Shards>().unwrap().has_first();
        assert!(has_first("0-1/4") && has_first("0/1") && !has_first("2-3/4"));
    }
}
