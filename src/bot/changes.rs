//! Notices that the knowledge may have changed: by a watch of its folder, and by SIGHUP.

use std::path::Path;
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tpm_guide_core::knowledge::LANGUAGE;
use tracing::{info, warn};

use crate::knowledge::Place;

/// An editor saves in several steps; a reload waits until nothing has changed for this long.
const QUIET: Duration = Duration::from_millis(300);

/// The longest that a reload waits while changes go on.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// Notices that the files may have changed. Made before they are read, so that nothing is missed in between.
pub(super) struct Changes {
    changed: mpsc::Receiver<()>,
    hangup: Hangup,
    /// Kept alive: a watcher that is dropped notices nothing.
    _watcher: Option<RecommendedWatcher>,
    /// Kept alive where there is no watcher: a channel without a sender is closed.
    _sender: mpsc::Sender<()>,
}

impl Changes {
    /// Listens to changes of the files at `place`, and to SIGHUP.
    pub fn of(place: &Place) -> Self {
        // First, since the system ends a process that does not listen to SIGHUP.
        let hangup = Hangup::new();
        let (sender, changed) = mpsc::channel(1);
        let watcher = match place {
            Place::Folder(folder) => watch(folder, sender.clone()),
            Place::Embedded => None,
        };
        Self { changed, hangup, _watcher: watcher, _sender: sender }
    }

    /// Waits until there is a reason to read the files again.
    pub async fn next(&mut self) {
        tokio::select! {
            Some(()) = self.changed.recv() => {
                let quiet = async { while let Ok(Some(())) = timeout(QUIET, self.changed.recv()).await {} };
                // A program that never stops writing must not keep the rest from being seen.
                let _ = timeout(LONGEST_WAIT, quiet).await;
            }
            () = self.hangup.recv() => {}
        }
    }
}

/// Watches `folder` for changes; reading is none. Only the folder itself and its `en` may be links, as when reading.
fn watch(folder: &Path, changed: mpsc::Sender<()>) -> Option<RecommendedWatcher> {
    let notice = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // A full channel holds the notice already.
            let _ = changed.try_send(());
        }
    };
    let config = notify::Config::default().with_follow_symlinks(false);
    let watcher = RecommendedWatcher::new(notice, config).and_then(|mut watcher| {
        watcher.watch(&folder.canonicalize()?, RecursiveMode::Recursive)?;
        let inside = folder.join(LANGUAGE);
        if inside.is_symlink() {
            watcher.watch(&inside.canonicalize()?, RecursiveMode::Recursive)?;
        }
        Ok(watcher)
    });
    match watcher {
        Ok(watcher) => {
            info!("watching {} for changes", folder.display());
            Some(watcher)
        }
        Err(problem) => {
            warn!("changes of {} are not noticed ({problem}); send SIGHUP to reload", folder.display());
            None
        }
    }
}

/// SIGHUP, where there is one.
struct Hangup {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Hangup {
    fn new() -> Self {
        Self {
            #[cfg(unix)]
            signal: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok(),
        }
    }

    async fn recv(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}
