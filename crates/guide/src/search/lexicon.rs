//! What words stand for: the vocabulary of the knowledge, made ready for reading texts.
//!
//! Entries and questions are read by the same rules, so that what is said in other words still meets.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::terms::{Term, Terms, Writer};
use super::words::{folded, words};
use crate::knowledge::Vocabulary;

/// How far a word of a synonym group is trusted to mean what another one says.
const SYNONYM: f32 = 0.85;
/// The same for a word that is only near.
const NEAR: f32 = 0.6;
/// How much less each further meaning of a short form is believed.
const NEXT_MEANING: f32 = 0.7;

/// What one place of a text can be matched by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Guess {
    /// The word, or its group.
    pub term: Term,
    /// From 0 to 1.
    pub trust: f32,
    /// Why.
    pub how: How,
}

/// Why a word matches another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is the same word, perhaps with another ending.
    Word,
    /// It is another word for the same, or a short form of it.
    Synonym,
    /// It has to do with it.
    Near,
}

/// Most places have one or two.
pub(super) type Guesses = SmallVec<[Guess; 2]>;

/// One place of a text: a word, or several that are one name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    /// Its first word, and the word after its last.
    pub words: (usize, usize),
    /// What it can mean; empty for a word that the knowledge does not hold.
    pub guesses: Guesses,
}

impl Reading {
    /// The one term that stands for the place: the group where it has one.
    pub fn head(&self) -> Option<Term> {
        let grouped = self.guesses.iter().find(|guess| guess.how == How::Synonym);
        grouped.or(self.guesses.first()).map(|guess| guess.term)
    }
}

/// Who is reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// The index reads an entry: only what is said.
    Entry,
    /// A question is read: also what it may be after.
    Question,
}

/// The words of a phrase, in order. Few have more than four.
type Expression = SmallVec<[Term; 4]>;

/// A phrase of the vocabulary.
#[derive(Clone, Debug)]
struct Phrase {
    terms: Expression,
    /// As written, where the endings matter.
    exactly: Option<Vec<Box<str>>>,
    means: Means,
}

#[derive(Clone, Debug)]
enum Means {
    Nothing,
    /// A group, and the number of the phrase itself where it has several words.
    Group(Term),
    Near(Term),
    /// Other words for it, each as it is read, the likeliest meaning first.
    Words(Vec<Vec<Reading>>),
}

/// The vocabulary by the first word of each of its phrases.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    phrases: Vec<Vec<Phrase>>,
    /// Numbers of the phrases of several words.
    compounds: FxHashMap<Expression, Term>,
}

impl Lexicon {
    /// Makes the vocabulary ready; its words get their numbers.
    pub fn new(vocabulary: &Vocabulary, terms: &mut Terms) -> Self {
        let mut lexicon = Self::default();
        for filler in &vocabulary.filler {
            lexicon.add(filler, Means::Nothing, terms);
        }
        let mut groups: FxHashMap<Expression, Term> = FxHashMap::default();
        for list in &vocabulary.synonyms {
            let Some(first) = list.first() else { continue };
            let group = terms.add(first.as_str());
            for phrase in list {
                groups.insert(numbers(phrase, terms), group);
                lexicon.add(phrase, Means::Group(group), terms);
            }
        }
        for list in &vocabulary.near {
            let Some((target, others)) = list.split_first() else { continue };
            let key = numbers(target, terms);
            let group = match groups.get(&key) {
                Some(group) => *group,
                None => {
                    let group = terms.add(target.as_str());
                    groups.insert(key, group);
                    lexicon.add(target, Means::Group(group), terms);
                    group
                }
            };
            for phrase in others {
                lexicon.add(phrase, Means::Near(group), terms);
            }
        }
        lexicon.longest_first();
        // Short forms and other languages are read with what stands above, so they come last.
        let shorts = vocabulary.abbreviations.iter().map(|known| (&known.short, &known.means[..]));
        let foreign = vocabulary.languages.iter().map(|known| (&known.word, std::slice::from_ref(&known.means)));
        for (written, meanings) in shorts.chain(foreign) {
            let meanings = meanings.iter().map(|meaning| lexicon.learn(meaning, terms)).collect();
            lexicon.add(written, Means::Words(meanings), terms);
        }
        lexicon.longest_first();
        lexicon
    }

    fn add(&mut self, phrase: &str, means: Means, terms: &mut Terms) {
        let folded = folded(phrase);
        let numbers = numbers(phrase, terms);
        let Some(first) = numbers.first() else { return };
        if self.phrases.len() <= *first as usize {
            self.phrases.resize_with(*first as usize + 1, Vec::new);
        }
        if numbers.len() > 1 && !self.compounds.contains_key(&numbers) {
            let compound = terms.add(folded.as_str());
            self.compounds.insert(numbers.clone(), compound);
        }
        let exactly = matches!(means, Means::Nothing).then(|| words(&folded).map(Into::into).collect());
        self.phrases[*first as usize].push(Phrase { terms: numbers, exactly, means });
    }

    /// The longest expression that fits is the one that is meant.
    fn longest_first(&mut self) {
        for phrases in &mut self.phrases {
            phrases.sort_by_key(|phrase| Reverse(phrase.terms.len()));
            phrases.shrink_to_fit();
        }
    }

    /// Reads a text of the vocabulary, whose new words get their numbers.
    fn learn(&self, text: &str, terms: &mut Terms) -> Vec<Reading> {
        let folded = folded(text);
        let written: Vec<&str> = words(&folded).collect();
        let numbers: Vec<Option<Term>> = written.iter().map(|word| Some(terms.learn(word, Writer::Us))).collect();
        self.read(&written, &numbers, Reader::Entry)
    }

    /// Reads words with their numbers, in order. Words that say nothing are left out.
    pub fn read(&self, written: &[&str], numbers: &[Option<Term>], reader: Reader) -> Vec<Reading> {
        let mut readings = Vec::with_capacity(numbers.len());
        let mut at = 0;
        while at < numbers.len() {
            let phrases = numbers[at].and_then(|first| self.phrases.get(first as usize)).map_or(&[][..], Vec::as_slice);
            let (written, rest) = (&written[at..], &numbers[at..]);
            let mut fitting = phrases.iter().filter(|phrase| phrase.begins(written, rest)).peekable();
            let length = fitting.peek().map_or(1, |phrase| phrase.terms.len());
            let longest = fitting.take_while(|phrase| phrase.terms.len() == length);
            self.read_here((at, at + length), numbers, longest, reader, &mut readings);
            at += length;
        }
        readings
    }

    fn read_here<'a>(
        &self,
        words: (usize, usize),
        numbers: &[Option<Term>],
        phrases: impl Iterator<Item = &'a Phrase>,
        reader: Reader,
        readings: &mut Vec<Reading>,
    ) {
        let own = match numbers[words.0..words.1] {
            [one] => one,
            ref several => {
                let several: Expression = several.iter().copied().flatten().collect();
                self.compounds.get(&several).copied()
            }
        };
        let mut guesses = Guesses::new();
        guesses.extend(own.map(|term| Guess { term, trust: 1.0, how: How::Word }));
        let mut spelled_out: Vec<Reading> = Vec::new();
        for phrase in phrases {
            match &phrase.means {
                Means::Nothing => return,
                Means::Group(term) => guesses.push(Guess { term: *term, trust: SYNONYM, how: How::Synonym }),
                Means::Near(term) if reader == Reader::Question => {
                    guesses.push(Guess { term: *term, trust: NEAR, how: How::Near });
                }
                Means::Near(_) => {}
                Means::Words(meanings) => {
                    let mut trust = 1.0;
                    for (place, meaning) in meanings.iter().enumerate() {
                        if let [one] = &meaning[..] {
                            let less =
                                |guess: &Guess| Guess { trust: guess.trust * trust, how: How::Synonym, ..*guess };
                            guesses.extend(one.guesses.iter().map(less));
                        } else if place == 0 {
                            spelled_out = meaning.iter().map(|reading| Reading { words, ..reading.clone() }).collect();
                        }
                        trust *= NEXT_MEANING;
                    }
                }
            }
        }
        match spelled_out.first_mut() {
            None => readings.push(Reading { words, guesses }),
            Some(first) => {
                // The first of the words carries the short form too.
                first.guesses.extend(guesses);
                readings.append(&mut spelled_out);
            }
        }
    }
}

impl Phrase {
    fn begins(&self, written: &[&str], numbers: &[Option<Term>]) -> bool {
        let same = |(number, term): (&Option<Term>, &Term)| *number == Some(*term);
        // Numbers are quicker to compare than words.
        numbers.len() >= self.terms.len()
            && numbers.iter().zip(&self.terms).all(same)
            && self
                .exactly
                .as_ref()
                .is_none_or(|exactly| written.iter().zip(exactly).all(|(word, exactly)| **word == **exactly))
    }
}

fn numbers(phrase: &str, terms: &mut Terms) -> Expression {
    words(&folded(phrase)).map(|word| terms.learn(word, Writer::Us)).collect()
}
