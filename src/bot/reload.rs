//! The guide that is being served, and its replacement while running: checked first, then swapped whole.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use arc_swap::{ArcSwap, Guard};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinError, JoinHandle, spawn_blocking};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tpm_guide_core::answer::Guide;
use tpm_guide_core::knowledge::{LANGUAGE, Problem, Severity};
use tracing::{error, info, warn};

use super::response_cache::ResponseCache;
use crate::config::Log;
use crate::failure::Failure;
use crate::knowledge::{LoadError, Place, load_today};
use crate::observe::{self, Metrics};

/// An editor saves in several steps; a reload waits until nothing has changed for this long.
const QUIET: Duration = Duration::from_millis(300);

/// Files that take longer than this to read lie on a disk or a share in trouble, which an operator should hear of.
const SLOW: Duration = Duration::from_secs(10);

/// However long the changes go on, a reload waits no longer than this.
const LONGEST_NOISE: Duration = Duration::from_secs(3);

/// What came of reading the knowledge last.
#[derive(Clone, Debug)]
pub struct Report {
    /// How many entries are being served.
    pub entries: usize,
    /// Grows by one each time that the guide is replaced.
    pub version: u64,
    /// How often files with mistakes, or files that could not be read, left the old guide in place.
    pub failures: u64,
    /// Everything that was found; a mistake among it means that the old guide keeps serving.
    pub problems: Vec<Problem>,
}

/// The guide that is being served.
#[derive(Debug)]
pub struct Live {
    place: Place,
    /// Whether the log keeps words, which the guide tells members.
    logs_questions: bool,
    responses: ArcSwap<ResponseCache>,
    report: watch::Sender<Report>,
}

/// The guide, and what keeps it fresh until it is dropped.
pub type Fresh = (Arc<Live>, AbortOnDropHandle<()>);

/// What tells that the files may have changed. Made before they are read, so that nothing is missed in between.
struct News {
    changes: mpsc::Receiver<()>,
    hangup: Hangup,
    /// Kept alive: it tells nothing once it is gone.
    _watcher: Option<RecommendedWatcher>,
    _told: mpsc::Sender<()>,
}

impl News {
    /// Listens to changes of the files at `place`, and to SIGHUP.
    fn of(place: &Place) -> Self {
        // First, since the system ends a process that does not listen to SIGHUP.
        let hangup = Hangup::new();
        let (told, changes) = mpsc::channel(1);
        let watcher = match place {
            Place::Folder(folder) => watch(folder, told.clone()),
            Place::Embedded => None,
        };
        Self { changes, hangup, _watcher: watcher, _told: told }
    }

    /// Waits until there is a reason to look at the files again.
    async fn arrive(&mut self) {
        tokio::select! {
            Some(()) = self.changes.recv() => {
                let quiet = async { while let Ok(Some(())) = timeout(QUIET, self.changes.recv()).await {} };
                // Somebody who never stops writing must not keep the rest from being seen.
                let _ = timeout(LONGEST_NOISE, quiet).await;
            }
            () = self.hangup.recv() => {}
        }
    }
}

impl Live {
    /// Loads the guide for the first time.
    pub fn open(place: Place, logs_questions: bool) -> Result<Self, LoadError> {
        let parsed = load_today(&place)?;
        for warning in &parsed.warnings {
            warn!("{warning}");
        }
        let entries = parsed.knowledge.entries().len();
        info!(entries, "serving {place}");
        let report = Report { entries, version: 1, failures: 0, problems: parsed.warnings.clone() };
        let guide = Guide { logs_questions, ..Guide::new(parsed.knowledge.clone()) };
        let responses = ArcSwap::from_pointee(ResponseCache::new(guide));
        Ok(Self { place, logs_questions, responses, report: watch::Sender::new(report) })
    }

    /// Where the knowledge lies.
    #[cfg(feature = "playground")]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What came of reading it last, now and from now on.
    pub fn reports(&self) -> watch::Receiver<Report> {
        self.report.subscribe()
    }

    /// Metrics of this process; they show what is being served.
    pub fn metrics(&self) -> Arc<Metrics> {
        let metrics = Metrics::new(env!("CARGO_PKG_VERSION"));
        let reports = self.reports();
        metrics.watch_knowledge(move || {
            let report = reports.borrow();
            observe::Knowledge { version: report.version, entries: report.entries as u64, failures: report.failures }
        });
        Arc::new(metrics)
    }

    /// Loads the guide and keeps it fresh for as long as the handle is held. Nothing, if it was told to stop first: files
    /// on a share that is gone may never be read.
    pub async fn kept_fresh(place: Place, log: &Log, stop: &CancellationToken) -> Result<Option<Fresh>, Failure> {
        let questions = log.questions;
        let opening = spawn_blocking(move || {
            // News first, so that no change after the reading is missed.
            let news = News::of(&place);
            Ok::<_, LoadError>((news, Arc::new(Self::open(place, questions)?)))
        });
        let slow = || warn!("the knowledge is still being read; does the disk or share of its folder answer?");
        let Some(opened) = read(opening, slow, stop).await else { return Ok(None) };
        let (news, live) = opened.context("reading the knowledge")??;
        let fresh = tokio::spawn(Arc::clone(&live).keep_fresh(news));
        Ok(Some((live, AbortOnDropHandle::new(fresh))))
    }

    /// The guide as it is now. Whoever holds it keeps it whole, whatever is reloaded meanwhile.
    pub(super) fn responses(&self) -> Guard<Arc<ResponseCache>> {
        self.responses.load()
    }

    /// Whether the log keeps the words of questions without an answer.
    pub fn logs_questions(&self) -> bool {
        self.logs_questions
    }

    /// Loads the files anew; with a mistake in them the old guide keeps serving.
    fn reload(&self) {
        if self.place == Place::Embedded {
            info!("nothing to reload: the knowledge inside the program does not change");
            return;
        }
        match load_today(&self.place) {
            Ok(parsed) => {
                for warning in &parsed.warnings {
                    warn!("{warning}");
                }
                let entries = parsed.knowledge.entries().len();
                let Report { version, failures, .. } = *self.report.borrow();
                let report = Report { entries, version: version + 1, failures, problems: parsed.warnings.clone() };
                let guide = Guide { logs_questions: self.logs_questions, ..Guide::new(parsed.knowledge.clone()) };
                self.responses.store(Arc::new(ResponseCache::new(guide)));
                info!(entries = report.entries, "knowledge reloaded from {}", self.place);
                self.report.send_replace(report);
            }
            Err(LoadError::Invalid(problems)) => {
                for problem in &problems {
                    error!("{problem}");
                }
                error!(problems = problems.len(), "knowledge not reloaded; the old one keeps serving");
                self.keep(problems);
            }
            Err(LoadError::Unreadable { path, source }) => {
                let file = path.display().to_string();
                error!("knowledge not reloaded; the old one keeps serving: cannot read {file}: {source}");
                let message = format!("cannot be read: {source}");
                let problem = Problem { file, line: 0, path: String::new(), message, severity: Severity::Error };
                self.keep(vec![problem]);
            }
        }
    }

    /// Takes note of why the old guide stays.
    fn keep(&self, problems: Vec<Problem>) {
        self.report.send_modify(|report| {
            report.failures += 1;
            report.problems = problems;
        });
    }

    /// Takes note that the files cannot be read for now.
    fn keep_while_reading(&self) {
        let message = "is still being read; does its disk or share answer?".to_owned();
        error!("knowledge not reloaded yet; the old one keeps serving: {} {message}", self.place);
        let file = self.place.to_string();
        self.keep(vec![Problem { file, line: 0, path: String::new(), message, severity: Severity::Error }]);
    }

    /// Reloads whenever there is news, for as long as it is polled.
    async fn keep_fresh(self: Arc<Self>, mut news: News) {
        loop {
            news.arrive().await;
            let live = Arc::clone(&self);
            // Reading and checking files takes milliseconds that answers should not wait for.
            let slow = || self.keep_while_reading();
            let reloaded = read(spawn_blocking(move || live.reload()), slow, &CancellationToken::new()).await;
            if reloaded.is_some_and(|reloaded| reloaded.is_err()) {
                error!("knowledge not reloaded: the reload failed; the old one keeps serving");
            }
        }
    }
}

/// Waits until the files are read; calls `slow` where that takes long. Nothing, if `stop` is cancelled first.
async fn read<T>(
    mut reading: JoinHandle<T>,
    slow: impl FnOnce(),
    stop: &CancellationToken,
) -> Option<Result<T, JoinError>> {
    let patiently = async {
        if let Ok(read) = timeout(SLOW, &mut reading).await {
            return read;
        }
        slow();
        reading.await
    };
    tokio::select! {
        read = patiently => Some(read),
        () = stop.cancelled() => None,
    }
}

/// Tells of every change below `folder`; reading is none. Only the folder itself and its `en` may be links, as when reading.
fn watch(folder: &Path, changed: mpsc::Sender<()>) -> Option<RecommendedWatcher> {
    let told = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // A full channel holds the news already.
            let _ = changed.try_send(());
        }
    };
    let config = notify::Config::default().with_follow_symlinks(false);
    let watcher = RecommendedWatcher::new(told, config).and_then(|mut watcher| {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn reading_that_hangs_is_told_once_and_ends_with_the_process() {
        let (stop, mut told) = (CancellationToken::new(), 0);
        let reading = tokio::spawn(std::future::pending::<()>());
        let stopping = async {
            tokio::time::sleep(SLOW * 3).await;
            stop.cancel();
        };
        let (read, ()) = tokio::join!(read(reading, || told += 1, &stop), stopping);
        assert!(read.is_none() && told == 1);
        let at_once =
            super::read(tokio::spawn(async { 7 }), || panic!("it is not slow"), &CancellationToken::new()).await;
        assert!(matches!(at_once, Some(Ok(7))));
    }
}
