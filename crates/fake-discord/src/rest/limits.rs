//! The rate limits of routes below channels: rule R06. What is counted is in `limits`.

use std::time::Duration;

use super::super::limits::{Key, Limit};
use super::super::settings::Settings;
use super::super::state::State;
use super::route::Route;

/// What a route counts for, if it has a limit of its own. Discord's names of buckets mean as little.
fn key(route: &Route<'_>, method: &str) -> Option<Key> {
    let (bucket, channel) = match (route, method) {
        (Route::Messages { channel }, "POST") => ("80c17d2f203122d936070c88c8d10f33", channel),
        (Route::Message { channel, .. }, "PATCH") => ("eaf1c1ec7a0d3a8fd1dbdc9bd8e7ea35", channel),
        _ => return None,
    };
    Some(Key { bucket, channel: (*channel).to_owned() })
}

/// The name of a route's bucket, for a 429 that a fault makes.
pub(in super::super) fn bucket_of(method: &str, path: &str) -> Option<&'static str> {
    Some(key(&Route::find(path)?, method)?.bucket)
}

/// R06: counts a request. `None` if its route has no limit of its own, `Err` if it is one too many.
pub(super) fn count(
    state: &mut State,
    settings: &Settings,
    route: &Route<'_>,
    method: &str,
    now: Duration,
) -> Result<Option<Limit>, Limit> {
    let Some(key) = key(route, method) else { return Ok(None) };
    state.buckets.take(&key, settings.messages_per_window, settings.messages_window, now).map(Some)
}
