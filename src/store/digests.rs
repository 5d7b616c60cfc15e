//! The weekly digest of a server's questions.

use tpm_guide_core::mentors::Inquiry;

use super::Store;
use super::connect::within;
use super::error::StoreError;
use super::inquiries::{inquiry_of, select_inquiries};
use super::publication::number_of;

/// The most questions that a digest names.
pub const DIGEST_OLDEST: i64 = 5;

/// How often a digest is made, in seconds: once a week.
pub const DIGEST_SECONDS: i64 = 7 * 86_400;

/// What a digest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestNumbers {
    /// How many questions wait, those that a mentor has taken included.
    pub open: u32,
    /// The oldest of them, at most [`DIGEST_OLDEST`].
    pub oldest: Vec<Inquiry>,
    /// How many were sent in the time of the digest.
    pub sent: u32,
    /// How many were answered in it.
    pub answered: u32,
    /// How many were declined in it.
    pub declined: u32,
}

impl Store {
    /// What the digest of a server says about the time after `since`.
    pub async fn digest(&self, guild: u64, since: i64, now: i64) -> Result<DigestNumbers, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let statement = select_inquiries!(" AND state IN ('waiting', 'taken') ORDER BY number LIMIT $2");
            let rows =
                sqlx::query(statement).bind(guild.cast_signed()).bind(DIGEST_OLDEST).fetch_all(&mut *work).await?;
            let oldest = rows.iter().filter_map(|row| inquiry_of(guild, row, now)).map(|stored| stored.inquiry);
            let open = "SELECT COUNT(*) FROM inquiry WHERE guild = $1 AND state IN ('waiting', 'taken')";
            let open: i64 = sqlx::query_scalar(open).bind(guild.cast_signed()).fetch_one(&mut *work).await?;
            let mut since_then = [0_u32; 3];
            for (count, statement) in since_then.iter_mut().zip([
                "SELECT COUNT(*) FROM inquiry WHERE guild = $1 AND asked_at > $2",
                "SELECT COUNT(*) FROM inquiry WHERE guild = $1 AND state = 'answered' AND state_at > $2",
                "SELECT COUNT(*) FROM inquiry WHERE guild = $1 AND state = 'declined' AND state_at > $2",
            ]) {
                let query = sqlx::query_scalar::<_, i64>(statement).bind(guild.cast_signed()).bind(since);
                *count = number_of(query.fetch_one(&mut *work).await?);
            }
            work.release();
            let [sent, answered, declined] = since_then;
            Ok(DigestNumbers { open: number_of(open), oldest: oldest.collect(), sent, answered, declined })
        })
        .await
    }
}
