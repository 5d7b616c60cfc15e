//! Rate limits of single routes: so many requests in a window, counted for each channel.

use std::collections::HashMap;
use std::time::Duration;

/// A limit as the headers of an answer tell it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Limit {
    /// What the requests that are counted together have in common, but for the channel.
    pub bucket: &'static str,
    /// How many requests the window takes.
    pub capacity: u32,
    pub remaining: u32,
    pub reset_after: Duration,
}

/// What is counted together: a bucket, and the channel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub bucket: &'static str,
    pub channel: String,
}

/// A window that was opened by its first request.
#[derive(Clone, Copy, Debug)]
struct Window {
    opened: Duration,
    used: u32,
}

/// How many requests were made lately, by key.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    windows: HashMap<Key, Window>,
}

impl Buckets {
    /// Counts a request; whether it fits in.
    pub(super) fn take(&mut self, key: &Key, capacity: u32, window: Duration, now: Duration) -> bool {
        self.windows.retain(|_, open| now.saturating_sub(open.opened) < window);
        let open = self.windows.entry(key.clone()).or_insert(Window { opened: now, used: 0 });
        let fits = open.used < capacity;
        open.used = open.used.saturating_add(1).min(capacity);
        fits
    }

    /// What an answer tells about the window that its request was counted in.
    pub(super) fn told(&self, key: &Key, capacity: u32, window: Duration, now: Duration) -> Option<Limit> {
        let open = self.windows.get(key)?;
        let reset_after = (open.opened + window).saturating_sub(now);
        Some(Limit { bucket: key.bucket, capacity, remaining: capacity.saturating_sub(open.used), reset_after })
    }
}
