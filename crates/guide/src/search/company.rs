//! Questions on the interviews of a company that the guide does not know: what holds for another company, or in general, is
//! no answer to them.

use super::corpus::Corpus;
use super::words::{folded, words};

/// What the ids of entries on interviews begin with.
const INTERVIEWS: &str = "interview/";
/// Words for interviews.
const INTERVIEW: [&str; 8] = ["interview", "interviews", "interviewing", "loop", "loops", "onsite", "rounds", "round"];
/// Words between a company's name and a word for interviews.
const BETWEEN: [&str; 12] = [
    "tpm",
    "technical",
    "program",
    "project",
    "product",
    "manager",
    "virtual",
    "final",
    "panel",
    "phone",
    "hiring",
    "job",
];
/// Words before a company's name.
const BEFORE: [&str; 4] = ["at", "with", "from", "for"];
/// Letters of the shortest name.
const SHORTEST: usize = 3;

/// The name in "interview at X" or "X interview", where no entry holds it.
pub(super) fn unknown_company(corpus: Corpus<'_>, question: &str) -> Option<String> {
    let folded = folded(question);
    let words: Vec<&str> = words(&folded).collect();
    let place = words.iter().position(|word| INTERVIEW.contains(word))?;
    let before = words[..place].iter().rev().find(|word| !BETWEEN.contains(word));
    let after = words[place + 1..].windows(2).find(|two| BEFORE.contains(&two[0])).map(|two| &two[1]);
    let unknown = |word: &&&str| {
        word.len() >= SHORTEST
            && word.bytes().all(|byte| byte.is_ascii_alphabetic())
            && !corpus.is_asked_with(INTERVIEWS, word)
    };
    after.filter(unknown).or(before.filter(unknown)).map(|name| (*name).to_owned())
}
