//! Forms, at Discord's limits and beyond them.

use tpm_guide_core::staff::{Form, FormChoice, FormField, FormId, FormOption, Reply as StaffReply};

use super::*;
use crate::discord::custom_id::decode_form;
use crate::discord::response::staff;

fn form(form: Form) -> Value {
    serde_json::from_slice(&staff::response(&StaffReply::Form(Box::new(form)), false)).expect("a response is JSON")
}

fn field(value: String, longest: u16) -> FormField {
    FormField {
        name: "title",
        label: "Title",
        description: Some("A few words"),
        placeholder: None,
        value,
        is_long: false,
        is_required: true,
        longest,
    }
}

fn new_entry(fields: Vec<FormField>) -> Form {
    Form { id: FormId::New { replaces: None }, title: "New entry".to_owned(), fields, choice: None, remark: None }
}

#[test]
fn a_form_is_a_modal_with_a_label_around_each_field() {
    let long = FormField { name: "body", is_long: true, is_required: false, ..field("Text".to_owned(), 3500) };
    let empty = FormField { description: None, placeholder: Some("For example"), ..field(String::new(), 100) };
    let drawn = form(new_entry(vec![empty, long]));
    let expected = json!({"type": 9, "data": {"custom_id": "t1:g:form:new", "title": "New entry", "components": [
        {"type": 18, "label": "Title", "component": {"type": 4, "custom_id": "title", "style": 1, "max_length": 100,
            "required": true, "placeholder": "For example"}},
        {"type": 18, "label": "Title", "description": "A few words", "component": {"type": 4, "custom_id": "body",
            "style": 2, "max_length": 3500, "required": false, "value": "Text"}},
    ]}});
    assert_eq!(drawn, expected);
}

#[test]
fn a_form_keeps_what_a_modal_takes() {
    let value = |length: usize, longest: u16| {
        let drawn = form(new_entry(vec![field("é".repeat(length), longest)]));
        let input = drawn["data"]["components"][0]["component"].clone();
        (input["value"].as_str().unwrap().chars().count(), input["max_length"].as_u64().unwrap())
    };
    assert_eq!((value(100, 100), value(101, 100)), ((100, 100), (100, 100)));
    assert_eq!((value(4000, 4000), value(4001, 4001)), ((4000, 4000), (4000, 4000)));
    assert_eq!(value(9, 0), (1, 1));
    let fields = |count: usize| {
        form(new_entry(vec![field(String::new(), 9); count]))["data"]["components"].as_array().unwrap().len()
    };
    assert_eq!((fields(5), fields(6)), (5, 5));
    let title = |length: usize| {
        super::length(&form(Form { title: "t".repeat(length), ..new_entry(Vec::new()) })["data"]["title"])
    };
    assert_eq!((title(45), title(46)), (45, 45));
}

#[test]
fn a_form_comes_back_as_it_was_opened() {
    let id = FormId::Edit { slug: "s".repeat(40), revision: u32::MAX };
    let drawn = form(Form { id: id.clone(), ..new_entry(Vec::new()) });
    assert_eq!(decode_form(drawn["data"]["custom_id"].as_str().unwrap()), Some(id));
    let broken = form(Form { id: FormId::Edit { slug: "no slug".to_owned(), revision: 1 }, ..new_entry(Vec::new()) });
    assert_eq!((&broken["type"], &broken["data"]["flags"]), (&json!(4), &json!(64)), "a kind message");
}

const NAMES: [&str; 11] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];

fn options(count: usize) -> Vec<FormOption> {
    let option = |name: &&'static str| FormOption { value: name, label: "Name", description: None, is_chosen: false };
    NAMES.iter().take(count).map(option).collect()
}

fn choice(options: Vec<FormOption>) -> FormChoice {
    FormChoice { name: "tell", label: "How to be told", description: Some("Once it is answered"), options }
}

#[test]
fn a_choice_is_a_group_of_options_and_a_remark_stands_last() {
    let told =
        FormOption { value: "direct", label: "By direct message", description: Some("From this bot"), is_chosen: true };
    let next = FormOption { value: "next", label: "Later", description: None, is_chosen: true };
    let remark = Some("Mentors **see** it.".to_owned());
    let id = FormId::AskMentors;
    let drawn =
        form(Form { id, choice: Some(choice(vec![told, next])), remark, ..new_entry(vec![field(String::new(), 9)]) });
    assert_eq!(drawn["data"]["custom_id"], "t1:g:form:ask");
    let expected = json!([
        {"type": 18, "label": "How to be told", "description": "Once it is answered", "component": {
            "type": 21, "custom_id": "tell", "required": true, "options": [
                {"value": "direct", "label": "By direct message", "description": "From this bot", "default": true},
                {"value": "next", "label": "Later"}]}},
        {"type": 10, "content": "Mentors **see** it."},
    ]);
    assert_eq!(drawn["data"]["components"].as_array().unwrap()[1..], expected.as_array().unwrap()[..]);
}

#[test]
fn a_choice_has_two_to_ten_options() {
    let count = |count: usize| {
        let drawn = form(Form { choice: Some(choice(options(count))), ..new_entry(Vec::new()) });
        drawn["data"]["components"]
            .as_array()
            .unwrap()
            .first()
            .map(|label| label["component"]["options"].as_array().unwrap().len())
    };
    assert_eq!([0, 1, 2, 10, 11].map(count), [None, None, Some(2), Some(10), Some(10)]);
}

#[test]
fn fields_choices_and_remarks_are_five_in_all() {
    let kinds = |fields: usize, remark: &str| -> Vec<u64> {
        let remark = Some(remark.to_owned());
        let drawn =
            form(Form { choice: Some(choice(options(2))), remark, ..new_entry(vec![field(String::new(), 9); fields]) });
        drawn["data"]["components"].as_array().unwrap().iter().map(|part| part["type"].as_u64().unwrap()).collect()
    };
    assert_eq!(kinds(3, "r"), [18, 18, 18, 18, 10]);
    assert_eq!((kinds(4, "r"), kinds(5, "r")), (vec![18; 5], vec![18; 5]));
    assert_eq!(kinds(1, " \n"), [18, 18], "an empty remark is refused");
    let length = |length: usize| {
        let drawn = form(Form { remark: Some("r".repeat(length)), ..new_entry(Vec::new()) });
        super::length(&drawn["data"]["components"][0]["content"])
    };
    assert_eq!((length(4000), length(4001)), (4000, 4000));
}
