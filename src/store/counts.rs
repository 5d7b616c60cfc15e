//! Counts of what members asked and were shown, by server and day: never by member.

use std::collections::{BTreeMap, HashMap};

use sqlx::AnyConnection;

use super::Store;
use super::connect::within;
use super::error::StoreError;
use super::rows::{Value, upsert_all};

/// For how many days it is told, in the list of entries, how often each was shown.
pub const SHOWN_DAYS: i64 = 90;

/// The seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// The day of a time, counted from 1970.
pub(super) fn day_of(at: i64) -> i64 {
    at.div_euclid(DAY)
}

impl Store {
    /// Adds counts to those of the day: server, what, times. What is counted is `found`, `unsure` or `unknown`, for a
    /// question, or the id of an entry that was shown.
    ///
    /// One statement adds all of them, unless there are more than an engine takes in one, and one before it adds servers that
    /// have nothing of their own. All processes go in the same order, so that no two wait for each other.
    pub async fn count(&self, counts: &[(u64, String, i64)], at: i64) -> Result<(), StoreError> {
        // Each once: no statement may change a row twice.
        let mut sums: BTreeMap<(i64, &str), i64> = BTreeMap::new();
        for (guild, what, times) in counts {
            *sums.entry((guild.cast_signed(), what)).or_default() += times;
        }
        let mut guilds: Vec<i64> = sums.keys().map(|(guild, _)| *guild).collect();
        guilds.dedup();
        let guilds = guilds.into_iter().map(|guild| vec![guild.into(), 0.into(), "{}".into(), 1.into()]).collect();
        let rows = sums.into_iter().map(|((guild, what), times)| {
            let row: Vec<Value> = vec![guild.into(), day_of(at).into(), what.into(), times.into()];
            row
        });
        let rows = rows.collect();
        within(self.timeouts().long, async {
            let mut work = self.connections.write().await?;
            // All servers before the first count: what another process adds, it adds in this order too.
            let columns = ["guild", "revision", "settings", "next_number"];
            upsert_all(&mut work, "guild", &columns, guilds, "ON CONFLICT (guild) DO NOTHING").await?;
            let columns = ["guild", "day_number", "what", "times"];
            let sum = "ON CONFLICT (guild, day_number, what) DO UPDATE SET times = usage_count.times + excluded.times";
            upsert_all(&mut work, "usage_count", &columns, rows, sum).await?;
            work.commit().await
        })
        .await
    }
}

/// How often each own entry of a server was shown lately, by slug.
pub(super) async fn read_shown(
    connection: &mut AnyConnection,
    guild: i64,
    at: i64,
) -> Result<HashMap<String, i64>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT what, CAST(SUM(times) AS BIGINT) FROM usage_count \
         WHERE guild = $1 AND day_number > $2 AND what LIKE 'own/%' GROUP BY what",
    )
    .bind(guild)
    .bind(day_of(at) - SHOWN_DAYS)
    .fetch_all(connection)
    .await?;
    let slug = |(what, times): (String, i64)| Some((what.strip_prefix("own/")?.to_owned(), times));
    Ok(rows.into_iter().filter_map(slug).collect())
}
