//! The page on which people see the fake Discord: Discord's client, in a browser.
//!
//! It acts as people through [`Person`](super::Person) and shows what they see; the bot knows nothing of it. What only
//! the program around it can tell, how its bot is and what its files say, arrives through a [`ClientHandle`]. The page
//! itself is plain HTML, CSS and JavaScript in `src/page`, carried in the binary.
//!
//! ```text
//! browser ─→ guard ─→ routes ─→ assets
//!                        └────→ socket ─→ frame ─→ acts        (what people do)
//!                        │         └────→ shown ─→ inspect     (what people see)
//!                        └────→ files                          (what people attach and save)
//! ```

mod guard;
mod routes;

mod assets;
mod socket;

mod actions;
mod files;
mod frame;

mod clues;
mod inspect;
mod people;
mod places;
mod reports;
mod shown;
mod story;

pub use self::reports::{BotState, ClientHandle, Content, ContentProblem};
pub use self::story::{Step, Story, StoryAct};

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use self::assets::Assets;
use self::guard::Guard;
use super::discord::Discord;
use super::ids::Id;
use super::random;
use super::state::Shared;

/// The most browsers at a time.
const MAX_BROWSERS: u32 = 32;

/// The time limit of the close frames to browsers when the program ends.
const LEAVING: Duration = Duration::from_secs(1);

/// The page's server, bound and ready to serve.
#[derive(Debug)]
pub struct Client {
    listener: TcpListener,
    page: Arc<PageState>,
    guard: Guard,
}

/// The state that all browsers share.
#[derive(Debug)]
struct PageState {
    discord: Arc<Shared>,
    /// What a browser must show before it may act. Another site's page cannot read it.
    key: String,
    assets: Assets,
    bot: watch::Sender<BotState>,
    content: watch::Sender<Option<Content>>,
    story: watch::Sender<Option<Story>>,
    /// Private messages and failures that their reader dismissed.
    dismissed: Mutex<BTreeSet<Id>>,
    slots: Arc<Semaphore>,
    stop: CancellationToken,
}

impl Client {
    /// Binds the address at which the page will be.
    ///
    /// # Errors
    ///
    /// If it cannot be bound, or the system has no random numbers.
    pub async fn bind(discord: &Discord, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let guard = Guard::new(listener.local_addr()?);
        let page = Arc::new(PageState {
            discord: discord.shared(),
            key: random::hex()?,
            assets: Assets::Embedded,
            bot: watch::Sender::new(BotState::default()),
            content: watch::Sender::new(None),
            story: watch::Sender::new(None),
            dismissed: Mutex::default(),
            slots: Arc::new(Semaphore::new(MAX_BROWSERS as usize)),
            stop: CancellationToken::new(),
        });
        Ok(Self { listener, page, guard })
    }

    /// Serves the page's files from a folder instead of those in the binary, for people who change them.
    #[must_use]
    pub fn with_assets(mut self, folder: PathBuf) -> Self {
        if let Some(page) = Arc::get_mut(&mut self.page) {
            page.assets = Assets::Folder(folder);
        }
        self
    }

    /// Where the page is.
    #[must_use]
    pub fn url(&self) -> String {
        self.guard.url()
    }

    /// What the program around the fake Discord reports by.
    #[must_use]
    pub fn handle(&self) -> ClientHandle {
        ClientHandle { page: Arc::clone(&self.page) }
    }

    /// Serves the page until `stop`, then tells every browser that it ends.
    ///
    /// # Errors
    ///
    /// If the listener fails.
    pub async fn serve(self, stop: CancellationToken) -> io::Result<()> {
        let Self { listener, page, guard } = self;
        let server = axum::serve(listener, routes::router(Arc::clone(&page), guard));
        let server = server.with_graceful_shutdown(stop.clone().cancelled_owned());
        let served = async {
            server.await?;
            // Sockets outlive the requests that opened them; each gives its slot back after its close frame.
            let _ = page.slots.acquire_many(MAX_BROWSERS).await;
            Ok(())
        };
        let leaving = async {
            stop.cancelled().await;
            page.stop.cancel();
            sleep(LEAVING).await;
        };
        tokio::select! {
            served = served => served,
            () = leaving => Ok(()),
        }
    }
}

impl PageState {
    /// Whether its reader dismissed this message.
    fn is_dismissed(&self, id: Id) -> bool {
        self.dismissed.lock().is_ok_and(|dismissed| dismissed.contains(&id))
    }
}
