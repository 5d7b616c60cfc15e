//! What words stand for: the vocabulary of the knowledge, made ready for reading texts.

use std::collections::HashMap;

use super::spelling::Spelling;
use super::words::{Cutter, Word};
use crate::knowledge::Vocabulary;

/// A group of words that mean the same, by its place in the vocabulary.
pub(super) type Concept = u32;

/// What one place of a text can be matched by.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sense {
    /// The word itself, without its ending.
    Stem(String),
    /// A group of words that mean the same.
    Concept(Concept),
}

/// A sense and how far it is to be trusted, from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Guess {
    pub sense: Sense,
    pub trust: f32,
}

/// One place of a text: a word, or several that are one name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    /// The words as they were written.
    pub written: String,
    /// What they can mean, the surest first.
    pub guesses: Vec<Guess>,
}

/// How much is believed of what is not said in the entry's own word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trust {
    pub synonym: f32,
    pub near: f32,
    pub second_meaning: f32,
}

impl Trust {
    pub const USUAL: Self = Self { synonym: 0.85, near: 0.5, second_meaning: 0.7 };
}

/// The vocabulary by the first stem of each of its phrases.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    cutter: Cutter,
    phrases: HashMap<String, Vec<Phrase>>,
}

#[derive(Clone, Debug)]
struct Phrase {
    stems: Vec<String>,
    /// As written, where the endings matter.
    exactly: Option<Vec<String>>,
    means: Means,
}

#[derive(Clone, Debug)]
enum Means {
    Nothing,
    Concept(Concept),
    Near(Concept),
    /// Written for other words: what these are, the likeliest first.
    Words(Vec<String>),
}

impl Lexicon {
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut lexicon = Self { cutter: Cutter::new(), phrases: HashMap::new() };
        for filler in &vocabulary.filler {
            lexicon.add(filler, &Means::Nothing);
        }
        let mut concepts: HashMap<Vec<String>, Concept> = HashMap::new();
        for (concept, words) in (0..).zip(&vocabulary.synonyms) {
            for word in words {
                concepts.insert(lexicon.stems(word), concept);
                lexicon.add(word, &Means::Concept(concept));
            }
        }
        let mut next = u32::try_from(vocabulary.synonyms.len()).expect("fewer groups than numbers");
        for words in &vocabulary.near {
            let Some((target, words)) = words.split_first() else { continue };
            let stems = lexicon.stems(target);
            let concept = *concepts.entry(stems).or_insert_with(|| {
                next += 1;
                next - 1
            });
            lexicon.add(target, &Means::Concept(concept));
            for word in words {
                lexicon.add(word, &Means::Near(concept));
            }
        }
        for abbreviation in &vocabulary.abbreviations {
            lexicon.add(&abbreviation.short, &Means::Words(abbreviation.means.clone()));
        }
        for translation in &vocabulary.languages {
            lexicon.add(&translation.word, &Means::Words(vec![translation.means.clone()]));
        }
        // The longest first: it is the one that is meant.
        for phrases in lexicon.phrases.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.stems.len()));
        }
        lexicon
    }

    pub fn words(&self, text: &str) -> Vec<Word> {
        self.cutter.words(text)
    }

    fn stems(&self, phrase: &str) -> Vec<String> {
        self.cutter.words(phrase).into_iter().map(|word| word.stem).collect()
    }

    fn add(&mut self, phrase: &str, means: &Means) {
        let words = self.cutter.words(phrase);
        let stems: Vec<String> = words.iter().map(|word| word.stem.clone()).collect();
        let exactly = matches!(means, Means::Nothing).then(|| words.into_iter().map(|word| word.written).collect());
        let Some(first) = stems.first().cloned() else { return };
        let phrases = self.phrases.entry(first).or_default();
        phrases.push(Phrase { stems, exactly, means: means.clone() });
    }

    /// What the words of a text can mean. Words that say nothing are left out; of `guessing`, near meanings are guessed.
    pub fn read(&self, text: &str, guessing: bool) -> Vec<Reading> {
        self.read_words(&self.cutter.words(text), guessing, true)
    }

    /// The same for what a stranger wrote: unknown words are taken for the known ones they are nearest to. With each
    /// reading, how many slips were repaired.
    pub fn read_repaired(&self, text: &str, spelling: &Spelling) -> Vec<(Reading, usize)> {
        let mut words = self.cutter.words(text);
        let mut slips: std::collections::HashMap<String, (usize, String)> = std::collections::HashMap::new();
        let mut at = 0;
        while at < words.len() {
            if let Some(next) = words.get(at + 1) {
                let joined = format!("{}{}", words[at].written, next.written);
                if joined.len() > 5 && spelling.often(&joined) && !(spelling.often(&words[at].written) && spelling.often(&next.written)) {
                    words[at] = self.cutter.word(&joined);
                    words.remove(at + 1);
                }
            }
            let Word { written, stem } = words[at].clone();
            if let Some(seen) = spelling.doubtful(&written, &stem).filter(|_| !self.phrases.contains_key(&stem)) {
                if let Some((first, second)) = spelling.split(&written) {
                    words[at] = self.cutter.word(first);
                    words.insert(at + 1, self.cutter.word(second));
                } else if let Some((word, count)) = spelling.repair(&written, seen).into_iter().next() {
                    words[at] = self.cutter.word(word);
                    slips.insert(word.to_owned(), (count, stem));
                }
            }
            at += 1;
        }
        self.read_words(&words, true, true)
            .into_iter()
            .map(|mut reading| {
                let count = reading.written.split(' ').filter_map(|word| slips.get(word)).map(|slip| slip.0).sum();
                if let Some((_, stem)) = slips.get(&reading.written) {
                    reading.guesses.push(Guess { sense: Sense::Stem(stem.clone()), trust: 1.0 });
                }
                (reading, count)
            })
            .collect()
    }

    pub fn learn(&self, spelling: &mut Spelling, vocabulary: &Vocabulary) {
        let phrases = vocabulary.filler.iter().chain(vocabulary.synonyms.iter().flatten()).chain(vocabulary.near.iter().flatten());
        let shorts = vocabulary.abbreviations.iter().flat_map(|short| std::iter::once(&short.short).chain(&short.means));
        let foreign = vocabulary.languages.iter().map(|word| &word.word);
        for phrase in phrases.chain(shorts).chain(foreign) {
            for word in self.cutter.words(phrase) {
                spelling.learn(&word.written, &word.stem);
            }
        }
    }

    fn read_words(&self, words: &[Word], guessing: bool, spelling_out: bool) -> Vec<Reading> {
        let mut readings = Vec::with_capacity(words.len());
        let mut rest = words;
        while let Some(word) = rest.first() {
            let matching: Vec<&Phrase> = self.phrases.get(&word.stem).map_or_else(Vec::new, |phrases| {
                phrases.iter().filter(|phrase| phrase.begins(rest)).collect()
            });
            let length = matching.first().map_or(1, |phrase| phrase.stems.len());
            let (here, after) = rest.split_at(length);
            rest = after;
            let matching = matching.into_iter().filter(|phrase| phrase.stems.len() == length);
            self.read_here(here, matching, guessing, spelling_out, &mut readings);
        }
        readings
    }

    fn read_here<'a>(
        &self,
        here: &[Word],
        matching: impl Iterator<Item = &'a Phrase>,
        guessing: bool,
        spelling_out: bool,
        readings: &mut Vec<Reading>,
    ) {
        let written = here.iter().map(|word| word.written.as_str()).collect::<Vec<_>>().join(" ");
        let stem = here.iter().map(|word| word.stem.as_str()).collect::<Vec<_>>().join(" ");
        let mut guesses = vec![Guess { sense: Sense::Stem(stem), trust: 1.0 }];
        let mut spelled_out = Vec::new();
        for phrase in matching {
            match &phrase.means {
                Means::Nothing => return,
                Means::Concept(concept) => {
                    guesses.push(Guess { sense: Sense::Concept(*concept), trust: super::param("SYN", 0.85) });
                }
                Means::Near(concept) if guessing => {
                    guesses.push(Guess { sense: Sense::Concept(*concept), trust: super::param("NEAR", 0.5) });
                }
                Means::Words(meanings) if spelling_out => {
                    let mut trust = 1.0;
                    for (place, meaning) in meanings.iter().enumerate() {
                        let read = self.read_words(&self.cutter.words(meaning), guessing, false);
                        if let [one] = &read[..] {
                            guesses.extend(
                                one.guesses
                                    .iter()
                                    .map(|guess| Guess { sense: guess.sense.clone(), trust: guess.trust * trust }),
                            );
                        } else if place == 0 {
                            spelled_out = read;
                        }
                        trust *= super::param("SECOND", 0.7);
                    }
                }
                Means::Near(_) | Means::Words(_) => {}
            }
        }
        if spelled_out.is_empty() {
            readings.push(Reading { written, guesses });
        } else {
            // The first of the words carries the short form too.
            if let Some(first) = spelled_out.first_mut() {
                first.guesses.extend(guesses);
            }
            readings.extend(spelled_out);
        }
    }
}

impl Phrase {
    fn begins(&self, words: &[Word]) -> bool {
        words.len() >= self.stems.len()
            && match &self.exactly {
                Some(written) => words.iter().zip(written).all(|(word, written)| word.written == *written),
                None => words.iter().zip(&self.stems).all(|(word, stem)| word.stem == *stem),
            }
    }
}
