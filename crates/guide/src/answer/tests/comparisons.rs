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

/// A guide with two roles that have these keys besides what every role has.
fn two_roles(one: &[&str], other: &[&str]) -> Guide {
    let role = |name: &str, keys: &[&str]| {
        let entry = EntryText::new(name).with("caution", json!(format!("Careful with {name}.")));
        keys.iter().fold(entry, |entry, key| entry.with(key, groups(&[&format!("{name} {key}.")])))
    };
    let files = Files::valid()
        .entry("en/roles/x.yaml", role("role/one", one))
        .entry("en/roles/x.yaml", role("role/other", other));
    Guide::new(files.knowledge())
}

/// The composed comparison of [`two_roles`].
fn composed(guide: &Guide) -> Answer {
    let shown = answer(guide, &Question::Pair { first: id("role/one"), second: id("role/other"), page: 0 });
    sound(&shown).unwrap();
    shown
}

const PART_BY_PART: &str = "This guide has no comparison of these two, so here are both profiles, part by part.";
const TOO_LITTLE: &str =
    "The guide covers too few of the same points on these two to set them side by side; their profiles hold the rest.";

#[test]
fn another_pair_is_composed_of_both_profiles_without_the_side_that_is_silent() {
    let shown = composed(&two_roles(&["does", "needs", "level"], &["does", "needs", "works_with", "example"]));
    assert_eq!((shown.about, shown.note.as_deref()), (About::Comparison, Some(PART_BY_PART)));
    assert_eq!(
        headings(&shown),
        [
            "In short",
            "Short one · what they do",
            "Short other · what they do",
            "Short other · who they work with",
            "Short one · what it takes",
            "Short other · what it takes",
            "Short one · where it sits",
            "Short other · for example",
        ]
    );
    assert_eq!(labels(&shown), ["Short one", "Short other"]);
}

#[test]
fn where_the_profiles_have_little_in_common_that_is_said_and_one_side_alone_is_not_shown() {
    let shown = composed(&two_roles(&["does", "needs", "level", "differs"], &["does", "example"]));
    assert_eq!((shown.about, shown.note.as_deref()), (About::Comparison, Some(TOO_LITTLE)));
    assert_eq!(
        headings(&shown),
        [
            "In short",
            "Short one · what they do",
            "Short other · what they do",
            "Short one · not to be confused with",
            "Short other · for example"
        ]
    );
    assert_eq!(labels(&shown), ["Short one", "Short other"], "either profile holds the rest");
    let nothing = composed(&two_roles(&["does"], &[]));
    assert_eq!((headings(&nothing), nothing.note.as_deref()), (vec!["In short"], Some(TOO_LITTLE)));
}

#[test]
fn the_one_that_was_named_first_stands_first() {
    let guide = shipped();
    let shown = asked(guide, "/compare \"product owner\" \"senior tpm\"");
    assert!(shown.caution.as_deref().is_some_and(|caution| caution.contains("senior is a level")), "{shown:?}");
    let (Question::Pair { first, second, .. }, Question::Pair { first: other_first, second: other_second, .. }) =
        (shown.question, asked(guide, "/compare \"senior tpm\" \"product owner\"").question)
    else {
        panic!("not composed")
    };
    assert_eq!((first, second), (other_second, other_first));
}

#[test]
fn no_composed_comparison_speaks_for_its_sources() {
    let guide = shipped();
    let roles: Vec<&EntryId> = guide.knowledge.on(Shelf::Role).map(|entry| &entry.id).collect();
    for first in &roles {
        for second in roles.iter().filter(|second| guide.knowledge.comparison(first, second).is_none()) {
            let pair = Question::Pair { first: (*first).clone(), second: (*second).clone(), page: 0 };
            for shown in pages(guide, &pair) {
                assert_eq!(shown.remark, None, "{first} {second}");
                assert!(!format!("{:?}", shown.sections).contains("do not say"), "{first} {second}");
            }
        }
    }
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
