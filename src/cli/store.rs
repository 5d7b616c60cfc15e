//! `tpm-guide store`: looks after the database of servers' own entries.

use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, anyhow};

use super::args;
use super::output::{counted, print};
use crate::bot::{DeletionList, forget_member};
use crate::config::{Environment, StoreConfig, database_url};
use crate::failure::Failure;
use crate::store::{self, DatabaseUrl, Forgotten, Store, StoreError};

/// Runs a subcommand of `store`.
pub(super) async fn run(command: args::Store, environment: Environment) -> Result<(), Failure> {
    match command {
        args::Store::Migrate => migrate(&configured(&environment)?).await,
        args::Store::Check => check(&configured(&environment)?.url).await,
        args::Store::Backup { file } => {
            let config = configured(&environment)?;
            store::backup(&config.url, &file, &mut say_progress).await?;
            let url = DatabaseUrl::file(&file);
            let rows: u64 = store::stats(&url).await.map_or(0, |tables| tables.iter().map(|(_, rows)| rows).sum());
            print(|out| writeln!(out, "{} from {} are in {}", rows_in_words(rows), config.url, file.display()))
        }
        args::Store::Copy { from, to } => {
            let from = database_url(&environment, "--from", &from)?;
            let to = database_url(&environment, "--to", &to)?;
            store::copy(&from, &to, &mut say_progress).await?;
            print(|out| {
                writeln!(out, "copied from {from} to {to}, and both read the same; set DATABASE_URL to the new one")
            })
        }
        args::Store::Forget { user: Some(user), guild, .. } => forget(&configured(&environment)?, user, guild).await,
        args::Store::Forget { user: None, .. } => replay(&configured(&environment)?).await,
        args::Store::Stats => stats(&configured(&environment)?.url).await,
    }
}

/// The database that is set.
fn configured(environment: &Environment) -> Result<StoreConfig, Failure> {
    StoreConfig::from_environment(environment)?.ok_or_else(|| {
        let text = "DATABASE_URL is not set: write sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE";
        Failure::Configuration(text.to_owned())
    })
}

async fn migrate(config: &StoreConfig) -> Result<(), Failure> {
    let names = Store::migrate(&config.url, config.options.timeouts).await?;
    print(|out| match &names[..] {
        [] => writeln!(out, "the database is up to date"),
        names => writeln!(out, "{} run: {}", counted(names.len(), "migration"), names.join(", ")),
    })
}

async fn check(url: &DatabaseUrl) -> Result<(), Failure> {
    let problems = store::check(url, &mut say_progress).await?;
    print(|out| {
        for problem in &problems {
            let separator = if problem.key.is_empty() { "" } else { ", " };
            writeln!(out, "{}{separator}{}: {}", problem.table, problem.key, problem.message)?;
        }
        if problems.is_empty() { writeln!(out, "everything is in order") } else { Ok(()) }
    })?;
    match problems.len() {
        0 => Ok(()),
        number => Err(anyhow!("{}; a backup may hold what was there", counted(number, "problem")).into()),
    }
}

async fn stats(url: &DatabaseUrl) -> Result<(), Failure> {
    let tables = store::stats(url).await?;
    print(|out| {
        for (table, rows) in &tables {
            writeln!(out, "{table:<12} {rows:>10}")?;
        }
        Ok(())
    })
}

/// The store, if it is there: a database that is missing holds nothing to delete.
async fn opened(config: &StoreConfig) -> Result<Store, Failure> {
    match config.url.path() {
        Some(path) if !path.exists() => Err(StoreError::Missing.into()),
        _ => Ok(Store::open(&config.url, config.options).await?),
    }
}

async fn forget(config: &StoreConfig, user: u64, guild: Option<u64>) -> Result<(), Failure> {
    let key = config.member_key.open()?;
    let store = opened(config).await?;
    let list = config.forgotten.clone().zip(key.clone()).map(|(path, key)| DeletionList::new(path, key));
    if list.is_none() {
        let _ = writeln!(
            anstream::stderr(),
            "there is no MEMBER_KEY or no FORGOTTEN_FILE: the deletion is not recorded for `store forget --replay`"
        );
    }
    let voter = key.map(|key| key.voter(user));
    let forgotten = forget_member(&store, list.as_ref(), voter.as_deref(), user, guild, now()).await?;
    let Forgotten { servers, questions, votes, drafts, names } = forgotten;
    print(|out| {
        if forgotten.is_nothing() {
            return writeln!(out, "nothing is stored about this member");
        }
        let [questions, votes, drafts] = [(questions, "question"), (votes, "vote"), (drafts, "draft")]
            .map(|(number, what)| counted(usize::try_from(number).unwrap_or(usize::MAX), what));
        let servers = counted(usize::try_from(servers).unwrap_or(usize::MAX), "server");
        writeln!(out, "deleted in {servers}: {questions}, {votes}, {drafts}; the name was taken off {names} times")
    })
}

async fn replay(config: &StoreConfig) -> Result<(), Failure> {
    let Some((path, key)) = config.forgotten.clone().zip(config.member_key.open()?) else {
        let text =
            "FORGOTTEN_FILE and MEMBER_KEY or MEMBER_KEY_FILE must be set as they were when members were deleted";
        return Err(Failure::Configuration(text.to_owned()));
    };
    let store = opened(config).await?;
    let replayed = DeletionList::new(path, key).replay(&store, now()).await.context("FORGOTTEN_FILE")?;
    let (deletions, members) = (counted(replayed.deletions, "deletion"), counted(replayed.members, "member"));
    print(|out| writeln!(out, "{deletions} on the list; {members} deleted again"))
}

/// Seconds since 1970.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed())
}

/// Says on standard error what is done, so that long work is seen to go on.
fn say_progress(table: &str, rows: u64) {
    let _ = writeln!(anstream::stderr(), "{table}: {}", rows_in_words(rows));
}

/// `1 row`, `2 rows`.
fn rows_in_words(rows: u64) -> String {
    counted(usize::try_from(rows).unwrap_or(usize::MAX), "row")
}
