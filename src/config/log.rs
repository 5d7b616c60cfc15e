//! The settings of the log.

use tracing_subscriber::filter::Targets;

use super::reader::SettingsReader;
use super::{Environment, LOG_FILTER, LOG_FORMAT, LOG_QUESTIONS};

/// The settings of the log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    /// One JSON object per line instead of text.
    pub json: bool,
    /// Which lines are logged, if that is set.
    pub filter: Option<Targets>,
    /// Whether the words of unanswered questions are logged.
    pub questions: bool,
}

impl Environment {
    /// The settings of the log, with the default for each one that is wrong: for commands that check no settings.
    pub fn log(&self) -> Log {
        SettingsReader::of(self).log()
    }
}

impl SettingsReader<'_> {
    pub(super) fn log(&mut self) -> Log {
        let filter = self.environment.get(LOG_FILTER).map(str::parse::<Targets>).transpose();
        let filter =
            self.or_default(filter.map_err(|_| format!("{LOG_FILTER} must be error, warn, info, debug or trace")));
        let json = match self.environment.get(LOG_FORMAT) {
            None | Some("text") => Ok(false),
            Some("json") => Ok(true),
            Some(_) => Err(format!("{LOG_FORMAT} must be text or json")),
        };
        Log { filter, json: self.or_default(json), questions: self.is_true(LOG_QUESTIONS) }
    }
}
