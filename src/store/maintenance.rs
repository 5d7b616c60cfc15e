//! Statements over all servers: none of them serves a server's interaction, so they alone need not name one.

use sqlx::AnyConnection;

use super::Store;
use super::address::Engine;
use super::connect::within;
use super::counts::DAY;
use super::error::StoreError;
use super::publication::Author;
use super::records::Change;

/// The channel on which PostgreSQL tells of changes.
pub(super) const CHANNEL: &str = "tpm_guide";

/// Gives a server the next revision, records who changed it, and tells the other processes once the transaction is committed.
pub(super) async fn record_change(
    connection: &mut AnyConnection,
    engine: Engine,
    guild: i64,
    author: Author,
    what: &str,
) -> Result<i64, StoreError> {
    let revision = next_revision(connection, engine, guild).await?;
    sqlx::query("INSERT INTO audit (guild, revision, made_at, author, what) VALUES ($1, $2, $3, $4, $5)")
        .bind(guild)
        .bind(revision)
        .bind(author.at)
        .bind(author.by.cast_signed())
        .bind(what)
        .execute(connection)
        .await?;
    Ok(revision)
}

/// Gives a server the next revision, and tells the other processes once the transaction is committed.
///
/// The revision counts over all servers. Its row stays locked until the commit, so revisions are committed in their order: a
/// process that has seen one has seen all below it, and asks only for what is above. It is taken last, so that the lock is
/// short.
pub(super) async fn next_revision(
    connection: &mut AnyConnection,
    engine: Engine,
    guild: i64,
) -> Result<i64, StoreError> {
    let (revision,): (i64,) =
        sqlx::query_as("UPDATE counter SET latest = latest + 1 WHERE name = 'revision' RETURNING latest")
            .fetch_one(&mut *connection)
            .await?;
    sqlx::query("UPDATE guild SET revision = $2 WHERE guild = $1")
        .bind(guild)
        .bind(revision)
        .execute(&mut *connection)
        .await?;
    if engine == Engine::Postgres {
        // `NOTIFY` takes no parameters, and the type of `pg_notify` itself is none that both engines have.
        sqlx::query("SELECT COUNT(*) FROM pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(format!("{} {revision}", guild.cast_unsigned()))
            .execute(&mut *connection)
            .await?;
    }
    Ok(revision)
}

/// For how many days the entries of a server are kept from which the bot was removed.
pub const LEFT_DAYS: i64 = 30;

impl Store {
    /// Every server that has entries or settings, or had them, with its revision.
    pub async fn known(&self) -> Result<Vec<Change>, StoreError> {
        self.changes_above(0, self.timeouts().long).await
    }

    /// The servers that changed after this revision, in the order of their changes.
    pub async fn changed_since(&self, revision: i64) -> Result<Vec<Change>, StoreError> {
        self.changes_above(revision, self.timeouts().call).await
    }

    async fn changes_above(&self, revision: i64, longest: std::time::Duration) -> Result<Vec<Change>, StoreError> {
        within(longest, async {
            let mut work = self.connections.read().await?;
            let rows: Vec<(i64, i64)> =
                sqlx::query_as("SELECT guild, revision FROM guild WHERE revision > $1 ORDER BY revision")
                    .bind(revision)
                    .fetch_all(&mut *work)
                    .await?;
            work.release();
            let change = |(guild, revision): (i64, i64)| Change { guild: guild.cast_unsigned(), revision };
            Ok(rows.into_iter().map(change).collect())
        })
        .await
    }

    /// The servers that have something of a member, or of the voter that stands for them.
    pub(super) async fn servers_of_member(&self, member: u64, voter: Option<&str>) -> Result<Vec<u64>, StoreError> {
        within(self.timeouts().long, async {
            let mut work = self.connections.read().await?;
            let rows: Vec<(i64,)> = sqlx::query_as(
                "SELECT guild FROM asker WHERE member = $1 UNION SELECT guild FROM inquiry WHERE mentor = $1 \
                 UNION SELECT guild FROM draft WHERE author = $1 UNION SELECT guild FROM revision WHERE author = $1 \
                 UNION SELECT guild FROM batch WHERE author = $1 UNION SELECT guild FROM audit WHERE author = $1 \
                 UNION SELECT guild FROM paused WHERE member = $1 \
                 UNION SELECT guild FROM outbox WHERE purpose = 'direct' AND destination = $1 \
                 UNION SELECT guild FROM vote WHERE voter = $2",
            )
            .bind(member.cast_signed())
            // Nothing else stands for no one.
            .bind(voter.unwrap_or_default())
            .fetch_all(&mut *work)
            .await?;
            work.release();
            let mut servers: Vec<u64> = rows.into_iter().map(|(guild,)| guild.cast_unsigned()).collect();
            servers.sort_unstable();
            Ok(servers)
        })
        .await
    }

    /// Every member of whom something is stored under their id.
    pub async fn members(&self) -> Result<Vec<u64>, StoreError> {
        within(self.timeouts().long, async {
            let mut work = self.connections.read().await?;
            let rows: Vec<(i64,)> = sqlx::query_as(
                "SELECT member FROM asker UNION SELECT mentor FROM inquiry WHERE mentor IS NOT NULL \
                 UNION SELECT author FROM draft UNION SELECT author FROM revision WHERE author <> 0 \
                 UNION SELECT author FROM batch WHERE author <> 0 UNION SELECT author FROM audit WHERE author <> 0 \
                 UNION SELECT member FROM paused UNION SELECT destination FROM outbox WHERE purpose = 'direct'",
            )
            .fetch_all(&mut *work)
            .await?;
            work.release();
            let mut members: Vec<u64> = rows.into_iter().map(|(member,)| member.cast_unsigned()).collect();
            members.sort_unstable();
            Ok(members)
        })
        .await
    }

    /// Everything that stands for a member in votes.
    pub async fn voters(&self) -> Result<Vec<String>, StoreError> {
        within(self.timeouts().long, async {
            let mut work = self.connections.read().await?;
            let rows: Vec<(String,)> = sqlx::query_as("SELECT DISTINCT voter FROM vote").fetch_all(&mut *work).await?;
            work.release();
            let mut voters: Vec<String> = rows.into_iter().map(|(voter,)| voter).collect();
            voters.sort_unstable();
            Ok(voters)
        })
        .await
    }

    /// The servers that removed the bot, or that the last listing lacked.
    pub async fn absent(&self) -> Result<Vec<u64>, StoreError> {
        within(self.timeouts().long, async {
            let mut work = self.connections.read().await?;
            let rows: Vec<(i64,)> =
                sqlx::query_as("SELECT guild FROM guild WHERE left_at IS NOT NULL OR missing_at IS NOT NULL")
                    .fetch_all(&mut *work)
                    .await?;
            work.release();
            Ok(rows.into_iter().map(|(guild,)| guild.cast_unsigned()).collect())
        })
        .await
    }

    /// The bot is in this server.
    pub async fn joined(&self, guild: u64) -> Result<(), StoreError> {
        self.set_absence(&[(guild, None, None)]).await
    }

    /// The bot was removed from this server. What it has is kept for [`LEFT_DAYS`].
    pub async fn left(&self, guild: u64, at: i64) -> Result<(), StoreError> {
        self.set_absence(&[(guild, Some(at), None)]).await
    }

    /// The bot is in these servers and in no other, as a complete list says. A server counts as left when a second list, a day
    /// later, lacks it as well. Returns how many that are now.
    pub async fn listing(&self, present: &[u64], at: i64) -> Result<usize, StoreError> {
        let present: std::collections::HashSet<i64> = present.iter().map(|guild| guild.cast_signed()).collect();
        let rows: Vec<(i64, Option<i64>, Option<i64>)> = within(self.timeouts().long, async {
            let mut work = self.connections.read().await?;
            let rows = sqlx::query_as("SELECT guild, left_at, missing_at FROM guild ORDER BY guild")
                .fetch_all(&mut *work)
                .await?;
            work.release();
            Ok(rows)
        })
        .await?;
        let mut absences = Vec::new();
        let mut left = 0;
        for (guild, left_at, missing_at) in rows {
            let now = match (present.contains(&guild), left_at, missing_at) {
                (true, _, _) => (None, None),
                (false, Some(_), _) => (left_at, missing_at),
                (false, None, Some(missing)) if at - missing >= DAY => (Some(at), Some(missing)),
                (false, None, missing) => (None, missing.or(Some(at))),
            };
            left += usize::from(now.0.is_some() && left_at.is_none());
            if now != (left_at, missing_at) {
                absences.push((guild.cast_unsigned(), now.0, now.1));
            }
        }
        self.set_absence(&absences).await?;
        Ok(left)
    }

    /// Sets since when servers have been left or missing.
    async fn set_absence(&self, absences: &[(u64, Option<i64>, Option<i64>)]) -> Result<(), StoreError> {
        within(self.timeouts().long, async {
            let mut work = self.connections.write().await?;
            for (guild, left_at, missing_at) in absences {
                sqlx::query("UPDATE guild SET left_at = $2, missing_at = $3 WHERE guild = $1")
                    .bind(guild.cast_signed())
                    .bind(*left_at)
                    .bind(*missing_at)
                    .execute(&mut *work)
                    .await?;
            }
            work.commit().await
        })
        .await
    }

    /// Deletes what servers had that were left [`LEFT_DAYS`] ago, and returns them.
    pub async fn purge(&self, at: i64) -> Result<Vec<u64>, StoreError> {
        let before = at - LEFT_DAYS * DAY;
        within(self.timeouts().long, async {
            let mut work = self.connections.write().await?;
            // Writing the rows locks them: a member of staff who comes back at this moment waits, and begins anew.
            let left: Vec<(i64,)> =
                sqlx::query_as("UPDATE guild SET revision = revision WHERE left_at <= $1 RETURNING guild")
                    .bind(before)
                    .fetch_all(&mut *work)
                    .await?;
            for (guild,) in &left {
                for statement in PURGE {
                    sqlx::query(statement).bind(guild).execute(&mut *work).await?;
                }
            }
            work.commit().await?;
            Ok(left.into_iter().map(|(guild,)| guild.cast_unsigned()).collect())
        })
        .await
    }
}

/// Deletes everything of a server: what refers to others first.
const PURGE: [&str; 19] = [
    "DELETE FROM outbox WHERE guild = $1",
    "DELETE FROM asker WHERE guild = $1",
    "DELETE FROM inquiry WHERE guild = $1",
    "DELETE FROM mentor_role WHERE guild = $1",
    "DELETE FROM paused WHERE guild = $1",
    "DELETE FROM wording WHERE guild = $1",
    "DELETE FROM vote WHERE guild = $1",
    "DELETE FROM usage_count WHERE guild = $1",
    "DELETE FROM mentors WHERE guild = $1",
    "DELETE FROM shown WHERE guild = $1",
    "DELETE FROM audit WHERE guild = $1",
    "DELETE FROM batch_entry WHERE guild = $1",
    "DELETE FROM batch WHERE guild = $1",
    "DELETE FROM draft WHERE guild = $1",
    "DELETE FROM revision WHERE guild = $1",
    "DELETE FROM phrase WHERE guild = $1",
    "DELETE FROM entry WHERE guild = $1",
    "DELETE FROM guild_role WHERE guild = $1",
    "DELETE FROM guild WHERE guild = $1",
];
