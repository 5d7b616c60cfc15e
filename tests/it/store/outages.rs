//! PostgreSQL away, slow, or lost in the middle: through a proxy that a test can stall and cut. Callers get an error in time,
//! and the store goes on by itself when PostgreSQL is back.

use std::time::Duration;

use tpm_guide::store::{Change, Draft, Options, Store, StoreError, Target, Timeouts};
use tpm_guide_core::knowledge::Reviewer;

use super::proxy::{Mode, Proxy};
use super::support::*;

/// A store through a proxy, and one beside it; nothing where PostgreSQL is not there.
async fn through_a_proxy() -> Option<(Proxy, Store, Store)> {
    let database = Database::postgres().await?;
    let (proxy, url) = Proxy::before(&database).await;
    let url = url.parse().expect("an address");
    // Short, for the calls that are to fail.
    let timeouts =
        Timeouts { call: Duration::from_secs(1), statement: Duration::from_millis(800), long: Duration::from_secs(20) };
    let options = Options { timeouts, ..Options::default() };
    let direct = database.store().await;
    let store = eventually(async || Store::open(&url, options).await).await;
    Some((proxy, store, direct))
}

/// What is answered once the machine and PostgreSQL are fast enough again.
async fn eventually<T>(mut ask: impl AsyncFnMut() -> Result<T, StoreError>) -> T {
    let mut errors = Vec::new();
    while errors.len() < 50 {
        match ask().await {
            Ok(answer) => return answer,
            Err(error) => errors.push(error),
        }
    }
    panic!("it never works again: {errors:?}");
}

#[tokio::test]
async fn while_postgres_stalls_callers_get_an_error_and_afterwards_an_answer() {
    let Some((proxy, store, direct)) = through_a_proxy().await else { return };
    adds(&direct, GUILD, content("Rules")).await;
    eventually(async || store.load(GUILD).await).await;
    proxy.set(Mode::Stall);
    for _ in 0..2 {
        assert_eq!(store.load(GUILD).await, Err(StoreError::TooSlow));
    }
    proxy.set(Mode::Forward);
    let stored = eventually(async || store.load(GUILD).await).await;
    assert_eq!(stored.entries.len(), 1);
    let draft = Draft { id: 1, target: Target::New { content: content("Later") } };
    eventually(async || store.save_draft(GUILD, ADA, &draft, NOW).await).await;
}

#[tokio::test]
async fn when_postgres_is_lost_and_back_callers_get_an_answer_again() {
    let Some((proxy, store, direct)) = through_a_proxy().await else { return };
    adds(&direct, GUILD, content("Rules")).await;
    eventually(async || store.load(GUILD).await).await;
    proxy.set(Mode::Cut);
    let lost = store.load(GUILD).await.expect_err("it is cut");
    assert!(matches!(lost, StoreError::Unreachable | StoreError::TooSlow), "{lost:?}");
    proxy.set(Mode::Forward);
    assert_eq!(eventually(async || store.load(GUILD).await).await.entries.len(), 1);
}

#[tokio::test]
async fn a_save_that_is_cut_off_is_wholly_there_or_wholly_absent() {
    let Some((proxy, store, direct)) = through_a_proxy().await else { return };
    for round in 1..=20 {
        let target = Target::New { content: content(&format!("Entry {round}")) };
        let draft = drafts(&direct, GUILD, target).await;
        let mut publishing = Box::pin(store.publish(GUILD, ADA, Reviewer::Editor, draft, NOW, false));
        // Each round a little later.
        for _ in 0..round * 3 {
            tokio::select! {
                biased;
                _ = &mut publishing => break,
                () = tokio::task::yield_now() => {}
            }
        }
        proxy.set(Mode::Cut);
        drop(publishing);
        proxy.set(Mode::Forward);
        let is_there = direct
            .load(GUILD)
            .await
            .unwrap()
            .entries
            .iter()
            .any(|entry| entry.content.title == format!("Entry {round}"));
        let is_draft = direct.draft(GUILD, ADA, draft, NOW).await.unwrap().is_some();
        assert_ne!(is_there, is_draft, "round {round}");
    }
}

#[tokio::test]
async fn changes_during_an_outage_are_told_after_it() {
    let Some((proxy, store, direct)) = through_a_proxy().await else { return };
    let mut changes = store.follow(0, Duration::from_hours(1));
    adds(&direct, GUILD, content("Rules")).await;
    assert_eq!(changes.next().await.guild, GUILD);
    adds(&direct, GUILD, content("More")).await;
    assert_eq!(changes.next().await.guild, GUILD, "it listens now");
    proxy.set(Mode::Cut);
    adds(&direct, OTHER, content("Rules")).await;
    let revision = direct.load(OTHER).await.unwrap().revision;
    proxy.set(Mode::Forward);
    assert_eq!(changes.next().await, Change { guild: OTHER, revision });
}

#[tokio::test]
async fn a_postgres_that_closes_at_once_or_falls_silent_after_its_greeting_is_away() {
    let Some(database) = Database::postgres().await else { return };
    let (proxy, url) = Proxy::before(&database).await;
    let timeouts = Timeouts { call: Duration::from_millis(100), ..Timeouts::default() };
    for mode in [Mode::Cut, Mode::StallAt("statement_timeout")] {
        proxy.set(mode);
        let opened = Store::open(&url.parse().unwrap(), Options { timeouts, ..Options::default() }).await;
        assert_eq!(opened.err(), Some(StoreError::Unreachable), "{mode:?}");
    }
}
