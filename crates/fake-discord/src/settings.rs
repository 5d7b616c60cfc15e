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
    /// How often a connected bot has to send a heartbeat.
    pub heartbeat_interval: Duration,
    /// How late a heartbeat may be before the connection is closed with 4009.
    pub heartbeat_slack: Duration,
    /// How long the first response to an interaction may take. Counted from the moment the person acts.
    pub deadline: Duration,
    /// How long an interaction's token lives after that.
    pub token_lifetime: Duration,
    /// How many sessions may identify in one [`identify_window`](Self::identify_window).
    pub max_concurrency: u32,
    /// The window of [`max_concurrency`](Self::max_concurrency).
    pub identify_window: Duration,
    /// Identifies left today, as `/gateway/bot` tells.
    pub identifies_remaining: u32,
    /// Identifies per day, as `/gateway/bot` tells.
    pub identifies_total: u32,
    /// When the identifies are counted anew, as `/gateway/bot` tells.
    pub identifies_reset_after: Duration,
    /// The shards that `/gateway/bot` recommends.
    pub shards: u32,
    /// Privileged intents (as bits) that the application may use.
    pub privileged_intents: u64,
    /// Frames that a connection may send in 60 seconds before it is closed with 4008.
    pub frames_per_minute: usize,
    /// REST requests per second over all routes but those of interactions.
    pub requests_per_second: usize,
    /// By how many seconds the `Date` of every REST response is later than the true time; negative is earlier.
    pub clock_offset: i64,
    /// How long [`wait_until`](super::Discord::wait_until) and the other waits of [`Discord`](super::Discord) take at most.
    pub patience: Duration,
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
            clock_offset: 0,
            patience: Duration::from_secs(30),
        }
    }
}
