//! Whether a question is told from the ones that wait: precision and recall on pairs that were not looked at when the weights and
//! the threshold were fitted, and in queues of labelled questions.
//!
//! `cargo test -p tpm-guide-core --test same_questions -- --nocapture` prints the figures.

#![expect(clippy::disallowed_methods, reason = "the test reads its labelled questions from files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde::Deserialize;
use tpm_guide_core::fixtures::knowledge::shipped as knowledge;
use tpm_guide_core::search::{Index, OpenQuestion, Same, same_question};

static INDEX: LazyLock<Index> = LazyLock::new(|| Index::build(knowledge()));

#[derive(Deserialize)]
struct Pair {
    one: String,
    other: String,
    /// In what they differ; `None` for two that ask the same.
    differ: Option<String>,
}

#[derive(Clone, Deserialize)]
struct Labelled {
    q: String,
    #[serde(alias = "expect")]
    entries: Vec<String>,
}

fn lines<T: for<'d> Deserialize<'d>>(name: &str) -> Vec<T> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ask").join(name);
    let text = fs::read_to_string(file).expect("a fixture");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

fn joined(open: &str, asked: &str) -> Option<Same> {
    same_question(&*INDEX, &[OpenQuestion { number: 1, text: open }], asked)
}

fn share(part: usize, of: usize) -> f64 {
    f64::from(u32::try_from(part).expect("few")) / f64::from(u32::try_from(of.max(1)).expect("few"))
}

/// Prints how many of the pairs of each kind are joined; gives precision and recall.
fn judged(name: &str) -> (f64, f64) {
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut right, mut wrong, mut same) = (0, 0, 0);
    for Pair { one, other, differ } in lines::<Pair>(name) {
        let is_joined = joined(&one, &other).is_some() || joined(&other, &one).is_some();
        let counts = kinds.entry(differ.clone().unwrap_or_else(|| "the same".to_owned())).or_default();
        counts.0 += usize::from(is_joined);
        counts.1 += 1;
        same += usize::from(differ.is_none());
        right += usize::from(is_joined && differ.is_none());
        if is_joined && let Some(differ) = differ {
            wrong += 1;
            println!("joined, but they differ in {differ}: {one} | {other}");
        }
    }
    for (kind, (joined, of)) in kinds {
        println!("{name}: {kind:<12} {joined:>3} of {of:>3} joined");
    }
    let (precision, recall) = (share(right, right + wrong), share(right, same));
    println!("{name}: precision {precision:.3}, recall {recall:.3}");
    (precision, recall)
}

#[test]
fn questions_that_differ_in_a_name_a_number_or_a_denial_stay_apart() {
    let (precision, recall) = judged("pairs.jsonl");
    judged("pairs-fit.jsonl");
    assert!(precision >= 0.95, "{precision:.3} of the joined pairs are the same question");
    assert!(recall >= 0.25, "{recall:.3} of the same questions are joined");
}

/// Every labelled question of the files that judge is asked where those of the other half wait: is what it joins about the same?
#[test]
fn what_is_joined_in_a_queue_is_about_the_same_entry() {
    const WAITING: usize = 100;
    let all: Vec<Labelled> = [lines("heldout.jsonl"), lines("regression.jsonl")].concat();
    let (waiting, asking): (Vec<_>, Vec<_>) = all.into_iter().enumerate().partition(|(place, _)| place % 2 == 0);
    let waiting: Vec<Labelled> = waiting.into_iter().map(|(_, one)| one).collect();
    let (mut asked, mut could, mut did, mut right) = (0, 0, 0, 0);
    for (_, question) in &asking {
        for (queue, some) in waiting.chunks(WAITING).enumerate() {
            let open: Vec<OpenQuestion<'_>> =
                some.iter().zip(0..).map(|(one, number)| OpenQuestion { number, text: &one.q }).collect();
            let is_same = |one: &Labelled| question.entries.iter().any(|id| one.entries.contains(id));
            asked += 1;
            could += usize::from(some.iter().any(is_same));
            if let Some(found) = same_question(&*INDEX, &open, &question.q) {
                let one = &some[usize::try_from(found.number).expect("few")];
                did += 1;
                right += usize::from(is_same(one));
                println!("queue {queue}, {:.2}: {} | {}", found.likeness, question.q, one.q);
            }
        }
    }
    println!(
        "{asked} times asked of {WAITING} waiting, {could} with one about the same entry: {did} joined, {right} of them to one"
    );
    assert!(right * 10 >= did * 8, "{right} of {did} are about the same entry");
}

#[test]
fn the_same_words_are_the_same_question_and_nothing_is_none() {
    let open = [
        OpenQuestion { number: 7, text: "Hello, can you help me?" },
        OpenQuestion { number: 9, text: "Who runs the mock interviews here?" },
    ];
    let same = |asked: &str| same_question(&*INDEX, &open, asked);
    assert_eq!(same("hello can you help me"), Some(Same { number: 7, likeness: 1.0 }));
    assert_eq!(same("WHO runs the mock interviews here"), Some(Same { number: 9, likeness: 1.0 }));
    for nothing in ["", "?!", "hello", "help", "can you help", "\u{202e}\u{200b}", "製品管理者とは"] {
        assert_eq!(same(nothing), None, "{nothing}");
    }
    for long in ["who runs it ".repeat(600), "a".repeat(6_000), "🎉".repeat(3_000)] {
        assert_eq!(same(&long), None);
        assert!(joined(&long, "Who runs the mock interviews here?").is_none());
    }
    assert_eq!(same_question(&*INDEX, &[], "Who runs the mock interviews here?"), None);
    assert_eq!(same_question(&*INDEX, &[OpenQuestion { number: 1, text: "" }], "who"), None);
}
