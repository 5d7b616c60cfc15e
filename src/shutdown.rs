//! Signals that stop the process, and the runtime that ends with it.

use std::time::Duration;

use anyhow::Context as _;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;

/// How long the end of the process waits for threads that read files.
const STRAGGLERS: Duration = Duration::from_millis(100);

/// Does `work` on a runtime of its own. A file that is still being read does not keep the process from ending.
pub fn run_to_end<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = Runtime::new().context("starting the asynchronous runtime")?;
    let ended = runtime.block_on(work);
    runtime.shutdown_timeout(STRAGGLERS);
    ended
}

/// Is cancelled when the process is told to stop; listens from the moment this returns.
pub fn when_told_to_stop() -> CancellationToken {
    let stop = CancellationToken::new();
    tokio::spawn(told_to_stop(Signals::listen(), stop.clone()));
    stop
}

/// What tells the process to stop: Ctrl-C and, where there is one, SIGTERM. Heard from the moment this is made.
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

    async fn arrive(&mut self) {
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

/// Cancels `stop` when the process is told to stop.
async fn told_to_stop(mut signals: Signals, stop: CancellationToken) {
    signals.arrive().await;
    stop.cancel();
    tracing::info!("told to stop");
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn reading_that_hangs_does_not_keep_the_process_from_ending() {
        let (never, hangs) = mpsc::channel::<()>();
        let (sender, receiver) = mpsc::channel();
        // In a thread of its own, so that a failure of this test is no test that hangs.
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
