//! Slips of the fingers: which known word was probably meant by one that nobody knows.

use std::collections::HashMap;

/// The longest word, in characters, that is repaired.
const LONGEST: usize = 24;

/// Every word that the knowledge holds, by length.
#[derive(Clone, Debug, Default)]
pub(super) struct Spelling {
    counts: HashMap<Box<str>, u32>,
    refused: HashMap<Box<str>, u32>,
    stems: std::collections::HashSet<Box<str>>,
    by_length: Vec<Vec<Known>>,
}

/// A known word.
#[derive(Clone, Debug)]
struct Known {
    word: Box<str>,
    /// Which letters it holds.
    letters: u64,
    count: u32,
}

impl Spelling {
    pub fn learn(&mut self, word: &str, stem: &str) {
        if !self.stems.contains(stem) { self.stems.insert(stem.into()); }
        match self.counts.get_mut(word) {
            Some(count) => *count += 1,
            None => drop(self.counts.insert(word.into(), 1)),
        }
    }

    /// A word of a question that is refused: it may itself be misspelt.
    pub fn learn_refused(&mut self, word: &str) {
        match self.refused.get_mut(word) {
            Some(count) => *count += 1,
            None => drop(self.refused.insert(word.into(), 1)),
        }
    }

    /// Whether the word may be misspelt, and how often it was seen all the same.
    pub fn doubtful(&self, word: &str, stem: &str) -> Option<u32> {
        if self.counts.contains_key(word) || self.stems.contains(stem) { return None; }
        self.refused.get(word).copied().or(Some(0)).filter(|count| *count < 4)
    }

    pub fn finish(&mut self) {
        self.by_length = vec![Vec::new(); LONGEST + 1];
        for (word, count) in self.counts.iter().chain(self.refused.iter().filter(|(word, _)| !self.counts.contains_key(*word))) {
            let length = word.chars().count();
            if (3..=LONGEST).contains(&length) && !word.bytes().any(|byte| byte.is_ascii_digit()) {
                self.by_length[length].push(Known { word: word.clone(), letters: letters(word), count: *count });
            }
        }
        for words in &mut self.by_length {
            words.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.word.cmp(&other.word)));
        }
    }

    pub fn knows_stem(&self, stem: &str) -> bool {
        self.stems.contains(stem)
    }

    pub fn often(&self, word: &str) -> bool {
        self.counts.get(word).is_some_and(|count| *count > 2)
    }

    /// Two known words that were written as one.
    pub fn split<'a>(&self, written: &'a str) -> Option<(&'a str, &'a str)> {
        written
            .char_indices()
            .map(|(at, _)| written.split_at(at))
            .filter(|(first, second)| first.len() > 2 && second.len() > 2)
            .find(|(first, second)| self.often(first) && self.often(second))
    }

    pub fn knows(&self, word: &str) -> bool {
        self.counts.contains_key(word)
    }

    /// The likeliest known words for an unknown one that was seen so often, with how many slips lie between.
    pub fn repair(&self, written: &str, seen: u32) -> Vec<(&str, usize)> {
        let length = written.chars().count();
        let allowed = match length {
            0..=3 => return Vec::new(),
            4..=5 => 1,
            _ if seen > 0 => 1,
            _ => 2,
        };
        if length > LONGEST || written.bytes().any(|byte| byte.is_ascii_digit()) {
            return Vec::new();
        }
        let held = letters(written);
        let first = written.chars().next();
        let mut found: Vec<(f32, &str, usize)> = Vec::new();
        for words in &self.by_length[length - allowed..=(length + allowed).min(LONGEST)] {
            for known in words {
                // A slip changes two of the letters at most.
                if (known.letters ^ held).count_ones() as usize > 2 * allowed {
                    continue;
                }
                let slips = strsim::osa_distance(written, &known.word);
                if slips <= allowed && known.count >= 8 * seen {
                    let other_start = known.word.chars().next() != first;
                    if other_start && slips > 1 { continue; }
                    let cost = slips as f32 + if other_start { 0.8 } else { 0.0 } - 0.08 * (known.count as f32).ln().min(6.0);
                    found.push((cost, &known.word, slips));
                }
            }
        }
        found.sort_by(|one, other| one.0.total_cmp(&other.0));
        found.truncate(2);
        found.into_iter().map(|(_, word, slips)| (word, slips)).collect()
    }
}

fn letters(word: &str) -> u64 {
    word.chars().fold(0, |held, letter| held | 1 << (u32::from(letter) % 64))
}
