//! `GET /users/@me/guilds`: the servers in which the app is, in pages. Rule R05.

use serde_json::{Value, json};

use super::super::errors::{Problems, Refusal};
use super::super::state::State;
use super::super::wire;
use super::{Answer, query};

/// The most servers on a page, which is what a page has unless asked otherwise.
const PAGE: usize = 200;

pub(super) fn list(state: &State, query: &str) -> Result<Answer, Refusal> {
    let mut problems = Problems::default();
    let limit = query::limit(&mut problems, "R05", query, PAGE, PAGE);
    let before = query::id(&mut problems, "R05", query, "before");
    let after = query::id(&mut problems, "R05", query, "after");
    problems.finish()?;

    let with_counts = matches!(query::value(query, "with_counts"), Some("true" | "1"));
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
