//! Notes: answers of mentors that a member reads in private, after their own next answer.

use sqlx::AnyConnection;
use tpm_guide_core::mentors::{Inquiry, Limits};

use super::Store;
use super::connect::within;
use super::error::StoreError;
use super::inquiries::{lock, read_inquiry};

/// The most notes that are claimed at once: one private message holds them.
pub const NOTES_AT_ONCE: i64 = 5;

/// A note for one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The number of the question.
    pub number: u64,
    /// The question, and what became of it.
    pub inquiry: Inquiry,
}

impl Store {
    /// Claims the notes that wait for a member, the oldest first and [`NOTES_AT_ONCE`] at most. No other call gets them for
    /// [`Limits::NOTE_SECONDS`], unless they are [returned](Self::return_notes).
    pub async fn claim_notes(&self, guild: u64, member: u64, now: i64) -> Result<Vec<Note>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            lock(&mut work, guild).await?;
            let mut claimed: Vec<(i64,)> = sqlx::query_as(
                "UPDATE asker SET shown_at = $3 WHERE guild = $1 AND member = $2 AND state = 'note' \
                 AND COALESCE(shown_at, 0) <= $4 AND number IN (SELECT number FROM asker WHERE guild = $1 \
                 AND member = $2 AND state = 'note' AND COALESCE(shown_at, 0) <= $4 ORDER BY number LIMIT $5) \
                 RETURNING number",
            )
            .bind(guild.cast_signed())
            .bind(member.cast_signed())
            .bind(now)
            .bind(now - Limits::NOTE_SECONDS)
            .bind(NOTES_AT_ONCE)
            .fetch_all(&mut *work)
            .await?;
            claimed.sort_unstable();
            let mut notes = Vec::new();
            for (number,) in claimed {
                let number = number.cast_unsigned();
                let found = read_inquiry(&mut work, guild, number, now).await?;
                notes.extend(found.map(|stored| Note { number, inquiry: stored.inquiry }));
            }
            work.commit().await?;
            Ok(notes)
        })
        .await
    }

    /// Records that a member was shown these notes.
    pub async fn confirm_notes(&self, guild: u64, member: u64, numbers: &[u64]) -> Result<(), StoreError> {
        let statement = "UPDATE asker SET state = 'told' WHERE guild = $1 AND member = $2 AND number = $3 \
                         AND state = 'note'";
        self.set_notes(statement, guild, member, numbers).await
    }

    /// Lets notes wait again that were certainly not shown.
    pub async fn return_notes(&self, guild: u64, member: u64, numbers: &[u64]) -> Result<(), StoreError> {
        let statement = "UPDATE asker SET shown_at = NULL WHERE guild = $1 AND member = $2 AND number = $3 \
                         AND state = 'note'";
        self.set_notes(statement, guild, member, numbers).await
    }

    async fn set_notes(
        &self,
        statement: &'static str,
        guild: u64,
        member: u64,
        numbers: &[u64],
    ) -> Result<(), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            lock(&mut work, guild).await?;
            for number in numbers {
                set_note(&mut work, statement, guild, member, *number).await?;
            }
            work.commit().await
        })
        .await
    }
}

async fn set_note(
    connection: &mut AnyConnection,
    statement: &'static str,
    guild: u64,
    member: u64,
    number: u64,
) -> Result<(), StoreError> {
    sqlx::query(statement)
        .bind(guild.cast_signed())
        .bind(member.cast_signed())
        .bind(number.cast_signed())
        .execute(connection)
        .await?;
    Ok(())
}
