//! Own entries that should be looked at again.

use tpm_guide::store::{DueEntry, REVIEW_DAYS, Refusal, Store};
use tpm_guide_core::community::{Content, Tally};
use tpm_guide_core::knowledge::{EntryId, Reviewer};

use super::support::*;

const DAY: i64 = 86_400;

fn id(text: &str) -> EntryId {
    EntryId::new(text).expect("an id")
}

/// The entries that are due at a time, where the one shipped entry has this fingerprint.
async fn due(store: &Store, at: i64, shipped: Option<u32>) -> Vec<DueEntry> {
    let fingerprint = |asked: &EntryId| shipped.filter(|_| *asked == id("faq/one"));
    store.due_for_review(GUILD, at, fingerprint).await.unwrap()
}

fn slugs(due: &[DueEntry]) -> Vec<&str> {
    due.iter().map(|entry| entry.slug.as_str()).collect()
}

#[tokio::test]
async fn an_entry_is_due_a_year_after_its_review_until_it_is_confirmed() {
    on_each_engine(async |database| {
        let store = database.store().await;
        adds(&store, GUILD, content("Rules")).await;
        let year = NOW + REVIEW_DAYS * DAY;
        assert_eq!(due(&store, year, None).await, []);
        let late = due(&store, year + 1, None).await;
        let expected = DueEntry {
            slug: "rules".to_owned(),
            title: "Rules".to_owned(),
            revision: 1,
            reviewed_at: NOW,
            is_old: true,
            votes: Tally::default(),
            has_falling_votes: false,
            changed: Vec::new(),
        };
        assert_eq!(late, [expected]);
        let confirm = async |slug, revision| {
            store.confirm_review(GUILD, BOB, Reviewer::Editor, slug, revision, year + 1).await.unwrap()
        };
        let before = store.load(GUILD).await.unwrap();
        assert_eq!(confirm("rules", 1).await, Ok(()));
        assert_eq!(due(&store, year + 1, None).await, []);
        let after = store.load(GUILD).await.unwrap();
        assert!(after.revision > before.revision, "other processes learn of it");
        let [before, after] = [before, after].map(|stored| stored.entries.into_iter().next().unwrap());
        assert_eq!((after.revision, after.reviewer, &after.content), (1, Reviewer::Editor, &before.content));
        assert!(after.reviewed > before.reviewed);

        edits(&store, GUILD, "rules", 1, content("New rules")).await.unwrap();
        assert!(matches!(confirm("rules", 1).await, Err(Refusal::Conflict { .. })));
        store.remove(GUILD, ADA, Reviewer::Manager, "rules", 2, NOW).await.unwrap().unwrap();
        assert_eq!((confirm("rules", 3).await, confirm("other", 1).await), (Err(Refusal::Removed), Err(Refusal::Gone)));
        assert_eq!(due(&store, i64::MAX / 2, None).await, [], "what was removed is not due");
    })
    .await;
}

#[tokio::test]
async fn votes_on_the_present_revision_make_it_due() {
    on_each_engine(async |database| {
        let store = database.store().await;
        adds(&store, GUILD, content("Rules")).await;
        for voter in ["a", "b", "c", "d", "e"] {
            store.vote(GUILD, &id("own/rules"), 1, voter, Some(voter < "c"), NOW).await.unwrap();
        }
        let fallen = due(&store, NOW, None).await;
        assert_eq!(
            (slugs(&fallen), fallen[0].votes, fallen[0].has_falling_votes),
            (vec!["rules"], Tally { up: 2, down: 3 }, true)
        );
        edits(&store, GUILD, "rules", 1, content("Rules")).await.unwrap();
        assert_eq!(due(&store, NOW, None).await, [], "they were on what it said before");
    })
    .await;
}

#[tokio::test]
async fn a_shipped_entry_that_changed_makes_those_due_that_cite_it() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let citing = |text: &str| Content { body: text.to_owned(), ..content("Citing") };
        adds(&store, GUILD, citing("See faq/one and faq/none.")).await;
        adds(&store, GUILD, Content { replaces: Some(id("faq/one")), ..content("Replacing") }).await;
        adds(&store, GUILD, content("Neither")).await;
        assert_eq!(due(&store, NOW, Some(2)).await, [], "what it said at the review is not recorded yet");
        let record = async |fingerprint: u32| {
            let known = |asked: &EntryId| (*asked == id("faq/one")).then_some(fingerprint);
            store.record_cited(GUILD, known).await.unwrap();
        };
        record(1).await;
        record(2).await;
        assert_eq!(due(&store, NOW, Some(1)).await, []);
        let changed = due(&store, NOW, Some(2)).await;
        assert_eq!((slugs(&changed), &changed[0].changed), (vec!["citing", "replacing"], &vec![id("faq/one")]));
        assert_eq!(slugs(&due(&store, NOW, None).await), ["citing", "replacing"], "it is there no more");
        // Either an edit or a confirmation is a review of what it says now.
        edits(&store, GUILD, "citing", 1, citing("See faq/one again.")).await.unwrap();
        let confirmed = store.confirm_review(GUILD, ADA, Reviewer::Manager, "replacing", 1, NOW + 1).await.unwrap();
        assert_eq!(confirmed, Ok(()));
        record(2).await;
        assert_eq!(due(&store, NOW + 1, Some(2)).await, []);
        assert_eq!(slugs(&due(&store, NOW + 1, Some(3)).await), ["citing", "replacing"]);
    })
    .await;
}
