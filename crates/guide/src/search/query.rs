//! A question as the search reads it: its words, with slips repaired, and what each is worth.

use super::asking::{Sentence, sentences};
use super::corpus::Corpus;
use super::intent::Intents;
use super::lexicon::{Guess, How, Reader, Reading};
use super::meaning::Direction;
use super::spelling::{is_sure, split};
use super::terms::Term;
use super::words::{MOST_WORDS, folded, words};

/// What a word that no entry holds is worth, of what the rarest one is.
const UNKNOWN: f32 = 1.0;
/// The IDF that the words of a question must have together: about that of one that a third of the entries hold.
const SAYS_SOMETHING: f32 = 1.2;
/// How much less a repaired word is trusted for each slip.
const SLIP: f32 = 0.85;

/// A place of the question, and what it can be matched by.
#[derive(Clone, Debug)]
pub(super) struct QueryWord {
    /// Its words as they were written, folded.
    pub written: String,
    /// What was read instead where that was misspelt.
    pub repaired: Option<String>,
    /// Terms with what they are worth here, each once.
    pub worth: Vec<Worth>,
    /// The most that it can be worth.
    pub most: f32,
}

/// One way to match a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worth {
    pub term: Term,
    pub value: f32,
    pub how: How,
}

impl QueryWord {
    /// What a reading is worth, and what the words it stands for may be besides.
    /// `counts` is how much its sentence does.
    fn of(corpus: Corpus<'_>, reading: &Reading, here: &[Spelled], counts: f32) -> Self {
        let slips: usize = here.iter().map(|word| word.slips).sum();
        let trust = SLIP.powi(i32::try_from(slips).unwrap_or(i32::MAX));
        let word = |trust| move |term| Guess { term, trust, how: How::Word };
        let read = reading.guesses.iter().map(|guess| Guess { trust: guess.trust * trust, ..*guess });
        let own = here.iter().filter_map(|word| word.own).map(word(1.0));
        let completed = here.iter().flat_map(|word| word.also.iter().copied()).map(word(SLIP));
        let mut worth: Vec<Worth> = Vec::with_capacity(reading.guesses.len());
        for Guess { term, trust, how } in read.chain(own).chain(completed) {
            if corpus.holds(term) && !worth.iter().any(|known| known.term == term) {
                worth.push(Worth { term, value: corpus.idf(term) * trust * counts, how });
            }
        }
        let most = if worth.is_empty() {
            corpus.index.unknown * UNKNOWN * counts
        } else {
            worth.iter().map(|worth| worth.value).fold(0.0, f32::max)
        };
        let join = |word: fn(&Spelled) -> &str| here.iter().map(word).collect::<Vec<_>>().join(" ");
        let repaired = (slips > 0).then(|| join(|word| &word.read));
        Self { written: join(|word| &word.written), repaired, worth, most }
    }

    fn first_term(&self) -> Option<Term> {
        self.worth.first().map(|first| first.term)
    }

    fn is_known(&self) -> bool {
        !self.worth.is_empty()
    }
}

/// Whether the last word of a question is all there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LastWord {
    /// It was sent.
    Whole,
    /// It is being typed.
    Begun,
}

/// A question, read.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub words: Vec<QueryWord>,
    /// The most that all words can be worth.
    pub most: f32,
    /// The length of the vector of its words.
    pub length: f32,
    /// What it is about.
    pub about: Direction,
    /// Which kinds of questions it asks.
    pub intents: Intents,
}

impl Query {
    /// Reads a question.
    pub fn read(corpus: Corpus<'_>, question: &str, last_word: LastWord) -> Self {
        let mut words: Vec<QueryWord> = Vec::new();
        let mut sentences = sentences(question);
        // Bounded: what asks is read first, and what tells fills up what is left.
        sentences.sort_by(|one, other| other.counts.total_cmp(&one.counts));
        let mut intents = Intents::default();
        let mut read: Vec<(String, f32)> = Vec::with_capacity(sentences.len());
        for Sentence { text, counts } in sentences {
            let folded = folded(text);
            if counts >= 1.0 {
                intents = intents.or(Intents::of(&folded));
            }
            let spelled = spell(corpus, &folded, last_word);
            let written: Vec<&str> = spelled.iter().map(|word| word.read.as_str()).collect();
            let numbers: Vec<Option<Term>> = written.iter().map(|word| corpus.find(word)).collect();
            for reading in corpus.index.lexicon.read(&written, &numbers, Reader::Question) {
                let place = QueryWord::of(corpus, &reading, &spelled[reading.words.0..reading.words.1], counts);
                // What is said twice is not asked twice as much.
                let is_new = place.first_term().is_none()
                    || words.iter().all(|other: &QueryWord| other.first_term() != place.first_term());
                if is_new && words.len() < MOST_WORDS {
                    words.push(place);
                }
            }
            read.push((spelled.iter().map(|word| word.read.as_str()).collect::<Vec<_>>().join(" "), counts));
        }
        let about = corpus.index.direction_of(read.iter().map(|(text, counts)| (text.as_str(), *counts)));
        let most = words.iter().map(|place| place.most).sum();
        let length = words.iter().map(|place| place.most.powi(2)).sum::<f32>().sqrt();
        Self { words, most, length, about, intents }
    }

    /// Whether all of its words stand almost everywhere, so that nothing is asked.
    pub fn says_nothing(&self) -> bool {
        self.most < SAYS_SOMETHING
    }

    /// The share of its weight in words that some entry holds, from 0 to 1.
    pub fn known(&self) -> f32 {
        let known: f32 = self.words.iter().filter(|place| place.is_known()).map(|place| place.most).sum();
        known / self.most.max(f32::MIN_POSITIVE)
    }
}

/// A folded text with its slips repaired, as a question is read. Words that are `known` otherwise stay.
pub(super) fn repaired(corpus: Corpus<'_>, folded: &str, known: impl Fn(&str) -> bool) -> String {
    let read = |word: Spelled| if word.slips > 0 && known(&word.written) { word.written } else { word.read };
    spell(corpus, folded, LastWord::Whole).into_iter().map(read).collect::<Vec<_>>().join(" ")
}

/// A word of a question after a look at its spelling.
struct Spelled {
    written: String,
    read: String,
    slips: usize,
    /// The word as it was written, where that is a word too.
    own: Option<Term>,
    /// Words that it may be the beginning of.
    also: Vec<Term>,
}

/// Repairs slips: unknown words, two words in one, one in two.
fn spell(corpus: Corpus<'_>, folded: &str, last_word: LastWord) -> Vec<Spelled> {
    let plain =
        |word: &str| Spelled { written: word.to_owned(), read: word.to_owned(), slips: 0, own: None, also: Vec::new() };
    let mut spelled: Vec<Spelled> = Vec::new();
    let mut rest = words(folded).peekable();
    while let Some(word) = rest.next() {
        if let Some(next) = rest.peek() {
            let joined = format!("{word}{next}");
            let both = corpus.is_frequent(word) && corpus.is_frequent(next);
            if !both && corpus.is_frequent(&joined) && joined.len() > word.len().max(next.len()) + 1 {
                spelled.push(Spelled { written: format!("{word} {next}"), ..plain(&joined) });
                rest.next();
                continue;
            }
        }
        let own = corpus.find(word);
        let ours = own.is_some_and(|term| corpus.is_in_an_entry(term));
        if last_word == LastWord::Begun && rest.peek().is_none() {
            const COMPLETIONS: usize = 12;
            let also = corpus.beginning_with(word, COMPLETIONS).into_iter().filter_map(|word| corpus.find(word));
            spelled.push(Spelled { also: also.collect(), ..plain(word) });
        } else if ours || corpus.form(word).is_some_and(is_sure) {
            spelled.push(plain(word));
        } else {
            // One slip is likelier than a missing space, and that likelier than two slips.
            match (corpus.repair(word), split(word, |half| corpus.is_frequent(half))) {
                (Some((meant, slips @ 1)), _) | (Some((meant, slips)), None) => {
                    spelled.push(Spelled { written: word.to_owned(), slips, own, ..plain(meant) });
                }
                (_, Some((first, second))) => spelled.extend([plain(first), plain(second)]),
                (None, None) => spelled.push(plain(word)),
            }
        }
    }
    spelled
}
