//! A way to PostgreSQL over loopback that a test can slow down, stall and cut.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::support::Database;

/// What the proxy does with bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Passes them on.
    Forward,
    /// Passes on what PostgreSQL says after this time.
    #[cfg_attr(not(feature = "playground"), expect(dead_code, reason = "its tests need the fake Discord"))]
    Delay(Duration),
    /// Keeps them.
    Stall,
    /// Keeps what PostgreSQL says from when a client first says this.
    StallAt(&'static str),
    /// Closes every connection, new ones at once.
    Cut,
}

/// The proxy.
pub struct Proxy {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
    _task: tokio_util::task::AbortOnDropHandle<()>,
}

impl Proxy {
    /// A proxy to the server of this database, and the address of the database through it.
    pub async fn before(database: &Database) -> (Self, String) {
        let (start, parameters) = database.address().split_once('?').expect("postgres:///NAME?host=…");
        let name = start.rsplit_once('/').expect("a name").1;
        let folder = parameters.split('&').find_map(|parameter| parameter.strip_prefix("host=/"));
        let proxy = Self::to(format!("/{}/.s.PGSQL.5432", folder.expect("a socket")).into()).await;
        let url = format!("postgres://guide@{}/{name}", proxy.address);
        (proxy, url)
    }

    async fn to(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (mode, watched) = watch::channel(Mode::Forward);
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let (socket, mode) = (socket.clone(), watched.clone());
                connections.spawn(async move {
                    if *mode.borrow() == Mode::Cut {
                        return;
                    }
                    let Ok(server) = UnixStream::connect(socket).await else { return };
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    let (silent, is_silent) = watch::channel(false);
                    tokio::select! {
                        () = pump(from_client, to_server, mode.clone(), Side::Client(silent)) => {}
                        () = pump(from_server, to_client, mode, Side::Server(is_silent)) => {}
                    }
                });
            }
        });
        Self { address, mode, _task: tokio_util::task::AbortOnDropHandle::new(task) }
    }

    /// Does this from now on.
    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

/// Whose bytes these are, and whether the server's are kept since the client said something.
enum Side {
    Client(watch::Sender<bool>),
    Server(watch::Receiver<bool>),
}

/// Passes bytes on as the mode says, until either end closes or the mode is to cut.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut mode: watch::Receiver<Mode>,
    side: Side,
) {
    let mut buffer = vec![0; 16 * 1024];
    let mut kept = 0;
    loop {
        let now = *mode.borrow_and_update();
        let is_silent = matches!(&side, Side::Server(silent) if *silent.borrow());
        let wait = async {
            match (now, &side) {
                (Mode::Stall, _) => std::future::pending().await,
                (Mode::StallAt(_), Side::Server(_)) if is_silent => std::future::pending().await,
                (Mode::Delay(time), Side::Server(_)) => sleep(time).await,
                _ => {}
            }
        };
        if now == Mode::Cut {
            return;
        }
        let passing = async {
            if kept > 0 {
                wait.await;
                return to.write_all(&buffer[..kept]).await.map(|()| 0);
            }
            from.read(&mut buffer).await
        };
        kept = tokio::select! {
            passed = passing => match (passed, kept) {
                (Ok(0), 0) | (Err(_), _) => return,
                (Ok(read), _) => read,
            },
            changed = mode.changed() => match changed {
                Ok(()) => kept,
                Err(_) => return,
            },
        };
        if let (Mode::StallAt(words), Side::Client(silent)) = (now, &side)
            && buffer[..kept].windows(words.len()).any(|part| part == words.as_bytes())
        {
            silent.send_replace(true);
        }
    }
}
