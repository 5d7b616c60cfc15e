//! The outbox: what is due, attempts, and the lease.

use std::collections::HashSet;

use tpm_guide::store::{DUE_PER_DESTINATION, OUTBOX, Purpose};
use tpm_guide_core::knowledge::Reviewer;
use tpm_guide_core::mentors::{State, Tell};

use super::mentors::*;
use super::support::*;

#[tokio::test]
async fn one_process_holds_the_lease_until_it_ends_or_is_given_back() {
    on_each_engine(async |database| {
        let stores = [database.store().await, database.store().await];
        let takes = async |at: usize, holder, now| stores[at].take_lease(OUTBOX, holder, now, now + 30).await.unwrap();
        let (one, two) = tokio::join!(takes(0, WORKER, NOW), takes(1, RIVAL, NOW));
        assert_ne!(one, two);
        let (first, second) = if one { (WORKER, RIVAL) } else { (RIVAL, WORKER) };
        assert!(takes(0, first, NOW + 10).await, "renewed");
        assert!(!takes(1, second, NOW + 39).await);
        assert!(takes(1, second, NOW + 40).await, "it ended");
        assert!(!takes(0, first, NOW + 41).await);
        stores[0].release_lease(OUTBOX, first).await.unwrap();
        assert!(!takes(0, first, NOW + 41).await, "it is another's");
        stores[1].release_lease(OUTBOX, second).await.unwrap();
        assert!(takes(0, first, NOW + 41).await);
    })
    .await;
}

#[tokio::test]
async fn an_attempt_begins_once_and_only_with_the_lease() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        asks(&store, GUILD, CARLA, &question("When is stand-up?")).await;
        let delivery = due(&store, NOW).await.remove(0);
        assert_eq!((delivery.attempts, delivery.started_at), (0, None));
        assert_eq!(begins(&store, &delivery, NOW).await, None, "no lease");
        assert!(store.take_lease(OUTBOX, WORKER, NOW, NOW + 30).await.unwrap());
        let load = begins(&store, &delivery, NOW + 1).await.unwrap();
        assert_eq!((load.attempts, load.started_at, load.posted, load.version), (1, NOW + 1, None, 1));
        assert_eq!(load.inquiry.unwrap().number, 1);
        assert_eq!(load.settings.mentors, Some(MENTORS));
        assert_eq!(begins(&store, &delivery, NOW + 1).await, None, "begun already");
        // Killed here: another process goes on with the same nonce, and knows when it began.
        let again = due(&store, NOW + 40).await.remove(0);
        assert_eq!((again.delivery, again.attempts, again.started_at), (delivery.delivery, 1, Some(NOW + 1)));
        assert_eq!(begins(&store, &again, NOW + 40).await, None, "the lease ended");
        assert!(store.take_lease(OUTBOX, RIVAL, NOW + 40, NOW + 70).await.unwrap());
        assert_eq!(begins(&store, &again, NOW + 41).await, None, "it is another's");
        let load = store.begin(RIVAL, &again, NOW + 41).await.unwrap().unwrap();
        assert_eq!((load.attempts, load.started_at), (2, NOW + 1));
    })
    .await;
}

#[tokio::test]
async fn a_message_is_posted_once_and_drawn_again_with_what_changed_meanwhile() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        holds_lease(&store).await;
        let number = asks(&store, GUILD, CARLA, &question("When is stand-up?")).await;
        let delivery = due(&store, NOW).await.remove(0);
        let load = begins(&store, &delivery, NOW).await.unwrap();
        store.take(GUILD, ADA, number, NOW).await.unwrap().unwrap();
        assert_eq!(due(&store, NOW).await.len(), 1, "one message, one delivery");
        store.delivered(&delivery, load.version, Some((MENTORS.id, u64::MAX)), NOW).await.unwrap();
        let edit = due(&store, NOW).await.remove(0);
        let load = begins(&store, &edit, NOW).await.unwrap();
        assert_eq!(load.posted, Some((MENTORS.id, u64::MAX)));
        assert!(matches!(load.inquiry.unwrap().state, State::Taken { .. }));
        store.delivered(&edit, load.version, load.posted, NOW).await.unwrap();
        assert_eq!(due(&store, NOW).await, []);
        // Found where an attempt posted it, with a version that is not known: drawn again.
        store.release(GUILD, ADA, false, number, NOW).await.unwrap().unwrap();
        let edit = due(&store, NOW).await.remove(0);
        begins(&store, &edit, NOW).await.unwrap();
        store.delivered(&edit, 0, Some((MENTORS.id, 5)), NOW).await.unwrap();
        let sent = sends_all(&store, NOW).await;
        assert_eq!((sent.len(), sent[0].1.posted), (1, Some((MENTORS.id, 5))));
    })
    .await;
}

#[tokio::test]
async fn a_delivery_waits_with_its_nonce_and_begins_anew_with_another() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        holds_lease(&store).await;
        asks(&store, GUILD, CARLA, &question("When is stand-up?")).await;
        let delivery = due(&store, NOW).await.remove(0);
        begins(&store, &delivery, NOW).await.unwrap();
        store.retry(&delivery, NOW + 60, false).await.unwrap();
        assert_eq!(due(&store, NOW + 59).await, []);
        assert_eq!(store.next_due(NOW).await.unwrap(), Some(NOW + 60));
        let later = due(&store, NOW + 60).await.remove(0);
        assert_eq!((later.delivery, later.started_at), (delivery.delivery, Some(NOW)));
        store.renew_nonce(&later, NOW + 130).await.unwrap();
        let renewed = due(&store, NOW + 130).await.remove(0);
        assert_ne!(renewed.delivery, delivery.delivery);
        assert_eq!((renewed.attempts, renewed.started_at), (0, None));
        assert_eq!(begins(&store, &later, NOW + 130).await, None, "the old one is gone");
        // The old one arrived after all: one of the two messages goes.
        store.delivered(&later, 1, Some((MENTORS.id, 8)), NOW + 130).await.unwrap();
        let load = begins(&store, &renewed, NOW + 130).await.unwrap();
        store.delivered(&renewed, load.version, Some((MENTORS.id, 9)), NOW + 130).await.unwrap();
        let deletion = due(&store, NOW + 130).await.remove(0);
        assert_eq!((deletion.purpose, deletion.destination, deletion.message), (Purpose::Delete, MENTORS.id, Some(8)));
        sends_all(&store, NOW + 130).await;
        assert_eq!(store.next_due(0).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_message_that_was_deleted_is_posted_again_while_its_question_is_open() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        holds_lease(&store).await;
        let new = told("When is stand-up?", Tell::Next);
        let numbers = [asks(&store, GUILD, CARLA, &new).await, asks(&store, GUILD, CARLA, &new).await];
        sends_all(&store, NOW).await;
        store.take(GUILD, ADA, numbers[0], NOW).await.unwrap().unwrap();
        store.decline(GUILD, ADA, numbers[1], "no", NOW).await.unwrap().unwrap();
        for delivery in due(&store, NOW).await {
            assert!(begins(&store, &delivery, NOW).await.unwrap().posted.is_some());
            store.renew_nonce(&delivery, NOW).await.unwrap();
        }
        let sent = sends_all(&store, NOW).await;
        assert_eq!(sent.len(), 1, "no one needs to see the other");
        assert_eq!((sent[0].0.number, sent[0].1.posted), (Some(numbers[0]), None));
    })
    .await;
}

#[tokio::test]
async fn messages_are_due_in_order_and_one_destination_does_not_hold_up_another() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        names_channel(&store, OTHER, Some(MENTORS)).await;
        holds_lease(&store).await;
        let new = question("When is stand-up?");
        for place in 0..8 {
            sends(&store, GUILD, 100 + place, &new, NOW + 8 - place.cast_signed()).await.unwrap();
        }
        asks(&store, OTHER, CARLA, &new).await;
        let of = async |guild| -> Vec<u64> {
            let due = due(&store, NOW + 9).await.into_iter().filter(|delivery| delivery.guild == guild);
            due.filter_map(|delivery| delivery.number).collect()
        };
        assert_eq!(of(GUILD).await, [8, 7, 6, 5, 4], "so many at once");
        assert_eq!(of(GUILD).await.len(), usize::try_from(DUE_PER_DESTINATION).unwrap());
        assert_eq!(of(OTHER).await, [1]);
        assert_eq!(store.due(NOW + 9, 2).await.unwrap().len(), 2);
        // Discord asks to wait: what stands behind waits as well.
        let first = due(&store, NOW + 9).await.into_iter().find(|delivery| delivery.guild == GUILD).unwrap();
        begins(&store, &first, NOW + 9).await.unwrap();
        store.retry(&first, NOW + 20, true).await.unwrap();
        assert_eq!((of(GUILD).await, of(OTHER).await), (vec![], vec![1]));
        let again = due(&store, NOW + 20).await;
        assert_eq!(again.len(), 6);
        let first = again.iter().find(|delivery| delivery.delivery == first.delivery).unwrap();
        assert_eq!((first.attempts, first.started_at), (1, None), "nothing was sent: its nonce counts from later on");
        let mut seen = HashSet::new();
        let sent = sends_all(&store, NOW + 20).await;
        assert!(sent.iter().all(|(delivery, _)| seen.insert((delivery.guild, delivery.delivery))) && sent.len() == 9);
    })
    .await;
}

#[tokio::test]
async fn what_is_given_up_becomes_a_note_and_what_was_sent_is_told() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        holds_lease(&store).await;
        let number = asks(&store, GUILD, CARLA, &told("When is stand-up?", Tell::Direct)).await;
        joins(&store, DAN, number, question("Stand-up?")).await;
        sends_all(&store, NOW).await;
        let draft = drafts_answer(&store, ADA, number, content("Stand-up")).await;
        store.publish_answer(GUILD, ADA, Reviewer::Editor, draft, NOW).await.unwrap().unwrap();
        for delivery in due(&store, NOW).await {
            let load = begins(&store, &delivery, NOW).await.unwrap();
            match delivery.purpose {
                Purpose::Direct => {
                    assert_eq!((delivery.destination, load.members), (CARLA, vec![CARLA]));
                    store.give_up(&delivery).await.unwrap();
                }
                _ => store.delivered(&delivery, load.version, Some((1, 2)), NOW).await.unwrap(),
            }
        }
        assert_eq!(due(&store, NOW).await, []);
        assert_eq!(store.members_with_notes().await.unwrap(), [(GUILD, CARLA)]);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_the_bot_left_is_sent_nothing_until_it_is_back() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        asks(&store, GUILD, CARLA, &question("When is stand-up?")).await;
        store.left(GUILD, NOW).await.unwrap();
        assert_eq!(due(&store, NOW).await, []);
        store.joined(GUILD).await.unwrap();
        assert_eq!(due(&store, NOW).await.len(), 1);
    })
    .await;
}
