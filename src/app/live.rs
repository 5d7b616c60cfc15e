//! The guide that is being served, and its replacement while running: checked first, then swapped whole.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tracing::{error, info, warn};

use super::load;
use crate::answer::Guide;
use crate::knowledge::disk::{LoadError, Place};

/// An editor saves in several steps; a reload waits until nothing has changed for this long.
const QUIET: Duration = Duration::from_millis(300);

/// The guide that is being served.
#[derive(Debug)]
pub(super) struct Live {
    place: Place,
    guide: ArcSwap<Guide>,
}

impl Live {
    /// Loads the guide for the first time.
    pub fn open(place: Place) -> Result<Self, LoadError> {
        let parsed = load(&place)?;
        for warning in &parsed.warnings {
            warn!("{warning}");
        }
        info!(entries = parsed.knowledge.entries().len(), "knowledge loaded from {place}");
        Ok(Self { place, guide: ArcSwap::from_pointee(Guide::new(parsed.knowledge.clone())) })
    }

    /// The guide as it is now. Whoever holds it keeps it whole, whatever is reloaded meanwhile.
    pub fn guide(&self) -> Arc<Guide> {
        self.guide.load_full()
    }

    /// Loads the files anew; with a mistake in them the old guide keeps serving.
    fn reload(&self) {
        match load(&self.place) {
            Ok(parsed) => {
                for warning in &parsed.warnings {
                    warn!("{warning}");
                }
                let entries = parsed.knowledge.entries().len();
                self.guide.store(Arc::new(Guide::new(parsed.knowledge.clone())));
                info!(entries, "knowledge reloaded from {}", self.place);
            }
            Err(LoadError::Invalid(problems)) => {
                for problem in &problems {
                    error!("{problem}");
                }
                error!(problems = problems.len(), "knowledge not reloaded; the old one keeps serving");
            }
            Err(problem) => error!("knowledge not reloaded; the old one keeps serving: {problem}"),
        }
    }

    /// Reloads whenever files change or the process gets SIGHUP, for as long as it is polled. The knowledge inside the
    /// program never changes.
    pub async fn keep_fresh(self: Arc<Self>) {
        let (changed, mut changes) = mpsc::channel(1);
        let _watcher = match &self.place {
            Place::Folder(folder) => watch(folder, changed.clone()),
            Place::Embedded => None,
        };
        let mut hangup = Hangup::new();
        loop {
            tokio::select! {
                Some(()) = changes.recv() => {
                    while let Ok(Some(())) = timeout(QUIET, changes.recv()).await {}
                }
                () = hangup.recv() => {}
            }
            let live = Arc::clone(&self);
            // Reading and checking files takes milliseconds that answers should not wait for.
            if tokio::task::spawn_blocking(move || live.reload()).await.is_err() {
                error!("knowledge not reloaded: the reload failed; the old one keeps serving");
            }
        }
    }
}

/// Tells of every change below `folder`; reading is none.
fn watch(folder: &Path, changed: mpsc::Sender<()>) -> Option<RecommendedWatcher> {
    let told = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // A full channel holds the news already.
            let _ = changed.try_send(());
        }
    };
    let watcher = notify::recommended_watcher(told).and_then(|mut watcher| {
        watcher.watch(folder, RecursiveMode::Recursive)?;
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
