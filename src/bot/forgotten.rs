//! The list of deletions: a file outside of the database, so that a deletion is done again after an older backup was restored.
//!
//! A line holds a code for the member that only the key can make, the server, and when. Nothing in it can be found in the
//! database without the key, and no line is ever changed.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::config::MemberKey;
use crate::store::{Forget, Forgotten, Store, StoreError};

/// The list of deletions.
#[derive(Clone, Debug)]
pub struct DeletionList {
    path: PathBuf,
    key: MemberKey,
}

/// A line of the list.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    /// What stands for the member.
    member: String,
    /// The server, as text: numbers of JSON lose digits. `None` for all servers.
    server: Option<String>,
    /// When, in seconds since 1970.
    at: i64,
}

/// Deletions by what stands for the member: of which server, and when.
type Deletions = HashMap<String, Vec<(Option<u64>, i64)>>;

/// What was deleted again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Lines of the list.
    pub deletions: usize,
    /// Members, or voters of whom nothing else is there, that something was deleted of.
    pub members: usize,
}

impl DeletionList {
    /// The list in this file, which need not exist.
    pub fn new(path: PathBuf, key: MemberKey) -> Self {
        Self { path, key }
    }

    /// Adds the deletion of a member in one server, or in all of them. It is on the disk afterwards.
    ///
    /// # Errors
    /// When the file cannot be written to.
    pub fn record(&self, member: u64, server: Option<u64>, at: i64) -> io::Result<()> {
        let member = self.key.forgotten(&self.key.voter(member));
        let line = Line { member, server: server.map(|server| server.to_string()), at };
        let mut line = serde_json::to_string(&line)?;
        line.push('\n');
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        if !ends_with_a_line(&mut file)? {
            // The process was killed while it wrote.
            line.insert(0, '\n');
        }
        file.write_all(line.as_bytes())?;
        file.sync_data()
    }

    /// Deletes again what was deleted once and is there: what is older than the deletion.
    ///
    /// # Errors
    /// When the file or the database cannot be used. What was deleted before that is deleted.
    pub async fn replay(&self, store: &Store, now: i64) -> anyhow::Result<Replayed> {
        let (deletions, number) = self.read()?;
        let mut members = 0;
        for member in store.members().await? {
            let voter = self.key.voter(member);
            members += usize::from(self.forget(store, &deletions, Some(member), &voter, now).await?);
        }
        // Of some, nothing but votes is there, which do not say whose they are.
        for voter in store.voters().await? {
            members += usize::from(self.forget(store, &deletions, None, &voter, now).await?);
        }
        Ok(Replayed { deletions: number, members })
    }

    /// Deletes what the list says of a member, and says whether there was anything.
    async fn forget(
        &self,
        store: &Store,
        deletions: &Deletions,
        member: Option<u64>,
        voter: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        let mut was_there = false;
        for (server, until) in deletions.get(&self.key.forgotten(voter)).into_iter().flatten() {
            let forget = Forget { member, voter: Some(voter), until: *until };
            was_there |= !store.forget(forget, *server, now).await?.is_nothing();
        }
        Ok(was_there)
    }

    /// The deletions, and how many there are. Lines that cannot be read are told and left out.
    fn read(&self) -> anyhow::Result<(Deletions, usize)> {
        let text = match std::fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text?,
        };
        let (mut deletions, mut number) = (Deletions::new(), 0);
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.is_empty()) {
            let read = serde_json::from_str::<Line>(text).ok().and_then(|line| {
                let server = line.server.map(|server| server.parse()).transpose().ok()?;
                Some((line.member, server, line.at))
            });
            match read {
                Some((member, server, at)) => {
                    deletions.entry(member).or_default().push((server, at));
                    number += 1;
                }
                None => warn!(line, "a line of FORGOTTEN_FILE cannot be read and is left out"),
            }
        }
        Ok((deletions, number))
    }
}

/// Whether a file is empty or ends with a whole line.
fn ends_with_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// Records a deletion, and deletes everything about a member, in one server or in all. Without a list, it is not recorded; a list
/// that cannot be written to does not stop it.
pub async fn forget_member(
    store: &Store,
    list: Option<&DeletionList>,
    voter: Option<&str>,
    member: u64,
    guild: Option<u64>,
    at: i64,
) -> Result<Forgotten, StoreError> {
    if let Some(list) = list.cloned() {
        // First: a process that is killed in between has recorded what the member wants.
        let recorded = tokio::task::spawn_blocking(move || list.record(member, guild, at)).await;
        if let Err(problem) = recorded.unwrap_or_else(|_| Err(io::Error::other("it was given up"))) {
            warn!(
                "a deletion is not recorded in FORGOTTEN_FILE, and will not be done again after a restore: {problem}"
            );
        }
    }
    store.forget_member(member, voter, guild, at).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::MemberKey;

    fn list(folder: &tempfile::TempDir) -> DeletionList {
        DeletionList::new(folder.path().join("guide.db.forgotten"), MemberKey::random().expect("random numbers"))
    }

    #[test]
    fn lines_are_added_and_hold_no_id() {
        let folder = tempfile::tempdir().unwrap();
        let list = list(&folder);
        assert_eq!(list.read().unwrap().1, 0, "it need not exist");
        list.record(777_000_111, None, 5).unwrap();
        list.record(777_000_111, Some(u64::MAX), 6).unwrap();
        list.record(8, Some(1), 7).unwrap();
        let (deletions, number) = list.read().unwrap();
        let of = |member| deletions[&list.key.forgotten(&list.key.voter(member))].clone();
        assert_eq!((number, of(777_000_111), of(8)), (3, vec![(None, 5), (Some(u64::MAX), 6)], vec![(Some(1), 7)]));
        let text = std::fs::read_to_string(&list.path).unwrap();
        assert!(!text.contains("777000111") && !text.contains(&list.key.voter(777_000_111)), "{text}");
        #[cfg(unix)]
        {
            let mode = std::fs::metadata(&list.path).unwrap().permissions();
            assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o600);
        }
    }

    #[test]
    fn a_line_that_was_cut_off_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let list = list(&folder);
        list.record(1, None, 5).unwrap();
        let mut text = std::fs::read_to_string(&list.path).unwrap();
        text.push_str(&text.clone()[..20]);
        std::fs::write(&list.path, text).unwrap();
        list.record(2, None, 6).unwrap();
        let (deletions, number) = list.read().unwrap();
        assert_eq!((deletions.len(), number), (2, 2));
    }
}
