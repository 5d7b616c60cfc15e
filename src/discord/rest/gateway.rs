//! The gateway's address and session start limit, and whether Discord answers at all.

use std::time::Duration;

use serde::{Deserialize, Deserializer};
use tracing::debug;

use super::request::Request;
use super::route::Route;
use super::{Rest, RestError};

impl Rest {
    /// Fetches the gateway's address and the session start limit.
    ///
    /// # Errors
    ///
    /// See [`RestError`].
    pub async fn gateway_bot(&self) -> Result<GatewayBot, RestError> {
        let gateway: GatewayBot = self.fetch("asking for the gateway", &Request::new(Route::GetGatewayBot)).await?;
        if self.origin.vouches_for(&gateway.url) { Ok(gateway) } else { Err(RestError::GatewayNotTrusted) }
    }

    /// Sends a request that needs no token, so that the response's date shows whether this machine's clock is off. Returns
    /// whether Discord answered.
    pub async fn check_clock(&self) -> bool {
        let asked = self.exchange(&Request::new(Route::GetGateway)).await;
        if let Err(failure) = &asked {
            debug!(%failure, "Discord did not tell the time");
        }
        asked.is_ok()
    }
}

/// The response to `/gateway/bot`.
#[derive(Clone, Debug, Deserialize)]
pub struct GatewayBot {
    /// The gateway's address, without a query.
    pub url: String,
    /// Shards that Discord recommends.
    #[serde(default)]
    pub shards: u32,
    /// The session start limit.
    pub session_start_limit: SessionStartLimit,
}

/// Sessions that a bot may start, and how fast.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
pub struct SessionStartLimit {
    /// Starts a day.
    pub total: u32,
    /// Starts that are left.
    pub remaining: u32,
    /// Time until `remaining` is `total` again.
    #[serde(deserialize_with = "milliseconds")]
    pub reset_after: Duration,
    /// IDENTIFYs in 5 s.
    pub max_concurrency: u16,
}

fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_millis)
}
