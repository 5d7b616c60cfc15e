//! Claims, answers, and two mentors at once.

use tpm_guide::store::{
    AnswerRefusal, Late, Published, Purpose, Refusal, WORDINGS_PER_ENTRY, WORDINGS_PER_SERVER, check,
};
use tpm_guide_core::community::{Content, ContentLimits, OwnEntry};
use tpm_guide_core::knowledge::{EntryId, Reviewer};
use tpm_guide_core::mentors::{Inquiry, Limits, Resolution, State, Tell};

use super::mentors::*;
use super::support::*;

#[tokio::test]
async fn of_two_mentors_who_take_a_question_one_has_it_until_it_is_released() {
    on_each_engine(async |database| {
        let stores = [with_mentors(database).await, database.store().await];
        let number = asks(&stores[0], GUILD, CARLA, &question("When is stand-up?")).await;
        let (one, two) = tokio::join!(stores[0].take(GUILD, ADA, number, NOW), stores[1].take(GUILD, BOB, number, NOW));
        let taken = found(&stores[0], number).await;
        let State::Taken { by: Some(first), at: NOW } = taken.state else { panic!("{taken:?}") };
        let late = Err(Late::TakenBy { by: Some(first), at: NOW });
        let (won, lost, second) = if first == ADA { (one, two, BOB) } else { (two, one, ADA) };
        assert_eq!((won.unwrap(), lost.unwrap()), (Ok(taken.clone()), late.clone()));
        let store = &stores[0];
        assert_eq!(store.take(GUILD, first, number, NOW + 9).await.unwrap(), Ok(taken), "pressed again");
        assert_eq!(store.release(GUILD, second, false, number, NOW).await.unwrap(), late);
        let released = store.release(GUILD, second, true, number, NOW).await.unwrap().unwrap();
        assert_eq!(released.state, State::Waiting);
        assert_eq!(store.release(GUILD, first, false, number, NOW).await.unwrap(), Ok(released));
        assert!(store.take(GUILD, second, number, NOW).await.unwrap().is_ok());
        assert_eq!(store.take(GUILD, ADA, 99, NOW).await.unwrap(), Err(Late::Gone));
    })
    .await;
}

#[tokio::test]
async fn a_claim_ends_after_three_days_and_its_message_says_so() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        holds_lease(&store).await;
        let number = asks(&store, GUILD, CARLA, &question("When is stand-up?")).await;
        store.take(GUILD, ADA, number, NOW).await.unwrap().unwrap();
        sends_all(&store, NOW).await;
        let end = NOW + Limits::CLAIM_SECONDS;
        let state = async |at| store.inquiry(GUILD, number, at).await.unwrap().unwrap().state;
        assert_eq!(state(end - 1).await, State::Taken { by: Some(ADA), at: NOW });
        assert_eq!(state(end).await, State::Waiting);
        assert_eq!(store.end_claims(end - 1).await.unwrap(), 0);
        assert_eq!(due(&store, end).await, []);
        assert_eq!(store.end_claims(end).await.unwrap(), 1);
        assert_eq!(store.end_claims(end).await.unwrap(), 0);
        assert_eq!(due_briefly(&store, end).await, [(Purpose::Queue, MENTORS.id)]);
        assert!(store.take(GUILD, BOB, number, end).await.unwrap().is_ok());
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_published_and_its_question_answered_in_one_step() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        let number = asks(&store, GUILD, CARLA, &question("When is stand-up?")).await;
        let draft = drafts_answer(&store, ADA, number, content("Stand-up")).await;
        let before = store.load(GUILD).await.unwrap().revision;
        // Taken by another mentor: the first who answers wins all the same.
        store.take(GUILD, BOB, number, NOW).await.unwrap().unwrap();
        let answered = store.publish_answer(GUILD, ADA, Reviewer::Editor, draft, NOW + 1).await.unwrap().unwrap();
        let slug = "stand-up".to_owned();
        assert_eq!(answered.published, Published { slug: slug.clone(), revision: 1 });
        let state = State::Answered { by: Some(ADA), at: NOW + 1, with: Resolution::Published { slug } };
        assert_eq!(answered.inquiry.state, state);
        assert_eq!(found(&store, number).await, answered.inquiry);
        let stored = store.load(GUILD).await.unwrap();
        assert_eq!((stored.entries.len(), stored.entries[0].reviewer), (1, Reviewer::Editor));
        assert!(stored.revision > before);
        assert_eq!(
            due_briefly(&store, NOW + 1).await,
            [(Purpose::Queue, MENTORS.id), (Purpose::Channel, HALL)],
            "one message each"
        );
        let again = store.publish_answer(GUILD, ADA, Reviewer::Editor, draft, NOW).await.unwrap();
        assert_eq!(again, Err(AnswerRefusal::Refusal(Refusal::NoDraft)));
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_cannot_be_published_leaves_the_question_and_the_draft() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        adds(&store, GUILD, named("Meetings", &["Stand-up"])).await;
        let number = asks(&store, GUILD, CARLA, &question("When is stand-up?")).await;
        let draft = drafts_answer(&store, ADA, number, content("Stand-up")).await;
        let waiting = due(&store, NOW).await;
        let refused = store.publish_answer(GUILD, ADA, Reviewer::Editor, draft, NOW).await.unwrap();
        assert!(matches!(refused, Err(AnswerRefusal::Refusal(Refusal::NameTaken { .. }))), "{refused:?}");
        assert_eq!(found(&store, number).await.state, State::Waiting);
        assert!(store.draft(GUILD, ADA, draft, NOW).await.unwrap().is_some());
        assert_eq!((titles(&store, GUILD).await, due(&store, NOW).await), (vec!["Meetings".to_owned()], waiting));
        let told = store.tell_answer(GUILD, ADA, draft, NOW).await.unwrap().unwrap();
        let with = Resolution::Told { title: "Stand-up".to_owned(), body: "About Stand-up.".to_owned(), source: None };
        assert_eq!(told.state, State::Answered { by: Some(ADA), at: NOW, with });
    })
    .await;
}

#[tokio::test]
async fn a_caller_who_gives_up_answers_whole_or_not_at_all() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        for polls in 1..60 {
            let number = asks(&store, GUILD, 100 + polls, &question("When is stand-up?")).await;
            let draft = drafts_answer(&store, ADA, number, content(&format!("Entry {polls}"))).await;
            let mut publishing = Box::pin(store.publish_answer(GUILD, ADA, Reviewer::Editor, draft, NOW));
            for _ in 0..polls {
                tokio::select! {
                    biased;
                    _ = &mut publishing => break,
                    () = tokio::task::yield_now() => {}
                }
            }
            drop(publishing);
            // Waits for a transaction that is being rolled back.
            asks(&store, GUILD, 1_000 + polls, &question("And then?")).await;
            let (inquiry, stored) = (found(&store, number).await, store.load(GUILD).await.unwrap());
            let title = format!("Entry {polls}");
            let is_published = stored.entries.iter().any(|entry| entry.content.title == title);
            let has_draft = store.draft(GUILD, ADA, draft, NOW).await.unwrap().is_some();
            assert_eq!((is_published, has_draft), (!inquiry.state.is_open(), inquiry.state.is_open()));
        }
        assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn of_two_mentors_who_answer_the_second_learns_what_the_first_did_and_keeps_the_draft() {
    on_each_engine(async |database| {
        let stores = [with_mentors(database).await, database.store().await];
        let number = asks(&stores[0], GUILD, CARLA, &question("When is stand-up?")).await;
        let drafts = [
            drafts_answer(&stores[0], ADA, number, content("Stand-up")).await,
            drafts_answer(&stores[0], BOB, number, content("Daily")).await,
        ];
        let (one, two) = tokio::join!(
            stores[0].publish_answer(GUILD, ADA, Reviewer::Editor, drafts[0], NOW),
            stores[1].publish_answer(GUILD, BOB, Reviewer::Editor, drafts[1], NOW)
        );
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_ne!(one.is_ok(), two.is_ok());
        let (won, lost, loser, draft) =
            if one.is_ok() { (one, two, BOB, drafts[1]) } else { (two, one, ADA, drafts[0]) };
        let late = Late::NotOpen(Box::new(won.unwrap().inquiry));
        assert_eq!(lost, Err(AnswerRefusal::Late(late.clone())));
        let store = &stores[0];
        assert_eq!(titles(store, GUILD).await.len(), 1);
        let told = store.tell_answer(GUILD, loser, draft, NOW).await.unwrap();
        let declined = store.decline(GUILD, loser, number, "no", NOW).await.unwrap();
        let entry = EntryId::new("role/tpm").unwrap();
        let pointed = store.point_to(GUILD, loser, Reviewer::Editor, number, &entry, NOW).await.unwrap();
        for late_again in [told, declined, pointed] {
            assert_eq!(late_again, Err(AnswerRefusal::Late(late.clone())));
        }
        assert_eq!(store.take(GUILD, loser, number, NOW).await.unwrap(), Err(late));
        // What the second wrote can still be an entry of its own.
        let published = store.publish(GUILD, loser, Reviewer::Editor, draft, NOW, false).await.unwrap();
        assert!(published.is_ok() && titles(store, GUILD).await.len() == 2, "{published:?}");
        assert_eq!(store.load(GUILD).await.unwrap().wordings, []);
    })
    .await;
}

/// A mentor points those who ask this to an entry.
async fn points(
    store: &tpm_guide::store::Store,
    by: u64,
    text: &str,
    entry: &EntryId,
) -> Result<Inquiry, AnswerRefusal> {
    let number = asks(store, GUILD, by, &question(text)).await;
    store.point_to(GUILD, ADA, Reviewer::Editor, number, entry, NOW).await.unwrap()
}

#[tokio::test]
async fn pointing_to_an_own_entry_teaches_it_the_words() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        let slug = adds(&store, GUILD, content("Stand-up")).await;
        let entry = OwnEntry::id_of(&slug).unwrap();
        let answered = points(&store, 1, " When  is daily? ", &entry).await.unwrap();
        let with = Resolution::Pointed { entry: entry.clone() };
        assert_eq!(answered.state, State::Answered { by: Some(ADA), at: NOW, with });
        let own = store.load(GUILD).await.unwrap();
        assert_eq!(
            (own.entries[0].content.asked_as.clone(), own.entries[0].revision),
            (vec!["When is daily?".to_owned()], 2)
        );
        points(&store, 2, "when is DAILY", &entry).await.unwrap();
        points(&store, 3, &"long ".repeat(40), &entry).await.unwrap();
        let unchanged = store.load(GUILD).await.unwrap();
        assert_eq!(unchanged, own, "what it knows, and what is too long, changes nothing");
        let full = Content {
            asked_as: (0..ContentLimits::QUESTIONS).map(|number| format!("Question {number}?")).collect(),
            ..content("Stand-up")
        };
        edits(&store, GUILD, &slug, 2, full.clone()).await.unwrap();
        points(&store, 4, "One more?", &entry).await.unwrap();
        assert_eq!(store.load(GUILD).await.unwrap().entries[0].content, full);

        store.remove(GUILD, ADA, Reviewer::Editor, &slug, 3, NOW).await.unwrap().unwrap();
        for (by, entry, refusal) in [(5, entry, Refusal::Removed), (6, OwnEntry::id_of("none").unwrap(), Refusal::Gone)]
        {
            assert_eq!(points(&store, by, "And now?", &entry).await, Err(AnswerRefusal::Refusal(refusal)));
        }
        assert_eq!(store.open_inquiries(GUILD, NOW).await.unwrap().len(), 2, "they are still open");
    })
    .await;
}

#[tokio::test]
async fn pointing_to_a_shipped_entry_keeps_the_words_beside_it_up_to_a_number() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        let entry = EntryId::new("role/tpm").unwrap();
        let before = store.load(GUILD).await.unwrap().revision;
        points(&store, 1, "What does a TPM do?", &entry).await.unwrap();
        let stored = store.load(GUILD).await.unwrap();
        assert_eq!(stored.wordings, [(entry.clone(), "What does a TPM do?".to_owned())]);
        assert!(stored.revision > before, "other replicas read it");
        points(&store, 2, "what does a tpm do", &entry).await.unwrap();
        assert_eq!(store.load(GUILD).await.unwrap(), stored);
        for member in 2..=WORDINGS_PER_ENTRY + 1 {
            points(&store, member.cast_unsigned() * 10, &format!("Question {member}?"), &entry).await.unwrap();
        }
        let most = usize::try_from(WORDINGS_PER_ENTRY).unwrap();
        assert_eq!(store.load(GUILD).await.unwrap().wordings.len(), most);
        database
            .tamper(
                "INSERT INTO wording (guild, entry, folded, wording, kept_at) \
                 WITH RECURSIVE place (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < 479) \
                 SELECT 900000000000000001, 'faq/filler', CAST(n AS TEXT), CAST(n AS TEXT), 0 FROM place",
            )
            .await;
        let other = EntryId::new("role/pm").unwrap();
        for (by, text) in [(3, "What does a PM do?"), (4, "Who is a PM?")] {
            points(&store, by, text, &other).await.unwrap();
        }
        let most = usize::try_from(WORDINGS_PER_SERVER).unwrap();
        assert_eq!(store.load(GUILD).await.unwrap().wordings.len(), most);
        assert_eq!(store.load(OTHER).await.unwrap().wordings, []);
    })
    .await;
}

#[tokio::test]
async fn everyone_who_waits_is_told_as_they_want_in_messages_of_eighty() {
    on_each_engine(async |database| {
        let store = with_mentors(database).await;
        holds_lease(&store).await;
        let number = asks(&store, GUILD, CARLA, &told("When is stand-up?", Tell::Direct)).await;
        joins(&store, DAN, number, told("Stand-up?", Tell::Next)).await;
        let nowhere = tpm_guide_core::mentors::NewInquiry { channel: None, ..question("Stand-up?") };
        joins(&store, BOB, number, nowhere).await;
        for member in 0..=Limits::MENTIONS as u64 {
            joins(&store, 1_000 + member, number, question("Stand-up, when?")).await;
        }
        sends_all(&store, NOW).await;
        store.decline(GUILD, ADA, number, "Please ask your team.", NOW).await.unwrap().unwrap();
        let sent = sends_all(&store, NOW).await;
        let told = |purpose| -> Vec<Vec<u64>> {
            let of_purpose = sent.iter().filter(|(delivery, _)| delivery.purpose == purpose);
            of_purpose.map(|(_, load)| load.members.clone()).collect()
        };
        assert_eq!(told(Purpose::Direct), [vec![CARLA]]);
        let mut parts = told(Purpose::Channel);
        parts.sort_by_key(Vec::len);
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [1, Limits::MENTIONS]);
        let mut members: Vec<u64> = parts.into_iter().flatten().collect();
        members.sort_unstable();
        assert_eq!(members, (1_000..=1_000 + Limits::MENTIONS as u64).collect::<Vec<_>>(), "each once");
        let reason = "Please ask your team.".to_owned();
        assert!(sent.iter().all(|(_, load)| {
            load.inquiry.as_ref().unwrap().state == State::Declined { by: Some(ADA), at: NOW, reason: reason.clone() }
        }));
        let mut notes = store.members_with_notes().await.unwrap();
        notes.sort_unstable();
        assert_eq!(notes, [(GUILD, BOB), (GUILD, DAN)]);
        assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), []);
    })
    .await;
}
