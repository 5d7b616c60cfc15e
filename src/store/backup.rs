//! Backups: one SQLite file of one moment, taken while the bot runs.

use std::path::Path;

use sqlx::Connection as _;

use super::address::{DatabaseUrl, Engine};
use super::connect::{WhenMissing, create_private};
use super::copy::{Side, transfer};
use super::error::StoreError;
use super::migration::migrate;

/// Writes everything into a new file that its owner alone can read. From PostgreSQL, `progress` hears of each table and its
/// rows.
///
/// # Errors
///
/// When the file exists, the database cannot be read, or the file cannot be written: then there is no file.
pub async fn backup(
    from: &DatabaseUrl,
    file: &Path,
    progress: &mut (dyn FnMut(&str, u64) + Send),
) -> Result<(), StoreError> {
    let shown = file.display();
    match create_private(file) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(StoreError::Target(format!("{shown} exists already: name a new file")));
        }
        Err(error) => return Err(StoreError::Target(format!("{shown} cannot be created: {error}"))),
    }
    let written = match from.engine() {
        Engine::Sqlite => of_sqlite(from, file).await,
        Engine::Postgres => of_postgres(from, file, progress).await,
    };
    if written.is_err() {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut path = file.as_os_str().to_owned();
            path.push(end);
            let _ = std::fs::remove_file(path);
        }
    }
    written
}

/// SQLite's own way: everything of one moment, packed, whatever its schema. It fills a file that is empty.
async fn of_sqlite(from: &DatabaseUrl, file: &Path) -> Result<(), StoreError> {
    let Some(path) = file.to_str() else {
        return Err(StoreError::Target("the name of the file must be valid Unicode".to_owned()));
    };
    let mut source = Side::open(from, WhenMissing::Refuse).await?;
    sqlx::query("VACUUM INTO $1").bind(path).execute(&mut source.connection).await?;
    let _ = source.connection.close().await;
    Ok(())
}

/// One transaction that sees one moment, read into an empty SQLite database.
async fn of_postgres(
    from: &DatabaseUrl,
    file: &Path,
    progress: &mut (dyn FnMut(&str, u64) + Send),
) -> Result<(), StoreError> {
    let mut source = Side::open(from, WhenMissing::Refuse).await?;
    source.require_current().await?;
    let mut target = Side::open(&DatabaseUrl::file(file), WhenMissing::Create).await?;
    migrate(&mut target.connection, target.engine).await?;
    transfer(&mut source, &mut target, progress).await?;
    // Into the one file, without a log beside it.
    sqlx::raw_sql("PRAGMA journal_mode = DELETE").execute(&mut target.connection).await?;
    let _ = target.connection.close().await;
    let _ = source.connection.close().await;
    Ok(())
}
