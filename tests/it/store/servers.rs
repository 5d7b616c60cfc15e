//! Servers: settings, imports, what is known of all of them, and what happens once the bot is gone.

use std::collections::BTreeSet;
use std::time::Duration;

use tpm_guide::store::{Change, Engine, LEFT_DAYS, REMOVED_KEPT, Refusal, Roles, State, Store, Target, check};
use tpm_guide_core::community::{Content, Settings};
use tpm_guide_core::knowledge::{Kind, Reviewer};

use super::support::*;

const DAY: i64 = 86_400;

/// Longer than any test takes.
const NEVER: Duration = Duration::from_hours(1);

#[tokio::test]
async fn settings_and_editors_are_kept_for_each_server() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let changed = store
            .change_settings(GUILD, ADA, NOW, "editors and kinds", |settings, roles| {
                settings.private_by_default = true;
                settings.hidden_kinds.insert(Kind::Company);
                roles.editors.extend([u64::MAX, 7, 7]);
                // A role may be both.
                roles.mentors.extend([9, 7]);
            })
            .await
            .unwrap();
        let expected =
            Settings { private_by_default: true, hidden_kinds: BTreeSet::from([Kind::Company]), ..Settings::default() };
        let roles = Roles { editors: vec![7, u64::MAX], mentors: vec![7, 9] };
        assert_eq!(changed, (expected.clone(), roles.clone()));
        assert_eq!(store.settings(GUILD).await.unwrap(), changed);
        let stored = store.load(GUILD).await.unwrap();
        assert_eq!((&stored.settings, &stored.editors, &stored.mentors), (&expected, &roles.editors, &roles.mentors));
        assert_eq!(store.settings(OTHER).await.unwrap(), (Settings::default(), Roles::default()));
        store.change_settings(GUILD, BOB, NOW, "nothing", |_, _| ()).await.unwrap();
        assert_eq!(store.load(GUILD).await.unwrap().revision, stored.revision, "nothing changed");
    })
    .await;
}

#[tokio::test]
async fn what_a_newer_program_set_is_kept() {
    on_each_engine(async |database| {
        let store = database.store().await;
        store
            .change_settings(GUILD, ADA, NOW, "private", |settings, _| settings.private_by_default = true)
            .await
            .unwrap();
        database.tamper("UPDATE guild SET settings = '{\"private_by_default\":true,\"later\":[1]}'").await;
        store
            .change_settings(GUILD, ADA, NOW, "rules", |settings, _| settings.rules = Some("x".to_owned()))
            .await
            .unwrap();
        database.tamper("UPDATE guild SET next_number = 9 WHERE settings LIKE '%\"later\":[1]%'").await;
        assert_eq!(store.settings(GUILD).await.unwrap().0.rules.as_deref(), Some("x"));
        adds(&store, GUILD, content("Rules")).await;
        let problems = check(&database.url(), &mut |_, _| ()).await.unwrap();
        assert_eq!(problems, [], "the number was there to be changed");
    })
    .await;
}

/// Ada imports entries into a server as it is now.
async fn imports(store: &Store, entries: &[(Option<&str>, Content)]) -> Result<tpm_guide::store::Imported, Refusal> {
    let base_revision = store.load(GUILD).await.unwrap().revision;
    let entries = entries.iter().map(|(slug, content)| (slug.map(str::to_owned), content.clone())).collect();
    let draft = drafts(store, GUILD, Target::Import { base_revision, entries }).await;
    store.import(GUILD, ADA, Reviewer::Manager, draft, NOW).await.unwrap()
}

#[tokio::test]
async fn an_import_is_applied_whole_and_taken_back_whole() {
    on_each_engine(async |database| {
        let store = database.store().await;
        adds(&store, GUILD, named("Rules", &["Law"])).await;
        adds(&store, GUILD, content("Same")).await;
        adds(&store, GUILD, content("Old")).await;
        store.remove(GUILD, ADA, Reviewer::Manager, "old", 1, NOW).await.unwrap().unwrap();
        let before = store.load(GUILD).await.unwrap().entries;
        let imported = imports(
            &store,
            &[
                (Some("rules"), content("Our rules")),
                // It takes the name that the other one gives up.
                (None, named("Law", &[])),
                (Some("same"), content("Same")),
                (Some("kept-slug"), content("Another title")),
                (Some("old"), content("Old again")),
            ],
        )
        .await
        .unwrap();
        assert_eq!((imported.added, imported.changed, imported.unchanged), (2, 2, 1));
        assert_eq!(titles(&store, GUILD).await, ["Our rules", "Same", "Old again", "Law", "Another title"]);
        let slugs: Vec<String> = store.list(GUILD, NOW).await.unwrap().into_iter().map(|listed| listed.slug).collect();
        assert_eq!(slugs, ["rules", "same", "old", "law", "kept-slug"]);

        let undo = async |id| store.undo_import(GUILD, ADA, Reviewer::Manager, id, NOW).await.unwrap();
        assert_eq!(undo(imported.id).await, Ok(()));
        let after = store.load(GUILD).await.unwrap().entries;
        let contents = |entries: &[tpm_guide_core::community::OwnEntry]| -> Vec<Content> {
            entries.iter().map(|entry| entry.content.clone()).collect()
        };
        assert_eq!(contents(&after), contents(&before));
        assert_eq!(undo(imported.id).await, Err(Refusal::Gone), "only once");
        let elsewhere = store.undo_import(OTHER, ADA, Reviewer::Manager, imported.id, NOW).await.unwrap();
        assert_eq!(elsewhere, Err(Refusal::Gone));
    })
    .await;
}

#[tokio::test]
async fn an_import_with_one_entry_that_cannot_be_changes_nothing() {
    on_each_engine(async |database| {
        let store = database.store_with_limit(3).await;
        adds(&store, GUILD, named("Rules", &["Law"])).await;
        let before = store.load(GUILD).await.unwrap();
        let taken = imports(&store, &[(None, content("Fine")), (None, content("Law"))]).await;
        assert!(matches!(taken, Err(Refusal::NameTaken { .. })), "{taken:?}");
        let twice = imports(&store, &[(None, content("Fine")), (None, named("Other", &["fine"]))]).await;
        assert!(matches!(twice, Err(Refusal::NameTaken { .. })), "{twice:?}");
        let full = imports(&store, &["A", "B", "C"].map(|title| (None, content(title)))).await;
        assert_eq!(full, Err(Refusal::Full { limit: 3 }));
        assert_eq!(store.load(GUILD).await.unwrap(), before);
        assert_eq!(imports(&store, &[]).await.unwrap().id, 0, "nothing to take back");
    })
    .await;
}

#[tokio::test]
async fn an_import_sees_what_changed_before_it_and_after_it() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let target = Target::Import { base_revision: 0, entries: vec![(None, content("New"))] };
        let draft = drafts(&store, GUILD, target).await;
        adds(&store, GUILD, content("Rules")).await;
        let stale = store.import(GUILD, ADA, Reviewer::Manager, draft, NOW).await.unwrap();
        assert_eq!(stale, Err(Refusal::Stale));
        let imported = imports(&store, &[(Some("rules"), content("Our rules")), (None, content("New"))]).await.unwrap();
        edits(&store, GUILD, "new", 1, content("Newer")).await.unwrap();
        let undone = store.undo_import(GUILD, ADA, Reviewer::Manager, imported.id, NOW).await.unwrap();
        assert_eq!(undone, Err(Refusal::Changed(vec!["new".to_owned()])));
        assert_eq!(titles(&store, GUILD).await, ["Our rules", "Newer"]);
    })
    .await;
}

#[tokio::test]
async fn removed_entries_are_kept_up_to_a_number() {
    on_each_engine(async |database| {
        let store = database.store_with_limit(300).await;
        let many = |name: &str| -> Vec<(Option<&str>, Content)> {
            (0..=REMOVED_KEPT).map(|number| (None, content(&format!("{name} {number}")))).collect()
        };
        let undo = async |id| store.undo_import(GUILD, ADA, Reviewer::Manager, id, NOW).await.unwrap();
        let first = imports(&store, &many("First")).await.unwrap();
        // One more than are kept are removed, and then another.
        undo(first.id).await.unwrap();
        let second = imports(&store, &many("Second")).await.unwrap();
        store.remove(GUILD, ADA, Reviewer::Manager, "second-0", 1, NOW).await.unwrap().unwrap();
        let removed = store.list(GUILD, NOW).await.unwrap().into_iter().filter(|listed| listed.state == State::Removed);
        let slugs: Vec<String> = removed.map(|listed| listed.slug).collect();
        assert_eq!((slugs.len(), slugs[0].as_str()), (REMOVED_KEPT, "first-2"));
        assert_eq!(undo(second.id).await, Err(Refusal::Changed(vec!["second-0".to_owned()])));
        assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn revisions_count_over_all_servers_and_tell_what_changed_since() {
    on_each_engine(async |database| {
        let store = database.store().await;
        assert_eq!(store.known().await.unwrap(), []);
        adds(&store, GUILD, content("Rules")).await;
        let first = store.known().await.unwrap();
        adds(&store, OTHER, content("Rules")).await;
        let latest = store.load(OTHER).await.unwrap().revision;
        assert_eq!(store.changed_since(first[0].revision).await.unwrap(), [Change { guild: OTHER, revision: latest }]);
        assert_eq!(store.known().await.unwrap().len(), 2);
        assert_eq!(store.changed_since(latest).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn revisions_are_committed_in_their_order() {
    on_each_engine(async |database| {
        let stores = [database.store().await, database.store().await];
        let writers = (1..=8_u64).map(|guild| {
            let store = stores[usize::try_from(guild % 2).unwrap()].clone();
            tokio::spawn(async move {
                for _ in 0..5 {
                    let title = format!("Entry {}", draft_id());
                    adds(&store, guild, content(&title)).await;
                }
            })
        });
        let writers: Vec<_> = writers.collect();
        // Who asks for what is above the latest one sees every change.
        let (mut asked, mut seen) = (0, Vec::new());
        while seen.len() < 40 && (asked < 40 || writers.iter().any(|writer| !writer.is_finished())) {
            let changes = stores[0].changed_since(asked).await.unwrap();
            asked = changes.last().map_or(asked, |change| change.revision);
            seen.extend(changes);
        }
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(asked, 40);
        for change in stores[1].known().await.unwrap() {
            assert!(seen.contains(&change), "{change:?} was missed");
        }
    })
    .await;
}

#[tokio::test]
async fn a_change_is_told_in_its_own_process_and_by_postgres_to_others() {
    on_each_engine(async |database| {
        let (here, there) = (database.store().await, database.store().await);
        let (mut local, mut remote) = (here.follow(0, NEVER), there.follow(0, NEVER));
        adds(&here, GUILD, content("Rules")).await;
        let change = Change { guild: GUILD, revision: here.load(GUILD).await.unwrap().revision };
        assert_eq!(local.next().await, change);
        assert_eq!(remote.next().await, change);
        if database.engine == Engine::Postgres {
            // Asking, and asking again once it listens, may have found the first two. The third can only be heard.
            for title in ["Second", "Third"] {
                adds(&here, OTHER, content(title)).await;
                assert_eq!(remote.next().await.guild, OTHER);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_change_that_is_not_heard_is_found_by_asking() {
    on_each_engine(async |database| {
        let (here, there) = (database.store().await, database.store().await);
        let mut remote = there.follow(0, Duration::from_millis(10));
        for guild in [GUILD, OTHER] {
            // Not told by its process, as where a pooler swallows notices.
            adds(&here, guild, content("Rules")).await;
            assert_eq!(remote.next().await.guild, guild);
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_server_had_is_kept_for_thirty_days_after_the_bot_left() {
    on_each_engine(async |database| {
        let store = database.store().await;
        for guild in [GUILD, OTHER] {
            adds(&store, guild, content("Rules")).await;
        }
        store.left(GUILD, NOW).await.unwrap();
        assert_eq!(store.purge(NOW + LEFT_DAYS * DAY - 1).await.unwrap(), [0; 0]);
        store.joined(GUILD).await.unwrap();
        assert_eq!(store.purge(NOW + LEFT_DAYS * DAY).await.unwrap(), [0; 0], "it came back");
        store.left(GUILD, NOW).await.unwrap();
        assert_eq!(store.purge(NOW + LEFT_DAYS * DAY).await.unwrap(), [GUILD]);
        assert_eq!(store.load(GUILD).await.unwrap().revision, 0);
        assert_eq!(titles(&store, OTHER).await, ["Rules"]);
        let problems = check(&database.url(), &mut |_, _| ()).await.unwrap();
        assert_eq!(problems, [], "nothing is left over");
        adds(&store, GUILD, content("Rules")).await;
    })
    .await;
}

#[tokio::test]
async fn two_complete_lists_a_day_apart_are_a_removal_and_one_is_none() {
    on_each_engine(async |database| {
        let store = database.store().await;
        for guild in [GUILD, OTHER] {
            adds(&store, guild, content("Rules")).await;
        }
        assert_eq!(store.listing(&[OTHER, 5], NOW).await.unwrap(), 0);
        assert_eq!(store.listing(&[OTHER], NOW + DAY - 1).await.unwrap(), 0);
        assert_eq!(store.listing(&[OTHER, GUILD], NOW + DAY).await.unwrap(), 0, "it was there after all");
        assert_eq!(store.listing(&[OTHER], NOW + 2 * DAY).await.unwrap(), 0);
        assert_eq!(store.listing(&[OTHER], NOW + 3 * DAY).await.unwrap(), 1);
        assert_eq!(store.listing(&[OTHER], NOW + 4 * DAY).await.unwrap(), 0, "it is known already");
        assert_eq!(store.purge(NOW + (3 + LEFT_DAYS) * DAY).await.unwrap(), [GUILD]);
    })
    .await;
}

#[tokio::test]
async fn every_call_can_be_spawned() {
    fn spawned<T: Send>(_: impl Future<Output = T> + Send) {}
    let store = Store::open(&tpm_guide::store::DatabaseUrl::memory(), patient()).await.unwrap();
    let mut changes = store.follow(0, NEVER);
    spawned(changes.next());
    spawned(store.load(GUILD));
    spawned(store.list(GUILD, NOW));
    spawned(store.history(GUILD, "rules"));
    spawned(store.publish(GUILD, ADA, Reviewer::Editor, 1, NOW, false));
    spawned(store.remove(GUILD, ADA, Reviewer::Editor, "rules", 1, NOW));
    spawned(store.restore(GUILD, ADA, Reviewer::Editor, "rules", 1, NOW));
    spawned(store.import(GUILD, ADA, Reviewer::Editor, 1, NOW));
    spawned(store.undo_import(GUILD, ADA, Reviewer::Editor, 1, NOW));
    spawned(store.change_settings(GUILD, ADA, NOW, "private", |settings, _| settings.private_by_default = true));
    spawned(store.count(&[], NOW));
    spawned(store.listing(&[], NOW));
    spawned(store.purge(NOW));
    spawned(Store::open(&tpm_guide::store::DatabaseUrl::memory(), patient()));
}
