//! Which members are told something after their next answer: known in memory, so that an answer to anyone else asks nothing
//! of the store.

use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashSet;

/// Members, each with their server, for whom the store keeps a note.
#[derive(Debug, Default)]
pub struct Notes(RwLock<FxHashSet<(u64, u64)>>);

impl Notes {
    /// Whether a member of a server has a note.
    pub fn has(&self, guild: u64, member: u64) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&(guild, member))
    }

    /// These members have notes, and no others.
    pub fn replace(&self, members: impl IntoIterator<Item = (u64, u64)>) {
        let members = members.into_iter().collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = members;
    }

    /// A member was shown theirs.
    pub fn remove(&self, guild: u64, member: u64) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&(guild, member));
    }

    /// How many members have notes.
    pub fn len(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_a_members_in_one_server() {
        let notes = Notes::default();
        notes.replace([(1, 7), (2, 8)]);
        assert!(notes.has(1, 7) && notes.has(2, 8) && !notes.has(1, 8) && !notes.has(2, 7));
        notes.remove(1, 7);
        assert_eq!((notes.has(1, 7), notes.len()), (false, 1));
        notes.replace([(1, 7)]);
        assert!(notes.has(1, 7) && !notes.has(2, 8));
    }
}

impl super::Communities {
    #[allow(clippy::unused_async)]
    pub(crate) async fn bring_notes(&self, _: &crate::discord::rest::Rest, _: &super::GuideVersion, _: u64, _: u64, _: u64, _: &secrecy::SecretString) {}
}
