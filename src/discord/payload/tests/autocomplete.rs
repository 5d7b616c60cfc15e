//! Autocomplete.

use super::*;

fn completed(json: &Json) -> (Option<Field>, String) {
    match request(json) {
        ("autocomplete", Request::Complete { field, typed }) => (field, typed),
        other => panic!("completes nothing: {other:?}"),
    }
}

#[test]
fn what_is_being_typed_is_completed_with_regard_to_the_other_side() {
    let field = Field::Side { other: Some("tpm".to_owned()) };
    assert_eq!(completed(&sent(IN_A_SERVER, AUTOCOMPLETE)), (Some(field.clone()), "prod".to_owned()));
    let empty = with(sent(IN_A_SERVER, AUTOCOMPLETE), "/data/options/1/value", json!(""));
    assert_eq!(completed(&empty), (Some(field), String::new()));
}

#[test]
fn required_options_may_be_missing_while_one_types() {
    let alone = without(sent(IN_A_SERVER, AUTOCOMPLETE), "/data/options/0");
    assert_eq!(completed(&alone), (Some(Field::Side { other: None }), "prod".to_owned()));
}

#[test]
fn each_option_completes_from_its_shelf() {
    for (name, option, field) in [
        ("ask", "question", Field::Question),
        ("role", "name", Field::Name(Shelf::Role)),
        ("industry", "name", Field::Name(Shelf::Industry)),
        ("career", "step", Field::Name(Shelf::Career)),
        ("faq", "question", Field::Name(Shelf::Faq)),
        ("topic", "name", Field::Name(Shelf::Topic)),
    ] {
        for value in [json!("3"), json!(3)] {
            let options = json!([{"name": "private", "type": 5, "value": true}, {"name": option, "type": 3, "value": value, "focused": true}]);
            let typing = with(with(sent(IN_A_DM, AUTOCOMPLETE), "/data/name", json!(name)), "/data/options", options);
            assert_eq!(completed(&typing), (Some(field.clone()), "3".to_owned()));
        }
    }
}

#[test]
fn a_field_that_we_do_not_have_gets_no_suggestions() {
    let typing = || sent(IN_A_SERVER, AUTOCOMPLETE);
    for json in [
        with(typing(), "/data/name", json!("weather")),
        with(typing(), "/data/options/1/name", json!("third")),
        with(typing(), "/data/options/1/focused", json!(false)),
        without(typing(), "/data/options"),
        without(typing(), "/data"),
    ] {
        assert_eq!(completed(&json).0, None);
        let (reply, _) = respond(shipped(), &request(&json).1);
        assert_eq!(reply, Reply::Suggest(Vec::new()));
    }
}
