//! What a question finds in a server with entries of its own.

use std::sync::LazyLock;

use super::super::{Corpus, Index, Outcome, Ranked, exact_words, search, suggest_entries};
use super::*;
use crate::community::{Content, OwnEntry};
use crate::fixtures::knowledge::shipped;
use crate::knowledge::{Entry, Reviewer};

static INDEX: LazyLock<Index> = LazyLock::new(|| Index::build(shipped()));

fn own(slug: &str, title: &str, body: &str, questions: &[&str]) -> Entry {
    let content = Content {
        title: title.to_owned(),
        body: body.to_owned(),
        asked_as: questions.iter().map(|question| (*question).to_owned()).collect(),
        ..Content::default()
    };
    let reviewed = time::macros::date!(2026 - 11 - 22);
    let entry = OwnEntry { slug: slug.to_owned(), content, reviewed, reviewer: Reviewer::Editor, revision: 1 };
    entry.to_entry().expect("a whole entry")
}

fn place(id: &str) -> usize {
    shipped().entries().iter().position(|entry| entry.id.as_str() == id).unwrap_or_else(|| panic!("{id}"))
}

fn server() -> Vec<Entry> {
    vec![
        own(
            "kubernetes-kitchen",
            "Kubernetes kitchen",
            "We cook every Thursday with Wojciech.",
            &["when do we cook together"],
        ),
        own(
            "rules",
            "Server rules",
            "No advertising. A **warning** comes first.",
            &["may I advertise my newsletter here"],
        ),
    ]
}

fn overlay() -> Overlay {
    Overlay::build(&INDEX, &server(), [], [])
}

fn found(overlay: &Overlay, question: &str) -> Ranked {
    search(Corpus::new(&INDEX, Some(overlay)), question)
}

fn first(ranked: &Ranked) -> Option<&str> {
    ranked.hits.first().map(|hit| hit.id.as_str())
}

#[test]
fn titles_and_questions_word_for_word_are_certain() {
    for (question, id) in [
        ("server rules", "own/rules"),
        ("May I advertise my newsletter here?", "own/rules"),
        ("kubernetes kitchen!", "own/kubernetes-kitchen"),
    ] {
        let ranked = found(&overlay(), question);
        assert_eq!((first(&ranked), ranked.confidence), (Some(id), 1.0), "{question}");
    }
}

#[test]
fn own_words_are_found_with_other_endings_and_slips() {
    for question in ["kubernets kitchen", "advertising my newsleter", "when are we cooking together?"] {
        let ranked = found(&overlay(), question);
        assert!(first(&ranked).is_some_and(|id| id.starts_with("own/")), "{question}: {ranked:?}");
        assert_ne!(ranked.outcome, Outcome::Unknown, "{question}: {ranked:?}");
    }
    assert_eq!(
        first(&found(&overlay(), "wojciehc")),
        Some("own/kubernetes-kitchen"),
        "a word that only own entries hold"
    );
}

#[test]
fn an_own_title_wins_over_a_shipped_one_and_over_a_refusal() {
    let refused = &shipped().refusals()[0].questions[0];
    let entries = [own("tpm", "TPM", "Ours.", &[]), own("refused", refused, "We answer it.", &[])];
    let overlay = Overlay::build(&INDEX, &entries, [], []);
    assert_eq!(first(&found(&overlay, "tpm")), Some("own/tpm"));
    let ranked = found(&overlay, refused);
    assert_eq!((first(&ranked), ranked.outcome), (Some("own/refused"), Outcome::Found));
}

#[test]
fn what_is_switched_off_is_not_found() {
    let id = "role/product-manager";
    let overlay = Overlay::build(&INDEX, &[], [place(id)], []);
    for question in ["product manager", "what does a product manager do", "role/product-manager"] {
        assert_eq!(first(&search(&*INDEX, question)), Some(id), "{question}");
        let ranked = found(&overlay, question);
        assert!(ranked.hits.iter().all(|hit| hit.id.as_str() != id), "{question}");
        assert!(
            !suggest_entries(Corpus::new(&INDEX, Some(&overlay)), question, 5).iter().any(|other| other.as_str() == id)
        );
    }
}

#[test]
fn what_is_replaced_is_found_by_its_own_words_and_once() {
    let entries = [own("pms", "PMs here", "They sit next to us.", &[])];
    let overlay = Overlay::build(&INDEX, &entries, [], [(place("role/product-manager"), 0)]);
    for question in ["product manager", "what does a product manager do", "PMs here"] {
        let ranked = found(&overlay, question);
        let places = ranked.hits.iter().filter(|hit| hit.id.as_str() == "own/pms").count();
        assert_eq!((first(&ranked), places), (Some("own/pms"), 1), "{question}");
    }
}

#[test]
fn the_last_word_is_completed_with_own_words() {
    let overlay = overlay();
    let corpus = Corpus::new(&INDEX, Some(&overlay));
    let offered = suggest_entries(corpus, "advertise my newsl", 5);
    assert_eq!(offered.first().map(|id| id.as_str()), Some("own/rules"), "{offered:?}");
    assert_eq!(exact_words(corpus, &server()[1]), "Server rules");
}

#[test]
fn a_company_that_an_own_entry_is_asked_about_is_known() {
    let question = "xyzzycorp interview";
    assert!(search(&*INDEX, question).unknown_company.is_some());
    let entries = [own("x", "Interviews at Xyzzycorp", "Three rounds.", &[])];
    let overlay = Overlay::build(&INDEX, &entries, [], []);
    let ranked = found(&overlay, question);
    assert_eq!((ranked.unknown_company.as_deref(), first(&ranked)), (None, Some("own/x")));
}

#[test]
fn a_word_that_no_own_entry_holds_keeps_its_weight() {
    let overlay = overlay();
    let corpus = Corpus::new(&INDEX, Some(&overlay));
    let term = |word: &str| corpus.find(word).expect("a word");
    assert_eq!(corpus.idf(term("roadmap")).to_bits(), INDEX.idf[term("roadmap") as usize].to_bits());
    assert!(corpus.idf(term("advertise")) < INDEX.unknown);
    let many: Vec<Entry> =
        (0..600).map(|number| own(&format!("e{number}"), &format!("Roadmap {number}"), "x", &[])).collect();
    let overlay = Overlay::build(&INDEX, &many, [], []);
    assert!(Corpus::new(&INDEX, Some(&overlay)).idf(term("roadmap")) > 0.0, "however many hold it");
}
