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

/// R06: counts a request; whether its route takes it.
pub(super) fn count(state: &mut State, settings: &Settings, route: &Route<'_>, method: &str, now: Duration) -> bool {
    let Some(key) = key(route, method) else { return true };
    state.buckets.take(&key, settings.messages_per_window, settings.messages_window, now)
}

/// What the answer to a request tells about the limit of its route, if that has one of its own.
pub(in super::super) fn told(
    state: &State,
    settings: &Settings,
    method: &str,
    path: &str,
    now: Duration,
) -> Option<Limit> {
    let key = key(&Route::find(path)?, method)?;
    state.buckets.told(&key, settings.messages_per_window, settings.messages_window, now)
}
