//! What the worker of the outbox asks over all servers: the lease, what is due, who has notes, and what a clock makes necessary.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};
use tpm_guide_core::mentors::Limits;

use super::Store;
use super::connect::within;
use super::deliveries::{Delivery, Purpose};
use super::digests::DIGEST_SECONDS;
use super::enqueue::{changed, make_digest};
use super::error::StoreError;
use super::inquiries::lock;
use super::mentors_channel::OUTAGE_SECONDS;

/// The lease of the process that works the outbox.
pub const OUTBOX: &str = "outbox";

/// How many deliveries to one destination [`Store::due`] returns.
pub const DUE_PER_DESTINATION: i64 = 5;

impl Store {
    /// Takes a lease, or renews it, until `until`; says whether `holder` has it now. Another holder has to wait until theirs
    /// ended.
    pub async fn take_lease(&self, name: &'static str, holder: u64, now: i64, until: i64) -> Result<bool, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let taken = sqlx::query(
                "INSERT INTO lease (name, holder, held_until) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE \
                 SET holder = excluded.holder, held_until = excluded.held_until \
                 WHERE lease.holder = excluded.holder OR lease.held_until <= $4",
            )
            .bind(name)
            .bind(holder.cast_signed())
            .bind(until)
            .bind(now)
            .execute(&mut *work)
            .await?;
            work.commit().await?;
            Ok(taken.rows_affected() > 0)
        })
        .await
    }

    /// Gives a lease back, so that another process need not wait until it ends.
    pub async fn release_lease(&self, name: &'static str, holder: u64) -> Result<(), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            sqlx::query("DELETE FROM lease WHERE name = $1 AND holder = $2")
                .bind(name)
                .bind(holder.cast_signed())
                .execute(&mut *work)
                .await?;
            work.commit().await
        })
        .await
    }

    /// The deliveries that can be sent now, at most `limit`, the longest due first.
    ///
    /// Of one destination, they are the first [`DUE_PER_DESTINATION`] in the order in which they became necessary, and none that
    /// stands behind one which is not due: they are to be sent one after another. Messages for a mentors' channel that cannot be
    /// used are left out for [`OUTAGE_SECONDS`] after it was tried last, and everything of a server that the bot left.
    pub async fn due(&self, now: i64, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let rows = sqlx::query(
                "SELECT guild, delivery, purpose, number, destination, message, ping, made_at, attempts, started_at \
                 FROM (SELECT outbox.*, \
                   ROW_NUMBER() OVER (PARTITION BY outbox.guild, destination \
                     ORDER BY made_at, COALESCE(number, 0), delivery) AS turn, \
                   MAX(due_at) OVER (PARTITION BY outbox.guild, destination \
                     ORDER BY made_at, COALESCE(number, 0), delivery) AS ready_at \
                   FROM outbox JOIN guild ON guild.guild = outbox.guild AND guild.left_at IS NULL \
                   LEFT JOIN mentors ON mentors.guild = outbox.guild \
                   WHERE COALESCE(mentors.broken_tried, 0) <= $1 OR purpose NOT IN ('queue', 'digest')) AS waiting \
                 WHERE ready_at <= $2 AND turn <= $3 ORDER BY ready_at, made_at, turn, delivery LIMIT $4",
            )
            .bind(now - OUTAGE_SECONDS)
            .bind(now)
            .bind(DUE_PER_DESTINATION)
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(&mut *work)
            .await?;
            work.release();
            Ok(rows.iter().filter_map(delivery_of).collect())
        })
        .await
    }

    /// When the next delivery is due that is not due now; `None` if none waits. For a worker that sleeps until then.
    pub async fn next_due(&self, now: i64) -> Result<Option<i64>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let next = sqlx::query_scalar("SELECT MIN(due_at) FROM outbox WHERE due_at > $1")
                .bind(now)
                .fetch_one(&mut *work)
                .await?;
            work.release();
            Ok(next)
        })
        .await
    }

    /// Every server and member for whom a note waits.
    pub async fn members_with_notes(&self) -> Result<Vec<(u64, u64)>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let rows: Vec<(i64, i64)> = sqlx::query_as("SELECT DISTINCT guild, member FROM asker WHERE state = 'note'")
                .fetch_all(&mut *work)
                .await?;
            work.release();
            Ok(rows.into_iter().map(|(guild, member)| (guild.cast_unsigned(), member.cast_unsigned())).collect())
        })
        .await
    }

    /// Makes the digests of servers that had none for [`DIGEST_SECONDS`] and have questions that wait, and returns how many.
    pub async fn make_digests(&self, now: i64) -> Result<usize, StoreError> {
        let guilds = self.guilds("SELECT guild FROM mentors WHERE COALESCE(digest_at, 0) <= $1", now - DIGEST_SECONDS);
        let mut made = 0;
        for guild in guilds.await? {
            // One transaction each: a server that is busy holds up no other.
            let is_made = within(self.timeouts().call, async {
                let mut work = self.connections.write().await?;
                let settings = lock(&mut work, guild).await?.unwrap_or_default();
                let is_made = make_digest(&mut work, &settings, guild, now).await?;
                work.commit().await?;
                Ok(is_made)
            });
            made += usize::from(is_made.await?);
        }
        Ok(made)
    }

    /// Ends the claims of mentors that are older than [`Limits::CLAIM_SECONDS`], so that the messages say so, and returns how
    /// many.
    pub async fn end_claims(&self, now: i64) -> Result<usize, StoreError> {
        let before = now - Limits::CLAIM_SECONDS;
        let guilds = "SELECT DISTINCT guild FROM inquiry WHERE state = 'taken' AND state_at <= $1";
        let mut ended = 0;
        for guild in self.guilds(guilds, before).await? {
            let of_guild = within(self.timeouts().call, async {
                let mut work = self.connections.write().await?;
                let settings = lock(&mut work, guild).await?.unwrap_or_default();
                let numbers: Vec<(i64,)> = sqlx::query_as(
                    "UPDATE inquiry SET state = 'waiting', state_at = $3, mentor = NULL \
                     WHERE guild = $1 AND state = 'taken' AND state_at <= $2 RETURNING number",
                )
                .bind(guild.cast_signed())
                .bind(before)
                .bind(now)
                .fetch_all(&mut *work)
                .await?;
                for (number,) in &numbers {
                    changed(&mut work, &settings, guild, number.cast_unsigned(), now).await?;
                }
                work.commit().await?;
                Ok(numbers.len())
            });
            ended += of_guild.await?;
        }
        Ok(ended)
    }

    /// The servers that a statement finds.
    async fn guilds(&self, statement: &'static str, at: i64) -> Result<Vec<u64>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let rows: Vec<(i64,)> = sqlx::query_as(statement).bind(at).fetch_all(&mut *work).await?;
            work.release();
            Ok(rows.into_iter().map(|(guild,)| guild.cast_unsigned()).collect())
        })
        .await
    }
}

/// Whether a process still has a lease.
pub(super) async fn holds_lease(
    connection: &mut AnyConnection,
    name: &'static str,
    holder: u64,
    now: i64,
) -> Result<bool, StoreError> {
    let held: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM lease WHERE name = $1 AND holder = $2 AND held_until > $3")
            .bind(name)
            .bind(holder.cast_signed())
            .bind(now)
            .fetch_one(connection)
            .await?;
    Ok(held > 0)
}

fn delivery_of(row: &AnyRow) -> Option<Delivery> {
    let number = |name| row.try_get::<i64, _>(name).ok();
    let optional = |name| row.try_get::<Option<i64>, _>(name).ok();
    Some(Delivery {
        guild: number("guild")?.cast_unsigned(),
        delivery: number("delivery")?.cast_unsigned(),
        purpose: Purpose::named(row.try_get("purpose").ok()?)?,
        number: optional("number")?.map(i64::cast_unsigned),
        destination: number("destination")?.cast_unsigned(),
        message: optional("message")?.map(i64::cast_unsigned),
        ping: optional("ping")?.map(i64::cast_unsigned),
        made_at: number("made_at")?,
        attempts: u32::try_from(number("attempts")?).ok()?,
        started_at: optional("started_at")?,
    })
}
