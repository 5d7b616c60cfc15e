//! The query of a request: its numbers and ids, checked.

use super::super::errors::Problems;
use super::super::ids::Id;

/// The value of a key, if the query has it.
pub(super) fn value<'a>(query: &'a str, key: &str) -> Option<&'a str> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| *name == key).map(|(_, value)| value)
}

/// How many entries are wanted: 1 to `most`, `otherwise` unless the query says.
pub(super) fn limit(problems: &mut Problems, rule: &'static str, query: &str, most: usize, otherwise: usize) -> usize {
    let Some(text) = value(query, "limit") else { return otherwise };
    let Ok(limit) = text.parse::<i64>() else {
        problems.add(rule, "limit", "NUMBER_TYPE_COERCE", &format!("Value \"{text}\" is not int."));
        return otherwise;
    };
    if limit < 1 {
        problems.add(rule, "limit", "NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.");
    } else if usize::try_from(limit).is_ok_and(|limit| limit > most) {
        let message = format!("int value should be less than or equal to {most}.");
        problems.add(rule, "limit", "NUMBER_TYPE_MAX", &message);
    }
    usize::try_from(limit).unwrap_or(otherwise)
}

/// The id that a key names, if the query has it.
pub(super) fn id(problems: &mut Problems, rule: &'static str, query: &str, key: &str) -> Option<Id> {
    let text = value(query, key)?;
    let id = text.parse().ok();
    if id.is_none() {
        problems.add(rule, key, "NUMBER_TYPE_COERCE", &format!("Value \"{text}\" is not snowflake."));
    }
    id
}
