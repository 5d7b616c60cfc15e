//! `GET /users/@me/guilds`: the servers in which the app is, in pages. Rule R05.

use serde_json::{Value, json};

use super::super::errors::{Problems, Refusal};
use super::super::ids::Id;
use super::super::state::State;
use super::super::wire;
use super::Answer;

/// The most servers on a page, which is what a page has unless asked otherwise.
const PAGE: usize = 200;

pub(super) fn list(state: &State, query: &str) -> Result<Answer, Refusal> {
    let mut problems = Problems::default();
    let asked = |key: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == key).map(|(_, value)| value)
    };
    let limit = asked("limit").map_or(Some(PAGE), |limit| {
        let Ok(limit) = limit.parse::<i64>() else {
            problems.add("R05", "limit", "NUMBER_TYPE_COERCE", &format!("Value \"{limit}\" is not int."));
            return None;
        };
        if limit < 1 {
            problems.add("R05", "limit", "NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.");
        } else if usize::try_from(limit).is_ok_and(|limit| limit > PAGE) {
            problems.add("R05", "limit", "NUMBER_TYPE_MAX", "int value should be less than or equal to 200.");
        }
        usize::try_from(limit).ok()
    });
    let mut edge = |key: &str| {
        let value = asked(key)?;
        let id: Option<Id> = value.parse().ok();
        if id.is_none() {
            problems.add("R05", key, "NUMBER_TYPE_COERCE", &format!("Value \"{value}\" is not snowflake."));
        }
        id
    };
    let (before, after) = (edge("before"), edge("after"));
    problems.finish()?;

    let limit = limit.unwrap_or(PAGE);
    let with_counts = matches!(asked("with_counts"), Some("true" | "1"));
    let installed = state.world.guilds.values().filter(|guild| guild.installed);
    let between = installed
        .filter(|guild| before.is_none_or(|before| guild.id < before) && after.is_none_or(|after| guild.id > after));
    let mut page: Vec<_> = between.collect();
    // Before an id, the page ends there; otherwise it begins at the start.
    if before.is_some() && after.is_none() {
        page.drain(..page.len().saturating_sub(limit));
    }
    page.truncate(limit);
    let shown: Vec<Value> =
        page.into_iter().map(|guild| wire::partial_guild(&state.world, guild, with_counts)).collect();
    Ok(Answer::json(200, json!(shown)))
}
