//! Outage reports: one warning once a shard has been without a session for a while, and one line when it is over.

use std::convert::Infallible;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use tracing::{info, warn};

/// Whether a shard has a session.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Presence {
    /// Not yet: the shard waits for its first turn to identify, which is no outage.
    Expected,
    /// No.
    Absent,
    /// Yes.
    Present,
}

/// Logs the outages of `shard` that last longer than `after`, as long as it is polled.
pub(super) async fn report(shard: u32, mut presence: watch::Receiver<Presence>, after: Duration) -> Infallible {
    loop {
        until(&mut presence, Presence::Absent).await;
        let since = Instant::now();
        if timeout(after, until(&mut presence, Presence::Present)).await.is_ok() {
            continue;
        }
        warn!(
            shard,
            seconds = since.elapsed().as_secs(),
            "no session with Discord's gateway: interactions do not arrive until it is back"
        );
        until(&mut presence, Presence::Present).await;
        info!(shard, seconds = since.elapsed().as_secs(), "the outage is over: receiving interactions again");
    }
}

async fn until(presence: &mut watch::Receiver<Presence>, wanted: Presence) {
    let changed = presence.wait_for(|presence| *presence == wanted).await;
    changed.expect("the shard holds the sender for as long as this is polled");
}

#[cfg(test)]
#[path = "outage_tests.rs"]
mod tests;
