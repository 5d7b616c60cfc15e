//! What the store holds about a member: for the member, as records that become a file of JSON.

use serde::{Serialize, Serializer};
use sqlx::AnyConnection;
use sqlx::FromRow;
use sqlx::any::AnyRow;

use super::Store;
use super::connect::within;
use super::drafts::DRAFT_SECONDS;
use super::error::StoreError;
use super::records::Target;

/// What is stored about a member. Times are seconds since 1970; ids are texts in JSON, where numbers lose digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AboutMember {
    /// What is stored in each server that has something.
    pub servers: Vec<AboutInServer>,
}

/// What is stored about a member in one server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AboutInServer {
    /// The server.
    #[serde(serialize_with = "as_text")]
    pub server: u64,
    /// Since when staff do not let them ask the mentors.
    pub paused_at: Option<i64>,
    /// Questions to the mentors that they sent, or whose answer they wait for as well.
    pub questions: Vec<AboutQuestion>,
    /// Their votes.
    pub votes: Vec<AboutVote>,
    /// What they prepare.
    pub drafts: Vec<AboutDraft>,
    /// Revisions of entries that they wrote.
    pub revisions: Vec<AboutRevision>,
    /// Files of entries that they imported: when.
    pub imports: Vec<i64>,
    /// Changes that they made, as the server's audit has them.
    pub changes: Vec<AboutChange>,
    /// Questions of others that they took, answered or declined.
    pub answers: Vec<AboutAnswer>,
}

/// A question to the mentors, as one who waits for its answer has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AboutQuestion {
    /// Its number in the server.
    pub number: u64,
    /// When they sent or joined it.
    pub asked_at: i64,
    /// The question in their words.
    pub words: String,
    /// Whether the mentors read it in these words.
    pub is_shown: bool,
    /// What else they wrote with it.
    pub context: Option<String>,
    /// How they want to be told: `channel`, `direct` or `next`.
    pub tell: String,
    /// The channel in which they asked.
    #[serde(serialize_with = "as_text_if_any")]
    pub channel: Option<u64>,
    /// What became of it: `waiting`, `taken`, `answered` or `declined`.
    pub state: String,
    /// Whether they were told: `waiting` (there is no answer), `due` (a message is on its way), `note` (with their next answer)
    /// or `told`.
    pub told: String,
}

/// A vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AboutVote {
    /// The entry.
    pub entry: String,
    /// The revision of an own entry; the fingerprint of a shipped one.
    pub revision: i64,
    /// Whether it is for the entry.
    pub is_for: bool,
    /// When.
    pub voted_at: i64,
}

/// What a member prepares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AboutDraft {
    /// When it was saved.
    pub saved_at: i64,
    /// What it says; `None` if it cannot be read.
    pub content: Option<Target>,
}

/// A revision of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AboutRevision {
    /// The entry.
    pub slug: String,
    /// Its number.
    pub revision: i64,
    /// When.
    pub made_at: i64,
    /// What was done.
    pub reason: String,
}

/// A line of the audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AboutChange {
    /// When.
    pub made_at: i64,
    /// What.
    pub what: String,
}

/// What a mentor did with a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AboutAnswer {
    /// The number of the question.
    pub number: u64,
    /// `taken`, `answered` or `declined`.
    pub state: String,
    /// When.
    pub at: i64,
    /// The answer, or the reason.
    pub with: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field")]
fn as_text<S: Serializer>(id: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

#[expect(clippy::ref_option, reason = "serde passes the field")]
fn as_text_if_any<S: Serializer>(id: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
    match id {
        Some(id) => as_text(id, serializer),
        None => serializer.serialize_none(),
    }
}

impl AboutInServer {
    /// Whether nothing is stored.
    fn is_empty(&self) -> bool {
        *self == Self { server: self.server, ..Self::default() }
    }
}

impl Store {
    /// What is stored about a member, in one server or in all. `voter` is what stands for them in votes.
    pub async fn about_member(
        &self,
        member: u64,
        voter: Option<&str>,
        guild: Option<u64>,
    ) -> Result<AboutMember, StoreError> {
        let guilds = match guild {
            Some(guild) => vec![guild],
            None => self.servers_of_member(member, voter).await?,
        };
        let mut servers = Vec::new();
        for guild in guilds {
            let reading = async {
                let mut work = self.connections.read().await?;
                let about = read(&mut work, guild, member, voter).await?;
                work.release();
                Ok(about)
            };
            servers.push(within(self.timeouts().long, reading).await?);
        }
        servers.retain(|about| !about.is_empty());
        Ok(AboutMember { servers })
    }
}

async fn read(
    connection: &mut AnyConnection,
    guild: u64,
    member: u64,
    voter: Option<&str>,
) -> Result<AboutInServer, StoreError> {
    let of = (guild.cast_signed(), member.cast_signed());
    let paused: Vec<(i64,)> =
        rows(connection, "SELECT paused_at FROM paused WHERE guild = $1 AND member = $2", of).await?;
    let drafts: Vec<(i64, String)> = rows(
        connection,
        "SELECT expires_at, content FROM draft WHERE guild = $1 AND author = $2 ORDER BY expires_at, draft",
        of,
    )
    .await?;
    let revisions: Vec<(String, i64, i64, String)> = rows(
        connection,
        "SELECT slug, revision, made_at, reason FROM revision WHERE guild = $1 AND author = $2 ORDER BY made_at, slug, \
         revision",
        of,
    )
    .await?;
    let imports: Vec<(i64,)> =
        rows(connection, "SELECT made_at FROM batch WHERE guild = $1 AND author = $2 ORDER BY made_at", of).await?;
    let changes: Vec<(i64, String)> =
        rows(connection, "SELECT made_at, what FROM audit WHERE guild = $1 AND author = $2 ORDER BY revision", of)
            .await?;
    let answers: Vec<(i64, String, i64, Option<String>)> = rows(
        connection,
        "SELECT number, state, state_at, resolution FROM inquiry WHERE guild = $1 AND mentor = $2 ORDER BY number",
        of,
    )
    .await?;
    Ok(AboutInServer {
        server: guild,
        paused_at: paused.first().map(|(at,)| *at),
        questions: questions(connection, of).await?,
        votes: votes(connection, guild, voter).await?,
        drafts: drafts
            .into_iter()
            .map(|(expires_at, content)| AboutDraft {
                saved_at: expires_at - DRAFT_SECONDS,
                content: serde_json::from_str(&content).ok(),
            })
            .collect(),
        revisions: revisions
            .into_iter()
            .map(|(slug, revision, made_at, reason)| AboutRevision { slug, revision, made_at, reason })
            .collect(),
        imports: imports.into_iter().map(|(at,)| at).collect(),
        changes: changes.into_iter().map(|(made_at, what)| AboutChange { made_at, what }).collect(),
        answers: answers
            .into_iter()
            .map(|(number, state, at, with)| AboutAnswer { number: number.cast_unsigned(), state, at, with })
            .collect(),
    })
}

/// The rows that a statement finds for a server and a member.
async fn rows<T>(
    connection: &mut AnyConnection,
    statement: &'static str,
    (guild, member): (i64, i64),
) -> Result<Vec<T>, StoreError>
where
    T: for<'r> FromRow<'r, AnyRow> + Send + Unpin,
{
    Ok(sqlx::query_as(statement).bind(guild).bind(member).fetch_all(connection).await?)
}

async fn questions(connection: &mut AnyConnection, of: (i64, i64)) -> Result<Vec<AboutQuestion>, StoreError> {
    type Row = (i64, i64, String, String, Option<i64>, String, String, Option<String>, String);
    let found: Vec<Row> = rows(
        connection,
        "SELECT asker.number, asker.joined_at, asker.wording, asker.tell, asker.channel, asker.state, inquiry.question, \
         inquiry.context, inquiry.state FROM asker JOIN inquiry ON inquiry.number = asker.number \
         WHERE asker.guild = $1 AND inquiry.guild = $1 AND asker.member = $2 ORDER BY asker.number",
        of,
    )
    .await?;
    let question = |(number, asked_at, words, tell, channel, told, question, context, state): Row| {
        let is_shown = words == question;
        AboutQuestion {
            number: number.cast_unsigned(),
            asked_at,
            words,
            is_shown,
            context: context.filter(|_| is_shown),
            tell,
            channel: channel.map(i64::cast_unsigned),
            state,
            told,
        }
    };
    Ok(found.into_iter().map(question).collect())
}

async fn votes(connection: &mut AnyConnection, guild: u64, voter: Option<&str>) -> Result<Vec<AboutVote>, StoreError> {
    let Some(voter) = voter else { return Ok(Vec::new()) };
    let rows: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        "SELECT entry, revision, is_for, voted_at FROM vote WHERE guild = $1 AND voter = $2 ORDER BY voted_at, entry",
    )
    .bind(guild.cast_signed())
    .bind(voter)
    .fetch_all(connection)
    .await?;
    let vote = |(entry, revision, is_for, voted_at)| AboutVote { entry, revision, is_for: is_for != 0, voted_at };
    Ok(rows.into_iter().map(vote).collect())
}
