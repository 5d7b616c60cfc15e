//! What members asked and were shown: counted in memory by server, and stored together now and then.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::search::Outcome;

/// Parts of the counts, each with a lock of its own, so that answers seldom wait for each other.
const SHARDS: usize = 16;

/// Servers and entries of a part that are counted before they are stored, at most: further ones are not counted.
const COUNTED: usize = 100_000 / SHARDS;

/// Counts that are not stored yet.
#[derive(Debug, Default)]
pub(super) struct Usage([Mutex<Counts>; SHARDS]);

/// Counts by server.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    servers: FxHashMap<u64, ServerCounts>,
    /// How many servers and entries there are.
    len: usize,
}

/// The counts of one server.
#[derive(Debug, Default, PartialEq, Eq)]
struct ServerCounts {
    /// Questions, by outcome.
    asked: [i64; 3],
    shown: FxHashMap<EntryId, i64>,
}

/// The outcomes in the order in which they are counted.
const OUTCOMES: [Outcome; 3] = [Outcome::Found, Outcome::Unsure, Outcome::Unknown];

impl Usage {
    /// Counts a question to the guide of a server.
    pub fn count_asked(&self, guild: u64, outcome: Outcome) {
        let place = match outcome {
            Outcome::Found => 0,
            Outcome::Unsure => 1,
            Outcome::Unknown => 2,
        };
        self.change(guild, |counts, _| counts.asked[place] += 1);
    }

    /// Counts that an entry was shown in a server.
    pub fn count_shown(&self, guild: u64, entry: &EntryId) {
        self.change(guild, |counts, has_room| match counts.shown.get_mut(entry) {
            Some(times) => *times += 1,
            None if has_room => drop(counts.shown.insert(entry.clone(), 1)),
            None => {}
        });
    }

    /// Changes the counts of a server by `change`, which hears whether there is room for another entry.
    fn change(&self, guild: u64, change: impl FnOnce(&mut ServerCounts, bool)) {
        // The lower bits of an id of Discord count up, and those of the time are above them.
        let shard = usize::try_from((guild ^ (guild >> 22)) % SHARDS as u64).unwrap_or_default();
        let mut counts = self.0[shard].lock().unwrap_or_else(PoisonError::into_inner);
        let Counts { servers, len } = &mut *counts;
        if *len >= COUNTED && !servers.contains_key(&guild) {
            return;
        }
        let server = servers.entry(guild).or_insert_with(|| {
            *len += 1;
            ServerCounts::default()
        });
        let before = server.shown.len();
        change(server, *len < COUNTED);
        *len += server.shown.len() - before;
    }

    /// Takes the counts out.
    pub fn take(&self) -> Counts {
        let mut all = Counts::default();
        for shard in &self.0 {
            all.extend(std::mem::take(&mut *shard.lock().unwrap_or_else(PoisonError::into_inner)));
        }
        all
    }

    /// Puts counts back that could not be stored.
    pub fn put_back(&self, counts: Counts) {
        for (guild, server) in counts.servers {
            self.change(guild, |counts, _| counts.add(server));
        }
    }
}

impl Counts {
    pub fn is_empty(&self) -> bool {
        self.servers.is_empty()
    }

    /// The counts as the store takes them: server, what, times.
    pub fn rows(&self) -> Vec<(u64, String, i64)> {
        let mut rows = Vec::with_capacity(self.len);
        for (guild, counts) in &self.servers {
            let asked = OUTCOMES.iter().zip(counts.asked).filter(|(_, times)| *times > 0);
            rows.extend(asked.map(|(outcome, times)| (*guild, outcome.as_str().to_owned(), times)));
            rows.extend(counts.shown.iter().map(|(entry, times)| (*guild, entry.as_str().to_owned(), *times)));
        }
        rows
    }

    /// Adds the counts of other servers.
    fn extend(&mut self, others: Self) {
        self.len += others.len;
        self.servers.extend(others.servers);
    }
}

impl ServerCounts {
    fn add(&mut self, other: Self) {
        for (sum, times) in self.asked.iter_mut().zip(other.asked) {
            *sum += times;
        }
        for (entry, times) in other.shown {
            *self.shown.entry(entry).or_default() += times;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> EntryId {
        EntryId::new(text).expect("an id")
    }

    fn rows(counts: &Counts) -> Vec<(u64, String, i64)> {
        let mut rows = counts.rows();
        rows.sort();
        rows
    }

    fn expected(rows: &[(u64, &str, i64)]) -> Vec<(u64, String, i64)> {
        rows.iter().map(|(guild, what, times)| (*guild, (*what).to_owned(), *times)).collect()
    }

    #[test]
    fn counts_are_taken_once_and_can_be_put_back() {
        let usage = Usage::default();
        for guild in [1, 1, 2] {
            usage.count_asked(guild, Outcome::Unsure);
            usage.count_shown(guild, &id("faq/first"));
        }
        usage.count_asked(1, Outcome::Found);
        let taken = usage.take();
        let first = [(1, "faq/first", 2), (1, "found", 1), (1, "unsure", 2), (2, "faq/first", 1), (2, "unsure", 1)];
        assert_eq!(rows(&taken), expected(&first));
        assert!(usage.take().is_empty());
        usage.count_shown(1, &id("faq/first"));
        usage.put_back(taken);
        usage.count_asked(2, Outcome::Unknown);
        let both = [
            (1, "faq/first", 3),
            (1, "found", 1),
            (1, "unsure", 2),
            (2, "faq/first", 1),
            (2, "unknown", 1),
            (2, "unsure", 1),
        ];
        assert_eq!(rows(&usage.take()), expected(&both));
    }

    #[test]
    fn memory_is_bounded_and_what_is_counted_already_goes_on() {
        let usage = Usage::default();
        for server in 0..200_000 {
            usage.count_asked(server, Outcome::Found);
        }
        for number in 0..200_000 {
            usage.count_shown(7, &id(&format!("own/{number}")));
        }
        usage.count_asked(7, Outcome::Found);
        let taken = usage.take();
        assert!(taken.len <= SHARDS * COUNTED && taken.rows().len() == taken.len, "{}", taken.len);
        assert!(taken.rows().contains(&(7, "found".to_owned(), 2)));
    }
}
