//! Members who may not ask the mentors of a server.

use tpm_guide_core::knowledge::Reviewer;

use super::Store;
use super::connect::within;
use super::error::StoreError;
use super::inquiries::lock;
use super::maintenance::record_change;
use super::publication::Author;
use super::rows::{Value, insert};

impl Store {
    /// The members whom staff paused, in the order of their ids.
    pub async fn paused(&self, guild: u64) -> Result<Vec<u64>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let rows: Vec<(i64,)> = sqlx::query_as("SELECT member FROM paused WHERE guild = $1")
                .bind(guild.cast_signed())
                .fetch_all(&mut *work)
                .await?;
            work.release();
            let mut members: Vec<u64> = rows.into_iter().map(|(member,)| member.cast_unsigned()).collect();
            members.sort_unstable();
            Ok(members)
        })
        .await
    }

    /// Pauses just these members. Those who were paused before keep the time at which they were.
    pub async fn set_paused(&self, guild: u64, by: u64, members: &[u64], at: i64) -> Result<(), StoreError> {
        let mut members = members.to_vec();
        members.sort_unstable();
        members.dedup();
        let author = Author { by, reviewer: Reviewer::Manager, at };
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            if lock(&mut work, guild).await?.is_none() {
                return work.roll_back().await;
            }
            let before: Vec<(i64, i64)> = sqlx::query_as("SELECT member, paused_at FROM paused WHERE guild = $1")
                .bind(guild.cast_signed())
                .fetch_all(&mut *work)
                .await?;
            sqlx::query("DELETE FROM paused WHERE guild = $1").bind(guild.cast_signed()).execute(&mut *work).await?;
            let rows = members.iter().map(|member| {
                let member = member.cast_signed();
                let known = before.iter().find(|(known, _)| *known == member);
                [Value::Number(member), Value::Number(known.map_or(at, |(_, paused_at)| *paused_at))]
            });
            insert(&mut work, "paused", ["member", "paused_at"], guild.cast_signed(), rows.collect()).await?;
            let what = format!("paused {} members", members.len());
            let revision = record_change(&mut work, self.engine(), guild.cast_signed(), author, &what).await?;
            work.commit().await?;
            self.changed(guild, revision);
            Ok(())
        })
        .await
    }
}
