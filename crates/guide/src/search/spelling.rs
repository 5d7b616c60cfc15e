//! Slips of the fingers: which known word an unknown one probably means.

use super::terms::Form;

/// Lengths, in characters, of the words that are repaired.
const SHORTEST: usize = 4;
const LONGEST: usize = 24;
/// Words of this length or longer may hold two slips.
const LONG: usize = 6;
/// A word that only refused questions hold may be misspelt there: a known word must be this many times as frequent.
const MORE_FREQUENT: u32 = 8;
/// A word that refused questions hold this often is no slip.
const NO_SLIP: u32 = 4;
/// How often both halves must be known for a word to be taken for two.
const OFTEN: u32 = 3;
/// A slip at the beginning of a word is rarer than one within it.
const OTHER_BEGINNING: f32 = 0.8;

/// Every word that the knowledge holds, by its length, each list in alphabetical order.
#[derive(Clone, Debug, Default)]
pub(super) struct Spelling {
    by_length: Vec<Vec<Known>>,
}

/// A known word.
#[derive(Clone, Debug)]
struct Known {
    word: Box<str>,
    /// Which letters it holds, folded into 64 bits.
    letters: u64,
    count: u32,
}

/// Whether a word is beyond doubt.
pub(super) fn is_sure(form: Form) -> bool {
    form.by_us > 0 || form.refused >= NO_SLIP
}

/// Whether it is a frequent word.
pub(super) fn is_frequent(form: Form) -> bool {
    form.by_us >= OFTEN
}

/// What a doubtful word probably means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Repair<'s> {
    pub word: &'s str,
    /// How many slips lie between.
    pub slips: usize,
    /// How unlikely it is, compared with others.
    pub cost: f32,
}

/// Two known words that were written as one.
pub(super) fn split(written: &str, is_frequent: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    const SHORTEST_HALF: usize = 3;
    let halves = written.char_indices().map(|(at, _)| written.split_at(at));
    let long_enough = |(first, second): &(&str, &str)| first.len().min(second.len()) >= SHORTEST_HALF;
    halves.filter(long_enough).find(|(first, second)| is_frequent(first) && is_frequent(second))
}

impl Spelling {
    /// Makes the words that were learnt ready to be compared with.
    pub fn of<'w>(forms: impl Iterator<Item = (&'w str, Form)>) -> Self {
        let mut by_length = vec![Vec::new(); LONGEST + 1];
        for (word, form) in forms {
            let length = word.chars().count();
            if (SHORTEST - 1..=LONGEST).contains(&length) && !word.bytes().any(|byte| byte.is_ascii_digit()) {
                let count = form.by_us + form.refused;
                by_length[length].push(Known { word: word.into(), letters: letters(word), count });
            }
        }
        for words in &mut by_length {
            words.sort_unstable_by(|one: &Known, other| one.word.cmp(&other.word));
            words.shrink_to_fit();
        }
        Self { by_length }
    }

    /// The likeliest known word for a doubtful one, of which this is known.
    pub fn repair(&self, known: Option<Form>, written: &str) -> Option<Repair<'_>> {
        let length = written.chars().count();
        if !(SHORTEST..=LONGEST).contains(&length) || written.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let seen = known.map_or(0, |form| form.refused);
        let allowed = if length < LONG || seen > 0 { 1 } else { 2 };
        let held = letters(written);
        let lengths = self.by_length.get(length - allowed..=(length + allowed).min(LONGEST))?;
        lengths
            .iter()
            .flatten()
            // A slip changes two of the letters at most; the rest need not be measured.
            .filter(|known| (known.letters ^ held).count_ones() as usize <= 2 * allowed)
            .filter(|known| known.count >= MORE_FREQUENT * seen)
            .filter_map(|known| {
                let slips = strsim::osa_distance(written, &known.word);
                let beginning = known.word.chars().next() == written.chars().next();
                let plausible = slips <= allowed && (beginning || slips == 1);
                plausible.then(|| Repair { word: &known.word, slips, cost: cost(known, slips, beginning) })
            })
            .min_by(|one, other| one.cost.total_cmp(&other.cost))
    }

    /// Known words that begin like this, the most frequent first, at most `most`.
    pub fn beginning_with(&self, beginning: &str, most: usize) -> Vec<&str> {
        let mut found: Vec<&Known> = self
            .by_length
            .iter()
            .flat_map(|words| {
                let from = words.partition_point(|known| *known.word < *beginning);
                words[from..].iter().take_while(|known| known.word.starts_with(beginning))
            })
            .collect();
        found.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.word.cmp(&other.word)));
        found.into_iter().take(most).map(|known| &*known.word).collect()
    }

    /// How much memory it takes beside itself.
    pub fn bytes(&self) -> usize {
        let known = self.by_length.iter().flatten().map(|known| known.word.len()).sum::<usize>();
        let lists = self.by_length.iter().map(|words| words.capacity() * size_of::<Known>()).sum::<usize>();
        self.by_length.capacity() * size_of::<Vec<Known>>() + lists + known
    }
}

/// Fewer slips are likelier, and frequent words are.
#[expect(clippy::cast_precision_loss, reason = "counts of slips and words are small")]
fn cost(known: &Known, slips: usize, beginning: bool) -> f32 {
    const FREQUENT: f32 = 0.08;
    const AT_MOST: f32 = 6.0;
    let start = if beginning { 0.0 } else { OTHER_BEGINNING };
    slips as f32 + start - FREQUENT * (known.count as f32).ln().min(AT_MOST)
}

fn letters(word: &str) -> u64 {
    word.chars().fold(0, |held, letter| held | 1 << (u32::from(letter) % 64))
}

#[cfg(test)]
mod tests {
    use super::super::terms::{Terms, Writer};
    use super::*;

    fn taught(words: &str) -> Terms {
        let mut terms = Terms::default();
        for word in words.split(' ') {
            for _ in 0..10 {
                terms.learn(word, Writer::Us);
            }
        }
        terms
    }

    fn repaired<'s>(terms: &Terms, spelling: &'s Spelling, written: &str) -> Option<&'s str> {
        spelling.repair(terms.form(written), written).map(|repair| repair.word)
    }

    #[test]
    fn slips_are_repaired() {
        let terms = taught("product manager interview healthcare stakeholder");
        let spelling = Spelling::of(terms.forms());
        for (written, meant) in [
            ("prodcut", "product"),
            ("mananger", "manager"),
            ("intervew", "interview"),
            ("helthcare", "healthcare"),
            ("stakholders", "stakeholder"),
            ("nterview", "interview"),
        ] {
            assert_eq!(repaired(&terms, &spelling, written), Some(meant), "{written}");
        }
    }

    #[test]
    fn short_words_numbers_and_other_words_are_left_alone() {
        let terms = taught("code risk product 2024");
        let spelling = Spelling::of(terms.forms());
        for written in ["cod", "2025", "risotto", "a", "", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
            assert_eq!(repaired(&terms, &spelling, written), None, "{written}");
        }
    }

    #[test]
    fn two_words_in_one_are_cut() {
        let terms = taught("product manager");
        assert_eq!(
            split("productmanager", |word| terms.form(word).is_some_and(is_frequent)),
            Some(("product", "manager"))
        );
        assert_eq!(split("productive", |word| terms.form(word).is_some_and(is_frequent)), None);
    }

    #[test]
    fn a_slip_in_a_refused_question_is_no_word() {
        let mut terms = taught("manage");
        terms.learn("mange", Writer::Refused);
        assert!(!is_sure(terms.form("mange").expect("learnt")));
        assert_eq!(repaired(&terms, &Spelling::of(terms.forms()), "mange"), Some("manage"));
    }

    #[test]
    fn beginnings_are_completed_with_frequent_words_first() {
        let mut terms = taught("salary sales");
        terms.learn("salary", Writer::Us);
        let spelling = Spelling::of(terms.forms());
        assert_eq!(spelling.beginning_with("sal", 5), ["salary", "sales"]);
        assert_eq!(spelling.beginning_with("sal", 1), ["salary"]);
    }
}
