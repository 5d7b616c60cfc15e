//! Votes: one a member, entry and revision.

use tpm_guide::store::{EntryVotes, LEFT_DAYS, check};
use tpm_guide_core::community::Tally;
use tpm_guide_core::knowledge::EntryId;

use super::support::*;

const DAY: i64 = 86_400;

fn id(text: &str) -> EntryId {
    EntryId::new(text).expect("an id")
}

/// The votes of an entry's revision.
fn votes(entry: &str, revision: u32, up: u64, down: u64) -> EntryVotes {
    EntryVotes { entry: id(entry), revision, votes: Tally { up, down } }
}

#[tokio::test]
async fn a_member_has_one_vote_a_revision_and_can_change_it_and_take_it_back() {
    on_each_engine(async |database| {
        let (store, faq, own) = (database.store().await, id("faq/first"), id("own/rules"));
        for (entry, revision, voter, is_for) in [
            (&faq, u32::MAX, "a", Some(true)),
            (&faq, u32::MAX, "a", Some(true)),
            (&faq, u32::MAX, "b", Some(true)),
            (&faq, u32::MAX, "b", Some(false)),
            (&faq, u32::MAX, "c", Some(false)),
            (&faq, u32::MAX, "c", None),
            (&faq, u32::MAX, "d", None),
            (&own, 1, "a", Some(false)),
            (&own, 2, "a", Some(true)),
        ] {
            store.vote(GUILD, entry, revision, voter, is_for, NOW).await.unwrap();
        }
        store.vote(OTHER, &faq, 7, "a", Some(true), NOW).await.unwrap();
        let expected = [votes("faq/first", u32::MAX, 1, 1), votes("own/rules", 1, 0, 1), votes("own/rules", 2, 1, 0)];
        assert_eq!(store.votes(GUILD, 0).await.unwrap(), expected);
        assert_eq!(store.votes(OTHER, 0).await.unwrap(), [votes("faq/first", 7, 1, 0)]);
    })
    .await;
}

#[tokio::test]
async fn votes_are_summed_since_a_time_and_a_changed_one_is_new() {
    on_each_engine(async |database| {
        let (store, faq) = (database.store().await, id("faq/first"));
        for (voter, at) in [("a", NOW), ("b", NOW + DAY), ("a", NOW + 2 * DAY)] {
            store.vote(GUILD, &faq, 1, voter, Some(true), at).await.unwrap();
        }
        assert_eq!(store.votes(GUILD, NOW + 2 * DAY).await.unwrap(), [votes("faq/first", 1, 1, 0)]);
        assert_eq!(store.votes(GUILD, NOW + 2 * DAY + 1).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_server_of_which_only_votes_are_known_has_nothing_to_load_and_is_deleted_after_the_bot_left() {
    on_each_engine(async |database| {
        let store = database.store().await;
        store.vote(GUILD, &id("faq/first"), 1, "a", Some(true), NOW).await.unwrap();
        assert_eq!(store.known().await.unwrap(), []);
        assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), []);
        store.left(GUILD, NOW).await.unwrap();
        assert_eq!(store.purge(NOW + LEFT_DAYS * DAY).await.unwrap(), [GUILD]);
        assert_eq!(store.votes(GUILD, 0).await.unwrap(), []);
    })
    .await;
}
