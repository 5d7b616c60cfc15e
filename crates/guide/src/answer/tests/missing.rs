//! What the guide lacks.

use super::*;

#[test]
fn what_is_not_there_gets_the_menu_of_its_command() {
    for shelf in Shelf::ALL {
        let shown = answer(shipped(), &Question::find(shelf, "xyzzy plugh"));
        sound(&shown).unwrap();
        assert_eq!((shown.about, shown.quoted.as_deref()), (About::Missing, Some("xyzzy plugh")));
        let menu = shown.menu.unwrap_or_else(|| panic!("{shelf:?} has no menu"));
        assert!(menu.options.iter().all(|option| !option.current), "{shelf:?}");
        if shelf == Shelf::Career {
            assert_eq!(menu.options[0].question, Question::CareerPath);
            continue;
        }
        let there = shipped().knowledge.on(shelf).count();
        if there > 0 {
            assert_eq!(menu.options.len(), there.min(Answer::OPTIONS), "{shelf:?}");
            let all: HashSet<Question> =
                shipped().knowledge.on(shelf).map(|entry| Question::entry(&entry.id)).collect();
            assert!(menu.options.iter().all(|option| all.contains(&option.question)), "{shelf:?}");
        }
    }
    let astrology = asked(shipped(), "/industry astrology");
    assert_eq!(labels(&astrology), ["What can I ask?"], "nothing is spelled almost so");
    assert_eq!(astrology.menu.unwrap().prompt, "Pick an industry…");
    let number = asked(shipped(), "/faq 99");
    assert_eq!(labels(&number), ["All questions", "What can I ask?"], "no question is near a number");
    assert!(number.menu.unwrap().options[0].label.starts_with("1 · "));
}

#[test]
fn what_is_spelled_almost_so_is_named_beside_the_menu() {
    let near = asked(shipped(), "/industry healthcare things");
    assert_eq!(near.links[0].question, Question::entry(&id("industry/healthcare")));
    assert_eq!(near.links.last().unwrap().question, Question::Help);
    assert_eq!(near.menu.unwrap().prompt, "Pick an industry…");
}

#[test]
fn a_shelf_without_entries_gets_the_overview() {
    let guide = Guide::new(Files::valid().without("en/faqs/one.yaml").knowledge());
    let shown = asked(&guide, "/faq 1");
    assert_eq!((labels(&shown), &shown.menu), (vec!["What can I ask?"], &asked(&guide, "/help").menu));
}

#[test]
fn an_unknown_side_gets_what_the_other_side_can_be_compared_with() {
    let guide = shipped();
    let tpm = id("role/tpm");
    for command in ["/compare tpm xyzzy", "/compare xyzzy tpm"] {
        let menu = asked(guide, command).menu.unwrap();
        assert_eq!(menu.prompt, "Compare TPM with…");
        assert_eq!(menu.options.len(), (guide.knowledge.on(Shelf::Role).count() - 1).min(Answer::OPTIONS));
        for option in menu.options {
            assert!(
                matches!(&option.question, Question::Pair { first, second, .. } if *first == tpm && *second != tpm)
            );
        }
    }
    let near = asked(guide, "/compare tpm \"the product owner please\"");
    let pair = Question::Pair { first: tpm, second: id("role/product-owner"), page: 0 };
    assert_eq!(near.links[0].question, pair);
    let neither = asked(guide, "/compare xyzzy plugh");
    assert_eq!(neither.menu.unwrap().prompt, "Pick a comparison…");
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

#[test]
fn a_name_of_another_command_leads_to_its_entry() {
    assert_eq!(asked(shipped(), "/term raid log").question, Question::entry(&id("topic/raid-log")));
    assert_eq!(asked(shipped(), "/industry raid log").question, Question::entry(&id("topic/raid-log")));
    assert_eq!(asked(shipped(), "/term raid lag thing").about, About::Missing, "only whole names do");
}
