//! Logging to standard error. Dependencies log payloads and URLs, with tokens in them, below INFO: no setting shows those.
//! Each event is one line whatever its fields hold, so that text from outside cannot forge another one.

use std::io::{self, Stderr, Write};

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt, LevelFilter, Targets, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, fmt};

use crate::config::Log;

/// Starts logging to standard error. Only the first call has an effect. From then on, a panic is logged by its place alone.
pub fn init(log: &Log) {
    let filter = log.filter.clone().unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let filter = filter.and(filter_fn(may_be_logged));
    let layer: Box<dyn Layer<Registry> + Send + Sync> = if log.json {
        Box::new(fmt::layer().json().with_writer(lines).with_filter(filter))
    } else {
        let colours = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
        Box::new(fmt::layer().with_ansi(colours).with_writer(lines).with_filter(filter))
    };
    let _ = tracing_subscriber::registry().with(layer).try_init();
    log_panics_by_place();
}

/// Logs a panic by its place alone: the message may quote what a member typed.
fn log_panics_by_place() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}

/// The crates whose lines are logged at every level.
const OURS: [&str; 2] = ["tpm_guide", "fake_discord"];

/// Whether a filter may let this through: lines of our own crates at any level, and events of others from INFO up. Spans of
/// others hold requests in their fields. twilight reports at INFO each acknowledgement of a heartbeat that it did not send
/// itself, which would be four lines a minute.
fn may_be_logged(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    let its_crate = target.split("::").next().unwrap_or_default();
    let lowest = if its_crate == "twilight_gateway" { Level::WARN } else { Level::INFO };
    OURS.contains(&its_crate) || (metadata.is_event() && *metadata.level() <= lowest)
}

/// The writer of one event.
fn lines() -> OneLine<Stderr> {
    OneLine(io::stderr())
}

/// Writes each event as one line. The subscriber passes a whole event at a time; line breaks inside it are escaped.
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let (content, end) = event.strip_suffix(b"\n").map_or((event, &b""[..]), |content| (content, b"\n"));
        if !content.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
            self.0.write_all(event)?;
            return Ok(event.len());
        }
        let mut line = Vec::with_capacity(event.len() + 8);
        for byte in content {
            match byte {
                b'\n' => line.extend_from_slice(b"\\n"),
                b'\r' => line.extend_from_slice(b"\\r"),
                other => line.push(*other),
            }
        }
        line.extend_from_slice(end);
        self.0.write_all(&line)?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// A buffer of log lines.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_event_is_one_line_whatever_it_holds() {
        let kept = Kept::default();
        let writer = kept.clone();
        let layer = fmt::layer().with_ansi(false).without_time().with_writer(move || OneLine(writer.clone()));
        let forged = "Guide\n2026-11-21T00:00:00Z  INFO tpm_guide: forged\r\nx";
        tracing::subscriber::with_default(Registry::default().with(layer), || {
            tracing::info!(name = forged, "signed in");
            tracing::info!(name = %forged, "signed in");
            tracing::info!("signed in as {forged}");
        });
        let said = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert_eq!(said.lines().count(), 3, "{said}");
        assert!(said.lines().all(|line| line.contains("signed in") && line.contains("forged\\r\\nx")), "{said}");
        assert!(!said.contains('\r'), "{said}");
    }
}
