//! What is left after processes were killed: what the database says of each question and asker, and what Discord shows of it.

use std::collections::BTreeMap;

use fake_discord::{Discord, Id, Message};
use sqlx::{AnyConnection, Connection as _};

use super::kills::queue_of;
use super::support::{Database, title};

/// What a message is titled that tells an asker; the last one is of no use to them.
const OUTCOMES: [&str; 3] =
    ["Your question has an answer", "The mentors can't answer this one", "Your question is still open"];

/// Counts, printed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Questions, and those of them that are open.
    pub questions: usize,
    pub open: usize,
    /// Askers, and those of them who were told that their question is with the mentors.
    pub askers: usize,
    pub confirmed: usize,
    /// Askers who were told in a channel, directly, and by a note.
    pub in_channel: usize,
    pub directly: usize,
    pub by_note: usize,
    /// Askers who have a note that was shown, of which the bot did not hear.
    pub note_unconfirmed: usize,
    /// Askers of questions that are open.
    pub waiting: usize,
    /// How often another channel was named as the mentors'.
    pub switches: usize,
    /// Messages that were sent again, and that Discord knew by their nonce.
    pub known_by_nonce: usize,
}

impl std::ops::AddAssign for Seen {
    fn add_assign(&mut self, more: Self) {
        self.questions += more.questions;
        self.open += more.open;
        self.askers += more.askers;
        self.confirmed += more.confirmed;
        self.in_channel += more.in_channel;
        self.directly += more.directly;
        self.by_note += more.by_note;
        self.note_unconfirmed += more.note_unconfirmed;
        self.waiting += more.waiting;
        self.switches += more.switches;
        self.known_by_nonce += more.known_by_nonce;
    }
}

/// What the database holds.
pub struct Aftermath {
    inquiries: BTreeMap<i64, Inquiry>,
    askers: Vec<Asker>,
    /// What is not done yet: a message that must be sent, or the name of a member who has a note and was not shown it.
    pub unsettled: Vec<Option<String>>,
}

/// Number, question, state, channel and message.
type InquiryRow = (i64, String, String, Option<i64>, Option<i64>);

struct Inquiry {
    question: String,
    state: String,
    posted: Option<(Id, Id)>,
}

struct Asker {
    number: i64,
    id: Id,
    name: String,
    wording: String,
    state: String,
}

/// Reads the database. A note that was shown at `since` or before, and not confirmed since, waits for minutes, which is no wait
/// for anything that is under way.
pub async fn look(discord: &Discord, database: &Database, since: i64) -> Aftermath {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(database.address()).await.expect("a connection");
    let rows: Vec<InquiryRow> =
        sqlx::query_as("SELECT number, question, state, channel, message FROM inquiry ORDER BY number")
            .fetch_all(&mut connection)
            .await
            .expect("rows");
    let id = |id: i64| Id(id.cast_unsigned());
    let inquiries = rows.into_iter().map(|(number, question, state, channel, message)| {
        (
            number,
            Inquiry {
                question,
                state,
                posted: channel.zip(message).map(|(channel, message)| (id(channel), id(message))),
            },
        )
    });
    let inquiries = inquiries.collect();
    let rows: Vec<(i64, i64, String, String, Option<i64>)> =
        sqlx::query_as("SELECT number, member, wording, state, shown_at FROM asker ORDER BY number, member")
            .fetch_all(&mut connection)
            .await
            .expect("rows");
    let outbox: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM outbox").fetch_one(&mut connection).await.expect("a number");
    connection.close().await.expect("it ends");

    let name = |member: Id| discord.arrange(|world| world.users.get(&member).map(|user| user.name.clone()));
    let mut unsettled = vec![None; usize::try_from(outbox).unwrap_or_default()];
    let mut askers = Vec::new();
    for (number, member, wording, state, shown_at) in rows {
        let asker = Asker { number, id: id(member), name: name(id(member)).expect("they are there"), wording, state };
        if asker.state == "note" && shown_at.is_none_or(|shown_at| shown_at > since) {
            unsettled.push(Some(asker.name.clone()));
        }
        askers.push(asker);
    }
    Aftermath { inquiries, askers, unsettled }
}

impl Aftermath {
    /// What was seen of it, once everything is settled, where these members were told that their words are with the mentors;
    /// what is wrong, if anything is.
    pub fn seen(&self, discord: &Discord, confirmed: &[(Id, String)]) -> Result<Seen, String> {
        let (questions, askers) = (self.inquiries.len(), self.askers.len());
        let known_by_nonce = discord.transcript().matches("the message was posted before").count();
        let confirmed_askers = confirmed.len();
        let mut seen = Seen { questions, askers, confirmed: confirmed_askers, known_by_nonce, ..Seen::default() };
        for (id, words) in confirmed {
            if !self.askers.iter().any(|asker| asker.id == *id && asker.wording == *words) {
                return Err(format!("{id} was told that {words:?} is with the mentors, and it is lost"));
            }
        }
        self.questions_have_one_message_each(discord)?;
        seen.open = self.inquiries.values().filter(|inquiry| inquiry.is_open()).count();
        let general = discord.channel(discord.home(), "general").expect("it is there");
        let (in_channel, all) = (discord.posts(general), discord.all_messages());
        for asker in &self.askers {
            let inquiry = self.inquiries.get(&asker.number).ok_or("an asker without a question")?;
            let Asker { number, id, name, state, .. } = asker;
            let words = format!("> {}", inquiry.question);
            let tells =
                |message: &&Message| OUTCOMES.contains(&title(message).as_str()) && message.text().contains(&words);
            let in_channel: Vec<&Message> =
                in_channel.iter().filter(tells).filter(|post| discord.notified(post.id).contains(name)).collect();
            let directly = discord.direct_messages(name);
            let directly: Vec<&Message> = directly.iter().filter(tells).collect();
            let noted: Vec<&Message> =
                all.iter().filter(tells).filter(|message| message.ephemeral_for == Some(*id)).collect();
            let told = in_channel.len() + directly.len() + noted.len();
            let is_right = match state.as_str() {
                "waiting" => inquiry.is_open() && told == 0,
                "told" => !inquiry.is_open() && told == 1,
                "note" => !inquiry.is_open() && told <= 1,
                _ => false,
            };
            if !is_right {
                return Err(format!(
                    "{name}, an asker of #{number} ({}) who is {state}, was told {told} times",
                    inquiry.state
                ));
            }
            for message in in_channel.iter().chain(&directly).chain(&noted) {
                if message.text().contains("no longer in the guide") || title(message) == OUTCOMES[2] {
                    return Err(format!("{name} was told of #{number}, and not what: {}", message.text()));
                }
            }
            seen.waiting += usize::from(state == "waiting");
            seen.note_unconfirmed += usize::from(state == "note");
            seen.in_channel += in_channel.len();
            seen.directly += directly.len();
            seen.by_note += noted.len();
        }
        Ok(seen)
    }

    /// Each question has one message, which shows what became of it; one that was closed before it was posted may have none.
    fn questions_have_one_message_each(&self, discord: &Discord) -> Result<(), String> {
        let mut posts = BTreeMap::<i64, Vec<Message>>::new();
        for post in queue_of(discord) {
            let number = title(&post).rsplit_once('#').and_then(|(_, number)| number.parse().ok());
            posts.entry(number.ok_or_else(|| format!("what is this? {}", post.text()))?).or_default().push(post);
        }
        for (number, inquiry) in &self.inquiries {
            let posts = posts.remove(number).unwrap_or_default();
            let found: Vec<(Id, Id)> = posts.iter().map(|post| (post.channel, post.id)).collect();
            if found.len() > 1 || found.first() != inquiry.posted.as_ref() || inquiry.is_open() && found.is_empty() {
                let Inquiry { state, posted, .. } = inquiry;
                return Err(format!("#{number} ({state}) is at {posted:?}, and its messages are {found:?}"));
            }
            if let Some(post) = posts.first().filter(|post| !title(post).starts_with(inquiry.sign())) {
                return Err(format!("#{number} is {}, and its message says: {}", inquiry.state, post.text()));
            }
        }
        if posts.is_empty() { Ok(()) } else { Err(format!("messages of no question: {:?}", posts.keys())) }
    }
}

impl Inquiry {
    fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "waiting" | "taken")
    }

    /// What the title of its message begins with.
    fn sign(&self) -> &'static str {
        match self.state.as_str() {
            "waiting" => "⏳",
            "taken" => "✋",
            "answered" => "✅",
            _ => "🚫",
        }
    }
}
