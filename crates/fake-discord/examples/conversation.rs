//! Runs a bot as a child process against a fake Discord, talks to it as a member, and checks each step.
//!
//! ```text
//! cargo run -p fake-discord --example conversation -- PROGRAM [ARGUMENT]...
//! ```
//!
//! The bot reads `FAKE_DISCORD_ORIGIN`, `FAKE_DISCORD_TOKEN` and `FAKE_DISCORD_APPLICATION_ID`. What it has to do is
//! what the steps below expect; `tests/clients` of the repository has such a bot for four libraries.

use std::env;
use std::error::Error;
use std::process::{Child, Command};
use std::time::Duration;

use fake_discord::{Discord, Message, Outcome, Settings};

type Checked<T = ()> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Checked {
    let mut arguments = env::args().skip(1);
    let program = arguments.next().ok_or("usage: conversation PROGRAM [ARGUMENT]...")?;
    // Generous, because the machine may be busy: what is checked here is the protocol.
    let settings = Settings {
        deadline: Duration::from_secs(30),
        wait_timeout: Duration::from_secs(40),
        heartbeat_interval: Duration::from_secs(5),
        heartbeat_slack: Duration::from_secs(30),
        ..Settings::default()
    };
    let discord = Discord::start(settings).await?;
    let bot = Command::new(program)
        .args(arguments)
        .env("FAKE_DISCORD_ORIGIN", discord.origin())
        .env("FAKE_DISCORD_TOKEN", discord.token())
        .env("FAKE_DISCORD_APPLICATION_ID", discord.application_id().to_string())
        .spawn()?;
    let _bot = Running(bot);
    let checked = converse(&discord).await;
    if checked.is_err() {
        eprintln!("{}\n", discord.transcript());
    }
    checked
}

/// The bot, which ends with this program.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn converse(discord: &Discord) -> Checked {
    let ada = discord.member("ada");
    let registered = |discord: &Discord| discord.is_connected() && discord.commands(None).len() == 2;
    discord.wait_until("two registered commands", registered).await?;
    passed("log in and register two commands");

    let completed = ada.completes("/greet name:ad").await?;
    let names: Vec<&str> = completed.choices()?.iter().map(|choice| choice.name.as_str()).collect();
    equal(&names.as_slice(), &["Ada", "Adam"].as_slice())?;
    passed("autocomplete");

    let outcome = ada.types("/greet name:Ada").await?;
    let greeting = answer(&outcome)?;
    equal(&title(greeting), &"Hello, Ada")?;
    let labels: Vec<String> = greeting.buttons().into_iter().map(|button| button.label).collect();
    equal(&labels, &["Again", "Form", "Remove"].map(str::to_owned).to_vec())?;
    passed("answer with an embed and buttons");

    let outcome = ada.clicks(greeting, "Again").await?;
    let updated = answer(&outcome)?;
    equal(&title(updated), &"Hello again")?;
    equal(&updated.id, &greeting.id)?;
    passed("update on a click");

    let outcome = ada.clicks(greeting, "Form").await?;
    let modal = outcome.modal()?;
    equal(&modal.title.as_str(), &"A form")?;
    let outcome = ada.submits(modal, &[("text", "good morning")]).await?;
    let submitted = answer(&outcome)?;
    equal(&submitted.content.as_str(), &"You wrote: good morning")?;
    equal(&submitted.is_ephemeral(), &true)?;
    passed("open a modal and answer it in private");

    let outcome = ada.types("/slow").await?;
    let done = discord.filled_in(&outcome).await?;
    equal(&done.content.as_str(), &"Done")?;
    passed("defer and edit");
    let follow_up =
        |discord: &Discord| discord.all_messages().iter().any(|message| message.content == "One more thing");
    discord.wait_until("a follow-up", follow_up).await?;
    passed("follow up");

    ada.clicks(greeting, "Remove").await?;
    discord.deleted(greeting.id).await?;
    passed("delete");

    discord.wait_until("a heartbeat", |discord| discord.connections()[0].heartbeats > 0).await?;
    discord.faults().drop_connections();
    discord.wait_resumes(1).await?;
    equal(&discord.resumes()[0].replayed.is_some(), &true)?;
    equal(&discord.identifies().len(), &1)?;
    let outcome = ada.types("/greet name:Bob").await?;
    equal(&title(answer(&outcome)?), &"Hello, Bob")?;
    passed("resume after a dropped connection");

    let broken = discord.refusals();
    if !broken.is_empty() {
        return Err(format!("the bot broke rules: {broken:#?}").into());
    }
    passed("no rule broken");
    Ok(())
}

fn answer(outcome: &Outcome) -> Checked<&Message> {
    Ok(outcome.answered()?)
}

fn title(message: &Message) -> &str {
    message.embeds.first().and_then(|embed| embed["title"].as_str()).unwrap_or_default()
}

fn equal<T: PartialEq + std::fmt::Debug>(left: &T, right: &T) -> Checked {
    if left == right { Ok(()) } else { Err(format!("expected {right:?}, got {left:?}").into()) }
}

fn passed(step: &str) {
    println!("  ok  {step}");
}
