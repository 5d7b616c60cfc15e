//! A question as it is compared with another one: its words with what they weigh, and what sets it apart.

use smallvec::SmallVec;

use super::super::asking::sentences;
use super::super::calibrated::WEIGHTS;
use super::super::corpus::Corpus;
use super::super::index::{Doc, hash};
use super::super::intent::Intents;
use super::super::lexicon::How;
use super::super::meaning::{Direction, VectorWord};
use super::super::query::{LastWord, Query, QueryWord, Worth};
use super::super::ranking::candidates;
use super::super::terms::stem_of;
use super::super::words::{folded, words};

/// Words that give a question its form and say nothing of what it is about. Sorted.
const FORM: [&str; 97] = [
    "a", "about", "all", "also", "am", "an", "and", "any", "anybody", "anyone", "are", "as", "at", "be", "been",
    "being", "but", "by", "can", "could", "did", "do", "does", "doing", "done", "for", "from", "get", "gets",
    "getting", "go", "going", "got", "had", "has", "have", "having", "he", "here", "how", "i", "id", "if", "ill", "im",
    "in", "into", "is", "it", "its", "ive", "just", "know", "like", "many", "may", "me", "might", "much", "my", "of",
    "on", "one", "or", "our", "really", "s", "shall", "she", "should", "so", "some", "somebody", "someone", "that",
    "thats", "the", "their", "them", "there", "they", "this", "to", "was", "we", "were", "what", "whats", "when",
    "where", "which", "who", "will", "with", "would", "you", "your",
];
/// Words that say which kind of fact is asked for.
const FACTS: [&str; 9] = ["who", "whom", "when", "where", "why", "much", "many", "long", "often"];
/// Words that deny. Apostrophes are gone from a folded text.
const DENIALS: [&str; 28] = [
    "not", "no", "never", "without", "none", "nothing", "nobody", "neither", "nor", "cannot", "cant", "dont", "doesnt",
    "didnt", "isnt", "arent", "wasnt", "werent", "wont", "wouldnt", "couldnt", "shouldnt", "hasnt", "havent", "hadnt",
    "aint", "lack", "avoid",
];
/// Numbers in words.
const NUMBERS: [(&str, &str); 12] = [
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("twelve", "12"),
    ("twenty", "20"),
    ("hundred", "100"),
];
/// Spans of time, by their beginning: "2 weeks" are not "2 days".
const SPANS: [&str; 5] = ["day", "week", "month", "year", "hour"];
/// Words before what somebody wants to be or to reach.
const TOWARDS: [&str; 4] = ["to", "into", "become", "becoming"];

/// Whether a folded word says nothing of what is asked about.
pub(super) fn is_form(word: &str) -> bool {
    FORM.binary_search(&word).is_ok()
}

/// What a word can be matched by: numbers of terms, or a hash where the guide does not hold it.
pub(super) type Keys = SmallVec<[u64; 3]>;

/// A word, or several that are one name.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// The first is the word itself; the others are groups of words that mean the same.
    pub keys: Keys,
    /// The most that it is worth.
    pub weight: f32,
    /// How rare the word itself is.
    pub rarity: f32,
    /// Where it, or the last of its words, has a vector.
    pub vector: Option<VectorWord>,
    /// The first of its words, as it was written.
    first: String,
}

impl Word {
    /// Whether the two can mean the same.
    pub fn is(&self, other: &Self) -> bool {
        self.keys.iter().any(|key| other.keys.contains(key))
    }

    /// Whether they are forms of one word.
    pub fn is_just(&self, other: &Self) -> bool {
        self.keys.first() == other.keys.first()
    }
}

/// A question that is compared.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// In the order in which they are said.
    pub words: Vec<Word>,
    pub total: f32,
    pub about: Direction,
    pub intents: Intents,
    /// The numbers in what is asked, sorted.
    pub numbers: Vec<String>,
    /// The spans of time that they count, sorted.
    pub spans: Vec<&'static str>,
    /// Which kinds of facts are asked for.
    pub facts: [bool; FACTS.len()],
    /// Whether something is denied in it.
    pub denies: bool,
    /// The place of the word that somebody wants to be or to reach.
    pub target: Option<usize>,
    /// The chances of the docs that fit, best first.
    pub chances: Vec<(Doc, f32)>,
}

impl Asked {
    pub fn read(corpus: Corpus<'_>, text: &str) -> Self {
        let query = Query::read(corpus, text, LastWord::Whole);
        let mut words: Vec<Word> = Vec::with_capacity(query.words.len());
        query.words.iter().for_each(|place| push(corpus, place, &mut words));
        let total = words.iter().map(|word| word.weight).sum();
        let mut asked = Self {
            words,
            total,
            about: query.about,
            intents: query.intents,
            numbers: Vec::new(),
            spans: Vec::new(),
            facts: [false; FACTS.len()],
            denies: false,
            target: None,
            chances: Vec::new(),
        };
        for sentence in sentences(text).into_iter().filter(|sentence| sentence.counts >= 1.0) {
            asked.mark(&folded(sentence.text));
        }
        asked.numbers.sort_unstable();
        asked.numbers.dedup();
        asked.spans.sort_unstable();
        asked.spans.dedup();
        let found = candidates(corpus, &query, &WEIGHTS);
        let best = found.first().map_or(0.0, |best| best.score);
        let sum: f32 = found.iter().map(|one| (one.score - best).exp()).sum();
        asked.chances = found.iter().map(|one| (one.doc, (one.score - best).exp() / sum)).collect();
        asked
    }

    /// Notes what sets a folded sentence apart.
    fn mark(&mut self, folded: &str) {
        let said: Vec<&str> = words(folded).collect();
        for (at, word) in said.iter().enumerate() {
            self.denies |= DENIALS.contains(word);
            for (fact, what) in self.facts.iter_mut().zip(FACTS) {
                *fact |= *word == what;
            }
            if let Some(number) = number(word) {
                self.numbers.push(number);
                let span = said.get(at + 1).and_then(|next| SPANS.iter().find(|span| next.starts_with(**span)));
                self.spans.extend(span);
            }
            if TOWARDS.contains(word)
                && let Some(next) = said[at + 1..].iter().find(|next| !is_form(next))
            {
                self.target = self.words.iter().position(|word| word.first == **next).or(self.target);
            }
        }
    }
}

/// Adds a place of the question as it is matched; none that only gives it its form.
fn push(corpus: Corpus<'_>, place: &QueryWord, words: &mut Vec<Word>) {
    /// How far a meaning is trusted at least, of how far the likeliest is: "PM" is a product manager first.
    const LIKELY: f32 = 0.8;
    let read = place.repaired.as_ref().unwrap_or(&place.written);
    let said = place.worth.iter().filter(|worth| worth.how != How::Near);
    let is_one = !read.contains(' ') || said.clone().any(|worth| worth.how == How::Synonym);
    // What a phrase of the vocabulary hints at is not what it says: it is compared word by word.
    if !is_one {
        for word in read.split(' ').filter(|word| !is_form(word)) {
            let known = corpus.find(word).filter(|term| corpus.holds(*term));
            let weight = known.map_or(corpus.index.unknown, |term| corpus.idf(term)).min(place.most);
            let key = known.map_or_else(|| hash(&stem_of(word)), u64::from);
            let (keys, vector) = (Keys::from_slice(&[key]), VectorWord::find(word));
            words.push(Word { keys, weight, rarity: weight, vector, first: word.to_owned() });
        }
        return;
    }
    if read.split(' ').all(is_form) {
        return;
    }
    let trust = |worth: &Worth| worth.value / corpus.idf(worth.term).max(f32::MIN_POSITIVE);
    let best = said.clone().map(trust).fold(0.0, f32::max);
    let mut keys: Keys =
        said.filter(|worth| trust(worth) >= best * LIKELY).map(|worth| u64::from(worth.term)).collect();
    if keys.is_empty() {
        keys.push(hash(&stem_of(read)));
    }
    let own = place.worth.iter().find(|worth| worth.how == How::Word);
    let rarity = own.map_or(place.most, |worth| corpus.idf(worth.term));
    if let Some(own) = own {
        let own = u64::from(own.term);
        keys.retain(|key| *key != own);
        keys.insert(0, own);
    }
    let vector = read.split(' ').next_back().and_then(VectorWord::find);
    let first = place.written.split(' ').next().unwrap_or_default().to_owned();
    words.push(Word { keys, weight: place.most, rarity, vector, first });
}

/// The number that a word is or holds, such as 5 in "L5".
fn number(word: &str) -> Option<String> {
    if let Some((_, number)) = NUMBERS.iter().find(|(written, _)| *written == word) {
        return Some((*number).to_owned());
    }
    word.bytes().any(|byte| byte.is_ascii_digit()).then(|| word.to_owned())
}
