//! The process killed at random points of a save: what was confirmed to the member is there afterwards, what was not is
//! wholly there or wholly absent, and the database passes its check.
//!
//! `KILLS` in the environment says how often on each engine; 20 times otherwise.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use fake_discord::{Discord, Message, Outcome, Person, Upload};
use rustix::process::Signal;
use tokio::time::sleep;
use tpm_guide::store::{Store, check};

use super::support::*;
use crate::store::support::{on_each_engine, patient};
use crate::support::{called_by, settings};

/// How often the process is killed on each engine, unless `KILLS` says otherwise.
const KILLS: usize = 20;

/// Entries of a file that is imported.
const IMPORTED: usize = 10;

/// What members can read in the home server: titles and answers.
type Entries = BTreeMap<String, String>;

/// What is saved when the process is killed.
#[derive(Clone, Copy, Debug)]
enum Save {
    /// A form, which becomes a draft.
    Draft,
    /// A new entry.
    New,
    /// An entry that is there.
    Edit,
    /// Many entries at once.
    Import,
}

/// A save that is about to be made.
struct Prepared {
    /// The panel with the button; nothing for a draft.
    panel: Option<(Message, &'static str)>,
    /// What is there once it is made.
    after: Entries,
}

/// How many kills left what; printed.
#[derive(Debug, Default)]
struct Tally {
    confirmed: usize,
    made_unconfirmed: usize,
    absent: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_while_it_saves_has_saved_all_of_it_or_nothing() {
    on_each_engine(async |database| {
        let kills = std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
        let began = Instant::now();
        let tally = kill_again_and_again(database, kills).await;
        println!("{kills} kills on {} in {:?}: {tally:?}", database.engine, began.elapsed());
    })
    .await;
}

/// Starts the bot, prepares a save, kills the bot in the middle, and looks at what is there after the next start.
async fn kill_again_and_again(database: &Database, kills: usize) -> Tally {
    let discord = Discord::start(settings()).await.expect("loopback has a free port");
    discord.arrange(furnish);
    let fixture = joined(discord, Transport::Http, database, &[]).await;
    let Fixture { discord, mut bot, .. } = fixture;
    let mia = discord.member("mia");
    // How long a save takes here, roughly.
    let mut typical = Duration::from_millis(1);
    for save in [Save::Edit, Save::Import] {
        let began = Instant::now();
        let prepared = prepare(&mia, save, 0, &Entries::new()).await;
        finish(&mia, save, prepared.panel.as_ref(), 0).await;
        typical = typical.max(began.elapsed() / 3);
    }

    let mut tally = Tally::default();
    // Adapts, so that about half of the kills come too late.
    for round in 1..=kills {
        let save = [Save::New, Save::Edit, Save::Import, Save::Draft][round % 4];
        let before = entries(database, &discord).await;
        let prepared = prepare(&mia, save, round, &before).await;
        let moment = typical.mul_f64(fastrand::f64());
        // Dropped only where it is done: what the process sent before its end has to be seen.
        let mut saving = Box::pin(finish(&mia, save, prepared.panel.as_ref(), round));
        let early = tokio::select! {
            outcome = &mut saving => Some(outcome),
            // A random moment of the save, and no wait for a state.
            () = sleep(moment) => None,
        };
        bot.signal(Signal::KILL);
        bot.ends().await;
        let outcome = match early {
            Some(outcome) => outcome,
            None => saving.await,
        };

        bot = called_by(&discord, &[("DATABASE_URL", database.address())]);
        answers_by(&discord, &bot).await;
        let story = || format!("round {round}, {save:?}: {}", discord.transcript());
        let is_confirmed = confirmed(&outcome).unwrap_or_else(|wrong| panic!("{wrong}: {}", story()));
        let now = entries(database, &discord).await;
        let is_made = now == prepared.after;
        assert!(is_made || now == before, "half of it is there: {now:?}\n{}", story());
        assert!(is_made || !is_confirmed, "what was confirmed is lost\n{}", story());
        drafts_are_as_they_should_be(database, &discord, &outcome, &prepared, is_made && now != before).await;
        members_read_it(&discord, &now, &prepared.after, save, round).await;
        assert_eq!(check(&database.url(), &mut |_, _| ()).await.unwrap(), [], "{}", story());
        match (is_confirmed, is_made && now != before) {
            (true, _) => {
                tally.confirmed += 1;
                typical = typical.mul_f64(0.8).max(Duration::from_millis(1));
            }
            (false, true) => tally.made_unconfirmed += 1,
            (false, false) => {
                tally.absent += 1;
                typical = typical.mul_f64(1.25);
            }
        }
    }
    bot.stops().await;
    tally
}

/// Does everything up to the save itself.
async fn prepare(mia: &Person, save: Save, round: usize, before: &Entries) -> Prepared {
    let mut after = before.clone();
    let panel = match save {
        Save::Draft => None,
        Save::New => {
            let (title, answer) = (format!("Entry {round}"), format!("About entry {round}."));
            let name = format!("e{round}");
            let preview = drafts(mia, &[("Title", &title), ("Answer", &answer), ("Other names", &name)]).await;
            after.insert(title, answer);
            Some((preview, "Publish"))
        }
        Save::Edit => {
            let answer = format!("The text of round {round}.");
            after.insert("Base".to_owned(), answer.clone());
            let preview = if round == 0 {
                drafts(mia, &[("Title", "Base"), ("Answer", &answer)]).await
            } else {
                let form = opens(mia, "/guide edit entry:base").await;
                submits(mia, &form, &[("Answer", &answer)]).await
            };
            Some((preview, "Publish"))
        }
        Save::Import => {
            let mut file = String::new();
            for number in 0..IMPORTED {
                let (title, answer) = (format!("Imported {number}"), format!("Number {number} of round {round}."));
                let _ = writeln!(
                    file,
                    "- {{id: topic/imported-{number}, title: {title}, lead: {{say: {answer}, sources: [a]}}, \
                     reviewed: 2026-11-01}}"
                );
                after.insert(title, answer);
            }
            let upload = Upload::new("entries.yaml", file);
            let preview = answered(&mia.types_with("/guide import file:entries.yaml", &[upload]).await.unwrap());
            Some((preview, "Import all"))
        }
    };
    Prepared { panel, after }
}

/// Saves; for a draft, by a form that is opened first.
async fn finish(mia: &Person, save: Save, panel: Option<&(Message, &'static str)>, round: usize) -> Outcome {
    match panel {
        Some((message, label)) => mia.clicks(message, label).await.unwrap(),
        None => {
            assert!(matches!(save, Save::Draft));
            let form = mia.types("/guide add").await.unwrap();
            let Ok(form) = form.modal() else { return form };
            mia.submits(form, &[("Title", &format!("Draft {round}")), ("Answer", "Not published.")]).await.unwrap()
        }
    }
}

/// Whether the member was told that it is saved.
fn confirmed(outcome: &Outcome) -> Result<bool, String> {
    if outcome.is_nothing() {
        return Ok(false);
    }
    let message = outcome.answered().map_err(|problem| problem.to_string())?;
    match title(message).as_str() {
        "Published" | "Imported" | "Preview" => Ok(true),
        // A busy machine can be too slow for a call.
        AWAY => Ok(false),
        _ => Err(message.as_seen()),
    }
}

/// What the database says that members can read.
async fn entries(database: &Database, discord: &Discord) -> Entries {
    let store = database.store().await;
    let stored = store.load(discord.home().0).await.expect("the store works");
    store.close().await;
    let entries = stored.entries.into_iter().map(|entry| entry.content);
    entries.map(|content| (content.title, content.body)).collect()
}

/// A draft that was confirmed is there until it is published, and then no more.
async fn drafts_are_as_they_should_be(
    database: &Database,
    discord: &Discord,
    outcome: &Outcome,
    prepared: &Prepared,
    is_published: bool,
) {
    let panel = match (&prepared.panel, outcome.answered()) {
        (Some((panel, label)), _) => Some((panel, *label)),
        (None, Ok(preview)) if title(preview) == "Preview" => Some((preview, "Publish")),
        (None, _) => None,
    };
    let Some((panel, label)) = panel else { return };
    let control = panel.buttons().into_iter().find(|button| button.label == label).and_then(|button| button.custom_id);
    // Where the panel was replaced meanwhile, the button is gone.
    let Some(control) = control else { return };
    let id = control.rsplit(':').next().and_then(|id| u64::from_str_radix(id, 16).ok()).expect("a draft's id");
    let store = Store::open(&database.url(), patient()).await.expect("a store");
    let mia = discord.member("mia").id().expect("she is there").0;
    let draft = store.draft(discord.home().0, mia, id, 0).await.expect("the store works");
    store.close().await;
    assert_eq!(draft.is_some(), !is_published, "a draft and an entry are never both there, nor both absent");
}

/// The bot that was started anew says the same as the database.
async fn members_read_it(discord: &Discord, now: &Entries, after: &Entries, save: Save, round: usize) {
    let ada = discord.member("ada");
    let titles = match save {
        Save::Draft => vec![format!("Draft {round}")],
        Save::New => vec![format!("Entry {round}")],
        Save::Edit => vec!["Base".to_owned()],
        Save::Import => vec!["Imported 0".to_owned(), format!("Imported {}", IMPORTED - 1)],
    };
    for title in titles {
        let answer = types(&ada, &format!("/topic name:{title}")).await;
        let body = now.get(&title).or_else(|| after.get(&title)).map_or("Not published.", String::as_str);
        assert_eq!(answer.text().contains(body), now.contains_key(&title), "{title}: {}", answer.text());
    }
}
