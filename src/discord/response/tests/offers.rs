//! What an answer offers besides: to ask the mentors, and to vote.

use tpm_guide_core::answer::{Link, Menu, MenuOption};
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::staff::Press;

use super::*;
use crate::discord::footer;

/// An answer that was found for a question, without a menu.
fn found(asked: &str) -> Answer {
    Answer { quoted: Some(asked.to_owned()), offers_mentors: true, menu: None, ..healthcare() }
}

/// Nothing that was found for a question.
fn missing(asked: &str) -> Answer {
    let answer = answer(shipped(), &Question::ask("xyzzy plugh"));
    Answer { quoted: Some(asked.to_owned()), offers_mentors: true, ..answer }
}

fn option(place: usize) -> MenuOption {
    let question = Question::entry(&EntryId::new(&format!("topic/number-{place}")).unwrap());
    MenuOption { label: format!("Number {place}"), description: None, emoji: None, question, current: false }
}

fn menu(count: usize) -> Menu {
    Menu { prompt: "Not what you meant?".to_owned(), options: (0..count).map(option).collect() }
}

fn private(answer: &Answer) -> Value {
    let drawn = show(answer, true, None);
    lawful(&drawn).unwrap();
    drawn
}

fn footer_of(drawn: &Value) -> &Value {
    &drawn["data"]["embeds"][0]["footer"]["text"]
}

/// The menus of a response.
fn menus(drawn: &Value) -> Vec<&Value> {
    controls(&drawn["data"]).into_iter().filter(|control| control["type"] == 3).collect()
}

/// The values of a menu's options.
fn values(menu: &Value) -> Vec<&str> {
    menu["options"].as_array().unwrap().iter().map(|option| option["value"].as_str().unwrap()).collect()
}

#[test]
fn where_nothing_is_found_a_button_asks_the_mentors() {
    let drawn = private(&missing("who runs the stand-up?"));
    assert_eq!(labels(&drawn).last(), Some(&"Ask the mentors"));
    let button = controls(&drawn["data"]).into_iter().find(|control| control["label"] == "Ask the mentors").unwrap();
    assert_eq!((&button["custom_id"], &button["style"]), (&json!("t1:g:ask"), &json!(1)));
    assert!(!values_of_all(&drawn).contains(&"t1:g:ask".to_owned()), "and no option does");
    let without = private(&Answer { offers_mentors: false, ..missing("x") });
    assert!(!without.to_string().contains("t1:g:ask"));
}

fn values_of_all(drawn: &Value) -> Vec<String> {
    menus(drawn).into_iter().flat_map(values).map(str::to_owned).collect()
}

#[test]
fn the_button_has_room_beside_four_links() {
    let link = |place: usize| Link { label: format!("Link {place}"), question: option(place).question };
    let links: Vec<Link> = (0..Answer::LINKS).map(link).collect();
    let answer = Answer { links, ..missing("x") };
    assert_eq!(labels(&private(&answer)).len(), 5);
    let public = show(&answer, false, None);
    lawful(&public).unwrap();
    assert!(labels(&public).ends_with(&["Ask the mentors", "Remove"]));
}

#[test]
fn what_is_found_has_an_option_for_something_else() {
    let drawn = private(&Answer { menu: Some(menu(3)), ..found("x") });
    let [menu] = menus(&drawn)[..] else { panic!("one menu") };
    assert_eq!((&menu["custom_id"], menu["options"].as_array().unwrap().len()), (&json!("t1:m"), 4));
    let last = &menu["options"][3];
    assert_eq!((&last["value"], &last["label"]), (&json!("t1:g:ask"), &json!("Something else: ask the mentors")));
    assert!(!labels(&drawn).contains(&"Ask the mentors"));
}

#[test]
fn a_menu_keeps_room_for_that_option() {
    for (count, options) in [(23, 24), (24, 25), (25, 25)] {
        let drawn = private(&Answer { menu: Some(menu(count)), ..found("x") });
        let values = values_of_all(&drawn);
        assert_eq!((values.len(), values.last().map(String::as_str)), (options, Some("t1:g:ask")));
    }
}

#[test]
fn without_a_menu_one_is_made() {
    let drawn = private(&found("x"));
    let [made] = menus(&drawn)[..] else { panic!("one menu") };
    assert_eq!((&made["custom_id"], &made["placeholder"]), (&json!("t1:m"), &json!("Not what you meant?")));
    assert_eq!(values(made), ["t1:g:ask"]);
}

#[test]
fn a_menu_of_siblings_stays_as_it_is_and_another_one_is_made() {
    let mut siblings = menu(25);
    siblings.options[7].current = true;
    let drawn = private(&Answer { menu: Some(siblings), vote: Some((id("faq/one"), 7)), ..found("x") });
    let [siblings, made] = menus(&drawn)[..] else { panic!("two menus") };
    assert_eq!((siblings["options"].as_array().unwrap().len(), values(made)), (25, vec!["t1:g:ask"]));
    assert_eq!(decode(made["custom_id"].as_str().unwrap()), Some(Control::Staff(Press::AskMentors)));
}

#[test]
fn the_whole_question_is_in_the_footer_instead_of_above() {
    let long = format!("what is **bold** <@1> and {}", "é".repeat(900));
    for answer in [missing(&long), found(&long)] {
        let drawn = private(&answer);
        assert_eq!(footer::asked(footer_of(&drawn).as_str().unwrap()), Some(long.clone()));
        let description = drawn["data"]["embeds"][0]["description"].as_str().unwrap();
        assert!(!description.contains("You asked") && !description.contains("Question:"), "{description}");
        let without = private(&Answer { offers_mentors: false, ..answer });
        assert!(footer_of(&without).is_null());
        let description = without["data"]["embeds"][0]["description"].as_str().unwrap();
        assert!(description.contains("You asked") || description.contains("Question:"), "{description}");
    }
}

#[test]
fn the_words_of_another_member_are_in_no_footer() {
    let answer = Answer { quoted: None, ..missing("x") };
    let drawn = private(&answer);
    assert!(footer_of(&drawn).is_null() && labels(&drawn).contains(&"Ask the mentors"));
    assert!(footer_of(&private(&missing("\u{202e}\u{200b}"))).is_null());
}

#[test]
fn votes_have_a_row_of_their_own() {
    let answer = Answer { vote: Some((id("industry/healthcare"), u32::MAX)), ..healthcare() };
    let drawn = show(&answer, false, None);
    lawful(&drawn).unwrap();
    let row = drawn["data"]["components"].as_array().unwrap().last().unwrap();
    let button = |emoji: &str, word: &str| {
        json!({"type": 2, "style": 2, "disabled": false, "emoji": {"name": emoji},
            "custom_id": format!("t1:g:vote:industry/healthcare:4294967295:{word}")})
    };
    assert_eq!(*row, json!({"type": 1, "components": [button("👍", "up"), button("👎", "down")]}));
    assert!(!show(&healthcare(), false, None).to_string().contains("vote"));
}

#[test]
fn every_answer_keeps_discords_rules_with_all_that_it_can_offer() {
    let long = longest();
    let longest_id = EntryId::new(&format!("a/{}", "b".repeat(EntryId::MAX_LENGTH - 2))).unwrap();
    let offering = |answer: Answer| Answer {
        quoted: Some("é ".repeat(600)),
        offers_mentors: true,
        vote: Some((longest_id.clone(), u32::MAX)),
        ..answer
    };
    let answers: Vec<Answer> = everything(shipped()).into_iter().chain(everything(&long)).map(offering).collect();
    all_lawful(answers.iter().filter(|answer| answer.about != About::Help));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn whatever_is_asked_comes_back_from_the_footer(asked in "\\PC{0,300}|[*_`<@>|~#\\[\\]()/:\u{202a}-\u{202e}-]{0,300}") {
        let answer = missing(&asked);
        let drawn = show(&answer, true, None);
        prop_assert_eq!(lawful(&drawn), Ok(()));
        let shown = tpm_guide_core::text::on_one_line(&asked, 1000);
        let footer = footer_of(&drawn).as_str().and_then(footer::asked);
        prop_assert_eq!(footer, Some(shown).filter(|shown| !shown.is_empty()));
    }
}
