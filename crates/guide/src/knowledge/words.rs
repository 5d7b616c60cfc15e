//! `vocabulary.yaml` and `refusals.yaml`: their shapes, what each text must keep to, and what must hold between them
//! and the entries.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::diagnostics::{Avoided, Diagnostics, Location, brief};
use super::limits::Limits;
use super::names::fold;
use super::spanned::At;
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
    /// Lists of words: a question with one of the others is probably about the first.
    #[serde(default)]
    near: Vec<At<Vec<Text>>>,
    /// Phrases that say nothing about the subject.
    #[serde(default)]
    filler: Vec<Text>,
    /// Words of other languages.
    #[serde(default)]
    languages: Vec<TranslationShape>,
    /// Words that editors keep out of titles, leads, statements and cautions.
    #[serde(default)]
    avoid: Vec<AvoidShape>,
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

/// A word that editors keep out of what members read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AvoidShape {
    /// As it would stand in a sentence.
    word: Text,
    /// What to write instead.
    r#use: Text,
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

impl VocabularyShape {
    /// Adds what stands here to `vocabulary`.
    pub fn lower(self, vocabulary: &mut Vocabulary, diagnostics: &mut Diagnostics) {
        for shape in self.abbreviations {
            vocabulary.abbreviations.push(shape.lower(diagnostics));
        }
        for list in self.synonyms {
            diagnostics.said.lists += 1;
            let number = diagnostics.said.lists;
            let words = diagnostics.list("synonyms", list, "a list has two or more that mean the same");
            diagnostics
                .said
                .synonyms
                .extend(words.iter().map(|(word, location)| (number, fold(word), location.clone())));
            vocabulary.synonyms.push(without_locations(words));
        }
        for list in self.near {
            let words = diagnostics.list("near", list, "a list has the guide's word and one or more that point to it");
            vocabulary.near.push(without_locations(words));
        }
        for phrase in self.filler {
            let location = diagnostics.location("filler", phrase.line);
            diagnostics.said.filler.push((fold(&phrase.value), location));
            vocabulary.filler.push(diagnostics.word("filler", phrase, Limits::PHRASE));
        }
        for shape in self.languages {
            vocabulary.languages.push(shape.lower(diagnostics));
        }
        for shape in self.avoid {
            shape.lower(diagnostics);
        }
    }
}

fn without_locations(words: Vec<(String, Location)>) -> Vec<String> {
    let mut words: Vec<String> = words.into_iter().map(|(word, _)| word).collect();
    // It has the room of the list that it was made from.
    words.shrink_to_fit();
    words
}

impl AbbreviationShape {
    fn lower(self, diagnostics: &mut Diagnostics) -> Abbreviation {
        let location = diagnostics.location("abbreviations.short", self.short.line);
        if self.short.value.split_whitespace().nth(1).is_some() {
            let message = format!(
                "\"{}\" holds several words, and an abbreviation is one: list it under synonyms",
                brief(&self.short.value)
            );
            diagnostics.problems.push(location.problem(message));
        }
        diagnostics.said.shorts.push((fold(&self.short.value), location));
        if self.means.is_empty() {
            let message = "is empty: write what the abbreviation stands for".to_owned();
            diagnostics.problem("abbreviations.means", self.short.line, message);
        }
        Abbreviation {
            short: diagnostics.word("abbreviations.short", self.short, Limits::ABBREVIATION),
            means: self
                .means
                .into_iter()
                .map(|word| diagnostics.word("abbreviations.means", word, Limits::PHRASE))
                .collect(),
        }
    }
}

impl TranslationShape {
    fn lower(self, diagnostics: &mut Diagnostics) -> Translation {
        let location = diagnostics.location("languages.word", self.word.line);
        diagnostics.said.foreign.push((fold(&self.word.value), fold(&self.means.value), location));
        Translation {
            word: diagnostics.word("languages.word", self.word, Limits::PHRASE),
            means: diagnostics.word("languages.means", self.means, Limits::PHRASE),
        }
    }
}

impl AvoidShape {
    fn lower(self, diagnostics: &mut Diagnostics) {
        let location = diagnostics.location("avoid.word", self.word.line);
        let word = diagnostics.word("avoid.word", self.word, Limits::PHRASE).to_lowercase();
        let instead = diagnostics.word("avoid.use", self.r#use, Limits::PHRASE);
        diagnostics.said.avoided.push(Avoided { word, instead, location });
    }
}

impl RefusalShape {
    pub fn lower(self, diagnostics: &mut Diagnostics) -> Refusal {
        diagnostics.begin(&self.about.value, self.about.line);
        if self.questions.is_empty() {
            let message = "is empty: list the questions, or leave the group out".to_owned();
            diagnostics.problem("questions", self.about.line, message);
        }
        let location = diagnostics.location("questions", 0);
        Refusal {
            about: diagnostics.text("about", self.about, Limits::ABOUT),
            questions: self
                .questions
                .into_iter()
                .map(|question| {
                    diagnostics.said.refused.push((fold(&question.value), location.at(question.line)));
                    diagnostics.long_enough("questions", &question, *Limits::REFUSED.start());
                    diagnostics.word("questions", question, *Limits::REFUSED.end())
                })
                .collect(),
        }
    }
}

impl Diagnostics {
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

    /// Two or more words that belong together, with their locations.
    fn list(&mut self, key: &str, list: At<Vec<Text>>, wanted: &str) -> Vec<(String, Location)> {
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
        let location = self.location(key, 0);
        let placed = |word: Text| {
            let location = location.at(word.line);
            (self.word(key, word, Limits::PHRASE), location)
        };
        list.value.into_iter().map(placed).collect()
    }

    /// Compares the words and questions of both files with each other and with the entries.
    pub(super) fn words_are_clear(&mut self) {
        let said = std::mem::take(&mut self.said);
        let shorts = self.listed_once(&said.shorts, "join the meanings in one list, the likeliest first");
        self.listed_once(&said.filler, "take one of them out");
        let mut foreign: FxHashMap<&str, (&str, &Location)> = FxHashMap::default();
        for (word, means, location) in &said.foreign {
            let (other, taken) = *foreign.entry(word).or_insert((means, location));
            if other != means {
                let message =
                    format!("\"{word}\" means \"{other}\" already, at {taken}: choose what more people mean by it");
                self.problems.push(location.problem(message));
            }
        }
        let mut lists: FxHashMap<&str, (usize, &Location)> = FxHashMap::default();
        for (list, word, location) in said.synonyms.iter().filter(|(_, word, _)| !word.is_empty()) {
            if let Some(taken) = shorts.get(word.as_str()) {
                let message = format!("\"{word}\" is an abbreviation already, at {taken}: keep it in one place");
                self.problems.push(location.problem(message));
            }
            let (other, taken) = *lists.entry(word).or_insert((*list, location));
            if other != *list {
                let message =
                    format!("\"{word}\" stands in another list already, at {taken}: join the two, or keep it in one");
                self.problems.push(location.problem(message));
            }
        }
        self.avoided_words_are_clear(&said.avoided);
        self.refusals_are_answered_nowhere(&said.refused);
    }

    /// Each is listed once, and is not what another entry of the list asks for.
    fn avoided_words_are_clear(&mut self, avoided: &[Avoided]) {
        let mut first: FxHashMap<&str, &Location> = FxHashMap::default();
        for Avoided { word, instead, location } in avoided {
            if let Some(taken) = first.get(word.as_str()) {
                let message = format!("\"{word}\" is listed already, at {taken}: take one of them out");
                self.problems.push(location.problem(message));
            } else {
                first.insert(word, location);
            }
            if let Some(other) = avoided.iter().find(|other| other.is_in(instead)) {
                let message =
                    format!("asks for \"{instead}\", in which \"{}\" is avoided, at {}", other.word, other.location);
                self.problems.push(location.problem(message));
            }
        }
    }

    /// Reports each that is listed again, and gives where each stands first.
    fn listed_once<'a>(&mut self, words: &'a [(String, Location)], way_out: &str) -> FxHashMap<&'a str, &'a Location> {
        let mut first: FxHashMap<&str, &Location> = FxHashMap::default();
        for (word, location) in words.iter().filter(|(word, _)| !word.is_empty()) {
            if let Some(taken) = first.get(word.as_str()) {
                let message = format!("\"{}\" is listed already, at {taken}: {way_out}", brief(word));
                self.problems.push(location.problem(message));
            } else {
                first.insert(word, location);
            }
        }
        first
    }

    fn refusals_are_answered_nowhere(&mut self, refused: &[(String, Location)]) {
        let mut problems = Vec::new();
        let mut answered: FxHashMap<&str, &Location> = FxHashMap::default();
        let asked = self.questions.iter().map(|(question, location)| (question, location));
        let named = self.names.iter().map(|name| (&name.folded, &name.location));
        for (text, location) in asked.chain(named) {
            answered.entry(text).or_insert(location);
        }
        let mut first: FxHashMap<&str, &Location> = FxHashMap::default();
        for (question, location) in refused.iter().filter(|(question, _)| !question.is_empty()) {
            if let Some(entry) = answered.get(question.as_str()) {
                let message = format!("leads to an entry, at {entry} ({}): take it out here, or there", entry.path);
                problems.push(location.problem(message));
            }
            if let Some(taken) = first.get(question.as_str()) {
                problems.push(location.problem(format!("the same question stands at {taken} ({})", taken.path)));
            } else {
                first.insert(question, location);
            }
        }
        self.problems.extend(problems);
    }
}
