//! Sending a question to the mentors, joining one, and the limits of members.

use tpm_guide::store::{AskRefusal, Draft, Joined, Purpose, Sent, Target};
use tpm_guide_core::mentors::{Limited, Limits, State};

use super::mentors::*;
use super::support::*;

const DAY: i64 = 86_400;

#[tokio::test]
async fn a_question_is_sent_once_for_each_interaction_and_has_a_message_due() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        let mut new = question("When is stand-up?");
        new.context = Some("In my team.".to_owned());
        for _ in 0..2 {
            let sent = store.send_inquiry(GUILD, CARLA, u64::MAX, &new, NOW).await.unwrap();
            assert_eq!(sent, Ok(Sent { number: 1 }));
        }
        let inquiry = found(&store, 1).await;
        assert_eq!((inquiry.number, inquiry.asked_at, inquiry.waiting), (1, NOW, 1));
        assert_eq!((&inquiry.question, &inquiry.context), (&new.question, &new.context));
        assert_eq!((&inquiry.nearest, &inquiry.state), (&new.nearest, &State::Waiting));
        assert_eq!(store.open_inquiries(GUILD, NOW).await.unwrap(), [inquiry]);
        assert_eq!(due_briefly(&store, NOW).await, [(Purpose::Queue, MENTORS.id)]);
        assert_eq!(asks(&store, GUILD, CARLA, &new).await, 2, "numbers grow");
    })
    .await;
}

#[tokio::test]
async fn questions_of_two_servers_have_nothing_to_do_with_each_other() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        let new = question("When is stand-up?");
        assert_eq!(sends(&store, OTHER, CARLA, &new, NOW).await, Err(Limited::NoMentors));
        names_channel(&store, OTHER, Some(MENTORS)).await;
        for _ in 0..Limits::OPEN {
            asks(&store, GUILD, CARLA, &new).await;
        }
        assert_eq!(asks(&store, OTHER, CARLA, &new).await, 1, "its own numbers, and its own limits");
        let interaction = store.send_inquiry(OTHER, DAN, u64::MAX, &new, NOW).await.unwrap();
        let same = store.send_inquiry(GUILD, DAN, u64::MAX, &new, NOW).await.unwrap();
        assert_eq!((interaction, same), (Ok(Sent { number: 2 }), Ok(Sent { number: 4 })));
        store.set_paused(OTHER, ADA, &[DAN], NOW).await.unwrap();
        assert_eq!(store.paused(GUILD).await.unwrap(), [0; 0]);
        store.decline(OTHER, ADA, 1, "no", NOW).await.unwrap().unwrap();
        assert!(found(&store, 1).await.state.is_open());
        assert!(store.take(OTHER, ADA, 3, NOW).await.unwrap().is_err(), "no such number there");
        assert_eq!(store.open_inquiries(OTHER, NOW).await.unwrap().len(), 1);
        names_channel(&store, OTHER, None).await;
        let due = due(&store, NOW).await;
        let of_first = due.iter().filter(|delivery| delivery.guild == GUILD).count();
        assert_eq!(of_first, 4, "they are untouched: {due:?}");
        assert_eq!(store.digest(OTHER, 0, NOW).await.unwrap().sent, 2);
    })
    .await;
}

#[tokio::test]
async fn a_member_has_three_open_questions_and_five_in_a_day() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        let new = question("When is stand-up?");
        for _ in 0..Limits::OPEN {
            asks(&store, GUILD, CARLA, &new).await;
        }
        assert_eq!(sends(&store, GUILD, CARLA, &new, NOW).await, Err(Limited::Open));
        for number in 1..=3 {
            store.decline(GUILD, ADA, number, "no", NOW).await.unwrap().unwrap();
        }
        let other = asks(&store, GUILD, DAN, &new).await;
        joins(&store, CARLA, other, new.clone()).await;
        asks(&store, GUILD, CARLA, &new).await;
        assert_eq!(sends(&store, GUILD, CARLA, &new, NOW + DAY - 1).await, Err(Limited::Daily));
        assert!(sends(&store, GUILD, CARLA, &new, NOW + DAY).await.is_ok());
        assert!(sends(&store, GUILD, DAN, &new, NOW).await.is_ok(), "limits are each member's own");
    })
    .await;
}

#[tokio::test]
async fn a_paused_member_sends_and_joins_nothing() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        let new = question("When is stand-up?");
        let number = asks(&store, GUILD, DAN, &new).await;
        store.set_paused(GUILD, ADA, &[CARLA, DAN, CARLA], NOW).await.unwrap();
        assert_eq!(store.paused(GUILD).await.unwrap(), [DAN, CARLA]);
        store.set_paused(GUILD, ADA, &[CARLA], NOW).await.unwrap();
        assert_eq!(sends(&store, GUILD, CARLA, &new, NOW).await, Err(Limited::Paused));
        let draft = Draft { id: draft_id(), target: Target::Inquiry { new: new.clone() } };
        store.save_draft(GUILD, CARLA, &draft, NOW).await.unwrap();
        let joined = store.join_inquiry(GUILD, CARLA, number, draft.id, NOW).await.unwrap();
        assert_eq!(joined, Err(AskRefusal::Limited(Limited::Paused)));
        let sent = store.send_draft(GUILD, CARLA, draft.id, 1, NOW).await.unwrap();
        assert_eq!(sent, Err(AskRefusal::Limited(Limited::Paused)));
        assert!(store.draft(GUILD, CARLA, draft.id, NOW).await.unwrap().is_some(), "nothing typed is lost");
        assert!(sends(&store, GUILD, DAN, &new, NOW).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_server_has_so_many_open_questions_and_one_more_is_refused() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        let new = question("When is stand-up?");
        for member in 0..u64::from(Limits::SERVER_OPEN) {
            asks(&store, GUILD, 1_000 + member, &new).await;
        }
        assert_eq!(sends(&store, GUILD, CARLA, &new, NOW).await, Err(Limited::Server));
        assert_eq!(store.open_inquiries(GUILD, NOW).await.unwrap().len(), Limits::SERVER_OPEN as usize);
        store.decline(GUILD, ADA, 7, "no", NOW).await.unwrap().unwrap();
        assert!(sends(&store, GUILD, CARLA, &new, NOW).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn of_one_member_who_presses_often_at_once_the_limit_holds() {
    on_each_engine(async |database| {
        let stores = [with_mentors(database).await, database.store().await];
        let pressed: Vec<_> = (0..12)
            .map(|press| {
                let store = stores[press % 2].clone();
                tokio::spawn(async move { sends(&store, GUILD, CARLA, &question("When?"), NOW).await })
            })
            .collect();
        let mut sent = 0;
        for press in pressed {
            sent += u32::from(press.await.unwrap().is_ok());
        }
        assert_eq!(sent, Limits::OPEN);
        assert_eq!(stores[0].open_inquiries(GUILD, NOW).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_sent_once_even_when_it_is_pressed_twice_at_once() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        let id = draft_id();
        let target = Target::Inquiry { new: question("When is stand-up?") };
        store.save_draft(GUILD, CARLA, &Draft { id, target }, NOW).await.unwrap();
        let (one, two) =
            tokio::join!(store.send_draft(GUILD, CARLA, id, 1, NOW), store.send_draft(GUILD, CARLA, id, 2, NOW));
        let outcomes = [one.unwrap(), two.unwrap()];
        assert_eq!(outcomes.iter().filter(|sent| **sent == Ok(Sent { number: 1 })).count(), 1, "{outcomes:?}");
        assert!(outcomes.contains(&Err(AskRefusal::NoDraft)));
        let first = if outcomes[0].is_ok() { 1 } else { 2 };
        let again = store.send_draft(GUILD, CARLA, id, first, NOW).await.unwrap();
        assert_eq!(again, Ok(Sent { number: 1 }), "the same interaction again");
        let stolen = store.send_draft(GUILD, DAN, id, 9, NOW).await.unwrap();
        assert_eq!(stolen, Err(AskRefusal::NoDraft));
    })
    .await;
}

#[tokio::test]
async fn a_question_is_joined_once_and_while_it_is_open() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        let number = asks(&store, GUILD, DAN, &question("When is stand-up?")).await;
        let draft = Draft { id: draft_id(), target: Target::Inquiry { new: question("What time is stand-up?") } };
        store.save_draft(GUILD, CARLA, &draft, NOW).await.unwrap();
        for _ in 0..2 {
            let joined = store.join_inquiry(GUILD, CARLA, number, draft.id, NOW).await.unwrap();
            assert_eq!(joined, Ok(Joined { number, waiting: 2 }));
        }
        assert_eq!(found(&store, number).await.waiting, 2);
        assert!(store.draft(GUILD, CARLA, draft.id, NOW).await.unwrap().is_none());
        let no_draft = store.join_inquiry(GUILD, BOB, number, draft.id, NOW).await.unwrap();
        assert_eq!(no_draft, Err(AskRefusal::NoDraft));

        store.decline(GUILD, ADA, number, "no", NOW).await.unwrap().unwrap();
        let late = Draft { id: draft_id(), ..draft };
        store.save_draft(GUILD, BOB, &late, NOW).await.unwrap();
        for number in [number, 99] {
            let closed = store.join_inquiry(GUILD, BOB, number, late.id, NOW).await.unwrap();
            assert_eq!(closed, Err(AskRefusal::Limited(Limited::Closed)));
        }
        assert_eq!(store.send_draft(GUILD, BOB, late.id, 5, NOW).await.unwrap(), Ok(Sent { number: 2 }), "it is kept");
    })
    .await;
}

#[tokio::test]
async fn the_role_is_pinged_once_in_six_hours() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        store.change_settings(GUILD, ADA, NOW, "ping", |settings, _| settings.ping = Some(u64::MAX)).await.unwrap();
        for (member, at) in
            [(1, NOW), (2, NOW + 1), (3, NOW + Limits::PING_SECONDS - 1), (4, NOW + Limits::PING_SECONDS)]
        {
            sends(&store, GUILD, member, &question("When is stand-up?"), at).await.unwrap();
        }
        let pings: Vec<Option<u64>> = due(&store, NOW + DAY).await.into_iter().map(|delivery| delivery.ping).collect();
        assert_eq!(pings, [Some(u64::MAX), None, None, Some(u64::MAX)]);
    })
    .await;
}
