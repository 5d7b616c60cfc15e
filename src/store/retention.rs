//! How long what members leave is kept, and deleting what is older: over all servers, in parts, by any process.

use super::Store;
use super::connect::within;
use super::counts::{DAY, SHOWN_DAYS, day_of};
use super::error::StoreError;
use super::inquiries::lock;
use super::members::delete_question;

/// For how many days things are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Questions to mentors, once they are answered or declined.
    pub answered_days: u32,
    /// Questions to mentors that no mentor answered, since they were sent.
    pub waiting_days: u32,
    /// Counts and votes.
    pub counts_days: u32,
    /// Who changed what.
    pub audit_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { answered_days: 90, waiting_days: 180, counts_days: 400, audit_days: 400 }
    }
}

/// What was deleted because of its age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Drafts.
    pub drafts: u64,
    /// Questions to mentors.
    pub questions: u64,
    /// Votes.
    pub votes: u64,
    /// Rows of counts.
    pub counts: u64,
    /// Lines of the audit.
    pub changes: u64,
}

/// Rows that one transaction deletes at most: others wait no longer for it than for a publication.
const PART: i64 = 1_000;

/// Questions of a server that one transaction deletes at most: each has several rows.
const QUESTIONS: i64 = 100;

/// Servers that are looked up at once.
const SERVERS: i64 = 500;

/// Questions that are kept no longer, by the latest time of the resolved ones and of the others.
macro_rules! old_questions {
    () => {
        "((state IN ('answered', 'declined') AND state_at <= $2) OR (state IN ('waiting', 'taken') AND asked_at <= $3))"
    };
}

impl Store {
    /// Deletes what is older than it is to be kept. Whatever the process does meanwhile, what is left is deleted by the next.
    pub async fn sweep(&self, now: i64, retention: &Retention) -> Result<Swept, StoreError> {
        let before = |days: u32| now - i64::from(days) * DAY;
        let counts_day = day_of(now) - i64::from(retention.counts_days);
        self.delete_old(
            "DELETE FROM shown WHERE (guild, slug, day_number) IN \
             (SELECT guild, slug, day_number FROM shown WHERE day_number <= $1 LIMIT $2)",
            day_of(now) - SHOWN_DAYS,
        )
        .await?;
        Ok(Swept {
            drafts: self
                .delete_old(
                    "DELETE FROM draft WHERE (guild, draft) IN \
                     (SELECT guild, draft FROM draft WHERE expires_at <= $1 LIMIT $2)",
                    now,
                )
                .await?,
            questions: self
                .delete_old_questions(before(retention.answered_days), before(retention.waiting_days), now)
                .await?,
            votes: self
                .delete_old(
                    "DELETE FROM vote WHERE (guild, entry, revision, voter) IN \
                     (SELECT guild, entry, revision, voter FROM vote WHERE voted_at <= $1 LIMIT $2)",
                    before(retention.counts_days),
                )
                .await?,
            counts: self
                .delete_old(
                    "DELETE FROM usage_count WHERE (guild, day_number, what) IN \
                     (SELECT guild, day_number, what FROM usage_count WHERE day_number <= $1 LIMIT $2)",
                    counts_day,
                )
                .await?,
            changes: self
                .delete_old(
                    "DELETE FROM audit WHERE (guild, revision) IN \
                     (SELECT guild, revision FROM audit WHERE made_at <= $1 LIMIT $2)",
                    before(retention.audit_days),
                )
                .await?,
        })
    }

    /// Deletes rows up to a time or a day, part by part, and returns how many there were.
    async fn delete_old(&self, statement: &'static str, until: i64) -> Result<u64, StoreError> {
        let mut deleted = 0;
        loop {
            let part = within(self.timeouts().long, async {
                let mut work = self.connections.write().await?;
                let rows = sqlx::query(statement).bind(until).bind(PART).execute(&mut *work).await?.rows_affected();
                work.commit().await?;
                Ok(rows)
            });
            let part = part.await?;
            deleted += part;
            if part < PART.unsigned_abs() {
                return Ok(deleted);
            }
        }
    }

    /// Deletes questions that were answered or declined up to a time, and those that were sent up to another one and wait,
    /// with their messages.
    async fn delete_old_questions(&self, answered: i64, waiting: i64, now: i64) -> Result<u64, StoreError> {
        let mut deleted = 0;
        loop {
            let servers: Vec<(i64,)> = within(self.timeouts().long, async {
                let mut work = self.connections.read().await?;
                // No server has the id 0, which takes the first place here.
                let statement =
                    concat!("SELECT DISTINCT guild FROM inquiry WHERE guild <> $1 AND ", old_questions!(), " LIMIT $4");
                let servers = sqlx::query_as(statement)
                    .bind(0_i64)
                    .bind(answered)
                    .bind(waiting)
                    .bind(SERVERS)
                    .fetch_all(&mut *work);
                let servers = servers.await?;
                work.release();
                Ok(servers)
            })
            .await?;
            if servers.is_empty() {
                return Ok(deleted);
            }
            for (guild,) in servers {
                deleted += self.delete_old_questions_of(guild, answered, waiting, now).await?;
            }
        }
    }

    /// The same for some of the questions of one server.
    async fn delete_old_questions_of(
        &self,
        guild: i64,
        answered: i64,
        waiting: i64,
        now: i64,
    ) -> Result<u64, StoreError> {
        within(self.timeouts().long, async {
            let mut work = self.connections.write().await?;
            lock(&mut work, guild.cast_unsigned()).await?;
            let statement = concat!(
                "SELECT number, state, channel, message FROM inquiry WHERE guild = $1 AND ",
                old_questions!(),
                " LIMIT $4"
            );
            let rows: Vec<(i64, String, Option<i64>, Option<i64>)> = sqlx::query_as(statement)
                .bind(guild)
                .bind(answered)
                .bind(waiting)
                .bind(QUESTIONS)
                .fetch_all(&mut *work)
                .await?;
            for (number, state, channel, message) in &rows {
                // What mentors did stays in their channel; a question that no mentor answered goes.
                let is_open = ["waiting", "taken"].contains(&state.as_str());
                let posted = channel.zip(*message).filter(|_| is_open);
                let posted = posted.map(|(channel, message)| (channel.cast_unsigned(), message.cast_unsigned()));
                delete_question(&mut work, guild.cast_unsigned(), *number, posted, now).await?;
            }
            work.commit().await?;
            Ok(rows.len() as u64)
        })
        .await
    }
}
