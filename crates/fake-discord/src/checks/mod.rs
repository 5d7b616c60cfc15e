//! The rules: what Discord refuses, and how it says so. Pure functions over JSON; they know no sockets and no world.
//!
//! Every rule has the id of its row in the rule table ("C04"); each file holds the rules of one letter.
//! Lengths are counted in Unicode code points.

pub(super) mod attachments;
pub(super) mod commands;
pub(super) mod components;
pub(super) mod embeds;
pub(super) mod interactions;
pub(super) mod messages;
pub(super) mod modals;

use serde_json::Value;

use super::errors::{Problems, join};

/// The length that Discord counts.
pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}

/// The field, unless it is absent or null: Discord treats both alike.
pub(super) fn given<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| !value.is_null())
}

/// A text that may be absent, of `min` to `max` characters.
pub(super) fn text<'a>(
    problems: &mut Problems,
    rule: &'static str,
    object: &'a Value,
    path: &str,
    key: &str,
    (min, max): (usize, usize),
) -> Option<&'a str> {
    let value = given(object, key)?;
    let path = join(path, key);
    let Some(text) = value.as_str() else {
        problems.wrong_type(rule, &path, "string");
        return None;
    };
    let count = length(text);
    if count < min || (count > max && min > 0) {
        problems.bad_length(rule, &path, min, max);
    } else if count > max {
        problems.too_long(rule, &path, max);
    }
    Some(text)
}

/// As [`text`], but it has to be there.
pub(super) fn required_text<'a>(
    problems: &mut Problems,
    rule: &'static str,
    object: &'a Value,
    path: &str,
    key: &str,
    limits: (usize, usize),
) -> Option<&'a str> {
    if given(object, key).is_none() {
        problems.required(rule, &join(path, key));
        return None;
    }
    text(problems, rule, object, path, key, limits)
}

/// A whole number that may be absent, within `min` to `max`.
pub(super) fn integer(
    problems: &mut Problems,
    rule: &'static str,
    object: &Value,
    path: &str,
    key: &str,
    (min, max): (i64, i64),
) -> Option<i64> {
    let value = given(object, key)?;
    let path = join(path, key);
    let Some(number) = value.as_i64() else {
        problems.wrong_type(rule, &path, "int");
        return None;
    };
    if number > max {
        let message = format!("int value should be less than or equal to {max}.");
        problems.add(rule, &path, "NUMBER_TYPE_MAX", &message);
    } else if number < min {
        let message = format!("int value should be greater than or equal to {min}.");
        problems.add(rule, &path, "NUMBER_TYPE_MIN", &message);
    }
    Some(number)
}

/// A truth value that may be absent.
pub(super) fn boolean(problems: &mut Problems, rule: &'static str, object: &Value, path: &str, key: &str) {
    if given(object, key).is_some_and(|value| !value.is_boolean()) {
        problems.wrong_type(rule, &join(path, key), "bool");
    }
}

/// A list that may be absent.
pub(super) fn list<'a>(
    problems: &mut Problems,
    rule: &'static str,
    object: &'a Value,
    path: &str,
    key: &str,
) -> Option<&'a [Value]> {
    let value = given(object, key)?;
    if let Value::Array(items) = value {
        return Some(items);
    }
    let message = "Only iterables may be used in a ListType";
    problems.add(rule, &join(path, key), "LIST_TYPE_CONVERT", message);
    None
}

/// The web addresses that a field takes.
pub(super) struct Address {
    pub schemes: &'static [&'static str],
    /// The most characters.
    pub max: usize,
}

/// A web address that may be absent.
pub(super) fn url(
    problems: &mut Problems,
    rule: &'static str,
    object: &Value,
    path: &str,
    key: &str,
    accepted: &Address,
) {
    let Some(url) = text(problems, rule, object, path, key, (0, accepted.max)) else {
        return;
    };
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    if !scheme.is_some_and(|scheme| accepted.schemes.contains(&scheme)) {
        let message = format!("Scheme \"{}\" must be one of {:?}.", scheme.unwrap_or_default(), accepted.schemes);
        problems.add(rule, &join(path, key), "URL_TYPE_INVALID_SCHEME", &message);
    }
}
