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

/// A server with these own entries and one wording of a shipped entry.
fn keeping(own: &[Entry], replaced: &[(usize, usize)], id: &str, wording: &str) -> Overlay {
    Overlay::with_wordings(&INDEX, own, [], replaced.iter().copied(), [(place(id), wording)])
}

const KEPT: &str = "our boss from Klagenfurt wants a traffic signal sheet evry friday";

#[test]
fn a_kept_wording_finds_its_entry_and_so_do_questions_like_it() {
    let id = "topic/raid-log";
    let overlay = keeping(&[], &[], id, KEPT);
    assert_ne!(first(&search(&*INDEX, KEPT)), Some(id));
    let ranked = found(&overlay, KEPT);
    assert_eq!((first(&ranked), ranked.confidence), (Some(id), 1.0));
    for question in ["traffic signal sheet every friday", "klagenfurt boss wants a traffic signal sheet"] {
        let ranked = found(&overlay, question);
        assert_eq!(first(&ranked), Some(id), "{question}: {ranked:?}");
        assert_ne!(ranked.outcome, Outcome::Unknown, "{question}: {ranked:?}");
    }
    let times = found(&overlay, KEPT).hits.iter().filter(|hit| hit.id.as_str() == id).count();
    assert_eq!((times, overlay.docs()), (1, 0), "it is listed once, and is no entry of its own");
    assert!(overlay.bytes() > Overlay::build(&INDEX, &[], [], []).bytes() + 100);
}

#[test]
fn a_slip_in_a_kept_wording_does_not_become_a_word() {
    let overlay = keeping(&[], &[], "role/product-manager", "wat is the averge sallary hre");
    let corpus = Corpus::new(&INDEX, Some(&overlay));
    assert_eq!(corpus.repair("sallary"), Corpus::from(&*INDEX).repair("sallary"));
    assert!(overlay.find("sallary").is_none() && overlay.find("averge").is_none());
}

#[test]
fn a_kept_wording_leads_to_what_replaces_its_entry_and_nowhere_if_that_is_switched_off() {
    let id = "role/product-manager";
    let entries = [own("pms", "PMs here", "They sit next to us.", &[])];
    let replaced = keeping(&entries, &[(place(id), 0)], id, KEPT);
    let ranked = found(&replaced, KEPT);
    assert_eq!((first(&ranked), ranked.confidence), (Some("own/pms"), 1.0));
    assert_eq!(ranked.hits.iter().filter(|hit| hit.id.as_str() == "own/pms").count(), 1);
    let off = Overlay::with_wordings(&INDEX, &[], [place(id)], [], [(place(id), KEPT)]);
    assert!(found(&off, KEPT).hits.iter().all(|hit| hit.id.as_str() != id));
    assert_ne!(found(&off, KEPT).outcome, Outcome::Found);
}

#[test]
fn titles_come_before_kept_wordings_and_these_before_shipped_questions() {
    let title = &shipped().entries()[place("role/tpm")].title;
    let question = &shipped().entries()[place("role/tpm")].asked_as[0];
    assert_eq!(first(&found(&keeping(&[], &[], "role/product-manager", title), title)), Some("role/tpm"));
    let other = keeping(&[], &[], "role/product-manager", question);
    assert_eq!(first(&found(&other, question)), Some("role/product-manager"));
    let refused = &shipped().refusals()[0].questions[0];
    assert_eq!(first(&found(&keeping(&[], &[], "role/tpm", refused), refused)), Some("role/tpm"));
}
