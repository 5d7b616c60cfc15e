//! What the guide lacks.

use super::*;

#[test]
fn what_is_not_there_gets_what_is_near_or_the_overview() {
    for shelf in Shelf::ALL {
        let shown = answer(shipped(), &Question::find(shelf, "xyzzy plugh"));
        assert_eq!(shown.about, About::Missing);
        assert_eq!(shown.quoted.as_deref(), Some("xyzzy plugh"));
        assert_eq!(labels(&shown), ["What can I ask?"], "nothing is near, {shelf:?}");
        assert_eq!(shown.menu, answer(shipped(), &Question::Help).menu, "the overview is offered instead");
    }
    let near = asked(shipped(), "/industry healthcare things");
    assert_eq!(near.links[0].question, Question::entry(&id("industry/healthcare")));
    assert_eq!((near.links.last().unwrap().question.clone(), near.menu), (Question::Help, None));
}

#[test]
fn nothing_is_quoted_when_nothing_was_typed() {
    assert_eq!(answer(shipped(), &Question::find(Shelf::Role, "  ")).quoted, None);
}

#[test]
fn an_entry_that_is_gone_offers_what_is_near_its_name() {
    let shown = answer(shipped(), &Question::entry(&id("industry/health-care")));
    assert_eq!((shown.about, shown.quoted.clone()), (About::Missing, None));
    assert_eq!(shown.title, "That answer is no longer in the guide");
    assert!(labels(&shown).contains(&"Healthcare"), "{:?}", labels(&shown));
}

#[test]
fn a_page_beyond_the_last_is_the_last() {
    for entry in shipped().knowledge.entries() {
        let last = pages(shipped(), &Question::entry(&entry.id)).pop().unwrap();
        assert_eq!(answer(shipped(), &Question::Entry { id: entry.id.clone(), page: Page::MAX }), last);
    }
}

#[test]
fn an_older_id_leads_to_the_same_answer() {
    for entry in shipped().knowledge.entries() {
        for older in &entry.also_id {
            assert_eq!(answer(shipped(), &Question::entry(older)), answer(shipped(), &Question::entry(&entry.id)));
        }
    }
}
