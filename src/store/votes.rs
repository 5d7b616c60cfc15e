//! Votes of members on entries: one a member, entry and revision. Who voted is stored as an HMAC, which the caller makes.

use sqlx::AnyConnection;
use tpm_guide_core::community::Tally;
use tpm_guide_core::knowledge::EntryId;

use super::Store;
use super::connect::within;
use super::error::StoreError;

/// The votes on one revision of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryVotes {
    /// The entry, shipped or own.
    pub entry: EntryId,
    /// The revision of an own entry; the fingerprint of a shipped one.
    pub revision: u32,
    /// How many were for it and against it.
    pub votes: Tally,
}

impl Store {
    /// Notes what a member says about a revision of an entry, in place of what they said before; `None` takes that back.
    pub async fn vote(
        &self,
        guild: u64,
        entry: &EntryId,
        revision: u32,
        voter: &str,
        is_for: Option<bool>,
        at: i64,
    ) -> Result<(), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let query = match is_for {
                Some(_) => {
                    add_guild(&mut work, guild).await?;
                    sqlx::query(
                        "INSERT INTO vote (guild, entry, revision, voter, is_for, voted_at) \
                         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (guild, entry, revision, voter) \
                         DO UPDATE SET is_for = excluded.is_for, voted_at = excluded.voted_at",
                    )
                }
                None => {
                    sqlx::query("DELETE FROM vote WHERE guild = $1 AND entry = $2 AND revision = $3 AND voter = $4")
                }
            };
            let query = query.bind(guild.cast_signed()).bind(entry.as_str()).bind(i64::from(revision)).bind(voter);
            let query = match is_for {
                Some(is_for) => query.bind(i64::from(is_for)).bind(at),
                None => query,
            };
            query.execute(&mut *work).await?;
            work.commit().await
        })
        .await
    }

    /// The votes of a server since a time, by entry and revision in their order.
    pub async fn votes(&self, guild: u64, since: i64) -> Result<Vec<EntryVotes>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let votes = read_votes(&mut work, guild.cast_signed(), since).await?;
            work.release();
            Ok(votes)
        })
        .await
    }
}

/// The votes of a server since a time, by entry and revision in their order.
pub(super) async fn read_votes(
    connection: &mut AnyConnection,
    guild: i64,
    since: i64,
) -> Result<Vec<EntryVotes>, StoreError> {
    let mut rows: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        "SELECT entry, revision, CAST(SUM(is_for) AS BIGINT), COUNT(*) FROM vote \
         WHERE guild = $1 AND voted_at >= $2 GROUP BY entry, revision",
    )
    .bind(guild)
    .bind(since)
    .fetch_all(connection)
    .await?;
    // By bytes: the engines sort texts differently.
    rows.sort_unstable();
    let votes = rows.into_iter().filter_map(|(entry, revision, up, all)| {
        Some(EntryVotes {
            entry: EntryId::new(&entry)?,
            revision: u32::try_from(revision).ok()?,
            votes: Tally { up: up.unsigned_abs(), down: (all - up).unsigned_abs() },
        })
    });
    Ok(votes.collect())
}

/// Adds a server that has nothing of its own yet: then nothing has to be loaded for answers there.
pub(super) async fn add_guild(connection: &mut AnyConnection, guild: u64) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO guild (guild, revision, settings, next_number) VALUES ($1, 0, '{}', 1) \
         ON CONFLICT (guild) DO NOTHING",
    )
    .bind(guild.cast_signed())
    .execute(connection)
    .await?;
    Ok(())
}
