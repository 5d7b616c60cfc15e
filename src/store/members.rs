//! Deletes what the store holds about a member: one transaction a server.
//!
//! What others wrote stays, and so does what the member wrote for the server, without their name: entries, answers, changes.

use sqlx::AnyConnection;
use tpm_guide_core::community::Settings;

use super::Store;
use super::connect::within;
use super::drafts::DRAFT_SECONDS;
use super::enqueue::{changed, delete_message, look_for_message};
use super::error::StoreError;
use super::inquiries::lock;

/// Whose data is deleted, and how much of it.
#[derive(Clone, Copy, Debug)]
pub struct Forget<'a> {
    /// The member; `None` for one of whom only the voter is known.
    pub member: Option<u64>,
    /// What stands for the member in votes; `None` where nothing does.
    pub voter: Option<&'a str>,
    /// What was stored up to this time is deleted; [`i64::MAX`] for everything.
    pub until: i64,
}

/// What was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Servers that had something.
    pub servers: u64,
    /// Questions that the member sent or joined.
    pub questions: u64,
    /// Votes.
    pub votes: u64,
    /// Drafts.
    pub drafts: u64,
    /// Names that were taken off: of revisions, imports, changes and answers.
    pub names: u64,
}

impl Forgotten {
    /// Whether there was nothing.
    pub fn is_nothing(&self) -> bool {
        *self == Self { servers: self.servers, ..Self::default() }
    }

    fn add(&mut self, other: Self) {
        let Self { servers, questions, votes, drafts, names } = other;
        self.servers += servers;
        self.questions += questions;
        self.votes += votes;
        self.drafts += drafts;
        self.names += names;
    }
}

impl Store {
    /// Deletes everything about a member, in one server or in all. `voter` is what stands for them in votes.
    pub async fn forget_member(
        &self,
        member: u64,
        voter: Option<&str>,
        guild: Option<u64>,
        at: i64,
    ) -> Result<Forgotten, StoreError> {
        self.forget(Forget { member: Some(member), voter, until: i64::MAX }, guild, at).await
    }

    /// Deletes what a member left up to a time, in one server or in all.
    ///
    /// # Errors
    /// When the database cannot be used. Servers that were done before it are done.
    pub async fn forget(&self, forget: Forget<'_>, guild: Option<u64>, at: i64) -> Result<Forgotten, StoreError> {
        let guilds = match guild {
            Some(guild) => vec![guild],
            // No member has the id 0.
            None => self.servers_of_member(forget.member.unwrap_or(0), forget.voter).await?,
        };
        let mut all = Forgotten::default();
        for guild in guilds {
            let forgotten = within(self.timeouts().long, async {
                let mut work = self.connections.write().await?;
                let forgotten = forget_in(&mut work, guild, forget, at).await?;
                work.commit().await?;
                Ok(forgotten)
            });
            let forgotten = forgotten.await?;
            all.add(Forgotten { servers: u64::from(!forgotten.is_nothing()), ..forgotten });
        }
        Ok(all)
    }
}

async fn forget_in(
    connection: &mut AnyConnection,
    guild: u64,
    forget: Forget<'_>,
    at: i64,
) -> Result<Forgotten, StoreError> {
    let settings = lock(connection, guild).await?.unwrap_or_default();
    let mut forgotten = Forgotten::default();
    if let Some(voter) = forget.voter {
        let statement = "DELETE FROM vote WHERE guild = $1 AND voter = $2 AND voted_at <= $3";
        let deleted = sqlx::query(statement).bind(guild.cast_signed()).bind(voter).bind(forget.until);
        forgotten.votes = deleted.execute(&mut *connection).await?.rows_affected();
    }
    let Some(member) = forget.member else { return Ok(forgotten) };
    let server = Server { guild, settings, member, until: forget.until, at };
    forgotten.questions = server.leave_questions(connection).await?;
    forgotten.names = server.leave_answers(connection).await?;
    for (statement, until) in [
        ("UPDATE revision SET author = 0 WHERE guild = $1 AND author = $2 AND made_at <= $3", forget.until),
        ("UPDATE batch SET author = 0 WHERE guild = $1 AND author = $2 AND made_at <= $3", forget.until),
        ("UPDATE audit SET author = 0 WHERE guild = $1 AND author = $2 AND made_at <= $3", forget.until),
    ] {
        forgotten.names += server.execute(connection, statement, until).await?;
    }
    let drafts = "DELETE FROM draft WHERE guild = $1 AND author = $2 AND expires_at <= $3";
    forgotten.drafts = server.execute(connection, drafts, forget.until.saturating_add(DRAFT_SECONDS)).await?;
    for statement in [
        "DELETE FROM paused WHERE guild = $1 AND member = $2 AND paused_at <= $3",
        "DELETE FROM outbox WHERE guild = $1 AND destination = $2 AND purpose = 'direct' AND made_at <= $3",
    ] {
        server.execute(connection, statement, forget.until).await?;
    }
    Ok(forgotten)
}

/// A server while a member is forgotten in it.
struct Server {
    guild: u64,
    settings: Settings,
    member: u64,
    until: i64,
    at: i64,
}

/// A question that the member waits for: its number, the member's words and delivery, its own words, and its message.
type Asked = (i64, String, Option<i64>, String, Option<i64>, Option<i64>);

impl Server {
    /// Runs a statement about the server, the member and a time, and returns how many rows it changed.
    async fn execute(
        &self,
        connection: &mut AnyConnection,
        statement: &'static str,
        until: i64,
    ) -> Result<u64, StoreError> {
        let query = sqlx::query(statement).bind(self.guild.cast_signed()).bind(self.member.cast_signed()).bind(until);
        Ok(query.execute(connection).await?.rows_affected())
    }

    /// Takes the member out of the questions that they sent or joined, and returns how many there were.
    async fn leave_questions(&self, connection: &mut AnyConnection) -> Result<u64, StoreError> {
        let asked: Vec<Asked> = sqlx::query_as(
            "SELECT asker.number, asker.wording, asker.delivery, inquiry.question, inquiry.channel, inquiry.message \
             FROM asker JOIN inquiry ON inquiry.number = asker.number \
             WHERE asker.guild = $1 AND inquiry.guild = $1 AND asker.member = $2 AND asker.joined_at <= $3",
        )
        .bind(self.guild.cast_signed())
        .bind(self.member.cast_signed())
        .bind(self.until)
        .fetch_all(&mut *connection)
        .await?;
        for (number, words, delivery, question, channel, message) in &asked {
            sqlx::query("DELETE FROM asker WHERE guild = $1 AND number = $2 AND member = $3")
                .bind(self.guild.cast_signed())
                .bind(number)
                .bind(self.member.cast_signed())
                .execute(&mut *connection)
                .await?;
            let others: Vec<(String, Option<i64>)> = sqlx::query_as(
                "SELECT wording, delivery FROM asker WHERE guild = $1 AND number = $2 ORDER BY joined_at, member",
            )
            .bind(self.guild.cast_signed())
            .bind(number)
            .fetch_all(&mut *connection)
            .await?;
            let Some((next, _)) = others.first() else {
                let posted =
                    channel.zip(*message).map(|(channel, message)| (channel.cast_unsigned(), message.cast_unsigned()));
                delete_question(connection, self.guild, *number, posted, self.at).await?;
                continue;
            };
            if let Some(delivery) =
                delivery.filter(|delivery| others.iter().all(|(_, other)| *other != Some(*delivery)))
            {
                self.delete_delivery(connection, delivery).await?;
            }
            // In the words of the member, unless another asker has the same.
            let is_theirs = words == question || others.iter().all(|(other, _)| other != question);
            if is_theirs {
                sqlx::query(
                    "UPDATE inquiry SET question = $3, context = NULL, about = NULL WHERE guild = $1 AND number = $2",
                )
                .bind(self.guild.cast_signed())
                .bind(number)
                .bind(next)
                .execute(&mut *connection)
                .await?;
            }
            changed(connection, &self.settings, self.guild, number.cast_unsigned(), self.at).await?;
        }
        Ok(asked.len() as u64)
    }

    /// A delivery that tells no one any more.
    async fn delete_delivery(&self, connection: &mut AnyConnection, delivery: i64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM outbox WHERE guild = $1 AND delivery = $2")
            .bind(self.guild.cast_signed())
            .bind(delivery)
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Takes the member's name off the questions that they took, answered or declined, and returns how many there were. What
    /// they took waits again.
    async fn leave_answers(&self, connection: &mut AnyConnection) -> Result<u64, StoreError> {
        let numbers: Vec<(i64,)> = sqlx::query_as(
            "UPDATE inquiry SET mentor = NULL, state = CASE state WHEN 'taken' THEN 'waiting' ELSE state END \
             WHERE guild = $1 AND mentor = $2 AND state_at <= $3 RETURNING number",
        )
        .bind(self.guild.cast_signed())
        .bind(self.member.cast_signed())
        .bind(self.until)
        .fetch_all(&mut *connection)
        .await?;
        for (number,) in &numbers {
            changed(connection, &self.settings, self.guild, number.cast_unsigned(), self.at).await?;
        }
        Ok(numbers.len() as u64)
    }
}

/// Deletes a question with everything of it, and has its message in the mentors' channel deleted.
pub(super) async fn delete_question(
    connection: &mut AnyConnection,
    guild: u64,
    number: i64,
    posted: Option<(u64, u64)>,
    at: i64,
) -> Result<(), StoreError> {
    if posted.is_none() {
        look_for_message(connection, guild, number, at).await?;
    }
    for statement in [
        "DELETE FROM asker WHERE guild = $1 AND number = $2",
        "DELETE FROM outbox WHERE guild = $1 AND number = $2 AND purpose <> 'delete'",
        "DELETE FROM inquiry WHERE guild = $1 AND number = $2",
    ] {
        sqlx::query(statement).bind(guild.cast_signed()).bind(number).execute(&mut *connection).await?;
    }
    match posted {
        Some(posted) => delete_message(connection, guild, posted, at).await,
        None => Ok(()),
    }
}
