//! What members of a server asked, were shown and voted, and what its mentors answered: numbers for its staff.

use std::collections::BTreeMap;

use sqlx::AnyConnection;
use tpm_guide_core::community::Tally;
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::mentors::Limits;

use super::Store;
use super::connect::within;
use super::counts::DAY;
use super::error::StoreError;
use super::votes::read_votes;

/// The most entries and questions that are told.
const MOST: i64 = 100;

/// Numbers of a server since a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Insights {
    /// Questions to the guide, by day; days without any are left out.
    pub asked: Vec<DayAsked>,
    /// How often entries were shown, the most shown first; 100 at most.
    pub shown: Vec<(EntryId, u64)>,
    /// Questions that were sent to the mentors, those with the most askers first; 100 at most.
    pub missed: Vec<Missed>,
    /// Votes on entries, all revisions of each together.
    pub votes: Vec<(EntryId, Tally)>,
    /// Questions that mentors answered.
    pub answered: u64,
    /// Questions that mentors declined.
    pub declined: u64,
    /// Questions that wait for mentors now, whenever they were sent.
    pub waiting: u64,
    /// The median time in seconds from a question to the mentors' answer.
    pub median_seconds: Option<u64>,
}

/// The questions to the guide on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayAsked {
    /// The day, counted from 1970.
    pub day_number: i64,
    /// Those that it answered.
    pub found: u64,
    /// Those of which it was not sure what is meant.
    pub unsure: u64,
    /// Those that it did not know.
    pub unknown: u64,
}

/// A question that was sent to the mentors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// Its number.
    pub number: u64,
    /// The asker's words.
    pub question: String,
    /// How many members wait for the answer, or waited.
    pub askers: u64,
    /// `waiting`, `taken`, `answered` or `declined`.
    pub state: String,
}

impl Store {
    /// The numbers of a server since the beginning of a day, which is counted from 1970.
    pub async fn insights(&self, guild: u64, since_day: i64, now: i64) -> Result<Insights, StoreError> {
        let (guild, since) = (guild.cast_signed(), since_day.saturating_mul(DAY));
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let (answered, median_seconds) = answered(&mut work, guild, since).await?;
            let declined = "SELECT COUNT(*) FROM inquiry WHERE guild = $1 AND state = 'declined' AND state_at >= $2";
            let waiting =
                "SELECT COUNT(*) FROM inquiry WHERE guild = $1 AND state IN ('waiting', 'taken') AND asked_at >= $2";
            let insights = Insights {
                asked: asked(&mut work, guild, since_day).await?,
                shown: shown(&mut work, guild, since_day).await?,
                missed: missed(&mut work, guild, since, now).await?,
                votes: votes(&mut work, guild, since).await?,
                answered,
                declined: counted(&mut work, declined, guild, since).await?,
                waiting: counted(&mut work, waiting, guild, 0).await?,
                median_seconds,
            };
            work.release();
            Ok(insights)
        })
        .await
    }
}

/// How many rows a statement counts for a server since a time.
async fn counted(
    connection: &mut AnyConnection,
    statement: &'static str,
    guild: i64,
    since: i64,
) -> Result<u64, StoreError> {
    let rows: i64 = sqlx::query_scalar(statement).bind(guild).bind(since).fetch_one(connection).await?;
    Ok(rows.unsigned_abs())
}

async fn asked(connection: &mut AnyConnection, guild: i64, since_day: i64) -> Result<Vec<DayAsked>, StoreError> {
    let rows: Vec<(i64, String, i64)> = sqlx::query_as(
        "SELECT day_number, what, times FROM usage_count WHERE guild = $1 AND day_number >= $2 \
         AND what IN ('found', 'unsure', 'unknown')",
    )
    .bind(guild)
    .bind(since_day)
    .fetch_all(connection)
    .await?;
    let mut days: BTreeMap<i64, DayAsked> = BTreeMap::new();
    for (day_number, what, times) in rows {
        let day = days.entry(day_number).or_insert(DayAsked { day_number, ..DayAsked::default() });
        let count = match what.as_str() {
            "found" => &mut day.found,
            "unsure" => &mut day.unsure,
            _ => &mut day.unknown,
        };
        *count += times.unsigned_abs();
    }
    Ok(days.into_values().collect())
}

async fn shown(connection: &mut AnyConnection, guild: i64, since_day: i64) -> Result<Vec<(EntryId, u64)>, StoreError> {
    let mut rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT CAST(SUM(times) AS BIGINT) AS sum, what FROM usage_count WHERE guild = $1 AND day_number >= $2 \
         AND what LIKE '%/%' GROUP BY what ORDER BY sum DESC LIMIT $3",
    )
    .bind(guild)
    .bind(since_day)
    .bind(MOST)
    .fetch_all(connection)
    .await?;
    rows.sort_unstable_by(|(sum, id), (other_sum, other)| other_sum.cmp(sum).then_with(|| id.cmp(other)));
    Ok(rows.into_iter().filter_map(|(sum, id)| Some((EntryId::new(&id)?, sum.unsigned_abs()))).collect())
}

async fn missed(connection: &mut AnyConnection, guild: i64, since: i64, now: i64) -> Result<Vec<Missed>, StoreError> {
    let rows: Vec<(i64, String, String, i64, i64)> = sqlx::query_as(
        "SELECT number, question, state, state_at, \
         (SELECT COUNT(*) FROM asker WHERE asker.guild = $1 AND asker.number = inquiry.number) AS askers \
         FROM inquiry WHERE guild = $1 AND asked_at >= $2 ORDER BY askers DESC, number DESC LIMIT $3",
    )
    .bind(guild)
    .bind(since)
    .bind(MOST)
    .fetch_all(connection)
    .await?;
    let missed = rows.into_iter().map(|(number, question, state, state_at, askers)| {
        let is_claim_over = state == "taken" && now - state_at >= Limits::CLAIM_SECONDS;
        Missed {
            number: number.cast_unsigned(),
            question,
            askers: askers.unsigned_abs(),
            state: if is_claim_over { "waiting".to_owned() } else { state },
        }
    });
    Ok(missed.collect())
}

async fn votes(connection: &mut AnyConnection, guild: i64, since: i64) -> Result<Vec<(EntryId, Tally)>, StoreError> {
    let mut entries: Vec<(EntryId, Tally)> = Vec::new();
    // In the order of entries.
    for votes in read_votes(connection, guild, since).await? {
        match entries.last_mut() {
            Some((entry, tally)) if *entry == votes.entry => {
                tally.up += votes.votes.up;
                tally.down += votes.votes.down;
            }
            _ => entries.push((votes.entry, votes.votes)),
        }
    }
    Ok(entries)
}

/// How many questions mentors answered since a time, and the median of the seconds that it took.
async fn answered(connection: &mut AnyConnection, guild: i64, since: i64) -> Result<(u64, Option<u64>), StoreError> {
    let statement = "SELECT COUNT(*) FROM inquiry WHERE guild = $1 AND state = 'answered' AND state_at >= $2";
    let answered = counted(&mut *connection, statement, guild, since).await?;
    // The one in the middle, or the two.
    let (before, middle) = (answered.saturating_sub(1) / 2, 2 - answered % 2);
    let seconds: Vec<(i64,)> = sqlx::query_as(
        "SELECT state_at - asked_at AS seconds FROM inquiry WHERE guild = $1 AND state = 'answered' AND state_at >= $2 \
         ORDER BY seconds LIMIT $3 OFFSET $4",
    )
    .bind(guild)
    .bind(since)
    .bind(middle.cast_signed())
    .bind(before.cast_signed())
    .fetch_all(connection)
    .await?;
    let sum: i64 = seconds.iter().map(|(seconds,)| (*seconds).max(0)).sum();
    let median = i64::try_from(seconds.len()).ok().and_then(|number| sum.checked_div(number));
    Ok((answered, median.map(i64::unsigned_abs)))
}
