//! What members asked of a server's guide in some days, for its staff: numbers in words, a chart of them, and a table.
//!
//! Counts are per server, day and entry, never per member. The caller brings an [`Insights`]; a text, a picture and a file go
//! out, and all three say the same numbers.

mod days;
mod trend;
mod panel;
mod chart;
mod alt_text;
mod table;

#[cfg(test)]
mod tests;

use time::Date;

pub use self::alt_text::alt_text;
pub use self::chart::chart;
pub use self::days::Span;
pub use self::panel::panel;
pub use self::table::csv;
use crate::answer::View;
use crate::community::Tally;
use crate::knowledge::EntryId;
use crate::mentors::State;

/// The numbers of days that staff can look back on. The first is what they see at first.
pub const PERIODS: [u16; 3] = [7, 30, 90];

/// What members asked of a server's guide in some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insights {
    /// The first of the days.
    pub first_day: Date,
    /// How many days there are, one of [`PERIODS`]. The last is today.
    pub days: u16,
    /// Questions by day, in any order. A day that is missing had none.
    pub asked: Vec<DayCount>,
    /// How often members were shown an entry, the most shown first.
    pub shown: Vec<(EntryId, u64)>,
    /// Questions without an answer that members sent to the mentors, the most waited for first.
    pub missed: Vec<Missed>,
    /// Votes by entry.
    pub votes: Vec<EntryVotes>,
    /// Questions that mentors answered.
    pub answered: u64,
    /// Questions that mentors declined.
    pub declined: u64,
    /// Questions that wait for an answer now.
    pub waiting: u64,
    /// The median time from a question to the mentors' answer.
    pub median_seconds: Option<u64>,
}

/// The questions of a day by how the guide answered them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The day.
    pub day: Date,
    /// The guide gave an answer.
    pub found: u64,
    /// The guide was not sure which entry is meant.
    pub unsure: u64,
    /// The guide found nothing.
    pub unknown: u64,
}

/// A question that was sent to the mentors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// Its number in the server.
    pub number: u64,
    /// What the asker wrote. Untrusted.
    pub question: String,
    /// How many members asked it or joined it.
    pub waiting: u64,
    /// How it stands.
    pub state: MissedState,
}

/// How a question to the mentors stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissedState {
    /// No mentor took it.
    Waiting,
    /// A mentor took it.
    Taken,
    /// It has an answer.
    Answered,
    /// It gets no answer.
    Declined,
}

impl MissedState {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Answered => "answered",
            Self::Declined => "declined",
        }
    }
}

impl From<&State> for MissedState {
    fn from(state: &State) -> Self {
        match state {
            State::Waiting => Self::Waiting,
            State::Taken { .. } => Self::Taken,
            State::Answered { .. } => Self::Answered,
            State::Declined { .. } => Self::Declined,
        }
    }
}

/// The votes on an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryVotes {
    /// The entry.
    pub entry: EntryId,
    /// 👍
    pub up: u64,
    /// 👎
    pub down: u64,
}

impl EntryVotes {
    /// Whether the entry disappoints, as [`Tally::is_falling`] says.
    pub fn are_falling(&self) -> bool {
        Tally { up: self.up, down: self.down }.is_falling(Tally::default())
    }
}

/// An entry's title; `None` for one that members do not see any more.
fn title<'g>(view: View<'g>, id: &EntryId) -> Option<&'g str> {
    view.get(id).map(|entry| entry.title.as_str())
}
