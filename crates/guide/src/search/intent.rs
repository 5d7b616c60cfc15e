//! What kind of question is asked: to compare, to switch, to earn, to define, to do. An entry's example questions say which
//! kinds it answers; "product owner to TPM" is then no question for the profile of the product owner.
//!
//! Half of this file is the table of phrases.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Kinds of questions.
pub(super) const KINDS: usize = 9;

/// The phrases of each kind. A word of `…` stands for one to five others.
const PHRASES: [&[&str]; KINDS] = [
    &["vs", "versus", "difference", "differences", "differ", "differs", "different", "compared", "compare", "same as"],
    &[
        "switch",
        "switching",
        "transition",
        "transitioning",
        "pivot",
        "become",
        "becoming",
        "break into",
        "breaking into",
        "get into",
        "getting into",
        "go into",
        "move into",
        "moving into",
        "move to",
        "moving to",
        "into tpm",
        "into a tpm",
        "to tpm",
        "to a tpm",
        "to be tpm",
        "to be a tpm",
        "be tpm",
        "be a tpm",
        "career change",
        "changing careers",
        "change careers",
        "coming from",
        "from … to",
        "path from",
        "way into",
    ],
    &[
        "salary",
        "salaries",
        "pay",
        "pays",
        "paid",
        "comp",
        "compensation",
        "tc",
        "rsu",
        "rsus",
        "stock",
        "bonus",
        "money",
        "earn",
        "earns",
        "earning",
        "rate",
        "wage",
        "wages",
        "k",
    ],
    &[
        "interview",
        "interviews",
        "interviewer",
        "interviewers",
        "interviewing",
        "loop",
        "loops",
        "onsite",
        "round",
        "rounds",
        "recruiter",
        "screen",
        "panel",
    ],
    &[
        "what is",
        "what are",
        "whats",
        "what s",
        "meaning",
        "mean",
        "means",
        "stand for",
        "stands for",
        "define",
        "definition",
        "what does",
    ],
    &[
        "how do",
        "how to",
        "how can",
        "how should",
        "how would",
        "how does",
        "how did",
        "steps",
        "template",
        "templates",
        "example",
        "examples",
        "tips",
        "best way",
        "what should i do",
        "what do i do",
    ],
    &[
        "should i",
        "should we",
        "is it",
        "do i need",
        "need a",
        "worth",
        "can i",
        "can a",
        "enough",
        "possible",
        "is there",
        "are there",
        "would",
        "necessary",
        "required",
        "chance",
        "chances",
    ],
    &["resume", "resumes", "cv", "cover letter", "linkedin"],
    &[
        "learn",
        "learning",
        "course",
        "courses",
        "book",
        "books",
        "study",
        "cert",
        "certs",
        "certificate",
        "certificates",
        "certification",
        "certifications",
        "exam",
    ],
];

/// The most words that "…" stands for.
const LONGEST_GAP: usize = 5;
/// What is added to the questions of an entry before their kinds are counted: half a question of the kind among two.
const PRIOR: (f32, f32) = (0.5, 2.0);

/// Which kinds a question is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Intents([bool; KINDS]);

/// The rest of a phrase after its first word, and its kind.
type Rest = (Vec<&'static str>, usize);

/// The phrases by their first word.
static BY_FIRST_WORD: LazyLock<FxHashMap<&str, Vec<Rest>>> = LazyLock::new(|| {
    let mut phrases: FxHashMap<&str, Vec<Rest>> = FxHashMap::default();
    for (kind, texts) in PHRASES.into_iter().enumerate() {
        for text in texts {
            let mut words = text.split(' ');
            let first = words.next().expect("a phrase has a word");
            phrases.entry(first).or_default().push((words.collect(), kind));
        }
    }
    phrases
});

impl Intents {
    /// The kinds of a folded question.
    pub fn of(folded: &str) -> Self {
        let words: Vec<&str> = folded.split(' ').collect();
        let mut intents = Self::default();
        for (place, word) in words.iter().enumerate() {
            for (rest, kind) in BY_FIRST_WORD.get(word).map_or(&[][..], Vec::as_slice) {
                intents.0[*kind] |= follows(&words[place + 1..], rest);
            }
        }
        intents
    }

    /// How many of the kinds that say what is asked about only one of the two has, and whether each asks in a way (to define,
    /// to do, to decide) in which the other does not.
    pub fn differing(self, other: Self) -> (usize, bool) {
        const WAYS: std::ops::Range<usize> = 4..7;
        let only = |one: Self, other: Self| (0..KINDS).filter(move |kind| one.0[*kind] && !other.0[*kind]);
        let subjects = only(self, other).chain(only(other, self)).filter(|kind| !WAYS.contains(kind)).count();
        let way = |one, other| only(one, other).any(|kind| WAYS.contains(&kind));
        (subjects, way(self, other) && way(other, self))
    }

    /// The kinds of either.
    pub fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|kind| self.0[kind] || other.0[kind]))
    }
}

fn follows(words: &[&str], rest: &[&str]) -> bool {
    match rest {
        [] => true,
        ["…", rest @ ..] => (1..=LONGEST_GAP).any(|gap| words.len() > gap && follows(&words[gap..], rest)),
        [next, rest @ ..] => words.first() == Some(next) && follows(&words[1..], rest),
    }
}

/// How usual each kind is among the questions of an entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    questions: f32,
    counts: [f32; KINDS],
}

impl Profile {
    /// Counts a question of the entry.
    pub fn count(&mut self, intents: Intents) {
        self.questions += 1.0;
        for (count, is_one) in self.counts.iter_mut().zip(intents.0) {
            *count += f32::from(u8::from(is_one));
        }
    }

    fn share(&self, kind: usize) -> f32 {
        (self.counts[kind] + PRIOR.0) / (self.questions + PRIOR.1)
    }
}

/// How usual each kind is for each entry, compared with all entries.
#[derive(Clone, Debug)]
pub(super) struct Profiles {
    /// How usual each kind is for all entries together.
    mean: [f32; KINDS],
    compared: Vec<[f32; KINDS]>,
}

impl Profiles {
    /// Compares the entries' profiles with their mean.
    pub fn new(profiles: &[Profile]) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "hundreds of entries")]
        let entries = profiles.len().max(1) as f32;
        let mean: [f32; KINDS] =
            std::array::from_fn(|kind| profiles.iter().map(|profile| profile.share(kind)).sum::<f32>() / entries);
        let compared = |profile: &Profile| std::array::from_fn(|kind| (profile.share(kind) / mean[kind]).ln());
        Self { mean, compared: profiles.iter().map(compared).collect() }
    }

    /// Compares other entries' profiles with the mean of these. Own entries have few questions or none, which say little:
    /// without any, each kind is as usual as for all.
    pub fn beside(&self, profiles: &[Profile]) -> Self {
        let share = |profile: &Profile, kind: usize| {
            (profile.counts[kind] + PRIOR.1 * self.mean[kind]) / (profile.questions + PRIOR.1)
        };
        let compared = |profile: &Profile| std::array::from_fn(|kind| (share(profile, kind) / self.mean[kind]).ln());
        Self { mean: self.mean, compared: profiles.iter().map(compared).collect() }
    }

    /// How much memory it takes beside itself.
    pub fn bytes(&self) -> usize {
        self.compared.capacity() * size_of::<[f32; KINDS]>()
    }

    /// How much likelier than others an entry is to be asked questions of these kinds, as a sum of logarithms.
    pub fn fit(&self, entry: usize, intents: Intents) -> f32 {
        self.compared.get(entry).map_or(0.0, |profile| {
            profile.iter().zip(intents.0).filter(|(_, is_one)| *is_one).map(|(logarithm, _)| logarithm).sum()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_at_any_place() {
        let switch = Intents::of("how do i move from a bank to tpm").0;
        assert!(switch[1] && switch[5], "{switch:?}");
        assert!(Intents::of("product owner to tpm").0[1]);
        assert!(Intents::of("from qa to anything").0[1]);
        assert_eq!(Intents::of("raid log"), Intents::default());
        assert!(!Intents::of("from here").0[1]);
    }

    #[test]
    fn an_entry_fits_the_kinds_that_its_questions_are_of() {
        let profile = |questions: &[&str]| {
            let mut profile = Profile::default();
            for question in questions {
                profile.count(Intents::of(question));
            }
            profile
        };
        let profiles = Profiles::new(&[
            profile(&["how do i move from qa to tpm", "qa to tpm", "switch from testing"]),
            profile(&["what is qa", "what does qa mean"]),
        ]);
        let switch = Intents::of("tester to tpm");
        assert!(profiles.fit(0, switch) > profiles.fit(1, switch));
        assert!(profiles.fit(1, Intents::of("what is a tester")) > profiles.fit(0, Intents::of("what is a tester")));
    }
}
