//! The tables as this program knows them, for what works on whole databases: copies, backups, checks and figures.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::address::Engine;
use super::rows::Value;

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
    /// How many of the columns are its key: the first.
    pub(super) key: usize,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A BIGINT, perhaps without a value.
    Number,
    /// A TEXT, perhaps without a value.
    Text,
}

use Kind::{Number, Text};

/// Every table but `migration`. One that others refer to stands before them.
pub(super) const TABLES: [Table; 21] = [
    Table { name: "counter", key: 1, columns: &[("name", Text), ("latest", Number)] },
    Table {
        name: "guild",
        key: 1,
        columns: &[
            ("guild", Number),
            ("revision", Number),
            ("settings", Text),
            ("next_number", Number),
            ("left_at", Number),
            ("missing_at", Number),
        ],
    },
    Table { name: "guild_role", key: 2, columns: &[("guild", Number), ("role_id", Number), ("access", Text)] },
    Table {
        name: "entry",
        key: 2,
        columns: &[
            ("guild", Number),
            ("slug", Text),
            ("number", Number),
            ("state", Text),
            ("content", Text),
            ("reviewed_at", Number),
            ("reviewer", Text),
            ("revision", Number),
            ("cited", Text),
        ],
    },
    Table {
        name: "phrase",
        key: 4,
        columns: &[
            ("guild", Number),
            ("slug", Text),
            ("kind", Text),
            ("place", Number),
            ("phrase", Text),
            ("folded", Text),
        ],
    },
    Table {
        name: "revision",
        key: 3,
        columns: &[
            ("guild", Number),
            ("slug", Text),
            ("revision", Number),
            ("snapshot", Text),
            ("author", Number),
            ("made_at", Number),
            ("reason", Text),
        ],
    },
    Table {
        name: "draft",
        key: 2,
        columns: &[("guild", Number), ("draft", Number), ("author", Number), ("content", Text), ("expires_at", Number)],
    },
    Table {
        name: "batch",
        key: 2,
        columns: &[
            ("guild", Number),
            ("number", Number),
            ("author", Number),
            ("made_at", Number),
            ("undone_at", Number),
        ],
    },
    Table {
        name: "batch_entry",
        key: 3,
        columns: &[
            ("guild", Number),
            ("number", Number),
            ("slug", Text),
            ("revision_before", Number),
            ("revision_after", Number),
        ],
    },
    Table {
        name: "audit",
        key: 2,
        columns: &[("guild", Number), ("revision", Number), ("made_at", Number), ("author", Number), ("what", Text)],
    },
    Table {
        name: "shown",
        key: 3,
        columns: &[("guild", Number), ("slug", Text), ("day_number", Number), ("times", Number)],
    },
    Table {
        name: "inquiry",
        key: 2,
        columns: &[
            ("guild", Number),
            ("number", Number),
            ("interaction", Number),
            ("question", Text),
            ("context", Text),
            ("about", Text),
            ("nearest", Text),
            ("asked_at", Number),
            ("state", Text),
            ("state_at", Number),
            ("mentor", Number),
            ("resolution", Text),
            ("version", Number),
            ("channel", Number),
            ("message", Number),
        ],
    },
    Table {
        name: "asker",
        key: 3,
        columns: &[
            ("guild", Number),
            ("number", Number),
            ("member", Number),
            ("joined_at", Number),
            ("wording", Text),
            ("tell", Text),
            ("channel", Number),
            ("state", Text),
            ("delivery", Number),
            ("shown_at", Number),
        ],
    },
    Table {
        name: "outbox",
        key: 2,
        columns: &[
            ("guild", Number),
            ("delivery", Number),
            ("purpose", Text),
            ("number", Number),
            ("destination", Number),
            ("message", Number),
            ("ping", Number),
            ("made_at", Number),
            ("due_at", Number),
            ("attempts", Number),
            ("started_at", Number),
        ],
    },
    Table {
        name: "mentors",
        key: 1,
        columns: &[
            ("guild", Number),
            ("next_number", Number),
            ("broken_at", Number),
            ("broken_tried", Number),
            ("broken_channel", Number),
            ("broken_why", Text),
            ("pinged_at", Number),
            ("digest_at", Number),
        ],
    },
    Table { name: "mentor_role", key: 2, columns: &[("guild", Number), ("role_id", Number)] },
    Table { name: "paused", key: 2, columns: &[("guild", Number), ("member", Number), ("paused_at", Number)] },
    Table {
        name: "wording",
        key: 3,
        columns: &[
            ("guild", Number),
            ("entry", Text),
            ("folded", Text),
            ("wording", Text),
            ("number", Number),
            ("kept_at", Number),
        ],
    },
    Table { name: "lease", key: 1, columns: &[("name", Text), ("holder", Number), ("held_until", Number)] },
    Table {
        name: "vote",
        key: 4,
        columns: &[
            ("guild", Number),
            ("entry", Text),
            ("revision", Number),
            ("voter", Text),
            ("is_for", Number),
            ("voted_at", Number),
        ],
    },
    Table {
        name: "usage_count",
        key: 3,
        columns: &[("guild", Number), ("day_number", Number), ("what", Text), ("times", Number)],
    },
];

impl Table {
    /// The names of its columns.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|(name, _)| *name).collect()
    }

    /// Reads all its rows in an order that both engines agree on: that of bytes.
    pub(super) fn select_all(&self, engine: Engine) -> String {
        let ordered = self.columns[..self.key].iter().map(|(name, kind)| match (engine, kind) {
            (Engine::Postgres, Text) => format!("{name} COLLATE \"C\""),
            _ => (*name).to_owned(),
        });
        let ordered: Vec<String> = ordered.collect();
        format!("SELECT {} FROM {} ORDER BY {}", self.names().join(", "), self.name, ordered.join(", "))
    }

    /// The values of a row; the name of the column that holds something else.
    pub(super) fn read(&self, row: &AnyRow) -> Result<Vec<Value>, &'static str> {
        let value = |(place, (name, kind)): (usize, &(&'static str, Kind))| match kind {
            Number => row.try_get::<Option<i64>, _>(place).map(Value::from).map_err(|_| *name),
            Text => row.try_get::<Option<String>, _>(place).map(Value::from).map_err(|_| *name),
        };
        self.columns.iter().enumerate().map(value).collect()
    }

    /// The key of a row, as an operator finds it: `guild 1, slug rules`.
    pub(super) fn key_of(&self, row: &AnyRow) -> String {
        let value = |(place, (_, kind)): (usize, &(&'static str, Kind))| match kind {
            Number => row.try_get::<i64, _>(place).map_or(Value::NoNumber, Value::Number),
            Text => row.try_get::<String, _>(place).map_or(Value::NoText, Value::Text),
        };
        let values: Vec<Value> = self.columns[..self.key].iter().enumerate().map(value).collect();
        self.key_text(&values)
    }

    /// The same of the values of a key.
    pub(super) fn key_text(&self, values: &[Value]) -> String {
        let part = |((name, _), value): (&(&'static str, Kind), &Value)| match value {
            // Ids of Discord; what else is negative was damaged, and is found all the same.
            Value::Number(number) if ["guild", "member", "delivery"].contains(name) => {
                format!("{name} {}", number.cast_unsigned())
            }
            Value::Number(number) => format!("{name} {number}"),
            Value::Text(text) => format!("{name} {text}"),
            Value::NoNumber | Value::NoText => format!("{name} ?"),
        };
        let parts: Vec<String> = self.columns.iter().zip(values).map(part).collect();
        parts.join(", ")
    }
}
