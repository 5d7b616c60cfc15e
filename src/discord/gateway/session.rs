//! Saved sessions: files in `STATE_DIR` that let the next start resume, so that a restart loses no interaction. Each shard
//! has its own file, so that processes with other shards can share the folder.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tracing::{info, warn};
use twilight_gateway::{Intents, Session, ShardId};

use super::Shards;
use super::address::resume_address;
use crate::files::{Links, read_regular};

/// A file larger than this was not written by us.
const LARGEST_FILE: u64 = 16 * 1024;

/// What a session belongs to.
pub(super) struct Bot<'a> {
    pub(super) application_id: u64,
    /// The gateway's address.
    pub(super) gateway: &'a str,
    /// The events that it asks for.
    pub(super) intents: Intents,
}

/// A session to resume after a restart.
#[derive(Clone, Eq, PartialEq, Serialize, Deserialize)]
pub struct SavedSession {
    application_id: u64,
    /// The shard and the total: with another total, the shard has other servers.
    #[serde(default = "only_shard")]
    shard: ShardId,
    /// Where the session was started: one from a fake Discord must not be resumed at Discord, nor the other way round.
    gateway: String,
    /// The events that the session asked for: a session goes on with those, whatever its bot asks for by now.
    #[serde(default)]
    intents: u64,
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

    /// Removes what [`store`](Self::store) wrote for `shards`.
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

    /// The session's shard.
    pub(super) const fn shard(&self) -> ShardId {
        self.shard
    }

    /// The session, if this bot can resume it at this gateway.
    pub(super) fn for_bot(self, bot: &Bot<'_>) -> Option<Resumption> {
        let Bot { application_id, gateway, intents } = *bot;
        if self.application_id != application_id || self.gateway != gateway {
            info!("the saved session belongs to another bot or gateway; starting a new one");
            return None;
        }
        if self.intents != intents.bits() {
            info!("the saved session receives other events than are needed now; starting a new one");
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

/// What the next connection needs to resume a session.
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

    pub(super) fn into_saved(self, bot: &Bot<'_>, shard: ShardId) -> SavedSession {
        let Self { session_id, sequence, url: resume_url } = self;
        let &Bot { application_id, gateway, intents } = bot;
        let (gateway, intents) = (gateway.to_owned(), intents.bits());
        SavedSession { application_id, shard, gateway, intents, resume_url, session_id, sequence }
    }
}

/// The file of a shard in the state directory. A bot's only shard keeps the name from before there were several.
fn file_of(shard: ShardId) -> String {
    if shard == ShardId::ONE {
        return "gateway-session.json".to_owned();
    }
    format!("gateway-session-{}-of-{}.json", shard.number(), shard.total())
}

const fn only_shard() -> ShardId {
    ShardId::ONE
}

/// Warns when other users may write into `directory`: they could put another session there.
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
#[path = "session_tests.rs"]
mod tests;
