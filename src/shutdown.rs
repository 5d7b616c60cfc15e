//! Shutdown signals, and a runtime that does not outlive its work.

use std::time::Duration;

use anyhow::Context as _;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;

/// How long the end of the process waits for threads that still read files.
const STRAGGLERS: Duration = Duration::from_millis(100);

/// Runs `work` on a runtime of its own. A file that is still being read does not keep the process from ending.
pub fn run_to_end<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = Runtime::new().context("starting the asynchronous runtime")?;
    let ended = runtime.block_on(work);
    runtime.shutdown_timeout(STRAGGLERS);
    ended
}

/// A token that is cancelled when the process receives Ctrl-C or, on Unix, SIGTERM. Signals count from this call on.
pub fn when_told_to_stop() -> CancellationToken {
    let stop = CancellationToken::new();
    tokio::spawn(cancel_on_signal(Signals::listen(), stop.clone()));
    stop
}

/// The signals that stop the process.
struct Signals {
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
    #[cfg(unix)]
    interrupt: Option<tokio::signal::unix::Signal>,
}

impl Signals {
    fn listen() -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Self { terminate: signal(SignalKind::terminate()).ok(), interrupt: signal(SignalKind::interrupt()).ok() }
        }
        #[cfg(not(unix))]
        Self {}
    }

    async fn received(&mut self) {
        #[cfg(unix)]
        if let (Some(terminate), Some(interrupt)) = (&mut self.terminate, &mut self.interrupt) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            return;
        }
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Cancels `stop` when a signal arrives.
async fn cancel_on_signal(mut signals: Signals, stop: CancellationToken) {
    signals.received().await;
    stop.cancel();
    tracing::info!("told to stop");
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_read_that_hangs_does_not_keep_the_process_from_ending() {
        let (never, hangs) = mpsc::channel::<()>();
        let (sender, receiver) = mpsc::channel();
        // In a thread of its own, so that a failure does not hang the test.
        std::thread::spawn(move || {
            let ended = run_to_end(async move {
                tokio::task::spawn_blocking(move || hangs.recv());
                Ok(7)
            });
            sender.send(ended.ok()).expect("the test waits");
        });
        assert_eq!(receiver.recv_timeout(Duration::from_mins(1)), Ok(Some(7)));
        drop(never);
    }
}
