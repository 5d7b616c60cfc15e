//! What a typed name finds. The words first: small guides whose industries have chosen names, and the shipped one.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::fixtures::knowledge::{EntryText, Files, shipped};
use crate::knowledge::Body;

/// A guide that has these industries besides its own, each with a name after `industry/` and its aliases.
fn with_industries(industries: &[(&str, &[&str])]) -> Names {
    with_industries_and("", industries)
}

/// The same, and this in its `commands.yaml`.
fn with_industries_and(commands: &str, industries: &[(&str, &[&str])]) -> Names {
    let mut files = Files::valid().file("en/commands.yaml", commands);
    for (name, aliases) in industries {
        let entry = EntryText::new(&format!("industry/{name}"))
            .with("title", json!(format!("Field of {name}")))
            .with("also_known_as", json!(aliases));
        files = files.entry("en/industries/more.yaml", entry);
    }
    Names::build(&files.knowledge())
}

/// What `written` means among the industries: one, or several with `/` between them, or nothing.
fn industry(index: &Names, written: &str) -> String {
    match index.view().entry(Shelf::Industry, written) {
        Meaning::One(id) => id.name().to_owned(),
        Meaning::Several(ids) => names(&ids).join("/"),
        Meaning::Nothing => String::new(),
    }
}

fn names(ids: &[EntryId]) -> Vec<&str> {
    ids.iter().map(EntryId::name).collect()
}

/// What is suggested among the industries.
fn suggested(index: &Names, typed: &str) -> Vec<String> {
    index.view().suggest(Shelf::Industry, typed, 25).iter().map(|id| id.name().to_owned()).collect()
}

/// The index of the shipped knowledge.
fn shipped_index() -> Names {
    Names::build(shipped())
}

#[test]
fn an_entry_is_found_by_each_of_its_names() {
    let index = with_industries(&[("finance", &["bank", "money"])]);
    for written in ["industry/finance", "finance", "Field of finance", "Short finance", "bank", "money"] {
        assert_eq!(industry(&index, written), "finance", "{written}");
    }
}

#[test]
fn case_accents_punctuation_and_spaces_do_not_matter() {
    let index = with_industries(&[("finance", &["résumé bank"])]);
    for written in
        ["RESUME BANK", "resume-bank", "  résumé   bank! ", "Re\u{301}sume\u{301}/bank", "ｒｅｓｕｍｅ ｂａｎｋ"]
    {
        assert_eq!(industry(&index, written), "finance", "{written}");
    }
}

#[test]
fn a_slip_of_the_fingers_is_forgiven_where_a_word_is_long_enough() {
    let index = with_industries(&[("finance", &["pharmaceuticals", "banks", "ehr"])]);
    for (written, found) in [
        ("bamks", "finance"),
        ("bansk", "finance"),
        ("bank", "finance"),
        ("vamkz", ""),
        ("eht", ""),
        ("pharmacuticals", "finance"),
        ("phramaceutcals", "finance"),
        ("phxrmxcxuticals", ""),
    ] {
        assert_eq!(industry(&index, written), found, "{written}");
    }
}

#[test]
fn a_beginning_means_an_entry_and_those_that_begin_alike_are_a_question_of_which() {
    let index = with_industries(&[("finance", &["banking"]), ("gardening", &["bandages"])]);
    assert_eq!(industry(&index, "bank"), "finance");
    assert_eq!(industry(&index, "ban"), "finance/gardening");
    assert_eq!(industry(&index, "ba"), "", "two letters say too little");
}

#[test]
fn single_letters_are_no_words() {
    let index = with_industries(&[("finance", &["accounts and banking"])]);
    assert_eq!(industry(&index, "a b"), "");
    assert_eq!(industry(&index, "acc ban"), "finance");
}

#[test]
fn a_whole_name_wins_over_a_longer_one() {
    let index = with_industries(&[("finance", &["pay"]), ("payments", &["payroll"])]);
    assert_eq!(industry(&index, "pay"), "finance");
}

#[test]
fn the_beginnings_of_several_words_are_enough() {
    let index = with_industries(&[("finance", &["central banking supervision"])]);
    assert_eq!(industry(&index, "super bank"), "finance");
    assert_eq!(industry(&index, "bank robbery"), "");
}

#[test]
fn a_tie_of_many_means_nothing_and_all_are_suggested() {
    let index = with_industries(&[("one", &["sea freight"]), ("two", &["sea fishing"])]);
    assert_eq!(industry(&index, "sea"), "one/two");
    assert_eq!(suggested(&index, "sea"), ["one", "two"]);
    let many =
        with_industries(&[("one", &["sea a"]), ("two", &["sea b"]), ("three", &["sea c"]), ("four", &["sea d"])]);
    assert_eq!(industry(&many, "sea"), "");
    assert_eq!(suggested(&many, "sea").len(), 4);
}

#[test]
fn a_shared_name_means_several_in_their_order() {
    let commands = "industry:\n  shared_names:\n    - {name: Sea, means: [industry/two, industry/one]}\n";
    let index =
        with_industries_and(commands, &[("one", &["sea freight"]), ("two", &["sea fishing"]), ("three", &["seaside"])]);
    assert_eq!(industry(&index, "sea"), "two/one");
    assert_eq!(industry(&index, " SEA!"), "two/one");
    assert_eq!(suggested(&index, "sea"), ["two", "one", "three"]);
}

#[test]
fn a_digit_means_one_number_only() {
    let knowledge = Files::valid()
        .entry("en/faqs/more.yaml", EntryText::new("faq/twelve").with("number", json!(12)))
        .entry("en/faqs/more.yaml", EntryText::new("faq/two").with("number", json!(2)))
        .knowledge();
    let index = Names::build(&knowledge);
    for (written, found) in [
        ("1", "one"),
        ("2", "two"),
        ("12", "twelve"),
        ("#12", "twelve"),
        ("FAQ 2", "two"),
        ("question #1", "one"),
        (" 2. ", "two"),
    ] {
        let id = EntryId::new(&format!("faq/{found}")).unwrap();
        assert_eq!(index.view().entry(Shelf::Faq, written), Meaning::One(id), "{written}");
    }
    for written in
        ["0", "3", "-1", "−1", "- 1 2", "122", "1e3", "9007199254740992", "99999999999999999999999999", "1.5"]
    {
        assert_eq!(index.view().entry(Shelf::Faq, written), Meaning::Nothing, "{written}");
    }
    let suggested = index.view().suggest(Shelf::Faq, "1", 25);
    assert_eq!(names(&suggested), ["one", "twelve"], "while one types, 1 may become 12");
}

#[test]
fn suggestions_are_ranked_by_alias_then_beginning_then_word_then_typo() {
    let index = with_industries(&[
        ("typo", &["barks"]),
        ("word", &["central banks"]),
        ("beginning", &["banks of a river"]),
        ("alias", &["banks"]),
    ]);
    assert_eq!(suggested(&index, "banks"), ["alias", "beginning", "word", "typo"]);
}

#[test]
fn nothing_typed_suggests_what_people_need_most() {
    let index =
        with_industries_and("industry:\n  first: [industry/two]\n", &[("one", &["first"]), ("two", &["second"])]);
    for typed in ["", "   ", "?!", "🏥", "\u{200b}"] {
        assert_eq!(suggested(&index, typed), ["two", "health", "one"], "{typed:?}");
    }
}

#[test]
fn equal_fits_keep_the_order_of_need() {
    let index = with_industries_and("industry:\n  first: [industry/b]\n", &[("a", &["sea one"]), ("b", &["sea two"])]);
    assert_eq!(suggested(&index, "sea"), ["b", "a"]);
}

#[test]
fn there_are_never_more_suggestions_than_asked_for() {
    let named: Vec<String> = (0..40).map(|number| format!("place-{number}")).collect();
    let industries: Vec<(String, Vec<&str>)> = named.iter().map(|name| (name.clone(), vec![name.as_str()])).collect();
    let industries: Vec<(&str, &[&str])> =
        industries.iter().map(|(name, aliases)| (name.as_str(), &aliases[..])).collect();
    let index = with_industries(&industries);
    assert_eq!(suggested(&index, "").len(), 25);
    assert_eq!(suggested(&index, "place").len(), 25);
    assert_eq!(index.view().suggest(Shelf::Industry, "place", 3).len(), 3);
}

#[test]
fn no_side_is_suggested_twice() {
    let index = shipped_index();
    for typed in ["pm", "manager", "t", "technical pm"] {
        let mut sides = index.view().suggest_sides(typed, None, 25);
        let before = sides.len();
        sides.sort();
        sides.dedup();
        assert_eq!(sides.len(), before, "{typed}");
    }
}

#[test]
fn only_what_is_alike_is_near() {
    let index = shipped_index();
    for written in ["", "zzzzzz", "健康", "🏥"] {
        assert!(index.view().nearest(Shelf::Industry, written, 3).is_empty(), "{written}");
        assert!(index.view().nearest_anywhere(written, 3).is_empty(), "{written}");
    }
    assert_eq!(names(&index.view().nearest(Shelf::Industry, "healthcare stuff", 1)), ["healthcare"]);
}

// The shipped knowledge.

#[test]
fn common_words_find_their_industry() {
    let index = shipped_index();
    for (written, found) in [
        ("health", "healthcare"),
        ("hospital", "healthcare"),
        ("helthcare", "healthcare"),
        ("Health-Care", "healthcare"),
        ("bank", "fintech"),
    ] {
        assert_eq!(industry(&index, written), found, "{written}");
    }
}

#[test]
fn pm_means_several_roles_the_product_manager_first() {
    let index = shipped_index();
    for written in ["pm", "PM", " pm! "] {
        let found = match index.view().entry(Shelf::Role, written) {
            Meaning::Several(ids) => names(&ids).join(" "),
            other => panic!("{written}: {other:?}"),
        };
        assert_eq!(found, "product-manager project-manager program-manager", "{written}");
    }
}

#[test]
fn every_name_of_every_entry_finds_it() {
    let index = shipped_index();
    let mut lost = Vec::new();
    for entry in shipped().entries() {
        let shelf = entry.kind().shelf();
        let mut written = vec![entry.id.as_str(), &entry.title, &entry.short];
        written.extend(entry.also_id.iter().map(EntryId::as_str));
        written.extend(entry.also_known_as.iter().map(String::as_str));
        for name in written {
            for name in [name.to_owned(), format!("  {} ", name.to_uppercase())] {
                let found = match index.view().entry(shelf, &name) {
                    Meaning::One(id) => Some(id),
                    Meaning::Several(ids) => ids.into_iter().next(),
                    Meaning::Nothing => None,
                };
                if found.as_ref() != Some(&entry.id) {
                    lost.push(format!("{}: \"{name}\" finds {found:?}", entry.id));
                }
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn every_name_of_a_role_or_job_is_a_side_to_compare() {
    let index = shipped_index();
    let mut lost = Vec::new();
    let mut expect = |written: &str, side: &Side| {
        let found = match index.view().side(written) {
            Meaning::One(side) => Some(side),
            Meaning::Several(sides) => sides.into_iter().next(),
            Meaning::Nothing => None,
        };
        if found.as_ref() != Some(side) {
            lost.push(format!("\"{written}\" finds {found:?}, not {side:?}"));
        }
    };
    for entry in shipped().on(Shelf::Role) {
        let side = Side::Role(entry.id.clone());
        for name in [entry.id.as_str(), entry.id.name(), &entry.title, &entry.short] {
            expect(name, &side);
        }
        for name in &entry.also_known_as {
            expect(name, &side);
        }
    }
    let mut jobs = 0;
    for entry in shipped().on(Shelf::Comparison) {
        let Body::Comparison(comparison) = &entry.body else { panic!("{} compares nothing", entry.id) };
        for side in [&comparison.first, &comparison.second].into_iter().filter(|side| side.role.is_none()) {
            jobs += 1;
            let job = Side::Job { comparison: entry.id.clone(), name: side.name.clone() };
            expect(&side.name, &job);
            expect(&side.label, &job);
            for name in &side.also_known_as {
                expect(name, &job);
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
    assert!(jobs > 0, "the shipped knowledge compares with a job that has no entry");
}

#[test]
fn every_entry_is_suggested_first_for_its_whole_title() {
    let index = shipped_index();
    for entry in shipped().entries() {
        let first = index.view().suggest(entry.kind().shelf(), &entry.title, 1);
        assert_eq!(first.first(), Some(&entry.id), "{}", entry.title);
    }
}

#[test]
fn six_thousand_characters_are_compared_like_their_beginning() {
    let index = shipped_index();
    for text in ["a".repeat(6_000), "none ".repeat(900), "🏥".repeat(6_000), "\u{301}".repeat(6_000), " ".repeat(6_000)]
    {
        assert_eq!(index.view().entry(Shelf::Industry, &text), Meaning::Nothing);
        assert!(index.view().suggest(Shelf::Industry, &text, 25).len() <= 25);
        assert!(index.view().nearest_anywhere(&text, 3).len() <= 3);
    }
    let long = format!("healthcare{}", " ".repeat(6_000));
    assert_eq!(industry(&index, &long), "healthcare");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_text_is_safe(written in "\\PC{0,60}|[\\s\\p{M}\\p{Cf}\\p{L}]{0,60}|(pm|health|-| |#|[0-9]){0,8}") {
        static INDEX: std::sync::LazyLock<Names> = std::sync::LazyLock::new(shipped_index);
        for shelf in Shelf::ALL {
            let _ = INDEX.view().entry(shelf, &written);
            prop_assert!(INDEX.view().suggest(shelf, &written, 25).len() <= 25);
        }
        let _ = INDEX.view().side(&written);
        prop_assert!(INDEX.view().suggest_sides(&written, None, 25).len() <= 25);
        prop_assert!(INDEX.view().nearest_anywhere(&written, 3).len() <= 3);
    }

    #[test]
    fn what_is_compared_is_short_and_holds_no_mark(written in "\\PC{0,200}|[*_`<>@#|~ pm-]{0,200}") {
        let compared = comparable(&written);
        prop_assert!(compared.chars().all(|character| character.is_alphanumeric() || character == ' '), "{compared:?}");
        prop_assert!(compared.len() < 4_000);
    }
}
