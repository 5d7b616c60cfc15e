//! What is kept, when it is loaded anew, and what happens while the store is away.

use tpm_guide_core::answer::View;
use tpm_guide_core::community::Content;
use tpm_guide_core::fixtures::answers::shipped;
use tpm_guide_core::knowledge::Reviewer;
use tpm_guide_core::mentors::{Inquiry, Resolution, State};

use super::*;
use crate::store::{DatabaseUrl, Draft, Options, Target};

const SERVER: u64 = 7;
const OTHER: u64 = 8;

fn guide(version: u64) -> Arc<GuideVersion> {
    Arc::new(GuideVersion { guide: shipped().clone(), version })
}

async fn opened() -> (Communities, Store) {
    let store = Store::open(&DatabaseUrl::memory(), Options::default()).await.expect("memory");
    let communities = Communities::new(1024 * 1024);
    communities.connect(store.clone()).await.expect("it is there");
    (communities, store)
}

/// Publishes an entry as staff of `guild` would.
async fn publish(store: &Store, guild: u64, title: &str) {
    let content = Content { title: title.to_owned(), body: "Text.".to_owned(), ..Content::default() };
    let draft = Draft { id: 1, target: Target::New { content } };
    store.save_draft(guild, 2, &draft, 0).await.expect("saved");
    store.publish(guild, 2, Reviewer::Manager, 1, 0, false).await.expect("asked").expect("published");
}

fn titles(held: &Held) -> Vec<&str> {
    held.community().entries().iter().map(|entry| entry.title.as_str()).collect()
}

#[tokio::test]
async fn a_server_without_anything_is_never_loaded() {
    let (communities, store) = opened().await;
    publish(&store, OTHER, "Other").await;
    communities.forget(OTHER);
    assert!(communities.of(SERVER, &guide(1)).await.is_none());
    assert_eq!((communities.counters().read(), communities.servers()), ((0, 0), 1));
}

#[tokio::test]
async fn what_is_loaded_is_kept_until_it_changes() {
    let (communities, store) = opened().await;
    publish(&store, SERVER, "One").await;
    communities.forget(SERVER);
    let first = communities.of(SERVER, &guide(1)).await.expect("it has one");
    let second = communities.of(SERVER, &guide(1)).await.expect("it has one");
    assert!(Arc::ptr_eq(&first, &second));
    assert_eq!((titles(&first), communities.counters().read().0), (vec!["One"], 1));

    publish(&store, SERVER, "Two").await;
    for change in store.changed_since(first.revision()).await.expect("asked") {
        communities.note(change.guild, change.revision);
    }
    let changed = communities.of(SERVER, &guide(1)).await.expect("it has two");
    assert_eq!((titles(&changed), communities.counters().read().0), (vec!["One", "Two"], 2));
    assert!(communities.of(OTHER, &guide(1)).await.is_none());
}

#[tokio::test]
async fn a_reload_of_the_guide_asks_the_store_for_nothing() {
    let (communities, store) = opened().await;
    publish(&store, SERVER, "One").await;
    communities.forget(SERVER);
    let old = communities.of(SERVER, &guide(1)).await.expect("it has one");
    let reloaded = guide(2);
    let new = communities.of(SERVER, &reloaded).await.expect("it has one");
    assert!(!Arc::ptr_eq(&old, &new) && new.is_for(&reloaded));
    assert_eq!(View::new(&reloaded.guide, Some(new.community())).own().len(), 1);
    assert_eq!(communities.counters().read(), (1, 0));
}

#[tokio::test]
async fn while_the_store_is_away_what_is_kept_goes_on() {
    let (communities, store) = opened().await;
    publish(&store, SERVER, "One").await;
    publish(&store, OTHER, "Other").await;
    communities.forget(SERVER);
    communities.forget(OTHER);
    let kept = communities.of(SERVER, &guide(1)).await.expect("it has one");
    store.close().await;
    communities.note(SERVER, kept.revision() + 1);
    let stale = communities.of(SERVER, &guide(1)).await.expect("what was true a moment ago");
    assert_eq!(titles(&stale), ["One"]);
    assert!(communities.of(OTHER, &guide(1)).await.is_none(), "it was not loaded before");
    assert!(communities.store().is_err(), "the next call does not wait for it");
    assert_eq!(communities.counters().read().1, 1, "and did not ask it");
}

#[tokio::test]
async fn an_entry_that_another_process_published_as_an_answer_is_there_at_once() {
    let (communities, store) = opened().await;
    publish(&store, SERVER, "One").await;
    communities.forget(SERVER);
    assert_eq!(titles(&communities.of(SERVER, &guide(1)).await.expect("it has one")), ["One"]);
    // No notice of this one has come through.
    publish(&store, SERVER, "Two").await;
    let answered = |slug: &str| Inquiry {
        number: 1,
        question: "What is two?".to_owned(),
        context: None,
        about: None,
        nearest: Vec::new(),
        asked_at: 0,
        waiting: 1,
        state: State::Answered { by: None, at: 0, with: Resolution::Published { slug: slug.to_owned() } },
    };
    for (slug, expected, loads) in
        [("one", vec!["One"], 1), ("two", vec!["One", "Two"], 2), ("gone", vec!["One", "Two"], 3)]
    {
        let held = communities.with_answer(SERVER, &guide(1), &answered(slug)).await.expect("it has some");
        assert_eq!((titles(&held), communities.counters().read().0), (expected, loads), "{slug}");
    }
}

#[tokio::test]
async fn a_server_that_was_purged_has_nothing_any_more() {
    let (communities, _store) = opened().await;
    communities.note(SERVER, 5);
    let held = communities.of(SERVER, &guide(1)).await.expect("told that it has something");
    assert!(held.community().entries().is_empty());
    assert!(!communities.is_known(SERVER));
}

#[tokio::test]
async fn no_more_memory_is_used_than_was_agreed() {
    let store = Store::open(&DatabaseUrl::memory(), Options::default()).await.expect("memory");
    let communities = Communities::new(64 * 1024);
    communities.connect(store.clone()).await.expect("it is there");
    for server in 1..=20 {
        publish(&store, server, "One").await;
        communities.forget(server);
        communities.of(server, &guide(1)).await.expect("it has one");
    }
    let (bytes, kept) = communities.kept();
    assert!(bytes <= 64 * 1024 && kept < 20, "{bytes} bytes, {kept} servers");
}

#[tokio::test]
async fn what_was_told_during_a_load_is_not_forgotten_after_it() {
    let (communities, _store) = opened().await;
    communities.note(SERVER, 5);
    let before = communities.revision(SERVER);
    communities.note(SERVER, 6);
    communities.note_loaded(SERVER, before, 5);
    assert_eq!(communities.revision(SERVER), Some(6), "the next question loads it again");
    communities.note_loaded(SERVER, communities.revision(SERVER), 3);
    assert_eq!(communities.revision(SERVER), Some(3), "a backup was restored");
}
