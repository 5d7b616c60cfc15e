//! Autocomplete choices.

use super::*;

/// The choices of an autocomplete answer.
fn choices(suggestions: &[Suggestion]) -> Vec<Value> {
    let response = sent(&Reply::Suggest(suggestions.to_vec()));
    assert_eq!(response["type"], 8);
    response["data"]["choices"].as_array().unwrap().clone()
}

#[test]
fn choices_keep_discords_rules() {
    let longest = longest();
    for guide in [shipped(), &longest] {
        for field in Shelf::ALL.map(Field::Name).into_iter().chain([Field::Question, Field::Side { other: None }]) {
            for typed in ["", "t", "9", "role", "é"] {
                let choices = choices(&suggest(guide, &field, typed));
                assert!(choices.len() <= limits::CHOICES);
                for choice in choices {
                    assert!((1..=limits::CHOICE).contains(&length(&choice["name"])), "{choice}");
                    assert!(
                        (1..=limits::CHOICE).contains(&length(&choice["value"])) && choice["value"].is_string(),
                        "{choice}"
                    );
                }
            }
        }
    }
}

#[test]
fn no_choice_is_an_empty_list() {
    assert_eq!(choices(&[]), Vec::<Value>::new());
}
