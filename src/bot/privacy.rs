//! What members do with their own data: see it, take it with them, and delete it. It needs no rights: a call is about the
//! member who makes it, and about no other.

use std::num::NonZeroU64;
use std::sync::Arc;

use tpm_guide_core::privacy::{
    self, AboutMember, KeptDraft, KeptQuestion, KeptRevision, KeptVote, KeptWork, LoggedChange, ServerData,
};
use tpm_guide_core::staff::{Notice, PrivacyCall, PrivacyPress, Reply, Scope};
use tracing::info;

use super::communities::Communities;
use crate::store::{self, StoreError, Target};

/// Answers what a member asks of their own data, and says how that ended in one word for the log.
pub(super) async fn answer(communities: &Arc<Communities>, call: &PrivacyCall) -> (Reply, &'static str) {
    match try_answer(communities, call).await {
        Ok(reply) => (reply, "done"),
        Err(_) => (Reply::Panel(Box::new(Notice::Unreachable.panel())), "unreachable"),
    }
}

async fn try_answer(communities: &Arc<Communities>, call: &PrivacyCall) -> Result<Reply, StoreError> {
    // Outside of servers there is no "this server".
    let guild = call.guild.filter(|_| call.scope == Scope::Server).map(NonZeroU64::get);
    let scope = if guild.is_some() { Scope::Server } else { Scope::Everywhere };
    let member = call.by.get();
    if call.press == PrivacyPress::ConfirmDelete {
        let forgotten = communities.forget_member(member, guild).await?;
        info!(servers = forgotten.servers, "a member's data is deleted");
        communities.refresh_notes().await;
        communities.wake();
        return Ok(Reply::Panel(Box::new(privacy::deleted(scope))));
    }
    let about = communities.about_member(member, guild).await?;
    let servers = about.servers.into_iter().map(in_server).collect();
    let about = AboutMember { member, servers };
    Ok(match call.press {
        PrivacyPress::Export => privacy::exported(&about, scope),
        PrivacyPress::Delete => Reply::Panel(Box::new(privacy::confirm_deletion(&about, scope))),
        _ => Reply::Panel(Box::new(privacy::shown(&about, scope))),
    })
}

/// What the store has of a member in one server, as they read it.
fn in_server(about: store::AboutInServer) -> ServerData {
    let questions = about.questions.into_iter().map(|asked| KeptQuestion {
        number: asked.number,
        question: asked.words,
        context: asked.context,
        about: None,
        at: asked.asked_at,
        is_joined: !asked.is_shown,
        tell: asked.tell,
        state: asked.state,
        told: asked.told,
    });
    let votes = about.votes.into_iter().map(|vote| KeptVote {
        entry: vote.entry,
        revision: u32::try_from(vote.revision).unwrap_or(u32::MAX),
        is_for: vote.is_for,
        at: vote.voted_at,
    });
    let drafts = about.drafts.into_iter().map(|draft| KeptDraft {
        what: draft.content.as_ref().map_or("damaged", kind_of_draft).to_owned(),
        content: serde_json::to_value(&draft.content).unwrap_or_default(),
        at: draft.saved_at,
    });
    let revisions = about.revisions.into_iter().map(|revision| KeptRevision {
        entry: revision.slug,
        revision: u32::try_from(revision.revision).unwrap_or(u32::MAX),
        reason: revision.reason,
        at: revision.made_at,
    });
    let work =
        about.answers.into_iter().map(|answer| KeptWork { number: answer.number, what: answer.state, at: answer.at });
    let imports = about.imports.into_iter().map(|at| LoggedChange { what: "imported a file".to_owned(), at });
    let changes = about.changes.into_iter().map(|change| LoggedChange { what: change.what, at: change.made_at });
    ServerData {
        server: about.server,
        questions: questions.collect(),
        votes: votes.collect(),
        drafts: drafts.collect(),
        revisions: revisions.collect(),
        answered_as_mentor: work.collect(),
        changes: imports.chain(changes).collect(),
        paused_since: about.paused_at,
    }
}

fn kind_of_draft(target: &Target) -> &'static str {
    match target {
        Target::New { .. } | Target::Edit { .. } => "an entry",
        Target::Import { .. } => "an import",
        Target::Inquiry { .. } => "a question",
        Target::Answer { .. } => "an answer",
    }
}
