//! The mentors' channel of a server: what happens to questions when another one is named, and what is remembered while it
//! cannot be used.

use sqlx::AnyConnection;
use tpm_guide_core::community::MentorsChannel;

use super::Store;
use super::address::Engine;
use super::connect::within;
use super::enqueue::{delete_message, draw};
use super::error::StoreError;
use super::inquiries::lock;
use super::maintenance::next_revision;
use super::records::Outage;

/// How long messages for a channel that cannot be used wait before one of them tries again, in seconds.
pub const OUTAGE_SECONDS: i64 = 3_600;

impl Store {
    /// Records that the mentors' channel of a server cannot be used. Messages for it wait: until another channel is named,
    /// until [`mended`](Self::mended), or for [`OUTAGE_SECONDS`]. A channel that is the mentors' no more is passed over.
    pub async fn broken(&self, guild: u64, channel: u64, why: &str, now: i64) -> Result<(), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let settings = lock(&mut work, guild).await?.unwrap_or_default();
            if settings.mentors.is_none_or(|mentors| mentors.id != channel) {
                return work.roll_back().await;
            }
            let known = read_outage(&mut work, guild.cast_signed()).await?;
            sqlx::query(
                "INSERT INTO mentors (guild, next_number, broken_at, broken_tried, broken_channel, broken_why) \
                 VALUES ($1, 1, $2, $2, $3, $4) ON CONFLICT (guild) DO UPDATE SET \
                 broken_at = COALESCE(mentors.broken_at, excluded.broken_at), broken_tried = excluded.broken_tried, \
                 broken_channel = excluded.broken_channel, broken_why = excluded.broken_why",
            )
            .bind(guild.cast_signed())
            .bind(now)
            .bind(channel.cast_signed())
            .bind(why)
            .execute(&mut *work)
            .await?;
            let is_known = known.is_some_and(|outage| outage.why == why);
            if is_known {
                return work.commit().await;
            }
            // Other processes read it with the server's entries.
            let revision = next_revision(&mut work, self.engine(), guild.cast_signed()).await?;
            work.commit().await?;
            self.changed(guild, revision);
            Ok(())
        })
        .await
    }

    /// Lets the messages for the mentors' channel try again at once, and says whether it counted as one that cannot be used.
    pub async fn mended(&self, guild: u64) -> Result<bool, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            lock(&mut work, guild).await?;
            let revision = mend(&mut work, self.engine(), guild).await?;
            work.commit().await?;
            if let Some(revision) = revision {
                self.changed(guild, revision);
            }
            Ok(revision.is_some())
        })
        .await
    }
}

/// Why the mentors' channel of a server cannot be used; `None` if it can.
pub(super) async fn read_outage(connection: &mut AnyConnection, guild: i64) -> Result<Option<Outage>, StoreError> {
    let row: Option<(i64, i64, Option<String>)> = sqlx::query_as(
        "SELECT broken_channel, broken_at, broken_why FROM mentors WHERE guild = $1 AND broken_at IS NOT NULL",
    )
    .bind(guild)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(channel, since, why)| Outage {
        channel: channel.cast_unsigned(),
        since,
        why: why.unwrap_or_default(),
    }))
}

/// Forgets that the mentors' channel cannot be used, and returns the server's new revision if that was so.
pub(super) async fn mend(
    connection: &mut AnyConnection,
    engine: Engine,
    guild: u64,
) -> Result<Option<i64>, StoreError> {
    let mended = sqlx::query(
        "UPDATE mentors SET broken_at = NULL, broken_tried = NULL, broken_channel = NULL, broken_why = NULL \
         WHERE guild = $1 AND broken_at IS NOT NULL",
    )
    .bind(guild.cast_signed())
    .execute(&mut *connection)
    .await?;
    if mended.rows_affected() == 0 {
        return Ok(None);
    }
    Ok(Some(next_revision(connection, engine, guild.cast_signed()).await?))
}

/// Moves the open questions of a server to another channel: their messages are deleted where they are, and posted there.
/// Without a channel they wait until one is named.
pub(super) async fn move_questions(
    connection: &mut AnyConnection,
    guild: u64,
    mentors: Option<MentorsChannel>,
    at: i64,
) -> Result<(), StoreError> {
    let id = guild.cast_signed();
    for statement in [
        "UPDATE mentors SET broken_at = NULL, broken_tried = NULL, broken_channel = NULL, broken_why = NULL \
         WHERE guild = $1",
        "DELETE FROM outbox WHERE guild = $1 AND purpose = 'digest'",
        // What may have been posted in the old channel, without a confirmation, is looked for there and deleted.
        "UPDATE outbox SET purpose = 'delete', ping = NULL WHERE guild = $1 AND purpose = 'queue' \
         AND started_at IS NOT NULL AND number IN (SELECT number FROM inquiry WHERE guild = $1 \
         AND state IN ('waiting', 'taken') AND message IS NULL)",
        // A delivery that is on its way to the old channel is no longer there when it arrives, and is deleted again.
        "DELETE FROM outbox WHERE guild = $1 AND purpose = 'queue' AND number IN \
         (SELECT number FROM inquiry WHERE guild = $1 AND state IN ('waiting', 'taken'))",
    ] {
        sqlx::query(statement).bind(id).execute(&mut *connection).await?;
    }
    let open: Vec<(i64, Option<i64>, Option<i64>)> = sqlx::query_as(
        "SELECT number, channel, message FROM inquiry WHERE guild = $1 AND state IN ('waiting', 'taken') \
         ORDER BY number",
    )
    .bind(id)
    .fetch_all(&mut *connection)
    .await?;
    sqlx::query("UPDATE inquiry SET channel = NULL, message = NULL WHERE guild = $1 AND state IN ('waiting', 'taken')")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    for (number, channel, message) in open {
        if let Some((channel, message)) = channel.zip(message) {
            delete_message(connection, guild, (channel.cast_unsigned(), message.cast_unsigned()), at).await?;
        }
        if let Some(mentors) = mentors {
            draw(connection, guild, number, mentors.id, None, at).await?;
        }
    }
    Ok(())
}
