//! Sending a question to the mentors, and joining one: with the limits of members, and with everything that the mentors must
//! see, in one transaction each.

use sqlx::AnyConnection;
use tpm_guide_core::community::Settings;
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::mentors::{Limited, Limits, NewInquiry};

use super::Store;
use super::connect::{Work, within};
use super::drafts::{delete_draft, read_draft};
use super::enqueue::{changed, draw};
use super::error::StoreError;
use super::inquiries::{lock, read_inquiry};
use super::records::Target;

/// The seconds of a day.
const DAY: i64 = 86_400;

/// A question that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its number.
    pub number: u64,
}

/// A question that was joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Its number.
    pub number: u64,
    /// How many members wait for the answer now.
    pub waiting: u32,
}

/// Why a draft was not sent. Nothing was changed, and a draft that was there is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskRefusal {
    /// The draft expired, was sent or discarded, or is another member's.
    NoDraft,
    /// A limit, or there is nothing to ask or to join.
    Limited(Limited),
}

impl Store {
    /// Sends a question to the mentors. The same interaction again sends nothing, and gets the same number.
    pub async fn send_inquiry(
        &self,
        guild: u64,
        by: u64,
        interaction: u64,
        new: &NewInquiry,
        at: i64,
    ) -> Result<Result<Sent, Limited>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let sent = send(&mut work, guild, by, interaction, new, at).await?;
            end(work, sent).await
        })
        .await
    }

    /// Sends the question of a draft to the mentors, and discards it. The same interaction again sends nothing, and gets the
    /// same number.
    pub async fn send_draft(
        &self,
        guild: u64,
        by: u64,
        draft: u64,
        interaction: u64,
        at: i64,
    ) -> Result<Result<Sent, AskRefusal>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            // Before the draft is read: pressed twice at once, it is sent once.
            lock(&mut work, guild).await?;
            let sent = match read_draft(&mut work, guild, by, draft, at).await? {
                Some(Target::Inquiry { new }) => send(&mut work, guild, by, interaction, &new, at).await?,
                _ => match sent_by(&mut work, guild, interaction).await? {
                    Some(sent) => Ok(sent),
                    None => return end(work, Err(AskRefusal::NoDraft)).await,
                },
            };
            if sent.is_ok() {
                delete_draft(&mut work, guild, by, draft).await?;
            }
            end(work, sent.map_err(AskRefusal::Limited)).await
        })
        .await
    }

    /// Lets a member wait for the answer to an open question, with the words of a draft, and discards it. A member who waits
    /// already is told the same again.
    pub async fn join_inquiry(
        &self,
        guild: u64,
        by: u64,
        number: u64,
        draft: u64,
        at: i64,
    ) -> Result<Result<Joined, AskRefusal>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let joined = join(&mut work, guild, by, number, draft, at).await?;
            end(work, joined).await
        })
        .await
    }
}

/// Commits what was done; leaves everything as it was after a refusal.
async fn end<T, R>(work: Work, outcome: Result<T, R>) -> Result<Result<T, R>, StoreError> {
    match outcome {
        Ok(_) => work.commit().await?,
        Err(_) => work.roll_back().await?,
    }
    Ok(outcome)
}

async fn send(
    connection: &mut AnyConnection,
    guild: u64,
    by: u64,
    interaction: u64,
    new: &NewInquiry,
    at: i64,
) -> Result<Result<Sent, Limited>, StoreError> {
    let Some(settings) = lock(connection, guild).await? else { return Ok(Err(Limited::NoMentors)) };
    if let Some(sent) = sent_by(connection, guild, interaction).await? {
        return Ok(Ok(sent));
    }
    let Some(mentors) = settings.mentors else { return Ok(Err(Limited::NoMentors)) };
    if let Err(limited) = check_member(connection, guild, by, at).await? {
        return Ok(Err(limited));
    }
    let open: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM inquiry WHERE guild = $1 AND state IN ('waiting', 'taken')")
            .bind(guild.cast_signed())
            .fetch_one(&mut *connection)
            .await?;
    if open >= i64::from(Limits::SERVER_OPEN) {
        return Ok(Err(Limited::Server));
    }
    let (next, pinged_at): (i64, Option<i64>) = sqlx::query_as(
        "INSERT INTO mentors (guild, next_number, digest_at) VALUES ($1, 2, $2) \
         ON CONFLICT (guild) DO UPDATE SET next_number = mentors.next_number + 1 RETURNING next_number, pinged_at",
    )
    .bind(guild.cast_signed())
    .bind(at)
    .fetch_one(&mut *connection)
    .await?;
    let number = next - 1;
    let nearest: Vec<&str> = new.nearest.iter().map(EntryId::as_str).collect();
    sqlx::query(
        "INSERT INTO inquiry (guild, number, interaction, question, context, about, nearest, asked_at, state, state_at, \
         version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $8, 1)",
    )
    .bind(guild.cast_signed())
    .bind(number)
    .bind(interaction.cast_signed())
    .bind(&new.question)
    .bind(&new.context)
    .bind(new.about.as_ref().map(EntryId::as_str))
    .bind(nearest.join(" "))
    .bind(at)
    .execute(&mut *connection)
    .await?;
    add_asker(connection, guild, number, by, new, at).await?;
    let ping = ping_of(connection, guild, &settings, pinged_at, at).await?;
    draw(connection, guild, number, mentors.id, ping, at).await?;
    Ok(Ok(Sent { number: number.cast_unsigned() }))
}

/// The question that an interaction sent.
async fn sent_by(connection: &mut AnyConnection, guild: u64, interaction: u64) -> Result<Option<Sent>, StoreError> {
    let row: Option<(i64,)> = sqlx::query_as("SELECT number FROM inquiry WHERE guild = $1 AND interaction = $2")
        .bind(guild.cast_signed())
        .bind(interaction.cast_signed())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(number,)| Sent { number: number.cast_unsigned() }))
}

/// Checks the limits of a member.
async fn check_member(
    connection: &mut AnyConnection,
    guild: u64,
    by: u64,
    at: i64,
) -> Result<Result<(), Limited>, StoreError> {
    let counted = async |connection: &mut AnyConnection, statement: &'static str, after: Option<i64>| {
        let query = sqlx::query_scalar::<_, i64>(statement).bind(guild.cast_signed()).bind(by.cast_signed());
        match after {
            Some(after) => query.bind(after).fetch_one(connection).await,
            None => query.fetch_one(connection).await,
        }
    };
    let paused = "SELECT COUNT(*) FROM paused WHERE guild = $1 AND member = $2";
    if counted(connection, paused, None).await? > 0 {
        return Ok(Err(Limited::Paused));
    }
    let open = "SELECT COUNT(*) FROM asker WHERE guild = $1 AND member = $2 AND number IN \
                (SELECT number FROM inquiry WHERE guild = $1 AND state IN ('waiting', 'taken'))";
    if counted(connection, open, None).await? >= i64::from(Limits::OPEN) {
        return Ok(Err(Limited::Open));
    }
    let daily = "SELECT COUNT(*) FROM asker WHERE guild = $1 AND member = $2 AND joined_at > $3";
    if counted(connection, daily, Some(at - DAY)).await? >= i64::from(Limits::DAILY) {
        return Ok(Err(Limited::Daily));
    }
    Ok(Ok(()))
}

async fn add_asker(
    connection: &mut AnyConnection,
    guild: u64,
    number: i64,
    member: u64,
    new: &NewInquiry,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO asker (guild, number, member, joined_at, wording, tell, channel, state) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting')",
    )
    .bind(guild.cast_signed())
    .bind(number)
    .bind(member.cast_signed())
    .bind(at)
    .bind(&new.question)
    .bind(new.tell.as_str())
    .bind(new.channel.map(u64::cast_signed))
    .execute(connection)
    .await?;
    Ok(())
}

/// The role that a new question pings: not again within [`Limits::PING_SECONDS`].
async fn ping_of(
    connection: &mut AnyConnection,
    guild: u64,
    settings: &Settings,
    pinged_at: Option<i64>,
    at: i64,
) -> Result<Option<u64>, StoreError> {
    let is_early = pinged_at.is_some_and(|pinged_at| at - pinged_at < Limits::PING_SECONDS);
    let Some(role) = settings.ping.filter(|_| !is_early) else { return Ok(None) };
    sqlx::query("UPDATE mentors SET pinged_at = $2 WHERE guild = $1")
        .bind(guild.cast_signed())
        .bind(at)
        .execute(connection)
        .await?;
    Ok(Some(role))
}

async fn join(
    connection: &mut AnyConnection,
    guild: u64,
    by: u64,
    number: u64,
    draft: u64,
    at: i64,
) -> Result<Result<Joined, AskRefusal>, StoreError> {
    let closed = Ok(Err(AskRefusal::Limited(Limited::Closed)));
    let Some(settings) = lock(connection, guild).await? else { return closed };
    let Some(stored) = read_inquiry(connection, guild, number, at).await? else { return closed };
    let waits: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM asker WHERE guild = $1 AND number = $2 AND member = $3")
        .bind(guild.cast_signed())
        .bind(number.cast_signed())
        .bind(by.cast_signed())
        .fetch_one(&mut *connection)
        .await?;
    if waits > 0 {
        delete_draft(connection, guild, by, draft).await?;
        return Ok(Ok(Joined { number, waiting: stored.inquiry.waiting }));
    }
    let Some(Target::Inquiry { new }) = read_draft(connection, guild, by, draft, at).await? else {
        return Ok(Err(AskRefusal::NoDraft));
    };
    if !stored.inquiry.state.is_open() {
        return closed;
    }
    if let Err(limited) = check_member(connection, guild, by, at).await? {
        return Ok(Err(AskRefusal::Limited(limited)));
    }
    add_asker(connection, guild, number.cast_signed(), by, &new, at).await?;
    delete_draft(connection, guild, by, draft).await?;
    changed(connection, &settings, guild, number, at).await?;
    Ok(Ok(Joined { number, waiting: stored.inquiry.waiting + 1 }))
}
