//! Wordings: the words of answered questions, kept as ones that find the entry which answers them.

use sqlx::AnyConnection;
use tpm_guide_core::community::{Content, ContentLimits};
use tpm_guide_core::knowledge::{EntryId, fold};
use tpm_guide_core::mentors::Inquiry;

use super::error::StoreError;

/// The most wordings that a server keeps for one shipped entry.
pub const WORDINGS_PER_ENTRY: i64 = 20;

/// The most wordings that a server keeps.
pub const WORDINGS_PER_SERVER: i64 = 500;

/// The wordings of a server: the entry, and the words.
pub(super) async fn read_wordings(
    connection: &mut AnyConnection,
    guild: i64,
) -> Result<Vec<(EntryId, String)>, StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT entry, wording FROM wording WHERE guild = $1 ORDER BY kept_at, entry, folded")
            .bind(guild)
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().filter_map(|(entry, wording)| Some((EntryId::new(&entry)?, wording))).collect())
}

/// Keeps the words of a question for a shipped entry, and says whether anything was kept: not what is there already, is too
/// long to be matched, or is beyond the limits.
pub(super) async fn keep_wording(
    connection: &mut AnyConnection,
    guild: u64,
    entry: &EntryId,
    inquiry: &Inquiry,
    at: i64,
) -> Result<bool, StoreError> {
    let Some((wording, folded)) = cleaned(&inquiry.question) else { return Ok(false) };
    let of_server: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM wording WHERE guild = $1")
        .bind(guild.cast_signed())
        .fetch_one(&mut *connection)
        .await?;
    let of_entry: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM wording WHERE guild = $1 AND entry = $2")
        .bind(guild.cast_signed())
        .bind(entry.as_str())
        .fetch_one(&mut *connection)
        .await?;
    if of_server >= WORDINGS_PER_SERVER || of_entry >= WORDINGS_PER_ENTRY {
        return Ok(false);
    }
    let kept = sqlx::query(
        "INSERT INTO wording (guild, entry, folded, wording, number, kept_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (guild, entry, folded) DO NOTHING",
    )
    .bind(guild.cast_signed())
    .bind(entry.as_str())
    .bind(folded)
    .bind(wording)
    .bind(inquiry.number.cast_signed())
    .bind(at)
    .execute(connection)
    .await?;
    Ok(kept.rows_affected() > 0)
}

/// The content of an own entry with one more question that it answers; `None` if it has it already, is full, or cannot be read.
pub(super) async fn grown(
    connection: &mut AnyConnection,
    guild: u64,
    slug: &str,
    question: &str,
) -> Result<Option<Content>, StoreError> {
    let text: Option<(String,)> = sqlx::query_as("SELECT content FROM entry WHERE guild = $1 AND slug = $2")
        .bind(guild.cast_signed())
        .bind(slug)
        .fetch_optional(connection)
        .await?;
    let content: Option<Content> = text.and_then(|(text,)| serde_json::from_str(&text).ok());
    Ok(content.zip(cleaned(question)).and_then(|(mut content, (wording, folded))| {
        let is_known = content.asked_as.iter().any(|known| fold(known) == folded);
        if is_known || content.asked_as.len() >= ContentLimits::QUESTIONS {
            return None;
        }
        content.asked_as.push(wording);
        Some(content)
    }))
}

/// The words of a question in one line, and folded; `None` if they are too long for a question of an entry, or hold no word.
fn cleaned(question: &str) -> Option<(String, String)> {
    let content = Content { asked_as: vec![question.to_owned()], ..Content::default() }.cleaned();
    let wording = content.asked_as.into_iter().next()?;
    let folded = fold(&wording);
    (wording.chars().count() <= ContentLimits::QUESTION).then_some((wording, folded))
}
