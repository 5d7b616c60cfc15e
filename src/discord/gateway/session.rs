//! A shard's session that outlives the process, so that a restart loses no interaction. Each shard has a file of its
//! own, named after it, so that processes with other shards can share the folder.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tracing::{info, warn};
use twilight_gateway::{Session, ShardId};

use super::Shards;
use super::address::resume_address;
use crate::files::{Links, read_regular};

/// A file larger than this was not written by us.
const LARGEST_FILE: u64 = 16 * 1024;

/// A session to go on with after a restart.
#[derive(Clone, Eq, PartialEq, Serialize, Deserialize)]
pub struct SavedSession {
    application_id: u64,
    /// Whose it is, and of how many: with another total, the shard has other servers.
    #[serde(default = "the_only_one")]
    shard: ShardId,
    /// Where the session was started: one from a stand-in must not be taken to Discord, nor the other way round.
    gateway: String,
    resume_url: Option<String>,
    session_id: String,
    sequence: u64,
}

impl SavedSession {
    /// Writes the session into `directory`, readable by its owner only, whole or not at all.
    ///
    /// It is written under an unpredictable name, which must not exist yet; then it takes the place of the session before
    /// it, be that a file or a link.
    ///
    /// # Errors
    ///
    /// When the directory or the file cannot be written.
    pub fn store(&self, directory: &Path) -> io::Result<()> {
        fs::create_dir_all(directory)?;
        let file = file_of(self.shard);
        let mut unfinished = tempfile::Builder::new().prefix(&format!("{file}.")).tempfile_in(directory)?;
        unfinished.write_all(&serde_json::to_vec(self)?)?;
        unfinished.as_file().sync_all()?;
        unfinished.persist(directory.join(file))?;
        Ok(())
    }

    /// Reads the sessions that earlier runs left in `directory` for `shards`. One that cannot be read is no reason not to
    /// start.
    #[must_use]
    pub fn load(directory: &Path, shards: Shards) -> Vec<Self> {
        shards.ids().filter_map(|shard| Self::load_one(directory, shard)).collect()
    }

    fn load_one(directory: &Path, shard: ShardId) -> Option<Self> {
        let path = directory.join(file_of(shard));
        let text = match read_regular(&path, LARGEST_FILE, Links::Refuse) {
            Ok(text) => text,
            Err(error) if error.is_not_found() => return None,
            Err(error) => {
                warn!(path = %path.display(), %error, "the saved session cannot be read; starting a new one");
                return None;
            }
        };
        let session = serde_json::from_slice(&text).ok().filter(|session: &Self| session.shard == shard);
        if session.is_none() {
            warn!(path = %path.display(), "the saved session is damaged; starting a new one");
        }
        session
    }

    /// Removes what [`store`](Self::store) wrote for `shards`: there is nothing to go on with.
    ///
    /// # Errors
    ///
    /// When a file is there and cannot be removed. The others are removed all the same.
    pub fn forget(directory: &Path, shards: Shards) -> io::Result<()> {
        let mut failure = None;
        for shard in shards.ids() {
            match fs::remove_file(directory.join(file_of(shard))) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => failure = Some(error),
                _ => {}
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Whose session it is.
    pub(super) const fn shard(&self) -> ShardId {
        self.shard
    }

    /// The session for use by this bot at this gateway; not if it is another's.
    pub(super) fn for_bot(self, application_id: u64, gateway: &str) -> Option<Resumption> {
        if self.application_id != application_id || self.gateway != gateway {
            info!("the saved session belongs to another bot or gateway; starting a new one");
            return None;
        }
        let named = self.resume_url.is_some();
        let url = self.resume_url.and_then(|url| resume_address(&url, gateway));
        if named && url.is_none() {
            warn!("the saved session names an address that is not the gateway's; resuming at the gateway instead");
        }
        Some(Resumption { session_id: self.session_id, sequence: self.sequence, url })
    }
}

impl fmt::Debug for SavedSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SavedSession")
            .field("application_id", &self.application_id)
            .field("shard", &self.shard)
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

    pub(super) fn into_saved(self, application_id: u64, gateway: String, shard: ShardId) -> SavedSession {
        let Self { session_id, sequence, url: resume_url } = self;
        SavedSession { application_id, shard, gateway, resume_url, session_id, sequence }
    }
}

/// The file of a shard in the state directory. A bot's only shard keeps the name from before there were several.
fn file_of(shard: ShardId) -> String {
    if shard == ShardId::ONE {
        return "gateway-session.json".to_owned();
    }
    format!("gateway-session-{}-of-{}.json", shard.number(), shard.total())
}

const fn the_only_one() -> ShardId {
    ShardId::ONE
}

/// Warns when others than its owner may write into `directory`: they could put another session there.
pub fn warn_if_shared(directory: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(directory).map_or(0, |found| found.permissions().mode());
        if mode & 0o022 != 0 {
            warn!(
                directory = %directory.display(), mode = format_args!("{:03o}", mode & 0o777),
                "others may write into STATE_DIR, where sessions are kept: chmod 700"
            );
        }
    }
    #[cfg(not(unix))]
    let _ = directory;
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    const GATEWAY: &str = "ws://127.0.0.1:4000";

    fn only() -> Shards {
        Shards::all(1)
    }

    fn session() -> SavedSession {
        SavedSession {
            application_id: 7,
            shard: ShardId::ONE,
            gateway: GATEWAY.to_owned(),
            resume_url: Some("ws://127.0.0.1:4000/resume".to_owned()),
            session_id: "0123456789abcdef".to_owned(),
            sequence: 42,
        }
    }

    #[test]
    fn a_stored_session_is_loaded_again() {
        let directory = tempdir().unwrap();
        session().store(directory.path()).unwrap();
        session().store(directory.path()).unwrap();
        assert_eq!(SavedSession::load(directory.path(), only()), [session()]);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing unfinished stays behind");
    }

    #[test]
    #[cfg(unix)]
    fn only_the_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempdir().unwrap();
        session().store(directory.path()).unwrap();
        let mode = fs::metadata(directory.path().join("gateway-session.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_missing_or_damaged_file_is_no_session() {
        let directory = tempdir().unwrap();
        assert_eq!(SavedSession::load(directory.path(), only()), []);
        for damaged in ["", "{", "[]", "{\"sequence\":-1}", "\u{0}\u{0}"] {
            fs::write(directory.path().join("gateway-session.json"), damaged).unwrap();
            assert_eq!(SavedSession::load(directory.path(), only()), [], "{damaged:?}");
        }
        fs::write(directory.path().join("gateway-session.json"), [0xff, 0xfe]).unwrap();
        assert_eq!(SavedSession::load(directory.path(), only()), []);
    }

    #[test]
    fn each_shard_has_its_own_file_and_another_total_finds_none() {
        let directory = tempdir().unwrap();
        let of = |number, total| SavedSession { shard: ShardId::new(number, total), ..session() };
        for shard in [of(0, 1), of(0, 4), of(1, 4), of(3, 4)] {
            shard.store(directory.path()).unwrap();
        }
        let load = |shards: &str| SavedSession::load(directory.path(), shards.parse().unwrap());
        assert_eq!(load("0-3/4"), [of(0, 4), of(1, 4), of(3, 4)]);
        assert_eq!(load("0-7/8"), []);
        SavedSession::forget(directory.path(), "0-1/4".parse().unwrap()).unwrap();
        assert_eq!((load("0-3/4"), load("0/1")), (vec![of(3, 4)], vec![of(0, 1)]), "others' sessions stay");
    }

    #[test]
    fn a_session_from_before_there_were_shards_is_the_only_ones() {
        let directory = tempdir().unwrap();
        let mut old = serde_json::to_value(session()).unwrap();
        old.as_object_mut().unwrap().remove("shard");
        fs::write(directory.path().join("gateway-session.json"), old.to_string()).unwrap();
        assert_eq!(SavedSession::load(directory.path(), only()), [session()]);
    }

    #[test]
    fn a_file_that_was_renamed_is_no_other_shards_session() {
        let directory = tempdir().unwrap();
        session().store(directory.path()).unwrap();
        let renamed = directory.path().join("gateway-session-1-of-2.json");
        fs::rename(directory.path().join("gateway-session.json"), renamed).unwrap();
        assert_eq!(SavedSession::load(directory.path(), Shards::all(2)), []);
    }

    #[test]
    fn forgetting_twice_is_fine() {
        let directory = tempdir().unwrap();
        session().store(directory.path()).unwrap();
        SavedSession::forget(directory.path(), only()).unwrap();
        SavedSession::forget(directory.path(), only()).unwrap();
        assert_eq!(SavedSession::load(directory.path(), only()), []);
    }

    #[test]
    fn a_session_of_another_bot_or_gateway_is_not_resumed() {
        assert!(session().for_bot(7, GATEWAY).is_some());
        assert!(session().for_bot(8, GATEWAY).is_none());
        assert!(session().for_bot(7, "wss://gateway.discord.gg").is_none());
    }

    #[test]
    fn a_resume_address_that_is_broken_or_leads_elsewhere_falls_back_to_the_usual_one() {
        let at = |url: &str| SavedSession { resume_url: Some(url.to_owned()), ..session() };
        assert_eq!(at("ws:// not an address").for_bot(7, GATEWAY).unwrap().url, None);
        assert_eq!(at("ws://127.0.0.1:4001").for_bot(7, GATEWAY).unwrap().url, None);
        assert!(session().for_bot(7, GATEWAY).unwrap().url.is_some());
    }

    #[test]
    #[cfg(unix)]
    fn what_lies_in_the_place_of_a_session_is_replaced_and_not_written_through() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (directory, elsewhere) = (tempdir().unwrap(), tempdir().unwrap());
        let victim = elsewhere.path().join("victim");
        fs::write(&victim, "precious").unwrap();
        let place = directory.path().join("gateway-session.json");
        // The names that were predictable before: the place itself, and one with the process's number.
        let prepared = directory.path().join(format!("gateway-session.json.{}", std::process::id()));
        for link in [&place, &prepared] {
            symlink(&victim, link).unwrap();
        }
        assert_eq!(SavedSession::load(directory.path(), only()), [], "a link is not followed");
        session().store(directory.path()).unwrap();
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
        let stored = fs::symlink_metadata(&place).unwrap();
        assert!(stored.is_file() && stored.permissions().mode() & 0o777 == 0o600);
        assert_eq!(SavedSession::load(directory.path(), only()), [session()]);
    }

    #[test]
    #[cfg(unix)]
    fn a_fifo_in_the_place_of_a_session_is_none() {
        let directory = tempdir().unwrap();
        let fifo = directory.path().join("gateway-session.json");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).unwrap();
        assert_eq!(SavedSession::load(directory.path(), only()), []);
    }

    #[test]
    fn debugging_shows_no_session_id() {
        assert!(!format!("{:?}", session()).contains("0123456789abcdef"));
    }
}
