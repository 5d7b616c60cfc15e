//! Saved sessions: what is written, what is read again, and what is refused.

use super::*;
use tempfile::tempdir;

const GATEWAY: &str = "ws://127.0.0.1:4000";

fn only() -> Shards {
    Shards::all(1)
}

fn session() -> SavedSession {
    SavedSession {
        application_id: 7,
        shard: ShardId::ONE,
        gateway: GATEWAY.to_owned(),
        intents: 0,
        resume_url: Some("ws://127.0.0.1:4000/resume".to_owned()),
        session_id: "0123456789abcdef".to_owned(),
        sequence: 42,
    }
}

/// A bot that asks for no events but interactions.
fn bot(application_id: u64, gateway: &str) -> Bot<'_> {
    Bot { application_id, gateway, intents: Intents::empty() }
}

#[test]
fn a_stored_session_is_loaded_again() {
    let directory = tempdir().unwrap();
    session().store(directory.path()).unwrap();
    session().store(directory.path()).unwrap();
    assert_eq!(SavedSession::load(directory.path(), only()), [session()]);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing unfinished stays behind");
}

#[test]
#[cfg(unix)]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempdir().unwrap();
    session().store(directory.path()).unwrap();
    let mode = fs::metadata(directory.path().join("gateway-session.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_missing_or_damaged_file_is_no_session() {
    let directory = tempdir().unwrap();
    assert_eq!(SavedSession::load(directory.path(), only()), []);
    for damaged in ["", "{", "[]", "{\"sequence\":-1}", "\u{0}\u{0}"] {
        fs::write(directory.path().join("gateway-session.json"), damaged).unwrap();
        assert_eq!(SavedSession::load(directory.path(), only()), [], "{damaged:?}");
    }
    fs::write(directory.path().join("gateway-session.json"), [0xff, 0xfe]).unwrap();
    assert_eq!(SavedSession::load(directory.path(), only()), []);
}

#[test]
fn each_shard_has_its_own_file_and_another_total_finds_none() {
    let directory = tempdir().unwrap();
    let of = |number, total| SavedSession { shard: ShardId::new(number, total), ..session() };
    for shard in [of(0, 1), of(0, 4), of(1, 4), of(3, 4)] {
        shard.store(directory.path()).unwrap();
    }
    let load = |shards: &str| SavedSession::load(directory.path(), shards.parse().unwrap());
    assert_eq!(load("0-3/4"), [of(0, 4), of(1, 4), of(3, 4)]);
    assert_eq!(load("0-7/8"), []);
    SavedSession::forget(directory.path(), "0-1/4".parse().unwrap()).unwrap();
    assert_eq!((load("0-3/4"), load("0/1")), (vec![of(3, 4)], vec![of(0, 1)]), "others' sessions stay");
}

#[test]
fn a_session_from_before_there_were_shards_is_the_only_ones() {
    let directory = tempdir().unwrap();
    let mut old = serde_json::to_value(session()).unwrap();
    old.as_object_mut().unwrap().remove("shard");
    fs::write(directory.path().join("gateway-session.json"), old.to_string()).unwrap();
    assert_eq!(SavedSession::load(directory.path(), only()), [session()]);
}

#[test]
fn a_file_that_was_renamed_is_no_other_shards_session() {
    let directory = tempdir().unwrap();
    session().store(directory.path()).unwrap();
    let renamed = directory.path().join("gateway-session-1-of-2.json");
    fs::rename(directory.path().join("gateway-session.json"), renamed).unwrap();
    assert_eq!(SavedSession::load(directory.path(), Shards::all(2)), []);
}

#[test]
fn forgetting_twice_is_fine() {
    let directory = tempdir().unwrap();
    session().store(directory.path()).unwrap();
    SavedSession::forget(directory.path(), only()).unwrap();
    SavedSession::forget(directory.path(), only()).unwrap();
    assert_eq!(SavedSession::load(directory.path(), only()), []);
}

#[test]
fn a_session_of_another_bot_or_gateway_is_not_resumed() {
    assert!(session().for_bot(&bot(7, GATEWAY)).is_some());
    assert!(session().for_bot(&bot(8, GATEWAY)).is_none());
    assert!(session().for_bot(&bot(7, "wss://gateway.discord.gg")).is_none());
}

#[test]
fn a_session_that_receives_other_events_is_not_resumed() {
    let with_guilds = || Bot { intents: Intents::GUILDS, ..bot(7, GATEWAY) };
    assert!(session().for_bot(&with_guilds()).is_none());
    let saved = session().for_bot(&bot(7, GATEWAY)).unwrap().into_saved(&with_guilds(), ShardId::ONE);
    assert_eq!(saved.intents, 1);
    assert!(saved.clone().for_bot(&with_guilds()).is_some());
    assert!(saved.for_bot(&bot(7, GATEWAY)).is_none());
    let mut old = serde_json::to_value(session()).unwrap();
    old.as_object_mut().unwrap().remove("intents");
    assert_eq!(serde_json::from_value::<SavedSession>(old).unwrap(), session(), "one from before there were others");
}

#[test]
fn a_resume_address_that_is_broken_or_leads_elsewhere_falls_back_to_the_usual_one() {
    let at = |url: &str| SavedSession { resume_url: Some(url.to_owned()), ..session() };
    assert_eq!(at("ws:// not an address").for_bot(&bot(7, GATEWAY)).unwrap().url, None);
    assert_eq!(at("ws://127.0.0.1:4001").for_bot(&bot(7, GATEWAY)).unwrap().url, None);
    assert!(session().for_bot(&bot(7, GATEWAY)).unwrap().url.is_some());
}

#[test]
#[cfg(unix)]
fn what_lies_in_the_place_of_a_session_is_replaced_and_not_written_through() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (directory, elsewhere) = (tempdir().unwrap(), tempdir().unwrap());
    let victim = elsewhere.path().join("victim");
    fs::write(&victim, "precious").unwrap();
    let place = directory.path().join("gateway-session.json");
    // The names that were predictable before: the place itself, and one with the process's number.
    let prepared = directory.path().join(format!("gateway-session.json.{}", std::process::id()));
    for link in [&place, &prepared] {
        symlink(&victim, link).unwrap();
    }
    assert_eq!(SavedSession::load(directory.path(), only()), [], "a link is not followed");
    session().store(directory.path()).unwrap();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    let stored = fs::symlink_metadata(&place).unwrap();
    assert!(stored.is_file() && stored.permissions().mode() & 0o777 == 0o600);
    assert_eq!(SavedSession::load(directory.path(), only()), [session()]);
}

#[test]
#[cfg(unix)]
fn a_fifo_in_the_place_of_a_session_is_none() {
    let directory = tempdir().unwrap();
    let fifo = directory.path().join("gateway-session.json");
    rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).unwrap();
    assert_eq!(SavedSession::load(directory.path(), only()), []);
}

#[test]
fn debugging_shows_no_session_id() {
    assert!(!format!("{:?}", session()).contains("0123456789abcdef"));
}
