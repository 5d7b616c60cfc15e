//! What a modal may be: rule K12.

use serde_json::Value;

use super::super::errors::{Problems, Refusal, join};
use super::components::component::{
    CHANNEL_SELECT, CHECKBOX, CHECKBOX_GROUP, FILE_UPLOAD, LABEL, RADIO_GROUP, ROW, STRING_SELECT, TEXT_DISPLAY,
    TEXT_INPUT,
};
use super::components::{entity_select, kind_among, options, string_select, unique_custom_ids};
use super::{boolean, given, integer, length, list, required_text, text};

/// Checks the modal at `path`.
pub(in super::super) fn modal(path: &str, data: &Value) -> Result<(), Refusal> {
    let mut problems = Problems::default();
    required_text(&mut problems, "K12", data, path, "title", (1, 45));
    required_text(&mut problems, "K12", data, path, "custom_id", (1, 100));
    let components = list(&mut problems, "K12", data, path, "components").unwrap_or_default();
    let path = join(path, "components");
    if !(1..=5).contains(&components.len()) {
        problems.bad_length("K12", &path, 1, 5);
    }
    for (index, component) in components.iter().enumerate() {
        top_level(&mut problems, &join(&path, index), component);
    }
    unique_custom_ids(&mut problems, &path, components);
    problems.finish()
}

fn top_level(problems: &mut Problems, path: &str, component: &Value) {
    match kind_among(problems, "K12", path, component, &[ROW, TEXT_DISPLAY, LABEL]) {
        Some(ROW) => {
            let children = list(problems, "K12", component, path, "components").unwrap_or_default();
            let path = join(path, "components");
            if children.len() != 1 {
                problems.bad_length("K12", &path, 1, 1);
            }
            for (index, child) in children.iter().enumerate() {
                let path = join(&path, index);
                if kind_among(problems, "K12", &path, child, &[TEXT_INPUT]).is_some() {
                    required_text(problems, "K12", child, &path, "label", (1, 45));
                    text_input(problems, &path, child);
                }
            }
        }
        Some(TEXT_DISPLAY) => {
            required_text(problems, "K12", component, path, "content", (1, 4000));
        }
        Some(_) => {
            required_text(problems, "K12", component, path, "label", (1, 45));
            text(problems, "K12", component, path, "description", (0, 100));
            let path = join(path, "component");
            match given(component, "component") {
                None => problems.required("K12", &path),
                Some(child) => label_child(problems, &path, child),
            }
        }
        None => {}
    }
}

fn label_child(problems: &mut Problems, path: &str, child: &Value) {
    if given(child, "disabled").is_some_and(|disabled| disabled == true) {
        let message = "Components in modals cannot be disabled";
        problems.add("K12", &join(path, "disabled"), "COMPONENT_DISABLED_IN_MODAL", message);
    }
    let selects = [STRING_SELECT, 5, 6, 7, CHANNEL_SELECT];
    let others = [TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX];
    let allowed = [&selects[..], &others[..]].concat();
    match kind_among(problems, "K12", path, child, &allowed) {
        Some(TEXT_INPUT) => text_input(problems, path, child),
        Some(STRING_SELECT) => {
            string_select(problems, path, child, "K12");
            least_values(problems, path, child);
        }
        Some(5..=CHANNEL_SELECT) => {
            entity_select(problems, path, child);
            least_values(problems, path, child);
        }
        Some(kind) => {
            required_text(problems, "K12", child, path, "custom_id", (1, 100));
            group(problems, path, child, kind);
        }
        None => {}
    }
}

/// Uploads, groups of radio buttons or checkboxes, and single checkboxes.
fn group(problems: &mut Problems, path: &str, child: &Value, kind: u64) {
    boolean(problems, "K12", child, path, "required");
    match kind {
        RADIO_GROUP => options(problems, path, child, (2, 10), "K12"),
        CHECKBOX_GROUP => options(problems, path, child, (1, 10), "K12"),
        CHECKBOX => return boolean(problems, "K12", child, path, "default"),
        _ => {}
    }
    if kind == RADIO_GROUP {
        return;
    }
    let least = integer(problems, "K12", child, path, "min_values", (0, 10));
    let most = integer(problems, "K12", child, path, "max_values", (1, 10));
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        let message = "min_values must be less than or equal to max_values";
        problems.add("K12", &join(path, "min_values"), "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE", message);
    }
    least_values(problems, path, child);
}

/// `min_values` has to be at least 1 while an answer is required.
fn least_values(problems: &mut Problems, path: &str, select: &Value) {
    let required = given(select, "required").is_none_or(|required| required == true);
    if required && select["min_values"] == 0 {
        let message = "int value should be greater than or equal to 1.";
        problems.add("K12", &join(path, "min_values"), "NUMBER_TYPE_MIN", message);
    }
}

fn text_input(problems: &mut Problems, path: &str, input: &Value) {
    required_text(problems, "K12", input, path, "custom_id", (1, 100));
    let style = given(input, "style").and_then(Value::as_u64);
    if !matches!(style, Some(1 | 2)) {
        problems.choices("K12", &join(path, "style"), &[1, 2]);
    }
    boolean(problems, "K12", input, path, "required");
    let value = text(problems, "K12", input, path, "value", (0, 4000));
    text(problems, "K12", input, path, "placeholder", (0, 100));
    let least = integer(problems, "K12", input, path, "min_length", (0, 4000));
    let most = integer(problems, "K12", input, path, "max_length", (1, 4000));
    let longest = most.and_then(|most| usize::try_from(most).ok()).filter(|most| (1..=4000).contains(most));
    if let (Some(value), Some(longest)) = (value, longest)
        && length(value) > longest
    {
        problems.too_long("K12", &join(path, "value"), longest);
    }
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        let message = "min_length must be less than or equal to max_length";
        problems.add("K12", &join(path, "min_length"), "TEXT_INPUT_MIN_LENGTH_TOO_LARGE", message);
    }
}
