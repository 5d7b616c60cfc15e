//! Entries: what is published is there, for its server alone, and nothing is lost to another editor.

use tpm_guide::store::{DRAFT_SECONDS, DRAFTS_KEPT, Draft, Published, REVISIONS_KEPT, Reason, Refusal, State, Target};
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

#[tokio::test]
async fn saving_on_top_of_a_change_is_refused_unless_it_is_meant() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let slug = adds(&store, GUILD, content("Rules")).await;
        edits(&store, GUILD, &slug, 1, named("Rules", &["House rules"])).await.unwrap();
        let target = Target::Edit { slug: slug.clone(), base_revision: 1, content: content("Our rules") };
        let draft = drafts(&store, GUILD, target).await;
        let refused = store.publish(GUILD, ADA, Reviewer::Editor, draft, NOW, false).await.unwrap();
        assert!(matches!(refused, Err(Refusal::Conflict { .. })), "{refused:?}");
        let published = store.publish(GUILD, ADA, Reviewer::Editor, draft, NOW, true).await.unwrap().unwrap();
        assert_eq!(published, Published { slug, revision: 3 });
        assert_eq!(titles(&store, GUILD).await, ["Our rules"]);
    })
    .await;
}

#[tokio::test]
async fn a_name_belongs_to_one_entry_of_a_server_however_it_is_written() {
    on_each_engine(async |database| {
        let store = database.store().await;
        adds(&store, GUILD, named("Stand-up", &["Daily"])).await;
        let other = Target::New { content: named("Meeting", &["DAILY!"]) };
        let taken = Refusal::NameTaken { name: "DAILY!".to_owned(), slug: "stand-up".to_owned() };
        assert_eq!(publishes(&store, GUILD, other.clone()).await, Err(taken));
        let title = publishes(&store, GUILD, Target::New { content: content("stand up") }).await;
        assert!(matches!(title, Err(Refusal::NameTaken { .. })), "titles are names: {title:?}");
        assert!(publishes(&store, OTHER, other.clone()).await.is_ok(), "another server");
        edits(&store, GUILD, "stand-up", 1, content("Stand-up")).await.unwrap();
        assert!(publishes(&store, GUILD, other).await.is_ok(), "the name is free again");
    })
    .await;
}

#[tokio::test]
async fn the_slug_comes_from_the_first_title_and_stays() {
    on_each_engine(async |database| {
        let store = database.store().await;
        assert_eq!(adds(&store, GUILD, content("会議")).await, "entry");
        assert_eq!(adds(&store, GUILD, content("会議室")).await, "entry-2");
        let published = edits(&store, GUILD, "entry", 1, content("Meeting")).await.unwrap();
        assert_eq!(published.slug, "entry");
    })
    .await;
}

#[tokio::test]
async fn the_limit_holds_and_what_is_beyond_a_lowered_one_is_off_and_kept() {
    on_each_engine(async |database| {
        let store = database.store_with_limit(3).await;
        for title in ["One", "Two", "Three"] {
            adds(&store, GUILD, content(title)).await;
        }
        let full = publishes(&store, GUILD, Target::New { content: content("Four") }).await;
        assert_eq!(full, Err(Refusal::Full { limit: 3 }));
        assert!(publishes(&store, OTHER, Target::New { content: content("Four") }).await.is_ok());

        let lowered = database.store_with_limit(2).await;
        assert_eq!(titles(&lowered, GUILD).await, ["One", "Two"]);
        let states: Vec<State> = lowered.list(GUILD, NOW).await.unwrap().iter().map(|listed| listed.state).collect();
        assert_eq!(states, [State::Published, State::Published, State::Off]);
        assert!(edits(&lowered, GUILD, "three", 1, content("Third")).await.is_ok(), "what is there can be edited");
        assert_eq!(titles(&store, GUILD).await, ["One", "Two", "Third"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_removed_is_gone_for_members_and_comes_back_with_its_history() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let slug = adds(&store, GUILD, named("Rules", &["Law"])).await;
        let remove =
            async |by, revision| store.remove(GUILD, by, Reviewer::Editor, &slug, revision, NOW + 1).await.unwrap();
        assert!(matches!(remove(BOB, 7).await, Err(Refusal::Conflict { .. })));
        assert_eq!(remove(BOB, 1).await.unwrap().revision, 2);
        assert_eq!(remove(BOB, 2).await, Err(Refusal::Removed));
        assert_eq!(store.remove(OTHER, BOB, Reviewer::Editor, &slug, 1, NOW).await.unwrap(), Err(Refusal::Gone));
        assert_eq!(titles(&store, GUILD).await, [""; 0]);
        assert_eq!(store.list(GUILD, NOW).await.unwrap()[0].state, State::Removed);
        assert_eq!(edits(&store, GUILD, &slug, 1, content("Rules")).await, Err(Refusal::Removed));

        // Its names are free, and taken when it comes back.
        adds(&store, GUILD, content("Law")).await;
        let restore =
            async |revision| store.restore(GUILD, ADA, Reviewer::Manager, &slug, revision, NOW + 2).await.unwrap();
        assert!(matches!(restore(1).await, Err(Refusal::NameTaken { .. })));
        assert_eq!(restore(2).await, Err(Refusal::Gone), "a removal says nothing");
        store.remove(GUILD, ADA, Reviewer::Manager, "law", 1, NOW).await.unwrap().unwrap();
        assert_eq!(restore(1).await.unwrap().revision, 3);
        assert_eq!(titles(&store, GUILD).await, ["Rules"]);

        let history = store.history(GUILD, &slug).await.unwrap();
        let told: Vec<_> =
            history.iter().map(|record| (record.revision, record.by, record.at - NOW, record.reason)).collect();
        assert_eq!(told, [(3, ADA, 2, Reason::Restored), (2, BOB, 1, Reason::Removed), (1, ADA, 0, Reason::Added)]);
        assert_eq!(history[1].content, None);
        assert_eq!(history[0].content, history[2].content);
        assert_eq!(store.history(OTHER, &slug).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn the_newest_revisions_are_kept() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let slug = adds(&store, GUILD, content("Rules")).await;
        for revision in 1..=u32::try_from(REVISIONS_KEPT).unwrap() {
            edits(&store, GUILD, &slug, revision, content("Rules")).await.unwrap();
        }
        let history = store.history(GUILD, &slug).await.unwrap();
        let numbers = (history[0].revision, history.last().unwrap().revision, history.len());
        assert_eq!(numbers, (51, 2, 50));
    })
    .await;
}

#[tokio::test]
async fn drafts_are_their_authors_alone_and_few() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let target = Target::New { content: content("Rules") };
        let first = drafts(&store, GUILD, target.clone()).await;
        assert_eq!(store.draft(GUILD, ADA, first, NOW).await.unwrap().unwrap().target, target);
        // Bob guesses the id.
        let guessed = Draft { id: first, target: Target::New { content: content("Mine") } };
        store.save_draft(GUILD, BOB, &guessed, NOW).await.unwrap();
        assert_eq!(store.draft(GUILD, BOB, first, NOW).await.unwrap(), None);
        assert!(!store.discard_draft(GUILD, BOB, first).await.unwrap());
        assert_eq!(store.draft(GUILD, ADA, first, NOW).await.unwrap().unwrap().target, target);
        for later in 1..=DRAFTS_KEPT {
            let draft = Draft { id: draft_id(), target: target.clone() };
            store.save_draft(GUILD, ADA, &draft, NOW + later).await.unwrap();
        }
        assert_eq!(store.draft(GUILD, ADA, first, NOW).await.unwrap(), None, "the oldest went");
        let last = drafts(&store, OTHER, target).await;
        assert!(store.discard_draft(OTHER, ADA, last).await.unwrap());
        assert!(!store.discard_draft(OTHER, ADA, last).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_row_that_was_damaged_is_left_out_and_the_rest_is_there() {
    on_each_engine(async |database| {
        let store = database.store().await;
        for title in ["One", "Two", "Three"] {
            adds(&store, GUILD, content(title)).await;
        }
        database.tamper("UPDATE entry SET content = '{' WHERE slug = 'two'").await;
        database.tamper("UPDATE guild SET settings = 'x'").await;
        assert_eq!(titles(&store, GUILD).await, ["One", "Three"]);
        let listed = store.list(GUILD, NOW).await.unwrap();
        assert_eq!((listed[1].title.as_str(), listed[1].state), ("two", State::Damaged));
        edits(&store, GUILD, "two", 1, content("Two")).await.unwrap();
        assert_eq!(titles(&store, GUILD).await, ["One", "Two", "Three"]);
    })
    .await;
}

#[tokio::test]
async fn ids_texts_and_numbers_of_every_size_are_kept() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let mut written = content("Ünïcode 🏥 \u{202e}'\"; DROP TABLE entry; --");
        written.body = "é".repeat(3_500);
        written.asked_as = vec!["what's up? $1 %s".to_owned(); 20];
        let draft = Draft { id: u64::MAX, target: Target::New { content: written.clone() } };
        store.save_draft(u64::MAX, u64::MAX, &draft, NOW).await.unwrap();
        let published = store.publish(u64::MAX, u64::MAX, Reviewer::Editor, u64::MAX, NOW, false).await.unwrap();
        let slug = published.unwrap().slug;
        assert_eq!(store.load(u64::MAX).await.unwrap().entries[0].content, written);
        assert_eq!(store.history(u64::MAX, &slug).await.unwrap()[0].by, u64::MAX);
        assert_eq!(store.known().await.unwrap()[0].guild, u64::MAX);
    })
    .await;
}
