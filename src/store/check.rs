//! Checks of a whole database: every problem, with its table and the key of its row. And its figures.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::TryStreamExt as _;
use serde_json::from_str;
use sqlx::{AssertSqlSafe, Connection as _};
use tpm_guide_core::community::{Content, OwnEntry, Settings};

use super::address::{DatabaseUrl, Engine};
use super::check_mentors::KnownMentors;
use super::connect::WhenMissing;
use super::copy::Side;
use super::error::StoreError;
use super::publication::{names_of, reviewer_of};
use super::records::{Reason, Target};
use super::rows::Value;
use super::tables::{TABLES, Table};

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its table.
    pub table: String,
    /// Its key, such as `guild 1, slug rules`; empty for a problem of the whole table.
    pub key: String,
    /// What is wrong.
    pub message: String,
}

/// How many rows each table has.
pub async fn stats(url: &DatabaseUrl) -> Result<Vec<(&'static str, u64)>, StoreError> {
    let mut side = Side::open(url, WhenMissing::Refuse).await?;
    side.require_current().await?;
    let mut counted = Vec::new();
    for table in &TABLES {
        counted.push((table.name, side.count(table).await?));
    }
    let _ = side.connection.close().await;
    Ok(counted)
}

/// Checks everything, as of one moment. `progress` hears of each table and its rows.
///
/// # Errors
///
/// When the database cannot be read. What is wrong in it is no error.
pub async fn check(
    url: &DatabaseUrl,
    progress: &mut (dyn FnMut(&str, u64) + Send),
) -> Result<Vec<Problem>, StoreError> {
    let mut side = Side::open(url, WhenMissing::Refuse).await?;
    side.require_current().await?;
    side.begin_snapshot().await?;
    let mut found = Vec::new();
    if side.engine == Engine::Sqlite {
        check_file(&mut side, &mut found).await?;
    }
    let mut known = Known::default();
    for table in &TABLES {
        let rows = check_table(table, &mut side, &mut known, &mut found).await?;
        progress(table.name, rows);
    }
    known.check_entries(&mut found);
    known.mentors.check_askers(&mut found);
    let _ = side.connection.close().await;
    Ok(found)
}

/// SQLite's own check of the file.
async fn check_file(side: &mut Side, found: &mut Vec<Problem>) -> Result<(), StoreError> {
    let lines: Vec<(String,)> = sqlx::query_as("PRAGMA integrity_check").fetch_all(&mut side.connection).await?;
    let wrong = lines.into_iter().map(|(line,)| line).filter(|line| line != "ok");
    found.extend(wrong.map(|message| Problem { table: "the file".to_owned(), key: String::new(), message }));
    Ok(())
}

/// What the tables that were read so far hold, for what refers to it.
#[derive(Default)]
struct Known {
    counter: i64,
    /// Servers, and the numbers of their next entries.
    guilds: BTreeMap<i64, i64>,
    /// Entries, their revisions and the folded names that they should have, if they are published.
    entries: BTreeMap<(i64, String), (i64, BTreeSet<String>)>,
    names: BTreeMap<(i64, String), BTreeSet<String>>,
    /// Who has a name already.
    owners: BTreeMap<(i64, String), String>,
    revisions: BTreeSet<(i64, String, i64)>,
    batches: BTreeSet<(i64, i64)>,
    mentors: KnownMentors,
}

/// Reads the rows of a table, and checks each.
async fn check_table(
    table: &Table,
    side: &mut Side,
    known: &mut Known,
    found: &mut Vec<Problem>,
) -> Result<u64, StoreError> {
    let statement = table.select_all(side.engine);
    let mut rows = sqlx::query(AssertSqlSafe(statement)).fetch(&mut side.connection);
    let mut count = 0;
    while let Some(row) = rows.try_next().await? {
        count += 1;
        let messages = match table.read(&row) {
            Ok(values) => known.check_row(table, &values),
            Err(column) => vec![format!("its column {column} holds a value of another type")],
        };
        found.extend(messages.into_iter().map(|message| Problem {
            table: table.name.to_owned(),
            key: table.key_of(&row),
            message,
        }));
    }
    Ok(count)
}

/// The values of a row by the names of its columns.
pub(super) struct Fields<'r> {
    table: &'r Table,
    values: &'r [Value],
}

impl Fields<'_> {
    /// The name of its table.
    pub(super) fn table(&self) -> &'static str {
        self.table.name
    }

    pub(super) fn value(&self, name: &str) -> &Value {
        let place = self.table.columns.iter().position(|(column, _)| *column == name);
        &self.values[place.expect("a column of its table")]
    }

    pub(super) fn number(&self, name: &str) -> i64 {
        if let Value::Number(number) = self.value(name) { *number } else { 0 }
    }

    pub(super) fn text(&self, name: &str) -> &str {
        if let Value::Text(text) = self.value(name) { text } else { "" }
    }

    /// Its key, as an operator finds it.
    pub(super) fn key(&self) -> String {
        self.table.key_text(&self.values[..self.table.key])
    }

    /// The server and the entry.
    fn entry(&self) -> (i64, String) {
        (self.number("guild"), self.text("slug").to_owned())
    }
}

impl Known {
    /// What is wrong with a row whose types are right.
    fn check_row(&mut self, table: &Table, values: &[Value]) -> Vec<String> {
        let row = Fields { table, values };
        let mut wrong: Vec<String> = Vec::new();
        let mut unless = |is_right: bool, message: &str| {
            if !is_right {
                wrong.push(message.to_owned());
            }
        };
        if !["counter", "guild", "draft", "lease"].contains(&table.name) {
            unless(self.guilds.contains_key(&row.number("guild")), "its server is not in the table guild");
        }
        if ["phrase", "revision", "batch_entry", "shown"].contains(&table.name) {
            unless(self.entries.contains_key(&row.entry()), "its entry is not in the table entry");
        }
        match table.name {
            "counter" => self.counter = row.number("latest"),
            "guild" => {
                self.guilds.insert(row.number("guild"), row.number("next_number"));
                unless(from_str::<Settings>(row.text("settings")).is_ok(), "its settings cannot be read");
                unless(row.number("revision") <= self.counter, "its revision is above the counter");
            }
            "guild_role" => unless(row.text("access") == "edit", "its access is none that is known"),
            "entry" => {
                let content: Option<Content> = from_str(row.text("content")).ok();
                let is_published = row.text("state") == "published";
                unless(content.is_some(), "its content cannot be read");
                unless(is_published || row.text("state") == "removed", "its state is none that is known");
                unless(reviewer_of(row.text("reviewer")).is_some(), "its reviewer is none that is known");
                unless(OwnEntry::id_of(row.text("slug")).is_some(), "its slug makes no id");
                let next = self.guilds.get(&row.number("guild")).copied().unwrap_or(i64::MAX);
                unless(row.number("number") < next, "its number is not below the server's next one");
                let names = content.iter().filter(|_| is_published).flat_map(names_of).map(|(_, folded)| folded);
                self.entries.insert(row.entry(), (row.number("revision"), names.collect()));
            }
            "phrase" => match row.text("kind") {
                "question" => {}
                "name" => {
                    let name = (row.number("guild"), row.text("folded").to_owned());
                    self.names.entry(row.entry()).or_default().insert(name.1.clone());
                    let owner = self.owners.entry(name).or_insert_with(|| row.text("slug").to_owned());
                    unless(owner.as_str() == row.text("slug"), "another entry of the server has the name as well");
                }
                _ => unless(false, "its kind is none that is known"),
            },
            "revision" => {
                let (guild, slug) = row.entry();
                self.revisions.insert((guild, slug, row.number("revision")));
                unless(Reason::named(row.text("reason")).is_some(), "its reason is none that is known");
                let is_readable = match row.value("snapshot") {
                    Value::Text(text) => from_str::<Content>(text).is_ok(),
                    _ => true,
                };
                unless(is_readable, "its snapshot cannot be read");
            }
            "draft" => unless(from_str::<Target>(row.text("content")).is_ok(), "its content cannot be read"),
            "batch" => {
                self.batches.insert((row.number("guild"), row.number("number")));
            }
            "batch_entry" => {
                let batch = (row.number("guild"), row.number("number"));
                unless(self.batches.contains(&batch), "its import is not in the table batch");
            }
            _ => wrong.extend(self.mentors.check_row(&row).into_iter().map(str::to_owned)),
        }
        wrong
    }

    /// What is wrong with entries, once everything is read.
    fn check_entries(&self, found: &mut Vec<Problem>) {
        let none = BTreeSet::new();
        for ((guild, slug), (revision, names)) in &self.entries {
            let key = format!("guild {}, slug {slug}", guild.cast_unsigned());
            let mut problem = |message: &str| {
                found.push(Problem { table: "entry".to_owned(), key: key.clone(), message: message.to_owned() });
            };
            if self.names.get(&(*guild, slug.clone())).unwrap_or(&none) != names {
                problem("its names are not those in the table phrase");
            }
            if !self.revisions.contains(&(*guild, slug.clone(), *revision)) {
                problem("its revision is not in the table revision");
            }
        }
    }
}
