//! `vocabulary.yaml` and `refusals.yaml`: their shapes, what each text must keep to, and what must hold between them
//! and the entries.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::limits::Limits;
use super::located::At;
use super::names::fold;
use super::notes::{Notes, Place, brief};
use super::vocabulary::{Abbreviation, Refusal, Translation, Vocabulary};

type Text = At<String>;

/// `vocabulary.yaml`: what people say, and what the guide calls it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VocabularyShape {
    /// Short forms and what they stand for.
    #[serde(default)]
    abbreviations: Vec<AbbreviationShape>,
    /// Lists of words that mean the same; the first is the guide's own.
    #[serde(default)]
    synonyms: Vec<At<Vec<Text>>>,
    /// Lists of words: whoever says one of the others is probably after the first.
    #[serde(default)]
    near: Vec<At<Vec<Text>>>,
    /// Phrases that say nothing about the subject.
    #[serde(default)]
    filler: Vec<Text>,
    /// Words of other languages.
    #[serde(default)]
    languages: Vec<TranslationShape>,
}

/// A short form and what it stands for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AbbreviationShape {
    /// One word.
    short: Text,
    /// What it stands for, the likeliest first.
    means: Vec<Text>,
}

/// A word of another language and the guide's own for it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TranslationShape {
    /// As people type it.
    word: Text,
    /// The guide's word.
    means: Text,
}

/// A group of `refusals.yaml`: questions that the guide must not answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RefusalShape {
    /// What they are about, in a few words.
    about: Text,
    /// Whole questions as people ask them.
    questions: Vec<Text>,
}

/// The words and questions of both files, folded, with their places.
#[derive(Default)]
pub(super) struct Said {
    shorts: Vec<(String, Place)>,
    /// With the number of the list that each stands in.
    synonyms: Vec<(usize, String, Place)>,
    filler: Vec<(String, Place)>,
    /// With what each means.
    foreign: Vec<(String, String, Place)>,
    refused: Vec<(String, Place)>,
    lists: usize,
}

impl Said {
    /// The questions that are not answered.
    pub fn refused(&self) -> impl Iterator<Item = &(String, Place)> {
        self.refused.iter()
    }
}

impl VocabularyShape {
    /// Adds what stands here to `vocabulary`.
    pub fn lower(self, vocabulary: &mut Vocabulary, notes: &mut Notes) {
        for shape in self.abbreviations {
            vocabulary.abbreviations.push(shape.lower(notes));
        }
        for list in self.synonyms {
            notes.said.lists += 1;
            let number = notes.said.lists;
            let words = notes.list("synonyms", list, "a list has two or more that mean the same");
            notes.said.synonyms.extend(words.iter().map(|(word, place)| (number, fold(word), place.clone())));
            vocabulary.synonyms.push(without_places(words));
        }
        for list in self.near {
            let words = notes.list("near", list, "a list has the guide's word and one or more that point to it");
            vocabulary.near.push(without_places(words));
        }
        for phrase in self.filler {
            let place = notes.place("filler", phrase.line);
            notes.said.filler.push((fold(&phrase.value), place));
            vocabulary.filler.push(notes.word("filler", phrase, Limits::PHRASE));
        }
        for shape in self.languages {
            vocabulary.languages.push(shape.lower(notes));
        }
    }
}

fn without_places(words: Vec<(String, Place)>) -> Vec<String> {
    let mut words: Vec<String> = words.into_iter().map(|(word, _)| word).collect();
    // It has the room of the list that it was made from.
    words.shrink_to_fit();
    words
}

impl AbbreviationShape {
    fn lower(self, notes: &mut Notes) -> Abbreviation {
        let place = notes.place("abbreviations.short", self.short.line);
        if self.short.value.split_whitespace().nth(1).is_some() {
            let message = format!(
                "\"{}\" holds several words, and an abbreviation is one: list it under synonyms",
                brief(&self.short.value)
            );
            notes.problems.push(place.problem(message));
        }
        notes.said.shorts.push((fold(&self.short.value), place));
        if self.means.is_empty() {
            let message = "is empty: write what the abbreviation stands for".to_owned();
            notes.problem("abbreviations.means", self.short.line, message);
        }
        Abbreviation {
            short: notes.word("abbreviations.short", self.short, Limits::ABBREVIATION),
            means: self.means.into_iter().map(|word| notes.word("abbreviations.means", word, Limits::PHRASE)).collect(),
        }
    }
}

impl TranslationShape {
    fn lower(self, notes: &mut Notes) -> Translation {
        let place = notes.place("languages.word", self.word.line);
        notes.said.foreign.push((fold(&self.word.value), fold(&self.means.value), place));
        Translation {
            word: notes.word("languages.word", self.word, Limits::PHRASE),
            means: notes.word("languages.means", self.means, Limits::PHRASE),
        }
    }
}

impl RefusalShape {
    pub fn lower(self, notes: &mut Notes) -> Refusal {
        notes.begin(&self.about.value, self.about.line);
        if self.questions.is_empty() {
            let message = "is empty: list the questions, or leave the group out".to_owned();
            notes.problem("questions", self.about.line, message);
        }
        let place = notes.place("questions", 0);
        Refusal {
            about: notes.text("about", self.about, Limits::ABOUT),
            questions: self
                .questions
                .into_iter()
                .map(|question| {
                    notes.said.refused.push((fold(&question.value), place.at(question.line)));
                    notes.long_enough("questions", &question, *Limits::REFUSED.start());
                    notes.word("questions", question, *Limits::REFUSED.end())
                })
                .collect(),
        }
    }
}

impl Notes {
    /// A text that is looked up: it holds something to compare.
    fn word(&mut self, key: &str, word: Text, limit: usize) -> String {
        let line = word.line;
        let text = self.text(key, word, limit);
        if !text.is_empty()
            && !text.contains(|character: char| character.is_ascii_alphanumeric())
            && fold(&text).is_empty()
        {
            self.problem(key, line, format!("\"{}\" holds no letter or digit", brief(&text)));
        }
        text
    }

    /// Two or more words that belong together, with their places.
    fn list(&mut self, key: &str, list: At<Vec<Text>>, wanted: &str) -> Vec<(String, Place)> {
        if list.value.len() < 2 {
            let words = if list.value.len() == 1 { "1 word" } else { "no words" };
            self.problem(key, list.line, format!("has {words}: {wanted}"));
        }
        let mut seen = Vec::new();
        for word in &list.value {
            let folded = fold(&word.value);
            if !folded.is_empty() && seen.contains(&folded) {
                self.problem(key, word.line, format!("\"{}\" stands twice in this list", brief(&word.value)));
            }
            seen.push(folded);
        }
        let place = self.place(key, 0);
        let placed = |word: Text| {
            let place = place.at(word.line);
            (self.word(key, word, Limits::PHRASE), place)
        };
        list.value.into_iter().map(placed).collect()
    }

    /// Compares the words and questions of both files with each other and with the entries.
    pub(super) fn words_are_clear(&mut self) {
        let said = std::mem::take(&mut self.said);
        let shorts = self.listed_once(&said.shorts, "join the meanings in one list, the likeliest first");
        self.listed_once(&said.filler, "take one of them out");
        let mut foreign: FxHashMap<&str, (&str, &Place)> = FxHashMap::default();
        for (word, means, place) in &said.foreign {
            let (other, taken) = *foreign.entry(word).or_insert((means, place));
            if other != means {
                let message =
                    format!("\"{word}\" means \"{other}\" already, at {taken}: choose what more people mean by it");
                self.problems.push(place.problem(message));
            }
        }
        let mut lists: FxHashMap<&str, (usize, &Place)> = FxHashMap::default();
        for (list, word, place) in said.synonyms.iter().filter(|(_, word, _)| !word.is_empty()) {
            if let Some(taken) = shorts.get(word.as_str()) {
                let message = format!("\"{word}\" is an abbreviation already, at {taken}: keep it in one place");
                self.problems.push(place.problem(message));
            }
            let (other, taken) = *lists.entry(word).or_insert((*list, place));
            if other != *list {
                let message =
                    format!("\"{word}\" stands in another list already, at {taken}: join the two, or keep it in one");
                self.problems.push(place.problem(message));
            }
        }
        self.refusals_are_answered_nowhere(&said.refused);
    }

    /// Reports each that is listed again, and gives where each stands first.
    fn listed_once<'a>(&mut self, words: &'a [(String, Place)], way_out: &str) -> FxHashMap<&'a str, &'a Place> {
        let mut first: FxHashMap<&str, &Place> = FxHashMap::default();
        for (word, place) in words.iter().filter(|(word, _)| !word.is_empty()) {
            if let Some(taken) = first.get(word.as_str()) {
                let message = format!("\"{}\" is listed already, at {taken}: {way_out}", brief(word));
                self.problems.push(place.problem(message));
            } else {
                first.insert(word, place);
            }
        }
        first
    }

    fn refusals_are_answered_nowhere(&mut self, refused: &[(String, Place)]) {
        let mut problems = Vec::new();
        let mut answered: FxHashMap<&str, &Place> = FxHashMap::default();
        let asked = self.questions.iter().map(|(question, place)| (question, place));
        let named = self.names.iter().map(|name| (&name.folded, &name.place));
        for (text, place) in asked.chain(named) {
            answered.entry(text).or_insert(place);
        }
        let mut first: FxHashMap<&str, &Place> = FxHashMap::default();
        for (question, place) in refused.iter().filter(|(question, _)| !question.is_empty()) {
            if let Some(entry) = answered.get(question.as_str()) {
                let message = format!("leads to an entry, at {entry} ({}): take it out here, or there", entry.path);
                problems.push(place.problem(message));
            }
            if let Some(taken) = first.get(question.as_str()) {
                problems.push(place.problem(format!("the same question stands at {taken} ({})", taken.path)));
            } else {
                first.insert(question, place);
            }
        }
        self.problems.extend(problems);
    }
}
