//! Many rows in few statements, and values of either type.

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AssertSqlSafe};

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Value {
    /// A BIGINT.
    Number(i64),
    /// A BIGINT without a value.
    NoNumber,
    /// A TEXT.
    Text(String),
    /// A TEXT without a value.
    NoText,
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::NoNumber, Self::Number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::NoText, Self::Text)
    }
}

impl Value {
    /// Binds it to the next place of a statement.
    fn bind(self, query: Query<'_, Any, AnyArguments>) -> Query<'_, Any, AnyArguments> {
        match self {
            Self::Number(number) => query.bind(number),
            Self::NoNumber => query.bind(None::<i64>),
            Self::Text(text) => query.bind(text),
            Self::NoText => query.bind(None::<String>),
        }
    }
}

/// The most values of one statement: SQLite allows 32 766, PostgreSQL twice as many.
const MOST_VALUES: usize = 32_000;

/// Adds rows of one server to a table: each row has the values of `columns`, and the server's id is added to it.
pub(super) async fn insert<const N: usize>(
    connection: &mut AnyConnection,
    table: &'static str,
    columns: [&'static str; N],
    guild: i64,
    rows: Vec<[Value; N]>,
) -> Result<(), sqlx::Error> {
    let names: Vec<&str> = ["guild"].into_iter().chain(columns).collect();
    let rows = rows.into_iter().map(|row| [Value::Number(guild)].into_iter().chain(row).collect()).collect();
    insert_all(connection, table, &names, rows).await
}

/// Adds rows to a table.
pub(super) async fn insert_all(
    connection: &mut AnyConnection,
    table: &'static str,
    columns: &[&'static str],
    rows: Vec<Vec<Value>>,
) -> Result<(), sqlx::Error> {
    upsert_all(connection, table, columns, rows, "").await
}

/// Adds rows to a table; `on_conflict` says what happens to those that are there.
pub(super) async fn upsert_all(
    connection: &mut AnyConnection,
    table: &'static str,
    columns: &[&'static str],
    rows: Vec<Vec<Value>>,
    on_conflict: &'static str,
) -> Result<(), sqlx::Error> {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let part: Vec<Vec<Value>> = rows.by_ref().take(MOST_VALUES / columns.len()).collect();
        let row = |row: usize| {
            let first = row * columns.len();
            let places: Vec<String> = (1..=columns.len()).map(|place| format!("${}", first + place)).collect();
            format!("({})", places.join(", "))
        };
        let places: Vec<String> = (0..part.len()).map(row).collect();
        let (columns, places) = (columns.join(", "), places.join(", "));
        let statement = format!("INSERT INTO {table} ({columns}) VALUES {places} {on_conflict}");
        // A part of another length is another statement: whole ones alone are worth keeping prepared.
        let query = sqlx::query(AssertSqlSafe(statement)).persistent(false);
        let query = part.into_iter().flatten().fold(query, |query, value| value.bind(query));
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
