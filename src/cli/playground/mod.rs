//! `tpm-guide playground`: the fake Discord, the bot connected to it, and the page, in one process.

mod world;
mod story;

use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anstream::println;
use anyhow::{Context as _, anyhow};
use fake_discord::{BotState, Client, ClientHandle, Content, ContentProblem, Discord};
use secrecy::SecretString;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tpm_guide_core::knowledge::{Problem, Severity};
use tracing::{error, info, warn};

use super::args;
use super::run;
use crate::bot::{Communities, Disclosure, Live, Opening, Report};
use crate::config::{Config, KeySource, Log, MemberKey, StoreConfig};
use crate::failure::Failure;
use crate::knowledge::Place;
use crate::shutdown::when_told_to_stop;
use crate::store::{DatabaseUrl, Options, Retention};

/// How long a bot that ended by itself rests before it is started again; doubled each time, up to the longest.
const SHORTEST_REST: Duration = Duration::from_secs(2);
const LONGEST_REST: Duration = Duration::from_mins(1);

/// Plays until the process is told to stop.
pub(super) async fn play(
    options: args::Playground,
    database: DatabaseUrl,
    place: Place,
    log: Log,
) -> Result<(), Failure> {
    let stop = when_told_to_stop();
    let Some((live, _fresh)) =
        Live::kept_fresh(place, Disclosure { logs_questions: log.questions, stores: true }, &stop).await?
    else {
        return Ok(());
    };
    let member_key = match KeySource::beside(&database) {
        KeySource::None => KeySource::Value(MemberKey::random()?),
        file => file,
    };
    let cache_bytes = StoreConfig::CACHE_BYTES;
    let opening = Opening {
        url: database,
        options: Options::default(),
        cache_bytes,
        member_key,
        forgotten: None,
        retention: Retention::default(),
    };
    let (communities, _following) = Communities::open(opening, &stop).await?;
    let (settings, answering) = world::settings();
    let discord = Discord::start(settings).await.context("starting the fake Discord")?;
    let home = discord.home();
    if let (Ok(store), Some(answering)) = (communities.store(), answering) {
        world::prepare(store, home, answering).await?;
    }
    let mut client = bind(&discord, &options).await?;
    if let Some(folder) = options.page {
        client = client.with_assets(folder);
    }
    let (handle, url) = (client.handle(), client.url());
    let page = tokio::spawn(client.serve(stop.clone()));
    println!("TPM Guide's playground is at {url} (Ctrl-C ends it)");
    if options.open
        && let Err(problem) = open::that_detached(&url)
    {
        warn!("no browser was opened ({problem}): open {url} yourself");
    }

    let reports = tokio::spawn(pass_on(Arc::clone(&live), handle.clone()));
    let stories = tokio::spawn(story::offer(Arc::clone(&communities), home.0, handle.clone()));
    let origin = discord.origin();
    let start = || {
        let config = config(discord.token(), &origin, log.clone());
        let (live, communities, stop) = (Arc::clone(&live), Arc::clone(&communities), stop.clone());
        async move { run::run_with(config?, live, Some(communities), stop).await }
    };
    keep_running(start, |state| handle.bot(state), &stop).await;
    reports.abort();
    stories.abort();
    page.await.context("serving the page")?.context("serving the page")?;
    info!("the playground ended");
    Ok(())
}

/// Everything that `run` is told otherwise by `.env` and the environment.
fn config(token: &str, origin: &str, log: Log) -> Result<Config, Failure> {
    let api = origin.parse().context("the fake Discord's address")?;
    let token = SecretString::from(token.to_owned());
    Ok(Config {
        token,
        public_keys: None,
        guild: None,
        api,
        shards: None,
        state: None,
        store: None,
        metrics: None,
        log,
    })
}

/// Takes the page's port, or says what to do.
async fn bind(discord: &Discord, options: &args::Playground) -> Result<Client, Failure> {
    let address = options.listen;
    if !address.ip().is_loopback() {
        if !options.allow_remote {
            let problem = format!("{address} can be reached from other machines: add --allow-remote if that is wanted");
            return Err(Failure::Usage(problem));
        }
        warn!("anyone who reaches {address} can use this playground: it has no password and no encryption");
    }
    Client::bind(discord, address).await.map_err(|problem| match problem.kind() {
        ErrorKind::AddrInUse => {
            let next = SocketAddr::new(address.ip(), address.port().checked_add(1).unwrap_or(8321));
            let hint = "end what is there, perhaps another playground, or choose another port:";
            anyhow!("{address} is in use: {hint} --listen {next}").into()
        }
        _ => anyhow!("{address} cannot be listened on ({problem}): choose another address with --listen").into(),
    })
}

/// Tells the page what the files say, now and whenever they were read again.
async fn pass_on(live: Arc<Live>, handle: ClientHandle) {
    let place = live.place().to_string();
    let mut reports = live.reports();
    loop {
        let Report { entries, version, problems, .. } = reports.borrow_and_update().clone();
        let problems = problems.into_iter().map(finding).collect();
        handle.content(Content { place: place.clone(), entries, version, problems });
        if reports.changed().await.is_err() {
            return;
        }
    }
}

fn finding(problem: Problem) -> ContentProblem {
    let Problem { file, line, path, message, severity } = problem;
    let severity = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    ContentProblem { file, line, path, message, severity }
}

/// Starts the bot, and starts it again whenever it ends before it should.
async fn keep_running<Run>(mut start: impl FnMut() -> Run, tell: impl Fn(BotState), stop: &CancellationToken)
where
    Run: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let mut rest = SHORTEST_REST;
    loop {
        tell(BotState::Running);
        let started = Instant::now();
        // In a task of its own, a panic ends the bot and nothing else.
        let ended = tokio::spawn(start()).await;
        if stop.is_cancelled() {
            return;
        }
        if started.elapsed() > LONGEST_REST {
            rest = SHORTEST_REST;
        }
        let why = match ended {
            Ok(Ok(())) => "it ended by itself".to_owned(),
            Ok(Err(failure)) => format!("{failure:#}"),
            Err(_) => "it panicked".to_owned(),
        };
        let next = format!("it is started again in {} s", rest.as_secs());
        error!("the bot stopped: {why}; {next}");
        tell(BotState::Stopped(format!("The bot stopped: {why}; {next}.")));
        tokio::select! {
            () = sleep(rest) => rest = (rest * 2).min(LONGEST_REST),
            () = stop.cancelled() => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_bot_that_ends_is_started_again_with_growing_pauses() {
        let stop = CancellationToken::new();
        let starts = Cell::new(0);
        let told = RefCell::new(Vec::new());
        let began = Instant::now();
        let start = || {
            starts.set(starts.get() + 1);
            let (start, stop) = (starts.get(), stop.clone());
            async move {
                match start {
                    1 => Err(anyhow!("no route").context("signing in").into()),
                    2 => panic!("a fault"),
                    3 => Ok(()),
                    _ => {
                        stop.cancel();
                        Ok(())
                    }
                }
            }
        };
        keep_running(start, |state| told.borrow_mut().push(state), &stop).await;
        let told = told.into_inner();
        let stopped: Vec<&str> = told
            .iter()
            .filter_map(|state| match state {
                BotState::Stopped(why) => Some(why.as_str()),
                BotState::External | BotState::Running => None,
            })
            .collect();
        assert_eq!(
            stopped,
            [
                "The bot stopped: signing in: no route; it is started again in 2 s.",
                "The bot stopped: it panicked; it is started again in 4 s.",
                "The bot stopped: it ended by itself; it is started again in 8 s.",
            ]
        );
        assert_eq!((starts.get(), began.elapsed().as_secs()), (4, 14));
        assert_eq!(told.last(), Some(&BotState::Running));
    }
}
