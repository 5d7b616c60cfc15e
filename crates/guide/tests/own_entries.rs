//! What questions find in servers with entries of their own: entries that the guide would have shipped are found about as well,
//! and entries on other subjects leave the answers of the guide as they are. The same of servers that keep wordings of shipped
//! entries.
//!
//! `cargo test -p tpm-guide-core --test own_entries -- --nocapture` prints the figures.

#![expect(clippy::disallowed_methods, reason = "the test reads its labelled questions from files")]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde::Deserialize;
use tpm_guide_core::community::{Community, Content, OwnEntry, Settings};
use tpm_guide_core::fixtures::answers::shipped as guide;
use tpm_guide_core::fixtures::knowledge::shipped as knowledge;
use tpm_guide_core::knowledge::{Entry, EntryId, Reviewer};
use tpm_guide_core::search::{Corpus, Index, Outcome, Overlay, Ranked, search};

static INDEX: LazyLock<Index> = LazyLock::new(|| Index::build(knowledge()));

#[derive(Clone, Deserialize)]
struct Labelled {
    q: String,
    #[serde(alias = "expect")]
    entries: Vec<String>,
}

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ask").join(name)).expect("a fixture")
}

/// The questions of the files that judge.
fn questions() -> Vec<Labelled> {
    let files = ["real.jsonl", "heldout.jsonl", "regression.jsonl"];
    let lines = files.map(file).concat();
    lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

/// What holds of questions, as shares of all in scope; the last, of all out of scope.
#[derive(Clone, Copy, Debug)]
struct Figures {
    first: f64,
    found_right: f64,
    found_wrong: f64,
    out_found: f64,
}

impl Figures {
    fn of(questions: &[Labelled], asked: impl Fn(&str) -> Ranked) -> Self {
        let (mut inside, mut outside, mut first, mut right, mut wrong, mut out) = (0, 0, 0, 0, 0, 0);
        for question in questions {
            let ranked = asked(&question.q);
            let is_found = ranked.outcome == Outcome::Found;
            let is_right =
                ranked.hits.first().is_some_and(|hit| question.entries.iter().any(|id| id == hit.id.as_str()));
            if question.entries.is_empty() {
                outside += 1;
                out += u32::from(is_found);
            } else {
                inside += 1;
                first += u32::from(is_right);
                right += u32::from(is_found && is_right);
                wrong += u32::from(is_found && !is_right);
            }
        }
        let share = |count: u32, of: u32| f64::from(count) / f64::from(of.max(1));
        Self {
            first: share(first, inside),
            found_right: share(right, inside),
            found_wrong: share(wrong, inside),
            out_found: share(out, outside),
        }
    }

    fn print(self, what: &str) {
        println!(
            "{what:<44} right first {:.3}   found and right {:.3}   found and wrong {:.3}   out of scope, found {:.3}",
            self.first, self.found_right, self.found_wrong, self.out_found
        );
    }

    /// By how much any of them is worse than in `other`.
    fn worse_than(self, other: Self) -> f64 {
        let losses = [
            other.first - self.first,
            other.found_right - self.found_right,
            self.found_wrong - other.found_wrong,
            self.out_found - other.out_found,
        ];
        losses.into_iter().fold(0.0, f64::max)
    }
}

fn own(place: usize, content: Content) -> OwnEntry {
    OwnEntry {
        slug: format!("entry-{place}"),
        content,
        reviewed: time::macros::date!(2026 - 11 - 22),
        reviewer: Reviewer::Manager,
        revision: 1,
    }
}

/// Entries on other subjects.
fn unrelated(most: usize) -> Vec<Entry> {
    #[derive(Deserialize)]
    struct Unrelated {
        title: String,
        body: String,
        also_known_as: Vec<String>,
        asked_as: Vec<String>,
    }
    let text = file("unrelated.jsonl");
    let lines = text.lines().take(most).map(|line| serde_json::from_str(line).expect("an entry"));
    let content = |Unrelated { title, body, also_known_as, asked_as }| Content {
        title,
        body,
        also_known_as,
        asked_as,
        ..Content::default()
    };
    lines.map(content).enumerate().map(|(place, content)| own(place, content).to_entry().expect("whole")).collect()
}

#[test]
fn a_server_without_entries_of_its_own_gets_every_answer_to_the_bit() {
    let nothing = Overlay::build(&INDEX, &[], [], []);
    for Labelled { q, .. } in questions() {
        let plain = search(&*INDEX, &q);
        let empty = search(Corpus::new(&INDEX, Some(&nothing)), &q);
        assert_eq!(plain, empty, "{q}");
        assert_eq!(plain.confidence.to_bits(), empty.confidence.to_bits(), "{q}");
    }
}

#[test]
fn entries_on_other_subjects_leave_the_answers_as_they_are() {
    let questions = questions();
    let plain = Figures::of(&questions, |question| search(&*INDEX, question));
    plain.print(&format!("{} questions, no own entries", questions.len()));
    for most in [5, 30, 200] {
        let entries = unrelated(most);
        let overlay = Overlay::build(&INDEX, &entries, [], []);
        let figures = Figures::of(&questions, |question| search(Corpus::new(&INDEX, Some(&overlay)), question));
        figures.print(&format!("with {} entries on other subjects", entries.len()));
        assert!(figures.worse_than(plain) <= 0.02, "{figures:?} of {plain:?}");
    }
}

/// How much of an entry a server has written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Written {
    Whole,
    FewQuestions,
    TitleAndText,
}

#[test]
fn entries_are_found_as_own_ones_about_as_well_as_as_shipped_ones() {
    const EVERY: usize = 9;
    let moved: Vec<&Entry> = knowledge().entries().iter().step_by(EVERY).collect();
    let is_moved = |entry: &Entry| moved.iter().any(|other| other.id == entry.id);
    let index = Index::build_without_entries(knowledge(), &is_moved);
    let all = questions();
    let about: Vec<Labelled> = all
        .iter()
        .filter(|question| question.entries.iter().any(|id| moved.iter().any(|entry| entry.id.as_str() == id)))
        .cloned()
        .collect();
    let shipped_all = Figures::of(&all, |question| search(&*INDEX, question));
    let shipped = Figures::of(&about, |question| search(&*INDEX, question));
    shipped_all.print(&format!("{} questions, all shipped", all.len()));
    shipped.print(&format!("{} about {} entries, all shipped", about.len(), moved.len()));
    for (written, most_lost) in [(Written::Whole, 0.06), (Written::FewQuestions, 0.20), (Written::TitleAndText, 0.60)] {
        let content = |entry: &Entry| Content {
            title: entry.title.clone(),
            body: entry.texts().join("\n"),
            also_known_as: if written == Written::TitleAndText { Vec::new() } else { entry.also_known_as.clone() },
            asked_as: entry
                .asked_as
                .iter()
                .take(match written {
                    Written::Whole => 20,
                    Written::FewQuestions => 4,
                    Written::TitleAndText => 0,
                })
                .cloned()
                .collect(),
            ..Content::default()
        };
        let entries: Vec<Entry> = moved
            .iter()
            .enumerate()
            .map(|(place, entry)| Entry {
                id: entry.id.clone(),
                ..own(place, content(entry)).to_entry().expect("whole")
            })
            .collect();
        let overlay = Overlay::build(&index, &entries, [], []);
        let asked = |question: &str| search(Corpus::new(&index, Some(&overlay)), question);
        let figures_all = Figures::of(&all, asked);
        let figures = Figures::of(&about, asked);
        figures_all.print(&format!("all, {written:?}"));
        figures.print(&format!("about those entries, {written:?}"));
        let asserted: Vec<(&Labelled, Ranked)> = all.iter().map(|question| (question, asked(&question.q))).collect();
        let (mut own, mut right) = (0, 0);
        for (question, ranked) in &asserted {
            let first = ranked.hits.first().map(|hit| hit.id.as_str());
            if ranked.outcome == Outcome::Found && moved.iter().any(|entry| Some(entry.id.as_str()) == first) {
                own += 1;
                right += u32::from(question.entries.iter().any(|id| Some(id.as_str()) == first));
            }
        }
        println!("own entries asserted, {written:?}: {own}, right {right}");
        // What is asserted of thin evidence is as often right as what is asserted at all.
        assert!(f64::from(right) >= 0.85 * f64::from(own), "{right} of {own} are right");
        assert!(figures.worse_than(shipped) <= most_lost, "{figures:?} of {shipped:?}");
        assert!(figures_all.worse_than(shipped_all) <= 0.06, "{figures_all:?} of {shipped_all:?}");
    }
}

/// Every second question of the files is kept as a wording of its entries, and the others are asked.
#[test]
fn kept_wordings_find_their_entries_and_take_little_from_others() {
    let all = questions();
    let (kept, asked): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(place, _)| place % 2 == 0);
    let asked: Vec<Labelled> = asked.into_iter().map(|(_, question)| question.clone()).collect();
    let before = Figures::of(&asked, |question| search(&guide().index, question));
    before.print(&format!("{} questions, no wordings kept", asked.len()));
    let is_found = |question: &Labelled| {
        let ranked = search(&guide().index, &question.q);
        ranked.outcome == Outcome::Found && question.entries.iter().any(|id| *id == ranked.hits[0].id.as_str())
    };
    for (what, only_missed) in [("all of the other half", false), ("those that are not found", true)] {
        let kept = kept.iter().map(|(_, question)| question).filter(|question| !only_missed || !is_found(question));
        let wordings: Vec<(EntryId, String)> = kept
            .flat_map(|question| {
                question.entries.iter().map(|id| (EntryId::new(id).expect("an id"), question.q.clone()))
            })
            .collect();
        let server = Community::with_wordings(guide(), &[], Settings::default(), &wordings);
        let search_here = |question: &str| search(Corpus::new(&guide().index, Some(server.overlay())), question);
        let after = Figures::of(&asked, search_here);
        after.print(&format!("{} wordings, {what}", wordings.len()));
        assert!(after.worse_than(before) <= 0.02, "{after:?} of {before:?}");
        let first =
            wordings.iter().take(100).filter(|(id, text)| search_here(text).hits.iter().any(|hit| hit.id == *id));
        assert_eq!(first.count(), 100, "each wording finds its entry");
    }
}
