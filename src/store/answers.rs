//! How mentors answer a question or decline it. The first who answers or declines wins,
//! whoever took it; the second is told what the first did, and keeps their draft.

use sqlx::AnyConnection;
use tpm_guide_core::community::{Content, OwnEntry, Settings, slug_of};
use tpm_guide_core::knowledge::{EntryId, Reviewer};
use tpm_guide_core::mentors::{Inquiry, Resolution};

use super::Store;
use super::claims::{Late, finish};
use super::connect::{Work, within};
use super::drafts::{delete_draft, read_draft};
use super::enqueue::{changed, tell_askers};
use super::error::StoreError;
use super::inquiries::{lock, read_inquiry};
use super::maintenance::record_change;
use super::publication::{Author, EntryChange, Locked, number_of, to_json};
use super::records::{Published, Reason, Refusal, Target};
use super::wordings::{grown, keep_wording};

/// Why an answer was not given. Nothing was changed, and a draft that was there is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerRefusal {
    /// The question is open no more.
    Late(Late),
    /// There is no such draft, or the entry cannot be published or pointed to.
    Refusal(Refusal),
}

/// A question that was answered by publishing an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerPublished {
    /// The question as it is now.
    pub inquiry: Inquiry,
    /// The entry.
    pub published: Published,
}

/// What was done, or why not.
type Answered<T> = Result<Result<T, AnswerRefusal>, StoreError>;

impl Store {
    /// Publishes a draft as a new entry, answers its question with that and discards it, all in one transaction.
    pub async fn publish_answer(
        &self,
        guild: u64,
        by: u64,
        reviewer: Reviewer,
        draft: u64,
        at: i64,
    ) -> Answered<AnswerPublished> {
        let author = Author { by, reviewer, at };
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let locked = Locked::lock(&mut work, guild).await?;
            let Some((number, content)) = read_answer(&mut work, guild, by, draft, at).await? else {
                return refuse(work, AnswerRefusal::Refusal(Refusal::NoDraft)).await;
            };
            let slug = slug_of(&content.title, |slug| locked.entries.contains_key(slug));
            let with = Resolution::Published { slug: slug.clone() };
            let settings = locked.settings();
            if let Err(late) = answer(&mut work, &settings, guild, author, number, &with).await? {
                return refuse(work, AnswerRefusal::Late(late)).await;
            }
            delete_draft(&mut work, guild, by, draft).await?;
            let inquiry = read_inquiry(&mut work, guild, number, at).await?;
            let what = format!("added {slug}");
            let changes = [EntryChange { slug, content: Some(content), reason: Reason::Added }];
            let applied = locked.apply(&mut work, self.engine(), author, self.limit(), &changes, &what).await?;
            let [EntryChange { slug, .. }] = changes;
            match applied.map(|applied| (applied, inquiry)) {
                Ok((applied, Some(stored))) => {
                    work.commit().await?;
                    self.changed(guild, applied.guild_revision);
                    let published = Published { slug, revision: number_of(applied.revisions[0]) };
                    Ok(Ok(AnswerPublished { inquiry: stored.inquiry, published }))
                }
                Ok((_, None)) => refuse(work, AnswerRefusal::Late(Late::Gone)).await,
                Err(refusal) => refuse(work, AnswerRefusal::Refusal(refusal)).await,
            }
        })
        .await
    }

    /// Answers a question for those who wait for it alone, with a draft that is discarded.
    pub async fn tell_answer(&self, guild: u64, by: u64, draft: u64, at: i64) -> Answered<Inquiry> {
        let author = Author { by, reviewer: Reviewer::Editor, at };
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let settings = lock(&mut work, guild).await?.unwrap_or_default();
            let Some((number, content)) = read_answer(&mut work, guild, by, draft, at).await? else {
                return refuse(work, AnswerRefusal::Refusal(Refusal::NoDraft)).await;
            };
            let Content { title, body, source, .. } = content;
            let with = Resolution::Told { title, body, source };
            if let Err(late) = answer(&mut work, &settings, guild, author, number, &with).await? {
                return refuse(work, AnswerRefusal::Late(late)).await;
            }
            delete_draft(&mut work, guild, by, draft).await?;
            finish(work, guild, number, at).await
        })
        .await
    }

    /// Answers a question with an entry that is there already, and keeps the question's words as ones that find it: an own entry
    /// gets them as a question that it answers; those of a shipped one are kept beside it.
    pub async fn point_to(
        &self,
        guild: u64,
        by: u64,
        reviewer: Reviewer,
        number: u64,
        entry: &EntryId,
        at: i64,
    ) -> Answered<Inquiry> {
        let author = Author { by, reviewer, at };
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let locked = Locked::lock(&mut work, guild).await?;
            let settings = locked.settings();
            let with = Resolution::Pointed { entry: entry.clone() };
            if let Err(late) = answer(&mut work, &settings, guild, author, number, &with).await? {
                return refuse(work, AnswerRefusal::Late(late)).await;
            }
            let Some(stored) = read_inquiry(&mut work, guild, number, at).await? else {
                return refuse(work, AnswerRefusal::Late(Late::Gone)).await;
            };
            let inquiry = stored.inquiry;
            let revision = if let Some(slug) = OwnEntry::slug_in(entry) {
                match locked.entries.get(slug) {
                    None => return refuse(work, AnswerRefusal::Refusal(Refusal::Gone)).await,
                    Some(own) if !own.is_published => {
                        return refuse(work, AnswerRefusal::Refusal(Refusal::Removed)).await;
                    }
                    Some(_) => {}
                }
                match grown(&mut work, guild, slug, &inquiry.question).await? {
                    None => None,
                    Some(content) => {
                        let what = format!("edited {slug}");
                        let change =
                            [EntryChange { slug: slug.to_owned(), content: Some(content), reason: Reason::Edited }];
                        // A limit that was lowered since does not stand in the way.
                        let applied =
                            locked.apply(&mut work, self.engine(), author, usize::MAX, &change, &what).await?;
                        match applied {
                            Ok(applied) => Some(applied.guild_revision),
                            Err(refusal) => return refuse(work, AnswerRefusal::Refusal(refusal)).await,
                        }
                    }
                }
            } else if keep_wording(&mut work, guild, entry, &inquiry, at).await? {
                let what = format!("kept a wording of {entry}");
                Some(record_change(&mut work, self.engine(), locked.guild, author, &what).await?)
            } else {
                None
            };
            work.commit().await?;
            if let Some(revision) = revision {
                self.changed(guild, revision);
            }
            Ok(Ok(inquiry))
        })
        .await
    }

    /// Declines a question, with a reason that those who wait for it read.
    pub async fn decline(&self, guild: u64, by: u64, number: u64, reason: &str, at: i64) -> Answered<Inquiry> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let settings = lock(&mut work, guild).await?.unwrap_or_default();
            let outcome = Outcome { state: "declined", resolution: reason, by, at };
            if let Err(late) = close(&mut work, &settings, guild, number, outcome).await? {
                return refuse(work, AnswerRefusal::Late(late)).await;
            }
            finish(work, guild, number, at).await
        })
        .await
    }
}

/// How a question is closed.
#[derive(Clone, Copy)]
struct Outcome<'o> {
    state: &'static str,
    resolution: &'o str,
    by: u64,
    at: i64,
}

/// Answers a question.
async fn answer(
    connection: &mut AnyConnection,
    settings: &Settings,
    guild: u64,
    author: Author,
    number: u64,
    with: &Resolution,
) -> Result<Result<(), Late>, StoreError> {
    let resolution = to_json(with)?;
    let outcome = Outcome { state: "answered", resolution: &resolution, by: author.by, at: author.at };
    close(connection, settings, guild, number, outcome).await
}

/// Closes a question, has its message drawn again and everyone told who waits, unless another mentor closed it before.
async fn close(
    connection: &mut AnyConnection,
    settings: &Settings,
    guild: u64,
    number: u64,
    Outcome { state, resolution, by, at }: Outcome<'_>,
) -> Result<Result<(), Late>, StoreError> {
    let closed = sqlx::query(
        "UPDATE inquiry SET state = $3, state_at = $4, mentor = $5, resolution = $6 \
         WHERE guild = $1 AND number = $2 AND state IN ('waiting', 'taken')",
    )
    .bind(guild.cast_signed())
    .bind(number.cast_signed())
    .bind(state)
    .bind(at)
    .bind(by.cast_signed())
    .bind(resolution)
    .execute(&mut *connection)
    .await?;
    if closed.rows_affected() == 0 {
        let found = read_inquiry(connection, guild, number, at).await?;
        return Ok(Err(found.map_or(Late::Gone, |stored| Late::NotOpen(Box::new(stored.inquiry)))));
    }
    changed(connection, settings, guild, number, at).await?;
    tell_askers(connection, guild, number, at).await?;
    Ok(Ok(()))
}

/// The question and the content of a mentor's draft.
async fn read_answer(
    connection: &mut AnyConnection,
    guild: u64,
    by: u64,
    draft: u64,
    at: i64,
) -> Result<Option<(u64, Content)>, StoreError> {
    Ok(match read_draft(connection, guild, by, draft, at).await? {
        Some(Target::Answer { number, content }) => Some((number, content)),
        _ => None,
    })
}

/// Leaves everything as it was.
async fn refuse<T>(work: Work, refusal: AnswerRefusal) -> Answered<T> {
    work.roll_back().await.map(|()| Err(refusal))
}
