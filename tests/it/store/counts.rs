//! Counts: added up by server and day, by any number of processes at once.

use sqlx::{AnyConnection, Connection as _};
use tpm_guide::store::{Engine, LEFT_DAYS, SHOWN_DAYS, check};

use super::support::*;

const DAY: i64 = 86_400;

fn counts(counts: &[(u64, &str, i64)]) -> Vec<(u64, String, i64)> {
    counts.iter().map(|(guild, what, times)| (*guild, (*what).to_owned(), *times)).collect()
}

/// What is counted of a server: day, what, times, in their order.
async fn counted(database: &Database, guild: u64) -> Vec<(i64, String, i64)> {
    let mut connection = AnyConnection::connect(database.address()).await.unwrap();
    let mut rows: Vec<(i64, String, i64)> =
        sqlx::query_as("SELECT day_number, what, times FROM usage_count WHERE guild = $1")
            .bind(guild.cast_signed())
            .fetch_all(&mut connection)
            .await
            .unwrap();
    rows.sort();
    rows
}

#[tokio::test]
async fn counts_of_a_day_are_added_up() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let first = counts(&[(GUILD, "found", 3), (GUILD, "faq/first", 1), (OTHER, "unknown", 2), (GUILD, "found", 1)]);
        store.count(&first, NOW).await.unwrap();
        store.count(&counts(&[(GUILD, "found", 5)]), NOW).await.unwrap();
        store.count(&counts(&[(GUILD, "found", 7)]), NOW + DAY).await.unwrap();
        store.count(&[], NOW).await.unwrap();
        let day = NOW / DAY;
        let expected =
            [(day, "faq/first".to_owned(), 1), (day, "found".to_owned(), 9), (day + 1, "found".to_owned(), 7)];
        assert_eq!(counted(database, GUILD).await, expected);
        assert_eq!(counted(database, OTHER).await, [(day, "unknown".to_owned(), 2)]);
        assert_eq!(store.known().await.unwrap(), [], "nothing is to be loaded for answers there");
        assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), []);
        store.left(OTHER, NOW).await.unwrap();
        assert_eq!(store.purge(NOW + LEFT_DAYS * DAY).await.unwrap(), [OTHER]);
        assert_eq!(counted(database, OTHER).await, []);
    })
    .await;
}

#[tokio::test]
async fn the_list_says_how_often_an_own_entry_was_shown_lately() {
    on_each_engine(async |database| {
        let store = database.store().await;
        adds(&store, GUILD, content("Rules")).await;
        let shown = counts(&[(GUILD, "own/rules", 2), (GUILD, "faq/rules", 9), (GUILD, "own/gone", 9)]);
        store.count(&shown, NOW - (SHOWN_DAYS - 1) * DAY).await.unwrap();
        store.count(&shown, NOW - SHOWN_DAYS * DAY).await.unwrap();
        store.count(&shown, NOW).await.unwrap();
        assert_eq!(store.list(GUILD, NOW).await.unwrap()[0].shown, 4);
    })
    .await;
}

#[tokio::test]
async fn processes_that_count_the_same_servers_at_once_wait_for_each_other_and_lose_nothing() {
    on_each_engine(async |database| {
        let servers = 50;
        let tasks: Vec<_> = [database.store().await, database.store().await, database.store().await]
            .into_iter()
            .zip(0..)
            .map(|(store, number): (_, u64)| {
                tokio::spawn(async move {
                    for round in 0..10 {
                        // Each process in another order, as from a hash map.
                        let mut all = Vec::new();
                        for place in 0..servers {
                            let server = (place * 7 + number * 13 + round) % servers;
                            all.extend(counts(&[(server + 1, "found", 1), (server + 1, "faq/first", 2)]));
                        }
                        store.count(&all, NOW).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        for server in 1..=servers {
            let day = NOW / DAY;
            let expected = [(day, "faq/first".to_owned(), 60), (day, "found".to_owned(), 30)];
            assert_eq!(counted(database, server).await, expected);
        }
    })
    .await;
}

#[tokio::test]
async fn more_counts_than_one_statement_takes() {
    on_each_engine(async |database| {
        let store = database.store().await;
        let many: Vec<(u64, String, i64)> = (1..=20_000).map(|server| (server, "found".to_owned(), 1)).collect();
        store.count(&many, NOW).await.unwrap();
        assert_eq!(counted(database, 20_000).await, [(NOW / DAY, "found".to_owned(), 1)]);
    })
    .await;
}

#[tokio::test]
async fn what_the_release_before_counted_is_taken_over() {
    on_each_engine(async |database| {
        if database.engine == Engine::Sqlite {
            std::fs::write(database.path("guide.db"), "").unwrap();
        }
        database.tamper(include_str!("../../../migrations/0001_entries.sql")).await;
        database
            .tamper(
                "CREATE TABLE migration (version BIGINT NOT NULL PRIMARY KEY, release BIGINT NOT NULL, name TEXT NOT NULL);
                 INSERT INTO migration (version, release, name) VALUES (1, 1, 'entries');
                 INSERT INTO guild (guild, revision, settings, next_number) VALUES (900000000000000001, 1, '{}', 2);
                 INSERT INTO entry (guild, slug, number, state, content, reviewed_at, reviewer, revision) VALUES
                     (900000000000000001, 'rules', 1, 'published', '{\"title\":\"Rules\",\"body\":\"x\"}', 0, 'editor', 1);
                 INSERT INTO shown (guild, slug, day_number, times) VALUES
                     (900000000000000001, 'rules', 20717, 3), (900000000000000001, 'rules', 20716, 4);",
            )
            .await;
        let store = database.store().await;
        assert_eq!(store.list(GUILD, NOW).await.unwrap()[0].shown, 7);
        store.count(&counts(&[(GUILD, "own/rules", 1)]), NOW).await.unwrap();
        assert_eq!(store.list(GUILD, NOW).await.unwrap()[0].shown, 8);
    })
    .await;
}
