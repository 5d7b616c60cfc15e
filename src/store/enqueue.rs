//! What makes a message necessary: each adds rows to the outbox, in the transaction of the change that the message tells.

use std::collections::BTreeMap;

use sqlx::AnyConnection;
use tpm_guide_core::community::Settings;
use tpm_guide_core::mentors::{Limits, Tell};

use super::deliveries::Purpose;
use super::digests::DIGEST_SECONDS;
use super::error::StoreError;
use super::rows::{Value, insert};

/// The columns of a new delivery.
const COLUMNS: [&str; 8] = ["delivery", "purpose", "number", "destination", "message", "made_at", "due_at", "attempts"];

/// An id that cannot be guessed.
pub(super) fn random() -> u64 {
    getrandom::u64().unwrap_or_else(|_| fastrand::u64(..))
}

/// Has the message of a question posted, or drawn again.
///
/// A delivery that waits is as good: it will show what the question is by then. One that is on its way shows an earlier version,
/// and stays due therefore.
pub(super) async fn draw(
    connection: &mut AnyConnection,
    guild: u64,
    number: i64,
    channel: u64,
    ping: Option<u64>,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO outbox (guild, delivery, purpose, number, destination, ping, made_at, due_at, attempts) \
         VALUES ($1, $2, 'queue', $3, $4, $5, $6, $6, 0) ON CONFLICT (guild, number) WHERE purpose = 'queue' DO NOTHING",
    )
    .bind(guild.cast_signed())
    .bind(random().cast_signed())
    .bind(number)
    .bind(channel.cast_signed())
    .bind(ping.map(u64::cast_signed))
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Records that a question changed, and has its message drawn again.
pub(super) async fn changed(
    connection: &mut AnyConnection,
    settings: &Settings,
    guild: u64,
    number: u64,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE inquiry SET version = version + 1 WHERE guild = $1 AND number = $2")
        .bind(guild.cast_signed())
        .bind(number.cast_signed())
        .execute(&mut *connection)
        .await?;
    match settings.mentors {
        Some(mentors) => draw(connection, guild, number.cast_signed(), mentors.id, None, at).await,
        None => Ok(()),
    }
}

/// Has a message of a question deleted.
pub(super) async fn delete_message(
    connection: &mut AnyConnection,
    guild: u64,
    (channel, message): (u64, u64),
    at: i64,
) -> Result<(), StoreError> {
    let row = [
        random().cast_signed().into(),
        Purpose::Delete.as_str().into(),
        Value::NoNumber,
        channel.cast_signed().into(),
        message.cast_signed().into(),
        at.into(),
        at.into(),
        0.into(),
    ];
    Ok(insert(connection, "outbox", COLUMNS, guild.cast_signed(), vec![row]).await?)
}

/// Has the message of a question looked for and deleted that an attempt may have posted: its delivery becomes one that deletes,
/// without a message.
pub(super) async fn look_for_message(
    connection: &mut AnyConnection,
    guild: u64,
    number: i64,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE outbox SET purpose = 'delete', ping = NULL, due_at = $3 \
         WHERE guild = $1 AND number = $2 AND purpose = 'queue' AND started_at IS NOT NULL",
    )
    .bind(guild.cast_signed())
    .bind(number)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Has every asker told who waits for the answer to a question: those who asked in the same channel by one message, up to
/// [`Limits::MENTIONS`] of them; others directly, or with their next answer.
pub(super) async fn tell_askers(
    connection: &mut AnyConnection,
    guild: u64,
    number: u64,
    at: i64,
) -> Result<(), StoreError> {
    let askers: Vec<(i64, String, Option<i64>)> = sqlx::query_as(
        "SELECT member, tell, channel FROM asker WHERE guild = $1 AND number = $2 AND state = 'waiting' \
         ORDER BY member",
    )
    .bind(guild.cast_signed())
    .bind(number.cast_signed())
    .fetch_all(&mut *connection)
    .await?;
    let mut channels = BTreeMap::<i64, Vec<i64>>::new();
    let mut messages: Vec<(i64, Purpose, i64)> = Vec::new();
    for (member, tell, channel) in askers {
        match (Tell::named(&tell), channel) {
            (Some(Tell::Channel), Some(channel)) => channels.entry(channel).or_default().push(member),
            (Some(Tell::Direct), _) => {
                let delivery = random().cast_signed();
                let statement = "UPDATE asker SET state = 'due', delivery = $3 WHERE guild = $1 AND number = $2 \
                                 AND member = $4";
                set_askers(connection, statement, guild, number, [Some(delivery), Some(member), None]).await?;
                messages.push((delivery, Purpose::Direct, member));
            }
            _ => {}
        }
    }
    for (channel, members) in channels {
        // In the order of members, so that the last one of a part tells which are in it: earlier parts wait no more.
        for part in members.chunks(Limits::MENTIONS) {
            let delivery = random().cast_signed();
            let statement = "UPDATE asker SET state = 'due', delivery = $3 WHERE guild = $1 AND number = $2 \
                             AND member <= $4 AND channel = $5 AND tell = 'channel' AND state = 'waiting'";
            let values = [Some(delivery), part.last().copied(), Some(channel)];
            set_askers(connection, statement, guild, number, values).await?;
            messages.push((delivery, Purpose::Channel, channel));
        }
    }
    let statement = "UPDATE asker SET state = 'note' WHERE guild = $1 AND number = $2 AND state = 'waiting'";
    set_askers(connection, statement, guild, number, [None; 3]).await?;
    let rows = messages.into_iter().map(|(delivery, purpose, destination)| {
        let [to, made, due] = [destination, at, at].map(Value::Number);
        let of = Value::Number(number.cast_signed());
        [delivery.into(), purpose.as_str().into(), of, to, Value::NoNumber, made, due, 0.into()]
    });
    Ok(insert(connection, "outbox", COLUMNS, guild.cast_signed(), rows.collect()).await?)
}

/// Changes askers of a question; the values are those after the server and the number.
async fn set_askers(
    connection: &mut AnyConnection,
    statement: &'static str,
    guild: u64,
    number: u64,
    values: [Option<i64>; 3],
) -> Result<(), StoreError> {
    let query = sqlx::query(statement).bind(guild.cast_signed()).bind(number.cast_signed());
    values.into_iter().flatten().fold(query, sqlx::query::Query::bind).execute(connection).await?;
    Ok(())
}

/// Has the digest of a server posted, if it has questions that wait, and says whether it does. Where none waits, the next
/// digest is a week away all the same: a question that was just sent is no reason for one.
pub(super) async fn make_digest(
    connection: &mut AnyConnection,
    settings: &Settings,
    guild: u64,
    now: i64,
) -> Result<bool, StoreError> {
    let claimed = sqlx::query("UPDATE mentors SET digest_at = $2 WHERE guild = $1 AND COALESCE(digest_at, 0) <= $3")
        .bind(guild.cast_signed())
        .bind(now)
        .bind(now - DIGEST_SECONDS)
        .execute(&mut *connection)
        .await?;
    let Some(mentors) = settings.mentors.filter(|_| claimed.rows_affected() > 0) else { return Ok(false) };
    for (statement, expected) in [
        ("SELECT COUNT(*) FROM inquiry WHERE guild = $1 AND state IN ('waiting', 'taken')", 1..=i64::MAX),
        // One that could not be sent for a week says the same.
        ("SELECT COUNT(*) FROM outbox WHERE guild = $1 AND purpose = 'digest'", 0..=0),
    ] {
        let rows = sqlx::query_scalar(statement).bind(guild.cast_signed()).fetch_one(&mut *connection).await?;
        if !expected.contains(&rows) {
            return Ok(false);
        }
    }
    let row = [
        random().cast_signed().into(),
        Purpose::Digest.as_str().into(),
        Value::NoNumber,
        mentors.id.cast_signed().into(),
        Value::NoNumber,
        now.into(),
        now.into(),
        0.into(),
    ];
    insert(connection, "outbox", COLUMNS, guild.cast_signed(), vec![row]).await?;
    Ok(true)
}
