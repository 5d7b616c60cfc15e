//! Discord's ids ("snowflakes"): what they look like on the wire and how the fake Discord mints new ones.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The first millisecond that a snowflake can tell: 2015-01-01T00:00:00Z, in Unix milliseconds.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// An id of anything in the world. A number in memory, a string on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

impl Id {
    /// Reads an id as a peer may write it: a string of digits, or an integer.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => text.parse().ok(),
            Value::Number(number) => number.as_u64().map(Self),
            _ => None,
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::from_json(&value).ok_or_else(|| D::Error::custom("an id is a text of digits"))
    }
}

/// Makes ids that grow, as Discord's do: the time in the upper bits, a counter below.
#[derive(Clone, Debug, Default)]
pub(super) struct Mint {
    last: u64,
}

impl Mint {
    /// A new id for something that happens at `unix_ms`.
    pub(super) fn next(&mut self, unix_ms: u64) -> Id {
        let by_time = unix_ms.saturating_sub(DISCORD_EPOCH_MS) << 22;
        self.last = by_time.max(self.last + 1);
        Id(self.last)
    }
}

/// Which shard hears of a server; direct messages go to the first.
pub(super) fn shard_of(guild: Option<Id>, shards: u64) -> u64 {
    guild.map_or(0, |guild| (guild.0 >> 22) % shards.max(1))
}
