//! Processes killed at random while members ask and mentors answer. Two of them share a database: one is killed, sometimes both,
//! and started anew. Afterwards every asker is told once or has a note, each question has one message that shows what became of
//! it, what was confirmed is there, and the database passes its check.
//!
//! `KILLS` in the environment says how often on each engine; 20 times otherwise.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use fake_discord::{Discord, Id, Outcome, Peer, Person, Settings};
use futures_util::future::join_all;
use rustix::process::Signal;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::aftermath::{Seen, look};
use super::support::*;
use crate::community::support::furnish;
use crate::store::support::on_each_engine;
use crate::support::{Bot, called_by, enter};

/// How often a process is killed on each engine, unless `KILLS` says otherwise.
const KILLS: usize = 20;

/// How often in one server. Then everything is looked at, and another one begins.
const KILLS_PER_SERVER: usize = 20;

/// The questions that wait at a time.
const WAITING: usize = 8;

/// How long newcomers wait for answers before they ask again.
const ROOM: Duration = Duration::from_secs(5);

/// The channels that are the mentors', one at a time.
pub const CHANNELS: [&str; 2] = ["mentors", "helpers"];

/// What is asked for to have an answer, after which a note can follow.
const READING: &str = "/faq question:3";

#[tokio::test(flavor = "multi_thread")]
async fn whenever_a_process_is_killed_no_asker_and_no_question_is_lost_or_doubled() {
    on_each_engine(async |database| {
        let kills = std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
        let (began, mut seen, mut left) = (Instant::now(), Seen::default(), kills);
        while left > 0 {
            let of_this = left.min(KILLS_PER_SERVER);
            // Another server of Discord, with another database where that is a file.
            let fresh = match database.engine {
                tpm_guide::store::Engine::Sqlite => Some(Database::sqlite()),
                tpm_guide::store::Engine::Postgres => Database::postgres().await,
            };
            seen += kill_again_and_again(fresh.as_ref().unwrap_or(database), of_this).await;
            left -= of_this;
        }
        println!("{kills} kills on {} in {:?}: {seen:?}", database.engine, began.elapsed());
    })
    .await;
}

/// People go on with what they do while processes are killed; then everything is looked at.
async fn kill_again_and_again(database: &Database, kills: usize) -> Seen {
    // Discord's own deadline: what a killed process leaves unanswered is not waited for.
    let settings =
        Settings { messages_per_window: 100, deadline: Settings::default().deadline, ..crate::support::settings() };
    let discord = Discord::start(settings).await.expect("loopback has a free port");
    discord.arrange(|world| {
        furnish(world);
        world.add_mentors();
        world.add_channel(world.home, CHANNELS[1]);
    });
    let (registered, said) = enter(&discord, &["register"], &[("DATABASE_URL", database.address())]).ends().await;
    assert!(registered.success(), "{said}");
    let (told, called) = watch::channel(false);
    let mut replicas = Replicas { discord: &discord, database, bots: Vec::new(), called: told, said: String::new() };
    replicas.starts(0).await;
    replicas.starts(1).await;
    replicas.is_called().await;
    names_mentors(&discord.member("mia").in_channel(CHANNELS[0])).await;

    let town = Town { discord: &discord, called, confirmed: Mutex::default() };
    let over = CancellationToken::new();
    let killing = async {
        let switches = replicas.kills(kills, &town).await;
        over.cancel();
        switches
    };
    let living = async {
        let asking = join_all((0..2).map(|life| town.asks(life)));
        let answering = join_all((0..2).map(|_| town.answers()));
        over.run_until_cancelled(async { tokio::join!(asking, answering) }).await;
    };
    let (switches, ()) = tokio::join!(killing, living);

    // As if half a minute had passed.
    database.tamper("DELETE FROM lease").await;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs().cast_signed());
    let since = since.expect("it is after 1970");
    let story = || replicas.story();
    let bob = discord.member("bob");
    let settling = async {
        loop {
            let left = look(&discord, database, since).await.unsettled;
            if left.is_empty() {
                break;
            }
            // Those who have a note read something; the others are told meanwhile.
            for name in left.iter().flatten() {
                let _ = discord.member(name).types(READING).await;
            }
            let _ = bob.types(READING).await;
        }
    };
    assert!(timeout(3 * BOUND, settling).await.is_ok(), "it does not settle:\n{}", story());
    let aftermath = look(&discord, database, since).await;
    let seen = aftermath
        .seen(&discord, &town.confirmed.lock().expect("no one panics"))
        .unwrap_or_else(|wrong| panic!("{wrong}\n{}", story()));
    assert_eq!(tpm_guide::store::check(&database.url(), &mut |_, _| ()).await.unwrap(), [], "{}", story());
    for bot in replicas.bots {
        bot.stops().await;
    }
    Seen { switches, ..seen }
}

/// The processes.
struct Replicas<'r> {
    discord: &'r Discord,
    database: &'r Database,
    bots: Vec<Bot>,
    /// Whether the process is there that Discord calls.
    called: watch::Sender<bool>,
    /// What those said that were killed.
    said: String,
}

impl Replicas<'_> {
    /// Starts a process in this place.
    async fn starts(&mut self, place: usize) {
        let environment = [("DATABASE_URL", self.database.address()), ("DISCORD_TOKEN", self.discord.token())];
        let bot = called_by(self.discord, &environment);
        bot.address().await;
        self.bots.insert(place, bot);
    }

    /// Discord calls either of them from now on.
    async fn is_called(&self) {
        let url = format!("http://{}/interactions", self.bots[fastrand::usize(..self.bots.len())].address().await);
        let mut tried = self.discord.set_endpoint(&url).await;
        for _ in 0..5 {
            if tried.is_ok() {
                break;
            }
            // Too slow on a busy machine.
            tried = self.discord.set_endpoint(&url).await;
        }
        tried.unwrap_or_else(|problem| panic!("{problem}\n{}", self.story()));
        self.called.send_replace(true);
    }

    /// Kills one process or both after some more requests, and starts them anew, so often. How often the channel of the mentors
    /// was another one afterwards.
    async fn kills(&mut self, times: usize, town: &Town<'_>) -> usize {
        let mut switches = 0;
        let mut killed = 0;
        while killed < times {
            if fastrand::u8(..5) == 0 {
                switches += usize::from(town.switches(CHANNELS[(switches + 1) % 2]).await.is_some());
            }
            let sent = |discord: &Discord| discord.requests().iter().filter(|it| it.sender == Peer::Bot).count();
            let until = sent(self.discord) + fastrand::usize(1..=12);
            let moment = self.discord.wait_until("further requests", |discord| sent(discord) >= until).await;
            moment.unwrap_or_else(|problem| panic!("{problem}\n{}", self.story()));
            // At once, when what was sent is not recorded yet; or at a random moment between two steps that no request shows,
            // and no wait for a state.
            if fastrand::bool() {
                sleep(Duration::from_millis(fastrand::u64(..40))).await;
            }
            let both = fastrand::u8(..5) == 0;
            let places = if both { vec![1, 0] } else { vec![fastrand::usize(..2)] };
            self.called.send_replace(false);
            for &place in &places {
                self.bots[place].signal(Signal::KILL);
            }
            for &place in &places {
                let (_, said) = self.bots.remove(place).ends().await;
                self.said.push_str(&said);
                self.said.push_str("--- killed ---\n");
                killed += 1;
            }
            if fastrand::u8(..8) > 0 {
                // As if the half minute had passed for which the lease holds; otherwise it does.
                self.database.tamper("DELETE FROM lease").await;
            }
            for &place in places.iter().rev() {
                self.starts(place).await;
            }
            self.is_called().await;
        }
        switches
    }

    fn story(&self) -> String {
        let said: Vec<String> = self.bots.iter().map(Bot::said).collect();
        format!(
            "{}\n--- killed ones ---\n{}\n--- the bots ---\n{}",
            self.discord.transcript(),
            self.said,
            said.join("\n---\n")
        )
    }
}

/// The people, who try something else where nothing answers them.
struct Town<'t> {
    discord: &'t Discord,
    called: watch::Receiver<bool>,
    /// What members were told is with the mentors: who, and their words.
    confirmed: Mutex<Vec<(Id, String)>>,
}

/// What came, if it is a message.
fn read(outcome: Result<Outcome, fake_discord::CannotAct>) -> Option<fake_discord::Message> {
    Some(outcome.ok()?.answered().ok()?.clone())
}

/// What came, if it is a form.
fn opened(outcome: Result<Outcome, fake_discord::CannotAct>) -> Option<fake_discord::Modal> {
    Some(outcome.ok()?.modal().ok()?.clone())
}

/// A word that no other question has.
fn word() -> String {
    std::iter::repeat_with(|| fastrand::choice(*b"bdfghklmnprstvz").into_iter().chain(fastrand::choice(*b"aeiou")))
        .take(4)
        .flatten()
        .map(char::from)
        .collect()
}

impl Town<'_> {
    /// Waits until there is a process that Discord calls.
    async fn ready(&self) {
        let mut called = self.called.clone();
        called.wait_for(|is_called| *is_called).await.expect("processes are started as long as people live");
    }

    /// Newcomers ask, one after another, and read something; some ask what another one waits for. Half of the questions that may
    /// wait are theirs.
    async fn asks(&self, life: usize) {
        let mut asked = Vec::new();
        let mut sent = 0;
        for newcomer in 0.. {
            let closed = |discord: &Discord| queue_of(discord).iter().filter(|post| post.buttons().is_empty()).count();
            loop {
                let is_room = |discord: &Discord| sent < usize::midpoint(closed(discord), WAITING);
                match timeout(ROOM, self.discord.wait_until("room for a question", is_room)).await {
                    Ok(Ok(())) => break,
                    // A question that was answered on its way to another channel has no message, and is not counted.
                    _ => sent = closed(self.discord) / 2,
                }
            }
            self.ready().await;
            let name = format!("newcomer{life}x{newcomer}");
            self.discord.arrange(|world| {
                let (home, user) = (world.home, world.add_user(&name, false));
                world.add_member(home, user, fake_discord::permissions::MEMBER);
            });
            let asker = self.discord.member(&name);
            let question = match asked.last() {
                Some(question) if fastrand::u8(..3) == 0 => String::clone(question),
                _ => format!("{} {} {}?", word(), word(), word()),
            };
            let how = [HERE, DIRECTLY, NEXT][fastrand::usize(..3)];
            if let Some(is_sent) = self.ask(&asker, &question, how).await {
                sent += usize::from(is_sent);
                asked.push(question);
            }
            if fastrand::bool() {
                self.ready().await;
                let earlier = format!("newcomer{life}x{}", fastrand::usize(..=newcomer));
                let _ = self.discord.member(&earlier).types(READING).await;
            }
        }
    }

    /// Sends a question, or waits for the answer to the same one; whether it was sent.
    async fn ask(&self, asker: &Person, question: &str, how: &str) -> Option<bool> {
        let told = read(asker.types(&format!("/ask question:{question}")).await)?;
        let form = opened(asker.clicks(&told, "Ask the mentors").await)?;
        let sent = read(asker.submits(&form, &[("How do you want to get the answer?", how)]).await)?;
        let (is_sent, told) = if title(&sent) == "This may have been asked already" {
            let is_sent = fastrand::u8(..3) == 0;
            let label = if is_sent { "Send mine" } else { "Wait for the same answer" };
            (is_sent, read(asker.clicks(&sent, label).await)?)
        } else {
            (true, sent)
        };
        if ["Your question is with the mentors", "You get the same answer"].contains(&title(&told).as_str()) {
            let confirmed = (asker.id().ok()?, question.to_owned());
            self.confirmed.lock().expect("no one panics").push(confirmed);
        }
        Some(is_sent)
    }

    /// A mentor does something with a question that is open, one after another.
    async fn answers(&self) {
        loop {
            let open = |discord: &Discord| {
                let open: Vec<_> = queue_of(discord).into_iter().filter(|post| !post.buttons().is_empty()).collect();
                (!open.is_empty()).then_some(open)
            };
            let open = self.discord.wait_for("an open question", open).await;
            let mut open = open.unwrap_or_else(|problem| panic!("{problem}"));
            self.ready().await;
            let post = open.swap_remove(fastrand::usize(..open.len()));
            let channel = self.discord.channel(self.discord.home(), CHANNELS[0]);
            let place = if channel == Some(post.channel) { CHANNELS[0] } else { CHANNELS[1] };
            let max = self.discord.member("max").in_channel(place);
            let _ = self.act(&max, &post).await;
        }
    }

    async fn act(&self, max: &Person, post: &fake_discord::Message) -> Option<()> {
        match fastrand::u8(..6) {
            0 => {
                let mut labels = post.buttons().into_iter().map(|button| button.label);
                let label = labels.find(|label| label == "Take" || label == "Release")?;
                read(max.clicks(post, &label).await)?;
            }
            1 => {
                let form = opened(max.clicks(post, "Decline").await)?;
                read(max.submits(&form, &[]).await)?;
            }
            2 => {
                let offered = read(max.clicks(post, "It is in the guide").await)?;
                let search = opened(max.clicks(&offered, "Search the guide").await)?;
                let found = read(max.submits(&search, &[("What is it about?", "do I need a degree?")]).await)?;
                let entry = found.menus().first()?.options.first()?.label.clone();
                let preview = read(max.selects(&found, &entry).await)?;
                read(max.clicks(&preview, "Point them to it").await)?;
            }
            way => {
                let form = opened(max.clicks(post, "Answer").await)?;
                let (title, answer) = (format!("About {}", word()), format!("Ask {}.", word()));
                let preview = read(max.submits(&form, &[("Title", &title), ("Answer", &answer)]).await)?;
                let label = if way == 3 { "Only tell the asker" } else { "Publish as entry" };
                read(max.clicks(&preview, label).await)?;
            }
        }
        Some(())
    }

    /// Mia names another channel of the mentors.
    async fn switches(&self, channel: &str) -> Option<()> {
        let mia = self.discord.member("mia").in_channel(CHANNELS[0]);
        let settings = read(mia.types("/guide settings").await)?;
        let settings = read(mia.clicks(&settings, "Mentors and votes").await)?;
        let settings = read(mia.selects_channels(&settings, &[channel]).await)?;
        settings.text().contains("Members can ask the mentors").then_some(())
    }
}

/// The messages of questions, in both channels.
pub fn queue_of(discord: &Discord) -> Vec<fake_discord::Message> {
    let channels = CHANNELS.iter().filter_map(|name| discord.channel(discord.home(), name));
    channels.flat_map(|channel| discord.posts(channel)).collect()
}
