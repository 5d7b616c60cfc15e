//! A file that cannot be used: at the start, one line with the setting and exit 78; while the bot runs, a kind refusal, and
//! nothing is lost.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use sqlx::{AnyConnection, Connection as _};
use tpm_guide::store::{DatabaseUrl, Store, check};

use super::support::*;
use crate::store::support::patient;
use crate::support::enter;

/// The user and the group *nobody*: root may write to what is read-only.
const NOBODY: u32 = 65_534;

/// What `run` or `serve` says on standard error with this database, and its exit code.
fn start(key: &str, subcommand: &str, path: &Path, is_nobody: bool) -> std::io::Result<Output> {
    let folder = tempfile::tempdir().expect("a folder without .env");
    let mut command = Command::new(Bot::binary());
    command.arg(subcommand).current_dir(if is_nobody { Path::new("/") } else { folder.path() }).env_clear();
    command.env("DATABASE_URL", format!("sqlite:{}", path.display())).env("DISCORD_API_URL", "http://127.0.0.1:9");
    match subcommand {
        "run" => command.env("DISCORD_TOKEN", "some.bots.token"),
        _ => command.env("DISCORD_PUBLIC_KEY", key).env("LISTEN_ADDR", "127.0.0.1:0"),
    };
    if is_nobody && rustix::process::geteuid().is_root() {
        std::os::unix::process::CommandExt::uid(&mut command, NOBODY);
        std::os::unix::process::CommandExt::gid(&mut command, NOBODY);
    }
    command.output()
}

/// Expects that both subcommands end with 78 and one line that says this and names the setting.
fn ends(key: &str, path: &Path, is_nobody: bool, words: &str) {
    for subcommand in ["run", "serve"] {
        let output = match start(key, subcommand, path, is_nobody) {
            Ok(output) => output,
            // The folder of the build can be root's alone.
            Err(problem) => return eprintln!("{words:?} is not tested: {problem}"),
        };
        let error = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = error.lines().filter(|line| line.starts_with("tpm-guide: ")).collect();
        assert_eq!((output.status.code(), lines.len()), (Some(78), 1), "{subcommand}: {error}");
        assert!(lines[0].contains(words) && lines[0].contains("DATABASE_URL"), "{subcommand}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_used_ends_the_start_with_78_and_one_line() {
    use std::os::unix::fs::PermissionsExt as _;
    let key = punctual().await.public_key();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("text.db"), "This is no database, and long enough to be seen as none: ".repeat(50)).unwrap();
    ends(&key, &path("text.db"), false, "is not a database");
    ends(&key, &path("none/guide.db"), false, "folder");
    fs::create_dir(path("folder.db")).unwrap();
    ends(&key, &path("folder.db"), false, "cannot be opened");

    let good = path("good.db");
    drop(Store::open(&DatabaseUrl::file(&good), patient()).await.unwrap());
    sqlx::any::install_default_drivers();
    let mut other = AnyConnection::connect(&format!("sqlite:{}", good.display())).await.unwrap();
    sqlx::raw_sql("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    ends(&key, &good, false, "locked by another process");
    sqlx::raw_sql("COMMIT; INSERT INTO migration (version, release, name) VALUES (9, 9, 'later')")
        .execute(&mut other)
        .await
        .unwrap();
    other.close().await.unwrap();
    ends(&key, &good, false, "migrated by a newer program");

    let sealed = tempfile::tempdir().unwrap();
    let file = sealed.path().join("sealed.db");
    drop(Store::open(&DatabaseUrl::file(&file), patient()).await.unwrap());
    for item in fs::read_dir(sealed.path()).unwrap() {
        fs::set_permissions(item.unwrap().path(), fs::Permissions::from_mode(0o444)).unwrap();
    }
    fs::set_permissions(sealed.path(), fs::Permissions::from_mode(0o555)).unwrap();
    ends(&key, &file, true, "write to it");
    ends(&key, &sealed.path().join("new.db"), true, "write to it");
    fs::set_permissions(sealed.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_another_process_holds_the_file_staff_are_told_and_members_get_everything() {
    let database = Database::sqlite();
    let fixture = joined(punctual().await, Transport::Http, &database, &[]).await;
    let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
    warm_and_cold(&fixture).await;
    let preview = drafts(&mia, &[("Title", "Later"), ("Answer", "It waits.")]).await;
    sqlx::any::install_default_drivers();
    let mut other = AnyConnection::connect(database.address()).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let told = clicks(&mia, &preview, "Publish").await;
    assert_eq!(title(&told), AWAY, "{}", fixture.story());
    let answer = types(&ada, "/topic name:standup").await;
    assert!(answer.text().contains("at ten, on voice"), "{}", answer.text());
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    publishes_again(&fixture, &mia, told).await;
    assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), []);
    fixture.close().await;
}

/// Clicks until it is published.
async fn publishes_again(fixture: &Fixture, staff: &fake_discord::Person, told: fake_discord::Message) {
    let mut again = told;
    let published = async {
        while title(&again) == AWAY {
            again = clicks(staff, &again, "Try again").await;
        }
    };
    assert!(tokio::time::timeout(BOUND, published).await.is_ok(), "{}", fixture.story());
    assert_eq!(title(&again), "Published");
}

/// A file may not grow: that is how a full disk looks to SQLite. It takes no privileges.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_staff_are_told_nothing_is_lost_and_members_get_what_is_there() {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};

    let database = Database::sqlite();
    let discord = punctual().await;
    let (registered, said) = enter(&discord, &["register"], &[("DATABASE_URL", database.address())]).ends().await;
    assert!(registered.success(), "{said}");
    let (origin, key) = (discord.origin(), discord.public_key());
    let environment = [
        ("DISCORD_PUBLIC_KEY", key.as_str()),
        ("DISCORD_API_URL", &origin),
        ("LISTEN_ADDR", "127.0.0.1:0"),
        ("DRAIN_SECONDS", "0"),
        ("DATABASE_URL", database.address()),
    ];
    // The signal that comes with the limit would end it, as a full disk does not.
    let mut command = tokio::process::Command::new("/bin/sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" serve"]).arg(Bot::binary());
    let bot = Bot::spawn(tempfile::tempdir().unwrap(), command, &environment);
    answers_by(&discord, &bot).await;
    let fixture = Fixture { discord, bot, transport: Transport::Http };
    let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
    warm_and_cold(&fixture).await;
    let preview = drafts(&mia, &[("Title", "Later"), ("Answer", "It waits.")]).await;
    let form = opens(&mia, "/guide add").await;

    let process = Pid::from_raw(fixture.bot.process().cast_signed());
    let limit = |bytes| {
        let limit = Rlimit { current: bytes, maximum: None };
        prlimit(process, Resource::Fsize, limit).expect("it is ours");
    };
    limit(Some(1));
    let told = clicks(&mia, &preview, "Publish").await;
    assert_eq!(title(&told), AWAY, "{}", fixture.story());
    let lost = submits(&mia, &form, &[("Title", "Retro"), ("Answer", "We look back on Fridays.")]).await;
    assert!(lost.text().contains("We look back on Fridays."), "it can be copied: {}", lost.text());
    assert!(types(&ada, "/topic name:standup").await.text().contains("at ten, on voice"));
    assert!(fixture.bot.said().contains("the disk that holds the database at DATABASE_URL"), "{}", fixture.bot.said());
    limit(None);
    publishes_again(&fixture, &mia, told).await;
    assert!(types(&ada, "/topic name:later").await.text().contains("It waits."));
    assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), []);
    fixture.close().await;
}
