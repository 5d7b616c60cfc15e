//! What a server adds, as a whole: links both ways, and what it takes.

use time::macros::date;

use super::*;
use crate::answer::{Question, View, answer};
use crate::community::Content;
use crate::fixtures::answers::shipped;
use crate::knowledge::Reviewer;

fn own(slug: &str, title: &str, questions: &[&str]) -> OwnEntry {
    OwnEntry {
        slug: slug.to_owned(),
        content: Content {
            title: title.to_owned(),
            body: "We do it every Tuesday.\n- Once\n- Twice".to_owned(),
            asked_as: questions.iter().map(|question| (*question).to_owned()).collect(),
            ..Content::default()
        },
        reviewed: date!(2026 - 11 - 22),
        reviewer: Reviewer::Manager,
        revision: 1,
    }
}

#[test]
fn links_lead_from_an_own_entry_to_shipped_ones_and_back() {
    let guide = shipped();
    let server = Community::build(
        guide,
        &[own("raid-log", "RAID log template", &["where is our raid log"])],
        Settings::default(),
    );
    let view = View::new(guide, Some(&server));
    let shown = answer(view, &Question::entry(&server.entries()[0].id));
    assert!(!shown.links.is_empty(), "it is about something that the guide knows");
    for link in &shown.links {
        let back = answer(view, &link.question);
        assert_eq!(back.links.last().map(|link| link.label.as_str()), Some("RAID log template"), "{}", back.title);
    }
    let unrelated = Community::build(guide, &[own("pizza", "Pizza night", &[])], Settings::default());
    assert!(unrelated.entries()[0].related.is_empty(), "{:?}", unrelated.entries()[0].related);
}

#[test]
fn a_damaged_entry_and_a_second_one_of_an_id_are_left_out() {
    let damaged = OwnEntry { slug: "Not A Slug".to_owned(), ..own("x", "Damaged", &[]) };
    let server =
        Community::build(shipped(), &[damaged, own("one", "One", &[]), own("one", "Other", &[])], Settings::default());
    let titles: Vec<&str> = server.entries().iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["One"]);
}

#[test]
fn more_entries_take_more_memory() {
    let many = |count: usize| {
        let own: Vec<OwnEntry> =
            (0..count).map(|number| own(&format!("e{number}"), &format!("Entry {number}"), &[])).collect();
        Community::build(shipped(), &own, Settings::default()).bytes()
    };
    let (none, ten, hundred) = (many(0), many(10), many(100));
    assert!(none < 3_000 && none < ten && ten * 5 < hundred, "{none} {ten} {hundred}");
}

#[test]
fn wordings_of_shipped_entries_count_where_they_are_seen_and_so_many_of_them() {
    let guide = shipped();
    let id = |written: &str| EntryId::new(written).expect("an id");
    let kept = |written: &str, text: &str| (id(written), text.to_owned());
    let hidden = Settings { hidden: [id("role/tpm")].into(), ..Settings::default() };
    let none = Community::build(guide, &[], hidden.clone()).bytes();
    let passed_over = [
        kept("role/tpm", "hidden"),
        kept("own/x", "own"),
        kept("role/no-such", "gone"),
        kept("role/product-manager", "?!"),
    ];
    let server = Community::with_wordings(guide, &[], hidden.clone(), &passed_over);
    assert_eq!(server.bytes(), none);
    let wording = "which hat does the purple giraffe wear on mondays";
    let server = Community::with_wordings(guide, &[], hidden, &[kept("role/product-manager", wording)]);
    assert!(server.bytes() > none && server.entries().is_empty());
    let shown = answer(View::new(guide, Some(&server)), &Question::ask(wording));
    assert_eq!(shown.searched.and_then(|searched| searched.best), Some(id("role/product-manager")));
    let many = |count: usize| -> usize {
        let wordings: Vec<(EntryId, String)> =
            (0..count).map(|number| kept("role/product-manager", &format!("purple giraffe {number}x"))).collect();
        Community::with_wordings(guide, &[], Settings::default(), &wordings).bytes()
    };
    assert!(many(10) < many(MOST_WORDINGS_OF_AN_ENTRY));
    assert_eq!(many(MOST_WORDINGS_OF_AN_ENTRY), many(MOST_WORDINGS_OF_AN_ENTRY * 2));
}
