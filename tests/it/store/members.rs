//! What is stored about a member, and that none of it is left once it is deleted.

use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Row as _};
use tpm_guide::store::{Engine, Forget, Forgotten, Store, Target, check, stats};
use tpm_guide_core::knowledge::{EntryId, Reviewer};

use super::support::*;

/// The member, long enough that no other number holds it, and what stands for them in votes.
const MEMBER: u64 = 777_000_111_222_333_444;
const VOTER: &str = "a5b0c1d2e3f4";

/// When what is older is deleted, in a case about time.
const LATER: i64 = NOW + 1_000;

/// Questions in every state that a deletion changes. 1: the member alone asks. 2: they sent it, another waits. 3: another sent
/// it. 4: they answered it. 5: they took it. 6: they alone are told, directly. 7: they and another are told by one message.
/// 8: theirs, answered, in words that another has too.
const QUESTIONS: &str = "
UPDATE guild SET settings = '{\"mentors\":{\"id\":5,\"is_forum\":false}}';
INSERT INTO inquiry (guild, number, interaction, question, context, about, nearest, asked_at, state, state_at, mentor,
    resolution, version, channel, message) VALUES
    (900000000000000001, 1, 1, 'Mine alone?', 'More', NULL, '', 1790000000, 'waiting', 1790000000, NULL, NULL, 1, 5, 51),
    (900000000000000001, 2, 2, 'Mine first?', 'I am 777000111222333444', 'faq/first', '', 1790000000, 'waiting', 1790000000,
        NULL, NULL, 1, 5, 52),
    (900000000000000001, 3, 3, 'Theirs?', 'Theirs', NULL, '', 1790000000, 'waiting', 1790000000, NULL, NULL, 1, 5, 53),
    (900000000000000001, 4, 4, 'Answered?', NULL, NULL, '', 1790000000, 'declined', 1790000000, 777000111222333444, 'No', 1,
        5, 54),
    (900000000000000001, 5, 5, 'Taken?', NULL, NULL, '', 1790000000, 'taken', 1790000000, 777000111222333444, NULL, 1, 5, 55),
    (900000000000000001, 6, 6, 'Direct?', NULL, NULL, '', 1790000000, 'declined', 1790000000, 12, 'No', 1, NULL, NULL),
    (900000000000000001, 7, 7, 'Both?', NULL, NULL, '', 1790000000, 'declined', 1790000000, 12, 'No', 1, 5, 57),
    (900000000000000001, 8, 8, 'Same?', NULL, NULL, '', 1790000000, 'waiting', 1790000000, NULL, NULL, 1, 5, 58);
INSERT INTO asker (guild, number, member, joined_at, wording, tell, channel, state, delivery, shown_at) VALUES
    (900000000000000001, 1, 777000111222333444, 1790000000, 'Mine alone?', 'channel', 6, 'waiting', NULL, NULL),
    (900000000000000001, 2, 777000111222333444, 1790000000, 'Mine first?', 'next', NULL, 'waiting', NULL, NULL),
    (900000000000000001, 2, 12, 1790000001, 'In other words?', 'next', NULL, 'waiting', NULL, NULL),
    (900000000000000001, 3, 12, 1790000000, 'Theirs?', 'next', NULL, 'waiting', NULL, NULL),
    (900000000000000001, 3, 777000111222333444, 1790000001, 'And mine?', 'direct', NULL, 'waiting', NULL, NULL),
    (900000000000000001, 4, 12, 1790000000, 'Answered?', 'next', NULL, 'note', NULL, NULL),
    (900000000000000001, 5, 12, 1790000000, 'Taken?', 'next', NULL, 'waiting', NULL, NULL),
    (900000000000000001, 6, 777000111222333444, 1790000000, 'Direct?', 'direct', NULL, 'due', 61, NULL),
    (900000000000000001, 7, 777000111222333444, 1790000000, 'Both?', 'channel', 6, 'due', 71, NULL),
    (900000000000000001, 7, 12, 1790000001, 'Both of us?', 'channel', 6, 'due', 71, NULL),
    (900000000000000001, 8, 777000111222333444, 1790000000, 'Same?', 'next', NULL, 'waiting', NULL, NULL),
    (900000000000000001, 8, 12, 1790000001, 'Same?', 'next', NULL, 'waiting', NULL, NULL);
INSERT INTO outbox (guild, delivery, purpose, number, destination, message, ping, made_at, due_at, attempts, started_at) VALUES
    (900000000000000001, 11, 'queue', 1, 5, NULL, NULL, 1790000000, 1790000000, 0, NULL),
    (900000000000000001, 61, 'direct', 6, 777000111222333444, NULL, NULL, 1790000000, 1790000000, 0, NULL),
    (900000000000000001, 71, 'channel', 7, 6, NULL, NULL, 1790000000, 1790000000, 0, NULL);
INSERT INTO paused (guild, member, paused_at) VALUES (900000000000000001, 777000111222333444, 1790000000);
";

/// The member leaves something in every table that can hold it, in this server.
async fn lives(store: &Store, guild: u64) {
    let publishes = async |target: Target| {
        let draft = tpm_guide::store::Draft { id: draft_id(), target };
        store.save_draft(guild, MEMBER, &draft, NOW).await.unwrap();
        draft.id
    };
    let new = publishes(Target::New { content: content("Rules") }).await;
    store.publish(guild, MEMBER, Reviewer::Editor, new, NOW, false).await.unwrap().unwrap();
    let base_revision = store.load(guild).await.unwrap().revision;
    let import = publishes(Target::Import { base_revision, entries: vec![(None, content("Imported"))] }).await;
    store.import(guild, MEMBER, Reviewer::Editor, import, NOW).await.unwrap().unwrap();
    publishes(Target::New { content: content("Later") }).await;
    let entry = EntryId::new("faq/first").unwrap();
    store.vote(guild, &entry, 7, VOTER, Some(true), NOW).await.unwrap();
    store.vote(guild, &entry, 7, "another", Some(true), NOW).await.unwrap();
}

/// Every table of a database, by its own catalogue, and the texts of all its values.
async fn everything(database: &Database) -> Vec<(String, Vec<String>)> {
    let mut connection = AnyConnection::connect(database.address()).await.unwrap();
    let (tables, columns) = match database.engine {
        Engine::Sqlite => {
            ("SELECT name FROM sqlite_master WHERE type = 'table'", "SELECT name FROM pragma_table_info('TABLE')")
        }
        Engine::Postgres => (
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()",
            "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema() \
             AND table_name = 'TABLE'",
        ),
    };
    let texts = async |connection: &mut AnyConnection, statement: String| -> Vec<String> {
        let rows = sqlx::query(AssertSqlSafe(statement)).fetch_all(connection).await.unwrap();
        rows.iter().filter_map(|row| row.try_get::<Option<String>, _>(0).unwrap()).collect()
    };
    let mut all = Vec::new();
    for table in texts(&mut connection, tables.to_owned()).await {
        let mut values = Vec::new();
        for column in texts(&mut connection, columns.replace("TABLE", &table)).await {
            values.extend(texts(&mut connection, format!("SELECT CAST({column} AS TEXT) FROM {table}")).await);
        }
        all.push((table, values));
    }
    all
}

/// The tables that hold the member's id or what stands for it, anywhere in a value.
async fn tables_with_the_member(database: &Database) -> Vec<String> {
    let member = MEMBER.to_string();
    let holds = |values: &[String]| values.iter().any(|value| value.contains(&member) || value.contains(VOTER));
    let mut tables: Vec<String> =
        everything(database).await.into_iter().filter(|(_, values)| holds(values)).map(|(table, _)| table).collect();
    tables.sort();
    tables
}

#[tokio::test]
async fn nothing_of_a_member_is_left_in_any_table() {
    on_each_engine(async |database| {
        let store = database.store().await;
        lives(&store, GUILD).await;
        database.tamper(QUESTIONS).await;
        let holding = ["asker", "audit", "batch", "draft", "inquiry", "outbox", "paused", "revision", "vote"];
        assert_eq!(tables_with_the_member(database).await, holding);
        let forgotten = store.forget_member(MEMBER, Some(VOTER), None, NOW).await.unwrap();
        let expected = Forgotten { servers: 1, questions: 6, votes: 1, drafts: 1, names: 7 };
        assert_eq!(forgotten, expected);
        assert_eq!(tables_with_the_member(database).await, Vec::<String>::new());
        assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), []);
        assert!(store.forget_member(MEMBER, Some(VOTER), None, NOW).await.unwrap().is_nothing());
        // The catalogue is what the program knows.
        let mut known: Vec<&str> = stats(&database.url()).await.unwrap().into_iter().map(|(table, _)| table).collect();
        known.push("migration");
        let read = everything(database).await;
        assert!(read.iter().all(|(table, _)| known.contains(&table.as_str())) && read.len() == known.len());
    })
    .await;
}

#[tokio::test]
async fn what_others_wait_for_stays_without_the_member() {
    on_each_engine(async |database| {
        let store = database.store().await;
        lives(&store, GUILD).await;
        database.tamper(QUESTIONS).await;
        store.forget_member(MEMBER, Some(VOTER), Some(GUILD), LATER).await.unwrap();
        let mut connection = AnyConnection::connect(database.address()).await.unwrap();
        let mut rows = async |statement: &'static str| -> Vec<String> {
            let rows = sqlx::query(statement).fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.get::<String, _>(0)).collect()
        };
        let questions = rows(
            "SELECT CAST(number AS TEXT) || ' ' || question || ' ' || state || ' ' || CAST(version AS TEXT) || \
             COALESCE(' ' || context, '') || COALESCE(' ' || about, '') FROM inquiry ORDER BY number",
        );
        assert_eq!(
            questions.await,
            [
                "2 In other words? waiting 2",
                "3 Theirs? waiting 2 Theirs",
                "4 Answered? declined 2",
                "5 Taken? waiting 2",
                "7 Both of us? declined 2",
                "8 Same? waiting 2",
            ]
        );
        let outbox = rows(
            "SELECT purpose || COALESCE(' ' || CAST(number AS TEXT), '') || ' ' || CAST(destination AS TEXT) || \
             COALESCE(' ' || CAST(message AS TEXT), '') FROM outbox ORDER BY purpose, number",
        );
        assert_eq!(
            outbox.await,
            [
                "channel 7 6",
                "delete 5 51",
                "queue 2 5",
                "queue 3 5",
                "queue 4 5",
                "queue 5 5",
                "queue 7 5",
                "queue 8 5"
            ]
        );
        assert_eq!(rows("SELECT voter FROM vote").await, ["another"]);
        let entries = store.load(GUILD).await.unwrap().entries;
        assert_eq!(entries.len(), 2, "what they wrote for the server stays");
        let history = store.history(GUILD, "rules").await.unwrap();
        assert_eq!((history[0].by, history[0].content.as_ref().unwrap().title.as_str()), (0, "Rules"));
    })
    .await;
}

#[tokio::test]
async fn one_server_or_all_of_them() {
    on_each_engine(async |database| {
        let store = database.store().await;
        for guild in [GUILD, OTHER] {
            lives(&store, guild).await;
        }
        let about = async |guild| {
            let about = store.about_member(MEMBER, Some(VOTER), guild).await.unwrap();
            about.servers.iter().map(|server| server.server).collect::<Vec<_>>()
        };
        assert_eq!(about(Some(OTHER)).await, [OTHER]);
        store.forget_member(MEMBER, Some(VOTER), Some(OTHER), NOW).await.unwrap();
        assert_eq!((about(None).await, about(Some(OTHER)).await), (vec![GUILD], vec![]));
        assert_eq!(store.forget_member(MEMBER, Some(VOTER), None, NOW).await.unwrap().servers, 1);
        assert!(about(None).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_member_reads_all_of_it() {
    on_each_engine(async |database| {
        let store = database.store().await;
        lives(&store, GUILD).await;
        database.tamper(QUESTIONS).await;
        let about = store.about_member(MEMBER, Some(VOTER), None).await.unwrap();
        let about: Value = serde_json::to_value(&about).unwrap();
        let server = &about["servers"][0];
        let lengths = ["questions", "votes", "drafts", "revisions", "imports", "changes", "answers"]
            .map(|field| server[field].as_array().map_or(0, Vec::len));
        assert_eq!((lengths, &server["paused_at"]), ([6, 1, 1, 2, 1, 2, 2], &json!(NOW)));
        assert_eq!(server["server"], json!("900000000000000001"));
        let [first, joined] = [0, 2].map(|place: usize| &server["questions"][place]);
        assert_eq!(
            *first,
            json!({
                "number": 1, "asked_at": NOW, "words": "Mine alone?", "is_shown": true, "context": "More",
                "tell": "channel", "channel": "6", "state": "waiting", "told": "waiting",
            })
        );
        assert_eq!(
            (&joined["words"], &joined["is_shown"], &joined["context"]),
            (&json!("And mine?"), &json!(false), &json!(null))
        );
        assert_eq!(server["votes"][0]["is_for"], json!(true));
        assert_eq!(server["drafts"][0]["content"]["new"]["content"]["title"], json!("Later"));
        assert!(!about.to_string().contains("another") && !about.to_string().contains("In other words"));
        let without_key = store.about_member(MEMBER, None, Some(GUILD)).await.unwrap();
        assert_eq!(without_key.servers[0].votes, []);
    })
    .await;
}

#[tokio::test]
async fn only_what_is_older_than_a_time_is_deleted() {
    on_each_engine(async |database| {
        let store = database.store().await;
        lives(&store, GUILD).await;
        database.tamper(QUESTIONS).await;
        let forget = |member, until| Forget { member, voter: Some(VOTER), until };
        let before = store.forget(forget(Some(MEMBER), NOW - 1), None, LATER).await.unwrap();
        assert!(before.is_nothing(), "{before:?}");
        let voter = store.forget(forget(None, NOW), None, LATER).await.unwrap();
        assert_eq!(voter, Forgotten { servers: 1, votes: 1, ..Forgotten::default() });
        let then = store.forget(forget(Some(MEMBER), NOW), None, LATER).await.unwrap();
        assert_eq!((then.questions, then.drafts, then.names), (5, 1, 7), "a question was joined later");
        assert_eq!(store.members().await.unwrap(), [ADA + 1, MEMBER]);
        assert_eq!(store.voters().await.unwrap(), ["another"]);
    })
    .await;
}
