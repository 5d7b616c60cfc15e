//! A gateway session that outlives the process, so that a restart loses no interaction.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use tracing::{info, warn};
use twilight_gateway::Session;

/// The file in the state directory.
const FILE: &str = "gateway-session.json";

/// A file larger than this was not written by us.
const LARGEST_FILE: u64 = 16 * 1024;

/// A session to go on with after a restart.
#[derive(Clone, Eq, PartialEq, Serialize, Deserialize)]
pub struct SavedSession {
    application_id: u64,
    /// Where the session was started: one from a stand-in must not be taken to Discord, nor the other way round.
    gateway: String,
    resume_url: Option<String>,
    session_id: String,
    sequence: u64,
}

impl SavedSession {
    /// Writes the session into `directory`, readable by its owner only, whole or not at all.
    ///
    /// # Errors
    ///
    /// When the directory or the file cannot be written.
    pub fn store(&self, directory: &Path) -> io::Result<()> {
        fs::create_dir_all(directory)?;
        let unfinished = directory.join(format!("{FILE}.{}", std::process::id()));
        let written = write_private(&unfinished, &serde_json::to_vec(self)?)
            .and_then(|()| fs::rename(&unfinished, directory.join(FILE)));
        if written.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        written
    }

    /// Reads the session that an earlier run left in `directory`. One that cannot be read is no reason not to start.
    #[must_use]
    pub fn load(directory: &Path) -> Option<Self> {
        let path = directory.join(FILE);
        let mut text = String::new();
        let read = File::open(&path).and_then(|file| file.take(LARGEST_FILE).read_to_string(&mut text));
        match read {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                warn!(path = %path.display(), %error, "the saved session cannot be read; starting a new one");
                return None;
            }
        }
        let session = serde_json::from_str(&text);
        if session.is_err() {
            warn!(path = %path.display(), "the saved session is damaged; starting a new one");
        }
        session.ok()
    }

    /// Removes what [`store`](Self::store) wrote: there is nothing to go on with.
    ///
    /// # Errors
    ///
    /// When the file is there and cannot be removed.
    pub fn forget(directory: &Path) -> io::Result<()> {
        match fs::remove_file(directory.join(FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The session for use by this bot at this gateway; not if it is another's.
    pub(super) fn for_bot(self, application_id: u64, gateway: &str) -> Option<Resumption> {
        if self.application_id != application_id || self.gateway != gateway {
            info!("the saved session belongs to another bot or gateway; starting a new one");
            return None;
        }
        let url = self.resume_url.and_then(|url| super::address(&url));
        Some(Resumption { session_id: self.session_id, sequence: self.sequence, url })
    }
}

impl fmt::Debug for SavedSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SavedSession")
            .field("application_id", &self.application_id)
            .field("sequence", &self.sequence)
            .finish_non_exhaustive()
    }
}

/// What the next connection needs in order to go on.
pub(super) struct Resumption {
    pub(super) session_id: String,
    pub(super) sequence: u64,
    pub(super) url: Option<String>,
}

impl Resumption {
    /// The session in twilight's terms.
    pub(super) fn session(&self) -> Session {
        Session::new(self.sequence, self.session_id.clone())
    }

    pub(super) fn into_saved(self, application_id: u64, gateway: String) -> SavedSession {
        let Self { session_id, sequence, url: resume_url } = self;
        SavedSession { application_id, gateway, resume_url, session_id, sequence }
    }
}

/// Writes a file that nobody but its owner may read, and waits until the disk has it.
fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicU32, Ordering};

    const GATEWAY: &str = "ws://127.0.0.1:4000";

    /// A directory of its own, removed when the test is over.
    struct Directory(PathBuf);

    impl Directory {
        fn new() -> Self {
            static NUMBER: AtomicU32 = AtomicU32::new(0);
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            Self(std::env::temp_dir().join(format!("tpm-guide-session-{}-{number}", std::process::id())))
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn session() -> SavedSession {
        SavedSession {
            application_id: 7,
            gateway: GATEWAY.to_owned(),
            resume_url: Some("ws://127.0.0.1:4001".to_owned()),
            session_id: "0123456789abcdef".to_owned(),
            sequence: 42,
        }
    }

    #[test]
    fn a_stored_session_is_loaded_again() {
        let directory = Directory::new();
        session().store(&directory.0).unwrap();
        session().store(&directory.0).unwrap();
        assert_eq!(SavedSession::load(&directory.0), Some(session()));
        assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 1, "nothing unfinished stays behind");
    }

    #[test]
    #[cfg(unix)]
    fn only_the_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let directory = Directory::new();
        session().store(&directory.0).unwrap();
        let mode = fs::metadata(directory.0.join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_missing_or_damaged_file_is_no_session() {
        let directory = Directory::new();
        assert_eq!(SavedSession::load(&directory.0), None);
        fs::create_dir_all(&directory.0).unwrap();
        for damaged in ["", "{", "[]", "{\"sequence\":-1}", "\u{0}\u{0}"] {
            fs::write(directory.0.join(FILE), damaged).unwrap();
            assert_eq!(SavedSession::load(&directory.0), None, "{damaged:?}");
        }
        fs::write(directory.0.join(FILE), [0xff, 0xfe]).unwrap();
        assert_eq!(SavedSession::load(&directory.0), None);
    }

    #[test]
    fn forgetting_twice_is_fine() {
        let directory = Directory::new();
        session().store(&directory.0).unwrap();
        SavedSession::forget(&directory.0).unwrap();
        SavedSession::forget(&directory.0).unwrap();
        assert_eq!(SavedSession::load(&directory.0), None);
    }

    #[test]
    fn a_session_of_another_bot_or_gateway_is_not_resumed() {
        assert!(session().for_bot(7, GATEWAY).is_some());
        assert!(session().for_bot(8, GATEWAY).is_none());
        assert!(session().for_bot(7, "wss://gateway.discord.gg").is_none());
    }

    #[test]
    fn a_broken_resume_address_falls_back_to_the_usual_one() {
        let broken = SavedSession { resume_url: Some("ws:// not an address".to_owned()), ..session() };
        assert_eq!(broken.for_bot(7, GATEWAY).unwrap().url, None);
    }

    #[test]
    fn debugging_shows_no_session_id() {
        assert!(!format!("{:?}", session()).contains("0123456789abcdef"));
    }
}
