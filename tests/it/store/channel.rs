//! Notes, digests, and a mentors' channel that moves or cannot be used.

use std::time::Duration;

use tpm_guide::store::{
    DIGEST_SECONDS, LEFT_DAYS, NOTES_AT_ONCE, OUTAGE_SECONDS, Outage, Purpose, Store, check, stats,
};
use tpm_guide_core::community::MentorsChannel;
use tpm_guide_core::mentors::{Limits, Tell};

use super::mentors::*;
use super::support::*;

const ELSEWHERE: MentorsChannel = MentorsChannel { id: u64::MAX - 70, is_forum: true };

/// A member has a note for each of these questions.
async fn has_notes(store: &Store, member: u64, count: u64) {
    for _ in 0..count {
        let number = asks(store, GUILD, member, &told("When is stand-up?", Tell::Next)).await;
        store.decline(GUILD, ADA, number, "no", NOW).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_note_is_claimed_once_in_five_minutes_and_gone_once_it_was_read() {
    on_each_engine(async |database| {
        let stores = [with_mentors(database).await, database.store().await];
        has_notes(&stores[0], CARLA, 2).await;
        assert_eq!(stores[0].members_with_notes().await.unwrap(), [(GUILD, CARLA)]);
        let claims = async |at: usize, member, now| -> Vec<u64> {
            let notes = stores[at].claim_notes(GUILD, member, now).await.unwrap();
            assert!(notes.iter().all(|note| note.inquiry.number == note.number));
            notes.into_iter().map(|note| note.number).collect()
        };
        let (one, two) = tokio::join!(claims(0, CARLA, NOW), claims(1, CARLA, NOW));
        assert_eq!((one.len() + two.len(), one.is_empty() || two.is_empty()), (2, true));
        assert_eq!(claims(0, DAN, NOW).await, [0; 0]);
        assert_eq!(stores[0].claim_notes(OTHER, CARLA, NOW).await.unwrap(), []);
        assert_eq!(claims(0, CARLA, NOW + Limits::NOTE_SECONDS - 1).await, [0; 0]);
        // It may have been shown: once more, and then it is confirmed.
        let later = NOW + Limits::NOTE_SECONDS;
        assert_eq!(claims(1, CARLA, later).await, [1, 2]);
        stores[1].confirm_notes(GUILD, CARLA, &[1]).await.unwrap();
        stores[1].return_notes(GUILD, CARLA, &[2]).await.unwrap();
        assert_eq!(claims(0, CARLA, later).await, [2], "it was certainly not shown");
        stores[0].confirm_notes(GUILD, CARLA, &[2]).await.unwrap();
        assert_eq!(claims(0, CARLA, later + DIGEST_SECONDS).await, [0; 0]);
        assert_eq!(stores[0].members_with_notes().await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn notes_come_so_many_at_once() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        has_notes(&store, CARLA, u64::from(Limits::DAILY)).await;
        let sent = sends(&store, GUILD, CARLA, &told("And now?", Tell::Next), NOW + 86_400).await.unwrap();
        store.decline(GUILD, ADA, sent.number, "no", NOW).await.unwrap().unwrap();
        let claimed = store.claim_notes(GUILD, CARLA, NOW).await.unwrap();
        assert_eq!(claimed.len(), usize::try_from(NOTES_AT_ONCE).unwrap());
        assert_eq!(store.claim_notes(GUILD, CARLA, NOW).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn open_questions_move_to_another_channel_and_their_messages_with_them() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        holds_lease(&store).await;
        let [closed, posted, on_its_way] = [CARLA, DAN, BOB].map(|member| (member, question("When is stand-up?")));
        let closed = asks(&store, GUILD, closed.0, &closed.1).await;
        let posted = asks(&store, GUILD, posted.0, &posted.1).await;
        sends_all(&store, NOW).await;
        store.decline(GUILD, ADA, closed, "no", NOW).await.unwrap().unwrap();
        sends_all(&store, NOW).await;
        let on_its_way = asks(&store, GUILD, on_its_way.0, &on_its_way.1).await;
        let delivery = due(&store, NOW).await.remove(0);
        let load = begins(&store, &delivery, NOW).await.unwrap();
        store.broken(GUILD, MENTORS.id, "no permission", NOW).await.unwrap();

        names_channel(&store, GUILD, Some(ELSEWHERE)).await;
        assert_eq!(store.load(GUILD).await.unwrap().outage, None);
        // What arrives in the old channel after all is deleted again.
        store.delivered(&delivery, load.version, Some((MENTORS.id, 5_000)), NOW).await.unwrap();
        let sent = sends_all(&store, NOW).await;
        let mut deleted: Vec<_> =
            sent.iter().filter_map(|(delivery, _)| Some((delivery.destination, delivery.message?))).collect();
        deleted.sort_unstable();
        assert_eq!(deleted, [(MENTORS.id, 1_000 + posted), (MENTORS.id, 5_000)]);
        let mut drawn: Vec<_> = sent.iter().filter(|(delivery, _)| delivery.purpose == Purpose::Queue).collect();
        drawn.sort_by_key(|(delivery, _)| delivery.number);
        let drawn: Vec<_> =
            drawn.iter().map(|(delivery, load)| (delivery.number, delivery.destination, load.posted)).collect();
        assert_eq!(drawn, [(Some(posted), ELSEWHERE.id, None), (Some(on_its_way), ELSEWHERE.id, None)]);

        names_channel(&store, GUILD, None).await;
        assert_eq!(due_briefly(&store, NOW).await.len(), 2, "the messages go, and the questions wait");
        assert!(sends_all(&store, NOW).await.iter().all(|(delivery, _)| delivery.purpose == Purpose::Delete));
        store.take(GUILD, ADA, posted, NOW).await.unwrap().unwrap();
        assert_eq!(due(&store, NOW).await, []);
        names_channel(&store, GUILD, Some(MENTORS)).await;
        assert_eq!(sends_all(&store, NOW).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_channel_that_cannot_be_used_is_told_and_tried_again_after_an_hour() {
    on_each_engine(async |database| {
        let (store, replica) = (with_mentors(database).await, database.store().await);
        holds_lease(&store).await;
        asks(&store, GUILD, CARLA, &question("When is stand-up?")).await;
        let number = asks(&store, GUILD, DAN, &question("Where is stand-up?")).await;
        store.decline(GUILD, ADA, number, "no", NOW).await.unwrap().unwrap();
        let before = store.load(GUILD).await.unwrap().revision;
        store.broken(GUILD, HALL, "another channel", NOW).await.unwrap();
        store.broken(OTHER, MENTORS.id, "another server", NOW).await.unwrap();
        assert_eq!(store.load(GUILD).await.unwrap().revision, before);
        for at in [NOW, NOW + 5] {
            store.broken(GUILD, MENTORS.id, "no permission", at).await.unwrap();
        }
        let stored = replica.load(GUILD).await.unwrap();
        let outage = Outage { channel: MENTORS.id, since: NOW, why: "no permission".to_owned() };
        assert_eq!((stored.outage, replica.changed_since(before).await.unwrap().len()), (Some(outage), 1));
        assert_eq!(due_briefly(&store, NOW + 4).await, [(Purpose::Channel, HALL)], "askers are told all the same");
        assert_eq!(due(&store, NOW + OUTAGE_SECONDS + 4).await.len(), 1);
        assert_eq!(due(&store, NOW + OUTAGE_SECONDS + 5).await.len(), 3);
        assert!(store.mended(GUILD).await.unwrap());
        assert!(!store.mended(GUILD).await.unwrap());
        assert_eq!(due(&store, NOW).await.len(), 3);
        assert_eq!(replica.load(GUILD).await.unwrap().outage, None);
        // A message that arrives mends it as well.
        store.broken(GUILD, MENTORS.id, "no permission", NOW).await.unwrap();
        sends_all(&store, NOW + OUTAGE_SECONDS).await;
        assert_eq!(replica.load(GUILD).await.unwrap().outage, None);
    })
    .await;
}

#[tokio::test]
async fn a_digest_is_made_once_a_week_if_something_waits() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        holds_lease(&store).await;
        for member in 1..=8 {
            asks(&store, GUILD, member, &question("When is stand-up?")).await;
        }
        store.decline(GUILD, ADA, 1, "no", NOW + 5).await.unwrap().unwrap();
        let draft = drafts_answer(&store, ADA, 2, content("Stand-up")).await;
        store.tell_answer(GUILD, ADA, draft, NOW + 5).await.unwrap().unwrap();
        sends_all(&store, NOW + 5).await;
        let week = NOW + DIGEST_SECONDS;
        assert_eq!(store.make_digests(week - 1).await.unwrap(), 0);
        let other = database.store().await;
        let (one, two) = tokio::join!(store.make_digests(week), other.make_digests(week));
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        assert_eq!(due_briefly(&store, week).await, [(Purpose::Digest, MENTORS.id)]);
        let digest = store.digest(GUILD, week - DIGEST_SECONDS, week).await.unwrap();
        let oldest: Vec<u64> = digest.oldest.iter().map(|inquiry| inquiry.number).collect();
        assert_eq!((digest.open, oldest), (6, vec![3, 4, 5, 6, 7]));
        assert_eq!((digest.sent, digest.answered, digest.declined), (0, 1, 1), "sent at the very start");
        sends_all(&store, week).await;
        for number in 3..=8 {
            store.decline(GUILD, ADA, number, "no", week).await.unwrap().unwrap();
        }
        sends_all(&store, week).await;
        assert_eq!(store.make_digests(week + DIGEST_SECONDS).await.unwrap(), 0, "nothing waits");
        sends(&store, GUILD, CARLA, &question("And now?"), week + DIGEST_SECONDS).await.unwrap();
        assert_eq!(store.make_digests(week + DIGEST_SECONDS + 1).await.unwrap(), 0, "the week is another one");
    })
    .await;
}

#[tokio::test]
async fn nothing_of_a_server_is_left_after_its_purge() {
    on_each_engine(async |database| {
        let store = database.store().await;
        for guild in [GUILD, OTHER] {
            fill_questions(&store, guild).await;
        }
        let before = stats(&database.url()).await.unwrap();
        store.left(GUILD, NOW).await.unwrap();
        assert_eq!(store.purge(NOW + LEFT_DAYS * 86_400).await.unwrap(), [GUILD]);
        let after = stats(&database.url()).await.unwrap();
        for ((table, before), (_, after)) in before.into_iter().zip(after) {
            let half = if ["counter", "lease"].contains(&table) { before } else { before / 2 };
            assert_eq!(after, half, "{table}");
        }
        assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), []);
        assert_eq!(store.open_inquiries(OTHER, NOW).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_questions_is_told() {
    let database = Database::sqlite();
    let store = database.store().await;
    fill_questions(&store, GUILD).await;
    for statement in [
        "UPDATE inquiry SET resolution = '{' WHERE number = 2",
        "UPDATE asker SET tell = 'pigeon' WHERE number = 3",
        "DELETE FROM outbox WHERE purpose = 'direct'",
        "UPDATE outbox SET purpose = 'lost' WHERE purpose = 'channel'",
        "UPDATE mentors SET next_number = 3",
    ] {
        database.tamper(statement).await;
    }
    let problems = check(&database.url(), &mut |_, _| ()).await.unwrap();
    let told: Vec<(&str, &str)> =
        problems.iter().map(|problem| (problem.table.as_str(), problem.message.as_str())).collect();
    assert_eq!(
        told,
        [
            ("inquiry", "its state is none that is known, or its answer cannot be read"),
            ("asker", "how to tell them is none of the ways"),
            ("outbox", "its purpose is none that is known"),
            ("mentors", "the next number is not above that of every question"),
            ("asker", "the delivery that tells them is not in the table outbox"),
        ]
    );
    assert_eq!(problems[4].key, format!("guild {GUILD}, number 1, member {CARLA}"));
    assert_eq!(store.inquiry(GUILD, 2, NOW).await.unwrap(), None, "left out, and the rest is there");
}

#[tokio::test]
async fn every_call_about_questions_can_be_spawned() {
    fn spawned<T: Send>(_: impl Future<Output = T> + Send) {}
    let store = Store::open(&tpm_guide::store::DatabaseUrl::memory(), patient()).await.unwrap();
    let mut changes = store.follow(0, Duration::from_hours(1));
    let reviewer = tpm_guide_core::knowledge::Reviewer::Editor;
    let entry = tpm_guide_core::knowledge::EntryId::new("role/tpm").unwrap();
    spawned(changes.next());
    spawned(store.open_inquiries(GUILD, NOW));
    spawned(store.inquiry(GUILD, 1, NOW));
    spawned(store.send_inquiry(GUILD, CARLA, 1, &question("When?"), NOW));
    spawned(store.send_draft(GUILD, CARLA, 1, 1, NOW));
    spawned(store.join_inquiry(GUILD, CARLA, 1, 1, NOW));
    spawned(store.take(GUILD, ADA, 1, NOW));
    spawned(store.release(GUILD, ADA, true, 1, NOW));
    spawned(store.publish_answer(GUILD, ADA, reviewer, 1, NOW));
    spawned(store.tell_answer(GUILD, ADA, 1, NOW));
    spawned(store.point_to(GUILD, ADA, reviewer, 1, &entry, NOW));
    spawned(store.decline(GUILD, ADA, 1, "no", NOW));
    spawned(store.set_paused(GUILD, ADA, &[1], NOW));
    spawned(store.due(NOW, 1));
    spawned(store.make_digests(NOW));
    spawned(store.end_claims(NOW));
    spawned(store.digest(GUILD, NOW, NOW));
    spawned(store.claim_notes(GUILD, CARLA, NOW));
    spawned(store.confirm_notes(GUILD, CARLA, &[1]));
    spawned(store.members_with_notes());
    spawned(store.broken(GUILD, 1, "why", NOW));
    spawned(store.mended(GUILD));
}
