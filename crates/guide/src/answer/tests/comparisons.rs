//! Two roles side by side.

use super::*;

#[test]
fn tpm_against_product_manager_is_the_documented_comparison() {
    let shown = asked(shipped(), "/tpm-vs-pm");
    assert_eq!(shown.question, Question::entry(&id("compare/tpm-vs-product-manager")));
    assert_eq!(shown, asked(shipped(), "/compare tpm \"product manager\""));
}

#[test]
fn a_documented_pair_is_the_same_in_either_order() {
    let guide = shipped();
    for entry in guide.knowledge.on(Shelf::Comparison) {
        let Body::Comparison(comparison) = &entry.body else { panic!("{} compares nothing", entry.id) };
        let (first, second) = (comparison.first.name.clone(), comparison.second.name.clone());
        let forth = answer(guide, &Question::Compare { first: first.clone(), second: second.clone() });
        let back = answer(guide, &Question::Compare { first: second, second: first });
        assert_eq!(forth, back);
        assert_eq!(forth.question, Question::entry(&entry.id));
    }
}

#[test]
fn another_pair_is_composed_of_both_profiles_and_says_so() {
    let guide = shipped();
    let shown = asked(guide, "/compare \"product owner\" \"senior tpm\"");
    assert_eq!(shown.about, About::Comparison);
    assert_eq!(
        shown.note.as_deref(),
        Some("This guide has no comparison of these two, so here are both profiles, part by part.")
    );
    assert_eq!(headings(&shown)[0], "In short");
    let parts = pages(guide, &shown.question)
        .iter()
        .flat_map(|page| page.sections.iter().map(|section| section.heading.clone()))
        .collect::<Vec<_>>();
    for part in ["Senior TPM · what they do", "Product owner · what they do", "Product owner · for example"] {
        assert!(parts.iter().any(|heading| heading == part), "{part}: {parts:?}");
    }
    assert!(shown.caution.as_deref().is_some_and(|caution| caution.contains("senior is a level")), "{shown:?}");
    assert_eq!(labels(&shown).len(), 2);
    let (Question::Pair { first, second, .. }, Question::Pair { first: other_first, second: other_second, .. }) =
        (shown.question, asked(guide, "/compare \"senior tpm\" \"product owner\"").question)
    else {
        panic!("not composed")
    };
    assert_eq!((first, second), (other_second, other_first), "the first that was named stands first");
}

#[test]
fn a_role_is_not_compared_with_itself_whatever_it_is_called() {
    let guide = shipped();
    for command in ["/compare tpm tpm", "/compare tpm \"technical program manager\"", "/compare role/tpm TPM"] {
        let shown = asked(guide, command);
        assert_eq!((shown.about, shown.title.as_str()), (About::Missing, "That is the same role twice"), "{command}");
        assert_eq!(shown.links[0].question, Question::entry(&id("role/tpm")));
        assert_eq!(shown.links.last().unwrap().question, Question::Help);
    }
    let pair = Question::Pair { first: id("role/tpm"), second: id("role/tpm"), page: 0 };
    assert_eq!(answer(guide, &pair).title, "That is the same role twice");
}

#[test]
fn an_unknown_side_is_named_whichever_it_is() {
    for command in ["/compare tpm xyzzy", "/compare xyzzy tpm", "/compare xyzzy plugh"] {
        let shown = asked(shipped(), command);
        assert_eq!((shown.about, shown.quoted.as_deref()), (About::Missing, Some("xyzzy")), "{command}");
    }
}

#[test]
fn a_name_of_several_roles_is_compared_as_the_likeliest_and_says_so() {
    let shown = asked(shipped(), "/compare pm tpm");
    assert_eq!(shown.question, Question::entry(&id("compare/tpm-vs-product-manager")));
    let note = shown.note.expect("a note");
    assert!(note.starts_with("“PM” can also mean: ") && note.contains("Project manager"), "{note}");
}

#[test]
fn a_pair_of_what_are_no_roles_is_gone() {
    let pair = Question::Pair { first: id("role/tpm"), second: id("industry/healthcare"), page: 0 };
    assert_eq!(answer(shipped(), &pair).about, About::Missing);
    let gone = Question::Pair { first: id("role/gone"), second: id("role/tpm"), page: 0 };
    assert_eq!(answer(shipped(), &gone).about, About::Missing);
}
