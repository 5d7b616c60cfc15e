//! `tpm-guide store forget`: deletions by an operator, and doing them again after a restore.

use std::fs;

use assert_cmd::Command;
use tpm_guide::store::{Engine, Store, backup};
use tpm_guide_core::knowledge::EntryId;

use super::support::*;

/// A member, and when what they left was stored: before any test runs.
const MEMBER: u64 = 777_000_111_222_333_444;
const THEN: i64 = 1_700_000_000;

/// The key of the tests.
const KEY: &str = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b";

/// What stands for the member with this key.
fn voter() -> String {
    let settings =
        [("DATABASE_URL", "sqlite:x"), ("MEMBER_KEY", KEY)].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let config = tpm_guide::config::StoreConfig::from_environment(&settings.into_iter().collect()).unwrap().unwrap();
    config.member_key.open().unwrap().unwrap().voter(MEMBER)
}

/// `tpm-guide store forget …` with this database; code, standard output and standard error.
fn forget(database: &Database, address: &str, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("tpm-guide").expect("the program");
    command.env_clear().env("DATABASE_URL", address).env("MEMBER_KEY", KEY).current_dir(database.path(""));
    command.env("FORGOTTEN_FILE", database.path("deletions"));
    let output = command.args(["store", "forget"]).args(arguments).output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// The member votes in a server and drafts an entry; another member votes as well.
async fn lives(store: &Store, guild: u64, at: i64) {
    let entry = EntryId::new("faq/one").unwrap();
    store.vote(guild, &entry, 1, &voter(), Some(true), at).await.unwrap();
    store.vote(guild, &entry, 1, "another", Some(true), at).await.unwrap();
    let target = tpm_guide::store::Target::New { content: content("Later") };
    store.save_draft(guild, MEMBER, &tpm_guide::store::Draft { id: draft_id(), target }, at).await.unwrap();
}

async fn voters(store: &Store) -> Vec<String> {
    store.voters().await.unwrap()
}

#[tokio::test]
async fn an_operator_deletes_a_member_and_does_it_again_after_a_restore() {
    on_each_engine(async |database| {
        let store = database.store().await;
        for guild in [1, 2] {
            lives(&store, guild, THEN).await;
        }
        let saved = database.path("backup.db");
        backup(&database.url(), &saved, &mut |_, _| ()).await.unwrap();
        let member = MEMBER.to_string();
        let (code, said, error) = forget(database, database.address(), &[&member, "--guild", "1"]);
        let deleted = "deleted in 1 server: 0 questions, 1 vote, 1 draft; the name was taken off 0 times\n";
        assert_eq!((code, said.as_str()), (0, deleted), "{error}");
        assert_eq!(forget(database, database.address(), &[&member]).1, deleted, "what is left, in all servers");
        let nothing = forget(database, database.address(), &[&member]).1;
        assert_eq!(nothing, "nothing is stored about this member\n");
        assert_eq!((voters(&store).await, store.members().await.unwrap()), (vec!["another".to_owned()], vec![]));
        let list = fs::read_to_string(database.path("deletions")).unwrap();
        assert!(list.lines().count() == 3 && !list.contains(&member) && !list.contains(&voter()), "{list}");

        let restored = format!("sqlite:{}", saved.display());
        let (code, said, error) = forget(database, &restored, &["--replay"]);
        assert_eq!((code, said.as_str()), (0, "3 deletions on the list; 1 member deleted again\n"), "{error}");
        let store = Store::open(&restored.parse().unwrap(), patient()).await.unwrap();
        assert_eq!((voters(&store).await, store.members().await.unwrap()), (vec!["another".to_owned()], vec![]));
        // What they leave from then on is theirs.
        lives(&store, 1, i64::from(u32::MAX)).await;
        assert_eq!(forget(database, &restored, &["--replay"]).1, "3 deletions on the list; 0 members deleted again\n");
        assert_eq!(store.members().await.unwrap(), [MEMBER]);
    })
    .await;
}

#[tokio::test]
async fn votes_of_whom_nothing_else_is_there_are_deleted_again() {
    let database = Database::sqlite();
    let store = database.store().await;
    store.vote(1, &EntryId::new("faq/one").unwrap(), 1, &voter(), Some(true), THEN).await.unwrap();
    let saved = database.path("backup.db");
    backup(&database.url(), &saved, &mut |_, _| ()).await.unwrap();
    assert_eq!(forget(&database, database.address(), &[&MEMBER.to_string()]).0, 0);
    let restored = format!("sqlite:{}", saved.display());
    assert_eq!(forget(&database, &restored, &["--replay"]).1, "1 deletion on the list; 1 member deleted again\n");
    assert_eq!(voters(&Store::open(&restored.parse().unwrap(), patient()).await.unwrap()).await, Vec::<String>::new());
}

#[test]
fn what_is_typed_wrong_is_told() {
    let database = Database::sqlite();
    assert_eq!(database.engine, Engine::Sqlite);
    for arguments in [&[][..], &["me"], &["0"], &["5", "--replay"], &["--replay", "--guild", "1"]] {
        assert_eq!(forget(&database, database.address(), arguments).0, 2, "{arguments:?}");
    }
    let (code, _, error) = forget(&database, database.address(), &["5"]);
    assert!(code == 78 && error.contains("there is no database yet"), "{error}");
}
