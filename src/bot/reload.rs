//! The guide that is being served. A reload checks the files as a whole, and then replaces the guide at once.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use arc_swap::{ArcSwap, Guard};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle, spawn_blocking};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tpm_guide_core::answer::Guide;
use tpm_guide_core::knowledge::{Problem, Severity};
use tracing::{error, info, warn};

use super::changes::Changes;
use super::response_cache::ResponseCache;
use crate::failure::Failure;
use crate::knowledge::{LoadError, Place, load_today};
use crate::observe::{self, Metrics};

/// How long reading may take before the operator is warned: the disk or share may not answer.
const SLOW: Duration = Duration::from_secs(10);

/// What came of reading the knowledge last.
#[derive(Clone, Debug)]
pub struct Report {
    /// How many entries are being served.
    pub entries: usize,
    /// 1 at the start, and one more with each reload.
    pub version: u64,
    /// How many reloads kept the old guide, because of mistakes or because files could not be read.
    pub failures: u64,
    /// Every problem of the files; an error among them means that the old guide keeps serving.
    pub problems: Vec<Problem>,
}

/// What the help tells members of this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disclosure {
    /// Whether the log keeps the words of unanswered questions.
    pub logs_questions: bool,
    /// Whether there is a store of what servers write.
    pub stores: bool,
}

/// The guide that is being served.
#[derive(Debug)]
pub struct Live {
    place: Place,
    disclosure: Disclosure,
    responses: ArcSwap<ResponseCache>,
    report: watch::Sender<Report>,
}

/// The guide, and the task that keeps it fresh until it is dropped.
pub type Fresh = (Arc<Live>, AbortOnDropHandle<()>);

impl Live {
    /// Loads the guide for the first time.
    pub fn open(place: Place, disclosure: Disclosure) -> Result<Self, LoadError> {
        let (guide, problems) = guide(&place, disclosure)?;
        let entries = guide.knowledge.entries().len();
        info!(entries, "serving {place}");
        let report = Report { entries, version: 1, failures: 0, problems };
        let responses = ArcSwap::from_pointee(ResponseCache::new(guide, 1));
        Ok(Self { place, disclosure, responses, report: watch::Sender::new(report) })
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
            observe::KnowledgeState {
                version: report.version,
                entries: report.entries as u64,
                failures: report.failures,
            }
        });
        Arc::new(metrics)
    }

    /// Loads the guide and keeps it fresh for as long as the handle is held. `None` if `stop` is cancelled first: files on
    /// a share that is gone may never be read.
    pub async fn kept_fresh(
        place: Place,
        disclosure: Disclosure,
        stop: &CancellationToken,
    ) -> Result<Option<Fresh>, Failure> {
        let opening = spawn_blocking(move || {
            // Before reading, so that no change after the reading is missed.
            let changes = Changes::of(&place);
            Ok::<_, LoadError>((changes, Arc::new(Self::open(place, disclosure)?)))
        });
        let slow = || warn!("the knowledge is still being read; does the disk or share of its folder answer?");
        let Some(opened) = read(opening, slow, stop).await else { return Ok(None) };
        let (changes, live) = opened.context("reading the knowledge")??;
        let fresh = tokio::spawn(Arc::clone(&live).keep_fresh(changes));
        Ok(Some((live, AbortOnDropHandle::new(fresh))))
    }

    /// The guide as it is now, with its rendered responses. It stays whole for as long as it is held, whatever is reloaded.
    pub(super) fn responses(&self) -> Guard<Arc<ResponseCache>> {
        self.responses.load()
    }

    /// The same for longer than a moment: what is waited for keeps no reload from freeing the one before.
    pub(super) fn kept_responses(&self) -> Arc<ResponseCache> {
        self.responses.load_full()
    }

    /// Whether the log keeps the words of questions without an answer.
    pub fn logs_questions(&self) -> bool {
        self.disclosure.logs_questions
    }

    /// Loads the files anew; with a mistake in them the old guide keeps serving.
    fn reload(&self) {
        if self.place == Place::Embedded {
            info!("nothing to reload: the knowledge inside the program does not change");
            return;
        }
        match guide(&self.place, self.disclosure) {
            Ok((guide, problems)) => {
                let entries = guide.knowledge.entries().len();
                let version = self.report.borrow().version + 1;
                self.responses.store(Arc::new(ResponseCache::new(guide, version)));
                self.report.send_modify(|report| {
                    *report = Report { entries, version: report.version + 1, failures: report.failures, problems };
                });
                info!(entries, "knowledge reloaded from {}", self.place);
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

    /// Records why the old guide stays.
    fn keep(&self, problems: Vec<Problem>) {
        self.report.send_modify(|report| {
            report.failures += 1;
            report.problems = problems;
        });
    }

    /// Records that the files are still being read.
    fn keep_while_reading(&self) {
        let message = "is still being read; does its disk or share answer?".to_owned();
        error!("knowledge not reloaded yet; the old one keeps serving: {} {message}", self.place);
        let file = self.place.to_string();
        self.keep(vec![Problem { file, line: 0, path: String::new(), message, severity: Severity::Error }]);
    }

    /// Reloads whenever the files change, for as long as it is polled.
    async fn keep_fresh(self: Arc<Self>, mut changes: Changes) {
        loop {
            changes.next().await;
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

/// Reads the guide, and logs the warnings about its files.
fn guide(place: &Place, disclosure: Disclosure) -> Result<(Guide, Vec<Problem>), LoadError> {
    let parsed = load_today(place)?;
    for warning in &parsed.warnings {
        warn!("{warning}");
    }
    let Disclosure { logs_questions, stores } = disclosure;
    let guide = Guide { logs_questions, stores, ..Guide::new(parsed.knowledge.clone()) };
    Ok((guide, parsed.warnings.clone()))
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
