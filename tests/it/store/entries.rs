//! Entries: what is published is there, for its server alone, and nothing is lost to another editor.

use tpm_guide::store::{DRAFT_SECONDS, Published, Refusal, Target};
use tpm_guide_core::knowledge::Reviewer;

use super::support::*;

#[tokio::test]
async fn what_is_published_is_there_for_its_server_alone() {
    on_each_engine(async |database| {
        let store = database.store().await;
        assert_eq!(store.load(GUILD).await.unwrap().revision, 0);
        let written = named("Stand-up", &["Daily"]);
        let outcome = publishes(&store, GUILD, Target::New { content: written.clone() }).await;
        assert_eq!(outcome, Ok(Published { slug: "stand-up".to_owned(), revision: 1 }));
        let stored = database.store().await.load(GUILD).await.unwrap();
        assert_eq!(stored.entries.len(), 1);
        let entry = &stored.entries[0];
        assert_eq!((&entry.content, entry.reviewer, entry.revision), (&written, Reviewer::Manager, 1));
        assert_eq!(entry.reviewed.to_string(), "2026-09-21");
        assert!(stored.revision > 0);
        assert_eq!(store.load(OTHER).await.unwrap().revision, 0);
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_published_once_in_time_and_by_its_author() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let draft = drafts(&store, GUILD, Target::New { content: content("Rules") }).await;
        let publish = async |guild, by, at| store.publish(guild, by, Reviewer::Editor, draft, at, false).await.unwrap();
        assert_eq!(publish(OTHER, ADA, NOW).await, Err(Refusal::NoDraft));
        assert_eq!(publish(GUILD, BOB, NOW).await, Err(Refusal::NoDraft));
        assert_eq!(publish(GUILD, ADA, NOW + DRAFT_SECONDS).await, Err(Refusal::NoDraft));
        assert!(publish(GUILD, ADA, NOW + DRAFT_SECONDS - 1).await.is_ok());
        assert_eq!(publish(GUILD, ADA, NOW).await, Err(Refusal::NoDraft));
        assert_eq!(titles(&store, GUILD).await, ["Rules"]);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_publish_at_once_one_wins_and_the_other_is_told() {
    on_each_engine(async |database| {
        let (here, there) = (database.store().await, database.store().await);
        let slug = adds(&here, GUILD, content("Rules")).await;
        for round in 1..=10 {
            let target = |text: &str| Target::Edit {
                slug: slug.clone(),
                base_revision: round,
                content: named("Rules", &[text]),
            };
            let (first, second) =
                tokio::join!(publishes(&here, GUILD, target("first")), publishes(&there, GUILD, target("second")));
            let (won, lost, name) = match (first, second) {
                (Ok(won), Err(lost)) => (won, lost, "first"),
                (Err(lost), Ok(won)) => (won, lost, "second"),
                both => panic!("one wins: {both:?}"),
            };
            assert_eq!(won.revision, round + 1);
            let Refusal::Conflict { current, changed_by, at } = lost else { panic!("a conflict: {lost:?}") };
            assert_eq!((changed_by, at, current.revision), (ADA, NOW, round + 1));
            assert_eq!(current.content, named("Rules", &[name]));
        }
    })
    .await;
}
