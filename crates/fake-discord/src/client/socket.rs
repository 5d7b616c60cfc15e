//! One browser's WebSocket: what it does goes to the fake Discord, what changes there comes back.

use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frames, Utf8Bytes, WebSocket};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::super::outcome::CannotAct;
use super::super::person::Person;
use super::actions::perform;
use super::frame::{self, Be, Frame, UserAction};
use super::reports::{self, News};
use super::{PageState, people, places, shown};

/// The largest frame that is read; the longest message of a person has a twentieth of that.
pub(super) const LARGEST_FRAME: usize = 64 * 1024;

/// The time limit of the hello of a browser, and of each frame that it is sent.
const BROWSER_TIMEOUT: Duration = Duration::from_secs(10);

/// Changes are collected for this long and sent at once.
const BUNCH: Duration = Duration::from_millis(30);

/// The interval of pings to a silent browser.
const PULSE: Duration = Duration::from_secs(30);

/// The most actions of one browser at a time.
const UNDER_WAY: usize = 16;

/// Close codes of our own (4000 and up are free to use).
const WRONG_KEY: u16 = 4001;
const TOO_SLOW: u16 = 4002;
const GOING_AWAY: u16 = 1001;

/// The browser went away, or does not take what it is sent.
struct Gone;

/// Talks with one browser until it leaves or the program ends.
pub(super) async fn serve(mut stream: WebSocket, page: Arc<PageState>) {
    let greeting = tokio::select! {
        greeting = timeout(BROWSER_TIMEOUT, greeted(&mut stream, &page)) => greeting,
        () = page.stop.cancelled() => return close(stream, GOING_AWAY, "the fake Discord ends").await,
    };
    match greeting {
        Ok(Ok(true)) => {}
        Ok(Ok(false)) => return close(stream, WRONG_KEY, "say hello with the key of /session").await,
        Ok(Err(Gone)) => return,
        Err(_) => return close(stream, TOO_SLOW, "say hello").await,
    }
    let mut session = BrowserSession {
        stream,
        changes: page.discord.changes(),
        news: News::of(&page),
        viewer: None,
        world: people::welcome(&page.discord),
        told: Told::default(),
        asks: JoinSet::new(),
        page: Arc::clone(&page),
    };
    let ended = tokio::select! {
        _ = session.converse() => false,
        () = page.stop.cancelled() => true,
    };
    if ended {
        close(session.stream, GOING_AWAY, "the fake Discord ends").await;
    }
}

/// Whether the first frame is a hello with the right key.
async fn greeted(stream: &mut WebSocket, page: &PageState) -> Result<bool, Gone> {
    loop {
        match stream.recv().await {
            Some(Ok(Frames::Text(text))) => {
                return Ok(matches!(frame::read(&text), Ok(Frame::Hello(key)) if key == page.key));
            }
            Some(Ok(Frames::Ping(_) | Frames::Pong(_))) => {}
            Some(Ok(Frames::Binary(_))) => return Ok(false),
            Some(Ok(Frames::Close(_)) | Err(_)) | None => return Err(Gone),
        }
    }
}

async fn close(mut stream: WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
    // A browser that is gone needs no close frame.
    let _ = timeout(BROWSER_TIMEOUT, stream.send(Frames::Close(Some(frame)))).await;
}

/// A person on the page: who, and where.
struct Viewer {
    person: Person,
    place: String,
}

/// The frames that the browser received last: the bot, the content, the story, the commands, what is new in other places,
/// and the messages. Equal ones are not sent again.
type Told = [String; 6];

struct BrowserSession {
    stream: WebSocket,
    page: Arc<PageState>,
    changes: watch::Receiver<u64>,
    news: News,
    viewer: Option<Viewer>,
    /// The people and places that the browser knows.
    world: Value,
    told: Told,
    asks: JoinSet<Value>,
}

impl BrowserSession {
    async fn converse(&mut self) -> Result<Infallible, Gone> {
        self.send(&json!({ "welcome": self.world })).await?;
        self.tell().await?;
        let mut due: Option<Instant> = None;
        let mut pulse = tokio::time::interval_at(Instant::now() + PULSE, PULSE);
        let mut is_heard = true;
        loop {
            tokio::select! {
                frame = self.stream.recv() => {
                    is_heard = true;
                    match frame {
                        Some(Ok(Frames::Text(text))) => self.hear(&text).await?,
                        Some(Ok(Frames::Binary(_))) => self.correct("frames are JSON texts").await?,
                        Some(Ok(Frames::Ping(_) | Frames::Pong(_))) => {}
                        Some(Ok(Frames::Close(_)) | Err(_)) | None => return Err(Gone),
                    }
                }
                Some(done) = self.asks.join_next() => {
                    // The page sees what came of it before it hears that it is done.
                    self.tell().await?;
                    if let Ok(done) = done {
                        self.send(&done).await?;
                    }
                }
                _ = self.changes.changed(), if due.is_none() => due = Some(Instant::now() + BUNCH),
                () = self.news.arrive(), if due.is_none() => due = Some(Instant::now() + BUNCH),
                () = wait_until(due) => {
                    due = None;
                    self.tell().await?;
                }
                _ = pulse.tick() => {
                    if !std::mem::take(&mut is_heard) {
                        return Err(Gone);
                    }
                    give(&mut self.stream, Frames::Ping(Vec::new().into())).await?;
                }
            }
        }
    }

    async fn hear(&mut self, text: &str) -> Result<(), Gone> {
        match frame::read(text) {
            Ok(Frame::Hello(_)) => Ok(()),
            Ok(Frame::Be(be)) => self.act_as(be).await,
            Ok(Frame::Ask { ask, act }) => self.ask(ask, act).await,
            Err((Some(ask), why)) => self.send(&cannot(ask, &why)).await,
            Err((None, why)) => self.correct(&why).await,
        }
    }

    async fn act_as(&mut self, be: Be) -> Result<(), Gone> {
        let Be { person, place, locale } = be;
        let exists = self.page.discord.look(|state| people::exists(state, &person, &place, &locale));
        if let Err(why) = exists {
            return self.correct(&why).await;
        }
        let person = people::person_at(&self.page.discord, &person, &place).locale(&locale);
        self.viewer = Some(Viewer { person, place });
        // Another person is told everything, even what is the same.
        self.told[3..].iter_mut().for_each(String::clear);
        self.tell().await
    }

    async fn ask(&mut self, ask: u64, act: UserAction) -> Result<(), Gone> {
        let Some(viewer) = &self.viewer else {
            return self.send(&cannot(ask, "Say who you are first.")).await;
        };
        if self.asks.len() >= UNDER_WAY {
            return self.send(&cannot(ask, "Too much at once: wait for what is under way.")).await;
        }
        let (page, person) = (Arc::clone(&self.page), viewer.person.clone());
        self.asks.spawn(async move { json!({ "done": ask, "outcome": perform(&page, &person, act).await }) });
        Ok(())
    }

    /// Tells the page whatever has changed for it.
    async fn tell(&mut self) -> Result<(), Gone> {
        self.changes.mark_unchanged();
        let world = people::welcome(&self.page.discord);
        if world != self.world {
            self.send(&json!({ "update": world })).await?;
            self.world = world;
        }
        let bot = self.news.bot.borrow_and_update().clone();
        let bot = self.page.discord.look(|state| reports::bot(state, &bot)).to_string();
        let content = self.news.content.borrow_and_update().clone();
        let content = content.map(|content| json!({ "knowledge": content }).to_string()).unwrap_or_default();
        let story = self.news.story.borrow_and_update().clone();
        let story = match story {
            // One that was offered is taken back.
            None if self.told[2].is_empty() => String::new(),
            story => json!({ "story": story }).to_string(),
        };
        let [commands, activity, messages] = self.seen().unwrap_or_default();
        for (told, news) in self.told.iter_mut().zip([bot, content, story, commands, activity, messages]) {
            if !news.is_empty() && *told != news {
                let frame = Frames::Text(news.as_str().into());
                *told = news;
                give(&mut self.stream, frame).await?;
            }
        }
        Ok(())
    }

    /// The commands, what is new in other places, and the messages as the person sees them.
    fn seen(&self) -> Result<[String; 3], CannotAct> {
        let Some(Viewer { person, place }) = &self.viewer else {
            return Ok(Default::default());
        };
        let messages = shown::messages(&self.page, person, place)?;
        let (commands, activity) = (shown::commands(person)?, places::activity(person)?);
        Ok([commands.to_string(), activity.to_string(), messages.to_string()])
    }

    /// Says that the last frame was not understood.
    async fn correct(&mut self, why: &str) -> Result<(), Gone> {
        self.send(&json!({ "mistake": why })).await
    }

    async fn send(&mut self, value: &Value) -> Result<(), Gone> {
        give(&mut self.stream, Frames::Text(value.to_string().into())).await
    }
}

async fn give(stream: &mut WebSocket, frame: Frames) -> Result<(), Gone> {
    match timeout(BROWSER_TIMEOUT, stream.send(frame)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Gone),
    }
}

fn cannot(ask: u64, why: &str) -> Value {
    json!({ "done": ask, "outcome": { "status": "cannot", "reason": why } })
}

async fn wait_until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => pending().await,
    }
}
