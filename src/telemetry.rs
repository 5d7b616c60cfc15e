//! Where log lines go. Dependencies print payloads and URLs, tokens among them, below INFO: nothing lets those through.

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt, LevelFilter, Targets, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, fmt};

use crate::config::Log;

/// Starts logging to standard error. Only the first call counts.
pub fn init(log: &Log) {
    let directives = log.filter.as_deref().unwrap_or("info");
    // Settings were checked before this.
    let filter = directives.parse().unwrap_or_else(|_| Targets::new().with_default(LevelFilter::INFO));
    let filter = filter.and(filter_fn(may_be_seen));
    let layer: Box<dyn Layer<Registry> + Send + Sync> = if log.json {
        Box::new(fmt::layer().json().with_writer(std::io::stderr).with_filter(filter))
    } else {
        let colours = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
        Box::new(fmt::layer().with_ansi(colours).with_writer(std::io::stderr).with_filter(filter))
    };
    let _ = tracing_subscriber::registry().with(layer).try_init();
}

/// Our own lines, and those of others from INFO up; none of their spans, whose fields hold requests.
fn may_be_seen(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    let ours = target == "tpm_guide" || target.starts_with("tpm_guide::");
    ours || (metadata.is_event() && *metadata.level() <= Level::INFO)
}
