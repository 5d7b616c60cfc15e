//! What is stored about a member: told to them, and deleted for them.

use super::Communities;
use super::following::now;
use crate::bot::forgotten::forget_member;
use crate::store::{AboutMember, Forgotten, StoreError};

impl Communities {
    /// What stands for a member as a voter; `None` where members cannot vote.
    pub fn voter(&self, member: u64) -> Option<String> {
        self.member_key.get().map(|key| key.voter(member))
    }

    /// Everything that is stored about a member, in one server or in all.
    pub async fn about_member(&self, member: u64, guild: Option<u64>) -> Result<AboutMember, StoreError> {
        let voter = self.voter(member);
        self.reached(self.store()?.about_member(member, voter.as_deref(), guild).await)
    }

    /// Deletes everything about a member, in one server or in all.
    pub async fn forget_member(&self, member: u64, guild: Option<u64>) -> Result<Forgotten, StoreError> {
        let voter = self.voter(member);
        let list = self.deletions.get();
        self.reached(forget_member(self.store()?, list, voter.as_deref(), member, guild, now()).await)
    }
}
