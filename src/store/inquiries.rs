//! Questions to the mentors of a server: how they are read, and the lock that all changes of them share.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};
use tpm_guide_core::community::Settings;
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::mentors::{Inquiry, Limits, State};
use tracing::warn;

use super::Store;
use super::connect::within;
use super::error::StoreError;
use super::settings::settings_of;

/// The columns that [`inquiry_of`] reads.
macro_rules! select_inquiries {
    ($rest:literal) => {
        concat!(
            "SELECT number, question, context, about, nearest, asked_at, state, state_at, mentor, resolution, version, \
             channel, message, (SELECT COUNT(*) FROM asker WHERE asker.guild = $1 AND asker.number = inquiry.number) \
             AS waiting FROM inquiry WHERE guild = $1",
            $rest
        )
    };
}
pub(super) use select_inquiries;

/// A question as it is stored.
#[derive(Clone, Debug)]
pub(super) struct StoredInquiry {
    pub(super) inquiry: Inquiry,
    /// Grows with each change that its message must show.
    pub(super) version: i64,
    /// Its message in the mentors' channel: the channel and the message.
    pub(super) posted: Option<(u64, u64)>,
}

impl Store {
    /// The open questions of a server, the newest first and at most as many as it may have.
    pub async fn open_inquiries(&self, guild: u64, at: i64) -> Result<Vec<Inquiry>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let statement = select_inquiries!(" AND state IN ('waiting', 'taken') ORDER BY number DESC LIMIT $2");
            let rows = sqlx::query(statement)
                .bind(guild.cast_signed())
                .bind(i64::from(Limits::SERVER_OPEN))
                .fetch_all(&mut *work)
                .await?;
            work.release();
            Ok(rows.iter().filter_map(|row| inquiry_of(guild, row, at)).map(|stored| stored.inquiry).collect())
        })
        .await
    }

    /// A question. A claim that ended reads as waiting.
    pub async fn inquiry(&self, guild: u64, number: u64, at: i64) -> Result<Option<Inquiry>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let found = read_inquiry(&mut work, guild, number, at).await?;
            work.release();
            Ok(found.map(|stored| stored.inquiry))
        })
        .await
    }
}

/// Locks a server until the end of the transaction, and returns its settings; `None` for one that the store does not know.
///
/// Every change of questions, askers and deliveries of a server begins with this, so that they happen one after another: two
/// mentors, an asker who joins, and a worker that reports what it sent. It is the lock of
/// [`Locked`](super::publication::Locked) without reading the entries.
pub(super) async fn lock(connection: &mut AnyConnection, guild: u64) -> Result<Option<Settings>, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("UPDATE guild SET settings = settings WHERE guild = $1 RETURNING settings")
            .bind(guild.cast_signed())
            .fetch_optional(connection)
            .await?;
    Ok(row.map(|(text,)| settings_of(guild, &text)))
}

/// Reads a question.
pub(super) async fn read_inquiry(
    connection: &mut AnyConnection,
    guild: u64,
    number: u64,
    at: i64,
) -> Result<Option<StoredInquiry>, StoreError> {
    let row = sqlx::query(select_inquiries!(" AND number = $2"))
        .bind(guild.cast_signed())
        .bind(number.cast_signed())
        .fetch_optional(connection)
        .await?;
    Ok(row.and_then(|row| inquiry_of(guild, &row, at)))
}

/// The question in a row; `None`, and a line in the log, for a row that was damaged outside of this program.
pub(super) fn inquiry_of(guild: u64, row: &AnyRow, now: i64) -> Option<StoredInquiry> {
    let id = |name| row.try_get::<Option<i64>, _>(name).ok().flatten().map(i64::cast_unsigned);
    let read = || {
        let nearest: &str = row.try_get("nearest").ok()?;
        let about: Option<String> = row.try_get("about").ok()?;
        let inquiry = Inquiry {
            number: row.try_get::<i64, _>("number").ok()?.cast_unsigned(),
            question: row.try_get("question").ok()?,
            context: row.try_get("context").ok()?,
            about: about.as_deref().and_then(EntryId::new),
            asked_at: row.try_get("asked_at").ok()?,
            waiting: u32::try_from(row.try_get::<i64, _>("waiting").ok()?).unwrap_or(u32::MAX),
            state: state_of(row, now)?,
            nearest: nearest.split_whitespace().filter_map(EntryId::new).collect(),
        };
        let posted = id("channel").zip(id("message"));
        Some(StoredInquiry { inquiry, version: row.try_get("version").ok()?, posted })
    };
    let stored = read();
    if stored.is_none() {
        let number: i64 = row.try_get("number").unwrap_or_default();
        warn!(guild, number, "a question cannot be read: `tpm-guide store check` says what is wrong with it");
    }
    stored
}

fn state_of(row: &AnyRow, now: i64) -> Option<State> {
    let at: i64 = row.try_get("state_at").ok()?;
    let by = row.try_get::<Option<i64>, _>("mentor").ok()?.map(i64::cast_unsigned);
    let resolution: Option<String> = row.try_get("resolution").ok()?;
    match row.try_get("state").ok()? {
        "waiting" => Some(State::Waiting),
        "taken" if now - at >= Limits::CLAIM_SECONDS => Some(State::Waiting),
        "taken" => Some(State::Taken { by, at }),
        "answered" => Some(State::Answered { by, at, with: serde_json::from_str(&resolution?).ok()? }),
        "declined" => Some(State::Declined { by, at, reason: resolution.unwrap_or_default() }),
        _ => None,
    }
}
