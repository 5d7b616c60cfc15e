//! Own entries that should be looked at again, and confirming that one is still right.

use std::collections::BTreeMap;

use sqlx::AnyConnection;
use tpm_guide_core::community::{Content, Tally};
use tpm_guide_core::knowledge::{EntryId, Reviewer};

use super::Store;
use super::connect::within;
use super::counts::DAY;
use super::entries::conflict;
use super::error::StoreError;
use super::maintenance::record_change;
use super::publication::{Author, Locked, number_of, reviewer_text, to_json};
use super::records::{Outcome, Refusal};
use super::votes::{EntryVotes, read_votes};

/// How many days after staff wrote or confirmed an entry it should be looked at.
pub const REVIEW_DAYS: i64 = 365;

/// The days of recent votes.
const RECENT_DAYS: i64 = 30;

/// An own entry that should be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueEntry {
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its revision.
    pub revision: u32,
    /// When staff wrote or confirmed it last, in seconds since 1970.
    pub reviewed_at: i64,
    /// Whether that is more than [`REVIEW_DAYS`] ago.
    pub is_old: bool,
    /// The votes on this revision.
    pub votes: Tally,
    /// Whether they [are falling](Tally::is_falling).
    pub has_falling_votes: bool,
    /// Shipped entries that it [cites](Content::cites) and that say something else now, or are there no more.
    pub changed: Vec<EntryId>,
}

/// A published entry as it is stored.
struct Row {
    slug: String,
    content: Content,
    reviewed_at: i64,
    revision: i64,
    /// The shipped entries that it cites, with their fingerprints when it was reviewed; `None` if they are not recorded yet.
    cited: Option<BTreeMap<EntryId, u32>>,
}

impl Store {
    /// Own entries that should be looked at, those that were reviewed longest ago first. `fingerprint` is that of a shipped
    /// entry; `None` for an id that the guide does not have.
    pub async fn due_for_review(
        &self,
        guild: u64,
        now: i64,
        fingerprint: impl Fn(&EntryId) -> Option<u32> + Send,
    ) -> Result<Vec<DueEntry>, StoreError> {
        let (rows, all, recent) = within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let guild = guild.cast_signed();
            let rows = read_rows(&mut work, guild).await?;
            let all = read_votes(&mut work, guild, 0).await?;
            let recent = read_votes(&mut work, guild, now - RECENT_DAYS * DAY).await?;
            work.release();
            Ok((rows, all, recent))
        })
        .await?;
        let mut due = Vec::new();
        for row in rows {
            let revision = number_of(row.revision);
            let id = format!("own/{}", row.slug);
            let tally = |votes: &[EntryVotes]| {
                let of = votes.iter().find(|votes| votes.entry.as_str() == id && votes.revision == revision);
                of.map(|votes| votes.votes).unwrap_or_default()
            };
            let cited = row.cited.unwrap_or_default();
            let changed = cited.into_iter().filter(|(id, then)| fingerprint(id) != Some(*then)).map(|(id, _)| id);
            let votes = tally(&all);
            let entry = DueEntry {
                is_old: now - row.reviewed_at > REVIEW_DAYS * DAY,
                votes,
                has_falling_votes: votes.is_falling(tally(&recent)),
                changed: changed.collect(),
                slug: row.slug,
                title: row.content.title,
                revision,
                reviewed_at: row.reviewed_at,
            };
            if entry.is_old || entry.has_falling_votes || !entry.changed.is_empty() {
                due.push(entry);
            }
        }
        due.sort_by(|one, other| one.reviewed_at.cmp(&other.reviewed_at).then_with(|| one.slug.cmp(&other.slug)));
        Ok(due)
    }

    /// Records that an entry in this revision is still right.
    pub async fn confirm_review(
        &self,
        guild: u64,
        by: u64,
        reviewer: Reviewer,
        slug: &str,
        revision: u32,
        at: i64,
    ) -> Result<Outcome<()>, StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let locked = Locked::lock(&mut work, guild).await?;
            let outcome = match locked.entries.get(slug) {
                Some(entry) if !entry.is_published => Err(Refusal::Removed),
                Some(entry) if entry.revision == i64::from(revision) => Ok(()),
                Some(_) => conflict(&mut work, guild, slug).await?,
                None => Err(Refusal::Gone),
            };
            if let Err(refusal) = outcome {
                return work.roll_back().await.map(|()| Err(refusal));
            }
            // What it cites is recorded anew.
            sqlx::query(
                "UPDATE entry SET reviewed_at = $3, reviewer = $4, cited = NULL WHERE guild = $1 AND slug = $2",
            )
            .bind(locked.guild)
            .bind(slug)
            .bind(at)
            .bind(reviewer_text(reviewer))
            .execute(&mut *work)
            .await?;
            let author = Author { by, reviewer, at };
            let what = format!("confirmed {slug}");
            let revision = record_change(&mut work, self.engine(), locked.guild, author, &what).await?;
            work.commit().await?;
            self.changed(guild, revision);
            Ok(Ok(()))
        })
        .await
    }

    /// Records what shipped entries say now that own entries cite, for entries that were published or confirmed since that was
    /// done last. Call it soon after a change of a server.
    pub async fn record_cited(
        &self,
        guild: u64,
        fingerprint: impl Fn(&EntryId) -> Option<u32> + Send,
    ) -> Result<(), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let rows = read_rows(&mut work, guild.cast_signed()).await?;
            for row in rows.into_iter().filter(|row| row.cited.is_none()) {
                let cited = row.content.cites().into_iter();
                let cited: BTreeMap<EntryId, u32> =
                    cited.filter_map(|id| Some((id.clone(), fingerprint(&id)?))).collect();
                // Unless it was published or confirmed again meanwhile.
                sqlx::query(
                    "UPDATE entry SET cited = $5 WHERE guild = $1 AND slug = $2 AND revision = $3 AND reviewed_at = $4",
                )
                .bind(guild.cast_signed())
                .bind(&row.slug)
                .bind(row.revision)
                .bind(row.reviewed_at)
                .bind(to_json(&cited)?)
                .execute(&mut *work)
                .await?;
            }
            work.commit().await
        })
        .await
    }
}

/// The published entries of a server that can be read.
async fn read_rows(connection: &mut AnyConnection, guild: i64) -> Result<Vec<Row>, StoreError> {
    let rows: Vec<(String, String, i64, i64, Option<String>)> = sqlx::query_as(
        "SELECT slug, content, reviewed_at, revision, cited FROM entry WHERE guild = $1 AND state = 'published'",
    )
    .bind(guild)
    .fetch_all(connection)
    .await?;
    let row = |(slug, content, reviewed_at, revision, cited): (String, String, i64, i64, Option<String>)| {
        let content = serde_json::from_str(&content).ok()?;
        let cited = cited.and_then(|cited| serde_json::from_str(&cited).ok());
        Some(Row { slug, content, reviewed_at, revision, cited })
    };
    Ok(rows.into_iter().filter_map(row).collect())
}
