//! Buttons and menus: rules K04 to K06.

use std::collections::HashSet;

use serde_json::Value;

use super::super::super::errors::{Problems, join};
use super::super::super::ids::Id;
use super::super::{Address, boolean, given, integer, list, required_text, text, url};
use super::component::{CHANNEL_SELECT, CHECKBOX_GROUP};

/// Where the link of a button leads.
const LINK: Address = Address { schemes: &["http", "https", "discord"], max: 512 };

/// The types of channels that Discord has.
const CHANNEL_TYPES: [u64; 12] = [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 15, 16];

/// K04, K05: which fields a button has depends on its style.
pub(super) fn button(problems: &mut Problems, path: &str, button: &Value) {
    let style = given(button, "style").and_then(Value::as_u64);
    let Some(style) = style.filter(|style| (1..=6).contains(style)) else {
        problems.choices("K05", &join(path, "style"), &[1, 2, 3, 4, 5, 6]);
        return;
    };
    text(problems, "K04", button, path, "custom_id", (1, 100));
    text(problems, "K04", button, path, "label", (0, 80));
    boolean(problems, "K05", button, path, "disabled");
    let has = |key: &str| given(button, key).is_some();
    if style == 5 {
        url(problems, "K04", button, path, "url", &LINK);
    } else {
        text(problems, "K04", button, path, "url", (0, 512));
    }
    let mut wrong = |key: &str, code: &str, message: &str| problems.add("K05", &join(path, key), code, message);
    if has("custom_id") && has("url") {
        let message = "A custom id and url cannot both be specified";
        wrong("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message);
    }
    match style {
        5 if !has("url") => wrong("url", "BUTTON_COMPONENT_URL_REQUIRED", "A url is required"),
        5 if has("sku_id") => wrong("sku_id", "BUTTON_COMPONENT_SKU_NOT_ALLOWED", "A link has no SKU"),
        6 if !has("sku_id") => wrong("sku_id", "BUTTON_COMPONENT_SKU_REQUIRED", "A SKU is required"),
        6 if has("custom_id") || has("url") || has("label") || has("emoji") => {
            wrong("sku_id", "BUTTON_COMPONENT_PREMIUM_ONLY_SKU", "A premium button has a SKU only");
        }
        1..=4 if !has("custom_id") => {
            wrong("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id required");
        }
        1..=4 if has("url") => {
            wrong("url", "BUTTON_COMPONENT_URL_NOT_ALLOWED", "Only links have a url");
        }
        _ => {}
    }
    let label = button["label"].as_str().unwrap_or_default();
    if style != 6 && label.trim().is_empty() && !has("emoji") {
        wrong("label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji is required");
    }
    emoji(problems, path, button);
}

/// An emoji is a custom one with its id, or a Unicode one by its characters.
fn emoji(problems: &mut Problems, path: &str, object: &Value) {
    let Some(emoji) = given(object, "emoji") else {
        return;
    };
    let path = join(path, "emoji");
    let custom = given(emoji, "id").is_some();
    let name = given(emoji, "name").and_then(Value::as_str).unwrap_or_default();
    if !custom && emojis::get(name).is_none() {
        problems.add("K05", &join(&path, "name"), "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji");
    }
}

/// K06: the lines of a menu. Also used for menus in modals.
pub(in super::super::super) fn string_select(problems: &mut Problems, path: &str, select: &Value, rule: &'static str) {
    select_frame(problems, path, select);
    options(problems, path, select, (1, 25), rule);
}

/// What can be chosen in a select or a group.
pub(in super::super::super) fn options(
    problems: &mut Problems,
    path: &str,
    select: &Value,
    (least, most): (usize, usize),
    rule: &'static str,
) {
    let options = list(problems, rule, select, path, "options").unwrap_or_default();
    let options_path = join(path, "options");
    if !(least..=most).contains(&options.len()) {
        problems.bad_length(rule, &options_path, least, most);
    }
    let mut values = HashSet::new();
    let mut defaults = 0;
    for (index, option) in options.iter().enumerate() {
        let path = join(&options_path, index);
        required_text(problems, rule, option, &path, "label", (1, 100));
        let value = required_text(problems, rule, option, &path, "value", (1, 100));
        text(problems, rule, option, &path, "description", (0, 100));
        emoji(problems, &path, option);
        if value.is_some_and(|value| !values.insert(value)) {
            let message = "The specified option value is already used";
            problems.add(rule, &join(&path, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message);
        }
        defaults += i64::from(option["default"] == true);
    }
    let count = i64::try_from(options.len()).unwrap_or(i64::MAX);
    let unless_given = if select["type"] == CHECKBOX_GROUP { count } else { 1 };
    let max = select["max_values"].as_i64().unwrap_or(unless_given);
    if defaults > max {
        let message = "Too many options are selected by default";
        problems.add(rule, &options_path, "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message);
    }
    if max > count.max(1) && !options.is_empty() {
        let message = format!("int value should be less than or equal to {count}.");
        problems.add(rule, &join(path, "max_values"), "NUMBER_TYPE_MAX", &message);
    }
}

/// K06: selects of users, roles, mentionables and channels.
pub(in super::super::super) fn entity_select(problems: &mut Problems, path: &str, select: &Value) {
    select_frame(problems, path, select);
    channel_types(problems, path, select);
    let defaults = list(problems, "K06", select, path, "default_values").unwrap_or_default();
    let kinds: &[&str] = match select["type"].as_u64() {
        Some(5) => &["user"],
        Some(6) => &["role"],
        Some(7) => &["user", "role"],
        _ => &["channel"],
    };
    for (index, default) in defaults.iter().enumerate() {
        let path = join(&join(path, "default_values"), index);
        if Id::from_json(&default["id"]).is_none() {
            problems.add("K06", &join(&path, "id"), "NUMBER_TYPE_COERCE", "Value is not snowflake.");
        }
        if !kinds.iter().any(|kind| default["type"] == *kind) {
            let message = format!("Value must be one of {kinds:?}.");
            problems.add("K06", &join(&path, "type"), "BASE_TYPE_CHOICES", &message);
        }
    }
    let max = select["max_values"].as_u64().unwrap_or(1);
    let min = select["min_values"].as_u64().unwrap_or(1);
    if !defaults.is_empty() && (defaults.len() as u64) < min {
        let message = "Too few options are selected by default";
        let path = join(path, "default_values");
        problems.add("K06", &path, "SELECT_COMPONENT_TOO_FEW_DEFAULT_VALUES", message);
    }
    if defaults.len() as u64 > max {
        let message = "Too many options are selected by default";
        let path = join(path, "default_values");
        problems.add("K06", &path, "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message);
    }
}

/// K06: the types of channels that a select takes; only a select of channels has any.
fn channel_types(problems: &mut Problems, path: &str, select: &Value) {
    let types = list(problems, "K06", select, path, "channel_types").unwrap_or_default();
    let path = join(path, "channel_types");
    if select["type"] != CHANNEL_SELECT && !types.is_empty() {
        let message = "Only selects of channels have channel types";
        problems.add("K06", &path, "SELECT_COMPONENT_CHANNEL_TYPES_NOT_ALLOWED", message);
    }
    for (index, kind) in types.iter().enumerate() {
        if !kind.as_u64().is_some_and(|kind| CHANNEL_TYPES.contains(&kind)) {
            problems.choices("K06", &join(&path, index), &CHANNEL_TYPES);
        }
    }
}

fn select_frame(problems: &mut Problems, path: &str, select: &Value) {
    required_text(problems, "K04", select, path, "custom_id", (1, 100));
    text(problems, "K06", select, path, "placeholder", (0, 150));
    boolean(problems, "K06", select, path, "disabled");
    let min = integer(problems, "K06", select, path, "min_values", (0, 25));
    let max = integer(problems, "K06", select, path, "max_values", (1, 25));
    if min.unwrap_or(1) > max.unwrap_or(1) {
        let message = "min_values must be less than or equal to max_values";
        problems.add("K06", &join(path, "min_values"), "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE", message);
    }
}
