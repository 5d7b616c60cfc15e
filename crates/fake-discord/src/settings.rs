//! The settings of a fake Discord.

use std::time::Duration;

use super::world::World;

/// The behaviour of a fake Discord. [`Settings::default`] is Discord as it is in production.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The port on 127.0.0.1; 0 lets the system choose.
    pub port: u16,
    /// The world at the start.
    pub world: World,
    /// The interval at which a connected bot has to send heartbeats.
    pub heartbeat_interval: Duration,
    /// The delay of a heartbeat beyond the interval that is tolerated; then the connection is closed with 4009.
    pub heartbeat_slack: Duration,
    /// The time limit of the first response to an interaction, counted from the action.
    pub deadline: Duration,
    /// The lifetime of an interaction's token after that.
    pub token_lifetime: Duration,
    /// The number of sessions that may identify in one [`identify_window`](Self::identify_window).
    pub max_concurrency: u32,
    /// The window of [`max_concurrency`](Self::max_concurrency).
    pub identify_window: Duration,
    /// Identifies left today, as `/gateway/bot` reports.
    pub identifies_remaining: u32,
    /// Identifies per day, as `/gateway/bot` reports.
    pub identifies_total: u32,
    /// The time until the count of identifies is reset, as `/gateway/bot` reports.
    pub identifies_reset_after: Duration,
    /// The shards that `/gateway/bot` recommends.
    pub shards: u32,
    /// Privileged intents (as bits) that the application may use.
    pub privileged_intents: u64,
    /// Frames that a connection may send in 60 seconds before it is closed with 4008.
    pub frames_per_minute: usize,
    /// REST requests per second over all routes but those of interactions.
    pub requests_per_second: usize,
    /// Messages that may be posted in one channel, and as many edited, in one [`messages_window`](Self::messages_window).
    pub messages_per_window: u32,
    /// The window of [`messages_per_window`](Self::messages_per_window).
    pub messages_window: Duration,
    /// For how long a message posted with `enforce_nonce` is returned again instead of posting another.
    pub nonce_window: Duration,
    /// Seconds by which the `Date` of every REST response is ahead of the true time; negative is behind.
    pub clock_offset: i64,
    /// The time limit of [`wait_until`](super::Discord::wait_until) and the other waits of [`Discord`](super::Discord).
    pub wait_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 0,
            world: World::default(),
            heartbeat_interval: Duration::from_millis(41_250),
            heartbeat_slack: Duration::from_secs(2),
            deadline: Duration::from_secs(3),
            token_lifetime: Duration::from_mins(15),
            max_concurrency: 1,
            identify_window: Duration::from_secs(5),
            identifies_remaining: 1000,
            identifies_total: 1000,
            identifies_reset_after: Duration::from_hours(4),
            shards: 1,
            privileged_intents: 0,
            frames_per_minute: 120,
            requests_per_second: 50,
            messages_per_window: 5,
            messages_window: Duration::from_secs(5),
            nonce_window: Duration::from_mins(5),
            clock_offset: 0,
            wait_timeout: Duration::from_secs(30),
        }
    }
}
