//! Claims: a mentor takes a question, so that others see that it is being answered, or gives it back.

use sqlx::AnyConnection;
use tpm_guide_core::community::Settings;
use tpm_guide_core::mentors::{Inquiry, State};

use super::Store;
use super::connect::{Work, within};
use super::enqueue::changed;
use super::error::StoreError;
use super::inquiries::{lock, read_inquiry};

/// What a mentor comes too late for. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Late {
    /// The question was deleted.
    Gone,
    /// It was answered or declined.
    NotOpen(Box<Inquiry>),
    /// Another mentor has taken it.
    TakenBy {
        /// Who; `None` for one who had their name deleted.
        by: Option<u64>,
        /// When, in seconds since 1970.
        at: i64,
    },
}

impl Store {
    /// Takes a question. A mentor who has it already keeps it.
    pub async fn take(&self, guild: u64, by: u64, number: u64, at: i64) -> Result<Result<Inquiry, Late>, StoreError> {
        within(self.timeouts().call, async {
            let (mut work, settings, inquiry) = match self.begin_open(guild, number, at).await? {
                Ok(opened) => opened,
                Err(late) => return Ok(Err(late)),
            };
            match inquiry.state {
                State::Taken { by: Some(mentor), .. } if mentor == by => {
                    return work.roll_back().await.map(|()| Ok(inquiry));
                }
                // The claim of a mentor who had their name deleted counts no more.
                State::Taken { by: by @ Some(_), at } => {
                    return work.roll_back().await.map(|()| Err(Late::TakenBy { by, at }));
                }
                _ => {}
            }
            set_state(&mut work, guild, number, "taken", at, Some(by)).await?;
            changed(&mut work, &settings, guild, number, at).await?;
            finish(work, guild, number, at).await
        })
        .await
    }

    /// Gives a question back that `by` has taken; staff can give back what another mentor has taken.
    pub async fn release(
        &self,
        guild: u64,
        by: u64,
        is_staff: bool,
        number: u64,
        at: i64,
    ) -> Result<Result<Inquiry, Late>, StoreError> {
        within(self.timeouts().call, async {
            let (mut work, settings, inquiry) = match self.begin_open(guild, number, at).await? {
                Ok(opened) => opened,
                Err(late) => return Ok(Err(late)),
            };
            match inquiry.state {
                State::Taken { by: mentor, at } if !is_staff && mentor != Some(by) => {
                    return work.roll_back().await.map(|()| Err(Late::TakenBy { by: mentor, at }));
                }
                State::Taken { .. } => {}
                _ => return work.roll_back().await.map(|()| Ok(inquiry)),
            }
            set_state(&mut work, guild, number, "waiting", at, None).await?;
            changed(&mut work, &settings, guild, number, at).await?;
            finish(work, guild, number, at).await
        })
        .await
    }

    /// Begins a transaction for a question that is open.
    async fn begin_open(
        &self,
        guild: u64,
        number: u64,
        at: i64,
    ) -> Result<Result<(Work, Settings, Inquiry), Late>, StoreError> {
        let mut work = self.connections.write().await?;
        let settings = lock(&mut work, guild).await?.unwrap_or_default();
        let late = match read_inquiry(&mut work, guild, number, at).await? {
            Some(stored) if stored.inquiry.state.is_open() => return Ok(Ok((work, settings, stored.inquiry))),
            Some(stored) => Late::NotOpen(Box::new(stored.inquiry)),
            None => Late::Gone,
        };
        work.roll_back().await?;
        Ok(Err(late))
    }
}

async fn set_state(
    connection: &mut AnyConnection,
    guild: u64,
    number: u64,
    state: &'static str,
    at: i64,
    mentor: Option<u64>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE inquiry SET state = $3, state_at = $4, mentor = $5 WHERE guild = $1 AND number = $2")
        .bind(guild.cast_signed())
        .bind(number.cast_signed())
        .bind(state)
        .bind(at)
        .bind(mentor.map(u64::cast_signed))
        .execute(connection)
        .await?;
    Ok(())
}

/// Commits, and returns the question as it is now.
pub(super) async fn finish<R>(
    mut work: Work,
    guild: u64,
    number: u64,
    at: i64,
) -> Result<Result<Inquiry, R>, StoreError> {
    let stored = read_inquiry(&mut work, guild, number, at).await?;
    let stored = stored.ok_or_else(|| StoreError::failed("a question is gone that was locked"))?;
    work.commit().await?;
    Ok(Ok(stored.inquiry))
}
