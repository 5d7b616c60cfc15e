//! What is deleted because of its age, and what is not.

use sqlx::{AnyConnection, Connection as _};
use tpm_guide::store::{Retention, Swept, Target, check};
use tpm_guide_core::knowledge::EntryId;

use super::support::*;

const DAY: i64 = 86_400;

/// Other days than the usual ones.
const RETENTION: Retention = Retention { answered_days: 10, waiting_days: 20, counts_days: 90, audit_days: 5 };

/// Questions, by their numbers: 1 was answered 10 days ago, 2 less; 3 waits for 20 days, 4 less; 5 was taken lately and waits for
/// 20 days as well.
const QUESTIONS: &str = "
INSERT INTO inquiry (guild, number, interaction, question, nearest, asked_at, state, state_at, version, channel, message) VALUES
    (900000000000000001, 1, 1, 'One?', '', 1780000000, 'answered', 1789136000, 1, 5, 51),
    (900000000000000001, 2, 2, 'Two?', '', 1780000000, 'declined', 1789136001, 1, 5, 52),
    (900000000000000001, 3, 3, 'Three?', '', 1788272000, 'waiting', 1788272000, 1, 5, 53),
    (900000000000000001, 4, 4, 'Four?', '', 1788272001, 'waiting', 1788272001, 1, 5, 54),
    (900000000000000001, 5, 5, 'Five?', '', 1788272000, 'taken', 1789999999, 1, NULL, NULL);
INSERT INTO asker (guild, number, member, joined_at, wording, tell, state, delivery)
    SELECT guild, number, 11, asked_at, question, 'direct', 'due', number FROM inquiry;
INSERT INTO outbox (guild, delivery, purpose, number, destination, made_at, due_at, attempts)
    SELECT guild, number, 'direct', number, 11, asked_at, asked_at, 0 FROM inquiry;
INSERT INTO outbox (guild, delivery, purpose, number, destination, made_at, due_at, attempts)
    SELECT guild, 100 + number, 'queue', number, 5, asked_at, asked_at, 0 FROM inquiry;
";

#[tokio::test]
async fn questions_go_with_all_that_belongs_to_them() {
    on_each_engine(async |database| {
        let store = database.store().await;
        adds(&store, GUILD, content("Rules")).await;
        database.tamper(QUESTIONS).await;
        let swept = store.sweep(NOW, &RETENTION).await.unwrap();
        assert_eq!(swept, Swept { questions: 3, ..Swept::default() });
        let mut connection = AnyConnection::connect(database.address()).await.unwrap();
        let mut numbers = async |statement: &'static str| -> Vec<i64> {
            sqlx::query_scalar(statement).fetch_all(&mut connection).await.unwrap()
        };
        assert_eq!(numbers("SELECT number FROM inquiry ORDER BY number").await, [2, 4]);
        assert_eq!(numbers("SELECT number FROM asker ORDER BY number").await, [2, 4]);
        let deliveries = numbers("SELECT delivery FROM outbox WHERE purpose <> 'delete' ORDER BY delivery");
        assert_eq!(deliveries.await, [2, 4, 102, 104]);
        let deleted = numbers("SELECT message FROM outbox WHERE purpose = 'delete' AND destination = 5");
        assert_eq!(deleted.await, [53], "what mentors answered stays in their channel");
        assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), []);
        assert_eq!(store.sweep(NOW, &RETENTION).await.unwrap(), Swept::default(), "again, there is nothing to do");
        assert_eq!(store.sweep(NOW + 1, &RETENTION).await.unwrap().questions, 2);
    })
    .await;
}

#[tokio::test]
async fn drafts_votes_counts_and_the_audit_go_by_their_age() {
    on_each_engine(async |database| {
        let store = database.store().await;
        adds(&store, GUILD, content("Rules")).await;
        store.vote(GUILD, &EntryId::new("faq/one").unwrap(), 1, "a", Some(true), NOW).await.unwrap();
        store.count(&[(GUILD, "found".to_owned(), 1), (GUILD, "own/rules".to_owned(), 1)], NOW).await.unwrap();
        let draft = drafts(&store, GUILD, Target::New { content: content("Later") }).await;
        assert_eq!(store.sweep(NOW, &RETENTION).await.unwrap(), Swept::default());
        assert!(store.draft(GUILD, ADA, draft, NOW).await.unwrap().is_some());
        let swept = store.sweep(NOW + 5 * DAY, &RETENTION).await.unwrap();
        assert_eq!(swept, Swept { drafts: 1, changes: 1, ..Swept::default() });
        let swept = store.sweep(NOW + 90 * DAY, &RETENTION).await.unwrap();
        assert_eq!(swept, Swept { votes: 1, counts: 2, ..Swept::default() });
        assert_eq!(titles(&store, GUILD).await, ["Rules"]);
        assert_eq!(store.history(GUILD, "rules").await.unwrap().len(), 1, "revisions are kept by number");
    })
    .await;
}

#[tokio::test]
async fn more_than_one_part_is_deleted() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let many: Vec<(u64, String, i64)> = (1..=2_500).map(|server| (server, "found".to_owned(), 1)).collect();
        store.count(&many, NOW).await.unwrap();
        let swept = store.sweep(NOW + 90 * DAY, &RETENTION).await.unwrap();
        assert_eq!(swept.counts, 2_500);
    })
    .await;
}
