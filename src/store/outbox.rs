//! The outbox: messages that must be sent, one row each. What makes them necessary writes them in its own transaction; the
//! worker that holds the lease sends them, and says before and after each attempt what it does, so that a process can be
//! killed at any moment.

use sqlx::AnyConnection;
use tpm_guide_core::community::Settings;

use super::Store;
use super::connect::{Work, within};
use super::deliveries::{Delivery, Load, Purpose};
use super::enqueue::{delete_message, random};
use super::error::StoreError;
use super::inquiries::{lock, read_inquiry};
use super::mentors_channel::mend;
use super::worker::{OUTBOX, holds_lease};

/// What [`Store::begin`] reads of the row that it locks.
type Begun = (i64, i64);

impl Store {
    /// Begins an attempt: it is recorded before anything is sent. `None` if nothing is to be sent any more, the delivery
    /// changed since it was read, or `holder` lost the lease.
    pub async fn begin(&self, holder: u64, delivery: &Delivery, now: i64) -> Result<Option<Load>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let Some(settings) = lock(&mut work, delivery.guild).await? else { return nothing(work).await };
            if !holds_lease(&mut work, OUTBOX, holder, now).await? {
                return nothing(work).await;
            }
            let begun: Option<Begun> = sqlx::query_as(
                "UPDATE outbox SET attempts = attempts + 1, started_at = COALESCE(started_at, $5) \
                 WHERE guild = $1 AND delivery = $2 AND attempts = $3 AND destination = $4 \
                 RETURNING attempts, started_at",
            )
            .bind(delivery.guild.cast_signed())
            .bind(delivery.delivery.cast_signed())
            .bind(i64::from(delivery.attempts))
            .bind(delivery.destination.cast_signed())
            .bind(now)
            .fetch_optional(&mut *work)
            .await?;
            let Some(begun) = begun else { return nothing(work).await };
            let load = load(&mut work, delivery, settings, begun, now).await?;
            if load.is_none() {
                delete_delivery(&mut work, delivery.guild, delivery.delivery).await?;
            }
            work.commit().await?;
            Ok(load)
        })
        .await
    }

    /// Records that a message was sent, edited or deleted, or that it was found where an earlier attempt had posted it.
    ///
    /// `version` is that of the [`Load`] that the message shows; 0 if that is not known, so that it is drawn again. `posted` is
    /// the channel and the message, for [`Purpose::Queue`].
    pub async fn delivered(
        &self,
        delivery: &Delivery,
        version: i64,
        posted: Option<(u64, u64)>,
        now: i64,
    ) -> Result<(), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let Some(settings) = lock(&mut work, delivery.guild).await? else { return work.roll_back().await };
            if delivery.purpose == Purpose::Queue {
                drawn(&mut work, delivery, version, posted, now).await?;
            } else {
                settle(&mut work, delivery, "told").await?;
                delete_delivery(&mut work, delivery.guild, delivery.delivery).await?;
            }
            let is_for_mentors = matches!(delivery.purpose, Purpose::Queue | Purpose::Digest)
                && settings.mentors.is_some_and(|mentors| mentors.id == delivery.destination);
            let revision = if is_for_mentors { mend(&mut work, self.engine(), delivery.guild).await? } else { None };
            work.commit().await?;
            if let Some(revision) = revision {
                self.changed(delivery.guild, revision);
            }
            Ok(())
        })
        .await
    }

    /// Lets a delivery wait: the next attempt has the same nonce. `is_clean` says that nothing can have been sent so far: then
    /// the nonce counts from the next attempt on.
    pub async fn retry(&self, delivery: &Delivery, due_at: i64, is_clean: bool) -> Result<(), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            sqlx::query(
                "UPDATE outbox SET due_at = $3, started_at = CASE WHEN $4 = 1 THEN NULL ELSE started_at END \
                 WHERE guild = $1 AND delivery = $2",
            )
            .bind(delivery.guild.cast_signed())
            .bind(delivery.delivery.cast_signed())
            .bind(due_at)
            .bind(i64::from(is_clean))
            .execute(&mut *work)
            .await?;
            work.commit().await
        })
        .await
    }

    /// Begins a delivery anew, with another nonce: what was sent with the old one was not posted, or is there no more. The
    /// message of a question is posted again.
    pub async fn renew_nonce(&self, delivery: &Delivery, now: i64) -> Result<(), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            lock(&mut work, delivery.guild).await?;
            let renewed = sqlx::query(
                "UPDATE outbox SET delivery = $3, attempts = 0, started_at = NULL, due_at = $4 \
                 WHERE guild = $1 AND delivery = $2",
            )
            .bind(delivery.guild.cast_signed())
            .bind(delivery.delivery.cast_signed())
            .bind(random().cast_signed())
            .bind(now)
            .execute(&mut *work)
            .await?;
            if renewed.rows_affected() > 0
                && let (Purpose::Queue, Some(number)) = (delivery.purpose, delivery.number)
            {
                record_message(&mut work, delivery.guild, number, None).await?;
            }
            work.commit().await
        })
        .await
    }

    /// Gives a delivery up: askers whom it tells get a note with their next answer instead. The message of a question is
    /// drawn again with the next change of the question.
    pub async fn give_up(&self, delivery: &Delivery) -> Result<(), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            lock(&mut work, delivery.guild).await?;
            settle(&mut work, delivery, "note").await?;
            delete_delivery(&mut work, delivery.guild, delivery.delivery).await?;
            work.commit().await
        })
        .await
    }
}

async fn nothing(work: Work) -> Result<Option<Load>, StoreError> {
    work.roll_back().await.map(|()| None)
}

/// What a delivery says; `None` if there is nothing to say any more.
async fn load(
    connection: &mut AnyConnection,
    delivery: &Delivery,
    settings: Settings,
    (attempts, started_at): Begun,
    now: i64,
) -> Result<Option<Load>, StoreError> {
    let stored = match delivery.number {
        Some(number) => read_inquiry(connection, delivery.guild, number, now).await?,
        None => None,
    };
    let tells = matches!(delivery.purpose, Purpose::Channel | Purpose::Direct);
    let members = if tells { members_of(connection, delivery).await? } else { Vec::new() };
    let is_needed = match (delivery.purpose, &stored) {
        (Purpose::Queue, None) => false,
        // Never posted, and closed or without a channel. After an attempt, it may have been posted.
        (Purpose::Queue, Some(stored)) => {
            let is_open = stored.inquiry.state.is_open() && settings.mentors.is_some();
            is_open || stored.posted.is_some() || delivery.started_at.is_some()
        }
        (Purpose::Channel | Purpose::Direct, stored) => stored.is_some() && !members.is_empty(),
        (Purpose::Digest, _) => settings.mentors.is_some_and(|mentors| mentors.id == delivery.destination),
        (Purpose::Delete, _) => true,
    };
    if !is_needed {
        return Ok(None);
    }
    let (version, posted) = stored.as_ref().map_or((0, None), |stored| (stored.version, stored.posted));
    let attempts = u32::try_from(attempts).unwrap_or(u32::MAX);
    let inquiry = stored.map(|stored| stored.inquiry);
    Ok(Some(Load { inquiry, version, settings, posted, members, attempts, started_at }))
}

/// The askers that a delivery tells, in the order in which they joined.
async fn members_of(connection: &mut AnyConnection, delivery: &Delivery) -> Result<Vec<u64>, StoreError> {
    let rows: Vec<(i64,)> =
        sqlx::query_as("SELECT member FROM asker WHERE guild = $1 AND delivery = $2 ORDER BY joined_at, member")
            .bind(delivery.guild.cast_signed())
            .bind(delivery.delivery.cast_signed())
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|(member,)| member.cast_unsigned()).collect())
}

/// Records what became of the askers whom a delivery tells.
async fn settle(connection: &mut AnyConnection, delivery: &Delivery, state: &'static str) -> Result<(), StoreError> {
    sqlx::query("UPDATE asker SET state = $3, delivery = NULL WHERE guild = $1 AND delivery = $2")
        .bind(delivery.guild.cast_signed())
        .bind(delivery.delivery.cast_signed())
        .bind(state)
        .execute(connection)
        .await?;
    Ok(())
}

/// Records that the message of a question shows a version of it.
async fn drawn(
    connection: &mut AnyConnection,
    delivery: &Delivery,
    version: i64,
    posted: Option<(u64, u64)>,
    now: i64,
) -> Result<(), StoreError> {
    let stored = match delivery.number {
        Some(number) => read_inquiry(connection, delivery.guild, number, now).await?,
        None => None,
    };
    let is_there: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM outbox WHERE guild = $1 AND delivery = $2 AND purpose = 'queue'")
            .bind(delivery.guild.cast_signed())
            .bind(delivery.delivery.cast_signed())
            .fetch_one(&mut *connection)
            .await?;
    let Some(stored) = stored.filter(|_| is_there > 0) else {
        // Meanwhile the question was deleted, or moved to another channel. What was posted must not stay.
        return match posted {
            Some(posted) => delete_unless_current(connection, delivery, posted, now).await,
            None => Ok(()),
        };
    };
    if posted.is_some() && posted != stored.posted {
        record_message(connection, delivery.guild, stored.inquiry.number, posted).await?;
    }
    if stored.version == version {
        return delete_delivery(connection, delivery.guild, delivery.delivery).await;
    }
    sqlx::query(
        "UPDATE outbox SET attempts = 0, started_at = NULL, ping = NULL, due_at = $3 WHERE guild = $1 AND delivery = $2",
    )
    .bind(delivery.guild.cast_signed())
    .bind(delivery.delivery.cast_signed())
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// Has a message deleted that no question has.
async fn delete_unless_current(
    connection: &mut AnyConnection,
    delivery: &Delivery,
    posted: (u64, u64),
    now: i64,
) -> Result<(), StoreError> {
    let current: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM inquiry WHERE guild = $1 AND channel = $2 AND message = $3")
            .bind(delivery.guild.cast_signed())
            .bind(posted.0.cast_signed())
            .bind(posted.1.cast_signed())
            .fetch_one(&mut *connection)
            .await?;
    if current == 0 { delete_message(connection, delivery.guild, posted, now).await } else { Ok(()) }
}

/// Records where the message of a question is; `None` if there is none.
async fn record_message(
    connection: &mut AnyConnection,
    guild: u64,
    number: u64,
    posted: Option<(u64, u64)>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE inquiry SET channel = $3, message = $4 WHERE guild = $1 AND number = $2")
        .bind(guild.cast_signed())
        .bind(number.cast_signed())
        .bind(posted.map(|(channel, _)| channel.cast_signed()))
        .bind(posted.map(|(_, message)| message.cast_signed()))
        .execute(connection)
        .await?;
    Ok(())
}

async fn delete_delivery(connection: &mut AnyConnection, guild: u64, delivery: u64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM outbox WHERE guild = $1 AND delivery = $2")
        .bind(guild.cast_signed())
        .bind(delivery.cast_signed())
        .execute(connection)
        .await?;
    Ok(())
}
