//! A database full of servers with entries of their own, written past the product: in its schema, and in few statements.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use loadtest::database::{SETTINGS, add_guilds, connect, migrate, runtime};
use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};

use crate::Options;

/// Entries as staff type them, on other subjects than the shipped guide.
pub const ENTRIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../guide/tests/ask/unrelated.jsonl");

/// The first of the servers that have entries.
pub const FIRST: u64 = 910_000_000_000_000_000;
/// How many entries each of them has.
const USUAL: usize = 30;
/// A server with as many entries as are allowed.
pub const FULL: u64 = 920_000_000_000_000_000;
const MOST: usize = 200;
/// The first of the servers that have nothing but settings.
const MORE: u64 = 930_000_000_000_000_000;
/// A server that has nothing: no row names it.
pub const WITHOUT: u64 = 940_000_000_000_000_000;

/// When everything was written, and by which member.
const AT: i64 = 1_795_000_000;
const BY: i64 = 700_000_000_000_000_001;

/// A full database.
#[derive(Debug)]
pub struct Database {
    pub url: String,
}

impl Database {
    /// Has the product create its tables in an empty database, and fills them.
    pub fn fill(options: &Options, url: String) -> anyhow::Result<Self> {
        let began = Instant::now();
        migrate(&options.product, &url)?;
        let database = Self { url };
        let entries = read(&options.entries)?;
        runtime()?.block_on(database.fill_tables(&entries, u64::from(options.servers)))?;
        eprintln!("{} servers of {USUAL} entries written in {:.0?}", options.servers, began.elapsed());
        Ok(database)
    }

    /// Adds servers that have nothing but settings, until so many are known in all.
    pub fn add_known(&self, known: u32) -> anyhow::Result<()> {
        runtime()?.block_on(async {
            let mut connection = connect(&self.url).await?;
            let already: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM guild").fetch_one(&mut connection).await?;
            let missing = u64::from(known).saturating_sub(already.cast_unsigned());
            add_guilds(&mut connection, MORE, missing, SETTINGS).await?;
            Ok(connection.close().await?)
        })
    }

    async fn fill_tables(&self, entries: &[Entry], servers: u64) -> anyhow::Result<()> {
        let mut connection = connect(&self.url).await?;
        let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM guild").fetch_one(&mut connection).await?;
        ensure!(known == 0, "the database is not empty");
        // One transaction: a statement alone waits for the disk.
        connection.execute("BEGIN").await?;
        add_guilds(&mut connection, FIRST, servers, SETTINGS).await?;
        add_guilds(&mut connection, FULL, 1, SETTINGS).await?;
        add_entries(&mut connection, FIRST, &entries[..USUAL]).await?;
        add_entries(&mut connection, FULL, &entries[..MOST]).await?;
        // The others have what the first has.
        let others = format!("guild.guild > {FIRST} AND guild.guild < {}", FIRST + servers);
        for (table, columns) in [
            ("entry", "slug, number, state, content, reviewed_at, reviewer, revision"),
            ("phrase", "slug, kind, place, phrase, folded"),
            ("revision", "slug, revision, snapshot, author, made_at, reason"),
        ] {
            let read: Vec<String> = columns.split(", ").map(|column| format!("template.{column}")).collect();
            let statement = format!(
                "INSERT INTO {table} (guild, {columns}) SELECT guild.guild, {} FROM guild CROSS JOIN {table} template \
                 WHERE template.guild = {FIRST} AND {others}",
                read.join(", ")
            );
            connection.execute(AssertSqlSafe(statement)).await.with_context(|| format!("filling {table}"))?;
        }
        connection.execute("COMMIT").await?;
        // As the engines do by themselves, sooner or later.
        connection.execute("ANALYZE").await?;
        Ok(connection.close().await?)
    }
}

/// An entry, and what is written of it.
struct Entry {
    json: String,
    names: Vec<String>,
    questions: Vec<String>,
}

/// Reads entries; an own entry's names are unique in its server.
fn read(file: &Path) -> anyhow::Result<Vec<Entry>> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let mut taken = HashSet::new();
    let mut entries = Vec::new();
    for line in text.lines() {
        let json: Value = serde_json::from_str(line).with_context(|| format!("{} holds no JSON", file.display()))?;
        let list = |key: &str| json[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        let names = json["title"].as_str().into_iter().chain(list("also_known_as"));
        let names = names.filter(|name| taken.insert(name.to_lowercase())).map(str::to_owned).collect();
        let questions = list("asked_as").map(str::to_owned).collect();
        entries.push(Entry { json: line.to_owned(), names, questions });
    }
    if entries.len() < MOST {
        bail!("{} has {} entries, and {MOST} are needed", file.display(), entries.len());
    }
    Ok(entries)
}

/// Adds entries to one server.
async fn add_entries(connection: &mut AnyConnection, guild: u64, entries: &[Entry]) -> anyhow::Result<()> {
    let guild = guild.cast_signed();
    for (number, entry) in (1_i64..).zip(entries) {
        let slug = format!("entry-{number}");
        sqlx::query(
            "INSERT INTO entry (guild, slug, number, state, content, reviewed_at, reviewer, revision) \
             VALUES ($1, $2, $3, 'published', $4, $5, 'manager', 1)",
        )
        .bind(guild)
        .bind(&slug)
        .bind(number)
        .bind(&entry.json)
        .bind(AT)
        .execute(&mut *connection)
        .await?;
        for (kind, phrases) in [("name", &entry.names), ("question", &entry.questions)] {
            for (place, phrase) in (0_i64..).zip(phrases) {
                sqlx::query(
                    "INSERT INTO phrase (guild, slug, kind, place, phrase, folded) VALUES ($1, $2, $3, $4, $5, $6)",
                )
                .bind(guild)
                .bind(&slug)
                .bind(kind)
                .bind(place)
                .bind(phrase)
                .bind(phrase.to_lowercase())
                .execute(&mut *connection)
                .await?;
            }
        }
        sqlx::query(
            "INSERT INTO revision (guild, slug, revision, snapshot, author, made_at, reason) \
             VALUES ($1, $2, 1, $3, $4, $5, 'added')",
        )
        .bind(guild)
        .bind(&slug)
        .bind(&entry.json)
        .bind(BY)
        .bind(AT)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_there_are_as_many_entries_as_a_server_may_have() {
        let entries = read(Path::new(ENTRIES)).expect("the workspace's entries");
        let names: Vec<String> =
            entries.iter().flat_map(|entry| &entry.names).map(|name| name.to_lowercase()).collect();
        let different: HashSet<&String> = names.iter().collect();
        assert_eq!((names.len() == different.len(), entries.len() >= MOST), (true, true));
    }
}
