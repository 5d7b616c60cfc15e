//! Whole databases: migrations, copies, backups, checks, and what the command line says about a broken one.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use sqlx::{AnyConnection, Connection as _, Row as _};
use tpm_guide::store::{
    DatabaseUrl, Engine, OUTBOX, Options, Problem, Roles, Store, StoreError, Target, Timeouts, backup, check, copy,
    stats,
};

use super::mentors::fill_questions;
use super::support::*;

/// A short time to wait for locks.
fn hasty() -> Options {
    let timeouts = Timeouts { statement: std::time::Duration::from_millis(50), ..patient().timeouts };
    Options { timeouts, ..Options::default() }
}

/// Passes progress over.
fn silent() -> impl FnMut(&str, u64) + Send {
    |_, _| ()
}

/// Some entries, with everything that a table can hold.
async fn fill(store: &Store) {
    for guild in [GUILD, OTHER, u64::MAX] {
        adds(store, guild, named("Rules", &["Law", "été"])).await;
        edits(store, guild, "rules", 1, named("Our rules", &["Law"])).await.unwrap();
        adds(store, guild, content("会議")).await;
        let change = |settings: &mut tpm_guide_core::community::Settings, roles: &mut Roles| {
            settings.private_by_default = true;
            roles.editors.push(guild);
            roles.mentors.push(guild);
        };
        store.change_settings(guild, ADA, NOW, "private", change).await.unwrap();
        let revision = store.load(guild).await.unwrap().revision;
        let entries = (0..30).map(|number| (None, content(&format!("Entry {number}")))).collect();
        let draft = drafts(store, guild, Target::Import { base_revision: revision, entries }).await;
        let reviewer = tpm_guide_core::knowledge::Reviewer::Editor;
        store.import(guild, ADA, reviewer, draft, NOW).await.unwrap().unwrap();
        store.remove(guild, ADA, reviewer, "entry", 1, NOW).await.unwrap().unwrap();
        store.count(&[(guild, "own/rules".to_owned(), 3)], NOW).await.unwrap();
        drafts(store, guild, Target::New { content: content("Later") }).await;
        fill_questions(store, guild).await;
    }
    assert!(store.take_lease(OUTBOX, 1, NOW, NOW + 30).await.unwrap());
    store.left(OTHER, NOW).await.unwrap();
}

#[tokio::test]
async fn of_two_who_migrate_at_once_one_does_and_both_go_on() {
    on_each_engine(async |database| {
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let url = database.url();
                tokio::spawn(async move { Store::migrate(&url, patient().timeouts).await })
            })
            .collect();
        let mut migrated = Vec::new();
        for task in tasks {
            migrated.extend(task.await.unwrap().unwrap());
        }
        assert_eq!(migrated, ["entries", "mentors"]);
        adds(&database.store().await, GUILD, content("Rules")).await;
    })
    .await;
}

#[tokio::test]
async fn a_schema_of_the_next_release_is_used_and_one_beyond_it_is_refused() {
    on_each_engine(async |database| {
        adds(&database.store().await, GUILD, content("Rules")).await;
        database.tamper("INSERT INTO migration (version, release, name) VALUES (3, 3, 'later')").await;
        assert_eq!(titles(&database.store().await, GUILD).await, ["Rules"]);
        database.tamper("INSERT INTO migration (version, release, name) VALUES (4, 4, 'too late')").await;
        let refused = Store::open(&database.url(), patient()).await.unwrap_err();
        assert_eq!(refused, StoreError::Newer { found: 4, readable: 3 });
        assert!(refused.to_string().contains("DATABASE_URL") && !refused.to_string().contains('\n'));
    })
    .await;
}

#[tokio::test]
async fn a_copy_there_and_back_is_the_same() {
    let here = Database::sqlite();
    fill(&here.store().await).await;
    for statement in [
        // Written by the program of the release before.
        "INSERT INTO shown (guild, slug, day_number, times) VALUES (-1, 'rules', 1, 1)",
        "INSERT INTO vote (guild, entry, revision, voter, is_for, voted_at) VALUES (-1, 'role/tpm', 1, 'x', 1, 0)",
        "INSERT INTO usage_count (guild, day_number, what, times) VALUES (-1, 1, 'found', 1)",
    ] {
        here.tamper(statement).await;
    }
    let there = Database::postgres().await.unwrap_or_else(Database::sqlite);
    let back = Database::sqlite();
    let mut told = Vec::new();
    copy(&here.url(), &there.url(), &mut |table, rows| told.push((table.to_owned(), rows))).await.unwrap();
    copy(&there.url(), &back.url(), &mut silent()).await.unwrap();
    let counted = stats(&back.url()).await.unwrap();
    assert_eq!(told, counted.iter().map(|(table, rows)| ((*table).to_owned(), *rows)).collect::<Vec<_>>());
    // Only the program of the release before writes `shown`.
    let is_used = |(table, rows): &(&str, u64)| *rows > 0 || *table == "shown";
    assert!(counted.iter().all(is_used), "every table is used: {counted:?}");
    for copied in [&there, &back] {
        assert_eq!(check(&copied.url(), &mut silent()).await.unwrap(), []);
        let (old, new) = (here.store().await, copied.store().await);
        for guild in [GUILD, OTHER, u64::MAX] {
            assert_eq!(old.load(guild).await.unwrap(), new.load(guild).await.unwrap());
            assert_eq!(old.list(guild, NOW).await.unwrap(), new.list(guild, NOW).await.unwrap());
            assert_eq!(old.history(guild, "rules").await.unwrap(), new.history(guild, "rules").await.unwrap());
        }
        assert_eq!(old.known().await.unwrap(), new.known().await.unwrap());
    }
    adds(&there.store().await, GUILD, content("Goes on")).await;
    let refused = copy(&here.url(), &there.url(), &mut silent()).await.unwrap_err();
    assert!(refused.to_string().starts_with("the target is not empty"), "{refused}");
}

#[tokio::test]
async fn a_backup_while_staff_write_is_one_moment_and_can_be_used() {
    on_each_engine(async |database| {
        let store = database.store().await;
        fill(&store).await;
        let writing = {
            let store = store.clone();
            tokio::spawn(async move {
                for revision in 2..60 {
                    let text = named("Our rules", &[&format!("Law {revision}")]);
                    edits(&store, GUILD, "rules", revision, text).await.unwrap();
                }
            })
        };
        let file = database.path("backup.db");
        backup(&database.url(), &file, &mut silent()).await.unwrap();
        writing.await.unwrap();
        let saved = DatabaseUrl::file(&file);
        assert_eq!(check(&saved, &mut silent()).await.unwrap(), []);
        let restored = Store::open(&saved, patient()).await.unwrap();
        let entry = restored.load(GUILD).await.unwrap().entries.remove(0);
        let history = restored.history(GUILD, "rules").await.unwrap();
        assert_eq!(history[0].content.as_ref(), Some(&entry.content));
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions()) & 0o777, 0o600);

        let refused = backup(&database.url(), &file, &mut silent()).await.unwrap_err();
        assert!(refused.to_string().contains("exists already"), "{refused}");
        assert!(file.exists(), "and is left as it is");
        let no_folder = backup(&database.url(), &database.path("none/backup.db"), &mut silent()).await;
        assert!(no_folder.unwrap_err().to_string().contains("cannot be created"));
    })
    .await;
}

#[tokio::test]
async fn every_problem_is_told_with_its_table_and_row() {
    on_each_engine(async |database| {
        let store = database.store().await;
        fill(&store).await;
        assert_eq!(check(&database.url(), &mut silent()).await.unwrap(), []);
        for statement in [
            "UPDATE entry SET content = '{' WHERE slug = 'rules' AND guild = 900000000000000001",
            "UPDATE entry SET state = 'lost' WHERE slug = 'entry-3' AND guild = 900000000000000001",
            "UPDATE guild SET settings = '[' WHERE guild = 900000000000000001",
            "UPDATE revision SET snapshot = '' WHERE slug = 'entry-4' AND guild = 900000000000000001",
            "UPDATE draft SET content = '' WHERE guild = 900000000000000001",
            "DELETE FROM phrase WHERE slug = 'entry-5' AND guild = 900000000000000001",
        ] {
            database.tamper(statement).await;
        }
        let problems = check(&database.url(), &mut silent()).await.unwrap();
        let told: Vec<String> =
            problems.iter().map(|Problem { table, key, message }| format!("{table} {key}: {message}")).collect();
        let (draft, told): (Vec<&String>, Vec<&String>) = told.iter().partition(|line| line.starts_with("draft "));
        assert_eq!(draft.len(), 1);
        assert_eq!(
            told,
            [
                "guild guild 900000000000000001: its settings cannot be read",
                "entry guild 900000000000000001, slug entry-3: its state is none that is known",
                "entry guild 900000000000000001, slug rules: its content cannot be read",
                "revision guild 900000000000000001, slug entry-4, revision 1: its snapshot cannot be read",
                "entry guild 900000000000000001, slug entry-3: its names are not those in the table phrase",
                "entry guild 900000000000000001, slug entry-5: its names are not those in the table phrase",
                "entry guild 900000000000000001, slug rules: its names are not those in the table phrase",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn what_points_nowhere_and_what_has_another_type_is_told() {
    // PostgreSQL lets neither happen.
    let database = Database::sqlite();
    fill(&database.store().await).await;
    database.tamper("DELETE FROM entry WHERE slug = 'rules' AND guild = 900000000000000001").await;
    database
        .tamper("UPDATE entry SET reviewed_at = 'today' WHERE slug = 'entry-7' AND guild = 900000000000000001")
        .await;
    let problems = check(&database.url(), &mut silent()).await.unwrap();
    let told = |table: &str, message: &str| {
        problems.iter().any(|problem| problem.table == table && problem.message.contains(message))
    };
    assert!(told("revision", "its entry is not in the table entry"), "{problems:?}");
    assert!(told("phrase", "its entry is not in the table entry"));
    assert!(told("entry", "its column reviewed_at holds a value of another type"));
    assert_eq!(database.store().await.load(GUILD).await.unwrap().entries.len(), 29, "the rest is there");
}

#[tokio::test]
async fn a_file_is_readable_by_its_owner_alone() {
    let database = Database::sqlite();
    adds(&database.store().await, GUILD, content("Rules")).await;
    let mut files = 0;
    for file in fs::read_dir(database.path("")).unwrap() {
        let file = file.unwrap();
        #[cfg(unix)]
        let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions()) & 0o777;
        #[cfg(unix)]
        assert_eq!(mode, 0o600, "{:?}", file.path());
        files += 1;
    }
    assert_eq!(files, 3, "the database, its log, and the log's index");
}

#[tokio::test]
async fn a_database_in_memory_ends_with_its_store() {
    let store = Store::open(&DatabaseUrl::memory(), patient()).await.unwrap();
    let many: Vec<_> = (1..=20)
        .map(|guild| {
            let store = store.clone();
            tokio::spawn(async move { adds(&store, guild, content("Rules")).await })
        })
        .collect();
    for task in many {
        task.await.unwrap();
    }
    assert_eq!(store.known().await.unwrap().len(), 20);
    let other = Store::open(&DatabaseUrl::memory(), patient()).await.unwrap();
    assert_eq!(other.known().await.unwrap(), []);
}

#[tokio::test]
async fn while_another_process_holds_the_file_staff_are_refused_and_members_are_not() {
    let database = Database::sqlite();
    let store = Store::open(&database.url(), hasty()).await.unwrap();
    adds(&store, GUILD, content("Rules")).await;
    let mut other = AnyConnection::connect(database.address()).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let target = Target::New { content: content("Later") };
    let draft = tpm_guide::store::Draft { id: 1, target };
    assert_eq!(store.save_draft(GUILD, ADA, &draft, NOW).await, Err(StoreError::Locked));
    assert_eq!(titles(&store, GUILD).await, ["Rules"]);
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    assert_eq!(store.save_draft(GUILD, ADA, &draft, NOW).await, Ok(()));
}

#[tokio::test]
async fn a_caller_who_gives_up_leaves_no_lock_and_no_half() {
    on_each_engine(async |database| {
        let store = database.store().await;
        adds(&store, GUILD, content("Rules")).await;
        for polls in 1..40 {
            let target = Target::New { content: content(&format!("Entry {polls}")) };
            let mut publishing = Box::pin(publishes(&store, GUILD, target));
            // Given up after so many polls, at any step of the call.
            for _ in 0..polls {
                tokio::select! {
                    biased;
                    _ = &mut publishing => break,
                    () = tokio::task::yield_now() => {}
                }
            }
        }
        adds(&store, GUILD, content("Last")).await;
        assert_eq!(check(&database.url(), &mut silent()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn what_a_broken_database_is_said_to_be_names_the_setting() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let opening = async |file: &Path| Store::open(&DatabaseUrl::file(file), hasty()).await.err();
    fs::write(path("text.db"), "This is no database, and long enough to be seen as none: ".repeat(50)).unwrap();
    assert_eq!(opening(&path("text.db")).await, Some(StoreError::NotADatabase));
    assert_eq!(opening(&path("none/guide.db")).await, Some(StoreError::NoFolder));
    fs::create_dir(path("folder.db")).unwrap();
    assert_eq!(opening(&path("folder.db")).await, Some(StoreError::CannotOpen));

    let file = DatabaseUrl::file(path("locked.db"));
    drop(Store::migrate(&file, patient().timeouts).await.unwrap());
    let mut other = AnyConnection::connect(&format!("sqlite:{}", path("locked.db").display())).await.unwrap();
    sqlx::raw_sql("DROP TABLE migration; BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    assert_eq!(opening(&path("locked.db")).await, Some(StoreError::Locked));

    let nothing = check(&DatabaseUrl::file(path("missing.db")), &mut silent()).await;
    assert_eq!(nothing, Err(StoreError::Missing));
    assert!(!path("missing.db").exists(), "looking creates nothing");
}

#[tokio::test]
async fn the_tables_that_are_copied_are_those_that_are_there() {
    let database = Database::sqlite();
    drop(database.store().await);
    let mut known: Vec<String> =
        stats(&database.url()).await.unwrap().into_iter().map(|(table, _)| table.to_owned()).collect();
    let mut connection = AnyConnection::connect(database.address()).await.unwrap();
    let rows = sqlx::query("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'migration'")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let mut there: Vec<String> = rows.iter().map(|row| row.get("name")).collect();
    known.sort();
    there.sort();
    assert_eq!(known, there);
}

// The command line.

/// `tpm-guide store …` with this database.
fn guide(address: &str, arguments: &[&str]) -> std::process::Output {
    let folder = tempfile::tempdir().expect("a folder without .env");
    let mut command = Command::cargo_bin("tpm-guide").expect("the program");
    command.env_clear().env("DATABASE_URL", address).current_dir(folder.path());
    command.arg("store").args(arguments).output().expect("it ends")
}

/// What it said on standard output, or else its failure.
fn said(output: &std::process::Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[tokio::test]
async fn an_operator_looks_after_a_database() {
    on_each_engine(async |database| {
        let (code, out, _) = said(&guide(database.address(), &["migrate"]));
        assert_eq!((code, out.as_str()), (0, "2 migrations run: entries, mentors\n"));
        assert_eq!(said(&guide(database.address(), &["migrate"])).1, "the database is up to date\n");
        adds(&database.store().await, GUILD, content("Rules")).await;
        let (code, out, error) = said(&guide(database.address(), &["check"]));
        assert_eq!((code, out.as_str()), (0, "everything is in order\n"), "{error}");
        assert!(error.contains("entry: 1 row\n"), "{error}");
        assert!(said(&guide(database.address(), &["stats"])).1.contains("\nentry                 1\n"));
        let file = database.path("backup.db");
        let file = file.to_str().unwrap();
        let (code, out, error) = said(&guide(database.address(), &["backup", file]));
        assert_eq!((code, out), (0, format!("6 rows from {} are in {file}\n", database.engine)), "{error}");
        let copied = format!("sqlite:{}", database.path("copy.db").display());
        let arguments = ["copy", "--from", &format!("sqlite:{file}"), "--to", &copied];
        let (code, out, error) = said(&guide(database.address(), &arguments));
        assert_eq!((code, out.starts_with("copied from SQLite to SQLite")), (0, true), "{error}");
        database.tamper("UPDATE entry SET content = ''").await;
        let (code, out, error) = said(&guide(database.address(), &["check"]));
        assert_eq!(code, 1);
        assert!(out.starts_with(&format!("entry, guild {GUILD}, slug rules: its content cannot be read\n")), "{out}");
        assert!(error.contains("tpm-guide: 2 problems"), "{error}");
    })
    .await;
}

#[test]
fn a_wrong_setting_ends_with_78_and_one_line_without_secrets() {
    for (address, line) in [
        ("", "DATABASE_URL is not set"),
        ("postgres://me:secret@db.example.org/guide", "DATABASE_URL leads over a network"),
        ("sqlite:none/guide.db", "the folder of the file in DATABASE_URL does not exist"),
        ("postgres://me:secret@127.0.0.1:9/guide", "PostgreSQL cannot be reached at DATABASE_URL"),
    ] {
        let (code, _, error) = said(&guide(address, &["migrate"]));
        assert_eq!(code, 78, "{error}");
        assert!(error.starts_with(&format!("tpm-guide: {line}")) && error.lines().count() == 1, "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
    let (code, _, error) = said(&guide("sqlite:x", &["copy", "--from", "sqlite:a.db", "--to", "mysql://x"]));
    assert_eq!((code, error.starts_with("tpm-guide: --to must be sqlite:FILE")), (78, true), "{error}");
}

#[tokio::test]
async fn postgres_says_what_is_wrong_with_the_address() {
    let Some(database) = Database::postgres().await else { return };
    assert_eq!(database.engine, Engine::Postgres);
    let (start, end) = database.address().split_once('?').unwrap();
    let server = start.rsplit_once('/').unwrap().0;
    let opening = async |address: &str| Store::open(&address.parse().unwrap(), patient()).await.unwrap_err();
    assert_eq!(opening(&format!("{server}/none?{end}")).await, StoreError::NoDatabase);
    assert_eq!(opening(&database.address().replace("user=guide", "user=other")).await, StoreError::Refused);
}
