//! Numbers for staff: of one server, since a day.

use tpm_guide::store::{DayAsked, Insights, Missed};
use tpm_guide_core::community::Tally;
use tpm_guide_core::knowledge::EntryId;

use super::support::*;

const DAY: i64 = 86_400;

/// The first day that is looked at.
const SINCE: i64 = NOW / DAY - 6;

fn id(text: &str) -> EntryId {
    EntryId::new(text).expect("an id")
}

/// Answered after 10, 20, 40 and 70 seconds; declined; waiting; taken, and taken so long ago that it waits again; and answered
/// before the days that are looked at.
const QUESTIONS: &str = "
INSERT INTO inquiry (guild, number, interaction, question, nearest, asked_at, state, state_at, version) VALUES
    (900000000000000001, 1, 1, 'One?', '', 1789999000, 'answered', 1789999010, 1),
    (900000000000000001, 2, 2, 'Two?', '', 1789999000, 'answered', 1789999020, 1),
    (900000000000000001, 3, 3, 'Three?', '', 1789999000, 'answered', 1789999040, 1),
    (900000000000000001, 4, 4, 'Four?', '', 1789999000, 'answered', 1789999070, 1),
    (900000000000000001, 5, 5, 'Five?', '', 1789999000, 'declined', 1789999070, 1),
    (900000000000000001, 6, 6, 'Six?', '', 1789999000, 'waiting', 1789999000, 1),
    (900000000000000001, 7, 7, 'Seven?', '', 1789999000, 'taken', 1789999000, 1),
    (900000000000000001, 8, 8, 'Eight?', '', 1700000000, 'taken', 1700000000, 1),
    (900000000000000001, 9, 9, 'Nine?', '', 1700000000, 'answered', 1700000005, 1);
INSERT INTO asker (guild, number, member, joined_at, wording, tell, state) VALUES
    (900000000000000001, 6, 11, 1789999000, 'Six?', 'next', 'waiting'),
    (900000000000000001, 6, 12, 1789999000, 'Six!', 'next', 'waiting'),
    (900000000000000001, 7, 12, 1789999000, 'Seven?', 'next', 'waiting');
";

#[tokio::test]
async fn the_numbers_of_some_days() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let counts = |times: i64| {
            [("found", times), ("unknown", 1), ("faq/one", 2), ("own/rules", times)]
                .map(|(what, times)| (GUILD, what.to_owned(), times))
        };
        store.count(&counts(5), NOW).await.unwrap();
        store.count(&counts(7), SINCE * DAY).await.unwrap();
        store.count(&counts(900), SINCE * DAY - 1).await.unwrap();
        store.count(&[(OTHER, "unsure".to_owned(), 1)], NOW).await.unwrap();
        for (revision, voter, is_for, at) in
            [(1, "a", true, NOW), (2, "a", false, NOW), (2, "b", true, NOW), (2, "c", true, SINCE * DAY - 1)]
        {
            store.vote(GUILD, &id("own/rules"), revision, voter, Some(is_for), at).await.unwrap();
        }
        database.tamper(QUESTIONS).await;
        let insights = store.insights(GUILD, SINCE, NOW).await.unwrap();
        let missed = |number, question: &str, askers, state: &str| Missed {
            number,
            question: question.to_owned(),
            askers,
            state: state.to_owned(),
        };
        let day = |day_number, found| DayAsked { day_number, found, unsure: 0, unknown: 1 };
        assert_eq!(
            insights,
            Insights {
                asked: vec![day(SINCE, 7), day(NOW / DAY, 5)],
                shown: vec![(id("own/rules"), 12), (id("faq/one"), 4)],
                missed: vec![
                    missed(6, "Six?", 2, "waiting"),
                    missed(7, "Seven?", 1, "taken"),
                    missed(5, "Five?", 0, "declined"),
                    missed(4, "Four?", 0, "answered"),
                    missed(3, "Three?", 0, "answered"),
                    missed(2, "Two?", 0, "answered"),
                    missed(1, "One?", 0, "answered"),
                ],
                votes: vec![(id("own/rules"), Tally { up: 2, down: 1 })],
                answered: 4,
                declined: 1,
                waiting: 3,
                median_seconds: Some(30),
            }
        );
        let all = store.insights(GUILD, 0, NOW).await.unwrap();
        assert_eq!((all.answered, all.median_seconds), (5, Some(20)));
        let eighth = all.missed.iter().find(|missed| missed.number == 8).unwrap();
        assert_eq!(eighth.state, "waiting", "the claim is over");
        let other = store.insights(OTHER, SINCE, NOW).await.unwrap();
        let asked = vec![DayAsked { day_number: NOW / DAY, found: 0, unsure: 1, unknown: 0 }];
        assert_eq!(other, Insights { asked, ..Insights::default() });
    })
    .await;
}
