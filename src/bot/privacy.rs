//! What members do with their own data: see it, take it with them, and delete it. It needs no rights: a call is about the
//! member who makes it, and about no other.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use tpm_guide_core::privacy;
use tpm_guide_core::staff::{Notice, PrivacyCall, PrivacyPress, Reply, Scope};
use tracing::{error, info};

use super::communities::Communities;
use crate::store::{AboutMember, StoreError};

/// Answers what a member asks of their own data, and how that ended in one word for the log.
pub(super) async fn answer(communities: &Arc<Communities>, call: &PrivacyCall) -> (Reply, &'static str) {
    match try_answer(communities, call).await {
        Ok(reply) => (reply, "done"),
        Err(_) => (Reply::Panel(Box::new(Notice::Unreachable.panel())), "unreachable"),
    }
}

async fn try_answer(communities: &Arc<Communities>, call: &PrivacyCall) -> Result<Reply, StoreError> {
    // Outside of servers there is no "this server".
    let guild = call.guild.filter(|_| call.scope == Scope::Server).map(std::num::NonZeroU64::get);
    let scope = if guild.is_some() { Scope::Server } else { Scope::Everywhere };
    let member = call.by.get();
    let store = communities.store()?;
    let voter = communities.member_key().map(|key| key.voter(member));
    if call.press == PrivacyPress::ConfirmDelete {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed());
        let forgotten = communities.reached(store.forget_member(member, voter.as_deref(), guild, now).await)?;
        if let Err(problem) = communities.forgotten().record(member, guild, now) {
            error!("a deletion of a member's data is not recorded for a restore from a backup: {problem}");
        }
        info!(rows = forgotten.rows, "a member's data is deleted");
        for guild in forgotten.guilds {
            communities.forget(guild);
        }
        communities.wake();
        return Ok(Reply::Panel(Box::new(privacy::deleted(scope))));
    }
    let about: AboutMember = communities.reached(store.about_member(member, voter.as_deref(), guild).await)?;
    let about = privacy::AboutMember::from(about);
    Ok(match call.press {
        PrivacyPress::Export => privacy::exported(&about, scope),
        PrivacyPress::Delete => Reply::Panel(Box::new(privacy::confirm_deletion(&about, scope))),
        _ => Reply::Panel(Box::new(privacy::shown(&about, scope))),
    })
}
